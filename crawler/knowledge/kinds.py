"""Kinds of articles by what pages call them (`kinds.toml`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from crawler.arabic.normalize import match_key
from crawler.items import Kind
from crawler.knowledge.tables import read_table

_WITH_TEXT = frozenset(("photo", "video"))
"""Kinds whose words are also badges of ordinary news with a picture or a film; they count as sections only."""


@dataclass(frozen=True)
class Kinds:
    """The table, by `match_key`."""

    labels: frozenset[str]
    flash: frozenset[str]
    kinds: dict[str, Kind]

    def label(self, text: str) -> bool:
        """Whether a text beside a headline is a badge."""
        return match_key(text) in self.labels

    def says_breaking(self, badges: Iterable[str]) -> bool:
        """Whether one of these badges calls a page breaking news."""
        return any(match_key(badge) in self.flash for badge in badges)

    def kind(self, badges: Iterable[str], section: str | None) -> Kind:
        """What a page with these badges in this section says it is; `news` where it says nothing."""
        if section is not None and (named := self.kinds.get(match_key(section))) is not None:
            return named
        found = (self.kinds.get(match_key(badge)) for badge in badges)
        return next((kind for kind in found if kind is not None and kind not in _WITH_TEXT), "news")


@cache
def kinds() -> Kinds:
    """The table, read once, when it is first needed."""
    raw = read_table("kinds.toml")
    return Kinds(
        labels=frozenset(map(match_key, raw["labels"])),
        flash=frozenset(map(match_key, raw["flash"])),
        kinds={match_key(word): kind for kind, words in raw["kinds"].items() for word in words},
    )
