"""`scrapy show`: articles to read, right to left."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.index.recovery import read_lines

if TYPE_CHECKING:
    import argparse

RIGHT_TO_LEFT = "\u200f"
"""At the start of each line: tells a terminal that knows bidirectional text which way the line runs."""
ISOLATE, END_ISOLATE = "\u2066", "\u2069"
"""Around an address, so that its slashes and dots stay in order inside Arabic."""
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
        width = min(shutil.get_terminal_size().columns, WIDEST)
        try:
            articles = [line for path in args for line in lines_of(Path(path))]
        except (OSError, ValueError) as error:
            raise UsageError(str(error), print_help=False) from error
        articles.sort(key=lambda article: article["published_at"] or "", reverse=True)
        if not articles:
            print("لا مقالات بعد. (no articles yet)")
        for article in islice(articles, opts.n):
            sys.stdout.write(render(article, width) + "\n\n")


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file, or of the `articles/` of an output folder. Raises OSError, ValueError."""
    files = sorted((path / "articles").rglob("*.jsonl")) if path.is_dir() else [path]
    for file in files:
        for line in read_lines(file):
            if not {"title", "body", "published_at"} <= line.keys():
                raise ValueError(f"{file}: not lines of articles (no title, body, published_at)")
            yield line


def render(article: dict[str, Any], width: int) -> str:
    """One article as lines for a terminal: headline, where and when, text, address."""
    dateline = article.get("dateline") or {}
    about = [dateline.get("text"), article["published_at"], article.get("section"), "، ".join(article.get("authors") or [])]
    paragraphs = [
        "\u2501" * min(width - 1, 40),
        article["title"],
        " | ".join(part for part in about if part),
        *article["body"].split("\n\n"),
        f"{ISOLATE}{article['url']}{END_ISOLATE}",
    ]
    return "\n".join(RIGHT_TO_LEFT + line for paragraph in paragraphs for line in wrap(paragraph, width - 1))


def wrap(paragraph: str, width: int) -> list[str]:
    """Lines of at most `width` characters; its own line breaks are kept, a word that is longer stays whole."""
    lines = [textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""] for line in paragraph.split("\n")]
    return [piece for pieces in lines for piece in pieces]
