"""`scrapy newpublisher`: looks at a site, and writes the declaration that it is crawled by, its fixture folder and its row in the docs."""

from __future__ import annotations

import importlib
import keyword
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.commands.crawlall import ISOLATE
from crawler.commands.output import print_lines
from crawler.commands.process import CrawlProcess
from crawler.commands.publishers import FIXTURES, Entry, as_page, declared
from crawler.commands.show import END_ISOLATE, shown
from crawler.extensions.health import DONE, NOT_STARTED, OUTPUT, UNHEALTHY, USAGE
from crawler.index.errors import RunRefused
from crawler.knowledge.publisher import PublisherKind
from crawler.knowledge.sites import site_publisher, sites
from crawler.publisher.arguments import ArgumentError
from crawler.publisher.declaration import declaration, guesses, seen
from crawler.publisher.draft import Draft, DraftError, Given, draft
from crawler.publisher.homepage import listed
from crawler.publisher.scout import Scout, Sight
from crawler.publisher.undeclared import read_url
from crawler.publisher.urls import refusal_of

if TYPE_CHECKING:
    import argparse

    from crawler.publisher.spider import NewsSpider

DOCS = "docs/publishers.md"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SHOWN = 5
"""Lines of a kind in the report."""
README = """# fixtures/{name}: what is to be put in

Written by `scrapy newpublisher`. The tests ask for these files; a crawl over them is `scrapy crawl {name} -s REPLAY=fixtures/{name}`:

| file | what |
|---|---|
| `exchanges.jsonl`, `pages/` | robots.txt, a feed, sitemap or listing that the spider declares, at least three articles |
| `expected.jsonl` | the articles, each field read by eye from its page |
| `README.md` | in place of this: what was saved and what was written, and which page shows which trap |

`scrapy fixture {name} {urls}` fetches them; docs/add-a-publisher.md says how to go on.
"""


class Command(ScrapyCommand):
    """Declares a publisher."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] NAME URL"

    def short_desc(self) -> str:
        return "Look at a site and write its declaration, its fixture folder and its row in the docs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--arabic", metavar="NAME", help="its name in Arabic; by default what the home page says")
        parser.add_argument("--english", metavar="NAME", help="its name in English")
        parser.add_argument("--country", metavar="CODE", help="ISO 3166-1 alpha-2: SY; by default that of the top-level domain")
        parser.add_argument(
            "--timezone", metavar="ZONE", help="IANA name of the zone of its times: Asia/Damascus; by default the country's"
        )
        parser.add_argument("--kind", metavar="KIND", help=f"{', '.join(get_args(PublisherKind))} (default)")
        parser.add_argument("--force", action="store_true", help="write over what was written before under this name")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if self.settings.getpriority("LOG_LEVEL") != SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look and write. Exits 2 where name, address or site cannot be declared, 3 where the site did not answer, 1 where the look ended
        in an unexpected way: nothing is written then. 5 where a file cannot be written.
        """
        assert self.settings is not None
        given = checked_options(opts)
        name, url = checked_arguments(args)
        folder, root = spiders_folder(self.settings["NEWSPIDER_MODULE"])
        spiders, faults = declared(self.settings)
        for fault in faults:
            print(shown(fault), file=sys.stderr)
        check_name(name, url, spiders, folder, force=opts.force)
        self.exitcode, sight, words = self._look(url)
        if sight is None or words:
            print(shown(words), file=sys.stderr)
            return
        try:
            found = draft(name, sight, given)
        except DraftError as error:
            self.exitcode = USAGE
            print(shown(f"{sight.seen.url}: {error}"), file=sys.stderr)
            return
        try:
            written = [*write(found, folder, root), *self._write_docs(root, name)]
        except OSError as error:
            self.exitcode = OUTPUT
            print(shown(f"{error.filename}: cannot be written ({error.strerror})"), file=sys.stderr)
            return
        self.exitcode = print_lines(line.encode() + b"\n" for line in report(found, written))

    def _look(self, url: str) -> tuple[int, Sight | None, str]:
        """Exit code, what was seen, and why nothing can be declared, in words."""
        assert self.settings is not None
        with TemporaryDirectory(prefix="khabar-") as output:
            self.settings.set("OUTPUT_DIR", output, priority="cmdline")
            self.settings.set("INDEX_URL", "", priority="cmdline")
            self.crawler_process = process = CrawlProcess(self.settings)
            crawler = process.create_crawler(Scout)
            task = process.crawl(crawler, url=url)
            process.start()
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, RunRefused):
            return error.exit_code, None, str(error)
        if error is not None:
            return NOT_STARTED, None, f"{url}: the look could not be started: {type(error).__name__}: {error}"
        sight = crawler.spider.sight if isinstance(crawler.spider, Scout) else None
        if sight is None:
            return NOT_STARTED, None, f"{url}: the look at it ended before it was over; the log above says why (-L INFO says more)"
        code, words = verdict(sight)
        return code, sight, words

    def _write_docs(self, root: Path, name: str) -> Iterator[str]:
        """Write the page of all publishers anew; what it was written to, or nothing where a project has none."""
        assert self.settings is not None
        page = root / DOCS
        if not page.is_file():
            return
        importlib.invalidate_caches()
        sys.modules.pop(f"{self.settings['NEWSPIDER_MODULE']}.{name}", None)
        spiders, faults = declared(self.settings)
        if faults:
            words = [*faults, f"{page}: left as it was, since not every publisher can be read"]
            print("\n".join(map(shown, words)), file=sys.stderr)
            return
        entries = [Entry.of(spider, root / FIXTURES / spider.name, None) for spider in spiders]
        page.write_text("".join(f"{line}\n" for line in as_page(entries)), encoding="utf-8")
        yield f"{DOCS}: has its row"


