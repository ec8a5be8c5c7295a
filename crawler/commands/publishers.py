"""`scrapy publishers`: who is declared, how each is read, what that rests on, and how its last run went."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.archive.exchanges import Exchange, RecordingError, read_all
from crawler.commands.crawl import declared_spiders
from crawler.commands.crawlall import MEANINGS, arabic_name
from crawler.commands.output import print_lines, table
from crawler.commands.show import shown
from crawler.extensions.health import DONE, NOT_STARTED
from crawler.extensions.runs import RunFile, newest_files, read
from crawler.index.errors import RunRefused
from crawler.index.run import output_folder
from crawler.knowledge.publisher import PublisherKind
from crawler.publisher.mistakes import mistakes
from crawler.publisher.spider import NewsSpider

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

FIXTURES = "fixtures"
"""Folder of the project with a folder of saved exchanges for each publisher."""
PAGE = """# The publishers

Written by `scrapy publishers --markdown > docs/publishers.md`. *Verified* are those whose fixtures were all saved from the real site, up to
the day that stands there; *written* those whose pages were written after what is known of the site; *partly* is in between.

"""
LONGEST = 300
"""Characters of a remark on a run; `--json` has it whole."""
HEADER = ("publisher", "country", "kind", "found by", "layouts", "fixtures", "last run", "")


class Command(ScrapyCommand):
    """Lists the publishers."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List the publishers: how each is found and read, verified or written, and how its last run went"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--country", metavar="CODE", help="only publishers of this country: SY")
        parser.add_argument("--kind", metavar="KIND", help=f"only one kind: {', '.join(get_args(PublisherKind))}")
        parser.add_argument("--json", action="store_true", help="one JSON line a publisher")
        parser.add_argument("--markdown", action="store_true", help="the page docs/publishers.md, which says nothing of runs")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """List. Exits 1 where a file could not be read, behind the list of the others; 2 on wrong usage."""
        if args:
            unknown = "has no option" if args[0].startswith("-") else "takes no argument"
            raise UsageError(f"publishers {unknown} {args[0]}", print_help=False)
        if opts.json and opts.markdown:
            raise UsageError("--json or --markdown, not both", print_help=False)
        assert self.settings is not None
        spiders, faults = declared(self.settings)
        spiders = chosen(spiders, opts.country, opts.kind)
        try:
            output = output_folder(self.settings)
        except RunRefused as error:
            raise UsageError(str(error), print_help=False) from error
        try:
            runs = newest_files(output)
        except OSError as error:
            runs, faults = {}, [*faults, f"{output}: its runs cannot be read ({error.strerror})"]
        folder = Path(closest_scrapy_cfg()).parent / FIXTURES
        entries = [Entry.of(spider, folder / spider.name, runs.get(spider.name)) for spider in spiders]
        if opts.json:
            lines = [orjson.dumps(entry.as_json()) for entry in entries]
        else:
            lines = [line.encode() for line in (as_page(entries) if opts.markdown else as_table(entries))]
        printed = print_lines(line + b"\n" for line in lines)
        faults = [*faults, *(fault for entry in entries for fault in entry.faults)]
        for fault in faults:
            print(shown(fault), file=sys.stderr)
        self.exitcode = printed or (NOT_STARTED if faults else DONE)


def declared(settings: BaseSettings) -> tuple[list[type[NewsSpider]], list[str]]:
    """The spiders with a publisher, by name; and which files could not be imported or declare wrongly, and why."""
    spiders, faults = declared_spiders(settings)
    wrong = {name: found for name, spider in spiders.items() if (found := mistakes(spider))}
    sound = [spider for name, spider in spiders.items() if name not in wrong]
    return sound, [*faults, *(fault for found in wrong.values() for fault in found)]


def chosen(spiders: list[type[NewsSpider]], country: str | None, kind: str | None) -> list[type[NewsSpider]]:
    """Those of a country, of a kind. Raises UsageError for what is no kind, and for a country without any."""
    if kind is not None and kind not in get_args(PublisherKind):
        raise UsageError(f"--kind {kind}: must be one of {', '.join(get_args(PublisherKind))}", print_help=False)
    countries = {spider.publisher.country for spider in spiders}
    if country is not None and country.upper() not in countries:
        known = ", ".join(sorted(countries)) or "none"
        raise UsageError(f"no publisher of country {country}; countries of the known ones: {known}", print_help=False)
    return [
        spider
        for spider in spiders
        if (country is None or spider.publisher.country == country.upper()) and (kind is None or spider.publisher.kind == kind)
    ]


