from __future__ import annotations

from pathlib import Path

import pytest

from crawler.extensions.summary import summary

DATA = Path("data")


def test_the_table_says_what_was_done_and_where() -> None:
    stats = {"khabar/found": 12, "khabar/fetched": 11, "khabar/stored": 9, "khabar/rejected": 2, "khabar/rejected/language": 2}
    text = summary(stats, DATA, "finished")
    rows = {label.strip(): count for label, _, count in (line.rstrip().rpartition("  ") for line in text.splitlines()) if label}
    assert "Run finished." in text
    assert [row.split() for row in text.splitlines() if row.strip().startswith(("articles written", "language"))] == [
        ["articles", "written", "9"],
        ["language", "2"],
    ]
    assert "gone since (gone/)" not in rows
    assert "in data" in text


@pytest.mark.parametrize(
    ("stats", "words"),
    [
        ({}, "No feed, sitemap or listing could be read"),
        ({"khabar/sources_asked": 3, "khabar/sources_forbidden": 3}, "forbids everything that was to be read (addresses: 3)"),
        ({"khabar/sources_read": 2}, "Nothing is new since the last run"),
        ({"khabar/sources_read": 2, "khabar/found": 5}, "none was fetched"),
        ({"khabar/sources_read": 2, "khabar/found": 5, "khabar/fetched": 5}, "rejected/ say why"),
        ({"khabar/sources_read": 2, "khabar/found": 5, "khabar/from_feed": 5}, "rejected/ say why"),
    ],
)
def test_if_nothing_was_written_it_says_what_to_do(stats: dict[str, int], words: str) -> None:
    assert words in summary(stats, DATA, "finished")


def test_where_the_site_gave_nothing_no_advice_is_added() -> None:
    assert "could be read" not in summary({"khabar/gave_up": "no feed, sitemap or listing was found"}, DATA, "finished")


def test_a_run_that_was_stopped_says_how_to_go_on() -> None:
    assert "stopped by a signal; run it again to go on" in summary({}, DATA, "shutdown")
