"""The file that each run leaves, and what is made of those before it."""

from __future__ import annotations

import re
import shutil
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from crawler import __version__
from tests.live.run import Ended, run, start
from tests.live.site import Answer, Site

SLOW = ("-s", "DOWNLOAD_DELAY=0.1", "-s", "DOWNLOAD_DELAY_JITTER=0")


def files(output: Path) -> list[dict[str, Any]]:
    """All run files, oldest first; fails at one that is not whole, and at any other file beside them."""
    found = []
    for path in sorted((output / "runs").iterdir(), key=lambda path: path.stat().st_mtime_ns):
        assert re.fullmatch(r"\d{8}T\d{6}-live-[0-9a-f]{6}\.json", path.name)
        found.append(orjson.loads(path.read_bytes()))
        assert found[-1]["run"] == path.stem
    return found


def the_file(ended: Ended) -> dict[str, Any]:
    """The file of the only run; what it says of the end is what the process said."""
    (file,) = files(ended.output)
    assert file["exit_code"] == ended.code
    assert bool(file["health"]) is (ended.code != 0)
    assert all(words in ended.said for words in file["health"])
    return file


def test_a_run_leaves_a_file_that_says_what_it_did(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2, 3, 4, 5)
    site.put("/locals/3/", "<html lang='ar'><h1>بلا نص</h1></html>")
    site.put("/locals/4/", Answer(b"", 503), site.page(4))
    site.put("/locals/5/", Answer(b"", 404))
    ended = run(site, tmp_path, "-a", "since=2d", "-a", "_job=17")
    file = the_file(ended)
    assert ended.code == 0, ended.said
    (part,) = (tmp_path / "articles").rglob("*.jsonl")
    assert part.stem == file["run"], "named as the part files are"
    assert file["publisher"] == "live"
    assert file["version"] == __version__
    assert file["arguments"] == {"since": "2d"}
    assert file["replay"] is False
    assert file["reason"] == "finished"
    started, now, over = (datetime.fromisoformat(file[name]) for name in ("started", "now", "ended"))
    assert timedelta() <= over - started < timedelta(seconds=30)
    assert datetime.now(UTC) - over < timedelta(seconds=30)
    assert now == started
    assert {name: count for name, count in file["counts"].items() if count} == {"found": 5, "fetched": 5, "stored": 3, "rejected": 2}
    assert sum(file["rejected"].values()) == 2
    assert file["rejected"]["not_found"] == 1
    assert file["sources"] == {"asked": 3, "failed": 2, "read": 1}
    assert file["statuses"] == {"200": 5, "404": 3, "503": 1}, "robots.txt, which is not there, is no error"
    assert file["responses"] == {"2xx": 5, "4xx": 3, "5xx": 1}
    assert file["articles"] == 3
    assert {name for name, count in file["fields"].items() if count} == {"title", "body", "published_at"}
    assert file["fields"]["title"] == 3
    assert file["body_from"] == {"layout:foxiz": 3}
    assert file["paragraphs"] == {"3": 3}
    assert file["median_paragraphs"] == 3
    assert file["newest_published_at"] == site.published(4).isoformat()


