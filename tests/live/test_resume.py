"""A run that was killed is gone on with: what is done is not asked for again, what was half done is, and so are the sources."""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.live.run import run, start
from tests.live.site import Answer, Site, sentence

XML = {"Content-Type": "application/xml"}
LONG_AGO = timedelta(days=10)


def article(number: int) -> str:
    return f"/locals/{number}/"


def put_pages(site: Site, *numbers: int) -> None:
    for number in numbers:
        site.put(article(number), site.page(number))


def put_sitemap(site: Site, path: str, *numbers: int, times: Mapping[int, datetime] | None = None) -> None:
    entries = "".join(
        f"<url><loc>{site.base}{article(number)}</loc>" + (f"<lastmod>{times[number].isoformat()}</lastmod>" if times else "") + "</url>"
        for number in numbers
    )
    site.put(path, Answer(f"<urlset>{entries}</urlset>".encode(), headers=XML))


def put_index(site: Site, children: Mapping[str, datetime | None], path: str = "/sitemap.xml") -> None:
    """An index, with what it says of when each of its sitemaps was changed."""
    entries = "".join(
        f"<sitemap><loc>{site.base}{child}</loc>" + (f"<lastmod>{time.isoformat()}</lastmod>" if time else "") + "</sitemap>"
        for child, time in children.items()
    )
    site.put(path, Answer(f"<sitemapindex>{entries}</sitemapindex>".encode(), headers=XML))


def put_listing(site: Site, *pages: Sequence[int], times: Mapping[int, datetime] | None = None) -> None:
    """The pages of the section, each with the articles that it names; what stands behind them is 404."""
    for path in [path for path in site.answers if path == "/locals/" or path.startswith("/locals/page/")]:
        del site.answers[path]
    for place, numbers in enumerate(pages, 1):
        cards = "".join(
            f'<div class="p-wrap"><h3 class="entry-title"><a class="p-url" href="{article(number)}">{sentence(number)}</a></h3>'
            + (f'<time class="published" datetime="{times[number].isoformat()}">الآن</time>' if times else "")
            + "</div>"
            for number in numbers
        )
        site.put("/locals/" if place == 1 else f"/locals/page/{place}/", f'<html dir="rtl"><body class="archive">{cards}</body></html>')


def asked(site: Site, beginning: str) -> list[str]:
    """What was asked for below a path, in order."""
    return [path for path in site.paths() if path.startswith(beginning)]


def killed_at(site: Site, path: str, output: Path, *arguments: str) -> list[str]:
    """A run that is killed while it waits for this path; what it had asked for."""
    answers = site.answers[path]
    site.answers[path] = [Answer(act=lambda handler: time.sleep(0.5)), *answers]
    site.asked.clear()
    process = start(site, output, *arguments)
    deadline = time.monotonic() + 10
    while path not in site.paths():
        assert time.monotonic() < deadline, f"never asked for: {path}"
        time.sleep(0.01)
    time.sleep(0.1)  # for what came before to be done
    process.send_signal(signal.SIGKILL)
    assert process.end(output).code == -signal.SIGKILL
    site.answers[path] = answers
    paths = site.paths()
    site.asked.clear()
    return paths


CHILDREN = [f"/month/{number}.xml" for number in range(1, 9)]
"""Newest first; each names the article of its number."""


def put_months(site: Site) -> dict[str, datetime | None]:
    site.put_articles(90)
    times: dict[str, datetime | None] = {}
    for number, child in enumerate(CHILDREN, 1):
        put_pages(site, number)
        put_sitemap(site, child, number)
        times[child] = site.start - timedelta(days=30 * number)
    put_index(site, times)
    return times


def test_sitemaps_that_were_read_to_their_end_are_not_read_again_unless_their_index_says_that_they_changed(
    site: Site, tmp_path: Path
) -> None:
    times = put_months(site)
    before = killed_at(site, CHILDREN[5], tmp_path)
    assert [path for path in before if path in CHILDREN] == CHILDREN[:6], "newest first"
    put_pages(site, 50)
    put_sitemap(site, CHILDREN[1], 2, 50)
    put_index(site, {**times, CHILDREN[1]: site.start})
    ended = run(site, tmp_path)
    assert ended.code == 0, ended.said
    assert asked(site, "/month/") == [CHILDREN[1], *CHILDREN[5:]]
    assert ended.numbers() == [*range(1, 9), 50, 90]
    done = [path for path in before if path.startswith("/locals/") and path != "/locals/"]
    assert len(done) >= 2, "articles were fetched before the kill"
    assert set(done[:-2]).isdisjoint(site.paths()), "all but what was in flight was done"
    site.asked.clear()
    run(site, tmp_path)
    assert asked(site, "/month/") == [], "all are read"


def test_without_times_sitemaps_that_were_never_read_to_their_end_come_first(site: Site, tmp_path: Path) -> None:
    put_index(site, dict.fromkeys(put_months(site)))
    killed_at(site, CHILDREN[5], tmp_path)
    assert run(site, tmp_path).numbers() == [*range(1, 9), 90]
    assert asked(site, "/month/") == CHILDREN[5:] + CHILDREN[:5]


def test_a_sitemap_half_read_is_read_again(site: Site, tmp_path: Path) -> None:
    put_pages(site, *range(1, 9))
    put_sitemap(site, "/a.xml", *range(1, 9))
    put_index(site, {"/a.xml": site.start})
    die = """
import os, signal
from crawler.index import frontier
from crawler.publisher import discovery
offer, calls = frontier.offer, []
discovery.BATCH = 3

def dies(*arguments, **more):
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return offer(*arguments, **more)

frontier.offer = dies
"""
    assert run(site, tmp_path, patch=die).code == -signal.SIGKILL
    assert site.paths().count("/a.xml") == 1
    ended = run(site, tmp_path)
    assert site.paths().count("/a.xml") == 2
    assert ended.numbers() == list(range(1, 9)), ended.said


