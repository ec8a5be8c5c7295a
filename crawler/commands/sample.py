"""Runs of `scrapy crawl` that a command starts for itself: over a live site to save some of it, over a recording to read it."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from crawler.archive.exchanges import Exchange, RecordingError, read_all
from crawler.archive.fixtures import by_url
from crawler.commands.children import Child, Children, Ended
from crawler.commands.crawlall import crawl_line, last_lines, meaning
from crawler.extensions.health import DONE, NOT_STARTED, UNHEALTHY, USAGE
from crawler.extensions.progress import StatusLine
from crawler.extensions.runs import RunFile, newest_files, read
from crawler.index.frontier import url_key

LONGEST = 3600
"""Seconds of a run: thirty sources and pages of a site that asks for a minute between two, twice over."""


@dataclass(frozen=True)
class Sampled:
    """What came of such a run."""

    ended: Ended
    folder: Path

    @property
    def log(self) -> Path:
        """What it said."""
        return self.folder / "log"

    @property
    def has_run(self) -> bool:
        """Whether it came to its end; else `why` says what kept it."""
        return self.ended.code in (DONE, UNHEALTHY) and not self.ended.stopped

    @property
    def exit_code(self) -> int:
        """The exit code that it means for the command: 1 where it was killed or never begun, or its own settings were wrong."""
        code = self.ended.code
        return NOT_STARTED if code is None or code < 0 or code == USAGE or self.ended.stopped else code

    def why(self) -> list[str]:
        """In words, with the last lines of the log, how it ended."""
        return [f"{self.ended.name}: {meaning(self.ended)}", *last_lines(self.log)]

    def lines(self, kind: str) -> list[dict[str, Any]]:
        """What it wrote into a folder of its output."""
        files = sorted((self.folder / "data" / kind).rglob("*.jsonl"))
        return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]

    def saved(self) -> dict[str, Exchange]:
        """What it fetched, by address; the last answer of each."""
        try:
            return by_url(read_all(self.folder / "saved" / "exchanges.jsonl"))
        except RecordingError:
            return {}

    def run_file(self) -> RunFile | None:
        """Its judgement on itself."""
        try:
            file = newest_files(self.folder / "data").get(self.ended.name)
            return read(file) if file else None
        except (OSError, ValueError):
            return None

    def article_of(self, url: str) -> str | None:
        """`id` of the article that a page gave, whatever became of it."""
        with closing(sqlite3.connect(self.folder / "data" / "index.sqlite")) as connection:
            row = connection.execute("SELECT article FROM frontier WHERE key = ?", (url_key(url),)).fetchone()
        return row[0] if row else None

    def why_not(self, url: str) -> str:
        """Why an article was not fetched or not read, in words."""
        for line in self.lines("rejected"):
            if line["url"] == url:
                return f"{line['reason']}: {line['detail']}"
        verdict, detail = self.verdict(url)
        return detail or verdict or "there was no answer"

    def verdict(self, url: str) -> tuple[str, str]:
        """What became of an article that was not written, in one word and in more; nothing where the log does not say."""
        try:
            log = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return "", ""
        found = re.findall(rf"(failed|challenge|postponed|missing): {re.escape(url)} ?(.*)", log)
        return found[-1] if found else ("", "")


def live(name: str, folder: Path, passed: Sequence[str], settings: Mapping[str, str], arguments: Sequence[str] = ()) -> Child:
    """A run over the live site that keeps its output and saves all that it fetches in `folder`, and nothing elsewhere."""
    return _child(name, folder, passed, {**settings, "SAMPLE": "1", "SAVE_EXCHANGES": str(folder / "saved")}, arguments)


def replay(name: str, folder: Path, passed: Sequence[str], recording: Path) -> Child:
    """A run over a recording."""
    return _child(name, folder, passed, {"REPLAY": str(recording.resolve())}, ())


def _child(name: str, folder: Path, passed: Sequence[str], settings: Mapping[str, str], arguments: Sequence[str]) -> Child:
    folder.mkdir(parents=True, exist_ok=True)
    own = {**settings, "OUTPUT_DIR": str(folder / "data"), "INDEX_URL": "", "NEAR_DUPLICATES": "drop", "LOG_LEVEL": "DEBUG"}
    flags = [part for setting, value in own.items() for part in ("-s", f"{setting}={value}")]
    return Child(name, crawl_line(name, [*passed, *flags, *arguments]), folder / "log")


def run_all(children: list[Child], jobs: int) -> list[Sampled]:
    """Run them; in a terminal a line says who is at work."""
    line = StatusLine(sys.stderr) if sys.stderr.isatty() else None

    def tell(at_work: list[str], ended: int) -> None:
        if line:
            line.show(f"{ended} of {len(children)} ended; at work: {', '.join(at_work)}")

    try:
        ended = Children(jobs, LONGEST, tell).run(children)
    finally:
        if line:
            line.erase()
    return [Sampled(each, child.log.parent) for each, child in zip(ended, children, strict=True)]
