"""Whether a finished run is to be trusted: plain functions over its stats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def faults(stats: Mapping[str, Any]) -> list[str]:
    """What is wrong with a run, in words; an empty list for a healthy one."""
    return [fault for monitor in MONITORS if (fault := monitor(stats))]


def no_source_read(stats: Mapping[str, Any]) -> str | None:
    """Nothing new is healthy; that nobody could be asked is not."""
    asked, read = stats.get("khabar/sources_asked", 0), stats.get("khabar/sources_read", 0)
    return f"none of {asked} feeds, sitemaps and listings could be read" if asked and not read else None


def no_page_fetched(stats: Mapping[str, Any]) -> str | None:
    """Every article page that was asked for failed."""
    outcomes = ("failed", "challenge", "postponed", "rejected/failed", "rejected/challenge")
    failed = sum(stats.get(f"khabar/{outcome}", 0) for outcome in outcomes)
    return f"all {failed} article pages that were asked for failed" if failed and not stats.get("khabar/fetched", 0) else None


def gave_up(stats: Mapping[str, Any]) -> str | None:
    """The run was ended before its work was done, as the site gave nothing any more."""
    return stats.get("khabar/gave_up")


MONITORS = (no_source_read, no_page_fetched, gave_up)