@dataclass(frozen=True)
class Fixtures:
    """What stands in a publisher's fixture folder."""

    saved: int
    """Exchanges with the real site."""
    written: int
    """Exchanges written after what is known of the site."""
    newest: str | None
    """The day of the newest saved one, UTC."""

    @classmethod
    def of(cls, exchanges: Sequence[Exchange]) -> Fixtures:
        """Counted."""
        saved = [exchange.saved_at for exchange in exchanges if exchange.origin == "saved"]
        return cls(len(saved), len(exchanges) - len(saved), max(saved).date().isoformat() if saved else None)

    @property
    def state(self) -> str:
        """In one word: `verified` where all was saved from the real site, `partly`, `written`, `none`."""
        if not self.saved:
            return "written" if self.written else "none"
        return "partly" if self.written else "verified"


@dataclass(frozen=True)
class Entry:
    """One publisher in the list."""

    spider: type[NewsSpider]
    fixtures: Fixtures | None
    """None where they cannot be read."""
    run_file: Path | None
    """Of the newest run; None where none has been."""
    run: RunFile | None
    """What stands in it; None where it cannot be read."""
    faults: tuple[str, ...]

    @classmethod
    def of(cls, spider: type[NewsSpider], folder: Path, run_file: Path | None) -> Entry:
        """Read its fixture folder and the file of its newest run; what is wrong with either is a fault."""
        faults, fixtures, run = [], None, None
        try:
            exchanges = folder / "exchanges.jsonl"
            fixtures = Fixtures.of(read_all(exchanges) if exchanges.exists() else [])
        except RecordingError as error:
            faults.append(f"{spider.name}: {error}")
        if run_file is not None:
            try:
                run = read(run_file)
            except (OSError, ValueError) as error:
                faults.append(f"{spider.name}: {run_file}: cannot be read ({error})")
        return cls(spider, fixtures, run_file, run, tuple(faults))

    @property
    def last(self) -> str:
        """The last run: when it ended and how."""
        if self.run is None:
            return "unreadable" if self.run_file else "-"
        replay = ", a replay" if self.run.replay else ""
        return f"{self.run.ended[:16].replace('T', ' ')} {MEANINGS.get(self.run.exit_code, MEANINGS[NOT_STARTED])}{replay}"

    def row(self) -> tuple[str, ...]:
        """As it stands in the table."""
        publisher = self.spider.publisher
        layouts = ", ".join(layout.name for layout in self.spider.layouts) or "generic"
        return (
            publisher.id,
            publisher.country,
            publisher.kind,
            ways(self.spider),
            layouts,
            self.verified,
            self.last,
            arabic_name(self.spider),
        )

    @property
    def verified(self) -> str:
        """What the declaration rests on, and since when."""
        if self.fixtures is None:
            return "unreadable"
        return f"{self.fixtures.state} {self.fixtures.newest or ''}".rstrip()

    def remarks(self) -> Iterator[str]:
        """What is to be said below the table."""
        if self.spider.publisher.hurdle:
            yield f"{self.spider.name}: {self.spider.publisher.hurdle}"
        for words in self.run.health if self.run else ():
            yield f"{self.spider.name}, last run: {words if len(words) <= LONGEST else f'{words[:LONGEST]}...'}"

    def as_json(self) -> dict[str, Any]:
        """All that the table says, and the addresses."""
        spider, publisher, run = self.spider, self.spider.publisher, self.run
        told = ("run", "ended", "replay", "reason", "exit_code", "health", "articles", "newest_published_at")
        return {
            **{name: getattr(publisher, name) for name in ("id", "arabic", "english", "country", "timezone", "home", "kind", "hurdle")},
            **{name: list(getattr(spider, name)) for name in ("feeds", "sitemaps")},
            "sections": dict(spider.sections),
            "layouts": [layout.name for layout in spider.layouts],
            "fixtures": {"state": self.fixtures.state, **asdict(self.fixtures)} if self.fixtures else None,
            "last_run": {name: getattr(run, name) for name in told} if run else None,
        }


def ways(spider: type[NewsSpider]) -> str:
    """How a publisher's articles are found: `1 feed, 2 listings`."""
    counts = (("feed", len(spider.feeds)), ("sitemap", len(spider.sitemaps)), ("listing", len(spider.sections)))
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts if count) or "nothing"


def as_table(entries: Sequence[Entry]) -> list[str]:
    """The table, and below it what is known to stand in the way and what was wrong with the last runs."""
    remarks = [shown(remark) for entry in entries for remark in entry.remarks()]
    return [*table([HEADER, *(entry.row() for entry in entries)], "<<<<<<<<"), *([""] if remarks else []), *remarks]


def as_page(entries: Sequence[Entry]) -> list[str]:
    """`docs/publishers.md`."""
    cells = [("publisher", "name", "country", "kind", "found by", "layouts", "fixtures", "in the way"), ("---",) * 8]
    for entry in entries:
        name, country, kind, found, layouts, fixtures, _, _ = entry.row()
        publisher = entry.spider.publisher
        cells.append((f"`{name}`", f"[{publisher.arabic}]({publisher.home})", country, kind, found, layouts, fixtures, publisher.hurdle))
    return [*PAGE.splitlines(), *(f"| {' | '.join(row)} |" for row in cells)]
