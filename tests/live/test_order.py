"""In which order a run reads sources and fetches articles."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from crawler.publisher.discovery import FEW
from tests.live.run import run
from tests.live.site import Site
from tests.live.test_resume import article, put_index, put_listing, put_pages, put_sitemap

SITEMAPS = 50
EACH = 3
LISTED = (704, 703, 702, 701)
"""Named by the listing alone, each on a page of its own."""
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
    put_pages(site, *LISTED)
    put_listing(site, (1001,), *([number] for number in LISTED), times={number: site.published(number) for number in (1001, *LISTED)})
    ended = run(site, tmp_path)
    assert ended.code == 0, ended.said
    assert ended.numbers() == [*sorted(LISTED), *range(1000 - SITEMAPS * EACH + 1, 1003)], "everything, once"
    paths = [path for path in site.paths() if path != "/robots.txt"]
    pages = [f"/locals/page/{page}/" for page in range(2, len(LISTED) + 3)]
    sources = {*children, *DECLARED, *pages}
    before = paths[: paths.index(article(1002))]
    assert before == [*DECLARED, *list(children)[:FEW]], "the fresh ones, then the newest article"
    articles = [path for path in paths if path not in sources]
    assert articles[:FRESH] == [article(1002 - place) for place in range(FRESH)], "newest first"
    assert [path for path in paths if path in children] == list(children), "sitemaps newest first"
    walked = [paths.index(page) for page in pages]
    between = [len([path for path in paths[one:other] if path in children]) for one, other in pairwise(walked)]
    assert max(between) <= 2 * FEW, "a listing does not wait until all sitemaps are read"
    run_of_sources = max(len(part) for part in "".join("s" if path in sources else "a" for path in paths[len(before) :]).split("a"))
    assert run_of_sources <= 3 * FEW, "articles stand between them"
