"""What `benchmarks/crash.py` puts into the process of a crawl: it notes on a board what is being done, and kills itself where it is told.

The board is a file in shared memory that outlives the process. Nothing here is used by the crawler itself.
"""

from __future__ import annotations

import functools
import mmap
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, BinaryIO

SLOT = 64
"""Bytes of one note on the board."""
MAIN, WRITER, KILLED = range(3)
"""The notes: what the engine's thread does, what the writing thread does, at which place the process killed itself."""

EARLY = (
    *("locking", "opening the index", "recovery", "recovery", "discovery", "taking", "deciding", "folder"),
    *("writing", "fsync", "commit") * 3,
)
"""Steps before the end of a run, those of a group as often as all others together."""
LATE = ("closing", "closing the index", "sealing", "renaming", "deleting", "forgetting", "run file")
PLACES = ("before", "inside", "after")


@dataclass(frozen=True)
class Trap:
    """Where a process kills itself: before, inside or after the `nth` call (from 1) of a step."""

    step: str
    place: str
    nth: int
    share: float
    """0 to 1: of what a write is cut to, or how far into the step, on a scale of 10 µs to 10 ms."""


def die() -> None:
    """SIGKILL to oneself."""
    os.kill(os.getpid(), signal.SIGKILL)


def read_board(path: Path) -> tuple[str, str]:
    """What a dead run was doing, and where it killed itself (empty where somebody else did)."""
    data = path.read_bytes()
    main, writer, killed = (data[place * SLOT : (place + 1) * SLOT].rstrip(b"\0").decode() for place in (MAIN, WRITER, KILLED))
    return writer or main, killed


class Board:
    """Notes of what is being done, one stack for each of the two threads."""

    def __init__(self, path: Path, trap: Trap | None) -> None:
        path.write_bytes(b"\0" * SLOT * 3)
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SLOT * 3)
        self._trap = trap
        self._calls = 0
        self._stacks: dict[int, list[str]] = {MAIN: ["starting"], WRITER: [""]}
        self._note(MAIN, "starting")

    def _note(self, slot: int, words: str) -> None:
        self._memory[slot * SLOT : (slot + 1) * SLOT] = words.encode()[:SLOT].ljust(SLOT, b"\0")

    def now(self, phase: str) -> None:
        """The run has come to this phase."""
        self._stacks[MAIN][0] = phase
        self._note(MAIN, self._stacks[MAIN][-1])

    def _slot(self) -> int:
        return WRITER if threading.current_thread().name == "khabar-writer" else MAIN

    def enter(self, step: str) -> Trap | None:
        """A step begins; the trap, if it is to snap inside of it."""
        slot = self._slot()
        self._stacks[slot].append(step)
        self._note(slot, step)
        if self._trap is None or self._trap.step != step:
            return None
        self._calls += 1
        if self._calls != self._trap.nth:
            return None
        self._snap("before")
        return self._trap

    def leave(self, trap: Trap | None) -> None:
        """A step ends."""
        if trap is not None:
            self._snap("after")
        slot = self._slot()
        self._stacks[slot].pop()
        self._note(slot, self._stacks[slot][-1])

    def _snap(self, place: str) -> None:
        if self._trap is not None and self._trap.place == place:
            self._note(KILLED, place)
            die()

    def killed_inside(self) -> None:
        self._note(KILLED, "inside")

    def step(self, owner: Any, name: str, step: str) -> None:
        """Note, and trap, every call of a function or method."""
        function: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(function)
        def noted(*arguments: Any, **named: Any) -> Any:
            trap = self.enter(step)
            if trap is not None and trap.place == "inside":
                threading.Thread(target=self._later, args=(trap,), daemon=True).start()
            try:
                return function(*arguments, **named)
            finally:
                self.leave(trap)

        setattr(owner, name, noted)

    @staticmethod
    def _later(trap: Trap) -> None:
        """While the other thread is in the kernel or in SQLite this one runs; the board says where that was."""
        time.sleep(1e-5 * 1000**trap.share)
        die()

    def write(self, owner: Any) -> None:
        """Note every writing to a file; a trap inside of it writes a part and no more."""
        function = owner.write_all

        def noted(file: BinaryIO, data: bytes) -> None:
            trap = self.enter("writing")
            if trap is not None and trap.place == "inside":
                function(file, data[: int(len(data) * trap.share)])
                self.killed_inside()
                die()
            try:
                function(file, data)
            finally:
                self.leave(trap)

        owner.write_all = noted


def arm(path: str, days: int, trap: Trap | None = None) -> None:
    """To be called in the process of a crawl before it begins, whose clock shows `days` later."""
    from crawler.extensions import ending, runs
    from crawler.index import frontier, lock, parts, recovery, run, seal, worker
    from crawler.index.database import Connection
    from crawler.pipelines.write import Writer
    from crawler.publisher.discovery import Discovery

    board = Board(Path(path), trap)
    turn_clock(run, days)
    board.step(lock.FileLock, "acquire", "locking")
    board.step(run.Run, "_open_index", "opening the index")
    board.step(run, "recover", "recovery")
    board.step(recovery, "_index", "recovery")
    board.step(frontier, "offer", "discovery")
    board.step(frontier, "take", "taking")
    board.step(Writer, "deliver", "deciding")
    board.step(parts, "make_folder", "folder")
    for module in (parts, seal, runs):
        board.write(module)
    board.step(os, "fsync", "fsync")
    board.step(Connection, "commit", "commit")
    board.step(Connection, "close", "closing the index")
    trap_close(board, run.Run)
    for name in ("_compress", "_compare"):
        board.step(seal, name, "sealing")
    board.step(Path, "replace", "renaming")
    board.step(Path, "unlink", "deleting")
    board.step(run.Run, "_forget", "forgetting")
    board.step(ending, "write", "run file")
    follow(board, worker.Worker, Discovery)


def trap_close(board: Board, run: Any) -> None:
    """`Run.close`, whose parameters Scrapy's signals look at."""
    board.step(run, "close", "closing")
    close = run.close

    def noted(self: Any, reason: str = "finished") -> None:
        close(self, reason)
        board.now("ending")

    run.close = noted


def follow(board: Board, worker: Any, discovery: Any) -> None:
    """The phases between the steps."""

    def then(owner: Any, name: str, phase: str) -> None:
        function = getattr(owner, name)

        @functools.wraps(function)
        def noted(*arguments: Any, **named: Any) -> Any:
            result = function(*arguments, **named)
            board.now(phase)
            return result

        setattr(owner, name, noted)

    then(worker, "start", "discovery")
    next_fresh = discovery.next_fresh

    async def noted(self: Any) -> Any:
        request = await next_fresh(self)
        if request is None:
            board.now("crawling")
        return request

    discovery.next_fresh = noted


def turn_clock(module: Any, days: int) -> None:
    """The module's `datetime.now` is `days` ahead."""

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = UTC) -> Any:
            return datetime.now(tz) + timedelta(days=days)

    module.datetime = Ahead
