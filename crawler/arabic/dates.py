"""Dates as Arabic pages write them: month names of every region, both calendars, every order of digits, and how long ago.

One text is one date. What is ambiguous (two dates, `5 حزيران` without a year, `منذ ساعات`) or impossible (`31 شباط 2024`) is not read:
a missing date can be found elsewhere, a wrong one is never noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_zone
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hijridate import Hijri

from crawler.arabic.normalize import clean_text, fold_letters
from crawler.knowledge.calendars import clock, month_sets

if TYPE_CHECKING:
    from crawler.items import Precision

_LONGEST = 200
"""Characters of the longest text that can be a date with its labels; more is prose, whose dates say nothing about the page."""

_EARLIEST_EPOCH = 10**9
"""Unix times are read from 2001-09-09 on, when they got ten digits: a shorter number could be anything."""


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date that was read."""

    instant: datetime
    """The moment, in the time zone that was given; midnight where only the day is known."""
    precision: Precision
    """How exact it is. Hours ago count as `minute`: the schema has nothing between it and `day`."""
    reading: str
    """How it was read: a set of `months.toml` (`levantine`, `hijri`, ...), `iso`, `numeric-dmy`, `numeric-ymd`, `numeric-mdy`,
    `numeric-hijri`, `relative` or `epoch`."""


