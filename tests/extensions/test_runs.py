from __future__ import annotations

import doctest
import logging
import statistics
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crawler.extensions.runs
from crawler.extensions import runs
from crawler.extensions.runs import FIELDS, LONGEST, Tally, median, past_runs, path_of, read, write
from crawler.items import Article, Image
from tests.extensions.history import NOON, make_run

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
RUN = "20261124T120000-sana-ffffff"


def name_of(hours_ago: float, publisher: str = "sana") -> str:
    return f"{NOON - timedelta(hours=hours_ago):%Y%m%dT%H%M%S}-{publisher}-00aa11"


def leave(output: Path, *names: str) -> None:
    for name in names:
        write(output, replace(make_run(), run=name))


def found(output: Path, publisher: str = "sana", *, most: int = 100, since: datetime = LONG_AGO) -> list[str]:
    return [past.run for past in past_runs(output, RUN, publisher, most=most, since=since)]


def test_a_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    run = make_run(articles=3, arguments={"since": "2d"}, health=["لا شيء"], exit_code=3)
    write(tmp_path, run)
    assert read(path_of(tmp_path, run.run)) == run
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [f"{run.run}.json"], "nothing unfinished is left"


def test_of_a_disk_that_is_full_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: object, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runs, "write_all", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path, make_run())
    assert list((tmp_path / "runs").iterdir()) == []


def test_the_newest_runs_of_the_publisher_are_found_newest_first(tmp_path: Path) -> None:
    leave(tmp_path, *map(name_of, (5, 1, 3, 400, 2, -1)), name_of(1, "wafa"), name_of(1, "sana-en"))
    (tmp_path / "runs" / ".20261124T110000-sana-00aa11.json.tmp").write_text("{")
    (tmp_path / "runs" / "notes.txt").write_text("seen")
    assert found(tmp_path) == [name_of(hours) for hours in (1, 2, 3, 5, 400)]
    assert found(tmp_path, most=2) == [name_of(1), name_of(2)]
    assert found(tmp_path, since=NOON - timedelta(days=7)) == [name_of(hours) for hours in (1, 2, 3, 5)]
    assert found(tmp_path, "sana-en") == [name_of(1, "sana-en")]
    assert found(tmp_path, "sa") == []


def test_files_that_are_not_wanted_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(tmp_path, *map(name_of, range(1, 9)), name_of(1, "wafa"))
    opened: list[str] = []

    def noted(path: Path) -> runs.RunFile:
        opened.append(path.stem)
        return read(path)

    monkeypatch.setattr(runs, "read", noted)
    assert found(tmp_path, most=3) == opened == [name_of(1), name_of(2), name_of(3)]


def test_without_a_folder_there_is_no_past(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda line: b"", "JSON|empty"),
        (lambda line: orjson.dumps(line)[:-10], "unexpected end of data"),
        (lambda line: b"[1, 2]", "it is no JSON object"),
        (lambda line: orjson.dumps({key: value for key, value in line.items() if key != "counts"}), "counts: None is no dict"),
        (lambda line: orjson.dumps(line | {"counts": {"fetched": "many"}}), "counts: .* is no dict"),
        (lambda line: orjson.dumps(line | {"articles": None}), "articles: None is no int"),
        (lambda line: orjson.dumps(line | {"paragraphs": {"few": 3}}), "paragraphs: its keys are no numbers"),
        (lambda line: orjson.dumps(line | {"now": "yesterday"}), "yesterday"),
        (lambda line: orjson.dumps(line | {"now": "2026-11-24T12:00:00"}), "now: .* has no offset"),
    ],
)
def test_a_file_that_cannot_be_read_is_passed_over_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, change: Callable[[dict[str, object]], bytes], words: str
) -> None:
    leave(tmp_path, name_of(1), name_of(2))
    broken = path_of(tmp_path, name_of(1))
    broken.write_bytes(change(asdict(make_run())))
    with caplog.at_level(logging.WARNING):
        assert found(tmp_path) == [name_of(2)]
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith(f"{broken}: cannot be read (")
    with pytest.raises(ValueError, match=words):
        read(broken)


def test_keys_of_a_newer_khabar_are_no_fault(tmp_path: Path) -> None:
    leave(tmp_path, name_of(1))
    path = path_of(tmp_path, name_of(1))
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | {"something": 1}))
    assert found(tmp_path) == [name_of(1)]


# Counting articles


def test_what_articles_have_is_counted(make_article: Callable[..., Article]) -> None:
    tally = Tally()
    tally.add(make_article(1, extraction={"body": "layout:foxiz"}, authors=["نادر الحمدو"]))
    tally.add(make_article(2, body="خبر.\n\nثان.\n\nثالث.", images=[Image(url="https://sana.sy/1.jpg")], extraction={"body": "generic"}))
    tally.add(make_article(3, kind="flash", body="", structure=[]))
    assert tally.articles == 3
    assert {name: tally.fields[name] for name in ("title", "body", "published_at", "authors", "images", "section")} == {
        "title": 3,
        "body": 2,
        "published_at": 3,
        "authors": 1,
        "images": 1,
        "section": 0,
    }
    assert tally.body_from == {"layout:foxiz": 1, "generic": 1, "none": 1}
    assert tally.paragraphs == {0: 1, 1: 1, 3: 1}
    assert set(tally.fields) <= set(FIELDS)


def test_articles_inside_another_page_are_not_counted(make_article: Callable[..., Article]) -> None:
    tally = Tally()
    tally.add(make_article(2, part_of="sana:1"))
    assert tally == Tally()


def test_long_articles_take_no_counter_each(make_article: Callable[..., Article]) -> None:
    tally = Tally()
    for number in (LONGEST - 1, LONGEST, LONGEST + 1, 5000):
        tally.add(make_article(number, structure=["p"] * number))
    assert tally.paragraphs == {LONGEST - 1: 1, LONGEST: 3}


def test_the_newest_is_the_latest_moment_and_never_in_the_future(make_article: Callable[..., Article]) -> None:
    tally = Tally()
    tally.add(make_article(1, published_at=None))
    assert tally.newest is None
    tally.add(make_article(2, published_at="2025-09-06T22:00:00+03:00"))
    tally.add(make_article(3, published_at="2025-09-06T20:30:00+00:00"))
    tally.add(make_article(4, published_at="2025-09-06T23:00:00+03:00"))
    assert tally.newest == datetime(2025, 9, 6, 20, 30, tzinfo=UTC)
    tally.add(make_article(5, published_at="2035-01-01T00:00:00+03:00", crawled_at="2025-09-07T09:00:00+00:00"))
    assert tally.newest == datetime(2025, 9, 7, 9, tzinfo=UTC)


@given(st.lists(st.integers(0, LONGEST)))
def test_the_median_of_a_histogram_is_that_of_its_numbers(numbers: list[int]) -> None:
    histogram = {str(number): numbers.count(number) for number in numbers}
    assert median(histogram) == (statistics.median(numbers) if numbers else None)


def test_the_examples_hold() -> None:
    assert doctest.testmod(crawler.extensions.runs) == (0, 1)
