"""Where the text of a page stands, on a site that nobody has declared.

Prose is text in runs longer than a menu entry, outside links. The container is the innermost element that holds almost all the prose
of the page that does not stand in furniture; inside it, furniture is what calls itself so, and what is mostly links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from lxml import etree

from crawler.page.furniture import TAGS, is_furniture, is_surely_furniture
from crawler.page.rows import in_rows

_RUN = 30
"""Characters of the shortest run of text that counts as prose."""
_REACH = 3
"""How many elements around a block its prose counts for."""
_MORE = 1.5
_FADES = 0.6
"""How much less it counts for each of them."""
_BOXES = ("div", "article", "section", "li", "aside", "td", "figure", "ul")
_LEAST = 60
"""Characters of prose below which a page has no text."""
_HEADINGS = frozenset(("h1", "h2", "h3"))
_SHORT = 3
"""Characters below which a text is neither a date nor a headline."""
_HEADLINE = 220
_TEASER = 300
"""Characters of the longest teaser; one breaks off and is no prose of this page."""
_BREAKS_OFF = ("...", "…", "[…]", "[...]")
_MOST = 0.6
"""Share of an article's prose that no furniture holds."""
_PARAGRAPH = 200
"""Characters of a paragraph that no furniture has: where all prose calls itself furniture, the names lie and are not believed."""

INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong "
        "sub sup time tt u var wbr br"
    ).split()
)
NEVER = frozenset("h1 h2 h3 h4 h5 h6 script style noscript template head title option select button textarea iframe svg nav".split())


@dataclass(slots=True)
class Survey:
    """What one walk over a page has seen. Places are numbers in page order."""

    body: etree._Element
    elements: list[etree._Element]
    """All in page order: an element's place is its number here."""
    prose: dict[etree._Element, int] = field(default_factory=dict)
    """Characters of prose by the block that it stands in."""
    first: dict[etree._Element, int] = field(default_factory=dict)
    """Place of each block's first prose."""
    headings: list[tuple[int, etree._Element]] = field(default_factory=list)
    runs: dict[str, int] = field(default_factory=dict)
    """Places of texts that could be a headline."""


@dataclass(slots=True)
class Found:
    """The container of a page's text."""

    container: etree._Element
    dropped: set[etree._Element] = field(default_factory=set)
    """Furniture inside it."""
    start: int = 0
    """Place of its first prose."""
    names: Names | None = None


def survey(root: etree._Element) -> Survey | None:
    """Walk over a page once; None where it has no body."""
    body = root.find("body")
    if body is None:
        return None
    seen = Survey(body, list(body.iter(etree.Element)))
    for place, element in enumerate(seen.elements):
        if element.tag in _HEADINGS:
            seen.headings.append((place, element))
        text = element.text
        if text and len(text) >= _SHORT and (text := text.strip()):
            _see(seen, place, element, text)
        tail = element.tail
        if tail and len(tail) >= _SHORT and (tail := tail.strip()) and place:
            _see(seen, place, element.getparent(), tail)
    return seen


def _see(seen: Survey, place: int, element: etree._Element | None, text: str) -> None:
    size = len(text)
    if element is None or size < _SHORT:
        return
    if size <= _HEADLINE:
        seen.runs.setdefault(text, place)
    if size > _RUN and not (size <= _TEASER and text.endswith(_BREAKS_OFF)):
        block = _block(element)
        if block is not None:
            seen.prose[block] = seen.prose.get(block, 0) + size
            seen.first.setdefault(block, place)


def find_body(seen: Survey, heading: int = 0) -> Found | None:
    """The container of the text; None where the page has none.

    `heading` is the place of the headline: where there is prose behind it, what stands before it or behind the next `h1` is another's.
    """
    headline = next((element for place, element in seen.headings if place == heading), None)
    around = frozenset(headline.iterancestors()) if headline is not None else frozenset()
    names = Names(seen.body, around)
    teasers = in_rows(seen.prose, seen.body)
    own = {block: size for block, size in seen.prose.items() if block not in teasers and seen.first[block] >= heading}
    names.forgive(own)
    kept = {block: size for block, size in seen.prose.items() if block not in teasers and not names.any(block)}
    if sum(kept.values()) < _LEAST and max(seen.prose.values(), default=0) >= _PARAGRAPH:
        kept = dict(seen.prose)
        names = Names(seen.body, around, believed=False)
        teasers = {}
    kept = _of_article(seen, kept, heading)
    if sum(kept.values()) < _LEAST:
        return None
    container = densest(seen.body, kept)
    inside = [seen.first[block] for block in kept if block is container or container in block.iterancestors()]
    dropped = {element for element in container.iterdescendants(etree.Element) if names.own(element)}
    dropped |= cards(container, dropped)
    dropped |= {box for box in teasers.values() if container in box.iterancestors()}
    for box in [box for box in dropped if _is_article(box, seen.prose)]:
        dropped -= {box, *box.iterdescendants(etree.Element)}
    return Found(container, dropped, min(inside, default=0), names)


def _of_article(seen: Survey, prose: dict[etree._Element, int], heading: int) -> dict[etree._Element, int]:
    """The prose between the headline and the next article's."""
    end = min((place for place, element in seen.headings if element.tag == "h1" and place > heading), default=None)
    behind = {block: size for block, size in prose.items() if seen.first[block] >= heading and (end is None or seen.first[block] < end)}
    return behind if sum(behind.values()) >= _LEAST else prose


