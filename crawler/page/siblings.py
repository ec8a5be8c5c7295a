"""Articles that stand one below another on one page: infinite scroll appends the next one of the site.

Each is a box beside the article's own, built as that one is, with a headline and more text than a teaser has. It is read as a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from lxml import etree

from crawler.arabic.normalize import match_key
from crawler.page.generic import Names, Survey

_TEASER = 300
"""Characters of the longest teaser; what has more text, or more than one paragraph of it, is an article."""
_ADDRESSES = ("data-url", "data-href", "data-permalink", "data-link", "data-article-url", "itemid")
"""Where the box of an appended article says which address it has."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """An article below the page's own."""

    title: str
    box: etree._Element
    address: str | None
    """As written."""

    def taken_out(self) -> etree._Element:
        """The box as a page of its own; it is not in its old page any more."""
        page = etree.Element("html")
        etree.SubElement(etree.SubElement(page, "head"), "title").text = self.title
        etree.SubElement(page, "body").append(self.box)
        return page


def siblings(seen: Survey, heading: int) -> list[Sibling]:
    """The articles below the one whose headline stands at `heading`, in page order."""
    own = next((element for place, element in seen.headings if place == heading), None)
    if own is None:
        return []
    around = frozenset(own.iterancestors())
    house = next(own.iterancestors("article"), None)
    indoors = around - frozenset(house.iterancestors()) if house is not None else frozenset()
    marks = {(str(box.tag), box.get("class")) for box in around if box.get("class")}
    names = Names(seen.body, around)
    titles = {match_key(_text(own))}
    found: dict[etree._Element, Sibling] = {}
    prose: _Prose | None = None
    for place, element in seen.headings:
        if place <= heading or (element.tag != "h1" and house is None):
            continue
        path = list(takewhile(lambda box: box not in around, element.iterancestors()))
        alike = [box for box in path if _is_alike(box, element, house, marks)]
        if not alike or path[-1].getparent() in indoors or any(box in found for box in path):
            continue
        prose = prose or _Prose(seen)
        box = next((box for box in alike if prose.is_article(box)), None)
        title = _text(element)
        if box is not None and match_key(title) not in titles and not names.any(box):
            titles.add(match_key(title))
            found[box] = Sibling(title, box, _address(box, element))
    return list(found.values())


def _is_alike(box: etree._Element, headline: etree._Element, house: etree._Element | None, marks: set[tuple[str, str | None]]) -> bool:
    """Whether a box is built as the article's own: under a smaller headline only an `article` of the same classes."""
    if headline.tag == "h1":
        return box.tag == "article" or (box.tag, box.get("class")) in marks
    return house is not None and box.tag == "article" and _classes(box) >= _classes(house)


class _Prose:
    """How much prose each element holds, counted once a page."""

    def __init__(self, seen: Survey) -> None:
        self._blocks: Counter[etree._Element] = Counter()
        self._size: Counter[etree._Element] = Counter()
        for block, size in seen.prose.items():
            for step in (block, *block.iterancestors()):
                self._blocks[step] += 1
                self._size[step] += size

    def is_article(self, box: etree._Element) -> bool:
        return self._blocks[box] > 1 or self._size[box] > _TEASER


def _address(box: etree._Element, headline: etree._Element) -> str | None:
    said = next((value for name in _ADDRESSES if (value := box.get(name))), None)
    links: Sequence[etree._Element] = [*headline.iter("a"), *headline.iterancestors("a")]
    return said or next((href for link in links if (href := link.get("href"))), None)


def _classes(element: etree._Element) -> set[str]:
    """Without those that number an element (`post-512`)."""
    return {name for name in (element.get("class") or "").split() if not any(character.isdigit() for character in name)}


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())
