"""What can stop a run."""

from __future__ import annotations


class RunRefused(Exception):
    """The run must not start. Raised by components while they are made; the `crawl` command exits with `exit_code`."""

    def __init__(self, exit_code: int, message: str) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class OutputFailed(Exception):
    """A line or the index could not be written. Raised by `Worker.run` for the failed group and for everything after it."""


class IndexFailed(Exception):
    """The index could not be read or written; says why, and what to do. Raised by everything that asks it."""


class NoIndex(Exception):
    """There is no index to read, or one of an older schema, which the next run makes anew. Raised by `read_only`."""
