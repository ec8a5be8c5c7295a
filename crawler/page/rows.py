"""Rows of teasers: lists of other articles, each a headline that is a link with a sentence below it.

Such sentences are prose by their length, and a column of them can be longer than the article beside it. What tells them is that they stand
in a row: boxes that are alike, each beginning with a link to somewhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

_BOXES = frozenset(("div", "article", "section", "li", "td", "tr", "a"))
_REACH = 4
"""How many elements around a sentence its teaser may reach."""
_ROW = 3
"""Boxes that make a row."""
_LONGEST = 600
"""Characters of the longest teaser, its headline in it."""
_LABEL = 15
"""Characters below which a text in front of the headline is a label, a time or a counter."""
_ANY_DIGIT = re.compile(r"\d")
_STAMP = 30
"""Characters below which a text with a figure in it is one."""


def in_rows(prose: Mapping[etree._Element, int], body: etree._Element) -> dict[etree._Element, etree._Element]:
    """The blocks of prose that stand in a row of teasers, each with its teaser's box."""
    rows: dict[etree._Element, frozenset[etree._Element]] = {}
    found: dict[etree._Element, etree._Element] = {}
    for block, size in prose.items():
        if size > _LONGEST:
            continue
        box = block
        for _ in range(_REACH):
            parent = box.getparent()
            if parent is None or box is body:
                break
            if box.tag in _BOXES and _is_teaser(box):
                if parent not in rows:
                    rows[parent] = _row(parent)
                if box in rows[parent]:
                    found[block] = box
                    break
            box = parent
    return found


def _row(parent: etree._Element) -> frozenset[etree._Element]:
    by_tag: dict[str, list[etree._Element]] = {}
    for child in parent:
        if child.tag in _BOXES:
            by_tag.setdefault(str(child.tag), []).append(child)
    alike: Iterable[list[etree._Element]] = (boxes for boxes in by_tag.values() if len(boxes) >= _ROW)
    rows = [teasers for boxes in alike if len(teasers := [box for box in boxes if _is_teaser(box)]) >= _ROW]
    return frozenset(teaser for teasers in rows for teaser in teasers)


def _is_teaser(box: etree._Element) -> bool:
    """Whether the first text of a box that is more than a label is a link to another page, and the box is short."""
    for element in box.iter(etree.Element):
        if not element.text or _is_label(element.text.strip()):
            continue
        link = element if element.tag == "a" else next(element.iterancestors("a"), None)
        if link is None or (link is not box and box not in link.iterancestors()):
            return False
        return not _is_own(link.get("href", "")) and len("".join(box.itertext())) <= _LONGEST
    return False


def _is_label(text: str) -> bool:
    return len(text) < _LABEL or (len(text) < _STAMP and _ANY_DIGIT.search(text) is not None)


def _is_own(address: str) -> bool:
    """Whether a link leads to a place on its own page."""
    return address.startswith("#") and len(address) > 1
