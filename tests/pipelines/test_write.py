from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import orjson
import pytest

from crawler.index import frontier
from crawler.index.frontier import RETRY_AFTER, Offer, Window
from crawler.index.outcomes import Decision, Delivery, Failed, Missing, NotModified, Outcome, Outside, Visit
from crawler.index.run import NearDuplicates
from crawler.index.worker import Desk
from crawler.items import Article, Rejected
from crawler.pipelines.write import Writer
from tests.conftest import PROJECT
from tests.index.news import BODY, PARAGRAPHS, TITLE

Make = Callable[..., Article]
RECEIVED = datetime(2025, 9, 7, 9, tzinfo=UTC)
URL = "https://sana.sy/culture-and-arts/1/"


@pytest.fixture
def deliver(desk: Desk) -> Callable[..., Decision]:
    """Deliver an outcome for a page, number 1 unless it says otherwise, which was taken from the frontier."""

    def deliver(
        outcome: Outcome,
        *,
        page: int = 1,
        at: datetime = RECEIVED,
        revisit_after: list[int] | None = None,
        near_duplicates: NearDuplicates = "drop",
        **visit: Any,
    ) -> Decision:
        frontier.offer(desk.connection, "sana", [Offer(key=page, url=URL)], now=0, revisit_window=0)
        frontier.take(desk.connection, "sana", f"run at {at}", 1, revisits=1, now=1 << 40, window=Window())
        writer = Writer("sana", revisit_after or [], near_duplicates)
        return writer.deliver(desk, Delivery(outcome, Visit(key=page, url=URL, received_at=at, **visit)))

    return deliver


def lines(desk: Desk, folder: str) -> list[dict[str, Any]]:
    desk.parts.sync()
    path = desk.parts.output / desk.parts.names[folder]  # type: ignore[index]
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def row(desk: Desk) -> dict[str, Any]:
    columns = ("state", "url", "hint", "next_at", "article", "etag", "last_modified")
    return dict(zip(columns, desk.connection.row(f"SELECT {', '.join(columns)} FROM frontier WHERE key = 1"), strict=True))


def test_a_new_article_is_a_line_with_every_key_in_order(deliver: Callable[..., Decision], desk: Desk, make_article: Make) -> None:
    article = make_article(1)
    assert deliver(article, etag='"a"', last_modified="yesterday").verdict == "stored"
    (line,) = lines(desk, "articles")
    assert list(line) == list(Article.__dataclass_fields__)
    assert (line["id"], line["title"]) == (article.id, article.title)
    assert {name: row(desk)[name] for name in ("state", "url", "article", "etag", "last_modified")} == {
        "state": "done",
        "url": None,
        "article": "sana:1",
        "etag": '"a"',
        "last_modified": "yesterday",
    }


def test_the_pages_own_times_count_as_hints(deliver: Callable[..., Decision], desk: Desk, make_article: Make) -> None:
    deliver(make_article(1, modified_at="2025-09-06T21:00:00+03:00"))
    assert row(desk)["hint"] == int(datetime(2025, 9, 6, 18, tzinfo=UTC).timestamp())


def test_a_copy_goes_to_duplicates_whole(deliver: Callable[..., Decision], desk: Desk, make_article: Make) -> None:
    deliver(make_article(7))
    decision = deliver(make_article(1), page=2)
    assert (decision.verdict, decision.detail) == ("duplicate", "the same text as sana:7")
    (line,) = lines(desk, "duplicates")
    assert (line["body"], line["duplicate_of"], line["relation"]) == (make_article(1).body, "sana:7", "same")
    assert len(lines(desk, "articles")) == 1


def article_of_each(deliver: Callable[..., Decision], make_article: Make, near_duplicates: NearDuplicates) -> list[Decision]:
    """An article, a near copy, the same text again."""
    cut = "\n\n".join(PARAGRAPHS[:4])
    bodies = {1: BODY, 2: cut, 3: BODY}
    return [deliver(make_article(n, TITLE, body), page=n, near_duplicates=near_duplicates) for n, body in bodies.items()]


COPY_KEYS = ["duplicate_of", "relation", "similarity", "reason"]


@pytest.mark.parametrize(
    ("near_duplicates", "verdicts", "articles", "duplicates"),
    [
        ("drop", ["stored", "duplicate", "duplicate"], [("sana:1", None)], [("sana:2", "sana:1"), ("sana:3", "sana:1")]),
        ("mark", ["stored", "duplicate", "duplicate"], [("sana:1", None), ("sana:2", "sana:1"), ("sana:3", "sana:1")], []),
        ("keep", ["stored", "stored", "duplicate"], [("sana:1", None), ("sana:2", None)], [("sana:3", "sana:1")]),
    ],
)
def test_where_copies_go(
    deliver: Callable[..., Decision],
    desk: Desk,
    make_article: Make,
    near_duplicates: NearDuplicates,
    verdicts: list[str],
    articles: list[tuple[str, str | None]],
    duplicates: list[tuple[str, str | None]],
) -> None:
    decisions = article_of_each(deliver, make_article, near_duplicates)
    assert [decision.verdict for decision in decisions] == verdicts
    assert [(line["id"], line.get("duplicate_of")) for line in lines(desk, "articles")] == articles
    assert [(line["id"], line["duplicate_of"]) for line in lines(desk, "duplicates")] == duplicates
    assert {line["story"] for folder in ("articles", "duplicates") for line in lines(desk, folder)} == {"sana:1"}


