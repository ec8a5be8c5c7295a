"""Dates in every spelling of arabic.md, and the texts that must not be read as one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.arabic.dates import ParsedDate, parse_date
from crawler.knowledge.calendars import clock, month_sets

DAMASCUS = ZoneInfo("Asia/Damascus")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # 15:00 in Damascus, a Tuesday


def read(text: str, region: str | None = None) -> ParsedDate | None:
    return parse_date(text, now=NOW, timezone=DAMASCUS, region=region)


def local(text: str) -> str:
    """The date in `text` as the clock in Damascus shows it, cut to its precision."""
    parsed = read(text)
    assert parsed is not None, text
    length = {"second": 19, "minute": 16, "day": 10}[parsed.precision]
    return parsed.instant.isoformat()[:length]


@pytest.mark.parametrize(
    ("text", "expected", "reading"),
    [
        ("الأربعاء، 26 حزيران 2024 - 14:35", "2024-06-26T14:35", "levantine"),
        ("الإثنين، 27 يونيو 2016 11:25 ص", "2016-06-27T11:25", "standard"),
        ("نشر في: 26 حزيران/يونيو 2024", "2024-06-26", "levantine"),
        ("26 يونيو (حزيران) 2024 م", "2024-06-26", "standard"),
        ("26 مارس/ آذار 2024", "2024-03-26", "standard"),
        ("السبت 21-07-2018 06:09 | كتب: سمير عواد", "2018-07-21T06:09", "numeric-dmy"),
        ("الثلاثاء، 31 ديسمبر 2024 - 11:59 م", "2024-12-31T23:59", "standard"),
        ("الجمعة 31/01/2025 07:23 م", "2025-01-31T19:23", "numeric-dmy"),
        ("تاريخ النشر: 22/08/2026 08:26 ص", "2026-08-22T08:26", "numeric-dmy"),
        ("الثلاثاء , 17 سبتمبر 2024", "2024-09-17", "standard"),
        ("آخر تحديث: 17.10.2025 | 12:30", "2025-10-17T12:30", "numeric-dmy"),
        ("01:48 | 2026-03-24", "2026-03-24T01:48", "numeric-ymd"),
        ("2024.01.15 14:30", "2024-01-15T14:30", "numeric-ymd"),
        ("25-كانون الثاني-2023", "2023-01-25", "levantine"),
        ("Tuesday - 2026/2/10 الثلاثاء", "2026-02-10", "numeric-ymd"),
        ("30 من أيلول 2024", "2024-09-30", "levantine"),
        ("1 كانون الثاني عام 2025", "2025-01-01", "levantine"),
        ("٢٩ تشرين الأول ٢٠٢٥", "2025-10-29", "levantine"),
        ("۲۹ تشرين الأول ۲۰۲۵", "2025-10-29", "levantine"),
        ("26 حــزيــران 2024", "2024-06-26", "levantine"),
        ("\u200f26\u00a0حزيران\u200f 2024", "2024-06-26", "levantine"),
        ("الجمعة 20 نونبر 2020 - 09:00", "2020-11-20T09:00", "moroccan"),
        ("25 جوان 2024", "2024-06-25", "maghrebi"),
        ("سبتمبر 6, 2025", "2025-09-06", "standard"),
        ("2024 يناير 15", "2024-01-15", "standard"),
        ("Jul 29, 2012", "2012-07-29", "english"),
        ("September 17th, 2012", "2012-09-17", "english"),
        ("Publié le Vendredi 6 Février 2026", "2026-02-06", "french"),
        ("3 ك2 2024", "2024-01-03", "levantine"),
        ("3 تشرين 2 2024", "2024-11-03", "levantine"),
        ("الساعة 5 مساءً، 26 حزيران 2024", "2024-06-26T17:00", "levantine"),
        ("26 حزيران 2024 الساعة 14:35:10", "2024-06-26T14:35:10", "levantine"),
        ("الأول من ديسمبر 2025", "2025-12-01", "standard"),
        ("في الحادي والعشرين من آذار 2024", "2024-03-21", "levantine"),
        ("15 يناير كانون الثاني 2015", "2015-01-15", "standard"),
        ("1700000000", "2023-11-15T01:13:20", "epoch"),
        ("1700000000123", "2023-11-15T01:13:20", "epoch"),
    ],
)
def test_absolute_dates(text: str, expected: str, reading: str) -> None:
    assert local(text) == expected
    parsed = read(text)
    assert parsed
    assert parsed.reading == reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("٢٠٢٦-٠٧-٠٧T١٤:٢٩:٢١+0400", "2026-07-07T14:29:21+04:00"),
        ("2025-09-06T23:07:04+03:00", "2025-09-06T23:07:04+03:00"),
        ("2020-12-24T23:59:50Z", "2020-12-24T23:59:50+00:00"),
        ("2020-12-24T23:59:50.123Z", "2020-12-24T23:59:50+00:00"),
        ("2024-06-26T14:35", "2024-06-26T14:35:00+03:00"),
        ("2024-06-26 14:35:10 +0100", "2024-06-26T14:35:10+01:00"),
        ("Tue, 24 Nov 2026 10:00:00 +0300", "2026-11-24T10:00:00+03:00"),
        ("Tue, 24 Nov 2026 10:00:00 GMT", "2026-11-24T10:00:00+00:00"),
        ("Wed, 5 Jun 2024 08:00:00 EST", "2024-06-05T08:00:00-05:00"),
        ("Tue Nov 24 2026 10:00:00 GMT+0300 (توقيت الجزيرة)", "2026-11-24T10:00:00+03:00"),
        ("السبت ٠٤ نوفمبر ٢٠٢٣ ٠٢:٠٧ بتوقيت غرينتش", "2023-11-04T02:07:00+00:00"),
        ("17.10.2025 | 12:30 GMT", "2025-10-17T12:30:00+00:00"),
        ("17.10.2025 12:30 ت.غ", "2025-10-17T12:30:00+00:00"),
        ("17.10.2025 12:30 (+3 GMT)", "2025-10-17T12:30:00+03:00"),
        ("5 آب 2024 10:00 بتوقيت القاهرة", "2024-08-05T10:00:00+03:00"),
        ("5 كانون الثاني 2024 10:00 بتوقيت أبوظبي", "2024-01-05T10:00:00+04:00"),
        ("5 آب 2024 10:00 بالتوقيت المحلي", "2024-08-05T10:00:00+03:00"),
        ("5 كانون الثاني 2021 10:00", "2021-01-05T10:00:00+02:00"),
    ],
)
def test_zones(text: str, expected: str) -> None:
    parsed = read(text)
    assert parsed, text
    assert parsed.instant == datetime.fromisoformat(expected)
    assert parsed.instant.tzinfo is DAMASCUS


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("12:05 ص", "00:05"),
        ("12 ص", "00:00"),
        ("الساعة 12 ص", "00:00"),
        ("12:05 م", "12:05"),
        ("01:05 م", "13:05"),
        ("ص 11:25", "11:25"),
        ("11:25 صباحاً", "11:25"),
        ("7:05 مساءً", "19:05"),
        ("7:05 مساءا", "19:05"),
        ("07:05 PM", "19:05"),
        ("21:35 م", "21:35"),
        ("00:15 ص", "00:15"),
        ("1:30 ظهراً", "13:30"),
        ("4:30 بعد الظهر", "16:30"),
        ("11:00 ليلاً", "23:00"),
        ("23:59", "23:59"),
        ("0:00", "00:00"),
    ],
)
def test_times_of_day(time: str, expected: str) -> None:
    parsed = read(f"5 حزيران 2024 {time}")
    assert parsed
    assert (parsed.instant.strftime("%H:%M"), parsed.precision) == (expected, "minute")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("منذ ساعتين", "2026-11-24T13:00"),
        ("منذ ساعة", "2026-11-24T14:00"),
        ("قبل ساعة واحدة", "2026-11-24T14:00"),
        ("منذ 50 دقيقة", "2026-11-24T14:10"),
        ("منذ ٥٠ دقيقة", "2026-11-24T14:10"),
        ("تم النشر منذُ  2 دقيقتين", "2026-11-24T14:58"),
        ("منذ خمس ساعات", "2026-11-24T10:00"),
        ("منذ ساعة و20 دقيقة", "2026-11-24T13:40"),
        ("منذ 30 ثانية", "2026-11-24T14:59:30"),
        ("5 ساعات ago", "2026-11-24T10:00"),
        ("3 hours ago", "2026-11-24T12:00"),
        ("an hour ago", "2026-11-24T14:00"),
        ("ساعتين مضت", "2026-11-24T13:00"),
        ("سمير عواد - منذ ساعتين", "2026-11-24T13:00"),
        ("قبل يوم", "2026-11-23"),
        ("قبل يومين", "2026-11-22"),
        ("قبل 3 أيام", "2026-11-21"),
        ("منذ 11 يوماً", "2026-11-13"),
        ("قبل أسبوع", "2026-11-17"),
        ("منذ أسبوعين", "2026-11-10"),
        ("منذ شهر", "2026-10-24"),
        ("منذ شهرين", "2026-09-24"),
        ("منذ سنة", "2025-11-24"),
        ("منذ عامين", "2024-11-24"),
        ("أمس", "2026-11-23"),
        ("أول أمس", "2026-11-22"),
        ("اليوم", "2026-11-24"),
        ("نشر أمس الساعة 14:30", "2026-11-23T14:30"),
        ("اليوم، 5:30 م", "2026-11-24T17:30"),
        ("الآن", "2026-11-24T15:00"),
    ],
)
def test_relative_dates(text: str, expected: str) -> None:
    assert local(text) == expected
    parsed = read(text)
    assert parsed
    assert parsed.reading == "relative"


def test_hours_ago_are_counted_on_the_time_line() -> None:
    zone = ZoneInfo("Africa/Cairo")  # clocks were put forward at midnight of 2024-04-26
    parsed = parse_date("منذ ساعتين", now=datetime(2024, 4, 25, 23, 30, tzinfo=UTC), timezone=zone)
    assert parsed
    assert parsed.instant == datetime(2024, 4, 25, 21, 30, tzinfo=UTC)


def test_a_month_ago_ends_with_the_month() -> None:
    parsed = parse_date("منذ شهر", now=datetime(2024, 3, 31, 12, tzinfo=UTC), timezone=UTC)
    assert parsed
    assert parsed.instant.date() == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "expected", "reading"),
    [
        ("20 ذو الحجة 1445 هـ", "2024-06-26", "hijri"),
        ("20 ذي الحجة 1445", "2024-06-26", "hijri"),
        ("11 جمادى الثانية 1446", "2024-12-12", "hijri"),
        ("١ رمضان ١٤٤٥هـ", "2024-03-11", "hijri"),
        ("20/12/1445 هـ", "2024-06-26", "numeric-hijri"),
        ("1445/12/20 هـ", "2024-06-26", "numeric-hijri"),
        ("05-02-1433", "2011-12-30", "numeric-hijri"),
        ("الأربعاء 19 ذو الحجة 1445 هـ - 26 يونيو 2024 م", "2024-06-26", "standard"),
        ("19/12/1445 هـ الموافق 26/06/2024 م", "2024-06-26", "numeric-dmy"),
        ("26/6/2024 الموافق 20 ذو الحجة 1445", "2024-06-26", "numeric-dmy"),
    ],
)
def test_hijri_dates_and_which_calendar_decides(text: str, expected: str, reading: str) -> None:
    assert local(text) == expected
    parsed = read(text)
    assert parsed
    assert parsed.reading == reading


def test_a_weekday_may_prove_the_american_order() -> None:
    assert local("الخميس 6/8/2023") == "2023-06-08"
    assert local("الأحد 6/8/2023") == "2023-08-06"
    assert local("6/8/2023") == "2023-08-06"
    assert local("أحد, 04/23/2023 - 07:18") == "2023-04-23T07:18"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "لا تاريخ هنا",
        "31 شباط 2024",
        "29 شباط 2023",
        "2024-02-30",
        "32/1/2024",
        "6/25/2023",
        "30 رمضان 1200 هـ",
        "31 محرم 1446 هـ",
        "5/6/2024 25:10",
        "5/6/2024 10:75",
        "13:35 ص 5/6/2024",
        "12:00 ليلاً 5/6/2024",
        "5 حزيران",
        "حزيران 2024",
        "26/6/24",
        "18-19 يونيو 2024",
        "3 حزيران/تموز 2024",
        "5 مارس 2024 - 6 مارس 2024",
        "نشر 5/3/2024 حدث 6/3/2024",
        "5/3/2024 10:00 - 11:30",
        "5 آب 2024 10:00 بتوقيت بحر الظلمات",
        "الثلاثاء",
        "المصري اليوم",
        "روسيا اليوم",
        "منذ ساعات",
        "منذ عام 2016",
        "وهو لقبه الثالث منذ عام 2016.",
        "قبل أيام",
        "قبل أكثر من ساعة",
        "منذ قليل",
        "قبل 3 أيام من الانتخابات",
        "1405/07/04",
        "12345",
        "2024",
        "غادر رجب المدينة في صفر وعاد إلى آب 2024",
        "كان أب لخمسة أولاد 2024",
        "تاريخ " * 60 + "5/6/2024",
    ],
)
def test_what_is_ambiguous_or_impossible_is_not_read(text: str) -> None:
    assert read(text) is None


def test_libyan_months_count_only_in_libya() -> None:
    assert read("5 ناصر 1990") is None
    parsed = read("5 ناصر 1990", region="LY")
    assert parsed
    assert (parsed.instant.date(), parsed.reading) == (date(1990, 7, 5), "jamahiriya")


def test_now_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        parse_date("أمس", now=datetime(2026, 11, 24), timezone=UTC)


EVERY_MONTH = [
    (month_set, number, name) for month_set in month_sets() for number, names in enumerate(month_set.months, 1) for name in names
]
DIGITS = {"ascii": "0123456789", "arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}


@pytest.mark.parametrize(("month_set", "number", "name"), EVERY_MONTH)
def test_every_month_name(month_set, number: int, name: str) -> None:  # type: ignore[no-untyped-def]
    region = month_set.regions[0] if month_set.regions else None
    year = 1446 if month_set.calendar == "hijri" else 2023
    parsed = read(f"9 {name} {year}", region)
    assert parsed, name
    if month_set.calendar == "gregorian":
        assert parsed.instant.date() == date(2023, number, 9)
    else:
        first, last = date(2024, 7, 7), date(2025, 6, 26)  # the Hijri year 1446
        assert first <= parsed.instant.date() <= last
        assert (parsed.instant.date() - first).days // 29.6 == number - 1
    bare = name.translate(str.maketrans("أإآ", "ااا"))
    stretched = "ــ".join(name[:2]) + name[2:] if name[0].isalpha() and name[1:2].isalpha() and not name.isascii() else name
    assert read(f"9 {bare} {year}", region) == parsed
    assert read(f"9 {stretched} {year}", region) == parsed


@given(
    day=st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    months=st.sampled_from([month_set for month_set in month_sets() if month_set.calendar == "gregorian"]),
    digits=st.sampled_from(sorted(DIGITS)),
    pick=st.integers(0, 5),
    pattern=st.sampled_from(
        ["{d} {m} {y}", "{w}، {d} {m} {y}", "نشر في: {w} {d}-{m}-{y}", "{d} {m}، {y} - {t}", "{t} | {d} {m} {y}", "{m} {d}, {y}"]
    ),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_a_written_date_is_read_back(day: date, months, digits: str, pick: int, pattern: str, minute: int) -> None:  # type: ignore[no-untyped-def]
    names = months.months[day.month - 1]
    text = pattern.format(
        d=day.day, m=names[pick % len(names)], y=day.year, w=clock().weekdays[day.weekday()][0], t=f"{minute // 60:02}:{minute % 60:02}"
    )
    parsed = read(text.translate(str.maketrans(DIGITS["ascii"], DIGITS[digits])), "LY")
    assert parsed, text
    assert parsed.instant.date() == day
    if "{t}" in pattern:
        assert (parsed.instant.hour * 60 + parsed.instant.minute, parsed.precision) == (minute, "minute")
    else:
        assert parsed.precision == "day"


@given(count=st.integers(1, 400), unit=st.sampled_from(["minute", "hour", "day"]))
def test_ago_is_read_back_in_every_grammatical_number(count: int, unit: str) -> None:
    forms = next(form for form in clock().units if form.id == unit)
    if count == 1:
        written = forms.one[0]
    elif count == 2:
        written = forms.two[0]
    else:
        written = f"{count} {forms.many[0] if count % 100 in range(3, 11) else forms.one[-2]}"
    parsed = read(f"منذ {written}")
    assert parsed, written
    expected = NOW - timedelta(**{f"{unit}s": count})
    if unit == "day":
        assert parsed.instant.date() == expected.astimezone(DAMASCUS).date()
    else:
        assert parsed.instant == expected


@given(st.text(max_size=60) | st.text(alphabet="0123456789/-.: صمالحزيرانمنذهـ+TZ", max_size=40))
def test_any_text_is_read_or_not(text: str) -> None:
    parsed = read(text)
    assert parsed is None or parsed.instant.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نشر في 7 ماي 2012 (09 : 25)", "2012-05-07T09:25"),
        ("7 ماي 2012 01 : 15 PM", "2012-05-07T13:15"),
        ("03-27-2010 04:20 PM", "2010-03-27T16:20"),
        ("03-07-2010 04:20 PM", "2010-07-03T16:20"),
    ],
)
def test_clock_with_spaces_and_month_first_with_hyphens(text: str, expected: str) -> None:
    parsed = parse_date(text, now=datetime(2024, 1, 1, tzinfo=UTC), timezone=UTC, region="TN")
    assert parsed is not None
    assert parsed.instant.isoformat().startswith(expected)


def test_month_first_with_slashes_is_not_read() -> None:
    assert parse_date("03/27/2010", now=datetime(2024, 1, 1, tzinfo=UTC), timezone=UTC) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("03/11/2026", "2026-03-11"), ("نشر في 02-26-2026", "2026-02-26"), ("2026-03-11", "2026-03-11"), ("11 آذار 2026", "2026-03-11")],
)
def test_where_a_site_writes_the_month_first(text: str, expected: str) -> None:
    parsed = parse_date(text, now=NOW, timezone=DAMASCUS, month_first=True)
    assert parsed is not None
    assert parsed.instant.date().isoformat() == expected
