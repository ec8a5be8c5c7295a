"""Sitemaps, indexes and news sitemaps, as a stream."""

from __future__ import annotations

import gzip
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.publisher.hints import Found, SourceError
from crawler.publisher.sitemaps import SubSitemap, read_sitemap

URL = "https://sana.sy/post-sitemap1.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def urlset(*entries: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', end: str = "</urlset>") -> bytes:
    return f"{head}<urlset {NAMESPACES}>{''.join(entries)}{end}".encode()


def entry(number: int, rest: str = "") -> str:
    return f"<url><loc>https://sana.sy/locals/{number}/</loc>{rest}</url>\n"


def only(body: bytes) -> Found:
    [found] = read_sitemap(body, URL)
    assert isinstance(found, Found)
    return found


def urls(body: bytes) -> list[str]:
    return [found.url for found in read_sitemap(body, URL)]


def until_error(body: bytes, **options: int) -> tuple[list[str], SourceError]:
    found: list[str] = []
    with pytest.raises(SourceError) as caught:
        found.extend(each.url for each in read_sitemap(body, URL, **options))
    assert str(caught.value).startswith(URL)
    return found, caught.value


def test_urls_in_order() -> None:
    assert urls(urlset(entry(3), entry(1), entry(2))) == [f"https://sana.sy/locals/{number}/" for number in (3, 1, 2)]


@pytest.mark.parametrize(
    ("lastmod", "iso"),
    [
        ("2025-09-06T23:07:11+03:00", "2025-09-06T23:07:11+03:00"),
        ("2025-09-06T20:07Z", "2025-09-06T20:07:00+00:00"),
        ("2025-09-06", "2025-09-06T00:00:00+00:00"),
        ("2025-09", "2025-09-01T00:00:00+00:00"),
    ],
)
def test_lastmod(lastmod: str, iso: str) -> None:
    found = only(urlset(entry(1, f"<lastmod>{lastmod}</lastmod>")))
    assert found.modified is not None
    assert found.modified.isoformat() == iso
    assert found.published is None


NEWS = """<lastmod>2025-09-06T21:00:00Z</lastmod><news:news><news:publication><news:name>سانا</news:name><news:language>ar</news:language>
</news:publication><news:publication_date>2025-09-06T20:07:04Z</news:publication_date><news:title> افتتاح معرض
 الكتاب &amp;quot;الدولي&amp;quot; </news:title></news:news><image:image><image:loc>https://cdn.sana.sy/1.jpg</image:loc>
<image:title>صورة</image:title></image:image><xhtml:link rel="alternate" href="https://sana.sy/en/1/"/>"""


def test_news_published() -> None:
    assert str(only(urlset(entry(1, NEWS))).published) == "2025-09-06 20:07:04+00:00"


def test_news_title() -> None:
    assert only(urlset(entry(1, NEWS))).title == 'افتتاح معرض الكتاب "الدولي"'


def test_news_lastmod() -> None:
    assert str(only(urlset(entry(1, NEWS))).modified) == "2025-09-06 21:00:00+00:00"


def test_pictures_are_no_pages() -> None:
    picture = "<image:image><image:loc>https://cdn.sana.sy/1.jpg</image:loc><image:title>صورة</image:title></image:image>"
    found = only(urlset(f"<url>{picture}<loc>https://sana.sy/locals/1/</loc></url>"))
    assert (found.url, found.title) == ("https://sana.sy/locals/1/", None)
    assert list(read_sitemap(urlset(f"<url>{picture}</url>"), URL)) == []


def test_index() -> None:
    body = f"""<?xml version="1.0"?><sitemapindex {NAMESPACES}><sitemap><loc>https://sana.sy/post-sitemap1.xml</loc>
    <lastmod>2025-09-06T20:07:04+00:00</lastmod></sitemap><sitemap><loc>/post-sitemap2.xml</loc></sitemap></sitemapindex>""".encode()
    first, second = read_sitemap(body, "https://sana.sy/sitemap_index.xml")
    assert isinstance(first, SubSitemap)
    assert (first.url, str(first.modified)) == ("https://sana.sy/post-sitemap1.xml", "2025-09-06 20:07:04+00:00")
    assert second == SubSitemap("https://sana.sy/post-sitemap2.xml", None)


def test_no_namespace() -> None:
    body = b"<urlset><url><loc>https://sana.sy/locals/1/</loc><news><title>T</title></news></url></urlset>"
    assert only(body) == Found("https://sana.sy/locals/1/", title="T")


