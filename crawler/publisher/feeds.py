"""RSS 2.0, RSS 1.0 (RDF) and Atom feeds to what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from lxml import etree

from crawler.publisher.hints import Faults, Found, SourceError, absolute, read_moment, read_title

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_ENTRIES = {"rss": "{*}item", "RDF": "{*}item", "feed": "{*}entry"}
"""Local name of a feed's root -> its entries."""
_PUBLISHED = ("pubDate", "published", "issued", "date")
"""RSS, Atom 1.0, Atom 0.3, Dublin Core; the first that can be read counts."""
_MODIFIED = ("updated", "modified")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")


def read_feed(body: bytes, url: str, zone: tzinfo = UTC) -> Iterator[Found]:
    """The entries of a feed, in its order, links absolute; an entry without a link to a page is left out.

    Broken XML is read as far as it can be. Entities are never expanded, a DTD never read, nothing fetched. A bad date becomes None and
    is logged once a feed; a time without a zone is one of `zone`, the publisher's (Yonhap's foreign editions give Korean time so).
    Raises SourceError, already when called, for what is no feed (an HTML page, an empty body).
    """
    if not body.strip():
        raise SourceError(url, "no feed: the body is empty")
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(_as_utf8(body).strip(), parser, base_url=url)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:  # the last two from declared encodings that are none
        raise SourceError(url, f"no feed: {error}") from error
    if root is None:  # what lxml returns, against its types, where nothing could be recovered
        raise SourceError(url, "no feed: neither RSS nor Atom")
    name = etree.QName(root).localname
    if name not in _ENTRIES:
        raise SourceError(url, f"no feed: the root element is <{name}>")
    return _read_entries(root, _ENTRIES[name], url, zone)


def _as_utf8(body: bytes) -> bytes:
    """The feed in UTF-8, whatever it declares: some declare windows-1256 or UTF-16 and send UTF-8, and the other way round."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace").encode()
    text = body.decode("utf-8-sig", "replace")
    if "\ufffd" not in text:
        return text.encode()
    declared = _DECLARED.match(body)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding.startswith("utf"):
        if re.search(r"[\u0621-\u064a]{2}", text):
            return text.encode()
        encoding = "windows-1256"
    return body.decode(encoding, "replace").encode()


def _read_entries(root: etree._Element, entries: str, url: str, zone: tzinfo) -> Iterator[Found]:
    faults = Faults(url)
    for entry in root.iter(entries):
        link = _link(entry, url)
        if link is None:
            faults.say("link", "is missing or no http(s) address; the entry is left out")
        else:
            yield Found(link, _moment(entry, _PUBLISHED, zone, faults), _moment(entry, _MODIFIED, zone, faults), _title(entry))


def _link(entry: etree._Element, url: str) -> str | None:
    """The page of an entry: its link, else the `guid` or `id` that is an address."""
    own = etree.QName(entry).namespace
    candidates = [
        link.get("href") or _text(link)
        for link in entry.iterchildren("{*}link")
        if etree.QName(link).namespace in (own, *_ATOM) and link.get("rel", "alternate") == "alternate"
    ]
    candidates += [
        _text(name)
        for name in entry.iterchildren("{*}guid", "{*}id")
        if name.get("isPermaLink") != "false" and _text(name).startswith(("http://", "https://"))
    ]
    base = entry.base or url
    return next((address for candidate in candidates if candidate and (address := absolute(base, candidate))), None)


def _title(entry: etree._Element) -> str | None:
    own = etree.QName(entry).namespace
    title = entry.find(f"{{{own}}}title" if own else "title")
    return None if title is None else read_title(_text(title))


def _moment(entry: etree._Element, fields: tuple[str, ...], zone: tzinfo, faults: Faults) -> datetime | None:
    """The first readable one of `fields`."""
    for field in fields:
        if text := next((_text(child) for child in entry.iterchildren(f"{{*}}{field}")), ""):
            if moment := read_moment(text, zone):
                return moment
            faults.say(field, "is no date (RFC 822 or ISO 8601) and counts as absent")
    return None


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()
