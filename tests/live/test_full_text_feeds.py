"""A publisher whose feed carries the text of its articles, and whose server refuses their pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.spiders.sana import SanaSpider
from tests.live.run import FOLDERS, Ended, lines, run
from tests.live.site import Answer, Site, sentence, serving

FULL_TEXT = "from tests.live.spider import LiveSpider; LiveSpider.full_text_feeds = True"
REFUSED = Answer(b"<html><body>Forbidden</body></html>", 403)


def item(site: Site, number: int, *, more: str = "", cut: bool = False) -> str:
    """An entry with its text, or with its beginning only."""
    text = f"<p>{sentence(number, 30)} […]</p>" if cut else f"<p>{sentence(number, 30)}.</p><p>{sentence(number, 31)}.</p>{more}"
    return (
        f"<item><title>خبر {number}</title><link>{site.base}/locals/{number}/?utm_source=rss</link><category>محليات</category>"
        f"<pubDate>{site.published(number):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<content:encoded><![CDATA[{text}<p>The post خبر {number} appeared first on صحيفة المدينة.</p>]]></content:encoded></item>"
    )


def put_feed(site: Site, *items: str) -> None:
    feed = f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{"".join(items)}</channel></rss>'
    site.put("/feed/", Answer(feed.encode(), headers={"Content-Type": "text/xml"}))


def articles_asked_for(site: Site) -> list[str]:
    return sorted(path for path in set(site.paths()) if path.startswith("/locals/") and path != "/locals/")


@dataclass
class Runs:
    runs: list[Ended]
    asked: list[list[str]]
    """Article pages that each run asked for."""
    lines: list[dict[str, list[dict[str, Any]]]]
    """What stood in each folder after each run."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Five articles, of which the feed cuts two off and the site gives the page of one; the same again; then one text is longer."""
    output, runs = tmp_path_factory.mktemp("feeds") / "data", Runs([], [], [])

    def go() -> None:
        site.asked.clear()
        runs.runs.append(run(site, output, patch=FULL_TEXT))
        runs.asked.append(articles_asked_for(site))
        runs.lines.append({folder: lines(output, folder) for folder in FOLDERS})

    with serving() as site:
        for number in (1, 2, 3, 5):
            site.put(f"/locals/{number}/", REFUSED)
        site.put("/locals/4/", site.page(4))
        entries = [item(site, number, cut=number > 3) for number in (5, 4, 3, 2, 1)]
        put_feed(site, *entries)
        go()
        go()
        entries[2] = item(site, 3, more="<p>وأضاف المدير أن العمل مستمر.</p>")
        put_feed(site, *entries)
        go()
        yield runs


def test_what_the_feed_carries_whole_is_not_asked_for(runs: Runs) -> None:
    assert runs.asked[0] == ["/locals/4/", "/locals/5/"]
    assert sorted(line["id"] for line in runs.lines[0]["articles"]) == ["live:1", "live:2", "live:3", "live:4"]
    assert runs.runs[0].code == 0, runs.runs[0].said


def test_the_summary_tells_the_two_ways_apart(runs: Runs) -> None:
    first = runs.runs[0]
    assert [first.count(row) for row in ("articles read in the feed", "article pages fetched", "articles written")] == [3, 1, 4]


def test_an_article_says_that_it_is_from_the_feed(runs: Runs) -> None:
    ways = {line["id"]: line["extraction"] for line in runs.lines[0]["articles"]}
    assert ways["live:3"] == dict.fromkeys(("title", "body", "published_at", "section"), "feed")
    assert ways["live:4"]["body"] == "layout:foxiz"


def test_text_and_address_are_read_as_those_of_a_page(runs: Runs) -> None:
    line = next(line for line in runs.lines[0]["articles"] if line["id"] == "live:3")
    assert line["body"] == f"{sentence(3, 30)}.\n\n{sentence(3, 31)}."
    assert line["url"].endswith("/locals/3/")


def test_the_same_feed_again_writes_nothing_and_asks_for_nothing(runs: Runs) -> None:
    assert runs.lines[1] == runs.lines[0]
    assert runs.asked[1] == []
    assert runs.runs[1].count("articles read in the feed") == 0


def test_a_text_that_changed_in_the_feed_is_a_revision(runs: Runs) -> None:
    new = [line for line in runs.lines[2]["articles"] if line not in runs.lines[1]["articles"]]
    assert [(line["id"], line["revision"]) for line in new] == [("live:3", 2)]
    assert new[0]["body"].endswith("وأضاف المدير أن العمل مستمر.")
    assert runs.asked[2] == []


def test_limit_counts_what_is_read_in_the_feed(site: Site, tmp_path: Path) -> None:
    put_feed(site, *(item(site, number) for number in (1, 2, 3, 4)))
    assert run(site, tmp_path, "-a", "limit=3", patch=FULL_TEXT).numbers() == [2, 3, 4], "the newest"
    assert run(site, tmp_path, "-a", "limit=3", patch=FULL_TEXT).numbers() == [1, 2, 3, 4]
    assert articles_asked_for(site) == []


def test_since_and_until_hold(site: Site, tmp_path: Path) -> None:
    site.published = lambda number: site.start - timedelta(days=number)  # type: ignore[method-assign]
    put_feed(site, *(item(site, number) for number in (1, 2, 3, 4)))
    zone = SanaSpider.publisher.zone
    window = [f"{name}={site.published(number).astimezone(zone):%Y-%m-%d}" for name, number in (("since", 3), ("until", 2))]
    assert run(site, tmp_path, "-a", window[0], "-a", window[1], patch=FULL_TEXT).numbers() == [2, 3]


def test_without_the_declaration_pages_are_asked_for(site: Site, tmp_path: Path) -> None:
    site.put("/locals/1/", site.page(1))
    put_feed(site, item(site, 1))
    (line,) = run(site, tmp_path).lines("articles")
    assert line["extraction"]["body"] == "layout:foxiz"