def _is_article(box: etree._Element, prose: Mapping[etree._Element, int]) -> bool:
    """Whether a box that looks like a teaser holds a whole article: a headline that is a link, and more than one paragraph."""
    if box.tag in TAGS or sum(1 for element in box.iter("p") if element in prose) < 2:
        return False
    return any(_is_link(heading) for heading in box.iter("h2", "h3", "h4", "h5"))


def densest(body: etree._Element, prose: dict[etree._Element, int]) -> etree._Element:
    """The element in which prose stands together: paragraphs of an article share a parent, those of teasers do not."""
    scores: Counter[etree._Element] = Counter()
    for block, size in prose.items():
        # A block that holds its text itself, with line breaks, is a container of its own.
        weight: float = size
        steps = [block] if len(block.findall("br")) > 1 and block.tag != "p" else []
        steps += [ancestor for _, ancestor in zip(range(_REACH), block.iterancestors(), strict=False)]
        for step in steps:
            scores[step] += int(weight)
            weight *= _FADES
            if step is body:
                break
    return _with_neighbours(max(scores, key=scores.__getitem__), body, prose)


def _with_neighbours(container: etree._Element, body: etree._Element, prose: Mapping[etree._Element, int]) -> etree._Element:
    """The container, or one around it that holds much more: entries of a live page, a text in several boxes."""
    below: Counter[etree._Element] = Counter()
    for block, size in prose.items():
        for step in (block, *block.iterancestors()):
            below[step] += size
    for _ in range(_REACH):
        parent = container.getparent()
        if parent is None or parent is body or below[parent] < _MORE * below[container]:
            break
        container = parent
    return _with_alike(container, body, prose)


def _with_alike(container: etree._Element, body: etree._Element, prose: Mapping[etree._Element, int]) -> etree._Element:
    """The container, or the one around it and others of its class: page builders put each piece of a text into a module of its own."""
    names = container.get("class")
    around = set(container.iterancestors())
    if not names:
        return _with_bare_siblings(container, body, prose)
    alike = [
        step
        for block in prose
        for step in (block, *block.iterancestors())
        if step.tag == container.tag and step is not container and step.get("class") == names and step not in around
    ]
    for other in alike:
        common = next((step for step in other.iterancestors() if step in around), body)
        if common is body:
            continue
        if common in container.iterancestors():
            container = common
    return container


def _with_bare_siblings(container: etree._Element, body: etree._Element, prose: Mapping[etree._Element, int]) -> etree._Element:
    """The parent of a container without a name, where another one beside it holds prose too."""
    parent = container.getparent()
    if parent is None or parent is body or container.tag not in ("div", "section"):
        return container
    bare = {box for box in parent if box.tag == container.tag and box is not container and not box.attrib}
    goes_on = any(not bare.isdisjoint((block, *block.iterancestors())) for block in prose)
    return parent if goes_on else container


def cards(container: etree._Element, dropped: set[etree._Element]) -> set[etree._Element]:
    """Teasers of other articles inside a text: boxes with a headline that is a link."""
    found = set()
    for heading in container.iter("h2", "h3", "h4", "h5", "h6", "a"):
        if heading.tag == "a" and heading.find(".//h2") is None and heading.find(".//h3") is None and heading.find(".//h4") is None:
            continue
        if heading.tag != "a" and not _is_link(heading):
            continue
        box = heading.getparent()
        while box is not None and box is not container and box.tag not in _BOXES:
            box = box.getparent()
        if box is not None and box is not container and dropped.isdisjoint((box, *box.iterancestors())):
            found.add(box)
    return found


def _is_link(heading: etree._Element) -> bool:
    link = heading.find(".//a")
    if link is None:
        return False
    return len("".join(link.itertext()).strip()) == len("".join(heading.itertext()).strip()) > 0


def _block(element: etree._Element) -> etree._Element | None:
    """The block that an element's text belongs to; None for text in a link and for what is no text."""
    while element.tag in INLINE:
        parent = element.getparent()
        if element.tag == "a" or parent is None:
            return None
        element = parent
    return None if element.tag in NEVER else element


class Names:
    """Whether elements call themselves furniture; asked once each."""

    def __init__(self, body: etree._Element, around: AbstractSet[etree._Element], *, believed: bool = True) -> None:
        self._body = body
        self._around = around
        """What stands around the headline is no furniture, whatever it is called."""
        self._believed = believed
        self._known: dict[etree._Element, bool] = {}
        self._names: dict[str, bool] = {}
        self._forgiven: set[etree._Element] = set()

    def forgive(self, prose: Mapping[etree._Element, int]) -> None:
        """Take what holds most of an article's prose for its text, whatever it is called (`printArea`); not what cannot be text."""
        held: Counter[etree._Element] = Counter()
        whole = 0
        for block, size in prose.items():
            boxes = [box for box in (block, *block.iterancestors()) if self.own(box)] if self.any(block) else []
            if not any(is_surely_furniture(box) for box in boxes):
                whole += size
                held.update(dict.fromkeys(boxes, size))
        self._forgiven = {box for box, size in held.items() if size > _MOST * whole}
        if self._forgiven:
            self._known.clear()

    def own(self, element: etree._Element) -> bool:
        """Whether the element itself does."""
        return self._believed and element not in self._around and element not in self._forgiven and is_furniture(element, self._names)

    def any(self, element: etree._Element) -> bool:
        """Whether the element or anything around it does."""
        path = []
        answer = False
        current: etree._Element | None = element
        while current is not None and current is not self._body:
            if current in self._known:
                answer = self._known[current]
                break
            path.append(current)
            current = current.getparent()
        for step in reversed(path):
            answer = answer or self.own(step)
            self._known[step] = answer
        return answer
