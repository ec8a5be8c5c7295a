"""The agencies and outlets of `agencies.toml`: who is meant by a name, an abbreviation or a host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from crawler.arabic.normalize import match_key
from crawler.knowledge.tables import read_table

if TYPE_CHECKING:
    from crawler.items import SourceKind

_NOUNS = ("وكالة أنباء", "وكالة الأنباء", "وكالة", "صحيفة", "جريدة", "مجلة", "قناة", "تلفزيون", "إذاعة", "راديو", "موقع", "شبكة", "منصة")
_NOUN_KEYS = tuple(match_key(noun) + " " for noun in _NOUNS)
_TAIL_KEYS = tuple(" " + match_key(tail) for tail in ("للأنباء", "الإخبارية", "الإخباري", "نيوز"))


@dataclass(frozen=True, kw_only=True)
class Agency:
    """One row of the table: a news agency, an outlet, an organisation credited like one, or a generic credit (`وكالات`)."""

    id: str | None
    """Id as in `origin` and `sources`; None for a generic credit, which names nobody."""
    name: str
    """Full name, in Arabic where it has one."""
    names: tuple[str, ...]
    """Other names, abbreviations and spellings."""
    kind: SourceKind
    """What sort of body it is."""
    country: str = ""
    """ISO 3166-1 alpha-2; empty where it belongs to several."""
    hosts: tuple[str, ...] = ()
    """Its own hosts, without `www.`."""
    ambiguous: tuple[str, ...] = ()
    """Those of its names that are also ordinary words: they count only where they fill a slot wholly."""
    shared: tuple[str, ...] = ()
    """Those of its names that other papers bear as well: only a host or a country says which is meant."""
    opens: tuple[str, ...] = ()
    """Names with which its own copy begins, before the place (`وطنية - بيروت`)."""


@dataclass(frozen=True)
class Named:
    """An agency found by a name, and how sure that name is."""

    agency: Agency
    ambiguous: bool
    """The name is also an ordinary word."""
    opens: bool
    """The agency's own copy begins with this name."""
    bearers: tuple[Agency, ...] = ()
    """Where several papers share the name: all of them. `agency` is then a row without an id, which is nobody in particular."""

    def bearer(self, *, hosts: Iterable[str] = (), country: str = "") -> Agency | None:
        """Which paper of a shared name is meant: the one that owns one of the `hosts`, else the only one of the `country`."""
        for host in hosts:
            for agency in self.bearers:
                if any(host == own or host.endswith(f".{own}") for own in agency.hosts):
                    return agency
        at_home = [agency for agency in self.bearers if agency.country == country]
        return at_home[0] if country and len(at_home) == 1 else None


class Agencies:
    """The table, with its lookups. Names are compared by `match_key`, so hamza, dots, quotation marks and case do not matter."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.all = tuple(agencies)
        self._by_id = {agency.id: agency for agency in self.all if agency.id}
        self._by_host = {host: agency for agency in self.all for host in agency.hosts}
        self._by_key: dict[str, Named] = {}
        for agency in self.all:
            self._add_names(agency)
        self.longest = max(key.count(" ") + 1 for key in self._by_key)
        """Words of the longest name."""
        self.first_words = frozenset(key.partition(" ")[0] for key in (*self._by_key, *_NOUN_KEYS))
        """`match_key` of every word with which a name can begin: a text without any of them names nobody."""

    def _add_names(self, agency: Agency) -> None:
        ambiguous = {match_key(name) for name in agency.ambiguous}
        opens = {match_key(name) for name in agency.opens}
        shared = {match_key(name): name for name in agency.shared}
        for key in {match_key(name) for name in (agency.name, *agency.names)}:
            if key in shared:
                bearers = (*self._by_key[key].bearers, agency) if key in self._by_key else (agency,)
                nobody = Agency(id=None, kind=agency.kind, name=shared[key], names=())
                self._by_key[key] = Named(nobody, True, False, bearers)
                continue
            if key in self._by_key:
                raise ValueError(f"agencies.toml: {agency.id or agency.name} and {self._by_key[key].agency.name} share the name {key}")
            self._by_key[key] = Named(agency, key in ambiguous, key in opens)

    def by_id(self, agency_id: str) -> Agency | None:
        """The agency with this id."""
        return self._by_id.get(agency_id)

    def by_host(self, host: str) -> Agency | None:
        """The agency that owns `host`, or the host above it (`en.yna.co.kr` and `m.en.yna.co.kr`)."""
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None

    def find(self, name: str) -> Named | None:
        """The agency that is called `name`; None if the table does not know it.

        A noun in front (`وكالة`, `صحيفة`) and a tail (`للأنباء`) may stand or not; with the noun a name is never ambiguous.
        """
        return self.find_key(match_key(name))

    def find_key(self, key: str) -> Named | None:
        """Like `find`, for a name that is a `match_key` already."""
        named = self._by_key.get(key)
        if named or not key.startswith(_NOUN_KEYS):
            return named
        for noun in _NOUN_KEYS:
            bare = key.removeprefix(noun)
            if bare == key:
                continue
            for tail in ("", *_TAIL_KEYS):
                if bare.endswith(tail) and (named := self._by_key.get(bare.removesuffix(tail))):
                    return Named(named.agency, False, named.opens, named.bearers)
        return None


@cache
def agencies() -> Agencies:
    """The table of agencies, read once, when it is first needed."""
    table = read_table("agencies.toml")
    named = [_agency(row) for row in table["agency"]]
    generic = [Agency(id=None, kind="generic", name=row["name"], names=tuple(row["names"])) for row in table["generic"]]
    return Agencies(named + generic)


def _agency(row: Mapping[str, Any]) -> Agency:
    fields: dict[str, Any] = {field: tuple(value) if isinstance(value, list) else value for field, value in row.items()}
    return Agency(**fields)
