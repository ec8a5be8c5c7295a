"""What can be wrong with a publisher's declaration and with its fixtures; each fault is a line that names file and field."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from lxml import etree
from scrapy.utils.project import get_project_settings

from crawler.archive.exchanges import Exchange, Recording, RecordingError
from crawler.archive.fixtures import FixtureFolder
from crawler.commands.crawl import declared_spiders
from crawler.commands.livecheck import SELECTED
from crawler.knowledge.sites import site_publisher
from crawler.page.layouts import Layout
from crawler.page.read import parse
from crawler.page.select import select
from crawler.publisher.draft import themes
from crawler.publisher.mistakes import file_of, mistakes, selectors_of
from crawler.publisher.reading import charset_of
from crawler.publisher.spider import NewsSpider
from tests.spiders.conftest import FIXTURES, PROJECT

LONGEST = 60
"""Lines of a publisher's file."""
FEWEST = 3
"""Articles of a fixture site."""


def publishers() -> dict[str, type[NewsSpider]]:
    """The project's spiders that declare a publisher, by name."""
    return declared_spiders(get_project_settings())[0]


def alternatives(css: str) -> list[str]:
    """The selectors of a group (`h2 a, h3 a`)."""
    return re.split(r",\s*(?![^(]*\))", css)


@dataclass(frozen=True)
class Declaration:
    """A spider, as far as it can be judged without its fixtures."""

    spider: type[NewsSpider]

    def faults(self) -> Iterator[str]:
        """Everything that is wrong, as `FILE: FIELD: ...`."""
        yield from mistakes(self.spider)
        for field, problem in (*self._id(), *self._numbers(), *self._source()):
            yield f"{file_of(self.spider)}: {field}: {problem}"

    def _id(self) -> Iterator[tuple[str, str]]:
        publisher = self.spider.publisher
        if file_of(self.spider).stem != publisher.id:
            yield "publisher.id", f"{publisher.id!r} is not the file's name"
        for host in publisher.all_hosts:
            # `scrapy crawl site` and credits of others must mean the same publisher.
            if (known := site_publisher(f"https://{host}/").id) not in (publisher.id, host):
                yield "publisher.id", f"{publisher.id!r} is {known!r} in knowledge/sites.toml or agencies.toml, by its host {host}"

    def _numbers(self) -> Iterator[tuple[str, str]]:
        url = self.spider.article_url
        numbered = [line["url"] for line in expected(self.spider) if re.search(r"\d{5}", line["url"])]
        if "(?P<id>" not in url.path and url.query_id is None and numbered:
            yield "article_url", f"{url.path!r} has no group `id`, though articles have numbers ({numbered[0]})"

    def _source(self) -> Iterator[tuple[str, str]]:
        text = (PROJECT / file_of(self.spider)).read_text(encoding="utf-8")
        if (count := len(text.splitlines())) > LONGEST:
            yield "file", f"has {count} lines, more than {LONGEST}"
        tree = ast.parse(text)
        if not ast.get_docstring(tree):
            yield "docstring", "there is none: who this is, and which facts the selectors rest on"
        for node in [node for top in tree.body for node in (top.body if isinstance(top, ast.ClassDef) else [top])]:
            hook = isinstance(node, ast.FunctionDef) and ast.get_docstring(node)
            if not hook and not isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.Expr):
                yield "file", f"line {node.lineno} is no declaration, and no hook that says why it is needed"


