"""The given names of `names.toml`, which tell a signature from a short sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crawler.arabic.normalize import match_key
from crawler.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class GivenNames:
    """Given names, each as its `match_key`."""

    given: frozenset[str]
    """Names that are hardly ever anything else."""
    words_too: frozenset[str]
    """Names that are also words."""
    with_waw: frozenset[str]
    """Names that begin with و."""


@cache
def given_names() -> GivenNames:
    """The given names, read once, when they are first needed."""
    table = read_table("names.toml")
    return GivenNames(**{group: frozenset(map(match_key, table[group])) for group in ("given", "words_too", "with_waw")})
