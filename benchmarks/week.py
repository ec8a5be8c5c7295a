"""A week in small: week.py [--hours 168] [--seed 7] [--keep FOLDER]

Two sites on 127.0.0.1 (`benchmarks.town`) change from hour to hour, and both are crawled every hour, a process a run, into one folder, with
the clock of each run standing still at its hour. One run in ten, but never two in a row, is killed at a random moment, if it is not over by
then, or finds its site answering 503 to everything.
Printed are what was expected and what was found, requests, memory, CPU and sizes at the beginning and at the end. Exits with 1, and says
why, where an article is lost or doubled or not as its page has it, where `scrapy verify` finds a fault, an exit code is not what its hour
makes it, or something grows more than `LIMITS` allows.
"""

from __future__ import annotations

import argparse
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.town import HOUR, PLACES, REVISIT_AFTER, START, Paper, Story, Town
from crawler.arabic import clean_text
from tests.live.run import Ended, Running, lines
from tests.live.site import Answer, Asked, serving

WEEK = 168
DAY = 24
FAULTS = 0.1
"""Share of the runs that are killed or find their site shut."""
PAUSE = 3
"""Hours at the end without a fault, in which what was late comes in."""
LIMITS = {
    "memory": 1.05,  # peak of the last quarter of the runs over that of the first, medians
    "index": 1.10,  # bytes an article at the end over those when a quarter of the hours were over
    "CPU": 1.25,  # ms a request on the last day over those on the first; a week only
    "sitemaps": 3,  # of days, read by one run: today's, and those of two days in which something was changed since
    "again": 16,  # pages fetched once more for each run that was killed: what it had in hand
}

MEASURED = """
import crawler.commands.crawl as command
outcome = command.outcome

def measured(*more):
    import pathlib, re, sys, time
    status = pathlib.Path("/proc/self/status").read_text()
    print("measured", re.search(r"VmHWM:\\s+(\\d+)", status)[1], time.process_time(), file=sys.stderr)
    return outcome(*more)

command.outcome = measured
"""
"""Prints the largest resident size of the run in kB and its CPU seconds, those of importing Scrapy not among them."""


@dataclass
class Ran:
    """One run."""

    hour: int
    paper: str
    fault: str
    """`killed`, `shut`, or nothing."""
    code: int
    seconds: float
    asked: list[str]
    """Paths."""
    peak: int = 0
    """Bytes; 0 for one that was killed."""
    cpu: float = 0
    """Seconds."""

    @property
    def is_whole(self) -> bool:
        return not self.fault

    @property
    def sitemaps(self) -> int:
        """Sitemaps of days that it read."""
        return sum(path.startswith("/sitemap-") for path in self.asked)


@dataclass
class Week:
    """What was lived through."""

    town: Town
    output: Path
    end: datetime
    runs: list[Ran] = field(default_factory=list)
    index_sizes: list[tuple[int, int]] = field(default_factory=list)
    """After each hour: bytes of the index, and articles that the sites had published."""
    verified: str = ""
    verify_code: int = -1

    def of(self, paper: str) -> list[Ran]:
        return [run for run in self.runs if run.paper == paper]


class Shut(dict[str, list[Answer]]):
    """What a site has where it answers 503 to everything."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002
        return [Answer(b"", 503)]


# The hours


def live_through(output: Path, hours: int, seed: int = 7, told: Callable[[int], None] | None = None) -> Week:
    """Crawl the town for so many hours, and verify what came of it. `told` hears of each hour that is over."""
    chance = random.Random(seed)
    with serving() as agency, serving() as gazette:
        town = Town(agency, gazette, seed)
        week = Week(town, output, START + hours * HOUR)
        for hour in range(hours):
            now = START + (hour + 1) * HOUR
            town.live(now)
            for paper in town.papers:
                is_faulty = 0 < hour < hours - PAUSE and chance.random() < FAULTS and not before(week, paper.name).fault
                fault = chance.choice(("killed", "shut")) if is_faulty else ""
                week.runs.append(crawl(town, paper, output, hour, now, fault, chance))
            stories = sum(len(paper.stories) for paper in town.papers)
            week.index_sizes.append((sum(file.stat().st_size for file in output.glob("index.sqlite*")), stories))
            if told is not None:
                told(hour)
    line = [sys.executable, "-m", "scrapy", "verify", "-s", f"OUTPUT_DIR={output}"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    week.verified, week.verify_code = f"{done.stdout}{done.stderr}".strip(), done.returncode
    return week


def before(week: Week, paper: str) -> Ran:
    """The paper's run of the hour before."""
    return week.of(paper)[-1]


