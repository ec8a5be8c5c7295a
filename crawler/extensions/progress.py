"""One live line while a run is at work in a terminal."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.index import frontier
from crawler.index.errors import OutputFailed
from crawler.index.run import Run

if TYPE_CHECKING:
    from typing import Self, TextIO

    from scrapy.crawler import Crawler

INTERVAL = 0.5
"""Seconds between two looks."""
ERASE = "\r\x1b[K"


class StatusLine:
    """A line of a terminal that is written again and again, and leaves nothing behind."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, text: str) -> None:
        # A line that wraps could not be erased.
        self._stream.write(ERASE + text[: columns(self._stream) - 1])
        self._stream.flush()

    def erase(self) -> None:
        self._stream.write(ERASE)
        self._stream.flush()


class Progress:
    """Pages, articles, duplicates, rejected, due: on standard error, and only where that is a terminal."""

    def __init__(self, crawler: Crawler, stream: TextIO) -> None:
        self._crawler = crawler
        self._line = StatusLine(stream)
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not sys.stderr.isatty():
            raise NotConfigured
        extension = cls(crawler, sys.stderr)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        for handler in logging.getLogger().handlers:
            handler.addFilter(self._make_room)
        self._task = asyncio.create_task(self._keep_showing())

    def spider_closed(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._line.erase()

    def _make_room(self, _: logging.LogRecord) -> bool:
        """Take the line away before a log message is written."""
        self._line.erase()
        return True

    async def _keep_showing(self) -> None:
        run = Run.of(self._crawler)
        while True:
            try:
                due = await due_pages(run)
            except OutputFailed:
                return
            self._line.show(progress_line(run.publisher, self._count, due))
            await asyncio.sleep(INTERVAL)

    def _count(self, name: str) -> int:
        return int(self._crawler.stats.get_value(f"khabar/{name}", 0))


async def due_pages(run: Run) -> int:
    """How many pages are still to be fetched. Raises OutputFailed."""
    now = int(run.clock().timestamp())
    return await run.worker.run(lambda desk: frontier.count_due(desk.connection, run.publisher, run.id, now=now, window=frontier.Window()))


def columns(stream: TextIO) -> int:
    """Width of a terminal; 80 for one that does not know its own."""
    return os.get_terminal_size(stream.fileno()).columns or 80


def progress_line(publisher: str, count: Callable[[str], int], due: int) -> str:
    """The line, without its end."""
    written = count("stored") + count("revision")
    return (
        f"{publisher}: {count('fetched'):,} pages, {written:,} articles, {count('duplicate'):,} duplicates,"
        f" {count('rejected'):,} rejected, {due:,} due"
    )
