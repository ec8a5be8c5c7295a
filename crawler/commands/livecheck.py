"""Whether declarations still fit their live sites: a few of the newest pages of each, read as a crawl reads them, and its sources."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse, Request
from scrapy.utils.gz import gunzip
from w3lib.url import safe_url_string

from crawler.archive.exchanges import Exchange
from crawler.archive.fixtures import arrived, chain
from crawler.commands.children import Child
from crawler.commands.crawlall import arabic_name
from crawler.commands.output import table
from crawler.commands.sample import Sampled, live
from crawler.commands.show import shown
from crawler.extensions.runs import RunFile
from crawler.page import PageError
from crawler.publisher.feeds import read_feed
from crawler.publisher.hints import Found, SourceError
from crawler.publisher.sitemaps import MAX_BYTES, SubSitemap, read_sitemap
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import canonical_url, refusal_of

PAGES = 3
"""Pages of each publisher, unless one says otherwise."""
SELECTED = {
    "title": "title",
    "published": "published_at",
    "modified": "modified_at",
    "section": "section",
    "tags": "tags",
    "standfirst": "summary",
    "lead": "body",
    "authors": "authors",
    "main_image": "images",
    "credit": "sources",
    "related": "related",
}
"""A layout's selector -> the field that it says the pages have."""
HEADER = ("publisher", "pages", "layouts", "sources", "empty", "")


@dataclass(frozen=True)
class SourceCheck:
    """What a declared source said."""

    url: str
    kind: str
    """feed, sitemap or listing"""
    fault: str | None
    """Why nothing could be read from it."""
    named: int
    """Articles, or of an index sitemaps."""
    answered: bool
    """Whether it was there at all."""


@dataclass(frozen=True)
class LiveCheck:
    """What was found at one publisher's site."""

    spider: type[NewsSpider]
    was_run: bool
    """Whether there was a run at all."""
    articles: int
    layouts: dict[str, int]
    """Which way gave the body -> articles."""
    empty: list[str]
    """Fields that no article has, though the layouts say where they stand, and those that nearly all articles have."""
    sources: list[SourceCheck]
    faults: list[str]
    """What is to be mended, in words."""
    remarks: list[str]
    """What else is to be known."""

    def row(self) -> tuple[str, ...]:
        """As it stands in the table."""
        layouts = ", ".join(f"{way.removeprefix('layout:')} {count}" for way, count in self.layouts.items()) or "-"
        read = sum(source.fault is None for source in self.sources)
        empty = ", ".join(self.empty) or "-"
        return self.spider.name, str(self.articles), layouts, f"{read} of {len(self.sources)}", empty, arabic_name(self.spider)

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        told = ("url", "kind", "answered", "named", "fault")
        return {
            "publisher": self.spider.name,
            "articles": self.articles,
            "layouts": self.layouts,
            "declared_layouts": [layout.name for layout in self.spider.layouts],
            "empty": self.empty,
            "sources": [{name: getattr(source, name) for name in told} for source in self.sources],
            "faults": self.faults,
            "remarks": self.remarks,
        }


def check_all(
    spiders: Sequence[type[NewsSpider]],
    scratch: Path,
    passed: Sequence[str],
    pages: int,
    run_all: Callable[[list[Child]], list[Sampled]],
) -> list[LiveCheck]:
    """Look at the sites. Everything is written below `scratch`."""
    children = [live(spider.name, scratch / spider.name, passed, {}, ("-a", f"limit={pages}")) for spider in spiders]
    return [judged(spider, sampled) for spider, sampled in zip(spiders, run_all(children), strict=True)]


def judged(spider: type[NewsSpider], sampled: Sampled) -> LiveCheck:
    """What a run over a few pages says of a declaration."""
    if not sampled.has_run:
        return LiveCheck(spider, False, 0, {}, [], [], sampled.why(), [])
    articles = [line for kind in ("articles", "duplicates") for line in sampled.lines(kind) if line["part_of"] is None]
    layouts = dict(Counter(line["extraction"].get("body", "none") for line in articles))
    sources = list(sources_of(spider, sampled.saved()))
    faults = list(lost(spider, layouts, sources, len(articles)))
    remarks = [f"{source.kind} {source.url}: {source.fault}" for source in sources if source.fault]
    remarks += [f"{line['url']}: {line['reason']}: {line['detail']}" for line in sampled.lines("rejected")]
    remarks += health_of(sampled.run_file())
    if spider.publisher.hurdle:
        remarks.append(f"known to be in the way: {spider.publisher.hurdle}")
    return LiveCheck(spider, True, len(articles), layouts, empty_fields(spider, articles), sources, faults, remarks)


