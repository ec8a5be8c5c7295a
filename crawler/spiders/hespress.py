"""Hespress (هسبريس), the Moroccan news site with the most readers: the Arabic edition, www.hespress.com (WordPress, a theme of its own).

No real page was at hand. Verified, as many scrapers agree: article addresses since 2020, the classes of headline, byline,
date, text, tags and comments, the listing that the site's own script asks for (`?action=ajax_listing`); lists of feeds have feed and news
sitemap. Inferred: the names of the sitemaps below the index, that the metadata gives no time. Unconfirmed (general knowledge): the bylines
`هسبريس - و.م.ع` and `هسبريس من وجدة`. Dates are `الجمعة 20 نونبر 2020 - 09:00`, with the Moroccan months; in Ramadan the zone is GMT.
"""

from crawler.page.layouts import Cards
from crawler.publisher import ArticleUrl, Layout, NewsSpider, Publisher


class HespressSpider(NewsSpider):
    publisher = Publisher(
        id="hespress", arabic="هسبريس", english="Hespress", country="MA", home="https://www.hespress.com/", kind="website"
    ).but(identity=())

    # Discovery
    feeds = ("https://www.hespress.com/feed",)
    sitemaps = ("https://www.hespress.com/sitemap-news.xml", "https://www.hespress.com/sitemap.xml")
    sections = {"all": "https://www.hespress.com/?action=ajax_listing&paged=1&all_listing=1"}
    pages = "?paged={page}"
    article_url = ArticleUrl(r"^/[^/]+-(?P<id>\d+)\.html$")

    # Page
    layouts = (
        Layout(
            name="hespress",
            title="h1.post-title",
            body="div.article-content",
            published="span.date-post",
            section="li.breadcrumb-item:nth-child(2)",
            tags="section.box-tags a.tag_post_tag",
            authors="span.author",
            main_image="div.figure-heading-post img",
            related="section.related-posts a.stretched-link",
            cards=Cards(item="div.card", link="a.stretched-link", title=".card-title", date=".date-card"),
        ),
    )
