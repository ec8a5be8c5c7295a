"""Finding articles: feeds, sitemaps and section listings are read, and what they name is offered to the frontier.

Sources are fresh or further ones. Fresh are those where new articles stand: what the publisher declares, and of each sitemap index the
newest sitemaps that changed since they were read. Further are an index's other sitemaps and the next pages of listings. Fresh ones are
read before any article is fetched, further ones between the articles, some of each kind: a page of a listing must not wait for hundreds of
sitemaps, or new articles have pushed the next one to where the walk has been, and it ends there.

What keeps a killed run's place: a sitemap is noted when it was read to its end, and not read again until its index says that it changed;
those never read to their end come first. A walk through a listing is noted when it is over; the next one ends where a page has nothing that
was found since the last noted walk began, so one that was cut short is walked again.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import safe_url_string

from crawler.index import frontier
from crawler.page import PageError, PageFields
from crawler.page.entry import read_entry
from crawler.publisher.failures import describe, is_missing, refusal
from crawler.publisher.feeds import read_feed
from crawler.publisher.hints import Found, SourceError
from crawler.publisher.sitemaps import SubSitemap, read_sitemap
from crawler.publisher.urls import canonical_url, refusal_of

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.index.outcomes import Delivery
    from crawler.index.worker import Desk
    from crawler.publisher.spider import NewsSpider

logger = logging.getLogger(__name__)

FEW = 4
"""Sources of each kind asked for between two batches of articles, and sitemaps of one index that are fresh."""
BATCH = 1000
"""URLs offered in one transaction."""
PAGES = "pages"
"""What the pages offered by the setting of this name are called, where others are called by their section's address."""
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


@dataclass(frozen=True, slots=True)
class Carried:
    """An article whose text stands in a source."""

    page: PageFields
    mark: str
    """Tells this text from a later one (`frontier.text_mark`)."""
    received_at: datetime
    """When the source was there, UTC."""


