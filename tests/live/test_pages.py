"""Article pages that are not as they should be: each ends somewhere with its reason, and none stops another."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from tests.live.run import Ended, run
from tests.live.site import Answer, Site, sentence, serving

FAILED = 9
"""So many of the pages give nothing this time."""
READER_FAULT = """
from crawler.publisher import spider
read = spider.read_answer

def faulty(body, url, **more):
    if url.endswith("/locals/15/"):
        raise RuntimeError("a fault for the test")
    return read(body, url, **more)

spider.read_answer = faulty
"""
TIMEOUT = 0.4
SMALL = 100_000


def stall(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(TIMEOUT * 2)


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def cut(site: Site, number: int) -> Answer:
    """A page of which half comes."""
    body = site.page(number).encode()
    return Answer(body[: len(body) // 2], headers={"Content-Length": str(len(body)), "Content-Type": "text/html"})


def put_odd_pages(site: Site) -> None:
    html = {"Content-Type": "text/html; charset=UTF-8"}
    site.put_articles(*range(30, 0, -1))
    site.put("/robots.txt", Answer(b"User-agent: *\nDisallow: /locals/2/\n", headers={"Content-Type": "text/plain"}))
    headlines = "".join(f'<li><a href="/locals/{number}/">{sentence(number)}</a></li>' for number in range(1, 31))
    site.put("/", f"<html dir='rtl'><body class='home blog'><h1>صحيفة المدينة</h1><ul>{headlines}</ul></body></html>")
    site.put("/locals/3/", Answer(b"", 503), Answer(b"", 302, {"Location": f"{site.foreign}/locals/3/"}))
    site.put("/locals/4/", Answer(b"", 302, {"Location": f"{site.base}/"}))
    site.put("/locals/5/", Answer(act=stall))
    site.put("/locals/6/", Answer(act=reset))
    site.put("/locals/7/", Answer(b"<p>" + b"x" * SMALL * 2, headers=html))
    site.put("/locals/8/", Answer(b"<p>" + b"x" * SMALL * 2, headers=html | {"Content-Length": ""}))
    site.put("/locals/9/", Answer(b"%PDF-1.7\n\xd0\xd4", headers={"Content-Type": "application/pdf"}))
    site.put("/locals/10/", Answer(b"", headers=html))
    site.put("/locals/11/", Answer(b'{"title": "x"}', headers={"Content-Type": "application/json"}))
    site.put("/locals/13/", Answer(b"", 410))
    site.put("/locals/14/", cut(site, 14))
    site.put("/locals/16/", Answer(b"", 302, {"Location": f"{site.base}/locals/16/"}))
    site.put("/locals/17/", Answer(b"", 301, {"Location": "/locals/99/"}))
    site.put("/locals/99/", site.page(99))
    site.put("/locals/18/", Answer(b"\x1f\x8bno gzip", headers=html | {"Content-Encoding": "gzip"}))
    site.put("/locals/19/", Answer(b"", 500))
    site.put("/locals/20/", Answer(gzip.compress(b" " * SMALL * 100), headers=html | {"Content-Encoding": "gzip"}))
    site.put("/locals/21/", Answer(b"", 403))
    site.put("/locals/22/", Answer(site.page(22).encode(), headers={"Content-Type": "text/html; charset=no-such-thing"}))
    site.put("/locals/23/", Answer(b"", 302, {"Location": "file:///etc/passwd"}))
    site.put("/locals/24/", Answer(site.page(24).encode(), headers={"Content-Type": ""}))
    site.put("/locals/25/", Answer(b"", 503), site.page(25))
    surrogate = '<script type="application/ld+json">{"@type": "NewsArticle", "keywords": ["\\ud83d"], "articleSection": "\\udc00"}</script>'
    site.put("/locals/26/", site.page(26, head=surrogate, more="سطر &#0; &#xD800; &#x1b;[31m"))
    site.put("/locals/27/", site.page(27).replace("<html", "<html><body>" * 400 + "<div>" * 2000 + "<html"))
    site.put("/locals/28/", Answer(site.page(28).encode("cp1256", "replace"), headers=html))
    site.put("/locals/12/", site.page(12, canonical="https://elsewhere.example/locals/120/"))
    site.put("/locals/29/", "<html><head><title>لا شيء</title></head><body></body></html>")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Ended]]:
    with serving() as site:
        put_odd_pages(site)
        limits = {"DOWNLOAD_TIMEOUT": TIMEOUT, "DOWNLOAD_MAXSIZE": SMALL, "RETRY_TIMES": 1, "REDIRECT_MAX_TIMES": 3}
        output = tmp_path_factory.mktemp("odd") / "data"
        yield site, run(site, output, *(part for name, value in limits.items() for part in ("-s", f"{name}={value}")), patch=READER_FAULT)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        pytest.param(2, "robots", id="robots.txt forbids it"),
        pytest.param(3, "foreign_host", id="redirect to a foreign host after a retry"),
        pytest.param(4, "section", id="redirect to the home page"),
        pytest.param(7, "too_large", id="larger than DOWNLOAD_MAXSIZE, said in its header"),
        pytest.param(8, "too_large", id="larger than DOWNLOAD_MAXSIZE, not said"),
        pytest.param(9, "not_html", id="PDF"),
        pytest.param(10, "empty", id="0 bytes"),
        pytest.param(11, "not_html", id="JSON"),
        pytest.param(13, "not_found", id="410 of a page that was never stored"),
        pytest.param(20, "too_large", id="small as gzip, larger than DOWNLOAD_MAXSIZE unpacked"),
        pytest.param(27, "no_body", id="elements nested 2,000 deep, which libxml2 does not read"),
        pytest.param(29, "no_body", id="no text"),
    ],
)
def test_a_page_without_an_article_is_rejected_with_its_reason(odd: tuple[Site, Ended], number: int, reason: str) -> None:
    _, ended = odd
    assert ended.rejected().get(f"/locals/{number}/") == reason, ended.said
    assert number not in ended.numbers()


@pytest.mark.parametrize(
    ("number", "tries"),
    [
        pytest.param(5, 2, id="time-out"),
        pytest.param(6, 2, id="connection reset"),
        pytest.param(14, 2, id="half of it came"),
        pytest.param(15, 1, id="a fault of the reader"),
        pytest.param(16, 4, id="redirects to itself"),
        pytest.param(18, 1, id="broken gzip"),
        pytest.param(19, 2, id="500"),
        pytest.param(21, 1, id="403"),
        pytest.param(23, 1, id="redirect to a file of this machine"),
    ],
)
def test_a_page_that_failed_is_due_again_in_an_hour(odd: tuple[Site, Ended], number: int, tries: int) -> None:
    site, ended = odd
    row = ended.rows()[f"/locals/{number}/"]
    assert (row["state"], row["attempts"]) == ("due", 1)
    assert 3000 < row["next_at"] - time.time() <= 3600
    assert site.paths().count(f"/locals/{number}/") == tries
    assert f"/locals/{number}/" not in ended.rejected()


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(1, id="the last page"),
        pytest.param(12, id="says that it is from another site"),
        pytest.param(22, id="charset that does not exist"),
        pytest.param(24, id="no Content-Type"),
        pytest.param(25, id="503, then there"),
        pytest.param(26, id="characters that are none"),
        pytest.param(28, id="windows-1256 declared as UTF-8"),
        pytest.param(30, id="the first page"),
        pytest.param(99, id="redirect to another article"),
    ],
)
def test_a_page_that_can_be_read_is_read(odd: tuple[Site, Ended], number: int) -> None:
    _, ended = odd
    assert number in ended.numbers(), ended.said


def test_every_page_is_counted_and_that_so_many_failed_is_unhealthy(odd: tuple[Site, Ended]) -> None:
    _, ended = odd
    assert ended.code == 3, ended.said
    assert [line for line in ended.said.splitlines() if "Unhealthy" in line] == [
        f"Unhealthy: {FAILED} of {ended.count('article pages fetched') + FAILED} article pages failed (HEALTH_ERRORS is 0.25)"
    ]
    assert ended.count("articles written") == len(ended.numbers())
    assert ended.count("no article (rejected/)") == len(ended.rejected())
    assert ended.count("failed, will be tried again") == FAILED
    assert len(ended.numbers()) + len(ended.rejected()) + FAILED == 30


def test_a_page_that_robots_txt_forbids_is_never_asked_for(odd: tuple[Site, Ended]) -> None:
    assert "/locals/2/" not in odd[0].paths()


def test_nothing_is_asked_of_a_foreign_host_nor_its_robots_txt(odd: tuple[Site, Ended]) -> None:
    site, _ = odd
    assert site.paths().count("/locals/3/") == 2, "it was retried and redirected"
    assert [path for path in site.paths() if path.startswith("http")] == []


def test_a_fault_of_the_reader_is_logged_with_a_traceback(odd: tuple[Site, Ended]) -> None:
    said = odd[1].said
    assert "/locals/15/: a fault in reading this page; please report it" in said
    assert said.count("Traceback (most recent call last)") == 1
    assert "RuntimeError: a fault for the test" in said


def test_no_control_character_or_half_a_pair_gets_into_a_line(odd: tuple[Site, Ended]) -> None:
    (line,) = [line for line in odd[1].lines("articles") if line["id"] == "live:26"]
    assert not [character for character in line["body"] if character < " " and character != "\n"]
    assert not [character for character in str(line) if "\ud800" <= character <= "\udfff"]


def test_a_redirect_settles_the_row_that_was_asked_for(odd: tuple[Site, Ended]) -> None:
    assert "/locals/17/" not in odd[1].rows()
