"""The spider of a site that has no declaration: it looks around the home page, and is then a publisher's spider like any other."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request, signals
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.spiderloader import get_spider_loader
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.index.errors import RunRefused
from crawler.items import Article
from crawler.knowledge.sites import site_publisher
from crawler.publisher.answers import tree_of
from crawler.publisher.arguments import ArgumentError, Arguments, read_arguments
from crawler.publisher.discovery import Discovery, Source
from crawler.publisher.hints import Found
from crawler.publisher.homepage import SECTIONS, Kind, Surroundings, as_served, listed, look_around, sources_around
from crawler.publisher.listings import linked_page, read_listing
from crawler.publisher.shapes import AnyArticle, looks_like_article, may_be_article, pattern_of
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import canonical_url, refusal_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_HEADLINE_WORDS = 4
"""Of a link's text that is taken for a headline, where its address says nothing."""
_SHOWN = 8
"""Lines of a kind in the last words."""
_REFUSED = {
    "ip_address": "a site has a name, this is an IP address (LOCAL_HOSTS allows it)",
    "port": "only ports 80 and 443 are asked (LOCAL_HOSTS allows others)",
    "user_info": "it must not hold a user name or password",
}


class UndeclaredSpider(NewsSpider):
    """Reads `-a url=`, the home page of any Arabic news site.

    Sitemaps and feeds are read where there are any. Where no sitemap names articles, the home page and the sections that it links to are
    walked, `SECTIONS` of them and `LISTING_PAGES_MAX` pages of each. No layouts: pages are read by what they show.
    """

    custom_settings = {"LISTING_PAGES_MAX": 20}  # of each of 20 sections; who wants more of a site declares it

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self.arguments["url"] = arguments["url"]
        self.home = read_url(arguments)
        self.publisher = site_publisher(self.home)
        self.name = self.publisher.id
        self.allowed_domains = list(self.publisher.all_hosts)
        self.article_url = AnyArticle()
        self.seen = Surroundings(self.home)
        self._patterns: Counter[str] = Counter()
        self._from_listings: Counter[str] = Counter()
        self._named_by: dict[str, str] = {}
        """Canonical URL of a page -> the section that named it first."""
        self._section_of: dict[str, str] = {}
        """Address of a listing's further page -> its section."""

    @classmethod
    def read_arguments(cls, given: Mapping[str, str]) -> Arguments:
        """Raises `ArgumentError`."""
        zone = site_publisher(read_url(given)).zone
        return read_arguments({name: value for name, value in given.items() if name != "url"}, zone=zone, sections=())

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> UndeclaredSpider:
        """Raises `RunRefused` (2) for an address that must not be asked for."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, UndeclaredSpider)
        local = crawler.settings.getlist("LOCAL_HOSTS")
        if reason := refusal_of(spider.home, spider.allowed_domains, local):
            raise RunRefused(2, f"argument url={spider.home!r}: {_REFUSED.get(reason, reason)}")
        crawler.signals.connect(spider.item_scraped, signal=signals.item_scraped)
        return spider

    # From the home page to the sources

    async def start(self) -> AsyncIterator[Request]:
        """Look around, then go on as every spider does."""
        if self.name in get_spider_loader(self.settings).list():
            self.logger.warning("%s is declared: scrapy crawl %s reads it better, under its own article numbers", self.home, self.name)
        seen = await self._look_around()
        if not seen.refusal:
            await self._take_up(seen)
            async for request in super().start():
                yield request
        self._judge(seen)

    async def _look_around(self) -> Surroundings:
        """Look at robots.txt and the home page."""
        self.seen = seen = await look_around(self.home, self.publisher, self._fetch)
        self.publisher = as_served(self.publisher, seen)
        self.article_url = AnyArticle(sections=frozenset(seen.sections))
        return seen

    async def _fetch(self, url: str, kind: Kind) -> Response:
        """Fetch in passing, with robots.txt, hosts, retries and pauses as in every request."""
        meta: dict[str, Any] = {"dont_obey_robotstxt": True} if kind == "robots" else {}
        if kind == "sitemap":
            meta["download_maxsize"] = self.settings.getint("SITEMAP_MAXSIZE")
        assert self.crawler.engine is not None
        response = await self.crawler.engine.download_async(Request(url, NO_CALLBACK, meta=meta))
        if response.status >= 400:
            raise HttpError(response, "the answer is an error")
        return response

    async def _take_up(self, seen: Surroundings) -> None:
        """Have the discovery read what is found, without fetching it once more; listings only where no sitemap names articles."""
        async for kind, address, answer in sources_around(seen, self._fetch):
            self._count("asked", 1)
            read = self.discovery.parse_feed if kind == "feed" else self.discovery.parse_sitemap
            await read(answer, Source(address, kind))
        self._count("asked", (seen.home is not None) + seen.forbidden)
        self._count("forbidden", seen.forbidden)
        if seen.home is not None and not seen.sitemaps:
            self.sections = dict(list(seen.section_links.items())[:SECTIONS])
            self.discovery = Discovery(self)
            await self.discovery.parse_listing(seen.home, Source(seen.url, "listing", section=seen.url))
        elif seen.home is not None:
            self._count("read", 1)
        for address, what in seen.tried.items():
            self.logger.info("%s: nothing to read by: %s", address, what)

    def _judge(self, seen: Surroundings) -> None:
        """Say why nothing was found, where nothing was."""
        if self.crawler.stats.get_value("khabar/gave_up"):
            return
        if seen.refusal:
            why = seen.refusal
        elif seen.feeds or seen.sitemaps or self._named_by or seen.all_forbidden:
            return
        else:
            listings = f"the home page and {len(self.sections)} pages that it links to name no article" if seen.home else "no home page"
            why = f"no feed, sitemap or listing was found at {seen.url}: {listings}; tried: {listed(seen.tried)}"
        self.crawler.stats.set_value("khabar/gave_up", why)

    def _count(self, what: str, number: int) -> None:
        self.crawler.stats.inc_value(f"khabar/sources_{what}", number)

    # Listings without a layout

    def read_listing(self, response: TextResponse, received_at: datetime) -> list[Found]:
        """The links of a page that have an article's address, or a headline's words."""
        section = self._section_of.get(response.url, response.url)
        links = read_listing(
            tree_of(response), response.url, (), timezone=self.publisher.zone, now=received_at, region=self.publisher.country
        )
        found = list(self._articles_of(links))
        for address, _ in found:
            self._named_by.setdefault(address, section)
        return [link for _, link in found]

    def _articles_of(self, links: Iterable[Found]) -> Iterator[tuple[str, Found]]:
        for link in links:
            try:
                address = canonical_url(link.url, publisher=self.publisher)
            except ValueError:
                continue
            headline = len((link.title or "").split()) >= _HEADLINE_WORDS
            if address in self.seen.sections or refusal_of(address, self.allowed_domains, self.allowed_domains):
                continue
            if looks_like_article(address) or (headline and may_be_article(address)):
                yield address, link

    def next_page(self, response: TextResponse, section: str, page: int) -> str | None:
        """The page that this one links to as the next."""
        address = linked_page(tree_of(response), response.url, page)
        if address is not None:
            self._section_of[address] = section
        return address

    # What it was read by

    def item_scraped(self, item: Any) -> None:
        """An article was written."""
        if isinstance(item, Article) and item.part_of is None:
            pattern = pattern_of(item.url)
            self._patterns[pattern if self.publisher.slash else pattern.removesuffix("/")] += 1
            if section := self._named_by.get(item.url):
                self._from_listings[section] += 1

    def last_words(self) -> list[str]:
        """What a declaration of this site could be written from."""
        seen = self.seen
        kinds = {
            "feeds": seen.feeds,
            "sitemaps": seen.sitemaps,
            "listings": [f"{address}  {count:,} articles" for address, count in self._from_listings.most_common()],
            "articles": [f"{pattern}  {count:,}" for pattern, count in self._patterns.most_common()],
            "made by": seen.marks,
        }
        lines = [f"  {kind:<8}  {line}" for kind, found in kinds.items() for line in list(found)[:_SHOWN]]
        declared = f"To have a declaration written of it: scrapy newpublisher NAME {shlex.quote(seen.url)}"
        return [f"{seen.url} was read by:", *lines, declared] if seen.feeds or seen.sitemaps or self._patterns else []


def read_url(given: Mapping[str, str]) -> str:
    """The argument `url`, its host as it stands in requests. Raises `ArgumentError`."""
    if not (url := given.get("url", "").strip()):
        raise ArgumentError("argument url is missing: give the home page of a site, -a url=https://example.com")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one
        raise ArgumentError(f"argument url={url!r} is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        hint = f"; did you mean https://{url}?" if "://" not in url and "." in url else ""
        raise ArgumentError(f"argument url={url!r} must be the http:// or https:// address of a site's home page{hint}")
    if "@" in parts.netloc:
        raise ArgumentError(f"argument url=...@{host}: {_REFUSED['user_info']}")
    host = f"[{host}]" if ":" in host else host
    return urlunsplit(parts._replace(netloc=f"{host}:{port}" if port else host, path=parts.path or "/", fragment=""))
