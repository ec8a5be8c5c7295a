from __future__ import annotations

from dataclasses import replace

from crawler.index import frontier
from crawler.index.database import Connection
from crawler.index.frontier import RETRY_AFTER, Offer, Window, text_mark

NOW = 1_757_235_600
DAY = 24 * 3600
MONTH = 30 * DAY


def offer(connection: Connection, *offers: Offer, now: int = NOW) -> int:
    return frontier.offer(connection, "sana", offers, now=now, revisit_window=MONTH)


def page(key: int, *, published: int | None = None, modified: int | None = None) -> Offer:
    return Offer(key=key, url=f"https://sana.sy/locals/{key}/", published=published, modified=modified, title="عنوان")


def take(
    connection: Connection, run: str = "a", count: int = 16, *, revisits: int = 16, now: int = NOW, window: Window | None = None
) -> list[int]:
    due = frontier.take(connection, "sana", run, count, revisits=revisits, now=now, window=window or Window())
    return [row.key for row in due]


def done(connection: Connection, key: int, **fields: object) -> None:
    values = {"article": f"sana:{key}", "published": None, "modified": None, "etag": None, "last_modified": None, "next_visit": None}
    frontier.settle_done(connection, key, **{**values, **fields})


def state(connection: Connection, key: int) -> str:
    return connection.row("SELECT state FROM frontier WHERE key = :key", {"key": key})[0]


def test_newest_first_whatever_the_order_of_the_offers(connection: Connection) -> None:
    offer(connection, page(1, published=NOW - 300), page(2, published=NOW - 100), page(3, modified=NOW - 200))
    assert take(connection) == [2, 3, 1]


def test_without_times_the_order_of_the_source_counts(connection: Connection) -> None:
    offer(connection, page(5), page(4), page(6))
    assert take(connection) == [5, 4, 6]


def test_no_run_gets_a_page_twice(connection: Connection) -> None:
    offer(connection, page(1))
    assert take(connection, "a") == [1]
    frontier.settle_failed(connection, 1, now=NOW)
    assert take(connection, "a", now=NOW + 2 * RETRY_AFTER[0]) == []
    assert take(connection, "b", now=NOW + 2 * RETRY_AFTER[0]) == [1]


def test_a_known_page_without_a_newer_hint_is_not_due(connection: Connection) -> None:
    assert offer(connection, page(1, published=NOW - 50)) == 1
    take(connection)
    done(connection, 1, published=NOW - 50, modified=NOW - 10)
    assert offer(connection, page(1, published=NOW - 50), page(1, modified=NOW - 10), page(1)) == 0


def test_a_newer_hint_makes_a_page_due_again_as_a_revisit(connection: Connection) -> None:
    offer(connection, page(1, published=NOW - 50))
    take(connection)
    done(connection, 1, published=NOW - 50, etag='"x"')
    assert offer(connection, page(1, modified=NOW)) == 1
    (row,) = frontier.take(connection, "sana", "b", 16, revisits=1, now=NOW, window=Window())
    assert (row.revisit, row.etag, row.url) == (True, '"x"', "https://sana.sy/locals/1/")


def carried(text: str, *, published: int = NOW - 50) -> Offer:
    """Page 1, with its text in the source."""
    return replace(page(1, published=published), mark=text_mark(text))


def test_a_text_that_a_source_carries_makes_its_page_due_again_when_it_is_another_one(connection: Connection) -> None:
    offer(connection, carried("نص"))
    take(connection)
    done(connection, 1, published=NOW - 50, etag=text_mark("نص"))
    assert offer(connection, carried("نص"), page(1, published=NOW - 50)) == 0
    assert offer(connection, carried("نص آخر")) == 1
    (row,) = frontier.take(connection, "sana", "b", 16, revisits=1, now=NOW, window=Window())
    assert (row.revisit, row.etag) == (True, None), "what stands for a text is no validator of a page"


def test_the_text_of_an_old_article_is_not_read_again(connection: Connection) -> None:
    offer(connection, carried("نص", published=NOW - 2 * MONTH))
    take(connection)
    done(connection, 1, published=NOW - 2 * MONTH, etag=text_mark("نص"))
    assert offer(connection, carried("نص آخر", published=NOW - 2 * MONTH)) == 0


