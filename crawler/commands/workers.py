"""Work in several processes, its results in the order of the tasks. Only a task over which processes die is lost.

The pool of the standard library gives up all its tasks when one process dies, and does not say which of them it was. Here each process
has a pipe of its own and one task at a time: the task is known and is tried once more, since others may have eaten the memory or sent the
signal, and the rest does not notice.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 16
"""Tasks for each process that may be done before an earlier one is; their results wait in memory."""
_FAILED_STARTS = 5
"""Processes in a row that may die before they are ready."""
_GRACE = 5
"""Seconds in which a process that has closed its pipe is gone."""
_CONTEXT = get_context("spawn")
"""A process that is made by forking would have half of Twisted in it."""


class NoWorkers(Exception):
    """No process comes up. Raised by `map_in_order`."""


def map_in_order(
    work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int, lost: Callable[[Task, str], Result]
) -> Generator[Result]:
    """The result of each task, in order: with one job here, else in that many processes, which are ended when the iterator is closed.

    `work` must be picklable and should raise nothing; what it raises ends its process. `lost` makes the result of a task over which
    two processes died, from the task and how the second one ended. Raises NoWorkers.
    """
    if jobs == 1:
        yield from map(work, tasks)
        return
    pool = _Pool(work, jobs, lost)
    try:
        yield from pool.run(tasks)
    finally:
        pool.end()


class _Pool(Generic[Task, Result]):
    def __init__(self, work: Callable[[Task], Result], jobs: int, lost: Callable[[Task, str], Result]) -> None:
        self._work = work
        self._jobs = jobs
        self._lost = lost
        self._workers: list[_Worker[Task, Result]] = []
        self._done: dict[int, Result] = {}
        """Results that wait for their turn, by the place of their task."""
        self._again: list[tuple[int, Task]] = []
        """Tasks whose first process died."""
        self._second_try: set[int] = set()
        """Places of those, and of those that are being tried again."""
        self._failed_starts = 0

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        self._workers += [_Worker(self._work) for _ in range(self._jobs)]
        waiting = enumerate(tasks)
        following = next(waiting, None)
        place = 0
        while following or self._again or any(worker.task for worker in self._workers):
            for worker in filter(_Worker.is_free, self._workers):
                if self._again:
                    if worker.take(*self._again[0]):
                        del self._again[0]
                elif following and following[0] < place + AHEAD * self._jobs and worker.take(*following):
                    following = next(waiting, None)
            # Who waits for a task is listened to as well: so it is heard that it has died.
            workers = {worker.pipe: worker for worker in self._workers}
            for pipe in wait(list(workers)):
                assert isinstance(pipe, Connection)
                self._hear(workers[pipe])
            while place in self._done:
                yield self._done.pop(place)
                place += 1

    def end(self) -> None:
        for worker in self._workers:
            worker.end()

    def _hear(self, worker: _Worker[Task, Result]) -> None:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker)
            return
        if worker.task:
            place = worker.task[0]
            self._done[place] = said
            self._second_try.discard(place)
            worker.task = None
        else:
            worker.is_ready = True
            self._failed_starts = 0

    def _replace(self, worker: _Worker[Task, Result]) -> None:
        """Put a new process in the place of a dead one."""
        how = worker.end(_GRACE)
        if worker.task:
            self._try_again(*worker.task, how)
        elif not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts == _FAILED_STARTS:
                raise NoWorkers(f"{_FAILED_STARTS} processes in a row died before they were ready; the last one {how}")
        self._workers[self._workers.index(worker)] = _Worker(self._work)

    def _try_again(self, place: int, task: Task, how: str) -> None:
        if place in self._second_try:
            self._second_try.remove(place)
            self._done[place] = self._lost(task, how)
        else:
            self._second_try.add(place)
            self._again.append((place, task))


class _Worker(Generic[Task, Result]):
    """One process and the task that it has in hand."""

    def __init__(self, work: Callable[[Task], Result]) -> None:
        self.task: tuple[int, Task] | None = None
        self.is_ready = False
        self.pipe, its_end = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(its_end, work), daemon=True)
        # Ctrl-C goes to all processes of a terminal: only the first is to hear it, from its children's first moment on.
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self._process.start()
        finally:
            signal.signal(signal.SIGINT, handler)
        # The process holds the only copy now: when it dies, the pipe ends.
        its_end.close()

    def is_free(self) -> bool:
        return self.is_ready and self.task is None

    def take(self, place: int, task: Task) -> bool:
        """Hand a task over; False where the process has died."""
        try:
            self.pipe.send(task)
        except OSError:
            return False
        self.task = place, task
        return True

    def end(self, grace: float = 0) -> str:
        """End the process, after `grace` seconds in which it may end by itself; in words how it ended."""
        if grace:
            self._process.join(grace)
        self._process.kill()
        self._process.join()
        self.pipe.close()
        code = self._process.exitcode or 0
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


def _serve(pipe: Connection, work: Callable[[Task], Result]) -> None:
    """What a process does: one task after another, until the pipe is closed."""
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send("ready")
        while True:
            pipe.send(work(pipe.recv()))
