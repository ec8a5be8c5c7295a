"""`scrapy extract`: saved pages in, article lines out."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands.extract import Command
from crawler.commands.workers import AHEAD
from crawler.extensions.progress import ERASE
from crawler.items import Article
from tests.live.run import PROJECT
from tests.live.site import Site, sentence

SANA = Site("https://sana.sy")
TOWN = Site("https://almadina.example")
Extract = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def extract(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Extract:
    """The lines that a command line gives."""
    monkeypatch.chdir(PROJECT)

    def extract(*line: str) -> list[dict[str, Any]]:
        command = Command()
        command.settings = get_project_settings()
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        options, files = parser.parse_known_args(line)
        command.run(files, options)
        return [orjson.loads(line) for line in capfdbinary.readouterr().out.splitlines()]

    return extract


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Save a page; its path."""

    def save(name: str, page: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(page if isinstance(page, bytes) else page.encode())
        return str(path)

    return save


Save = Callable[[str, str | bytes], str]


def test_one_line_comes_out_for_each_file_in_order(extract: Extract, saved: Save, tmp_path: Path) -> None:
    files = [saved("3.html", SANA.page(3)), saved("empty.html", b""), str(tmp_path), str(tmp_path / "none"), saved("1.html", SANA.page(1))]
    lines = extract(*files)
    assert [line.get("id") or line["rejected"] for line in lines] == ["sana:3", "empty", "unreadable", "unreadable", "sana:1"]
    assert [line["file"] for line in lines[1:4]] == files[1:4]


def test_an_article_line_has_every_key_in_order(extract: Extract, saved: Save) -> None:
    (line,) = extract(saved("7.html", SANA.page(7)), "--url", "https://sana.sy/locals/7/")
    assert list(line) == list(Article.__dataclass_fields__)
    assert (line["id"], line["url"], line["title"]) == ("sana:7", "https://sana.sy/locals/7/", sentence(7))
    assert line["extraction"]["body"] == "layout:foxiz"


def test_a_page_without_an_article_gives_its_reason(extract: Extract, saved: Save) -> None:
    file = saved("section.html", "<html><body class='home'><p>أهلاً</p></body></html>")
    (line,) = extract(file, "--url", "https://sana.sy/locals/")
    assert list(line) == ["rejected", "detail", "url", "file"]
    assert (line["rejected"], line["url"], line["file"]) == ("section", "https://sana.sy/locals/", file)


@pytest.mark.parametrize(
    ("page", "reason", "words"),
    [
        (b"", "empty", "no bytes"),
        (b" \n", "empty", "no bytes"),
        (b"%PDF-1.7", "not_html", "%PDF"),
        (b"\x00\x01\x02", "not_html", "no HTML"),
        (SANA.page(7)[:400], "no_body", ""),
    ],
    ids=["0 bytes", "blank", "PDF", "binary", "cut short"],
)
def test_bad_files_are_lines_too(extract: Extract, saved: Save, page: str | bytes, reason: str, words: str) -> None:
    (line,) = extract(saved("bad.html", page), "--url", "https://sana.sy/locals/7/")
    assert line["rejected"] == reason, line
    assert words in line["detail"]


def test_a_file_that_is_missing_or_a_folder_says_so(extract: Extract, tmp_path: Path) -> None:
    missing, folder = extract(str(tmp_path / "none.html"), str(tmp_path))
    assert missing["detail"] == f"{tmp_path}/none.html: No such file or directory"
    assert folder["detail"] == f"{tmp_path}: Is a directory"


def test_the_canonical_link_stands_in_for_a_url(extract: Extract, saved: Save) -> None:
    (line,) = extract(saved("7.html", SANA.page(7)))
    assert (line["publisher"], line["id"]) == ("sana", "sana:7")


def test_a_url_that_was_given_counts_before_a_canonical_link_to_elsewhere(extract: Extract, saved: Save) -> None:
    (line,) = extract(saved("7.html", TOWN.page(7)), "--url", "https://sana.sy/locals/9/")
    assert (line["id"], line["url"]) == ("sana:9", "https://sana.sy/locals/9/")


@pytest.mark.parametrize("url", ["", "nonsense", "http://[x", "file:///etc/passwd"])
def test_without_a_usable_url_the_line_says_so(extract: Extract, saved: Save, url: str) -> None:
    page = SANA.page(7).replace('rel="canonical"', 'rel="none"')
    (line,) = extract(saved("7.html", page), *(["--url", url] if url else []))
    assert line["rejected"] == "no_url"
    assert "url" in line["detail"]
    assert (url or "--url") in line["detail"]


@pytest.mark.parametrize(
    "url", ["https://sana.sy/locals/7/", "http://www.sana.sy/locals/7", "https://sana-syria.org/locals/7/?utm_source=x"]
)
def test_the_host_finds_the_publisher(extract: Extract, saved: Save, url: str) -> None:
    (line,) = extract(saved("7.html", SANA.page(7).replace('rel="canonical"', 'rel="none"')), "--url", url)
    assert (line["publisher"], line["id"]) == ("sana", "sana:7")


def test_an_unknown_host_is_read_all_the_same(extract: Extract, saved: Save) -> None:
    (line,) = extract(saved("7.html", TOWN.page(7)))
    assert line["publisher"] == "almadina.example"
    assert line["id"].startswith("almadina.example:")
    assert line["url"] == "https://almadina.example/locals/7/"
    assert line["body"].split("\n\n") == [f"{sentence(7, words)}." for words in (30, 31, 32)]
    assert line["title"] == sentence(7)


def test_publisher_says_whose_page_it_is(extract: Extract, saved: Save) -> None:
    (line,) = extract(saved("7.html", TOWN.page(7)), "--url", "https://web.archive.example/locals/7/", "--publisher", "sana")
    assert (line["publisher"], line["id"], line["published_at"][-6:]) == ("sana", "sana:7", "+03:00")


def test_standard_input(extract: Extract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SANA.page(7).encode())))
    (line,) = extract("-")
    assert line["id"] == "sana:7"


