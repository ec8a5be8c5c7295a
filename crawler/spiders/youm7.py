"""Youm7 (اليوم السابع), an Egyptian daily on ASP.NET: www.youm7.com.

No real page was at hand. Verified, as many scrapers agree: article and section addresses, the cards `bigOneSec`, the classes of headline,
date, writer, text and breadcrumb (`breadcumb`, sic), the mirror m2.youm7.com; a feed generator has the feed. Inferred: how they are nested.
From copies of its pages: the agency in the place of the writer (`رويترز`, `موسكو (أ ش أ)`), the wording of dates, `لا يفوتك` and other
headlines below the text. The charset of its `meta` is malformed. Times are Egyptian, which has had summer time again since 2023.
"""

from crawler.page.layouts import Cards
from crawler.publisher import ArticleUrl, Layout, NewsSpider, Publisher


class Youm7Spider(NewsSpider):
    publisher = Publisher(
        id="youm7", arabic="اليوم السابع", english="Youm7", country="EG", home="https://www.youm7.com/", kind="newspaper"
    ).but(identity=(), mirrors=("m2.youm7.com",), slash=False, hurdle="stands behind Cloudflare, which may turn a crawler away")

    # Discovery
    feeds = ("https://www.youm7.com/rss/SectionRss?SectionID=65",)
    sections = {
        "urgent": "https://www.youm7.com/Section/أخبار-عاجلة/65/1",
        "economy": "https://www.youm7.com/Section/اقتصاد-وبورصة/297/1",
        "governorates": "https://www.youm7.com/Section/أخبار-المحافظات/296/1",
    }
    pages = "../{page}"
    article_url = ArticleUrl(r"^/story/\d{4}/\d{1,2}/\d{1,2}/(?:[^/]+/)?(?P<id>\d+)$")

    # Page
    layouts = (
        Layout(
            name="youm7",
            title="div.articleHeader h1",
            body="div#articleBody",
            published="span.newsStoryDate",
            section="div.breadcumb a[href*=Section]",
            tags="div.tags h3 a",
            authors="span.writeBy",
            main_image="div.img-cont img",
            cards=Cards(item="div#paging div.bigOneSec", link="h3 a", title="h3 a", date="span.newsDate2"),
        ),
    )
