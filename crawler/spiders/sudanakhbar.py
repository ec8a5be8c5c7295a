"""Akhbar Sudan (اخبار السودان), a sister of Akhbar Libya (`akhbar`), which says how their pages are built.

Verified: article addresses (`/1712414`, no slash behind it) and the feed's, which several public crawlers have; theme and text container,
from a scraper. Inferred: byline and tails, from the sister. Unconfirmed: `/page/2`, zone, robots.txt, which another project says reserves
the articles against training (`Content-Signal: ai-train=no`).
"""

from crawler.page.layouts import VOICE
from crawler.publisher import ArticleUrl, NewsSpider, Publisher


class SudanAkhbarSpider(NewsSpider):
    publisher = Publisher(
        id="sudanakhbar",
        arabic="اخبار السودان",
        english="Akhbar Sudan",
        country="SD",
        home="https://www.sudanakhbar.com/",
        kind="aggregator",
    ).but(slash=False)

    # Discovery
    feeds = ("https://www.sudanakhbar.com/feed",)
    sections = {"home": "https://www.sudanakhbar.com/"}
    pages = "page/{page}"
    article_url = ArticleUrl(r"^/(?P<id>\d{5,})$")

    # Page
    layouts = (VOICE,)