def test_undeclared_prefix_costs_no_url() -> None:
    body = f"<urlset>{entry(1, '<news:news><news:title>x</news:title></news:news>')}{entry(2)}</urlset>".encode()
    assert urls(body) == ["https://sana.sy/locals/1/", "https://sana.sy/locals/2/"]


def test_namespace_that_is_none() -> None:
    body = b'<urlset xmlns="a|b}c"><url><loc>https://sana.sy/locals/1/</loc></url></urlset>'
    assert urls(body) == ["https://sana.sy/locals/1/"]


def test_space_before_the_declaration_and_byte_order_mark() -> None:
    assert len(urls(b"\n \n" + urlset(entry(1)))) == 1
    assert len(urls(b"\xef\xbb\xbf" + urlset(entry(1)))) == 1
    assert len(urls(urlset(entry(1), head='<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16"))) == 1


def test_what_follows_the_end_costs_nothing() -> None:
    assert len(urls(urlset(entry(1)) + b"<!-- cached --><script>1 & 2</script>")) == 1


def test_bad_date_is_absent_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    bad = "<lastmod>yesterday</lastmod>"
    with caplog.at_level(logging.DEBUG):
        found = list(read_sitemap(urlset(entry(1, bad), entry(2, bad), entry(3, NEWS)), URL))
    assert [each.modified is None for each in found] == [True, True, False]
    [record] = caplog.records
    assert URL in record.getMessage()
    assert "<lastmod>" in record.getMessage()


@pytest.mark.parametrize("loc", ["", "<loc/>", "<loc>mailto:desk@sana.sy</loc>", "<loc>https://[::1/</loc>"])
def test_entry_without_an_address_is_left_out_and_logged(loc: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert len(urls(urlset(f"<url>{loc}</url>", entry(1)))) == 1
    assert URL in caplog.text
    assert "<loc>" in caplog.text


# Gzip


def test_gzip() -> None:
    assert len(urls(gzip.compress(urlset(entry(1), entry(2))))) == 2


def test_gzip_of_two_members() -> None:
    body = urlset(entry(1), entry(2))
    assert len(urls(gzip.compress(body[:300]) + gzip.compress(body[300:]))) == 2


def test_truncated_gzip_gives_what_stands_before() -> None:
    body = gzip.compress(urlset(*(entry(number) for number in range(20_000))))
    found, error = until_error(body[: len(body) // 2])
    assert 1000 < len(found) < 20_000
    assert "gzip" in error.detail


def test_broken_gzip() -> None:
    assert "gzip" in until_error(b"\x1f\x8b\x08\x00not gzip at all")[1].detail


def test_gzip_bomb_is_cut() -> None:
    bomb = gzip.compress(urlset(entry(1), " " * 5_000_000))
    assert len(bomb) < 10_000
    found, error = until_error(bomb, max_bytes=1_000_000)
    assert found == ["https://sana.sy/locals/1/"]
    assert "1000000 bytes" in error.detail
    assert len(list(read_sitemap(bomb, URL, max_bytes=6_000_000))) == 1


# Broken XML


def test_what_stands_before_the_fault_is_given_then_the_line() -> None:
    found, error = until_error(urlset(entry(1), entry(2), "<url><loc>https://sana.sy/?p=1&cat=2</loc></url>", entry(3)))
    assert found == ["https://sana.sy/locals/1/", "https://sana.sy/locals/2/"]
    assert "line 3" in error.detail


def test_fault_in_a_later_chunk() -> None:
    found, error = until_error(urlset(*(entry(number) for number in range(5000)), "<url></loc>"))
    assert len(found) == 5000
    assert "line 5001" in error.detail


def test_truncated() -> None:
    found, error = until_error(urlset(entry(1), "<url><loc>https://sana.sy/lo", end=""))
    assert found == ["https://sana.sy/locals/1/"]
    assert "line 2" in error.detail


# Entities

LAUGHS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))


def test_entities_are_not_expanded() -> None:
    body = urlset("<url><loc>https://sana.sy/&part;/1/</loc></url>", entry(2), head='<!DOCTYPE urlset [<!ENTITY part "locals">]>')
    assert urls(body) == ["https://sana.sy/locals/2/"]


@pytest.mark.parametrize(
    "entry_of_laughs", ["<url><loc>&a11;</loc></url>", '<url priority="&a11;"><loc>https://sana.sy/locals/2/</loc></url>']
)
def test_billion_laughs(entry_of_laughs: str) -> None:
    doctype = f'<!DOCTYPE urlset [<!ENTITY a0 "ha">{LAUGHS}]>'
    found, error = until_error(urlset(entry(1), entry_of_laughs, head=doctype))
    assert found == ["https://sana.sy/locals/1/"]
    assert "entity amplification" in error.detail


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://secret.example/", encoding="utf-8")
    doctype = f'<!DOCTYPE urlset SYSTEM "{secret.as_uri()}" [<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    body = urlset("<url><loc>&file;</loc></url>", entry(2, "<lastmod>&file;</lastmod>"), head=doctype)
    assert list(read_sitemap(body, URL)) == [Found("https://sana.sy/locals/2/")]


@pytest.mark.parametrize("doctype", ['<!DOCTYPE urlset SYSTEM "DTD">', '<!DOCTYPE urlset [<!ENTITY % more SYSTEM "DTD"> %more;]>'])
def test_external_dtds_are_not_read(tmp_path: Path, doctype: str) -> None:
    dtd = tmp_path / "more.dtd"
    dtd.write_text("<!ENTITY broken", encoding="utf-8")
    head = doctype.replace('DTD"', f'{dtd.as_uri()}"')
    assert urls(urlset(entry(1), entry(2), head=head)) == ["https://sana.sy/locals/1/", "https://sana.sy/locals/2/"], "its fault was seen"


# Plain text


def test_plain_text() -> None:
    body = "\ufeffhttps://sana.sy/locals/1/\r\n\n  https://sana.sy/tag/أخبار/  \nnonsense\nhttp://sana.sy/?p=2".encode()
    assert urls(body) == ["https://sana.sy/locals/1/", "https://sana.sy/tag/أخبار/", "http://sana.sy/?p=2"]


def test_plain_text_over_many_chunks() -> None:
    body = gzip.compress(b"".join(b"https://sana.sy/locals/%d/\n" % number for number in range(20_000)))
    assert urls(body) == [f"https://sana.sy/locals/{number}/" for number in range(20_000)]


def test_endless_line() -> None:
    assert "8000" in until_error(b"https://sana.sy/" + b"x" * 200_000)[1].detail


# No sitemap at all


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (gzip.compress(b""), "empty"),
        (b"<!DOCTYPE html>\n<html><body><p>404<br></body></html>", "HTML page"),
        (b"<html><body><p>404</p></body></html>", "HTML page"),
        (b"<html>" + b"<p>x</p>" * 20_000 + b"</html>", "HTML page"),
        (b"<rss><channel/></rss>", "neither <urlset> nor <sitemapindex>"),
        (b"<rss><url><loc>https://sana.sy/</loc></url></rss>", "neither <urlset> nor <sitemapindex>"),
        (b"<url><loc>https://sana.sy/</loc></url>", "neither <urlset> nor <sitemapindex>"),
        (b"< nothing", "neither <urlset> nor <sitemapindex>"),
        (b"Not found", "neither XML nor a list of addresses"),
        (b'{"error": 404}', "neither XML nor a list of addresses"),
    ],
)
def test_no_sitemap(body: bytes, detail: str) -> None:
    found, error = until_error(body)
    assert found == []
    assert detail in error.detail


def test_empty_urlset_is_a_sitemap() -> None:
    assert list(read_sitemap(urlset(), URL)) == []


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda noise: urlset(entry(1), entry(2))[:-30] + noise))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    found, refusal = [], URL
    try:
        found = list(read_sitemap(body, URL))
    except SourceError as error:
        refusal = str(error)
    assert URL in refusal
    assert all(each.url.startswith(("http://", "https://")) for each in found)


GROWTH = """
import resource, sys
from pathlib import Path
from crawler.publisher.sitemaps import read_sitemap
body = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in read_sitemap(body, "https://sana.sy/post-sitemap1.xml"))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KB on Linux only")
def test_memory_does_not_grow_with_the_sitemap(tmp_path: Path) -> None:
    """In a process of its own, so that nothing else has raised the peak. The tree of these 10 MB would take another 30 MB."""
    sitemap = tmp_path / "sitemap.xml"
    sitemap.write_bytes(urlset(*(entry(number, "<lastmod>2025-09-06T20:07:04+00:00</lastmod>") for number in range(100_000))))
    command = [sys.executable, "-c", GROWTH, str(sitemap)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    count, kilobytes = map(int, done.stdout.split())
    assert count == 100_000
    assert kilobytes < 10_000
