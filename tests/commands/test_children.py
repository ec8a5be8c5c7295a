"""Programs side by side: what fails, dies or hangs stops nothing, and signals reach them once."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.commands import children
from crawler.commands.children import Child, Children, Ended

COUNTS_SIGNALS = """
import signal, sys, time
heard = []
signal.signal(signal.SIGTERM, lambda *_: heard.append(time.monotonic()))
print("ready", flush=True)
end = time.monotonic() + 20
while time.monotonic() < end and not (heard and time.monotonic() - heard[0] > PATIENCE):
    time.sleep(0.02)
print("heard", len(heard), flush=True)
"""
"""Ends some time after the first SIGTERM, and says how many came."""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(20)"


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., Child]:
    def make(name: str, program: str) -> Child:
        return Child(name, [sys.executable, "-S", "-E", "-c", program], tmp_path / f"{name}.log")

    return make


def run(*given: Child, jobs: int = 2, timeout: float | None = 20) -> list[Ended]:
    return Children(jobs, timeout, lambda *_: None).run(given)


def when(holds: Callable[[], bool], act: Callable[[], None]) -> threading.Thread:
    """Act from another thread as soon as something holds."""

    def wait() -> None:
        deadline = time.monotonic() + 10
        while not holds():
            if time.monotonic() > deadline:
                return
            time.sleep(0.01)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def says_ready(*given: Child) -> bool:
    with suppress(FileNotFoundError):
        return all("ready" in child.log.read_text() for child in given)
    return False


def interrupt(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def test_none_stops_another(child: Callable[..., Child], tmp_path: Path) -> None:
    ended = run(
        child("fails", "import sys; sys.exit(5)"),
        child("dies", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
        Child("missing", ["/no/such/program"], tmp_path / "missing.log"),
        Child("mute", [sys.executable, "-c", ""], tmp_path / "no folder" / "mute.log"),
        child("raises", "raise MemoryError"),
        child("well", "print('عمل')"),
    )
    assert [(each.name, each.code) for each in ended] == [
        ("fails", 5),
        ("dies", -9),
        ("missing", None),
        ("mute", None),
        ("raises", 1),
        ("well", 0),
    ]
    faults = [each.fault for each in ended]
    assert [fault and Path(fault.filename).name for fault in faults] == [None, None, "program", "mute.log", None, None]
    assert not any(each.stopped for each in ended)
    assert (tmp_path / "well.log").read_text().endswith("\nعمل\n")
    assert "MemoryError" in (tmp_path / "raises.log").read_text(), "standard error goes there too"


def test_a_log_is_gone_on_with(child: Callable[..., Child], tmp_path: Path) -> None:
    for _ in range(2):
        run(child("one", "print('some words')"))
    lines = (tmp_path / "one.log").read_text().splitlines()
    assert lines[1::2] == ["some words"] * 2
    assert all(line.startswith("== 2") and line.endswith(" UTC: one") for line in lines[::2])


@pytest.mark.parametrize("jobs", [1, 3])
def test_so_many_are_at_work_at_once_and_no_more(child: Callable[..., Child], tmp_path: Path, jobs: int) -> None:
    seen: list[tuple[int, int]] = []
    program = "import time; time.sleep(0.1)"
    ended = Children(jobs, None, lambda at_work, over: seen.append((len(at_work), over))).run([child(f"n{n}", program) for n in range(6)])
    assert [each.code for each in ended] == [0] * 6
    assert max(count for count, _ in seen) == jobs
    assert seen[-1] == (0, 6)


def test_a_child_hears_nothing_of_the_terminal(child: Callable[..., Child], tmp_path: Path) -> None:
    run(child("group", "import os, sys; print(os.getpgrp() == os.getpid(), sys.stdin.read() == '')"))
    assert (tmp_path / "group.log").read_text().endswith("True True\n"), "a group of its own, and no input"


def test_who_takes_too_long_is_asked_to_end_then_killed(child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LONGEST_END", 0.3)
    began = time.monotonic()
    polite, deaf, quick = run(
        child("polite", COUNTS_SIGNALS.replace("PATIENCE", "0")), child("deaf", DEAF), child("quick", ""), jobs=3, timeout=0.5
    )
    assert (polite.code, polite.stopped) == (0, True)
    assert (deaf.code, deaf.stopped) == (-9, True)
    assert (quick.code, quick.stopped) == (0, False)
    assert 0.8 <= deaf.seconds < 3
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_is_passed_on_once_and_nothing_more_is_begun(child: Callable[..., Child], number: signal.Signals) -> None:
    first, second, third = (child(name, COUNTS_SIGNALS.replace("PATIENCE", "0.3")) for name in ("first", "second", "third"))
    sender = when(lambda: says_ready(first, second), interrupt(number))
    ended = run(first, second, third)
    sender.join()
    assert [(each.code, each.stopped) for each in ended] == [(0, True), (0, True), (None, True)]
    assert first.log.read_text().endswith("heard 1\n")
    assert second.log.read_text().endswith("heard 1\n")
    assert not third.log.exists()


def test_a_second_signal_is_passed_on_too(child: Callable[..., Child]) -> None:
    patient = child("patient", COUNTS_SIGNALS.replace("PATIENCE", "0.5"))

    def twice() -> None:
        interrupt(signal.SIGTERM)()
        time.sleep(0.2)
        interrupt(signal.SIGTERM)()

    sender = when(lambda: says_ready(patient), twice)
    run(patient)
    sender.join()
    assert patient.log.read_text().endswith("heard 2\n")


def test_who_does_not_hear_a_second_signal_is_killed(child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "SHORTEST_END", 0.2)
    deaf = child("deaf", DEAF)

    def twice() -> None:
        interrupt(signal.SIGTERM)()
        time.sleep(0.2)
        interrupt(signal.SIGTERM)()

    sender = when(lambda: says_ready(deaf), twice)
    (ended,) = run(deaf)
    sender.join()
    assert (ended.code, ended.stopped) == (-9, True)
    assert ended.seconds < 5
