from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy.resolver import CachingThreadedResolver, dnscache
from scrapy.settings import Settings
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawler.extensions.addresses import PublicResolver, is_public


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.0.3",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.251",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fe80::1",
        "ff02::1",
    ],
)
def test_what_is_not_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "9.9.9.9", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:9.9.9.9"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What DNS says, for Scrapy's own resolver."""
    said: dict[str, str] = {}
    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", lambda self, name, timeout=(): defer.succeed(said[name]))
    monkeypatch.setattr("crawler.extensions.addresses.REFUSED", {})
    return said


def resolver(*local: str) -> PublicResolver:
    crawler = SimpleNamespace(settings=Settings({"LOCAL_HOSTS": list(local)}))
    return PublicResolver.from_crawler(crawler, reactor=None)  # type: ignore[arg-type]


def look_up(resolver: PublicResolver, name: str) -> str | type[Exception]:
    came: list[str | type[Exception]] = []
    resolver.getHostByName(name).addCallbacks(came.append, lambda failure: came.append(failure.type))
    return came[0]


def test_each_answer_is_judged_so_that_rebinding_gains_nothing(answers: dict[str, str]) -> None:
    names = resolver()
    for address, result in [("9.9.9.9", "9.9.9.9"), ("127.0.0.1", DNSLookupError), ("9.9.9.9", "9.9.9.9")]:
        answers["news.example"] = address
        assert look_up(names, "news.example") == result


def test_a_remembered_answer_is_judged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dnscache, "news.example", "10.0.0.1")
    monkeypatch.setattr("crawler.extensions.addresses.REFUSED", {})
    assert look_up(resolver(), "news.example") is DNSLookupError


def test_local_hosts_and_the_operators_proxies_may_be_private(answers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://me:hush@gate.example:3128")
    answers.update({"gate.example": "10.0.0.1", "intranet.example": "10.0.0.2", "news.example": "10.0.0.3"})
    names = resolver("intranet.example")
    assert look_up(names, "gate.example") == "10.0.0.1"
    assert look_up(names, "intranet.example") == "10.0.0.2"
    assert look_up(names, "news.example") is DNSLookupError
