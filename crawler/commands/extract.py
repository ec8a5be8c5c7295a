"""`scrapy extract`: saved HTML files, or texts that somebody has scraped already, to article lines."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.crawl import declared_spiders, find_spider
from crawler.commands.output import INTERRUPTED, bar, print_lines, with_progress
from crawler.commands.show import shown
from crawler.commands.workers import NoWorkers, map_in_order
from crawler.items import Article
from crawler.knowledge.sites import site_publisher
from crawler.page import PageError
from crawler.page.metadata import Metadata
from crawler.page.read import parse
from crawler.pipelines.validate import fault_of
from crawler.publisher.reading import read_articles, read_text_articles
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import canonical_url

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

NOT_DONE = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page to be read: its file (`-` is standard input), and the URL that it was saved from."""

    file: str
    url: str
    publisher: str
    """Name of the publisher that was asked for; empty where it is to be found."""
    given: bytes | OSError | None = None
    """What standard input held; None for what stands in a file."""


class Command(ScrapyCommand):
    """Reads saved pages with the code of the crawl."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FILE..."

    def short_desc(self) -> str:
        return "Read saved HTML files (- is standard input); one JSON line out for each, in order"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. An article that stands inside another one follows it on a line of its own (part_of). A file that gives"
            ' no article gives {"rejected", "detail", "url", "file"} and stops nothing.'
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--publisher", help="read as a page of this publisher; by default it is found by the URL's host")
        parser.add_argument("--url", help="the URL that the page was saved from; by default the canonical link in the page")
        parser.add_argument("--manifest", metavar="FILE", help='JSON lines of {"file", "url", "publisher"} to read')
        parser.add_argument(
            "--text",
            action="store_true",
            help="the files hold text, not HTML: each line is a paragraph, the first the headline if it looks like one (else the title is"
            " empty); without a URL url is empty and publisher is unknown",
        )
        parser.add_argument("--jobs", type=int, default=1, metavar="N", help="read in N processes (default 1); the output is the same")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print one line for each article, or why there is none. Exits 2 on wrong usage, 1 where no process can be started, else as
        `print_lines` says.
        """
        assert self.settings is not None
        if opts.jobs < 1:
            raise UsageError(f"--jobs {opts.jobs}: at least 1", print_help=False)
        manifest = read_manifest(opts.manifest) if opts.manifest else b""
        # What is wrong with the command line or the manifest is said before anything is read.
        total, names = 0, set()
        for page in listed(args, opts, manifest):
            total += 1
            names.add(page.publisher)
        publishers = Publishers.declared(self.settings, names - {""})
        if not total:
            raise UsageError("name at least one FILE, or a --manifest", print_help=False)
        pages = map(with_standard_input, listed(args, opts, manifest))
        # More processes than pages have nothing to do; a second one keeps what a page may do to its process away from this one.
        results = map_in_order(Reader(publishers, is_text=opts.text), pages, min(opts.jobs, max(total, 2)), lost)
        try:
            self.exitcode = print_lines(with_progress(results, lambda count, seconds: progress_line(count, total, seconds)))
        except NoWorkers as error:
            self.exitcode = NOT_DONE
            print(f"--jobs {opts.jobs}: {error}", file=sys.stderr)
        if self.exitcode == INTERRUPTED:
            print("Interrupted.", file=sys.stderr)


