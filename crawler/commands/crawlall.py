"""`scrapy crawlall`: many publishers, a process each, and a table of what came of them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict

from crawler.commands.children import Child, Children, Ended
from crawler.commands.crawl import check_arguments, declared_spiders, find_spider
from crawler.commands.output import print_lines, table
from crawler.commands.show import END_ISOLATE, shown
from crawler.extensions.health import DONE, LOCKED, NOT_STARTED, OUTPUT, UNHEALTHY, USAGE
from crawler.extensions.progress import StatusLine
from crawler.index.errors import RunRefused
from crawler.index.run import output_folder
from crawler.publisher.mistakes import mistakes
from crawler.publisher.spider import NewsSpider

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider

JOBS = 4
"""Publishers at once: a run mostly waits for its site, and holds about 80 MB."""
LAST_LINES = 5
"""Of a log that are shown where a run did not go well."""
TAIL = 20_000
"""Bytes of a log that are read for that."""

MEANINGS = {
    DONE: "done",
    NOT_STARTED: "not started, or ended in an unknown way",
    USAGE: "wrong setting or argument",
    UNHEALTHY: "unhealthy",
    LOCKED: "another run is at work",
    OUTPUT: "output or index could not be written",
}
GRAVEST = (OUTPUT, NOT_STARTED, UNHEALTHY, LOCKED, DONE)
"""Exit codes, the most serious first."""

ISOLATE = "\u2068"
"""In front of a name: in a terminal that knows bidirectional text its letters run as they must, and the row around it stays as it is."""


class Command(ScrapyCommand):
    """Crawls many publishers."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [NAME ...]"

    def short_desc(self) -> str:
        return "Crawl many publishers, a process each; all of them, or those named, or those of a country"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--country", metavar="CODE", help="only publishers of this country: SY")
        parser.add_argument("--jobs", type=int, default=JOBS, metavar="N", help=f"publishers at once (default {JOBS})")
        parser.add_argument("--timeout", type=int, metavar="SECONDS", help="stop a run that takes longer; the next one goes on from there")
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help="argument of every spider (may be repeated)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl. Exits with the most serious code of the runs: 5, 1, 3, 4, 0; 2 on wrong usage, before anything is begun."""
        check_usage(args, opts)
        spiders, faults = self._choose(args, opts.country)
        try:
            given = arglist_to_dict(opts.spargs)
        except ValueError:
            raise UsageError("Invalid -a value, use -a NAME=VALUE", print_help=False) from None
        for spider in spiders:
            if issubclass(spider, NewsSpider) and mistakes(spider):
                continue  # its own run says so, and keeps no other from going on
            try:
                check_arguments(spider, given)
            except UsageError as error:
                raise UsageError(f"{spider.name}: {error}", print_help=False) from error
        assert self.settings is not None
        try:
            output = output_folder(self.settings)
        except RunRefused as error:
            raise UsageError(str(error), print_help=False) from error
        logs = output / "logs"
        try:
            logs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.exitcode = OUTPUT
            print(f"OUTPUT_DIR {output}: cannot be written ({error})", file=sys.stderr)
            return
        passed = passed_on(opts)
        children = [Child(spider.name, crawl_line(spider.name, passed), logs / f"{spider.name}.log") for spider in spiders]
        results = run_all(children, opts.jobs, opts.timeout)
        printed = print_lines(line.encode() + b"\n" for line in report(results, spiders, output))
        for fault in faults:
            print(shown(fault), file=sys.stderr)
        self.exitcode = gravest([*map(code_of, results), *([NOT_STARTED] if faults else [])]) or printed

    def _choose(self, names: list[str], country: str | None) -> tuple[list[type[Spider]], list[str]]:
        """The spiders that were asked for, each once, and which files could not be imported, if all were. Raises UsageError."""
        assert self.settings is not None
        if names:
            spiders = [find_spider(self.settings, name) for name in dict.fromkeys(names)]
            for spider in spiders:
                if issubclass(spider, NewsSpider) and not hasattr(spider, "publisher"):
                    raise UsageError(f"{spider.name} is no publisher: scrapy crawl {spider.name}", print_help=False)
            return spiders, []
        declared, faults = declared_spiders(self.settings)
        chosen = [spider for spider in declared.values() if country is None or spider.publisher.country == country.upper()]
        if not chosen:
            known = ", ".join(sorted({spider.publisher.country for spider in declared.values()})) or "none"
            raise UsageError(f"no publisher of country {country}; countries of the known ones: {known}", print_help=False)
        return [*chosen], faults


def check_usage(args: list[str], opts: argparse.Namespace) -> None:
    """Raises UsageError."""
    for argument in args:
        if argument.startswith("-"):
            raise UsageError(f"crawlall has no option {argument}", print_help=False)
    if args and opts.country is not None:
        raise UsageError("name publishers or give --country, not both", print_help=False)
    if opts.jobs < 1:
        raise UsageError(f"--jobs {opts.jobs}: at least 1", print_help=False)
    if opts.timeout is not None and opts.timeout < 1:
        raise UsageError(f"--timeout {opts.timeout}: at least 1 second", print_help=False)
    if opts.logfile:
        raise UsageError("--logfile: each publisher has a log of its own, OUTPUT_DIR/logs/NAME.log", print_help=False)


