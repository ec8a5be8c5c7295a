"""The Syrian Observatory for Human Rights (المرصد السوري لحقوق الإنسان), which has its texts and the press on Syria on syriahr.com.

Its server answers pages with 403 to a bare client, and another project that reads the feed with one opens the pages in a browser: verified.
So is the form of the addresses (page copies; `/en/NUMBER/` counts English ones). That the feed carries whole texts is inferred from
WordPress's defaults: where it does not, pages are asked for. Their layout is not declared, as only `div.entry-content` is known of it.
Unconfirmed: the zone (the feed's times are UTC), robots.txt.
"""

from crawler.publisher import ArticleUrl, NewsSpider, Publisher


class SohrSpider(NewsSpider):
    publisher = Publisher(
        id="sohr", arabic="المرصد السوري لحقوق الإنسان", english="SOHR", country="SY", home="https://www.syriahr.com/", kind="website"
    ).but(identity=("p",), hurdle="pages answer 403, articles are read in the feed")
    feeds = ("https://www.syriahr.com/feed/",)
    full_text_feeds = True
    article_url = ArticleUrl(r"^/(?!en/)[^/]+/(?P<id>\d+)/$", query_id="p")
