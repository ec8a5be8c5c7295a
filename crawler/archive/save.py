"""Everything that a run fetches saved as exchanges, byte for byte as it came over the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

KEPT = (
    *("Content-Type", "Content-Encoding", "Content-Language", "Location", "Refresh", "ETag", "Last-Modified", "Date", "Retry-After"),
    *("Server", "Link", "Vary", "X-Robots-Tag", "TDM-Reservation", "TDM-Policy"),
)
"""Headers that say something of the page or the site. The others are of the connection, or of the visitor (cookies)."""


class SaveMiddleware:
    """With `SAVE_EXCHANGES`, writes each answer into that folder: a line in `exchanges.jsonl`, the body in a file of its own.

    What a replay answers keeps the moment and the `origin` that its recording gives it: a written page copied is no saved one. An answer
    that broke off is not saved. Asks for bodies that are not compressed, so that saved pages can be read; a server need not heed
    that.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises OSError."""
        if not (folder := crawler.settings.get("SAVE_EXCHANGES")):
            raise NotConfigured
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        (path / "exchanges.jsonl").touch()
        return cls(path)

    def process_request(self, request: Request) -> None:
        request.headers["Accept-Encoding"] = "identity"

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises OSError."""
        if not {"dataloss", "partial"} & set(response.flags):
            self._save(request, response)
        return response

    def _save(self, request: Request, response: Response) -> None:
        name = None
        if response.body:
            self._count += 1
            name = f"{self._count}"
            (self._folder / name).write_bytes(response.body)
        replayed = request.meta.get("replayed_from")
        received_at = request.meta["received_at"] if replayed else datetime.now(UTC)
        exchange = {
            "url": request.url.partition("#")[0],
            "status": response.status,
            "headers": kept(response.headers),
            "file": name,
            "saved_at": received_at.isoformat(timespec="seconds"),
            "origin": replayed or "saved",
        }
        with (self._folder / "exchanges.jsonl").open("ab") as file:
            file.write(orjson.dumps(exchange, option=orjson.OPT_APPEND_NEWLINE))


def kept(headers: Headers) -> dict[str, str]:
    """The headers that are saved; one that comes several times is one with commas, as HTTP has it."""
    values = {name: b", ".join(headers.getlist(name)).decode("latin-1") for name in KEPT}
    return {name: value for name, value in values.items() if value}
