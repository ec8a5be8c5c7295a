from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest

from crawler.index import articles
from crawler.index.database import Connection, Place, connect
from crawler.index.errors import IndexFailed, OutputFailed
from crawler.index.parts import Parts
from crawler.index.worker import Desk, Worker
from crawler.items import Article

Make = Callable[..., Article]


def write(article: Article) -> Callable[[Desk], str]:
    def work(desk: Desk) -> str:
        articles.remember(desk.connection, article)
        desk.parts.append("articles", article)
        return article.id

    return work


@asynccontextmanager
async def running(index: Place, parts: Parts) -> AsyncIterator[Worker]:
    connection = connect(index)
    connection.executemany(
        "INSERT INTO part (path, run, committed) VALUES (:path, 'run-1', 0)", [{"path": name} for name in parts.names.values()]
    )
    connection.close()
    worker = Worker(index, parts)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def parts_in(tmp_path: Path) -> Parts:
    return Parts(tmp_path / "data", "sana", "2025-09-07", "run-1")


def test_a_result_appears_only_when_its_line_is_on_disk_and_known(index: Place, tmp_path: Path, make_article: Make) -> None:
    parts = parts_in(tmp_path)
    file = parts.output / parts.names["articles"]

    async def crawl() -> None:
        async with running(index, parts) as worker:
            for number in (1, 2):
                assert await worker.run(write(make_article(number))) == f"sana:{number}"
                assert len(file.read_bytes().splitlines()) == number
                connection = connect(index)
                committed = connection.row("SELECT committed FROM part WHERE path = :path", {"path": parts.names["articles"]})
                connection.close()
                assert committed == (file.stat().st_size,)

    asyncio.run(crawl())


def test_many_at_once_keep_their_order(index: Place, tmp_path: Path, make_article: Make) -> None:
    parts = parts_in(tmp_path)

    async def crawl() -> None:
        async with running(index, parts) as worker:
            await asyncio.gather(*(worker.run(write(make_article(number))) for number in range(200)))

    asyncio.run(crawl())
    lines = (parts.output / parts.names["articles"]).read_bytes().splitlines()
    assert [orjson.loads(line)["id"] for line in lines] == [f"sana:{number}" for number in range(200)]


def test_a_full_disk_loses_no_line_that_was_counted_and_lets_nothing_more_through(
    index: Place, tmp_path: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = parts_in(tmp_path)
    file = parts.output / parts.names["articles"]

    def full(file: object, data: bytes) -> None:
        file.write(data[:10])  # type: ignore[attr-defined]
        raise OSError(errno.ENOSPC, "No space left on device")

    async def crawl() -> None:
        async with running(index, parts) as worker:
            await worker.run(write(make_article(1)))
            monkeypatch.setattr("crawler.index.parts.write_all", full)
            with pytest.raises(OutputFailed, match="No space left"):
                await worker.run(write(make_article(2)))
            monkeypatch.undo()
            with pytest.raises(OutputFailed, match="No space left"):
                await worker.run(write(make_article(3)))

    asyncio.run(crawl())
    assert [orjson.loads(line)["id"] for line in file.read_bytes().splitlines()] == ["sana:1"]
    connection = connect(index)
    assert connection.rows("SELECT id FROM article") == [("sana:1",)]
    connection.close()


def test_a_commit_that_was_done_and_not_heard_of_keeps_its_lines(
    index: Place, tmp_path: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the index would know an article that has no line, and no run would ever fetch it again."""
    parts = parts_in(tmp_path)
    commit = Connection.commit

    def unheard(connection: Connection) -> None:
        commit(connection)
        raise IndexFailed("the server closed the connection")

    async def crawl() -> None:
        async with running(index, parts) as worker:
            monkeypatch.setattr(Connection, "commit", unheard)
            with pytest.raises(OutputFailed, match="closed the connection"):
                await worker.run(write(make_article(1)))
            monkeypatch.undo()

    asyncio.run(crawl())
    (line,) = (parts.output / parts.names["articles"]).read_bytes().splitlines()
    assert orjson.loads(line)["id"] == "sana:1"
    connection = connect(index)
    assert connection.rows("SELECT id FROM article") == [("sana:1",)]
    connection.close()


def test_after_the_end_nothing_is_accepted(index: Place, tmp_path: Path, make_article: Make) -> None:
    async def crawl() -> None:
        async with running(index, parts_in(tmp_path)) as worker:
            worker.stop()
            with pytest.raises(OutputFailed, match="closed"):
                await worker.run(write(make_article(1)))

    asyncio.run(crawl())