def read_manifest(path: str) -> bytes:
    """Raises UsageError."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"--manifest {path}: {error.strerror}", print_help=False) from error


def listed(files: list[str], opts: argparse.Namespace, manifest: bytes) -> Iterator[Page]:
    """The pages that the command line names, then those of the manifest. Raises UsageError for what is wrong with either."""
    if opts.url and len(files) != 1:
        raise UsageError("--url goes with exactly one FILE; for more give a --manifest", print_help=False)
    for file in files:
        if file.startswith("-") and file != "-":
            raise UsageError(f"no such option: {file} (a file of that name is ./{file})", print_help=False)
        yield Page(file, opts.url or "", opts.publisher or "")
    for number, line in enumerate(BytesIO(manifest), 1):
        if not line.strip():
            continue
        try:
            entry: dict[str, Any] = orjson.loads(line)
            values = (entry["file"], entry.get("url") or "", entry.get("publisher") or opts.publisher or "")
            if not all(isinstance(value, str) for value in values):
                raise TypeError("every value is text")
        except (ValueError, KeyError, TypeError) as error:
            detail = f'--manifest {opts.manifest}, line {number}: not {{"file", "url"}} ({error})'
            raise UsageError(detail, print_help=False) from error
        yield Page(*values)


def with_standard_input(page: Page) -> Page:
    """A page that is to be read from standard input, with what that holds: other processes have one of their own."""
    if page.file != "-":
        return page
    if sys.stdin is None:
        return replace(page, given=OSError(errno.EBADF, "standard input is closed"))
    try:
        return replace(page, given=sys.stdin.buffer.read())
    except OSError as error:
        return replace(page, given=error)


def progress_line(count: int, total: int, seconds: float) -> str:
    """The bar, without the line's end.

    >>> progress_line(500, 2000, 5)
    '[#####               ] 500 of 2,000 pages, 100 a second'
    """
    speed = f", {count / seconds:,.0f} a second" if seconds else ""
    return f"{bar(count, total)} {count:,} of {total:,} pages{speed}"


class Publishers:
    """The declared publishers, by name."""

    def __init__(self, spiders: dict[str, type[NewsSpider]]) -> None:
        self._spiders = spiders

    @classmethod
    def declared(cls, settings: BaseSettings, wanted: Collection[str]) -> Publishers:
        """All of a project; whose file cannot be imported is told on standard error. Raises UsageError for a wanted one that is not
        among them.
        """
        spiders, faults = declared_spiders(settings)
        for fault in faults:
            print(shown(fault), file=sys.stderr)
        for name in wanted:
            if name not in spiders:
                find_spider(settings, name)
                raise UsageError(f"{name} is no publisher", print_help=False)
        return cls(spiders)

    def of(self, page: Page, url: str) -> type[NewsSpider] | None:
        """The publisher that was asked for, else the one whose host the URL has."""
        if page.publisher:
            return self._spiders[page.publisher]
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return next((spider for spider in self._spiders.values() if host in spider.publisher.all_hosts), None)


class Reader:
    """Reads pages, one after another, in whatever process it is sent to."""

    def __init__(self, publishers: Publishers, *, is_text: bool) -> None:
        self._publishers = publishers
        self._is_text = is_text

    def __call__(self, page: Page) -> bytes:
        """The article of a page and those that stand inside it, or why there is none, as lines; a page that fails stops no other."""
        try:
            return b"".join(orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE) for article in self._articles(page))
        except OSError as error:
            return rejection(page, "unreadable", f"{page.file}: {error.strerror or error}")
        except PageError as error:
            return rejection(page, error.reason, error.detail)
        except Exception as error:
            *_, place = traceback.extract_tb(error.__traceback__)
            return rejection(page, "error", f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})")

    def _articles(self, page: Page) -> list[Article]:
        body, received_at = saved(page)
        url = page.url if self._is_text else page.url or canonical_of(body)
        check_url(url, may_be_empty=self._is_text)
        spider = self._publishers.of(page, url)
        publisher = spider.publisher if spider else site_publisher(url)
        article_url = spider.article_url if spider else None
        if self._is_text:
            articles = read_text_articles(body, url, publisher=publisher, article_url=article_url, received_at=received_at)
        else:
            layouts = spider.layouts if spider else ()
            articles = read_articles(body, url, publisher=publisher, layouts=layouts, article_url=article_url, received_at=received_at)
        if fault := fault_of(articles[0], needs_title=not self._is_text):
            raise PageError(*fault)
        return articles


def saved(page: Page) -> tuple[bytes, datetime]:
    """Bytes of a page and when they were saved: its file's time of change, for standard input now. Raises OSError."""
    if isinstance(page.given, OSError):
        raise page.given
    if page.given is not None:
        return page.given, datetime.now(UTC)
    path = Path(page.file)
    return path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)


def canonical_of(body: bytes) -> str:
    """The canonical link in a page, empty where it has none. Raises PageError."""
    return Metadata(parse(body, None)).canonical or ""


def check_url(url: str, *, may_be_empty: bool) -> None:
    """Raises PageError, `no_url` for what is no address of a page."""
    if not url and may_be_empty:
        return
    try:
        canonical_url(url)
    except ValueError as error:
        detail = f"url: {error}" if url else "url: none was given (--url), and the page has no canonical link"
        raise PageError("no_url", detail) from error


def lost(page: Page, how: str) -> bytes:
    """The line for a page over which processes die."""
    return rejection(page, "crashed", f"two processes died over it; the second one {how}")


def rejection(page: Page, reason: str, detail: str) -> bytes:
    """The line for a page that gives no article."""
    line = {"rejected": reason, "detail": detail, "url": page.url, "file": page.file}
    # File names need not be UTF-8.
    written = {name: value.encode("utf-8", "backslashreplace").decode() for name, value in line.items()}
    return orjson.dumps(written, option=orjson.OPT_APPEND_NEWLINE)