def parse_date(text: str, *, now: datetime, timezone: tzinfo, region: str | None = None, month_first: bool = False) -> ParsedDate | None:
    """Reads the one date in `text`, a date slot of a page with or without labels (`نشر في: الثلاثاء، 26 حزيران 2024 - 11:25 ص`).

    `now` (aware) is the moment to which `منذ ساعتين` and `أمس` count, `timezone` the zone of times that name none, `region` (ISO 3166-1
    alpha-2) the country of the publisher, for month names that are months only there. Digits are day, month, year, or year, month, day;
    month, day, year only where a weekday proves it, or hyphens stand and a second number over 12, or `month_first` says that this site
    writes so. Where both calendars stand, the
    Gregorian date decides.

    None if there is no date, or none that is certain. Raises ValueError only for a `now` without a zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    if len(text) > _LONGEST:
        return None
    try:
        text = fold_letters(clean_text(text))
        return _read(_DMY.sub(r"\3\2\1\2\4", text) if month_first else text, now, timezone, region)
    except (ValueError, OverflowError):  # what the calendars raise for 31 شباط and for years outside their tables
        return None


# --- The parts of a date ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    reading: str
    rest: str
    """The text without the date."""


@dataclass(frozen=True, slots=True)
class _Time:
    time: time
    zone: tzinfo | None
    precision: Precision


def _read(text: str, now: datetime, timezone: tzinfo, region: str | None) -> ParsedDate | None:
    if text.isdecimal():
        return _read_epoch(text, timezone)
    found = _find_iso(text) or _find_gregorian(text, region) or _find_hijri(text)
    if found is None:
        return _read_relative(text, now, timezone)
    second = _find_gregorian(found.rest, region)
    if second and second.day != found.day:
        raise ValueError("two dates")
    rest = second.rest if second else found.rest
    return _at(found.day, _find_time(rest), timezone, found.reading)


def _at(day: date, clock_time: _Time | None, timezone: tzinfo, reading: str) -> ParsedDate:
    if clock_time is None:
        return ParsedDate(datetime.combine(day, time(), timezone), "day", reading)
    instant = datetime.combine(day, clock_time.time, clock_time.zone or timezone)
    return ParsedDate(instant.astimezone(timezone), clock_time.precision, reading)


def _read_epoch(text: str, timezone: tzinfo) -> ParsedDate | None:
    """Unix seconds or milliseconds, which some themes put into their meta tags."""
    seconds = int(text) // 1000 if len(text) == 13 else int(text)
    if len(text) not in (10, 13) or seconds < _EARLIEST_EPOCH:
        return None
    return ParsedDate(datetime.fromtimestamp(seconds, timezone), "second", "epoch")


_ISO = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})t(\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s?(z(?![a-z])|[+-]\d{2}:?\d{2}|[+-]\d{2}|)(?!\d)")


def _find_iso(text: str) -> _Day | None:
    match = _ISO.search(text)
    if match is None:
        return None
    day, clock_time, zone = match.groups()
    zone = "+00:00" if zone == "z" else zone
    return _Day(date.fromisoformat(day), "iso", f"{text[: match.start()]} {clock_time}{zone} {text[match.end() :]}")


# --- Days ------------------------------------------------------------------------------------------------------------------

_GAP = r"[\s,،./()|–-]{0,4}"
_ALONE = r"(?<!\d)(?<!\d[-–/.:])"
"""A number that begins here: not the end of `18-19 حزيران`, which are two days."""
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_AD = r"(?:\s*م(?:يلادي(?:ه)?)?(?!\w))?"
"""`م` after a year is the calendar and not the afternoon."""
_HIJRI_YEAR = r"(1[34]\d\d)(?!\d)(?:\s*ه(?:جري(?:ه)?)?(?!\w))?"

_ANY_YEAR = re.compile(_YEAR)
_ANY_HIJRI_YEAR = re.compile(_HIJRI_YEAR)
_YMD = re.compile(rf"{_ALONE}((?:19|20)\d\d)\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{1,2}})(?!\d)(?![-/.]\d)")
_DMY = re.compile(rf"{_ALONE}(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?{_YEAR}(?![-/.]\d){_AD}")
_HIJRI_DMY = re.compile(rf"{_ALONE}(\d{{1,2}})\s?([-/])\s?(\d{{1,2}})\s?\2\s?(1[34]\d\d)\s?ه(?:جري(?:ه)?)?(?!\w)")
# Without the sign of the calendar only years that are none of another in news: 1415 began in 1994, and the Persian year is 1405 in 2026.
_BARE_HIJRI_DMY = re.compile(rf"{_ALONE}(\d{{1,2}})\s?([-/])\s?(\d{{1,2}})\s?\2\s?(14(?:1[5-9]|[2-5]\d|60))(?!\d)")
_HIJRI_YMD = re.compile(rf"{_ALONE}(1[34]\d\d)\s?([-/])\s?(\d{{1,2}})\s?\2\s?(\d{{1,2}})\s?ه(?:جري(?:ه)?)?(?!\w)")


def _find_gregorian(text: str, region: str | None) -> _Day | None:
    if not _ANY_YEAR.search(text):
        return None
    return _find_day(text, region) or _find_day(_with_digits(text), region)


def _find_day(text: str, region: str | None) -> _Day | None:
    months = _months(region)
    for pattern, order in months.patterns:
        if match := pattern.search(text):
            return _named_day(match, order, months)
    if match := _YMD.search(text):
        return _Day(date(int(match[1]), int(match[3]), int(match[4])), "numeric-ymd", _without(match))
    if match := _DMY.search(text):
        return _numeric_day(match)
    return None


def _with_digits(text: str) -> str:
    """`text` with the days that stand there in words as digits (`الأول من ديسمبر`)."""
    pattern, days = _ordinals()
    return pattern.sub(lambda match: str(days[_squeeze(match[1])]), text)


@cache
def _ordinals() -> tuple[re.Pattern[str], Mapping[str, int]]:
    days = {fold_letters(name): day for day, names in enumerate(clock().ordinals, 1) for name in names}
    month = _any_of(
        {fold_letters(name) for month_set in month_sets() if not month_set.regions for names in month_set.months for name in names}
    )
    pattern = re.compile(rf"(?<!\w)({_any_of(days)})(?=\s(?:من\s)?(?:شهر\s)?(?:{month})(?!\w))")
    return pattern, {_squeeze(name): day for name, day in days.items()}


def _named_day(match: re.Match[str], order: str, months: _Months) -> _Day:
    numbers = dict(zip(order, (group for group in match.groups() if group and group.isdigit()), strict=True))
    number, reading = months.numbers[_squeeze(match["month"])]
    if match["other"] and months.numbers[_squeeze(match["other"])][0] != number:
        raise ValueError("two months")
    return _Day(date(int(numbers["y"]), number, int(numbers["d"])), reading, _without(match))


def _numeric_day(match: re.Match[str]) -> _Day:
    """Day, month, year; the other order only where a weekday stands that fits that and not this, or no month has the second number."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    rest = _without(match)
    if first <= 12 < second and match[2] == "-":
        return _Day(date(year, first, second), "numeric-mdy", rest)
    weekday = _weekday(rest)
    if weekday is not None and second <= 31 and first <= 12:
        swapped = _date_or_none(year, first, second)
        straight = _date_or_none(year, second, first)
        if swapped and swapped.weekday() == weekday and (straight is None or straight.weekday() != weekday):
            return _Day(swapped, "numeric-mdy", rest)
    return _Day(date(year, second, first), "numeric-dmy", rest)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_hijri(text: str) -> _Day | None:
    if not _ANY_HIJRI_YEAR.search(text):
        return None
    months = _hijri_months()
    if match := months.patterns[0][0].search(text):
        return _hijri_day(match, int(match[4]), months.numbers[_squeeze(match["month"])][0], int(match[1]), "hijri")
    if match := _HIJRI_DMY.search(text) or _BARE_HIJRI_DMY.search(text):
        return _hijri_day(match, int(match[4]), int(match[3]), int(match[1]), "numeric-hijri")
    if match := _HIJRI_YMD.search(text):
        return _hijri_day(match, int(match[1]), int(match[3]), int(match[4]), "numeric-hijri")
    return None


