"""Section listings: cards, links, further pages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import lxml.html
import pytest
from scrapy.http import HtmlResponse

from crawler.page import PageError
from crawler.page.layouts import Cards
from crawler.publisher.hints import Found
from crawler.publisher.listings import linked_page, next_page, read_listing
from crawler.spiders.sana import SanaSpider

URL = "https://sana.sy/locals/"
ZONE = ZoneInfo("Asia/Damascus")
NOW = datetime(2025, 9, 7, 9, tzinfo=UTC)

FOXIZ = Cards(item="div.p-wrap", link="h3.entry-title a.p-url", title="h3.entry-title", date="time.published")
SAHIFA = Cards(item="article.item-list", link="h2.post-box-title a", title="h2.post-box-title", date="span.tie-date")

FOXIZ_PAGE = """<nav><a href="/politics/">سياسة</a></nav>
<div class="p-wrap"><a href="/locals/11/"><img></a><h3 class="entry-title"><a class="p-url" href="/locals/11/">ترميم
 مدرسة في <!-- ريف -->حلب</a></h3><time class="date published" datetime="2025-09-06T23:07:04+03:00">منذ 50 دقيقة</time></div>
<div class="p-wrap"><h3 class="entry-title"><a class="p-url" href="https://sana.sy/locals/12/#respond">حملة تشجير</a></h3>
<time class="date published">منذ ساعتين</time></div>
<div class="p-wrap"><h3 class="entry-title"><a class="p-url" href="/locals/11/">ترميم مدرسة</a></h3></div>
<div class="p-wrap"><h3 class="entry-title">إعلان بلا رابط</h3></div>"""
SAHIFA_PAGE = """<article class="item-list"><h2 class="post-box-title"><a href="/?p=2108756">قافلة مساعدات</a></h2>
<span class="tie-date">2024-09-17</span><a class="more-link" href="/?p=2108756#more">المزيد</a></article>"""


def listing(html: str, *cards: Cards, url: str = URL) -> list[Found]:
    root = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    return read_listing(root, url, cards, timezone=ZONE, now=NOW, region="SY")


def test_card_urls_once_in_page_order() -> None:
    assert [found.url for found in listing(FOXIZ_PAGE, FOXIZ)] == ["https://sana.sy/locals/11/", "https://sana.sy/locals/12/"]


def test_card_title() -> None:
    assert [found.title for found in listing(FOXIZ_PAGE, FOXIZ)] == ["ترميم مدرسة في حلب", "حملة تشجير"]


def test_card_date_of_the_attribute() -> None:
    [found, _] = listing(FOXIZ_PAGE, FOXIZ)
    assert found.published is not None
    assert found.published.isoformat() == "2025-09-06T23:07:04+03:00"


def test_card_date_of_the_text_counts_from_the_pages_time() -> None:
    [_, found] = listing(FOXIZ_PAGE, FOXIZ)
    assert found.published == datetime(2025, 9, 7, 7, tzinfo=UTC)


def test_card_date_of_a_site_that_writes_the_month_first() -> None:
    root = lxml.html.document_fromstring(SAHIFA_PAGE.replace("2024-09-17", "09/07/2024"))
    [found] = read_listing(root, URL, [SAHIFA], timezone=ZONE, now=NOW, month_first=True)
    assert found.published == datetime(2024, 9, 7, tzinfo=ZONE)


def test_card_date_without_a_time_is_in_the_publishers_zone() -> None:
    [found] = listing(SAHIFA_PAGE, SAHIFA)
    assert found.published is not None
    assert found.published.isoformat() == "2024-09-17T00:00:00+03:00"


def test_bad_card_date_is_absent() -> None:
    [found] = listing(SAHIFA_PAGE.replace("2024-09-17", "بلا تاريخ"), SAHIFA)
    assert found == Found("https://sana.sy/?p=2108756", title="قافلة مساعدات")


def test_first_cards_that_are_on_the_page_count() -> None:
    assert [found.url for found in listing(SAHIFA_PAGE, FOXIZ, SAHIFA)] == ["https://sana.sy/?p=2108756"]
    assert len(listing(FOXIZ_PAGE + SAHIFA_PAGE, FOXIZ, SAHIFA)) == 2


def test_card_that_is_itself_the_link() -> None:
    cards = Cards(item="a.card", link="a", title="b", date="i")
    [found] = listing('<a class="card" href="/locals/1/"><b>حملة</b><i>2025-09-06</i></a>', cards)
    assert (found.url, found.title) == ("https://sana.sy/locals/1/", "حملة")
    assert found.published is not None


def test_without_cards_every_link() -> None:
    html = """<a href="/locals/1/"><img></a><a name="top">أعلى</a><a href="#top">أعلى</a><a href="javascript:void(0)">مشاركة</a>
    <a href="mailto:desk@sana.sy">راسلنا</a><a href="/locals/2/"> حملة  تشجير </a><a href="/locals/1/">ترميم مدرسة</a><a href="https://[::1/">خطأ</a>"""
    expected = [Found("https://sana.sy/locals/1/", title="ترميم مدرسة"), Found("https://sana.sy/locals/2/", title="حملة تشجير")]
    assert listing(html) == expected
    assert listing(html, FOXIZ, SAHIFA) == expected


def test_base_element() -> None:
    assert listing('<base href="https://archive.sana.sy/x/"><a href="?p=1">خبر</a>')[0].url == "https://archive.sana.sy/x/?p=1"
    assert listing('<base href="mailto:x"><a href="?p=1">خبر</a>')[0].url == "https://sana.sy/locals/?p=1"


def test_empty_page() -> None:
    assert listing("", FOXIZ) == []


@pytest.mark.parametrize(
    ("section", "pages", "address"),
    [
        ("https://sana.sy/locals/", "page/{page}/", "https://sana.sy/locals/page/3/"),
        ("https://sana.sy/locals", "page/{page}/", "https://sana.sy/locals/page/3/"),
        ("https://sana.sy/", "page/{page}/", "https://sana.sy/page/3/"),
        ("https://archive.sana.sy/?cat=29582", "page/{page}/", "https://archive.sana.sy/?cat=29582&paged=3"),
        ("https://archive.sana.sy/?cat=29582&paged=1", "page/{page}/", "https://archive.sana.sy/?cat=29582&paged=3"),
        ("https://example.com/news/index?typeid=1", "?page={page}", "https://example.com/news/index?typeid=1&page=3"),
        ("https://example.com/news", "?page={page}", "https://example.com/news?page=3"),
        ("https://example.com/Section/65", "{page}", "https://example.com/Section/65/3"),
        ("https://example.com/Section/65/1", "../{page}", "https://example.com/Section/65/3"),
    ],
)
def test_next_page(section: str, pages: str, address: str) -> None:
    assert next_page(section, 3, pages) == address
    assert next_page(section, 1, pages) == section


@pytest.mark.parametrize("declared", ["rot13", "undefined", "idna", "zlib", "x-none", "utf-8"])
@pytest.mark.parametrize("sent", ["utf-8", "windows-1256"])
def test_charset_that_a_listing_does_not_declare(declared: str, sent: str) -> None:
    html = f'<html><head><meta charset="{declared}"></head><body>{FOXIZ_PAGE}</body></html>'.encode(sent)
    response = HtmlResponse(URL, headers={"Content-Type": f"text/html; charset={declared}"}, body=html)
    assert [found.title for found in SanaSpider().read_listing(response, NOW)] == ["ترميم مدرسة في حلب", "حملة تشجير"]


def test_a_listing_that_is_no_page_says_so() -> None:
    with pytest.raises(PageError, match="no HTML"):
        SanaSpider().read_listing(HtmlResponse(URL, body=b'{"error": 503}'), NOW)


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ('<a href="/locals/page/2/">2</a>', f"{URL}page/2/"),
        ('<a href="?p=3">٣</a><a href="?p=2"> ٢ </a>', f"{URL}?p=2"),
        ('<a class="page-numbers next" href="/locals/page/2/#top"><i></i></a>', f"{URL}page/2/"),
        ('<link rel="next" href="/locals/page/2/">', f"{URL}page/2/"),
        ('<a rel="next" href="#">التالي</a><a href="/locals/2/">2</a>', f"{URL}2/"),
        ('<a href="javascript:more(2)">2</a><a href="/locals/12/">12</a><a href="/locals/">1</a>', None),
    ],
)
def test_the_next_page_is_that_which_a_page_links_to(html: str, address: str | None) -> None:
    root = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    assert linked_page(root, URL, 2) == address


def test_without_cards_a_link_has_the_time_of_its_box() -> None:
    card = '<div><p><a href="/locals/{0}/">خبر</a></p><a href="/sport/">رياضة</a><time datetime="2025-09-0{0}T10:00:00+03:00"></time></div>'
    others = "<time>منذ ساعتين</time>" + "".join(f'<a href="/{number}/">قسم</a>' for number in range(9))
    found = {each.url: each.published for each in listing(f"<div>{card.format(1)}{card.format(2)}</div><div>{others}</div>")}
    assert found["https://sana.sy/locals/1/"] == datetime(2025, 9, 1, 7, tzinfo=UTC)
    assert found["https://sana.sy/locals/2/"] == datetime(2025, 9, 2, 7, tzinfo=UTC)
    assert found["https://sana.sy/3/"] is None, "a box of many links is no card"
