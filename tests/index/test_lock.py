from __future__ import annotations

import fcntl
import os
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from crawler.index.database import Place
from crawler.index.errors import RunRefused
from crawler.index.lock import IndexLock, PublisherLock

STARTED = datetime(2025, 9, 7, 9, tzinfo=UTC)


def test_a_second_run_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    first, second = PublisherLock(tmp_path, "sana"), PublisherLock(tmp_path, "sana")
    first.acquire(STARTED)
    words = f"process {os.getpid()} on {socket.gethostname()}, since 2025-09-07T09:00:00+00:00"
    with pytest.raises(RunRefused, match=re.escape(f"another run of this publisher is at work: {words}") + "$") as refusal:
        second.acquire(STARTED)
    assert refusal.value.exit_code == 4
    first.release()
    second.acquire(STARTED)
    second.release()


GONE = 2**22
"""A process number that Linux never gives."""


@pytest.mark.parametrize("left", [b"", b"\xff\x00\x1b[31m", orjson.dumps({"host": socket.gethostname(), "pid": GONE, "started": "2025"})])
def test_what_a_dead_process_left_in_the_file_is_no_lock(tmp_path: Path, left: bytes) -> None:
    lock = PublisherLock(tmp_path, "sana")
    lock.path.parent.mkdir()
    lock.path.write_bytes(left + b" " * 100)
    lock.acquire(STARTED)
    assert orjson.loads(lock.path.read_bytes())["pid"] == os.getpid()
    lock.release()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (b"", "a process that {path} does not name"),
        (b"\xff\x00\x1b[31m", "a process that {path} does not name"),
        (b"[]", "a process that {path} does not name"),
        (b'{"host": "here", "pid": null, "started": ""}', "a process that {path} does not name"),
        (b'{"host": "elsewhere", "pid": 4711, "started": "2025-09-07"}', "process 4711 on elsewhere, since 2025-09-07"),
        (orjson.dumps({"host": socket.gethostname(), "pid": GONE, "started": ""}), "another process than {path} names, which has ended"),
        (orjson.dumps({"host": socket.gethostname(), "pid": 2**63, "started": ""}), "another process than {path} names, which has ended"),
    ],
)
def test_a_lock_that_is_held_refuses_whatever_its_file_says(tmp_path: Path, text: bytes, who: str) -> None:
    path = tmp_path / "locks" / "sana.lock"
    path.parent.mkdir()
    path.write_bytes(text)
    with path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(RunRefused, match=re.escape(f": {who.format(path=path)}") + "$") as refusal:
            PublisherLock(tmp_path, "sana").acquire(STARTED)
    assert refusal.value.exit_code == 4
    assert path.read_bytes() == text


def test_a_lock_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "passwd"
    elsewhere.write_text("root")
    (tmp_path / "data/locks").mkdir(parents=True)
    (tmp_path / "data/locks/sana.lock").symlink_to(elsewhere)
    with pytest.raises(OSError, match=r"sana\.lock"):
        PublisherLock(tmp_path / "data", "sana").acquire(STARTED)
    assert elsewhere.read_text() == "root"


def test_two_publishers_do_not_hinder_each_other(tmp_path: Path) -> None:
    locks = [PublisherLock(tmp_path, name) for name in ("sana", "wafa")]
    for lock in locks:
        lock.acquire(STARTED)
    for lock in locks:
        lock.release()


def test_runs_use_an_index_together_and_who_makes_it_anew_alone(index: Place) -> None:
    sana, wafa, alone = IndexLock(index), IndexLock(index), IndexLock(index)
    sana.acquire(STARTED, publisher="sana")
    wafa.acquire(STARTED, publisher="wafa")
    sana.release()
    with pytest.raises(RunRefused, match="in use by another process") as refusal:
        alone.acquire(STARTED, publisher=None)
    assert refusal.value.exit_code == 4
    wafa.release()
    alone.acquire(STARTED, publisher=None)
    with pytest.raises(RunRefused, match="in use by another process"):
        sana.acquire(STARTED, publisher="sana")
    alone.release()
    sana.acquire(STARTED, publisher="sana")
    sana.release()


def test_with_one_server_two_machines_do_not_crawl_one_site(index: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as the server knows: files, which two machines do not share, are not looked at here."""
    first, second = IndexLock(index), IndexLock(index)
    monkeypatch.setattr(socket, "gethostname", lambda: "first-machine.example.org.and.more")
    first.acquire(STARTED, publisher="sana")
    monkeypatch.setattr(socket, "gethostname", lambda: "second-machine")
    if isinstance(index, Path):
        second.acquire(STARTED, publisher="sana")
        second.release()
    else:
        who = f"process {os.getpid()} on first-machine.example.org.*, since 2025-09-07T09:00:00Z"
        with pytest.raises(RunRefused, match=f"another run of this publisher is at work with the index postgresql://.*: {who}$") as refusal:
            second.acquire(STARTED, publisher="sana")
        assert refusal.value.exit_code == 4
        with pytest.raises(RunRefused, match=f"it is in use by another process: {who}$"):
            second.acquire(STARTED, publisher=None)
    first.release()
    second.acquire(STARTED, publisher="sana")
    second.release()
