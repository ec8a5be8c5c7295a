"""Spider arguments: what is taken, and what is refused in which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.publisher.arguments import ArgumentError, Arguments, read_arguments

ZONE = ZoneInfo("Asia/Damascus")
SECTIONS = ("politics", "locals", "economy")
NOW = datetime(2025, 9, 7, 9, tzinfo=UTC)


def read(**given: str) -> Arguments:
    return read_arguments(given, zone=ZONE, sections=SECTIONS)


def refusal(**given: str) -> str:
    with pytest.raises(ArgumentError) as caught:
        read(**given)
    return str(caught.value)


def test_nothing_given() -> None:
    assert read() == Arguments()
    assert read().window(NOW) == (None, None)


def test_scrapyd_names_pass() -> None:
    assert read(_job="6487ec79947edab326d6db28a2d86511") == Arguments()


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2025-09-06", "2025-09-06T00:00:00+03:00"),
        ("2025-09-06T18:30", "2025-09-06T18:30:00+03:00"),
        ("2025-09-06 18:30:15", "2025-09-06T18:30:15+03:00"),
        ("2025-09-06T18:30Z", "2025-09-06T18:30:00+00:00"),
        (" 2025-09-06T18:30+02:00 ", "2025-09-06T18:30:00+02:00"),
        ("2010-01-15", "2010-01-15T00:00:00+02:00"),
    ],
)
def test_since_date(value: str, iso: str) -> None:
    since, until = read(since=value).window(NOW)
    assert since is not None
    assert (since.isoformat(), until) == (iso, None)


def test_until_date_includes_the_day() -> None:
    for value in ("2025-09-06", "20250906"):
        _, until = read(until=value).window(NOW)
        assert until == datetime(2025, 9, 6, 23, 59, 59, 999999, ZONE)
    _, until = read(until="2025-09-06T18:30").window(NOW)
    assert until == datetime(2025, 9, 6, 18, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("value", "back"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("2d", timedelta(days=2)),
        ("2w", timedelta(days=14)),
        ("0d", timedelta()),
    ],
)
def test_time_back_counts_from_the_runs_now(value: str, back: timedelta) -> None:
    assert read(since=value).window(NOW) == (NOW - back, None)
    assert read(until=value).window(NOW) == (None, NOW - back)


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize(
    "value", ["", "yesterday", "أمس", "2025-02-30", "06-09-2025", "2d12h", "-2d", "2 d", "2y", "999999d", "٢d", "2025-09-06T25:00"]
)
def test_bad_time(name: str, value: str) -> None:
    message = refusal(**{name: value})
    assert f"{name}={value!r}" in message
    assert "2026-11-20" in message
    assert "2d" in message


def test_time_that_utc_does_not_have() -> None:
    assert "since='0001-01-01'" in refusal(since="0001-01-01")


def test_since_later_than_until() -> None:
    assert "since is later" in refusal(since="2025-09-07", until="2025-09-06")
    assert "since is later" in refusal(since="1d", until="2d")
    assert read(since="2025-09-06", until="2025-09-06").window(NOW)[0] is not None


def test_since_later_than_until_once_now_is_known() -> None:
    arguments = read(since="2025-09-07", until="2d")
    with pytest.raises(ArgumentError, match=r"since is later .*2025-09-07.* than until .*2025-09-05"):
        arguments.window(NOW)
    assert arguments.window(NOW + timedelta(days=5))[0] is not None


def test_sections() -> None:
    assert read(sections="locals").sections == ("locals",)
    assert read(sections=" economy, locals,,economy").sections == ("economy", "locals")


@pytest.mark.parametrize("value", ["", " , ", "sport", "locals,sport", "LOCALS"])
def test_bad_sections_name_the_known(value: str) -> None:
    message = refusal(sections=value)
    assert f"sections={value!r}" in message
    assert "politics, locals, economy" in message


def test_publisher_without_sections() -> None:
    with pytest.raises(ArgumentError, match=r"sections='locals'.*has no sections"):
        read_arguments({"sections": "locals"}, zone=ZONE, sections=())


def test_limit() -> None:
    assert read(limit="20").limit == 20
    assert read(limit=" 007 ").limit == 7


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "٢٠", "1" * 5000])
def test_bad_limit(value: str) -> None:
    message = refusal(limit=value)
    assert f"limit={value!r}" in message
    assert "whole number from 1" in message


@pytest.mark.parametrize(("name", "nearest"), [("sinse", "since"), ("section", "sections"), ("Limit", "limit"), ("untill", "until")])
def test_unknown_argument_suggests_the_nearest(name: str, nearest: str) -> None:
    assert refusal(**{name: "1"}) == f"argument {name}='1' is unknown; did you mean {nearest}?"


def test_unknown_argument_lists_the_known() -> None:
    assert refusal(colour="red") == "argument colour='red' is unknown; known are since, until, sections, limit"


@given(
    st.dictionaries(
        st.sampled_from(["since", "until", "sections", "limit", "_job"]),
        st.text() | st.from_regex(r"\A[0-9]{1,7}[mhdw]?\Z") | st.dates().map(str),
    )
)
def test_any_value_is_read_or_refused(given: dict[str, str]) -> None:
    since = until = refusal = None
    try:
        since, until = read(**given).window(NOW)
    except ArgumentError as error:
        refusal = str(error)
    assert refusal is None or any(f"argument {name}" in refusal for name in given)
    assert all(moment is None or moment.tzinfo is not None for moment in (since, until))
    assert since is None or until is None or since <= until
