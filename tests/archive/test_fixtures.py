"""A fixture folder that is added to: what is there stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.exchanges import Exchange, Recording
from crawler.archive.fixtures import FixtureFolder, arrived, by_url, chain, free_name, lines_of

HOME = "https://awraq.example"
WRITTEN = (
    '{"url":   "https://awraq.example/1/", "status": 200, "headers": {}, "file": "pages/1.html",'
    ' "saved_at": "2025-09-07T09:00:00+00:00", "origin": "written", "note": "by hand"}'
)


def exchange(path: str, folder: Path | None = None, body: bytes = b"", status: int = 200, **headers: str) -> Exchange:
    """A saved one; with a body, which lies in `folder`."""
    file = None
    if body and folder:
        folder.mkdir(exist_ok=True)
        file = folder / str(abs(hash((path, body))))
        file.write_bytes(body)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    return Exchange(url=f"{HOME}{path}", visit=1, status=status, headers=names, file=file, saved_at=moment, origin="saved")


@pytest.fixture
def folder(tmp_path: Path) -> FixtureFolder:
    """One with a page that a person wrote, in his own spelling of JSON."""
    path = tmp_path / "fixtures" / "awraq"
    (path / "pages").mkdir(parents=True)
    (path / "pages" / "1.html").write_bytes(b"first")
    (path / "exchanges.jsonl").write_text(f"{WRITTEN}\n")
    return FixtureFolder(path)


def lines(folder: FixtureFolder) -> list[str]:
    return (folder.path / "exchanges.jsonl").read_text().splitlines()


def test_what_is_added_stands_behind_what_was_there(folder: FixtureFolder, tmp_path: Path) -> None:
    new = exchange("/1.html", tmp_path / "saved", b"second", Content_Type="text/html")
    assert folder.add([new], [new.url]) == ["pages/1-2.html"]
    assert lines(folder)[0] == WRITTEN
    old, added = folder.exchanges()
    assert (old.body(), old.offered, added.body(), added.offered, added.saved_at) == (b"first", False, b"second", True, new.saved_at)
    recording = Recording.load(folder.path)
    assert (recording.offered, recording.urls) == ([new.url], {old.url, new.url})


def test_an_exchange_of_the_same_address_goes_with_its_body(folder: FixtureFolder, tmp_path: Path) -> None:
    folder.add([exchange("/1/", tmp_path / "saved", b"anew")], [])
    (only,) = folder.exchanges()
    assert (only.body(), only.origin) == (b"anew", "saved")
    assert [file.name for file in (folder.path / "pages").iterdir()] == ["1"]


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    folder = FixtureFolder(tmp_path / "fixtures" / "bilad")
    assert not folder.exists
    assert (folder.exchanges(), folder.expected(), folder.drafts()) == ([], {}, {})
    folder.add([exchange("/robots.txt", tmp_path, b"User-agent: *", Content_Type="text/plain"), exchange("/2/", status=301)], [])
    assert [each.file and each.file.name for each in folder.exchanges()] == ["robots.txt", None]


def test_the_page_has_the_name_and_not_what_redirects_to_it(tmp_path: Path) -> None:
    folder = FixtureFolder(tmp_path / "fixtures" / "bilad")
    moved = exchange("/7", tmp_path, b"moved", status=301, Content_Type="text/html")
    page = exchange("/7/", tmp_path, b"page", Content_Type="text/html")
    assert folder.add([moved, page], [moved.url]) == ["pages/7.html", "pages/7-2.html"]
    assert (folder.path / "pages" / "7.html").read_bytes() == b"page"


def test_drafts_are_written_so_that_a_line_can_be_moved(folder: FixtureFolder) -> None:
    draft: dict[str, Any] = {"id": "awraq:1", "title": "خبر"}
    folder.write_drafts([draft])
    assert (folder.path / "drafts.jsonl").read_text(encoding="utf-8") == '{"id": "awraq:1", "title": "خبر"}\n'
    assert folder.drafts() == {"awraq:1": draft}
    folder.write_drafts([])
    assert not (folder.path / "drafts.jsonl").exists()


@pytest.mark.parametrize("line", ["{", "[]", '{"title": "without id"}'])
def test_a_line_that_is_no_article_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "expected.jsonl").write_text(f'{{"id": "a:1"}}\n\n{line}\n')
    with pytest.raises(ValueError, match=r"expected\.jsonl, line 3: "):
        lines_of(tmp_path / "expected.jsonl")


def test_redirects_are_followed_as_far_as_they_were_saved() -> None:
    saved = by_url(
        [
            exchange("/1/", status=301, Location="/2/#top"),
            exchange("/2/", status=503),
            exchange("/2/"),
            exchange("/a/", status=302, Location="/b/"),
            exchange("/b/", status=302, Location="/a/"),
            exchange("/gone/", status=301, Location="/404/"),
            exchange("/404/", status=404),
        ]
    )
    assert [hop.url for hop in chain(saved, f"{HOME}/1/")] == [f"{HOME}/1/", f"{HOME}/2/"]
    assert arrived(saved, f"{HOME}/1/") == saved[f"{HOME}/2/"]
    for path in ("/a/", "/gone/", "/nowhere/"):
        assert arrived(saved, f"{HOME}{path}") is None


@pytest.mark.parametrize(
    ("path", "headers", "name"),
    [
        ("/", {"Content_Type": "text/html; charset=UTF-8"}, "home.html"),
        ("/politics/2280963/", {"Content_Type": "text/html"}, "politics-2280963.html"),
        ("/?p=77", {"Content_Type": "text/html"}, "p-77.html"),
        ("/%D8%AE%D8%A8%D8%B1-15/", {"Content_Type": "text/html"}, "15.html"),
        ("/sitemap.xml", {"Content_Type": "application/xml", "Content_Encoding": "gzip"}, "sitemap.xml.gzip"),
        ("/feed/", {"Content_Type": "application/rss+xml"}, "feed.xml"),
    ],
)
def test_files_are_called_after_their_addresses(path: str, headers: dict[str, str], name: str) -> None:
    assert free_name(exchange(path, **headers), []) == name


@given(st.text(max_size=200), st.sampled_from(["text/html", "application/xml", ""]), st.text(max_size=20))
def test_no_address_leads_out_of_the_folder(path: str, kind: str, encoding: str) -> None:
    headers = {"Content_Type": kind} | ({"Content_Encoding": encoding} if encoding else {})
    name = free_name(exchange(f"/{path}", **headers), [])
    assert name.isascii()
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name) < 100
    again = free_name(exchange(f"/{path}", **headers), [f"pages/{name}"])
    assert again != name


def test_lines_are_json_of_their_own(folder: FixtureFolder, tmp_path: Path) -> None:
    folder.add([exchange("/2/", tmp_path, b"x")], [])
    assert all(orjson.loads(line)["url"] for line in lines(folder))
