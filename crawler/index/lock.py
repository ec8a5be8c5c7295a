"""Who may be at work: one run at a time for each publisher, and nobody beside whoever makes the index anew.

Locks are files (flock), which the system releases when their process dies, and whose text says who holds them. An index in PostgreSQL
may be used from several machines, where files say nothing: there the same locks are taken on the server too.
"""

from __future__ import annotations

import fcntl
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import orjson

from crawler.index.database import Connection, Place
from crawler.index.errors import IndexFailed, RunRefused, with_cure
from crawler.index.parts import naming

NAME = "khabar"
"""What the sessions that hold locks of a server are called there, before who they are."""
LONGEST_NAME = 63
"""Bytes of a session's name that PostgreSQL keeps."""


def holder(host: object, pid: object, started: object) -> str:
    """Who holds a lock, in words."""
    return f"process {pid} on {host}, since {started}"


class FileLock:
    """A file that one process holds, or with `shared` any number of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, started: datetime, *, shared: bool = False) -> str | None:
        """Take the lock; None, or who holds it, in words. Raises OSError where the file cannot be made or written; then `release` it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.read(descriptor, 4096)
            os.close(descriptor)
            return self._read(said)
        self._descriptor = descriptor
        mine = {"host": socket.gethostname(), "pid": os.getpid(), "started": started.isoformat(timespec="seconds")}
        with naming(self.path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, orjson.dumps(mine), 0)
        return None

    def _read(self, said: bytes) -> str:
        """Who holds the lock by the file's text. One of several that share it writes there last, and may have ended before the others."""
        try:
            fields = orjson.loads(said)
            host, pid, started = str(fields["host"]), int(fields["pid"]), str(fields["started"])
        except (ValueError, KeyError, TypeError):
            return f"a process that {self.path} does not name"
        words = holder(host, pid, started)
        return words if host != socket.gethostname() or is_alive(pid) else f"another process than {self.path} names, which has ended"

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_alive(pid: int) -> bool:
    """Whether there is a process of this number on this machine."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # somebody else's
    except (ProcessLookupError, OverflowError):
        return False
    return True


class PublisherLock(FileLock):
    """One run at a time for each publisher and output folder."""

    def __init__(self, output: Path, publisher: str) -> None:
        super().__init__(output / "locks" / f"{publisher}.lock")

    def acquire(self, started: datetime, *, shared: bool = False) -> None:
        """Take the lock. Raises `RunRefused` (4) naming the run that holds it, OSError where the file cannot be made."""
        if (other := super().acquire(started, shared=shared)) is not None:
            raise RunRefused(4, f"another run of this publisher is at work: {other}")


class IndexLock:
    """The index is used: by runs together, or by whoever makes it anew, alone."""

    def __init__(self, index: Place) -> None:
        self._index = index
        self._file = FileLock(index.with_name(index.name + ".lock")) if isinstance(index, Path) else None
        self._connection: Connection | None = None

    def acquire(self, started: datetime, *, publisher: str | None) -> None:
        """Take the lock, for a run of a publisher or, with None, for making the index anew.

        Raises `RunRefused`: 4 naming who is at work, 5 where the lock cannot be had at all.
        """
        try:
            refusal = self._on_file(self._file, started, publisher) if self._file else self._on_server(started, publisher)
        except (OSError, IndexFailed) as error:
            self.release()
            raise RunRefused(
                5, f"{error}" if isinstance(error, IndexFailed) else f"index {self._index}: cannot be locked ({with_cure(error)})"
            ) from error
        if refusal is not None:
            self.release()
            raise RunRefused(4, refusal)

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.release()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @staticmethod
    def _on_file(file: FileLock, started: datetime, publisher: str | None) -> str | None:
        other = file.acquire(started, shared=publisher is not None)
        return None if other is None else f"the index is in use by another process: {other}"

    def _on_server(self, started: datetime, publisher: str | None) -> str | None:
        self._connection = connection = Connection(self._index)
        moment = started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        connection.call_session(f"{NAME} {os.getpid()} {moment} {socket.gethostname()}"[:LONGEST_NAME])
        if not connection.lock(None, shared=publisher is not None):
            return f"index {self._index}: it is in use by another process: {_holders(connection, None)}"
        if publisher is not None and not connection.lock(publisher):
            return f"another run of this publisher is at work with the index {self._index}: {_holders(connection, publisher)}"
        return None


def _holders(connection: Connection, name: str | None) -> str:
    """Who holds a lock of the server, by what their sessions are called."""
    called = [session.split(" ") for session in connection.lock_holders(name)]
    words = [holder(host, pid, started) for first, pid, started, host in (parts for parts in called if len(parts) == 4) if first == NAME]
    return "; ".join(words) or "one that does not say who it is, perhaps on another machine"
