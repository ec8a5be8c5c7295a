from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.index.database import Place
from crawler.index.errors import RunRefused
from crawler.index.lock import IndexLock, PublisherLock

STARTED = datetime(2025, 9, 7, 9, tzinfo=UTC)


def test_a_second_run_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    first, second = PublisherLock(tmp_path, "sana"), PublisherLock(tmp_path, "sana")
    first.acquire(STARTED)
    with pytest.raises(RunRefused, match=rf'"pid":{os.getpid()}.*2025-09-07T09:00:00') as refusal:
        second.acquire(STARTED)
    assert refusal.value.exit_code == 4
    first.release()
    second.acquire(STARTED)
    second.release()


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


def test_with_one_server_two_machines_do_not_crawl_one_site(index: Place) -> None:
    """As far as the server knows: files, which two machines do not share, are not looked at here."""
    first, second = IndexLock(index), IndexLock(index)
    first.acquire(STARTED, publisher="sana")
    if isinstance(index, Path):
        second.acquire(STARTED, publisher="sana")
        second.release()
    else:
        with pytest.raises(RunRefused, match="another run of this publisher is at work with the index postgresql://") as refusal:
            second.acquire(STARTED, publisher="sana")
        assert refusal.value.exit_code == 4
    first.release()
    second.acquire(STARTED, publisher="sana")
    second.release()
