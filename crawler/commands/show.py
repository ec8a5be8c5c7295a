"""`scrapy show`: articles to read, right to left."""

from __future__ import annotations

import heapq
import shutil
import textwrap
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.output import print_lines
from crawler.index.recovery import read_lines
from crawler.index.tree import parts_of

if TYPE_CHECKING:
    import argparse

RIGHT_TO_LEFT = "\u200f"
"""At the start of each line: tells a terminal that knows bidirectional text which way the line runs."""
ISOLATE, END_ISOLATE = "\u2066", "\u2069"
"""Around an address, so that its slashes and dots stay in order inside Arabic."""
JOINERS = "\u200c\u200d"
"""Invisible, and part of how a word or an emoji is written."""
WIDEST = 100


class Command(ScrapyCommand):
    """Prints articles as text."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FILE_OR_FOLDER..."

    def short_desc(self) -> str:
        return "Print the newest articles of .jsonl files or of an output folder, to be read right to left"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-n", type=int, default=3, metavar="N", help="how many (default 3)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print articles. Exits 2 where a file does not exist or holds no articles."""
        if not args:
            raise UsageError("name a .jsonl file or an output folder, for example: scrapy show data", print_help=False)
        if opts.n < 1:
            raise UsageError(f"-n {opts.n}: at least 1", print_help=False)
        width = min(shutil.get_terminal_size().columns, WIDEST)
        try:
            articles = heapq.nlargest(opts.n, (line for path in args for line in lines_of(Path(path))), key=published)
        except (OSError, ValueError) as error:
            raise UsageError(str(error), print_help=False) from error
        texts = [render(article, width) + "\n\n" for article in articles] or ["لا مقالات بعد. (no articles yet)\n"]
        self.exitcode = print_lines(text.encode() for text in texts)


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file, or of the `articles/` of an output folder. Raises OSError, ValueError."""
    files = parts_of(path, "articles") if path.is_dir() else [path]
    for file in files:
        for line in read_lines(file):
            texts = (line.get("title"), line.get("body"), line.get("url"), line.get("published_at", 0) or "")
            if not all(isinstance(text, str) for text in texts):
                raise ValueError(f"{file}: not lines of articles (no title, body, url, published_at)")
            yield line


def published(article: dict[str, Any]) -> float:
    """When an article was published, in seconds since 1970; before all others where that is not known. Raises ValueError."""
    time = article["published_at"]
    return datetime.fromisoformat(time).timestamp() if time else float("-inf")


def render(article: dict[str, Any], width: int) -> str:
    """One article as lines for a terminal: headline, where and when, text, address."""
    dateline = article.get("dateline") or {}
    about = [dateline.get("text"), article["published_at"], article.get("section"), "، ".join(article.get("authors") or [])]
    paragraphs = [
        "\u2501" * min(width - 1, 40),
        shown(article["title"]),
        shown(" | ".join(part for part in about if part)),
        *shown(article["body"]).split("\n\n"),
        f"{ISOLATE}{shown(article['url'])}{END_ISOLATE}",
    ]
    return "\n".join(RIGHT_TO_LEFT + line for paragraph in paragraphs for line in wrap(paragraph, width - 1))


def shown(text: str) -> str:
    """Text without what a terminal would obey instead of showing it: a page may have written it to do harm."""
    return "".join(
        character if character.isprintable() or character in JOINERS or character == "\n" else " " if character.isspace() else ""
        for character in text
    )


def wrap(paragraph: str, width: int) -> list[str]:
    """Lines of at most `width` characters; its own line breaks are kept, a word that is longer stays whole."""
    lines = [textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""] for line in paragraph.split("\n")]
    return [piece for pieces in lines for piece in pieces]
