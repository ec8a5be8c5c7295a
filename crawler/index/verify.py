"""Whether an output folder and its index are as promised. Reads only; memory does not grow with the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast

import orjson

from crawler.arabic import text_hash
from crawler.index import snapshot
from crawler.index.contract import broken
from crawler.index.database import Place, read_only
from crawler.index.errors import NoIndex
from crawler.index.findings import Findings, Kind
from crawler.index.ledger import Entry, Known, Ledger
from crawler.index.parts import FOLDERS, Folder
from crawler.index.recovery import Progress
from crawler.index.seal import UNFINISHED
from crawler.index.snapshot import Moment
from crawler.index.tree import PLAIN, SEALED, DamagedSeal, file_of, open_part, parts_of, sealed_name, size_of

RUN = re.compile(r"(\d{8})T\d{6}-(.+)-[0-9a-f]{6}")
"""Name of a run, and so of its parts: the moment of its start, and chance."""
HEAD = re.compile(rb'\{"id":"([^"\\]+)","revision":(\d{1,9}),')
"""How an article line begins."""
BOTH = "the plain file stands beside it, which counts, but others may count both"
ENDS_IT = "a run with SEAL_AFTER_DAYS ends the sealing; or delete the sealed file"


@dataclass(slots=True)
class Verified:
    """What was read, and what was found."""

    findings: Findings = field(default_factory=Findings)
    parts: int = 0
    lines: int = 0
    articles: int = 0
    """Article lines, copies included, that could be told apart."""
    index: str | None = None
    """Which index was compared; None where there is none."""


def verify(output: Path, index: Place, *, shared: bool = False, progress: Progress | None = None) -> Verified:
    """Check an output folder and its index; with `shared` the index serves other folders too.

    Runs may be at work: what they have not committed when the index is read is left out. Raises `IndexFailed` or `RunRefused` where the
    index cannot be read, sqlite3.Error where there is no room for temporary files.
    """
    verified = Verified()
    findings = verified.findings
    with closing(Ledger()) as ledger:
        moment = _moment(output, index, ledger, verified)
        both = [part for part in moment.parts if part.exists() and sealed_name(part).exists()]
        _check_files(output, moment, findings)
        reader = _Reader(output, moment, ledger, verified)
        reader.read(progress)
        verified.articles = ledger.count()
        is_short = not shared and _is_short(output, moment, findings)
        _compare(ledger, findings, reader.places, verified.index, shared=shared, is_blind=reader.is_blind or is_short)
    for part in both:
        if part.exists() and sealed_name(part).exists():  # else a run has ended its sealing meanwhile
            at_work = publisher_of(part) in moment.publishers
            findings.add("note" if at_work else "sealed", sealed_name(part), None, BOTH, cure="" if at_work else ENDS_IT)
    return verified


def _moment(output: Path, index: Place, ledger: Ledger, verified: Verified) -> Moment:
    """What the index says now goes into the ledger; without one all files are read whole."""
    parts = parts_of(output)  # before the index is looked for: a run that begins makes it first
    try:
        connection = read_only(index)
    except NoIndex as error:
        verified.findings.add("note", output, None, f"only the files were checked: {error}; the next run makes it from the files")
        return Moment(parts, {}, set())
    with closing(connection):
        moment = snapshot.open_moment(connection, output)
        snapshot.take_down(connection, ledger)
        snapshot.check_itself(connection, verified.findings)
    verified.index = str(index)
    return moment


def publisher_of(part: Path) -> str:
    """The publisher in a part's path."""
    return part.parent.parent.name.removeprefix("publisher=")


# Names


def _check_files(output: Path, moment: Moment, findings: Findings) -> None:
    """Whether each file stands where it belongs under a name that readers know."""
    for part in moment.parts:
        if wrong := _misplaced(part):
            findings.add("folder", file_of(part), None, wrong)
    for folder in FOLDERS:
        for path in sorted((output / folder).rglob("*")):
            is_part = path.name.endswith((PLAIN, SEALED))
            if (is_part and len(path.relative_to(output).parts) == 4) or path.is_dir():
                continue
            if is_part:
                findings.add("folder", path, None, "no reader looks for lines here, only in <folder>/publisher=.../date=.../")
            else:
                findings.add("note", path, None, _other(path))


