"""Mutations by number: the same number under the same seed gives the same bytes, as long as fixtures and mutations are the same."""

from __future__ import annotations

import base64
import logging
import signal
import time
import traceback
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from types import FrameType

from tests.fuzz.mutations import mutate
from tests.fuzz.seeds import SHARES, Seed, seeds
from tests.fuzz.subjects import Listener, feed_in

TOO_LONG = 2.0
"""Seconds of processor time that nothing may take."""
_GIVE_UP = 20
"""Seconds after which a file is left, so that the others come to their turn."""
_SHOWN = 20_000
"""Characters of a failing file that a report shows, packed."""


class Hang(BaseException):
    """A file took `_GIVE_UP` seconds. Not an Exception, which the crawler would catch."""


@dataclass(frozen=True, slots=True)
class Mutated:
    """One mutated file."""

    number: int
    seed: Seed
    mutations: list[str]
    body: bytes
    random: Random
    """For whoever handles the file: its choices are repeated too."""

    def __str__(self) -> str:
        return f"number {self.number}, {self.seed.kind} {self.seed.name}: {', '.join(self.mutations)}; {len(self.body)} bytes"


@dataclass(slots=True)
class Tally:
    """What came of a number of mutations."""

    count: int = 0
    seconds: float = 0.0
    """Processor time of all, making the files included."""
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """A report for each exception and each broken promise."""
    slow: list[str] = field(default_factory=list)
    """A report for each that took longer than `TOO_LONG`."""
    slowest: tuple[float, str] = (0.0, "")


def mutated(number: int, seed: str) -> Mutated:
    """The mutation with this number."""
    random = Random(f"{seed}/{number}")
    (kind,) = random.choices(list(SHARES), weights=list(SHARES.values()))
    first, other = random.choice(seeds(kind)), random.choice(seeds(kind))
    body, names = mutate(first.body, other.body, random, is_page=kind in ("page", "listing"))
    return Mutated(number, first, names, body, random)


def run(numbers: Iterable[int], seed: str) -> Tally:
    """Make these mutations, hand each to its reader, and gather what is wrong."""
    tally = Tally()
    began = time.process_time()
    with listening():
        for number in numbers:
            file = mutated(number, seed)
            fault, seconds = tried(file)
            if fault:
                tally.faults.append(report(file, seed, fault))
            if seconds > TOO_LONG:
                tally.slow.append(report(file, seed, f"{seconds:.1f} s of processor time"))
            tally.slowest = max(tally.slowest, (seconds, str(file)))
            tally.count += 1
            tally.kinds[file.seed.kind] += 1
    tally.seconds = time.process_time() - began
    return tally


def tried(file: Mutated) -> tuple[str | None, float]:
    """Hand a file to its reader; the traceback of what that raised, and how long it took, seconds of processor time."""
    try:
        with limited(_GIVE_UP):
            return None, feed_in(file.seed, file.body, file.random)
    except Hang:
        return traceback.format_exc(), _GIVE_UP
    except Exception:
        return traceback.format_exc(), 0.0


def report(file: Mutated, seed: str, fault: str) -> str:
    """All that is needed to see a fault again: the number, and the bytes."""
    packed = base64.b85encode(zlib.compress(file.body, 9)).decode()
    packed = repr(packed) if len(packed) <= _SHOWN else f"too long to show, {len(packed)} characters"
    repeat = f"python -m benchmarks.fuzz --seed {seed} --only {file.number}"
    return f"{file}\n{fault.rstrip()}\nrepeat: {repeat}\nzlib.decompress(base64.b85decode(BYTES)), BYTES = {packed}\n"


@contextmanager
def listening() -> Iterator[None]:
    """Every log line is made, down to DEBUG; an error that was caught and logged counts as one that was not, and so does a warning."""
    root, listener = logging.getLogger(), Listener()
    level, handlers = root.level, root.handlers[:]
    root.setLevel(logging.DEBUG)
    root.handlers[:] = [listener]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises `Hang` in what takes longer than that much processor time."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise Hang(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
