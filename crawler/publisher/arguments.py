"""The spider arguments `since`, `until`, `sections` and `limit`, as they come from the command line.

They are checked at once, before anything is fetched, but `2d` means something only once the run's "now" is known (in a replay that of
the recording): `Arguments` keeps durations, and `Arguments.window` turns them into times.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches

NAMES = ("since", "until", "sections", "limit")

_BACK = re.compile(r"(\d{1,5})([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DATES = (
    "a date (2026-11-20), a date with time (2026-11-20T18:30, in the publisher's zone if it names none) or a time back (30m, 12h, 2d, 2w)"
)


class ArgumentError(ValueError):
    """A spider argument that is unknown or cannot be read. Raised by `read_arguments` and `Arguments.window`; names the argument, its
    value and what is allowed.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a run is to fetch; None where nothing was said."""

    since: datetime | timedelta | None = None
    """The earliest time of publication, aware, or how long before the run's now."""
    until: datetime | timedelta | None = None
    """The latest time of publication, aware and included, or how long before the run's now."""
    sections: tuple[str, ...] | None = None
    """Names of sections, as the spider declares them, each once."""
    limit: int | None = None
    """Number of article pages to request, 1 or more."""

    def window(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Earliest and latest time of publication, aware; `now` is the run's. Raises ArgumentError if the first is later."""
        since = now - self.since if isinstance(self.since, timedelta) else self.since
        until = now - self.until if isinstance(self.until, timedelta) else self.until
        if since is not None and until is not None and since > until:
            raise ArgumentError(f"argument since is later ({since.isoformat()}) than until ({until.isoformat()}): nothing lies between")
        return since, until


def read_arguments(given: Mapping[str, str], *, zone: tzinfo, sections: Collection[str]) -> Arguments:
    """The spider arguments in `given`; names that begin with `_` (Scrapyd's `_job`) are passed over.

    `zone` is the publisher's, for times that name none; `sections` are the sections that it has. Raises ArgumentError.
    """
    for name in given:
        if name not in NAMES and not name.startswith("_"):
            raise ArgumentError(_unknown(name, given[name]))
    since, until = given.get("since"), given.get("until")
    arguments = Arguments(
        since=None if since is None else _read_time("since", since, zone, time.min),
        until=None if until is None else _read_time("until", until, zone, time.max),
        sections=_read_sections(given["sections"], sections) if "sections" in given else None,
        limit=_read_limit(given["limit"]) if "limit" in given else None,
    )
    if type(arguments.since) is type(arguments.until):  # the order of a date and a duration is known only in `window`
        arguments.window(datetime.now(UTC))
    return arguments


def _read_time(name: str, value: str, zone: tzinfo, of_day: time) -> datetime | timedelta:
    """`of_day` is the time that a date without one means: `until=2026-11-20` includes that day."""
    text = value.strip()
    if back := _BACK.fullmatch(text):
        return timedelta(**{_UNITS[back[2]]: int(back[1])})
    try:
        return _read_date(text, zone, of_day)
    except (ValueError, OverflowError):
        raise ArgumentError(_refusal(name, value, _DATES)) from None


def _read_date(text: str, zone: tzinfo, of_day: time) -> datetime:
    try:
        moment = datetime.combine(date.fromisoformat(text), of_day, zone)
    except ValueError:
        moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    moment.astimezone(UTC)  # the first day of the year 1 has no time in UTC
    return moment


def _read_sections(value: str, known: Collection[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(name for part in value.split(",") if (name := part.strip())))
    allowed = f"names of sections, separated by commas: {', '.join(known)}" if known else "nothing: this publisher has no sections"
    if not wanted or any(name not in known for name in wanted):
        raise ArgumentError(_refusal("sections", value, allowed))
    return wanted


def _read_limit(value: str) -> int:
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", value.strip()):
        raise ArgumentError(_refusal("limit", value, "a whole number from 1 to 999999999"))
    return int(value)


def _refusal(name: str, value: str, allowed: str) -> str:
    return f"argument {name}={value!r} cannot be read; allowed: {allowed}"


def _unknown(name: str, value: str) -> str:
    nearest = get_close_matches(name.lower(), NAMES, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(NAMES)}"
    return f"argument {name}={value!r} is unknown; {hint}"
