"""Suwayda 24 (السويداء 24), a local news network of southern Syria. WordPress with the theme Sahifa; nothing but the theme is needed.

Verified: the listing's address and cards, article addresses (`/?p=21571`), text container, publication time in the metadata (a scraper with
tests), the feed's address (public feed lists). Inferred: everything else of the page, from the theme. Unconfirmed: zone, robots.txt.
Cards show `5 ساعات مضت` or, with the month first, `03/11/2023`: verified.
"""

from crawler.page.layouts import SAHIFA
from crawler.publisher import ArticleUrl, NewsSpider, Publisher


class Suwayda24Spider(NewsSpider):
    publisher = Publisher(
        id="suwayda24", arabic="السويداء 24", english="Suwayda24", country="SY", home="https://suwayda24.com/", kind="website"
    ).but(identity=("p",), month_first=True)
    feeds = ("https://suwayda24.com/feed/",)
    sections = {"all": "https://suwayda24.com/?cat=%2A"}
    article_url = ArticleUrl(r"^/$", query_id="p")
    layouts = (SAHIFA,)
