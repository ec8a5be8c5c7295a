from __future__ import annotations

import pytest

from crawler.extensions.health import faults


@pytest.mark.parametrize(
    "stats",
    [
        {},
        {"khabar/sources_asked": 3, "khabar/sources_read": 3},
        {"khabar/sources_asked": 3, "khabar/sources_read": 1, "khabar/fetched": 5, "khabar/failed": 1},
    ],
)
def test_nothing_new_is_healthy(stats: dict[str, int]) -> None:
    assert faults(stats) == []


def test_no_source_read_is_unhealthy() -> None:
    assert faults({"khabar/sources_asked": 3, "khabar/sources_failed": 3}) == ["none of 3 feeds, sitemaps and listings could be read"]


def test_only_failures_are_unhealthy() -> None:
    stats = {"khabar/sources_asked": 1, "khabar/sources_read": 1, "khabar/failed": 4, "khabar/rejected/failed": 1}
    assert faults(stats) == ["all 5 article pages that were asked for failed"]
