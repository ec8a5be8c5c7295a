"""Opening an index, and what is said where that is impossible."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.index import database
from crawler.index.database import SCHEMA_VERSION, Connection, Place, Server, connect, place_of
from crawler.index.errors import IndexFailed, RunRefused
from tests.postgres import PASSWORD

REINDEX = "`scrapy reindex` makes it anew"


def test_an_index_opens_twice_with_what_it_held(index: Place) -> None:
    with closing(connect(index)) as first:
        first.execute("INSERT INTO source (key, reached) VALUES (7, 0)")
    with closing(connect(index)) as second:
        assert second.rows("SELECT key FROM source") == [(7,)]


def test_folders_are_made(tmp_path: Path) -> None:
    connect(tmp_path / "deep" / "index.sqlite").close()
    assert (tmp_path / "deep" / "index.sqlite").exists()


def test_only_a_new_index_is_filled_and_whoever_comes_next_finds_it_full(index: Place) -> None:
    def fill(connection: Connection) -> None:
        connection.execute("INSERT INTO source (key, reached) VALUES (7, 0)")

    for _ in range(2):
        with closing(connect(index, fill)) as connection:
            assert connection.rows("SELECT key FROM source") == [(7,)]


def test_an_index_that_could_not_be_filled_is_new_still(index: Place) -> None:
    def fail(connection: Connection) -> None:
        raise ValueError("part.jsonl: the line at byte 9 is not JSON")

    for _ in range(2):
        with pytest.raises(ValueError, match="byte 9"):
            connect(index, fail)


@pytest.fixture
def version(index: Place) -> Iterator[Connection]:
    connect(index).close()
    with closing(Connection(index)) as connection:
        yield connection


def set_version(connection: Connection, version: int) -> None:
    connection.execute(f"PRAGMA user_version = {version}" if connection.is_sqlite else f"UPDATE khabar_index SET version = {version}")


def test_an_index_of_an_older_schema_is_made_anew_by_who_can_fill_it(index: Place, version: Connection) -> None:
    version.execute("INSERT INTO source (key, reached) VALUES (7, 0)")
    set_version(version, 1)
    with pytest.raises(RunRefused, match=f"its schema is 1, not {SCHEMA_VERSION}; {REINDEX}") as refusal:
        connect(index)
    assert refusal.value.exit_code == 5
    with closing(connect(index, lambda connection: None)) as connection:
        assert connection.rows("SELECT key FROM source") == []
    connect(index).close()


def test_an_index_of_a_newer_khabar_is_left_alone(index: Place, version: Connection) -> None:
    set_version(version, 99)
    with pytest.raises(RunRefused, match=f"its schema is 99, that of a newer Khabar.*{REINDEX}") as refusal:
        connect(index, lambda connection: None)
    assert refusal.value.exit_code == 5


# --- SQLite ------------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_index_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"this is no database at all, " * 100)
    with pytest.raises(RunRefused, match=rf"index\.sqlite: it is damaged .*{REINDEX}") as refusal:
        connect(path)
    assert refusal.value.exit_code == 5


def test_a_page_that_was_overwritten_is_found_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with closing(connect(path)) as connection:
        connection.begin()
        connection.executemany("INSERT INTO source (key, reached) VALUES (:key, 0)", [{"key": key} for key in range(10_000)])
        connection.commit()
    body = bytearray(path.read_bytes())
    first = len(body) // 2  # the schema stands before it
    body[first:] = b"\xff" * (len(body) - first)
    path.write_bytes(body)
    with closing(connect(path)) as connection, pytest.raises(IndexFailed, match=REINDEX):
        connection.rows("SELECT * FROM source")


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").mkdir()
    with pytest.raises(RunRefused, match=r"index\.sqlite: cannot be opened") as refusal:
        connect(tmp_path / "index.sqlite")
    assert refusal.value.exit_code == 5


def test_a_read_only_index_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.sqlite"
    connect(path).close()
    # Permissions would not stop root.
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **options: real(f"file:{path}?mode=ro", uri=True, **options))
    with closing(connect(path)) as connection, pytest.raises(IndexFailed, match=r"index\.sqlite: it is read-only .*owner and permissions"):
        connection.execute("INSERT INTO source (key, reached) VALUES (7, 0)")


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 1)


@pytest.mark.usefixtures("no_wait")
def test_a_locked_index_says_so(index: Place) -> None:
    connect(index).close()
    with closing(Connection(index)) as first, closing(Connection(index)) as second:
        first.begin()
        with pytest.raises(IndexFailed, match="it was locked by another process for 1 s; try again"):
            second.begin()
        second.rollback()
        first.commit()
        second.begin()
        second.commit()


def test_who_waited_for_a_writer_sees_what_it_wrote(index: Place) -> None:
    connect(index).close()
    with closing(Connection(index)) as first, closing(Connection(index)) as second:
        first.begin()
        seen = []

        def wait() -> None:
            second.begin()
            seen.extend(second.rows("SELECT key FROM source"))
            second.commit()

        thread = threading.Thread(target=wait) if not first.is_sqlite else None
        if thread:
            thread.start()
        first.execute("INSERT INTO source (key, reached) VALUES (7, 0)")
        first.commit()
        if thread:
            thread.join()
        else:
            wait()
        assert seen == [(7,)]


# --- URLs, and what must not be told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "path"), [("sqlite:///data/index.sqlite", "/project/data/index.sqlite"), ("sqlite:////var/khabar.sqlite", "/var/khabar.sqlite")]
)
def test_the_path_of_a_sqlite_url(url: str, path: str) -> None:
    assert place_of(url, Path("/project")) == Path(path)


def test_a_postgresql_url_keeps_its_secrets_to_itself() -> None:
    place = place_of("postgresql+psycopg://me:hush%40@db.example:6543/news?sslmode=require&sslpassword=hush", Path("/project"))
    assert isinstance(place, Server)
    assert str(place) == "postgresql://db.example:6543/news"
    assert "hush" not in repr(place)
    assert place.parameters == {
        "connect_timeout": 10,
        "keepalives_idle": 60,
        "sslmode": "require",
        "sslpassword": "hush",
        "host": "db.example",
        "port": 6543,
        "user": "me",
        "password": "hush@",
        "dbname": "news",
    }


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:hush@localhost/khabar",
        "sqlite://",
        "sqlite:///",
        "data/index.sqlite",
        "postgresql://me:hush@host:hush/khabar",
        "postgresql+psycopg:me:hush",
        "postgresql+asyncpg://me:hush@host/khabar",
    ],
)
def test_other_urls_are_refused_as_wrong_usage_and_not_shown(url: str) -> None:
    with pytest.raises(RunRefused, match="INDEX_URL") as refusal:
        place_of(url, Path("/project"))
    assert refusal.value.exit_code == 2
    assert "hush" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(RunRefused, match=r"index postgresql://127\.0\.0\.1:9/news: it cannot be reached") as refusal:
        connect(place_of("postgresql+psycopg://me:hush@127.0.0.1:9/news", Path("/project")))
    assert refusal.value.exit_code == 5
    assert "hush" not in str(refusal.value)


def test_a_wrong_password_is_not_told(postgres: str) -> None:
    with pytest.raises(RunRefused, match="password authentication failed") as refusal:
        connect(place_of(postgres.replace(PASSWORD, "hush"), Path("/project")))
    assert "hush" not in str(refusal.value)


def test_a_server_that_ended_says_so(postgres_url: str, postgres: str) -> None:
    from tests.conftest import run_sql

    with closing(connect(place_of(postgres_url, Path("/project")))) as connection:
        (pid,) = connection.row("SELECT pg_backend_pid()")
        run_sql(postgres, f"SELECT pg_terminate_backend({pid})")
        with pytest.raises(IndexFailed, match=r"index postgresql://127\.0\.0\.1.*terminat"):
            connection.begin()
