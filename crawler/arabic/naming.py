"""Who is meant by the names in a slot: `RT + وكالات`, `(أبوظبي - البيان)`, `أ ف ب، رويترز`, `وزارة الصحة`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.arabic.normalize import match_key
from crawler.arabic.people import is_person
from crawler.items import SourceKind
from crawler.knowledge.agencies import Agency, agencies
from crawler.knowledge.credits import credit_words
from crawler.knowledge.places import places
from crawler.knowledge.publisher import Publisher
from crawler.knowledge.sites import Site, names_of, sites
from crawler.knowledge.words import words

AROUND = " ()[]{}«»\"“”„'‘’.:،,؛;|/\\-–—ـ*_#•·…"
"""What may stand around a name and is none of it."""

_LONGEST = 60
_MOST_WORDS = 6
_JOINS = re.compile(r"\s*[+،,؛;|&()\[\]/\n]+\s*|\s+[-–—ـ]+\s+")
_TIGHT = re.compile(r"\s*[-–—]\s*|\s+(?=و)")
"""Between names that are joined so tightly that they are parted only where both sides are known."""
_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_OWN_WORK = frozenset(map(match_key, ("خاص", "حصري")))
"""Generic names that credit nobody else."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who is named in a slot."""

    id: str | None
    """Id of the table; None where it does not know the name."""
    name: str
    """The table's name, or the name as written."""
    kind: SourceKind

    @classmethod
    def of(cls, agency: Agency) -> Who:
        """A row of the table."""
        return cls(agency.id, agency.name, agency.kind)

    @classmethod
    def of_site(cls, site: Site) -> Who:
        """A row of the table of sites."""
        return cls(site.id, site.names[0], "agency" if site.kind == "agency" else "outlet")

    @property
    def key(self) -> str:
        """Equal for two namings of one."""
        return self.id or match_key(self.name)

    @property
    def is_somebody(self) -> bool:
        """False for the generic names that credit nobody else (`خاص`)."""
        return self.kind != "generic" or self.key not in _OWN_WORK


@dataclass(frozen=True, slots=True)
class Home:
    """The publisher of a page, as far as it tells who is meant by a name."""

    id: str
    """What `origin` calls it: its id in the table of agencies, else its own."""
    country: str
    """ISO 3166-1 alpha-2; `""` where it is not known."""
    host: str
    keys: frozenset[str]
    """`match_key` of its own names."""
    cores: frozenset[frozenset[str]]
    """The words of those names without what a site puts around its name in some places only (`الغد`, `بوابة الغد الإخبارية`)."""
    kind: SourceKind
    collects: bool
    """Whether it is an aggregator: its name on a text says who copied it, and nothing of where it is from."""

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, publisher: Publisher) -> Home:
        """Of a publisher that nobody declared, the host alone says who it is: by the table, or by its own country code."""
        agency = agencies().by_id(publisher.id) or agencies().by_host(publisher.home_host)
        country = publisher.country or (agency.country if agency else "") or publisher.home_host.rpartition(".")[2].upper()
        site = publisher.home_host.partition(".")[0]
        names = (publisher.arabic, publisher.english, publisher.id, publisher.home_host, site, *names_of(publisher.id))
        keys = frozenset(key for name in names if (key := match_key(name)))
        kind: SourceKind = agency.kind if agency else "agency" if publisher.kind == "agency" else "outlet"
        cores = frozenset(core for key in keys if (core := _core(key)))
        return cls(
            agency.id if agency and agency.id else publisher.id,
            country,
            publisher.home_host,
            keys,
            cores,
            kind,
            publisher.kind == "aggregator",
        )

    def owns(self, who: Who) -> bool:
        """Whether `who` is the publisher itself."""
        return who.id == self.id

    def is_named(self, key: str) -> bool:
        """Whether `key` (a `match_key`) is one of its names."""
        return key in self.keys or _core(key) in self.cores


def _core(key: str) -> frozenset[str]:
    return frozenset(key.split()) - words().site_nouns


@lru_cache(maxsize=8192)
def word_key(word: str) -> str:
    """`match_key` of a single word: words come again and again, and the key of one costs as much as that of a sentence."""
    return match_key(word)


def who_is(name: str, home: Home, *, host: str = "", country: str = "") -> Who | None:
    """The agency or outlet that `name` wholly is; None if neither the table nor the publisher has that name.

    `host` is where a link on the name leads, `country` a country that the slot speaks of: they decide between papers that share a name.
    """
    key = match_key(name)
    named = agencies().find_key(key)
    if named is None:
        return Who(home.id, name, home.kind) if home.is_named(key) else None
    if not named.bearers:
        return Who.of(named.agency)
    bearer = named.bearer(hosts=(host, home.host), country=home.country) or named.bearer(country=country)
    return Who.of(bearer) if bearer else Who(None, name.strip(AROUND), named.agency.kind)


