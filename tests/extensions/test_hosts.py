from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.extensions.hosts import HostMiddleware, HostRefused
from crawler.publisher.failures import refusal


class Counts(dict[str, int]):
    def inc_value(self, key: str) -> None:
        self[key] = self.get(key, 0) + 1


def middleware(*local: str, stats: Counts | None = None) -> HostMiddleware:
    spider = SimpleNamespace(allowed_domains=["sana.sy", "archive.sana.sy", "10.0.0.5"])
    crawler = SimpleNamespace(spider=spider, stats=Counts() if stats is None else stats, settings=Settings({"LOCAL_HOSTS": list(local)}))
    return HostMiddleware(crawler)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url",
    [
        "https://sana.sy/locals/1/",
        "http://www.sana.sy/",
        "https://archive.sana.sy/?p=1",
        "https://sana.sy./",
        "https://SANA.sy/robots.txt",
        "https://sana.sy:443/",
        "http://sana.sy:80/",
    ],
)
def test_the_publishers_hosts_pass(url: str) -> None:
    assert middleware().process_request(Request(url)) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://evil.example/", "foreign_host"),
        ("https://sana.sy.evil.example/", "foreign_host"),
        ("https://notsana.sy/", "foreign_host"),
        ("ftp://sana.sy/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("file://sana.sy/etc/passwd", "scheme"),
        ("data:text/html,sana.sy", "scheme"),
        ("https://sana.sy:8443/", "port"),
        ("http://sana.sy:22/", "port"),
        ("https://sana.sy@evil.example/", "user_info"),
        ("https://me:hush@sana.sy/", "user_info"),
        ("http://127.0.0.1/", "ip_address"),
        ("http://169.254.169.254/latest/meta-data/", "ip_address"),
        ("http://[::1]/", "ip_address"),
        ("http://[::ffff:127.0.0.1]/", "ip_address"),
        ("http://10.0.0.5/", "ip_address"),
        ("http://2130706433/", "foreign_host"),
        ("http://0x7f.1/", "foreign_host"),
    ],
)
@pytest.mark.parametrize("dont_filter", [False, True])
def test_others_are_refused_and_counted_retries_too(url: str, reason: str, dont_filter: bool) -> None:
    counts = Counts()
    with pytest.raises(HostRefused, match="not an address of this publisher") as refused:
        middleware(stats=counts).process_request(Request(url, dont_filter=dont_filter))
    assert refusal(refused.value) == reason
    assert counts == {f"khabar/refused/{reason}": 1}


def test_a_local_host_may_have_a_port_and_no_name_but_is_no_way_to_others() -> None:
    guard = middleware("10.0.0.5", "127.0.0.1")
    assert guard.process_request(Request("http://10.0.0.5:8080/")) is None
    for url in ("http://127.0.0.1:8080/", "https://sana.sy:8443/", "file:///etc/passwd", "http://me:hush@10.0.0.5/"):
        with pytest.raises(HostRefused):
            guard.process_request(Request(url))
