"""What sources say, and the dates in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.publisher.hints import Found, SourceError, absolute, read_moment, read_title

DAMASCUS = timezone(timedelta(hours=3))
EARLY = datetime(2025, 9, 6, 20, tzinfo=UTC)
LATE = datetime(2025, 9, 6, 23, 30, tzinfo=DAMASCUS)


def test_newest() -> None:
    assert Found("https://sana.sy/?p=1").newest is None
    assert Found("https://sana.sy/?p=1", published=EARLY).newest == EARLY
    assert Found("https://sana.sy/?p=1", modified=LATE).newest == LATE
    assert Found("https://sana.sy/?p=1", published=LATE, modified=EARLY).newest == LATE


def test_source_error_names_the_source() -> None:
    error = SourceError("https://sana.sy/feed/", "no feed")
    assert (str(error), error.url, error.detail) == ("https://sana.sy/feed/: no feed", "https://sana.sy/feed/", "no feed")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-09-06T23:07:04+03:00", "2025-09-06T23:07:04+03:00"),
        ("2025-09-06T20:07:04Z", "2025-09-06T20:07:04+00:00"),
        ("2025-09-06t20:07:04.25z", "2025-09-06T20:07:04.250000+00:00"),
        ("2025-09-06T20:07:04.123456789Z", "2025-09-06T20:07:04.123456+00:00"),
        ("2025-09-06 23:07:04 +0300", "2025-09-06T23:07:04+03:00"),
        ("2025-09-06T23:07+03", "2025-09-06T23:07:00+03:00"),
        ("2025-09-06T23:07:04", "2025-09-06T23:07:04+00:00"),
        (" 2025-09-06\n", "2025-09-06T00:00:00+00:00"),
        ("2025-09", "2025-09-01T00:00:00+00:00"),
        ("2025", "2025-01-01T00:00:00+00:00"),
        ("Sat, 06 Sep 2025 20:07:04 +0000", "2025-09-06T20:07:04+00:00"),
        ("Sat,6 Sep 2025 23:07 +0300", "2025-09-06T23:07:00+03:00"),
        ("06 Sep 25 20:07:04 GMT", "2025-09-06T20:07:04+00:00"),
        ("Sat, 06 Sep 2025 16:07:04 EDT", "2025-09-06T16:07:04-04:00"),
        ("Sat, 06 Sep 2025 20:07:04", "2025-09-06T20:07:04+00:00"),
    ],
)
def test_read_moment(text: str, iso: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert moment.isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "اليوم",
        "السبت 6 أيلول 2025",
        "2025-02-30",
        "2025-13-01T00:00:00Z",
        "2025-09-06T25:00:00Z",
        "2025-09-06T23:07:04+99:00",
        "2025-9-6",
        "٢٠٢٥-٠٩-٠٦",
        "0000-00-00T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1757189224",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "Sat, 31 Sep 2025 20:07:04 GMT",
        "Sat, 06 Sep 2025 25:07:04 GMT",
        "Sat, 06 Sep 2025 20:07:04 +9999",
        "Sat, 06 Sep 2025 08:07:04 PM",
        "Sat, 06 Sep 2025 23:07:04 EEST",
        "Sat, 06 Sep 2025 23:07:04 GMT+3",
        "Sat, 06 Foo 2025 20:07:04 GMT",
    ],
)
def test_bad_date_is_none(text: str) -> None:
    assert read_moment(text) is None


def test_a_time_without_a_zone_is_one_of_the_publisher() -> None:
    seoul = ZoneInfo("Asia/Seoul")
    assert read_moment("Wed, 15 Jan 2025 14:30:00", seoul) == datetime(2025, 1, 15, 5, 30, tzinfo=UTC)
    assert read_moment("2025-01-15T14:30", seoul) == datetime(2025, 1, 15, 5, 30, tzinfo=UTC)
    for zoned in ("Wed, 15 Jan 2025 14:30:00 GMT", "Wed, 15 Jan 2025 14:30:00 -0000", "2025-01-15T14:30Z"):
        assert read_moment(zoned, seoul) == datetime(2025, 1, 15, 14, 30, tzinfo=UTC)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), st.integers(-12 * 60, 14 * 60))
def test_dates_that_python_writes_are_read(naive: datetime, offset: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert read_moment(moment.isoformat()) == moment
    assert read_moment(format_datetime(moment)) == moment.replace(microsecond=0)


@given(st.text() | st.text("0123456789-+:TZ ,SatFeb.W/"))
def test_any_text_is_an_aware_date_or_none(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or (moment.tzinfo is not None and 1990 <= moment.year < 2100)


def test_absolute() -> None:
    assert absolute("https://sana.sy/feed/", " /locals/1/ ") == "https://sana.sy/locals/1/"
    assert absolute("https://sana.sy/feed/", "//archive.sana.sy/?p=1") == "https://archive.sana.sy/?p=1"
    for link in ("mailto:desk@sana.sy", "javascript:void(0)", "https://[::1/", "http://", "https://sana.sy:99999/", "https://sana.sy:٨x/"):
        assert absolute("https://sana.sy/", link) is None


def test_read_title() -> None:
    assert read_title(" افتتاح\n  معرض &#8220;الكتاب&#8221; ") == "افتتاح معرض “الكتاب”"
    assert read_title("  ") is None
