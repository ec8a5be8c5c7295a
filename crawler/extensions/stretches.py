"""Runs put together until there is enough of them to judge by: hourly runs of a few articles say nothing one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.extensions.runs import RunFile

STRETCHES = 3
"""Earlier stretches that a newest one is compared with, at least: of fewer nobody can say what is usual."""

Count = Callable[[RunFile], int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The newest stretch, and the runs before it."""

    runs: list[RunFile]
    """This run first."""
    past: Sequence[RunFile]
    """Newest first."""

    def earlier(self, size: Count, least: int) -> list[list[RunFile]]:
        """The healthy past in stretches of `least` or more; none where they are fewer than `STRETCHES`."""
        stretches: list[list[RunFile]] = []
        open_stretch: list[RunFile] = []
        for past in self.past:
            if not past.exit_code and size(past):
                open_stretch.append(past)
                if total(open_stretch, size) >= least:
                    stretches.append(open_stretch)
                    open_stretch = []
        return stretches if len(stretches) >= STRETCHES else []

    def __str__(self) -> str:
        """Said behind a figure that is not this run's alone."""
        return f" in the last {len(self.runs)} runs" if len(self.runs) > 1 else ""


def newest_stretch(run: RunFile, history: Sequence[RunFile], size: Count, least: int) -> Stretch | None:
    """This run with as many of those right before it as it takes for `least`; None where it has nothing to judge itself, or all have too
    little.
    """
    runs = [run]
    for place, past in enumerate(history):
        if total(runs, size) >= least:
            return Stretch(runs, history[place:]) if size(run) else None
        if size(past):
            runs.append(past)
    return Stretch(runs, ()) if size(run) and total(runs, size) >= least else None


def total(runs: Sequence[RunFile], count: Count) -> int:
    """Of all these runs together."""
    return sum(map(count, runs))


def share(runs: Sequence[RunFile], part: Count, whole: Count) -> float:
    """0 to 1; `whole` must not be 0."""
    return total(runs, part) / total(runs, whole)
