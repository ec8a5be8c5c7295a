"""Yonhap (وكالة يونهاب للأنباء), the Arabic edition of the South Korean news agency: ar.yna.co.kr.

No real page was at hand, nor an Arabic text of it. Feed address and its times without a zone (Korean): a feed generator that reads all
editions. Layout: class names that scrapers of the Korean and English editions agree on; that the Arabic one is the same is inferred, and
so is what its ids begin with (`AAR`). Unconfirmed (general knowledge): the dateline `سيئول، 15 يناير (يونهاب) --`, the end marks
`(النهاية)` and `(انتهى)`. Only what the feed names is found: no sitemap or listing of this edition is known.
"""

from crawler.knowledge.publisher import Publisher
from crawler.page.layouts import Layout
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl


class YonhapSpider(NewsSpider):
    publisher = Publisher(
        id="yonhap",
        arabic="يونهاب",
        english="Yonhap",
        country="KR",
        timezone="Asia/Seoul",
        home="https://ar.yna.co.kr/",
        kind="agency",
        identity=(),
        slash=False,
    )

    # Discovery
    feeds = ("https://ar.yna.co.kr/RSS/news.xml",)
    article_url = ArticleUrl(r"^/view/(?P<id>[A-Z]{3}\d{14,17})$")

    # Page
    layouts = (
        Layout(
            name="yonhap",
            title="h1.tit01",
            body="article.story-news, div.story-news",
            drop=(".related-group", "p.txt-copyright"),
            published="div.update-time",
            tags="div.keyword-zone a",
            standfirst="div.tit-sub h2.tit01",
            authors="div.writer-zone01 .tit-name",
            related="div.related-group a",
        ),
    )