@dataclass(frozen=True)
class Site:
    """A publisher's fixtures."""

    spider: type[NewsSpider]
    folder: Path

    def faults(self) -> Iterator[str]:
        """Everything that is missing, as `FILE: FIELD: ...`."""
        try:
            self.exchanges  # noqa: B018
        except RecordingError as error:
            yield f"{file_of(self.spider)}: fixtures: {error}"
            return
        named = self.folder.name
        if not (self.folder / "README.md").is_file():
            yield f"fixtures/{named}/README.md: there is none: say what was saved and what was written, and the traps"
        if not any(url.endswith("/robots.txt") for url in self.exchanges):
            yield f"fixtures/{named}/exchanges.jsonl: no robots.txt"
        sources = (*self.spider.feeds, *self.spider.sitemaps, *self.spider.sections.values())
        if not any(source in self.exchanges for source in sources):
            yield f"fixtures/{named}/exchanges.jsonl: none of the feeds, sitemaps and sections that the spider declares"
        if drafts := FixtureFolder(self.folder).drafts():
            yield f"fixtures/{named}/drafts.jsonl: nobody has read {', '.join(drafts)}: see docs/fixtures.md"
        if len(self.expected) < FEWEST:
            yield f"fixtures/{named}/expected.jsonl: {len(self.expected)} articles, fewer than {FEWEST}"
        for layout in self.spider.layouts:
            yield from self._empty(layout)
            yield from self._unmatched(layout)

    def _empty(self, layout: Layout) -> Iterator[str]:
        lines = [line for line in self.expected if line["extraction"].get("body") == f"layout:{layout.name}"]
        if not lines:
            yield f"fixtures/{self.folder.name}/expected.jsonl: no article of layout {layout.name!r}"
            return
        for selector, field in SELECTED.items():
            if getattr(layout, selector) and not any(line[field] for line in lines):
                yield f"fixtures/{self.folder.name}/expected.jsonl: {field}: empty in all articles of layout {layout.name!r}"

    def _unmatched(self, layout: Layout) -> Iterator[str]:
        pages = [page for page in self.pages if self._layout_of(page) is layout]
        for field, css in parted(layout):
            if (field.startswith("cards.") and not self.spider.sections) or (field, css) in of_some_sites(layout):
                continue
            if not any(matches(layout, field, css, page) for page in (self.pages if field.startswith("cards.") else pages)):
                yield f"{file_of(self.spider)}: layout {layout.name!r}, {field}: {css!r} matches nothing in fixtures/{self.folder.name}"

    def _layout_of(self, page: etree._Element) -> Layout | None:
        return next((layout for layout in self.spider.layouts if select(layout.body, page)), None)

    @cached_property
    def exchanges(self) -> dict[str, Exchange]:
        """The newest answer to each URL. Raises `RecordingError`."""
        recording = Recording.load(self.folder)
        urls = (orjson.loads(line)["url"] for line in (self.folder / "exchanges.jsonl").read_bytes().splitlines())
        answers = {url: recording.answer(url) for url in urls}
        return {url: answer for url, answer in answers.items() if answer is not None}

    @cached_property
    def expected(self) -> list[dict[str, Any]]:
        """The lines that a crawl must give."""
        return expected(self.spider, self.folder)

    @cached_property
    def pages(self) -> list[etree._Element]:
        """All HTML pages."""
        html = [each for each in self.exchanges.values() if "html" in each.headers.get("Content-Type", "") and each.status == 200]
        plain = [each for each in html if "Content-Encoding" not in each.headers and each.body()]
        return [parse(each.body(), charset_of(each.headers["Content-Type"])) for each in plain]


def expected(spider: type[NewsSpider], folder: Path | None = None) -> list[dict[str, Any]]:
    """What a fixture site must give; nothing where the file is missing."""
    path = (folder or FIXTURES / spider.publisher.id) / "expected.jsonl"
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.is_file() else []


def parted(layout: Layout) -> list[tuple[str, str]]:
    """Every selector of a layout by the field that it stands in, those of a group one by one."""
    return [(field, css) for field, group in selectors_of(layout) for css in alternatives(group)]


def of_some_sites(layout: Layout) -> set[tuple[str, str]]:
    """What a layout has from the theme of its name and only some of the theme's sites show: what is dropped, ways to draw a card."""
    shared = {selector for theme in themes().values() if theme.name == layout.name for selector in parted(theme)}
    return {(field, css) for field, css in shared if field == "drop" or field.startswith("cards.")}


def matches(layout: Layout, field: str, css: str, page: etree._Element) -> bool:
    """Whether a selector finds anything where it is looked for: in the page, the text's container, a card."""
    around = [page]
    if field == "drop":
        around = select(layout.body, page)
    elif field in ("cards.link", "cards.title", "cards.date") and layout.cards:
        around = select(layout.cards.item, page)
    return any(select(css, element) for element in around)
