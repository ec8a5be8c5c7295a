"""Lines on standard output, and the exit code of a command that writes them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from contextlib import closing, suppress

INTERRUPTED = 128 + signal.SIGINT
CLOSED = 128 + signal.SIGPIPE
"""As a shell reports it of other programs."""
FAILED = 5
"""As of `scrapy crawl`."""


def print_lines(lines: Generator[bytes]) -> int:
    """Write lines as they come, in UTF-8 whatever the locale; the exit code.

    It is 130 after Ctrl-C, 141 where nobody reads any more (`| head`), 5 where the output cannot be written, which is said on standard
    error. `lines` is closed in any case; what it raises passes through.
    """
    with closing(lines):
        try:
            for line in lines:
                try:
                    sys.stdout.buffer.write(line)
                    sys.stdout.buffer.flush()
                except OSError as error:
                    return _failed(error)
        except KeyboardInterrupt:
            return INTERRUPTED
    return 0


def _failed(error: OSError) -> int:
    # What is left in the buffer would be tried again, and complained of, at the interpreter's end.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    with suppress(OSError):
        sys.stdout.flush()
    if isinstance(error, BrokenPipeError):
        return CLOSED
    print(f"Standard output could not be written: {error.strerror}", file=sys.stderr)
    return FAILED
