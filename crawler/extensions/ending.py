"""How a run ended: counted while it is at work, judged when it is over, and left in its run file."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import signals

from crawler import __version__
from crawler.extensions.health import OUTCOMES, OUTPUT, Limits, judge
from crawler.extensions.runs import FIELDS, RunFile, Tally, median, past_runs, path_of, write
from crawler.index.errors import with_cure
from crawler.index.outcomes import Delivery
from crawler.index.run import CLOSED_WELL, Run
from crawler.items import Article

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

COUNTS = ("found", "fetched", "from_feed", "parts", *OUTCOMES)


class Ending:
    """Makes the one judgement on a run, of which its file, the exit code and the last words are three faces.

    A run that is killed leaves no file: its articles are taken up by the next one, which has a file of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limits = Limits.of(crawler.settings)
        self._tally = Tally()
        self.run: RunFile | None = None
        """What was judged; None as long as the run is at work."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `RunRefused` (2) for a limit that makes no sense."""
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signal=signals.item_scraped)
        crawler.signals.connect(extension.item_dropped, signal=signals.item_dropped)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    @classmethod
    def of(cls, crawler: Crawler) -> Ending | None:
        """The crawler's, or None where the run was refused before there was one."""
        try:
            return crawler.get_extension(cls)
        except RuntimeError:  # Scrapy's, of extensions that were not made
            return None

    def item_scraped(self, item: Any) -> None:
        """An article was written."""
        if isinstance(item, Article):
            self._tally.add(item)

    def item_dropped(self, item: Any) -> None:
        """A copy or an unchanged article was read as well as any other; what became no article is counted by the writer."""
        if isinstance(item, Delivery) and isinstance(item.outcome, Article):
            self._tally.add(item.outcome)

    def spider_closed(self, reason: str) -> None:
        """Judge the run and write its file. Called after `Run.close`, whose extension comes first."""
        run = self._described(reason)
        output, started = Run.of(self._crawler).output, datetime.fromisoformat(run.started)
        history = past_runs(output, run.run, run.publisher, most=self._limits.runs, since=started - timedelta(days=self._limits.days))
        closed_well = bool(self._crawler.stats.get_value(CLOSED_WELL))
        run.exit_code, run.health = judge(run, history, self._limits, closed_well=closed_well)
        self._leave(run)

    def failed(self, reason: str, exit_code: int, words: str) -> RunFile:
        """Leave a file of a run that was opened, and then not begun or not closed. `words` must be safe to be read by others."""
        run = self._described(reason)
        run.exit_code, run.health = exit_code, [words]
        self._leave(run)
        return run

    def _leave(self, run: RunFile) -> None:
        self.run = run
        output = Run.of(self._crawler).output
        try:
            write(output, run)
        except OSError as error:
            words = f"{path_of(output, run.run)}: cannot be written ({with_cure(error)}); the articles are safe on disk"
            logger.error("%s", words)
            run.exit_code, run.health = OUTPUT, [*run.health, words]

    def _described(self, reason: str) -> RunFile:
        """The run without its judgement."""
        run, tally, stats = Run.of(self._crawler), self._tally, self._crawler.stats.get_stats()
        statuses = by_status(stats)
        return RunFile(
            run=run.id,
            publisher=run.publisher,
            version=__version__,
            arguments=dict(getattr(self._crawler.spider, "arguments", {})),
            replay=bool(self._crawler.settings.get("REPLAY")),
            started=written(run.started),
            now=written(run.now),
            ended=written(datetime.now(UTC)),
            reason=reason,
            gave_up=stats.get("khabar/gave_up"),
            exit_code=0,
            health=[],
            counts={name: stats.get(f"khabar/{name}", 0) for name in COUNTS},
            rejected=below(stats, "khabar/rejected/"),
            sources=below(stats, "khabar/sources_"),
            responses=by_class(statuses),
            statuses=statuses,
            articles=tally.articles,
            fields={name: tally.fields[name] for name in FIELDS},
            body_from=dict(tally.body_from),
            paragraphs={str(number): count for number, count in sorted(tally.paragraphs.items())},
            median_paragraphs=median({str(number): count for number, count in tally.paragraphs.items()}),
            newest_published_at=written(tally.newest) if tally.newest else None,
        )


def written(time: datetime) -> str:
    """A moment as run files have it.

    >>> written(datetime(2026, 11, 24, 18, 0, 0, 5, UTC))
    '2026-11-24T18:00:00+00:00'
    """
    return time.astimezone(UTC).isoformat(timespec="seconds")


def below(stats: Mapping[str, Any], beginning: str) -> dict[str, int]:
    """The stats whose names begin like that, by the rest of their names, sorted."""
    return {key.removeprefix(beginning): stats[key] for key in sorted(stats) if key.startswith(beginning)}


def by_status(stats: Mapping[str, Any]) -> dict[str, int]:
    """Answers by status, without those of robots.txt: most sites that have none say 404, and that is no error."""
    all_of_them = below(stats, "downloader/response_status_count/")
    of_robots = below(stats, "robotstxt/response_status_count/")
    return {status: rest for status, count in all_of_them.items() if (rest := count - of_robots.get(status, 0)) > 0}


def by_class(statuses: Mapping[str, int]) -> dict[str, int]:
    """Answers by the first digit of their status.

    >>> by_class({"200": 5, "304": 1, "403": 2, "404": 1})
    {'2xx': 5, '3xx': 1, '4xx': 3}
    """
    classes: dict[str, int] = {}
    for status, count in statuses.items():
        name = f"{status[0]}xx"
        classes[name] = classes.get(name, 0) + count
    return classes
