"""Whether runs that are killed lose anything: crash.py [--kills 240] [--pages 2000] [--seed 1] [--only sqlite|postgres]

A site of 2,000 generated pages grows from day to day (benchmarks/crash_site.py: articles, copies, revisions, pages that are gone, rejected
or fail once). It is crawled without delay, with the index in SQLite and then in PostgreSQL, and old days are sealed. On each day run after
run is ended: by SIGKILL at a random time, by SIGKILL before, inside or after a chosen call of a chosen step (benchmarks/crash_points.py),
or by two SIGINTs or SIGTERMs, one upon the other. After each, `scrapy verify` must find no fault and nothing that was settled in the index
may be fetched again; then a run is let to its end, and every line of the site must be there once, with its exact text, and no other.

Printed are the kills by what the run was doing, with what was fetched again; the last line says pass or fail, and so does the exit code.
PostgreSQL comes from the distribution's packages (Debian: apt-get install postgresql).
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import orjson

from benchmarks.crash_points import EARLY, LATE, PLACES, Trap, read_board
from benchmarks.crash_site import Town, path_of
from crawler.index.database import place_of, read_only
from crawler.index.errors import NoIndex
from crawler.index.frontier import url_key
from crawler.index.recovery import read_lines
from crawler.index.tree import parts_of
from crawler.index.verify import verify
from crawler.index.worker import GROUP
from crawler.publisher.spider import BATCH
from tests import postgres
from tests.live.run import FORKS, PRELOADED, Ended, Running, arguments_of, start
from tests.live.site import Asked, Site, serving

BACKENDS = ("sqlite", "postgres")
FIRST_DAY = 0.4
"""Of the pages, those that are there from the beginning; and of the kills, a third falls on them."""
LATE_SHARE = 0.35
"""Of the kills of a day, those at the end of a run."""
NAMED = 20
"""Lines that are named where lines are lost, or too many."""
TRIES = 4
"""Runs that are begun for one kill: a run may end before its time has come. The last is killed at the latest when it closes."""
CONCURRENT = 16
FLIGHT = CONCURRENT + BATCH + 2 * GROUP
"""Pages that a killed run may have asked for in vain: on their way, in a group that was not committed, waiting for the next."""
BEFORE_SIGNALS = ("starting", "locking", "opening the index", "recovery")
"""What is done before the engine runs and hears of signals: SIGTERM ends that as it ends any program."""
SETTINGS = {
    "CONCURRENT_REQUESTS": CONCURRENT,
    "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENT,
    "SEAL_AFTER_DAYS": 1,
    # A site that is crawled a few pages a run is not like it was, and that is not what is measured.
    **dict.fromkeys(("HEALTH_ERRORS", "HEALTH_REFUSED", "HEALTH_SERVER_ERRORS", "HEALTH_REJECTED", "HEALTH_FALL"), 1),
    **dict.fromkeys(("HEALTH_PARAGRAPHS", "HEALTH_SILENCE"), "inf"),
}


@dataclass
class Tally:
    """What came of one backend."""

    kills: Counter[str] = field(default_factory=Counter)
    """By what the run was doing."""
    ways: Counter[str] = field(default_factory=Counter)
    """By how they were done."""
    again: Counter[str] = field(default_factory=Counter)
    """Pages that were fetched once more, by what the run was doing that was killed with them."""
    most_again: int = 0
    whole: int = 0
    torn: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Campaign:
    """One backend: a site, an output folder, an index, and run after run."""

    def __init__(self, site: Site, folder: Path, index: str, seed: int) -> None:
        self.site = site
        self.town = Town(site, seed)
        self.folder = folder
        self.output = folder / "data"
        self.board = folder / "board"
        self.tally = Tally()
        self._index = place_of(index, folder) if index else self.output / "index.sqlite"
        self._chance = random.Random(f"{seed} {'postgres' if index else 'sqlite'}")
        given = {**SETTINGS, "INDEX_URL": index} if index else SETTINGS
        self._settings = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        self._runs = 0
        self._settled: set[str] = set()
        """Paths of pages that the index says are done with."""
        self._asked: dict[str, tuple[int, str]] = {}
        """Path of a page that was asked for and was not done with -> the run that was killed with it, and what that was doing."""
        self._again: Counter[int] = Counter()
        """Run that was killed -> pages of it that were fetched once more."""
        self._run_files: set[Path] = set()

    def day(self, pages: int, kills: int) -> None:
        """New pages; as many runs that are killed; a whole run."""
        self.town.publish(pages)
        self._note_settled()
        late = round(kills * LATE_SHARE)
        for number in range(kills):
            before = sum(self.tally.kills.values())
            for attempt in range(TRIES):
                self._killed_run(is_late=number >= kills - late, pages=1 + pages // max(1, kills - late), is_last=attempt == TRIES - 1)
                if sum(self.tally.kills.values()) > before:
                    break
        self._whole_run()

    # Runs

    def _start(self, trap: Trap | None = None, *, limit: int | None = None) -> Running:
        self._runs += 1
        limited = ("-a", f"limit={limit}") if limit is not None else ()
        patch = f"from benchmarks.crash_points import Trap, arm\narm({str(self.board)!r}, {self.town.day}, {trap!r})"
        self.board.unlink(missing_ok=True)
        return start(self.site, self.output, *self._settings, "-s", f"USER_AGENT=crash/{self._runs}", *limited, patch=patch)

    def _killed_run(self, *, is_late: bool, pages: int, is_last: bool) -> None:
        """A run that is to be killed. `pages` are what each run of the day may have, so that something is left for the next."""
        chance = self._chance.random()
        if chance < 0.6 or is_late or is_last:
            way = "killed at a step"
            trap = Trap("closing", "before", 1, 0) if is_last else self._trap(is_late, pages)
            ended = self._start(trap, limit=None if is_late else pages).end(self.output, timeout=60)
        else:
            signals = [signal.SIGKILL] if chance < 0.8 else [self._chance.choice((signal.SIGINT, signal.SIGTERM)) for _ in range(2)]
            way = "killed at a time" if len(signals) == 1 else "sent two signals"
            running = self._start()
            if self._chance.random() < 0.8:
                self._wait(running, 10, phase="starting")
            self._wait(running, self._chance.uniform(0, 0.2 + pages / 100))
            for number in signals:
                if running.is_alive:
                    running.send_signal(number)
                time.sleep(self._chance.uniform(0, 0.02) if len(signals) == 2 else 0)
            ended = running.end(self.output, timeout=60)
        self._look(self._judge(ended, way))

    def _trap(self, is_late: bool, pages: int) -> Trap:
        step = self._chance.choice(LATE if is_late else EARLY)
        if step in ("deciding", "writing", "fsync", "commit"):
            most = max(2, pages // (2 if step == "deciding" else 4))
        else:
            most = {"recovery": 6, "folder": 6, "sealing": 4, "renaming": 4, "deleting": 4, "closing the index": 4}.get(step, 1)
        return Trap(step, self._chance.choice(PLACES), self._chance.randint(1, most), self._chance.random())

    def _wait(self, running: Running, seconds: float, phase: str = "") -> None:
        """Some time, or until the run has left a phase."""
        until = time.monotonic() + seconds
        while running.is_alive and time.monotonic() < until:
            if phase and self.board.exists() and read_board(self.board)[0] != phase:
                break
            time.sleep(0.002)

    def _judge(self, ended: Ended, way: str) -> str:
        """Count how a run ended; what it was doing."""
        phase, place = read_board(self.board) if self.board.exists() else ("starting", "")
        if place:
            phase = f"{place} {phase}"
        elif phase in (*EARLY, *LATE):
            phase = f"inside {phase}"
        is_killed = ended.code == -signal.SIGKILL
        if way == "sent two signals":
            is_early = phase.removeprefix("inside ") in BEFORE_SIGNALS
            is_killed = ended.code == 1 or (is_early and ended.code in (-signal.SIGINT, -signal.SIGTERM))
        if not is_killed and ended.code != 0:
            self._fault(f"a run that was {way} while it was {phase} ended with {ended.code}: {ended.said[-2000:]}")
        self._check_run_files(ended.code)
        if is_killed:
            self.tally.kills[phase] += 1
            self.tally.ways[way] += 1
        return phase if is_killed else ""

    def _check_run_files(self, code: int) -> None:
        """The file of a run, which a killed one need not have, says how it ended."""
        files = set((self.output / "runs").glob("*.json"))
        for file in files - self._run_files:
            said = orjson.loads(file.read_bytes())["exit_code"]
            if code >= 0 and said != code:
                self._fault(f"{file.name} says exit code {said}, it was {code}")
        self._run_files = files

    def _whole_run(self) -> None:
        ended = self._start().end(self.output, timeout=300)
        self.tally.whole += 1
        self._check_run_files(ended.code)
        if ended.code != 0:
            self._fault(f"the run to the end of day {self.town.day} ended with {ended.code}: {ended.said[-2000:]}")
        self._look("")
        line = ["scrapy", "verify", *arguments_of(self.output)[3:], *self._settings]
        verified = Running(line, "", {}).end(self.output, timeout=60)
        if verified.code != 0:
            self._fault(f"scrapy verify ended with {verified.code}: {verified.out}{verified.said}")
        self._compare()

    # What must hold

    def _look(self, phase: str) -> None:
        """After every run: what it asked for, and whether files and index are as promised."""
        if not isinstance(self._index, Path):
            time.sleep(0.1)  # until the server has seen that its client is gone
        self._check_requests()
        for findings in verify(self.output, self._index).findings.named.values():
            for finding in findings:
                if finding.kind != "note":
                    self._fault(f"verify after a run that was {phase or 'not killed'}: {finding}")
        settled = self._note_settled()
        pages = {asked.path for asked in self._own_requests()} & {path_of(number) for number in self.town.changed}
        asked = self._asked | dict.fromkeys(pages, (self._runs, phase))
        self._asked = {path: by for path, by in asked.items() if path not in settled}

    def _own_requests(self) -> list[Asked]:
        return [asked for asked in self.site.asked if asked.headers["User-Agent"] == f"crash/{self._runs}"]

    def _check_requests(self) -> None:
        pages = {path_of(number) for number in self.town.changed}
        counts = Counter(asked.path for asked in self._own_requests() if asked.path in pages)
        for path, count in counts.items():
            if path in self._settled:
                self._fault(f"{path} was done with and fetched again")
            if count > 1 + (path in self.town.failing):
                self._fault(f"{path} was fetched {count} times by one run")
        for run, phase in (self._asked[path] for path in counts if path in self._asked):
            self.tally.again[phase] += 1
            self._again[run] += 1
        self.tally.most_again = max(self._again.values(), default=0)
        if self.tally.most_again > FLIGHT:
            self._fault(f"{self.tally.most_again} pages of one run were fetched again")

    def _note_settled(self) -> set[str]:
        """Pages that the index says are done with, in the state in which they are on this day."""
        paths = {url_key(f"{self.site.base}{path_of(number)}"): (path_of(number), time) for number, time in self.town.changed.items()}
        try:
            with closing(read_only(self._index)) as connection:
                rows = connection.rows("SELECT key, hint FROM frontier WHERE state IN ('done', 'failed', 'gone')")
        except NoIndex:
            rows = []
        self._settled = {paths[key][0] for key, hint in rows if key in paths and hint is not None and hint >= paths[key][1]}
        return self._settled

    def _compare(self) -> None:
        """Every line of the site once, and no other."""
        found = Counter(lines_of(self.output))
        expected = self.town.truth.lines.copy()
        for one, two, text in self.town.truth.twins:
            first, other = (one, two) if found["articles", str(one), "1", text.title, text.body] else (two, one)
            expected["articles", str(first), "1", text.title, text.body] += 1
            expected["duplicates", str(other), "1", str(first), text.title, text.body] += 1
        for words, lines in (("lost", expected - found), ("twice, or not of the site", found - expected)):
            for line, count in islice(lines.items(), NAMED):
                self._fault(f"{words}: {count} x {line[:4]}")
        self.tally.torn = len(list(self.output.rglob("*.torn")))
        for file in self.output.rglob("*.jsonl"):
            body = file.read_bytes()
            if body and not body.endswith(b"\n"):
                self._fault(f"{file}: torn")

    def _fault(self, words: str) -> None:
        words = f"day {self.town.day}, run {self._runs}: {words}"
        print(words, flush=True)
        self.tally.faults.append(words)


def lines_of(output: Path) -> Iterator[tuple[str, ...]]:
    """The lines of an output folder in the form of `Truth`."""
    for part in parts_of(output):
        folder = part.relative_to(output).parts[0]
        for line in read_lines(part):
            number = str(line.get("id", "")).removeprefix("live:")
            match folder:
                case "articles":
                    yield folder, number, str(line["revision"]), line["title"], line["body"]
                case "duplicates":
                    of = line["duplicate_of"].removeprefix("live:")
                    yield folder, number, str(line["revision"]), of, line["title"], line["body"]
                case "rejected":
                    yield folder, urlsplit(line["url"]).path.split("/")[2], line["reason"]
                case "gone":
                    yield folder, number, str(line["status"])
                case "links":
                    yield folder, line["kind"], number, line["to"].removeprefix("live:")


def measure(index: str, *, pages: int, kills: int, seed: int, scratch: Path | None = None) -> Tally:
    """Kill `kills` runs with the index at a PostgreSQL URL, or in SQLite if that is empty."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="khabar-crash-", dir=scratch) as folder, serving() as site:
        tally = campaign(Campaign(site, Path(folder), index, seed), pages, kills)
    tally.seconds = time.monotonic() - began
    return tally


