"""The run files, `OUTPUT_DIR/runs/<run>.json`: what each run did, how it ended, and what a publisher's past is read from."""

from __future__ import annotations

import heapq
import logging
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson

from crawler.index.parts import make_folder, sync_folder, write_all
from crawler.items import Article

logger = logging.getLogger(__name__)

FOLDER = "runs"
FIELDS = (
    *("title", "body", "summary", "published_at", "modified_at", "authors", "credits", "dateline", "origin", "section", "tags"),
    *("images", "related"),
)
"""Fields of an article whose coverage is counted: those that a page has or has not by its markup and its house style."""
LONGEST = 200
"""Paragraphs; longer articles count as that long, so that a run's counters stay small."""


@dataclass(kw_only=True)
class Tally:
    """What the articles that a run read were like, whatever became of them (new, changed, a copy, unchanged). Counters only."""

    articles: int = 0
    """How many; those that stand inside or below another page's article are not counted."""
    fields: Counter[str] = field(default_factory=Counter)
    """Field -> articles that have it."""
    body_from: Counter[str] = field(default_factory=Counter)
    """Which way gave the body (`layout:foxiz`, `generic`, ...) -> articles."""
    paragraphs: Counter[int] = field(default_factory=Counter)
    """Number of paragraphs -> articles."""
    newest: datetime | None = None
    """The latest time of publication."""

    def add(self, article: Article) -> None:
        """Count one article."""
        if article.part_of is not None:
            return
        self.articles += 1
        for name in FIELDS:
            if getattr(article, name):
                self.fields[name] += 1
        self.body_from[article.extraction.get("body", "none")] += 1
        self.paragraphs[min(len(article.structure), LONGEST)] += 1
        if article.published_at is not None:
            # A date in the future would make the site look alive until then.
            published = min(datetime.fromisoformat(article.published_at), datetime.fromisoformat(article.crawled_at))
            self.newest = published if self.newest is None else max(self.newest, published)


@dataclass(kw_only=True)
class RunFile:
    """One run, as it stands in its file. Times are ISO 8601, UTC. No settings and no text of a page or an exception stand here."""

    run: str
    """Name of the run and of its part files."""
    publisher: str
    version: str
    """Khabar's."""
    arguments: dict[str, str]
    """Spider arguments (`since`, `until`, `sections`, `limit`) as they were given."""
    replay: bool
    """Whether it was answered from saved exchanges."""
    started: str
    now: str
    """The run's "now": its start, in a replay the newest saved exchange."""
    ended: str
    reason: str
    """Why it ended: `finished`, `shutdown` (a signal), `output_failed`, ..., `refused`, `not_started`, `stopped_at_once`."""
    gave_up: str | None
    """Why nothing was got from the site: where the reason is `gave_up`, and where a site that nobody declared had nothing to read by."""
    exit_code: int
    health: list[str]
    """What is wrong, in words; empty exactly where the exit code is 0."""
    counts: dict[str, int]
    """Pages: `found`, `fetched`, `from_feed`, `parts`, and what became of them (`stored`, `revision`, `duplicate`, `unchanged`,
    `rejected`, ...)."""
    rejected: dict[str, int]
    """Reason -> rejected pages."""
    sources: dict[str, int]
    """Feeds, sitemaps and listings: `asked`, `read`, `failed`, ..."""
    responses: dict[str, int]
    """Class of status (`2xx`) -> answers, those of robots.txt left out, each answer to a retry counted."""
    statuses: dict[str, int]
    """The same by status."""
    articles: int
    """How many articles the following was counted on: see `Tally`."""
    fields: dict[str, int]
    body_from: dict[str, int]
    paragraphs: dict[str, int]
    median_paragraphs: float | None
    newest_published_at: str | None

    def time(self) -> datetime:
        """The run's "now"."""
        return datetime.fromisoformat(self.now)

    def newest(self) -> datetime | None:
        """The latest time of publication that it read."""
        return datetime.fromisoformat(self.newest_published_at) if self.newest_published_at else None


