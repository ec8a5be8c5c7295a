"""A site that asks to be left alone, or that gives nothing."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.live.run import Ended, run
from tests.live.site import Answer, Site

TOLERANCE = 0.05
QUICK = ("-s", "RETRY_TIMES=0", "-s", "GIVE_UP_AFTER=6")


def http_date(moment: datetime) -> str:
    return f"{moment:%a, %d %b %Y %H:%M:%S} GMT"


def held(site: Site, path: str) -> float:
    """Seconds until the next request of any kind after the first to this path."""
    place = site.paths().index(path)
    return site.asked[place + 1].time - site.asked[place].time


def article_paths(site: Site) -> list[str]:
    return [path for path in site.paths() if path.startswith("/locals/") and path != "/locals/"]


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=365), timedelta(days=-365)], ids=["right", "a year ahead", "a year behind"])
def test_retry_after_as_a_date_is_obeyed_by_the_servers_own_clock(site: Site, tmp_path: Path, ahead: timedelta) -> None:
    site.put_articles(3, 2, 1)

    def act(handler: BaseHTTPRequestHandler) -> None:
        site.put("/locals/3/", site.page(3))
        now = datetime.now(UTC) + ahead
        handler.wfile.write(
            f"HTTP/1.1 429 Too Many Requests\r\nDate: {http_date(now)}\r\nContent-Length: 0\r\n"
            f"Retry-After: {http_date(now + timedelta(seconds=1))}\r\n\r\n".encode()
        )

    site.put("/locals/3/", Answer(act=act))
    ended = run(site, tmp_path)
    assert ended.numbers() == [1, 2, 3], ended.said
    assert 1 - TOLERANCE <= held(site, "/locals/3/") < 3


def test_retry_after_beyond_the_most_is_waited_for_no_longer_and_ends_the_run(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(20, 0, -1))
    for number in range(1, 19):
        site.put(f"/locals/{number}/", Answer(b"", 429, {"Retry-After": "86400"}))
    started = time.monotonic()
    ended = run(site, tmp_path, "-s", "RETRY_AFTER_MAX=0.5")
    assert ended.code == 3
    assert "Unhealthy: the site asks to be left alone for more than the 0.5 s of RETRY_AFTER_MAX" in ended.said
    assert ended.numbers() == [19, 20]
    assert held(site, "/locals/18/") >= 0.5 - TOLERANCE
    assert len(article_paths(site)) <= 6
    assert time.monotonic() - started < 5


def gives_nothing(site: Site, tmp_path: Path, answer: Answer, *settings: str) -> Ended:
    """A run over two pages that are there and forty that are answered so."""
    site.put_articles(*range(42, 0, -1))
    for number in range(1, 41):
        site.put(f"/locals/{number}/", answer)
    return run(site, tmp_path, *QUICK, *settings)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_site_that_answers_nothing_else_is_left_alone(site: Site, tmp_path: Path, status: int) -> None:
    ended = gives_nothing(site, tmp_path, Answer(b"", status))
    assert ended.code == 3
    assert f"Unhealthy: 6 requests in a row brought no page, the last of them HTTP {status}" in ended.said
    assert ended.numbers() == [41, 42]
    assert 8 <= len(article_paths(site)) <= 10, "two that are there, six, and what was on its way"


def test_a_site_that_does_not_answer_is_left_alone_and_the_next_run_goes_on(site: Site, tmp_path: Path) -> None:
    ended = gives_nothing(site, tmp_path, Answer(act=lambda _: time.sleep(0.3)), "-s", "DOWNLOAD_TIMEOUT=0.15")
    assert ended.code == 3
    assert "brought no page, the last of them DownloadTimeoutError" in ended.said
    for number in range(1, 41):
        site.put(f"/locals/{number}/", site.page(number))
    asked = {int(path.split("/")[2]) for path in article_paths(site)}
    ended = run(site, tmp_path)
    assert ended.code == 0, ended.said
    assert ended.numbers() == sorted({*range(1, 41)} - asked | {41, 42}), "those that failed wait, the rest is due at once"


def test_failures_that_are_not_in_a_row_end_nothing(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(40, 0, -1))
    for number in range(1, 41, 2):
        site.put(f"/locals/{number}/", Answer(b"", 403))
    ended = run(site, tmp_path, *QUICK)
    assert "in a row" not in ended.said
    assert "Unhealthy: 20 of 40 article pages failed" in ended.said
    assert len(ended.numbers()) == 20


def test_a_name_that_does_not_resolve_is_a_failed_run(tmp_path: Path) -> None:
    nowhere: Site = SimpleNamespace(base="http://news.invalid")  # type: ignore[assignment]
    # As the name server answers for .invalid (RFC 6761), without asking it.
    patch = """
import socket
real = socket.getaddrinfo

def resolve(host, *more, **others):
    if str(host).endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return real(host, *more, **others)

socket.getaddrinfo = resolve
"""
    started = time.monotonic()
    ended = run(nowhere, tmp_path, *QUICK, patch=patch)
    assert ended.code == 3
    assert "news.invalid/feed/: this feed could not be fetched: " in ended.said
    assert "none of 3 feeds, sitemaps and listings could be read" in ended.said
    assert time.monotonic() - started < 6


def test_a_port_that_is_closed_is_a_failed_run(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))  # and does not listen
        nowhere: Site = SimpleNamespace(base=f"http://127.0.0.1:{holder.getsockname()[1]}")  # type: ignore[assignment]
        ended = run(nowhere, tmp_path, *QUICK)
    assert ended.code == 3
    assert "/feed/: this feed could not be fetched: " in ended.said