def campaign(campaign: Campaign, pages: int, kills: int) -> Tally:
    """The days of a site: a great one, then small ones with six kills each, and one without any that seals what is left."""
    first_kills = kills // 3
    days = max(1, (kills - first_kills) // 6)
    campaign.day(int(pages * FIRST_DAY), first_kills)
    rest, left = pages - int(pages * FIRST_DAY), kills - first_kills
    for day in range(days):
        campaign.day(rest * (day + 1) // days - rest * day // days, left * (day + 1) // days - left * day // days)
    campaign.day(0, 0)
    return campaign.tally


def report(backend: str, tally: Tally) -> None:
    """The table of one backend."""
    total, again = sum(tally.kills.values()), sum(tally.again.values())
    print(f"\n{backend}: {total} kills, {tally.whole} runs to the end, {tally.seconds / 60:.1f} minutes")
    print("  " + ", ".join(f"{way}: {count}" for way, count in sorted(tally.ways.items())))
    print(f"  {'the run was':36}{'kills':>7}{'fetched again':>15}")
    for phase, count in sorted(tally.kills.items(), key=lambda row: (row[0].split()[1:] or [row[0]], row[0])):
        print(f"  {phase:36}{count:7}{tally.again[phase]:15}")
    print(f"  torn tails set aside: {tally.torn}; fetched again: {again} pages, at most {tally.most_again} a kill")
    print(f"  faults: {len(tally.faults)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=240, help="of both backends together")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=BACKENDS)
    parser.add_argument("--scratch", type=Path, help="where the output folders stand while it runs")
    options = parser.parse_args()
    backends = [options.only] if options.only else list(BACKENDS)
    if "postgres" in backends and postgres.programs() is None:
        sys.exit("PostgreSQL is missing: install the distribution's package (Debian: apt-get install postgresql), or say --only sqlite.")
    print(f"{options.pages:,} pages, {options.kills} kills, seed {options.seed}", flush=True)
    # Each child imports once more what this module imports.
    FORKS.set_forkserver_preload([*PRELOADED, "benchmarks.crash_points", "benchmarks.crash_site", "crawler.index.verify", "tests.postgres"])
    tallies = {}
    for backend in backends:
        with postgres.serving() if backend == "postgres" else nullcontext("") as index:
            kills = options.kills // len(backends)
            tallies[backend] = measure(index, pages=options.pages, kills=kills, seed=options.seed, scratch=options.scratch)
    for backend, tally in tallies.items():
        report(backend, tally)
    kills = sum(sum(tally.kills.values()) for tally in tallies.values())
    faults = sum(len(tally.faults) for tally in tallies.values())
    word = "fail" if faults or kills < options.kills else "pass"
    print(f"\n{word}: {kills} kills, {faults} faults (lost, twice, torn, disagreeing, fetched again), seed {options.seed}")
    sys.exit(word == "fail")


if __name__ == "__main__":
    main()
