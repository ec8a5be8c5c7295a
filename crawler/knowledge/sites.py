"""Who publishes a site that has no spider: its name, country and zone, as well as can be known from its address."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.knowledge.agencies import agencies
from crawler.knowledge.publisher import Publisher

_TABLE = Path(__file__).with_name("countries.toml")
_PREFIXES = ("www.", "m.", "mobile.", "amp.")


@dataclass(frozen=True)
class Countries:
    """The table `countries.toml`."""

    zones: dict[str, str]
    """IANA zone by ISO 3166-1 alpha-2."""
    domains: dict[str, str]
    """Country by top-level domain."""


@cache
def countries() -> Countries:
    """The table, read once, when it is first needed."""
    with _TABLE.open("rb") as file:
        raw = tomllib.load(file)
    sold = frozenset(raw["sold"]["domains"])
    domains = {code.lower(): code for code in raw["zones"] if code.lower() not in sold}
    return Countries(zones=raw["zones"], domains=domains | raw["domains"])


def site_publisher(url: str) -> Publisher:
    """The publisher of a page: by the host's row in `agencies.toml`, else by its top-level domain.

    Of a site that neither knows the `id` is its host, the country is empty and the zone is UTC. Never raises: an address that is none
    gives the publisher `unknown`.
    """
    host = _host(url)
    known = agencies().by_host(host)
    country = (known.country if known else "") or countries().domains.get(host.rpartition(".")[2], "")
    return Publisher(
        id=(known.id if known else None) or host or "unknown",
        arabic=known.name if known else "",
        english="",
        country=country,
        timezone=countries().zones.get(country, "UTC"),
        home=f"https://{host or 'unknown'}/",
        kind="agency" if known and known.kind == "agency" else "website",
    )


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    return host
