"""The process of a crawl, as far as it is told to end: what is said and done at the first SIGINT or SIGTERM, and at the second."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess

from crawler.extensions.health import NOT_STARTED
from crawler.extensions.progress import ERASE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

AT_ONCE = "Stopped at once by a second signal. Nothing that was counted is lost; run it again to go on."
GRACE = 1.0
"""Seconds that a second signal gives the event loop to end. It may be far away: in a recovery, in files that are sealed."""
STEP = 0.05
"""Seconds between two looks at whether a crawl has begun."""


class CrawlProcess(AsyncCrawlerProcess):
    """Scrapy's, which tells the user on standard error what a signal does, and keeps its word wherever the crawl is just then.

    Scrapy's own words are log lines, which a terminal does not show, and a loop that is busy does not write. A first signal that came
    before the engine had started ended the reactor, with a run that was never closed.
    """

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        name = signal.Signals(signum).name
        say(f"{name}: the run ends when what is on its way is written. A second signal ends it at once, and that is as safe as a kill.")
        super()._signal_shutdown(signum, frame)

    def _signal_kill(self, signum: int, frame: Any) -> None:
        watchdog = threading.Timer(GRACE, end_at_once)
        watchdog.daemon = True
        watchdog.start()
        super()._signal_kill(signum, frame)

    async def stop(self) -> None:
        """Stop the crawls; one that is about to begin is let begin, so that it can be closed."""
        while any(map(is_beginning, self.crawlers)):
            await asyncio.sleep(STEP)
        await super().stop()


def is_beginning(crawler: Crawler) -> bool:
    """Whether a crawl's engine has yet to start."""
    try:
        return crawler.crawling and not crawler.engine.running
    except RuntimeError:  # Scrapy's, of an engine that was not made yet
        return crawler.crawling


def say(words: str) -> None:
    """Write to standard error from a signal handler, where a buffered stream must not be touched."""
    os.write(2, f"{ERASE if os.isatty(2) else ''}{words}\n".encode())


def end_at_once() -> None:
    """End the process as a kill would."""
    say(AT_ONCE)
    os._exit(NOT_STARTED)
