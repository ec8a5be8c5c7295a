"""The index as a database, SQLite or PostgreSQL: how it is opened, asked and locked.

The index is a cache of the JSON Lines files: it may lag behind them, never run ahead. Statements are written once, in what both
databases understand, with `:name` for parameters; SQLAlchemy gives them the form of each driver, once, and they run on the driver's own
connection, because SQLAlchemy around each would cost as much as all of them together (90 µs an article).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zlib import crc32

from crawler.index.errors import IndexFailed, NoIndex, RunRefused

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import Dialect

SCHEMA_VERSION = 3
WAIT = 30
"""Seconds to wait for another process that writes."""
CACHE = 16 * 1024
"""Kilobytes of a SQLite index that a connection keeps in memory, at most. More costs more than it saves, as the system keeps the file
anyway: at a commit after pages were split SQLite goes through all that it keeps. Filing an article among a million took 337 µs with 96 MB,
323 with 64, 296 with 16, 302 with 8.
"""
PAGE = 1024
"""Bytes of a page of a SQLite index. An article changes some ten pages all over the file, and each goes into the log whole: with SQLite's
own 4 KB filing an article among a million took 68 µs, now 47.
"""
LOG = 64_000
"""Pages (64 MB) that the log of a SQLite index holds before they go into it: the later they are written, the oftener one writing serves
several articles.
"""
CURE = "`scrapy reindex` makes it anew from the files in OUTPUT_DIR"

_LOCKS = crc32(b"khabar")
"""First half of the keys of our advisory locks in PostgreSQL; the second says which."""
_WRITING, _IN_USE = 0, 1


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database that holds an index."""

    address: str
    """For messages: without user, password and parameters."""
    parameters: dict[str, Any] = field(repr=False)
    """For `psycopg.connect`."""

    def __str__(self) -> str:
        return self.address


Parameters = Mapping[str, Any]
NONE: Parameters = {}

Place = Path | Server
"""Where an index is: a SQLite file, or a database of PostgreSQL."""
Fill = Callable[["Connection"], None]