def median(histogram: Mapping[str, int]) -> float | None:
    """The median of numbers that are given as number -> how often; None of none.

    >>> median({"3": 1, "10": 1, "4": 2})
    4.0
    """
    total = sum(histogram.values())
    if not total:
        return None
    numbers = sorted(histogram, key=int)
    ends = list(accumulate(histogram[number] for number in numbers))
    # The two places in the middle, which are one and the same if there is an odd number of them.
    return sum(int(numbers[bisect_right(ends, place)]) for place in ((total - 1) // 2, total // 2)) / 2


def path_of(output: Path, run: str) -> Path:
    """Where a run's file stands."""
    return output / FOLDER / f"{run}.json"


def write(output: Path, run: RunFile) -> None:
    """Put a run's file on disk, whole or not at all. Raises OSError."""
    path = path_of(output, run.run)
    make_folder(path.parent, output)
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        with open(unfinished, "wb", buffering=0) as file:
            write_all(file, orjson.dumps(asdict(run), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def past_runs(output: Path, run: str, publisher: str, *, most: int, since: datetime) -> list[RunFile]:
    """The publisher's runs before this one, newest first: at most `most`, none that began before `since` (UTC).

    Start and publisher stand in a run's name, so files of others and older ones are not opened. A file that cannot be read is passed
    over with a warning.
    """
    folder = output / FOLDER
    oldest, own_start = f"{since:%Y%m%dT%H%M%S}", run[:15]
    try:
        with os.scandir(folder) as entries:
            names = (entry.name for entry in entries if _publisher_of(entry.name) == publisher)
            newest = heapq.nlargest(most, (name for name in names if oldest <= name[:15] <= own_start))
    except FileNotFoundError:
        return []
    except OSError as error:
        logger.warning("%s: cannot be read (%s); the run is not compared with those before it", folder, error)
        return []
    return [past for name in newest if (past := _read_or_warn(folder / name))]


def newest_files(output: Path) -> dict[str, Path]:
    """By publisher, the file of its newest run; the others are not opened. Raises OSError, but not where no run has been yet."""
    newest: dict[str, str] = {}
    try:
        with os.scandir(output / FOLDER) as entries:
            for name in (entry.name for entry in entries):
                if publisher := _publisher_of(name):
                    newest[publisher] = max(name, newest.get(publisher, ""))
    except FileNotFoundError:
        return {}
    return {publisher: output / FOLDER / name for publisher, name in newest.items()}


def _publisher_of(name: str) -> str | None:
    """Of `20261124T060000-sana-1f00aa.json` it is `sana`; None of what is no run file's name."""
    return name[16:-12] if name.endswith(".json") and name[8:9] == "T" else None


def _read_or_warn(path: Path) -> RunFile | None:
    try:
        return read(path)
    except (OSError, ValueError) as error:
        logger.warning("%s: cannot be read (%s); the run is compared with the others only", path, error)
        return None


def read(path: Path) -> RunFile:
    """A run file. Raises OSError, and ValueError naming the field that is missing or makes no sense."""
    data = orjson.loads(path.read_bytes())
    if not isinstance(data, dict):
        raise ValueError("it is no JSON object")
    return RunFile(**{each.name: _checked(each.name, str(each.type), data) for each in fields(RunFile)})


_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "str | None": (str, type(None)),
    "int": (int,),
    "bool": (bool,),
    "float | None": (float, int, type(None)),
    "list[str]": (list,),
    "dict[str, str]": (dict,),
    "dict[str, int]": (dict,),
}
_TIMES = ("started", "now", "ended", "newest_published_at")


def _checked(name: str, kind: str, data: dict[str, Any]) -> Any:
    value = data.get(name)
    fits = isinstance(value, _KINDS[kind])
    if fits and kind == "dict[str, int]":
        fits = all(isinstance(count, int) for count in value.values())  # type: ignore[union-attr]  # it is a dict
    if not fits:
        raise ValueError(f"{name}: {value!r} is no {kind}")
    if name in _TIMES and value is not None and datetime.fromisoformat(value).tzinfo is None:
        raise ValueError(f"{name}: {value!r} has no offset")
    if name == "paragraphs" and not all(number.isdecimal() for number in value):  # type: ignore[union-attr]
        raise ValueError(f"{name}: its keys are no numbers")
    return value
