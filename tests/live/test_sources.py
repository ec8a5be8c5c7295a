"""Feeds, sitemaps and listings as sites really serve them, and worse."""

from __future__ import annotations

import gzip
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from tests.live.run import run
from tests.live.site import Answer, Site, sentence

XML = {"Content-Type": "application/xml"}


def urlset(site: Site, *numbers: int, inside: str = "") -> bytes:
    entries = "".join(f"<url><loc>{site.base}/locals/{number}/</loc>{inside}</url>" for number in numbers)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def put_index(site: Site, *paths: str) -> None:
    entries = "".join(f"<sitemap><loc>{site.base}{path}</loc></sitemap>" for path in paths)
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'
    site.put("/sitemap.xml", Answer(index.encode(), headers=XML))


def put_pages(site: Site, *numbers: int) -> None:
    for number in numbers:
        site.put(f"/locals/{number}/", site.page(number))


def cards(site: Site, *numbers: int) -> str:
    items = "".join(
        f'<div class="p-wrap"><h3 class="entry-title"><a class="p-url" href="/locals/{number}/">{sentence(number)}</a></h3></div>'
        for number in numbers
    )
    return f'<html dir="rtl"><body class="archive">{items}</body></html>'


def test_faulty_sitemaps_stop_nothing_else(site: Site, tmp_path: Path) -> None:
    put_pages(site, 1, 2, 3, 4)
    put_index(site, "/1.xml.gz", "/entity.xml", "/page.xml", "/none.xml", "/broken.xml", "/away.xml", "/sitemap.xml", "/huge.xml.gz")
    site.put("/1.xml.gz", Answer(gzip.compress(urlset(site, 1)), headers={"Content-Type": "application/gzip"}))
    bomb = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
    loc = f"<url><loc>{site.base}/locals/&e0;/</loc></url><url><loc>{site.base}/locals/7/</loc><lastmod>&e11;</lastmod></url>"
    entities = f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY e0 "66">{bomb}]><urlset>{loc}</urlset>'
    site.put("/entity.xml", Answer(entities.encode(), headers=XML))
    site.put("/page.xml", "<!DOCTYPE html><html><body>الصفحة غير موجودة</body></html>")
    site.put("/broken.xml", Answer(urlset(site, 2, 3)[:-30] + b"<<<", headers=XML))
    site.put("/away.xml", Answer(b"", 302, {"Location": f"{site.foreign}/away.xml"}))
    site.put("/huge.xml.gz", Answer(gzip.compress(urlset(site, 4) + b" " * 3_000_000), headers={"Content-Type": "application/gzip"}))
    ended = run(site, tmp_path, "-s", "SITEMAP_MAXSIZE=1000000")
    assert ended.code == 0, ended.said
    assert ended.numbers() == [1, 2, 4], "what stands before the fault of a broken sitemap is good"
    assert "/locals/66/" not in site.paths(), "an entity was expanded"
    for name in ("page.xml", "none.xml", "broken.xml", "away.xml", "huge.xml.gz"):
        assert f"/{name}: " in ended.said, f"no word of {name}"
    assert "none.xml: this sitemap could not be fetched: HTTP 404" in ended.said
    assert site.paths().count("/sitemap.xml") == 1, "an index that names itself is a circle"
    assert [path for path in site.paths() if path.startswith("http")] == []
    assert "Traceback" not in ended.said


def test_a_sitemap_that_is_larger_than_a_page_may_be_is_read(site: Site, tmp_path: Path) -> None:
    put_pages(site, 1, 2)
    site.put("/sitemap.xml", Answer(urlset(site, 1, 2) + b" " * 200_000, headers=XML))
    ended = run(site, tmp_path, "-s", "DOWNLOAD_MAXSIZE=100000")
    assert ended.numbers() == [1, 2], ended.said


def test_a_feed_that_breaks_off_gives_what_stands_before(site: Site, tmp_path: Path) -> None:
    put_pages(site, 1, 2)
    site.put_feed(2, 1)
    (feed,) = site.answers["/feed/"]
    feed.body = feed.body[: feed.body.index(b"</item>") + 7] + b"<item><title>&nbsp; & <link>"
    ended = run(site, tmp_path)
    assert ended.numbers() == [2], ended.said


def test_a_feed_that_is_a_page_is_named_and_the_run_is_unhealthy(site: Site, tmp_path: Path) -> None:
    site.put("/feed/", "<!DOCTYPE html><html><body><p>نعتذر</p></body></html>")
    ended = run(site, tmp_path)
    assert ended.code == 3
    assert "/feed/: no feed" in ended.said
    assert "Unhealthy: none of 3 feeds, sitemaps and listings could be read" in ended.said


def test_a_listing_that_shows_the_same_for_ever_ends(site: Site, tmp_path: Path) -> None:
    put_pages(site, 1, 2)
    for path in ("/locals/", *(f"/locals/page/{page}/" for page in range(2, 30))):
        site.put(path, cards(site, 2, 1))
    ended = run(site, tmp_path)
    assert ended.numbers() == [1, 2], ended.said
    assert len([path for path in site.paths() if path.startswith("/locals/page/")]) <= 1


def test_a_listing_that_names_ever_new_pages_ends_at_its_limit(site: Site, tmp_path: Path) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        page = int(urlsplit(handler.path).path.strip("/").rpartition("/")[2] or 1) if "page" in handler.path else 1
        body = cards(site, 1000 + page).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        handler.wfile.write(body)

    for path in ("/locals/", *(f"/locals/page/{page}/" for page in range(2, 30))):
        site.put(path, Answer(act=endless))
    ended = run(site, tmp_path, "-s", "LISTING_PAGES_MAX=4")
    assert [path for path in site.paths() if path.startswith("/locals/page/")] == [f"/locals/page/{page}/" for page in (2, 3, 4)]
    assert "still new articles on page 4, which is LISTING_PAGES_MAX" in ended.said
    assert ended.rejected() == {f"/locals/{1000 + page}/": "not_found" for page in (1, 2, 3, 4)}


def test_a_listing_that_ends_with_404_is_read_to_its_end(site: Site, tmp_path: Path) -> None:
    put_pages(site, 1, 2)
    site.put("/locals/", cards(site, 2))
    site.put("/locals/page/2/", cards(site, 1))
    ended = run(site, tmp_path)
    assert ended.numbers() == [1, 2], ended.said
    assert "/locals/page/3/" in site.paths()
    assert "page/3" not in ended.said, "the end of a listing is no fault"


def test_one_page_in_all_three_kinds_of_source_is_fetched_once(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    site.put("/sitemap.xml", Answer(urlset(site, 1, inside="<lastmod>2026-11-24T10:00:00Z</lastmod>"), headers=XML))
    site.put("/locals/", cards(site, 1))
    ended = run(site, tmp_path)
    assert ended.count("new or changed pages found") == 1
    assert site.paths().count("/locals/1/") == 1
    assert ended.numbers() == [1], ended.said


def test_a_fault_in_reading_one_source_leaves_the_others(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    site.put("/sitemap.xml", Answer(urlset(site, 2), headers=XML))
    patch = """
from crawler.publisher import discovery

def faulty(*_, **__):
    raise RuntimeError("a fault for the test")

discovery.read_sitemap = faulty
"""
    ended = run(site, tmp_path, patch=patch)
    assert ended.numbers() == [1], ended.said
    assert "RuntimeError: a fault for the test" in ended.said
