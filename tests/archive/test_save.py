"""What a run fetches, saved as it came."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.archive.exchanges import read_all
from crawler.archive.save import SaveMiddleware

URL = "https://sana.sy/locals/1/"


def middleware(folder: Path | str) -> SaveMiddleware:
    return SaveMiddleware.from_crawler(SimpleNamespace(settings=Settings({"SAVE_EXCHANGES": str(folder)})))


def test_an_answer_is_saved_to_the_byte_with_what_its_headers_say_of_the_page(tmp_path: Path) -> None:
    body = "\r\n<p>خبر</p>\0".encode("windows-1256")
    headers = {"Content-Type": "text/html", "ETag": '"a"', "Set-Cookie": "visitor=1", "Link": ["<a>", "<b>"]}
    saving = middleware(tmp_path / "saved")
    saving.process_response(Request(f"{URL}#top"), Response(URL, body=body, headers=headers))
    (exchange,) = read_all(tmp_path / "saved" / "exchanges.jsonl")
    assert (exchange.url, exchange.status, exchange.origin, exchange.body()) == (URL, 200, "saved", body)
    assert exchange.headers == {"Content-Type": "text/html", "ETag": '"a"', "Link": "<a>, <b>"}
    assert exchange.saved_at.tzinfo is not None


def test_redirects_and_empty_bodies_are_saved_and_torn_answers_are_not(tmp_path: Path) -> None:
    saving = middleware(tmp_path)
    saving.process_response(Request(URL), Response(URL, status=301, headers={"Location": "/2/"}))
    saving.process_response(Request(f"{URL}torn"), Response(f"{URL}torn", body=b"<p>", flags=["dataloss"]))
    (exchange,) = read_all(tmp_path / "exchanges.jsonl")
    assert (exchange.status, exchange.file, exchange.headers) == (301, None, {"Location": "/2/"})


def test_bodies_are_asked_for_without_compression(tmp_path: Path) -> None:
    request = Request(URL, headers={"Accept-Encoding": "gzip"})
    middleware(tmp_path).process_request(request)
    assert request.headers.getlist("Accept-Encoding") == [b"identity"]


def test_without_a_folder_there_is_no_such_middleware() -> None:
    with pytest.raises(NotConfigured):
        middleware("")


def test_what_a_replay_answers_is_saved_with_the_moment_and_the_origin_of_its_recording(tmp_path: Path) -> None:
    request = Request(URL, meta={"replayed_from": "written", "received_at": datetime(2025, 9, 7, 9, 0, tzinfo=UTC)})
    middleware(tmp_path).process_response(request, Response(URL, body=b"<p>"))
    (exchange,) = read_all(tmp_path / "exchanges.jsonl")
    assert (exchange.origin, exchange.saved_at) == ("written", datetime(2025, 9, 7, 9, 0, tzinfo=UTC))
