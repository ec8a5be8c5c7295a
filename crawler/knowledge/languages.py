"""Function words of the languages that are written in Arabic letters (`languages.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("languages.toml")


@dataclass(frozen=True)
class FunctionWords:
    """The table."""

    arabic: frozenset[str]
    others: tuple[frozenset[str], ...]
    """Persian, Urdu, Sorani."""


@cache
def function_words() -> FunctionWords:
    """The table, read once, when it is first needed."""
    with _TABLE.open("rb") as file:
        raw = tomllib.load(file)
    return FunctionWords(frozenset(raw["arabic"]), tuple(frozenset(raw[name]) for name in ("persian", "urdu", "sorani")))
