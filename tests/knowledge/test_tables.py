"""The other tables: months, clock, places, words, names and phrases are whole and contradict neither themselves nor each other."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from crawler.arabic.normalize import match_key
from crawler.knowledge import clock, given_names, month_sets, phrase_rules, places, words


@pytest.mark.parametrize("month_set", month_sets(), ids=[month_set.id for month_set in month_sets()])
def test_a_set_has_twelve_months(month_set) -> None:  # type: ignore[no-untyped-def]
    assert len(month_set.months) == 12
    assert all(names and all(names) for names in month_set.months)


def test_a_name_is_one_month_in_every_set() -> None:
    numbers: dict[str, set[int]] = {}
    for month_set in month_sets():
        for number, names in enumerate(month_set.months, 1):
            for name in names:
                numbers.setdefault(match_key(name), set()).add(number)
    assert {name for name, months in numbers.items() if len(months) > 1} == set()


def test_clock_is_whole() -> None:
    table = clock()
    assert len(table.weekdays) == 7
    assert [unit.id for unit in table.units] == ["second", "minute", "hour", "day", "week", "month", "year"]
    assert len(table.ordinals) == 31
    assert sorted(table.numbers) == list(range(1, 11))
    for names, hours in table.parts:
        assert names
        assert all(0 <= hour <= 23 and 0 <= of_day <= 23 and (of_day - hour) % 12 == 0 for hour, of_day in hours.items())
    for zone, names in table.zones.items():
        assert ZoneInfo(zone).key == zone
        assert names


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("دمشق", {"SY"}),
        ("ديـر الزور", {"SY"}),
        ("اسطنبول", {"TR"}),
        ("DAMASCUS", {"SY"}),
        ("طرابلس", {"LB"}),
        ("عواصم", {""}),
        ("لا مكان", set()),
    ],
)
def test_places(name: str, countries: set[str]) -> None:
    assert places().countries_of(name) == countries
    assert (name in places()) == bool(countries)


def test_countries_are_told_from_cities() -> None:
    assert places().is_country("الإمارات العربية المتحدة")
    assert not places().is_country("دبي")


def test_no_place_is_a_word_of_prose() -> None:
    assert not words().is_prose(match_key("دمشق"))
    assert words().is_prose(match_key("وقالت"))
    assert words().is_prose(match_key("فأعلن"))
    assert words().is_prose(match_key("إلى"))


def test_a_given_name_is_not_in_both_lists() -> None:
    names = given_names()
    assert names.given & names.words_too == set()


def test_phrase_rules_are_whole() -> None:
    for rule in phrase_rules():
        assert rule.whole or rule.label or rule.starts or rule.words, rule
        assert not rule.needs or rule.starts, rule
        assert 0 < rule.longest <= 400
