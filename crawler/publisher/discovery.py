"""Finding articles: feeds, sitemaps and section listings are read, and what they name is offered to the frontier."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import TextResponse

from crawler.index import frontier
from crawler.publisher.failures import describe, is_missing, refusal
from crawler.publisher.feeds import read_feed
from crawler.publisher.hints import Found, SourceError
from crawler.publisher.sitemaps import SubSitemap, read_sitemap
from crawler.publisher.urls import canonical_url, refusal_of

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.publisher.spider import NewsSpider

logger = logging.getLogger(__name__)

BATCH = 1000
"""URLs offered in one transaction."""
SITEMAP_DEPTH = 3
"""Indexes of indexes exist; what is deeper is a circle."""


@dataclass(slots=True)
class Source:
    """Something to be read for article URLs."""

    url: str
    kind: str
    """feed, sitemap or listing"""
    modified: datetime | None = None
    """What an index said of a sitemap."""
    depth: int = 1
    """Of a sitemap below its root; of a listing its page."""
    section: str = ""
    """First page of a listing."""
    seen: set[int] = field(default_factory=set)
    """Keys of what the listing's pages have named so far in this run."""


class Discovery:
    """The sources of one run. The spider asks `next_request` until there is none; callbacks add to the sources."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider
        self._sources = deque(self._declared())
        self._sitemaps = set(spider.sitemaps)
        self._maxsize = spider.settings.getint("SITEMAP_MAXSIZE")
        self._longest_url = spider.settings.getint("URLLENGTH_LIMIT")
        self._deepest_page = spider.settings.getint("LISTING_PAGES_MAX")
        self._local = spider.settings.getlist("LOCAL_HOSTS")

    def _declared(self) -> Iterator[Source]:
        """With `sections=` only those listings: a feed or sitemap does not say which section its articles are in."""
        spider = self._spider
        if not spider.wanted.sections:
            yield from (Source(url, "feed") for url in spider.feeds)
            yield from (Source(url, "sitemap") for url in spider.sitemaps)
        for name, url in spider.sections.items():
            if not spider.wanted.sections or name in spider.wanted.sections:
                yield Source(url, "listing", section=url)

    async def next_request(self) -> Request | None:
        """The request for the next source, or None when there is none or enough is due for the run's `limit`."""
        if not self._sources or await self._spider.has_enough_due():
            return None
        source = self._sources.popleft()
        callbacks = {"feed": self.parse_feed, "sitemap": self.parse_sitemap, "listing": self.parse_listing}
        meta = {"download_maxsize": self._maxsize} if source.kind == "sitemap" else {}
        self._count("asked")
        return Request(source.url, callbacks[source.kind], errback=self.source_failed, cb_kwargs={"source": source}, meta=meta)

    async def parse_feed(self, response: Response, source: Source) -> None:
        """Offer what a feed names."""
        try:
            await self._offer(read_feed(response.body, response.url))
        except SourceError as error:
            self._unreadable(source, error)
        else:
            self._count("read")

    async def parse_sitemap(self, response: Response, source: Source) -> None:
        """Offer what a sitemap names, batch by batch, and queue the sitemaps of an index, newest first."""
        below: list[SubSitemap] = []
        pages: list[Found] = []
        try:
            for entry in read_sitemap(response.body, response.url, max_bytes=self._maxsize):
                if isinstance(entry, SubSitemap):
                    below.append(entry)
                    continue
                pages.append(entry)
                if len(pages) == BATCH:
                    await self._offer(pages)
                    pages = []
        except SourceError as error:
            # What stood before the fault is good.
            await self._offer(pages)
            self._unreadable(source, error)
        else:
            await self._offer(pages)
            self._count("read")
            await self._finished(source)
        below.sort(key=lambda entry: entry.modified.timestamp() if entry.modified else 0.0, reverse=True)
        for entry in below:
            if source.depth < SITEMAP_DEPTH and await self._is_wanted(entry):
                self._sources.append(Source(entry.url, "sitemap", modified=entry.modified, depth=source.depth + 1))

    async def _is_wanted(self, entry: SubSitemap) -> bool:
        """Not a sitemap that was queued in this run, that ends before `since`, or that an earlier run read to its end."""
        since = self._spider.window.since
        modified = int(entry.modified.timestamp()) if entry.modified else None
        if entry.url in self._sitemaps or (since is not None and modified is not None and modified < since):
            return False
        self._sitemaps.add(entry.url)
        read = await self._spider.run.ask(lambda desk: frontier.source_read(desk.connection, frontier.url_key(entry.url)))
        unchanged = read is not None and read[0] is not None and modified is not None and modified <= read[0]
        return not (unchanged and read is not None and read[1] <= (since or 0))

    async def parse_listing(self, response: Response, source: Source) -> None:
        """Offer what a listing page names, and queue the next page unless the walk is at its end.

        It ends at `since`, at a page that names nothing that the walk has not seen (so the calendar traps and endless pages end), and
        at a page with nothing new, if an earlier run walked the rest, or as much of it as LISTING_PAGES_MAX allows: a walk that was cut
        short is not taken for a whole one.
        """
        if not isinstance(response, TextResponse):
            self._unreadable(source, SourceError(response.url, "not an HTML page"))
            return
        self._count("read")
        found = self._spider.read_listing(response, response.meta["received_at"])
        offers = self._offers(found)
        new = await self._make_due(offers)
        keys = {offer.key for offer in offers}
        repeats = keys <= source.seen
        source.seen |= keys
        if repeats or self._is_before_since(found):
            await self._finished(source)
        elif not new and await self._was_read(source):
            pass  # noted already, as a whole walk or as a cut one
        elif source.depth >= self._deepest_page:
            logger.warning("%s: still new articles on page %d, which is LISTING_PAGES_MAX; the rest is left", source.section, source.depth)
            await self._note(self._cut_name(source), None)
        else:
            page = source.depth + 1
            if url := self._spider.next_page(response, source.section, page):
                self._sources.append(Source(url, "listing", depth=page, section=source.section, seen=source.seen))
            else:
                await self._finished(source)

    def _is_before_since(self, found: list[Found]) -> bool:
        """Whether the newest dated article of a page is older than the run wants."""
        since = self._spider.window.since
        times = [time.timestamp() for entry in found if (time := entry.newest)]
        return since is not None and bool(times) and max(times) < since

    async def _was_read(self, source: Source) -> bool:
        """Whether an earlier run walked this listing as far back as this one wants."""
        keys = [frontier.url_key(name) for name in (source.section, self._cut_name(source))]
        reads = await self._spider.run.ask(lambda desk: [frontier.source_read(desk.connection, key) for key in keys])
        return any(read is not None and read[1] <= (self._spider.window.since or 0) for read in reads)

    def _cut_name(self, source: Source) -> str:
        """What a listing that was walked to LISTING_PAGES_MAX is noted as: who allows more pages has it walked anew."""
        return f"{source.section} to page {self._deepest_page}"

    async def _finished(self, source: Source) -> None:
        await self._note(source.section or source.url, int(source.modified.timestamp()) if source.modified else None)

    async def _note(self, name: str, modified: int | None) -> None:
        since, key = self._spider.window.since, frontier.url_key(name)
        await self._spider.run.ask(lambda desk: frontier.source_finished(desk.connection, key, modified=modified, since=since))

    async def source_failed(self, failure: Failure) -> None:
        """A source could not be fetched. A missing further page of a listing is its end."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        source: Source = request.cb_kwargs["source"]
        if source.kind == "listing" and source.depth > 1 and is_missing(failure.value):
            self._count("read")
            await self._finished(source)
        else:
            # What a site does not want to be read is no fault of it.
            self._count("forbidden" if refusal(failure.value) == "robots" else "failed")
            logger.warning("%s: this %s could not be fetched: %s", request.url, source.kind, describe(failure.value))

    def _unreadable(self, source: Source, error: SourceError) -> None:
        self._count("failed")
        logger.warning("%s (a %s that is not as it should be)", error, source.kind)

    async def _offer(self, found: Iterable[Found]) -> int:
        return await self._make_due(self._offers(found))

    async def _make_due(self, offers: list[frontier.Offer]) -> int:
        """Offer to the frontier, in one transaction; how many pages became due."""
        spider = self._spider
        now = int(spider.run.now.timestamp())
        window = spider.settings.getint("REVISIT_WINDOW")
        due = await spider.run.ask(
            lambda desk: frontier.offer(desk.connection, spider.publisher.id, offers, now=now, revisit_window=window)
        )
        spider.crawler.stats.inc_value("khabar/found", due)
        return due

    def _offers(self, found: Iterable[Found]) -> list[frontier.Offer]:
        """The articles among what a source names, under their canonical URLs, without those that are older than the run wants."""
        offers: dict[int, frontier.Offer] = {}
        for entry in found:
            offer = self._offer_of(entry)
            if offer is not None and (offer.hint is None or self._spider.window.since is None or offer.hint >= self._spider.window.since):
                offers.setdefault(offer.key, offer)
        return list(offers.values())

    def _offer_of(self, entry: Found) -> frontier.Offer | None:
        try:
            url = canonical_url(entry.url, publisher=self._spider.publisher)
        except ValueError as error:
            logger.debug("%s", error)
            return None
        if not self._spider.article_url.match(url):
            return None
        if reason := refusal_of(url, self._spider.allowed_domains, self._local):
            self._spider.crawler.stats.inc_value(f"khabar/refused/{reason}")
            logger.debug("Refused (%s): %s is not an address of this publisher", reason, url)
            return None
        if len(url) > self._longest_url:
            self._spider.crawler.stats.inc_value("khabar/url_too_long")
            logger.warning("URLLENGTH_LIMIT: an article URL of %d characters was left out: %s...", len(url), url[:200])
            return None
        return frontier.Offer(
            key=frontier.url_key(url),
            url=url,
            title=entry.title,
            published=int(entry.published.timestamp()) if entry.published else None,
            modified=int(entry.modified.timestamp()) if entry.modified else None,
        )

    def _count(self, what: str) -> None:
        self._spider.crawler.stats.inc_value(f"khabar/sources_{what}")
