"""Which articles are stored, under which text, in which story. Plain functions over a transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields

from crawler.index import copies
from crawler.index.compare import Comparison
from crawler.index.sketch import Sketch, draw
from crawler.items import Article, Duplicate

Drawn = tuple[Sketch, list[int]]
"""The sketch of an article and its keys, as `draw` gives them."""
SAME_TEXT = Comparison(True, "same", None, 1.0, "the same text")


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds of an article."""

    number: int
    revision: int
    text_hash: str
    story: str
    duplicate_of: str | None


def known(connection: sqlite3.Connection, id: str) -> Known | None:
    """What is stored under this `id`."""
    row = connection.execute("SELECT n, revision, text_hash, story, duplicate_of FROM article WHERE id = :id", {"id": id}).fetchone()
    return Known(row[0], row[1], row[2].hex(), row[3] or id, row[4]) if row else None


def first_with(connection: sqlite3.Connection, text_hash: str) -> str | None:
    """`id` of the first article that had this text."""
    row = connection.execute(
        "SELECT id FROM text JOIN article ON article.n = text.n WHERE hash = :hash", {"hash": bytes.fromhex(text_hash)}
    ).fetchone()
    return row[0] if row else None


def drawn(article: Article) -> Drawn:
    """The sketch and keys of an article."""
    return draw(article.title, article.body, publisher=article.publisher, published_at=article.published_at)


def remember(connection: sqlite3.Connection, article: Article, sketch: Drawn | None = None) -> None:
    """Take an article or duplicate into the index as its line says, over what was known of its `id`.

    `sketch` is what `drawn` gives for it, where that is known already.
    """
    enter(
        connection,
        article.id,
        text_hash=article.text_hash,
        revision=article.revision,
        story=article.story,
        duplicate_of=article.duplicate_of if isinstance(article, Duplicate) else None,
        origin=article.origin if article.origin != article.publisher else None,
        sketch=sketch or drawn(article),
    )


def enter(
    connection: sqlite3.Connection,
    id: str,
    *,
    text_hash: str,
    sketch: Drawn,
    revision: int = 1,
    story: str | None = None,
    duplicate_of: str | None = None,
    origin: str | None = None,
) -> None:
    """Take an article into the index. An older revision than the one that is known changes nothing but the texts that are known.

    `story` None is its own; `origin` is the agency that it credits, if that is another than its publisher. A text that another article
    had before is not filed for comparing: whoever is a copy of it is one of that other.
    """
    digest = bytes.fromhex(text_hash)
    row = connection.execute(
        "INSERT INTO article (id, revision, text_hash, story, duplicate_of, origin)"
        " VALUES (:id, :revision, :text_hash, :story, :duplicate_of, :origin)"
        " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, text_hash = excluded.text_hash, story = excluded.story,"
        " duplicate_of = excluded.duplicate_of, origin = excluded.origin WHERE excluded.revision >= article.revision RETURNING n",
        {
            "id": id,
            "revision": revision,
            "text_hash": digest,
            "story": None if story == id else story,
            "duplicate_of": duplicate_of,
            "origin": origin,
        },
    ).fetchone()
    is_newest = row is not None
    if row is None:
        row = connection.execute("SELECT n FROM article WHERE id = :id", {"id": id}).fetchone()
    (number,) = row
    connection.execute("INSERT INTO text (hash, n) VALUES (:hash, :n) ON CONFLICT DO NOTHING", {"hash": digest, "n": number})
    (owner,) = connection.execute("SELECT n FROM text WHERE hash = :hash", {"hash": digest}).fetchone()
    if is_newest and owner == number:
        copies.add(connection, number, *sketch)


def decide(connection: sqlite3.Connection, article: Article, sketch: Drawn | None = None) -> Article | None:
    """The line that this article gives: itself, a revision, a `Duplicate`; or None where the same `id` holds the same text already.

    Looked at in this order: the `id` (unchanged or a revision), then the text (a copy of another article, word for word, then nearly),
    else it is new. The article's `revision` and `story` are set. `sketch` is what `drawn` gives for it, where that is known already.
    """
    stored = known(connection, article.id)
    if stored is not None:
        if stored.text_hash == article.text_hash:
            return None
        article.revision = stored.revision + 1
        article.story = stored.story
        return article
    original = first_with(connection, article.text_hash)
    if original is not None:
        first = known(connection, original)
        return copy_of(article, original, first.story if first else original, SAME_TEXT)
    match = copies.find(connection, *(sketch or drawn(article)))
    if match is not None:
        return copy_of(article, match.id, match.story, match.comparison)
    return article


def copy_of(article: Article, original: str, story: str, comparison: Comparison) -> Duplicate:
    """The article as a copy of another one, whose `id` and story are given."""
    assert comparison.relation is not None
    article.story = story
    return Duplicate(
        **{field.name: getattr(article, field.name) for field in fields(Article)},
        duplicate_of=original,
        relation=comparison.relation,
        similarity=comparison.similarity,
        reason=f"the same text as {original}" if comparison.similarity == 1 else f"a copy of {original}: {comparison.reason}",
    )
