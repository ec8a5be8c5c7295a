"""Disks that are full or bad: a small file system where one can be mounted, and else patches for a run's process."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE = 4 << 20
"""Bytes of a small disk."""


class Disk:
    """A file system of its own, filled by a file that can be taken away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def leave(self, free: int) -> None:
        """Fill it until so many bytes are free."""
        is_free = os.statvfs(self.folder)
        self._ballast.write_bytes(bytes(is_free.f_bavail * is_free.f_frsize - free))

    def make_room(self) -> None:
        """What its owner does when he has read the log."""
        self._ballast.unlink()


@contextmanager
def mounted(folder: Path) -> Iterator[Disk]:
    """A small disk at a folder; skips the test where nobody may mount one."""
    folder.mkdir()
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def bad_writes(where: str, fault: str, *, room: int = 100, is_stuck: bool = False) -> str:
    """A patch: files with `where` in their path take `room` bytes together and no more. With `is_stuck` what they took cannot be cut off
    again either.
    """
    return f"""
import errno, io, os
from crawler.extensions import runs
from crawler.index import parts, recovery, seal

class Bad(io.FileIO):
    room = {room}

    def write(self, data):
        if {where!r} not in str(self.name):
            return super().write(data)
        if not Bad.room:
            raise OSError(errno.{fault}, os.strerror(errno.{fault}))
        written = super().write(data[: Bad.room])
        Bad.room -= written
        return written

    def truncate(self, size=None):
        if {is_stuck}:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().truncate(size)

def opened(path, mode, **options):
    return Bad(path, mode.replace("b", ""), opener=options.get("opener")) if options.get("buffering") == 0 else open(path, mode, **options)

for module in (parts, recovery, runs, seal):
    module.open = opened
"""


def bad_calls(function: str, where: str, fault: str = "EIO", *, spared: int = 0) -> str:
    """A patch: a function of `os` that takes a descriptor fails for files and folders with `where` in their path, after `spared` calls."""
    return f"""
import errno, os
right, calls = os.{function}, []

def bad(descriptor, *more):
    if {where!r} in os.readlink(f"/proc/self/fd/{{descriptor}}"):
        calls.append(descriptor)
        if len(calls) > {spared}:
            raise OSError(errno.{fault}, os.strerror(errno.{fault}))
    return right(descriptor, *more)

os.{function} = bad
"""


BAD_READS = """
# What stands in part files cannot be read.
import errno, io, os
from crawler.index import tree

class Bad(io.FileIO):
    def readinto(self, buffer):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

tree.open = lambda path, mode, buffering: io.BufferedReader(Bad(path))
"""

FULL_INDEX = """
# SQLite may not make its file any larger: its own SQLITE_FULL.
from crawler.index import worker
connect = worker.connect

def small(place):
    connection = connect(place)
    (count,) = connection.row("PRAGMA page_count")
    connection.row(f"PRAGMA max_page_count = {count + 3}")
    return connection

worker.connect = small
"""

SHORT_FILES = """
# From here on files may not grow beyond 12 KB, and the log of the index is the first that does: SQLite's own SQLITE_IOERR.
import resource
from crawler.index import worker
connect = worker.connect

def short(place):
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))
    return connect(place)

worker.connect = short
"""

SHORT_LOG = """
# The log of the index goes into its file often, which then has to grow.
from crawler.index import database
database.LOG = 8
"""

COMMITTED_UNHEARD = """
# The database commits, and then is not there any more to say so.
from crawler.index import worker
from crawler.index.errors import IndexFailed
connect = worker.connect

class Dying:
    def __init__(self, connection):
        self.connection = connection

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def commit(self):
        self.connection.commit()
        if self.connection.row("SELECT count(*) FROM article")[0] > 5:
            raise IndexFailed("the server closed the connection")

worker.connect = lambda place: Dying(connect(place))
"""
