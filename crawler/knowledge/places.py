"""The places of `places.toml`: which words are a country or a city, and of which country."""

from __future__ import annotations

from functools import cache

from crawler.arabic.normalize import match_key
from crawler.knowledge.tables import read_table


class Places:
    """The table, with its lookups. Names are compared by `match_key`; a name may belong to several countries (`طرابلس`)."""

    def __init__(self, countries: dict[str, list[str]], cities: dict[str, list[str]]) -> None:
        self._countries = {match_key(name): code for code, names in countries.items() for name in names}
        self._places: dict[str, set[str]] = {key: {code} for key, code in self._countries.items()}
        for code, names in cities.items():
            for name in names:
                self._places.setdefault(match_key(name), set()).add(code)

    def __contains__(self, name: str) -> bool:
        return match_key(name) in self._places

    def is_country(self, name: str) -> bool:
        """Whether `name` is a country's."""
        return match_key(name) in self._countries

    def countries_of(self, name: str) -> frozenset[str]:
        """ISO 3166-1 alpha-2 codes of the countries that `name` is or lies in; empty if the table does not know it."""
        return frozenset(self._places.get(match_key(name), ()))


@cache
def places() -> Places:
    """The table of places, read once, when it is first needed."""
    table = read_table("places.toml")
    return Places(table["countries"], table["cities"])
