"""What an element calls itself: by its tag, class and id."""

from __future__ import annotations

from lxml import etree

from crawler.knowledge.class_names import class_names

TAGS = frozenset(("aside", "footer", "nav", "button"))
_ROLES = frozenset(("complementary", "navigation", "search", "contentinfo", "banner", "menu", "dialog"))
"""Values of `role` that say as much (WAI-ARIA landmarks)."""
_REGION = 800
"""Characters of the longest labelled region that is a box inside a text and not the text itself."""


def is_furniture(element: etree._Element, known: dict[str, bool]) -> bool:
    """Whether an element calls itself something else than text of the article.

    `known` gathers what was told of a page's names: most repeat from card to card.
    """
    if element.tag in TAGS or ((role := element.get("role")) and _is_beside(element, role)):
        return True
    names, number = element.get("class"), element.get("id")
    if number:
        names = f"{names} {number}" if names else number
    if not names:
        return False
    told = known.get(names)
    if told is None:
        told = known[names] = class_names().is_furniture(names)
    return told


def _is_beside(element: etree._Element, role: str) -> bool:
    return role in _ROLES or (role == "region" and len("".join(element.itertext())) <= _REGION)


def is_surely_furniture(element: etree._Element) -> bool:
    """Whether an element calls itself what holds no article however much text stands in it: readers' comments, a sidebar, a menu."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in TAGS or element.get("role") in _ROLES or class_names().is_surely_furniture(names)
