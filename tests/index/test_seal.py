"""Sealing: nothing is lost or counted twice, wherever it is cut off."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from backports import zstd

from crawler.index import seal as module
from crawler.index.recovery import read_lines
from crawler.index.seal import seal, seal_old
from crawler.index.tree import as_plain_file, open_part, parts_of, sealed_name, size_of
from tests.live.run import PROJECT

CONTENT = b'{"id":1}\n{"id":2}\n' * 20_000
TODAY = date(2025, 9, 10)


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return put(tmp_path, "2025-09-07")


def put(output: Path, day: str, *, folder: str = "articles", publisher: str = "sana", content: bytes = CONTENT) -> Path:
    part = output / folder / f"publisher={publisher}" / f"date={day}" / f"{day.replace('-', '')}T090000-abcdef.jsonl"
    part.parent.mkdir(parents=True)
    part.write_bytes(content)
    return part


def files(output: Path) -> list[str]:
    return sorted(path.name for path in output.rglob("*") if path.is_file())


def test_a_sealed_part_holds_the_same_bytes_and_stands_alone(part: Path) -> None:
    seal(part)
    assert files(part.parent) == [f"{part.name}.zst"]
    sealed = sealed_name(part).read_bytes()
    assert zstd.decompress(sealed) == CONTENT
    assert len(sealed) < len(CONTENT) / 5
    with pytest.raises(zstd.ZstdError):
        zstd.decompress(sealed[:-1] + bytes([sealed[-1] ^ 1]))  # the checksum


@pytest.mark.parametrize("content", [b"", b"{}\n", CONTENT])
def test_readers_see_the_same_as_before(tmp_path: Path, content: bytes) -> None:
    part = put(tmp_path, "2025-09-07", content=content)
    lines = list(read_lines(part))
    seal(part)
    assert parts_of(tmp_path) == [part]
    assert list(read_lines(part)) == list(read_lines(sealed_name(part))) == lines
    assert size_of(part) == len(content)
    with as_plain_file(part) as file:
        assert os.pread(file.fileno(), 20, 9) == content[9:29]


def test_where_both_stand_the_plain_one_counts_and_the_next_sealing_ends_it(part: Path, tmp_path: Path) -> None:
    sealed_name(part).write_bytes(zstd.compress(b'{"id":3}\n'))
    assert parts_of(tmp_path) == [part]
    with open_part(part) as file:
        assert file.read() == CONTENT
    assert seal_old(tmp_path, "sana", TODAY, 1) == 1
    assert files(tmp_path) == [f"{part.name}.zst"]
    with open_part(part) as file:
        assert file.read() == CONTENT


# Killed at each line of the module, in one process after another: what is left must be the part, readable, once.
KILLED = """
import os, shutil, sys
from pathlib import Path
from crawler.index import seal as module
from crawler.index.recovery import read_lines
from crawler.index.tree import parts_of

output, part = Path(sys.argv[1]), Path(sys.argv[2])
content, lines = part.read_bytes(), list(read_lines(part))
steps, seen = 0, set()
while True:
    shutil.rmtree(output)
    part.parent.mkdir(parents=True)
    part.write_bytes(content)
    steps += 1
    child = os.fork()
    if child == 0:
        left = steps
        def trace(frame, event, _):
            global left
            if frame.f_code.co_filename != module.__file__:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os._exit(9)
            return trace
        sys.settrace(trace)
        module.seal(part)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen.add(frozenset(path.suffix for path in part.parent.iterdir()))
    assert parts_of(output) == [part], steps
    assert list(read_lines(part)) == lines, steps
    if code == 0:
        break
    if part.exists():
        module.seal(part)
    assert [path.name for path in part.parent.iterdir()] == [part.name + ".zst"], steps
    assert list(read_lines(part)) == lines, steps
print(steps, sorted(sorted(names) for names in seen))
"""


def test_a_kill_at_any_line_loses_nothing(tmp_path: Path) -> None:
    part = put(tmp_path / "data", "2025-09-07", content=CONTENT[: 3 * 9])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "data"), str(part)], cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    steps, _, states = done.stdout.partition(" ")
    assert int(steps) > 20
    assert states.strip() == "[['.jsonl'], ['.jsonl', '.new'], ['.jsonl', '.zst'], ['.zst']]", "each state was left by some kill"


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
def test_a_full_or_bad_disk_leaves_the_plain_part_and_is_told(part: Path, fault: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(module, "write_all", fail)
    with pytest.raises(OSError, match=str(part)) as error:
        seal(part)
    assert error.value.errno == fault
    assert (files(part.parent), part.read_bytes()) == ([part.name], CONTENT)


def test_what_the_disk_gives_back_otherwise_is_not_trusted(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = module.write_all
    monkeypatch.setattr(module, "write_all", lambda file, data: writing(file, data.replace(b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfe")))
    with pytest.raises(OSError, match="not what it was"):
        seal(part)
    assert files(part.parent) == [part.name]
    monkeypatch.setattr(module, "_compress", lambda _, new: new.write_bytes(zstd.compress(CONTENT + b"{}\n")))
    with pytest.raises(OSError, match="not what it was"):
        seal(part)
    monkeypatch.setattr(module, "_compress", lambda _, new: new.write_bytes(zstd.compress(CONTENT[:-9])))
    with pytest.raises(OSError, match="not what it was"):
        seal(part)
    assert (files(part.parent), part.read_bytes()) == ([part.name], CONTENT)


def test_only_closed_parts_of_this_publisher_that_are_old_enough_are_sealed(tmp_path: Path) -> None:
    old, links = put(tmp_path, "2025-09-06"), put(tmp_path, "2025-09-07", folder="links")
    left = [
        put(tmp_path, "2025-09-08"),
        put(tmp_path, "2025-09-05", folder="rejected"),
        put(tmp_path, "2025-09-06", publisher="wafa"),
        put(tmp_path, "someday"),
    ]
    assert seal_old(tmp_path, "sana", TODAY, 2, {str(left[1].relative_to(tmp_path))}) == 2
    assert not old.exists()
    assert not links.exists()
    assert all(part.exists() for part in left)
