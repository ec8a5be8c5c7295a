"""Which series an article belongs to: weather, rates, fixtures, executions, whatever comes again with the same words."""

from __future__ import annotations

from functools import cache

from crawler.arabic.normalize import match_key
from crawler.knowledge.tables import read_table


def series(words: list[str]) -> int:
    """Number of the first series of `series.toml`, from 1, that these words of a comparing form (title and lead) speak of; 0 for none."""
    table = _phrases()
    found = table.keys() & words
    if not found:
        return 0
    text = f" {' '.join(words)}"
    return min((number for word in found for phrase, number in table[word] if f" {phrase}" in text), default=0)


@cache
def _phrases() -> dict[str, list[tuple[str, int]]]:
    """Phrases and the number of their series, by their first word, which may have an article."""
    table = read_table("series.toml")
    phrases: dict[str, list[tuple[str, int]]] = {}
    for number, row in enumerate(table.values(), 1):
        for phrase in map(match_key, row):
            for form in (phrase, f"ال{phrase}", f"لل{phrase}"):
                phrases.setdefault(form.split()[0], []).append((form, number))
    return phrases
