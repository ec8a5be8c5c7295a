"""Which articles are stored, under which text, in which story. Plain functions over a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawler.index import copies
from crawler.index.database import Connection
from crawler.index.sketch import Sketch, draw
from crawler.items import Article, Duplicate, Marked

Drawn = tuple[Sketch, list[int]]
"""The sketch of an article and its keys, as `draw` gives them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds of an article."""

    number: int
    """Numbers grow in the order in which articles came."""
    id: str
    revision: int
    text_hash: str
    story: str
    """As its line says; `crawler.index.links.story_of` says which it is now."""
    duplicate_of: str | None
    origin: str | None
    """The agency that it credits, if that is another than its publisher."""
    sketch: Sketch | None
    """None where another article had the text before."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the index holds that bears on an article."""

    known: Known | None = None
    """What is stored under its `id`."""
    first: Known | None = None
    """The first article that had its text."""
    moved: str | None = None
    """The `id` under which it was stored at another address."""


_COLUMNS = "article.n, article.id, revision, text_hash, story, duplicate_of, origin, sketch"
_KNOWN = f"SELECT {_COLUMNS} FROM article WHERE article.id = :id"  # noqa: S608
_FOUND = (  # one statement: with PostgreSQL each would be a round trip
    f"SELECT 0, {_COLUMNS} FROM article WHERE article.id = :id"  # noqa: S608
    f" UNION ALL SELECT 1, {_COLUMNS} FROM article JOIN text ON article.n = text.n WHERE text.hash = :hash"
    " UNION ALL SELECT 2, 0, target, 0, NULL, NULL, NULL, NULL, NULL FROM link WHERE kind = 'moved' AND id = :id"
)


def known(connection: Connection, id: str) -> Known | None:
    """What is stored under this `id`."""
    row = connection.row(_KNOWN, {"id": id})
    return _known(row) if row else None


def find(connection: Connection, id: str, text_hash: str) -> Found:
    """What bears on an article with this `id` and text."""
    rows = {row[0]: row[1:] for row in connection.rows(_FOUND, {"id": id, "hash": bytes.fromhex(text_hash)})}
    return Found(_known(rows[0]) if 0 in rows else None, _known(rows[1]) if 1 in rows else None, rows[2][1] if 2 in rows else None)


def _known(row: Any) -> Known:
    number, id, revision, text_hash, story, duplicate_of, origin, sketch = row
    return Known(number, id, revision, text_hash.hex(), story or id, duplicate_of, origin, Sketch.unpack(sketch) if sketch else None)


def drawn(article: Article) -> Drawn:
    """The sketch and keys of an article."""
    return draw(article.title, article.body, publisher=article.publisher, published_at=article.published_at)


def remember(connection: Connection, article: Article, sketch: Drawn | None = None, *, is_first: bool | None = None) -> None:
    """Take an article or duplicate into the index as its line says, over what was known of its `id`.

    `sketch` is what `drawn` gives for it, and `is_first` whether no other article had its text, where that is known already.
    """
    enter(
        connection,
        article.id,
        text_hash=article.text_hash,
        revision=article.revision,
        story=article.story,
        duplicate_of=article.duplicate_of if isinstance(article, Duplicate | Marked) else None,
        origin=article.origin if article.origin != article.publisher else None,
        sketch=sketch or drawn(article),
        is_first=is_first,
    )


def enter(
    connection: Connection,
    id: str,
    *,
    text_hash: str,
    sketch: Drawn,
    revision: int = 1,
    story: str | None = None,
    duplicate_of: str | None = None,
    origin: str | None = None,
    is_first: bool | None = None,
) -> None:
    """Take an article into the index. An older revision than the one that is known changes nothing but the texts that are known.

    `story` None is its own; `origin` is the agency that it credits, if that is another than its publisher. A text that another article
    had before is not filed for comparing: whoever is a copy of it is one of that other. `is_first` says whether none had, if the caller
    knows.
    """
    digest = bytes.fromhex(text_hash)
    if is_first is None:
        first = connection.row("SELECT id FROM text JOIN article ON article.n = text.n WHERE hash = :hash", {"hash": digest})
        is_first = first is None or first[0] == id
    row = connection.row(
        "INSERT INTO article (id, revision, text_hash, story, duplicate_of, origin, sketch)"
        " VALUES (:id, :revision, :text_hash, :story, :duplicate_of, :origin, :sketch)"
        " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, text_hash = excluded.text_hash, story = excluded.story,"
        " duplicate_of = excluded.duplicate_of, origin = excluded.origin, sketch = coalesce(excluded.sketch, article.sketch)"
        " WHERE excluded.revision >= article.revision RETURNING n",
        {
            "id": id,
            "revision": revision,
            "text_hash": digest,
            "story": None if story == id else story,
            "duplicate_of": duplicate_of,
            "origin": origin,
            "sketch": sketch[0].pack() if is_first else None,
        },
    )
    is_newest = row is not None
    (number,) = row or connection.row("SELECT n FROM article WHERE id = :id", {"id": id})
    if is_first:
        connection.execute("INSERT INTO text (hash, n) VALUES (:hash, :n) ON CONFLICT DO NOTHING", {"hash": digest, "n": number})
        if is_newest:
            copies.add(connection, number, sketch[1])
