"""What is SOHR's alone: articles that are read in the feed."""

from __future__ import annotations

from collections.abc import Callable

from tests.spiders.conftest import FIXTURES, Frozen, crawl


def test_the_second_run_reads_nothing_again(replay: Callable[[str], Frozen]) -> None:
    first = replay("sohr")
    second = crawl(first.output, site=FIXTURES / "sohr", name="sohr")
    assert second.code == 0, second.said
    assert [second.count(row) for row in ("articles read in the feed", "article pages fetched", "articles written")] == [0, 0, 0]
    assert second.lines("articles") == first.lines("articles")


def test_an_article_of_the_feed_has_the_time_of_the_feed(replay: Callable[[str], Frozen]) -> None:
    times = {line["id"]: line["crawled_at"] for line in replay("sohr").lines("articles")}
    assert times["sohr:580431"] == times["sohr:580402"] == "2022-12-14T10:00:12+00:00"
    assert times["sohr:580390"] > times["sohr:580431"]