def _misplaced(part: Path) -> str | None:
    """Why a part does not belong where it is."""
    publisher, day = part.parent.parent.name, part.parent.name
    if not publisher.startswith("publisher=") or not day.startswith("date="):
        return "it does not stand in publisher=.../date=.../"
    run = RUN.fullmatch(part.name.removesuffix(PLAIN))
    if run is None:
        return "its name is not that of a run, such as 20261124T090000-sana-0a1b2c.jsonl"
    if publisher != f"publisher={run[2]}":
        return f"its run was one of {run[2]}"
    began = f"date={run[1][:4]}-{run[1][4:6]}-{run[1][6:]}"
    return None if day == began else f"its run began on another day, {began}"


def _other(path: Path) -> str:
    """What a file is that is no part."""
    if path.name.endswith(".torn"):
        part = path.with_name(path.name.removesuffix(".torn"))
        of = "" if file_of(part).exists() else "; the part itself is not there"
        return f"{path.stat().st_size:,} bytes that a killed run left of its last line; nobody counts them, it may be deleted{of}"
    if path.name.endswith(UNFINISHED):
        return "left by a sealing that was cut off, or at work; the next one writes it anew"
    return "not a part file; no reader takes it for one"


# Lines


class _At(NamedTuple):
    """Where a line stands."""

    part: int
    place: Path
    folder: Folder
    publisher: str
    number: int


class _Reader:
    """Reads all lines, tells what is wrong with each alone, and enters what it says of others into the ledger."""

    def __init__(self, output: Path, moment: Moment, ledger: Ledger, verified: Verified) -> None:
        self._output = output
        self._moment = moment
        self._ledger = ledger
        self._verified = verified
        self._findings = verified.findings
        self.places: list[Path] = []
        """The file of each part."""
        self.is_blind = False
        """Whether there are lines of which not even the id could be read."""

    def read(self, progress: Progress | None) -> None:
        """Read all parts."""
        total = sum(map(self._size, self._moment.parts))
        done = 0
        for number, part in enumerate(self._moment.parts):
            self.places.append(file_of(part))
            for size in self._part(number, part):
                done += size
                self._verified.lines += 1
                if progress is not None:
                    progress(self._verified.lines, done, total)
        self._verified.parts = len(self._moment.parts)

    def _limit(self, part: Path) -> int | None:
        """How many bytes of a part the index knows, where it may not be all."""
        return self._moment.committed.get(str(part.relative_to(self._output)))

    def _size(self, part: Path) -> int:
        limit = self._limit(part)
        try:
            return size_of(part) if limit is None else limit
        except OSError:
            return 0  # reading it will tell

    def _part(self, number: int, part: Path) -> Iterator[int]:
        """Check a part; yields the size of each line, in bytes."""
        place, limit = self.places[number], self._limit(part)
        folder = cast("Folder", part.relative_to(self._output).parts[0])
        count = offset = 0
        try:
            with open_part(part) as file:
                for raw in file:
                    if limit is not None and offset + len(raw) > limit:
                        raw = raw[: limit - offset]
                        if not raw:
                            break
                    count += 1
                    offset += len(raw)
                    self._line(_At(number, place, folder, publisher_of(part), count), raw)
                    yield len(raw)
            if limit is not None and (behind := size_of(part) - limit) > 0:
                detail = (
                    f"{behind:,} bytes that the index does not know yet: a run is at work, or was killed and the next one takes them in"
                )
                self._findings.add("note", place, count + 1, detail)
        except DamagedSeal as error:
            self._unread("sealed", place, count + 1, str(error.strerror))
        except OSError as error:
            self._unread("unread", place, count + 1, f"cannot be read ({error.strerror})")

    def _unread(self, kind: Kind, place: Path, number: int, detail: str) -> None:
        self._findings.add(kind, place, number, detail)
        self.is_blind = True

    def _line(self, at: _At, raw: bytes) -> None:
        kind, wrong, line = _parsed(at.folder, raw)
        if kind is not None:
            self._findings.add(kind, at.place, at.number, wrong)
            self._enter_broken(at, raw, line)
            return
        if line["publisher"] != at.publisher and at.place.parent.parent.name.startswith("publisher="):
            self._findings.add("folder", at.place, at.number, f"a line of the publisher {line['publisher']!r}")
        if at.folder in ("articles", "duplicates"):
            self._article(at, line)
        elif at.folder == "links":
            self._ledger.link(line["kind"], line["id"], line["to"], at.part, at.number)
        elif at.folder == "gone":
            self._ledger.gone(line["id"], at.part, at.number)

    def _article(self, at: _At, line: dict[str, Any]) -> None:
        told = text_hash(line["title"], line["body"]) != line["text_hash"]
        if told:
            self._findings.add("text", at.place, at.number, f"{line['id']}: text_hash is not that of its title and body")
        origin = line["origin"] if line["origin"] != line["publisher"] else None
        keys = (line["id"], line["revision"], line["text_hash"], line["story"], line.get("duplicate_of"), origin)
        first = self._ledger.enter(Entry(*keys, at.part, at.number, told))
        if first is not None:
            detail = f"{line['id']}, revision {line['revision']}, stands already in {self.places[first[0]]}:{first[1]}"
            self._findings.add("repeated", at.place, at.number, detail)

    def _enter_broken(self, at: _At, raw: bytes, line: Any) -> None:
        """Know at least of which article a broken line was, so that what follows from it is not told too."""
        head = HEAD.match(raw)
        if isinstance(line, dict) and isinstance(line.get("id"), str) and type(line.get("revision")) is int:
            id, revision = line["id"], line["revision"]
        elif head is not None:
            id, revision = head[1].decode("utf-8", "replace"), int(head[2])
        else:
            self.is_blind = True
            return
        if at.folder in ("articles", "duplicates"):
            self._ledger.enter(Entry(id, revision, None, None, None, None, at.part, at.number, told=True))