def test_marked_lines_all_have_the_same_keys_and_hold_to_the_schema(
    deliver: Callable[..., Decision], desk: Desk, make_article: Make
) -> None:
    article_of_each(deliver, make_article, "mark")
    validator = jsonschema.Draft202012Validator(json.loads((PROJECT / "docs" / "article.schema.json").read_text(encoding="utf-8")))
    for line in lines(desk, "articles"):
        assert list(line) == [*Article.__dataclass_fields__, *COPY_KEYS]
        assert list(validator.iter_errors(line)) == []
        assert list(validator.iter_errors({name: value for name, value in line.items() if name != "reason"})), "all four or none"


def test_an_article_at_a_new_address_is_a_line_in_links(deliver: Callable[..., Decision], desk: Desk, make_article: Make) -> None:
    deliver(make_article(1))
    deliver(Missing(410))
    decision = deliver(make_article(2), page=2)
    assert (decision.verdict, decision.detail) == ("moved", "sana:1")
    assert lines(desk, "links") == [
        {
            "kind": "moved",
            "id": "sana:2",
            "to": "sana:1",
            "url": "https://sana.sy/culture-and-arts/2/",
            "publisher": "sana",
            "reason": "the same text, and the old address is gone",
            "crawled_at": "2025-09-07T09:00:00+00:00",
        }
    ]
    assert frontier.article_of(desk.connection, 2) == "sana:1"
    assert len(lines(desk, "articles")) == 1
    assert lines(desk, "duplicates") == []
    deliver(Missing(404), page=2)
    assert [(line["id"], line["status"]) for line in lines(desk, "gone")] == [("sana:1", 410), ("sana:1", 404)]


def test_a_304_settles_the_page_and_keeps_its_validators(deliver: Callable[..., Decision], desk: Desk, make_article: Make) -> None:
    deliver(make_article(1), etag='"a"')
    assert deliver(NotModified()).verdict == "unchanged"
    assert (row(desk)["state"], row(desk)["etag"]) == ("done", '"a"')


def test_a_page_that_was_stored_and_is_missing_is_gone(deliver: Callable[..., Decision], desk: Desk, make_article: Make) -> None:
    deliver(make_article(1))
    assert deliver(Missing(410)).verdict == "gone"
    (line,) = lines(desk, "gone")
    assert line == {"id": "sana:1", "url": URL, "publisher": "sana", "status": 410, "crawled_at": "2025-09-07T09:00:00+00:00"}
    assert len(lines(desk, "articles")) == 1


def test_a_page_that_was_never_there_is_rejected(deliver: Callable[..., Decision], desk: Desk) -> None:
    deliver(Missing(404))
    (line,) = lines(desk, "rejected")
    assert (line["reason"], line["url"]) == ("not_found", URL)
    assert row(desk)["state"] == "gone"


def test_a_rejected_page_is_a_line_with_its_reason(deliver: Callable[..., Decision], desk: Desk) -> None:
    rejected = Rejected(url=URL, publisher="sana", reason="no_body", detail="body: none", crawled_at="2025-09-07T09:00:00+00:00")
    deliver(rejected)
    assert [line["reason"] for line in lines(desk, "rejected")] == ["no_body"]
    assert row(desk)["state"] == "failed"


def test_a_failure_waits_and_the_last_one_is_a_line(deliver: Callable[..., Decision], desk: Desk) -> None:
    at = RECEIVED
    for wait in RETRY_AFTER:
        assert deliver(Failed("HTTP 503"), at=at).verdict == "failed"
        assert row(desk)["next_at"] == int(at.timestamp()) + wait
        at += timedelta(seconds=wait)
    assert lines(desk, "rejected") == []
    assert deliver(Failed("HTTP 503"), at=at).verdict == "rejected"
    assert [(line["reason"], line["detail"]) for line in lines(desk, "rejected")] == [("failed", "HTTP 503")]


def test_an_article_outside_the_window_writes_nothing_and_waits(deliver: Callable[..., Decision], desk: Desk) -> None:
    assert deliver(Outside(RECEIVED - timedelta(days=9))).verdict == "outside"
    assert (row(desk)["state"], row(desk)["url"]) == ("due", URL)
    assert lines(desk, "articles") == lines(desk, "rejected") == []


@pytest.mark.parametrize(("revisit_after", "next_at"), [([], None), ([60, 86_400], "2025-09-07T17:26:33+00:00"), ([60], None)])
def test_revisit_after_counts_from_publication(
    deliver: Callable[..., Decision], desk: Desk, make_article: Make, revisit_after: list[int], next_at: str | None
) -> None:
    deliver(make_article(1), revisit_after=revisit_after)
    expected = int(datetime.fromisoformat(next_at).timestamp()) if next_at else 0
    assert (row(desk)["state"], row(desk)["next_at"]) == ("due" if next_at else "done", expected)
