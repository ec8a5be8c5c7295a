"""`scrapy verify`: whether OUTPUT_DIR and its index are as promised."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.output import FAILED, INTERRUPTED, print_lines
from crawler.commands.reindex import shown_on
from crawler.extensions.progress import StatusLine
from crawler.index.errors import IndexFailed, RunRefused
from crawler.index.run import index_place, output_folder
from crawler.index.verify import Verified, verify

if TYPE_CHECKING:
    import argparse

WRONG = 3
"""Exit code where something is wrong with the files or the index."""


class Command(ScrapyCommand):
    """Checks an output folder and its index."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Check that every line, id and index row of OUTPUT_DIR is as promised; changes nothing"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines of text")
        parser.add_argument(
            "--shared", action="store_true", help="the index serves other folders too: what it knows and this folder has not is no fault"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check. Exits 0 where all is right, 2 on wrong usage, 3 where something is wrong, 5 where index or a file cannot be read, else as
        `print_lines` says.
        """
        if args:
            raise UsageError("verify takes no arguments; the folder is OUTPUT_DIR: -s OUTPUT_DIR=/srv/news", print_help=False)
        assert self.settings is not None
        output = output_folder(self.settings)
        if not output.is_dir():
            raise UsageError(f"OUTPUT_DIR {output}: no such folder", print_help=False)
        line = StatusLine(sys.stderr) if sys.stderr.isatty() else None
        try:
            index = index_place(self.settings, output)
            progress = shown_on(line, "verify") if line else None
            verified = verify(output, index, shared=opts.shared, progress=progress)
        except KeyboardInterrupt:
            self.exitcode, words = INTERRUPTED, "Interrupted."
        except RunRefused as error:
            self.exitcode, words = error.exit_code, f"Nothing was verified: {error}"
        except (IndexFailed, OSError, sqlite3.Error) as error:
            self.exitcode, words = FAILED, f"{output}: it could not be verified: {error}"
        else:
            self.exitcode = print_lines(as_json(verified) if opts.json else as_text(verified)) or exit_code(verified)
            words = summary(verified)
        if line is not None:
            line.erase()
        print(words, file=sys.stderr)


def exit_code(verified: Verified) -> int:
    """0, 3 or 5."""
    if "unread" in verified.findings.totals:
        return FAILED
    return WRONG if verified.findings.faults else 0


def as_text(verified: Verified) -> Generator[bytes]:
    """A line for each finding, and one for those of a kind that are not named."""
    for kind, findings in verified.findings.by_kind():
        for finding in findings:
            yield f"{finding}\n".encode()
        if (more := verified.findings.totals[kind] - len(findings)) > 0:
            yield f"and {more:,} more of this kind ({kind})\n".encode()


def as_json(verified: Verified) -> Generator[bytes]:
    """Everything as one object."""
    findings = verified.findings
    yield orjson.dumps(
        {
            "right": findings.faults == 0,
            "index": verified.index,
            "parts": verified.parts,
            "lines": verified.lines,
            "articles": verified.articles,
            "totals": findings.totals,
            "findings": [finding._asdict() for _, named in findings.by_kind() for finding in named],
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


def summary(verified: Verified) -> str:
    """What was checked, and how many faults there are."""
    faults, notes = verified.findings.faults, verified.findings.totals.get("note", 0)
    read = f"{verified.lines:,} lines in {verified.parts:,} parts, {verified.articles:,} of articles and copies"
    against = f"compared with the index {verified.index}" if verified.index else "no index"
    found = f"{faults:,} fault{'s' * (faults != 1)}" if faults else "all is right"
    return f"{read}; {against}: {found}" + (f", {notes:,} note{'s' * (notes != 1)}" if notes else "")
