"""WAFA (وكالة الأنباء والمعلومات الفلسطينية), the Palestinian news agency: the Arabic edition, www.wafa.ps.

No real page was at hand. Verified, as scrapers of the Arabic and the English edition agree: article addresses, the box `blog-wrap` with
categories, headline (`h3`; there is no `h1`) and `تاريخ النشر: 22/08/2026 08:26 ص`, the only time that a page gives; a sitemap of days.
Inferred: the names of the sitemaps below it, class names of the related cards. The feed's address stands in a list of feeds. Unconfirmed
(general knowledge): the dateline `رام الله 22-8-2026 وفا-`, in features with the reporter's name behind it, and the initials at the end.
"""

from crawler.publisher import ArticleUrl, Layout, NewsSpider, Publisher


class WafaSpider(NewsSpider):
    publisher = Publisher(id="wafa", arabic="وفا", english="WAFA", country="PS", home="https://www.wafa.ps/", kind="agency").but(
        identity=(), slash=False
    )

    # Discovery
    feeds = ("https://www.wafa.ps/RssXml.aspx?lang=ar_AR",)
    sitemaps = ("https://www.wafa.ps/sitemap.xml",)
    article_url = ArticleUrl(r"^/news/\d{4}/\d{1,2}/\d{1,2}/.+-(?P<id>\d+)$")

    # Page
    layouts = (
        Layout(
            name="wafa",
            title="div.blog-wrap h3.title",
            body="div.blog-wrap div.content",
            published="div.blog-wrap span.meta-itemin.date",
            section="div.blog-wrap a.category[href*=Regions]",
            main_image="div.blog-wrap div.blog-thumb img",
            related="div.related-articles a.post-title",
            signs_off=True,
        ),
    )
