"""Clocks that jump between or within runs, and pages that are ahead of theirs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.live.run import run
from tests.live.site import Answer, Site

QUICK = ("-s", "RETRY_TIMES=0")


def jump(days: int, after: int = 0) -> str:
    """A patch that makes the clock of a run wrong by so many days, from its `after`th look on."""
    return f"""
import crawler.index.run
from datetime import datetime, timedelta

class Jumping(datetime):
    looks = 0

    @classmethod
    def now(cls, zone=None):
        cls.looks += 1
        return datetime.now(zone) + (timedelta(days={days}) if cls.looks > {after} else timedelta(0))

crawler.index.run.datetime = Jumping
"""


@pytest.mark.parametrize("days", [365, -365, -1], ids=["a year ahead", "a year behind", "a day behind"])
def test_what_failed_while_the_clock_was_wrong_is_tried_again(site: Site, tmp_path: Path, days: int) -> None:
    site.put_articles(1, 2)
    site.put("/locals/1/", Answer(b"", 500), site.page(1))
    wrong = run(site, tmp_path, *QUICK, patch=jump(days))
    assert wrong.numbers() == [2], wrong.said
    row = wrong.rows()["/locals/1/"]
    assert abs(row["next_at"] - time.time() - days * 86400 - 3600) < 60, "the clock was wrong"
    right = run(site, tmp_path)
    assert right.numbers() == [1, 2], right.said
    assert site.paths().count("/locals/2/") == 1


def test_what_failed_while_the_clock_was_right_waits_its_hour(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    site.put("/locals/1/", Answer(b"", 500), site.page(1))
    run(site, tmp_path, *QUICK)
    assert run(site, tmp_path).numbers() == [2]


@pytest.mark.parametrize("days", [-1, 365], ids=["a day back", "a year ahead"])
def test_a_clock_that_jumps_within_a_run_loses_nothing(site: Site, tmp_path: Path, days: int) -> None:
    site.put_articles(*range(1, 31))
    ended = run(site, tmp_path, patch=jump(days, after=12))
    assert ended.code == 0, ended.said
    assert ended.numbers() == list(range(1, 31))
    dates = {line["crawled_at"][:10] for line in ended.lines("articles")}
    assert len(dates) == 2, "the clock jumped in mid-run"
    assert run(site, tmp_path).numbers() == list(range(1, 31))
    assert [site.paths().count(f"/locals/{number}/") for number in range(1, 31)] == [1] * 30


def test_since_with_a_clock_a_year_ahead_hides_nothing_from_later_runs(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    ahead = run(site, tmp_path, "-a", "since=2d", patch=jump(365))
    assert (ahead.code, ahead.numbers()) == (0, []), ahead.said
    assert run(site, tmp_path, "-a", "since=2d").numbers() == [1, 2]


def test_articles_of_the_future_are_stored_and_asked_for_once(site: Site, tmp_path: Path) -> None:
    site.start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=400)
    site.put_articles(1, 2)
    for _ in range(2):
        ended = run(site, tmp_path)
        assert ended.code == 0, ended.said
        assert ended.numbers() == [1, 2]
    assert {line["published_at"][:4] for line in ended.lines("articles")} == {str(site.start.year)}
    assert [site.paths().count(f"/locals/{number}/") for number in (1, 2)] == [1, 1]