def at_host(host: str) -> Who:
    """Whose site `host` is; under the host's name where the table does not know it."""
    if agency := agencies().by_host(host):
        return Who.of(agency)
    found = sites().at(host)
    return Who.of_site(found[0]) if found else Who(None, host, "outlet")


def host_of(address: str) -> str:
    """Host of an address without `www.`; empty if it has none."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def read_names(slot: str, home: Home, *, host: str = "", country: str = "", known: bool = False) -> tuple[Who, ...] | None:
    """Everybody whom a slot names, each once; None if it holds anything else.

    Places, persons and desks beside the names are passed over, and so is the publisher's `خاص`. With `known`, a name counts only if the
    table or the publisher has it. A name that nobody knows takes the `host` of its link for an answer.
    """
    slot = slot.strip()
    core = slot.strip(AROUND)
    if not core or match_key(core) in credit_words().links:
        return (at_host(host),) if host else ()
    if _ADDRESS.fullmatch(core) and not agencies().find(core):
        return (at_host(host_of(core).lower()),)
    found: dict[str, Who] = {}
    parts = [core] if who_is(core, home) else [part for piece in _JOINS.split(core) if (part := piece.strip(AROUND))]
    country = country or _country_of(parts)
    for part in parts:
        named = _read_part(part, home, host if len(parts) == 1 else "", country, known)
        if named is None:
            return None
        for who in named:
            found.setdefault(who.key, who)
    return tuple(who for who in found.values() if who.is_somebody)


def _country_of(parts: list[str]) -> str:
    """The one country of the places in a slot (`أبوظبي - البيان`)."""
    countries = {country for part in parts if len(parts) > 1 for country in places().countries_of(part)}
    return countries.pop() if len(countries) == 1 else ""


def _read_part(part: str, home: Home, host: str, country: str, known: bool) -> tuple[Who, ...] | None:
    who = who_is(part, home, host=host, country=country)
    if who:
        return (who,)
    if part in places() or match_key(part) in credit_words().desks:
        return ()
    joined = next(_tightly_joined(part, home, country), None)
    if joined is not None:
        return joined
    if host and (at := at_host(host)).id:
        return (at,)
    return None if known else _unlisted(part, home, country)


def _tightly_joined(part: str, home: Home, country: str) -> Iterator[tuple[Who, ...]]:
    """`القاهرة-أ ش أ`, `رويترز ووكالات`, `رويترز وواس`: both sides known, and a و goes only where the name does not have it itself."""
    for joint in _TIGHT.finditer(part):
        left, right = part[: joint.start()], part[joint.end() :]
        first = who_is(left, home, country=country)
        if first is None and left not in places():
            continue
        for name in (right, right[1:].strip()) if right.startswith("و") else (right,):
            rest = who_is(name, home, country=country)
            if rest or (first and name in places()):
                yield tuple(who for who in (first, rest) if who)


def outlet(name: str, keys: Iterable[str], home: Home, country: str = "") -> Who:
    """An outlet or organisation that the table of agencies does not know: by that of sites, else under its name as written.

    `keys` are the words of its name, each a `match_key`. A name that several sites bear is the one of the publisher's country, or of
    the `country` that the slot speaks of.
    """
    site = sites().named(name, countries=(home.country, country))
    return Who.of_site(site) if site else Who(None, name, kind_of(keys))


def _unlisted(part: str, home: Home, country: str) -> tuple[Who, ...] | None:
    """A name that the table of agencies does not know; nobody for a person; None for prose."""
    keys = match_key(part).split()
    if is_person(part, sure=True):
        return ()
    if not keys or len(keys) > _MOST_WORDS or len(part) > _LONGEST or not any(key.isalpha() for key in keys):
        return None
    if any(key in words().verbs for key in keys):
        return None
    return (outlet(part, keys, home, country),)


def kind_of(keys: Iterable[str]) -> SourceKind:
    """What sort of body a name says that it is, from its words (each a `match_key`)."""
    keys = list(keys)
    if keys[0] in _AGENCY:
        return "agency"
    if is_outlet(keys):
        return "outlet"
    return "organisation" if any(key in credit_words().organisations for key in keys) else "outlet"


def is_outlet(keys: Iterable[str]) -> bool:
    """Whether a word of a name says that it is an outlet's."""
    return any(key in words().media or key in words().media_tails or key in credit_words().outlets for key in keys)


_AGENCY = frozenset(map(match_key, ("وكالة", "الوكالة")))
