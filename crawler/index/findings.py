"""What is found to be wrong with an output folder, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

NAMED = 20
"""Findings of one kind that are named; the others are counted."""
REINDEX = "`scrapy reindex`"

Kind = Literal[
    "unread",
    "sealed",
    "torn",
    "json",
    "schema",
    "text",
    "folder",
    "repeated",
    "gap",
    "reference",
    "short",
    "lost",
    "index",
    "frontier",
    "note",
]
CURES: dict[Kind, str] = {
    "unread": "see to its permissions and to the disk",
    "sealed": "take the part from a backup; what can still be read of it is what `zstd -dc` gives",
    "torn": f"set it aside: {REINDEX} moves it to <file>.torn",
    "json": f"take the line from a backup or move it out of data/, then {REINDEX}",
    "schema": f"mend the line or move it out of data/, then {REINDEX}",
    "text": "the line was changed after it was written: take it from a backup",
    "folder": f"move it to where it belongs, then {REINDEX}",
    "repeated": f"keep one of the two, then {REINDEX}",
    "gap": "the line of the revision before it is lost: take it from a backup",
    "reference": "the line that it names is lost: take it from a backup",
    "short": "lines that were on disk are lost: take the file from a backup",
    "lost": f"take its line from a backup, or let {REINDEX} forget it; if the index serves several folders, say --shared",
    "index": f"{REINDEX} makes the index anew from the files",
    "frontier": f"{REINDEX} makes the index anew from the files",
    "note": "",
}
"""What to do, for each kind. The order is that of a report."""


class Finding(NamedTuple):
    """One thing that was found."""

    kind: Kind
    place: str
    """A file, or the index."""
    line: int | None
    """In that file, counted from 1."""
    detail: str
    """What is wrong."""
    cure: str
    """What to do about it; empty for a note."""

    def __str__(self) -> str:
        place = self.place if self.line is None else f"{self.place}:{self.line}"
        return f"{place}: {self.detail}" + (f"; {self.cure}" if self.cure else "")


@dataclass(slots=True)
class Findings:
    """All findings: counted by kind, and the first of each named."""

    totals: dict[Kind, int] = field(default_factory=dict)
    named: dict[Kind, list[Finding]] = field(default_factory=dict)

    def add(self, kind: Kind, place: object, line: int | None, detail: str, *, cure: str | None = None) -> None:
        """Take one in. `cure` is what to do, where that is not what `CURES` says."""
        self.totals[kind] = self.totals.get(kind, 0) + 1
        named = self.named.setdefault(kind, [])
        if len(named) < NAMED:
            named.append(Finding(kind, _printable(str(place)), line, _printable(detail), CURES[kind] if cure is None else cure))

    @property
    def faults(self) -> int:
        """How many there are that are no notes."""
        return sum(total for kind, total in self.totals.items() if kind != "note")

    def by_kind(self) -> Iterator[tuple[Kind, list[Finding]]]:
        """The named ones, in the order of `CURES`."""
        return ((kind, self.named[kind]) for kind in CURES if kind in self.named)


def _printable(text: str) -> str:
    """Text without what a terminal would obey: a damaged line may hold anything."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
