"""Akhbar Libya (اخبار ليبيا), an aggregator that takes whole articles from Libyan sites, by a machine, every few minutes.

The byline is the outlet that a text is from (`مصدر الخبر / عين ليبيا`); behind a text stand tails (`The post ... appeared first on ...`,
`يمكنك ايضا قراءة الخبر في المصدر من ...`), and now and then another whole article. Shown times are relative.
Verified: cards, feed address, `/page/2` (real home page, March 2018); byline (a scraper tested on a page of 2026); tails, two articles in
one body (text copies of pages). Inferred: the article page's markup, from scrapers and the theme's source. Unconfirmed: zone, robots.txt.
Its sisters (`sudanakhbar`; yemenakhbar.com, iraqakhbar.com) count articles for themselves, so each is a publisher of its own.
"""

from crawler.page.layouts import VOICE
from crawler.publisher import ArticleUrl, NewsSpider, Publisher


class AkhbarSpider(NewsSpider):
    publisher = Publisher(
        id="akhbar", arabic="اخبار ليبيا", english="Akhbar Libya", country="LY", home="https://www.libyaakhbar.com/", kind="aggregator"
    )

    # Discovery
    feeds = ("https://www.libyaakhbar.com/feed",)
    sections = {name: f"https://www.libyaakhbar.com/{name}" for name in ("libya-news", "news", "business-news", "sports", "writings")}
    pages = "page/{page}"
    # /libya-news/, /news/, /business-news/, /sports/, /breaking/, /writings/, /entertainment/; /author/NAME and /page/2 are listings.
    article_url = ArticleUrl(r"^/[a-z-]+/(?P<id>\d+)\.html$")

    # Page
    layouts = (VOICE,)
