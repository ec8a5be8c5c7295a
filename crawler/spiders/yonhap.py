"""Yonhap (وكالة يونهاب للأنباء), the Arabic edition of the South Korean news agency: ar.yna.co.kr.

Verified, by a feed generator for all editions: the feed, and that its times are Korean without saying so. Inferred, from scrapers of the
Korean and English editions that agree: the layout, and what ids begin with (`AAR`). Unconfirmed (general knowledge): the dateline
`سيئول، 15 يناير (يونهاب) --`, the end marks `(النهاية)` and `(انتهى)`. Only the feed names articles: no sitemap or listing is known.
"""

from crawler.publisher import ArticleUrl, Layout, NewsSpider, Publisher


class YonhapSpider(NewsSpider):
    publisher = Publisher(id="yonhap", arabic="يونهاب", english="Yonhap", country="KR", home="https://ar.yna.co.kr/", kind="agency").but(
        identity=(), slash=False
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
