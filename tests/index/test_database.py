from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crawler.index.database import connect, database_path
from crawler.index.errors import RunRefused


def test_an_index_opens_twice_with_what_it_held(tmp_path: Path) -> None:
    first = connect(tmp_path / "deep" / "index.sqlite")
    first.execute("INSERT INTO text VALUES (x'00', 7)")
    first.close()
    second = connect(tmp_path / "deep" / "index.sqlite")
    assert second.execute("SELECT n FROM text").fetchall() == [(7,)]
    second.close()


def test_a_file_that_is_no_index_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"this is no database at all, " * 100)
    with pytest.raises(RunRefused, match=r"index\.sqlite") as refusal:
        connect(path)
    assert refusal.value.exit_code == 5


def test_an_index_of_another_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(RunRefused, match="its schema is 99, not 2; delete it"):
        connect(path)


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").mkdir()
    with pytest.raises(RunRefused) as refusal:
        connect(tmp_path / "index.sqlite")
    assert refusal.value.exit_code == 5


@pytest.mark.parametrize(
    ("url", "path"), [("sqlite:///data/index.sqlite", "/project/data/index.sqlite"), ("sqlite:////var/khabar.sqlite", "/var/khabar.sqlite")]
)
def test_database_path(url: str, path: str) -> None:
    assert database_path(url, Path("/project")) == Path(path)


@pytest.mark.parametrize("url", ["mysql://localhost/khabar", "sqlite://", "data/index.sqlite"])
def test_other_urls_are_refused_as_wrong_usage(url: str) -> None:
    with pytest.raises(RunRefused, match="INDEX_URL") as refusal:
        database_path(url, Path("/project"))
    assert refusal.value.exit_code == 2
