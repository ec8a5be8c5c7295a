"""A look at a site that is to be declared: what it can be read by, which addresses its sources name, and a few of its articles.

`Scout` is a crawl that writes nothing: what it saw is in `Scout.sight` when it is over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from crawler.knowledge.publisher import Publisher
from crawler.page import PageError
from crawler.publisher.answers import header, tree_of
from crawler.publisher.failures import describe
from crawler.publisher.feeds import read_feed
from crawler.publisher.hints import Found, SourceError, absolute
from crawler.publisher.homepage import Surroundings, sources_around
from crawler.publisher.listings import linked_page
from crawler.publisher.patterns import article_url_of, with_slash
from crawler.publisher.shapes import looks_like_article, may_be_article, shapes
from crawler.publisher.sitemaps import SubSitemap, read_sitemap
from crawler.publisher.undeclared import UndeclaredSpider
from crawler.publisher.urls import canonical_url, refusal_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response, TextResponse

ARTICLES = 3
"""Pages of articles that are looked at."""
TRIES = 6
"""Requests that are made for them."""
NAMES_NONE = "names no article"
"""What is said of a source that was read in vain."""
LISTINGS = 8
"""Sections whose listing is looked at, in the order of the menu."""
BELOW = 3
"""Sitemaps of an index that are looked at for one that names articles, newest first: others name categories and pages."""
ENTRIES = 1000
"""Of a sitemap."""


@dataclass(frozen=True)
class Page:
    """The page of an article."""

    url: str
    """After redirects."""
    body: bytes
    content_type: str | None
    received_at: datetime


@dataclass
class Sight:
    """What was seen of a site."""

    seen: Surroundings
    publisher: Publisher
    """As far as the tables know the site."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Canonical URL of what a source names as an article -> as the source spells it; feeds first, each source in its order."""
    sources: list[str] = field(default_factory=list)
    """Feeds, sitemaps and listings that name articles."""
    languages: frozenset[str] = frozenset()
    """First parts of paths that lead to the site's editions in other languages."""
    next_pages: dict[str, str] = field(default_factory=dict)
    """Listing -> the address that it links to as its second page."""
    pages: list[Page] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)
    """Article -> why its page did not come."""
    day: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When the site was looked at; in a replay, when it was saved."""


class Scout(UndeclaredSpider):
    """Looks at the site of `-a url=`: robots.txt, home page, feeds and sitemaps, listings where no sitemap names articles, a few articles.

    Some ten to forty requests, made as in every crawl: more where robots.txt names many indexes of sitemaps.
    """

    name = "scout"

    sight: Sight | None = None
    """None until the look is over."""

    async def start(self) -> AsyncIterator[Request]:
        """Everything is fetched in passing: nothing is offered to the frontier."""
        seen = await self._look_around()
        self._local = self.settings.getlist("LOCAL_HOSTS")
        self._languages = {first for address in _links(seen) if (first := _first_part(address)) in shapes().languages}
        sight = Sight(seen, self.publisher, day=self.run.clock())
        if not seen.refusal:
            await self._sources(sight)
            await self._articles(sight)
        sight.languages = frozenset(self._languages)
        self.sight = sight
        return
        yield  # makes it a generator, which is what Scrapy asks for

    async def _sources(self, sight: Sight) -> None:
        seen = sight.seen
        async for kind, address, answer in sources_around(seen, self._fetch):
            if kind == "feed":
                named = self._named(read_feed(answer.body, answer.url, self.publisher.zone), may_be_article)
            else:
                named = self._named(await self._entries(answer), looks_like_article)
            self._note(sight, address, named)
        if not any(address in sight.sources for address in seen.sitemaps):
            await self._listings(sight)

    async def _entries(self, answer: Response) -> list[Found]:
        """Pages that a sitemap names, with those of the newest sitemap below it that names articles."""
        pages, below = _split(answer)
        oldest = datetime.min.replace(tzinfo=UTC)
        for entry in sorted(below, key=lambda each: each.modified or oldest, reverse=True)[:BELOW]:
            try:
                found, _ = _split(await self._fetch(entry.url, "sitemap"))
            except Exception as error:
                self.logger.info("%s: %s", entry.url, describe(error))
                continue
            pages += found
            if self._named(found, looks_like_article):
                break
        return pages

    async def _listings(self, sight: Sight) -> None:
        """Sections first: the home page names articles of all of them."""
        seen, pages = sight.seen, []
        for address in list(seen.sections)[:LISTINGS]:
            try:
                pages.append(await self._fetch(address, "page"))
            except Exception as error:
                seen.tried[address] = describe(error)
        for page in [*pages, *([seen.home] if seen.home is not None else [])]:
            try:
                named = self.read_listing(cast("TextResponse", page), sight.day)
                second = linked_page(tree_of(page), page.url, 2)
            except PageError as error:
                seen.tried[page.url] = error.detail
                continue
            self._note(sight, page.url, self._named(named, may_be_article))
            if second:
                sight.next_pages[page.url] = second

    def _named(self, entries: Iterable[Found], is_wanted: Callable[[str], bool]) -> dict[str, str]:
        """Canonical URLs of this site's articles among what a source names, and how it spells them."""
        named: dict[str, str] = {}
        for entry in entries:
            try:
                address = canonical_url(entry.url, publisher=self.publisher)
            except ValueError:
                continue
            if (first := _first_part(address)) in shapes().languages:
                self._languages.add(first)
            if refusal_of(address, self.allowed_domains, self._local) is None and self.article_url.match(address) and is_wanted(address):
                named.setdefault(address, entry.url)
        return named

    def _note(self, sight: Sight, source: str, named: Mapping[str, str]) -> None:
        for address, spelt in named.items():
            sight.addresses.setdefault(address, spelt)
        if named:
            sight.sources.append(source)
        else:
            sight.seen.tried[source] = NAMES_NONE

    async def _articles(self, sight: Sight) -> None:
        """Fetch a few, of different sections where there are several, which have the form that most have."""
        pattern = article_url_of(sight.addresses, self._languages)
        fitting = [address for address in sight.addresses if pattern and pattern.match(address)]
        by_section: dict[str, list[str]] = {}
        for address in fitting:
            by_section.setdefault(_first_part(address), []).append(address)
        publisher = replace(self.publisher, slash=with_slash(sight.addresses.values()))
        in_turn = [address for row in zip_longest(*by_section.values()) for address in row if address is not None]
        for address in in_turn[:TRIES]:
            try:
                answer = await self._fetch(canonical_url(sight.addresses[address], publisher=publisher), "page")  # as a crawl asks for it
            except Exception as error:
                sight.missed[address] = describe(error)
                continue
            received = answer.meta["received_at"]
            sight.pages.append(Page(answer.url, answer.body, header(answer, "Content-Type"), received))
            if len(sight.pages) == ARTICLES:
                break


def _links(seen: Surroundings) -> list[str]:
    """What the home page links to."""
    with suppress(PageError):
        links = tree_of(seen.home).iter("a") if seen.home is not None else ()
        return [address for link in links if (address := absolute(seen.url, link.get("href") or ""))]
    return []


def _first_part(url: str) -> str:
    """Of its path."""
    return urlsplit(url).path.strip("/").partition("/")[0]


def _split(answer: Response) -> tuple[list[Found], list[SubSitemap]]:
    """Pages and sitemaps that a sitemap names, up to its first fault."""
    entries: list[Found | SubSitemap] = []
    with suppress(SourceError):
        entries.extend(islice(read_sitemap(answer.body, answer.url), ENTRIES))
    return [entry for entry in entries if isinstance(entry, Found)], [entry for entry in entries if isinstance(entry, SubSitemap)]
