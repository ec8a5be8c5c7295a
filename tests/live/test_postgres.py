"""Whole runs with the index in PostgreSQL."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

from tests.live.run import run, start
from tests.live.site import Answer, Site
from tests.live.test_copies import put_copy
from tests.live.test_revisits import put_sitemap
from tests.postgres import PASSWORD


def test_two_folders_share_what_one_index_knows(site: Site, tmp_path: Path, postgres_url: str) -> None:
    index = ("-s", f"INDEX_URL={postgres_url}")
    site.put_articles(1, 2)
    first = run(site, tmp_path / "one", *index, "-L", "DEBUG")
    assert first.code == 0, first.said
    assert first.numbers() == [1, 2]
    assert PASSWORD not in first.said
    assert [path for path in tmp_path.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()] == []
    site.put_feed(3, 2, 1)
    put_copy(site, 3, of=1)
    site.asked.clear()
    second = run(site, tmp_path / "two", *index)
    assert second.code == 0, second.said
    assert [path for path in site.paths() if path.startswith("/locals/") and path != "/locals/"] == ["/locals/3/"]
    assert [(line["id"], line["duplicate_of"]) for line in second.lines("duplicates")] == [("live:3", "live:1")]
    site.put("/locals/2/", Answer(b"", 410))
    site.put("/locals/1/", site.page(1, more="وأضاف المدير أن العمل مستمر."))
    put_sitemap(site, 1, 2)
    third = run(site, tmp_path / "one", *index)
    assert [(line["id"], line["revision"]) for line in third.lines("articles") if line["revision"] > 1] == [("live:1", 2)]
    assert [line["id"] for line in third.lines("gone")] == ["live:2"]


def test_a_second_run_of_a_publisher_is_refused_from_another_folder_too(site: Site, tmp_path: Path, postgres_url: str) -> None:
    index = ("-s", f"INDEX_URL={postgres_url}")
    site.put_articles(1)
    running = start(site, tmp_path / "one", *index, "-s", "DOWNLOAD_DELAY=30")
    while not site.asked:
        assert running.is_alive
        time.sleep(0.02)
    refused = run(site, tmp_path / "two", *index)
    running.send_signal(signal.SIGKILL)
    running.end(tmp_path / "one")
    assert refused.code == 4, refused.said
    assert "another run of this publisher is at work with the index postgresql://127.0.0.1" in refused.said
    assert f": process {running.pid} on {socket.gethostname()[:20]}" in refused.said
    assert PASSWORD not in refused.said
    assert run(site, tmp_path / "two", *index).numbers() == [1], "the lock died with its process"


def test_a_server_that_cannot_be_reached_is_5(site: Site, tmp_path: Path) -> None:
    ended = run(site, tmp_path, "-s", "INDEX_URL=postgresql+psycopg://me:hush@127.0.0.1:9/news")
    assert ended.code == 5, ended.said
    assert "index postgresql://127.0.0.1:9/news: it cannot be reached" in ended.said
    assert "hush" not in ended.said
    assert site.asked == []


CUT_OFF = """
# The connection of the worker breaks after three articles.
from crawler.index import worker
transact = worker.Worker._transact

def cut(desk, group):
    if desk.connection.row("SELECT count(*) FROM article")[0] > 3:
        desk.connection._driver.pgconn.finish()
    transact(desk, group)

worker.Worker._transact = staticmethod(cut)
"""


def test_a_connection_that_breaks_is_5_and_the_next_run_goes_on(site: Site, tmp_path: Path, postgres_url: str) -> None:
    index = ("-s", f"INDEX_URL={postgres_url}")
    site.put_articles(*range(1, 21))
    broken = run(site, tmp_path, *index, patch=CUT_OFF)
    assert broken.code == 5, broken.said
    assert broken.count("articles written") == len(broken.lines("articles")) < 20
    assert PASSWORD not in broken.said
    again = run(site, tmp_path, *index)
    assert again.code == 0, again.said
    assert again.numbers() == list(range(1, 21)), "everything, once"
