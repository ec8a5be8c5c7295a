"""Enab Baladi (عنب بلدي), the Syrian paper founded in Darayya: www.enabbaladi.net (WordPress, a theme of its own).

No real page was at hand. Verified in 2023 by a scraper with tests: addresses (`/archives/651728`), text, cards, the listing of all news,
times in the metadata with the offset of UTC. The feed is in public lists, articles of 2026 are cited as `/731869/`. Inferred: that
listings stand where they did. Unconfirmed (general knowledge): how writers and photographers are named, the classes of headline, tags and
related headlines, that old addresses lead to new ones. Cards have the Egyptian months, texts the Levantine ones (`30 من أيلول`).
"""

from crawler.page.layouts import Cards
from crawler.publisher import ArticleUrl, Layout, NewsSpider, Publisher


class EnabbaladiSpider(NewsSpider):
    publisher = Publisher(
        id="enabbaladi", arabic="عنب بلدي", english="Enab Baladi", country="SY", home="https://www.enabbaladi.net/", kind="newspaper"
    )

    # Discovery
    feeds = ("https://www.enabbaladi.net/feed/",)
    sections = {"online": "https://www.enabbaladi.net/archives/category/online/"}
    article_url = ArticleUrl(r"^/(?:archives/)?(?P<id>\d+)/?$")

    # Page
    layouts = (
        Layout(
            name="enabbaladi",
            title="div.single-head h1",
            body="div.content-article",
            drop=(".related-inline",),
            section="div.breadcrumb a:last-of-type",
            tags="div.tags a[rel=tag]",
            main_image="div.featured-image img",
            related="div.related-posts a",
            cards=Cards(item="div.one-post", link="div.item-content a", title="h3", date="samp", outside=".sidebar"),
        ),
    )
