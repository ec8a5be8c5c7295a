"""No request leaves the publisher's hosts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.publisher.urls import refusal_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class HostRefused(IgnoreRequest):
    """A request to an address that a run of this publisher must not ask for. Raised by `HostMiddleware`."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"not an address of this publisher ({reason}): {url}")
        self.refused_as = reason
        self.url = url


class HostMiddleware:
    """Looks at every request before robots.txt is asked: retries and redirects too, and requests for robots.txt itself.

    Scrapy's own check is switched off by `dont_filter`, which each retry sets: a page that is retried and then redirects to a
    foreign host would be fetched there. Where the host's name leads is seen to in `crawler.extensions.addresses`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        assert crawler.spider is not None
        self._hosts: list[str] = crawler.spider.allowed_domains  # type: ignore[attr-defined]  # NewsSpider has them
        self._local = crawler.settings.getlist("LOCAL_HOSTS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises `HostRefused`."""
        if reason := refusal_of(request.url, self._hosts, self._local):
            self._crawler.stats.inc_value(f"khabar/refused/{reason}")
            logger.debug("Refused (%s): %s is not an address of this publisher", reason, request.url)
            raise HostRefused(request.url, reason)
