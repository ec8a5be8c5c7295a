"""RSS 2.0, RSS 1.0 and Atom."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.entry import Entry
from crawler.publisher.feeds import read_feed
from crawler.publisher.hints import Found, SourceError

URL = "https://sana.sy/feed/"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', end: str = "</channel></rss>") -> bytes:
    namespaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    channel = '<title>سانا</title><link>https://sana.sy/</link><atom:link href="https://sana.sy/feed/" rel="self"/>'
    return f'{head}<rss version="2.0" {namespaces}><channel>{channel}{"".join(items)}{end}'.encode()


def only(body: bytes) -> Found:
    [found] = read_feed(body, URL)
    return found


RSS_ITEM = """<item><title>افتتاح معرض الكتاب</title><media:title>صورة المعرض</media:title><link>https://sana.sy/culture-and-arts/2280593/</link>
<pubDate>Sat, 06 Sep 2025 20:07:04 +0000</pubDate><guid isPermaLink="false">https://sana.sy/?p=2280593</guid></item>"""


def test_rss_url() -> None:
    assert only(rss(RSS_ITEM)).url == "https://sana.sy/culture-and-arts/2280593/"


def test_times_of_a_feed_without_zones_are_the_publishers() -> None:
    item = "<item><link>/view/1</link><pubDate>Wed, 15 Jan 2025 14:30:00</pubDate></item>"
    [found] = read_feed(rss(item), URL, ZoneInfo("Asia/Seoul"))
    assert found.published == datetime(2025, 1, 15, 5, 30, tzinfo=UTC)


def test_rss_title() -> None:
    assert only(rss(RSS_ITEM)).title == "افتتاح معرض الكتاب"


def test_rss_published() -> None:
    found = only(rss(RSS_ITEM))
    assert found.published is not None
    assert found.published.isoformat() == "2025-09-06T20:07:04+00:00"
    assert found.modified is None


def test_order_is_the_feeds() -> None:
    items = [f"<item><link>https://sana.sy/locals/{number}/</link></item>" for number in (3, 1, 2)]
    assert [found.url[-2] for found in read_feed(rss(*items), URL)] == ["3", "1", "2"]


def test_rdf() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://dw.example/"><title>القناة</title></channel>
    <item rdf:about="https://dw.example/ar/a-1"><title>قمة في برلين</title><link>https://dw.example/ar/a-1</link><dc:date>2025-09-06T20:07:04Z</dc:date></item>
    </rdf:RDF>""".encode()
    found = only(body)
    assert (found.url, found.title, str(found.published)) == ("https://dw.example/ar/a-1", "قمة في برلين", "2025-09-06 20:07:04+00:00")


def test_atom() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://sana.sy/news/"><title>سانا</title><updated>2025-09-07T00:00:00Z</updated>
    <entry><title type="html">زيارة &amp;#8220;رسمية&amp;#8221;</title><link rel="replies" href="replies/1"/>
    <link href="1/"/><id>tag:sana.sy,2025:1</id>
    <published>2025-09-06T20:00:00Z</published><updated>2025-09-06T21:00:00Z</updated></entry></feed>""".encode()
    found = only(body)
    assert (found.url, found.title) == ("https://sana.sy/news/1/", "زيارة “رسمية”")
    assert (str(found.published), str(found.modified)) == ("2025-09-06 20:00:00+00:00", "2025-09-06 21:00:00+00:00")


def test_atom_id_stands_in_for_a_link() -> None:
    assert (
        only(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://sana.sy/locals/1/</id></entry></feed>').url
        == "https://sana.sy/locals/1/"
    )


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/locals/1/</link>", "https://sana.sy/locals/1/"),
        ("<link>\n https://sana.sy/locals/1/ \n</link>", "https://sana.sy/locals/1/"),
        ("<link><![CDATA[https://sana.sy/?p=1&cat=2]]></link>", "https://sana.sy/?p=1&cat=2"),
        ("<link/><guid>https://sana.sy/locals/1/</guid>", "https://sana.sy/locals/1/"),
        ('<guid isPermaLink="true">https://sana.sy/locals/1/</guid>', "https://sana.sy/locals/1/"),
        ('<atom:link rel="alternate" href="/locals/1/"/>', "https://sana.sy/locals/1/"),
    ],
)
def test_link(item: str, url: str) -> None:
    assert only(rss(f"<item>{item}</item>")).url == url


