"""Sealing: part files of past days, which nobody writes any more, are compressed.

The plain file goes last, when what was written has been read back from the disk and found equal to the byte. A crash at any moment leaves
the plain file, alone or beside the sealed one; then it counts, and the next sealing does all of it again.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from backports import zstd

from crawler.index.parts import FOLDERS, sync_folder, write_all
from crawler.index.tree import BUFFER, PLAIN, sealed_name

UNFINISHED = ".new"
"""Behind the name of a sealed file that is being written. No reader takes it for a part."""
TIME = 60
"""Seconds for which the end of a run may seal; a year of parts that are there when sealing is switched on takes several runs."""
OPTIONS: dict[int, int] = {zstd.CompressionParameter.checksum_flag: 1}


def seal_old(output: Path, publisher: str, today: date, days: int, busy: Container[str] = ()) -> int:
    """Seal the publisher's parts of days that ended `days` whole days before `today` or earlier, the oldest first; how many they were.

    Only for the holder of the publisher's lock. `busy` are parts, by their path below `output`, whose run is not closed. Raises OSError.
    """
    until = time.monotonic() + TIME
    sealed = 0
    for part in sorted(_plain_parts(output, publisher), key=lambda part: part.name):
        if time.monotonic() > until:
            break
        if _age(part, today) > days and str(part.relative_to(output)) not in busy:
            seal(part)
            sealed += 1
    return sealed


def _plain_parts(output: Path, publisher: str) -> Iterator[Path]:
    return (part for folder in FOLDERS for part in output.glob(f"{folder}/publisher={publisher}/date=*/*{PLAIN}"))


def _age(part: Path, today: date) -> int:
    """Days since the day in a part's path; -1 where that is none."""
    try:
        return (today - date.fromisoformat(part.parent.name.removeprefix("date="))).days
    except ValueError:
        return -1


def seal(part: Path) -> None:
    """Put a sealed part in the place of a plain one. Raises OSError naming the part; then that is as it was."""
    sealed = sealed_name(part)
    new = sealed.with_name(sealed.name + UNFINISHED)
    try:
        _compress(part, new)
        _compare(part, new)
        new.replace(sealed)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(part)) from error
    sync_folder(part.parent)
    part.unlink()
    sync_folder(part.parent)


def _compress(part: Path, new: Path) -> None:
    """Write a part as one Zstandard frame with size and checksum, and leave the disk alone with it."""
    with open(part, "rb") as plain, open(new, "wb", buffering=0) as file:
        compressor = zstd.ZstdCompressor(options=OPTIONS)
        compressor.set_pledged_input_size(os.fstat(plain.fileno()).st_size)
        while block := plain.read(BUFFER):
            write_all(file, compressor.compress(block))
        write_all(file, compressor.flush())
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # not on macOS
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _compare(part: Path, new: Path) -> None:
    """Raises OSError where the two do not hold the same bytes."""
    with open(part, "rb") as plain, zstd.open(new) as file:
        try:
            same = all(block == plain.read(BUFFER) for block in iter(lambda: file.read(BUFFER), b"")) and not plain.read(1)
        except (zstd.ZstdError, EOFError):
            same = False
    if not same:
        raise OSError(errno.EIO, "sealed, it is not what it was; the disk may be bad")
