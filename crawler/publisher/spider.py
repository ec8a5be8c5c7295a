"""What every publisher's spider is made of.

A spider is a class of declarations, and this is the recipe for one:

1. `publisher`: who it is.
2. `feeds`, `sitemaps`, `sections`: where articles are named; each optional, all read, merged by URL. `full_text_feeds` for feeds in
   which the articles themselves stand.
3. `article_url`: which URLs are articles, and where in them the publisher's own article number stands.
4. `layouts`: how its pages are built, newest first.

Everything else is shared: `start` reads the sources and takes due pages from the frontier, newest first; each page becomes one
delivery to the pipelines, whatever came of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals

from crawler.index import frontier
from crawler.index.outcomes import Delivery, Failed, Missing, NotModified, Outcome, Outside, Postponed, Visit
from crawler.index.run import Run
from crawler.items import Rejected
from crawler.knowledge.publisher import Publisher
from crawler.page import PageError, PageFields
from crawler.page.layouts import Layout
from crawler.page.parts import Spread
from crawler.publisher.answers import header, tree_of
from crawler.publisher.arguments import NAMES, Arguments, read_arguments
from crawler.publisher.discovery import PAGES, Carried, Discovery
from crawler.publisher.failures import Challenged, NotNow, describe, refusal
from crawler.publisher.hints import Found
from crawler.publisher.listings import next_page, read_listing
from crawler.publisher.reading import Hints, articles_of, read_answer
from crawler.publisher.urls import ArticleUrl

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response, TextResponse
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

BATCH = 16
"""Pages taken from the frontier at a time: few enough that a killed run leaves little in flight."""
PART_PRIORITY = 50
"""The parts of an article come before other articles: what has begun is finished first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An article whose parts are coming."""

    row: frontier.Due
    visit: Visit
    """To its first page."""
    url: str
    """Where the first page came from, after redirects."""
    spread: Spread


class NewsSpider(Spider):
    """Base of all publishers; see the recipe above."""

    publisher: Publisher
    feeds: Sequence[str] = ()
    full_text_feeds: ClassVar[bool] = False
    """Whether the feeds carry the text of articles. One that is whole there is read there and its page not asked for: for sites that
    refuse pages to crawlers, or are slow. Of an excerpt the page is fetched."""
    sitemaps: Sequence[str] = ()
    sections: Mapping[str, str] = {}
    pages: ClassVar[str] = "page/{page}/"
    """What is put behind a section's URL for its further pages; a section with a query gets `&paged=` instead (WordPress)."""
    article_url: ArticleUrl
    layouts: ClassVar[Sequence[Layout]] = ()
    delay: ClassVar[float | None] = None
    """Seconds between two requests, if the site needs more than `DOWNLOAD_DELAY`."""

    allowed_domains: list[str]
    """The publisher's hosts."""

    run: Run
    discovery: Discovery

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "publisher" in cls.__dict__:
            cls.name = cls.publisher.id
            cls.allowed_domains = list(cls.publisher.all_hosts)

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.wanted = self.read_arguments(arguments)
        self.arguments = {name: value for name, value in arguments.items() if name in NAMES}
        self._requested = 0
        self._revisited = 0
        self._postponed = 0

    @classmethod
    def read_arguments(cls, given: Mapping[str, str]) -> Arguments:
        """The spider arguments (`-a NAME=VALUE`), checked. Raises `ArgumentError`."""
        return read_arguments(given, zone=cls.publisher.zone, sections=cls.sections)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.spider_opened, signal=signals.spider_opened)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        if cls.delay is not None:
            settings.set("DOWNLOAD_DELAY", cls.delay, priority="spider")
        if contact := settings.get("CONTACT"):
            settings.set("USER_AGENT", f"{settings['USER_AGENT']} (contact: {contact})", priority="spider")

    def spider_opened(self) -> None:
        self.run = Run.of(self.crawler)
        since, until = self.wanted.window(self.run.now)
        wanted = [self.sections[name] for name in self.wanted.sections or ()]
        if self.settings.getbool("SAMPLE") and self.settings.getdictorlist("PAGES"):
            wanted = [PAGES]
        self.window = frontier.Window(
            since=int(since.timestamp()) if since else None,
            until=int(until.timestamp()) if until else None,
            sections=frozenset(map(frontier.url_key, wanted)) if wanted else None,
        )
        self.discovery = Discovery(self)

    # From sources to pages

    async def start(self) -> AsyncIterator[Request]:
        """First the fresh sources, each read before the next is asked for; then, in turn, a batch of due pages and a few further sources,
        until nothing is left and nothing is on its way.

        The order that is promised: each batch is the newest of what is known by then, so new articles come first, whatever there is
        besides. What a further source names comes into that order when it is found.
        """
        while request := await self.discovery.next_fresh():
            yield request
            while not self._is_quiet():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
        await self.discovery.offer_pages()
        while True:
            # Asked before `take`, or a page that becomes due in between would be left.
            was_quiet = self._is_quiet()
            requests = [*map(self._article_request, await self._take()), *await self.discovery.next_few()]
            for request in requests:
                yield request
            if not requests and was_quiet:
                break
            # What ended while `take` was awaited has given its signal already; the next would come after 5 s.
            if not self._is_quiet():
                await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _is_quiet(self) -> bool:
        """Whether nothing is on its way. Counting requests would not do: one that is dropped at scheduling is never heard of again."""
        engine = self.crawler.engine
        assert engine is not None
        assert engine.scraper.slot is not None
        pending = engine.scheduler is not None and engine.scheduler.has_pending_requests()
        return not engine.downloader.active and engine.scraper.slot.is_idle() and not pending

    async def has_enough_due(self) -> bool:
        """Whether the frontier holds as much as `limit` allows."""
        if self.wanted.limit is None:
            return False
        now = int(self.run.clock().timestamp())
        count = await self.run.ask(
            lambda desk: frontier.count_due(desk.connection, self.publisher.id, self.run.id, now=now, window=self.window)
        )
        return count >= self.wanted.limit - self._requested

    async def take_carried(self, carried: Mapping[int, Carried]) -> list[Delivery]:
        """What the articles came to that a source carries whole, by their keys: of those that are due, newest first, as many as `limit`
        allows.
        """
        window = replace(self.window, pages=frozenset(carried))
        count = len(carried) if self.wanted.limit is None else min(len(carried), self.wanted.limit - self._requested)
        now = int(self.run.clock().timestamp())
        due = await self.run.ask(
            lambda desk: frontier.take(desk.connection, self.publisher.id, self.run.id, count, revisits=count, now=now, window=window)
        )
        self._requested += len(due)
        self.crawler.stats.inc_value("khabar/from_feed", len(due))
        deliveries: list[Delivery] = []
        for row in due:
            entry = carried[row.key]
            visit = Visit(key=row.key, url=row.url, received_at=entry.received_at, etag=entry.mark)
            deliveries += self._deliveries(Asked(row, visit, row.url, Spread(entry.page, row.url)))
        return deliveries

    async def _take(self) -> list[frontier.Due]:
        if self._postponed >= BATCH and not self.crawler.stats.get_value("khabar/fetched", 0):
            return []  # the site is shut for this run: a frontier of half a million rows need not be told so one by one
        left = BATCH if self.wanted.limit is None else min(BATCH, self.wanted.limit - self._requested)
        now = int(self.run.clock().timestamp())
        due = await self.run.ask(
            lambda desk: frontier.take(
                desk.connection, self.publisher.id, self.run.id, left, revisits=self._revisits_left(), now=now, window=self.window
            )
        )
        self._requested += len(due)
        self._revisited += sum(row.revisit for row in due)
        return due

    def _revisits_left(self) -> int:
        """A fifth of a run's requests, but always one batch: a quiet hour must still see what changed."""
        requests: int = self.crawler.stats.get_value("downloader/request_count", 0)
        return max(BATCH, requests // 5) - self._revisited

    def _article_request(self, row: frontier.Due) -> Request:
        headers = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified} if row.revisit else {}
        return Request(
            self.publisher.served(row.url),
            self.parse_article,
            errback=self.article_failed,
            headers={name: value for name, value in headers.items() if value},
            cb_kwargs={"row": row},
            meta={"handle_httpstatus_list": [304, 404, 410]},
        )

    def read_listing(self, response: TextResponse, received_at: datetime) -> list[Found]:
        """What a section listing names, by the cards of the first layout that has any on this page. Raises `PageError`."""
        cards = [layout.cards for layout in self.layouts if layout.cards]
        return read_listing(
            tree_of(response),
            response.url,
            cards,
            timezone=self.publisher.zone,
            now=received_at,
            region=self.publisher.country,
            month_first=self.publisher.month_first,
        )

    def next_page(self, response: TextResponse, section: str, page: int) -> str | None:  # noqa: ARG002 - asked of sites without declaration
        """Address of a section's page number `page`; `response` is the page before it. None if there is none."""
        return next_page(section, page, self.pages)

    def last_words(self) -> list[str]:
        """What is to be said to the user when a run is over, behind the summary."""
        return []

    # From a page to a delivery

    def parse_article(self, response: Response, row: frontier.Due) -> Iterator[Delivery | Request]:
        """One answer to one delivery, and one more for each article that stands inside another's page; no fault of a page gets out.

        An article that goes on on further pages is delivered when they have come.
        """
        visit = Visit(
            key=row.key,
            url=row.url,
            received_at=response.meta["received_at"],
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
        )
        self.crawler.stats.inc_value("khabar/fetched")
        if response.status == 304:
            yield Delivery(NotModified(), visit)
        elif response.status in (404, 410):
            yield Delivery(Missing(response.status), visit)
        else:
            try:
                spread = Spread(self._read(response), response.url)
            except Exception as error:
                yield Delivery(self._unread(error, visit), visit)
                return
            yield from self._next_part(Asked(row, visit, response.url, spread))

    def _next_part(self, asked: Asked) -> Iterator[Delivery | Request]:
        """The request for the next part of an article, or the article, where all its parts have come."""
        if address := asked.spread.next:
            yield Request(address, self.parse_part, errback=self.part_failed, cb_kwargs={"asked": asked}, priority=PART_PRIORITY)
        else:
            yield from self._deliveries(asked)

    def parse_part(self, response: Response, asked: Asked) -> Iterator[Delivery | Request]:
        """A further part of an article; one that cannot be read, or that is no part after all, is missing."""
        self.crawler.stats.inc_value("khabar/parts")
        try:
            if not asked.spread.is_next(response.url):
                raise PageError("section", f"{response.url} is not the next part of {asked.url}")
            asked.spread.add(self._read(response, first=asked.spread.address))
        except Exception as error:
            if not isinstance(error, PageError):
                self.logger.exception("%s: a fault in reading this page; please report it", response.url)
            yield from self._deliveries(asked)
            return
        yield from self._next_part(asked)

    def part_failed(self, failure: Failure) -> Iterator[Delivery]:
        """A part that never came: the article is delivered without it, as not complete."""
        yield from self._deliveries(failure.request.cb_kwargs["asked"])  # type: ignore[attr-defined]  # set by Scrapy

    def _read(self, response: Response, first: str | None = None) -> PageFields:
        return read_answer(
            response.body,
            response.url,
            publisher=self.publisher,
            layouts=self.layouts,
            content_type=header(response, "Content-Type"),
            first=first,
        )

    def _deliveries(self, asked: Asked) -> Iterator[Delivery]:
        """What the page came to; behind its own article those that stand inside it or below it."""
        outcome, *others = self._outcomes(asked)
        yield Delivery(outcome, asked.visit)
        yield from (Delivery(other, replace(asked.visit, key=None)) for other in others)

    def _outcomes(self, asked: Asked) -> Sequence[Outcome]:
        row, visit = asked.row, asked.visit
        try:
            article, *others = articles_of(
                asked.spread.joined(),
                asked.url,
                publisher=self.publisher,
                article_url=self.article_url,
                received_at=visit.received_at,
                hints=Hints(published=moment(row.published), title=row.title),
            )
        except Exception as error:
            return [self._unread(error, visit)]
        published = datetime.fromisoformat(article.published_at) if article.published_at else None
        if published is not None and int(published.timestamp()) not in self.window:
            return [Outside(published)]
        return [article, *others]

    def _unread(self, error: Exception, visit: Visit) -> Outcome:
        """What a page comes to that raised while it was read; called where the error is handled."""
        if isinstance(error, PageError):
            return self._rejected(visit, error.reason, error.detail)
        self.logger.exception("%s: a fault in reading this page; please report it", visit.url)
        return Failed(f"a fault of the reader: {type(error).__name__}")

    def article_failed(self, failure: Failure) -> Delivery:
        """A page that never came: refused by robots.txt or by our own checks, or an error that may pass."""
        row: frontier.Due = failure.request.cb_kwargs["row"]  # type: ignore[attr-defined]  # set by Scrapy
        visit = Visit(key=row.key, url=row.url, received_at=self.run.clock())
        if isinstance(failure.value, NotNow):
            self._postponed += 1
            return Delivery(Postponed(str(failure.value)), visit)
        if refused := refusal(failure.value):
            return Delivery(self._rejected(visit, refused, str(failure.value)), visit)
        return Delivery(Failed(describe(failure.value), "challenge" if isinstance(failure.value, Challenged) else "failed"), visit)

    def _rejected(self, visit: Visit, reason: str, detail: str) -> Rejected:
        received = visit.received_at.isoformat(timespec="seconds")
        return Rejected(url=visit.url, publisher=self.publisher.id, reason=reason, detail=detail, crawled_at=received)


def moment(seconds: int | None) -> datetime | None:
    """Seconds since 1970 as a moment, UTC."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
