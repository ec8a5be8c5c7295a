"""`scrapy crawl`: Scrapy's own command with Khabar's exit codes, a progress line in a terminal, and a summary in plain words."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.spiderloader import get_spider_loader

from crawler.extensions.health import faults
from crawler.extensions.logs import clean
from crawler.extensions.patience import GAVE_UP
from crawler.extensions.summary import summary
from crawler.index.errors import RunRefused
from crawler.index.run import CLOSED_WELL, OUTPUT_FAILED, Run
from crawler.publisher.arguments import ArgumentError
from crawler.publisher.spider import NewsSpider

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

DONE, NOT_STARTED, USAGE, UNHEALTHY, LOCKED, OUTPUT = range(6)
"""The exit codes."""

CLEAN_ENDS = ("finished", "shutdown", "closespider_timeout", "closespider_itemcount", "closespider_pagecount", GAVE_UP)
"""Ends that were asked for: by the work being done, by one SIGINT or SIGTERM, by a CLOSESPIDER_ setting; or by the site, which is a
matter of health."""


class Command(CrawlCommand):
    """Crawl one publisher."""

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
        assert self.crawler_process is not None
        spider = find_spider(self.settings, args[0])
        check_arguments(spider, opts.spargs)
        crawler = self._create_crawler(spider)
        task = self.crawler_process.crawl(crawler, **opts.spargs)
        assert isinstance(task, asyncio.Task)
        self.crawler_process.start()
        self.exitcode, message = outcome(task, crawler)
        if message:
            print(clean(message, indent=""), file=sys.stderr)


def find_spider(settings: BaseSettings, name: str) -> type[Spider]:
    """The spider of this name. Raises UsageError that names the nearest."""
    loader = get_spider_loader(settings)
    try:
        return loader.load(name)
    except KeyError:
        near = get_close_matches(name, loader.list(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(sorted(loader.list()))}"
        raise UsageError(f"no publisher is called {name!r}; {hint}", print_help=False) from None


def check_arguments(spider: type[Spider], given: Mapping[str, str]) -> None:
    """Raises UsageError for spider arguments that are unknown or make no sense."""
    if issubclass(spider, NewsSpider):
        try:
            spider.read_arguments(given).window(datetime.now(UTC))
        except ArgumentError as error:
            raise UsageError(str(error), print_help=False) from error


def outcome(task: asyncio.Task[None], crawler: Crawler) -> tuple[int, str]:
    """Exit code of a crawl that is over, and what to say of it."""
    if not task.done() or task.cancelled():
        return NOT_STARTED, "Stopped at once by a second signal. Nothing that was counted is lost; run it again to go on."
    if error := task.exception():
        if isinstance(error, RunRefused):
            return error.exit_code, f"The crawl was not started: {error}"
        return NOT_STARTED, f"The crawl could not be started: {type(error).__name__}: {error}"
    stats = crawler.stats
    reason = str(stats.get_value("finish_reason"))
    words = summary(stats.get_stats(), Run.of(crawler).output, reason)
    if reason == OUTPUT_FAILED or not stats.get_value(CLOSED_WELL):
        return OUTPUT, f"{words}\nThe output could not be written; what was counted above is safe on disk."
    if reason not in CLEAN_ENDS:
        return NOT_STARTED, f"{words}\nThe crawl ended in an unexpected way: {reason}. The log above says more."
    if unhealthy := faults(stats.get_stats()):
        return UNHEALTHY, "\n".join([words, *(f"Unhealthy: {fault}" for fault in unhealthy)])
    return DONE, words
