"""The index made anew from the files alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.index import frontier
from crawler.index.database import Connection, Place, connect
from crawler.index.errors import RunRefused
from crawler.index.frontier import Offer
from crawler.index.lock import IndexLock
from crawler.index.outcomes import Delivery, Missing, Outcome, Visit
from crawler.index.parts import Parts
from crawler.index.reindex import reindex
from crawler.index.run import NearDuplicates
from crawler.index.worker import Desk
from crawler.items import Article, Rejected
from crawler.pipelines.write import Writer
from tests.index.news import BODY, OTHER_BODY, OTHER_TITLE, PARAGRAPHS, TITLE

Make = Callable[..., Article]
RECEIVED = datetime(2025, 9, 7, 9, tzinfo=UTC)
CUT = "\n\n".join(PARAGRAPHS[:4])


def url_of(number: int) -> str:
    return f"https://sana.sy/culture-and-arts/{number}/"


def write_run(index: Place, output: Path, run: str, outcomes: dict[int, Outcome], near_duplicates: NearDuplicates = "drop") -> None:
    """A run in which these pages came to these outcomes."""
    parts = Parts(output, "sana", "2025-09-07", run)
    with closing(connect(index)) as connection:
        desk = Desk(connection, parts)
        writer = Writer("sana", [], near_duplicates)
        connection.begin()
        for number, outcome in outcomes.items():
            key = frontier.url_key(url_of(number))
            frontier.offer(connection, "sana", [Offer(key=key, url=url_of(number))], now=0, revisit_window=0)
            writer.deliver(desk, Delivery(outcome, Visit(key=key, url=url_of(number), received_at=RECEIVED)))
        parts.sync()
        connection.commit()
    parts.close()


@pytest.fixture(params=["drop", "mark", "keep"])
def output(request: pytest.FixtureRequest, index: Place, tmp_path: Path, make_article: Make) -> Path:
    """Two runs with an article and its revision, copies, a page that is gone, one that moved, two stories that are joined."""
    output = tmp_path / "data"
    enab = {"publisher": "enab"}
    first = {
        1: make_article(1, TITLE, BODY),
        2: make_article(2, TITLE, CUT, id="enab:2", story="enab:2", origin="sana", **enab),
        3: make_article(3, TITLE, BODY),
        4: make_article(4, OTHER_TITLE, OTHER_BODY),
        5: make_article(5, "افتتاح محطة", "افتتحت وزارة الموارد المائية محطة لتنقية المياه."),
        6: Rejected(url=url_of(6), publisher="sana", reason="no_body", detail="", crawled_at="2025-09-07T09:00:00+00:00"),
        7: Missing(404),
    }
    write_run(index, output, "20250907T090000-a", first, request.param)
    second = {
        1: make_article(1, f"{TITLE} اليوم", BODY),
        4: Missing(410),
        5: make_article(5, TITLE, BODY + " انتهى"),
        8: make_article(8, OTHER_TITLE, OTHER_BODY),
    }
    write_run(index, output, "20250908T090000-b", second, request.param)
    return output


def content(index: Place) -> dict[str, list[Any]]:
    """What an index knows, without the numbers of its articles and without what stands in no file."""
    queries = {
        "article": "SELECT id, revision, text_hash, story, duplicate_of, origin, sketch FROM article",
        "text": "SELECT hash, id FROM text JOIN article ON article.n = text.n",
        "band": "SELECT key, id FROM band JOIN article ON article.n = band.n",
        "link": "SELECT kind, id, target FROM link",
        "frontier": "SELECT key, state, article FROM frontier",
    }
    with closing(Connection(index)) as connection:
        return {name: sorted(map(repr, connection.rows(query))) for name, query in queries.items()}


def test_the_new_index_knows_what_the_old_one_knew(index: Place, output: Path) -> None:
    before = content(index)
    assert len(before["link"]) == 2
    assert reindex(index, output) == sum(len(file.read_bytes().splitlines()) for file in output.rglob("*.jsonl"))
    assert content(index) == before
    assert reindex(index, output) > 0
    assert content(index) == before, "again is the same"


def test_pages_that_sources_do_not_show_to_be_newer_are_not_fetched_again(index: Place, tmp_path: Path, make_article: Make) -> None:
    output = tmp_path / "data"
    write_run(index, output, "20250907T090000-a", {1: make_article(1, modified_at="2025-09-06T21:00:00+03:00")})
    reindex(index, output)
    published, modified = (int(datetime.fromisoformat(f"2025-09-06T{time}+03:00").timestamp()) for time in ("20:26:33", "21:00:00"))
    with closing(connect(index)) as connection:
        for newest, due in ((published, 0), (modified, 0), (modified + 1, 1)):
            offer = Offer(key=frontier.url_key(url_of(1)), url=url_of(1), published=published, modified=newest)
            assert frontier.offer(connection, "sana", [offer], now=modified, revisit_window=3600) == due


def test_a_lost_index_is_made_of_the_files(index: Place, output: Path, tmp_path: Path) -> None:
    if isinstance(index, Path):
        before = content(index)
        reindex(tmp_path / "other.sqlite", output)
        assert content(tmp_path / "other.sqlite") == before


def test_nothing_is_touched_while_a_run_is_at_work(index: Place, tmp_path: Path) -> None:
    run = IndexLock(index)
    run.acquire(RECEIVED, publisher="sana")
    with pytest.raises(RunRefused, match="in use by another process") as refusal:
        reindex(index, tmp_path / "data")
    assert refusal.value.exit_code == 4
    run.release()
    assert reindex(index, tmp_path / "data") == 0


def test_one_that_is_interrupted_leaves_the_old_index_and_can_be_run_again(index: Place, output: Path) -> None:
    before = content(index)

    def interrupt(lines: int, size: int, total: int) -> None:
        if lines == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(index, output, interrupt)
    assert content(index) == before
    if isinstance(index, Path):
        assert sorted(path.name for path in index.parent.glob("index.sqlite*") if "-" not in path.name) == [
            "index.sqlite",
            "index.sqlite.lock",
        ]
        index.with_name("index.sqlite.new").write_bytes(b"left by one that was killed")
    reindex(index, output)
    assert content(index) == before


def test_progress_ends_with_every_byte(index: Place, output: Path) -> None:
    told: list[tuple[int, int, int]] = []
    lines = reindex(index, output, lambda *numbers: told.append(numbers))
    size = sum(file.stat().st_size for file in output.rglob("*.jsonl"))
    assert told[-1] == (lines, size, size)
    assert [count for count, _, _ in told] == list(range(1, lines + 1))


def test_a_damaged_index_and_its_log_are_replaced(tmp_path: Path, make_article: Make) -> None:
    index, output = tmp_path / "index.sqlite", tmp_path / "data"
    write_run(index, output, "20250907T090000-a", {1: make_article(1)})
    before = content(index)
    for name in ("index.sqlite", "index.sqlite-wal", "index.sqlite-shm"):
        (tmp_path / name).write_bytes(b"this is no database at all, " * 1000)
    assert reindex(index, output) == 1
    assert content(index) == before
    with closing(sqlite3.connect(index)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("folder", "bad", "words"),
    [
        ("articles", b"no json\n", r"20250909T090000-c\.jsonl: the line at byte 0 is not JSON"),
        (
            "articles",
            b'{"id": "sana:1"}\n',
            r"20250909T090000-c\.jsonl: the line before byte 17 is none of articles/ \(KeyError: 'revision'\)",
        ),
        ("links", b'{"kind": "story"}\n', r"is none of links/ \(KeyError: 'id'\)"),
    ],
)
def test_a_bad_line_is_named_and_the_old_index_stays(
    index: Place, tmp_path: Path, make_article: Make, folder: str, bad: bytes, words: str
) -> None:
    output = tmp_path / "data"
    write_run(index, output, "20250907T090000-a", {1: make_article(1)})
    before = content(index)
    file = output / folder / "publisher=sana" / "date=2025-09-09" / "20250909T090000-c.jsonl"
    file.parent.mkdir(parents=True)
    file.write_bytes(bad)
    with pytest.raises(RunRefused, match=words) as refusal:
        reindex(index, output)
    assert refusal.value.exit_code == 5
    assert content(index) == before


def test_a_folder_can_be_added_to_what_an_index_holds(index: Place, tmp_path: Path, make_article: Make) -> None:
    write_run(index, tmp_path / "here", "20250907T090000-a", {1: make_article(1)})
    write_run(index, tmp_path / "there", "20250907T090000-b", {2: make_article(2, OTHER_TITLE, OTHER_BODY)})
    both = content(index)
    assert reindex(index, tmp_path / "here") == 1
    assert content(index) != both
    assert reindex(index, tmp_path / "there", add=True) == 1
    assert content(index) == both
