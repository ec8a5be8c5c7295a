"""How much memory a run took at its highest."""

from __future__ import annotations

import re

from tests.live.run import Ended

PEAK = """
import crawler.commands.crawl as command
outcome = command.outcome

def measured(*more):
    import re, sys
    status = open("/proc/self/status").read()
    print("peak", re.search(r"VmHWM:\\s+(\\d+)", status)[1], file=sys.stderr)
    return outcome(*more)

command.outcome = measured
"""
"""Prints the largest resident size of the run, in kB."""


def peak(ended: Ended) -> int:
    """Bytes."""
    match = re.search(r"^peak (\d+)$", ended.said, re.MULTILINE)
    assert match, ended.said
    return int(match[1]) * 1024
