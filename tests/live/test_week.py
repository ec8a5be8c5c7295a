"""A week in small, for a day: `benchmarks.week` in short form."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.week import Found, live_through, report, wrongs


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_day_of_hourly_runs_finds_every_article_once_and_grows_nowhere(tmp_path: Path) -> None:
    week = live_through(tmp_path / "data", hours=24)
    assert wrongs(week) == [], report(week)
    assert {run.fault for run in week.runs} == {"", "killed", "shut"}, "all that may happen has happened"
    found = Found.read(week.output)
    assert len(found.revisions) > 150
    assert len(found.copies) > 10
    assert found.gone.total() > 0
    assert any(len(revisions) > 1 for revisions in found.revisions.values())
    lost = next(iter(week.town.agency.stories.values()))
    lost.number = 999_999
    assert wrongs(week) == ["agency:999999 is lost", "agency:1001 was never published"], "what is lost and made up is seen"
