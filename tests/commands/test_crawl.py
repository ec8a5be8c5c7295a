"""`scrapy crawl` as a user meets it: each exit code, what is said, and what is left on disk."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import orjson
import pytest

from tests.live.run import PROJECT, Ended, arguments_of, run, start
from tests.live.site import Answer, Site

FULL_DISK = """
# The file system takes half of a line and then no more, after five of them.
import errno
from crawler.index import parts
write, written = parts.write_all, []

def full(file, data):
    if "articles/" not in file.name or len(written) < 5:
        written.append(data)
        return write(file, data)
    write(file, data[: len(data) // 2])
    raise OSError(errno.ENOSPC, "No space left on device")

parts.write_all = full
"""
FULL_DISK_FOR_INDEX = """
# The lines fit, the index does not: COMMIT fails after five articles.
from crawler.index import worker
from crawler.index.errors import IndexFailed
connect = worker.connect

class Full:
    commits = 0

    def __init__(self, connection):
        self.connection = connection

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def commit(self):
        if self.connection.row("SELECT count(*) FROM article")[0] > 5:
            raise IndexFailed("database or disk is full")
        self.connection.commit()

worker.connect = lambda path: Full(connect(path))
"""
SLOW = ("-s", "DOWNLOAD_DELAY=0.1", "-s", "DOWNLOAD_DELAY_JITTER=0")


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


# 2: wrong command line or argument


WRONG = {
    "snaa": "no publisher is called 'snaa'; did you mean sana?",
    "ksdjf": "no publisher is called 'ksdjf'; known are: ",
    "SANA": "no publisher is called 'SANA'; did you mean sana?",
    "rt": "no publisher is called 'rt'; did you mean rt_arabic?",
    "يونهاب": "no publisher is called 'يونهاب'; did you mean yonhap?",
    "https://www.sana.sy/politics/": "did you mean sana?",
    "https://daily.example/": "no publisher has this address; any site can be read by: scrapy crawl site -a url=https://daily.example/",
    "": "name one publisher",
    "sana wafa": "name one publisher",
    "sana -a sinse=2d": "argument sinse='2d' is unknown; did you mean since?",
    "sana -a since=yesterday": "argument since='yesterday' cannot be read; allowed: a date",
    "sana -a since=2d -a until=3d": "argument since is later",
    "sana -a since=2025-02-30": "argument since='2025-02-30' cannot be read",
    "sana -a limit=0": "argument limit='0' cannot be read; allowed: a whole number from 1",
    "sana -a limit=many": "argument limit='many' cannot be read",
    "sana -a sections=politik": "argument sections='politik' cannot be read; allowed: names of sections",
    "sana -a sections=": "argument sections='' cannot be read",
}
"""What stands behind `scrapy crawl`, and what is said to it."""


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """The wrong command lines, each with a folder of its own, two at a time."""
    folder = tmp_path_factory.mktemp("refused")

    def refuse(arguments: str) -> Ended:
        output = folder / (arguments.replace(" ", "_") or "nothing")
        line = [sys.executable, "-W", "error", "-m", "scrapy", "crawl", *arguments.split(), "-s", f"OUTPUT_DIR={output}"]
        done = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, timeout=30)
        return Ended(done.returncode, done.stdout, done.stderr, output)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(WRONG, pool.map(refuse, WRONG), strict=True))


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_command_line_is_2_and_says_what_is_allowed(refused: dict[str, Ended], arguments: str) -> None:
    ended = refused[arguments]
    assert ended.code == 2, ended.said
    assert WRONG[arguments] in ended.said
    assert "Traceback" not in ended.said
    assert not ended.output.exists(), "nothing is touched"


def test_a_declaration_with_a_mistake_is_1_and_names_file_and_field(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    patch = "from tests.live.spider import LiveSpider; LiveSpider.layouts = (LiveSpider.layouts[0].but(tags='ul..tags'),)"
    ended = run(site, tmp_path / "data", patch=patch)
    assert ended.code == 1, ended.said
    assert "tests/live/spider.py: layouts[0].tags: 'ul..tags' does not compile: Expected ident" in ended.said
    assert "Traceback" not in ended.said
    assert (site.paths(), (tmp_path / "data").exists()) == ([], False), "nothing is touched"


def test_an_index_url_of_another_database_is_2_and_its_password_is_not_shown(site: Site, tmp_path: Path) -> None:
    ended = run(site, tmp_path / "data", "-s", "INDEX_URL=mysql://me:hush@host/db")
    assert ended.code == 2, ended.said
    assert "INDEX_URL: only sqlite:///PATH and postgresql+psycopg://USER:PASSWORD@HOST/DATABASE are known" in ended.said
    assert "hush" not in ended.said
    assert site.paths() == []


def test_arguments_that_begin_with_an_underscore_pass(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    ended = run(site, tmp_path, "-a", "_job=6487ec79947edab326d6db28a2d86511")
    assert ended.code == 0, ended.said
    assert ended.numbers() == [1]


# 1: could not start


def test_a_recording_that_is_not_there_is_1_and_named(tmp_path: Path) -> None:
    ended = run(None, tmp_path / "data", "-s", f"REPLAY={tmp_path}/none")
    assert ended.code == 1, ended.said
    assert f"The crawl was not started: REPLAY={tmp_path}/none" in ended.said
    assert "no recording there" in ended.said
    assert "Traceback" not in ended.said


def test_a_fault_while_starting_is_1(site: Site, tmp_path: Path) -> None:
    ended = run(site, tmp_path, "-s", 'ITEM_PIPELINES={"crawler.none.None": 1}')
    assert ended.code == 1, ended.said
    assert "could not be started: ModuleNotFoundError" in ended.said


def test_an_end_that_nobody_asked_for_is_1(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    patch = """
from crawler.publisher.discovery import Discovery

async def faulty(self):
    raise RuntimeError("a fault for the test")

Discovery.next_fresh = faulty
"""
    ended = run(site, tmp_path, patch=patch)
    assert ended.code == 1, ended.said
    assert "The crawl ended in an unexpected way: start_error" in ended.said


# 3: unhealthy


def test_a_site_that_cannot_be_reached_is_3(site: Site, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        site.base = f"http://127.0.0.1:{free.getsockname()[1]}"
    ended = run(site, tmp_path, "-s", "RETRY_TIMES=0")
    assert ended.code == 3, ended.said
    assert "No feed, sitemap or listing could be read" in ended.said
    assert "Unhealthy: none of 3" in ended.said


def test_a_site_of_which_every_article_fails_is_3(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    for number in (1, 2):
        site.put(f"/locals/{number}/", Answer(b"", 403))
    ended = run(site, tmp_path)
    assert ended.code == 3, ended.said
    assert "Unhealthy: all 2 article pages that were asked for failed" in ended.said


# 4: locked


def test_a_second_run_at_once_is_4_and_told_who_holds_the_lock(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 9))
    first = start(site, tmp_path, *SLOW)
    wait_until(lambda: "/locals/8/" in site.paths(), "the first run is at work")
    asked = len(site.asked)
    second = run(site, tmp_path, "-O", str(tmp_path / "out.jsonl"))
    assert second.code == 4, second.said
    who = rf"process {first.pid} on {re.escape(socket.gethostname())}, since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"
    assert re.search(rf"^The crawl was not started: another run of this publisher is at work: {who}$", second.said, re.MULTILINE), (
        second.said
    )
    assert not (tmp_path / "out.jsonl").exists()
    done = first.end(tmp_path)
    assert done.code == 0, "the first is not disturbed"
    assert done.numbers() == list(range(1, 9))
    assert len(site.asked) - asked <= 8, "the second asked for nothing"


# 5: output or index


def test_an_output_folder_that_cannot_be_made_is_5_and_nothing_is_touched(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    (tmp_path / "file").write_text("in the way")
    export = tmp_path / "out.jsonl"
    export.write_text("of yesterday\n")
    ended = run(site, tmp_path / "file" / "data", "-O", str(export))
    assert ended.code == 5, ended.said
    assert f"The crawl was not started: OUTPUT_DIR {tmp_path}/file/data: cannot be written" in ended.said
    assert site.paths() == []
    assert export.read_text() == "of yesterday\n"
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_broken_index_is_5_and_says_what_to_do(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    (tmp_path / "index.sqlite").write_bytes(b"no database at all " * 100)
    ended = run(site, tmp_path)
    assert ended.code == 5, ended.said
    assert f"index {tmp_path}/index.sqlite: it is damaged (file is not a database)" in ended.said
    assert "`scrapy reindex` makes it anew from the files" in ended.said
    assert site.paths() == []


def test_an_index_of_a_newer_khabar_is_5(site: Site, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")
    ended = run(site, tmp_path)
    assert ended.code == 5, ended.said
    assert "its schema is 99, that of a newer Khabar" in ended.said
    assert site.paths() == []


def test_an_index_of_an_older_khabar_is_made_anew_and_said_to_be(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    run(site, tmp_path)
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 1")
    ended = run(site, tmp_path)
    assert ended.code == 0, ended.said
    assert f"index {tmp_path}/index.sqlite: made anew from the 2 lines in {tmp_path}" in ended.said
    assert ended.numbers() == [1, 2], "each once"


@pytest.mark.parametrize("patch", [FULL_DISK, FULL_DISK_FOR_INDEX], ids=["lines", "index"])
def test_a_disk_that_fills_is_5_and_what_was_counted_is_on_disk(site: Site, tmp_path: Path, patch: str) -> None:
    site.put_articles(*range(1, 81))
    full = run(site, tmp_path, patch=patch)
    assert full.code == 5, full.said
    assert "Run output_failed" in full.said
    assert "The output could not be written" in full.said
    assert "full" in full.said or "No space left" in full.said, "the reason is named"
    assert 0 < len(full.lines("articles")) < 80
    # The lines of a commit that failed stay, as it may have been done all the same.
    uncounted = len(full.lines("articles")) - full.count("articles written")
    assert uncounted == 0 if patch == FULL_DISK else uncounted >= 0, full.said
    assert len(site.asked) < 80, "the run is stopped, not gone on with"
    again = run(site, tmp_path)
    assert again.code == 0, again.said
    assert again.numbers() == list(range(1, 81)), "everything, once"
    assert list(tmp_path.rglob("*.torn")) == [], "nothing was left torn"


# Signals


def test_one_sigterm_ends_well_and_the_next_run_goes_on(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 21))
    process = start(site, tmp_path, *SLOW)
    wait_until(lambda: "/locals/17/" in site.paths(), "the run is at work")
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    ended = process.end(tmp_path)
    assert time.monotonic() - began < 3
    assert ended.code == 0, ended.said
    assert "Run stopped by a signal; run it again to go on." in ended.said
    assert 0 < ended.count("articles written") == len(ended.numbers()) < 20
    assert run(site, tmp_path).numbers() == list(range(1, 21))
    assert max(site.paths().count(f"/locals/{number}/") for number in ended.numbers()) == 1


def test_a_second_sigterm_ends_at_once_and_loses_nothing(site: Site, tmp_path: Path) -> None:
    def stall(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(3)

    site.put_articles(*range(1, 11))
    site.put("/locals/7/", Answer(act=stall), site.page(7))
    process = start(site, tmp_path)
    wait_until(lambda: "/locals/7/" in site.paths(), "the run waits for a page")
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert process.is_alive, "one signal waits for what is on its way"
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    ended = process.end(tmp_path)
    assert time.monotonic() - began < 2
    assert ended.code == 1, ended.said
    assert "Stopped at once by a second signal" in ended.said
    assert ended.numbers() == [8, 9, 10]
    assert run(site, tmp_path).numbers() == list(range(1, 11))
    assert site.paths().count("/locals/9/") == 1


# What it says, and where


def test_an_export_to_standard_output_holds_nothing_but_articles(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    ended = run(site, tmp_path, "-O", "-:jsonlines")
    assert ended.code == 0, ended.said
    lines = [orjson.loads(line) for line in ended.out.splitlines()]
    assert sorted(lines, key=lambda line: line["id"]) == sorted(ended.lines("articles"), key=lambda line: line["id"])
    assert "\\u0" not in ended.out
    assert "articles written" in ended.said


def terminal(site: Site, output: Path, *arguments: str, columns: int = 100) -> tuple[int, str]:
    """A run whose standard error is a terminal; exit code, and what the terminal got."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    line = [sys.executable, "-W", "error", "-m", *arguments_of(output, *arguments)]
    process = subprocess.Popen(line, cwd=PROJECT, env=os.environ | {"LIVE_HOME": f"{site.base}/"}, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    got = b""
    while chunk := read(ours):
        got += chunk
    os.close(ours)
    return process.wait(10), got.decode()


def read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how a terminal ends on Linux
        return b""


def test_a_terminal_shows_one_live_line_and_then_the_summary(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 13))
    code, got = terminal(site, tmp_path, *SLOW)
    assert code == 0, got
    live, _, table = got.rpartition("\r\x1b[K")
    assert "Run finished." in table
    assert "live: " not in table
    shown = [piece for piece in live.split("\r\x1b[K") if piece.startswith("live: ")]
    assert len(shown) >= 2, "it moves"
    for piece in shown:
        assert re.fullmatch(r"live: [\d,]+ pages, [\d,]+ articles, [\d,]+ duplicates, [\d,]+ rejected, [\d,]+ due", piece), piece
    counts = [int(piece.split()[1]) for piece in shown]
    assert counts == sorted(counts)
    assert "INFO" not in got, "the log is quiet where the line stands"
    assert "Traceback" not in got


def test_the_live_line_is_erased_before_a_log_line(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 13))
    site.put("/locals/4/", Answer(b"", 500))
    _, got = terminal(site, tmp_path, *SLOW)
    assert "Gave up retrying" in got
    for piece in re.split(r"\r\x1b\[K|\r?\n", got):
        assert not ("live: " in piece and ("WARNING" in piece or "Run " in piece)), f"the two run into each other: {piece!r}"


def test_the_live_line_never_wraps_for_then_it_could_not_be_erased(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    _, got = terminal(site, tmp_path, columns=30)
    shown = [piece for piece in re.split(r"\r\x1b\[K|\r?\n", got) if piece.startswith("live: ")]
    assert shown
    assert max(map(len, shown)) < 30


def test_a_log_level_that_was_asked_for_counts_in_a_terminal_too(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    _, got = terminal(site, tmp_path, "-s", "LOG_LEVEL=INFO")
    assert "INFO: Spider opened" in got


def test_without_a_terminal_there_is_no_live_line(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    ended = run(site, tmp_path)
    assert "\x1b" not in ended.said
    assert "live: " not in ended.said


def test_relative_paths_are_taken_from_the_project(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    inside = PROJECT / f"demo-{os.getpid()}"
    try:
        ended: Ended = run(site, inside, "-s", f"OUTPUT_DIR={inside.name}")
        assert ended.numbers() == [1], ended.said
    finally:
        shutil.rmtree(inside, ignore_errors=True)
