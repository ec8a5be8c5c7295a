from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.index.errors import RunRefused
from crawler.index.lock import PublisherLock

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


def test_two_publishers_do_not_hinder_each_other(tmp_path: Path) -> None:
    locks = [PublisherLock(tmp_path, name) for name in ("sana", "wafa")]
    for lock in locks:
        lock.acquire(STARTED)
    for lock in locks:
        lock.release()
