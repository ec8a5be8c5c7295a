"""An-Nahar (النهار), the Lebanese daily: www.annahar.com.

No real page was at hand. News sitemap, addresses, headline, subtitle, text and time: a scraper that was written against real pages, and
others agree on the text's container. It says too that section pages name their articles by script only, so that the sitemap, which by
its form holds two days, is all there is to find them by. Inferred: breadcrumb in the metadata. Unconfirmed: the byline's class.
A hidden `h1` with the headline stands first; paragraphs are `p` or `div`. Months are Levantine. Pages before 2024 had other addresses.
"""

from crawler.publisher import ArticleUrl, Layout, NewsSpider, Publisher


class AnNaharSpider(NewsSpider):
    publisher = Publisher(
        id="annahar", arabic="النهار", english="An-Nahar", country="LB", home="https://www.annahar.com/", kind="newspaper"
    ).but(identity=(), slash=False, hurdle="listings are drawn by script; the sitemap holds two days")

    # Discovery
    sitemaps = ("https://www.annahar.com/sitemap/sitemap-news.xml",)
    article_url = ArticleUrl(r"^/(?!videos/)[a-z-]+(?:/[a-z-]+){0,2}/(?P<id>\d+)/[^/]+$")

    # Page
    layouts = (
        Layout(
            name="annahar",
            title="h1.title",
            body="div.bodyContentMainParent",
            published="meta[itemprop=datePublished]",
            tags="a[href*='/tags/']",
            standfirst="h2.subtitle",
            authors=".writerName",
        ),
    )
