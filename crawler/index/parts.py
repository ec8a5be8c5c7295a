"""Part files: one for each run and kind of line, written only at its end and only by its run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal

import orjson

Folder = Literal["articles", "duplicates", "rejected", "gone", "links"]
FOLDERS: tuple[Folder, ...] = ("articles", "duplicates", "rejected", "gone", "links")
WRITTEN: tuple[Folder, ...] = ("links", "articles", "duplicates", "rejected", "gone")
"""In which order a group is put on disk. After a crash an article whose line is there is not decided again, so what was found out with it
must be there before; a copy must not be there without its article.
"""


def inside(output: Path, name: str) -> Path:
    """The file that a name says, below the output folder.

    Raises OSError where it is in none of its folders: a name with `..` in a shared index, a folder or file that is a link to elsewhere.
    """
    path, root = output / name, output.resolve()
    if not any(path.resolve().is_relative_to(root / folder) for folder in FOLDERS):
        raise OSError(f"part {name!r} is not a file in the folders of {output}; it is not touched")
    return path


class Parts:
    """The part files of one run. Used by the worker's thread alone.

    Lines gather in memory until `sync` puts them on disk; `commit` says that the index knows them. `rollback` forgets what came after
    the last `commit`, and cuts it off where it is on disk already.
    """

    def __init__(self, output: Path, publisher: str, day: str, run: str) -> None:
        self.output = output
        self.names: dict[Folder, str] = {folder: f"{folder}/publisher={publisher}/date={day}/{run}.jsonl" for folder in FOLDERS}
        self._files: dict[Folder, BinaryIO] = {}
        self._sizes: dict[Folder, int] = {}
        self._committed: dict[Folder, int] = {}
        self._pending: dict[Folder, list[bytes]] = {}

    def append(self, folder: Folder, line: Any) -> None:
        """Add one dataclass or dict as a line."""
        self._pending.setdefault(folder, []).append(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    def sync(self) -> dict[str, int]:
        """Put everything on disk; the names (below the output folder) of the files that grew, with their sizes in bytes. Raises OSError.

        In the order of `WRITTEN`.
        """
        pending = {folder: self._pending[folder] for folder in WRITTEN if folder in self._pending}
        grown = {folder: self._sizes.get(folder, 0) + sum(map(len, lines)) for folder, lines in pending.items()}
        for folder, lines in pending.items():
            with naming(self.output / self.names[folder]):
                file = self._files.get(folder) or self._open(folder)
                write_all(file, b"".join(lines))
                os.fsync(file.fileno())
        self._pending.clear()
        self._sizes.update(grown)
        return {self.names[folder]: size for folder, size in grown.items()}

    def commit(self) -> None:
        """What is on disk is known to the index."""
        self._committed = dict(self._sizes)

    def rollback(self) -> None:
        """Forget what was not committed. What cannot be cut off is taken into the index at the next start."""
        for folder, file in self._files.items():
            with contextlib.suppress(OSError):
                file.truncate(self._committed.get(folder, 0))
        self._pending.clear()
        self._sizes = dict(self._committed)

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _open(self, folder: Folder) -> BinaryIO:
        path = inside(self.output, self.names[folder])
        make_folder(path.parent, self.output)
        file: BinaryIO = open(path, "xb", buffering=0)  # noqa: SIM115 - closed by close()
        self._files[folder] = file
        sync_folder(path.parent)
        return file


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Put the name of a file into an OSError that has none: those of writing and fsync do not say what was written."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(path)
        raise


def write_all(file: BinaryIO, data: bytes) -> None:
    """Write to an unbuffered file until nothing is left. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def make_folder(folder: Path, root: Path) -> None:
    """Make a folder and its parents, each entry on disk before anything is put into it. Raises OSError.

    From `root` on those that are there are fsynced too: whoever made them may have died before he did it.
    """
    levels = [folder, *folder.parents]
    below = len(folder.relative_to(root).parts)
    for path in reversed([*levels[:below], *(path for path in levels[below:] if path == root or not path.exists())]):
        path.mkdir(exist_ok=True)
        with contextlib.suppress(PermissionError):  # who may not read the folder above the root has not made the root
            sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """fsync a folder, so that the files in it are still there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with naming(folder):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
