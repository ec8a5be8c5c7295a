"""`scrapy show`: articles to be read in a terminal, right to left."""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands.show import Command
from crawler.items import Article, Dateline
from tests.live.run import PROJECT
from tests.live.site import sentence

Show = Callable[..., str]
Make = Callable[..., Article]
RIGHT_TO_LEFT = "\u200f"


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Show:
    """What a command line prints, in a terminal of 60 columns."""
    monkeypatch.setenv("COLUMNS", "60")

    def show(*line: str) -> str:
        command = Command()
        command.settings = get_project_settings()
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        options, paths = parser.parse_known_args(line)
        command.run(paths, options)
        return capsys.readouterr().out

    return show


@pytest.fixture
def data(tmp_path: Path, make_article: Make) -> Path:
    """An output folder with five articles of five days in two parts."""
    articles = [
        make_article(day, title=f"عنوان اليوم {day}", body=f"{sentence(day, 40)}.", published_at=f"2025-09-0{day}T10:00:00+03:00")
        for day in range(1, 6)
    ]
    for name, part in (("b", articles[:3]), ("a", articles[3:])):
        write(tmp_path / f"articles/publisher=sana/date=2025-09-07/{name}.jsonl", *part)
    return tmp_path


def write(path: Path, *lines: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines))
    return str(path)


def titles(printed: str) -> list[str]:
    return re.findall(r"عنوان اليوم \d", printed)


def test_a_folder_shows_the_three_newest_first(show: Show, data: Path) -> None:
    assert titles(show(str(data))) == ["عنوان اليوم 5", "عنوان اليوم 4", "عنوان اليوم 3"]


@pytest.mark.parametrize(("count", "shown"), [("1", 1), ("4", 4), ("99", 5)])
def test_n_says_how_many(show: Show, data: Path, count: str, shown: int) -> None:
    assert len(titles(show(str(data), "-n", count))) == shown


@pytest.mark.parametrize("count", ["0", "-1"])
def test_a_count_below_1_is_wrong_usage(show: Show, data: Path, count: str) -> None:
    with pytest.raises(UsageError, match=f"-n {count}: at least 1"):
        show(str(data), "-n", count)


def test_a_file_and_several_paths(show: Show, data: Path) -> None:
    file = str(data / "articles/publisher=sana/date=2025-09-07/b.jsonl")
    assert titles(show(file)) == ["عنوان اليوم 3", "عنوان اليوم 2", "عنوان اليوم 1"]
    assert len(titles(show(file, str(data / "articles/publisher=sana/date=2025-09-07/a.jsonl"), "-n", "9"))) == 5


def test_only_articles_are_shown_of_an_output_folder(show: Show, data: Path) -> None:
    write(data / "rejected/publisher=sana/date=2025-09-07/a.jsonl", {"url": "https://sana.sy/", "reason": "section"})
    assert len(titles(show(str(data), "-n", "9"))) == 5


def test_every_line_begins_with_the_mark_and_fits_the_terminal(show: Show, data: Path) -> None:
    lines = [line for line in show(str(data)).splitlines() if line]
    assert {line[0] for line in lines} == {RIGHT_TO_LEFT}
    assert max(len(line) for line in lines) <= 60
    assert len(lines) > 3 * 5, "the text is wrapped"


def test_the_whole_text_is_there(show: Show, tmp_path: Path, make_article: Make) -> None:
    body = "الفقرة الأولى من الخبر.\n\nبيت أول\nبيت ثان"
    article = make_article(1, title="عنوان", body=body, authors=["ليلى الحسن"], section="ثقافة", dateline=Dateline(text="حمص-سانا"))
    lines = show(write(tmp_path / "x.jsonl", article)).replace(RIGHT_TO_LEFT, "").splitlines()
    assert lines[1] == "عنوان"
    assert lines[2].split(" | ") == ["حمص-سانا", "2025-09-06T20:26:33+03:00", "ثقافة", "ليلى الحسن"]
    assert [line for line in lines if line in ("الفقرة الأولى من الخبر.", "بيت أول", "بيت ثان")] == [
        "الفقرة الأولى من الخبر.",
        "بيت أول",
        "بيت ثان",
    ]


