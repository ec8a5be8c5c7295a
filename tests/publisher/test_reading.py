"""From the bytes of an answer to an article."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime
from typing import Any

import pytest

import crawler.publisher.reading
from crawler.knowledge.publisher import Publisher
from crawler.page import PageError
from crawler.publisher.reading import Hints, charset_of, identity, read_articles
from crawler.publisher.urls import ArticleUrl
from crawler.spiders.sana import SanaSpider
from tests.page.sana import FIRST, PARAGRAPHS, SECOND, TITLE, URL, foxiz

NOW = datetime(2025, 9, 7, 9, 0, 5, tzinfo=UTC)
SANA, ARTICLE_URL = SanaSpider.publisher, SanaSpider.article_url
UNKNOWN = Publisher(id="site.example", arabic="", english="", country="", timezone="UTC", home="https://site.example/", kind="website")


def article(page: str | bytes, **more: Any) -> Any:
    given = {"publisher": SANA, "layouts": SanaSpider.layouts, "article_url": ARTICLE_URL, "received_at": NOW}
    (found,) = read_articles(page if isinstance(page, bytes) else page.encode(), more.pop("url", URL), **(given | more))
    return found


def canonical(href: str) -> str:
    return foxiz(head=f'<link rel="canonical" href="{href}">')


def test_the_examples_hold() -> None:
    assert doctest.testmod(crawler.publisher.reading) == (0, 1)


def test_a_page_becomes_an_article() -> None:
    found = article(foxiz())
    assert (found.id, found.url, found.title, found.body) == ("sana:2280999", URL, TITLE, f"{FIRST}\n\n{SECOND}")


# Identity


@pytest.mark.parametrize(
    "href",
    [
        URL, "/locals/2280999/", URL.replace("https", "http"), URL + "?utm_source=x",
        "https://www.sana.sy/locals/2280999", " " + URL + "\n",
    ],
    ids=["same", "relative", "http", "tracking", "www", "spaces"],
)  # fmt: skip
def test_the_declared_address_is_folded_to_one(href: str) -> None:
    found = article(canonical(href), url="https://sana.sy/?p=2280999")
    assert (found.id, found.url) == ("sana:2280999", URL)


@pytest.mark.parametrize(
    "href",
    [
        "https://other.example/locals/77/", "https://sana.sy.other.example/locals/77/", "https://sana.sy@other.example/locals/77/",
        "http://[sana.sy/locals/77/", "https://sana.sy:port/locals/77/", "javascript:void(0)", "https://sana.sy/", "https://sana.sy/locals/",
        "https://sana.sy/en/locals/77/", "\u0000", "",
    ],
    ids=[
        "another host", "a host that begins alike", "a user name", "broken", "a broken port", "a script", "home page", "section",
        "another edition", "nul", "empty",
    ],
)  # fmt: skip
def test_an_address_that_is_no_article_of_this_publisher_renames_nothing(href: str) -> None:
    found = article(canonical(href))
    assert (found.id, found.url) == ("sana:2280999", URL)


def test_the_address_of_an_article_of_its_own_counts_before_that_of_the_answer() -> None:
    assert article(canonical("https://archive.sana.sy/?p=77")).id == "sana:77"


def test_an_answer_from_a_section_is_rejected_by_name() -> None:
    with pytest.raises(PageError, match=r"section: https://sana\.sy/locals/ is not") as error:
        article(foxiz(), url="https://sana.sy/locals/")
    assert error.value.reason == "section"


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        ("https://site.example/", "https://site.example/news/7/"),
        ("https://site.example", "https://site.example/news/7/"),
        ("https://site.example/news/8/", "https://site.example/news/8/"),
        ("https://site.example/?p=8", "https://site.example/?p=8"),
    ],
)
def test_on_an_unknown_site_a_declared_home_page_renames_nothing(declared: str, url: str) -> None:
    assert identity("https://site.example/news/7", declared, UNKNOWN, None) == (url, None)


def test_a_home_page_is_its_own_address() -> None:
    assert identity("https://site.example/", "https://site.example/", UNKNOWN, None) == ("https://site.example/", None)


def test_the_number_is_found_by_the_spiders_pattern() -> None:
    pattern = ArticleUrl(r"^/news/(?P<id>\d+)/$")
    assert identity("https://site.example/news/7", None, UNKNOWN, pattern) == ("https://site.example/news/7/", "7")


# Hints, charset


def test_hints_count_only_where_the_page_says_nothing() -> None:
    hints = Hints(published=datetime(2025, 9, 4, 6, 30, tzinfo=UTC), title="عنوان من الخلاصة")
    hinted = article(foxiz(header=""), hints=hints)
    assert (hinted.title, hinted.published_at) == ("عنوان من الخلاصة", "2025-09-04T09:30:00+03:00")
    assert article(foxiz(), hints=hints).title == TITLE


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html", None),
        ("text/html; charset=windows-1256", "windows-1256"),
        ('text/html; charset="utf-8"', "utf-8"),
        ("text/html;CHARSET=UTF-8 ; x=y", "UTF-8"),
        ("text/html; charset=", None),
        ("text/html; charset*=utf-8''x", None),
        ("charset=utf-8", "utf-8"),
        ("\n;;=;", None),
        ("", None),
        (None, None),
    ],
)
def test_charset_of_a_header(content_type: str | None, charset: str | None) -> None:
    assert (charset_of(content_type) or None) == charset


def test_the_headers_charset_is_used() -> None:
    page = foxiz().replace('<meta charset="UTF-8">', "")
    assert article(page.encode("iso8859-6"), content_type="text/html; charset=iso-8859-6").body == f"{FIRST}\n\n{SECOND}"


def test_the_sites_names_are_known_where_the_page_does_not_tell_them() -> None:
    page = f"<html><head><title>{TITLE} - سانا</title></head><body><h1>{TITLE}</h1>{PARAGRAPHS}</body></html>"
    assert article(page, layouts=()).title == TITLE
