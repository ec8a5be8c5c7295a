"""Whole runs of spiders over their fixture sites, each in a process of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.live.run import Running

PROJECT = Path(__file__).resolve().parents[2]
FIXTURES = PROJECT / "fixtures"
FIXTURE = FIXTURES / "sana"
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


@dataclass
class Frozen(Crawl):
    """A run with the lines as they were right after it."""

    kept: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, run: Crawl) -> Frozen:
        return cls(run.code, run.said, run.output, {folder: run.lines(folder) for folder in FOLDERS})

    def lines(self, folder: str) -> list[dict[str, Any]]:
        return self.kept[folder]


def crawl(output: Path, *arguments: str, visit: int = 1, site: Path = FIXTURE, name: str = "sana") -> Crawl:
    settings = {"REPLAY": site, "REPLAY_VISIT": visit, "OUTPUT_DIR": output}
    line = ["scrapy", "crawl", name, *(part for setting, value in settings.items() for part in ("-s", f"{setting}={value}")), *arguments]
    ended = Running(line, "", {}).end(output, timeout=120)
    return Crawl(ended.code, ended.out + ended.said, output)


@pytest.fixture(scope="session")
def replay(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Frozen]]:
    """The first run of a publisher over its fixture site, by name. Those that the session's tests ask for run side by side, a core each."""

    def run(name: str) -> Frozen:
        return Frozen.of(crawl(tmp_path_factory.mktemp(name) / "data", site=FIXTURES / name, name=name))

    tmp_path_factory.getbasetemp()  # made when it is first asked for, which must not be in two threads at once
    asking = [item for item in request.session.items if isinstance(item, pytest.Function) and "replay" in item.fixturenames]
    names = (item.callspec.params.get("name") for item in asking if hasattr(item, "callspec"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {name: pool.submit(run, name) for name in dict.fromkeys(names) if name}
        yield lambda name: (runs.get(name) or runs.setdefault(name, pool.submit(run, name))).result()


@pytest.fixture(scope="session")
def three_runs(replay: Callable[[str], Frozen]) -> list[Crawl]:
    """SANA's site crawled, crawled again, and crawled a day later; each with the lines that stood there after it."""
    first = replay("sana")
    return [first, *(Frozen.of(crawl(first.output, visit=visit)) for visit in (1, 2))]


def expected(name: str = "expected.jsonl", *, publisher: str = "sana") -> list[dict[str, Any]]:
    """Articles as a reader took them from a fixture site."""
    return [orjson.loads(line) for line in (FIXTURES / publisher / name).read_bytes().splitlines()]