def place_of(url: str, root: Path) -> Place:
    """The place that `sqlite:///PATH` or `postgresql+psycopg://USER:PASSWORD@HOST/DATABASE` names; a relative path is taken from `root`.

    Raises `RunRefused` (2) for any other URL. No message shows one: it may hold a password.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "sqlite" and rest.startswith("///") and rest.strip("/"):
        return root / rest[3:]
    if scheme not in ("postgresql", "postgresql+psycopg"):
        raise RunRefused(2, "INDEX_URL: only sqlite:///PATH and postgresql+psycopg://USER:PASSWORD@HOST/DATABASE are known")
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise RunRefused(2, "INDEX_URL: it begins like that of a PostgreSQL database, but cannot be read") from None
    given = {"host": parts.host, "port": parts.port, "user": parts.username, "password": parts.password, "dbname": parts.database}
    # Keepalives: the connection that holds a run's locks says nothing for hours, and a firewall must not forget it.
    parameters = {
        "connect_timeout": 10,
        "keepalives_idle": 60,
        **parts.query,
        **{name: value for name, value in given.items() if value is not None},
    }
    port = f":{parts.port}" if parts.port else ""
    return Server(f"postgresql://{parts.host or ''}{port}/{parts.database or ''}", parameters)


def _lock_number(name: str | None) -> int:
    return _IN_USE if name is None else (crc32(name.encode()) | 2) - (1 << 31)


class Connection:
    """A connection to an index, for use in one thread; transactions by hand. Every method raises `IndexFailed`."""

    def __init__(self, place: Place, *, read_only: bool = False) -> None:
        """Open it, or make an empty one; with `read_only` nothing can be written. Raises `IndexFailed`."""
        self.place = place
        self.is_sqlite = isinstance(place, Path)
        self._errors: type[Exception]
        self._driver: Any
        if isinstance(place, Path):
            self._errors = sqlite3.Error
            self._driver = self._open_to_read(place) if read_only else self._open_file(place)
        else:
            psycopg = import_psycopg()
            self._errors = psycopg.Error
            self._driver = self._open_server(place, psycopg)
            if read_only:
                self.execute("SET default_transaction_read_only = on")

    def rows(self, statement: str, parameters: Parameters = NONE) -> list[Any]:
        """All rows of a query, as tuples."""
        try:
            rows: list[Any] = self._execute(statement, parameters).fetchall()
        except self._errors as error:
            raise self._failed(error) from error
        return rows

    def row(self, statement: str, parameters: Parameters = NONE) -> Any:
        """The first row of a query, or None."""
        try:
            return self._execute(statement, parameters).fetchone()
        except self._errors as error:
            raise self._failed(error) from error

    def execute(self, statement: str, parameters: Parameters = NONE) -> int:
        """Run a statement; how many rows it changed."""
        try:
            count: int = self._execute(statement, parameters).rowcount
        except self._errors as error:
            raise self._failed(error) from error
        return count

    def executemany(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run one statement for each of several sets of parameters."""
        try:
            if self.is_sqlite:
                self._driver.executemany(statement, rows)
            elif rows := list(rows):
                with self._driver.cursor() as cursor:
                    cursor.executemany(_for_psycopg(statement), rows)
        except self._errors as error:
            raise self._failed(error) from error

    def begin(self) -> None:
        """Start a transaction that may decide and write: no other process does so until its end."""
        self.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        if not self.is_sqlite:
            # Read after the lock: at PostgreSQL's usual isolation each statement sees what was committed before it.
            self.execute(f"SELECT pg_advisory_xact_lock({_LOCKS - (1 << 31)}, {_WRITING})")

    def begin_reading(self) -> None:
        """Start a transaction that sees the index as it is at its first statement, whatever others write."""
        self.execute("BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, if there is one; closing would do it too, so nothing is raised."""
        with suppress(IndexFailed):
            if not self.is_sqlite or self._driver.in_transaction:
                self.execute("ROLLBACK")

    def make_durable(self) -> None:
        """From here on a commit returns when it, and all before it, is on disk. Not inside a transaction."""
        self.execute("PRAGMA synchronous = FULL" if self.is_sqlite else "SET synchronous_commit = on")

    def lock(self, name: str | None, *, shared: bool = False) -> bool:
        """Take a lock of a PostgreSQL server that lasts as long as this connection: that of a publisher, or with None that of the whole
        index. False if somebody else has it. (With SQLite locks are files: `crawler.index.lock`.)
        """
        function = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
        (taken,) = self.row(f"SELECT {function}({_LOCKS - (1 << 31)}, {_lock_number(name)})")
        return bool(taken)

    def call_session(self, words: str) -> None:
        """Say to a PostgreSQL server who this connection is, for `lock_holders` and its administrator."""
        self.row("SELECT set_config('application_name', :words, false)", {"words": words})

    def lock_holders(self, name: str | None) -> list[str]:
        """What the sessions that hold such a lock are called; a session of another user of the database may not be seen."""
        rows = self.rows(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = :first AND objid = :second"
            " AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " ORDER BY application_name",
            {"first": (_LOCKS - (1 << 31)) % (1 << 32), "second": _lock_number(name) % (1 << 32)},
        )
        return [called for (called,) in rows if called]

    def close(self) -> None:
        self._driver.close()

    def _execute(self, statement: str, parameters: Parameters) -> Any:
        return self._driver.execute(statement if self.is_sqlite else _for_psycopg(statement), parameters)

    def _open_file(self, path: Path) -> sqlite3.Connection:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            driver = sqlite3.connect(path, isolation_level=None, timeout=WAIT)
        except (OSError, sqlite3.Error) as error:
            raise IndexFailed(f"index {path}: cannot be opened ({error})") from error
        try:
            driver.execute(f"PRAGMA page_size = {PAGE}")  # of a new one
            driver.execute("PRAGMA journal_mode = WAL")
            # A commit lost in a power cut is read again from the part files, so one fsync a checkpoint is enough.
            driver.execute("PRAGMA synchronous = NORMAL")
            # Keys are spread over their whole tree: SQLite's own 2 MB are too few.
            driver.execute(f"PRAGMA cache_size = -{CACHE}")
            driver.execute(f"PRAGMA wal_autocheckpoint = {LOG}")
        except sqlite3.Error as error:
            driver.close()
            raise self._failed(error) from error
        return driver

    def _open_to_read(self, path: Path) -> sqlite3.Connection:
        # Where SQLite may not make the files that it keeps beside an open database, nobody else writes to it either.
        for how in ("mode=ro", "immutable=1"):
            try:
                driver = sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, isolation_level=None, timeout=WAIT)
            except sqlite3.Error as error:
                raise IndexFailed(f"index {path}: cannot be opened ({error})") from error
            try:
                driver.execute("SELECT 1 FROM sqlite_master")
            except sqlite3.OperationalError as error:
                driver.close()
                if "unable to open" not in str(error) or how != "mode=ro" or path.with_name(path.name + "-wal").exists():
                    raise self._failed(error) from error
            except sqlite3.Error as error:
                driver.close()
                raise self._failed(error) from error
            else:
                break
        return driver

    def _open_server(self, server: Server, psycopg: Any) -> Any:
        try:
            driver = psycopg.connect(**server.parameters, autocommit=True)
        except psycopg.Error as error:
            raise IndexFailed(f"index {server}: it cannot be reached ({' '.join(str(error).split())})") from error
        try:
            # As with SQLite: how long another may write, and no fsync for what the files have anyway.
            driver.execute(f"SET lock_timeout = '{WAIT}s'")
            driver.execute("SET synchronous_commit = off")
        except psycopg.Error as error:
            driver.close()
            raise self._failed(error) from error
        return driver

    def _failed(self, error: Exception) -> IndexFailed:
        return IndexFailed(f"index {self.place}: {explain(error)}")


