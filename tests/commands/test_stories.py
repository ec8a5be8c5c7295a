"""`scrapy stories`: who carried what, when, crediting whom."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands.stories import Command, best, last_of
from crawler.index.seal import seal
from crawler.index.tree import parts_of
from crawler.items import Article

RIGHT_TO_LEFT = "\u200f"


class Folder:
    """An output folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, *lines: dict[str, Any], folder: str = "articles", run: str = "run-1") -> Path:
        part = self.path / folder / "publisher=sana" / "date=2025-09-07" / f"{run}.jsonl"
        part.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "ab") as file:
            file.writelines(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)
        return part


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "data")


@pytest.fixture
def line(make_article: Callable[..., Article]) -> Callable[..., dict[str, Any]]:
    """An article line: of this publisher, number, hour of publication."""

    def line(publisher: str = "sana", number: int = 1, hour: int = 9, **given: Any) -> dict[str, Any]:
        id = f"{publisher}:{number}"
        fields = {"id": id, "publisher": publisher, "story": id, "published_at": f"2025-09-06T{hour:02}:00:00+03:00", "origin": publisher}
        return asdict(make_article(number, **{key: value for key, value in (fields | given).items() if key not in COPY})) | {
            key: given[key] for key in COPY if key in given
        }

    return line


COPY = ("duplicate_of", "relation", "similarity", "reason")
Make = Callable[..., dict[str, Any]]


def copy_of(id: str, relation: str = "cut", **fields: Any) -> dict[str, Any]:
    return {"story": id, "duplicate_of": id, "relation": relation, "similarity": 0.63, "reason": f"a copy of {id}"} | fields


