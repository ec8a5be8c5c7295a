"""Ctrl-C and SIGTERM, wherever a run is just then: the first ends it well and says so, the second ends it at once; both lose nothing."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.run import PROJECT, Running, arguments_of, run, start
from tests.live.site import Answer, Site

BUSY = """
import time
from pathlib import Path
from crawler.index import run
{name} = run.{name}

def slow(*arguments):
    Path({note!r}).touch()
    end = time.monotonic() + {seconds}
    while time.monotonic() < end:
        time.sleep(0.02)
    return {name}(*arguments)

run.{name} = slow
"""
"""A part of a run that keeps the event loop from its work."""
NUMBERS = list(range(1, 6))
SAID = "the run ends when what is on its way is written. A second signal ends it at once"


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "never happened"
        time.sleep(0.01)


def started(site: Site, output: Path, phase: str, seconds: float) -> Running:
    """A run that is in this phase for so many seconds."""
    site.put_articles(*reversed(NUMBERS))
    if phase == "discovery":
        site.put("/sitemap.xml", Answer(act=lambda handler: time.sleep(seconds)), Answer(b"", 404))
        running = start(site, output, "-s", "RETRY_ENABLED=False")
        wait_until(lambda: "/sitemap.xml" in site.paths())
    else:
        note = output.with_name("note")
        name = {"recovery": "recover", "closing": "seal_old"}[phase]
        running = start(site, output, "-s", "SEAL_AFTER_DAYS=1", patch=BUSY.format(name=name, note=str(note), seconds=seconds))
        wait_until(note.exists)
    return running


@pytest.mark.parametrize(
    ("phase", "number"), [("discovery", signal.SIGINT), ("recovery", signal.SIGTERM), ("closing", signal.SIGINT)], ids=str
)
def test_one_signal_ends_the_run_well(site: Site, tmp_path: Path, phase: str, number: signal.Signals) -> None:
    output = tmp_path / "data"
    running = started(site, output, phase, 0.5)
    running.send_signal(number)
    time.sleep(0.1)
    assert f"{number.name}: {SAID}" in running.said(), "at once"
    ended = running.end(output)
    assert ended.code == 0, ended.said
    assert ("Run finished." if phase == "closing" else "Run stopped by a signal; run it again to go on.") in ended.said
    assert "see the warnings" not in ended.said, "nothing is wrong with the site"
    assert "Traceback" not in ended.said
    assert len(list((output / "runs").iterdir())) == 1
    assert run(site, output).numbers() == NUMBERS
    assert max(site.paths().count(f"/locals/{each}/") for each in NUMBERS) == 1


@pytest.mark.parametrize(("phase", "number"), [("recovery", signal.SIGINT), ("closing", signal.SIGTERM)], ids=str)
def test_two_signals_end_it_at_once(site: Site, tmp_path: Path, phase: str, number: signal.Signals) -> None:
    output = tmp_path / "data"
    running = started(site, output, phase, 8)
    running.send_signal(number)
    time.sleep(0.1)
    assert running.is_alive
    running.send_signal(number)
    began = time.monotonic()
    ended = running.end(output)
    assert time.monotonic() - began < 3
    assert ended.code == 1, ended.said
    assert ended.said.count("Stopped at once by a second signal. Nothing that was counted is lost; run it again to go on.") == 1
    assert "Traceback" not in ended.said
    assert run(site, output).numbers() == NUMBERS
    assert max(site.paths().count(f"/locals/{each}/") for each in NUMBERS) == 1


def test_control_c_in_a_terminal_is_told_below_no_half_line(site: Site, tmp_path: Path) -> None:
    site.put_articles(*NUMBERS)
    ours, theirs = pty.openpty()

    def own_terminal() -> None:
        os.setsid()
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    line = [sys.executable, "-m", *arguments_of(tmp_path, "-s", "DOWNLOAD_DELAY=0.3", "-s", "DOWNLOAD_DELAY_JITTER=0")]
    process = subprocess.Popen(
        line,
        cwd=PROJECT,
        env=os.environ | {"LIVE_HOME": f"{site.base}/"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=own_terminal,
    )
    os.close(theirs)
    wait_until(lambda: "/locals/5/" in site.paths())
    os.write(ours, b"\x03")
    got = b""
    try:
        while chunk := os.read(ours, 65536):
            got += chunk
    except OSError:
        pass  # how a terminal ends on Linux
    os.close(ours)
    assert process.wait(10) == 0
    assert f"\r\x1b[KSIGINT: {SAID}" in got.decode()
    assert "Run stopped by a signal; run it again to go on." in got.decode()