def _hijri_day(match: re.Match[str], year: int, month: int, day: int, reading: str) -> _Day:
    """By the Umm al-Qura calendar, which the Saudi press follows; sighting moved the printed day by one now and then elsewhere."""
    gregorian = Hijri(year, month, day).to_gregorian()
    return _Day(date(gregorian.year, gregorian.month, gregorian.day), reading, _without(match))


def _without(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} ; {match.string[match.end() :]}"


def _squeeze(name: str) -> str:
    return "".join(name.split())


@dataclass(frozen=True, slots=True)
class _Months:
    numbers: Mapping[str, tuple[int, str]]
    """Folded name without spaces to its number and the set it is of."""
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    """A pattern, and the order of its numbers: `dy` is day, year."""


@cache
def _months(region: str | None) -> _Months:
    numbers: dict[str, tuple[int, str]] = {}
    spellings: set[str] = set()
    for month_set in month_sets():
        if month_set.calendar != "gregorian" or (month_set.regions and region not in month_set.regions):
            continue
        for number, names in enumerate(month_set.months, 1):
            for name in map(fold_letters, names):
                numbers.setdefault(_squeeze(name), (number, month_set.id))
                spellings.add(name)
    name = _any_of(spellings)
    month = rf"(?<![^\W\d_])(?P<month>{name})(?![^\W_])(?:\s?[\s/(–-]\s?(?P<other>{name})(?![^\W_])\s?\)?)?"
    nth = r"(\d{1,2})(?:st|nd|rd|th)?"
    of_month = rf"{_GAP}(?:من\s)?(?:شهر\s)?"
    of_year = rf"{_GAP}(?:(?:من\s)?ل?(?:عام|سنه)\s)?"
    day_first = rf"{_ALONE}{nth}{of_month}{month}{of_year}{_YEAR}{_AD}"
    month_first = rf"{month}{_GAP}{nth}(?![\d:])[\s,،/-]{{1,4}}{_YEAR}"
    year_first = rf"(?<!\d){_YEAR}{_GAP}{month}{_GAP}{nth}(?![\d:])"
    orders = ((day_first, "dy"), (month_first, "dy"), (year_first, "yd"))
    return _Months(numbers, tuple((re.compile(pattern), order) for pattern, order in orders))


@cache
def _hijri_months() -> _Months:
    (hijri,) = (month_set for month_set in month_sets() if month_set.calendar == "hijri")
    numbers = {_squeeze(fold_letters(name)): (number, hijri.id) for number, names in enumerate(hijri.months, 1) for name in names}
    month = _any_of({fold_letters(name) for names in hijri.months for name in names})
    of_month, of_year = rf"{_GAP}(?:من\s)?(?:شهر\s)?", rf"{_GAP}(?:(عام|سنه|لعام)\s)?"
    pattern = rf"{_ALONE}(\d{{1,2}}){of_month}(?<![^\W\d_])(?P<month>{month})(?![^\W_]){of_year}{_HIJRI_YEAR}"
    return _Months(numbers, ((re.compile(pattern), "dy"),))


def _any_of(names: Iterable[str]) -> str:
    """A regex for any of the names, the longest first, with or without the spaces inside."""
    return "|".join(re.escape(name).replace(r"\ ", r"\s?") for name in sorted(names, key=lambda name: (-len(name), name)))


@cache
def _weekdays() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)({_any_of(map(fold_letters, names))})(?!\w)" for names in clock().weekdays))


def _weekday(text: str) -> int | None:
    """Monday is 0. None where no weekday or more than one stands."""
    found = {match.lastindex for match in _weekdays().finditer(text)}
    return (found.pop() or 0) - 1 if len(found) == 1 else None


# --- Times -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TimeWords:
    clock: re.Pattern[str]
    """Hours and minutes, with a part of the day beside them."""
    hour: re.Pattern[str]
    """An hour alone: only after `الساعة` or before a part of the day."""
    zone: re.Pattern[str]
    parts: Mapping[str, Mapping[int, int]]
    """Folded part of the day to what it makes of an hour."""
    zones: Mapping[str, tzinfo]
    """Folded name, without spaces, to the zone."""