def passed_on(opts: argparse.Namespace) -> list[str]:
    """The options that every run gets as they were given."""
    passed = [part for flag, values in (("-s", opts.set), ("-a", opts.spargs)) for value in values for part in (flag, value)]
    return passed + (["-L", opts.loglevel] if opts.loglevel else []) + (["--nolog"] if opts.nolog else [])


def crawl_line(name: str, passed: list[str]) -> list[str]:
    """The command line of one run, in the same environment."""
    return [sys.executable, "-m", "scrapy", "crawl", name, *passed]


def run_all(children: list[Child], jobs: int, timeout: float | None) -> list[Ended]:
    """Run them; in a terminal a line says how far they are."""
    line = StatusLine(sys.stderr) if sys.stderr.isatty() else None

    def tell(at_work: list[str], ended: int) -> None:
        if line:
            line.show(f"{ended} of {len(children)} ended; at work: {', '.join(at_work)}")

    try:
        return Children(jobs, timeout, tell).run(children)
    finally:
        if line:
            line.erase()


def gravest(codes: Iterable[int]) -> int:
    """The most serious of the codes that runs ended with; what has no place in the order (2, which is a start that failed) is a 1.

    >>> gravest([0, 4, 3]), gravest([3, 1, 5]), gravest([0, 2]), gravest([])
    (3, 5, 1, 0)
    """
    known = {code if code in GRAVEST else NOT_STARTED for code in codes}
    return next((code for code in GRAVEST if code in known), DONE)


def code_of(ended: Ended) -> int:
    """The exit code that a run counts with. What a signal kept from being begun is well; what a signal killed is not."""
    if ended.fault is not None:
        return NOT_STARTED
    if ended.code is None or (ended.stopped and ended.code == -signal.SIGTERM):
        return DONE
    return ended.code


def report(results: list[Ended], spiders: list[type[Spider]], output: Path) -> list[str]:
    """The table, and below it why runs did not go well."""
    names = {spider.name: arabic_name(spider) for spider in spiders}
    rows = [("publisher", "code", "articles", "seconds", "meaning", "")]
    for ended in results:
        code = "-" if ended.code is None else str(ended.code)
        rows.append((ended.name, code, f"{articles_of(ended, output):,}", f"{ended.seconds:,.0f}", meaning(ended), names[ended.name]))
    lines = table(rows, "<>>><<")
    for ended in results:
        if ended.code is not None and code_of(ended) not in (DONE, LOCKED):
            lines += ["", f"{ended.name}, the last lines of its log:", *last_lines(output / "logs" / f"{ended.name}.log")]
    return [*lines, "", f"Logs: {output}/logs/NAME.log"]


def meaning(ended: Ended) -> str:
    """What came of a run, in words.

    >>> meaning(Ended(name="sana", code=-9)), meaning(Ended(name="sana", code=3)), meaning(Ended(name="sana", code=0, stopped=True))
    ('killed by SIGKILL', 'unhealthy', 'stopped; the next run goes on')
    """
    if ended.fault is not None:
        return f"could not be started: {ended.fault.strerror}"
    if ended.code is None or (ended.stopped and ended.code == -signal.SIGTERM):
        return "stopped before it began"
    if ended.code < 0:
        return ("did not end when it was told to: " if ended.stopped else "") + f"killed by {signal_name(-ended.code)}"
    if ended.stopped and ended.code == DONE:
        return "stopped; the next run goes on"
    return MEANINGS.get(ended.code, MEANINGS[NOT_STARTED])


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def articles_of(ended: Ended, output: Path) -> int:
    """Lines that a run wrote into `articles/`, counted in its part file: that is right for one that was killed, too."""
    if ended.code in (None, LOCKED):
        return 0
    first, last = ended.started.date(), datetime.now(UTC).date()
    days = [first + timedelta(days) for days in range((last - first).days + 1)]
    files = [file for day in days for file in (output / f"articles/publisher={ended.name}/date={day}").glob("*.jsonl")]
    return sum(file.read_bytes().count(b"\n") for file in files if file.name >= f"{ended.started:%Y%m%dT%H%M%S}")


def arabic_name(spider: type[Spider]) -> str:
    """At the end of its row, where its width moves nothing."""
    return f"{ISOLATE}{spider.publisher.arabic}{END_ISOLATE}" if issubclass(spider, NewsSpider) else ""


def last_lines(log: Path) -> list[str]:
    """The last lines of a log, without what a terminal would obey instead of showing it."""
    try:
        with log.open("rb") as file:
            file.seek(max(file.seek(0, 2) - TAIL, 0))
            text = file.read().decode("utf-8", "replace")
    except OSError as error:
        return [f"  {log}: {error.strerror}"]
    return [f"  {shown(line)}" for line in text.splitlines() if line.strip()][-LAST_LINES:]
