"""What is known of one publisher apart from its pages: who it is and where it lives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.knowledge.countries import countries

PublisherKind = Literal["agency", "newspaper", "broadcaster", "aggregator", "website"]


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """One publisher, declared in its spider's file."""

    id: str
    """Name of the spider, first half of every article's `id`; for an agency its id in `agencies.toml`."""
    arabic: str
    """Name in Arabic, as it signs itself."""
    english: str
    """Name in English."""
    country: str
    """ISO 3166-1 alpha-2."""
    home: str
    """Address of the home page."""
    kind: PublisherKind
    """What sort of publisher."""
    timezone: str = ""
    """IANA name of the zone in which its pages give times, where that is not its country's (`countries.toml`)."""
    hosts: tuple[str, ...] = ()
    """Further hosts of its own whose pages are different pages (an archive)."""
    identity: tuple[str, ...] | None = None
    """Query parameters that say which page an address is; all others are left out of canonical URLs. None, the safe default, keeps
    whatever no table calls tracking: a page under two addresses is found by its text, two pages under one would be lost."""
    mirrors: tuple[str, ...] = ()
    """Hosts that serve the same pages under the same paths; folded into the home host in canonical URLs."""
    slash: bool = True
    """Whether its addresses end with a slash. Many servers redirect to the other form, but some know only one."""
    month_first: bool = False
    """Whether it writes dates in digits as month, day, year; WordPress does where its Arabic was never set up."""
    hurdle: str = ""
    """What keeps a crawler without a browser from its pages, in a few words (`listings are drawn by script`), for `scrapy publishers`."""

    @cached_property
    def home_host(self) -> str:
        """Host of `home` without `www.`."""
        return (urlsplit(self.home).hostname or "").removeprefix("www.")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of its times. Raises `ZoneInfoNotFoundError` for an unknown name, ValueError for none and a country without zone."""
        return ZoneInfo(self.timezone or countries().zones.get(self.country, ""))

    def served(self, url: str) -> str:
        """The address to ask for a canonical one: with `www.` where its home page has that. Without, most sites send one on to it."""
        scheme, _, rest = url.partition("://")
        host, _, path = rest.partition("/")
        return f"{scheme}://{urlsplit(self.home).netloc}/{path}" if host == self.home_host else url

    def but(self, **changes: Any) -> Publisher:
        """The same publisher with some of its fields changed, as `Layout.but`."""
        return replace(self, **changes)

    @property
    def all_hosts(self) -> tuple[str, ...]:
        """Every host that a request for this publisher may go to (with their subdomains)."""
        return (self.home_host, *self.hosts, *self.mirrors)
