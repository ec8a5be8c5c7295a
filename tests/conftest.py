"""What tests of several rooms need."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.arabic import text_hash
from crawler.index.database import connect
from crawler.index.parts import Parts
from crawler.index.worker import Desk
from crawler.items import Article

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty index."""
    connection = connect(tmp_path / "index.sqlite")
    yield connection
    connection.close()


@pytest.fixture
def desk(connection: sqlite3.Connection, tmp_path: Path) -> Iterator[Desk]:
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
