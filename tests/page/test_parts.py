"""Articles over several pages: which links lead to the other parts, and the parts made one."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crawler.page.parts
from crawler.page.fields import Block, PageFields
from crawler.page.parts import MOST, Spread, part_number
from crawler.page.read import read_page

URL = "https://site.example/city/flood/"
PROSE = "<p>أعلنت البلدية اليوم عن افتتاح حديقة جديدة في الحي الشرقي.</p><p>وقال المهندس المشرف إن الأعمال استمرت شهرين.</p>"


def test_the_examples_hold() -> None:
    assert doctest.testmod(crawler.page.parts) == (0, 2)


@pytest.mark.parametrize(
    ("address", "first", "number"),
    [
        (f"{URL}2/", URL, 2),
        (f"{URL}2", URL, 2),
        (f"{URL}page/2/", URL, 2),
        (f"{URL}?page=3", URL, 3),
        ("http://www.site.example/city/flood/2/", URL, 2),
        ("https://site.example/%D8%AE%D8%A8%D8%B1/2/", "https://site.example/خبر/", 2),
        ("https://site.example/?p=5&page=2", "https://site.example/?p=5", 2),
        ("https://site.example/a.php?page=2&id=5", "https://site.example/a.php?id=5", 2),
        ("https://site.example/news/flood_2.html", "https://site.example/news/flood.html", 2),
        ("https://site.example/news/flood.html/2/", "https://site.example/news/flood.html", 2),
        (f"{URL}1/", URL, None),
        (f"{URL}{MOST + 1}/", URL, None),
        (f"{URL}comment-page-2/", URL, None),
        ("https://site.example/news/8/", "https://site.example/news/7/", None),
        ("https://site.example/city/flood-2/", URL, None),
        ("https://site.example/?p=6", "https://site.example/?p=5", None),
        ("https://other.example/city/flood/2/", URL, None),
        ("https://site.example/2/", "https://site.example/", None),
        ("https://[site/2/", URL, None),
    ],
)
def test_the_number_of_a_part(address: str, first: str, number: int | None) -> None:
    assert part_number(address, first) == number


@given(st.text(), st.text())
def test_any_two_addresses_are_answered(address: str, first: str) -> None:
    assert part_number(address, first) in (None, *range(2, MOST + 1))


def parts_of(links: str, head: str = "") -> dict[int, str]:
    page = f'<html><head><title>ع</title>{head}</head><body><div><h1>عنوان</h1><div class="t">{PROSE}</div>{links}</div></body></html>'
    return read_page(page, URL).parts


@pytest.mark.parametrize(
    ("links", "parts"),
    [
        pytest.param('<p>الصفحات: 1 <a href="2/">2</a> <a href="3/">3</a></p>', {2: f"{URL}2/", 3: f"{URL}3/"}, id="figures"),
        pytest.param('<div><a href="?page=2">الصفحة التالية</a></div>', {2: f"{URL}?page=2"}, id="words"),
        pytest.param('<section><div>تعليق<a href="?page=2">2</a></div></section>', {}, id="a query among other things"),
        pytest.param('<a href="2/">في الجزء الثاني من الحكاية</a>', {}, id="a sentence"),
        pytest.param('<a rel="next" href="/city/fire/">التالي</a>', {}, id="the next article"),
    ],
)
def test_links_to_parts(links: str, parts: dict[int, str]) -> None:
    assert parts_of(links) == parts


def test_a_link_in_the_head_leads_to_a_part_only_behind_the_own_address() -> None:
    assert parts_of("", f'<link rel="next" href="{URL}2/">') == {2: f"{URL}2/"}
    assert parts_of("", '<link rel="next" href="https://site.example/city/fire/">') == {}


# Joining


def page(*texts: str, parts: tuple[int, ...] = ()) -> PageFields:
    return PageFields(
        url=URL, blocks=[Block("p", text) for text in texts], body_way="generic", signs_off=False, parts={n: f"{URL}{n}/" for n in parts}
    )


def test_the_parts_are_asked_for_one_after_the_other() -> None:
    spread = Spread(page("أ", parts=(2,)), URL)
    assert spread.next == f"{URL}2/"
    spread.add(page("ب", parts=(3,)))
    assert spread.next == f"{URL}3/"
    assert not spread.joined().complete
    spread.add(page("أ", "ج", parts=(2,)))
    assert spread.next is None
    whole = spread.joined()
    assert ([block.text for block in whole.blocks], whole.complete) == (["أ", "ب", "ج"], True)


def test_links_that_lead_to_the_same_text_are_none_to_parts() -> None:
    spread = Spread(page("أ", parts=(2, 3)), URL)
    spread.add(page("أ"))
    assert spread.next is None
    assert spread.joined().complete


def test_an_answer_from_another_address_is_not_the_next_part() -> None:
    spread = Spread(page("أ", parts=(2,)), URL)
    assert spread.is_next(f"{URL}2")
    assert not spread.is_next(URL)
