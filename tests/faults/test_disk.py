"""Disks that are full or bad, wherever a run writes: exit code 5, nothing torn that is not marked, nothing lost on the next run."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.index.database import place_of
from crawler.index.errors import RunRefused
from crawler.index.reindex import reindex
from crawler.index.tree import sealed_name
from crawler.index.verify import verify
from tests.conftest import run_sql
from tests.faults import disks
from tests.live.run import Ended, run, start
from tests.live.site import Site
from tests.postgres import PASSWORD, Server, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and mounts a tmpfs")

ALL = list(range(1, 13))


@pytest.fixture
def disk() -> Iterator[disks.Disk]:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own may not be entered by others, as by a PostgreSQL server
        Path(folder).chmod(0o755)
        with disks.mounted(Path(folder) / "disk") as disk:
            yield disk


def faults(output: Path) -> list[str]:
    """What `scrapy verify` finds wrong."""
    verified = verify(output, output / "index.sqlite")
    return [str(finding) for kind, findings in verified.findings.by_kind() if kind != "note" for finding in findings]


def assert_goes_on(site: Site, output: Path, numbers: list[int], *arguments: str) -> Ended:
    """What the failed run left is in order, and the next one has every article once."""
    assert faults(output) == []
    again = run(site, output, *arguments)
    assert again.code == 0, again.said
    assert again.numbers() == numbers
    assert faults(output) == []
    return again


# A disk that is really full


@pytest.mark.parametrize(
    ("free", "patch"),
    [
        pytest.param(0, "", id="no byte left"),
        pytest.param(12 << 10, "", id="room for the locks, none for the index"),
        pytest.param(36 << 10, "", id="room for the index, none for what is found"),
        pytest.param(80 << 10, "", id="room for some articles"),
        pytest.param(80 << 10, disks.SHORT_LOG, id="the log of the index goes into its file often"),
    ],
)
def test_a_full_disk_is_5_and_with_room_again_nothing_is_lost(site: Site, disk: disks.Disk, free: int, patch: str) -> None:
    output = disk.folder / "data"
    site.put_articles(1, 2, 3)
    assert run(site, output).numbers() == [1, 2, 3]
    numbers = list(range(1, 61))
    site.put_articles(*numbers)
    disk.leave(free)
    full = run(site, output, patch=patch)
    assert full.code == 5, full.said
    assert str(output) in full.said, "where the room is missing"
    assert "make room" in full.said or "is full" in full.said, "what to do"
    assert "reindex" not in full.said, "nothing is wrong with the index"
    written = len(full.numbers())
    assert 3 <= written < 60, full.said
    assert full.count("articles written") <= written - 3, "what was counted is on disk"
    disk.make_room()
    assert_goes_on(site, output, numbers)


def test_a_new_folder_on_a_full_disk_is_5(site: Site, disk: disks.Disk) -> None:
    site.put_articles(*ALL)
    disk.leave(0)
    full = run(site, disk.folder / "data")
    assert full.code == 5, full.said
    assert site.asked == []
    disk.make_room()
    assert_goes_on(site, disk.folder / "data", ALL)


def test_reindexing_on_a_full_disk_is_5_and_leaves_the_old_index(site: Site, disk: disks.Disk) -> None:
    output = disk.folder / "data"
    site.put_articles(*ALL)
    run(site, output)
    disk.leave(40 << 10)
    with pytest.raises(RunRefused, match="its disk is full") as refused:
        reindex(output / "index.sqlite", output)
    assert refused.value.exit_code == 5
    disk.make_room()
    assert sorted(output.glob("index.sqlite.new*")) == []
    assert_goes_on(site, output, ALL)


# Faults that are made


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        pytest.param(disks.bad_writes("/articles/", "ENOSPC", room=9000), "/articles/publisher=live/", id="a line"),
        pytest.param(disks.bad_writes("/rejected/", "ENOSPC"), "/rejected/publisher=live/", id="a line of another folder"),
        pytest.param(disks.bad_calls("fsync", ".jsonl", spared=2), "/articles/publisher=live/", id="fsync of a part"),
        pytest.param(
            disks.bad_calls("fsync", "/articles/publisher=live/date="), "/articles/publisher=live/date=", id="fsync of its folder"
        ),
        pytest.param(disks.FULL_INDEX, "/index.sqlite: its disk is full: make room (database or disk is full)", id="the index"),
        pytest.param(disks.SHORT_FILES, "/index.sqlite: its disk is full or bad: see to it (disk I/O error)", id="the log of the index"),
        pytest.param(disks.COMMITTED_UNHEARD, "the server closed the connection", id="a commit that was done and not heard of"),
    ],
)
def test_what_cannot_be_written_is_5_and_nothing_is_lost(site: Site, tmp_path: Path, patch: str, words: str) -> None:
    site.put_articles(*ALL, 99)
    site.put("/locals/99/", "<html lang='ar'><h1>بلا نص</h1></html>")
    broken = run(site, tmp_path, patch=patch)
    assert broken.code == 5, broken.said
    assert words in broken.said
    assert "the run is stopped. When that is mended, run it again" in broken.said
    assert broken.count("articles written") <= len(broken.numbers()) <= len(ALL)
    assert_goes_on(site, tmp_path, ALL)
    assert list(tmp_path.rglob("*.torn")) == []


def test_a_torn_line_that_cannot_be_cut_off_is_set_aside_by_the_next_run(site: Site, tmp_path: Path) -> None:
    site.put_articles(*ALL)
    broken = run(site, tmp_path, patch=disks.bad_writes("/articles/", "EIO", room=9000, is_stuck=True))
    assert broken.code == 5, broken.said
    (part,) = tmp_path.glob("articles/*/*/*.jsonl")
    whole, _, torn = part.read_bytes().rpartition(b"\n")
    assert torn, "the disk lets nothing be cut off"
    worse = run(site, tmp_path, patch=disks.bad_writes(".torn", "ENOSPC"))
    assert worse.code == 5, worse.said
    assert f"[Errno 28] No space left on device: '{part}.torn': make room" in worse.said
    assert part.read_bytes() == whole + b"\n" + torn, "it is not cut off before it stands elsewhere"
    assert_goes_on(site, tmp_path, ALL)
    assert part.read_bytes() == whole + b"\n"
    assert part.with_name(f"{part.name}.torn").read_bytes().endswith(torn + b"\n")


def test_a_run_file_that_cannot_be_written_is_5_and_the_articles_are_there(site: Site, tmp_path: Path) -> None:
    site.put_articles(*ALL)
    ended = run(site, tmp_path, patch=disks.bad_calls("fsync", "/runs/"))
    assert ended.code == 5, ended.said
    assert "/runs/" in ended.said
    assert "the articles are safe on disk" in ended.said
    assert list((tmp_path / "runs").iterdir()) == [], "half of one would be read as none"
    assert ended.numbers() == ALL
    assert_goes_on(site, tmp_path, ALL)


def test_sealing_on_a_full_disk_is_5_and_leaves_the_plain_file(site: Site, tmp_path: Path) -> None:
    output = tmp_path / "data"
    site.put_articles(*ALL)
    run(site, output)
    (day,) = output.glob("articles/*/date=*")
    (part,) = day.iterdir()
    old = part.with_name("20250907T090000-live-abcdef.jsonl")
    part.rename(old)
    old_day = day.rename(day.with_name("date=2025-09-07"))
    old = old_day / old.name
    ended = run(site, output, "-s", "SEAL_AFTER_DAYS=1", patch=disks.bad_writes(".zst.new", "ENOSPC"))
    assert ended.code == 5, ended.said
    assert f"could not be sealed ([Errno 28] No space left on device: '{old}'" in ended.said
    assert list(old_day.iterdir()) == [old]
    assert run(site, output, "-s", "SEAL_AFTER_DAYS=1").code == 0
    assert list(old_day.iterdir()) == [sealed_name(old)]
    assert faults(output) == []


@pytest.mark.parametrize("lock", ["/locks/live.lock", "/index.sqlite.lock"])
def test_a_lock_that_cannot_be_written_is_5_before_anything_is_asked_for(site: Site, tmp_path: Path, lock: str) -> None:
    site.put_articles(*ALL)
    ended = run(site, tmp_path, patch=disks.bad_calls("pwrite", lock, "ENOSPC"))
    assert ended.code == 5, ended.said
    assert f"[Errno 28] No space left on device: '{tmp_path}{lock}': make room" in ended.said
    assert site.asked == []
    assert run(site, tmp_path).numbers() == ALL


@pytest.mark.parametrize("has_index", [True, False], ids=["after a run that was cut off", "where the index is lost"])
def test_parts_that_cannot_be_read_at_the_start_are_5(site: Site, tmp_path: Path, has_index: bool) -> None:
    site.put_articles(*ALL)
    run(site, tmp_path, patch=disks.bad_writes("/articles/", "EIO", room=9000, is_stuck=True))
    if not has_index:
        for file in tmp_path.glob("index.sqlite*"):
            file.unlink()
    site.asked.clear()
    ended = run(site, tmp_path, patch=disks.BAD_READS)
    assert ended.code == 5, ended.said
    assert "/articles/publisher=live/" in ended.said
    assert "the disk may be bad" in ended.said
    assert site.asked == []
    assert_goes_on(site, tmp_path, ALL)


@pytest.mark.parametrize("name", ["/dev/full:json", "/dev/full/out.jsonl"])
def test_an_export_that_cannot_be_written_is_5_and_the_articles_are_in_the_output(site: Site, tmp_path: Path, name: str) -> None:
    site.put_articles(*ALL)
    ended = run(site, tmp_path, "-O", name)
    assert ended.code == 5, ended.said
    assert "/dev/full" in ended.said
    assert "stands in OUTPUT_DIR" in ended.said
    assert_goes_on(site, tmp_path, ALL)


# An index in PostgreSQL


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of our own: it is stopped, and its disk is full."""
    with running() as server:
        yield server


