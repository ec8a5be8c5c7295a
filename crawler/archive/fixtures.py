"""A fixture folder as it is added to: exchanges, their bodies, and the articles that they must give.

`expected.jsonl` holds what a reader took from the pages and is never written here. What a replay gives and nobody has read stands in
`drafts.jsonl`, and the publisher's test fails for as long as there is such a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import orjson
from w3lib.url import safe_url_string

from crawler.archive.exchanges import Exchange, read_all

EXCHANGES, EXPECTED, DRAFTS = "exchanges.jsonl", "expected.jsonl", "drafts.jsonl"
LONGEST_NAME = 60
"""Characters of a file's name, without what tells it from others."""
LONGEST_ENCODING = 10
ENDINGS = (("html", ".html"), ("xml", ".xml"), ("rss", ".xml"), ("json", ".json"), ("text/plain", ".txt"))
"""Part of a content type -> how a file's name ends."""
HOPS = 20
"""Redirects that are followed; Scrapy's own limit."""


def chain(exchanges: Mapping[str, Exchange], url: str) -> list[Exchange]:
    """The answer to a URL and those that it redirects to, as far as they were saved; empty where there is none."""
    found: list[Exchange] = []
    while (exchange := exchanges.get(url)) is not None and exchange not in found and len(found) < HOPS:
        found.append(exchange)
        location = exchange.headers.get("Location")
        if not 300 <= exchange.status < 400 or location is None:
            break
        url = safe_url_string(urljoin(url, location)).partition("#")[0]
    return found


def arrived(exchanges: Mapping[str, Exchange], url: str) -> Exchange | None:
    """The page that a URL leads to; None where it leads to an error or to nothing."""
    hops = chain(exchanges, url)
    return hops[-1] if hops and hops[-1].status == 200 else None


def by_url(exchanges: Iterable[Exchange]) -> dict[str, Exchange]:
    """The last answer to each URL: one that came after a passing error."""
    return {exchange.url: exchange for exchange in exchanges}


def lines_of(path: Path) -> dict[str, dict[str, Any]]:
    """Articles of a file by `id`; nothing where there is no file. Raises ValueError with file and line."""
    found = {}
    for number, line in enumerate(path.read_bytes().splitlines() if path.exists() else [], 1):
        if not line.strip():
            continue
        try:
            article = orjson.loads(line)
            found[article["id"]] = article
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path}, line {number}: not the line of an article ({error})") from error
    return found


@dataclass(frozen=True)
class FixtureFolder:
    """`fixtures/<publisher>/`."""

    path: Path

    @property
    def exists(self) -> bool:
        """Whether anything was saved there."""
        return (self.path / EXCHANGES).exists()

    def exchanges(self) -> list[Exchange]:
        """What is there. Raises `RecordingError`."""
        return read_all(self.path / EXCHANGES) if self.exists else []

    def expected(self) -> dict[str, dict[str, Any]]:
        """What a reader took from the pages, by `id`. Raises ValueError."""
        return lines_of(self.path / EXPECTED)

    def drafts(self) -> dict[str, dict[str, Any]]:
        """What nobody has read yet, by `id`. Raises ValueError."""
        return lines_of(self.path / DRAFTS)

    def add(self, exchanges: Iterable[Exchange], pages: Iterable[str]) -> list[str]:
        """Put exchanges in; `pages` are those that a replay offers itself. Which files were written.

        An exchange of the same URL goes, and its body with it; every other line stays as it is, to the byte. Raises OSError.
        """
        new, offered = by_url(exchanges), frozenset(pages)
        old = (self.path / EXCHANGES).read_bytes().splitlines() if self.exists else []
        known = [(line, orjson.loads(line)) for line in old if line.strip()]
        kept = [line for line, raw in known if raw["url"] not in new]
        used = {raw["file"] for _, raw in known if raw["url"] not in new}
        (self.path / "pages").mkdir(parents=True, exist_ok=True)
        written = []
        for exchange in sorted(new.values(), key=lambda each: each.status >= 300):  # the page has the name, not what redirects to it
            name = None
            if body := exchange.body():
                name = f"pages/{free_name(exchange, used)}"
                used.add(name)
                (self.path / name).write_bytes(body)
                written.append(name)
            kept.append(dumped(as_line(exchange, name, offered=exchange.url in offered)))
        replace(self.path / EXCHANGES, kept)
        for name in {raw["file"] for _, raw in known} - used - {None}:
            (self.path / name).unlink(missing_ok=True)
        return written

    def write_drafts(self, drafts: Iterable[Mapping[str, Any]]) -> None:
        """These and no others. Raises OSError."""
        if lines := [dumped(draft) for draft in drafts]:
            replace(self.path / DRAFTS, lines)
        else:
            (self.path / DRAFTS).unlink(missing_ok=True)


def replace(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file whole or not at all. Raises OSError."""
    unfinished = path.with_name(f".{path.name}.tmp")
    unfinished.write_bytes(b"".join(line + b"\n" for line in lines))
    unfinished.replace(path)


def dumped(line: Mapping[str, Any]) -> bytes:
    """A line as people edit it."""
    return json.dumps(line, ensure_ascii=False).encode()


def as_line(exchange: Exchange, file: str | None, *, offered: bool) -> dict[str, Any]:
    """A line of `exchanges.jsonl`."""
    line = {
        "url": exchange.url,
        "status": exchange.status,
        "headers": exchange.headers,
        "file": file,
        "saved_at": exchange.saved_at.isoformat(timespec="seconds"),
        "origin": exchange.origin,
    }
    return line | ({"offered": True} if offered else {})


def free_name(exchange: Exchange, used: Iterable[str]) -> str:
    """What the file of a body is called, other than those in `used`: after its address, as far as that is in Latin letters."""
    parts = urlsplit(exchange.url)
    address = unquote(f"{parts.path.strip('/')}-{parts.query}")
    stem = re.sub(r"[^A-Za-z0-9._]+", "-", address)[-LONGEST_NAME:].strip("-.") or "home"
    kind = exchange.headers.get("Content-Type", "").lower()
    ending = next((ending for part, ending in ENDINGS if part in kind), "")
    stem = stem.removesuffix(ending)
    if "Content-Encoding" in exchange.headers:
        ending += f".{re.sub('[^a-z]', '', exchange.headers['Content-Encoding'].lower())[:LONGEST_ENCODING]}"
    return next(name for name in _names(stem, ending) if f"pages/{name}" not in used)


def _names(stem: str, ending: str) -> Iterator[str]:
    yield f"{stem}{ending}"
    number = 2
    while True:
        yield f"{stem}-{number}{ending}"
        number += 1
