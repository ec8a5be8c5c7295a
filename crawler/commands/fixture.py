"""`scrapy fixture`: real pages saved as fixtures, and what a crawl reads from them as drafts to be checked; or all declarations against
their live sites.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.archive.exchanges import RecordingError
from crawler.archive.fixtures import FixtureFolder
from crawler.commands.crawl import declared_spiders, find_spider
from crawler.commands.livecheck import PAGES, as_table, check_all
from crawler.commands.output import print_lines
from crawler.commands.publishers import FIXTURES
from crawler.commands.sample import run_all
from crawler.commands.saving import Saving
from crawler.commands.show import WIDEST, shown
from crawler.extensions.health import DONE, NOT_STARTED, OUTPUT, UNHEALTHY
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import canonical_url, refusal_of

if TYPE_CHECKING:
    import argparse

JOBS = 4
"""Sites that are checked at once."""


class Command(ScrapyCommand):
    """Saves fixtures, and checks declarations."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] PUBLISHER URL...  |  --check [PUBLISHER ...]"

    def short_desc(self) -> str:
        return "Save real pages as fixtures and draft the articles expected of them; --check: whether layouts still match live pages"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--again", action="store_true", help="fetch pages anew that the folder has already")
        parser.add_argument(
            "--check", action="store_true", help="read a few live pages of each publisher, or of those named; writes nothing"
        )
        parser.add_argument("--pages", type=int, metavar="N", help=f"with --check: newest pages of each (default {PAGES})")
        parser.add_argument("--jobs", type=int, metavar="N", help=f"with --check: publishers at once (default {JOBS})")
        parser.add_argument("--json", action="store_true", help="with --check: one JSON line a publisher")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Save and draft, or check. Exits 2 on wrong usage, 3 where a page could not be had or a layout matches no more, 5 where the
        fixture folder cannot be written, 1 where a run could not be started.
        """
        check_usage(args, opts)
        assert self.settings is not None
        if opts.check and (recording := self.settings.get("REPLAY")):
            raise UsageError(f"REPLAY={recording}: what is checked must come from the site itself", print_help=False)
        passed = [part for value in opts.set for part in ("-s", value)]
        with TemporaryDirectory(prefix="khabar-") as folder:
            if opts.check:
                self._check(args, opts, passed, Path(folder))
            else:
                self._save(args, opts, passed, Path(folder))

    def _save(self, args: list[str], opts: argparse.Namespace, passed: list[str], scratch: Path) -> None:
        spider = self._publisher(args[0])
        assert self.settings is not None
        pages = [page_of(spider, url, self.settings.getlist("LOCAL_HOSTS")) for url in dict.fromkeys(args[1:])]
        saving = Saving(spider, FixtureFolder(project_folder() / FIXTURES / spider.name), passed, scratch)
        try:
            self.exitcode = saving.run(pages, again=opts.again)
        except OSError as error:
            self.exitcode = OUTPUT
            saving.said.append(f"{error.filename}: cannot be written ({error.strerror})")
        except (RecordingError, ValueError) as error:
            self.exitcode = NOT_STARTED
            saving.said.append(str(error))
        for words in saving.said:
            print(shown(words), file=sys.stderr)
        printed = print_lines(f"{line}\n".encode() for line in saving.report(min(shutil.get_terminal_size().columns, WIDEST)))
        self.exitcode = self.exitcode or printed

    def _check(self, args: list[str], opts: argparse.Namespace, passed: list[str], scratch: Path) -> None:
        assert self.settings is not None
        declared, faults = ({}, []) if args else declared_spiders(self.settings)
        spiders = [self._publisher(name) for name in dict.fromkeys(args)] or [*declared.values()]
        checks = check_all(spiders, scratch, passed, opts.pages or PAGES, lambda children: run_all(children, opts.jobs or JOBS))
        lines = [orjson.dumps(check.as_json()).decode() for check in checks] if opts.json else as_table(checks)
        printed = print_lines(f"{line}\n".encode() for line in lines)
        for fault in faults:
            print(shown(fault), file=sys.stderr)
        wrong = UNHEALTHY if any(check.faults for check in checks) else DONE
        self.exitcode = (NOT_STARTED if faults or not all(check.was_run for check in checks) else wrong) or printed

    def _publisher(self, name: str) -> type[NewsSpider]:
        """Raises UsageError for a name that is no publisher's."""
        assert self.settings is not None
        spider = find_spider(self.settings, name)
        if not issubclass(spider, NewsSpider) or not hasattr(spider, "publisher"):
            raise UsageError(f"{name} is no publisher, so it has no fixtures and no layouts", print_help=False)
        return spider


def check_usage(args: list[str], opts: argparse.Namespace) -> None:
    """Raises UsageError."""
    for argument in args:
        if argument.startswith("-"):
            raise UsageError(f"fixture has no option {argument}", print_help=False)
    if opts.check:
        if opts.again:
            raise UsageError("--again is for saving, --check saves nothing", print_help=False)
        for name in ("pages", "jobs"):
            if (count := getattr(opts, name)) is not None and count < 1:
                raise UsageError(f"--{name} {count}: at least 1", print_help=False)
        return
    for name in ("pages", "jobs", "json"):
        if getattr(opts, name):
            raise UsageError(f"--{name} is for --check", print_help=False)
    if len(args) < 2:
        raise UsageError("give a publisher and the addresses of articles: scrapy fixture sana https://sana.sy/locals/1/", print_help=False)


def project_folder() -> Path:
    """The folder of `scrapy.cfg`."""
    return Path(closest_scrapy_cfg()).resolve().parent


def page_of(spider: type[NewsSpider], url: str, local: Sequence[str]) -> str:
    """The address under which a crawl asks for an article. Raises UsageError where it would not ask for it."""
    publisher = spider.publisher
    try:
        canonical = canonical_url(url, publisher=publisher)
    except ValueError as error:
        raise UsageError(f"{url}: {error}", print_help=False) from error
    if reason := refusal_of(canonical, publisher.all_hosts, local):
        raise UsageError(
            f"{url}: not an address of {publisher.id} ({reason}); its hosts: {', '.join(publisher.all_hosts)}", print_help=False
        )
    if not spider.article_url.match(canonical):
        raise UsageError(
            f"{url}: not the address of an article by `article_url` of {publisher.id}, whose path must fit {spider.article_url.path}",
            print_help=False,
        )
    return canonical
