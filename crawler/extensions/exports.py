"""Scrapy's feed exports (`-O out.jsonl`), which alone would go on after a write error and leave a file with holes to a run that exits 0."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from scrapy.extensions.feedexport import FeedExporter

from crawler.index.errors import with_cure
from crawler.index.run import OUTPUT_FAILED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy import Spider
    from scrapy.extensions.feedexport import FeedSlot

logger = logging.getLogger(__name__)

_COUNT = "feedexport/failed_count/"
FAILED = (
    "The file of -O (or FEEDS) could not be written and is not whole: the log says why. Every article of this run stands in OUTPUT_DIR."
)


class Exports(FeedExporter):
    """Ends the run at the first item that cannot be exported."""

    _closing: asyncio.Task[None] | None = None

    def item_scraped(self, item: Any, spider: Spider) -> None:
        if self._closing is not None:
            return  # a file that has a hole gets nothing more
        try:
            super().item_scraped(item, spider)
        except OSError as error:
            files = ", ".join(slot.uri for slot in self.slots)
            logger.critical("%s: cannot be written (%s); the run is stopped. Every article stands in OUTPUT_DIR", files, with_cure(error))
            assert self.crawler.engine is not None
            self._closing = asyncio.create_task(self.crawler.engine.close_spider_async(reason=OUTPUT_FAILED))

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        try:
            await super()._close_slot(slot, spider)
        except OSError as error:  # of the last bytes, as of a `]`: Scrapy looks only at what comes behind them
            logger.critical("%s: cannot be written (%s)", slot.uri, with_cure(error))
            self.crawler.stats.inc_value(f"{_COUNT}{type(slot.storage).__name__}")


def failed(stats: Mapping[str, Any]) -> bool:
    """Whether a file could not be put where it belongs, when the run was over: Scrapy counts that."""
    return any(name.startswith(_COUNT) for name in stats)
