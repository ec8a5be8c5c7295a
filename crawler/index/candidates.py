"""Which of the articles that share a key with a new one are worth comparing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

ROWS = 10
"""Articles of one key that are worth reading, the newest: a key that has more is a common phrase or a template. With 20 as many copies are
found among a million generated articles, and a third of all keys give so many rows.
"""
COMPARED = 5
"""Candidates that are compared, at most."""
WORTH = 1 / ROWS
"""Promise above which an article is compared: it must have more in common than one key that is common itself."""


def candidates(rows: Iterable[Sequence[int]], limit: int = COMPARED) -> list[int]:
    """The most promising articles, best first; `rows` are the numbers of the articles under each key of the new one.

    A key counts the more, the fewer articles have it: what few articles share is no common phrase. Of equals the newest comes first.
    """
    promise: defaultdict[int, float] = defaultdict(float)
    for articles in rows:
        share = 1 / len(articles) if articles else 0.0
        for article in articles:
            promise[article] += share
    best = sorted(zip(promise.values(), promise, strict=True), reverse=True)[:limit]
    return [article for value, article in best if value > WORTH]
