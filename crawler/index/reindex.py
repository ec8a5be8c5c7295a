"""Making the index anew from the files, beside the old one: until it is whole, nothing of the old one is touched."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from crawler.index.database import Connection, Place, connect, make_anew
from crawler.index.errors import IndexFailed, RunRefused
from crawler.index.lock import IndexLock
from crawler.index.parts import sync_folder
from crawler.index.recovery import Progress, rebuild


def reindex(index: Place, output: Path, progress: Progress | None = None, *, add: bool = False) -> int:
    """Make the index anew from the lines in `output`; how many they were. With `add` they are added to what it holds, for an index that
    serves several folders.

    May be interrupted anywhere and called again. Raises `RunRefused`: 4 while a run is at work, 5 where index or files cannot be read or
    written.
    """
    lock = IndexLock(index)
    lock.acquire(datetime.now(UTC), publisher=None)
    try:
        if add:
            with closing(connect(index)) as connection:
                return _in_transaction(connection, output, progress, anew=False)
        if isinstance(index, Path):
            return _replace(index, output, progress)
        with closing(Connection(index)) as connection:
            return _in_transaction(connection, output, progress, anew=True)
    except IndexFailed as error:
        raise RunRefused(5, str(error)) from error
    except (OSError, ValueError) as error:
        raise RunRefused(5, f"index {index}: cannot be made from {output}: {error}") from error
    finally:
        lock.release()


def _in_transaction(connection: Connection, output: Path, progress: Progress | None, *, anew: bool) -> int:
    connection.begin()
    try:
        if anew:
            make_anew(connection)
        lines = rebuild(connection, output, progress)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return lines


def _replace(index: Path, output: Path, progress: Progress | None) -> int:
    """A new file takes the place of the old one, in one step."""
    new = index.with_name(index.name + ".new")
    _remove(new)
    try:
        with closing(connect(new)) as connection:
            lines = _in_transaction(connection, output, progress, anew=False)
        # The old file's log would be taken for the new one's. What is in it goes into the old file first, if that can be read at all.
        with suppress(sqlite3.Error), closing(sqlite3.connect(index)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for log in _logs(index):
            log.unlink(missing_ok=True)
        new.replace(index)
        sync_folder(index.parent)
    finally:
        _remove(new)
    return lines


def _remove(index: Path) -> None:
    for path in (index, *_logs(index)):
        path.unlink(missing_ok=True)


def _logs(index: Path) -> list[Path]:
    """The files that SQLite keeps beside its database while that is open."""
    return [index.with_name(index.name + end) for end in ("-wal", "-shm")]
