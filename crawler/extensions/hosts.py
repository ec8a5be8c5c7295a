"""No request leaves the publisher's hosts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class HostRefused(IgnoreRequest):
    """A request to a host that is not the publisher's, or by another scheme than http(s). Raised by `HostMiddleware`."""

    refused_as = "foreign_host"


class HostMiddleware:
    """Looks at every request before robots.txt is asked: retries and redirects too, and requests for robots.txt itself.

    Scrapy's own check is switched off by `dont_filter`, which each retry sets: a page that is retried and then redirects to a
    foreign host would be fetched there.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        assert crawler.spider is not None
        hosts: list[str] = crawler.spider.allowed_domains  # type: ignore[attr-defined]  # NewsSpider has them
        self._hosts = frozenset(hosts)
        self._suffixes = tuple(f".{host}" for host in hosts)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises `HostRefused`."""
        parts = urlsplit(request.url)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme in ("http", "https") and (host in self._hosts or host.endswith(self._suffixes)):
            return
        self._crawler.stats.inc_value("khabar/host_refused")
        logger.debug("Refused: %s is not a host of this publisher", request.url)
        raise HostRefused(f"not a host of this publisher: {request.url}")
