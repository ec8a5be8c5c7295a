"""Two crawlers at once on one index in PostgreSQL, each with its own folder, as on two machines."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import orjson

from crawler.arabic import text_hash
from crawler.index.articles import drawn
from crawler.index.database import connect, place_of
from crawler.index.outcomes import Delivery, Visit
from crawler.index.parts import Parts
from crawler.index.worker import Worker
from crawler.items import Article
from crawler.pipelines.write import Writer

COUNT = 2_000
SYLLABLES = "با تر سو مي نا ري كا لم دو في حل شم قر عن طي زو".split()


def article(publisher: str, number: int) -> Article:
    """The same text for both publishers, but that every other one has a sentence more at the second."""
    chance = random.Random(number)
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(120)]
    title, body = " ".join(words[:8]), " ".join(words)
    if publisher == "second" and number % 2:
        body += "\n\nوأضاف المصدر أن العمل مستمر"
    url = f"https://{publisher}.example/{number}/"
    return Article(
        id=f"{publisher}:{number}",
        url=url,
        publisher=publisher,
        title=title,
        body=body,
        published_at="2025-09-07T09:00:00+03:00",
        story=f"{publisher}:{number}",
        text_hash=text_hash(title, body),
        crawled_at="2025-09-07T09:00:00+00:00",
    )


def crawl(url: str, output: Path, publisher: str, barrier: Barrier) -> None:
    """Deliver all articles, in an order of its own."""
    place = place_of(url, output)
    parts = Parts(output, publisher, "2025-09-07", f"{publisher}-run")
    worker, writer = Worker(place, parts), Writer(publisher, [])
    articles = [article(publisher, number) for number in range(COUNT)]
    random.Random(publisher).shuffle(articles)
    received = datetime(2025, 9, 7, 9, tzinfo=UTC)

    async def deliver(line: Article) -> None:
        sketch = drawn(line)
        delivery = Delivery(line, Visit(key=None, url=line.url, received_at=received))
        await worker.run(lambda desk: writer.deliver(desk, delivery, sketch))

    async def work() -> None:
        await asyncio.gather(*map(deliver, articles))

    barrier.wait()
    worker.start()
    asyncio.run(work())
    worker.stop()
    assert worker.failure is None, worker.failure


def lines(output: Path, folder: str) -> list[dict[str, str]]:
    return [orjson.loads(line) for file in (output / folder).rglob("*.jsonl") for line in file.read_bytes().splitlines()]


def test_two_crawlers_on_one_index_keep_each_story_exactly_once(postgres_url: str, tmp_path: Path) -> None:
    connect(place_of(postgres_url, tmp_path)).close()
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    processes = [context.Process(target=crawl, args=(postgres_url, tmp_path / name, name, barrier)) for name in ("first", "second")]
    for process in processes:
        process.start()
    barrier.wait()
    began = time.monotonic()
    for process in processes:
        process.join(120)
    print(f"{2 * COUNT / (time.monotonic() - began):.0f} articles/s")
    assert [process.exitcode for process in processes] == [0, 0]
    kept, dropped = (
        [line for name in ("first", "second") for line in lines(tmp_path / name, folder)] for folder in ("articles", "duplicates")
    )
    numbers = Counter(int(line["id"].partition(":")[2]) for line in kept)
    assert numbers == Counter(range(COUNT)), "each story is kept, and once"
    assert len({line["story"] for line in kept}) == COUNT
    assert {line["duplicate_of"] for line in dropped} == {line["id"] for line in kept}
    assert {line["id"].partition(":")[0] for line in kept} == {"first", "second"}, "they were at work at the same time"
