"""A robots.txt that cannot be had forbids everything, for this run (RFC 9309, 2.3.1.4); to Scrapy it would allow everything."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.publisher.failures import Challenged, NotNow, describe

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

TOO_MANY = 429
"""By the RFC a 4xx like others, which allows everything; but who is asked to come less often should not read on. So does Google:
https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt"""


class RobotsUnreachable(NotNow):
    """A page of a host whose robots.txt cannot be had. Raised by `RobotsMiddleware`."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, but for answers that are not 2xx: a 5xx, a 429 or none at all shuts the host for this run, a 4xx opens it.

    Leans on private methods: `tests/live/test_robots.py` holds what it needs of them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._shut: dict[str, str] = {}
        """Host and port -> why its robots.txt cannot be had."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises `RobotsUnreachable`, and IgnoreRequest for what robots.txt forbids."""
        host = urlsplit(request.url).netloc
        if why := self._shut.get(host):
            self._stats.inc_value("khabar/refused/robots_unreachable")
            raise RobotsUnreachable(f"robots.txt of {host} cannot be had ({why})")
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == TOO_MANY:
            self._shut_out(netloc, f"HTTP {response.status}")
        if response.status >= 300:
            response = response.replace(body=b"")  # an error page is no robots.txt
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # What we ourselves would not follow (redirects in a circle or to another site) is no fault of the server: the RFC's "unavailable".
        if isinstance(exc, NotNow | Challenged) or not isinstance(exc, IgnoreRequest):
            self._shut_out(netloc, describe(exc))
        super()._robots_error(exc, netloc)

    def _shut_out(self, netloc: str, why: str) -> None:
        logger.warning("%s: robots.txt cannot be had (%s), so nothing is fetched from there in this run; its pages stay due", netloc, why)
        self._shut[netloc] = why