@pytest.fixture
def stories(
    folder: Folder, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Exit code, output and messages of a command line."""
    monkeypatch.setenv("COLUMNS", "100")

    def stories(*arguments: str) -> tuple[int, str, str]:
        command = Command()
        command.settings = get_project_settings()
        command.settings.set("OUTPUT_DIR", str(folder.path))
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        options, rest = parser.parse_known_args(arguments)
        command.run(rest, options)
        out, err = capfdbinary.readouterr()
        return command.exitcode, out.decode(), err.decode()

    return stories


Stories = Callable[..., tuple[int, str, str]]


def read(result: tuple[int, str, str]) -> list[dict[str, Any]]:
    assert (result[0], result[2]) == (0, "")
    return [orjson.loads(line) for line in result[1].splitlines()]


def test_a_story_has_its_copies_in_the_order_of_their_publication(folder: Folder, line: Make, stories: Stories) -> None:
    folder.add(line("reuters", 5, 12, **copy_of("sana:1")), line("annahar", 3, 7, **copy_of("sana:1")), folder="duplicates")
    folder.add(line("sana", 1, 9), line("sana", 2, 23))
    second, first = read(stories("--json"))
    assert [first["story"], first["outlets"], second["story"]] == ["sana:1", 3, "sana:2"]
    assert [copy["id"] for copy in first["copies"]] == ["annahar:3", "sana:1", "reuters:5"]
    assert [copy["relation"] for copy in first["copies"]] == ["cut", None, "cut"]


def test_whom_a_copy_credits_and_that_ones_own_article_stand_with_it(folder: Folder, line: Make, stories: Stories) -> None:
    sources = [
        {"id": "annahar", "name": "النهار", "kind": "outlet", "role": "text", "found_in": "publisher", "text": ""},
        {"id": "sana", "name": "سانا", "kind": "agency", "role": "text", "found_in": "credit", "text": "المصدر: سانا"},
        {"id": "afp", "name": "ا ف ب", "kind": "agency", "role": "photo", "found_in": "caption", "text": "ا ف ب"},
    ]
    folder.add(line("sana", 1, 9), line("annahar", 3, 10, **copy_of("sana:1", origin="sana", sources=sources)))
    (story,) = read(stories("--json"))
    assert [(copy["origin"], copy["credits"], copy["origin_article"]) for copy in story["copies"]] == [
        ("sana", [], None),
        ("sana", ["سانا"], "sana:1"),
    ]
    _, text, _ = stories()
    (row,) = [row for row in text.splitlines() if "2025-09-06 10:00" in row]
    assert row.startswith(RIGHT_TO_LEFT)
    assert " | سانا | \u2066cut 0.63\u2069" in row


def test_a_terminal_gets_rows_that_keep_their_order_and_nothing_that_it_obeys(folder: Folder, line: Make, stories: Stories) -> None:
    folder.add(line("sana", 1, 9, title="عنوان \x1b[2J خبيث", url="https://sana.sy/\x1b]0;x\x07"))
    folder.add(line("almadina.example", 2, 11, published_precision="day", **copy_of("sana:1")), folder="duplicates")
    _, text, _ = stories()
    assert not set(text) & {"\x1b", "\x07"}
    lines = [line for line in text.splitlines() if line]
    assert all(line.startswith(RIGHT_TO_LEFT) and len(line) <= 100 for line in lines)
    assert all(line.count("\u2066") == line.count("\u2069") for line in lines)
    assert lines[1:3] == [f"{RIGHT_TO_LEFT}عنوان [2J خبيث", f"{RIGHT_TO_LEFT}\u2066sana:1: 2 articles, 2 outlets\u2069"]
    assert any("\u20662025-09-06\u2069 | \u2066almadina.example\u2069" in line for line in lines)


def test_the_newest_revision_counts_and_an_article_once(folder: Folder, line: Make, stories: Stories) -> None:
    folder.add(line("sana", 1, 9, revision=2, title="عنوان معدل"), run="run-1")
    folder.add(line("sana", 1, 9, revision=1), line("sana", 1, 9, revision=3, title="عنوان أخير"), run="run-2")
    (story,) = read(stories("--json"))
    assert [copy["title"] for copy in story["copies"]] == ["عنوان أخير"]


def test_stories_that_turned_out_to_be_one_are_read_through_their_links(folder: Folder, line: Make, stories: Stories) -> None:
    folder.add(line("sana", 1, 9), line("annahar", 2, 10), line("aljazeera", 3, 11))
    link = {"kind": "story", "url": "https://sana.sy/", "publisher": "sana", "reason": "", "crawled_at": "2025-09-07T09:00:00+00:00"}
    folder.add(link | {"id": "aljazeera:3", "to": "annahar:2"}, link | {"id": "annahar:2", "to": "sana:1"}, folder="links")
    folder.add(link | {"kind": "origin", "id": "sana:1", "to": "aljazeera:3"}, folder="links")
    (story,) = read(stories("--json"))
    assert [copy["id"] for copy in story["copies"]] == ["sana:1", "annahar:2", "aljazeera:3"]
    (article,) = read(stories("--best"))
    assert article["story"] == "sana:1"


def test_links_that_lead_in_a_circle_end() -> None:
    assert last_of({"a": "b", "b": "a"}, "a") in ("a", "b")


@pytest.mark.parametrize(
    ("since", "expected"),
    [("2025-09-06T09:30:00+03:00", ["sana:3", "sana:1"]), ("2025-09-06T20:30:00+03:00", ["sana:3"]), ("2025-09-07", [])],
)
def test_since_takes_stories_with_an_article_since_then_whole(
    folder: Folder, line: Make, stories: Stories, since: str, expected: list[str]
) -> None:
    folder.add(line("sana", 1, 8), line("sana", 2, 9), line("sana", 3, 22), line("annahar", 4, 20, **copy_of("sana:1")))
    found = read(stories("--json", "--since", since))
    assert [story["story"] for story in found] == expected
    assert all(len(story["copies"]) == 2 for story in found if story["story"] == "sana:1")


def test_since_may_be_a_time_back(folder: Folder, line: Make, stories: Stories) -> None:
    times = [(datetime.now(UTC) - timedelta(hours=hours)).isoformat() for hours in (1, 30)]
    folder.add(*(line("sana", number, published_at=None, crawled_at=time) for number, time in enumerate(times)))
    assert [story["story"] for story in read(stories("--json", "--since", "1d"))] == ["sana:0"]


# The best one


def test_the_agencys_own_article_is_the_best(line: Make) -> None:
    own = line("sana", 1, 12, body="قصير")
    assert best([line("annahar", 2, 9, body="نص أطول من نص الوكالة", origin="sana"), own]) is own


def test_who_is_credited_by_others_counts_as_an_agency_without_standing_in_a_table(line: Make) -> None:
    own = line("wakala.example", 1, 12, body="قصير")
    assert best([line("annahar", 2, 9, body="نص أطول بكثير", origin="wakala.example"), own]) is own


def test_else_the_most_complete_is_the_best_else_the_earliest(line: Make) -> None:
    earliest = line("annahar", 1, 8, body="نص من خمس كلمات هنا")
    equal = line("aljazeera", 2, 9, body="نص من خمس كلمات هنا")
    cut = line("alarab", 3, 7, body="نص من خمس كلمات هنا وأكثر منها", complete=False)
    longer = line("alquds", 4, 10, body="نص من خمس كلمات هنا وكلمتين")
    assert best([cut, earliest, equal]) is earliest
    assert best([cut, earliest, equal, longer]) is longer


def test_best_prints_whole_article_lines(folder: Folder, line: Make, stories: Stories) -> None:
    folder.add(line("annahar", 1, 9, origin="sana"))
    folder.add(line("sana", 2, 10, **copy_of("annahar:1")), folder="duplicates")
    (article,) = read(stories("--best"))
    assert list(article) == list(Article.__dataclass_fields__)
    assert (article["id"], article["story"]) == ("sana:2", "annahar:1")


# Bad input


def test_bad_lines_are_named_and_the_others_printed(folder: Folder, line: Make, stories: Stories) -> None:
    part = folder.add(line("sana", 1), {"id": "sana:2"})
    with open(part, "ab") as file:
        file.write(b"[]\n" + orjson.dumps(line("sana", 3))[:200])
    code, out, err = stories("--json")
    assert (code, len(out.splitlines())) == (3, 1)
    said = [re.sub(r"^.*: the line at byte \d+: ", "", message) for message in err.splitlines()]
    assert said == [
        "no article (id, revision, story, publisher, title, body, crawled_at)",
        "no JSON object",
        "not whole; a run is writing it, or has died",
    ]
    assert err.count(str(part)) == 3


def test_no_folder_and_wrong_usage_are_said(folder: Folder, line: Make, stories: Stories) -> None:
    with pytest.raises(UsageError, match=f"OUTPUT_DIR {folder.path}: no such folder"):
        stories()
    folder.path.mkdir()
    assert stories() == (0, "", "")
    with pytest.raises(UsageError, match="takes no arguments"):
        stories("data")
    with pytest.raises(UsageError, match="since='gestern' cannot be read"):
        stories("--since", "gestern")


def test_sealed_parts_are_read_like_others(folder: Folder, line: Make, stories: Stories, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.commands.stories.OPEN", 1)
    for number in range(1, 4):
        folder.add(line("sana", number, number), run=f"run-{number}")
        folder.add(line("annahar", number, 9, **copy_of(f"sana:{number}")), folder="duplicates", run=f"run-{number}")
    link = {"kind": "story", "url": "https://sana.sy/", "publisher": "sana", "reason": "", "crawled_at": "2025-09-07T09:00:00+00:00"}
    folder.add(link | {"id": "sana:3", "to": "sana:2"}, folder="links")
    before = stories("--json")
    for part in parts_of(folder.path)[::2]:
        seal(part)
    assert stories("--json") == before
    assert len(read(before)) == 2
