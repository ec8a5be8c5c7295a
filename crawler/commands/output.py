"""Lines on standard output or in a file, how far they are, and the exit code of a command that writes them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from typing import TypeVar

from crawler.commands.jsonl import create
from crawler.extensions.progress import INTERVAL, StatusLine

Item = TypeVar("Item")

INTERRUPTED = 128 + signal.SIGINT
CLOSED = 128 + signal.SIGPIPE
"""As a shell reports it of other programs."""
FAILED = 5
"""As of `scrapy crawl`."""
BAR = 20
"""Characters of a progress bar."""


def print_lines(lines: Generator[bytes]) -> int:
    """Write lines as they come, in UTF-8 whatever the locale; the exit code.

    It is 130 after Ctrl-C, 141 where nobody reads any more (`| head`), 5 where the output cannot be written, which is said on standard
    error. `lines` is closed in any case; what it raises passes through.
    """
    with closing(lines):
        try:
            for line in lines:
                try:
                    sys.stdout.buffer.write(line)
                    sys.stdout.buffer.flush()
                except OSError as error:
                    return _failed(error)
        except KeyboardInterrupt:
            return INTERRUPTED
    return 0


def save_lines(lines: Generator[bytes], path: str) -> int:
    """The same into a file, which is compressed if its name ends with `.gz` or `.zst`. It is incomplete where the exit code is not 0."""
    with closing(lines):
        try:
            with create(path) as file:
                for line in lines:
                    file.write(line)
        except OSError as error:
            print(f"{path} could not be written: {error.strerror}", file=sys.stderr)
            return FAILED
        except KeyboardInterrupt:
            return INTERRUPTED
    return 0


def _failed(error: OSError) -> int:
    # What is left in the buffer would be tried again, and complained of, at the interpreter's end.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    with suppress(OSError):
        sys.stdout.flush()
    if isinstance(error, BrokenPipeError):
        return CLOSED
    print(f"Standard output could not be written: {error.strerror}", file=sys.stderr)
    return FAILED


def table(rows: Sequence[Sequence[str]], align: str) -> list[str]:
    """Rows in columns, `<` or `>` for each. Arabic belongs into the last one: its letters are not as wide as they are many.

    >>> table([("publisher", "pages", ""), ("sana", "20", "سانا")], "<><")
    ['publisher  pages', 'sana          20  سانا']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:{sign}{width}}" for cell, sign, width in zip(row, align, widths, strict=True)).rstrip() for row in rows]


def with_progress(items: Generator[Item], status: Callable[[int, float], str]) -> Generator[Item]:
    """The items as they are; where standard error is a terminal, a line there shows how far they are.

    `status` says it in words, for the number of items that have come and the seconds since the first was asked for.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    line = StatusLine(sys.stderr)
    start = shown = time.monotonic()
    shares_terminal = sys.stdout.isatty()
    with closing(items):
        try:
            line.show(status(0, 0))
            for count, item in enumerate(items, 1):
                if shares_terminal:
                    line.erase()
                yield item
                now = time.monotonic()
                if now - shown >= INTERVAL:
                    line.show(status(count, now - start))
                    shown = now
        finally:
            line.erase()


def bar(done: int, total: int) -> str:
    """A progress bar.

    >>> bar(500, 2000)
    '[#####               ]'
    """
    return f"[{'#' * (BAR * done // max(total, 1)):{BAR}}]"


def size_read(done: int, total: int | None, count: int, seconds: float) -> str:
    """How far reading is, in words: so many of `total` bytes (None where that is not known), so many lines.

    >>> size_read(500_000, 2_000_000, 1200, 2)
    '[#####               ] 25 % of 2 MB, 1,200 lines, 600 a second'
    """
    share = f"{bar(done, total)} {100 * done // max(total, 1)} % of {total / 1e6:,.0f} MB, " if total is not None else ""
    speed = f", {count / seconds:,.0f} a second" if seconds else ""
    return f"{share}{count:,} lines{speed}"