def test_what_was_read_from_its_page_is_not_compared_with_the_text_of_a_source(connection: Connection) -> None:
    offer(connection, page(1, published=NOW - 50))
    take(connection)
    done(connection, 1, published=NOW - 50, etag='"x"')
    assert offer(connection, carried("نص")) == 0


def test_only_some_pages_can_be_taken(connection: Connection) -> None:
    offer(connection, *(page(key, published=NOW - key) for key in (1, 2, 3, 4)))
    assert take(connection, count=1, window=Window(pages=frozenset({2, 4}))) == [2]
    assert take(connection, window=Window(pages=frozenset({2, 4}))) == [4]
    assert take(connection, window=Window(pages=frozenset({3}), until=NOW - 4)) == []


def test_an_old_article_is_not_read_again(connection: Connection) -> None:
    offer(connection, page(1, published=NOW - 2 * MONTH))
    take(connection)
    done(connection, 1, published=NOW - 2 * MONTH)
    assert offer(connection, page(1, modified=NOW)) == 0


def test_new_pages_come_before_revisits_and_revisits_are_limited(connection: Connection) -> None:
    offer(connection, *(page(key, published=NOW - key) for key in (1, 2, 3)))
    take(connection)
    for key in (1, 2, 3):
        done(connection, key, published=NOW - key)
    offer(connection, *(page(key, modified=NOW + key) for key in (1, 2, 3)), page(4, published=NOW - DAY))
    assert take(connection, "b", revisits=2) == [4, 3, 2]


def test_a_failed_page_that_waits_longer_than_any_does_was_put_off_by_a_wrong_clock(connection: Connection) -> None:
    offer(connection, page(1), page(2))
    take(connection)
    frontier.settle_failed(connection, 1, now=NOW + 365 * DAY)
    frontier.settle_failed(connection, 2, now=NOW)
    assert frontier.count_due(connection, "sana", "b", now=NOW, window=Window()) == 1
    assert take(connection, "b") == [1]


def test_a_visit_far_ahead_is_no_fault_of_the_clock(connection: Connection) -> None:
    offer(connection, page(1))
    take(connection)
    done(connection, 1, next_visit=NOW + 30 * DAY)
    assert take(connection, "b") == []


def test_failed_pages_wait_longer_each_time_and_then_fail(connection: Connection) -> None:
    offer(connection, page(1))
    now = NOW
    for run, wait in enumerate(RETRY_AFTER):
        assert take(connection, f"run-{run}", now=now) == [1]
        assert frontier.settle_failed(connection, 1, now=now)
        assert take(connection, f"early-{run}", now=now + wait - 1) == []
        now += wait
    assert take(connection, "last", now=now) == [1]
    assert not frontier.settle_failed(connection, 1, now=now)
    assert state(connection, 1) == "failed"


def test_a_dead_runs_pages_are_due_again(connection: Connection) -> None:
    offer(connection, page(1), page(2))
    take(connection, "dead", 1)
    assert frontier.release(connection, "sana") == 1
    assert take(connection, "new") == [1, 2]


def test_window_keeps_dated_pages_out_and_undated_in(connection: Connection) -> None:
    offer(connection, page(1, published=NOW - 3 * DAY), page(2, published=NOW - DAY), page(3))
    assert sorted(take(connection, window=Window(since=NOW - 2 * DAY))) == [2, 3]
    assert take(connection, "b", window=Window()) == [1]


def test_a_page_outside_the_window_waits_for_a_run_that_wants_it(connection: Connection) -> None:
    offer(connection, page(1))
    take(connection, "a")
    frontier.settle_outside(connection, 1, NOW - 5 * DAY)
    assert take(connection, "b", window=Window(since=NOW - DAY)) == []
    assert take(connection, "c") == [1]


def test_settled_rows_forget_their_url(connection: Connection) -> None:
    offer(connection, page(1), page(2))
    take(connection)
    done(connection, 1)
    frontier.settle_closed(connection, 2, "gone")
    assert connection.row("SELECT count(*) FROM frontier WHERE url IS NOT NULL OR title IS NOT NULL") == (0,)


def test_revisit_time_keeps_the_page_due_for_then(connection: Connection) -> None:
    offer(connection, page(1))
    take(connection, "a")
    done(connection, 1, published=NOW, next_visit=NOW + 3600)
    assert take(connection, "b", now=NOW + 3599) == []
    assert take(connection, "c", now=NOW + 3600) == [1]


