"""Which articles are stored, under which text, in which story. Plain functions over a transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields

from crawler.items import Article, Duplicate


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds of an article."""

    revision: int
    text_hash: str
    story: str
    duplicate_of: str | None


def known(connection: sqlite3.Connection, id: str) -> Known | None:
    """What is stored under this `id`."""
    row = connection.execute("SELECT revision, text_hash, story, duplicate_of FROM article WHERE id = ?", (id,)).fetchone()
    return Known(row[0], row[1].hex(), row[2], row[3]) if row else None


def first_with(connection: sqlite3.Connection, text_hash: str) -> str | None:
    """`id` of the first article that had this text."""
    row = connection.execute("SELECT id FROM text WHERE hash = ?", (bytes.fromhex(text_hash),)).fetchone()
    return row[0] if row else None


def remember(connection: sqlite3.Connection, article: Article) -> None:
    """Take an article or duplicate into the index as its line says, over what was known of its `id`."""
    duplicate_of = article.duplicate_of if isinstance(article, Duplicate) else None
    digest = bytes.fromhex(article.text_hash)
    connection.execute(
        "INSERT INTO article (id, revision, text_hash, story, duplicate_of) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, text_hash = excluded.text_hash,"
        " story = excluded.story, duplicate_of = excluded.duplicate_of WHERE excluded.revision >= revision",
        (article.id, article.revision, digest, article.story, duplicate_of),
    )
    connection.execute("INSERT OR IGNORE INTO text (hash, id) VALUES (?, ?)", (digest, article.id))


def decide(connection: sqlite3.Connection, article: Article) -> Article | None:
    """The line that this article gives: itself, a revision, a `Duplicate`; or None where the same `id` holds the same text already.

    Looked at in this order: the `id` (unchanged or a revision), then the text (a copy of another article), else it is new.
    The article's `revision` and `story` are set.
    """
    stored = known(connection, article.id)
    if stored is not None:
        if stored.text_hash == article.text_hash:
            return None
        article.revision = stored.revision + 1
        article.story = stored.story
        return article
    original = first_with(connection, article.text_hash)
    if original is None:
        return article
    first = known(connection, original)
    article.story = first.story if first else original
    return Duplicate(
        **{field.name: getattr(article, field.name) for field in fields(Article)},
        duplicate_of=original,
        relation="same",
        similarity=1.0,
        reason=f"the same text as {original}",
    )
