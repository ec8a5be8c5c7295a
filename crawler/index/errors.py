"""What can stop a run."""

from __future__ import annotations

import errno

CURES = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room, or have the quota raised",
    errno.EIO: "the disk may be bad: see the system's log",
    errno.EROFS: "it is mounted to be read only, which systems do with a disk that has faults: see the system's log",
    errno.EFBIG: "files may not grow so large here: see `ulimit -f`",
    errno.EACCES: "see to its owner and permissions",
}
"""What to do about errors of the system."""


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


def with_cure(error: Exception) -> str:
    """An error of the system in words, with the file and what to do, where that is known; any other as it is."""
    cure = CURES.get(error.errno or 0) if isinstance(error, OSError) else None
    return f"{error}: {cure}" if cure else f"{error}"
