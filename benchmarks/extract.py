"""What reading a page costs, beside the peers: extract.py [--rounds 5] [--pages FOLDER ...]

Every reader reads the same pages in one process on one core, in turn, several rounds; printed are the mean CPU time a page (the median of
the rounds), and the mean and the worst page as multiples of what parsing the same pages with lxml costs. Three sets of pages: `declared`,
those of the bundled site (and the saved one of SANA), small ones, and generated ones of 100 KB, both read with their layout and without;
`undeclared`, the saved pages of `../shared/pages` where they are there, which no layout knows, else the whole pages of `fixtures/sites`.
`--pages` takes other folders of `NAME.html` with `NAME.json` ("url").

The peers come with the extra `bench`: pip install -e '.[bench]'. Those that are not installed are left out, and said to be.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from parsel import Selector

from benchmarks.crawl import article_page
from crawler.archive.exchanges import Recording
from crawler.knowledge.sites import site_publisher
from crawler.publisher.reading import read_articles
from crawler.spiders.sana import SanaSpider

PROJECT = Path(__file__).resolve().parents[1]
SAVED = PROJECT.parent / "shared" / "pages"
WITH_LAYOUT, WITHOUT = "Khabar, layout", "Khabar, no layout"
AIMS = {WITH_LAYOUT: 3.0, WITHOUT: 4.5}
WORST_AIM = 10.0
GENERATED = 10
REPEATS = 3
"""Times a page is read one after the other in a round; the shortest counts."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page to be read, and where it is from."""

    name: str
    url: str
    body: bytes


Reader = Callable[[SavedPage], Any]


def parse(page: SavedPage) -> Any:
    """The floor: the tree and nothing else."""
    return etree.fromstring(page.body, etree.HTMLParser(encoding="utf-8"))


def three_selectors(page: SavedPage) -> Any:
    """What a hand-made spider does on a site that it knows."""
    selector = Selector(body=page.body)
    title, date = selector.css("h1::text").get(), selector.css("time::attr(datetime)").get()
    return title, date, selector.css("article p::text, .entry-content p::text").getall()


def with_layout(page: SavedPage) -> Any:
    """The whole way to an `Article`, on a declared site."""
    spider = SanaSpider
    return read_articles(
        page.body,
        page.url,
        publisher=spider.publisher,
        layouts=spider.layouts,
        article_url=spider.article_url,
        received_at=NOW,
    )


def without_layout(page: SavedPage) -> Any:
    """The whole way to an `Article`, on a site that nobody has declared."""
    return read_articles(page.body, page.url, publisher=site_publisher(page.url), layouts=(), article_url=None, received_at=NOW)


def peers() -> Iterator[tuple[str, Reader]]:
    """The peers that are installed."""
    if trafilatura := installed("trafilatura"):
        yield "trafilatura, fast", lambda page: trafilatura.bare_extraction(page.body.decode("utf-8", "replace"), url=page.url, fast=True)
    if newspaper := installed("newspaper"):

        def read_newspaper(page: SavedPage) -> Any:
            article = newspaper.Article(page.url, language="ar", fetch_images=False)
            article.download(input_html=page.body.decode("utf-8", "replace"))
            article.parse()
            return article.text

        yield "newspaper4k", read_newspaper
    if resiliparse := installed("resiliparse.extract.html2text"):
        yield "resiliparse", lambda page: resiliparse.extract_plain_text(page.body.decode("utf-8", "replace"), main_content=True)


def installed(name: str) -> Any:
    """A module; None, said on standard output, where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        print(f"not measured: {name} ({error})")
        return None


def bundled_pages() -> list[SavedPage]:
    """The article pages of the bundled site, and the saved one of SANA."""
    recording = Recording.load(PROJECT / "fixtures" / "sana")
    articles = [json.loads(line) for line in (PROJECT / "fixtures" / "sana" / "expected.jsonl").read_bytes().splitlines()]
    answers = [(url, answer) for url in {article["url"] for article in articles} if (answer := recording.answer(url))]
    pages = [
        SavedPage(answer.file.name, url, answer.body())
        for url, answer in answers
        if answer.status == 200 and answer.file and "Content-Encoding" not in answer.headers
    ]
    return sorted(pages, key=lambda page: page.name) + [page for page in pages_in(SAVED) if page.name.startswith("sana")]


def generated_pages() -> list[SavedPage]:
    """Pages of about 100 KB, as the benchmark of the crawl makes them: with a theme's worth of markup around the text."""
    rng = random.Random(1)
    bodies = [article_page(number, rng).replace("BASE", "https://sana.sy") for number in range(GENERATED)]
    return [SavedPage(f"page-{n}", f"https://sana.sy/locals/{2_280_000 + n}/", body.encode()) for n, body in enumerate(bodies)]


def pages_in(folder: Path) -> list[SavedPage]:
    """The pages of a folder that have their URL beside them."""
    beside = [(path, path.with_suffix(".html")) for path in sorted(folder.glob("*.json"))]
    return [SavedPage(html.stem, json.loads(path.read_bytes())["url"], html.read_bytes()) for path, html in beside if html.exists()]


def readable(reader: Reader, page: SavedPage) -> bool:
    """Whether a reader reads a page at all: a page that is refused at once would flatter it."""
    try:
        reader(page)
    except Exception as error:
        print(f"left out: {page.name} ({error})")
        return False
    return True


def measure(readers: dict[str, Reader], pages: Sequence[SavedPage], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each reader for each page: the median of the rounds."""
    taken: dict[str, list[list[float]]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, reader in readers.items():
            taken[name].append([seconds(reader, page) for page in pages])
    return {name: [statistics.median(times) for times in zip(*rows, strict=True)] for name, rows in taken.items()}


def seconds(reader: Reader, page: SavedPage) -> float:
    """CPU seconds of one reading."""
    gc.collect(0)
    fastest = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        reader(page)
        fastest = min(fastest, time.process_time() - start)
    return fastest


def report(title: str, readers: dict[str, Reader], pages: Sequence[SavedPage], rounds: int) -> None:
    """Print one table."""
    taken = measure(readers, pages, rounds)
    floor = taken["lxml, parse alone"]
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    print(f"\n{title}: {len(pages)} pages of {size:.0f} KB on average, {rounds} rounds\n")
    print("| | CPU ms a page | times the parse | worst page |\n|---|---|---|---|")
    for name, times in taken.items():
        mean, worst = sum(times) / sum(floor), max(a / b for a, b in zip(times, floor, strict=True))
        aim = f" (aim {AIMS[name]:g}, worst {WORST_AIM:g})" if name in AIMS else ""
        print(f"| {name} | {statistics.mean(times) * 1000:.2f} | {mean:.1f}{aim} | {worst:.1f} |")


def main() -> None:
    """Measure and print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--pages", type=Path, nargs="*", default=[SAVED if SAVED.exists() else PROJECT / "fixtures" / "sites"])
    options = arguments.parse_args()
    common: dict[str, Reader] = {"lxml, parse alone": parse, "parsel, three selectors": three_selectors}
    others = dict(peers())
    declared = [page for page in bundled_pages() if readable(with_layout, page)]
    both = {WITH_LAYOUT: with_layout, WITHOUT: without_layout}
    report("declared, bundled", {**common, **both, **others}, declared, options.rounds)
    report("declared, generated", {**common, **both, **others}, generated_pages(), options.rounds)
    pages = [page for folder in options.pages for page in pages_in(folder) if readable(without_layout, page)]
    if pages:
        report("undeclared", {**common, WITHOUT: without_layout, **others}, pages, options.rounds)


if __name__ == "__main__":
    main()