@cache
def _time_words() -> _TimeWords:
    words = clock()
    parts = {_squeeze(fold_letters(name)): hours for names, hours in words.parts for name in names}
    names = [fold_letters(name) for names, _ in words.parts for name in names]
    part = rf"(?:{_any_of(names)})(?!\w)"
    zones: dict[str, tzinfo] = {name.lower(): fixed_zone(timedelta(hours=hours)) for name, hours in words.abbreviations.items()}
    zones |= {_squeeze(fold_letters(name)): ZoneInfo(zone) for zone, cities in words.zones.items() for name in cities}
    utc = _any_of(fold_letters(name) for name in words.zones["UTC"])
    cities = _any_of(fold_letters(name) for names in words.zones.values() for name in names)
    return _TimeWords(
        clock=re.compile(
            rf"(?:(?<!\w)(?P<before>{part})\s?)?(?<![\d:.])(?P<h>\d{{1,2}})(?::|\s:\s)(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?(?![\d:])"
            rf"(?:\s?(?P<offset>[+-]\d\d:?\d\d|[+-]\d\d)(?![\d:]))?(?:\s?(?:من\s)?(?P<after>{part}))?"
        ),
        hour=re.compile(
            rf"(?<!\w)الساعه\s(?P<h>\d{{1,2}})(?![\d:])(?:\s?(?P<part>{part}))?|(?<![\d:])(?P<bare>\d{{1,2}})\s?(?P<after>{part})"
        ),
        zone=re.compile(
            rf"(?P<ahead>[+-]\d{{1,2}})?\s?(?<![^\W\d])(?P<utc>gmt|utc|ت\s?\.?\s?غ|{utc})(?![^\W\d])\.?\s?(?P<offset>[+-]\d{{1,2}}(?::?\d\d)?)?"
            rf"|(?:حسب\s|ب)?(?:ال)?توقيت\s(?P<place>(?:{cities}|(?:ال)?محلي)(?!\w)|\S+)"
            rf"|(?<=\d)\s?(?P<abbreviation>{_any_of(name.lower() for name in words.abbreviations)})(?![^\W\d])"
        ),
        parts=parts,
        zones=zones,
    )


def _find_time(text: str) -> _Time | None:
    """The one time of day in `text`. Raises ValueError where it is impossible, or where there are two."""
    words = _time_words()
    zone, text = _take_zone(text)
    times = {_clock_time(match, zone) for match in words.clock.finditer(text)}
    if not times and (match := words.hour.search(text)):
        part = match["part"] or match["after"]
        times = {_Time(time(_hour(int(match["h"] or match["bare"]), part)), zone, "minute")}
    if len(times) > 1:
        raise ValueError("two times")
    return times.pop() if times else None


def _clock_time(match: re.Match[str], zone: tzinfo | None) -> _Time:
    part = match["after"] or match["before"]
    second = match["s"]
    of_day = time(_hour(int(match["h"]), part), int(match["m"]), int(second or 0))
    return _Time(of_day, _offset(match["offset"]) if match["offset"] else zone, "second" if second else "minute")


def _hour(written: int, part: str | None) -> int:
    if part is None:
        return written
    hour = _time_words().parts[_squeeze(part)].get(written)
    if hour is None:
        raise ValueError("an hour that its part of the day contradicts")
    return hour


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    """The zone that `text` names, and `text` without it. A zone that no table knows raises ValueError: the time would be a guess."""
    words = _time_words()
    match = words.zone.search(text)
    if match is None:
        return None, text
    rest = _without(match)
    if match["utc"]:
        ahead = match["offset"] or match["ahead"]
        return (_offset(ahead) if ahead else UTC), rest
    name = _squeeze(match["place"] or match["abbreviation"] or "")
    if name.endswith("محلي"):
        return None, rest
    if name not in words.zones:
        raise ValueError("an unknown zone")
    return words.zones[name], rest


def _offset(text: str) -> tzinfo:
    hours, minutes = re.fullmatch(r"([+-]\d{1,2}):?(\d\d)?", text).groups()  # type: ignore[union-attr]
    ahead = timedelta(hours=int(hours), minutes=int(f"{text[0]}{minutes or 0}"))
    if abs(ahead) > timedelta(hours=14):
        raise ValueError("no zone is so far from Greenwich")
    return fixed_zone(ahead)


# --- How long ago ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _AgoWords:
    ago: re.Pattern[str]
    units: Mapping[str, tuple[str, int | None]]
    """Folded form to its unit, and how many it means where no number stands."""
    numbers: Mapping[str, int]
    days: Mapping[str, int]
    """Words, joined without spaces, to days before today."""
    now: frozenset[str]
    labels: frozenset[str]
    """Words that may stand beside: labels and weekdays."""