class Discovery:
    """The sources of one run. The spider asks for requests until there are none; callbacks add to the sources."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider
        self._fresh = deque(self._declared())
        self._pages: deque[Source] = deque()
        self._sitemaps: deque[Source] = deque()
        self._first_kind = self._fresh[0].kind if self._fresh else ""
        self._now = int(spider.run.now.timestamp() * 1000)
        self._since = spider.window.since or 0
        self._known_sitemaps = set(spider.sitemaps)
        self._maxsize = spider.settings.getint("SITEMAP_MAXSIZE")
        self._longest_url = spider.settings.getint("URLLENGTH_LIMIT")
        self._deepest_page = spider.settings.getint("LISTING_PAGES_MAX")
        self._local = spider.settings.getlist("LOCAL_HOSTS")
        self._sample = spider.settings.getbool("SAMPLE")
        self._extra = [Found(url=url) for url in spider.settings.getdictorlist("PAGES")]
        self._known: Collection[str] | None = spider.settings.get("PAGES_KNOWN")
        self._beyond: set[int] = set()

    def _declared(self) -> Iterator[Source]:
        """With `sections=` only those listings: a feed or sitemap does not say which section its articles are in."""
        spider = self._spider
        if not spider.wanted.sections:
            yield from (Source(url, "feed") for url in spider.feeds)
            yield from (Source(url, "sitemap") for url in spider.sitemaps)
        for name, url in spider.sections.items():
            if not spider.wanted.sections or name in spider.wanted.sections:
                yield Source(url, "listing", section=url)

    async def next_fresh(self) -> Request | None:
        """The request for the next fresh source, or None when there is none or enough is due for the run's `limit`.

        Feeds, or without any the first kind of source that there is, are read in any case: a frontier that an earlier run left full must
        not hide what is new.
        """
        if not self._fresh:
            return None
        is_first = self._fresh[0].kind == self._first_kind and self._fresh[0].depth == 1
        if not is_first and not self._sample and await self._spider.has_enough_due():
            return None
        return self._request(self._fresh.popleft())

    async def next_few(self) -> list[Request]:
        """Requests for the next few sources of each kind; none when there are none or enough is due for the run's `limit`."""
        queues = [queue for queue in (self._fresh, self._pages, self._sitemaps) if queue]
        if not queues or self._sample or await self._spider.has_enough_due():
            return []
        return [self._request(queue.popleft()) for queue in queues for _ in range(min(FEW, len(queue)))]

    async def offer_pages(self) -> None:
        """Offer the pages that the setting PAGES names; in a sample under a section of their own, and only that is taken."""
        if self._extra:
            await self._make_due(self._offers(self._extra), section=frontier.url_key(PAGES) if self._sample else None)

    def _request(self, source: Source) -> Request:
        parse_feed = self.parse_full_text_feed if self._spider.full_text_feeds else self.parse_feed
        callbacks = {"feed": parse_feed, "sitemap": self.parse_sitemap, "listing": self.parse_listing}
        meta = {"download_maxsize": self._maxsize} if source.kind == "sitemap" else {}
        self._count("asked")
        return Request(source.url, callbacks[source.kind], errback=self.source_failed, cb_kwargs={"source": source}, meta=meta)

    async def parse_feed(self, response: Response, source: Source) -> None:
        """Offer what a feed names."""
        try:
            await self._offer(read_feed(response.body, response.url, self._spider.publisher.zone))
        except SourceError as error:
            self._unreadable(source, error)
        else:
            self._count("read")

    async def parse_full_text_feed(self, response: Response, source: Source) -> AsyncIterator[Delivery]:
        """As `parse_feed`, and what the feed carries whole is delivered: its page is not asked for. An excerpt's page is, as ever."""
        try:
            found = list(read_feed(response.body, response.url, self._spider.publisher.zone, with_text=True))
        except SourceError as error:
            self._unreadable(source, error)
            return
        self._count("read")
        carried: dict[int, Carried] = {}
        offers: list[frontier.Offer] = []
        for offer, entry in self._offered(found):
            if (page := self._whole(entry, offer.url)) is not None:
                mark = frontier.text_mark(repr(entry.entry))
                carried[offer.key] = Carried(page, mark, response.meta["received_at"])
                offer = replace(offer, mark=mark)
            elif not self._is_known(offer):
                continue
            offers.append(offer)
        await self._make_due(offers)
        for delivery in await self._spider.take_carried(carried):
            yield delivery

    def _whole(self, found: Found, url: str) -> PageFields | None:
        """The article that a feed carries; None where it carries an excerpt or nothing."""
        try:
            return read_entry(found.entry, url, self._spider.layouts) if found.entry else None
        except Exception:
            logger.exception("%s: a fault in reading what the feed carries of this page; please report it", url)
            return None

    async def parse_sitemap(self, response: Response, source: Source) -> None:
        """Offer what a sitemap names, batch by batch, and queue the sitemaps of an index.

        An index is never noted as read: what it names may not have been read yet.
        """
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
            if not below:
                await self._note(source.url, _milliseconds(source.modified), self._since)
        if source.depth < SITEMAP_DEPTH:
            wanted = await self._wanted(below)
            queued = [Source(entry.url, "sitemap", modified=entry.modified, depth=source.depth + 1) for entry in wanted]
            self._fresh.extend(queued[:FEW])
            self._sitemaps.extend(queued[FEW:])

    async def _wanted(self, entries: list[SubSitemap]) -> list[SubSitemap]:
        """Sitemaps that were not queued in this run, do not end before `since`, and are not as they were when they were read to their end
        by a run that went as far back; newest first, and where no time is given those never read to their end first.
        """
        new = {entry.url: entry for entry in entries if entry.url not in self._known_sitemaps}
        self._known_sitemaps.update(new)
        keys = {url: frontier.url_key(url) for url in new}
        reads = await self._spider.run.ask(lambda desk: {url: frontier.source_read(desk.connection, key) for url, key in keys.items()})
        wanted: list[tuple[int, bool, SubSitemap]] = []
        for url, entry in new.items():
            modified, read = _milliseconds(entry.modified), reads[url]
            if modified is not None and modified < self._since * 1000:
                continue
            if modified is not None and read is not None and read[0] is not None and modified <= read[0] and read[1] <= self._since:
                continue
            wanted.append((-(modified or 0), read is not None, entry))
        return [entry for *_, entry in sorted(wanted, key=lambda each: each[:2])]

    async def parse_listing(self, response: Response, source: Source) -> None:
        """Offer what a listing page names, and queue the next page unless the walk is at its end.

        It ends where an earlier walk that was noted began, at `since`, at a page that names nothing that the walk has not seen (so the
        calendar traps and endless pages end), and at LISTING_PAGES_MAX: a walk that was cut short there is not taken for a whole one.
        """
        if not isinstance(response, TextResponse):
            self._unreadable(source, SourceError(response.url, "not an HTML page"))
            return
        try:
            found = self._spider.read_listing(response, response.meta["received_at"])
        except PageError as error:
            self._unreadable(source, SourceError(response.url, error.detail))
            return
        self._count("read")
        offers = self._offers(found)
        await self._make_due(offers, section=frontier.url_key(source.section))
        keys = {offer.key for offer in offers}
        repeats = keys <= source.seen
        source.seen |= keys
        is_over = self._is_before_since(found)
        if keys and (earlier := await self._earlier_walk(source, keys)):
            await self._note(*earlier)
        elif not keys and source.depth == 1 and not is_over:
            pass  # a fault of the page rather than an archive without articles: nothing is known of the rest
        elif repeats or is_over:
            await self._note(source.section, self._now, self._since)
        elif source.depth >= self._deepest_page:
            logger.warning("%s: still new articles on page %d, which is LISTING_PAGES_MAX; the rest is left", source.section, source.depth)
            await self._note(self._cut_name(source), self._now, self._since)
        else:
            page = source.depth + 1
            if url := self._spider.next_page(response, source.section, page):
                self._pages.append(Source(url, "listing", depth=page, section=source.section, seen=source.seen))
            else:
                await self._note(source.section, self._now, self._since)

    def _is_before_since(self, found: list[Found]) -> bool:
        """Whether the newest dated article of a page is older than the run wants."""
        since = self._spider.window.since
        times = [time.timestamp() for entry in found if (time := entry.newest)]
        return since is not None and bool(times) and max(times) < since

    async def _earlier_walk(self, source: Source, keys: set[int]) -> tuple[str, int, int] | None:
        """What is to be noted where a page names nothing that was found since an earlier walk began, if that went as far back as this run
        wants: the walk, which reaches from now as far back as that one.
        """
        names = {name: frontier.url_key(name) for name in (source.section, self._cut_name(source))}

        def look(desk: Desk) -> tuple[str, int, int] | None:
            for name, key in names.items():
                began, reached = frontier.source_read(desk.connection, key) or (None, 0)
                # One that began later than now is one of a clock that ran ahead.
                is_whole = began is not None and began <= self._now and reached <= self._since
                if is_whole and frontier.all_found_before(desk.connection, keys, began or 0, now=self._now):
                    return name, self._now, reached
            return None

        return await self._spider.run.ask(look)

    def _cut_name(self, source: Source) -> str:
        """What a listing that was walked to LISTING_PAGES_MAX is noted as: who allows more pages has it walked anew."""
        return f"{source.section} to page {self._deepest_page}"

    async def _note(self, name: str, stamp: int | None, reached: int) -> None:
        key = frontier.url_key(name)
        await self._spider.run.ask(lambda desk: frontier.source_finished(desk.connection, key, stamp=stamp, reached=reached))

    async def source_failed(self, failure: Failure) -> None:
        """A source could not be fetched. A missing further page of a listing is its end."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        source: Source = request.cb_kwargs["source"]
        if source.kind == "listing" and source.depth > 1 and is_missing(failure.value):
            self._count("read")
            await self._note(source.section, self._now, self._since)
        else:
            # What a site does not want to be read is no fault of it.
            self._count("forbidden" if refusal(failure.value) == "robots" else "failed")
            logger.warning("%s: this %s could not be fetched: %s", request.url, source.kind, describe(failure.value))

    def _unreadable(self, source: Source, error: SourceError) -> None:
        self._count("failed")
        logger.warning("%s (a %s that is not as it should be)", error, source.kind)

    async def _offer(self, found: Iterable[Found]) -> None:
        await self._make_due(self._offers(found))

    async def _make_due(self, offers: list[frontier.Offer], *, section: int | None = None) -> None:
        """Offer to the frontier, in one transaction."""
        spider = self._spider
        now = int(spider.run.now.timestamp())
        window = spider.settings.getint("REVISIT_WINDOW")
        due = await spider.run.ask(
            lambda desk: frontier.offer(
                desk.connection, spider.publisher.id, offers, now=now, revisit_window=window, found=self._now, section=section
            )
        )
        spider.crawler.stats.inc_value("khabar/found", due)

    def _offers(self, found: Iterable[Found]) -> list[frontier.Offer]:
        """The articles among what a source names, under their canonical URLs, without those that are older than the run wants."""
        return [offer for offer, _ in self._offered(found) if self._is_known(offer)]

    def _offered(self, found: Iterable[Found]) -> Iterator[tuple[frontier.Offer, Found]]:
        """Each offer, once, with what it was made from."""
        seen: set[int] = set()
        for entry in found:
            offer = self._offer_of(entry)
            if offer is None or offer.key in seen:
                continue
            if offer.hint is None or self._spider.window.since is None or offer.hint >= self._spider.window.since:
                seen.add(offer.key)
                yield offer, entry

    def _is_known(self, offer: frontier.Offer) -> bool:
        """Whether an article is part of the site: in a replay that is what was recorded."""
        if self._known is None or safe_url_string(self._spider.publisher.served(offer.url)) in self._known:
            return True
        self._beyond.add(offer.key)
        self._spider.crawler.stats.set_value("khabar/beyond_recording", len(self._beyond))
        return False

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


def _milliseconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp() * 1000) if moment is not None else None
