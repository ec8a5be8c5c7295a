"""Function words of the languages that are written in Arabic letters (`languages.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crawler.knowledge.tables import read_table


@dataclass(frozen=True)
class FunctionWords:
    """The table."""

    arabic: frozenset[str]
    others: tuple[frozenset[str], ...]
    """Persian, Urdu, Sorani."""


@cache
def function_words() -> FunctionWords:
    """The table, read once, when it is first needed."""
    raw = read_table("languages.toml")
    return FunctionWords(frozenset(raw["arabic"]), tuple(frozenset(raw[name]) for name in ("persian", "urdu", "sorani")))
