"""After a crash: what a dead run had written but not yet told the index is read from its part files."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import orjson

from crawler.index import articles, frontier, links
from crawler.index.database import Connection
from crawler.index.parts import FOLDERS, inside, naming, sync_folder, write_all
from crawler.index.tree import file_of, open_part, parts_of, size_of
from crawler.items import Article, Link, Marked

logger = logging.getLogger(__name__)

Line = TypeVar("Line", Article, Link)
Progress = Callable[[int, int, int], None]
"""Told after each line: how many there were, how many bytes that is, of how many."""
TIMES = ("published_at", "modified_at")


def recover(connection: Connection, output: Path, publisher: str) -> int:
    """Bring the index up to what the publisher's dead runs left on disk; how many lines that were.

    Only for the holder of the publisher's lock, inside a transaction. A torn last line goes to `<part>.torn`, and so does a link whose
    articles have no line. Raises OSError, ValueError.
    """
    lines = 0
    runs = {"publisher": publisher}
    parts = connection.rows("SELECT path, committed FROM part JOIN run ON run.id = part.run WHERE publisher = :publisher", runs)
    for name, committed in sorted(parts, key=_by_run):
        path = inside(output, name)
        if path.exists():
            folder = folder_of(output, path)
            set_torn_tail_aside(path, committed)
            if folder == "links":
                set_loose_links_aside(connection, path, committed)
            for _, line in _indexed(connection, path, folder, committed):
                _settle(connection, folder, line)
                lines += 1
        elif not connection.is_sqlite:
            continue  # it may stand on another machine, whose next run reads it
        connection.execute("DELETE FROM part WHERE path = :path", {"path": name})
    frontier.release(connection, publisher)
    connection.execute("DELETE FROM run WHERE publisher = :publisher AND id NOT IN (SELECT run FROM part)", runs)
    return lines


def _by_run(part: tuple[str, int]) -> tuple[str, int]:
    """The oldest run first, of each run links last: what they name is known by then."""
    folder, _, rest = part[0].partition("/")
    return rest.rpartition("/")[2], [*FOLDERS, folder].index(folder)


def rebuild(connection: Connection, output: Path, progress: Progress | None = None) -> int:
    """Take all lines of an output folder into an index, oldest run first; how many they were.

    Nothing is decided again: revision, story, copies and links are as the lines say. So is what became of each page, by its canonical
    URL; what only the old index knew (pages found and not fetched yet, validators, sitemaps read) the next crawl finds again.
    Raises ValueError naming file and offset of a line that is none, OSError.
    """
    paths = parts_of(output)
    total = sum(map(size_of, paths))
    lines = size = 0
    for path in paths:
        inside(output, str(file_of(path).relative_to(output)))
        if path.exists():  # what is sealed was whole before
            set_torn_tail_aside(path)
        folder = folder_of(output, path)
        for end, line in _indexed(connection, path, folder):
            _restore(connection, folder, line)
            lines += 1
            if progress is not None:
                progress(lines, size + end, total)
        size += size_of(path)
    return lines


def folder_of(output: Path, part: Path) -> str:
    """In which folder a part file stands: what its lines are."""
    return part.relative_to(output).parts[0]


def set_torn_tail_aside(path: Path, committed: int | None = None) -> None:
    """Move what stands behind the last line end of a part file to `<part>.torn`. Raises OSError.

    Of a dead run, of which the index knows `committed` bytes, it is all from the first line behind them that is no JSON: in a power cut
    blocks of a line that nobody was told of may get lost before its end does.
    """
    with open(path, "r+b") as file, naming(path):
        data_end = _last_line_end(file.fileno(), path.stat().st_size)
        if committed is not None:
            data_end = min(data_end, _first_bad_line(path, committed))
        file.seek(data_end)
        if tail := file.read():
            _put_aside(path, tail + b"\n")
            file.truncate(data_end)
            logger.warning("%s: a torn last line of %d bytes was moved to %s.torn", path, len(tail), path.name)
        # Whoever wrote it may have died before he did this, and what the index takes in now must not get lost in a power cut.
        os.fsync(file.fileno())
    sync_folder(path.parent)


def set_loose_links_aside(connection: Connection, path: Path, committed: int) -> None:
    """Of a dead run's links behind `committed` bytes, move those to `<part>.torn` that name an article without a line. Raises OSError.

    Links are on disk before the lines that they were found out with. Where those never came, their pages are read again and say it again.
    """
    with open(path, "rb") as file:
        head = file.read(committed)
        links = file.readlines()
    loose = [raw for raw in links if _is_loose(connection, orjson.loads(raw))]
    if loose:
        _put_aside(path, b"".join(loose))
        new = path.with_name(path.name + ".new")
        with open(new, "wb", buffering=0, opener=open_no_link) as file:
            write_all(file, head + b"".join(raw for raw in links if raw not in loose))
            os.fsync(file.fileno())
        new.replace(path)
        sync_folder(path.parent)


def _is_loose(connection: Connection, link: dict[str, Any]) -> bool:
    """Whether a link names an article that is in no line; what moved has none under its new `id`."""
    named = [link.get("to")] if link.get("kind") == "moved" else [link.get("id"), link.get("to")]
    return any(isinstance(id, str) and articles.known(connection, id) is None for id in named)


def _put_aside(path: Path, tail: bytes) -> None:
    """Add to `<part>.torn` what is about to be cut off a part."""
    torn_name = path.with_name(path.name + ".torn")
    with naming(torn_name), open(torn_name, "ab", opener=open_no_link, buffering=0) as torn:
        write_all(torn, tail)
        os.fsync(torn.fileno())
    sync_folder(path.parent)


def open_no_link(path: str, flags: int) -> int:
    """As `open` does, but not through a symbolic link."""
    return os.open(path, flags | os.O_NOFOLLOW, 0o644)


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


def _first_bad_line(path: Path, offset: int) -> int:
    """Where the first line from `offset` on begins that is no JSON object; behind the last one, if all are."""
    end = offset
    with suppress(ValueError):
        for end, _ in _read(path, offset):  # noqa: B007
            pass
    return end


def read_lines(path: Path, offset: int = 0) -> Iterator[dict[str, Any]]:
    """The lines of a part file from a byte offset on. Raises ValueError naming file and offset for a line that is no JSON object,
    OSError."""
    return (line for _, line in _read(path, offset))


def _read(path: Path, offset: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line with the offset behind it."""
    with open_part(path) as file, naming(file_of(path)):
        file.seek(offset)
        for raw in file:
            try:
                line = orjson.loads(raw)
            except ValueError as error:
                raise ValueError(f"{file_of(path)}: the line at byte {offset} is not JSON ({error})") from error
            if not isinstance(line, dict):
                raise ValueError(f"{file_of(path)}: the line at byte {offset} is no JSON object")
            offset += len(raw)
            yield offset, line


