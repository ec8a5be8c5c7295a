"""What the lines of a tree and the rows of an index say of the same articles, side by side in a temporary database on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

MEMORY = 64 * 1024
"""Kilobytes of the database that are kept in memory, at most."""

TABLES = """
CREATE TABLE line (
  id TEXT, revision INTEGER, hash TEXT, story TEXT, duplicate_of TEXT, origin TEXT, part INTEGER, number INTEGER, told INTEGER,
  PRIMARY KEY (id, revision)
) WITHOUT ROWID;
CREATE TABLE link (kind TEXT, id TEXT, target TEXT, part INTEGER, number INTEGER);
CREATE INDEX by_id ON link (kind, id, target);
CREATE TABLE gone (id TEXT, part INTEGER, number INTEGER);
CREATE TABLE known (id TEXT PRIMARY KEY, revision INTEGER, hash TEXT, story TEXT, duplicate_of TEXT, origin TEXT) WITHOUT ROWID;
CREATE TABLE known_link (kind TEXT, id TEXT, target TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
"""

NEWEST = "NOT EXISTS (SELECT 1 FROM line AS newer WHERE newer.id = line.id AND newer.revision > line.revision)"
IS_THERE = "EXISTS (SELECT 1 FROM line AS other WHERE other.id = {0})"


class Entry(NamedTuple):
    """An article line. `part` is the number of its file; `told` says that something was found wrong with it already."""

    id: str
    revision: int
    hash: str | None
    story: str | None
    duplicate_of: str | None
    origin: str | None
    part: int
    number: int
    told: bool = False


class Known(NamedTuple):
    """A row of the index's table `article`."""

    id: str
    revision: int
    hash: str
    story: str
    duplicate_of: str | None
    origin: str | None


class Ledger:
    """Filled first, then asked. Every method raises sqlite3.Error where there is no room."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{MEMORY}"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(TABLES)
        self._database.execute("BEGIN")

    def close(self) -> None:
        self._database.close()

    def enter(self, entry: Entry) -> tuple[int, int] | None:
        """Take an article line in; or part and number of the line that had its id and revision before."""
        try:
            self._database.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
        except sqlite3.IntegrityError:
            key = (entry.id, entry.revision)
            row: tuple[int, int] = self._database.execute("SELECT part, number FROM line WHERE id = ? AND revision = ?", key).fetchone()
            return row
        return None

    def link(self, kind: str, id: str, target: str, part: int, number: int) -> None:
        self._database.execute("INSERT INTO link VALUES (?, ?, ?, ?, ?)", (kind, id, target, part, number))

    def gone(self, id: str, part: int, number: int) -> None:
        self._database.execute("INSERT INTO gone VALUES (?, ?, ?)", (id, part, number))

    def know(self, rows: Iterable[Known]) -> None:
        """Take rows of the index in."""
        self._database.executemany("INSERT INTO known VALUES (?, ?, ?, ?, ?, ?)", rows)

    def know_links(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._database.executemany("INSERT INTO known_link VALUES (?, ?, ?)", rows)

    def count(self) -> int:
        """Articles, in all revisions."""
        (count,) = self._database.execute("SELECT count(*) FROM line").fetchone()
        return int(count)

    def gaps(self) -> Iterator[tuple[str, int, int, int]]:
        """Revisions without the one before them: id, revision, part, number."""
        return self._rows(
            "SELECT id, revision, part, number FROM line WHERE revision > 1 AND NOT EXISTS"
            " (SELECT 1 FROM line AS older WHERE older.id = line.id AND older.revision = line.revision - 1)"
        )

    def dangling(self, *, shared: bool) -> Iterator[tuple[int, int, str, str]]:
        """Lines that name an article that has none: part, number, field, id. With `shared` the index may have it."""
        elsewhere = " AND NOT EXISTS (SELECT 1 FROM known WHERE known.id = {0})" if shared else ""
        missing = ("NOT " + IS_THERE + elsewhere).format
        for column in ("duplicate_of", "story"):
            condition = f"{column} IS NOT NULL AND {missing(f'line.{column}')}"
            yield from self._rows(f"SELECT part, number, '{column}', {column} FROM line WHERE {condition}")  # noqa: S608
            self._database.execute(f"UPDATE line SET told = 1 WHERE {condition}")  # noqa: S608
        yield from self._rows(f"SELECT part, number, 'to', target FROM link WHERE {missing('link.target')}")  # noqa: S608
        has_line = f"kind <> 'moved' AND {missing('link.id')}"
        yield from self._rows(f"SELECT part, number, 'id', id FROM link WHERE {has_line}")  # noqa: S608
        yield from self._rows(f"SELECT part, number, 'id', id FROM gone WHERE {missing('gone.id')}")  # noqa: S608

    def circles(self) -> Iterator[tuple[int, int, str]]:
        """Links whose chain leads back to them: part, number, id."""
        for kind in ("story", "moved"):
            for part, number, id, target in self._rows("SELECT part, number, id, target FROM link WHERE kind = ?", kind):
                seen: set[str] = set()
                while target != id and target not in seen:
                    seen.add(target)
                    row = self._database.execute("SELECT target FROM link WHERE kind = ? AND id = ?", (kind, target)).fetchone()
                    if row is None:
                        break
                    (target,) = row
                if target == id:
                    yield part, number, id

    def unknown(self) -> Iterator[tuple[int, int, str]]:
        """Newest lines of articles that the index does not know: part, number, id."""
        return self._rows(
            f"SELECT part, number, id FROM line WHERE told = 0 AND {NEWEST} AND NOT EXISTS (SELECT 1 FROM known WHERE known.id = line.id)"  # noqa: S608
        )

    def lost(self) -> Iterator[tuple[str, int]]:
        """Articles that only the index knows: id, revision."""
        return self._rows(f"SELECT id, revision FROM known WHERE NOT {IS_THERE.format('known.id')}")  # noqa: S608

    def different(self) -> Iterator[tuple[Entry, Known]]:
        """Newest lines of which the index says something else."""
        names = ("revision", "hash", "story", "duplicate_of", "origin")
        differs = " OR ".join(f"line.{name} IS NOT known.{name}" for name in names)
        rows = self._rows(
            f"SELECT line.*, known.* FROM line JOIN known ON known.id = line.id WHERE told = 0 AND {NEWEST} AND ({differs})"  # noqa: S608
        )
        width = len(Entry._fields)
        return ((Entry(*row[:width]), Known(*row[width:])) for row in rows)

    def unknown_links(self) -> Iterator[tuple[int, int, str, str]]:
        """Links of which the index knows nothing, or another target: part, number, kind, id."""
        return self._rows(
            "SELECT part, number, kind, id FROM link WHERE kind <> 'origin' AND NOT EXISTS (SELECT 1 FROM known_link"
            " WHERE known_link.kind = link.kind AND known_link.id = link.id)"
        )

    def lost_links(self) -> Iterator[tuple[str, str, str]]:
        """Links that only the index knows: kind, id, target."""
        return self._rows(
            "SELECT kind, id, target FROM known_link WHERE NOT EXISTS (SELECT 1 FROM link"
            " WHERE link.kind = known_link.kind AND link.id = known_link.id AND link.target = known_link.target)"
        )

    def _rows(self, statement: str, *parameters: Any) -> Iterator[Any]:
        return iter(self._database.execute(statement, parameters))
