"""Decide and write, in one step: what is new, changed or a copy is decided in the transaction that also writes the line."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from crawler.index import articles, frontier, links
from crawler.index.decisions import decide
from crawler.index.errors import OutputFailed
from crawler.index.outcomes import Decision, Delivery, Failed, Missing, NotModified, Outside, Postponed, Visit
from crawler.index.run import OUTPUT_FAILED, STOPPED, NearDuplicates, Run
from crawler.index.worker import Desk
from crawler.items import Article, Duplicate, Gone, Marked, Rejected

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class WritePipeline:
    """Hands each delivery to the run's worker and lets an article pass only when its line is on disk."""

    def __init__(self, crawler: Crawler, run: Run) -> None:
        self._crawler = crawler
        self._run = run
        self._writer = Writer(run.publisher, crawler.settings.getlist("REVISIT_AFTER"), run.near_duplicates)
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler, Run.of(crawler))

    async def process_item(self, item: Delivery) -> Article:
        """The line of `articles/`. Raises DropItem for every other outcome; it is counted by then."""
        # Drawn here, so that nobody waits for it: the worker's transaction locks the index.
        sketch = articles.drawn(item.outcome) if isinstance(item.outcome, Article) else None
        try:
            decision = await self._run.worker.run(lambda desk: self._writer.deliver(desk, item, sketch))
        except OutputFailed as error:
            self._stop(error)
            raise DropItem("not written", log_level="DEBUG") from error
        self._count(decision)
        if isinstance(decision.line, Article) and not isinstance(decision.line, Duplicate):
            return decision.line
        # `Sampled.verdict` of `scrapy fixture` finds these words in the log.
        raise DropItem(f"{decision.verdict}: {item.visit.url} {decision.detail}", log_level="DEBUG")

    def _count(self, decision: Decision) -> None:
        stats = self._crawler.stats
        stats.inc_value(f"khabar/{decision.verdict}")
        for link in decision.links:
            stats.inc_value(f"khabar/links/{link.kind}")
        if isinstance(decision.line, Rejected):
            stats.inc_value(f"khabar/rejected/{decision.line.reason}")

    def _stop(self, error: OutputFailed) -> None:
        """Close the spider, once: an exception in `process_item` alone would let the crawl go on."""
        if self._closing is None:
            logger.critical(STOPPED, self._run.output, error)
            assert self._crawler.engine is not None
            self._closing = asyncio.create_task(self._crawler.engine.close_spider_async(reason=OUTPUT_FAILED))


class Writer:
    """What a delivery does to files and index. Pure but for the desk that it works on."""

    def __init__(self, publisher: str, revisit_after: list[int], near_duplicates: NearDuplicates = "drop") -> None:
        self.publisher = publisher
        self._near_duplicates = near_duplicates
        self._revisit_after = sorted(int(seconds) for seconds in revisit_after)

    def deliver(self, desk: Desk, delivery: Delivery, sketch: articles.Drawn | None = None) -> Decision:
        """Write the line that a delivery gives, if any, and settle its frontier row. `sketch` is that of the article, if it is drawn."""
        visit = delivery.visit
        match delivery.outcome:
            case Article() as article:
                return self._article(desk, article, visit, sketch or articles.drawn(article))
            case Rejected() as line:
                if visit.key is not None:
                    frontier.settle_closed(desk.connection, visit.key, "failed")
                return _written(desk, line)
            case NotModified():
                if visit.key is not None:
                    published = frontier.published_of(desk.connection, visit.key)
                    frontier.settle_unmodified(desk.connection, visit.key, next_visit=self._next_visit(published, visit))
                return Decision("unchanged", "304")
            case Missing(status):
                return self._missing(desk, status, visit)
            case Outside(moment):
                if visit.key is not None:
                    frontier.settle_outside(desk.connection, visit.key, int(moment.timestamp()))
                return Decision("outside", moment.isoformat())
            case Postponed(detail):
                if visit.key is not None:
                    frontier.settle_postponed(desk.connection, visit.key)
                return Decision("postponed", detail)
            case Failed() as failed:
                return self._failed(desk, failed, visit)

    def _article(self, desk: Desk, article: Article, visit: Visit, sketch: articles.Drawn) -> Decision:
        decided = decide(desk.connection, article, sketch, page=visit.key)
        line = self._as_wanted(decided.line)
        if line is not None:
            articles.remember(desk.connection, line, sketch, is_first=decided.is_first)
            desk.parts.append("duplicates" if isinstance(line, Duplicate) else "articles", line)
        for link in decided.links:
            links.remember(desk.connection, link)
            desk.parts.append("links", link)
        stored_as = next((link.to for link in decided.links if link.kind == "moved"), article.id)
        if visit.key is not None:
            published, modified = _seconds(article.published_at), _seconds(article.modified_at)
            frontier.settle_done(
                desk.connection,
                visit.key,
                article=stored_as,
                published=published,
                modified=modified,
                etag=visit.etag,
                last_modified=visit.last_modified,
                next_visit=self._next_visit(published, visit),
            )
        if line is None:
            moved = stored_as != article.id
            return Decision("moved" if moved else "unchanged", stored_as, links=decided.links)
        if isinstance(line, Duplicate | Marked) and line.reason is not None:
            return Decision("duplicate", line.reason, line, decided.links)
        return Decision("stored" if line.revision == 1 else "revision", line.id, line, decided.links)

    def _as_wanted(self, line: Article | None) -> Article | None:
        """The line in the form that `NEAR_DUPLICATES` asks for."""
        if line is None or self._near_duplicates == "drop":
            return line
        values = {field.name: getattr(line, field.name) for field in fields(line)}
        if self._near_duplicates == "mark":
            return Marked(**values)
        if isinstance(line, Duplicate) and line.similarity < 1:
            return Article(**{field.name: values[field.name] for field in fields(Article)})
        return line

    def _next_visit(self, published: int | None, visit: Visit) -> int | None:
        """The next of the `REVISIT_AFTER` times of an article, seconds since 1970."""
        now = int(visit.received_at.timestamp())
        times = (published + seconds for seconds in self._revisit_after) if published is not None else ()
        return next((time for time in times if time > now), None)

    def _missing(self, desk: Desk, status: int, visit: Visit) -> Decision:
        received = visit.received_at.isoformat(timespec="seconds")
        stored = frontier.article_of(desk.connection, visit.key) if visit.key is not None else None
        if visit.key is not None:
            frontier.settle_closed(desk.connection, visit.key, "gone")
        if stored is not None:
            line = Gone(id=stored, url=visit.url, publisher=self.publisher, status=status, crawled_at=received)
            desk.parts.append("gone", line)
            return Decision("gone", f"{status}", line)
        detail = f"the server answered {status}"
        return _written(desk, Rejected(url=visit.url, publisher=self.publisher, reason="not_found", detail=detail, crawled_at=received))

    def _failed(self, desk: Desk, failed: Failed, visit: Visit) -> Decision:
        now, detail = visit.received_at, failed.detail
        if visit.key is not None and frontier.settle_failed(desk.connection, visit.key, now=int(now.timestamp())):
            return Decision(failed.reason, detail)
        received = now.isoformat(timespec="seconds")
        return _written(desk, Rejected(url=visit.url, publisher=self.publisher, reason=failed.reason, detail=detail, crawled_at=received))


def _written(desk: Desk, line: Rejected) -> Decision:
    desk.parts.append("rejected", line)
    return Decision("rejected", f"{line.reason}: {line.detail}", line)


def _seconds(time: str | None) -> int | None:
    return int(datetime.fromisoformat(time).timestamp()) if time else None
