"""What addresses say of their pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.publisher.shapes import AnyArticle, looks_like_article, may_be_article, may_be_section, pattern_of
from crawler.publisher.urls import canonical_url

ARTICLES = [
    "/locals/2280963/",
    "/world/1481753-قمة-المناخ/",
    "/2025/09/07/garden/",
    "/2025/09/garden.html",
    "/news/2025-09-07/garden/",
    "/افتتاح-حديقة-جديدة-في-الحي-الشرقي/",
    "/story-2280963.html",
    "/?p=17",
    "/ArticleDetails.aspx?id=903",
    "/ar/politics/100234",
]
SECTIONS = ["/locals/", "/culture-and-arts/", "/category/politics/", "/?cat=29582", "/governorates/tartus/", "/اقتصاد/", "/ar/news/"]
NEITHER = [
    "/",
    "/about-us/",
    "/tag/حديقة/",
    "/author/samar/12345/",
    "/locals/page/2/",
    "/en/2280963/",
    "/uploads/2025/09/plan-2025.pdf",
    "/2025/09/",
]


def at(path: str) -> str:
    return canonical_url(f"https://example.com{path}")


@pytest.mark.parametrize("path", ARTICLES)
def test_articles_are_known_by_number_date_or_headline(path: str) -> None:
    assert looks_like_article(at(path))
    assert may_be_article(at(path))
    assert not may_be_section(at(path))


@pytest.mark.parametrize("path", SECTIONS)
def test_sections_have_short_names(path: str) -> None:
    assert may_be_section(at(path))
    assert not looks_like_article(at(path))


@pytest.mark.parametrize("path", NEITHER)
def test_pages_about_the_site_tags_and_other_languages_are_neither(path: str) -> None:
    assert not may_be_article(at(path))
    assert not may_be_section(at(path))


def test_what_is_known_as_a_section_is_no_article() -> None:
    known = AnyArticle(sections=frozenset([at("/locals/")]))
    assert known.match(at("/locals/")) is None
    match = known.match(at("/sport/"))
    assert match is not None
    assert match.number is None, "nobody knows whether a number is that of one article"


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/locals/2280963/", "/{section}/{number}/"),
        ("/governorates/tartus/2280742/", "/{section}/{section}/{number}/"),
        ("/world/1481753-قمة-المناخ/", "/{section}/{number}-{slug}/"),
        ("/2025/09/07/garden/", "/{year}/{month}/{day}/{slug}/"),
        ("/story-2280963.html", "/{slug}-{number}.html"),
        ("/?p=17", "/?p={number}"),
        ("/ArticleDetails.aspx?id=903", "/{slug}.aspx?id={number}"),
    ],
)
def test_the_pattern_is_what_a_declaration_needs(path: str, pattern: str) -> None:
    assert pattern_of(at(path)) == pattern


@given(st.lists(st.text(min_size=1, max_size=12), max_size=5), st.text(max_size=20))
def test_every_address_is_one_thing_at_the_most(parts: list[str], query: str) -> None:
    try:
        url = at("/" + "/".join(parts) + f"?{query}")
    except ValueError:
        return
    assert not (looks_like_article(url) and may_be_section(url))
    assert may_be_article(url) or not looks_like_article(url)
    assert pattern_of(url).startswith("/")
