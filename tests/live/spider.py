"""The publisher of the tests' own site; its address comes by the environment, as it is new each time."""

from __future__ import annotations

import os

from crawler.knowledge.publisher import Publisher
from crawler.page.layouts import FOXIZ
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl

HOME = os.environ.get("LIVE_HOME", "http://127.0.0.1:9/")


class LiveSpider(NewsSpider):
    publisher = Publisher(
        id="live",
        arabic="صحيفة المدينة",
        english="Town",
        country="SY",
        timezone="Asia/Damascus",
        home=HOME,
        kind="newspaper",
        identity=(),
    )
    feeds = (f"{HOME}feed/",)
    sitemaps = (f"{HOME}sitemap.xml",)
    sections = {"locals": f"{HOME}locals/"}
    article_url = ArticleUrl(r"^/locals/(?P<id>\d+)/?$")
    layouts = (FOXIZ,)