@pytest.mark.parametrize(
    "item",
    [
        "<title>خبر</title>",
        '<guid isPermaLink="false">https://sana.sy/?p=1</guid>',
        "<guid>2280593</guid>",
        "<link>mailto:desk@sana.sy</link>",
    ],
)
def test_entry_without_a_page_is_left_out_and_logged(item: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        found = list(read_feed(rss(f"<item>{item}</item>", RSS_ITEM), URL))
    assert len(found) == 1
    assert URL in caplog.text
    assert "<link>" in caplog.text


def test_bad_date_is_absent_and_logged_once_a_feed(caplog: pytest.LogCaptureFixture) -> None:
    item = "<item><link>/locals/1/</link><title>عنوان</title><pubDate>السبت 6 أيلول</pubDate></item>"
    with caplog.at_level(logging.DEBUG):
        found = list(read_feed(rss(item, item, RSS_ITEM), URL))
    assert [entry.published is None for entry in found] == [True, True, False]
    [record] = caplog.records
    assert URL in record.getMessage()
    assert "<pubDate>" in record.getMessage()
    assert "أيلول" not in record.getMessage()


def test_dublin_core_date_stands_in_for_a_bad_one() -> None:
    found = only(rss("<item><link>/locals/1/</link><pubDate>today</pubDate><dc:date>2025-09-06T20:07:04Z</dc:date></item>"))
    assert str(found.published) == "2025-09-06 20:07:04+00:00"


# Broken XML


def test_missing_end() -> None:
    assert only(rss(RSS_ITEM, end="")).url == "https://sana.sy/culture-and-arts/2280593/"


def test_blank_line_before_the_declaration() -> None:
    assert only(b"\n\n" + rss(RSS_ITEM)).title == "افتتاح معرض الكتاب"


def test_undefined_entities_stray_ampersands_and_control_characters() -> None:
    found = list(read_feed(rss("<item><title>سوق\x0b&nbsp;دمشق & حلب</title><link>/locals/1/</link></item>", RSS_ITEM), URL))
    assert [entry.url for entry in found] == ["https://sana.sy/locals/1/", "https://sana.sy/culture-and-arts/2280593/"]
    assert found[0].title is not None
    assert found[0].title.startswith("سوق دمشق")


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        ("utf-8", "windows-1256"),
        (None, "windows-1256"),
        ("utf-16", "windows-1256"),
        ("windows-1256", "windows-1256"),
        ("windows-1256", "utf-8"),
        ("utf-16", "utf-8"),
        (None, "utf-8-sig"),
        ("utf-16", "utf-16"),
    ],
)
def test_encoding_that_the_feed_does_not_declare(declared: str | None, sent: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert only(rss(RSS_ITEM, head=head).decode().encode(sent)).title == "افتتاح معرض الكتاب"


def test_one_broken_byte_does_not_spoil_the_rest() -> None:
    body = rss("<item><link>/locals/1/</link><title>خبر @@ قصير</title></item>", RSS_ITEM).replace(b"@@", b"\xff")
    assert [entry.title for entry in read_feed(body, URL)] == ["خبر � قصير", "افتتاح معرض الكتاب"]


@pytest.mark.parametrize("reference", ["&#xD800;", "&#xdfff;", "&#057343;", "&#x110000;", f"&#{'9' * 5000};", f"&#x{'F' * 5000};"])
def test_reference_to_no_character(reference: str) -> None:
    body = rss(f'<item><title>خبر {reference}</title><link href="{reference}">/locals/1/</link></item>', RSS_ITEM)
    assert [entry.title for entry in read_feed(body, URL)] == ["خبر \ufffd", "افتتاح معرض الكتاب"]


def test_reference_to_a_character() -> None:
    assert only(rss("<item><title>&#x0645;&#1611; &#x1F600;</title><link>/locals/1/</link></item>")).title == "م\u064b \U0001f600"


@pytest.mark.parametrize("namespace", ["", 'xmlns:rdf="http://x.example/"', 'xmlns="http://www.w3.org/2005/Atom|c^d"', 'xmlns="a}b"'])
def test_namespace_that_is_missing_or_none(namespace: str) -> None:
    body = f"<rdf:RDF {namespace}><item><title>قمة في برلين</title><link>https://dw.example/ar/a-1</link></item></rdf:RDF>"
    assert only(body.encode()) == Found("https://dw.example/ar/a-1", title="قمة في برلين")


# Entities

LAUGHS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))


def test_entities_are_not_expanded() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY who "سانا">]>'
    found = only(rss("<item><link>/locals/1/</link><title>خبر &who;</title></item>", head=doctype))
    assert found.title == "خبر &who;"


@pytest.mark.parametrize("place", ["<title>&a11;</title>", '<title type="&a11;">خبر</title>'])
def test_billion_laughs(place: str) -> None:
    body = rss(f"<item>{place}<link>/locals/1/</link></item>", head=f'<!DOCTYPE rss [<!ENTITY a0 "ها">{LAUGHS}]>')
    for found in read_feed(body, URL):
        assert len(found.title or "") < 100


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://secret.example/", encoding="utf-8")
    doctype = f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}" [<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    body = rss("<item><title>&file;</title><link>/locals/1/</link></item>", "<item><link>&file;</link></item>", head=doctype)
    assert "secret.example" not in repr(list(read_feed(body, URL)))


