"""The words of dates, of `months.toml` and `clock.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from crawler.knowledge.tables import read_table


@dataclass(frozen=True, kw_only=True)
class MonthSet:
    """The month names of one region or calendar."""

    id: str
    """`levantine`, `standard`, ..., `hijri`."""
    calendar: Literal["gregorian", "hijri"]
    """Which calendar the months are of."""
    months: tuple[tuple[str, ...], ...]
    """Twelve tuples of spellings, the usual one first."""
    regions: tuple[str, ...] = ()
    """Countries (ISO 3166-1 alpha-2) where these are months and not ordinary words; empty: everywhere."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit of time in its grammatical numbers."""

    id: str
    """`second` to `year`."""
    one: tuple[str, ...]
    """Forms that mean one unit when no number stands before them."""
    two: tuple[str, ...]
    """Dual forms."""
    many: tuple[str, ...]
    """Plural forms: nothing exact without a number."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The words around a date: weekdays, parts of the day, zones, and how long ago."""

    weekdays: tuple[tuple[str, ...], ...]
    """Monday first."""
    ordinals: tuple[tuple[str, ...], ...]
    """Days of the month in words, the first day first."""
    parts: tuple[tuple[tuple[str, ...], Mapping[int, int]], ...]
    """Names of a part of the day, and what it makes of each hour that may stand beside it."""
    zones: Mapping[str, tuple[str, ...]]
    """IANA zone to the names that follow `بتوقيت`."""
    abbreviations: Mapping[str, int]
    """Zone abbreviation to hours from UTC."""
    units: tuple[Unit, ...]
    """Seconds to years."""
    numbers: Mapping[int, tuple[str, ...]]
    """Numbers in words."""
    days_ago: Mapping[int, tuple[str, ...]]
    """Days counted from today."""
    now: tuple[str, ...]
    """Ways to say that something has just been published."""
    labels: tuple[str, ...]
    """Words that only introduce a date."""


@cache
def month_sets() -> tuple[MonthSet, ...]:
    """All sets of month names, read once, when they are first needed."""
    return tuple(
        MonthSet(
            id=row["id"],
            calendar=row["calendar"],
            regions=tuple(row.get("regions", ())),
            months=tuple((month,) if isinstance(month, str) else tuple(month) for month in row["months"]),
        )
        for row in read_table("months.toml")["set"]
    )


@cache
def clock() -> Clock:
    """The other words of dates, read once, when they are first needed."""
    table = read_table("clock.toml")
    return Clock(
        weekdays=tuple(tuple(names) for names in table["weekdays"]),
        ordinals=tuple(tuple(names) for names in table["ordinals"]),
        parts=tuple((tuple(part["names"]), _numbered(part["hours"])) for part in table["part"]),
        zones={zone: tuple(names) for zone, names in table["zones"].items()},
        abbreviations=table["abbreviations"],
        units=tuple(
            Unit(id=unit, one=tuple(forms["one"]), two=tuple(forms["two"]), many=tuple(forms["many"]))
            for unit, forms in table["units"].items()
        ),
        numbers={number: tuple(names) for number, names in _numbered(table["numbers"]).items()},
        days_ago={days: tuple(names) for days, names in _numbered(table["days_ago"]).items()},
        now=tuple(table["words"]["now"]),
        labels=tuple(table["words"]["labels"]),
    )


def _numbered(table: Mapping[str, Any]) -> dict[int, Any]:
    return {int(number): value for number, value in table.items()}
