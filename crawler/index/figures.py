"""The figures of a text: its numbers, in digits or in words, and the days of the week that it names."""

from __future__ import annotations

from functools import cache

from crawler.arabic.normalize import match_key
from crawler.knowledge.calendars import clock
from crawler.knowledge.tables import read_table

_AFTER_DIGITS = b":"
"""The byte after those of digits: in the comparing form whatever sorts before it begins with a digit."""


def figures(words: list[bytes]) -> tuple[list[bytes], int]:
    """The numbers among the words of a comparing form, and the weekdays as a bit for each, Monday the lowest.

    Numbers come as digits: `15` as much as `خمسه عشر`, `23` as `ثلاثه وعشرين`.
    """
    found = [word for word in words if word < _AFTER_DIGITS]
    names, days = _names(), 0
    place, end = -1, 0  # of the number before
    for name in [word for word in words if word in names]:
        value = names[name]
        if value < 0:
            days |= 1 << -value - 1
            continue
        place = words.index(name, place + 1)
        if place < end:
            continue  # it ends that number
        end = place + 1
        following = names.get(words[end], 0) if value < 10 and end < len(words) else 0
        if following >= 10:
            value, end = value + following, end + 1
        if value > 2:
            found.append(b"%d" % value)
    return found, days


@cache
def _names() -> dict[bytes, int]:
    """Words for numbers to their values, weekdays to -1 for Monday to -7."""
    table = read_table("numbers.toml")
    rows = [*table["units"].items(), *table["tens"].items()]
    numbers = {match_key(form): int(value) for value, row in rows for name in row for form in (name, "و" + name)}
    # Only with the article: without it أحد is also "one of", and اثنين "two".
    days = {match_key(name): -day for day, row in enumerate(clock().weekdays, 1) for name in row if name.startswith("ال")}
    return {name.encode(): value for name, value in (numbers | days).items()}
