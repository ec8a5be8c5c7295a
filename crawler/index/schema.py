"""The tables of the index, declared once for both databases. Imported only to make them: SQLAlchemy is large and slow to import."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, desc, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

METADATA = MetaData()

# SQLite knows one INTEGER, and only that name makes a primary key the number of the row.
LONG = BigInteger().with_variant(Integer(), "sqlite")


def _table(name: str, *parts: Column[int] | Column[str] | Column[bytes] | Index, numbered: bool = False) -> Table:
    """A table; with its rows in the primary key's own tree, unless that is the number of the row anyway."""
    return Table(name, METADATA, *parts, sqlite_with_rowid=numbered)


# Runs, and how far each of their part files is known to the tables below. Rows of a run that ended well are removed.
RUN = _table(
    "run",
    Column("id", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("started", Text, nullable=False),
)
PART = _table(
    "part",
    Column("path", Text, primary_key=True),
    Column("run", Text, nullable=False),
    Column("committed", LONG, nullable=False),
)

# Articles: what stands in articles/ and duplicates/. Hashes and sketches, never texts.
ARTICLE = _table(
    "article",
    Column("n", Integer, primary_key=True),  # in the order in which they came
    Column("id", Text, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("text_hash", LargeBinary, nullable=False),
    Column("story", Text),  # where it is not its own
    Column("duplicate_of", Text),
    Column("origin", Text),  # the agency that it credits, where that is not its publisher
    Column("sketch", LargeBinary),  # where it was the first with its text
    numbered=True,
)
TEXT = _table("text", Column("hash", LargeBinary, primary_key=True), Column("n", Integer, nullable=False))
BAND = _table(
    "band",
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
)

# What lines of links/ say: a story is part of another (story), an article is stored under another id (moved).
LINK = _table("link", Column("kind", Text, primary_key=True), Column("id", Text, primary_key=True), Column("target", Text, nullable=False))

# The frontier: one row a page. Times are seconds since 1970, UTC. url and title are forgotten once the row is settled.
FRONTIER = _table(
    "frontier",
    Column("key", LONG, primary_key=True, autoincrement=False),  # url_key of the canonical URL
    Column("publisher", Text, nullable=False),
    Column("state", Text, nullable=False),  # due, taken, done, failed, gone
    Column("url", Text),
    Column("title", Text),  # headline hint
    Column("published", LONG),  # publication time, hinted or read
    Column("hint", LONG),  # newest time that a source or the page itself gave
    Column("rank", LONG, nullable=False),  # larger is fetched sooner
    Column("next_at", LONG, nullable=False),  # not due before
    Column("found", LONG, nullable=False),  # when the run began that found it, in milliseconds; 0 for what was read back from lines
    Column("section", LONG),  # url_key of the listing that named it last
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("revisit", Integer, nullable=False, server_default="0"),
    Column("run", Text),  # the run that took it last
    Column("article", Text),  # id of the article that the page gave
    Column("etag", Text),
    Column("last_modified", Text),
    numbered=True,
)
IS_DUE, IS_GONE = text("state = 'due'"), text("state = 'gone'")
Index("frontier_due", FRONTIER.c.publisher, FRONTIER.c.revisit, desc(FRONTIER.c.rank), sqlite_where=IS_DUE, postgresql_where=IS_DUE)
Index("frontier_gone", FRONTIER.c.article, sqlite_where=IS_GONE, postgresql_where=IS_GONE)

# Listings and sitemaps that were read to their end. stamp, in milliseconds: of a sitemap what its index said of it (lastmod), of a listing
# when the run began that walked it. reached, in seconds: how far back in time that reading went.
SOURCE = _table(
    "source",
    Column("key", LONG, primary_key=True, autoincrement=False),
    Column("stamp", LONG),
    Column("reached", LONG, nullable=False),
    numbered=True,
)

# The version of all this, in PostgreSQL; a SQLite file has a number for that in its head.
VERSION = _table("khabar_index", Column("version", Integer, primary_key=True, autoincrement=False))


def statements(dialect: Dialect) -> Iterator[str]:
    """What makes the tables in an empty database."""
    for table in METADATA.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
