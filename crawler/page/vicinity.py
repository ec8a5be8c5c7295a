"""What stands around an article and says who wrote it and when: between headline and text, close in front of the headline, and in the
furniture inside the text. Only there is it looked for: most of a page speaks of other articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lxml import etree

from crawler.page.generic import Found, Survey

_AROUND = 40
"""Elements in front of the headline among which is looked."""
BESIDE = 6
"""Elements within which a badge or a date is beside the headline."""
_BOXES = 4
"""How many elements around a link are looked at for a menu."""
_MENU = 6
"""Links beside each other that are a menu, and no badges."""
_TELLING = re.compile(r"author|by(?![a-z])|byline|writ|reporter|journalist|editor|kateb|katib|creator|date|time|publish|posted|stamp")
_NAMES = frozenset(("class", "id", "rel", "itemprop"))
_SHORTEST = 3
_LONGEST = 120
"""Characters of texts that show a date."""
_DATED = re.compile("(?:19|20|14)[0-9]{2}|[٠-٩]{4}|[۰-۹]{4}|منذ|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Vicinity:
    """What was found around an article."""

    telling: Sequence[etree._Element]
    """Elements whose names speak of authors or dates, in page order; where none are, those of the whole page that are no furniture."""
    dated: Sequence[str]
    """Short texts with a date: those behind the headline first, then those before it, the nearest first, then those inside the text."""


def vicinity(seen: Survey, found: Found, heading: int) -> Vicinity:
    """Look around an article whose headline stands at `heading`."""
    first = max(heading - _AROUND, 0)
    before, between = seen.elements[first:heading], seen.elements[heading : found.start]
    inside = list(_inside(found))
    # Furniture inside the text may stand in front of its first prose.
    around = dict.fromkeys((*seen.elements[first : found.start + 1], *inside))
    known: dict[str, bool] = {}
    telling = [element for element in around if _tells(element, known)]
    if not telling:
        telling = [element for element in seen.elements if _tells(element, known) and (found.names is None or not found.names.any(element))]
    dated = [[text for element in part for text in dated_texts(element)] for part in (between, before)]
    outside = frozenset((*before, *between))
    furniture = [text for element in inside if element not in outside for text in dated_texts(element)]
    return Vicinity(telling, [*dated[0], *reversed(dated[1]), *furniture])


def is_dated(seen: Survey, heading: int) -> bool:
    """Whether a date stands beside the headline."""
    beside = seen.elements[max(heading - BESIDE, 0) : heading + BESIDE + 1]
    return any(text for element in beside for text in dated_texts(element))


def beside(seen: Survey, heading: int) -> Iterator[tuple[str, etree._Element]]:
    """Texts beside the headline, those in front of it first, each with the element in which or behind which it stands; no menu's."""
    around = frozenset(seen.elements[heading].iterancestors())
    for element in seen.elements[max(heading - BESIDE, 0) : heading + BESIDE + 1]:
        texts = [text for raw in (element.text, element.tail) if raw and (text := raw.strip())]
        if texts and not in_menu(element, around):
            yield from ((text, element) for text in texts)


def in_menu(element: etree._Element, around: AbstractSet[etree._Element]) -> bool:
    """Whether an element is one of many links in a row; boxes `around` the headline are none."""
    box: etree._Element | None = element
    linked = False
    for _ in range(_BOXES):
        if box is None or box in around:
            return False
        linked = linked or box.tag in ("a", "li", "nav")
        if linked and box.tag != "a" and (box.tag == "nav" or sum(1 for _ in box.iter("a")) > _MENU):
            return True
        box = box.getparent()
    return False


def dated_texts(element: etree._Element) -> Iterator[str]:
    """Texts with a date: an element's attributes, its text, and what stands behind it."""
    for text in (element.get("datetime"), element.get("title"), element.text, element.tail):
        if text and (text := text.strip()) and _SHORTEST <= len(text) <= _LONGEST and _DATED.search(text):
            yield text


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
