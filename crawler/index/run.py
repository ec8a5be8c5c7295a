"""One run of one publisher: its name, its clock, its lock, its index and its part files."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, cast, get_args

from scrapy import signals
from scrapy.exceptions import CloseSpider

from crawler.index.database import Connection, Place, connect, place_of
from crawler.index.errors import IndexFailed, OutputFailed, RunRefused
from crawler.index.lock import IndexLock, PublisherLock
from crawler.index.parts import Parts
from crawler.index.recovery import rebuild, recover
from crawler.index.worker import Desk, Worker

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

CLOSED_WELL = "khabar/output_closed"
"""Stat that is set when every line and the index are on disk."""
OUTPUT_FAILED = "output_failed"
"""Why a spider is closed when a line or the index cannot be written; the `crawl` command exits 5."""

NearDuplicates = Literal["drop", "mark", "keep"]
"""What becomes of copies; see `NEAR_DUPLICATES` in the settings."""

Result = TypeVar("Result")


class Run:
    """Opened as the first extension, before anything is fetched; whoever needs it asks `Run.of(crawler)`.

    Raises `RunRefused`: 2 for a setting that makes no sense, 4 where another run of the publisher is at work, 5 where output or index
    cannot be written.
    """

    def __init__(self, publisher: str, output: Path, index: Place, frozen: datetime | None) -> None:
        self.publisher = publisher
        self.output = output
        self.started = datetime.now(UTC)
        # Sorts by time; whose it is stands in it, so that a publisher's runs can be told from others' by their names.
        self.id = f"{self.started:%Y%m%dT%H%M%S}-{publisher}-{secrets.token_hex(3)}"
        self._frozen = frozen
        self.now = frozen or self.started
        self._lock = PublisherLock(output, publisher)
        self._index_lock = IndexLock(index)
        parts = Parts(output, publisher, f"{self.started:%Y-%m-%d}", self.id)
        try:
            self._lock.acquire(self.started)
            check_writable(output)
        except OSError as error:
            raise RunRefused(5, f"OUTPUT_DIR {output}: cannot be written ({error})") from error
        self._index = index
        try:
            self._index_lock.acquire(self.started, publisher=publisher)
            self._open_index(parts)
        except RunRefused:
            self._index_lock.release()
            self._lock.release()
            raise
        self.worker = Worker(index, parts)
        self.worker.start()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        assert crawler.spider is not None
        near_duplicates = near_duplicates_of(settings)
        output = output_folder(settings)
        frozen = settings.get("RUN_NOW")
        run = cls(crawler.spider.name, output, index_place(settings, output), datetime.fromisoformat(frozen) if frozen else None)
        run.crawler = crawler
        run.near_duplicates = near_duplicates
        crawler.signals.connect(run.close, signal=signals.spider_closed)
        return run

    crawler: Crawler
    near_duplicates: NearDuplicates

    @classmethod
    def of(cls, crawler: Crawler) -> Run:
        """The crawler's run."""
        run = crawler.get_extension(cls)
        if run is None:
            raise RuntimeError(f"the extension {cls.__module__}.{cls.__name__} must be in EXTENSIONS")
        return run

    def clock(self) -> datetime:
        """The present moment, UTC; in a replay it stands still at the newest saved exchange."""
        return self._frozen or datetime.now(UTC)

    async def ask(self, work: Callable[[Desk], Result]) -> Result:
        """Have the worker do something for the spider. Raises CloseSpider, which ends the run, where that is impossible."""
        try:
            return await self.worker.run(work)
        except OutputFailed as error:
            logger.critical("%s: cannot be written (%s); the run is stopped", self.output, error)
            raise CloseSpider(OUTPUT_FAILED) from error

    def close(self) -> None:
        """Finish what is queued, close the files, forget the run in the index, give the lock back."""
        self.worker.stop()
        if self.worker.failure is None:
            try:
                self._forget()
            except (RunRefused, IndexFailed) as error:
                logger.error("the end of the run was not noted: %s", error)
            else:
                self.crawler.stats.set_value(CLOSED_WELL, True)
        self._index_lock.release()
        self._lock.release()

    def _open_index(self, parts: Parts) -> None:
        """Recover what dead runs left, and note this run and its parts before the first of them has a byte."""
        connection = connect(self._index, self._fill)
        try:
            connection.begin()
            if lines := recover(connection, self.output, self.publisher):
                logger.warning("%d lines of an earlier run that was killed were taken into the index", lines)
            connection.execute(
                "INSERT INTO run (id, publisher, started) VALUES (:id, :publisher, :started)",
                {"id": self.id, "publisher": self.publisher, "started": self.started.isoformat()},
            )
            rows = [{"path": name, "run": self.id} for name in parts.names.values()]
            connection.executemany("INSERT INTO part (path, run, committed) VALUES (:path, :run, 0)", rows)
            connection.commit()
        except (IndexFailed, OSError, ValueError) as error:
            words = f"{error}" if isinstance(error, IndexFailed) else f"index {self._index}: cannot be brought up to date ({error})"
            raise RunRefused(5, words) from error
        finally:
            connection.close()

    def _fill(self, connection: Connection) -> None:
        """A new index, or one of an older Khabar, is made from the files."""
        if lines := rebuild(connection, self.output):
            logger.warning("index %s: made anew from the %d lines in %s", self._index, lines, self.output)

    def _forget(self) -> None:
        connection = connect(self._index)
        try:
            connection.execute("DELETE FROM part WHERE run = :run", {"run": self.id})
            connection.execute("DELETE FROM run WHERE id = :run", {"run": self.id})
        finally:
            connection.close()


def project_root() -> Path:
    """The folder of `scrapy.cfg`, from which relative paths in settings are taken, wherever cron or Scrapyd happens to stand."""
    return Path(__file__).resolve().parents[2]


def output_folder(settings: BaseSettings) -> Path:
    """`OUTPUT_DIR`; a relative path is taken from the project's root."""
    return project_root() / str(settings["OUTPUT_DIR"])


def index_place(settings: BaseSettings, output: Path) -> Place:
    """The place that `INDEX_URL` names; without one the index stands in the output folder that it describes. Raises `RunRefused` (2)."""
    url = settings.get("INDEX_URL")
    return place_of(str(url), project_root()) if url else output / "index.sqlite"


def near_duplicates_of(settings: BaseSettings) -> NearDuplicates:
    """`NEAR_DUPLICATES`, checked. Raises `RunRefused` (2)."""
    value = settings["NEAR_DUPLICATES"]
    if value not in get_args(NearDuplicates):
        raise RunRefused(2, f"NEAR_DUPLICATES={value!r}: must be one of {', '.join(get_args(NearDuplicates))}")
    return cast("NearDuplicates", value)


def check_writable(folder: Path) -> None:
    """Raises OSError where no file can be made in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".probe-{os.getpid()}"
    probe.write_bytes(b"")
    probe.unlink()