@pytest.mark.parametrize("doctype", ['<!DOCTYPE feed SYSTEM "DTD">', '<!DOCTYPE feed [<!ENTITY % more SYSTEM "DTD"> %more;]>'])
def test_external_dtds_are_not_read(tmp_path: Path, doctype: str) -> None:
    dtd = tmp_path / "more.dtd"
    dtd.write_text('<!ENTITY part "secret">', encoding="utf-8")
    head = doctype.replace('DTD"', f'{dtd.as_uri()}"')
    body = f'{head}<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://sana.sy/&part;/1/"/></entry></feed>'
    assert "secret" not in repr(list(read_feed(body.encode(), URL)))


# No feed at all


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "the body is empty"),
        (b" \n ", "the body is empty"),
        (b"<!DOCTYPE html><html><body><p>404<br></body></html>", "the root element is <html>"),
        (b"<html><head><title>x</title></head></html>", "the root element is <html>"),
        (b"<urlset><url/></urlset>", "the root element is <urlset>"),
        (b"not found", "no feed"),
        (b'{"error": 404}', "no feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no feed"),
        (b'<?xml version="1.0" encoding="x-none"?><rss>\xe1\xe2</rss>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="undefined"?><rss>\xe1\xe2</rss>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><rss>\xe1\\ud800</rss>', "unknown encoding"),
    ],
)
def test_no_feed(body: bytes, detail: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_feed(body, URL)
    assert str(caught.value).startswith(URL)
    assert detail in caught.value.detail


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda noise: rss(RSS_ITEM)[:-120] + noise + rss(RSS_ITEM)[-60:]))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    found, refusal = [], URL
    try:
        found = list(read_feed(body, URL))
    except SourceError as error:
        refusal = str(error)
    assert URL in refusal
    assert all(each.url.startswith(("http://", "https://")) for each in found)


# The text of articles

CARRIED = """<item xmlns:content="http://purl.org/rss/1.0/modules/content/"><title>افتتاح معرض الكتاب</title>
<link>https://sana.sy/culture-and-arts/2280593/</link><dc:creator><![CDATA[المحرر]]></dc:creator>
<pubDate>Sat, 06 Sep 2025 20:07:04 +0000</pubDate><category><![CDATA[ثقافة]]></category><category>كتب</category>
<description><![CDATA[بدأ المعرض [&#8230;]]]></description><enclosure url="https://cdn.example/1.jpg" length="1" type="image/jpeg"/>
<enclosure url="https://cdn.example/1.mp3" length="1" type="audio/mpeg"/><media:content url="https://cdn.example/2.jpg" medium="image"/>
<content:encoded><![CDATA[<p>بدأ المعرض اليوم.</p>]]></content:encoded></item>"""


def test_the_text_is_brought_along_where_it_is_asked_for() -> None:
    [found] = read_feed(rss(CARRIED), URL, with_text=True)
    assert found.entry == Entry(
        html="<p>بدأ المعرض اليوم.</p>",
        title="افتتاح معرض الكتاب",
        description="بدأ المعرض [&#8230;]",
        published="2025-09-06T20:07:04+00:00",
        authors=("المحرر",),
        categories=("ثقافة", "كتب"),
        pictures=("https://cdn.example/1.jpg", "https://cdn.example/2.jpg"),
    )
    assert only(rss(CARRIED)).entry is None


def test_a_description_is_no_text() -> None:
    [found] = read_feed(rss("<item><link>https://sana.sy/1/</link><description>كل الخبر</description></item>"), URL, with_text=True)
    assert found.entry is None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('<content type="html">&lt;p&gt;نص&lt;/p&gt;</content>', "<p>نص</p>"),
        ('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>نص</p></div></content>', "<p>نص</p>"),
        ("<content>أقل &lt; أكثر</content>", "أقل &lt; أكثر"),
        ('<content src="https://sana.sy/1.mp4"/>', None),
    ],
)
def test_the_text_of_an_atom_entry(content: str, text: str | None) -> None:
    entry = f'<entry><title>خبر</title><link href="https://sana.sy/1/"/>{content}<author><name>سلمى نعمان</name></author></entry>'
    [found] = read_feed(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode(), URL, with_text=True)
    if text is None:
        assert found.entry is None
    else:
        assert found.entry is not None
        assert text in found.entry.html
        assert found.entry.authors == ("سلمى نعمان",)
