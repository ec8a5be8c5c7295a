"""The part files of an output folder, as readers see them: each once, whether it is plain or sealed.

A part is known by its plain name, `<run>.jsonl`. What is sealed stands in `<run>.jsonl.zst` instead (`crawler.index.seal`). Where a sealing
was cut off there are both: then the plain one counts.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from backports import zstd

from crawler.index.parts import FOLDERS, Folder

PLAIN, SEALED = ".jsonl", ".jsonl.zst"
HEAD = 18
"""Bytes of the longest head of a Zstandard frame."""
BUFFER = 1 << 17
"""Bytes read at once."""


class DamagedSeal(OSError):
    """A sealed part that cannot be read to its end, and not for want of a disk. Raised while it is read."""


def parts_of(output: Path, *folders: Folder) -> list[Path]:
    """The parts of an output folder, by their plain names, the oldest run first; only those of the given folders, if any are given."""
    found = {
        (path.name.removesuffix(".zst"), order, path.parent)
        for order, folder in enumerate(folders or FOLDERS)
        for ending in (PLAIN, SEALED)
        for path in output.glob(f"{folder}/*/*/*{ending}")
    }
    return [folder / name for name, _, folder in sorted(found)]


def sealed_name(part: Path) -> Path:
    """Where a part stands when it is sealed."""
    return part.with_name(part.name + ".zst")


def file_of(part: Path) -> Path:
    """The file in which a part stands."""
    return part if part.exists() or not sealed_name(part).exists() else sealed_name(part)


def size_of(part: Path) -> int:
    """Bytes of a part, as plain text. Raises OSError."""
    try:
        return part.stat().st_size
    except FileNotFoundError:
        with open(sealed_name(part), "rb") as file:
            try:
                size = zstd.get_frame_info(file.read(HEAD)).decompressed_size
            except zstd.ZstdError:
                size = None  # reading it will tell
        return size if size is not None else sealed_name(part).stat().st_size


@contextmanager
def open_part(part: Path) -> Iterator[BinaryIO]:
    """A part as plain bytes, from its plain name, or any other file by its own. Raises OSError, also while it is read."""
    try:
        with _opened(part) as file:
            yield file
    except (zstd.ZstdError, EOFError) as error:
        raise DamagedSeal(errno.EIO, f"damaged ({error})", str(file_of(part))) from error


def _opened(part: Path) -> BinaryIO:
    if part.suffix != ".zst":
        try:
            return open(part, "rb", buffering=BUFFER)
        except FileNotFoundError:
            # Between listing and reading it may have been sealed.
            if not sealed_name(part).exists():
                raise
            part = sealed_name(part)
    if part.stat().st_size == 0:  # which zstd would read as nothing
        raise DamagedSeal(errno.EIO, "damaged (it is empty)", str(part))
    return cast("BinaryIO", zstd.open(part))


def as_plain_file(part: Path) -> BinaryIO:
    """The same as a file that can be read from anywhere in it: of a sealed part a copy, which goes when it is closed. Raises OSError."""
    if part.exists():
        return open(part, "rb")
    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the caller's
    try:
        with open_part(part) as file:
            shutil.copyfileobj(file, copy, BUFFER)
        copy.flush()
    except BaseException:
        copy.close()
        raise
    return copy
