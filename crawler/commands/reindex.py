"""`scrapy reindex`: the index made anew from the files in OUTPUT_DIR."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.output import INTERRUPTED
from crawler.extensions.progress import INTERVAL, StatusLine
from crawler.index.errors import RunRefused
from crawler.index.reindex import reindex
from crawler.index.run import index_place, output_folder

if TYPE_CHECKING:
    import argparse

    from crawler.index.recovery import Progress


class Command(ScrapyCommand):
    """Makes the index anew."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Make the index anew from the files in OUTPUT_DIR; nothing is decided again"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--add", action="store_true", help="keep what the index holds and add this folder's lines: for an index of several folders"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make it. Exits 4 while a run is at work, 5 where index or files cannot be read or written, 130 after Ctrl-C: run it again."""
        if args:
            raise UsageError("reindex takes no arguments; the folder is OUTPUT_DIR: -s OUTPUT_DIR=/srv/news", print_help=False)
        assert self.settings is not None
        line = StatusLine(sys.stderr) if sys.stderr.isatty() else None
        try:
            output = output_folder(self.settings)
            index = index_place(self.settings, output)
            lines = reindex(index, output, shown_on(line) if line else None, add=opts.add)
        except KeyboardInterrupt:
            self.exitcode, words = INTERRUPTED, "Stopped. The old index is as it was; run it again."
        except RunRefused as error:
            self.exitcode, words = error.exit_code, f"The index was not made: {error}"
        else:
            words = f"index {index}: made from the {lines:,} lines in {output}"
        if line is not None:
            line.erase()
        print(words, file=sys.stderr)


def shown_on(line: StatusLine, command: str = "reindex") -> Progress:
    """Progress as a line of a terminal, twice a second."""
    shown = 0.0

    def show(lines: int, size: int, total: int) -> None:
        nonlocal shown
        if (now := time.monotonic()) - shown >= INTERVAL:
            shown = now
            line.show(progress_line(command, lines, size, total))

    return show


def progress_line(command: str, lines: int, size: int, total: int) -> str:
    """How far it is.

    >>> progress_line("reindex", 12000, 30, 40)
    'reindex: 12,000 lines, 75 %'
    """
    return f"{command}: {lines:,} lines, {size * 100 // max(total, 1)} %"
