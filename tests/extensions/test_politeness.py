from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.settings import Settings

from crawler.extensions.politeness import Politeness, retry_after

NOW = datetime(2025, 9, 7, 9, tzinfo=UTC)
URL = "https://sana.sy/robots.txt"


class Downloader:
    """As much of Scrapy's downloader as the extension leans on."""

    def __init__(self, slot: Slot) -> None:
        self.slots = {"sana.sy": slot}
        self.per_slot_settings: dict[str, dict[str, object]] = {}
        self.processed: list[Slot] = []

    def get_slot_key(self, request: Request) -> str:
        return "sana.sy"

    def _process_queue(self, slot: Slot) -> None:
        self.processed.append(slot)


class Stats(dict):
    def get_value(self, key: str) -> object:
        return self.get(key)

    def set_value(self, key: str, value: object) -> None:
        self[key] = value

    def max_value(self, key: str, value: float) -> None:
        self[key] = max(self.get(key, value), value)

    def inc_value(self, key: str, count: int = 1) -> None:
        self[key] = self.get(key, 0) + count


def extension(downloader: Downloader, **settings: object) -> Politeness:
    values = {"DOWNLOAD_DELAY": 1, "CRAWL_DELAY_MAX": 60, "RETRY_AFTER_MAX": 600, "ROBOTSTXT_USER_AGENT": "Khabar", **settings}
    crawler = SimpleNamespace(settings=Settings(values), stats=Stats(), engine=SimpleNamespace(downloader=downloader))
    return Politeness(crawler)  # type: ignore[arg-type]


def robots(text: str) -> ProtegoRobotParser:
    return ProtegoRobotParser(text.encode(), None)


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 5\n", 5),
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: Khabar\nCrawl-delay: 9\n", 9),
        ("User-agent: *\nCrawl-delay: 0.2\n", 1),
        ("User-agent: *\nDisallow:\n", 1),
        ("User-agent: *\nCrawl-delay: 86400\n", 60),
    ],
)
def test_crawl_delay_is_exact_and_outlives_an_idle_slot(text: str, delay: float) -> None:
    slot = Slot(concurrency=1, delay=1, jitter=0.5)
    downloader = Downloader(slot)
    extension(downloader).robots_parsed(Request(URL), robots(text))
    assert slot.delay == delay
    if delay != 1:
        assert slot.jitter == 0
        assert downloader.per_slot_settings["sana.sy"] == {"concurrency": 1, "delay": delay, "jitter": 0}


def test_a_replay_counts_the_delay_and_does_not_wait() -> None:
    slot = Slot(concurrency=1, delay=0, jitter=0)
    politeness = extension(Downloader(slot), REPLAY="fixtures/sana", DOWNLOAD_DELAY=0)
    politeness.robots_parsed(Request(URL), robots("User-agent: *\nCrawl-delay: 5\n"))
    assert slot.delay == 0
    assert politeness._crawler.stats == {"khabar/crawl_delay": 5}


@pytest.mark.parametrize("delay", [0, 2])
def test_retry_after_holds_the_slot(delay: float) -> None:
    slot = Slot(concurrency=1, delay=delay, jitter=0)
    downloader = Downloader(slot)
    response = Response(URL, status=503, headers={"Retry-After": "30"})
    extension(downloader).response_downloaded(response, Request(URL))
    assert slot.lastseen + slot.delay - monotonic() == pytest.approx(30, abs=0.5)
    assert downloader.processed == [slot]


def test_retry_after_is_capped_and_only_for_429_and_503() -> None:
    slot = Slot(concurrency=1, delay=1, jitter=0)
    politeness = extension(Downloader(slot), RETRY_AFTER_MAX=10)
    politeness.response_downloaded(Response(URL, status=200, headers={"Retry-After": "30"}), Request(URL))
    assert slot.lastseen == 0
    politeness.response_downloaded(Response(URL, status=429, headers={"Retry-After": "3600"}), Request(URL))
    assert slot.lastseen + slot.delay - monotonic() == pytest.approx(10, abs=0.5)


def test_the_most_counts_for_all_answers_until_the_site_gives_something() -> None:
    closed: list[str] = []

    async def close_spider_async(*, reason: str) -> None:
        closed.append(reason)

    async def answers(*statuses: int) -> None:
        for status in statuses:
            politeness.response_downloaded(Response(URL, status=status, headers={"Retry-After": "6"}), Request(URL))
        await asyncio.sleep(0)

    slot = Slot(concurrency=1, delay=1, jitter=0)
    politeness = extension(Downloader(slot), RETRY_AFTER_MAX=10)
    politeness._crawler.engine.close_spider_async = close_spider_async  # type: ignore[union-attr, method-assign]
    asyncio.run(answers(429, 429))
    assert slot.lastseen + slot.delay - monotonic() == pytest.approx(4, abs=0.5), "what is left of the ten"
    asyncio.run(answers(200, 429, 503))
    assert closed == []
    asyncio.run(answers(429, 429))
    assert closed == ["gave_up"]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b" 5 ", 5),
        ((NOW + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT").encode(), 90),
        ((NOW - timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT").encode(), 0),
        (b"soon", None),
        (b"-5", None),
        (b"Sun, 06 Nov 99999999999999999999 08:49:37 GMT", None),
        (b"9" * 400, float("inf")),
        (b"", None),
        (None, None),
        (b"\xff\xfe", None),
    ],
)
def test_retry_after_header(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_real_downloader_has_what_the_extension_leans_on() -> None:
    from scrapy.core.downloader import Downloader as RealDownloader
    from scrapy.utils.test import get_crawler

    async def look() -> None:
        crawler = get_crawler(settings_dict={"DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "http", "https", "s3"))})
        crawler._apply_settings()
        downloader = RealDownloader(crawler)
        slot = Slot(concurrency=1, delay=1, jitter=0)
        assert downloader.slots == {}
        assert downloader.per_slot_settings == {}
        assert downloader.get_slot_key(Request(URL)) == "sana.sy"
        assert callable(downloader._process_queue)
        assert {"lastseen", "latercall", "delay", "jitter", "concurrency"} <= set(dir(slot))

    asyncio.run(look())
