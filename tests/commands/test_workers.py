"""Work in several processes: order, bounds, and processes that die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from crawler.commands.workers import AHEAD, NoWorkers, map_in_order

JOBS = 2


def square(number: int) -> int:
    return number * number


def fragile(number: int) -> int:
    """Dies in two ways."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 5:
        os._exit(7)
    return number


def dies_once(folder: Path, number: int) -> int:
    tried = folder / str(number)
    if not tried.exists():
        tried.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def wait_for_the_last(file: Path, number: int) -> int:
    """The first task ends after the last one that may be begun before it has ended."""
    if number == AHEAD * JOBS - 1:
        file.touch()
    while number == 0 and not file.exists():
        time.sleep(0.01)
    return number


def raises(number: int) -> int:
    if number == 1:
        sys.stderr = None  # its traceback is not looked at here
        raise RuntimeError
    return number


class Stillborn:
    """Ends the process in which it arrives."""

    def __call__(self, number: int) -> int:
        return number

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (7,)


def lost(number: int, how: str) -> str:
    return f"{number} {how}"


@pytest.mark.parametrize("jobs", [1, JOBS])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(map_in_order(square, range(100), jobs, lost)) == [number * number for number in range(100)]


def test_no_tasks_no_results() -> None:
    assert list(map_in_order(square, [], JOBS, lost)) == []


def test_a_task_whose_process_dies_once_is_done_by_another(tmp_path: Path) -> None:
    assert list(map_in_order(partial(dies_once, tmp_path), range(8), JOBS, lost)) == list(range(8))
    assert len(list(tmp_path.iterdir())) == 8


def test_a_task_over_which_processes_die_costs_no_other() -> None:
    results = list(map_in_order(fragile, range(20), JOBS, lost))
    assert results[3] == "3 was killed by SIGKILL"
    assert results[5] == "5 ended with exit code 7"
    assert [result for result in results if isinstance(result, int)] == [number for number in range(20) if number not in (3, 5)]


def test_processes_that_die_without_a_task_cost_nothing() -> None:
    results = map_in_order(square, range(100), JOBS, lost)
    assert next(results) == 0
    time.sleep(1)  # tasks are handed out when the next result is asked for: until then nobody has one
    for process in multiprocessing.active_children():
        process.kill()
    assert list(results) == [number * number for number in range(1, 100)]


def test_what_the_work_raises_costs_its_own_task_only() -> None:
    assert list(map_in_order(raises, range(3), JOBS, lost)) == [0, "1 ended with exit code 1", 2]


def test_only_so_many_tasks_are_taken_before_the_first_result(tmp_path: Path) -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = map_in_order(partial(wait_for_the_last, tmp_path / "last"), tasks(), JOBS, lost)
    assert next(results) == 0
    assert len(taken) <= AHEAD * JOBS + 1
    assert list(results) == list(range(1, 100))


def test_closing_ends_the_processes() -> None:
    results = map_in_order(square, range(1000), JOBS, lost)
    assert next(results) == 0
    assert len(multiprocessing.active_children()) == JOBS
    results.close()
    assert multiprocessing.active_children() == []


def test_where_no_process_comes_up_it_says_so() -> None:
    with pytest.raises(NoWorkers, match="the last one ended with exit code 7"):
        list(map_in_order(Stillborn(), range(3), JOBS, lost))
    assert multiprocessing.active_children() == []