def test_nothing_new_leaves_a_file_and_is_healthy(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    run(site, tmp_path)
    ended = run(site, tmp_path)
    assert ended.code == 0, ended.said
    first, second = files(tmp_path)
    assert (first["articles"], second["articles"], second["exit_code"]) == (2, 0, 0)
    assert second["newest_published_at"] is None


def test_copies_and_unchanged_articles_are_read_and_counted(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    site.put("/locals/2/", site.page(1, canonical=f"{site.base}/locals/2/"))
    file = the_file(run(site, tmp_path))
    assert (file["counts"]["stored"], file["counts"]["duplicate"], file["articles"]) == (1, 1, 2)


def test_an_unhealthy_run_says_why_in_its_file_its_log_and_on_standard_error(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    for number in (1, 2):
        site.put(f"/locals/{number}/", Answer(b"", 403))
    log = tmp_path / "log"
    ended = run(site, tmp_path / "data", "-s", f"LOG_FILE={log}")
    assert ended.code == 3, ended.said
    reason = "all 2 article pages that were asked for failed"
    assert the_file(ended)["health"] == [reason]
    assert ended.said.splitlines()[-1] == f"Unhealthy: {reason}"
    assert log.read_text(encoding="utf-8").splitlines()[-1].endswith(f"ERROR: Unhealthy: {reason}")


def test_without_a_log_file_nothing_is_said_twice(site: Site, tmp_path: Path) -> None:
    ended = run(site, tmp_path)
    assert ended.code == 3, ended.said
    assert ended.said.count("Unhealthy: none of 3") == 1


def test_a_redesign_is_seen_by_what_past_runs_gave(site: Site, tmp_path: Path) -> None:
    """A run with the layout's pages, as if it had been three, then other markup that only the generic way reads."""
    site.put_articles(*range(1, 21))
    assert run(site, tmp_path).code == 0
    (first,) = (tmp_path / "runs").iterdir()
    for number in (1, 2):
        shutil.copy(first, first.with_name(f"{first.stem[:-6]}00000{number}.json"))
    broken = first.with_name(f"{first.stem[:-6]}000003.json")
    broken.write_text('{"run": ')
    site.put_articles(*range(21, 41))
    for number in range(21, 41):
        page = site.page(number).replace("entry-content rbct", "text-of-the-story").replace("s-title", "t").replace("single-header", "top")
        site.put(f"/locals/{number}/", page)
    ended = run(site, tmp_path)
    assert ended.code == 3, ended.said
    assert (
        "Unhealthy: a layout gave the text of only 0 of 20 articles, before at least 100%: the site may have been redesigned" in ended.said
    )
    assert f"{broken}: cannot be read (" in ended.said, "a file of the past that is torn is named, and the others are used"
    assert len(ended.lines("articles")) == 40, "they are stored all the same"


def test_a_run_that_cannot_write_says_so_in_its_file(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 21))
    patch = """
import errno
from crawler.index import parts
write = parts.write_all

def full(file, data):
    if "articles/" in file.name:
        raise OSError(errno.ENOSPC, "No space left on device")
    write(file, data)

parts.write_all = full
"""
    ended = run(site, tmp_path, patch=patch)
    file = the_file(ended)
    assert (file["exit_code"], file["reason"]) == (5, "output_failed")
    assert file["counts"]["stored"] == 0


def test_a_file_that_cannot_be_written_is_5_and_named(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    (tmp_path / "runs").write_text("in the way")
    ended = run(site, tmp_path)
    assert ended.code == 5, ended.said
    assert re.search(rf"{tmp_path}/runs/\S+-live-\S+\.json: cannot be written", ended.said)
    assert ended.numbers() == [1]


def test_a_run_refused_after_it_was_opened_leaves_a_file_without_what_the_fault_said(site: Site, tmp_path: Path) -> None:
    patch = """
from crawler.pipelines.write import WritePipeline

def faulty(crawler):
    raise RuntimeError("password=hush")

WritePipeline.from_crawler = faulty
"""
    ended = run(site, tmp_path, patch=patch)
    assert ended.code == 1, ended.said
    file = the_file(ended)
    assert (file["reason"], file["exit_code"]) == ("not_started", 1)
    assert file["health"] == ["The crawl could not be started: RuntimeError"]
    assert "hush" not in str(file)


def test_an_end_that_nobody_asked_for_leaves_a_file(site: Site, tmp_path: Path) -> None:
    patch = """
from crawler.publisher.discovery import Discovery

async def faulty(self):
    raise RuntimeError("a fault for the test")

Discovery.next_fresh = faulty
"""
    ended = run(site, tmp_path, patch=patch)
    assert ended.code == 1, ended.said
    assert the_file(ended)["reason"] == "start_error"


def test_a_limit_that_makes_no_sense_is_2(site: Site, tmp_path: Path) -> None:
    ended = run(site, tmp_path, "-s", "HEALTH_FALL=much")
    assert ended.code == 2, ended.said
    assert "HEALTH_FALL='much': must be a number, 0 or more" in ended.said
    assert site.paths() == []


def wait_for(site: Site, path: str) -> None:
    deadline = time.monotonic() + 10
    while path not in site.paths():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("signals", "reason", "code"), [((signal.SIGTERM,), "shutdown", 0), ((signal.SIGTERM, signal.SIGTERM), "stopped_at_once", 1)]
)
def test_a_run_stopped_by_a_signal_leaves_a_file(
    site: Site, tmp_path: Path, signals: tuple[signal.Signals, ...], reason: str, code: int
) -> None:
    site.put_articles(*range(1, 21))
    site.put("/locals/10/", Answer(act=lambda handler: time.sleep(1.5)))
    process = start(site, tmp_path, *SLOW[:2] if len(signals) == 1 else (), "-s", "RETRY_ENABLED=False")
    wait_for(site, "/locals/10/" if len(signals) == 2 else "/locals/18/")
    for number in signals:
        process.send_signal(number)
        time.sleep(0.2)
    ended = process.end(tmp_path)
    assert ended.code == code, ended.said
    file = the_file(ended)
    assert file["reason"] == reason
    assert file["counts"]["stored"] == len(ended.lines("articles")) > 0


def test_a_killed_run_leaves_none_and_the_next_one_does(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 21))
    process = start(site, tmp_path, *SLOW)
    wait_for(site, "/locals/17/")
    process.send_signal(signal.SIGKILL)
    process.end(tmp_path)
    assert not (tmp_path / "runs").exists()
    ended = run(site, tmp_path)
    file = the_file(ended)
    assert ended.numbers() == list(range(1, 21))
    assert 0 < file["counts"]["stored"] < 20
