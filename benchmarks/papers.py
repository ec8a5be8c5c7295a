"""The spiders of `benchmarks.town`. Apart from it, as they take the addresses of the sites from the environment when they are imported."""

from __future__ import annotations

import os

from benchmarks.town import PLACES
from crawler.knowledge.publisher import Publisher, PublisherKind
from crawler.page.layouts import FOXIZ
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl


def of_town(id: str, arabic: str, kind: PublisherKind) -> Publisher:
    home = os.environ.get(PLACES[id], "http://127.0.0.1:9/")
    return Publisher(id=id, arabic=arabic, english=id.title(), country="SY", timezone="Asia/Damascus", home=home, kind=kind, identity=())


class AgencySpider(NewsSpider):
    """The agency."""

    publisher = of_town("agency", "وكالة المدينة", "agency")
    feeds = (f"{publisher.home}feed/",)
    sitemaps = (f"{publisher.home}sitemap.xml",)
    article_url = ArticleUrl(r"^/news/(?P<id>\d+)/?$")
    layouts = (FOXIZ,)


class GazetteSpider(NewsSpider):
    """The gazette."""

    publisher = of_town("gazette", "صحيفة الضاحية", "newspaper")
    feeds = (f"{publisher.home}feed/",)
    sitemaps = (f"{publisher.home}sitemap.xml",)
    article_url = ArticleUrl(r"^/news/(?P<id>\d+)/?$")
    layouts = (FOXIZ,)
