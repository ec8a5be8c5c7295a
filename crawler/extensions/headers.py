"""Answers whose headers have no end are cut off: Twisted limits the length of a header line, not their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import ResponseFailed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web.iweb import IResponse

LONGEST = 512 * 1024
"""Bytes of status line and headers; servers themselves send 16 kB at most. In the 30 s of a time-out it could be gigabytes."""


class HeadersTooLong(Exception):
    """More than `LONGEST` bytes came and the headers were not at their end. Raised by the download handler; the page is tried again."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler, but for the limit. It leans on what is not public: `tests/faults/test_size.py` holds that it works."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802, ARG002  # Twisted's name and signature
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Protocol(_LenientHTTP11ClientProtocol):
    _head = 0
    """Bytes of the answer that came while its headers were not at their end."""

    def request(self, request: object) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)  # type: ignore[arg-type]

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(bytes)
            if self._head > LONGEST:
                fault = Failure(HeadersTooLong(f"the headers are longer than {LONGEST} bytes"))  # type: ignore[no-untyped-call]
                self._giveUp(Failure(ResponseFailed([fault])))  # type: ignore[no-untyped-call]
