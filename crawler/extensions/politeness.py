"""What a site asks of its visitors and Scrapy does not do: Crawl-delay and Retry-After."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.extensions.patience import give_up

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.core.downloader import Downloader, Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class Politeness:
    """Slows the hosts that ask for it; in a replay it only counts what it would have waited.

    Leans on the downloader's slots, which are not public: `tests/extensions/test_politeness.py` holds what it needs of them.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._waits = not crawler.settings.get("REPLAY")
        self._longest_delay = crawler.settings.getfloat("CRAWL_DELAY_MAX")
        self._longest_pause = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self._paused = 0.0
        """Seconds asked for since the site last gave something."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(extension.response_downloaded, signal=signals.response_downloaded)
        return extension

    def robots_parsed(self, request: Request, robotparser: RobotParser) -> None:
        """Make a Crawl-delay the host's exact delay, where it is longer than ours."""
        delay = robotparser.crawl_delay(str(self._crawler.settings["ROBOTSTXT_USER_AGENT"]))
        if delay is None or delay <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        delay = min(delay, self._longest_delay)
        self._crawler.stats.max_value("khabar/crawl_delay", delay)
        if not self._waits:
            return
        downloader = self._downloader()
        key = downloader.get_slot_key(request)
        # A slot that was idle for a minute is deleted and made anew from these settings.
        downloader.per_slot_settings[key] = {"concurrency": 1, "delay": delay, "jitter": 0}
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.concurrency, slot.delay, slot.jitter = 1, delay, 0
        logger.info("%s asks for %g s between requests", key, delay)

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Pause the host of an answer that says how long to stay away; at the most `RETRY_AFTER_MAX`, then the run ends."""
        if response.status < 400:
            self._paused = 0.0
        if response.status not in (429, 503):
            return
        wait = retry_after(response.headers.get("Retry-After"), sent_at(response.headers.get("Date")) or datetime.now(UTC))
        if not wait:
            return
        if self._paused >= self._longest_pause:
            give_up(self._crawler, f"the site asks to be left alone for more than the {self._longest_pause:g} s of RETRY_AFTER_MAX")
            return
        wait = min(wait, self._longest_pause - self._paused)
        self._paused += wait
        self._crawler.stats.inc_value("khabar/retry_after_seconds", int(wait))
        if not self._waits:
            return
        downloader = self._downloader()
        key = downloader.get_slot_key(request)
        slot = downloader.slots.get(key)
        if slot is not None:
            logger.info("%s asks to be left alone for %g s", key, wait)
            pause(downloader, slot, wait)

    def _downloader(self) -> Downloader:
        assert self._crawler.engine is not None
        return self._crawler.engine.downloader


def pause(downloader: Downloader, slot: Slot, wait: float) -> None:
    """Send nothing more through a slot for `wait` seconds. A slot without a delay gets a small one: only then is its clock read."""
    slot.delay = slot.delay or 0.01
    slot.lastseen = monotonic() + wait - slot.delay
    if slot.latercall is not None:
        slot.latercall.cancel()
        slot.latercall = None
    downloader._process_queue(slot)


def retry_after(header: bytes | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110: seconds or a date), or None where it says nothing usable.

    `now` is the moment of the answer by the server's own clock, where it is known: ours may be wrong.
    """
    text = (header or b"").decode("ascii", "replace").strip()
    if text.isdecimal():
        return float(text)
    until = sent_at(header)
    return max(0.0, (until - now).total_seconds()) if until else None


def sent_at(header: bytes | None) -> datetime | None:
    """The moment in a header such as Date, or None where it is none."""
    try:
        moment = parsedate_to_datetime((header or b"").decode("ascii", "replace"))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
