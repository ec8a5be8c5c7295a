"""Near copies in the index: found again across articles, and as quickly among ten thousand of a kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.arabic import text_hash
from crawler.index import articles, copies
from crawler.index.candidates import COMPARED, ROWS
from crawler.index.database import Connection
from crawler.index.sketch import draw
from tests.index.news import BODY, OTHER_BODY, OTHER_TITLE, PARAGRAPHS, TITLE, rates

CUT = "\n\n".join(PARAGRAPHS[:4])


def put(connection: Connection, id: str, title: str, body: str, *, day: str = "2024-06-25", story: str | None = None) -> None:
    publisher = id.partition(":")[0]
    articles.enter(
        connection,
        id,
        text_hash=text_hash(title, body),
        story=story,
        sketch=draw(title, body, publisher=publisher, published_at=day),
    )


def find(connection: Connection, title: str, body: str, *, publisher: str = "enab", day: str = "2024-06-25") -> copies.Match | None:
    return copies.find(connection, *draw(title, body, publisher=publisher, published_at=day))


def test_a_cut_copy_is_found_with_its_story_and_why(connection: Connection) -> None:
    put(connection, "sana:1", TITLE, BODY)
    put(connection, "sana:2", OTHER_TITLE, OTHER_BODY)
    match = find(connection, TITLE, CUT)
    assert match is not None
    assert (match.id, match.story, match.comparison.relation, match.comparison.cut) == ("sana:1", "sana:1", "cut", "first")


def test_a_different_story_finds_nothing(connection: Connection) -> None:
    put(connection, "sana:1", TITLE, BODY)
    assert find(connection, OTHER_TITLE, OTHER_BODY) is None
    assert find(connection, "", "") is None


def test_a_copy_of_a_copy_is_of_the_first_ones_story(connection: Connection) -> None:
    put(connection, "sana:1", TITLE, BODY)
    put(connection, "enab:1", TITLE, CUT, story="sana:1")
    match = find(connection, TITLE, CUT + " وأضاف.", publisher="watan")
    assert match is not None
    assert (match.id, match.story) == ("enab:1", "sana:1")


def test_of_equally_near_ones_the_oldest_is_taken(connection: Connection) -> None:
    for number in (3, 1, 2):
        put(connection, f"sana:{number}", f"عنوان {number}", BODY)
    match = find(connection, TITLE, BODY)
    assert match is not None
    assert match.id == "sana:3"


def test_a_flash_is_only_the_same_flash(connection: Connection) -> None:
    put(connection, "sana:1", "عاجل: زلزال بقوة خمس درجات يضرب شمال البلاد", "")
    assert find(connection, "عاجل: زلزال بقوة ست درجات يضرب شمال البلاد", "") is None
    match = find(connection, "عاجل زلزال بقوة خمس درجات يضرب شمال البلاد", "")
    assert match is not None
    assert match.comparison.similarity == 1


def test_a_text_that_another_article_had_is_filed_once(connection: Connection) -> None:
    put(connection, "sana:1", TITLE, BODY)
    rows = connection.row("SELECT count(*) FROM band")
    put(connection, "enab:1", TITLE, BODY, story="sana:1")
    assert connection.row("SELECT count(*) FROM band") == rows


@pytest.mark.parametrize("kind", ["copies of one text", "templates with another number"])
def test_ten_thousand_of_a_kind_make_no_lookup_longer(connection: Connection, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = BODY if kind.startswith("copies") else rates("13000", "14000")
    sketch, keys = draw(TITLE, body, publisher="sana", published_at="2024-06-25")
    connection.begin()
    connection.execute(
        "WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 9999)"
        " INSERT INTO article (n, id, revision, text_hash, sketch) SELECT n, 'sana:' || n, 1, :hash, :sketch FROM number",
        {"hash": b"", "sketch": sketch.pack()},
    )
    for key in keys:
        connection.execute("INSERT INTO band (key, n) SELECT :key, n FROM article", {"key": copies._signed(key)})
    connection.commit()
    read = copies._filed(connection, keys)
    assert [len(numbers) for numbers in read] == [ROWS] * len(keys)
    assert {number for numbers in read for number in numbers} == set(range(10_000 - ROWS, 10_000))
    compared = []
    monkeypatch.setattr(copies, "compare", lambda first, second: compared.append(second) or copies.Comparison(False, None, None, 0, ""))
    assert steps(connection, lambda: find(connection, TITLE, body)) <= 10
    assert len(compared) == COMPARED


def steps(connection: Connection, work: Callable[[], object]) -> int:
    """How many thousand steps of SQLite's machine some work takes, however busy this one is; reading one key of ten thousand to its end
    would take 50. PostgreSQL does not count.
    """
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    if connection.is_sqlite:
        connection._driver.set_progress_handler(step, 1000)
    work()
    if connection.is_sqlite:
        connection._driver.set_progress_handler(None, 0)
    return count
