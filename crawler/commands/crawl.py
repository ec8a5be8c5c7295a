"""`scrapy crawl`: Scrapy's own command with Khabar's exit codes, a progress line in a terminal, and a summary in plain words."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.arabic import match_key
from crawler.commands.process import AT_ONCE, CrawlProcess
from crawler.extensions import exports
from crawler.extensions.ending import Ending
from crawler.extensions.health import NOT_STARTED, OUTPUT, UNHEALTHY
from crawler.extensions.logs import clean
from crawler.extensions.summary import summary
from crawler.index.errors import RunRefused
from crawler.index.run import Run
from crawler.publisher.arguments import ArgumentError
from crawler.publisher.files import SpiderFiles
from crawler.publisher.mistakes import mistakes
from crawler.publisher.spider import NewsSpider

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


class Command(CrawlCommand):
    """Crawl one publisher."""

    requires_crawler_process = False  # it makes one of its own

    def short_desc(self) -> str:
        return "Crawl one publisher; articles go to OUTPUT_DIR"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        asked_for = self.settings.getpriority("LOG_LEVEL") == SETTINGS_PRIORITIES["cmdline"]
        if sys.stderr.isatty() and not asked_for:
            # The progress line stands where the log would run through it. A command's own priority is below the project's settings.
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, and set the exit code: see the table in README."""
        if len(args) != 1:
            raise UsageError("name one publisher, for example: scrapy crawl sana", print_help=False)
        assert self.settings is not None
        spider = find_spider(self.settings, args[0])
        if issubclass(spider, NewsSpider) and (wrong := mistakes(spider)):
            self.exitcode = NOT_STARTED
            print(clean("\n".join(["The crawl was not started: the declaration is wrong.", *wrong]), indent=""), file=sys.stderr)
            return
        check_arguments(spider, opts.spargs)
        self.crawler_process = process = CrawlProcess(self.settings)
        crawler = self._create_crawler(spider)
        task = process.crawl(crawler, **opts.spargs)
        process.start()
        self.exitcode, table, wrong = outcome(task, crawler)
        print(clean("\n".join([table, *wrong] if table else wrong), indent=""), file=sys.stderr)
        if self.settings.get("LOG_FILE"):  # else what was just printed stands at the end of the log
            for words in wrong:
                logger.error("%s", words)


def find_spider(settings: BaseSettings, name: str) -> type[Spider]:
    """The spider of this name. Raises UsageError that names the nearest."""
    try:
        return SpiderFiles.from_settings(settings).load(name)
    except KeyError:
        words = [f"no publisher is called {name!r}; {_hint(settings, name)}", *declared_spiders(settings)[1]]
        raise UsageError("\n".join(words), print_help=False) from None


def _hint(settings: BaseSettings, name: str) -> str:
    """Which publisher may be meant: the one with this address or name, else the one whose id is nearest; else which there are."""
    names = sorted(SpiderFiles.from_settings(settings).list())
    host = re.sub(r"^\w+://|[/?#:].*", "", name.lower()).removeprefix("www.")
    for spider in declared_spiders(settings)[0].values():
        publisher = spider.publisher
        if host in publisher.all_hosts or match_key(name) in map(match_key, (publisher.arabic, publisher.english)):
            return f"did you mean {spider.name}?"
    if "://" in name:
        return f"no publisher has this address; any site can be read by: scrapy crawl site -a url={name}"
    near = get_close_matches(name.lower(), names, n=1) or [each for each in names if name and each.startswith(name.lower())]
    return f"did you mean {near[0]}?" if near else f"known are: {', '.join(names)}"


def declared_spiders(settings: BaseSettings) -> tuple[dict[str, type[NewsSpider]], list[str]]:
    """The spiders that say of whom they are, by name: all but the one for undeclared sites. And which files cannot be imported, and why."""
    loader = SpiderFiles.from_settings(settings)
    spiders = {name: loader.load(name) for name in sorted(loader.list())}
    declared = {name: spider for name, spider in spiders.items() if issubclass(spider, NewsSpider) and hasattr(spider, "publisher")}
    return declared, loader.faults


def check_arguments(spider: type[Spider], given: Mapping[str, str]) -> None:
    """Raises UsageError for spider arguments that are unknown or make no sense."""
    if issubclass(spider, NewsSpider):
        try:
            spider.read_arguments(given).window(datetime.now(UTC))
        except ArgumentError as error:
            raise UsageError(str(error), print_help=False) from error


def outcome(task: asyncio.Task[None], crawler: Crawler) -> tuple[int, str, list[str]]:
    """Exit code of a crawl that is over, the table of what it did, and what is wrong with it, in words. The run's file says the same."""
    ending = Ending.of(crawler)
    if not task.done() or task.cancelled():
        return _failed(ending, "stopped_at_once", NOT_STARTED, AT_ONCE, AT_ONCE)
    if error := task.exception():
        if isinstance(error, RunRefused):
            words = f"The crawl was not started: {error}"
            return _failed(ending, "refused", error.exit_code, words, words)
        fault = f"The crawl could not be started: {type(error).__name__}"
        return _failed(ending, "not_started", NOT_STARTED, fault, f"{fault}: {error}")
    if ending is None or ending.run is None:
        words = "The crawl ended in an unexpected way: it was not closed. The log says more."
        return _failed(ending, "not_closed", NOT_STARTED, words, words)
    run = ending.run
    if run.exit_code != OUTPUT and exports.failed(crawler.stats.get_stats()):  # known only now: they are closed while the run is judged
        run = ending.failed(run.reason, OUTPUT, exports.FAILED)
    last_words = crawler.spider.last_words() if isinstance(crawler.spider, NewsSpider) else []
    table = "\n".join([summary(crawler.stats.get_stats(), Run.of(crawler).output, run.reason), *last_words])
    return run.exit_code, table, [f"Unhealthy: {fault}" if run.exit_code == UNHEALTHY else fault for fault in run.health]


def _failed(ending: Ending | None, reason: str, exit_code: int, words: str, said: str) -> tuple[int, str, list[str]]:
    """A run that was not begun or not closed; `words` go into its file, if it was opened, and `said` to the user."""
    if ending is not None:
        exit_code = ending.failed(reason, exit_code, words).exit_code
    return exit_code, "", [said]
