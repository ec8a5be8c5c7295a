"""What holds of every run, whatever the site."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.live.run import run, start
from tests.live.site import Answer, Site

NOTE_REQUESTS = """
import sys
from scrapy.core.scheduler import Scheduler
enqueue = Scheduler.enqueue_request

def noted(self, request):
    if request.dont_filter and not request.meta.get("retry_times"):
        print("dont_filter:", request.url, file=sys.stderr)
    return enqueue(self, request)

Scheduler.enqueue_request = noted
"""


def test_a_second_run_asks_for_no_article_and_writes_no_file(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2, 3)
    first = run(site, tmp_path)
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.jsonl"))
    second = run(site, tmp_path)
    assert (first.code, second.code) == (0, 0), second.said
    assert [site.paths().count(f"/locals/{number}/") for number in (1, 2, 3)] == [1, 1, 1]
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.jsonl")) == before
    assert "Nothing is new since the last run" in second.said


def test_no_request_sets_dont_filter_but_a_retry(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2, 3)
    site.put("/locals/2/", Answer(b"", 503), site.page(2))
    site.put("/locals/3/", Answer(b"", 301, {"Location": "/locals/33/"}))
    site.put("/locals/33/", site.page(33))
    ended = run(site, tmp_path, patch=NOTE_REQUESTS)
    assert ended.numbers() == [1, 2, 33], ended.said
    assert "dont_filter" not in ended.said


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_run_listens_on_no_port(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    listening: list[int] = []

    def look(handler: object) -> None:
        sockets = {link.readlink().name for link in Path(f"/proc/{process.pid}/fd").iterdir() if link.is_symlink()}
        tables = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
        listening.append(len([row for row in tables if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]))

    site.put("/locals/1/", Answer(act=look))
    process = start(site, tmp_path)
    process.end(tmp_path)
    assert listening, "the page was asked for while the run was looked at"
    assert set(listening) == {0}


def test_a_run_ends_as_soon_as_nothing_is_left(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 40))
    started = time.monotonic()
    ended = run(site, tmp_path)
    assert len(ended.numbers()) == 39, ended.said
    assert time.monotonic() - started < 4, "the engine's own pace is a look each 5 s"


def test_a_run_that_cannot_open_the_index_a_second_time_ends(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    patch = """
from crawler.index import worker
from crawler.index.errors import RunRefused

def refuse(path):
    raise RunRefused(5, "locked")

worker.connect = refuse
"""
    ended = run(site, tmp_path, patch=patch)
    assert ended.code == 5, ended.said
    assert "/locals/1/" not in site.paths()
