"""CSS selectors over a page."""

from __future__ import annotations

import pytest
from lxml import etree

from crawler.page.select import select

PAGE = (
    '<body><div class="a b"><p id="one">1</p><div class="c"><p id="two">2</p></div></div>'
    '<div><i class="a"></i><p id="three">3</p></div></body>'
)


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("p", ["one", "two", "three"]),
        (".a p", ["one", "two"]),
        (".a .c p", ["two"]),
        (".c .a p", []),
        (".a > p", ["one"]),
        (".a.b p", ["one", "two"]),
        ("div .a p", []),
        ("body .a p", ["one", "two"]),
        ("body div .c p", ["two"]),
        ("div.c p, div.a p", ["one", "two"]),
        ("p#three", ["three"]),
        ("p:first-child", ["one", "two"]),
        (None, []),
        ("", []),
    ],
)
def test_what_a_selector_finds_in_page_order(css: str | None, found: list[str]) -> None:
    assert [element.get("id") for element in select(css, etree.HTML(PAGE))] == found


def test_only_what_is_in_the_element_is_found() -> None:
    (inner,) = select("div.c", etree.HTML(PAGE))
    assert [element.get("id") for element in select(".a p", inner)] == ["two"]


def test_the_element_itself_counts() -> None:
    (inner,) = select("div.c", etree.HTML(PAGE))
    assert select(".a .c", inner) == [inner]
