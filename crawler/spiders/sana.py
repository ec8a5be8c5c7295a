"""SANA, the Syrian Arab News Agency (الوكالة العربية السورية للأنباء).

Two eras of one site share one article counter: Foxiz since late August 2025 on sana.sy, Sahifa before, now on archive.sana.sy
(`?p=ID`, slow and often 503). Datelines are `حمص-سانا`, mostly a paragraph of their own; the meta description is often that alone.
Foxiz facts: two real pages of 2025-09-06. Sahifa: class names from working scrapers and the theme's source, nesting inferred.
robots.txt asks for 5 s between requests. Sections, feed and sitemap addresses: from the menu and head of the real pages.
"""

from crawler.page.layouts import FOXIZ, SAHIFA
from crawler.publisher import ArticleUrl, NewsSpider, Publisher


class SanaSpider(NewsSpider):
    publisher = Publisher(id="sana", arabic="سانا", english="SANA", country="SY", home="https://sana.sy/", kind="agency").but(
        hosts=("archive.sana.sy",), identity=("p",), mirrors=("sanasyria.org", "sana-syria.org")
    )

    # Discovery
    feeds = ("https://sana.sy/feed/",)
    sitemaps = ("https://sana.sy/sitemap_index.xml",)
    sections = {
        "locals": "https://sana.sy/locals/",
        "politics": "https://sana.sy/politics/",
        "archive": "https://archive.sana.sy/?cat=29582",
    }
    # /en/, /tr/ ... are other languages with article numbers of their own; /SECTION/page/2/ is a listing.
    article_url = ArticleUrl(r"^/(?!(?:en|tr|fr|es|ku|ru|he|fa|zh)/)(?:(?!page/)[a-z-]+/){1,2}(?P<id>\d+)/?$", query_id="p")

    # Page
    layouts = (FOXIZ, SAHIFA)
