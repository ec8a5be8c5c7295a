"""`scrapy dedupe`: copies in JSON Lines that somebody has already."""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands.dedupe import Command, Verdict, printed
from crawler.commands.jsonl import Line
from crawler.extensions.progress import ERASE
from crawler.index import database
from crawler.index.database import Connection
from tests.index.news import BODY, OTHER_BODY, OTHER_TITLE, PARAGRAPHS, TITLE, rates, weather
from tests.live.run import PROJECT
from tests.live.site import sentence

KEYS = list(Verdict._fields)
SCRAPY = [sys.executable, "-m", "scrapy", "dedupe"]
FIRST = {"id": 7, "url": "https://sana.sy/locals/7/", "title": TITLE, "body": BODY, "published_at": "2025-09-06T10:00:00+03:00"}
CUT = {"url": "https://www.almadina.example/9", "title": TITLE, "body": "\n\n".join(PARAGRAPHS[:4]), "published_at": "2025-09-06"}
OTHER = {"title": OTHER_TITLE, "body": OTHER_BODY}


class Result:
    """What a command line gave."""

    def __init__(self, exit_code: int, out: bytes, err: str) -> None:
        self.exit_code = exit_code
        self.out = out
        self.messages = err.splitlines()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.out.splitlines()]

    def each(self, key: str) -> list[Any]:
        return [line[key] for line in self.lines]


Dedupe = Callable[..., Result]
Save = Callable[..., str]


