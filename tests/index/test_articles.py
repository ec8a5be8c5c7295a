from __future__ import annotations

import sqlite3
from collections.abc import Callable

from crawler.index import articles
from crawler.items import Article, Duplicate
from tests.index.news import BODY, OTHER_BODY, PARAGRAPHS, TITLE

Make = Callable[..., Article]


def store(connection: sqlite3.Connection, article: Article) -> Article | None:
    line = articles.decide(connection, article)
    if line is not None:
        articles.remember(connection, line)
    return line


def test_a_new_article_is_its_own_story(connection: sqlite3.Connection, make_article: Make) -> None:
    line = store(connection, make_article(1))
    assert line is not None
    assert (line.id, line.revision, line.story) == ("sana:1", 1, "sana:1")


def test_the_same_text_under_the_same_id_gives_no_line(connection: sqlite3.Connection, make_article: Make) -> None:
    store(connection, make_article(1))
    assert store(connection, make_article(1)) is None


def test_a_changed_text_under_the_same_id_is_a_revision(connection: sqlite3.Connection, make_article: Make) -> None:
    store(connection, make_article(1))
    line = store(connection, make_article(1, body="افتتح اليوم معرض الكتاب بمشاركة ثلاثين داراً."))
    assert line is not None
    assert (line.revision, line.story, type(line)) == (2, "sana:1", Article)


def test_the_same_text_under_another_id_is_a_duplicate_of_the_first(connection: sqlite3.Connection, make_article: Make) -> None:
    store(connection, make_article(1))
    line = store(connection, make_article(2, body="افتتـح اليوم معرض الكتاب ."))
    assert isinstance(line, Duplicate)
    assert (line.id, line.duplicate_of, line.story, line.relation, line.similarity) == ("sana:2", "sana:1", "sana:1", "same", 1.0)


def test_a_duplicate_that_comes_again_is_unchanged(connection: sqlite3.Connection, make_article: Make) -> None:
    store(connection, make_article(1))
    store(connection, make_article(2))
    assert store(connection, make_article(2)) is None


def test_an_old_line_read_again_does_not_undo_a_newer_revision(connection: sqlite3.Connection, make_article: Make) -> None:
    first, second = make_article(1), make_article(1, body="نص آخر تماماً.", revision=2)
    articles.remember(connection, second)
    articles.remember(connection, first)
    known = articles.known(connection, "sana:1")
    assert known is not None
    assert (known.revision, known.text_hash) == (2, second.text_hash)


def test_a_near_copy_is_a_duplicate_with_relation_and_reason(connection: sqlite3.Connection, make_article: Make) -> None:
    store(connection, make_article(1, title=TITLE, body=BODY))
    cut = make_article(7, title=TITLE, body="\n\n".join(PARAGRAPHS[:4]), id="enab:7", publisher="enab")
    line = store(connection, cut)
    assert isinstance(line, Duplicate)
    assert (line.id, line.duplicate_of, line.story, line.relation) == ("enab:7", "sana:1", "sana:1", "cut")
    assert 0.5 < line.similarity < 0.9
    assert line.reason.startswith("a copy of sana:1: ")


def test_a_copy_that_comes_again_changed_is_a_revision_of_itself(connection: sqlite3.Connection, make_article: Make) -> None:
    store(connection, make_article(1, title=TITLE, body=BODY))
    store(connection, make_article(7, title=TITLE, body="\n\n".join(PARAGRAPHS[:4]), id="enab:7", publisher="enab"))
    line = store(connection, make_article(7, title=TITLE, body="\n\n".join(PARAGRAPHS[:5]), id="enab:7", publisher="enab"))
    assert line is not None
    assert (line.id, line.revision, line.story) == ("enab:7", 2, "sana:1")


def test_a_text_that_came_back_is_compared_again(connection: sqlite3.Connection, make_article: Make) -> None:
    for body in (BODY, OTHER_BODY, BODY):
        store(connection, make_article(1, title=TITLE, body=body))
    cut = make_article(7, title=TITLE, body="\n\n".join(PARAGRAPHS[:5]), id="enab:7", publisher="enab")
    assert isinstance(store(connection, cut), Duplicate)
