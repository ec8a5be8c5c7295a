"""The word lists of `words.toml`, which tell prose from places and names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crawler.arabic.normalize import match_key
from crawler.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class Words:
    """Lists of words, each as its `match_key`."""

    function: frozenset[str]
    """Particles, prepositions, pronouns."""
    verbs: frozenset[str]
    """Verbs of news in the third person, with and without و and ف in front."""
    nouns: frozenset[str]
    """Offices, trades and things."""
    media: frozenset[str]
    """Nouns in front of an outlet's name, which are also ordinary words."""
    media_tails: frozenset[str]
    """Words at the end of an outlet's name, which are nothing else."""
    page_links: frozenset[str]
    """Of the links from one page of an article to the others."""
    site_nouns: frozenset[str]
    """Words that a site puts around its name in some places and not in others: those of `media` and `media_tails`, and more."""
    home_links: frozenset[str]
    """Of the links to a home page."""
    other_lists: tuple[str, ...]
    """With which labels begin of lists of what is new, read most or paid for; a space behind each."""

    def is_prose(self, word: str) -> bool:
        """Whether `word` (a `match_key`) is a function word or a verb."""
        return word in self.function or word in self.verbs


@cache
def words() -> Words:
    """The word lists, read once, when they are first needed."""
    table = read_table("words.toml")
    verbs = frozenset(map(match_key, table["verbs"]))
    media, media_tails = frozenset(map(match_key, table["media"])), frozenset(map(match_key, table["media_tails"]))
    return Words(
        function=frozenset(map(match_key, table["function"])),
        verbs=verbs | {prefix + verb for verb in verbs for prefix in "وف"},
        nouns=frozenset(map(match_key, table["nouns"])),
        media=media,
        media_tails=media_tails,
        page_links=frozenset(map(match_key, table["page_links"])),
        site_nouns=media | media_tails | frozenset(map(match_key, table["site_nouns"])),
        other_lists=tuple(f"{match_key(start)} " for start in table["other_lists"]),
        home_links=frozenset(map(match_key, table["home_links"])),
    )
