from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.index import articles
from crawler.index.database import Connection
from crawler.items import Article, Duplicate, Marked

Make = Callable[..., Article]


@pytest.mark.parametrize("kind", [Duplicate, Marked])
def test_a_line_is_known_as_it_says(connection: Connection, make_article: Make, kind: type[Article]) -> None:
    articles.remember(connection, make_article(1))
    copy = make_article(7, story="sana:1", origin="reuters")
    values = {name: getattr(copy, name) for name in Article.__dataclass_fields__}
    articles.remember(connection, kind(**values, duplicate_of="sana:1", relation="same", similarity=1.0, reason="the same text as sana:1"))
    known = articles.known(connection, "sana:7")
    assert known is not None
    assert (known.revision, known.story, known.duplicate_of, known.origin) == (1, "sana:1", "sana:1", "reuters")
    assert articles.known(connection, "sana:8") is None


def test_the_first_with_a_text_stays_the_first(connection: Connection, make_article: Make) -> None:
    for number in (5, 3, 9):
        articles.remember(connection, make_article(number))
    first = articles.find(connection, "", make_article().text_hash).first
    assert first is not None
    assert first.id == "sana:5"


def test_an_old_line_read_again_does_not_undo_a_newer_revision(connection: Connection, make_article: Make) -> None:
    first, second = make_article(1), make_article(1, body="نص آخر تماماً.", revision=2)
    articles.remember(connection, second)
    articles.remember(connection, first)
    known = articles.known(connection, "sana:1")
    assert known is not None
    assert (known.revision, known.text_hash) == (2, second.text_hash)
