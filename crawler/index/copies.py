"""Near copies in the index: under which keys each article is filed, and which of them a new one is a copy of.

Plain functions over a transaction. An article is its number in the table `article`; numbers grow with time.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from crawler.index import links
from crawler.index.candidates import ROWS, candidates
from crawler.index.compare import Comparison, compare
from crawler.index.database import Connection
from crawler.index.sketch import Sketch


class Match(NamedTuple):
    """An article of the index that a new one is a copy of."""

    number: int
    id: str
    story: str
    """The story it is part of, by what is known now."""
    origin: str | None
    """The agency that it credits, if that is another than its publisher."""
    sketch: Sketch
    comparison: Comparison
    """Of the new article (`first`) with this one (`second`)."""


def find(connection: Connection, sketch: Sketch, keys: list[int], *, but: int | None = None) -> Match | None:
    """The article that is the most similar of those that `compare` calls copies, or None. `but` is the number of one to leave out."""
    return next(iter(find_all(connection, sketch, keys, but=but)), None)


def find_all(connection: Connection, sketch: Sketch, keys: list[int], *, but: int | None = None) -> list[Match]:
    """All that are compared and found to be copies, the most similar first, of equals the oldest; few, as `candidates` are."""
    numbers = [number for number in candidates(_filed(connection, keys)) if number != but]
    if not numbers:
        return []
    rows = connection.rows(_sketches(len(numbers)), {f"n{place}": number for place, number in enumerate(numbers)})
    found = []
    for number, id, story, part_of, origin, packed in rows:
        other = Sketch.unpack(packed)
        comparison = compare(sketch, other)
        if comparison.same:
            story = links.story_of(connection, part_of) if part_of else story or id
            found.append(Match(number, id, story, origin, other, comparison))
    return sorted(found, key=lambda match: (-match.comparison.similarity, match.number))


def add(connection: Connection, number: int, keys: list[int]) -> None:
    """File an article of the table `article` under its keys. Those of its earlier revisions stay: what they find is compared anew."""
    if keys:
        connection.execute(_insert(len(keys)), {f"k{place}": _signed(key) for place, key in enumerate(keys)} | {"n": number})


def _filed(connection: Connection, keys: list[int]) -> list[list[int]]:
    """The numbers under each key, the newest `ROWS`: ten thousand copies of one text make no lookup longer."""
    if not keys:
        return []
    rows = connection.rows(_numbers(len(keys)), {f"k{place}": _signed(key) for place, key in enumerate(keys)})
    return [[number for _, number in rows_of_key] for _, rows_of_key in groupby(rows, itemgetter(0))]


@cache
def _numbers(count: int) -> str:
    """One statement for all keys: with PostgreSQL each would be a round trip."""
    return " UNION ALL ".join(
        f"SELECT key, n FROM (SELECT key, n FROM band WHERE key = :k{place} ORDER BY n DESC LIMIT {ROWS}) AS newest{place}"  # noqa: S608
        for place in range(count)
    )


@cache
def _sketches(count: int) -> str:
    places = ", ".join(f":n{place}" for place in range(count))
    return (
        "SELECT n, article.id, story, target, origin, sketch FROM article"  # noqa: S608
        f" LEFT JOIN link ON kind = 'story' AND link.id = coalesce(story, article.id) WHERE n IN ({places}) AND sketch IS NOT NULL"
    )


@cache
def _insert(count: int) -> str:
    rows = ", ".join(f"(:k{place}, :n)" for place in range(count))
    return f"INSERT INTO band (key, n) VALUES {rows} ON CONFLICT DO NOTHING"  # noqa: S608


def _signed(key: int) -> int:
    """32 bits as both databases keep them in 4 bytes."""
    return key - (1 << 32) if key >> 31 else key
