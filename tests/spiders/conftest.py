"""Whole runs of the SANA spider over its fixture site, each in a process of its own as a user would start it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

PROJECT = Path(__file__).resolve().parents[2]
FIXTURE = PROJECT / "fixtures" / "sana"
FOLDERS = ("articles", "duplicates", "rejected", "gone", "links")


@dataclass
class Crawl:
    """A finished run: exit code, what it said, and the whole output folder after it."""

    code: int
    said: str
    output: Path

    def lines(self, folder: str) -> list[dict[str, Any]]:
        files = sorted((self.output / folder).rglob("*.jsonl"))
        return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]

    def count(self, label: str) -> int:
        """A row of the summary; 0 where it is not shown."""
        match = re.search(rf"^ +{re.escape(label)} +([\d,]+)$", self.said, re.MULTILINE)
        return int(match[1].replace(",", "")) if match else 0


def crawl(output: Path, *arguments: str, visit: int = 1, site: Path = FIXTURE) -> Crawl:
    command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "scrapy", "crawl", "sana", "-s", f"REPLAY={site}"]
    command += ["-s", f"REPLAY_VISIT={visit}", "-s", f"OUTPUT_DIR={output}", *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    return Crawl(done.returncode, done.stdout + done.stderr, output)


@pytest.fixture(scope="session")
def three_runs(tmp_path_factory: pytest.TempPathFactory) -> list[Crawl]:
    """The site crawled, crawled again, and crawled a day later; each with the lines that stood there after it."""
    output = tmp_path_factory.mktemp("sana") / "data"
    runs = []
    for visit in (1, 1, 2):
        run = crawl(output, visit=visit)
        runs.append(Frozen(run.code, run.said, output, {folder: run.lines(folder) for folder in FOLDERS}))
    return runs


@dataclass
class Frozen(Crawl):
    """A run with the lines as they were right after it."""

    kept: dict[str, list[dict[str, Any]]]

    def lines(self, folder: str) -> list[dict[str, Any]]:
        return self.kept[folder]


def expected(name: str = "expected.jsonl") -> list[dict[str, Any]]:
    """Articles as a reader took them from the fixture site."""
    return [orjson.loads(line) for line in (FIXTURE / name).read_bytes().splitlines()]
