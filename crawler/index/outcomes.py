"""What a fetched page came to, on its way from the spider to the writer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from crawler.items import Article, Gone, Link, Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request for an article page and what its answer said of itself."""

    key: int | None
    """The frontier row that the request was taken from; `None` for a page that was not."""
    url: str
    """Canonical URL that was asked for."""
    received_at: datetime
    """When the answer (or the failure) was there, UTC."""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: the page is as it was."""


@dataclass(frozen=True, slots=True)
class Missing:
    """404 or 410."""

    status: int


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable answer, this time: a time-out, a 503, a fault of our own, or the challenge of a protection service."""

    detail: str
    reason: Literal["failed", "challenge"] = "failed"


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not asked for, though nothing is known against it: its host is shut for this run. It waits for the next one."""

    detail: str


@dataclass(frozen=True, slots=True)
class Outside:
    """An article that is older or newer than the run was asked for; it waits for a run that wants it."""

    published: datetime


Outcome = Article | Rejected | NotModified | Missing | Failed | Postponed | Outside


@dataclass(slots=True)
class Delivery:
    """A page's outcome together with the visit that it settles."""

    outcome: Outcome
    visit: Visit


Verdict = Literal[
    "stored", "revision", "duplicate", "moved", "unchanged", "rejected", "gone", "missing", "failed", "challenge", "postponed", "outside"
]


@dataclass(slots=True)
class Decision:
    """What the writer made of a delivery."""

    verdict: Verdict
    detail: str = ""
    line: Article | Rejected | Gone | None = field(default=None)
    """What was written, if anything was."""
    links: list[Link] = field(default_factory=list)
    """What was found out about other articles on the way; written too."""
