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
from crawler.knowledge.publisher import Publisher
from crawler.page import PageError
from crawler.page.layouts import THEMES
from crawler.pipelines.validate import fault_of
from crawler.publisher.reading import read_article
from crawler.publisher.spider import NewsSpider

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

FIRST_WORDS = 80


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page to be read: its file (`-` is standard input), and the URL that it was saved from."""

    file: str
    url: str
    publisher: str | None


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
        for page in pages:
            sys.stdout.buffer.write(orjson.dumps(extract(page, publishers), option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.buffer.flush()


def listed(files: list[str], opts: argparse.Namespace) -> Iterator[Page]:
    """The pages that the command line names. Raises UsageError for a manifest that cannot be read."""
    if opts.url and len(files) != 1:
        raise UsageError("--url goes with exactly one FILE; for more give a --manifest", print_help=False)
    yield from (Page(file, opts.url or "", opts.publisher) for file in files)
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
            yield Page(str(entry["file"]), entry.get("url") or "", entry.get("publisher") or opts.publisher)
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f'--manifest {path}, line {number}: not {{"file", "url"}} ({error})', print_help=False) from error


class Publishers:
    """The declared publishers, loaded when the first page is read."""

    def __init__(self, settings: BaseSettings) -> None:
        self._settings = settings
        loader = get_spider_loader(settings)
        spiders = [loader.load(name) for name in loader.list()]
        self._all = [spider for spider in spiders if issubclass(spider, NewsSpider)]

    def of(self, page: Page, url: str) -> type[NewsSpider] | None:
        """The publisher that was asked for, else the one whose host the URL has. Raises UsageError for an unknown name."""
        if page.publisher:
            spider = find_spider(self._settings, page.publisher)
            if not issubclass(spider, NewsSpider):
                raise UsageError(f"{page.publisher} is no publisher", print_help=False)
            return spider
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return next((spider for spider in self._all if host in spider.publisher.all_hosts), None)


def extract(page: Page, publishers: Publishers) -> Any:
    """The article of one page, or why there is none; a page that fails stops no other."""
    try:
        body, received_at = saved(page.file)
        spider = publishers.of(page, page.url)
        article = read_article(
            body,
            page.url,
            publisher=spider.publisher if spider else unknown_publisher(page.url),
            layouts=spider.layouts if spider else THEMES,
            article_url=spider.article_url if spider else None,
            received_at=received_at,
        )
    except OSError as error:
        return rejection(page, "unreadable", f"{page.file}: {error.strerror}")
    except PageError as error:
        return rejection(page, error.reason, error.detail)
    if fault := fault_of(article):
        return rejection(page, *fault)
    return article


def saved(file: str) -> tuple[bytes, datetime]:
    """Bytes of a file and when they were saved: its time of change, for standard input now. Raises OSError."""
    if file == "-":
        return sys.stdin.buffer.read(), datetime.now(UTC)
    path = Path(file)
    return path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)


def rejection(page: Page, reason: str, detail: str) -> dict[str, str]:
    """The line for a page that gives no article."""
    return {"rejected": reason, "detail": detail, "url": page.url, "file": page.file}


def unknown_publisher(url: str) -> Publisher:
    """A publisher of whom only the host is known; times without a zone are taken as UTC."""
    parts = urlsplit(url)
    host = (parts.hostname or "unknown").removeprefix("www.")
    return Publisher(id=host, arabic="", english="", country="", timezone="UTC", home=f"https://{host}/", kind="website")
