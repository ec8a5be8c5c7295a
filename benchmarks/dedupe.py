"""What the index costs for each article that comes: dedupe.py [--articles 10000 100000 1000000] [--temporary | --postgres [URL]]

Generated articles (benchmarks/newsroom.py) go into an empty index as in a crawl, 64 in a transaction: comparing form, text hash, sketch
and keys, lookup, comparing, insert, commit. Making them is not counted. Printed for each size: mean µs of CPU and of the clock for an
article, of all and of the last tenth; the largest resident memory of the process, generator included; bytes on disk for an article after
a checkpoint, and the largest size of the write-ahead log; candidates compared; what was taken for a copy, of copies and of others.

`--temporary` takes the index of `scrapy dedupe`, which nobody reads again: without journal, in one transaction.

`--postgres` has two processes fill one index in PostgreSQL, an empty database at URL, or a server of its own that does not wait for the
disk. Each sketches a group and then decides and stores it under the lock, as two crawlers do. Printed are articles/s of both together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections import Counter
from contextlib import closing, nullcontext
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.newsroom import SHARES, Item, Newsroom
from crawler.arabic import text_hash
from crawler.commands.dedupe import temporary_index
from crawler.index import articles, copies, links
from crawler.index.compare import Comparison, compare
from crawler.index.database import Connection, connect, make_anew, place_of
from crawler.index.decisions import decide
from crawler.index.sketch import Sketch
from crawler.items import Duplicate
from tests.postgres import serving

GROUP = 64
"""Articles in a transaction, as many as the crawl takes at most."""
PLURAL = {"story": "stories", "copy": "copies", "report": "daily reports", "sequel": "sequels"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--temporary", action="store_true")
    parser.add_argument("--postgres", metavar="URL", nargs="?", const="", help="an empty database; without URL a server is started")
    options = parser.parse_args()
    if options.postgres is not None:
        with nullcontext(options.postgres) if options.postgres else serving() as url:
            for count in options.articles:
                measure_postgres(url, count)
        return
    first = None
    for count in options.articles:
        with TemporaryDirectory() as folder:
            connection = temporary_index() if options.temporary else connect(Path(folder) / "index.sqlite")
            cost = measure(connection, count, is_temporary=options.temporary)
        first = first or cost
        print(f"  {cost / first:.2f} times the cost at {options.articles[0]:,}", flush=True)


def measure(connection: Connection, count: int, *, is_temporary: bool) -> float:
    """Fill an index with so many articles, print what that took; CPU µs an article."""
    newsroom, tally = Newsroom(), Tally()
    setattr(copies, "compare", tally.compare)  # noqa: B010
    cpu: list[float] = []
    clock: list[float] = []
    largest_log = 0
    for start in range(0, count, GROUP):
        items = newsroom.items(min(GROUP, count - start))
        cpu_before, clock_before = time.process_time(), time.perf_counter()
        if not is_temporary:
            connection.begin()
        enter(connection, items, drawn(items), tally)
        if not is_temporary:
            connection.commit()
        cpu.append(time.process_time() - cpu_before)
        clock.append(time.perf_counter() - clock_before)
        largest_log = max(largest_log, log_size(connection))
    if is_temporary:
        connection.commit()
    else:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    disk = connection.row("PRAGMA page_count")[0] * connection.row("PRAGMA page_size")[0]
    connection.close()
    tenth = max(1, len(cpu) // 10)
    mean = 1e6 * sum(cpu) / count
    print(
        f"{count:,} articles: {mean:.0f} µs CPU, {1e6 * sum(clock) / count:.0f} µs of the clock;"
        f" the last tenth {1e6 * sum(cpu[-tenth:]) / tenth / GROUP:.0f} and {1e6 * sum(clock[-tenth:]) / tenth / GROUP:.0f}\n"
        f"  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB resident,"
        f" {disk / count:.0f} bytes on disk an article, log at most {largest_log / 1e6:.1f} MB\n"
        f"  {tally}"
    )
    return mean


def log_size(connection: Connection) -> int:
    """Bytes of the write-ahead log."""
    assert isinstance(connection.place, Path)
    log = connection.place.with_name(connection.place.name + "-wal")
    return log.stat().st_size if log.exists() else 0


class Tally:
    """Candidates compared, and what was taken for a copy."""

    def __init__(self) -> None:
        self.compared = self.most = self.now = 0
        self.all: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()

    def compare(self, first: Sketch, second: Sketch) -> Comparison:
        self.now += 1
        return compare(first, second)

    def add(self, kind: str, *, is_taken: bool) -> None:
        self.compared += self.now
        self.most = max(self.most, self.now)
        self.now = 0
        self.all[kind] += 1
        self.taken[kind] += is_taken

    def __str__(self) -> str:
        kinds = ", ".join(f"{self.taken[kind]:,} of {self.all[kind]:,} {PLURAL[kind]}" for kind in SHARES)
        return f"{self.compared / self.all.total():.2f} candidates compared an article, {self.most} at most; taken for copies: {kinds}"


def drawn(items: list[Item]) -> list[articles.Drawn]:
    """Text hashes and sketches of a group."""
    sketches = []
    for article, _ in items:
        article.text_hash = text_hash(article.title, article.body)
        sketches.append(articles.drawn(article))
    return sketches


def enter(connection: Connection, items: list[Item], sketches: list[articles.Drawn], tally: Tally) -> None:
    """Decide and store a group as the crawl does."""
    for (article, kind), sketch in zip(items, sketches, strict=True):
        decided = decide(connection, article, sketch)
        if decided.line is not None:
            articles.remember(connection, decided.line, sketch, is_first=decided.is_first)
        for link in decided.links:
            links.remember(connection, link)
        tally.add(kind, is_taken=isinstance(decided.line, Duplicate))


def measure_postgres(url: str, count: int) -> None:
    """Have two processes fill an index with so many articles together, print how many a second that were."""
    place = place_of(url, Path.cwd())
    with closing(connect(place)) as connection:
        connection.begin()
        make_anew(connection)
        connection.commit()
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    processes = [context.Process(target=fill, args=(url, count // 2, seed, barrier)) for seed in (1, 2)]
    for process in processes:
        process.start()
    barrier.wait()
    began = time.perf_counter()
    for process in processes:
        process.join()
    seconds = time.perf_counter() - began
    assert not any(process.exitcode for process in processes), "a process failed"
    print(f"PostgreSQL, {count:,} articles from two processes: {count / seconds:,.0f} articles/s", flush=True)


def fill(url: str, count: int, seed: int, barrier: Barrier) -> None:
    """One of the processes; it begins when all articles are made."""
    newsroom, tally = Newsroom(seed), Tally()
    groups = [newsroom.items(min(GROUP, count - start)) for start in range(0, count, GROUP)]
    with closing(connect(place_of(url, Path.cwd()))) as connection:
        barrier.wait()
        for items in groups:
            sketches = drawn(items)
            connection.begin()
            enter(connection, items, sketches, tally)
            connection.commit()


if __name__ == "__main__":
    main()
