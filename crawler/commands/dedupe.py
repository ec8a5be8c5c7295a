"""`scrapy dedupe`: copies among articles that somebody has already, in any JSON Lines files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.arabic.normalize import body_key, match_key, text_hash
from crawler.commands.jsonl import Files, Line
from crawler.commands.output import FAILED, INTERRUPTED, print_lines, save_lines, size_read, with_progress
from crawler.index import articles, links
from crawler.index.database import Connection, connect
from crawler.index.decisions import decide
from crawler.index.errors import IndexFailed, RunRefused
from crawler.items import Article, Duplicate, Relation
from crawler.knowledge.sites import site_publisher

if TYPE_CHECKING:
    import argparse

NOT_ALL = 3
"""Exit code where some lines could not be read or compared."""
NAMED = 20
"""Bad lines that are named; the others are counted."""
UNKNOWN = "unknown"
"""What `scrapy extract` gives as the publisher of a text whose address is not known."""


class Verdict(NamedTuple):
    """What is added to a line."""

    story: str
    duplicate_of: str | None = None
    relation: Relation | None = None
    similarity: float | None = None
    reason: str | None = None


class NoArticle(ValueError):
    """Raised for a line that cannot be compared; says why."""


class Command(ScrapyCommand):
    """Finds copies with the code of the crawl."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FILE..."

    def short_desc(self) -> str:
        return "Find copies in JSON Lines of articles (title, body); each line again, with story and duplicate_of"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}, relation, similarity, reason. Files may be compressed (gzip, Zstandard), - is standard input. Of two"
            " copies the earlier line is the first. publisher (or else the host of url) and published_at (ISO 8601) make the decision"
            " better. An article without id is called by its url, one without either by FILE:LINE."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--drop", action="store_true", help="print only what is no copy of an earlier line")
        parser.add_argument("-o", dest="output", metavar="FILE", help="write to FILE, compressed if it ends with .gz or .zst")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the lines. Exits 2 on wrong usage, 3 where lines were bad, 5 where no index can be written, else as `print_lines` says."""
        files = open_files(args, opts.output)
        try:
            with closing(temporary_index()) as connection:
                dedupe = Dedupe(connection)
                read = with_progress(iter(files), lambda count, seconds: size_read(files.bytes_read(), files.total, count, seconds))
                lines = dedupe.lines(read, drop=opts.drop)
                self.exitcode = save_lines(lines, opts.output) if opts.output else print_lines(lines)
        except (IndexFailed, RunRefused, OSError) as error:
            self.exitcode = FAILED
            print(
                f"The index of this run in {gettempdir()} failed: {error.__cause__ or error}. TMPDIR names another folder.", file=sys.stderr
            )
            return
        if self.exitcode == 0:
            for message in [*files.broken, *dedupe.summary()]:
                print(message, file=sys.stderr)
            if files.broken or dedupe.counts["bad"]:
                self.exitcode = NOT_ALL
        if self.exitcode == INTERRUPTED:
            print("Interrupted: the output is incomplete.", file=sys.stderr)


def open_files(names: list[str], output: str | None) -> Files:
    """Raises UsageError."""
    if not names:
        raise UsageError("name at least one FILE, or - for standard input", print_help=False)
    for name in names:
        if name.startswith("-") and name != "-":
            raise UsageError(f"no such option: {name} (a file of that name is ./{name})", print_help=False)
    try:
        files = Files(names)
        if output and Path(output).exists() and any(name != "-" and Path(name).samefile(output) for name in names):
            raise UsageError(f"-o {output}: is among the files that are read", print_help=False)
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}", print_help=False) from error
    return files


def temporary_index() -> Connection:
    """An index on disk that is gone with this process, however that ends. Raises OSError, IndexFailed, RunRefused."""
    with TemporaryDirectory(prefix="khabar-") as folder:
        connection = connect(Path(folder) / "index.sqlite")
        # Nobody reads it again: it needs neither a journal nor to reach the disk.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.begin()
    return connection


class Dedupe:
    """Decides line by line, with an empty index to begin with."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.counts: Counter[str] = Counter()
        self._bad: list[str] = []
        self._joined: list[str] = []

    def lines(self, lines: Iterable[Line], *, drop: bool) -> Generator[bytes]:
        """Each line with its verdict, or only those that are no copies. One that is no JSON object is left out, and told of at the end."""
        for line in lines:
            try:
                fields = fields_of(line)
            except NoArticle as error:
                self._tell(line, f"{error}; left out")
                continue
            verdict = self._verdict(line, fields)
            if verdict.duplicate_of is None or not drop:
                yield printed(line, fields, verdict)

    def summary(self) -> list[str]:
        """What is to be said at the end."""
        counts = self.counts
        more = [f"and {counts['bad'] - NAMED:,} more bad lines"] if counts["bad"] > NAMED else []
        dates = [f"{counts['undated']:,} lines have a published_at that is not ISO 8601; it was not used"] if counts["undated"] else []
        stories = counts["read"] - counts["copies"] - counts["revisions"] - len(self._joined)
        total = f"{counts['read']:,} articles, {counts['copies']:,} copies, {stories:,} stories"
        bad = f"; {counts['bad']:,} bad lines" if counts["bad"] else ""
        return [*self._bad, *more, *self._joined, *dates, total + bad]

    def _verdict(self, line: Line, fields: dict[str, Any]) -> Verdict:
        try:
            article = article_of(line, fields)
        except NoArticle as error:
            self._tell(line, f"{error}; not compared")
            return Verdict(name_of(line, fields), reason=f"not compared: {error}")
        self.counts["read"] += 1
        sketch = articles.drawn(article)
        if fields.get("published_at") and sketch[0].day is None:
            self.counts["undated"] += 1
        verdict = self._decide(article, sketch, line.place, has_revisions="revision" in fields)
        if verdict.duplicate_of is not None:
            self.counts["copies"] += 1
        return verdict

    def _decide(self, article: Article, sketch: articles.Drawn, place: str, *, has_revisions: bool) -> Verdict:
        decided = decide(self._connection, article, sketch)
        if article.revision > 1 and not has_revisions:
            # Another text under a name that was there before: only Khabar's own lines are known to mean a revision by that.
            article.id, article.revision = place, 1
            article.story = place
            decided = decide(self._connection, article, sketch)
        line = decided.line
        if line is None:
            story = links.story_of(self._connection, (articles.known(self._connection, article.id) or article).story)
            return Verdict(story, article.id, "same", 1.0, f"the same text as {article.id}")
        articles.remember(self._connection, line, sketch, is_first=decided.is_first)
        for link in decided.links:
            links.remember(self._connection, link)
            if link.kind == "story":
                self._joined.append(f"{place}: story {link.id} is part of {link.to}: {link.reason}")
        if isinstance(line, Duplicate):
            return Verdict(line.story, line.duplicate_of, line.relation, line.similarity, line.reason)
        if line.revision > 1:
            self.counts["revisions"] += 1
        return Verdict(line.story)

    def _tell(self, line: Line, detail: str) -> None:
        self.counts["bad"] += 1
        if len(self._bad) < NAMED:
            self._bad.append(f"{line.place}: {detail}")


