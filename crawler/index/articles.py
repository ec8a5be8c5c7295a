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


_KNOWN = "SELECT article.n, id, revision, text_hash, story, duplicate_of, origin, sketch FROM article"


def known(connection: Connection, id: str) -> Known | None:
    """What is stored under this `id`."""
    return _known(connection.row(f"{_KNOWN} WHERE id = :id", {"id": id}))


def first_with(connection: Connection, text_hash: str) -> Known | None:
    """The first article that had this text."""
    parameters = {"hash": bytes.fromhex(text_hash)}
    return _known(connection.row(f"{_KNOWN} JOIN text ON article.n = text.n WHERE text.hash = :hash", parameters))


def _known(row: Any) -> Known | None:
    if row is None:
        return None
    number, id, revision, text_hash, story, duplicate_of, origin, sketch = row
    return Known(number, id, revision, text_hash.hex(), story or id, duplicate_of, origin, Sketch.unpack(sketch) if sketch else None)


def drawn(article: Article) -> Drawn:
    """The sketch and keys of an article."""
    return draw(article.title, article.body, publisher=article.publisher, published_at=article.published_at)


def remember(connection: Connection, article: Article, sketch: Drawn | None = None) -> None:
    """Take an article or duplicate into the index as its line says, over what was known of its `id`.

    `sketch` is what `drawn` gives for it, where that is known already.
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
) -> None:
    """Take an article into the index. An older revision than the one that is known changes nothing but the texts that are known.

    `story` None is its own; `origin` is the agency that it credits, if that is another than its publisher. A text that another article
    had before is not filed for comparing: whoever is a copy of it is one of that other.
    """
    digest = bytes.fromhex(text_hash)
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
    if first is None:
        connection.execute("INSERT INTO text (hash, n) VALUES (:hash, :n)", {"hash": digest, "n": number})
    if is_newest and is_first:
        copies.add(connection, number, sketch[1])