def _parsed(folder: Folder, raw: bytes) -> tuple[Kind | None, str, Any]:
    """A line as an object; before it what is wrong with it: of which kind, and in words."""
    if not raw.endswith(b"\n"):
        return "torn", "the last line is not whole", None
    try:
        line = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as of_bytes:
            return "json", f"no UTF-8 at byte {of_bytes.start} of the line", None
        return "json", f"no JSON ({error.msg} at character {error.pos})", None
    wrong = broken(folder, line)
    return ("schema", wrong, line) if wrong else (None, "", line)


# What the lines say of each other, and the index of them


def _is_short(output: Path, moment: Moment, findings: Findings) -> bool:
    """Whether files hold less than the index knows to be on disk."""
    is_short = False
    for path, committed in moment.committed.items():
        part = output / path
        size = size_of(part) if file_of(part).exists() else 0
        if size < committed:
            findings.add("short", part, None, f"it has {size:,} bytes, but {committed:,} were on disk")
            is_short = True
    return is_short


def _compare(ledger: Ledger, findings: Findings, places: list[Path], index: str | None, *, shared: bool, is_blind: bool) -> None:
    """With `is_blind` lines are missing, which was told already: what may follow from that is a note."""

    def follows(kind: Kind, place: object, number: int | None, detail: str) -> None:
        if is_blind:
            findings.add("note", place, number, f"{detail}, or not in a line that could be read; look again when those are mended")
        else:
            findings.add(kind, place, number, detail)

    for part, number, name, id in ledger.dangling(shared=shared):
        follows("reference", places[part], number, f"{name}: {id} is in no line")
    for part, number, id in ledger.circles():
        findings.add("reference", places[part], number, f"{id}: its links lead back to it", cure="move one of them out of data/")
    for id, revision, part, number in ledger.gaps():
        if not shared:
            follows("gap", places[part], number, f"revision {revision - 1} of {id} is in no line")
    if index is None:
        return
    for part, number, id in ledger.unknown():
        findings.add("index", places[part], number, f"{id} is not in the index")
    for part, number, kind, id in ledger.unknown_links():
        findings.add("index", places[part], number, f"the link ({kind}) of {id} is not in the index")
    for entry, known in ledger.different():
        if known.revision <= entry.revision:
            findings.add("index", places[entry.part], entry.number, _difference(entry, known))
        elif not shared:
            follows("lost", places[entry.part], entry.number, f"{entry.id}: revision {known.revision}, which the index has, is in no line")
    if not shared:
        for id, revision in ledger.lost():
            follows("lost", index, None, f"{id}, revision {revision}, is in no line")
        for kind, id, target in ledger.lost_links():
            follows("lost", index, None, f"the link ({kind}) of {id} to {target} is in no line")


def _difference(entry: Entry, known: Known) -> str:
    """The first thing that an index says otherwise than a line."""
    name = next(name for name in known._fields if getattr(known, name) != getattr(entry, name))
    return f"{entry.id}: {name} is {getattr(entry, name)}, in the index {getattr(known, name)}"
