"""One run of one publisher: its name, its clock, its lock, its index and its part files."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Literal, TypeVar, cast, get_args

from scrapy import signals
from scrapy.exceptions import CloseSpider

from crawler.index.database import Connection, Place, connect, place_of
from crawler.index.errors import IndexFailed, OutputFailed, RunRefused, with_cure
from crawler.index.lock import IndexLock, PublisherLock
from crawler.index.parts import Parts
from crawler.index.recovery import rebuild, recover
from crawler.index.seal import seal_old
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

STOPPED = "%s: cannot be written (%s); the run is stopped. When that is mended, run it again: it goes on where it was"
"""Log line; with the output folder and what is wrong."""

NAME = re.compile(r"\w[\w.-]*")
"""What a publisher may be called."""

NearDuplicates = Literal["drop", "mark", "keep"]
"""What becomes of copies; see `NEAR_DUPLICATES` in the settings."""

Result = TypeVar("Result")


class Run:
    """Opened as the first extension, before anything is fetched; whoever needs it asks `Run.of(crawler)`.

    Raises `RunRefused`: 2 for a setting that makes no sense, 4 where another run of the publisher is at work, 5 where output or index
    cannot be written.
    """

    def __init__(self, publisher: str, output: Path, index: Place, frozen: datetime | None) -> None:
        if not NAME.fullmatch(publisher):
            raise RunRefused(2, f"publisher {publisher!r}: its name stands in names of files, so it is letters, digits, '-', '_' and '.'")
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
            self._lock.release()
            raise RunRefused(5, f"OUTPUT_DIR {output}: cannot be written ({with_cure(error)})") from error
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
        seal_after_days = seal_after_days_of(settings)
        output = output_folder(settings)
        frozen = settings.get("RUN_NOW")
        run = cls(crawler.spider.name, output, index_place(settings, output), datetime.fromisoformat(frozen) if frozen else None)
        run.crawler = crawler
        run.near_duplicates = near_duplicates
        run.seal_after_days = seal_after_days
        crawler.signals.connect(run.close, signal=signals.spider_closed)
        return run

    crawler: Crawler
    near_duplicates: NearDuplicates
    seal_after_days: int = 0

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
            logger.critical(STOPPED, self.output, error)
            raise CloseSpider(OUTPUT_FAILED) from error

    def close(self, reason: str = "finished") -> None:
        """Finish what is queued, close the files, seal old ones if the run was not told to end, forget it in the index, give the lock
        back.
        """
        self.worker.stop()
        if self.worker.failure is None:
            try:
                sealed_well = reason != "finished" or self._seal()
                self._forget()
            except (RunRefused, IndexFailed) as error:
                logger.error("the end of the run was not noted: %s", error)
            else:
                self.crawler.stats.set_value(CLOSED_WELL, sealed_well)
        self._index_lock.release()
        self._lock.release()

    def _open_index(self, parts: Parts) -> None:
        """Recover what dead runs left, and note this run and its parts before the first of them has a byte."""
        connection: Connection | None = None
        try:
            connection = connect(self._index, self._fill)
            # A power cut may take commits that came later, and their lines are read again; for that these rows must be there.
            connection.make_durable()
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
            words = (
                f"{error}" if isinstance(error, IndexFailed) else f"index {self._index}: cannot be brought up to date ({with_cure(error)})"
            )
            raise RunRefused(5, words) from error
        finally:
            if connection is not None:
                connection.close()

    def _fill(self, connection: Connection) -> None:
        """A new index, or one of an older Khabar, is made from the files."""
        if lines := rebuild(connection, self.output):
            logger.warning("index %s: made anew from the %d lines in %s", self._index, lines, self.output)

    def _seal(self) -> bool:
        """Seal what `SEAL_AFTER_DAYS` asks for; False where that failed."""
        if self.seal_after_days <= 0:
            return True
        with closing(connect(self._index)) as connection:
            busy = {path for (path,) in connection.rows("SELECT path FROM part")}
        try:
            sealed = seal_old(self.output, self.publisher, self.started.date(), self.seal_after_days, busy)
        except OSError as error:
            logger.error(
                "%s: a part file could not be sealed (%s); it is as it was, and the next run tries again", self.output, with_cure(error)
            )
            return False
        if sealed:
            logger.info("%d part files of past days were sealed", sealed)
        return True

    def _forget(self) -> None:
        connection = connect(self._index)
        try:
            connection.execute("DELETE FROM part WHERE run = :run", {"run": self.id})
            connection.execute("DELETE FROM run WHERE id = :run", {"run": self.id})
        finally:
            connection.close()


def path_of(setting: str, value: str) -> Path:
    """The path that a setting gives. A relative one is taken from the folder of `scrapy.cfg`, wherever cron or Scrapyd happens to stand.

    Raises `RunRefused` (2) for a relative one where the code stands beside no `scrapy.cfg`: it was installed, or runs out of an egg, and
    the files would go where nobody looks for them and an update deletes them.
    """
    root = Path(__file__).resolve().parents[2]
    if not Path(value).is_absolute() and not (root / "scrapy.cfg").is_file():
        raise RunRefused(2, f"{setting}={value}: must begin with / here; the code is in {root} and not beside a scrapy.cfg")
    return root / value


def output_folder(settings: BaseSettings) -> Path:
    """`OUTPUT_DIR`. Raises `RunRefused` (2)."""
    return path_of("OUTPUT_DIR", str(settings["OUTPUT_DIR"]))


def index_place(settings: BaseSettings, output: Path) -> Place:
    """The place that `INDEX_URL` names; without one the index stands in the output folder that it describes. Raises `RunRefused` (2)."""
    url = settings.get("INDEX_URL")
    place = place_of(str(url), Path()) if url else output / "index.sqlite"
    return path_of("INDEX_URL", str(place)) if isinstance(place, Path) else place


def near_duplicates_of(settings: BaseSettings) -> NearDuplicates:
    """`NEAR_DUPLICATES`, checked. Raises `RunRefused` (2)."""
    value = settings["NEAR_DUPLICATES"]
    if value not in get_args(NearDuplicates):
        raise RunRefused(2, f"NEAR_DUPLICATES={value!r}: must be one of {', '.join(get_args(NearDuplicates))}")
    return cast("NearDuplicates", value)


def seal_after_days_of(settings: BaseSettings) -> int:
    """`SEAL_AFTER_DAYS`, checked. Raises `RunRefused` (2)."""
    value = str(settings["SEAL_AFTER_DAYS"])
    if not value.isdecimal():
        raise RunRefused(2, f"SEAL_AFTER_DAYS={value!r}: must be a number of days, 0 for never")
    return int(value)


def check_writable(folder: Path) -> None:
    """Raises OSError where no file can be made in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    TemporaryFile(dir=folder).close()  # without a name, so that a run killed here leaves nothing