@cache
def _ago_words() -> _AgoWords:
    words = clock()
    units = {
        fold_letters(form): (unit.id, count)
        for unit in words.units
        for forms, count in ((unit.one, 1), (unit.two, 2), (unit.many, None))
        for form in forms
    }
    numbers = {fold_letters(name): number for number, names in words.numbers.items() for name in names}
    number = rf"(?:\d{{1,3}}|{_any_of(numbers)})"
    first = rf"(?:(?P<n>{number})\s)?(?P<unit>{_any_of(units)})(?!\w)(?:\s(?:واحده?)(?!\w))?"
    amount = rf"{first}(?:\s?و\s?(?:(?P<n2>{number})\s)?(?P<unit2>{_any_of(units)})(?!\w))?"
    plain = amount.replace("<n", "<m").replace("<unit", "<form")
    return _AgoWords(
        ago=re.compile(rf"(?<!\w)(?:منذ|قبل)\s{amount}(?P<tail>.*)|(?<!\w){plain}\s(?:ago|مضت|مضي)(?!\w)(?P<end>.*)"),
        units=units,
        numbers=numbers,
        days={_squeeze(fold_letters(name)): days for days, names in words.days_ago.items() for name in names},
        now=frozenset(_squeeze(fold_letters(name)) for name in words.now),
        labels=frozenset(fold_letters(name) for names in (words.labels, *words.weekdays) for name in names),
    )


def _read_relative(text: str, now: datetime, timezone: tzinfo) -> ParsedDate | None:
    words = _ago_words()
    here = now.astimezone(timezone)
    left = _squeeze(" ".join(_unlabelled(text)))
    if left in words.now:
        return ParsedDate(here.replace(second=0, microsecond=0), "minute", "relative")
    if match := words.ago.search(text):
        tail = match["tail"] or match["end"] or ""
        return None if _unlabelled(tail) or _ANY_YEAR.match(tail.strip()) else _ago(match, here)  # منذ عام 2016 is no year ago
    if not any(day in left for day in words.days):
        return None
    clock_time = _find_time(text)
    left = _squeeze(" ".join(_unlabelled(_without_time(text))))
    if left not in words.days:
        return None
    return _at(here.date() - timedelta(days=words.days[left]), clock_time, timezone, "relative")


def _unlabelled(text: str) -> list[str]:
    """The words of `text` that are more than a label, a weekday or punctuation."""
    return [word for word in re.findall(r"[^\W\d_]+", text) if word not in _ago_words().labels]


def _without_time(text: str) -> str:
    words = _time_words()
    text = words.zone.sub(" ; ", text)
    return words.hour.sub(" ; ", words.clock.sub(" ; ", text))


def _ago(match: re.Match[str], here: datetime) -> ParsedDate | None:
    """`here` minus one or two amounts (`منذ ساعة و20 دقيقة`); None where an amount is only `ساعات`."""
    names = ("n", "unit", "n2", "unit2") if match["unit"] else ("m", "form", "m2", "form2")
    number, form, second_number, second_form = (match[name] for name in names)
    amounts = [_amount(number, form)]
    if second_form:
        amounts.append(_amount(second_number, second_form))
    instant = here
    for unit, count in amounts:
        if count is None:
            return None
        instant = _back(instant, unit, count)
    units = {unit for unit, _ in amounts}
    if units <= {"second", "minute", "hour"}:
        precision: Precision = "second" if "second" in units else "minute"
        return ParsedDate(instant.replace(microsecond=0, second=instant.second if precision == "second" else 0), precision, "relative")
    return ParsedDate(instant.replace(hour=0, minute=0, second=0, microsecond=0), "day", "relative")


def _amount(number: str | None, form: str) -> tuple[str, int | None]:
    words = _ago_words()
    unit, meant = words.units[form]
    if number is None:
        return unit, meant
    return unit, int(number) if number.isdecimal() else words.numbers[number]


def _back(instant: datetime, unit: str, count: int) -> datetime:
    if unit in ("month", "year"):
        months = instant.year * 12 + instant.month - 1 - count * (12 if unit == "year" else 1)
        last = (date((months + 1) // 12, (months + 1) % 12 + 1, 1) - timedelta(days=1)).day
        return instant.replace(year=months // 12, month=months % 12 + 1, day=min(instant.day, last))
    # Hours are subtracted on the time line and not on the wall clock, which may have been put forward in between.
    ahead = timedelta(**{f"{unit}s": count})
    return (instant.astimezone(UTC) - ahead).astimezone(instant.tzinfo) if unit in ("second", "minute", "hour") else instant - ahead
