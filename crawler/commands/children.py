"""Programs in processes of their own, so many at once, each with its own log. One that fails, dies or hangs never stops another."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

LONGEST_END = 60
"""Seconds that a program has to end after its time is up; then it is killed."""
SHORTEST_END = 5
"""The same after a second signal."""


@dataclass(frozen=True, slots=True)
class Child:
    """A program to run."""

    name: str
    line: list[str]
    log: Path
    """Gets what it says, behind what is there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What came of it."""

    name: str
    code: int | None = None
    """Exit code, or the number of the signal that killed it, below 0; None if it was never started."""
    fault: OSError | None = None
    """Why it could not be started."""
    stopped: bool = False
    """It was asked to end, or not started, because of a signal or since its time was up."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 0


class Children:
    """Runs programs. While it does, the first SIGINT or SIGTERM is passed on to them and no more are started; after a second one they are
    asked again and, `SHORTEST_END` later, killed.
    """

    def __init__(self, jobs: int, timeout: float | None, tell: Callable[[list[str], int], None]) -> None:
        """`jobs` at once, each for at most `timeout` seconds; `tell` hears the names of those at work and how many have ended."""
        self._jobs = jobs
        self._timeout = timeout
        self._tell = tell
        self._at_work: dict[str, asyncio.subprocess.Process] = {}
        self._ended = 0
        self._signals = 0

    def run(self, children: Iterable[Child]) -> list[Ended]:
        """All of them, in their order; their names differ. For the main thread."""
        return asyncio.run(self._run(children))

    async def _run(self, children: Iterable[Child]) -> list[Ended]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        free = asyncio.Semaphore(self._jobs)

        async def in_turn(child: Child) -> Ended:
            async with free:
                return await self._one(child)

        return await asyncio.gather(*map(in_turn, children))

    async def _one(self, child: Child) -> Ended:
        if self._signals:
            return Ended(name=child.name, stopped=True)
        started, clock = datetime.now(UTC), time.monotonic()
        try:
            process = await self._start(child, started)
        except OSError as error:
            return Ended(name=child.name, fault=error)
        self._at_work[child.name] = process
        if self._signals:  # it came while the process was being made
            process.terminate()
        self._say()
        in_time = await self._wait(process)
        del self._at_work[child.name]
        self._ended += 1
        self._say()
        stopped = bool(self._signals) or not in_time
        return Ended(name=child.name, code=process.returncode, stopped=stopped, started=started, seconds=time.monotonic() - clock)

    async def _start(self, child: Child, started: datetime) -> asyncio.subprocess.Process:
        with child.log.open("ab") as log:
            log.write(f"== {started:%Y-%m-%d %H:%M:%S} UTC: {child.name}\n".encode())
            log.flush()
            # In a group of its own: Ctrl-C goes to all processes of a terminal's group, and one signal must not become two.
            return await asyncio.create_subprocess_exec(
                *child.line, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )

    async def _wait(self, process: asyncio.subprocess.Process) -> bool:
        """Until it has ended, by itself or by force; whether that was in time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), self._timeout)
            return True
        send(process, signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), LONGEST_END)
            return False
        send(process, signal.SIGKILL)
        await process.wait()
        return False

    def _stop(self) -> None:
        self._signals += 1
        for process in self._at_work.values():
            send(process, signal.SIGTERM)
        if self._signals == 2:
            asyncio.get_running_loop().call_later(SHORTEST_END, self._kill)

    def _kill(self) -> None:
        for process in self._at_work.values():
            send(process, signal.SIGKILL)

    def _say(self) -> None:
        self._tell(list(self._at_work), self._ended)


def send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal, unless the process has ended."""
    with suppress(ProcessLookupError):
        process.send_signal(number)
