"""Sealing at the end of a run."""

from __future__ import annotations

from pathlib import Path

from crawler.index.recovery import read_lines
from crawler.index.tree import sealed_name
from tests.live.run import run
from tests.live.site import Site


def test_the_end_of_a_run_seals_and_the_next_one_fetches_nothing_again(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2, 3)
    written = run(site, tmp_path).lines("articles")
    for folder in tmp_path.glob("*/*/date=*"):
        folder.rename(folder.with_name("date=2025-09-07"))
    (tmp_path / "index.sqlite").unlink()
    again = run(site, tmp_path, "-s", "SEAL_AFTER_DAYS=1")
    assert (again.code, again.lines("articles")) == (0, []), again.said
    (sealed,) = tmp_path.glob("articles/*/*/*.jsonl.zst")
    assert list(read_lines(sealed)) == written
    assert len(written) == 3
    (tmp_path / "index.sqlite").unlink()
    site.asked.clear()
    assert run(site, tmp_path).code == 0
    assert [path for path in site.paths() if path.startswith("/locals/") and path != "/locals/"] == []


def test_a_sealing_that_fails_ends_with_5_and_loses_nothing(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    part = tmp_path / "rejected" / "publisher=live" / "date=2025-09-07" / "20250907T090000-abcdef.jsonl"
    part.parent.mkdir(parents=True)
    part.touch()
    sealed_name(part).mkdir()  # nothing can take its place
    ended = run(site, tmp_path, "-s", "SEAL_AFTER_DAYS=1")
    assert ended.code == 5
    assert f"{part}" in ended.said
    assert ended.numbers() == [1]
    sealed_name(part).rmdir()
    assert run(site, tmp_path, "-s", "SEAL_AFTER_DAYS=1").code == 0
    assert sealed_name(part).exists()


def test_days_that_are_no_number_are_refused(site: Site, tmp_path: Path) -> None:
    ended = run(site, tmp_path, "-s", "SEAL_AFTER_DAYS=-1")
    assert ended.code == 2
    assert "SEAL_AFTER_DAYS='-1': must be a number of days" in ended.said