def connect(place: Place, fill: Fill | None = None) -> Connection:
    """Open or create an index.

    A new one gets its tables, and so does one of an older schema; then `fill` is called, in the same transaction. Raises `RunRefused` (5)
    where that is impossible, or an older one cannot be filled because there is no `fill`.
    """
    connection = None
    try:
        connection = Connection(place)
        if _version(connection) != SCHEMA_VERSION:
            connection.begin()
            _make(connection, fill)
            connection.commit()
    except BaseException as error:
        if connection is not None:
            connection.rollback()
            connection.close()
        if isinstance(error, IndexFailed):
            raise RunRefused(5, str(error)) from error
        raise
    return connection


def read_only(place: Place) -> Connection:
    """Open an index to read it. Raises `NoIndex`, or `IndexFailed` where it cannot be read or is of a newer Khabar."""
    if isinstance(place, Path) and not place.exists():
        raise NoIndex(f"there is no index {place}")
    connection = Connection(place, read_only=True)
    try:
        version = _version(connection)
        if version > SCHEMA_VERSION:
            raise IndexFailed(f"index {place}: its schema is {version}, that of a newer Khabar; this one knows {SCHEMA_VERSION}")
        if version < SCHEMA_VERSION:
            raise NoIndex(f"the index {place} is {f'of an older schema, {version}' if version else 'empty'}")
    except BaseException:
        connection.close()
        raise
    return connection


def make_anew(connection: Connection) -> None:
    """Drop all tables of the index that are there, and make empty ones. Inside a transaction."""
    from crawler.index.schema import METADATA, statements

    for table in METADATA.sorted_tables:
        connection.execute(f"DROP TABLE IF EXISTS {table.name}")
    for statement in statements(_dialect(connection.is_sqlite)):
        connection.execute(statement)
    if connection.is_sqlite:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    else:
        connection.execute("INSERT INTO khabar_index (version) VALUES (:version)", {"version": SCHEMA_VERSION})


def explain(error: Exception) -> str:
    """What is wrong with an index, from the driver's error, and what to do."""
    said = " ".join(str(error).split())
    if "locked" in said or "lock timeout" in said:
        return f"it was locked by another process for {WAIT} s; try again when that has ended"
    if "readonly" in said or "read-only" in said:
        return f"it is read-only ({said}); see to its owner and permissions"
    if "malformed" in said or "not a database" in said or "no such table" in said:
        return f"it is damaged ({said}); {CURE}"
    if wrong := _fault_outside(error):
        return f"{wrong} ({said}), then run it again: nothing that was counted is lost"
    return f"it cannot be used ({said}); if it is damaged, {CURE}"


def _fault_outside(error: Exception) -> str | None:
    """What to do where not the database is wrong but what it stands on: the disk, or the server."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        # SQLite says IOERR also where there is no room for the files that it keeps beside the database.
        return {sqlite3.SQLITE_FULL: "its disk is full: make room", sqlite3.SQLITE_IOERR: "its disk is full or bad: see to it"}.get(code)
    state = getattr(error, "sqlstate", None) or ""
    if state == "53100":
        return "the disk of its server is full: make room there"
    if state == "58030":
        return "the disk of its server may be bad: see the server's log"
    # Most often what stops a server leaves its clients without any answer, and so without a state.
    if state.startswith(("08", "57P")) or (not state and type(error).__name__ in ("OperationalError", "InterfaceError")):
        return "its server was stopped, or cannot be reached any more: see to it"
    return None


def import_psycopg() -> Any:
    """The driver of PostgreSQL. Raises `RunRefused` (2) where it is not installed."""
    try:
        import psycopg
    except ImportError as error:
        raise RunRefused(2, f"INDEX_URL: PostgreSQL needs psycopg: pip install 'khabar[postgres]' ({error})") from error
    return psycopg


def _version(connection: Connection) -> int:
    """Version of the schema; 0 for a database without tables."""
    if connection.is_sqlite:
        (version,) = connection.row("PRAGMA user_version")
        return int(version)
    (is_there,) = connection.row("SELECT to_regclass('khabar_index') IS NOT NULL")
    return int(connection.row("SELECT max(version) FROM khabar_index")[0]) if is_there else 0


def _make(connection: Connection, fill: Fill | None) -> None:
    version = _version(connection)  # again: another process may have been quicker
    if version > SCHEMA_VERSION:
        words = f"its schema is {version}, that of a newer Khabar; this one knows {SCHEMA_VERSION}"
    elif version and fill is None:
        words = f"its schema is {version}, not {SCHEMA_VERSION}"
    elif version == SCHEMA_VERSION:
        return
    else:
        make_anew(connection)
        if fill is not None:
            fill(connection)
        return
    raise IndexFailed(f"index {connection.place}: {words}; {CURE}")


@cache
def _dialect(is_sqlite: bool) -> Dialect:
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

    return SQLiteDialect_pysqlite() if is_sqlite else PGDialect_psycopg()  # type: ignore[no-untyped-call]  # theirs


@lru_cache(maxsize=256)
def _for_psycopg(statement: str) -> str:
    """A statement with parameters as psycopg writes them."""
    from sqlalchemy import text

    return str(text(statement).compile(dialect=_dialect(False)))