def fields_of(line: Line) -> dict[str, Any]:
    """The object that a line holds. Raises NoArticle."""
    try:
        fields = orjson.loads(line.raw)
    except orjson.JSONDecodeError as error:
        raise NoArticle(not_utf8(line.raw) or f"no JSON ({error.msg}, character {error.pos + 1})") from error
    if not isinstance(fields, dict):
        raise NoArticle("no JSON object" + (", but an array: write each of its elements on a line" if isinstance(fields, list) else ""))
    return fields


def not_utf8(raw: bytes) -> str:
    """Where a line is not UTF-8, if anywhere."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte {error.start + 1})"
    return ""


def article_of(line: Line, fields: dict[str, Any]) -> Article:
    """The article as far as it is compared. Raises NoArticle for one without text."""
    for key in ("title", "body"):
        if not isinstance(fields.get(key), str | None):
            raise NoArticle(f"{key} is no text")
    title, body = fields.get("title") or "", fields.get("body") or ""
    if not body_key(body) and not match_key(title):
        missing = [key for key in ("title", "body") if key not in fields]
        raise NoArticle(f"no {' and no '.join(missing)}" if missing else "title and body have no words")
    url, publisher, published = (value if isinstance(value := fields.get(key), str) else "" for key in ("url", "publisher", "published_at"))
    name = name_of(line, fields)
    return Article(
        id=name,
        url=url,
        publisher=host_of(url) if publisher in ("", UNKNOWN) else publisher,
        title=title,
        body=body,
        published_at=published,
        story=name,
        text_hash=text_hash(title, body),
        crawled_at="",
    )


def name_of(line: Line, fields: dict[str, Any]) -> str:
    """What an article is called in `story` and `duplicate_of`: its `id`, else its `url`, else `FILE:LINE`."""
    for key in ("id", "url"):
        value = fields.get(key)
        if (isinstance(value, str) and value) or type(value) is int:
            return str(value)
    return line.place


def host_of(url: str) -> str:
    """The outlet that has this address: its id where it is known, else its host; empty where there is none."""
    publisher = site_publisher(url).id
    return "" if publisher == UNKNOWN else publisher


def printed(line: Line, fields: dict[str, Any], verdict: Verdict) -> bytes:
    """The line with the verdict: behind its other keys, which stay as they are to the byte, or over what it said before."""
    added = dict(zip(Verdict._fields, verdict, strict=True))
    if fields.keys() & added.keys():
        return orjson.dumps(fields | added, option=orjson.OPT_APPEND_NEWLINE)
    comma = b"," if fields else b""
    return line.raw.rstrip().removesuffix(b"}").rstrip() + comma + orjson.dumps(added)[1:] + b"\n"
