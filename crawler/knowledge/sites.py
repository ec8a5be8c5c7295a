"""Who publishes a site that has no spider: its name, country and zone, as well as can be known from its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from crawler.arabic.normalize import match_key
from crawler.knowledge.agencies import Agency, agencies
from crawler.knowledge.countries import countries
from crawler.knowledge.publisher import Publisher, PublisherKind
from crawler.knowledge.tables import read_table

_PREFIXES = ("www.", "m.", "mobile.", "amp.", "ar.", "arabic.")
_UNKNOWN = "unknown"
"""Table of the sites whose country is not known; also the host of an address that has none."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A publisher of whom a table knows."""

    id: str
    names: tuple[str, ...]
    """As it signs itself; the first is its name."""
    hosts: tuple[str, ...]
    country: str
    """ISO 3166-1 alpha-2; empty where it is not known."""
    timezone: str
    """IANA name of the zone in which its pages give times."""
    kind: PublisherKind

    @property
    def english(self) -> str:
        """The first of its names in Latin letters; empty if it has none."""
        return next((name for name in self.names if name.isascii()), "")


class Sites:
    """All sites of both tables, with the lookups."""

    def __init__(self, sites: Iterable[Site]) -> None:
        """Raises ValueError, naming it, for an id or a host that stands twice."""
        self.by_id: dict[str, Site] = {}
        self._by_host: dict[str, Site] = {}
        self._by_name: dict[str, list[Site]] = {}
        for site in sites:
            if site.id in self.by_id:
                raise ValueError(f"sites.toml: the id {site.id} stands twice")
            self.by_id[site.id] = site
            for key in {match_key(name) for name in site.names}:
                self._by_name.setdefault(key, []).append(site)
            for host in site.hosts:
                if host in self._by_host:
                    raise ValueError(f"sites.toml: {site.id} and {self._by_host[host].id} share the host {host}")
                self._by_host[host] = site

    def at(self, host: str) -> tuple[Site, str] | None:
        """The site that owns `host`, or the nearest host above it, and that host."""
        while host:
            if site := self._by_host.get(host):
                return site, host
            host = host.partition(".")[2]
        return None

    def named(self, name: str, *, countries: Iterable[str] = ()) -> Site | None:
        """The site that signs itself `name`: the only one of the first of the `countries` that has any, else the only one there is.

        Away from home a single word is nobody's name: a paper that the table does not know may well bear it, too.
        """
        key = match_key(name)
        bearers = self._by_name.get(key, [])
        for country in countries:
            if at_home := [site for site in bearers if country and site.country == country]:
                return at_home[0] if len(at_home) == 1 else None
        return bearers[0] if len(bearers) == 1 and " " in key else None


@cache
def sites() -> Sites:
    """The sites of `sites.toml` and those of `agencies.toml` that it does not name; read once, when they are first needed."""
    table = read_table("sites.toml")
    listed = [
        _site(site_id, row, "" if country == _UNKNOWN else country) for country, rows in table.items() for site_id, row in rows.items()
    ]
    rest = {agency.id: agency for agency in agencies().all if agency.id}
    for site in listed:
        rest.pop(site.id, None)
    return Sites([*listed, *(_site(agency_id, {}, agency.country) for agency_id, agency in rest.items())])


def _site(site_id: str, row: Mapping[str, Any], country: str) -> Site:
    agency = agencies().by_id(site_id)
    names = (*(_names(agency) if agency else ()), *row.get("names", ()))
    return Site(
        id=site_id,
        names=tuple(dict.fromkeys(names)),
        hosts=(*(agency.hosts if agency else ()), *row.get("hosts", ())),
        country=country,
        timezone=row.get("timezone") or countries().zones.get(country, "UTC"),
        kind=row.get("kind") or ("agency" if agency and agency.kind == "agency" else "website"),
    )


def _names(agency: Agency) -> tuple[str, ...]:
    return (agency.name, *agency.names)


def site_publisher(url: str) -> Publisher:
    """The publisher of a page: by its host, else by its host's top-level domain.

    A host without a row belongs to the nearest one above it that has one. Of a site that no table knows the `id` is its host without
    `www.` and the like, and of one whose domain says nothing the country is empty and the zone is UTC. Never raises: an address that is
    none gives the publisher `unknown`.
    """
    host = _host(url)
    found = sites().at(host)
    if found is None:
        return _stranger(host)
    site, home = found
    return Publisher(
        id=site.id,
        arabic=site.names[0],
        english=site.english,
        country=site.country,
        timezone=site.timezone,
        home=f"https://{home}/",
        kind=site.kind,
        hosts=tuple(host for host in site.hosts if host != home),
    )


def names_of(publisher_id: str) -> tuple[str, ...]:
    """The names with which a publisher signs its titles, datelines and bylines, its own name first; none for one that no table knows.

    Some are ordinary words as well (`عاجل`, `القدس`): they are its name only where they fill a slot wholly.
    """
    site = sites().by_id.get(publisher_id)
    return site.names if site else ()


def _stranger(host: str) -> Publisher:
    for prefix in _PREFIXES:
        if "." in (rest := host.removeprefix(prefix)):
            host = rest
    country = countries().domains.get(host.rpartition(".")[2], "")
    host = host or _UNKNOWN
    return Publisher(
        id=host,
        arabic="",
        english="",
        country=country,
        timezone=countries().zones.get(country, "UTC"),
        home=f"https://{host}/",
        kind="website",
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""
