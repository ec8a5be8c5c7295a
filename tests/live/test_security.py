"""Whole runs over a site, a name and a network that mean harm."""

from __future__ import annotations

from pathlib import Path

from tests.live.run import run
from tests.live.site import Answer, Site

NAMES = """
# The network says that every name is this machine.
import socket
socket.gethostbyname = lambda name: "127.0.0.1"
"""
ANY_PORT = """
# The port is free in a test, so that only the address can be refused.
from crawler.extensions import addresses
addresses.PublicResolver.trusted = property(lambda self: (), lambda self, hosts: None)
"""


def test_a_name_that_leads_to_this_machine_is_not_connected_to(site: Site, tmp_path: Path) -> None:
    site.base = site.base.replace("127.0.0.1", "town.example")
    site.put_articles(1, 2)
    allowed = ("-s", "LOCAL_HOSTS=town.example")
    assert run(site, tmp_path, *allowed, "-a", "limit=1", patch=NAMES).numbers() == [2]
    site.asked.clear()
    refused = run(site, tmp_path, *allowed, patch=NAMES + ANY_PORT)
    assert site.asked == []
    assert "town.example leads to 127.0.0.1, which is no public address" in refused.said
    assert refused.code == 3
    assert refused.rows()["/locals/1/"]["state"] == "due", "DNS may say something else tomorrow"


def test_addresses_that_a_source_names_elsewhere_are_left_out_and_counted(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    (feed,) = site.answers["/feed/"]
    elsewhere = ["http://evil.example/locals/7/", "http://10.0.0.1/locals/8/", f"{site.foreign}/locals/9/", "file:///locals/10/"]
    links = "".join(f"<item><link>{link}</link></item>" for link in elsewhere)
    feed.body = feed.body.replace(b"<channel>", f"<channel>{links}".encode())
    ended = run(site, tmp_path, "-L", "INFO")
    assert ended.numbers() == [1], ended.said
    assert ended.rejected() == {}, "they are not the publisher's pages"
    assert "'khabar/refused/foreign_host': 2" in ended.said
    assert "'khabar/refused/ip_address': 1" in ended.said
    assert [path for path in site.paths() if path.startswith("http")] == []


def test_a_redirect_to_another_port_is_refused_with_its_reason(site: Site, tmp_path: Path) -> None:
    site.base = site.base.replace("127.0.0.1", "town.example")
    site.put_articles(1)
    site.put("/locals/1/", Answer(b"", 302, {"Location": "http://sub.town.example:9/locals/1/"}))
    ended = run(site, tmp_path, "-s", "LOCAL_HOSTS=town.example", patch=NAMES)
    assert ended.rejected() == {"/locals/1/": "port"}, ended.said
