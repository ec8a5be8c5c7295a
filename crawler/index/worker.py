"""The one thread that decides and writes.

Whoever wants something of the index or a line in a file hands in a job and awaits its result. The thread takes what is queued,
up to `GROUP` jobs, and does them in one transaction; the lines go to disk before the transaction is committed, and only then do
the results appear. A slow crawl commits each article, a fast one groups by itself, and the engine never waits for a disk.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from crawler.index.database import Connection, Place, connect
from crawler.index.errors import OutputFailed, RunRefused, with_cure
from crawler.index.parts import Parts

GROUP = 64

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a job works with: the index, inside a transaction, and the run's part files."""

    connection: Connection
    parts: Parts


@dataclass(slots=True)
class _Job:
    work: Callable[[Desk], Any]
    future: asyncio.Future[Any]
    result: Any = None


class Worker:
    """Runs jobs in groups. Made and used in the event loop's thread; the jobs run in the worker's own."""

    def __init__(self, index: Place, parts: Parts) -> None:
        self._index = index
        self._parts = parts
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="khabar-writer", daemon=True)
        self.failure: Exception | None = None
        self._stopped = False

    def start(self) -> None:
        """Start the thread. Must be called before `run`."""
        self._thread.start()

    async def run(self, work: Callable[[Desk], Result]) -> Result:
        """Have `work` done, its effects on disk. Raises `OutputFailed` if that is impossible, or was earlier, or the worker is stopped."""
        if self._stopped:
            raise OutputFailed("the output is closed")
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(work, future))
        return await future

    def stop(self) -> None:
        """Finish what is queued and end the thread. Blocks until then."""
        self._stopped = True
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    def _work(self) -> None:
        try:
            with closing(connect(self._index)) as connection:
                while group := self._next_group():
                    self._do(Desk(connection, self._parts), group)
        except RunRefused as error:  # whoever waits must hear of it
            self.failure = error
            while group := self._next_group():
                self._answer(group)
        finally:
            self._parts.close()

    def _next_group(self) -> list[_Job]:
        """Wait for a job, then take what else is there; an empty list is the end."""
        group: list[_Job] = []
        while len(group) < GROUP:
            try:
                job = self._jobs.get(block=not group)
            except queue.Empty:
                break
            if job is None:
                if group:
                    self._jobs.put(None)
                break
            group.append(job)
        return group

    def _do(self, desk: Desk, group: list[_Job]) -> None:
        # After a failure nothing more is let through: what the caller counted and what is on disk must stay the same.
        if self.failure is None:
            try:
                self._transact(desk, group)
            except Exception as error:  # whatever it was, its group is not on disk
                self.failure = error
                self._parts.rollback()
                desk.connection.rollback()
            else:
                self._commit(desk)
        self._answer(group)

    def _commit(self, desk: Desk) -> None:
        """Commit. Where that fails it may have been done all the same (a server that stopped before it could say so): the lines must stay,
        or the index would know articles that have none. The next start reads them from where the index says.
        """
        try:
            desk.connection.commit()
        except Exception as error:
            self.failure = error
            desk.connection.rollback()
        else:
            desk.parts.commit()

    def _answer(self, group: list[_Job]) -> None:
        loop = group[0].future.get_loop()
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._resolve, group, self.failure)

    @staticmethod
    def _transact(desk: Desk, group: list[_Job]) -> None:
        desk.connection.begin()
        for job in group:
            job.result = job.work(desk)
        for name, size in desk.parts.sync().items():
            desk.connection.execute("UPDATE part SET committed = :size WHERE path = :path", {"size": size, "path": name})

    @staticmethod
    def _resolve(group: list[_Job], failure: Exception | None) -> None:
        for job in group:
            if job.future.done():
                continue
            if failure is None:
                job.future.set_result(job.result)
            else:
                error = OutputFailed(with_cure(failure))
                error.__cause__ = failure
                job.future.set_exception(error)
