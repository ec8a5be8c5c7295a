"""Each monitor where it must speak and where it must not."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from scrapy.settings import Settings

from crawler import settings as our_settings
from crawler.extensions.health import (
    DONE,
    NOT_STARTED,
    OUTPUT,
    UNHEALTHY,
    Limits,
    coverage_lost,
    faults,
    judge,
    layout_lost,
    no_page_fetched,
    no_source_read,
    pages_failed,
    paragraphs_changed,
    rejected_more,
    server_errors,
    silence,
    turned_away,
)
from crawler.extensions.runs import RunFile
from crawler.index.errors import RunRefused
from tests.extensions.history import LIMITS, NOON, make_run, past

# Judgement


@pytest.mark.parametrize("history", [[], past()], ids=["first run", "with a past"])
@pytest.mark.parametrize("articles", [0, 1, 40])
def test_a_run_like_those_before_it_is_healthy_and_so_is_nothing_new(articles: int, history: list[RunFile]) -> None:
    assert faults(make_run(articles=articles), history, LIMITS) == []


def test_the_limits_of_the_tests_are_those_of_the_settings() -> None:
    assert Limits.of(Settings({name: getattr(our_settings, name) for name in dir(our_settings) if name.isupper()})) == LIMITS


@pytest.mark.parametrize(
    ("name", "value"), [("HEALTH_FALL", "much"), ("HEALTH_RUNS", "1.5"), ("HEALTH_SILENCE", -1), ("HEALTH_ERRORS", "nan")]
)
def test_a_limit_that_makes_no_sense_is_refused_and_named(name: str, value: object) -> None:
    settings = Settings({f"HEALTH_{limit.upper()}": getattr(LIMITS, limit) for limit in Limits.__slots__} | {name: value})
    with pytest.raises(RunRefused, match=f"{name}='?{value}'?: must be a ") as refused:
        Limits.of(settings)
    assert refused.value.exit_code == 2


BAD = {"sources": {"asked": 3, "failed": 3}}


@pytest.mark.parametrize(
    ("reason", "closed_well", "fields", "code"),
    [
        ("finished", True, {}, DONE),
        ("shutdown", True, {}, DONE),
        ("finished", True, BAD, UNHEALTHY),
        ("shutdown", True, BAD, UNHEALTHY),
        ("start_error", True, {}, NOT_STARTED),
        ("something_new", True, {}, NOT_STARTED),
        ("output_failed", False, {}, OUTPUT),
        ("output_failed", True, {}, OUTPUT),
        ("finished", False, BAD, OUTPUT),
    ],
)
def test_the_exit_code_follows_from_how_it_ended(reason: str, closed_well: bool, fields: dict[str, object], code: int) -> None:
    exit_code, words = judge(make_run(reason=reason, **fields), [], LIMITS, closed_well=closed_well)
    assert exit_code == code
    assert (words == []) is (code == DONE)


def test_runs_with_other_arguments_and_replays_say_nothing_of_this_one() -> None:
    bare = make_run(articles=30, fields={"authors": 0})
    assert faults(bare, past(), LIMITS) == ["authors in only 0 of 30 articles, before at least 100%"]
    assert faults(bare, past(arguments={"since": "2015-01-01"}), LIMITS) == []
    assert faults(bare, past(replay=True), LIMITS) == []
    hourly = {"since": "2d"}
    assert faults(replace(bare, arguments=hourly), past(arguments=hourly), LIMITS) != []


def test_a_fault_goes_on_being_reported_as_unhealthy_runs_are_no_yardstick() -> None:
    runs = past()
    for hour in range(24, 24 + 48):
        run = replace(make_run(articles=4, fields={"authors": 0}), run=f"{hour}")
        run.exit_code, run.health = judge(run, runs, LIMITS, closed_well=True)
        runs.insert(0, run)
    assert [run.exit_code for run in reversed(runs[:48])] == [DONE] * 2 + [UNHEALTHY] * 46, "eight of 28 may be chance"


def test_a_fault_that_is_mended_is_no_fault_any_more() -> None:
    lost = [make_run(hours, 10, fields={"authors": 0}, exit_code=3) for hours in range(1, 5)]
    assert faults(make_run(articles=4), lost + past(), LIMITS) == []
    assert faults(make_run(articles=0), lost + past(), LIMITS) == [], "and nothing new says nothing"


# This run alone


def test_no_source_read() -> None:
    assert no_source_read(make_run(sources={"asked": 3, "failed": 3}), [], LIMITS) == "none of 3 feeds, sitemaps and listings could be read"
    assert no_source_read(make_run(sources={"asked": 3, "read": 1, "failed": 2}), [], LIMITS) is None
    assert no_source_read(make_run(sources={"asked": 3, "forbidden": 3}), [], LIMITS) is None, "a site may say no"
    assert no_source_read(make_run(sources={"asked": 3, "forbidden": 2, "failed": 1}), [], LIMITS) is not None
    assert no_source_read(make_run(sources={}), [], LIMITS) is None, "the frontier was full enough"


def test_no_page_fetched() -> None:
    run = make_run(counts={"failed": 3, "challenge": 1, "rejected": 1}, rejected={"failed": 1})
    assert no_page_fetched(run, [], LIMITS) == "all 5 article pages that were asked for failed"
    assert no_page_fetched(make_run(counts={"fetched": 1, "failed": 4}), [], LIMITS) is None
    assert no_page_fetched(make_run(counts={"from_feed": 1, "failed": 4}), [], LIMITS) is None, "the feed gave one"
    assert no_page_fetched(make_run(), [], LIMITS) is None


# Shares


def test_pages_failed() -> None:
    run = make_run(counts={"fetched": 30, "failed": 9, "rejected": 1}, rejected={"failed": 1, "language": 5})
    assert (
        pages_failed(replace(run, counts=run.counts | {"failed": 14}), [], LIMITS)
        == "15 of 45 article pages failed (HEALTH_ERRORS is 0.25)"
    )
    assert pages_failed(run, [], LIMITS) is None, "a quarter is the limit"
    assert pages_failed(make_run(counts={"fetched": 5, "failed": 5}), [], LIMITS) is None, "ten pages are too few"


def test_small_runs_are_put_together_until_they_say_something() -> None:
    half = [make_run(hours, counts={"fetched": 3, "failed": 3}) for hours in range(6)]
    assert pages_failed(half[0], half[1:], LIMITS) == "12 of 24 article pages failed in the last 4 runs (HEALTH_ERRORS is 0.25)"
    assert pages_failed(half[0], half[1:3], LIMITS) is None
    assert pages_failed(make_run(counts={"fetched": 5, "failed": 1}), half[1:], LIMITS) is None, "this one is well again"


@pytest.mark.parametrize(
    "fields",
    [
        {"statuses": {"403": 10}},
        {"statuses": {"403": 4, "429": 4, "401": 1, "451": 1}},
        {"counts": {"challenge": 8, "rejected": 2}, "rejected": {"challenge": 2}},
        {"statuses": {"403": 10}, "counts": {"challenge": 10}},
    ],
)
def test_turned_away(fields: dict[str, dict[str, int]]) -> None:
    said = turned_away(make_run(articles=20, **fields), [], LIMITS)
    assert said
    assert said.startswith("10 of ")


def test_not_turned_away() -> None:
    assert turned_away(make_run(articles=20, statuses={"403": 3, "404": 9, "503": 9}), [], LIMITS) is None
    assert turned_away(make_run(articles=0, statuses={"403": 1}), past(statuses={"403": 1}), LIMITS) is None, (
        "a source that is always closed"
    )
    assert turned_away(make_run(articles=0, statuses={"403": 4}), [], LIMITS) is None, "seven answers are too few"


def test_server_errors() -> None:
    said = "20 of 43 answers were 5xx (HEALTH_SERVER_ERRORS is 0.25)"
    assert server_errors(make_run(articles=20, statuses={"503": 15, "500": 5}), [], LIMITS) == said
    assert server_errors(make_run(articles=20, statuses={"503": 5, "404": 30}), [], LIMITS) is None
    assert server_errors(make_run(articles=1, statuses={"503": 3}), [], LIMITS) is None


# The publisher's past


def test_layout_lost() -> None:
    redesigned = make_run(articles=30, body_from={"layout:foxiz": 2, "generic": 28})
    assert layout_lost(redesigned, past(), LIMITS) == (
        "a layout gave the text of only 2 of 30 articles, before at least 100%: the site may have been redesigned"
    )
    assert layout_lost(make_run(articles=30, body_from={"layout:sahifa": 30}), past(), LIMITS) is None, "another of its layouts"
    assert layout_lost(redesigned, past(body_from={"generic": 10}), LIMITS) is None, "a layout never served"
    assert layout_lost(redesigned, [], LIMITS) is None, "the first run"
    assert layout_lost(make_run(articles=4, body_from={"generic": 4}), past(), LIMITS) is None, "4 of the last 24 only"


@pytest.mark.parametrize("field", ["title", "body", "published_at", "authors", "dateline", "origin", "section", "images"])
def test_coverage_lost(field: str) -> None:
    run = make_run(articles=25, fields={field: 5})
    assert coverage_lost(run, past(), LIMITS) == f"{field} in only 5 of 25 articles, before at least 100%"


def test_coverage_not_lost() -> None:
    lost = make_run(articles=25, fields={"authors": 0})
    assert coverage_lost(make_run(articles=25, fields={"authors": 20}), past(), LIMITS) is None, "fewer, but not that few"
    assert coverage_lost(lost, past(fields={"authors": 2}), LIMITS) is None, "always rare"
    assert coverage_lost(lost, past(runs=4), LIMITS) is None, "two stretches are no past"
    assert coverage_lost(make_run(articles=5, fields={"authors": 0}), past(), LIMITS) is None, "five articles"
    assert coverage_lost(make_run(articles=25, fields={"authors": 25}), past(fields={"authors": 0}), LIMITS) is None, "more is no fault"


def test_a_field_that_comes_and_goes_with_the_hour_is_not_missed_in_a_night() -> None:
    """By day all articles have a dateline; each night there are twenty results of matches without one."""
    history = [make_run(hours, 20, fields={"dateline": 0 if hours % 24 == 0 else 20}) for hours in range(1, 73)]
    assert coverage_lost(make_run(articles=20, fields={"dateline": 0}), history, LIMITS) is None


def test_a_run_over_a_whole_archive_is_one_stretch_and_not_the_measure_of_all() -> None:
    archive = make_run(30, 100_000, fields={"authors": 0})
    lost = make_run(articles=25, fields={"images": 0})
    assert coverage_lost(lost, [*past(), archive], LIMITS) == "images in only 0 of 25 articles, before at least 100%"
    assert coverage_lost(lost, [*past(runs=2), archive], LIMITS) is None, "an archive and one stretch are no past"


def test_chance_alone_raises_hardly_an_alarm() -> None:
    """Articles that have each field with the same probability for ever, 6 an hour: 10 publishers for 10 days."""
    chance = random.Random(6)
    alarms = runs = 0
    for _ in range(10):
        odds = {name: chance.choice((0.1, 0.3, 0.5, 0.7, 0.9)) for name in ("authors", "dateline", "section", "images", "tags")}
        history: list[RunFile] = []
        for _ in range(240):
            run = make_run(0, 6, fields={name: sum(chance.random() < odd for _ in range(6)) for name, odd in odds.items()})
            run.exit_code = UNHEALTHY if coverage_lost(run, history[:40], LIMITS) else DONE
            alarms += run.exit_code == UNHEALTHY
            runs += 1
            history.insert(0, run)
    assert alarms <= runs / 500, f"{alarms} of {runs}"


def test_paragraphs_changed() -> None:
    short, long = make_run(articles=25, paragraphs={"1": 20, "6": 5}), make_run(articles=25, paragraphs={"40": 25})
    assert paragraphs_changed(short, past(), LIMITS) == "articles have 1 paragraphs in the median, before it was 6 to 6"
    assert paragraphs_changed(long, past(), LIMITS) == "articles have 40 paragraphs in the median, before it was 6 to 6"
    assert paragraphs_changed(short, [], LIMITS) is None
    assert paragraphs_changed(make_run(articles=25, paragraphs={"3": 25}), past(), LIMITS) is None, "half is the limit"
    assert paragraphs_changed(make_run(articles=5, paragraphs={"1": 5}), past(), LIMITS) is None, "five articles"
    assert paragraphs_changed(short, past(paragraphs={"1": 10}), LIMITS) is None, "they were always short"


def test_rejected_more() -> None:
    run = make_run(counts={"stored": 15, "rejected": 25, "unchanged": 0}, rejected={"no_body": 16, "language": 9})
    assert rejected_more(run, past(), LIMITS) == "16 of 40 pages were rejected as no_body, before at most 0%"
    assert rejected_more(run, [], LIMITS) is None, "without a past it is less than half"
    most = make_run(counts={"rejected": 30}, rejected={"language": 30})
    assert rejected_more(most, [], LIMITS) == "30 of 30 pages were rejected as language"


def test_not_rejected_more() -> None:
    few = make_run(counts={"stored": 1, "rejected": 4}, rejected={"no_body": 4})
    assert rejected_more(few, [], LIMITS) is None
    usual = past(counts={"stored": 5, "rejected": 5}, rejected={"language": 5})
    run = make_run(counts={"stored": 10, "rejected": 30}, rejected={"language": 30})
    assert rejected_more(run, usual, LIMITS) is None, "half are in other languages, always"
    assert rejected_more(make_run(), usual, LIMITS) is None


# Rhythm


def looks(days: float, last: datetime, every: float = 1, *, closed: tuple[int, ...] = (4,), night: int = 6) -> list[RunFile]:
    """Runs before NOON, newest first, of a site that publishes once an hour from `night` o'clock to midnight, but on `closed` days not
    (0 is Monday, 4 Friday), and stopped after `last`.
    """
    found = []
    hours = every
    while hours <= days * 24:
        time = newest = min(NOON - timedelta(hours=hours), last)
        while newest.hour < night or newest.weekday() in closed:
            newest -= timedelta(hours=1)
        fresh = newest == time
        found.append(make_run(hours, int(fresh), newest_published_at=newest.isoformat() if fresh else None))
        hours += every
    return found


def test_silence_after_days_without_news() -> None:
    history = looks(21, NOON - timedelta(hours=70))
    for run in history[:60]:
        run.exit_code = 3
    assert silence(make_run(), history, LIMITS) == (
        "the newest article is 70 h old (2026-11-21 14:00 UTC), in the past runs it was never older than 30 h"
    )
    assert silence(make_run(), history, replace(LIMITS, silence=math.inf)) is None, "which switches it off"


@pytest.mark.parametrize("every", [1, 24])
def test_nights_and_fridays_are_no_silence(every: float) -> None:
    """Each hour of three weeks in turn is looked at as the newest."""
    runs = looks(21, NOON, every)
    judged = 0
    for place in range(len(runs) - 8 * 24 // int(every)):
        assert silence(runs[place], runs[place + 1 :], LIMITS) is None, runs[place].now
        judged += 1
    assert judged > 10


def test_a_first_friday_is_no_silence_as_a_week_has_not_been_seen() -> None:
    history = looks(5, NOON - timedelta(hours=40))
    assert silence(make_run(), history, LIMITS) is None


def test_an_agency_may_be_silent_for_a_night() -> None:
    always = looks(21, NOON - timedelta(hours=11), closed=(), night=0)
    assert silence(make_run(), always, LIMITS) is None
    always = looks(21, NOON - timedelta(hours=13), closed=(), night=0)
    for run in always[:13]:
        run.exit_code = 3
    assert silence(make_run(), always, LIMITS) is not None


def test_our_own_absence_is_no_silence_and_hides_none() -> None:
    history = [run for run in looks(21, NOON - timedelta(hours=70)) if run.time() < NOON - timedelta(days=5)]
    assert silence(make_run(newest_published_at=NOON.isoformat(), articles=1), history, LIMITS) is None
    assert silence(make_run(newest_published_at=(NOON - timedelta(hours=70)).isoformat(), articles=1), history, LIMITS) is not None


def test_a_run_that_did_not_look_for_the_newest_says_nothing_of_it() -> None:
    history = looks(21, NOON - timedelta(hours=200))
    for run in history[:190]:
        run.exit_code = 3
    assert silence(make_run(), history, LIMITS) is not None
    assert silence(make_run(reason="shutdown"), history, LIMITS) is None
    assert silence(make_run(arguments={"until": "2026-01-01"}), history, LIMITS) is None
    window = [make_run(hours, 5, arguments={"since": "2015-01-01"}, newest_published_at=NOON.isoformat()) for hours in range(1, 200)]
    assert any("the newest article" in fault for fault in faults(make_run(), [*window, *history], LIMITS)), "nor for others"


def test_a_site_without_dates_has_no_rhythm() -> None:
    assert silence(make_run(), past(runs=300, newest_published_at=None), LIMITS) is None
