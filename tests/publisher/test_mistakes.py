"""Each mistake that a declaration can have is named with its file and field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.page.layouts import FOXIZ, Layout
from crawler.publisher.mistakes import mistakes
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl
from crawler.spiders.sana import SanaSpider
from crawler.spiders.site import SiteSpider

SANA = SanaSpider.publisher
assert FOXIZ.cards


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"publisher": replace(SANA, timezone="Asia/Damaskus")}, "publisher.timezone: 'Asia/Damaskus' is no zone"),
        ({"publisher": replace(SANA, timezone="../zone")}, "publisher.timezone: '../zone' is no zone"),
        ({"publisher": replace(SANA, country="XX")}, "publisher.timezone: is missing, and countries.toml has no zone of XX"),
        ({"publisher": replace(SANA, country="Syria")}, "publisher.country: 'Syria' is no ISO 3166-1 alpha-2 code"),
        ({"publisher": replace(SANA, home="sana.sy")}, "publisher.home: 'sana.sy' is no address"),
        ({"publisher": replace(SANA, kind="blog")}, "publisher.kind: 'blog' is none of agency, "),
        ({"publisher": replace(SANA, hosts="archive.sana.sy")}, "publisher.hosts: 'archive.sana.sy' must be a tuple"),
        ({"publisher": replace(SANA, identity="page")}, "publisher.identity: 'page' must be a tuple"),
        ({"feeds": "https://sana.sy/feed/"}, "feeds: 'https://sana.sy/feed/' must be a tuple"),
        ({"feeds": ("https://feeds.example/sana",)}, "feeds[0]: 'https://feeds.example/sana' is on no host of the publisher"),
        ({"sitemaps": ("sana.sy/sitemap.xml",)}, "sitemaps[0]: 'sana.sy/sitemap.xml' is no http or https address"),
        ({"sections": {"locals": "https://sanaa.sy/locals/"}}, "sections['locals']: 'https://sanaa.sy/locals/' is on no host"),
        ({"sections": ("https://sana.sy/locals/",)}, "sections: must be a dict"),
        ({"pages": "page/2/"}, "pages: 'page/2/' has no {page} in it"),
        ({"article_url": ArticleUrl(r"^/(?P<id>\d+/$")}, "article_url: '^/(?P<id>\\\\d+/$' does not compile"),
        ({"article_url": None}, "article_url: is missing"),
        ({"layouts": FOXIZ}, "layouts: must be a tuple"),
        ({"layouts": (FOXIZ, Layout(name="new", body="div..text"))}, "layouts[1].body: 'div..text' does not compile"),
        ({"layouts": (FOXIZ.but(drop="p"),)}, "layouts[0].drop: 'p' must be a tuple"),
        ({"layouts": (FOXIZ.but(drop=("p:foo",)),)}, "layouts[0].drop: 'p:foo' does not compile"),
        ({"layouts": (replace(FOXIZ, cards=replace(FOXIZ.cards, link="a[")),)}, "layouts[0].cards.link: 'a[' does not compile"),
    ],
)
def test_a_mistake_is_named_with_file_and_field(changed: dict[str, object], fault: str) -> None:
    spider = type("Changed", (SanaSpider,), {"__module__": SanaSpider.__module__, **changed})
    (found,) = mistakes(spider)
    assert found.startswith(f"crawler/spiders/sana.py: {fault}")


@pytest.mark.parametrize("spider", [SanaSpider, SiteSpider, NewsSpider])
def test_nothing_is_wrong(spider: type[NewsSpider]) -> None:
    assert mistakes(spider) == []