# Manifests


def manifest(folder: Path, *lines: object) -> str:
    path = folder / "pages.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return str(path)


def test_a_manifest_gives_file_url_and_publisher(extract: Extract, saved: Save, tmp_path: Path) -> None:
    nameless = SANA.page(7).replace('rel="canonical"', 'rel="none"')
    lines = extract(
        "--manifest",
        manifest(
            tmp_path,
            {"file": saved("7.html", nameless), "url": "https://sana.sy/locals/7/"},
            "",
            {"file": saved("8.html", TOWN.page(8)), "url": "https://archive.example/locals/8/", "publisher": "sana"},
            {"file": str(tmp_path / "none.html"), "url": "https://sana.sy/locals/9/"},
            {"file": saved("10.html", SANA.page(10))},
        ),
    )
    assert [line.get("id") or line["rejected"] for line in lines] == ["sana:7", "sana:8", "unreadable", "sana:10"]


def test_relative_paths_of_a_manifest_are_taken_from_where_the_command_runs(
    extract: Extract, saved: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved("7.html", SANA.page(7))
    path = manifest(tmp_path, {"file": "7.html"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.settings")
    (line,) = extract("--manifest", path)
    assert line["id"] == "sana:7"


def test_files_come_before_those_of_the_manifest(extract: Extract, saved: Save, tmp_path: Path) -> None:
    path = manifest(tmp_path, {"file": saved("2.html", SANA.page(2))})
    assert [line["id"] for line in extract(saved("1.html", SANA.page(1)), "--manifest", path)] == ["sana:1", "sana:2"]


@pytest.mark.parametrize(
    "broken", ["{file: 7.html}", '"7.html"', '["7.html"]', '{"url": "https://sana.sy/locals/7/"}', '{"file": "7.html", "url": 7}']
)
def test_a_broken_line_of_a_manifest_is_named_by_its_number(extract: Extract, saved: Save, tmp_path: Path, broken: str) -> None:
    path = manifest(tmp_path, {"file": saved("7.html", SANA.page(7))}, broken)
    with pytest.raises(UsageError, match=r"pages\.jsonl, line 2: not"):
        extract("--manifest", path)


def test_a_manifest_that_is_not_there_is_named(extract: Extract, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl: No such file or directory"):
        extract("--manifest", str(tmp_path / "none.jsonl"))


# Texts

FERRY = """الرقة-سانا

بدأت ورش الخدمات الفنية اليوم صيانة الجسر الشرقي في الرقة بعد توقفه عن الخدمة عامين.

وقال مدير الخدمات: إن الأعمال تنتهي قبل الشتاء.

المصدر: الوكالة العربية السورية للأنباء

إقرأ أيضاً:

سيول تمدد عمل المترو ساعتين في ليالي الأعياد

أعلنت بلدية سيول تمديد عمل المترو ساعتين في ليالي الأعياد ابتداء من الشهر المقبل.

المصدر: يونهاب

مقالات مشابهة

  • افتتاح سوق جديدة للخضار في "الحسكة"
  • مد شبكة مياه في ريف درعا
  • افتتاح سوق جديدة للخضار في الحسكة
"""
ALONE = "\n".join(FERRY.splitlines()[:5])


def test_a_text_is_taken_apart_like_a_page(extract: Extract, saved: Save) -> None:
    host, inside = extract("--text", saved("ferry.txt", FERRY))
    assert host["body"].split("\n\n") == [FERRY.splitlines()[2], FERRY.splitlines()[4]]
    assert (host["dateline"]["text"], host["origin"]) == ("الرقة-سانا", "sana")
    assert [related["title"] for related in host["related"]] == ['افتتاح سوق جديدة للخضار في "الحسكة"', "مد شبكة مياه في ريف درعا"]
    assert (inside["title"], inside["body"]) == (FERRY.splitlines()[10], FERRY.splitlines()[12])
    assert (inside["origin"], inside["part_of"]) == ("yonhap", host["id"])


def test_a_text_without_url_and_headline_is_an_article_all_the_same(extract: Extract, saved: Save) -> None:
    host, inside = extract("--text", saved("ferry.txt", FERRY))
    assert (host["title"], host["url"], inside["url"], host["publisher"]) == ("", "", "", "unknown")
    assert host["extraction"]["body"] == "text"
    assert [list(line) for line in (host, inside)] == [list(Article.__dataclass_fields__)] * 2
    validator = jsonschema.Draft202012Validator(json.loads((PROJECT / "docs" / "article.schema.json").read_text(encoding="utf-8")))
    assert [error.message for line in (host, inside) for error in validator.iter_errors(line)] == []


def test_the_id_of_a_text_is_made_of_its_words(extract: Extract, saved: Save) -> None:
    ends_otherwise = FERRY.replace("\n", "\r\n")
    longer = FERRY.replace("قبل الشتاء", "في الشتاء")
    files = [saved(name, text) for name, text in [("1", FERRY), ("2", ends_otherwise), ("3", longer)]]
    ids = [line["id"] for line in extract("--text", *files)]
    assert ids[:2] == ids[2:4]
    assert len(set(ids)) == 4
    assert all(re.fullmatch("unknown:[0-9a-f]{16}", name) for name in ids)


def test_a_text_with_a_url_is_that_publishers(extract: Extract, saved: Save) -> None:
    (line,) = extract("--text", "--url", "https://www.sana.sy/locals/7/?utm_source=x", saved("1.txt", f"بدء صيانة الجسر\n{ALONE}"))
    assert (line["id"], line["url"], line["title"]) == ("sana:7", "https://sana.sy/locals/7/", "بدء صيانة الجسر")


def test_a_text_without_url_can_be_a_publishers(extract: Extract, saved: Save) -> None:
    (line,) = extract("--text", "--publisher", "sana", saved("1.txt", ALONE))
    assert (line["id"][:5], line["publisher"], line["url"]) == ("sana:", "sana", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [(b"", "empty"), (SANA.page(7), "not_text"), ("الرقة-سانا", "no_body"), ("The bridge opens before the winter.", "language")],
)
def test_what_is_no_arabic_text_gives_its_reason(extract: Extract, saved: Save, text: str | bytes, reason: str) -> None:
    good, bad = saved("good.txt", ALONE), saved("bad.txt", text)
    assert [line.get("rejected") for line in extract("--text", bad, good)] == [reason, None]


def test_a_text_with_an_address_that_is_none_says_so(extract: Extract, saved: Save) -> None:
    (line,) = extract("--text", "--url", "nonsense", saved("1.txt", ALONE))
    assert line["rejected"] == "no_url"


# What else can go wrong with a page


def test_an_error_of_the_program_stops_nothing(extract: Extract, saved: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("crawler.commands.extract.read_text_articles", fail)
    (line,) = extract("--text", saved("1.txt", ALONE))
    assert line["rejected"] == "error"
    assert re.fullmatch(r"RecursionError: too deep \(test_extract\.py, line \d+\)", line["detail"])


def test_a_file_name_need_not_be_utf_8(extract: Extract) -> None:
    (line,) = extract(os.fsdecode(b"/none/\xff.html"))
    assert (line["rejected"], line["file"]) == ("unreadable", "/none/\\udcff.html")


def test_closed_standard_input_is_a_line(extract: Extract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    (line,) = extract("-")
    assert (line["rejected"], line["detail"]) == ("unreadable", "-: standard input is closed")


# Wrong usage


@pytest.mark.parametrize("jobs", ["0", "-3"])
def test_jobs_are_at_least_one(extract: Extract, jobs: str) -> None:
    with pytest.raises(UsageError, match=f"--jobs {jobs}: at least 1"):
        extract("1.html", f"--jobs={jobs}")


def test_an_unknown_option_is_no_file(extract: Extract) -> None:
    with pytest.raises(UsageError, match="no such option: --jbos"):
        extract("--jbos", "1.html")


def test_no_file_is_wrong_usage(extract: Extract) -> None:
    with pytest.raises(UsageError, match="name at least one FILE, or a --manifest"):
        extract()


def test_url_goes_with_one_file(extract: Extract) -> None:
    with pytest.raises(UsageError, match="--url goes with exactly one FILE"):
        extract("a.html", "b.html", "--url", "https://sana.sy/locals/7/")


def test_an_unknown_publisher_is_said_before_anything_is_read(
    extract: Extract, saved: Save, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = manifest(tmp_path, {"file": saved("7.html", SANA.page(7))}, {"file": "none", "publisher": "snaa"})
    with pytest.raises(UsageError, match=r"no publisher is called 'snaa'; did you mean sana\?"):
        extract("--manifest", path)
    assert capfdbinary.readouterr().out == b""


# As a user starts it


SCRAPY = [sys.executable, "-W", "error", "-m", "scrapy"]


def scrapy(*line: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*SCRAPY, *line], cwd=PROJECT, input=given, capture_output=True, timeout=30, env=os.environ | {"LC_ALL": "C"})


def test_output_is_utf_8_whatever_the_locale_and_nothing_else_is_said() -> None:
    done = scrapy("extract", "-", given=SANA.page(7).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert sentence(7) in done.stdout.decode("utf-8")
    assert b"\\u" not in done.stdout


def test_wrong_usage_exits_2() -> None:
    done = scrapy("extract")
    assert done.returncode == 2
    assert b"name at least one FILE" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("jobs", ["0", "x"])
def test_wrong_jobs_exit_2(jobs: str) -> None:
    done = scrapy("extract", "--jobs", jobs, "1.html")
    assert done.returncode == 2
    assert b"--jobs" in done.stderr
    assert b"Traceback" not in done.stderr


# Several processes


@pytest.fixture
def many(saved: Save, tmp_path: Path) -> list[str]:
    """Good and bad files, more than may wait in memory."""
    files = [saved(f"{number}.html", SANA.page(number)) for number in range(1, 2 * AHEAD + 10)]
    return [*files[:5], str(tmp_path), saved("empty.html", b""), str(tmp_path / "none"), *files[5:]]


@pytest.fixture
def blocking(tmp_path: Path) -> str:
    """A file that whoever reads it waits for."""
    os.mkfifo(tmp_path / "blocking")
    return str(tmp_path / "blocking")


def start(*line: str) -> subprocess.Popen[bytes]:
    """In a process group of its own, as a shell in a terminal does."""
    return subprocess.Popen(
        [*SCRAPY, "extract", *line],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def children(process: subprocess.Popen[bytes]) -> set[int]:
    """The processes that read for another one."""
    found = subprocess.run(["pgrep", "-f", "-P", str(process.pid), "spawn_main"], capture_output=True)
    return {int(line) for line in found.stdout.split()}


def test_the_output_is_the_same_with_any_number_of_jobs(many: list[str]) -> None:
    one, three = scrapy("extract", *many), scrapy("extract", "--jobs", "3", *many)
    assert (three.returncode, three.stderr) == (0, b"")
    assert len(three.stdout.splitlines()) == len(many)
    assert three.stdout == one.stdout


def test_standard_input_reaches_a_process(saved: Save) -> None:
    done = scrapy("extract", "--jobs", "2", saved("1.html", SANA.page(1)), "-", given=SANA.page(2).encode())
    assert [orjson.loads(line)["id"] for line in done.stdout.splitlines()] == ["sana:1", "sana:2"]


def test_pages_over_which_processes_die_are_lines_and_the_rest_goes_on(many: list[str], blocking: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "second")
    files = [blocking, many[0], str(tmp_path / "second"), *many[1:]]
    held: list[int] = []
    killed: set[int] = set()
    with start("--jobs", "2", *files) as process:
        for _ in range(2):
            while len(workers := children(process) - killed) < 2:
                time.sleep(0.05)
            # A file can be opened for writing when somebody reads it.
            held += [os.open(file, os.O_WRONLY) for file in (files[0], files[2])]
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            killed |= workers
        out, said = process.communicate(timeout=30)
    for file in held:
        os.close(file)
    lines = [orjson.loads(line) for line in out.splitlines()]
    crashed = [lines.pop(2), lines.pop(0)]
    assert (process.returncode, said) == (0, b"")
    assert [(line["rejected"], line["file"]) for line in crashed] == [("crashed", files[2]), ("crashed", files[0])]
    assert crashed[0]["detail"] == "two processes died over it; the second one was killed by SIGKILL"
    assert lines == [orjson.loads(line) for line in scrapy("extract", *many).stdout.splitlines()]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it_with_whole_lines_and_one_word(saved: Save, blocking: str, jobs: str) -> None:
    with start("--jobs", jobs, saved("1.html", SANA.page(1)), blocking) as process:
        assert process.stdout is not None
        assert orjson.loads(process.stdout.readline())["id"] == "sana:1"
        os.killpg(process.pid, signal.SIGINT)
        rest, said = process.communicate(timeout=30)
    assert (process.returncode, rest, said) == (130, b"", b"Interrupted.\n")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_has_gone_ends_it_quietly(many: list[str], jobs: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*SCRAPY, "extract", "--jobs", jobs, *many], cwd=PROJECT, stdout=writing, stderr=subprocess.PIPE, timeout=30)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said(saved: Save) -> None:
    with open("/dev/full", "wb") as full:
        page = saved("1.html", SANA.page(1))
        done = subprocess.run([*SCRAPY, "extract", page], cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, timeout=30)
    assert (done.returncode, done.stderr) == (5, b"Standard output could not be written: No space left on device\n")


# Progress


@pytest.mark.parametrize("shared", [False, True], ids=["lines to a file", "lines to the terminal"])
def test_a_terminal_shows_a_bar_and_keeps_nothing_of_it(many: list[str], tmp_path: Path, shared: bool) -> None:
    master, slave = pty.openpty()
    with open(tmp_path / "out", "wb") as out:
        done = subprocess.Popen([*SCRAPY, "extract", "--jobs", "2", *many], cwd=PROJECT, stdout=slave if shared else out, stderr=slave)
    os.close(slave)
    seen = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while piece := os.read(master, 65536):
            seen += piece
    os.close(master)
    assert done.wait(30) == 0
    assert seen.startswith(f"{ERASE}[{' ' * 20}] 0 of {len(many)} pages".encode())
    assert seen.endswith(ERASE.encode())
    # What a terminal keeps is what stands behind the last erasure of each line.
    kept = [line.rsplit(ERASE.encode(), 1)[-1].strip(b"\r") for line in seen.split(b"\n")]
    lines = [line for line in kept if line] if shared else (tmp_path / "out").read_bytes().splitlines()
    assert lines == scrapy("extract", *many).stdout.splitlines()
