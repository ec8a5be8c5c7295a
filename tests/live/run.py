"""Starts `scrapy crawl` over the tests' own site, in a process of its own and without a delay unless the site asks for one."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import sqlite3
import sys
import tempfile
import warnings
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from scrapy.cmdline import execute

from tests.live.site import Site

PROJECT = Path(__file__).resolve().parents[2]
FOLDERS = ("articles", "duplicates", "rejected", "gone", "links")


@dataclass
class Ended:
    """A finished run: exit code, what it said, and what stands in its output folder."""

    code: int
    out: str
    said: str
    """On standard error: log and summary."""
    output: Path

    def lines(self, folder: str) -> list[dict[str, Any]]:
        return lines(self.output, folder)

    def numbers(self, folder: str = "articles") -> list[int]:
        """Numbers of the articles, sorted."""
        return sorted(int(line["id"].partition(":")[2]) for line in self.lines(folder))

    def rejected(self) -> dict[str, str]:
        """Path of a rejected page -> reason."""
        return {re.sub(r"^\w+://[^/]+", "", line["url"]): line["reason"] for line in self.lines("rejected")}

    def count(self, label: str) -> int:
        """A row of the summary; 0 where it is not shown."""
        match = re.search(rf"^ +{re.escape(label)} +([\d,]+)\r?$", self.said, re.MULTILINE)
        return int(match[1].replace(",", "")) if match else 0

    def rows(self) -> dict[str, dict[str, Any]]:
        """Rows of the frontier that still have their address, by path."""
        with closing(sqlite3.connect(self.output / "index.sqlite")) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute("SELECT * FROM frontier WHERE url IS NOT NULL").fetchall()
        return {re.sub(r"^\w+://[^/]+", "", row["url"]): dict(row) for row in rows}


def lines(output: Path, folder: str) -> list[dict[str, Any]]:
    """The lines of a folder; fails at one that is torn."""
    found = []
    for file in sorted((output / folder).rglob("*.jsonl")):
        body = file.read_bytes()
        assert not body or body.endswith(b"\n"), f"{file}: its last line is torn"
        found += [orjson.loads(line) for line in body.splitlines()]
    return found


QUIET = ("-L", "WARNING")


def arguments_of(output: Path, *arguments: str) -> list[str]:
    """The command line, without a delay."""
    settings = {"OUTPUT_DIR": output, "SPIDER_MODULES": "tests.live.spider", "DOWNLOAD_DELAY": 0, "LOCAL_HOSTS": "127.0.0.1"}
    return ["scrapy", "crawl", "live", *(part for name, value in settings.items() for part in ("-s", f"{name}={value}")), *arguments]


# Scrapy takes longer to import than most of these runs last, so runs are forked from a server that has imported it.
PRELOADED = [
    "scrapy.cmdline",
    "scrapy.core.downloader.handlers.http11",
    "crawler.commands.crawl",
    "crawler.pipelines.write",
    "crawler.index.schema",  # SQLAlchemy with it, where an index is made
]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(PRELOADED)


def in_fork(line: list[str], patch: str, variables: dict[str, str], out: str, said: str) -> None:
    """What the forked process does: everything that a new one would, but for the imports."""
    for descriptor, path in ((1, out), (2, said)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), descriptor)
    warnings.simplefilter("error")
    os.chdir(PROJECT)
    os.environ.update(variables)
    sys.argv = line
    exec(patch, {})
    execute()


class Running:
    """A run at work."""

    def __init__(self, line: list[str], patch: str, variables: dict[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._files = [Path(self._folder.name) / name for name in ("out", "said")]
        for file in self._files:
            file.touch()
        self._process = FORKS.Process(target=in_fork, args=(line, patch, variables, *map(str, self._files)))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def said(self) -> str:
        """On standard error, so far."""
        return self._files[1].read_text(encoding="utf-8")

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def end(self, output: Path, timeout: float = 30) -> Ended:
        """Wait for the end; a run that hangs is killed and fails the test."""
        self._process.join(timeout)
        if hangs := self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        out, said = (file.read_text(encoding="utf-8") for file in self._files)
        self._folder.cleanup()
        assert not hangs, f"the run hangs:\n{said}"
        code = self._process.exitcode
        assert code is not None
        self._process.close()
        return Ended(code, out, said, output)


def start(site: Site | None, output: Path, *arguments: str, patch: str = "") -> Running:
    """Start a run; its `end` waits for it. `patch` is Python that the process runs first."""
    return Running(arguments_of(output, *QUIET, *arguments), patch, {"LIVE_HOME": f"{site.base}/"} if site else {})


def run(site: Site | None, output: Path, *arguments: str, patch: str = "") -> Ended:
    """A whole run."""
    return start(site, output, *arguments, patch=patch).end(output)
