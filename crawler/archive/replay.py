"""Replay: the whole engine runs as live, but every request is answered from saved exchanges and no delay is waited.

A real feed names more articles than a folder has saved: those that are not in the recording are no part of the site that is replayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.archive.exchanges import Exchange, Recording, RecordingError
from crawler.index.errors import RunRefused
from crawler.index.run import path_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

HANDLER = "crawler.archive.replay.ReplayHandler"
ABOVE_ALL = "cmdline"
"""An add-on's own priority is below the project's settings."""


class NotInRecording(IgnoreRequest):
    """A request that the recording has no answer for. Raised by `ReplayHandler`; not retried."""


class ReplayAddon:
    """With `REPLAY` set, puts `ReplayHandler` in place of the network and stops the clock at the newest exchange."""

    def update_settings(self, settings: BaseSettings) -> None:
        if not settings.get("REPLAY"):
            return
        recording = load_recording(settings)
        settings.set("DOWNLOAD_HANDLERS", {"http": HANDLER, "https": HANDLER}, ABOVE_ALL)
        settings.set("DOWNLOAD_DELAY", 0, ABOVE_ALL)
        settings.set("DOWNLOAD_SLOTS", {}, ABOVE_ALL)
        settings.set("RUN_NOW", recording.newest.isoformat(), ABOVE_ALL)
        pages = dict.fromkeys([*settings.getdictorlist("PAGES"), *recording.offered])
        settings.set("PAGES", [*pages], ABOVE_ALL)
        settings.set("PAGES_KNOWN", recording.urls, ABOVE_ALL)


def load_recording(settings: BaseSettings) -> Recording:
    """The recording that `REPLAY` and `REPLAY_VISIT` name. Raises `RunRefused`: 1, or 2 as `path_of`."""
    folder = path_of("REPLAY", str(settings["REPLAY"]))
    try:
        return Recording.load(folder, settings.getint("REPLAY_VISIT"))
    except RecordingError as error:
        raise RunRefused(1, f"REPLAY={settings['REPLAY']}: {error}") from error


class ReplayHandler:
    """A download handler that answers from the recording."""

    lazy = False

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._urls = recording.urls

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(load_recording(crawler.settings))

    async def download_request(self, request: Request) -> Response:
        """The saved answer. Raises `NotInRecording`."""
        exchange = self._recording.answer(request.url)
        if exchange is None:
            other = next((url for url in other_spellings(request.url) if url in self._urls), None)
            hint = f"; it has {other}, to which the site redirects, and so must the recording" if other else ""
            raise NotInRecording(f"not in the recording: {request.method} {request.url}{hint}")
        request.meta["received_at"] = exchange.saved_at
        request.meta["replayed_from"] = exchange.origin
        return response_of(exchange, request)

    async def close(self) -> None:
        """Nothing is held open."""


def other_spellings(url: str) -> list[str]:
    """An address with and without `www.` and the slash at its end, which a crawl may spell in another way than the site.

    >>> other_spellings("https://sana.sy/locals/1/")
    ['https://sana.sy/locals/1', 'https://www.sana.sy/locals/1/', 'https://www.sana.sy/locals/1']
    """
    scheme, _, address = url.partition("://")
    stem = address.removeprefix("www.").rstrip("/")
    return [other for www in ("", "www.") for slash in ("/", "") if (other := f"{scheme}://{www}{stem}{slash}") != url]


def response_of(exchange: Exchange, request: Request) -> Response:
    """The exchange as a response; a 304 where the request's validators match it."""
    headers = Headers(exchange.headers)
    if exchange.status == 200 and matches(request, exchange):
        return Response(request.url, status=304, headers=headers, request=request, protocol="HTTP/1.1")
    body = exchange.body()
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(request.url, status=exchange.status, headers=headers, body=body, request=request, protocol="HTTP/1.1")


def matches(request: Request, exchange: Exchange) -> bool:
    """Whether a conditional request holds the validators of the saved answer."""
    saved = Headers(exchange.headers)
    for condition, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        if (asked := request.headers.get(condition)) is not None:
            return asked == saved.get(validator)
    return False