def test_an_index_below_an_index_is_not_taken_for_read_before_its_sitemaps_are(site: Site, tmp_path: Path) -> None:
    put_pages(site, 1, 2)
    put_sitemap(site, "/a.xml", 1)
    put_sitemap(site, "/b.xml", 2)
    put_index(site, {"/below.xml": site.start})
    put_index(site, {"/a.xml": site.start, "/b.xml": site.start}, "/below.xml")
    killed_at(site, "/b.xml", tmp_path)
    assert run(site, tmp_path).numbers() == [1, 2]
    assert [path for path in site.paths() if path in ("/a.xml", "/b.xml")] == ["/b.xml"]


def test_a_walk_to_what_is_new_cut_short_is_walked_again_and_no_further_than_it_must(site: Site, tmp_path: Path) -> None:
    old = [(number, number - 1) for number in range(8, 0, -2)]
    put_pages(site, *range(1, 15))
    put_listing(site, *old)
    run(site, tmp_path)
    put_listing(site, (14, 13), (12, 11), (10, 9), *old)
    killed_at(site, "/locals/page/2/", tmp_path)
    ended = run(site, tmp_path)
    assert ended.numbers() == list(range(1, 15)), ended.said
    assert asked(site, "/locals/page/") == [f"/locals/page/{page}/" for page in (2, 3, 4)], "the fourth has nothing new"
    site.asked.clear()
    run(site, tmp_path)
    assert asked(site, "/locals/page/") == []


def test_a_feed_that_knows_the_first_pages_of_a_listing_hides_nothing_behind_them(site: Site, tmp_path: Path) -> None:
    put_pages(site, *range(1, 9))
    put_listing(site, (2, 1))
    run(site, tmp_path)
    put_listing(site, (8, 7), (6, 5), (4, 3), (2, 1))
    site.put_feed(8, 7, 6)
    assert run(site, tmp_path).numbers() == list(range(1, 9)), "after a week without a run the feed is too short"


@pytest.mark.parametrize("kind", ["sitemap", "listing"])
def test_a_run_with_since_does_not_make_a_later_one_without_it_believe_that_all_is_read(site: Site, tmp_path: Path, kind: str) -> None:
    times = {number: site.start - (LONG_AGO if number <= 4 else timedelta(minutes=1)) for number in range(1, 7)}
    put_pages(site, *range(1, 7))

    def put(first: int, *pages: Sequence[int], changed: int) -> None:
        if kind == "listing":
            put_listing(site, *pages, times=times)
        else:
            put_sitemap(site, "/a.xml", *(number for page in pages for number in page), times=times)
            put_index(site, {"/a.xml": site.start + timedelta(seconds=changed)})

    put(2, (2, 1), changed=1)
    assert run(site, tmp_path).numbers() == [1, 2]
    put(6, (6, 5), (4, 3), (2, 1), changed=2)
    assert run(site, tmp_path, "-a", "since=2d").numbers() == [1, 2, 5, 6]
    assert run(site, tmp_path).numbers() == [1, 2, 3, 4, 5, 6]


def test_an_earlier_since_goes_back_further_and_a_later_one_reads_nothing_again(site: Site, tmp_path: Path) -> None:
    times = {number: site.start - timedelta(days=20 - 2 * number) for number in range(1, 7)}
    for number in range(1, 7):
        site.put(article(number), site.page(number).replace(site.published(number).isoformat(), times[number].isoformat()))
    put_listing(site, (6, 5), (4, 3), (2, 1), times=times)
    put_sitemap(site, "/a.xml", *range(6, 0, -1), times=times)
    put_index(site, {"/a.xml": site.start})

    def numbers(*arguments: str) -> list[int]:
        site.asked.clear()
        return run(site, tmp_path, *arguments).numbers()

    assert numbers("-a", "since=11d", "-a", "until=9d") == [5], "until leaves what is newer due"
    assert numbers("-a", "since=13d") == [4, 5, 6]
    assert numbers() == [1, 2, 3, 4, 5, 6]
    assert numbers("-a", "since=12d") == [1, 2, 3, 4, 5, 6]
    assert asked(site, "/locals/page/") + asked(site, "/a.xml") == []


def test_sections_takes_only_what_their_listings_name_whatever_else_is_due(site: Site, tmp_path: Path) -> None:
    site.put_articles(9, 8, 7, 3, 2, 1)
    put_listing(site, (3, 2), (1,))
    assert run(site, tmp_path, "-a", "limit=1").numbers() == [9], "five are left due"
    assert run(site, tmp_path, "-a", "sections=locals", "-a", "limit=2").numbers() == [2, 3, 9]
    assert run(site, tmp_path, "-a", "sections=locals").numbers() == [1, 2, 3, 9], "neither 7 nor 8, which are newer"


def test_a_full_frontier_does_not_hide_what_is_new_from_a_run_with_limit(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(5, 0, -1))
    assert run(site, tmp_path, "-a", "limit=1").numbers() == [5]
    put_pages(site, 6)
    site.put_feed(6, 5)
    site.asked.clear()
    assert run(site, tmp_path, "-a", "limit=2").numbers() == [4, 5, 6], "the newest of what is due, the rest stays due"
    assert "/sitemap.xml" not in site.paths(), "enough is due"