def test_a_newer_hint_does_not_wait_for_the_revisit_time(connection: Connection) -> None:
    offer(connection, page(1, published=NOW))
    take(connection)
    done(connection, 1, published=NOW, next_visit=NOW + DAY)
    offer(connection, page(1, published=NOW))
    assert take(connection, "b", now=NOW + 3600) == [], "nothing new was said of it"
    offer(connection, page(1, modified=NOW + 1800))
    assert take(connection, "b", now=NOW + 3600) == [1]


def test_a_newer_hint_does_not_hurry_a_page_that_failed(connection: Connection) -> None:
    offer(connection, page(1, published=NOW))
    take(connection)
    done(connection, 1, published=NOW, next_visit=NOW + 3600)
    assert take(connection, "b", now=NOW + 3600) == [1]
    frontier.settle_failed(connection, 1, now=NOW + 3600)
    offer(connection, page(1, modified=NOW + 1800))
    assert take(connection, "c", now=NOW + 3700) == []
    assert take(connection, "c", now=NOW + 3600 + RETRY_AFTER[0]) == [1]


def test_publishers_do_not_see_each_others_pages(connection: Connection) -> None:
    offer(connection, page(1))
    assert frontier.take(connection, "wafa", "a", 16, revisits=16, now=NOW, window=Window()) == []


def test_a_source_read_to_its_end_is_remembered_with_its_depth(connection: Connection) -> None:
    assert frontier.source_read(connection, 7) is None
    frontier.source_finished(connection, 7, stamp=NOW * 1000, reached=0)
    assert frontier.source_read(connection, 7) == (NOW * 1000, 0)


def test_a_later_shallower_reading_takes_the_place_of_a_deeper_one(connection: Connection) -> None:
    frontier.source_finished(connection, 7, stamp=1, reached=0)
    frontier.source_finished(connection, 7, stamp=2, reached=NOW)
    assert frontier.source_read(connection, 7) == (2, NOW), "what came between the two and is older than NOW was not seen"


def test_pages_are_told_by_when_they_were_found(connection: Connection) -> None:
    for found, key in ((1000, 1), (2000, 2), (9000, 3)):
        frontier.offer(connection, "sana", [page(key)], now=NOW, revisit_window=MONTH, found=found)
    frontier.offer(connection, "sana", [page(1)], now=NOW, revisit_window=MONTH, found=5000)
    assert frontier.all_found_before(connection, {1}, 1000, now=5000), "found is when it was found first"
    assert not frontier.all_found_before(connection, {1, 2}, 1000, now=5000)
    assert frontier.all_found_before(connection, {1, 2, 3}, 2000, now=5000), "behind now is a wrong clock"
    assert not frontier.all_found_before(connection, {1, 7}, 2000, now=5000), "one that nobody has found"


def test_a_window_of_sections_holds_what_their_listings_named_last(connection: Connection) -> None:
    for section, keys in ((70, (1, 2)), (71, (2, 3)), (None, (3, 4))):
        frontier.offer(connection, "sana", [page(key) for key in keys], now=NOW, revisit_window=MONTH, section=section)
    assert sorted(take(connection, window=Window(sections=frozenset({71})))) == [2, 3]
    assert frontier.count_due(connection, "sana", "b", now=NOW, window=Window(sections=frozenset({70, 71}))) == 1
    assert sorted(take(connection)) == [1, 4]


def test_a_second_source_that_knows_a_later_time_does_not_make_a_page_due_twice(connection: Connection) -> None:
    offer(connection, page(1, published=NOW - 50))
    assert offer(connection, page(1, modified=NOW - 20)) == 0
    take(connection)
    frontier.settle_closed(connection, 1, "failed")
    assert offer(connection, page(1, modified=NOW - 20)) == 0
    assert offer(connection, page(1, modified=NOW)) == 1, "a page that gave no article is looked at again when it changed"


def test_a_time_that_another_source_gives_puts_an_undated_page_in_its_place(connection: Connection) -> None:
    offer(connection, page(1), page(2, published=NOW - 100))
    offer(connection, page(1, modified=NOW - 200))
    assert take(connection) == [2, 1]
