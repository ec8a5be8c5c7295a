"""What an article is to those before it: a test a rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.index import articles, frontier, links
from crawler.index.database import Connection
from crawler.index.decisions import Decided, decide
from crawler.index.frontier import Offer, Window
from crawler.items import Article, Duplicate, Link
from tests.index.news import BODY, OTHER_BODY, OTHER_TITLE, PARAGRAPHS, TITLE, weather

Make = Callable[..., Article]
CUT = "\n\n".join(PARAGRAPHS[:4])


def store(connection: Connection, article: Article, page: int | None = None) -> Decided:
    decided = decide(connection, article, page=page)
    if decided.line is not None:
        articles.remember(connection, decided.line)
    for link in decided.links:
        links.remember(connection, link)
    return decided


def line_of(connection: Connection, article: Article) -> Article:
    line = store(connection, article).line
    assert line is not None
    return line


@pytest.fixture
def make(make_article: Make) -> Callable[..., Article]:
    """An article of a publisher: `make("enab:7", TITLE, BODY)`."""

    def make(id: str, title: str, body: str, **fields: object) -> Article:
        publisher, _, number = id.partition(":")
        return make_article(int(number), title, body, id=id, story=id, publisher=publisher, url=f"https://{publisher}/{number}/", **fields)

    return make


# --- Unchanged, revisions ----------------------------------------------------------------------------------------------------


def test_a_new_article_is_its_own_story(connection: Connection, make: Make) -> None:
    line = line_of(connection, make("sana:1", TITLE, BODY))
    assert (type(line), line.id, line.revision, line.story) == (Article, "sana:1", 1, "sana:1")


@pytest.mark.parametrize(
    "changes", [{}, {"published_at": "2025-09-07T10:00:00+03:00"}, {"tags": ["مياه"]}, {"images": []}, {"section": "محليات"}]
)
def test_a_page_is_unchanged_as_long_as_text_and_headline_are(connection: Connection, make: Make, changes: dict[str, object]) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    assert store(connection, make("sana:1", TITLE, BODY, **changes)) == Decided(None)


@pytest.mark.parametrize(("title", "body"), [(TITLE, CUT), (f"{TITLE} اليوم", BODY), (OTHER_TITLE, OTHER_BODY)])
def test_a_changed_text_or_headline_is_a_revision(connection: Connection, make: Make, title: str, body: str) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    line = line_of(connection, make("sana:1", title, body))
    assert (type(line), line.revision, line.story) == (Article, 2, "sana:1")


def test_a_text_that_came_back_is_the_next_revision_and_compared_again(connection: Connection, make: Make) -> None:
    for body in (BODY, OTHER_BODY, BODY):
        line = line_of(connection, make("sana:1", TITLE, body))
    assert line.revision == 3
    assert isinstance(line_of(connection, make("enab:7", TITLE, CUT)), Duplicate)


# --- Copies ------------------------------------------------------------------------------------------------------------------


def test_the_same_text_under_another_id_is_a_duplicate_of_the_first(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    line = line_of(connection, make("sana:2", TITLE, BODY.replace("،", " ، ")))
    assert isinstance(line, Duplicate)
    assert (line.duplicate_of, line.story, line.relation, line.similarity) == ("sana:1", "sana:1", "same", 1.0)
    assert line.reason == "the same text as sana:1"


def test_a_near_copy_is_a_duplicate_with_relation_and_reason(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    line = line_of(connection, make("enab:7", TITLE, CUT))
    assert isinstance(line, Duplicate)
    assert (line.id, line.duplicate_of, line.story, line.relation) == ("enab:7", "sana:1", "sana:1", "cut")
    assert 0.5 < line.similarity < 0.9
    assert line.reason.startswith("a copy of sana:1: ")


def test_templates_of_two_days_are_two_stories(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", "حالة الطقس", weather("الأحد", 31, 38, 40), published_at="2025-09-06T09:00:00+03:00"))
    line = line_of(connection, make("sana:2", "حالة الطقس", weather("الاثنين", 29, 36, 55), published_at="2025-09-07T09:00:00+03:00"))
    assert (type(line), line.story) == (Article, "sana:2")


def test_an_article_without_date_works(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY, published_at=None, published_precision=None))
    assert isinstance(line_of(connection, make("enab:7", TITLE, BODY + " انتهى", published_at=None)), Duplicate)


def test_a_copy_that_comes_again_is_unchanged(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    store(connection, make("enab:7", TITLE, CUT))
    assert store(connection, make("enab:7", TITLE, CUT)).line is None


def test_a_copy_that_changed_is_a_copy_still(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    store(connection, make("enab:7", TITLE, CUT))
    line = line_of(connection, make("enab:7", TITLE, "\n\n".join(PARAGRAPHS[:5])))
    assert isinstance(line, Duplicate)
    assert (line.revision, line.story, line.duplicate_of) == (2, "sana:1", "sana:1")


def test_a_copy_that_became_something_else_is_an_article(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    store(connection, make("enab:7", TITLE, CUT))
    line = line_of(connection, make("enab:7", OTHER_TITLE, OTHER_BODY))
    assert (type(line), line.revision, line.story) == (Article, 2, "sana:1"), "a story is never renumbered"


# --- Two stories that turn out to be one -------------------------------------------------------------------------------------


def test_a_revision_that_is_a_copy_of_another_story_joins_the_two(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    store(connection, make("enab:7", TITLE, "افتتحت وزارة الموارد المائية محطة جديدة لتنقية مياه الشرب."))
    decided = store(connection, make("enab:7", TITLE, BODY))
    assert decided.line is not None
    assert (type(decided.line), decided.line.revision, decided.line.story) == (Article, 2, "sana:1")
    (link,) = decided.links
    assert (link.kind, link.id, link.to, link.reason) == ("story", "enab:7", "sana:1", "revision 2 of enab:7 is a copy of sana:1")
    assert links.story_of(connection, "enab:7") == "sana:1"


def test_a_page_that_was_written_over_joins_nothing(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    store(connection, make("enab:7", OTHER_TITLE, OTHER_BODY))
    decided = store(connection, make("enab:7", TITLE, BODY))
    assert decided.links == []
    assert decided.line is not None
    assert decided.line.story == "enab:7"


def two_stories(connection: Connection, first: Article, second: Article) -> None:
    """Stored as two, as happens where neither was among the few that the other was compared with."""
    for article in (first, second):
        articles.remember(connection, article)


def test_a_copy_of_two_articles_that_are_copies_of_each_other_joins_their_stories(connection: Connection, make: Make) -> None:
    two_stories(connection, make("sana:1", TITLE, BODY), make("enab:7", TITLE, BODY + " انتهى"))
    decided = store(connection, make("watan:3", TITLE, BODY + " انتهى الخبر كله"))
    assert isinstance(decided.line, Duplicate)
    assert decided.line.story == "sana:1"
    assert [(link.kind, link.id, link.to) for link in decided.links] == [("story", "enab:7", "sana:1")]
    later = store(connection, make("masdar:4", TITLE, BODY + " انتهى"))
    assert isinstance(later.line, Duplicate)
    assert (later.line.duplicate_of, later.line.story) == ("enab:7", "sana:1"), "everything reads through the link"


def test_a_round_up_of_two_stories_joins_nothing(connection: Connection, make: Make) -> None:
    halves = "\n\n".join(PARAGRAPHS[:3]), "\n\n".join(PARAGRAPHS[3:])
    two_stories(connection, make("sana:1", TITLE, halves[0]), make("enab:7", TITLE, halves[1]))
    assert store(connection, make("watan:3", TITLE, BODY)).links == []


def test_links_that_lead_in_a_circle_end(connection: Connection) -> None:
    common = {"kind": "story", "url": "", "publisher": "sana", "reason": "", "crawled_at": ""}
    for id, to in (("a", "b"), ("b", "a")):
        links.remember(connection, Link(id=id, to=to, **common))  # type: ignore[arg-type]
    assert links.story_of(connection, "a") in ("a", "b")


# --- The agency's own article ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copy", [BODY, CUT])
def test_a_copy_is_linked_to_the_agencys_own_article_that_comes_later(connection: Connection, make: Make, copy: str) -> None:
    store(connection, make("enab:7", TITLE, copy, origin="sana"))
    decided = store(connection, make("sana:1", TITLE, BODY, origin="sana"))
    assert isinstance(decided.line, Duplicate)
    assert decided.line.story == "enab:7", "the first that was seen"
    assert [(link.kind, link.id, link.to) for link in decided.links] == [("origin", "enab:7", "sana:1")]


@pytest.mark.parametrize(("credited", "own"), [("reuters", "sana"), (None, "sana"), ("sana", None), ("sana", "reuters")])
def test_who_credits_another_agency_is_not_linked(connection: Connection, make: Make, credited: str | None, own: str | None) -> None:
    store(connection, make("enab:7", TITLE, CUT, origin=credited))
    assert store(connection, make("sana:1", TITLE, BODY, origin=own)).links == []


# --- A new address -----------------------------------------------------------------------------------------------------------


def read_from(connection: Connection, page: int, article: str, state: str) -> None:
    """A page of the frontier that gave this article, and what it is now."""
    frontier.offer(connection, "sana", [Offer(key=page, url="https://sana/")], now=0, revisit_window=0)
    frontier.take(connection, "sana", "run", 1, revisits=0, now=1, window=Window())
    frontier.settle_done(connection, page, article=article, published=None, modified=None, etag=None, last_modified=None, next_visit=None)
    if state == "gone":
        frontier.settle_closed(connection, page, "gone")


def test_the_same_text_at_a_new_address_whose_old_one_is_gone_is_the_same_article(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    read_from(connection, 10, "sana:1", "gone")
    decided = store(connection, make("sana:2", TITLE, BODY), page=20)
    assert decided.line is None
    (link,) = decided.links
    assert (link.kind, link.id, link.to, link.url) == ("moved", "sana:2", "sana:1", "https://sana/2/")
    assert link.reason == "the same text, and the old address is gone"


def test_an_old_address_that_leads_to_the_new_one_is_the_same_article(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    read_from(connection, 10, "sana:1", "done")
    decided = store(connection, make("sana:2", TITLE, BODY), page=10)
    assert [(link.kind, link.id, link.to) for link in decided.links] == [("moved", "sana:2", "sana:1")]


def test_an_article_that_moved_keeps_its_id_ever_after(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    read_from(connection, 10, "sana:1", "gone")
    store(connection, make("sana:2", TITLE, BODY), page=20)
    assert store(connection, make("sana:2", TITLE, BODY), page=20) == Decided(None)
    line = line_of(connection, make("sana:2", TITLE, CUT))
    assert (type(line), line.id, line.revision, line.url, line.story) == (Article, "sana:1", 2, "https://sana/2/", "sana:1")


def test_an_article_inside_anothers_page_did_not_move_there(connection: Connection, make: Make) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    read_from(connection, 10, "sana:1", "gone")
    assert isinstance(store(connection, make("sana:2", TITLE, BODY, part_of="sana:3")).line, Duplicate)


@pytest.mark.parametrize(
    ("id", "text", "state"),
    [("enab:2", BODY, "gone"), ("sana:2", CUT, "gone"), ("sana:2", BODY, "done")],
    ids=["elsewhere", "edited", "there"],
)
def test_what_did_not_move_is_a_copy(connection: Connection, make: Make, id: str, text: str, state: str) -> None:
    store(connection, make("sana:1", TITLE, BODY))
    read_from(connection, 10, "sana:1", state)
    decided = store(connection, make(id, TITLE, text), page=20)
    assert isinstance(decided.line, Duplicate)
    assert decided.links == []
