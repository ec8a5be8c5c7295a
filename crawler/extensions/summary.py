"""How a run ended, as a short table in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.index.run import OUTPUT_FAILED

ROWS = (
    ("new or changed pages found", "khabar/found"),
    ("article pages fetched", "khabar/fetched"),
    ("articles written", "khabar/stored"),
    ("articles read in the feed", "khabar/from_feed"),
    ("changed articles written", "khabar/revision"),
    ("further pages of articles fetched", "khabar/parts"),
    ("copies", "khabar/duplicate"),
    ("moved to another address (links/)", "khabar/moved"),
    ("stories found to be one (links/)", "khabar/links/story"),
    ("copies whose agency's own article came (links/)", "khabar/links/origin"),
    ("unchanged", "khabar/unchanged"),
    ("gone since (gone/)", "khabar/gone"),
    ("no article (rejected/)", "khabar/rejected"),
    ("named, but not in the recording", "khabar/beyond_recording"),
    ("outside since/until", "khabar/outside"),
    ("failed, will be tried again", "khabar/failed"),
    ("left for the next run: their host is shut for this one", "khabar/postponed"),
    ("a challenge came, will be tried again", "khabar/challenge"),
    ("feeds, sitemaps, listings forbidden by robots.txt", "khabar/sources_forbidden"),
)
ALWAYS = 3
"""The first rows are shown even where they are 0."""


def summary(stats: Mapping[str, Any], output: Path, reason: str) -> str:
    """The table, and what to do if nothing was written."""
    rows = [(label, stats.get(key, 0)) for place, (label, key) in enumerate(ROWS) if place < ALWAYS or stats.get(key, 0)]
    width = max(len(label) for label, _ in rows)
    lines = [f"  {label:<{width}}  {count:>7,}" for label, count in rows]
    lines += [f"    {name.rpartition('/')[2]:<{width - 2}}  {count:>7,}" for name, count in reasons(stats)]
    ended = "stopped by a signal; run it again to go on" if reason == "shutdown" else reason
    hints = () if reason in ("shutdown", OUTPUT_FAILED) else advice(stats)
    return "\n".join(["", f"Run {ended}.", *lines, f"  in {output}", *hints])


def reasons(stats: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Rejected pages by reason."""
    return sorted((key, count) for key, count in stats.items() if key.startswith("khabar/rejected/"))


def advice(stats: Mapping[str, Any]) -> list[str]:
    """What to do where nothing was written."""
    if stats.get("khabar/stored", 0) or stats.get("khabar/revision", 0) or stats.get("khabar/gave_up"):
        return []
    asked = stats.get("khabar/sources_asked", 0)
    if asked and asked == stats.get("khabar/sources_forbidden", 0):
        return [f"robots.txt of the site forbids everything that was to be read (addresses: {asked}), so nothing was fetched."]
    if not stats.get("khabar/sources_read", 0):
        return ["No feed, sitemap or listing could be read: see the warnings above; is the site reachable from here?"]
    read = stats.get("khabar/fetched", 0) + stats.get("khabar/from_feed", 0)
    if not stats.get("khabar/found", 0) and not read:
        return ["Nothing is new since the last run. For older articles give -a since=2025-01-01."]
    if not read:
        return ["Pages were found but none was fetched: see the warnings above, and robots.txt of the site."]
    return ["Pages were read but none gave a new article: duplicates/ and rejected/ say why, line by line."]
