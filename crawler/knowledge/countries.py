"""What a country says of its publishers: the zone of their times, the domain of their sites."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crawler.knowledge.tables import read_table


@dataclass(frozen=True)
class Countries:
    """The table `countries.toml`."""

    zones: dict[str, str]
    """IANA zone by ISO 3166-1 alpha-2."""
    domains: dict[str, str]
    """Country by top-level domain."""


@cache
def countries() -> Countries:
    """The table of countries, read once, when it is first needed."""
    raw = read_table("countries.toml")
    sold = frozenset(raw["sold"]["domains"])
    domains = {code.lower(): code for code in raw["zones"] if code.lower() not in sold}
    return Countries(zones=raw["zones"], domains=domains | raw["domains"])
