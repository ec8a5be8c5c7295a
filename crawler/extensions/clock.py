"""When each answer was received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.index.run import Run

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class ReceivedAtMiddleware:
    """Puts `received_at` (UTC) into the meta of each answer, anew for each request; a replay has put the saved moment there."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Run.of(crawler))

    def process_request(self, request: Request) -> None:
        request.meta.pop("received_at", None)

    def process_response(self, request: Request, response: Response) -> Response:
        request.meta.setdefault("received_at", self._run.clock())
        return response
