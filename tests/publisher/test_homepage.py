"""What is found around a home page, without a crawl."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.knowledge.sites import site_publisher
from crawler.page.read import parse
from crawler.publisher.arguments import ArgumentError
from crawler.publisher.failures import Challenged, NotNow
from crawler.publisher.homepage import FEEDS, Kind, Surroundings, as_served, look_around, sources_around, wrong_language
from crawler.publisher.undeclared import read_url
from crawler.publisher.urls import canonical_url

HOME = "https://town.example/"
ARABIC = "أعلنت البلدية اليوم عن افتتاح حديقة جديدة في الحي الشرقي من المدينة بعد أعمال صيانة استمرت شهرين. " * 5
PERSIAN = "شهرداری امروز از افتتاح پارک جدیدی در محله شرقی شهر پس از دو ماه کار خبر داد و گفت که این طرح برای کودکان است. " * 5
FEED = "<rss><channel><item><link>https://town.example/1/</link></item></channel></rss>"
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://town.example/a.xml</loc></sitemap></sitemapindex>'


def around(pages: Mapping[str, str]) -> Surroundings:
    """Look around a site of these pages, by path."""

    async def fetch(url: str, kind: Kind) -> Response:
        path = "/" + url.removeprefix(HOME)
        if path not in pages:
            raise HttpError(Response(url, status=404))
        return HtmlResponse(url, body=pages[path].encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    async def look() -> Surroundings:
        seen = await look_around(HOME, site_publisher(HOME), fetch)
        given = [(kind, address) async for kind, address, _ in sources_around(seen, fetch)]
        assert given == [("feed", address) for address in seen.feeds] + [("sitemap", address) for address in seen.sitemaps]
        return seen

    return asyncio.run(look())


def page(links: str = "", *, head: str = "", text: str = ARABIC) -> str:
    return f"<html><head><title>المدينة</title>{head}</head><body class='home wp-theme-town'>{links}<p>{text}</p></body></html>"


def feed_link(href: str, kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}">'


def test_the_feeds_that_the_head_names_without_those_of_comments() -> None:
    head = feed_link("/comments/feed/") + feed_link("/feed/") + feed_link("/atom.xml", "application/atom+xml; charset=utf-8")
    seen = around({"/": page(head=head), "/feed/": FEED, "/atom.xml": FEED, "/comments/feed/": FEED})
    assert list(seen.feeds) == [f"{HOME}feed/", f"{HOME}atom.xml"]


def test_not_all_feeds_of_a_page_that_names_fifty() -> None:
    paths = [f"/feed-{number}.xml" for number in range(50)]
    seen = around({"/": page(head="".join(map(feed_link, paths))), **dict.fromkeys(paths, FEED)})
    assert len(seen.feeds) == FEEDS


def test_a_feed_that_a_link_leads_to_and_one_that_nothing_names() -> None:
    assert list(around({"/": page('<a href="/rss/">خلاصات</a>'), "/rss/": FEED}).feeds) == [f"{HOME}rss/"]
    assert list(around({"/": page(), "/rss.xml": FEED, "/rss": FEED}).feeds) == [f"{HOME}rss.xml"], "the first that is there"


def test_usual_addresses_are_tried_where_what_is_named_cannot_be_read() -> None:
    seen = around({"/": page(head=feed_link("https://feeds.example/town")), "/feed/": FEED})
    assert seen.feeds == [f"{HOME}feed/"]
    assert next(iter(seen.tried)) == "https://feeds.example/town"


def test_a_page_that_comes_instead_of_a_feed_or_a_sitemap_is_none() -> None:
    seen = around({"/": page(), "/feed/": page(), "/sitemap.xml": page()})
    assert (seen.feeds, seen.sitemaps) == ([], [])
    assert seen.tried[f"{HOME}sitemap.xml"] == "no sitemap but an HTML page"
    assert seen.tried[f"{HOME}feed/"].startswith("no feed")


def test_sitemaps_of_robots_txt_and_else_the_usual_ones() -> None:
    robots = f"User-agent: *\nSitemap: {HOME}maps/news.xml\nsitemap: /maps/all.xml\n"
    seen = around({"/": page(), "/robots.txt": robots, "/maps/news.xml": INDEX, "/maps/all.xml": INDEX, "/sitemap.xml": INDEX})
    assert list(seen.sitemaps) == [f"{HOME}maps/news.xml", f"{HOME}maps/all.xml"]
    assert list(around({"/": page(), "/sitemap_index.xml": INDEX}).sitemaps) == [f"{HOME}sitemap_index.xml"]


def test_a_sitemap_of_sections_alone_names_no_articles() -> None:
    body = INDEX.replace("sitemapindex", "urlset").replace("sitemap>", "url>").replace("a.xml", "locals/")
    seen = around({"/": page(), "/sitemap.xml": body})
    assert seen.sitemaps == []
    assert seen.tried[f"{HOME}sitemap.xml"] == "a sitemap that names no articles"


def test_sections_have_the_names_of_the_menu() -> None:
    links = "".join(
        f'<a href="{href}">{name}</a>'
        for href, name in {
            "/locals/": "محليات",
            "https://www.town.example/sport/?utm_source=menu": "رياضة",
            "/en/": "النسخة الإنكليزية",
            "https://other.example/x/": "شركاء",
            "/locals/100234/": "حديقة جديدة",
            "/video/": "Video",
            "mailto:a@town.example": "راسلنا",
        }.items()
    )
    assert around({"/": page(links)}).sections == {f"{HOME}locals/": "محليات", f"{HOME}sport/": "رياضة"}


def test_sections_are_asked_for_as_the_page_links_to_them() -> None:
    links = "<a href='https://www.town.example/locals'>محليات</a><a href='/Section/رياضة/319/1'>رياضة</a>"
    found = around({"/": page(links)}).section_links
    assert {canonical_url(key): address for key, address in found.items()} == {
        f"{HOME}locals/": "https://www.town.example/locals",
        canonical_url(f"{HOME}Section/رياضة/319/1"): f"{HOME}Section/رياضة/319/1",
    }


def test_a_site_without_https_keeps_its_scheme() -> None:
    plain = as_served(site_publisher(HOME), Surroundings("http://www.town.example/ar/"))
    assert (plain.home, plain.id) == ("http://www.town.example/", "town.example")
    assert canonical_url("http://www.town.example/locals", publisher=plain) == "http://town.example/locals/"


@pytest.mark.parametrize(
    ("paths", "slash"),
    [
        (("/locals", "/sport", "/view/5", "/view/6?page=1"), False),
        (("/locals/", "/sport/", "/view/5/"), True),
        (("/locals", "/sport", "/view/5", "/shop/"), True),
        (("/locals", "/sport", "/view/5", "/view/6", "/view/7", "/shop/"), False),
        (("/locals/", "/sport/", "/view/10005", "/view/10006", "/view/10007"), False),
        (("/locals", "/sport", "/view/10005/", "/view/10006/", "/view/10007/"), True),
        (("/1.html", "/2.html", "/3.html", "/locals", "https://other.example/a", "https://other.example/b"), True),
    ],
)
def test_whether_the_addresses_of_a_site_end_with_a_slash(paths: tuple[str, ...], slash: bool) -> None:
    seen = around({"/": page("".join(f'<a href="{path}">محليات</a>' for path in paths))})
    assert seen.slash is slash
    assert canonical_url(f"{HOME}locals", publisher=as_served(site_publisher(HOME), seen)).endswith("/") is slash


def test_the_marks_of_the_system() -> None:
    head = '<meta name="generator" content="WordPress 6.8"><link href="/wp-content/themes/town/style.css">'
    assert around({"/": page(head=head)}).marks == ["generator WordPress 6.8", "WordPress theme town"]


def test_feeds_and_sitemaps_are_looked_for_where_the_home_page_fails() -> None:
    seen = around({"/feed/": FEED, "/sitemap.xml": INDEX})
    assert (len(seen.feeds), len(seen.sitemaps), seen.refusal) == (1, 1, None)
    assert seen.tried[HOME] == "HTTP 404"


@pytest.mark.parametrize(
    ("error", "is_over"),
    [
        (IgnoreRequest("Forbidden by robots.txt"), False),
        (IgnoreRequest("not in the recording"), False),
        (NotNow("robots.txt of town.example cannot be had"), True),
        (Challenged("a challenge of Cloudflare"), True),
        (TimeoutError("30 s"), True),
    ],
)
def test_what_ends_the_matter_before_more_is_asked_for(error: Exception, is_over: bool) -> None:
    async def fetch(url: str, kind: Kind) -> Response:
        raise error

    seen = asyncio.run(look_around(HOME, site_publisher(HOME), fetch))
    assert (seen.refusal is not None) == is_over
    assert seen.all_forbidden == ("robots.txt" in str(error) and not is_over)
    assert str(error) in (seen.refusal or seen.tried[HOME]) or seen.all_forbidden


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [(ARABIC, False), (PERSIAN, True), ("The council opened a garden. " * 20, True), ("<noscript>Enable it</noscript>", False)],
)
def test_the_language_of_a_home_page(text: str, is_refused: bool) -> None:
    script = "<script>" + "var council = garden; " * 50 + "</script>"
    assert (wrong_language(parse(page(script, text=text), None), HOME) is not None) == is_refused


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://example.com", "https://example.com/"),
        (" HTTP://Example.com:8080/ar/#top ", "http://example.com:8080/ar/"),
        ("https://مثال.إختبار/", "https://xn--mgbh0fb.xn--kgbechtv/"),
    ],
)
def test_the_address_of_a_site(given: str, url: str) -> None:
    assert read_url({"url": given}) == url


@pytest.mark.parametrize(
    "given", ["", "example.com", "ftp://example.com/", "https://", "https://a:b@example.com/", "https://[::1/", "javascript:1"]
)
def test_what_is_no_address_of_a_site(given: str) -> None:
    with pytest.raises(ArgumentError, match="argument url"):
        read_url({"url": given})
