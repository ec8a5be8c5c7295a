"""After a crash: what a dead run had written but not yet told the index is read from its part files."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import orjson

from crawler.index import articles, frontier, links
from crawler.index.database import Connection
from crawler.items import Article, Link, Marked

logger = logging.getLogger(__name__)

Line = TypeVar("Line", Article, Link)


def recover(connection: Connection, output: Path, publisher: str) -> int:
    """Bring the index up to what the publisher's dead runs left on disk; how many lines that were.

    Only for the holder of the publisher's lock, inside a transaction. A torn last line goes to `<part>.torn`.
    """
    frontier.release(connection, publisher)
    lines = 0
    runs = {"publisher": publisher}
    for name, committed in connection.rows(
        "SELECT path, committed FROM part JOIN run ON run.id = part.run WHERE publisher = :publisher", runs
    ):
        path = output / name
        if path.exists():
            set_torn_tail_aside(path)
            for line in read_lines(path, committed):
                _index(connection, line)
                lines += 1
        elif not connection.is_sqlite:
            continue  # it may stand on another machine, whose next run reads it
        connection.execute("DELETE FROM part WHERE path = :path", {"path": name})
    connection.execute("DELETE FROM run WHERE publisher = :publisher AND id NOT IN (SELECT run FROM part)", runs)
    return lines


def rebuild(connection: Connection, output: Path) -> int:
    """Fill a new index from all part files of an output folder, oldest run first; how many lines that were.

    What each page was is not in them: the next crawl asks for the pages that its sources still name, and finds them unchanged.
    """
    lines = 0
    for path in sorted([*output.glob("articles/*/*/*.jsonl"), *output.glob("duplicates/*/*/*.jsonl")], key=lambda path: path.name):
        set_torn_tail_aside(path)
        for line in read_lines(path):
            _index(connection, line)
            lines += 1
    return lines


def set_torn_tail_aside(path: Path) -> None:
    """Move what stands behind the last line end of a part file to `<part>.torn`. Raises OSError."""
    with open(path, "r+b") as file:
        data_end = _last_line_end(file.fileno(), path.stat().st_size)
        file.seek(data_end)
        if tail := file.read():
            with open(path.with_name(path.name + ".torn"), "ab") as torn:
                torn.write(tail + b"\n")
                os.fsync(torn.fileno())
            file.truncate(data_end)
            os.fsync(file.fileno())
            logger.warning("%s: a torn last line of %d bytes was moved to %s.torn", path, len(tail), path.name)


def _last_line_end(descriptor: int, size: int) -> int:
    """Offset behind the last newline of a file."""
    end = size
    while end > 0:
        start = max(0, end - 65536)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def read_lines(path: Path, offset: int = 0) -> Iterator[dict[str, Any]]:
    """The lines of a part file from a byte offset on. Raises ValueError naming file and offset for a line that is no JSON object."""
    with open(path, "rb") as file:
        file.seek(offset)
        for raw in file:
            try:
                line = orjson.loads(raw)
            except ValueError as error:
                raise ValueError(f"{path}: the line at byte {offset} is not JSON ({error})") from error
            if not isinstance(line, dict):
                raise ValueError(f"{path}: the line at byte {offset} is no JSON object")
            offset += len(raw)
            yield line


def _index(connection: Connection, line: dict[str, Any]) -> None:
    """Take a line of `articles/`, `duplicates/` or `links/` into the index; lines of the other folders say nothing to it."""
    if "text_hash" in line:
        kind = Marked if "duplicate_of" in line else Article
        articles.remember(connection, _made(kind, line))
    elif "to" in line:
        links.remember(connection, _made(Link, line))


def _made(kind: type[Line], line: dict[str, Any]) -> Line:
    return kind(**{field.name: line[field.name] for field in fields(kind)})
