"""The words of credit lines, bylines and quotations, from `credits.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler.arabic.normalize import match_key
from crawler.knowledge.tables import read_table

LabelRole = Literal["source", "author", "editing", "translation", "contribution", "photo", "video"]


@dataclass(frozen=True, slots=True)
class Label:
    """What the words in front of a name say of it."""

    role: LabelRole
    """What is credited to the name."""
    sure: bool
    """The words hardly ever introduce a sentence."""


@dataclass(frozen=True, slots=True)
class CreditWords:
    """The table; every text in it is a `match_key`."""

    labels: dict[str, Label]
    longest_label: int
    """Words of the longest label."""
    first_words: frozenset[str]
    """With which a label begins."""
    arabic_edition: tuple[str, ...]
    """As written, not as keys."""
    desks: frozenset[str]
    """Whole bylines that name nobody."""
    desk_words: frozenset[str]
    """Words of which one makes a byline a desk's."""
    organisations: frozenset[str]
    """Words of which one makes a name an organisation's."""
    outlets: frozenset[str]
    """Words of which one makes a name an outlet's."""
    titles: frozenset[str]
    """In front of a person's name."""
    trades: frozenset[str]
    """With which a line on a columnist begins."""
    links: frozenset[str]
    """Texts of a link that name nobody."""
    networks: frozenset[str]
    """Sites and platforms that report nothing themselves."""
    citing: frozenset[str]
    """Words near a name that is quoted, with and without و and ف in front."""


@cache
def credit_words() -> CreditWords:
    """The words, read once, when they are first needed."""
    table = read_table("credits.toml")
    labels = {match_key(text): Label(rule["role"], rule["sure"]) for rule in table["label"] for text in rule["labels"]}
    words: dict[str, list[str]] = table["words"]
    keys = {name: frozenset(map(match_key, texts)) for name, texts in words.items()}
    return CreditWords(
        labels=labels,
        longest_label=max(key.count(" ") + 1 for key in labels),
        first_words=frozenset(key.partition(" ")[0] for key in labels),
        arabic_edition=tuple(words["arabic_edition"]),
        desks=keys["desks"],
        desk_words=keys["desk_words"],
        organisations=keys["organisations"],
        outlets=keys["outlets"],
        titles=keys["titles"],
        trades=keys["trades"],
        links=keys["links"],
        networks=keys["networks"],
        citing=keys["citing"] | {prefix + key for key in keys["citing"] for prefix in "وف"},
    )