def crawl(town: Town, paper: Paper, output: Path, hour: int, now: datetime, fault: str, chance: random.Random) -> Ran:
    """One run, with its fault."""
    settings = {
        "OUTPUT_DIR": output,
        "SPIDER_MODULES": "benchmarks.papers",
        "LOCAL_HOSTS": "127.0.0.1",
        "DOWNLOAD_DELAY": 0,
        "RUN_NOW": now.isoformat(),
        "REVISIT_AFTER": REVISIT_AFTER,
    }
    line = ["scrapy", "crawl", paper.name, "-L", "ERROR", *(part for item in settings.items() for part in ("-s", "=".join(map(str, item))))]
    paper.site.asked.clear()
    with shut(paper) if fault == "shut" else nullcontext():
        began = time.monotonic()
        running = Running(line, MEASURED, {PLACES[each.name]: f"{each.site.base}/" for each in town.papers})
        if fault == "killed":
            kill(running, paper.site.asked, after=chance.randrange(12))
        ended = running.end(output)
    ran = Ran(hour, paper.name, fault, ended.code, time.monotonic() - began, [asked.path for asked in paper.site.asked])
    if fault == "killed" and ended.code >= 0:
        ran.fault = ""  # it was over before
    measure(ran, ended)
    return ran


def kill(running: Running, asked: list[Asked], after: int) -> None:
    """Kill a run when it has asked for so much; one that asks for less ends by itself."""
    while running.is_alive:
        if len(asked) > after:
            running.send_signal(signal.SIGKILL)
            return
        time.sleep(0.002)


@contextmanager
def shut(paper: Paper) -> Iterator[None]:
    """The site answers 503 meanwhile."""
    answers, paper.site.answers = paper.site.answers, Shut()
    try:
        yield
    finally:
        paper.site.answers = answers


def measure(ran: Ran, ended: Ended) -> None:
    if match := re.search(r"^measured (\d+) ([\d.]+)$", ended.said, re.MULTILINE):
        ran.peak, ran.cpu = int(match[1]) * 1024, float(match[2])


# What is wrong


@dataclass
class Found:
    """What stands in the folder, by id."""

    revisions: dict[str, list[dict[str, Any]]]
    """Lines of `articles/` and `duplicates/`, by revision."""
    copies: set[str]
    """Ids of lines in `duplicates/`."""
    gone: Counter[str]

    @classmethod
    def read(cls, output: Path) -> Found:
        revisions: dict[str, list[dict[str, Any]]] = defaultdict(list)
        copies = lines(output, "duplicates")
        for line in [*lines(output, "articles"), *copies]:
            revisions[line["id"]].append(line)
        for of_one in revisions.values():
            of_one.sort(key=lambda line: int(line["revision"]))
        return cls(revisions, {line["id"] for line in copies}, Counter(line["id"] for line in lines(output, "gone")))


def wrongs(week: Week) -> list[str]:
    """Everything that is not as promised, in words."""
    found = Found.read(week.output)
    return [*wrong_articles(week, found), *wrong_ends(week), *growth(week)]