def test_an_address_is_isolated_and_whole_however_long(show: Show, tmp_path: Path, make_article: Make) -> None:
    url = "https://sana.sy/" + "culture-and-arts/" * 8
    printed = show(write(tmp_path / "x.jsonl", make_article(1, url=url)))
    assert f"{RIGHT_TO_LEFT}\u2066{url}\u2069" in printed.splitlines()


def test_control_characters_of_a_page_never_reach_the_terminal(show: Show, tmp_path: Path, make_article: Make) -> None:
    bad = "\x1b]0;عنوان\x07\x1b[2J\x9b31m\r\u202e\x08"
    article = make_article(
        1, title=f"أ{bad}ب", body=f"ج{bad}د\n\nه\tو", section=bad, authors=[bad], url=f"https://sana.sy/{bad}", dateline=Dateline(text=bad)
    )
    printed = show(write(tmp_path / "x.jsonl", article))
    kept = set(printed) - {"\n", RIGHT_TO_LEFT, "\u2066", "\u2069"}
    assert [hex(ord(character)) for character in kept if not character.isprintable()] == []


def test_no_articles_yet_is_said(show: Show, tmp_path: Path) -> None:
    assert "no articles yet" in show(str(tmp_path))
    assert "no articles yet" in show(write(tmp_path / "empty.jsonl"))


@pytest.mark.parametrize(
    "lines",
    [[{"url": "https://sana.sy/", "reason": "section"}], [["a"]], [7], ["text"], [{"title": None, "body": 5, "published_at": None}]],
    ids=["rejected", "list", "number", "text", "other types"],
)
def test_lines_that_are_no_articles_are_named(show: Show, tmp_path: Path, lines: list[Any]) -> None:
    with pytest.raises(UsageError, match=r"x\.jsonl.*(not lines of articles|is no JSON object)"):
        show(write(tmp_path / "x.jsonl", *lines))


def test_a_line_that_is_no_json_is_named_with_its_place(show: Show, tmp_path: Path, make_article: Make) -> None:
    file = Path(write(tmp_path / "x.jsonl", make_article(1)))
    size = file.stat().st_size
    file.write_bytes(file.read_bytes() + b"{torn")
    with pytest.raises(UsageError, match=rf"x\.jsonl: the line at byte {size} is not JSON"):
        show(str(file))


def test_a_missing_file_is_named(show: Show, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"No such file or directory.*none\.jsonl"):
        show(str(tmp_path / "none.jsonl"))


def test_no_path_is_wrong_usage(show: Show) -> None:
    with pytest.raises(UsageError, match=r"name a \.jsonl file or an output folder"):
        show()


def test_articles_without_a_date_come_last(show: Show, data: Path, make_article: Make) -> None:
    undated = write(data / "undated.jsonl", dataclasses.asdict(make_article(9, title="عنوان اليوم 0", published_at=None)))
    assert titles(show(str(data), undated, "-n", "9"))[-1] == "عنوان اليوم 0"


def test_the_newest_is_newest_in_every_zone(show: Show, tmp_path: Path, make_article: Make) -> None:
    early = make_article(1, title="عنوان اليوم 1", published_at="2025-09-06T12:00:00+04:00")
    late = make_article(2, title="عنوان اليوم 2", published_at="2025-09-06T10:00:00+01:00")
    assert titles(show(write(tmp_path / "x.jsonl", early, late))) == ["عنوان اليوم 2", "عنوان اليوم 1"]


def test_it_prints_arabic_whatever_the_locale(data: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "scrapy", "show", str(data)]
    environment = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=30, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(titles(done.stdout.decode("utf-8"))) == 3


def test_a_reader_that_has_gone_ends_it_quietly(data: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-W", "error", "-m", "scrapy", "show", str(data)]
    done = subprocess.run(command, cwd=PROJECT, stdout=writing, stderr=subprocess.PIPE, timeout=30)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")