def health_of(run: RunFile | None) -> list[str]:
    """What the run says is wrong with itself."""
    return run.health if run else []


def lost(spider: type[NewsSpider], layouts: dict[str, int], sources: Iterable[SourceCheck], articles: int) -> Iterator[str]:
    """What no longer fits, in words; that a site with a known hurdle gives nothing is nothing new."""
    if not articles and not spider.publisher.hurdle:
        yield "nothing was found"
    if spider.layouts and (generic := layouts.get("generic", 0)):
        yield f"{generic} of {articles} pages are read by no layout"
    for source in sources:
        if source.answered and source.kind == "listing" and not source.named:
            yield f"listing {source.url}: no card on it names an article"


def empty_fields(spider: type[NewsSpider], articles: Sequence[dict[str, Any]]) -> list[str]:
    """Fields that should be there and are in none of the articles."""
    if not articles:
        return []
    ways = {line["extraction"].get("body") for line in articles}
    used = [layout for layout in spider.layouts if f"layout:{layout.name}" in ways]
    declared = [field for selector, field in SELECTED.items() if any(getattr(layout, selector) for layout in used)]
    return [field for field in dict.fromkeys(("published_at", "images", *declared)) if not any(line[field] for line in articles)]


def sources_of(spider: type[NewsSpider], saved: dict[str, Exchange]) -> Iterator[SourceCheck]:
    """What each declared source said."""
    kinds = (("feed", spider.feeds), ("sitemap", spider.sitemaps), ("listing", spider.sections.values()))
    for kind, urls in kinds:
        for url in urls:
            exchange = arrived(saved, safe_url_string(url))
            if exchange is None:
                hops = chain(saved, safe_url_string(url))
                fault = f"HTTP {hops[-1].status}" if hops else "no answer, or robots.txt forbids it"
                yield SourceCheck(url, kind, fault, 0, answered=False)
                continue
            try:
                named = count_named(spider, kind, exchange)
            except (SourceError, PageError, OSError, EOFError, ValueError, zlib.error) as error:
                yield SourceCheck(url, kind, str(error), 0, answered=True)
            else:
                yield SourceCheck(url, kind, None if named else "names no article", named, answered=True)


def count_named(spider: type[NewsSpider], kind: str, exchange: Exchange) -> int:
    """Articles that a source names, of an index sitemaps. Raises `SourceError`, `PageError`; for a body that cannot be unpacked
    OSError, EOFError, `zlib.error`, and ValueError where it unpacks to more than `MAX_BYTES`.
    """
    body = exchange.body()
    if exchange.headers.get("Content-Encoding", "").lower() == "gzip":
        body = gunzip(body, max_size=MAX_BYTES)
    if kind == "sitemap":
        entries = list(read_sitemap(body, exchange.url))
        below = sum(isinstance(entry, SubSitemap) for entry in entries)
        return below + articles_among(spider, [entry for entry in entries if isinstance(entry, Found)])
    if kind == "feed":
        return articles_among(spider, read_feed(body, exchange.url, spider.publisher.zone))
    headers = {"Content-Type": exchange.headers.get("Content-Type", "text/html")}
    page = HtmlResponse(exchange.url, body=body, headers=headers, request=Request(exchange.url))
    return articles_among(spider, spider().read_listing(page, exchange.saved_at))


def articles_among(spider: type[NewsSpider], found: Iterable[Found]) -> int:
    """How many addresses are articles'."""
    urls = set()
    for entry in found:
        try:
            url = canonical_url(entry.url, publisher=spider.publisher)
        except ValueError:
            continue
        if spider.article_url.match(url) and refusal_of(url, spider.allowed_domains, spider.allowed_domains) is None:
            urls.add(url)
    return len(urls)


def as_table(checks: Sequence[LiveCheck]) -> list[str]:
    """The table; below it what is to be mended (`!`) and what else is to be known."""
    notes = [f"! {check.spider.name}: {fault}" for check in checks for fault in check.faults]
    notes += [f"  {check.spider.name}: {remark}" for check in checks for remark in check.remarks]
    lines = table([HEADER, *(check.row() for check in checks)], "<><<<<")
    return [*lines, *([""] if notes else []), *map(shown, notes)]
