"""What the site asks of its visitors, measured on the site's side."""

from __future__ import annotations

import itertools
from pathlib import Path

from tests.live.run import run
from tests.live.site import Answer, Site

TOLERANCE = 0.02
"""Seconds between sending and being heard."""


def test_crawl_delay_is_kept_between_all_requests(site: Site, tmp_path: Path) -> None:
    site.put_articles(2, 1)
    site.put("/robots.txt", Answer(b"User-agent: *\nCrawl-delay: 0.5\n", headers={"Content-Type": "text/plain"}))
    ended = run(site, tmp_path, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
    assert ended.numbers() == [1, 2], ended.said
    times = [asked.time for asked in site.asked if asked.path != "/robots.txt"]
    assert len(times) == 5
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= 0.5 - TOLERANCE, gaps


def test_retry_after_holds_the_whole_host_and_then_the_page_is_read(site: Site, tmp_path: Path) -> None:
    site.put_articles(3, 2, 1)
    site.put("/locals/3/", Answer(b"", 503, {"Retry-After": "1"}), site.page(3))
    ended = run(site, tmp_path)
    assert ended.numbers() == [1, 2, 3], ended.said
    place = site.paths().index("/locals/3/")
    held = site.asked[place + 1].time - site.asked[place].time
    assert held >= 1 - TOLERANCE, "the next request to the host, whichever it is"
    assert site.paths().count("/locals/3/") == 2


def test_pages_are_asked_for_one_at_a_time_newest_first(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 4, 2, 3)
    run(site, tmp_path)
    assert [path for path in site.paths() if path.startswith("/locals/") and path != "/locals/"] == [f"/locals/{n}/" for n in (4, 3, 2, 1)]


def test_robots_txt_comes_first_and_once(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    run(site, tmp_path)
    assert site.paths()[0] == "/robots.txt"
    assert site.paths().count("/robots.txt") == 1


def test_a_site_that_forbids_everything_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    site.put("/robots.txt", Answer(b"User-agent: Khabar\nDisallow: /\n", headers={"Content-Type": "text/plain"}))
    ended = run(site, tmp_path)
    assert site.paths() == ["/robots.txt"]
    assert ended.code == 0, "what a site does not want to be read is no fault of it"
    assert "this feed could not be fetched: forbidden by robots.txt" in ended.said


def test_every_request_says_who_asks_and_how_to_reach_them(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    run(site, tmp_path, "-s", "CONTACT=desk@example.org")
    agents = {asked.headers["User-Agent"] for asked in site.asked}
    assert len(agents) == 1
    (agent,) = agents
    assert agent.startswith("Khabar/")
    assert agent.endswith("(contact: desk@example.org)")
    assert {"Cookie", "Referer"} & {name for asked in site.asked if asked.path == "/feed/" for name in asked.headers} == set()
