"""`scrapy stories`: each story of the output folder with who carried it, when, crediting whom; or one article of each."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections import OrderedDict
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.output import FAILED, INTERRUPTED, print_lines, size_read, with_progress
from crawler.commands.show import END_ISOLATE, ISOLATE, RIGHT_TO_LEFT, WIDEST, shown, wrap
from crawler.index.errors import RunRefused
from crawler.index.run import output_folder
from crawler.index.tree import as_plain_file, file_of, open_part, parts_of, size_of
from crawler.items import Article, Duplicate
from crawler.knowledge.agencies import agencies
from crawler.knowledge.sites import names_of
from crawler.publisher.arguments import ArgumentError, read_arguments

if TYPE_CHECKING:
    import argparse

NOT_ALL = 3
"""Exit code where some lines could not be read."""
NAMED = 20
"""Bad lines that are named; the others are counted."""
OPEN = 64
"""Files that are open at once."""

COPY_KEYS = {field.name for field in fields(Duplicate)} - {field.name for field in fields(Article)}

Line = dict[str, Any]
"""A line of `articles/` or `duplicates/`."""


class Command(ScrapyCommand):
    """Prints stories."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Print each story in OUTPUT_DIR, newest first: which outlets carried it, when, crediting whom"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--since", metavar="TIME", help="stories of which something was published since then: 2d, 12h, 2026-11-01 (UTC)"
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON line a story")
        form.add_argument(
            "--best",
            action="store_true",
            help="one article line a story, for a corpus: the agency's own, else the most complete, else the earliest",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print them. Exits 2 on wrong usage, 3 where lines could not be read, 5 where there is no room, else as `print_lines` says."""
        if args:
            raise UsageError("stories takes no arguments; the folder is OUTPUT_DIR: -s OUTPUT_DIR=/srv/news", print_help=False)
        assert self.settings is not None
        since = since_of(opts.since)
        try:
            output = output_folder(self.settings)
        except RunRefused as error:
            raise UsageError(str(error), print_help=False) from error
        if not output.is_dir():
            raise UsageError(f"OUTPUT_DIR {output}: no such folder", print_help=False)
        try:
            with closing(Catalogue(output)) as catalogue:
                self.exitcode = print_lines(printed(catalogue, since, opts))
        except (OSError, sqlite3.Error) as error:
            self.exitcode = FAILED
            print(f"{output}: stories could not be gathered: {error}", file=sys.stderr)
            return
        if self.exitcode == INTERRUPTED:
            print("Interrupted.", file=sys.stderr)
        if self.exitcode == 0 and catalogue.bad:
            self.exitcode = NOT_ALL
            more = [f"and {catalogue.bad_lines - NAMED:,} more"] if catalogue.bad_lines > NAMED else []
            print("\n".join([*catalogue.bad, *more]), file=sys.stderr)


def since_of(given: str | None) -> float | None:
    """Seconds since 1970. Raises UsageError."""
    try:
        since, _ = read_arguments({} if given is None else {"since": given}, zone=UTC, sections=()).window(datetime.now(UTC))
    except ArgumentError as error:
        raise UsageError(str(error), print_help=False) from error
    return since.timestamp() if since else None


def printed(catalogue: Catalogue, since: float | None, opts: argparse.Namespace) -> Generator[bytes]:
    """What is to be written: first all is read, then each story is read again, so that one story at a time is in memory."""
    for _ in with_progress(catalogue.read(), lambda count, seconds: size_read(catalogue.done, catalogue.total, count, seconds)):
        pass
    width = min(shutil.get_terminal_size().columns, WIDEST)
    for story, copies in catalogue.stories(since):
        if opts.best:
            yield orjson.dumps(as_article(best(copies), story), option=orjson.OPT_APPEND_NEWLINE)
        elif opts.json:
            yield orjson.dumps(summary(story, copies), option=orjson.OPT_APPEND_NEWLINE)
        else:
            yield (render(story, copies, width) + "\n\n").encode()


class Catalogue:
    """Where each article stands, by story, in a temporary database on disk: a million articles need no memory."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._parts = parts_of(output, "articles", "duplicates")
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(
            "CREATE TABLE line (id TEXT PRIMARY KEY, revision INTEGER, story TEXT, time REAL, part INTEGER, start INTEGER, size INTEGER)"
        )
        self._database.execute("CREATE INDEX by_story ON line (story)")
        self.total = sum(map(size_of, self._parts))
        self.done = 0
        """Of `total` bytes."""
        self.bad: list[str] = []
        """What was wrong with lines, the first `NAMED`."""
        self.bad_lines = 0

    def close(self) -> None:
        self._database.close()

    def read(self) -> Generator[Path]:
        """Find all articles, each in its newest revision; yields for each line. Raises OSError, sqlite3.Error."""
        self._database.execute("BEGIN")
        for number, part in enumerate(self._parts):
            for start, size, line in self._lines(part):
                self._database.execute(
                    "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,"
                    " story = excluded.story, time = min(time, excluded.time), part = excluded.part, start = excluded.start,"
                    " size = excluded.size WHERE excluded.revision > line.revision",
                    (line["id"], line["revision"], line["story"], time_of(line), number, start, size),
                )
                yield part
        for story, whole in self._joined().items():
            self._database.execute("UPDATE line SET story = ? WHERE story = ?", (whole, story))
        self._database.execute("COMMIT")

    def stories(self, since: float | None) -> Iterator[tuple[str, list[Line]]]:
        """Each story of which something was published since then, newest first, with its articles, oldest first."""
        stories = self._database.execute(
            "SELECT story FROM line GROUP BY story HAVING max(time) >= ? ORDER BY min(time) DESC, story",
            (float("-inf") if since is None else since,),
        )
        with closing(_Shelf(self._parts)) as shelf:
            for (story,) in stories:
                places = self._database.execute("SELECT part, start, size FROM line WHERE story = ? ORDER BY time, rowid", (story,))
                yield story, [orjson.loads(os.pread(shelf.descriptor(part), size, start)) for part, start, size in places]

    def _joined(self) -> dict[str, str]:
        """Stories that turned out to be part of another, and of which in the end."""
        joined: dict[str, str] = {}
        for part in parts_of(self._output, "links"):
            for start, _, line in self._objects(part):
                if line.get("kind") != "story":
                    continue
                if isinstance(line.get("id"), str) and isinstance(line.get("to"), str):
                    joined.setdefault(line["id"], line["to"])
                else:
                    self._tell(part, start, "no link (id, to)")
        return {story: last_of(joined, story) for story in joined}

    def _lines(self, part: Path) -> Iterator[tuple[int, int, Line]]:
        for start, size, line in self._objects(part):
            texts = all(isinstance(line.get(key), str) for key in ("id", "story", "publisher", "title", "body", "crawled_at"))
            if texts and isinstance(line.get("revision"), int):
                yield start, size, line
            else:
                self._tell(part, start, "no article (id, revision, story, publisher, title, body, crawled_at)")

    def _objects(self, part: Path) -> Iterator[tuple[int, int, Line]]:
        """Offset, size and content of each line."""
        start = 0
        with open_part(part) as file:
            for raw in file:
                try:
                    line = orjson.loads(raw)
                except orjson.JSONDecodeError as error:
                    self._tell(
                        part, start, f"no JSON ({error.msg})" if raw.endswith(b"\n") else "not whole; a run is writing it, or has died"
                    )
                else:
                    if isinstance(line, dict):
                        yield start, len(raw), line
                    else:
                        self._tell(part, start, "no JSON object")
                start += len(raw)
                self.done += len(raw)

    def _tell(self, part: Path, start: int, detail: str) -> None:
        self.bad_lines += 1
        if len(self.bad) < NAMED:
            self.bad.append(f"{file_of(part)}: the line at byte {start}: {detail}")


class _Shelf:
    """The parts that were read last, open: stories of one day stand in the same ones."""

    def __init__(self, parts: list[Path]) -> None:
        self._parts = parts
        self._files: OrderedDict[int, BinaryIO] = OrderedDict()

    def descriptor(self, part: int) -> int:
        """Of a part, by its number; good until `OPEN` others have been asked for. Raises OSError."""
        if part not in self._files:
            self._files[part] = as_plain_file(self._parts[part])
            if len(self._files) > OPEN:
                self._files.popitem(last=False)[1].close()
        self._files.move_to_end(part)
        return self._files[part].fileno()

    def close(self) -> None:
        for file in self._files.values():
            file.close()


def last_of(joined: dict[str, str], story: str) -> str:
    """The story at the end of a chain; lines that a person edited may lead in a circle.

    >>> last_of({"c": "b", "b": "a"}, "c")
    'a'
    """
    seen = set()
    while story in joined and story not in seen:
        seen.add(story)
        story = joined[story]
    return story


def time_of(line: Line) -> float:
    """When an article was published, or else crawled, in seconds since 1970; 0 where neither can be read."""
    for key in ("published_at", "crawled_at"):
        try:
            return datetime.fromisoformat(line[key]).timestamp()
        except (KeyError, TypeError, ValueError):
            continue
    return 0.0


def best(copies: list[Line]) -> Line:
    """The one article that is to stand for a story: the agency's own, else the most complete one, else the earliest."""
    credited = {line["origin"] for line in copies if line.get("origin") != line["publisher"]}

    def rank(line: Line) -> tuple[bool, bool, int]:
        publisher = line["publisher"]
        agency = agencies().by_id(publisher)
        is_agency = publisher in credited or (agency is not None and agency.kind == "agency")
        return not (is_agency and line.get("origin") == publisher), not line.get("complete", True), -len(line["body"])

    return min(copies, key=rank)


def as_article(line: Line, story: str) -> Line:
    """A line as it would stand in `articles/`, with the story that it is part of by now."""
    return {key: value for key, value in line.items() if key not in COPY_KEYS} | {"story": story}


def summary(story: str, copies: list[Line]) -> Line:
    """A story as a JSON line."""
    keys = ("id", "url", "publisher", "published_at", "crawled_at", "title", "origin", "duplicate_of", "relation", "similarity")
    own = {line["publisher"]: line["id"] for line in reversed(copies) if line.get("origin") == line["publisher"]}
    return {
        "story": story,
        "title": best(copies)["title"],
        "outlets": len({line["publisher"] for line in copies}),
        "copies": [
            {key: line.get(key) for key in keys}
            | {
                "credits": credits_of(line),
                "origin_article": own.get(line.get("origin") or "") if line.get("origin") != line["publisher"] else None,
            }
            for line in copies
        ],
    }


def credits_of(line: Line) -> list[str]:
    """Names of those whom an article credits with its text, but its own publisher."""
    return [
        source["name"] for source in line.get("sources") or [] if source.get("role") == "text" and source.get("id") != line["publisher"]
    ]


def render(story: str, copies: list[Line], width: int) -> str:
    """A story as lines for a terminal: headline, then for each article when, where, crediting whom, how near to which other."""
    outlets = len({line["publisher"] for line in copies})
    count = f"{len(copies)} article{'s' * (len(copies) > 1)}, {outlets} outlet{'s' * (outlets > 1)}"
    paragraphs = [
        "\u2501" * min(width - 1, 40),
        shown(best(copies)["title"]),
        left_to_right(f"{story}: {count}"),
        *(row(line) for line in copies),
    ]
    return "\n".join(RIGHT_TO_LEFT + line for paragraph in paragraphs for line in wrap(paragraph, width - 1))


def row(line: Line) -> str:
    """One article of a story."""
    published = line.get("published_at")
    when = (
        (published[:10] if line.get("published_precision") == "day" else published[:16].replace("T", " ") + published[19:])
        if published
        else "?"
    )
    names = names_of(line["publisher"])
    parts = [
        left_to_right(when),
        shown(names[0]) if names else left_to_right(line["publisher"]),
        shown("، ".join(credits_of(line))),
        left_to_right(f"{line['relation']} {line['similarity']:.2f}") if line.get("relation") else "",
        left_to_right(line.get("url") or ""),
    ]
    return " | ".join(part for part in parts if part)


def left_to_right(text: str) -> str:
    """Text that keeps its order inside Arabic."""
    return f"{ISOLATE}{shown(text)}{END_ISOLATE}" if text else ""
