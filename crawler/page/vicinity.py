"""What stands around an article and says who wrote it and when: between headline and text, close in front of the headline, and in the
furniture inside the text, and close below it. Only there is it looked for: most of a page speaks of other articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from crawler.page.generic import Found, Survey

_AROUND = 40
"""Elements in front of the headline and behind the text among which is looked."""
BESIDE = 6
"""Elements within which a badge or a date is beside the headline."""
_BOXES = 4
"""How many elements around a link are looked at for a menu."""
_MENU = 6
"""Links beside each other that are a menu, and no badges."""
_TICKER = re.compile(r"ticker|urgent|breaking|marquee", re.IGNORECASE)
_TELLING = re.compile(r"author|by(?![a-z])|byline|writ|reporter|journalist|editor|kateb|katib|creator|date|time|publish|posted|stamp")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LABEL_ENDS = (":", "/", "：")
_NAMES = frozenset(("class", "id", "rel", "itemprop", "property"))
_SIGNS = ("|", "-", "–", "—", "/", "•", "·", "،", ",")
"""What may stand in an element of its own between a date and its clock."""
_SHORTEST = 3
_LONGEST = 120
"""Characters of texts that show a date."""
_BEFORE = 3
"""How many times farther than behind the headline a date in front of it counts: the day that it is stands in the heads of pages."""
_TEASER = 30
"""Characters from which a link is the headline of another article."""
_WRITER = re.compile(r"/(?:author|writer|kateb|columnist|reporter|journalist)s?/", re.IGNORECASE)
"""In the address of a writer's page."""
_COMMENT = re.compile(r"(?<![a-z])comments?(?![a-z])", re.IGNORECASE)
_ANY_CLOCK = re.compile(r"\d:\d\d")
_CLOCK = re.compile(r"\W*\d{1,2}:\d\d(?::\d\d)?(?:\s*(?:[صم]|صباحا?ً?|مساءً?|[ap]\.?m\.?))?\W*", re.IGNORECASE)
_DATED = re.compile("(?:19|20|14)[0-9]{2}|[٠-٩]{4}|[۰-۹]{4}|منذ|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Vicinity:
    """What was found around an article."""

    telling: Sequence[etree._Element]
    """Elements whose names speak of authors or dates, and links to writers, in page order."""
    below: Sequence[etree._Element]
    """Those close below the text."""
    dated: Sequence[str]
    """Short texts with a date: those around the headline, the nearest first, then those in the furniture inside the text."""


def vicinity(seen: Survey, found: Found, heading: int) -> Vicinity:
    """Look around an article whose headline stands at `heading`."""
    first = max(heading - _AROUND, 0)
    inside = list(_inside(found))
    # Furniture inside the text may stand in front of its first prose.
    around = dict.fromkeys((*seen.elements[first : found.start + 1], *inside))
    known: dict[str, bool] = {}
    headline = frozenset((seen.elements[heading], *seen.elements[heading].iterancestors())) | frozenset(found.container.iterancestors())
    writers = {element for element in seen.elements[heading : found.start] if is_writer(element) and not _is_of_another(element, headline)}
    telling = [element for element in around if element in writers or _tells(element, known)]
    below = [element for element in close_below(found.container) if _tells(element, known) and not _is_of_another(element, headline)]
    places = sorted(range(first, found.start), key=lambda place: (place - heading) if place >= heading else _BEFORE * (heading - place))
    nearest = [seen.elements[place] for place in places]
    outside = frozenset(nearest)
    nearest += [element for element in inside if element not in outside]
    return Vicinity(
        telling,
        below,
        [text for element in nearest for text in dated_texts(element) if not _is_of_another(element, headline)],
    )


def _is_of_another(element: etree._Element, around: AbstractSet[etree._Element]) -> bool:
    """Whether a date stands in a card, beside the headline of another article, or in a reader's comment."""
    box: etree._Element | None = element
    for _ in range(_BOXES):
        if box is None or box in around:
            return False
        if _COMMENT.search(box.get("class") or "") or any(_is_headline(link) for link in box.iter("a")):
            return True
        box = box.getparent()
    return False


def _is_headline(link: etree._Element) -> bool:
    return not is_writer(link) and len("".join(link.itertext()).strip()) > _TEASER


def is_writer(element: etree._Element) -> bool:
    """Whether an element is a link to the page of a writer."""
    return element.tag == "a" and _WRITER.search(element.get("href", "")) is not None


def close_below(container: etree._Element) -> Iterator[etree._Element]:
    """The elements close behind a text, up to the next headline and the readers' comments."""
    for element in islice(_behind(container), _AROUND):
        if element.tag in _HEADINGS or _COMMENT.search(element.get("class") or ""):
            return
        yield element


def _behind(container: etree._Element) -> Iterator[etree._Element]:
    """The elements behind another one, as far as they stand in one of the boxes close around it."""
    box: etree._Element | None = container
    for _ in range(_BOXES):
        if box is None:
            return
        for sibling in box.itersiblings(etree.Element):
            yield from sibling.iter(etree.Element)
        box = box.getparent()


def lines(seen: Survey, found: Found, heading: int) -> Iterator[str]:
    """Short texts around the headline, in page order; one that is a label (`كتب:`) with what stands behind it."""
    for element in seen.elements[max(heading - BESIDE, 0) : found.start]:
        for text in (element.text, element.tail):
            if not text or not (text := text.strip()) or len(text) > _LONGEST:
                continue
            if text.endswith(_LABEL_ENDS):
                text += f" {_behind_label(element, text)}"
            yield " ".join(text.split())


def _behind_label(element: etree._Element, text: str) -> str:
    """What stands behind a text of an element, or behind the element: the next one's whole text, or the rest of its own."""
    own = element.text is not None and element.text.strip() == text
    if own and element.tail and element.tail.strip() and not len(element):
        return element.tail.strip()
    following = element[0] if own and len(element) else element.getnext()
    return "" if following is None else "".join(following.itertext())


def is_dated(seen: Survey, heading: int) -> bool:
    """Whether a date stands beside the headline."""
    beside = seen.elements[max(heading - BESIDE, 0) : heading + BESIDE + 1]
    return any(text for element in beside for text in dated_texts(element))


def neighbourhood(root: etree._Element, heading: etree._Element | None) -> tuple[list[etree._Element], int]:
    """The elements around a headline in page order, and its place among them; without a headline the first of the page, and 0.

    All elements of a page in a list, as the survey of an undeclared one has them, would cost as much as reading it: while they are held
    Python's garbage collector goes through them again and again.
    """
    if heading is None:
        return list(islice(root.iter(etree.Element), _AROUND)), 0
    before = list(islice(_before(heading), _AROUND))[::-1]
    return [*before, *islice(_from(heading), _AROUND + 1)], len(before)


def _before(element: etree._Element | None) -> Iterator[etree._Element]:
    """The elements in front of one, the nearest first."""
    while element is not None:
        above = element.getprevious()
        if above is None:
            element = element.getparent()
        else:
            element = above
            while len(element):
                element = element[-1]
        if element is not None and isinstance(element.tag, str):
            yield element


def _from(element: etree._Element) -> Iterator[etree._Element]:
    """An element and those behind it, in page order."""
    yield from element.iter(etree.Element)
    for box in (element, *element.iterancestors()):
        for sibling in box.itersiblings():
            yield from sibling.iter(etree.Element)


def beside(elements: Sequence[etree._Element], heading: int) -> Iterator[tuple[str, etree._Element]]:
    """Texts beside the headline, those in front of it first, each with the element in which or behind which it stands; no menu's."""
    around = frozenset(elements[heading].iterancestors())
    for element in elements[max(heading - BESIDE, 0) : heading + BESIDE + 1]:
        texts = [text for raw in (element.text, element.tail) if raw and (text := raw.strip())]
        if texts and not in_menu(element, around):
            yield from ((text, element) for text in texts)


def in_menu(element: etree._Element, around: AbstractSet[etree._Element]) -> bool:
    """Whether an element is one of many links in a row, or the label of a news ticker; boxes `around` the headline are neither."""
    box: etree._Element | None = element
    linked = False
    for _ in range(_BOXES):
        if box is None or box in around:
            return False
        if _TICKER.search(box.get("class") or "") and len("".join(box.itertext()).strip()) > _TEASER:
            return True
        linked = linked or box.tag in ("a", "li", "nav")
        if linked and box.tag != "a" and (box.tag == "nav" or next(islice(box.iter("a"), _MENU, None), None) is not None):
            return True
        box = box.getparent()
    return False


def dated_texts(element: etree._Element) -> Iterator[str]:
    """Texts with a date: an element's attributes, its text, and what stands behind it; with the clock that stands beside it."""
    for text in (element.get("datetime"), element.get("title")):
        if text and _is_dated(text):
            yield text.strip()
    text, tail = element.text, element.tail
    if text and _is_dated(text):
        previous = element.getprevious()
        beside = () if previous is None else (previous.tail, previous.text)
        yield _with_clock(text.strip(), (*beside, tail, _next_text(element)))
    if tail and _is_dated(tail):
        yield _with_clock(tail.strip(), (text, _next_text(element)))


def _is_dated(text: str) -> bool:
    return len(text) >= _SHORTEST and len(text.strip()) <= _LONGEST and _DATED.search(text) is not None


def _next_text(element: etree._Element) -> str | None:
    """Text of the next element; of the one behind it where that holds a sign alone."""
    following = element.getnext()
    if following is not None and not len(following) and (following.text or "").strip() in _SIGNS:
        following = following.getnext()
    return None if following is None else following.text


def _with_clock(text: str, neighbours: Sequence[str | None]) -> str:
    """A day with the clock that stands beside it, if it has none of its own."""
    if _ANY_CLOCK.search(text):
        return text
    clock = next((found for raw in neighbours if raw and (found := raw.strip()) and _CLOCK.fullmatch(found)), None)
    return f"{text} {clock}" if clock else text


def _inside(found: Found) -> Iterator[etree._Element]:
    """The elements of the furniture inside a text, in page order."""
    within: set[etree._Element] = set()
    for element in found.container.iterdescendants(etree.Element):
        if element in found.dropped or element.getparent() in within:
            within.add(element)
            yield element


def _tells(element: etree._Element, known: dict[str, bool]) -> bool:
    for key, value in element.items():
        if key in _NAMES:
            told = known.get(value)
            if told is None:
                told = known[value] = _TELLING.search(value.lower()) is not None
            if told:
                return True
    return False
