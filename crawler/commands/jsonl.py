"""JSON Lines files as streams: plain, gzip or Zstandard, and standard input."""

from __future__ import annotations

import errno
import gzip
import io
import sys
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, NamedTuple, cast

from backports import zstd

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
"""The first bytes of a compressed file."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BUFFER = 1 << 17
"""Bytes read at once."""
GZIP_LEVEL = 6
"""As `gzip` itself; Python's 9 takes three times as long for one percent less."""
DECODING = (OSError, EOFError, zlib.error, zstd.ZstdError)
"""What reading a file may raise, compressed or not."""


class Line(NamedTuple):
    """A line that is not blank."""

    file: str
    number: int
    """Counted from 1, blank ones too."""
    raw: bytes
    """Without byte order mark."""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.number}"


class Files:
    """Files that are read one after another, `-` is standard input. One that breaks off is told of in `broken`, and the next one read."""

    def __init__(self, names: list[str]) -> None:
        """Raises OSError, with the name, for a file that cannot be opened."""
        self._names = names
        self._done = 0
        self._raw: io.FileIO | None = None
        self.total: int | None = 0
        """Bytes of all files as they lie on disk; None where that is not known."""
        self.broken: list[str] = []
        """A message for each file that could not be read to its end."""
        for name in names:
            size = size_of(name)
            self.total = None if self.total is None or size is None else self.total + size

    def __iter__(self) -> Generator[Line]:
        for name in self._names:
            number = 0
            try:
                with self._open(name) as stream:
                    for number, raw in enumerate(stream, 1):
                        if number == 1:
                            raw = raw.removeprefix(BYTE_ORDER_MARK)
                        if raw.strip():
                            yield Line(name, number, raw)
            except DECODING as error:
                detail = (isinstance(error, OSError) and error.strerror) or str(error)
                self.broken.append(f"{name}: cannot be read behind line {number} ({detail})")

    def bytes_read(self) -> int:
        """How many of `total` have been read."""
        return self._done + (self._raw.tell() if self._raw is not None else 0)

    @contextmanager
    def _open(self, name: str) -> Iterator[BinaryIO]:
        if name == "-":
            if sys.stdin is None:
                raise OSError(errno.EBADF, "standard input is closed")
            yield decompressed(cast("io.BufferedReader[io.FileIO]", sys.stdin.buffer))
            return
        with io.BufferedReader(io.FileIO(name), BUFFER) as file:
            self._raw = file.raw if self.total is not None else None
            try:
                yield decompressed(file)
            finally:
                self._done, self._raw = self.bytes_read(), None


def size_of(name: str) -> int | None:
    """Bytes of a file, None for a pipe or standard input. Raises OSError where it cannot be opened."""
    if name == "-":
        return None
    status = Path(name).stat()
    if not S_ISREG(status.st_mode):
        if Path(name).is_dir():
            raise IsADirectoryError(errno.EISDIR, "Is a directory", name)
        return None  # opening a pipe twice would take its content away
    with open(name, "rb"):
        return status.st_size


def decompressed(file: io.BufferedReader[io.FileIO]) -> BinaryIO:
    """What a file holds, whatever it is called: told by its first bytes."""
    start = file.peek(len(ZSTD))
    if start.startswith(GZIP):
        return cast("BinaryIO", gzip.open(file))
    if start.startswith(ZSTD):
        return cast("BinaryIO", zstd.open(file))
    return file


def create(path: str) -> BinaryIO:
    """A new file, compressed as its name says: `.gz`, `.zst`, else not. Raises OSError."""
    if path.endswith(".gz"):
        return cast("BinaryIO", gzip.open(path, "wb", GZIP_LEVEL))
    if path.endswith(".zst"):
        return cast("BinaryIO", zstd.open(path, "wb"))
    return open(path, "wb", buffering=BUFFER)
