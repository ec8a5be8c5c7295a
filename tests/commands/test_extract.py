"""`scrapy extract`: saved pages in, article lines out."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands.extract import Command
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


# Wrong usage


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


def scrapy(*line: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", "-m", "scrapy", *line]
    return subprocess.run(command, cwd=PROJECT, input=given, capture_output=True, timeout=30, env=os.environ | {"LC_ALL": "C"})


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