def wrong_articles(week: Week, found: Found) -> list[str]:
    """Articles that are lost, doubled, out of date or made up."""
    wrong = []
    for paper in week.town.papers:
        for story in paper.stories.values():
            id = f"{paper.name}:{story.number}"
            revisions = found.revisions.pop(id, [])
            numbers = [line["revision"] for line in revisions]
            if not revisions and not story.is_gone:
                wrong.append(f"{id} is lost")
            elif numbers != list(range(1, len(numbers) + 1)):
                wrong.append(f"{id} has the revisions {numbers}")
            elif len(numbers) > story.changes + 1:
                wrong.append(f"{id} has {len(numbers)} revisions and was changed {story.changes} times")
            elif revisions and not story.is_gone and not is_current(story, revisions[-1]):
                wrong.append(f"{id}: the newest revision is not what the page says")
            is_old = story.published.timestamp() + 2 * REVISIT_AFTER < week.end.timestamp()
            if found.gone[id] != (story.is_gone and bool(revisions)) and (is_old or not story.is_gone):
                wrong.append(f"{id} is {'' if story.is_gone else 'not '}gone and has {found.gone[id]} lines that say so")
            if story.copy_of is not None and (id in found.copies) + (f"agency:{story.copy_of}" in found.copies) != 1:
                wrong.append(f"{id}, a copy of agency:{story.copy_of}: not exactly one of them is in duplicates/")
    return [*wrong, *(f"{id} was never published" for id in found.revisions)]


def is_current(story: Story, line: dict[str, Any]) -> bool:
    """Whether a line has all that the page says, but for the credit line of a copy, which is no text."""
    paragraphs = story.paragraphs[:-1] if story.copy_of is not None else story.paragraphs
    return bool(line["body"] == "\n\n".join(map(clean_text, paragraphs)))


def wrong_ends(week: Week) -> list[str]:
    """Exit codes that do not say how the run was, and a folder that does not verify."""
    codes = {"": 0, "shut": 3, "killed": -signal.SIGKILL}
    wrong = [
        f"hour {run.hour}, {run.paper}: exit code {run.code}, {run.fault or 'and nothing was wrong'}"
        for run in week.runs
        if run.code != codes[run.fault]
    ]
    return wrong if week.verify_code == 0 else [*wrong, f"scrapy verify exits with {week.verify_code}: {week.verified}"]


def growth(week: Week) -> list[str]:
    """What is larger at the end than `LIMITS` allows."""
    wrong = [f"{name} grew {ratio:.2f} times, allowed is {LIMITS[name]}" for name, ratio in ratios(week) if ratio > LIMITS[name]]
    if (most := max(run.sitemaps for run in week.runs)) > LIMITS["sitemaps"]:
        wrong.append(f"a run read {most} sitemaps of days, allowed are {LIMITS['sitemaps']}")
    killed = sum(run.fault == "killed" for run in week.runs)
    if (again := fetched_again(week)) > LIMITS["again"] * killed:
        wrong.append(f"{again} pages were fetched once more without a reason, {killed} runs were killed")
    return wrong


def ratios(week: Week) -> list[tuple[str, float]]:
    """Each figure at the end over the same at the beginning."""
    quarter = len(week.index_sizes) // 4
    peaks = [run.peak for run in week.of("agency") if run.is_whole]
    memory = statistics.median(peaks[-quarter:]) / statistics.median(peaks[:quarter])
    early, late = (size / stories for size, stories in (week.index_sizes[quarter], week.index_sizes[-1]))
    found = [("memory", memory), ("index", late / early)]
    if len(week.index_sizes) >= 2 * DAY:
        found.append(("CPU", cpu_a_request(last_day(week)) / cpu_a_request(first_day(week))))
    return found


def first_day(week: Week) -> list[Ran]:
    """Without the first hour, in which a run finds everything new."""
    return [run for run in week.runs if 0 < run.hour < DAY and run.is_whole]


def last_day(week: Week) -> list[Ran]:
    return [run for run in week.runs if run.hour >= len(week.index_sizes) - DAY and run.is_whole]


def cpu_a_request(runs: Sequence[Ran]) -> float:
    """Seconds."""
    return sum(run.cpu for run in runs) / sum(len(run.asked) for run in runs)


