"""The boilerplate of `phrases.toml`: what stands on article pages and is not the article."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from crawler.knowledge.tables import read_table

_USUAL_LONGEST = 120


@dataclass(frozen=True, kw_only=True)
class PhraseRule:
    """Phrases that make a block furniture of one kind."""

    kind: str
    """`read_also`, `related`, `more`, `credit`, `syndication`, `share`, `follow`, `subscribe`, `tags`, `meta`, `comments`, `furniture`,
    `views`, `sponsored`, `cut`, `copyright`, `notice` or `end`."""
    whole: tuple[str, ...] = ()
    """The block is one of these and nothing more."""
    label: tuple[str, ...] = ()
    """One of these stands before the first colon or slash, or is the whole block."""
    starts: tuple[str, ...] = ()
    """The block begins with one of these."""
    needs: tuple[str, ...] = ()
    """With `starts`: one of these must follow somewhere in the block; empty: nothing more is needed."""
    words: tuple[str, ...] = ()
    """The block has none but these words, at least two of them."""
    inside: tuple[str, ...] = ()
    """With a colon behind it, one of these may stand inside a paragraph and end its text."""
    longest: int = _USUAL_LONGEST
    """Characters of the longest block that counts."""


@cache
def phrase_rules() -> tuple[PhraseRule, ...]:
    """The rules in the order of the table, read once, when they are first needed."""
    rules = read_table("phrases.toml")["rule"]
    return tuple(_rule(rule) for rule in rules)


def _rule(rule: dict[str, Any]) -> PhraseRule:
    fields: dict[str, Any] = {field: tuple(value) if isinstance(value, list) else value for field, value in rule.items()}
    return PhraseRule(**fields)
