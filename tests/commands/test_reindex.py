"""`scrapy reindex` as a user starts it."""

from __future__ import annotations

import argparse
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands import reindex as command_module
from crawler.commands.reindex import Command, progress_line, shown_on
from crawler.extensions.progress import StatusLine
from crawler.index.lock import IndexLock
from tests.live.run import PROJECT, run
from tests.live.site import Answer, Site
from tests.live.test_copies import put_copy
from tests.live.test_revisits import put_sitemap


def reindex(output: Path, *arguments: str, **settings: str) -> int:
    """Run the command in this process; its exit code."""
    command = Command()
    command.settings = get_project_settings()
    command.settings.setdict({"OUTPUT_DIR": str(output), **settings}, priority="cmdline")
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    command.run(rest, options)
    return command.exitcode


def test_after_it_a_crawl_fetches_and_writes_nothing_again(site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    site.put_articles(1, 2, 3)
    before = run(site, tmp_path)
    (tmp_path / "index.sqlite").write_bytes(b"no database at all " * 100)
    assert run(site, tmp_path).code == 5
    assert reindex(tmp_path) == 0
    assert capfd.readouterr().err == f"index {tmp_path}/index.sqlite: made from the 3 lines in {tmp_path}\n"
    site.asked.clear()
    after = run(site, tmp_path)
    assert after.code == 0, after.said
    assert [path for path in site.paths() if path.startswith("/locals/") and path != "/locals/"] == []
    assert after.lines("articles") == before.lines("articles")


def test_an_article_that_moved_keeps_its_id_after_it(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    run(site, tmp_path)
    site.put("/locals/1/", Answer(b"", 410))
    put_sitemap(site, 1)
    run(site, tmp_path)
    put_copy(site, 9, of=1, more="")
    site.put_feed(9, 2)
    run(site, tmp_path)
    assert reindex(tmp_path) == 0
    put_copy(site, 9, of=1)
    put_sitemap(site, 9)
    ended = run(site, tmp_path)
    assert [(line["id"], line["revision"]) for line in ended.lines("articles") if line["revision"] > 1] == [("live:1", 2)]
    assert ended.lines("duplicates") == []


def test_4_while_a_run_is_at_work(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lock = IndexLock(tmp_path / "index.sqlite")
    lock.acquire(datetime(2025, 9, 7, 9, tzinfo=UTC), publisher="sana")
    assert reindex(tmp_path) == 4
    assert (
        f"The index was not made: the index is in use by another process: process {os.getpid()} on {os.uname().nodename}, since"
        in capfd.readouterr().err
    )
    lock.release()


def test_5_where_a_line_is_bad(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "articles" / "publisher=sana" / "date=2025-09-07" / "run.jsonl"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no json\n")
    assert reindex(tmp_path) == 5
    assert f"{file}: the line at byte 0 is not JSON" in capfd.readouterr().err


def test_130_after_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_module, "reindex", interrupt)
    assert reindex(tmp_path) == 130
    assert "Stopped. The old index is as it was; run it again." in capfd.readouterr().err


def test_2_for_a_wrong_command_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="OUTPUT_DIR"):
        reindex(tmp_path, "data")
    assert reindex(tmp_path, INDEX_URL="mysql://me:hush@host/db") == 2


def test_it_is_a_command_of_the_project(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "reindex", "-s", f"OUTPUT_DIR={tmp_path}"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"index {tmp_path}/index.sqlite: made from the 0 lines in {tmp_path}\n"


def test_progress_is_a_line_of_the_terminal() -> None:
    ours, theirs = pty.openpty()
    with open(theirs, "w", encoding="utf-8") as terminal:
        show = shown_on(StatusLine(terminal))
        show(12_000, 30, 40)
        show(12_001, 31, 40)
        assert os.read(ours, 1000).decode() == f"\r\x1b[K{progress_line('reindex', 12_000, 30, 40)}"
    os.close(ours)
