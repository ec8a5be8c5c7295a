"""Whatever comes, a page is read or `PageError` says why not."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.knowledge.sites import site_publisher
from crawler.page import PageError, read_page
from crawler.publisher.reading import read_articles
from crawler.spiders.sana import SanaSpider
from tests.page.sana import FIRST, PARAGRAPHS, SECOND, URL, foxiz

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "fixtures" / "sana" / "pages"
NOW = datetime(2025, 9, 7, 9, 0, 5, tzinfo=UTC)
TAGS = (
    "<p>", "</p>", "<div class='entry-content rbct'>", "</div>", "<h1 class='s-title'>", "<br>", "<table>", "<tr>", "<td>", "<li>",
    "<a href='",
    "'>",
    "<script type='application/ld+json'>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "&#x0;", "&#xD800;", "&amp", "<svg>",
    "<base href='",
    "<meta property='article:published_time' content='", "<link rel='canonical' href='", "<figure>", "<img src='", "<title>",
    "\x00", "\ufeff",
    "سانا",
    "دمشق-سانا", "المصدر: رويترز", "2025-09-05T10:15:30+03:00", " ", "\n", "{", "}", "[", '"', ":",
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("@type", "@graph", "name", "@id")), inner, max_size=3),
    max_leaves=8,
)


def survives(body: bytes, content_type: str | None = None) -> None:
    """Read as a page of a declared and of an unknown site."""
    for declared in (True, False):
        given: dict[str, Any] = (
            {"publisher": SanaSpider.publisher, "layouts": SanaSpider.layouts, "article_url": SanaSpider.article_url}
            if declared
            else {"publisher": site_publisher("https://site.example/"), "layouts": (), "article_url": None}
        )
        try:
            read_articles(body, URL, received_at=NOW, content_type=content_type, **given)
        except PageError:
            continue


@pytest.mark.parametrize("name", ["2280963.html", "2280448.html", "742915.html", "2108756.html"])
def test_a_page_cut_off_anywhere(name: str) -> None:
    (path,) = PAGES.rglob(f"*{name}")
    body = path.read_bytes()
    for percent in range(100):
        survives(body[: len(body) * percent // 100])


@pytest.mark.parametrize("name", ["live-page-list", "two-articles-infinite-scroll", "foreign-article-nested", "jsonld-several"])
def test_an_undeclared_page_cut_off_anywhere(name: str) -> None:
    body = (PROJECT / "fixtures" / "pages" / f"{name}.html").read_bytes()
    for percent in range(100):
        survives(body[: len(body) * percent // 100])


@pytest.mark.parametrize(
    "body", [b"<p>" + b"a" * 50_000_000, b"<p>" * 3_000_000, ("<i>خبر</i>" * 300_000).encode()], ids=["50 MB", "millions", "siblings"]
)
def test_what_is_too_large_is_refused_at_once(body: bytes) -> None:
    start = time.process_time()
    with pytest.raises(PageError, match="too_large"):
        read_page(body, URL)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "inside",
    ["<p>{}</p>" * 10_000, "<div>" * 20_000 + "{}", "<h2>{}</h2><p>{}</p>" * 5_000, '<a href="/2/">{}</a>' * 20_000, "<i>" * 20_000 + "{}",
     "<div><a href='/1'>{}</a><p>{}</p></div>" * 5_000, "<article><h2>{}</h2><p>{}</p><p>{}</p></article>" * 3_000, "<p>وكالة " * 20_000],
    ids=["paragraphs", "nested", "headings", "links", "inline", "cards", "articles", "one word"],
)  # fmt: skip
def test_long_pages_are_read_in_time(inside: str) -> None:
    start = time.process_time()
    survives(f"<html><body><h1>{FIRST}</h1>{inside.replace('{}', FIRST)}</body></html>".encode())
    assert time.process_time() - start < 10


def test_lone_surrogates_in_text() -> None:
    page = read_page(foxiz(f"<p>{FIRST} \ud83d</p><p>{SECOND} \ud83d\ude00</p>"), URL, layouts=SanaSpider.layouts)
    assert [block.text[-1] for block in page.blocks] == ["\ufffd", "\U0001f600"]


@given(st.binary(max_size=2_000))
@settings(max_examples=150, deadline=None)
def test_any_bytes(body: bytes) -> None:
    survives(body)
    survives(foxiz("<p>BYTES</p>" + PARAGRAPHS).encode().replace(b"BYTES", body))


@given(st.lists(st.sampled_from(TAGS), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_order_of_tags(tags: list[str]) -> None:
    survives("".join(tags).encode("utf-8", "replace"))


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_charset_and_content_type(name: str, text: str) -> None:
    survives(foxiz(f"<p>{text.encode('utf-8', 'replace').decode()}</p>").encode("cp1256", "replace"), f"text/html; charset={name}")


@given(st.dictionaries(st.sampled_from(("@type", "headline", "name", "datePublished", "author", "articleSection", "articleBody")), VALUES))
@settings(max_examples=150, deadline=None)
def test_any_json_ld(data: dict[str, Any]) -> None:
    script = orjson.dumps({"@type": "NewsArticle", **data}).decode().replace("<", "")
    survives(foxiz(head=f'<script type="application/ld+json">{script}</script>', header="").encode())


@pytest.mark.parametrize("name", ["article:published_time", "og:image", "og:title", "og:site_name", "article:section"])
@given(text=st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_in_the_metadata(name: str, text: str) -> None:
    clean = text.encode("utf-8", "replace").decode().replace('"', "")
    survives(foxiz(head=f'<meta property="{name}" content="{clean}"><link rel="canonical" href="{clean}">', header="").encode())


def test_a_page_of_10_mb() -> None:
    body = foxiz(PARAGRAPHS + f"<p>{SECOND}</p>" * 70_000).encode()
    assert len(body) > 10_000_000 * 0.9
    (article,) = read_articles(
        body, URL, publisher=SanaSpider.publisher, layouts=SanaSpider.layouts, article_url=SanaSpider.article_url, received_at=NOW
    )
    assert len(article.structure) == 70_002
