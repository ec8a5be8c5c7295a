"""Al Jazeera (الجزيرة نت), the Arabic site of the broadcaster: www.aljazeera.net.

No real page was at hand. Addresses, feed, daily sitemaps, the classes of headline, author, text and `more-on` box: public scrapers agree.
Standfirst, credit and live entries: scrapers of the English edition, which runs on the same system; that the Arabic one has them is
inferred. Unconfirmed (general knowledge): the wording of credits (`الجزيرة + وكالات`) and captions. Times are UTC in the metadata.
An article has no number. Live pages load their older entries by script; what the metadata tells of them is read.
"""

from crawler.publisher import ArticleUrl, Layout, NewsSpider, Publisher


class AlJazeeraSpider(NewsSpider):
    publisher = Publisher(
        id="aljazeera", arabic="الجزيرة نت", english="Al Jazeera", country="QA", home="https://www.aljazeera.net/", kind="broadcaster"
    ).but(identity=(), slash=False)

    # Discovery
    feeds = ("https://www.aljazeera.net/rss",)
    sitemaps = ("https://www.aljazeera.net/sitemap.xml",)
    article_url = ArticleUrl(r"^/[a-z]+/(?:liveblog/)?\d{4}/\d{1,2}/\d{1,2}/[^/]+$")

    # Page
    layouts = (
        Layout(
            name="aljazeera-live",
            title="main h1",
            body="main:has(li[data-testid=live-blog-feed-item])",
            drop=("header", ".breadcrumbs", "figure.article-featured-image", ".article-info-block", ".container__ads"),
            standfirst="p.article__subhead",
        ),
        Layout(
            name="aljazeera",
            title="main h1",
            body="div.wysiwyg--all-content",
            drop=(".more-on", ".container--ads"),
            standfirst="p.article__subhead",
            authors="a.author",
            credit="div.article-source",
            related=".more-on a",
        ),
    )
