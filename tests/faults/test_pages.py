"""Pages that are answered wrongly: each comes to what the table says, and the pages around it are read."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import brotli
import pytest

from tests.faults.answers import head, raw, reset, slow
from tests.live.run import Ended, run
from tests.live.site import Answer, Site, serving

TIMEOUT = 0.5
RETRIES = 1


def whole(site: Site, number: int) -> bytes:
    """A page that is longer than a segment of the network, so that it can break off."""
    return site.page(number, more="وأضاف المدير أن العمل مستمر حتى نهاية الشهر المقبل. " * 200).encode()


def length(body: bytes, more: int = 0) -> bytes:
    return b"Content-Length: %d" % (len(body) + more)


def put_faults(site: Site) -> None:
    site.put_articles(*range(40, 0, -1))
    for number in range(1, 41):
        site.put(f"/locals/{number}/", site.page(number))

    def put(number: int, act: Any) -> None:
        site.put(f"/locals/{number}/", Answer(act=act))

    def half_of(number: int) -> bytes:
        return whole(site, number)[: len(whole(site, number)) // 2]

    def redirect(number: int, to: str) -> None:
        site.put(f"/locals/{number}/", Answer(b"", 302, {"Location": to} if to else {}))

    body = whole(site, 5)
    half = body[: len(body) // 2]
    put(5, slow([head(length(body)), *(bytes([byte]) for byte in body[:40])], pause=0.05))
    put(6, slow([head(length(body)) + half, b""], pause=TIMEOUT * 2))
    put(7, slow([b"HTTP/1.1 200 OK\r\nX-A: ", b"1\r\n"], pause=TIMEOUT * 2))
    put(8, slow([head(), *(byte.to_bytes() for byte in body[:40])], pause=0.05))
    put(9, reset())
    put(10, reset(head(length(body)), half))
    put(12, raw(head(length(body, 1000)), body))
    put(13, raw(head(b"X-Filler: " + b"x" * 8000), site.page(13).encode()))
    put(14, raw(head(b"Transfer-Encoding: chunked"), b"%x\r\n" % len(body) + half))
    put(15, raw(head(b"X-Filler: " + b"x" * 1_000_000), body))
    put(16, raw(b"GARBAGE\r\n\r\n"))
    put(17, raw(head(b"Content-Encoding: gzip"), b"no gzip at all"))
    put(18, raw(head(b"Content-Encoding: br"), b"\xff\xff no brotli at all"))
    put(19, raw(head(b"Content-Encoding: zstd"), b"no zstd at all"))
    put(20, raw(head(b"Content-Encoding: deflate"), b"no deflate at all"))
    site.put("/locals/21/", Answer(b"", 403))
    site.put("/locals/22/", Answer(b"", 429))
    site.put("/locals/23/", Answer(b"", 503))
    site.put("/locals/24/", Answer(b"", 500))
    redirect(25, f"{site.base}/locals/25/")
    redirect(26, "/locals/126/")
    redirect(126, "/locals/26/")
    put(27, raw(b""))
    put(28, raw(head(*(b"X-%d: x" % line for line in range(10_000))), site.page(28).encode()))
    put(29, raw(head(b"Content-Encoding: br"), brotli.compress(site.page(29).encode())))
    put(11, reset(head(), half_of(11)))
    put(30, raw(head(b"Content-Length: %d" % len(half_of(30))), whole(site, 30)))
    put(31, raw(head(b"Content-Encoding: gzip"), gzip.compress(whole(site, 31))[:-300]))
    put(32, raw(head(b"Content-Encoding: br"), brotli.compress(whole(site, 32), quality=1)[:-300]))
    put(33, raw(head(length(half_of(33))), half_of(33)))
    redirect(34, f"{site.foreign}/locals/34/")
    redirect(35, "http://10.0.0.1/locals/35/")
    put(36, raw(head(b"Content-Encoding: deflate"), zlib.compress(site.page(36).encode())))
    redirect(37, "")
    redirect(38, "http://[")


@dataclass
class Run:
    site: Site
    ended: Ended
    seconds: float


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with serving() as site:
        put_faults(site)
        limits = {"DOWNLOAD_TIMEOUT": TIMEOUT, "RETRY_TIMES": RETRIES, "REDIRECT_MAX_TIMES": 4, "GIVE_UP_AFTER": 0}
        # Several at once: the time-outs would add up.
        limits |= {"CONCURRENT_REQUESTS": 8, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
        started = time.monotonic()
        settings = [part for name, value in limits.items() for part in ("-s", f"{name}={value}")]
        ended = run(site, tmp_path_factory.mktemp("faults") / "data", *settings)
        yield Run(site, ended, time.monotonic() - started)


@pytest.mark.parametrize(
    ("number", "tries"),
    [
        pytest.param(5, 2, id="slow drip, its length said"),
        pytest.param(6, 2, id="body stalls"),
        pytest.param(7, 2, id="headers stall"),
        pytest.param(8, 2, id="slow drip, its length not said"),
        pytest.param(9, 2, id="reset before the first byte"),
        pytest.param(10, 2, id="reset in mid-body"),
        pytest.param(12, 2, id="Content-Length too long"),
        pytest.param(14, 2, id="chunk stops"),
        pytest.param(15, 2, id="header line of 1 MB"),
        pytest.param(16, 2, id="no HTTP"),
        pytest.param(17, 1, id="no gzip"),
        pytest.param(18, 1, id="no brotli"),
        pytest.param(19, 1, id="no zstd"),
        pytest.param(20, 1, id="no deflate"),
        pytest.param(21, 1, id="403"),
        pytest.param(22, 2, id="429"),
        pytest.param(23, 2, id="503"),
        pytest.param(24, 2, id="500"),
        pytest.param(25, 5, id="redirects to itself"),
        pytest.param(26, 3, id="redirects in a circle of two"),
        pytest.param(27, 2, id="nothing at all"),
        pytest.param(37, 1, id="redirect to nowhere"),
        pytest.param(38, 1, id="redirect to a broken address"),
    ],
)
def test_it_is_tried_again_later(faulty: Run, number: int, tries: int) -> None:
    row = faulty.ended.rows()[f"/locals/{number}/"]
    assert (row["state"], row["attempts"]) == ("due", 1)
    assert 3000 < row["next_at"] - time.time() <= 3600
    assert faulty.site.paths().count(f"/locals/{number}/") == tries
    assert number not in faulty.ended.numbers()


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(11, id="reset in mid-body, its length not said"),
        pytest.param(30, id="Content-Length too short"),
        pytest.param(31, id="gzip stops"),
        pytest.param(32, id="brotli stops"),
        pytest.param(33, id="page stops"),
    ],
)
def test_an_article_that_breaks_off_is_not_complete(faulty: Run, number: int) -> None:
    (article,) = [line for line in faulty.ended.lines("articles") if line["id"] == f"live:{number}"]
    assert article["complete"] is False
    assert 100 < len(article["body"]) < len(whole(faulty.site, number).decode()) - 100


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(1, id="the last page"),
        pytest.param(13, id="header line of 8 kB"),
        pytest.param(28, id="10,000 header lines"),
        pytest.param(29, id="brotli"),
        pytest.param(36, id="deflate"),
        pytest.param(40, id="the first page"),
    ],
)
def test_what_is_odd_but_whole_is_read(faulty: Run, number: int) -> None:
    (article,) = [line for line in faulty.ended.lines("articles") if line["id"] == f"live:{number}"]
    assert article["complete"] is True


def test_a_redirect_to_another_site_is_refused_and_nothing_is_asked_there(faulty: Run) -> None:
    assert faulty.ended.rejected() == {"/locals/34/": "foreign_host", "/locals/35/": "ip_address"}
    assert [path for path in faulty.site.paths() if path.startswith("http")] == []


def test_the_run_says_how_many_failed_and_ends_in_time(faulty: Run) -> None:
    assert faulty.ended.code == 3, faulty.ended.said
    assert "Unhealthy: 23 of 38 article pages failed" in faulty.ended.said, faulty.ended.said
    assert faulty.ended.count("failed, will be tried again") == 23
    assert len(faulty.ended.numbers()) + 23 + 2 == 40, "every page came to something"
    assert faulty.seconds < 8, "four pages wait for the time-out, twice each"
    assert "Traceback" not in faulty.ended.said
