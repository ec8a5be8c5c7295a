"""Starts `scrapy crawl` over the tests' own site, in a process of its own and without a delay unless the site asks for one."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.live.site import Site

PROJECT = Path(__file__).resolve().parents[2]
EXECUTE = "\nfrom scrapy.cmdline import execute\nexecute()\n"
FOLDERS = ("articles", "duplicates", "rejected", "gone")


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


def command(output: Path, *arguments: str, patch: str = "", publisher: str = "live") -> list[str]:
    """The command line; `patch` is Python that the process runs first."""
    start = [sys.executable, "-W", "error", "-c", patch + EXECUTE, "crawl", publisher]
    settings = {"OUTPUT_DIR": output, "SPIDER_MODULES": "tests.live.spider", "DOWNLOAD_DELAY": 0}
    return [*start, "-L", "WARNING", *(part for name, value in settings.items() for part in ("-s", f"{name}={value}")), *arguments]


def environment(site: Site | None) -> dict[str, str]:
    return os.environ | ({"LIVE_HOME": f"{site.base}/"} if site else {})


def start(site: Site | None, output: Path, *arguments: str, patch: str = "", publisher: str = "live") -> subprocess.Popen[str]:
    """Start a run; `end` waits for it."""
    return subprocess.Popen(
        command(output, *arguments, patch=patch, publisher=publisher),
        cwd=PROJECT,
        env=environment(site),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def end(process: subprocess.Popen[str], output: Path, timeout: float = 30) -> Ended:
    """Wait for a run; one that hangs is killed and fails the test."""
    try:
        out, said = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"the run hangs:\n{process.communicate()[1]}") from None
    return Ended(process.returncode, out, said, output)


def run(site: Site | None, output: Path, *arguments: str, patch: str = "", publisher: str = "live") -> Ended:
    """A whole run."""
    return end(start(site, output, *arguments, patch=patch, publisher=publisher), output)
