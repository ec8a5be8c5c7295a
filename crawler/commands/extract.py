"""`scrapy extract`: saved HTML files to article lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler.commands.crawl import find_spider
from crawler.knowledge.sites import site_publisher
from crawler.page import PageError
from crawler.page.metadata import Metadata
from crawler.page.read import parse
from crawler.pipelines.validate import fault_of
from crawler.publisher.reading import read_articles
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import canonical_url

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page to be read: its file (`-` is standard input), and the URL that it was saved from."""

    file: str
    url: str
    publisher: str
    """Name of the publisher that was asked for; empty where it is to be found."""


class Command(ScrapyCommand):
    """Reads saved pages with the code of the crawl."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FILE..."

    def short_desc(self) -> str:
        return "Read saved HTML files (- is standard input); one JSON line out for each, in order"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--publisher", help="read as a page of this publisher; by default it is found by the URL's host")
        parser.add_argument("--url", help="the URL that the page was saved from; by default the canonical link in the page")
        parser.add_argument("--manifest", metavar="FILE", help='JSON lines of {"file", "url", "publisher"} to read')

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print one line for each page: the article, or {"rejected", "detail", "url", "file"}. Exits 2 on wrong usage."""
        assert self.settings is not None
        pages = list(listed(args, opts))
        if not pages:
            raise UsageError("name at least one FILE, or a --manifest", print_help=False)
        publishers = Publishers(self.settings)
        for name in {page.publisher for page in pages if page.publisher}:
            publishers.named(name)  # a wrong name is said before anything is read
        for page in pages:
            for line in extract(page, publishers):
                sys.stdout.buffer.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.buffer.flush()


def listed(files: list[str], opts: argparse.Namespace) -> Iterator[Page]:
    """The pages that the command line names. Raises UsageError for a manifest that cannot be read."""
    if opts.url and len(files) != 1:
        raise UsageError("--url goes with exactly one FILE; for more give a --manifest", print_help=False)
    yield from (Page(file, opts.url or "", opts.publisher or "") for file in files)
    if not opts.manifest:
        return
    path = Path(opts.manifest)
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"--manifest {path}: {error.strerror}", print_help=False) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry: dict[str, Any] = orjson.loads(line)
            values = (entry["file"], entry.get("url") or "", entry.get("publisher") or opts.publisher or "")
            if not all(isinstance(value, str) for value in values):
                raise TypeError("every value is text")
            yield Page(*values)
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f'--manifest {path}, line {number}: not {{"file", "url"}} ({error})', print_help=False) from error


class Publishers:
    """The declared publishers, loaded when the first page is read."""

    def __init__(self, settings: BaseSettings) -> None:
        self._settings = settings
        loader = get_spider_loader(settings)
        spiders = [loader.load(name) for name in loader.list()]
        self._all = [spider for spider in spiders if issubclass(spider, NewsSpider)]

    def named(self, name: str) -> type[NewsSpider]:
        """The publisher of this name. Raises UsageError."""
        spider = find_spider(self._settings, name)
        if not issubclass(spider, NewsSpider):
            raise UsageError(f"{name} is no publisher", print_help=False)
        return spider

    def of(self, page: Page, url: str) -> type[NewsSpider] | None:
        """The publisher that was asked for, else the one whose host the URL has. Raises UsageError for an unknown name."""
        if page.publisher:
            return self.named(page.publisher)
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return next((spider for spider in self._all if host in spider.publisher.all_hosts), None)


def extract(page: Page, publishers: Publishers) -> list[Any]:
    """The article of one page and those that stand inside it, or why there is none; a page that fails stops no other."""
    try:
        body, received_at = saved(page.file)
        url = address_of(page, body)
        spider = publishers.of(page, url)
        article, *others = read_articles(
            body,
            url,
            publisher=spider.publisher if spider else site_publisher(url),
            layouts=spider.layouts if spider else (),
            article_url=spider.article_url if spider else None,
            received_at=received_at,
        )
    except OSError as error:
        return [rejection(page, "unreadable", f"{page.file}: {error.strerror}")]
    except PageError as error:
        return [rejection(page, error.reason, error.detail)]
    if fault := fault_of(article):
        return [rejection(page, *fault)]
    return [article, *others]


def saved(file: str) -> tuple[bytes, datetime]:
    """Bytes of a file and when they were saved: its time of change, for standard input now. Raises OSError."""
    if file == "-":
        return sys.stdin.buffer.read(), datetime.now(UTC)
    path = Path(file)
    return path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)


def address_of(page: Page, body: bytes) -> str:
    """The URL that a page was saved from: as given, else its canonical link. Raises PageError, `no_url` where neither is one."""
    url = page.url or Metadata(parse(body, None)).canonical or ""
    try:
        canonical_url(url)
    except ValueError as error:
        detail = f"url: {error}" if url else "url: none was given (--url), and the page has no canonical link"
        raise PageError("no_url", detail) from error
    return url


def rejection(page: Page, reason: str, detail: str) -> dict[str, str]:
    """The line for a page that gives no article."""
    return {"rejected": reason, "detail": detail, "url": page.url, "file": page.file}
