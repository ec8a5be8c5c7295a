"""What an index says at one moment, while runs may be at work, and which bytes of which files it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crawler.index.database import Connection
from crawler.index.errors import IndexFailed
from crawler.index.findings import Findings
from crawler.index.ledger import Known, Ledger
from crawler.index.tree import parts_of

BATCH = 10_000
"""Rows read at once."""
TRIES = 20

MISSING_TEXT = "SELECT n, id FROM article WHERE NOT EXISTS (SELECT 1 FROM text WHERE text.hash = article.text_hash)"
MISSING_PAGE = (
    "SELECT key, article FROM frontier WHERE article IS NOT NULL AND NOT EXISTS (SELECT 1 FROM article WHERE article.id = frontier.article)"
)
MISSING_RUN = "SELECT path FROM part WHERE NOT EXISTS (SELECT 1 FROM run WHERE run.id = part.run)"


class Moment(NamedTuple):
    """The files that an index speaks of."""

    parts: list[Path]
    committed: dict[str, int]
    """For parts of runs that are at work or were killed, by their path below the output folder: the bytes that the index knows.
    It knows all others whole.
    """
    publishers: set[str]
    """Of those runs."""


def open_moment(connection: Connection, output: Path) -> Moment:
    """Start a transaction that sees the index as it is now, and find the files that it speaks of. Raises `IndexFailed`.

    A run notes its parts before they have a byte and forgets them when all is committed. So a file that was there before the transaction
    and is not noted is known whole; one that came since and is not noted belongs to a run that the transaction may not see: then again.
    """
    for _ in range(TRIES):
        before = parts_of(output)
        connection.begin_reading()
        committed = dict(connection.rows("SELECT path, committed FROM part"))
        publishers = {publisher for (publisher,) in connection.rows("SELECT publisher FROM run")}
        after = parts_of(output)
        known = {*before, *(output / path for path in committed)}
        if known.issuperset(after):
            return Moment(after, committed, publishers)
        connection.rollback()
    raise IndexFailed(f"index {connection.place}: runs begin and end too fast for it to be read; try again")


def take_down(connection: Connection, ledger: Ledger) -> None:
    """Put what the index knows of articles and links into the ledger."""
    statement = "SELECT n, id, revision, text_hash, story, duplicate_of, origin FROM article"
    ledger.know(
        Known(id, revision, digest.hex(), story or id, duplicate_of, origin)
        for _, id, revision, digest, story, duplicate_of, origin in _batches(connection, statement, "n")
    )
    ledger.know_links(connection.rows("SELECT kind, id, target FROM link"))


def check_itself(connection: Connection, findings: Findings) -> None:
    """Whether an index agrees with itself."""
    place = connection.place
    if connection.is_sqlite:
        for (said,) in connection.rows("PRAGMA quick_check"):
            if said != "ok":
                findings.add("index", place, None, f"SQLite says: {' '.join(said.split())}")
    for _, id in _batches(connection, MISSING_TEXT, "n"):
        findings.add("index", place, None, f"the text of {id} is missing")
    for key, article in _batches(connection, MISSING_PAGE, "key"):
        findings.add("frontier", place, None, f"page {key} gave {article}, which it does not know")
    for (path,) in connection.rows(MISSING_RUN):
        findings.add("index", place, None, f"{path} has no run")


def _batches(connection: Connection, statement: str, key: str) -> Iterator[Any]:
    """All rows of a query, whose first column is a key of the table, a batch in memory at a time."""
    joined = "AND" if " WHERE " in statement else "WHERE"
    last = -(1 << 63)
    while rows := connection.rows(f"{statement} {joined} {key} > :last ORDER BY {key} LIMIT {BATCH}", {"last": last}):
        yield from rows
        last = rows[-1][0]
