from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawler.index import parts as module
from crawler.index.parts import FOLDERS, WRITTEN, Parts
from crawler.index.recovery import set_torn_tail_aside


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was fsynced, in order."""
    names: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        names.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    if not Path("/proc/self/fd").exists():
        pytest.skip("tells which file was fsynced by /proc")
    monkeypatch.setattr(module.os, "fsync", fsync)
    return names


def test_each_folder_of_a_new_part_is_on_disk_before_what_is_put_into_it(tmp_path: Path, synced: list[str]) -> None:
    output = tmp_path / "data"
    for run in ("one", "two"):  # the folders of the first may not have reached the disk
        synced.clear()
        parts = Parts(output, "sana", "2025-09-07", run)
        parts.append("articles", {})
        parts.sync()
        parts.close()
        part = output / parts.names["articles"]
        assert synced == [str(path) for path in (tmp_path, output, *reversed(part.parents[1:3]), part.parent, part)]


def test_a_group_is_on_disk_in_its_order_links_first(tmp_path: Path, synced: list[str]) -> None:
    parts = Parts(tmp_path, "sana", "2025-09-07", "one")
    for folder in reversed(FOLDERS):
        parts.append(folder, {})
    parts.sync()
    parts.close()
    written = [name for name in synced if name.endswith(".jsonl")]
    assert [Path(name).relative_to(tmp_path).parts[0] for name in written] == list(WRITTEN)


def test_a_torn_tail_is_on_disk_aside_before_it_is_cut_off(tmp_path: Path, synced: list[str]) -> None:
    part = tmp_path / "part.jsonl"
    part.write_bytes(b'{"a": 1}\n{"a"')
    set_torn_tail_aside(part)
    assert synced == [f"{part}.torn", str(tmp_path), str(part), str(tmp_path)]


def test_what_a_dead_run_left_is_on_disk_before_the_index_takes_it(tmp_path: Path, synced: list[str]) -> None:
    """Killed between writing and fsync, it left lines that a power cut would take, and the index would have kept."""
    part = tmp_path / "part.jsonl"
    part.write_bytes(b'{"a": 1}\n')
    set_torn_tail_aside(part, 0)
    assert synced == [str(part), str(tmp_path)]
