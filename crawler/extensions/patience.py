"""How long a site that gives nothing is asked: challenges are recognised, and a run that gets no page any more is ended."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.knowledge.challenges import challenges
from crawler.publisher.answers import header
from crawler.publisher.failures import Challenged

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

GAVE_UP = "gave_up"
"""Why a spider is closed whose site gives nothing any more; what it had not asked for is due again in the next run."""
REFUSED = (403, 429)


class PatienceMiddleware:
    """Takes the challenge of a protection service for what it is, and counts the requests in a row that brought no page.

    A challenge is not retried in the run: whoever is asked to prove that he is no robot does not ask again at once.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getint("GIVE_UP_AFTER")
        self._in_a_row = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002  # Scrapy's signature
        """Raises `Challenged`."""
        if by := challenger(response):
            self._crawler.stats.inc_value(f"khabar/challenged_by/{by}")
            self._missed(f"a challenge of {by}")
            raise Challenged(f"a challenge of {by} with HTTP {response.status} instead of the page")
        if response.status in REFUSED or response.status >= 500:
            self._missed(f"HTTP {response.status}")
        else:
            self._in_a_row = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        """A time-out, a lost connection; our own checks raise `IgnoreRequest`, and for those the site is not to blame."""
        if not isinstance(exception, IgnoreRequest):
            self._missed(type(exception).__name__)

    def _missed(self, last: str) -> None:
        self._in_a_row += 1
        if self._longest and self._in_a_row >= self._longest:
            give_up(self._crawler, f"{self._in_a_row} requests in a row brought no page, the last of them {last}")


def challenger(response: Response) -> str | None:
    """The service whose challenge a response is, or None for an answer of the site's own."""
    known = challenges()
    return known.said_by(lambda name: header(response, name)) or known.shown_by(response.body)


def give_up(crawler: Crawler, why: str) -> None:
    """Close the spider, once."""
    if crawler.stats.get_value("khabar/gave_up"):
        return
    crawler.stats.set_value("khabar/gave_up", why)
    logger.error("%s; the run is ended, and the rest is left for the next one", why)
    assert crawler.engine is not None
    task = asyncio.create_task(crawler.engine.close_spider_async(reason=GAVE_UP))
    _CLOSING.add(task)
    task.add_done_callback(_CLOSING.discard)


_CLOSING: set[asyncio.Task[None]] = set()
"""The event loop keeps only weak references to its tasks."""