def _indexed(connection: Connection, path: Path, folder: str, offset: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of a part file, each taken into the index. Raises ValueError naming file, offset and field of one that cannot be."""
    for end, line in _read(path, offset):
        try:
            _index(connection, folder, line)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(
                f"{file_of(path)}: the line before byte {end} is none of {folder}/ ({type(error).__name__}: {error})"
            ) from error
        yield end, line


def _index(connection: Connection, folder: str, line: dict[str, Any]) -> None:
    """Take a line into the index; lines of the other folders say nothing of articles and stories."""
    if folder in ("articles", "duplicates"):
        articles.remember(connection, _made(Marked if "duplicate_of" in line else Article, line))
    elif folder == "links":
        links.remember(connection, _made(Link, line))


def _settle(connection: Connection, folder: str, line: dict[str, Any]) -> None:
    """Settle the page that a dead run had taken and that a line says is not there or gives no article, or the next run would say it again.

    A page with an article is read again: the line says nothing of its validators and of when it is to be visited next.
    """
    if folder in ("gone", "rejected"):
        frontier.settle_taken(connection, line["url"], _closed(folder, line))


def _closed(folder: str, line: dict[str, Any]) -> Literal["gone", "failed"]:
    """The state of a page by its line in gone/ or rejected/."""
    return "gone" if folder == "gone" or line["reason"] == "not_found" else "failed"


def _restore(connection: Connection, folder: str, line: dict[str, Any]) -> None:
    """Say in the frontier what became of the line's page."""
    match folder:
        case "articles" | "duplicates":
            published, modified = (int(datetime.fromisoformat(time).timestamp()) if (time := line[name]) else None for name in TIMES)
            frontier.restore(connection, line["url"], line["publisher"], "done", article=line["id"], published=published, modified=modified)
        case "gone" | "rejected":
            frontier.restore(connection, line["url"], line["publisher"], _closed(folder, line), article=line.get("id"))
        case "links" if line["kind"] == "moved":
            frontier.restore(connection, line["url"], line["publisher"], "done", article=line["to"])


def _made(kind: type[Line], line: dict[str, Any]) -> Line:
    return kind(**{field.name: line[field.name] for field in fields(kind)})
