from __future__ import annotations

import asyncio
from pathlib import Path

import orjson
import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.archive.exchanges import Recording
from crawler.archive.replay import HANDLER, NotInRecording, ReplayAddon, ReplayHandler
from crawler.index.errors import RunRefused

URL = "https://sana.sy/locals/1/"
HEADERS = {"Content-Type": "text/html; charset=UTF-8", "ETag": '"a"', "Last-Modified": "Sun, 07 Sep 2025 08:00:00 GMT"}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    line = {
        "url": URL,
        "status": 200,
        "headers": HEADERS,
        "file": "page.html",
        "saved_at": "2025-09-07T09:00:00+00:00",
        "origin": "written",
    }
    (tmp_path / "exchanges.jsonl").write_bytes(orjson.dumps(line))
    (tmp_path / "page.html").write_text("<p>خبر</p>", encoding="utf-8")
    return tmp_path


def ask(recording: Path, request: Request) -> object:
    return asyncio.run(ReplayHandler(Recording.load(recording)).download_request(request))


def test_the_answer_is_as_it_was_saved(recording: Path) -> None:
    request = Request(URL)
    response = ask(recording, request)
    assert (response.status, response.text, response.headers["ETag"]) == (200, "<p>خبر</p>", b'"a"')
    assert request.meta["received_at"].isoformat() == "2025-09-07T09:00:00+00:00"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": '"a"'}, 304),
        ({"If-None-Match": '"b"'}, 200),
        ({"If-Modified-Since": HEADERS["Last-Modified"]}, 304),
        ({"If-None-Match": '"b"', "If-Modified-Since": HEADERS["Last-Modified"]}, 200),
    ],
)
def test_conditional_requests_are_answered_as_a_server_would(recording: Path, headers: dict[str, str], status: int) -> None:
    assert ask(recording, Request(URL, headers=headers)).status == status


def test_an_unrecorded_request_says_so(recording: Path) -> None:
    with pytest.raises(NotInRecording, match=r"not in the recording: GET https://sana\.sy/locals/2/"):
        ask(recording, Request("https://sana.sy/locals/2/"))


def test_an_unrecorded_spelling_of_a_recorded_address_is_told(recording: Path) -> None:
    with pytest.raises(NotInRecording, match=r"GET https://www\.sana\.sy/locals/1; it has https://sana\.sy/locals/1/, to which"):
        ask(recording, Request("https://www.sana.sy/locals/1"))


def test_pages_that_are_asked_for_are_kept_beside_those_that_the_recording_offers(recording: Path) -> None:
    settings = Settings({"REPLAY": str(recording), "REPLAY_VISIT": 1, "PAGES": '["https://sana.sy/locals/1/"]'})
    ReplayAddon().update_settings(settings)
    assert settings["PAGES"] == [URL]


def test_the_add_on_swaps_the_network_and_stops_the_clock(recording: Path) -> None:
    settings = Settings({"REPLAY": str(recording), "REPLAY_VISIT": 1, "DOWNLOAD_DELAY": 5})
    ReplayAddon().update_settings(settings)
    assert settings["DOWNLOAD_HANDLERS"]["https"] == HANDLER
    assert settings["DOWNLOAD_DELAY"] == 0
    assert settings["RUN_NOW"] == "2025-09-07T09:00:00+00:00"


def test_the_site_is_what_was_recorded_and_its_pages_may_be_offered(recording: Path) -> None:
    settings = Settings({"REPLAY": str(recording), "REPLAY_VISIT": 1})
    ReplayAddon().update_settings(settings)
    assert (settings["PAGES"], settings["PAGES_KNOWN"]) == ([], {URL})
    line = orjson.loads((recording / "exchanges.jsonl").read_bytes())
    (recording / "exchanges.jsonl").write_bytes(orjson.dumps(line | {"offered": True}))
    ReplayAddon().update_settings(settings)
    assert settings["PAGES"] == [URL]


def test_without_a_recording_nothing_is_touched() -> None:
    settings = Settings({"REPLAY": "", "DOWNLOAD_DELAY": 5})
    ReplayAddon().update_settings(settings)
    assert (settings["DOWNLOAD_DELAY"], settings["DOWNLOAD_HANDLERS"]) == (5, Settings()["DOWNLOAD_HANDLERS"])


def test_a_missing_recording_refuses_the_run_and_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(RunRefused, match=r"REPLAY=.*no recording there") as refusal:
        ReplayAddon().update_settings(Settings({"REPLAY": str(tmp_path / "none"), "REPLAY_VISIT": 1}))
    assert refusal.value.exit_code == 1
