from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request

from crawler.extensions.hosts import HostMiddleware, HostRefused


@pytest.fixture
def middleware() -> HostMiddleware:
    stats = SimpleNamespace(inc_value=lambda key: None)
    spider = SimpleNamespace(allowed_domains=["sana.sy", "archive.sana.sy"])
    return HostMiddleware(SimpleNamespace(spider=spider, stats=stats))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url",
    ["https://sana.sy/locals/1/", "http://www.sana.sy/", "https://archive.sana.sy/?p=1", "https://sana.sy./", "https://SANA.sy/robots.txt"],
)
def test_the_publishers_hosts_pass(middleware: HostMiddleware, url: str) -> None:
    assert middleware.process_request(Request(url)) is None


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "https://sana.sy.evil.example/", "https://notsana.sy/", "ftp://sana.sy/", "file:///etc/passwd"]
)
@pytest.mark.parametrize("dont_filter", [False, True])
def test_others_are_refused_retries_too(middleware: HostMiddleware, url: str, dont_filter: bool) -> None:
    with pytest.raises(HostRefused, match="not a host of this publisher"):
        middleware.process_request(Request(url, dont_filter=dont_filter))
