"""Whole runs over a site, a name and a network that mean harm."""

from __future__ import annotations

from base64 import b64encode
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


HOSTILE = "\x1b]0;x\x07\x1b[2J\x9b31m\u202e"


def test_nothing_that_a_site_sends_steers_the_terminal(site: Site, tmp_path: Path) -> None:
    site.put("/locals/", f'<a href="/locals/1/{HOSTILE}">{HOSTILE}</a><a href="/locals/1/">خبر</a>')
    site.put("/locals/1/", site.page(1))
    site.put("/feed/", Answer(f"<{HOSTILE}>".encode(), headers={"Content-Type": "text/xml"}))
    site.put("/sitemap.xml", Answer(f"<urlset><url><loc>{site.base}/locals/1/</loc></url>&{HOSTILE};</urlset>".encode()))
    patch = f"""
from crawler.publisher import spider

def faulty(*_, **__):
    raise RuntimeError({HOSTILE!r} + chr(10) + "2026-01-01 00:00:00 [scrapy] INFO: forged")

spider.read_answer = faulty
"""
    ended = run(site, tmp_path, "-L", "DEBUG", patch=patch)
    assert "RuntimeError: \\x1b]0;x" in ended.said
    assert [character for character in ended.said.replace("\n", "") if not character.isprintable()] == []
    assert "\n2026-01-01" not in ended.said


def test_nor_does_the_last_word_of_a_run(site: Site) -> None:
    ended = run(site, Path("/proc/\x1b[2J"))
    assert ended.code == 5
    assert "OUTPUT_DIR /proc/\\x1b[2J: cannot be written" in ended.said


def test_a_proxys_password_is_used_and_told_to_nobody(site: Site, tmp_path: Path) -> None:
    proxy = site.base.replace("//", "//me:hush@")
    site.base = "http://town.example"
    site.put_articles(1, 2)
    site.answers = {f"{site.base}{path}": answers for path, answers in site.answers.items()}
    patch = f"import os; os.environ['http_proxy'] = {proxy!r}"
    ended = run(site, tmp_path, "-L", "DEBUG", "-s", "LOCAL_HOSTS=", "-O", "ftp://ftper:hush@127.0.0.1:9/x.jsonl", patch=patch)
    assert ended.numbers() == [1, 2], ended.said
    secret = b64encode(b"me:hush").decode()
    assert site.asked[0].headers["Proxy-Authorization"] == f"Basic {secret}"
    assert "***@127.0.0.1:9/x.jsonl" in ended.said
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for word in ("hush", secret):
        assert word not in ended.said
        assert [body for body in written if word.encode() in body] == []


def test_a_proxy_that_is_not_there_is_named_without_its_password(site: Site, tmp_path: Path) -> None:
    site.base = "https://town.example"
    patch = "import os; os.environ['https_proxy'] = 'http://me:hush@127.0.0.1:9'"
    ended = run(site, tmp_path, "-L", "DEBUG", "-s", "RETRY_TIMES=0", patch=patch)
    assert ended.code == 3, ended.said
    assert "hush" not in ended.said