def assert_goes_on_with(server: str, site: Site, output: Path, numbers: list[int]) -> None:
    index = place_of(server, output)
    verified = verify(output, index)
    assert verified.findings.faults == 0, list(verified.findings.by_kind())
    again = run(site, output, "-s", f"INDEX_URL={server}")
    assert again.code == 0, again.said
    assert again.numbers() == numbers
    assert verify(output, index).findings.faults == 0


def test_a_full_disk_of_the_server_is_5_and_the_next_run_goes_on(site: Site, disk: disks.Disk, tmp_path: Path, server: Server) -> None:
    if server.user is not None:
        shutil.chown(disk.folder, server.user)
    run_sql(server.url, f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
    run_sql(server.url, "CREATE SCHEMA small")
    url = f"{server.url}?options=-csearch_path%3Dsmall+-cdefault_tablespace%3Dsmall"
    site.put_articles(1)
    assert run(site, tmp_path / "data", "-s", f"INDEX_URL={url}").code == 0
    numbers = list(range(1, 61))
    site.put_articles(*numbers)
    disk.leave(16 << 10)
    full = run(site, tmp_path / "data", "-s", f"INDEX_URL={url}")
    assert full.code == 5, full.said
    assert "the disk of its server is full: make room there (" in full.said
    disk.make_room()
    assert_goes_on_with(url, site, tmp_path / "data", numbers)
    run_sql(server.url, "DROP SCHEMA small CASCADE")
    run_sql(server.url, "DROP TABLESPACE small")


def test_a_server_that_is_stopped_in_mid_run_is_5_and_the_next_run_goes_on(site: Site, tmp_path: Path, server: Server) -> None:
    site.put_articles(*ALL)
    output = tmp_path / "data"
    process = start(site, output, "-s", f"INDEX_URL={server.url}", "-s", "DOWNLOAD_DELAY=0.05", "-s", "DOWNLOAD_DELAY_JITTER=0")
    while "/locals/8/" not in site.paths():
        assert process.is_alive
        time.sleep(0.02)
    server.stop()
    stopped = process.end(output)
    assert stopped.code == 5, stopped.said
    assert "its server was stopped, or cannot be reached any more: see to it (" in stopped.said
    assert "reindex" not in stopped.said
    assert PASSWORD not in stopped.said
    refused = run(site, output, "-s", f"INDEX_URL={server.url}")
    assert refused.code == 5, refused.said
    server.start()
    assert_goes_on_with(server.url, site, output, ALL)
