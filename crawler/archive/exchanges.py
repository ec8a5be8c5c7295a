"""Saved exchanges: what a site answered, when, and where the bodies lie.

A fixture folder holds `exchanges.jsonl`, one exchange a line, and the bodies as files, byte for byte as they came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import orjson
from w3lib.url import safe_url_string


class RecordingError(ValueError):
    """A recording cannot be read: names the file, the line and the field. Raised by `Recording.load`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One answer of a site."""

    url: str
    """As it was requested, without fragment, escaped as a request's URL is."""
    visit: int
    """1 for the first crawl of the recording, 2 for the second ..."""
    status: int
    headers: dict[str, str]
    file: Path | None
    """Where the body lies; `None` for an empty one."""
    saved_at: datetime
    """When it was received, UTC."""
    origin: Literal["saved", "written"]
    """From the real site, or written after its documentation."""
    offered: bool = False
    """Whether a replay offers this page itself, as no saved source need name it."""

    def body(self) -> bytes:
        """The body as it came over the wire. Raises OSError."""
        return self.file.read_bytes() if self.file else b""


class Recording:
    """The exchanges of a folder, as one visit saw them."""

    def __init__(self, exchanges: list[Exchange], visit: int) -> None:
        self._answers: dict[str, list[Exchange]] = {}
        self._next: dict[str, int] = {}
        self.newest = max(exchange.saved_at for exchange in exchanges if exchange.visit <= visit)
        for exchange in exchanges:
            if exchange.visit <= visit:
                answers = self._answers.setdefault(exchange.url, [])
                if answers and answers[-1].visit != exchange.visit:
                    answers.clear()
                answers.append(exchange)

    @property
    def urls(self) -> frozenset[str]:
        """What it has an answer to."""
        return frozenset(self._answers)

    @property
    def offered(self) -> list[str]:
        """The pages that a replay offers itself."""
        return [url for url, answers in self._answers.items() if answers[0].offered]

    @classmethod
    def load(cls, folder: Path, visit: int = 1) -> Recording:
        """Read a fixture folder as visit `visit` saw it. Raises `RecordingError`."""
        path = folder / "exchanges.jsonl"
        exchanges = sorted(read_all(path), key=lambda exchange: exchange.visit)
        if not any(exchange.visit <= visit for exchange in exchanges):
            raise RecordingError(f"{path}: no exchange of visit {visit} or before")
        return cls(exchanges, visit)

    def answer(self, url: str) -> Exchange | None:
        """The next answer to a URL: within a visit they come in order, and the last one stays."""
        url = url.partition("#")[0]
        answers = self._answers.get(url)
        if answers is None:
            return None
        place = self._next.get(url, 0)
        self._next[url] = place + 1
        return answers[min(place, len(answers) - 1)]


def read_all(path: Path) -> list[Exchange]:
    """The lines of an `exchanges.jsonl`, all visits. Raises `RecordingError`."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise RecordingError(f"{path}: no recording there ({error.strerror})") from error
    return [read_exchange(line, path, number) for number, line in enumerate(lines, 1) if line]


def read_exchange(line: bytes, path: Path, number: int) -> Exchange:
    """One line of `exchanges.jsonl`. Raises `RecordingError`."""
    try:
        raw: dict[str, Any] = orjson.loads(line)
        return Exchange(
            url=safe_url_string(raw["url"]),
            visit=int(raw.get("visit", 1)),
            status=int(raw["status"]),
            headers=dict(raw["headers"]),
            file=path.parent / raw["file"] if raw["file"] else None,
            saved_at=datetime.fromisoformat(raw["saved_at"]),
            origin=raw["origin"],
            offered=bool(raw.get("offered", False)),
        )
    except KeyError as error:
        raise RecordingError(f"{path}, line {number}: the field {error} is missing") from error
    except (ValueError, TypeError) as error:
        raise RecordingError(f"{path}, line {number}: {error}") from error
