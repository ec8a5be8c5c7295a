"""No connection to an address that is not public, whatever name led there.

A name is judged by the address that it has just given, which is the one that is connected to: a site that changes its DNS between two
looks (rebinding) gains nothing. Scrapy's HTTP/1.1 and HTTP/2 handlers ask the reactor's resolver, for addresses written as numbers too;
its handlers for aiohttp and httpx do not, so they must not be used without a firewall.

Behind a proxy the name is looked up by the proxy, which alone knows the address. Where the proxy itself stands is its operator's choice:
the hosts of `http_proxy` and the like may have any address; that of a proxy set in `request.meta` is named in `LOCAL_HOSTS`.
"""

from __future__ import annotations

import logging
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.publisher.failures import NotNow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

logger = logging.getLogger(__name__)

REFUSED: dict[str, str] = {}
"""Name -> the address that it led to, of names that were refused at their last look; of the process, as the resolver is."""


class AddressRefused(NotNow):
    """The name of a host leads to an address that is not public. DNS may say something else tomorrow. Raised by `AddressMiddleware`."""


class PublicResolver(CachingThreadedResolver):
    """Scrapy's own resolver, which gives no address that is not public, but for hosts in `LOCAL_HOSTS` and proxies."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.trusted: Collection[str] = ()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.trusted = {*crawler.settings.getlist("LOCAL_HOSTS"), *proxy_hosts(getproxies().values())}
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if name in self.trusted or is_public(address):
            REFUSED.pop(name, None)
            return address
        REFUSED[name] = address
        raise DNSLookupError(f"{name} leads to {address}, which is no public address")


class AddressMiddleware:
    """Tells a refused address from a name that is not there. Nearer to the network than Scrapy's retries: it is not tried again."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises `AddressRefused`."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and (address := REFUSED.get(host)):
            self._crawler.stats.inc_value("khabar/refused/local_address")
            logger.warning("Refused: %s: %s leads to %s, which is no public address (LOCAL_HOSTS allows it)", request.url, host, address)
            raise AddressRefused(f"{host} leads to {address}, which is no public address") from exception


def proxy_hosts(proxies: Collection[str]) -> set[str]:
    """The hosts of proxies as the environment names them, with or without a scheme.

    >>> proxy_hosts(["http://me:hush@10.0.0.1:3128", "proxy.example:8080"]) == {"10.0.0.1", "proxy.example"}
    True
    """
    return {urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname or "" for proxy in proxies}


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, shared, reserved or multicast (IANA's
    special-purpose registries, as `ipaddress` knows them), nor such an IPv4 address inside an IPv6 one.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and (inner := ip.ipv4_mapped or ip.sixtofour):
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
