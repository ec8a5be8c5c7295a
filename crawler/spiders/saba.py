"""Saba (وكالة الأنباء اليمنية سبأ), Yemen's state news agency: saba.ye, of Sana'a, before that sabanews.net.

Pages and feeds are windows-1256, whatever header, `meta` and XML declaration say: verified for sabanews.net in 2015 and 2016, inferred for
saba.ye. Verified: article addresses (`/ar/news3243831.htm`), the feed's. No selectors are known: pages are read by what they show, a date
in brackets, `صنعاء - سبأ:`, paragraphs parted by `<br>` in a table (dateline and end mark: general knowledge). The agency of the same name
in Aden (sabanew.net) is another one. Unconfirmed: zone, robots.txt, that this feed has all news.
"""

from crawler.publisher import ArticleUrl, NewsSpider, Publisher


class SabaSpider(NewsSpider):
    publisher = Publisher(id="saba", arabic="سبأ", english="Saba", country="YE", home="https://www.saba.ye/ar/", kind="agency").but(
        identity=()
    )
    feeds = ("https://www.saba.ye/ar/rsscatfeed14.htm",)
    article_url = ArticleUrl(r"^/ar/news(?P<id>\d+)\.htm$")
