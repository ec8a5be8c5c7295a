from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from crawler.archive.exchanges import Recording, RecordingError

LINE = {
    "url": "https://sana.sy/locals/1/",
    "status": 200,
    "headers": {"Content-Type": "text/html"},
    "file": None,
    "saved_at": "2025-09-07T09:00:00+00:00",
    "origin": "written",
}


def folder(tmp_path: Path, *lines: object) -> Path:
    (tmp_path / "exchanges.jsonl").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return tmp_path


def test_answers_come_in_order_and_the_last_one_stays(tmp_path: Path) -> None:
    recording = Recording.load(folder(tmp_path, LINE | {"status": 503}, LINE))
    answers = [recording.answer(LINE["url"]) for _ in range(3)]
    assert [answer.status for answer in answers if answer] == [503, 200, 200]


def test_a_visit_sees_the_newest_answers_up_to_it(tmp_path: Path) -> None:
    path = folder(
        tmp_path, LINE, LINE | {"visit": 2, "status": 404, "saved_at": "2025-09-08T09:00:00+00:00"}, LINE | {"url": "https://sana.sy/"}
    )
    first, second = Recording.load(path, 1), Recording.load(path, 2)
    assert first.answer(LINE["url"]).status == 200
    assert second.answer(LINE["url"]).status == 404
    assert second.answer("https://sana.sy/").status == 200
    assert (first.newest.day, second.newest.day) == (7, 8)


def test_an_unrecorded_url_has_no_answer(tmp_path: Path) -> None:
    assert Recording.load(folder(tmp_path, LINE)).answer("https://sana.sy/locals/2/") is None


def test_arabic_urls_and_fragments_are_found_as_requests_spell_them(tmp_path: Path) -> None:
    recording = Recording.load(folder(tmp_path, LINE | {"url": "https://sana.sy/tag/دمشق/"}))
    assert recording.answer("https://sana.sy/tag/%D8%AF%D9%85%D8%B4%D9%82/#top") is not None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({**LINE, "status": "ok"}, "line 1: .*ok"),
        ({name: value for name, value in LINE.items() if name != "headers"}, "line 1: the field 'headers' is missing"),
        ({**LINE, "saved_at": "yesterday"}, "line 1: .*yesterday"),
        ([1], "line 1"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(RecordingError, match=rf"exchanges\.jsonl, {message}"):
        Recording.load(folder(tmp_path, line))


def test_a_missing_folder_and_a_visit_before_the_first_are_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no recording there"):
        Recording.load(tmp_path / "nowhere")
    with pytest.raises(RecordingError, match="no exchange of visit 1"):
        Recording.load(folder(tmp_path, LINE | {"visit": 2}))
