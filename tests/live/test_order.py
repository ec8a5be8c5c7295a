"""In which order a run reads sources and fetches articles."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crawler.publisher.discovery import FEW
from tests.live.run import run
from tests.live.site import Site
from tests.live.test_resume import article, put_index, put_listing, put_pages, put_sitemap

SITEMAPS = 50
EACH = 3
FRESH = 2 + FEW * EACH
"""Articles that the fresh sources name; one batch."""
DECLARED = ("/feed/", "/sitemap.xml", "/locals/")


def test_the_newest_articles_come_before_the_rest_of_fifty_sitemaps_and_both_get_on(site: Site, tmp_path: Path) -> None:
    children = {f"/month/{month}.xml": site.start - timedelta(days=30 * month) for month in range(SITEMAPS)}
    for month, child in enumerate(children):
        numbers = range(1000 - month * EACH, 1000 - (month + 1) * EACH, -1)
        put_pages(site, *numbers)
        put_sitemap(site, child, *numbers, times={number: site.published(number) for number in numbers})
    put_index(site, children)
    put_pages(site, 1001, 1002)
    site.put_feed(1002)
    put_listing(site, (1001,), times={1001: site.published(1001)})
    ended = run(site, tmp_path)
    assert ended.code == 0, ended.said
    assert ended.numbers() == list(range(1000 - SITEMAPS * EACH + 1, 1003)), "everything, once"
    paths = [path for path in site.paths() if path != "/robots.txt"]
    sources = {*children, *DECLARED, "/locals/page/2/"}
    before = paths[: paths.index(article(1002))]
    assert before == [*DECLARED, *list(children)[:FEW]], "the fresh ones, then the newest article"
    articles = [path for path in paths if path not in sources]
    assert articles[:FRESH] == [article(1002 - place) for place in range(FRESH)], "newest first"
    assert [path for path in paths if path in children] == list(children), "sitemaps newest first"
    run_of_sources = max(len(part) for part in "".join("s" if path in sources else "a" for path in paths[len(before) :]).split("a"))
    assert run_of_sources <= 2 * FEW, "articles stand between them"
