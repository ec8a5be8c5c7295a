"""A robots.txt that cannot be had shuts the site for one run; one that is not there opens it."""

from __future__ import annotations

import socket
import struct
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.live.run import run
from tests.live.site import Answer, Site

TEXT = {"Content-Type": "text/plain"}
FORBID = b"User-agent: *\nDisallow: /\n"
NO_RETRIES = ("-s", "RETRY_TIMES=0")


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(Answer(b"", 503), "HTTP 503", id="503"),
        pytest.param(Answer(b"User-agent: *\nAllow: /\n", 500, TEXT), "HTTP 500", id="500 with a text"),
        pytest.param(Answer(b"", 429), "HTTP 429", id="429"),
        pytest.param(Answer(b"", 403, {"CF-Mitigated": "challenge"}), "Challenged: a challenge of cloudflare", id="challenge"),
        pytest.param(Answer(act=reset), "DownloadFailedError", id="reset"),
    ],
)
def test_one_that_cannot_be_had_shuts_the_site_for_this_run(site: Site, tmp_path: Path, answer: Answer, why: str) -> None:
    site.put_articles(1, 2)
    assert run(site, tmp_path, "-a", "limit=1").numbers() == [2]
    site.asked.clear()
    site.put("/robots.txt", answer)
    shut = run(site, tmp_path, *NO_RETRIES)
    assert set(site.paths()) == {"/robots.txt"}, shut.said
    assert f"robots.txt cannot be had ({why}" in shut.said
    assert shut.code == 3
    assert shut.count("left for the next run: their host is shut for this one") == 1
    row = shut.rows()["/locals/1/"]
    assert (row["state"], row["attempts"], row["next_at"]) == ("due", 0, 0)
    assert shut.rejected() == {}
    site.put("/robots.txt", Answer(b"User-agent: *\nAllow: /\n", headers=TEXT))
    assert run(site, tmp_path).numbers() == [1, 2]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_one_that_is_not_there_opens_it_whatever_its_error_page_says(site: Site, tmp_path: Path, status: int) -> None:
    site.put_articles(1)
    site.put("/robots.txt", Answer(FORBID, status, TEXT))
    ended = run(site, tmp_path)
    assert ended.numbers() == [1], ended.said


def test_a_full_frontier_is_not_gone_through_for_a_site_that_is_shut(site: Site, tmp_path: Path) -> None:
    numbers = list(range(1, 101))
    site.put_articles(*numbers)
    run(site, tmp_path, "-a", "limit=1")
    site.put("/robots.txt", Answer(b"", 503))
    shut = run(site, tmp_path, *NO_RETRIES)
    left = shut.count("left for the next run: their host is shut for this one")
    assert 16 <= left <= 48, shut.said
    assert len(shut.rows()) == 99


def test_a_site_that_forbids_all_its_sources_is_healthy_and_the_run_says_so(site: Site, tmp_path: Path) -> None:
    site.put_articles(101)
    site.put("/robots.txt", Answer(FORBID, headers=TEXT))
    ended = run(site, tmp_path)
    assert (ended.code, ended.lines("articles")) == (0, []), ended.said
    assert "robots.txt of the site forbids everything that was to be read (addresses: 3)" in ended.said
    assert set(site.paths()) == {"/robots.txt"}
