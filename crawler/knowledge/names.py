"""The given names of `names.toml`, which tell a signature from a short sentence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.arabic.normalize import match_key

_TABLE = Path(__file__).with_name("names.toml")


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
    with _TABLE.open("rb") as file:
        table = tomllib.load(file)
    return GivenNames(**{group: frozenset(map(match_key, table[group])) for group in ("given", "words_too", "with_waw")})