def checked_options(opts: argparse.Namespace) -> Given:
    """Raises UsageError for a country, zone or kind that is none."""
    country = opts.country.upper() if opts.country else None
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise UsageError(f"--country {opts.country}: must be an ISO 3166-1 alpha-2 code, two letters: SY", print_help=False)
    if opts.timezone:
        try:
            ZoneInfo(opts.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise UsageError(f"--timezone {opts.timezone}: no IANA zone; one is Asia/Damascus", print_help=False) from None
    if opts.kind and opts.kind not in get_args(PublisherKind):
        raise UsageError(f"--kind {opts.kind}: must be one of {', '.join(get_args(PublisherKind))}", print_help=False)
    return Given(
        arabic=opts.arabic or None, english=opts.english or None, country=country, timezone=opts.timezone or None, kind=opts.kind or None
    )


def checked_arguments(args: Sequence[str]) -> tuple[str, str]:
    """Name and address. Raises UsageError."""
    if len(args) != 2:
        raise UsageError("give a name and a home page, for example: scrapy newpublisher sana https://sana.sy/", print_help=False)
    name, url = args
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        small = re.sub(r"\W+", "_", name.lower()).strip("_")
        hint = f"; did you mean {small}?" if _NAME.fullmatch(small) and not keyword.iskeyword(small) else ""
        raise UsageError(f"NAME {name!r}: becomes a Python file: small letters, digits and _, a letter first{hint}", print_help=False)
    try:
        return name, read_url({"url": url})
    except ArgumentError as error:
        raise UsageError(str(error).replace("argument url=", "URL "), print_help=False) from error


def spiders_folder(module: str) -> tuple[Path, Path]:
    """Where declarations stand, and the project around it. Raises UsageError where they are not in the checkout."""
    folder = Path(str(importlib.import_module(module).__file__)).resolve().parent
    root = Path(closest_scrapy_cfg()).resolve().parent
    if root not in folder.parents:
        raise UsageError(f"{folder} is not in {root}: run it in the checkout whose code runs", print_help=False)
    return folder, root


def check_name(name: str, url: str, spiders: Sequence[type[NewsSpider]], folder: Path, *, force: bool) -> None:
    """Raises UsageError for a name that is taken and a site that is declared. With `force` its own file and the tables are overruled."""
    names = {spider.name for spider in spiders}
    for spider in spiders:
        hosts = spider.publisher.all_hosts
        is_its = refusal_of(url, hosts, hosts) is None
        if spider.name != name and is_its:
            raise UsageError(f"{urlsplit(url).hostname} is declared: scrapy crawl {spider.name}", print_help=False)
        if spider.name == name and not is_its:
            raise UsageError(f"NAME {name}: that is {spider.publisher.home}; choose another name", print_help=False)
    file = folder / f"{name}.py"
    if file.exists() and (not force or name not in names):
        hint = "; --force writes it anew" if name in names else ""
        raise UsageError(f"NAME {name}: {file} exists{hint}", print_help=False)
    known = site_publisher(url)
    if not force and known.id != name and (other := sites().by_id.get(name)):
        raise UsageError(
            f"NAME {name}: in crawler/knowledge that is {', '.join(other.hosts) or other.names[0]}; choose another name"
            " (--force: this one all the same)",
            print_help=False,
        )


def verdict(sight: Sight) -> tuple[int, str]:
    """The exit code, and in words why the site cannot be declared; no words where it can."""
    around = sight.seen
    if around.refusal:
        return (USAGE if around.home is not None else UNHEALTHY), around.refusal
    if around.all_forbidden:
        return USAGE, f"{around.url}: robots.txt forbids everything that was to be read; it is not to be crawled"
    if not sight.addresses:
        tried = listed(around.tried) or "the home page"
        words = f"{around.url}: no feed, sitemap or listing was found that names articles; tried: {tried}"
        return (USAGE if around.home is not None else UNHEALTHY), words
    if not sight.pages:
        return UNHEALTHY, f"{around.url}: no article could be fetched; tried: {listed(sight.missed)}"
    return DONE, ""


def write(found: Draft, folder: Path, root: Path) -> Iterator[str]:
    """Write the declaration and the fixture folder's page; a folder that has exchanges is left as it is."""
    name = found.publisher.id
    file, fixtures = folder / f"{name}.py", root / FIXTURES / name
    file.write_text(declaration(found), encoding="utf-8")
    yield f"{file.relative_to(root)}: the declaration, {len(declaration(found).splitlines())} lines"
    if not (fixtures / "exchanges.jsonl").exists():
        fixtures.mkdir(parents=True, exist_ok=True)
        (fixtures / "README.md").write_text(README.format(name=name, urls=urls_of(found)), encoding="utf-8")
        yield f"{FIXTURES}/{name}/README.md: what is to be put in there"


def urls_of(found: Draft) -> str:
    """The articles that were looked at, as a shell takes them: an address can hold `;` and `$(...)`."""
    return shlex.join(article.url for article in found.articles)


def report(found: Draft, written: Sequence[str]) -> Iterator[str]:
    """What was written, what it rests on, what to look at, and how to go on."""
    name = found.publisher.id
    yield from ("Written:", *(f"  {line}" for line in written), "", shown(f"{seen(found)}."))
    if found.guessed:
        yield shown(f"Guessed: {guesses(found)}.")
    yield f"Unconfirmed: {'; '.join(found.unconfirmed)}."
    pattern = found.article_url
    yield f"Articles: {pattern.path}{f' or ?{pattern.query_id}=' if pattern.query_id else ''}, which fits {found.fitting} addresses."
    if found.others:
        yield f"It does not fit {len(found.others)}, which are left out if they are articles: {' '.join(found.others[:_SHOWN])}"
    yield from ("", "As it reads them (look at the pages):")
    for article in found.articles:
        yield f"  {article.published_at or 'no time'}  {len(article.body.split())} words by {article.extraction.get('body', 'nothing')}"
        yield f"    {ISOLATE}{shown(article.title)}{END_ISOLATE}"
        yield f"    {article.url}"
    yield from (shown(f"  {url}: none ({why})") for url, why in list(found.unread.items())[:_SHOWN])
    yield from ("", "Next:", f"  scrapy crawl {name} -a limit=20", f"  scrapy fixture {name} {urls_of(found)}", "  docs/add-a-publisher.md")
