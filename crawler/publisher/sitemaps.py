"""Sitemaps (sitemaps.org 0.9, Google's news extension) and sitemap indexes to what they name, as a stream."""

from __future__ import annotations

import gzip
import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from lxml import etree

from crawler.publisher.hints import Faults, Found, SourceError, absolute, read_moment, read_title

logger = logging.getLogger(__name__)

MAX_BYTES = 60 * 1024 * 1024
"""A sitemap has 50 MB at most (https://www.sitemaps.org/protocol.html); some sites do not keep to it exactly."""
_CHUNK = 64 * 1024
_MAX_LINE = 8000
"""Longer lines of a plain-text sitemap are no addresses."""
_GZIP = b"\x1f\x8b"
_ROOTS = ("{*}urlset", "{*}sitemapindex")
_ENTRIES = ("{*}url", "{*}sitemap")


@dataclass(frozen=True, slots=True)
class SubSitemap:
    """A sitemap that an index names."""

    url: str
    """Absolute http(s) address."""
    modified: datetime | None = None
    """With a zone."""


def read_sitemap(body: bytes, url: str, *, max_bytes: int = MAX_BYTES) -> Iterator[Found | SubSitemap]:
    """The entries of a sitemap or a sitemap index, in its order; XML or a URL a line, gzipped or not.

    Memory does not grow with the sitemap. Entities are never expanded, a DTD never read, nothing fetched. An entry without a page
    address is left out, a bad date becomes None; both are logged once a sitemap.

    Raises SourceError while it is read: for what is no sitemap, for more than `max_bytes` unpacked, and at the fault of a broken one,
    after everything that stands before it.
    """
    chunks = _chunks(body, url, max_bytes)
    head = next(chunks, b"").removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise SourceError(url, "no sitemap: the body is empty")
    if head.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        yield from _read_xml(head, chunks, url)
    else:
        yield from _read_lines(head, chunks, url)


def _chunks(body: bytes, url: str, max_bytes: int) -> Iterator[bytes]:
    stream = gzip.GzipFile(fileobj=io.BytesIO(body)) if body.startswith(_GZIP) else io.BytesIO(body)
    left = max_bytes
    try:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise SourceError(url, f"larger than {max_bytes} bytes unpacked; the rest is not read")
            yield chunk
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(url, f"broken gzip: {error}") from error


def _read_xml(head: bytes, chunks: Iterator[bytes], url: str) -> Iterator[Found | SubSitemap]:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=_ROOTS + _ENTRIES,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )  # never collect_ids=False: with it lxml 6.1 reads the external DTD in spite of load_dtd=False
    root, complete, faults = None, False, Faults(url)
    for chunk in chain((head,), chunks, (b"",)):
        error = _feed(parser, chunk)
        for event, element in parser.read_events():
            if root is None:
                root = _checked_root(element, head, url)
            elif event == "end" and element is root:
                complete = True
            elif event == "end" and element.getparent() is root:
                if (entry := _read_entry(element, url, faults)) is not None:
                    yield entry
                _forget(element, root)
        if error is not None and not complete:
            raise SourceError(url, f"{'broken XML' if root is not None else _not_a_sitemap(head)}: {error.msg}")
        if root is None:
            raise SourceError(url, _not_a_sitemap(head))
        if error is not None:
            logger.debug("%s: read to its end, though %s", url, error.msg)
            return


def _feed(parser: etree.XMLPullParser[Any], chunk: bytes) -> etree.XMLSyntaxError | None:
    """Parse a chunk, or the end for an empty one. What stands before the fault that is given back can still be read."""
    try:
        if chunk:
            parser.feed(chunk)
        else:
            parser.close()
    except etree.XMLSyntaxError as error:
        return error
    return None


def _checked_root(element: etree._Element, head: bytes, url: str) -> etree._Element:
    if element.getparent() is not None or str(element.tag).rpartition("}")[2] not in ("urlset", "sitemapindex"):
        raise SourceError(url, _not_a_sitemap(head))
    return element


def _not_a_sitemap(head: bytes) -> str:
    if re.search(rb"<(?:!doctype\s+)?html", head[:1024], re.IGNORECASE):
        return "no sitemap but an HTML page"
    return "no sitemap: the root element is neither <urlset> nor <sitemapindex>"


def _forget(element: etree._Element, root: etree._Element) -> None:
    """Free an entry and those before it. The entry itself must stay: the parser is still behind it."""
    element.clear()
    while element.getprevious() is not None:
        del root[0]


def _read_entry(element: etree._Element, url: str, faults: Faults) -> Found | SubSitemap | None:
    space, _, kind = str(element.tag).rpartition("}")
    own, news = _own_children(element, space)
    address = absolute(url, own["loc"]) if own.get("loc") else None
    if address is None:
        faults.say("loc", "is missing or no http(s) address; the entry is left out")
        return None
    modified = _moment(own, "lastmod", faults)
    if kind == "sitemap":
        return SubSitemap(address, modified)
    if news is None:
        return Found(address, None, modified)
    given, _ = _own_children(news, str(news.tag).rpartition("}")[0])
    return Found(address, _moment(given, "publication_date", faults), modified, read_title(given.get("title", "")))


def _own_children(element: etree._Element, space: str) -> tuple[dict[str, str], etree._Element | None]:
    """Text of the children in the element's own namespace by their local name, and the child of Google's news extension."""
    own: dict[str, str] = {}
    news = None
    for child in element.iterchildren("*"):
        child_space, _, name = str(child.tag).rpartition("}")
        if child_space == space and not len(child):  # a child in it is an entity that is not expanded: the text would be a part
            own.setdefault(name, (child.text or "").strip())
        if name == "news":
            news = child
    return own, news


def _moment(fields: dict[str, str], name: str, faults: Faults) -> datetime | None:
    if not (text := fields.get(name)):
        return None
    moment = read_moment(text)
    if moment is None:
        faults.say(name, "is no W3C date and counts as absent")
    return moment


def _read_lines(head: bytes, chunks: Iterator[bytes], url: str) -> Iterator[Found]:
    """A plain-text sitemap: a URL a line."""
    faults = Faults(url)
    rest, none_yet = b"", True
    for chunk in chain((head,), chunks, (b"\n",)):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            address = line.decode("utf-8", "replace").strip()
            if address.startswith(("http://", "https://")):
                none_yet = False
                yield Found(address)
            elif address and none_yet:
                raise SourceError(url, "no sitemap: neither XML nor a list of addresses")
            elif address:
                faults.say("line", "is no http(s) address and left out")
        if len(rest) > _MAX_LINE:
            raise SourceError(url, f"no sitemap: a line has more than {_MAX_LINE} bytes")
