"""The lists of links that stand with an article of which no layout is known: its tags, and headlines of others that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.arabic.normalize import match_key
from crawler.knowledge.class_names import list_in
from crawler.knowledge.words import words
from crawler.page.addresses import absolute
from crawler.page.fields import Link, Reading
from crawler.page.generic import Found
from crawler.page.vicinity import is_writer

_BOXES = 4
"""How many elements around a text are looked beside."""
_LABEL = 40
"""Characters of the longest label of a box."""
_TAG = 40
"""Characters of the longest tag."""
_CLOUD = 30
"""Links of a box that are the tags of a site."""
_WORDS = 4
"""Words of the shortest headline that no heading says to be one."""
_HEADLINE = 180
"""Characters of the longest headline."""
_CLOSE = 40
"""How many elements behind a text, and behind each box around it, are close below it."""
_NAMES = ("class", "id")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


class Lists:
    """The boxes inside a text and close below it that call themselves lists."""

    def __init__(self, found: Found) -> None:
        inside = _named(found.dropped)
        if len(inside) > 1:
            order = {element: place for place, element in enumerate(found.container.iterdescendants(etree.Element))}
            inside.sort(key=lambda named: order.get(named[1], -1))
        boxes = inside + _named(_below(found.container))
        self._tags = [box for kind, box in boxes if kind == "tags"]
        self._related = [box for kind, box in boxes if kind == "related"]

    def tags(self) -> list[Reading]:
        """The tags of the first box that has any."""
        for box in self._tags:
            texts = [" ".join("".join(link.itertext()).split()) for link in box.iter("a")]
            if texts and len(texts) <= _CLOUD and all(len(text) <= _TAG for text in texts):
                return [Reading(text, "generic") for text in texts if text and boilerplate_kind(text) is None]
        return []

    def related(self, url: str) -> list[Link]:
        """The headlines of other articles on the same site, in page order, each address once."""
        found: dict[str, Link] = {}
        host = _host(url)
        for box in self._related:
            label = next((text for raw in box.itertext() if (text := raw.strip())), "")
            if len(label) <= _LABEL and f"{match_key(label)} ".startswith(words().other_lists):
                continue
            for link in box.iter("a"):
                href = link.get("href", "")
                if href not in found and (text := _headline(link)) and (address := absolute(url, href)) and _host(address) == host:
                    found[href] = Link(text, address)
        return list(found.values())


def _named(boxes: Iterable[etree._Element]) -> list[tuple[str, etree._Element]]:
    """The boxes that call themselves lists, each with the list that it is."""
    return [(kind, box) for box in boxes for name in _NAMES if (names := box.get(name)) and (kind := list_in(names))]


def _below(container: etree._Element) -> Iterator[etree._Element]:
    """The elements beside a text and beside the boxes close around it that stand behind it, each with its children."""
    box: etree._Element | None = container
    for _ in range(_BOXES):
        if box is None or box.tag == "body":
            return
        for sibling in islice(box.itersiblings(etree.Element), _CLOSE):
            if sibling.tag not in ("aside", "footer", "script"):
                inner = sibling
                yield inner
                while len(inner) == 1 and isinstance(inner[0].tag, str):  # boxes in boxes
                    inner = inner[0]
                    yield inner
                yield from inner.iterchildren(etree.Element)
        box = box.getparent()


def _headline(link: etree._Element) -> str:
    """The headline that a link is, or whose card it covers; empty for a link to a section, a writer, the whole list."""
    if is_writer(link) or "category" in (link.get("rel") or ""):
        return ""
    heading = next(link.iter(*_HEADINGS), None) if len(link) else None
    pieces = [piece for raw in (link if heading is None else heading).itertext() if (piece := raw.strip())]
    if len(pieces) > 1 and boilerplate_kind(pieces[0]) is not None:
        del pieces[0]  # `اقرأ أيضا`
    text = " ".join(" ".join(pieces).split()) or link.get("title", "").strip()
    if not text or len(text) > _HEADLINE or boilerplate_kind(text) is not None:
        return ""
    if len(text.split()) < _WORDS and heading is None and next(link.iterancestors(*_HEADINGS), None) is None:
        return ""
    return text


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
