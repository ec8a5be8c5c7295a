"""Sources without an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.live.run import run
from tests.live.site import Answer, Site, sentence

XML = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n"
MANY = 40
"""More pages than any of these runs may ask for."""


def made(make: Callable[[str], str], head: bytes = HTML) -> Answer:
    """An answer that is made from the path that is asked for."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head + make(handler.path).encode())

    return Answer(act=act)


def card(number: int) -> str:
    return f'<div class="p-wrap"><h3 class="entry-title"><a class="p-url" href="/locals/{number}/">{sentence(number)}</a></h3></div>'


def page_of(path: str) -> int:
    return int(path.strip("/").rpartition("/")[2]) if "/page/" in path else 1


def listing_pages(site: Site) -> list[str]:
    return [path for path in site.paths() if path == "/locals/" or path.startswith("/locals/page/")]


def put_endless_listing(site: Site) -> None:
    """A listing with one more article on each page, as far as anyone asks."""
    for page in range(1, MANY):
        site.put("/locals/" if page == 1 else f"/locals/page/{page}/", made(lambda path: f"<html>{card(1000 - page_of(path))}</html>"))
        site.put(f"/locals/{1000 - page}/", site.page(1000 - page))


def test_an_endless_listing_is_walked_to_its_limit_and_not_again_by_the_next_run(site: Site, tmp_path: Path) -> None:
    put_endless_listing(site)
    limit = ("-s", "LISTING_PAGES_MAX=6")
    ended = run(site, tmp_path, *limit)
    assert len(listing_pages(site)) == 6
    assert ended.numbers() == list(range(994, 1000)), ended.said
    assert "still new articles on page 6, which is LISTING_PAGES_MAX" in ended.said
    site.asked.clear()
    site.put("/locals/", f"<html>{card(1001)}{card(999)}</html>")
    site.put("/locals/1001/", site.page(1001))
    assert run(site, tmp_path, *limit).numbers()[-1] == 1001
    assert listing_pages(site) == ["/locals/", "/locals/page/2/"], "the first page has news, the second none"
    site.asked.clear()
    assert run(site, tmp_path, "-s", "LISTING_PAGES_MAX=9").numbers()[0] == 991, "who allows more gets more"


def test_days_of_a_calendar_are_not_followed(site: Site, tmp_path: Path) -> None:
    def calendar(path: str) -> str:
        day = date.fromisoformat(path.strip("/").replace("/", "-")) if path[1:2].isdecimal() else date(2026, 11, 24)
        days = "".join(f'<a href="/{day + timedelta(days=step):%Y/%m/%d}/">{step}</a>' for step in (-1, 1, 30, 365))
        return f"<html><body><div class='calendar'>{days}</div>{card(1)}</body></html>"

    for path in ("/locals/", *(f"/locals/page/{page}/" for page in range(2, MANY))):
        site.put(path, made(calendar))
    for step in range(-MANY, MANY):
        site.put(f"/{date(2026, 11, 24) + timedelta(days=step):%Y/%m/%d}/", made(calendar))
    site.put("/locals/1/", site.page(1))
    ended = run(site, tmp_path)
    assert ended.numbers() == [1], ended.said
    assert [path for path in site.paths() if path.startswith("/2")] == []
    assert len(listing_pages(site)) == 2, "the second shows nothing that the first did not"


def index(site: Site, *paths: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{site.base}{path}</loc></sitemap>' for path in paths)}</sitemapindex>"


def test_sitemaps_that_list_themselves_and_each_other_are_read_once_each(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    site.put("/sitemap.xml", made(lambda _: index(site, "/a.xml", "/sitemap.xml", "/b.xml"), XML))
    site.put("/a.xml", made(lambda _: index(site, "/b.xml", "/a.xml", "/sitemap.xml"), XML))
    site.put("/b.xml", made(lambda _: index(site, "/a.xml", "/sitemap.xml"), XML))
    ended = run(site, tmp_path)
    assert ended.numbers() == [1], ended.said
    assert sorted(path for path in site.paths() if path.endswith(".xml")) == ["/a.xml", "/b.xml", "/sitemap.xml"]


def test_an_index_that_names_ever_new_indexes_ends(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)

    def next_ones(path: str) -> str:
        depth = int(path.partition("?")[2] or 0)
        return index(site, f"/sitemap.xml?{depth * 10 + 1}", f"/sitemap.xml?{depth * 10 + 2}")

    for path in ("/sitemap.xml", *(f"/sitemap.xml?{number}" for number in range(1, 10_000))):
        site.answers[path] = [made(next_ones, XML)]
    ended = run(site, tmp_path)
    assert ended.numbers() == [1], ended.said
    assert len([path for path in site.paths() if path.startswith("/sitemap.xml")]) == 1 + 2 + 4
