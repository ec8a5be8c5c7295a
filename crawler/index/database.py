"""The index as a SQLite file: its tables, and how it is opened.

The index is a cache of the JSON Lines files: it may lag behind them, never run ahead.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.index.errors import RunRefused

SCHEMA_VERSION = 2

SCHEMA = """
-- Runs, and how far each of their part files is known to the tables below. Rows of a run that ended well are removed.
CREATE TABLE run (id TEXT PRIMARY KEY, publisher TEXT NOT NULL, started TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE part (path TEXT PRIMARY KEY, run TEXT NOT NULL, committed INTEGER NOT NULL) WITHOUT ROWID;

-- Articles: what stands in articles/ and duplicates/. Hashes and sketches, never texts.
CREATE TABLE article (
    n INTEGER PRIMARY KEY,          -- in the order in which they came
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    text_hash BLOB NOT NULL,
    story TEXT,                     -- where it is not its own
    duplicate_of TEXT,
    origin TEXT,                    -- the agency that it credits, where that is not its publisher
    sketch BLOB                     -- where it was the first with its text
);
CREATE TABLE text (hash BLOB PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE band (key INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) WITHOUT ROWID;

-- What lines of links/ say: a story is part of another (story), an article is stored under another id (moved).
CREATE TABLE link (kind TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;

-- The frontier: one row a page. Times are seconds since 1970, UTC. url and title are forgotten once the row is settled.
CREATE TABLE frontier (
    key INTEGER PRIMARY KEY,        -- url_key of the canonical URL
    publisher TEXT NOT NULL,
    state TEXT NOT NULL,            -- due, taken, done, failed, gone
    url TEXT,
    title TEXT,                     -- headline hint
    published INTEGER,              -- publication time, hinted or read
    hint INTEGER,                   -- newest time that a source or the page itself gave
    rank INTEGER NOT NULL,          -- larger is fetched sooner
    next_at INTEGER NOT NULL,       -- not due before
    attempts INTEGER NOT NULL DEFAULT 0,
    revisit INTEGER NOT NULL DEFAULT 0,
    run TEXT,                       -- the run that took it last
    article TEXT,                   -- id of the article that the page gave
    etag TEXT,
    last_modified TEXT
);
CREATE INDEX frontier_due ON frontier (publisher, revisit, rank DESC) WHERE state = 'due';
CREATE INDEX frontier_gone ON frontier (article) WHERE state = 'gone';

-- Listings and sitemaps that were once read to their end: up to which time stamp, back to which time.
CREATE TABLE source (key INTEGER PRIMARY KEY, modified INTEGER, reached INTEGER NOT NULL);
"""


def database_path(url: str, root: Path) -> Path:
    """The file of `sqlite:///PATH`; a relative path is taken from `root`. Raises `RunRefused` (2) for any other URL."""
    scheme, _, path = url.partition(":///")
    if scheme != "sqlite" or not path:
        raise RunRefused(2, f"INDEX_URL={url!r}: only sqlite:///PATH is known")
    return root / path


def connect(path: Path) -> sqlite3.Connection:
    """Open or create the index. For use in one thread, transactions by hand. Raises `RunRefused` (5) where that is impossible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    except (OSError, sqlite3.Error) as error:
        raise RunRefused(5, f"index {path}: cannot be opened ({error})") from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A commit lost in a power cut is read again from the part files, so one fsync a checkpoint is enough.
        connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise RunRefused(5, f"index {path}: cannot be used ({error}); delete it, and the next run makes it anew from the files") from error
    except RunRefused:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")
    if version not in (0, SCHEMA_VERSION):
        raise RunRefused(
            5, f"index {path}: its schema is {version}, not {SCHEMA_VERSION}; delete it, and the next run makes it anew from the files"
        )
