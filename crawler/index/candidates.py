"""Which of the articles that share a key with a new one are worth comparing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

ROWS = 20
"""Articles of one key that are worth reading, the newest: a key that has more is a common phrase or a template."""
COMPARED = 5
"""Candidates that are compared, at most."""
WORTH = 2 / ROWS
"""Promise below which an article is not compared: only one key in common, and one that is common itself."""


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
    return [article for value, article in best if value >= WORTH]