@pytest.fixture
def dedupe(capfdbinary: pytest.CaptureFixture[bytes]) -> Dedupe:
    def dedupe(*line: str) -> Result:
        command = Command()
        command.settings = get_project_settings()
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        options, files = parser.parse_known_args(line)
        command.run(files, options)
        out, err = capfdbinary.readouterr()
        return Result(command.exitcode, out, err.decode())

    return dedupe


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Save lines in a file; its path."""

    def save(name: str, *lines: object) -> str:
        path = tmp_path / name
        path.write_bytes(b"".join(line if isinstance(line, bytes) else orjson.dumps(line) + b"\n" for line in lines))
        return str(path)

    return save


# What is decided


def test_a_copy_is_told_apart_and_says_of_what_and_why(dedupe: Dedupe, save: Save) -> None:
    result = dedupe(save("a.jsonl", FIRST, OTHER, CUT))
    first, other, cut = result.lines
    assert list(first) == [*FIRST, *KEYS]
    assert (first["story"], [first[key] for key in KEYS[1:]]) == ("7", [None] * 4)
    assert (cut["story"], cut["duplicate_of"], cut["relation"]) == ("7", "7", "cut")
    assert 0.4 < cut["similarity"] < 0.9
    assert cut["reason"].startswith("a copy of 7: ")
    assert other["duplicate_of"] is None
    assert (result.exit_code, result.messages) == (0, ["3 articles, 1 copies, 2 stories"])


def test_an_article_is_called_by_its_id_else_its_url_else_its_place(dedupe: Dedupe, save: Save) -> None:
    file = save(
        "a.jsonl", b"\n", OTHER, CUT, FIRST | {"id": "", "body": weather("السبت", 31, 38, 20)}, FIRST | {"body": rates("110", "121")}
    )
    assert dedupe(file).each("story") == [f"{file}:2", CUT["url"], FIRST["url"], "7"]


def test_the_order_of_files_and_lines_says_which_was_first(dedupe: Dedupe, save: Save) -> None:
    one, two = save("one.jsonl", CUT), save("two.jsonl", FIRST)
    assert dedupe(one, two).each("duplicate_of") == [None, CUT["url"]]
    assert dedupe(two, one).each("duplicate_of") == [None, "7"]


def test_drop_prints_only_what_is_no_copy(dedupe: Dedupe, save: Save) -> None:
    result = dedupe("--drop", save("a.jsonl", FIRST, CUT, OTHER, FIRST))
    assert result.each("title") == [TITLE, OTHER_TITLE]
    assert result.messages == ["4 articles, 2 copies, 2 stories"]


def test_daily_reports_stay_apart(dedupe: Dedupe, save: Save) -> None:
    days = [("السبت", "2025-09-06"), ("الأحد", "2025-09-07"), ("الاثنين", "2025-09-08")]
    reports = [
        {"title": "حالة الطقس", "body": weather(day, 30 + n, 37 + n, 20 + n), "published_at": date} for n, (day, date) in enumerate(days)
    ]
    assert dedupe(save("a.jsonl", *reports)).each("duplicate_of") == [None] * 3


def test_the_host_stands_in_for_a_publisher_that_is_not_given(dedupe: Dedupe, save: Save) -> None:
    same = dedupe(save("a.jsonl", FIRST, CUT | {"url": "https://www.sana.sy/9", "publisher": "unknown"})).lines[1]
    assert "of the same outlet" in same["reason"]
    other = dedupe(save("b.jsonl", FIRST, CUT)).lines[1]
    assert "of another outlet" in other["reason"]
    named = dedupe(save("c.jsonl", FIRST | {"publisher": "a"}, CUT | {"publisher": "a"})).lines[1]
    assert "of the same outlet" in named["reason"]
    unknown = dedupe(save("d.jsonl", FIRST | {"publisher": None, "url": None}, CUT)).lines[1]
    assert "of an unknown outlet" in unknown["reason"]


def test_a_name_that_comes_again_with_another_text_is_another_article(dedupe: Dedupe, save: Save) -> None:
    file = save("a.jsonl", FIRST, FIRST | {"title": OTHER_TITLE, "body": OTHER_BODY}, FIRST | {"title": TITLE + "!"})
    assert dedupe(file).each("story") == ["7", f"{file}:2", "7"]
    assert dedupe(file).each("duplicate_of") == [None, None, "7"]


def test_a_revision_of_a_khabar_article_belongs_to_its_story_and_is_no_copy(dedupe: Dedupe, save: Save) -> None:
    changed = FIRST | {"revision": 2, "body": f"{BODY}\n\nوحضر الافتتاح محافظ حماة."}
    result = dedupe("--drop", save("a.jsonl", FIRST | {"revision": 1}, changed, changed))
    assert [(line["story"], line["revision"]) for line in result.lines] == [("7", 1), ("7", 2)]
    assert result.messages == ["3 articles, 1 copies, 1 stories"]


def test_a_story_that_turns_out_to_be_part_of_another_is_named(dedupe: Dedupe, save: Save) -> None:
    flash = {"id": "b", "revision": 1, "title": TITLE, "body": "افتتحت وزارة الموارد المائية محطة جديدة لتنقية مياه الشرب."}
    file = save("a.jsonl", FIRST, flash, flash | {"revision": 2, "body": BODY}, CUT | {"id": "c"})
    result = dedupe(file)
    assert result.each("story") == ["7", "b", "7", "7"]
    assert result.messages == [f"{file}:3: story b is part of 7: revision 2 of b is a copy of 7", "4 articles, 1 copies, 1 stories"]
    assert result.exit_code == 0


def test_the_same_text_is_a_copy_even_of_a_flash_and_without_a_body(dedupe: Dedupe, save: Save) -> None:
    flash = {"title": "عاجل: زلزال يضرب الساحل", "body": ""}
    result = dedupe(save("a.jsonl", flash, {"title": None, "body": "عاجل: زلزال يضرب الساحل"}, {"title": "عاجل: زلزال يضرب الجبل"}))
    assert result.each("relation") == [None, "same", None]
    assert result.exit_code == 0


# What is printed


def test_other_keys_stay_to_the_byte(dedupe: Dedupe, save: Save) -> None:
    raw = b'{"score": 1e3, "n": 123456789012345678901234567890,\t"body":"\\u0645\\u0637\\u0631 \xd9\x85" , "title": "x" } \r\n'
    result = dedupe(save("a.jsonl", raw))
    assert result.out.startswith(raw.rstrip().removesuffix(b"}").rstrip() + b',"story":')
    assert result.out.endswith(b'"reason":null}\n')


def test_what_a_line_said_before_is_decided_anew(dedupe: Dedupe, save: Save) -> None:
    file = save("a.jsonl", {"reason": "weil", "story": "x", "title": "عنوان", "body": BODY, "tags": ["ماء"]})
    (line,) = dedupe(file).lines
    assert list(line) == ["reason", "story", "title", "body", "tags", "duplicate_of", "relation", "similarity"]
    assert (line["reason"], line["story"], line["tags"]) == (None, f"{file}:1", ["ماء"])


def test_what_was_printed_gives_the_same_again(dedupe: Dedupe, save: Save) -> None:
    once = dedupe(save("a.jsonl", FIRST, CUT, OTHER | {"id": "b"}))
    assert dedupe(save("b.jsonl", once.out)).lines == once.lines


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(), st.lists, max_leaves=5
)


@given(st.dictionaries(st.text(), values, max_size=6), st.booleans(), st.sampled_from([b"\n", b"", b" \r\n"]))
def test_any_object_gets_the_verdict_and_loses_nothing(fields: dict[str, Any], escaped: bool, end: bytes) -> None:
    raw = json.dumps(fields, ensure_ascii=escaped).encode("utf-8", "replace") + end
    verdict = Verdict("s", "d", "same", 1.0, "r")
    given = json.loads(raw)
    assert json.loads(printed(Line("f", 1, raw), given, verdict)) == given | verdict._asdict()


# Compressed files, streams


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.jsonl"])
def test_compressed_files_are_written_and_read(dedupe: Dedupe, save: Save, tmp_path: Path, name: str) -> None:
    plain = dedupe(save("plain.jsonl", FIRST, CUT, OTHER | {"id": "b"}))
    path = str(tmp_path / name)
    assert dedupe(save("plain.jsonl", FIRST, CUT, OTHER | {"id": "b"}), "-o", path).out == b""
    written = Path(path).read_bytes()
    unpacked = {"gz": gzip.decompress, "zst": zstd.decompress}.get(name.rpartition(".")[2], bytes)(written)
    assert unpacked == plain.out
    assert dedupe(path).lines == plain.lines


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_content_counts_not_the_name_and_parts_may_follow_each_other(dedupe: Dedupe, save: Save, pack: Callable[[bytes], bytes]) -> None:
    file = save("a.jsonl", *(pack(orjson.dumps(line) + b"\n") for line in (FIRST, OTHER)))
    assert dedupe(file).each("title") == [TITLE, OTHER_TITLE]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress])
def test_a_dash_is_standard_input(save: Save, pack: Callable[[bytes], bytes]) -> None:
    given = pack(orjson.dumps(FIRST) + b"\n" + orjson.dumps(OTHER))
    done = subprocess.run([*SCRAPY, "-", save("b.jsonl", CUT)], cwd=PROJECT, input=given, capture_output=True, timeout=30, check=True)
    assert [orjson.loads(line)["story"] for line in done.stdout.splitlines()] == ["7", "-:2", "7"]


def test_lines_come_out_while_more_are_awaited() -> None:
    process = subprocess.Popen([*SCRAPY, "-"], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(orjson.dumps(FIRST) + b"\n")
    process.stdin.flush()
    assert orjson.loads(process.stdout.readline())["story"] == "7"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"Interrupted: the output is incomplete.\n")


def test_the_index_leaves_nothing_behind(dedupe: Dedupe, save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert dedupe(save("a.jsonl", FIRST, CUT)).exit_code == 0
    assert list(folder.iterdir()) == []


# Bad input


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"title": "x", "body"', "no JSON (unexpected end of data, character 23); left out"),
        (b"<html>", "no JSON (unexpected character, expected a JSON value, character 1); left out"),
        (b'["title", "body"]', "no JSON object, but an array: write each of its elements on a line; left out"),
        (b"17", "no JSON object; left out"),
        (b'{"title": "\xe3\xe8"}', "not UTF-8 (byte 12); left out"),
        ('{"title": "خبر"}'.encode("utf-16"), "not UTF-8 (byte 1); left out"),
    ],
)
def test_a_line_that_is_no_object_is_named_and_left_out(dedupe: Dedupe, save: Save, raw: bytes, message: str) -> None:
    file = save("a.jsonl", FIRST, raw.replace(b"\n", b"") + b"\n", OTHER)
    result = dedupe(file)
    assert result.each("title") == [TITLE, OTHER_TITLE]
    assert result.messages == [f"{file}:2: {message}", "2 articles, 0 copies, 2 stories; 1 bad lines"]
    assert result.exit_code == 3


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"headline": "x", "text": "y"}, "no title and no body"),
        ({}, "no title and no body"),
        ({"title": "!"}, "no body"),
        ({"title": "", "body": " .\n"}, "title and body have no words"),
        ({"title": "عنوان", "body": ["فقرة"]}, "body is no text"),
        ({"title": 5, "body": BODY}, "title is no text"),
    ],
)
def test_an_object_without_text_is_printed_and_says_that_it_was_not_compared(dedupe: Dedupe, save: Save, fields: object, why: str) -> None:
    file = save("a.jsonl", fields, fields)
    result = dedupe("--drop", file)
    assert [line["reason"] for line in result.lines] == [f"not compared: {why}"] * 2
    assert [(line["story"], line["duplicate_of"]) for line in result.lines] == [(f"{file}:1", None), (f"{file}:2", None)]
    assert result.messages == [
        f"{file}:1: {why}; not compared",
        f"{file}:2: {why}; not compared",
        "0 articles, 0 copies, 0 stories; 2 bad lines",
    ]
    assert result.exit_code == 3


def test_many_bad_lines_are_counted(dedupe: Dedupe, save: Save) -> None:
    result = dedupe(save("a.jsonl", *[b"x\n"] * 25))
    assert result.messages[20:] == ["and 5 more bad lines", "0 articles, 0 copies, 0 stories; 25 bad lines"]


def test_a_date_in_another_form_is_not_used_and_that_is_said(dedupe: Dedupe, save: Save) -> None:
    result = dedupe(save("a.jsonl", FIRST | {"published_at": "6 أيلول 2025"}, OTHER | {"published_at": 1757142000}, CUT))
    assert result.messages[0] == "2 lines have a published_at that is not ISO 8601; it was not used"
    assert (result.each("duplicate_of"), result.exit_code) == ([None, None, "7"], 0)


@pytest.mark.parametrize("content", [b"", b"\n\n", gzip.compress(b""), b"\xef\xbb\xbf"])
def test_empty_files_give_nothing(dedupe: Dedupe, save: Save, content: bytes) -> None:
    result = dedupe(save("a.jsonl", content))
    assert (result.out, result.exit_code, result.messages) == (b"", 0, ["0 articles, 0 copies, 0 stories"])


def test_a_byte_order_mark_is_no_part_of_the_first_line(dedupe: Dedupe, save: Save) -> None:
    assert dedupe(save("a.jsonl", b"\xef\xbb\xbf", FIRST)).out.startswith(b'{"id":7')


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_file_that_breaks_off_gives_its_lines_and_the_next_file_is_read(
    dedupe: Dedupe, save: Save, pack: Callable[[bytes], bytes]
) -> None:
    many = [{"id": str(number), "title": TITLE, "body": os.urandom(2000).hex()} for number in range(200)]
    whole = pack(b"".join(orjson.dumps(line) + b"\n" for line in many))
    file = save("torn.jsonl.gz", whole[: len(whole) * 3 // 4])
    result = dedupe(file, save("b.jsonl", OTHER | {"id": "next"}))
    stories = result.each("story")
    assert stories[:-1] == [str(number) for number in range(len(stories) - 1)]
    assert 50 < len(stories) <= 151
    assert stories[-1] == "next"
    assert result.messages[0].startswith(f"{file}: cannot be read behind line {len(stories) - 1} (Compressed file ended")
    assert result.exit_code == 3


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ([], "at least one FILE"),
        (["/nowhere/a.jsonl"], "/nowhere/a.jsonl: No such file or directory"),
        (["."], "Is a directory"),
        (["--dorp", "a.jsonl"], "no such option: --dorp"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_read(dedupe: Dedupe, line: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        dedupe(*line)


def test_a_file_is_not_written_over_while_it_is_read(dedupe: Dedupe, save: Save, tmp_path: Path) -> None:
    file = save("a.jsonl", FIRST)
    with pytest.raises(UsageError, match="among the files that are read"):
        dedupe(file, "-o", f"{tmp_path}/./a.jsonl")
    assert orjson.loads(Path(file).read_bytes()) == FIRST


# Output that fails


def test_an_output_that_cannot_be_written_is_said(dedupe: Dedupe, save: Save) -> None:
    result = dedupe(save("a.jsonl", FIRST), "-o", "/nowhere/out.jsonl")
    assert (result.exit_code, result.messages) == (5, ["/nowhere/out.jsonl could not be written: No such file or directory"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("options", [[], ["-o", "/dev/full"]])
def test_a_full_disk_is_said(save: Save, options: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        command = [*SCRAPY, save("a.jsonl", FIRST), *options]
        done = subprocess.run(command, cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, timeout=30)
    assert done.returncode == 5
    assert done.stderr.endswith(b" could not be written: No space left on device\n")


def test_a_reader_that_has_gone_ends_it_quietly(save: Save) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*SCRAPY, save("a.jsonl", FIRST)], cwd=PROJECT, stdout=writing, stderr=subprocess.PIPE, timeout=30)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_no_room_for_the_index_is_said(dedupe: Dedupe, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = database.connect
    monkeypatch.setattr("crawler.commands.dedupe.connect", lambda path: limited(connect(path)))
    result = dedupe(save("a.jsonl", *({"title": "عنوان", "body": sentence(number, 60)} for number in range(100))))
    assert result.exit_code == 5
    folder = tempfile.gettempdir()
    assert result.messages == [f"The index of this run in {folder} failed: database or disk is full. TMPDIR names another folder."]


def limited(connection: Connection) -> Connection:
    """An index that has no room."""
    connection.execute("PRAGMA max_page_count = 1")
    return connection


# Progress


def test_a_terminal_shows_how_far_it_is_and_keeps_nothing_of_it(save: Save, tmp_path: Path) -> None:
    file = save("a.jsonl", FIRST, CUT, OTHER)
    master, slave = pty.openpty()
    with open(tmp_path / "out", "wb") as out:
        done = subprocess.Popen([*SCRAPY, file], cwd=PROJECT, stdout=out, stderr=slave)
    os.close(slave)
    seen = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while piece := os.read(master, 65536):
            seen += piece
    os.close(master)
    assert done.wait(30) == 0
    assert seen.startswith(f"{ERASE}[{' ' * 20}] 0 % of 0 MB, 0 lines".encode())
    assert seen.endswith(f"{ERASE}3 articles, 1 copies, 2 stories\r\n".encode())
    assert len((tmp_path / "out").read_bytes().splitlines()) == 3
