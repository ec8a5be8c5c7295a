"""What tests of several rooms need."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.arabic import text_hash
from crawler.index.database import Connection, Place, connect, import_psycopg, place_of
from crawler.index.parts import Parts
from crawler.index.worker import Desk
from crawler.items import Article
from tests.postgres import serving

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL server; skipped where none is installed."""
    with serving() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """URL of an empty schema of that server."""
    schema = f"test_{secrets.token_hex(4)}"
    run_sql(postgres, f"CREATE SCHEMA {schema}")
    yield f"{postgres}?options=-csearch_path%3D{schema}"
    run_sql(postgres, f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where an index can be made, in each of the two databases."""
    if request.param == "sqlite":
        return tmp_path / "index.sqlite"
    return place_of(request.getfixturevalue("postgres_url"), tmp_path)


@pytest.fixture
def connection(index: Place) -> Iterator[Connection]:
    """An empty index."""
    connection = connect(index)
    yield connection
    connection.close()


@pytest.fixture
def desk(connection: Connection, tmp_path: Path) -> Iterator[Desk]:
    """What the worker's jobs work with."""
    parts = Parts(tmp_path / "data", "sana", "2025-09-07", "run-1")
    yield Desk(connection, parts)
    parts.close()


@pytest.fixture
def make_article() -> Callable[..., Article]:
    """An article with the fields that are given and plain others."""

    def make(
        number: int = 1, title: str = "افتتاح معرض الكتاب في دمشق", body: str = "افتتح اليوم معرض الكتاب.", **fields: object
    ) -> Article:
        return Article(
            **{
                "id": f"sana:{number}",
                "url": f"https://sana.sy/culture-and-arts/{number}/",
                "publisher": "sana",
                "title": title,
                "body": body,
                "structure": ["p"] * (body.count("\n\n") + 1),
                "published_at": "2025-09-06T20:26:33+03:00",
                "published_precision": "second",
                "story": f"sana:{number}",
                "text_hash": text_hash(title, body),
                "crawled_at": "2025-09-07T09:00:00+00:00",
                **fields,
            }
        )

    return make


def run_sql(url: str, statement: str) -> None:
    """Run a statement on a PostgreSQL server."""
    with import_psycopg().connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)
