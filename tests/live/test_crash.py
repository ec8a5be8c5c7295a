"""Runs that are killed, in small: `python -m benchmarks.crash` does it at length."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.crash import measure


@pytest.mark.parametrize("backend", ["sqlite", "postgres_url"])
def test_ten_kills_lose_nothing_and_write_nothing_twice(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    index = "" if backend == "sqlite" else request.getfixturevalue(backend)
    tally = measure(index, pages=120, kills=10, seed=1, scratch=tmp_path)
    assert tally.faults == []
    assert sum(tally.kills.values()) == 10
