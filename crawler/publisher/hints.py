"""What a source (feed, sitemap, listing) says of a page before the page itself is read."""

from __future__ import annotations

import html
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from crawler.page.entry import Entry

logger = logging.getLogger(__name__)

_W3C = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?([Zz]|[+-]\d\d(?::?\d\d)?)?)?)?)?", re.ASCII)
"""https://www.w3.org/TR/NOTE-datetime, year to fraction of a second; also with a space in it and with no zone, as many sites write."""
_RFC_822 = re.compile(
    r"(?:[A-Za-z]+\.?,? *)?\d{1,2}[ -][A-Za-z]+[ -]\d{2,4} +\d{1,2}:\d\d(?::\d\d)?(?: +(?:[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T))?", re.ASCII
)
"""What RSS dates look like. `parsedate_to_datetime` alone reads WordPress's empty date, `30 Nov -0001`, as one of 2000, overlooks `PM`
and takes a zone that it does not know for UTC."""
_YEARS = range(1990, 2100)
"""An article's date outside these is a placeholder (`0001-01-01`, `9999-12-31`)."""


class SourceError(Exception):
    """A source could not be read, or not to its end. Raised by `read_feed` and `read_sitemap`; the message names the source."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Found:
    """A page that a source names."""

    url: str
    """Absolute http(s) address, as the source spells it."""
    published: datetime | None = None
    """With a zone."""
    modified: datetime | None = None
    """With a zone."""
    title: str | None = None
    """Headline on one line, without markup."""
    entry: Entry | None = None
    """The text that the source carries, where it was asked for."""

    @property
    def newest(self) -> datetime | None:
        """The later of `published` and `modified`; None where the source gives neither."""
        return max((moment for moment in (self.published, self.modified) if moment is not None), default=None)


class Faults:
    """Logs what is wrong with the entries of one source, each field once: a bad date in one entry is mostly one in all."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._said: set[str] = set()

    def say(self, field: str, what: str) -> None:
        if field not in self._said:
            self._said.add(field)
            logger.debug("%s: <%s> of an entry %s", self._url, field, what)


def absolute(base: str, link: str) -> str | None:
    """The http(s) address that `link` stands for on the page `base`; None if it is none (`mailto:`, `javascript:`, broken)."""
    link = link.strip()
    try:
        address = link if link.startswith(("https://", "http://")) else urljoin(base, link)
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError for one that is none
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def read_title(text: str) -> str | None:
    """A headline on one line, or None for an empty one. Character references are read once more: many sources escape twice."""
    return " ".join(html.unescape(text).split()) or None


def read_moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """A machine-written date: W3C/ISO 8601 in any precision, or RFC 822 as in RSS. None for anything else.

    A date without a time is its midnight, a time without a zone is one of `zone`. A zone name that RFC 822 does not know (`EEST`) makes the
    whole date None: better no hint than one that is hours off.
    """
    text = text.strip()
    try:
        moment = _read_w3c(text) if text[:4].isdecimal() else _read_rfc_822(text)
    except (ValueError, OverflowError):
        return None
    if moment is None or moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _read_w3c(text: str) -> datetime | None:
    match = _W3C.fullmatch(text)
    if match is None:
        return None
    year, month, day, time, zone = match.groups(default="")
    return datetime.fromisoformat(f"{year}-{month or '01'}-{day or '01'}T{time or '00:00'}{zone.upper()}")


def _read_rfc_822(text: str) -> datetime | None:
    if not _RFC_822.fullmatch(text):
        return None
    moment = parsedate_to_datetime(text)
    return moment.replace(tzinfo=UTC) if text.endswith("-0000") else moment  # to `email` that is no zone