def fetched_again(week: Week) -> int:
    """Requests for pages beyond the first, one for each change and that of `REVISIT_AFTER`; those of hours in which the site was shut are
    not counted.
    """
    again = 0
    for paper in week.town.papers:
        asked = Counter(path for run in week.of(paper.name) if run.fault != "shut" for path in run.asked)
        again += sum(max(0, asked[story.path] - 2 - story.changes) for story in paper.stories.values())
    return again


# What is said


def report(week: Week) -> str:
    """The figures."""
    return "\n".join([*what_was_found(week), *what_it_cost(week), f"verify ({week.verify_code}): {week.verified}"])


def what_was_found(week: Week) -> list[str]:
    found = Found.read(week.output)
    stories = [story for paper in week.town.papers for story in paper.stories.values()]
    revisions = sum(map(len, found.revisions.values())) - len(found.revisions)
    codes = Counter(f"{run.code} ({run.fault})" if run.fault else str(run.code) for run in week.runs)
    ends = ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()))
    printed = sum(story.copy_of is not None for story in stories)
    changes, gone = sum(story.changes for story in stories), sum(story.is_gone for story in stories)
    return [
        f"{len(week.runs)} runs over {len(week.index_sizes)} hours; exit codes: {ends}",
        f"articles: {len(stories):,} published, {len(found.revisions):,} found; copies: {printed} printed, {len(found.copies)} found",
        f"revisions: {revisions} of {changes} changes; gone: {found.gone.total()} of {gone} pages",
    ]


def what_it_cost(week: Week) -> list[str]:
    size, count = week.index_sizes[-1]
    quarter = len(week.index_sizes) // 4
    early_size, early_count = week.index_sizes[quarter]
    data = sum(file.stat().st_size for file in week.output.rglob("*") if file.is_file())
    killed = sum(run.fault == "killed" for run in week.runs)
    early_cpu, late_cpu = (1000 * cpu_a_request(runs) for runs in (first_day(week), last_day(week)))
    peaks = [run.peak / 1e6 for run in week.of("agency") if run.is_whole]
    return [
        f"requests a run: {first_and_last(week, lambda run: len(run.asked), '.1f')}",
        f"sitemaps of days a run: {first_and_last(week, lambda run: run.sitemaps, '.2f')}",
        f"pages fetched once more without a reason: {fetched_again(week)}; runs that were killed: {killed}",
        f"peak MB of the agency's runs, medians: {statistics.median(peaks[:quarter]):.1f} in the first quarter,"
        f" {statistics.median(peaks[-quarter:]):.1f} in the last",
        f"CPU ms a request: {early_cpu:.1f} on the first day, {late_cpu:.1f} on the last",
        f"CPU s a run: {first_and_last(week, lambda run: run.cpu, '.2f')}",
        f"s of the clock a run: {first_and_last(week, lambda run: run.seconds, '.2f')}",
        f"index: {early_size / early_count:.0f} bytes an article after a quarter, {size / count:.0f} at the end ({size / 1e6:.2f} MB);"
        f" all of data/: {data / 1e6:.1f} MB",
    ]


def first_and_last(week: Week, figure: Callable[[Ran], float], form: str) -> str:
    """The mean of a figure on the first day and on the last."""
    first, last = (statistics.mean(map(figure, runs)) for runs in (first_day(week), last_day(week)))
    return f"{first:{form}} on the first day, {last:{form}} on the last"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hours", type=int, default=WEEK)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="a new folder for what is crawled; else it goes")
    options = parser.parse_args()

    def told(hour: int) -> None:
        print(f"\rhour {hour + 1} of {options.hours}", end="" if hour + 1 < options.hours else "\n", file=sys.stderr, flush=True)

    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as folder:
        week = live_through(Path(folder) / "data", options.hours, options.seed, told)
        print(report(week))
        wrong = wrongs(week)
    for words in wrong:
        print(f"WRONG: {words}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
