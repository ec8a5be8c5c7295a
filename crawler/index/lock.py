"""One run at a time for each publisher and output folder."""

from __future__ import annotations

import fcntl
import os
import socket
from datetime import datetime
from pathlib import Path

import orjson

from crawler.index.errors import RunRefused


class PublisherLock:
    """A lock that dies with its process (flock), and whose file says who holds it."""

    def __init__(self, output: Path, publisher: str) -> None:
        self.path = output / "locks" / f"{publisher}.lock"
        self._descriptor: int | None = None

    def acquire(self, started: datetime) -> None:
        """Take the lock. Raises `RunRefused` (4) naming the run that holds it, OSError where the file cannot be made."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.read(descriptor, 4096).decode("utf-8", "replace").strip()
            os.close(descriptor)
            raise RunRefused(4, f"another run of this publisher is at work: {said or self.path}") from None
        holder = {"host": socket.gethostname(), "pid": os.getpid(), "started": started.isoformat(timespec="seconds")}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, orjson.dumps(holder), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
