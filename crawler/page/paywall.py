"""Whether a wall stands in front of the rest of a text, by what the page's metadata says and the wall itself.

Sites mark what is for subscribers for the search engines: `isAccessibleForFree` false, and in `hasPart` the element that holds it
(schema.org; Google asks for one class name). Many of them send the text all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from lxml import etree

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.page.fields import Block
from crawler.page.metadata import Metadata

_NAME = re.compile(r"([.#])([\w-]+)")
_MOST = 10
"""Locked elements that are looked at: boxes inside boxes would make a text of any length."""
_BREAKS_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")


def is_cut(root: etree._Element, metadata: Metadata, blocks: Sequence[Block]) -> bool:
    """Whether the page says that it is not free, and what it keeps back is not among its paragraphs."""
    if not _is_locked(metadata.article) or not blocks:
        return False
    if _BREAKS_OFF.search(blocks[-1].text):
        return True
    names = list(_locked_names(metadata.article.get("hasPart")))
    if not names:
        return _shows_wall(root)
    locked = (element for element in root.iter(etree.Element) if any(_has(element, *name) for name in names))
    held = " ".join(" ".join(element.itertext()) for element in islice(locked, _MOST))
    held = " ".join(held.split())
    return not any(" ".join(block.text.split()) in held for block in blocks)


def _shows_wall(root: etree._Element) -> bool:
    """Whether a page says somewhere that the rest is for subscribers. Asked only of pages that say that they are not free."""
    return any(
        boilerplate_kind(" ".join(text.split())) == "cut"
        for element in root.iter("p", "div", "span", "h2", "h3", "h4", "strong")
        if (text := element.text)
    )


def _is_locked(thing: dict[str, Any]) -> bool:
    return str(thing.get("isAccessibleForFree")).rpartition("/")[2].lower() == "false"


def _locked_names(parts: Any) -> Iterator[tuple[str, str]]:
    """The classes and ids of the elements that are not free: the last of each selector."""
    for part in parts if isinstance(parts, list) else [parts]:
        if isinstance(part, dict) and _is_locked(part):
            selectors = part.get("cssSelector")
            for selector in selectors if isinstance(selectors, list) else [selectors]:
                if isinstance(selector, str) and (names := _NAME.findall(selector)):
                    yield names[-1]


def _has(element: etree._Element, sign: str, name: str) -> bool:
    return name in (element.get("class") or "").split() if sign == "." else element.get("id") == name
