"""RSS 2.0, RSS 1.0 (RDF) and Atom feeds to what they name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from lxml import etree

from crawler.page.encoding import FALLBACK, known_charset
from crawler.page.entry import Entry
from crawler.publisher.hints import Faults, Found, SourceError, absolute, read_moment, read_title

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_DIGITS = 7
"""As many as the number of the last character has."""
_ENTRIES = {"rss": "{*}item", "RDF": "{*}item", "feed": "{*}entry"}
"""Local name of a feed's root -> its entries."""
_PUBLISHED = ("pubDate", "published", "issued", "date")
"""RSS, Atom 1.0, Atom 0.3, Dublin Core; the first that can be read counts."""
_MODIFIED = ("updated", "modified")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9A-Fa-f]+)|0*([0-9]+));")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")


def read_feed(body: bytes, url: str, zone: tzinfo = UTC, *, with_text: bool = False) -> Iterator[Found]:
    """The entries of a feed, in its order, links absolute; an entry without a link to a page is left out. With `with_text` those that carry
    their article's text, or an excerpt of it, bring it along.

    Broken XML is read as far as it can be. Entities are never expanded, a DTD never read, nothing fetched. A bad date becomes None and
    is logged once a feed; a time without a zone is one of `zone`, the publisher's (Yonhap's foreign editions give Korean time so).
    Raises SourceError, already when called, for what is no feed (an HTML page, an empty body).
    """
    if not body.strip():
        raise SourceError(url, "no feed: the body is empty")
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(_REFERENCE.sub(_of_a_character, _as_utf8(body).strip()), parser, base_url=url)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:  # the last two from declared encodings that are none
        raise SourceError(url, f"no feed: {error}") from error
    if root is None:  # what lxml returns, against its types, where nothing could be recovered
        raise SourceError(url, "no feed: neither RSS nor Atom")
    # With a prefix that is not declared the whole name stands there (`rdf:RDF`).
    name = re.split("[}:]", str(root.tag))[-1]
    if name not in _ENTRIES:
        raise SourceError(url, f"no feed: the root element is <{name}>")
    return _read_entries(root, _ENTRIES[name], url, zone, with_text=with_text)


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
        encoding = FALLBACK
    elif (known := known_charset(encoding)) is None:
        raise LookupError(f"unknown encoding: {encoding}")
    else:
        encoding = known
    return body.decode(encoding, "replace").encode()


def _of_a_character(reference: re.Match[bytes]) -> bytes:
    """A reference to a surrogate or to no character as U+FFFD: the parser, told to recover, makes bytes of it that are no UTF-8."""
    hexadecimal, decimal = reference.groups()
    if len(hexadecimal or decimal) > _DIGITS:
        return b"&#xFFFD;"
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return b"&#xFFFD;" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else reference[0]


def _read_entries(root: etree._Element, entries: str, url: str, zone: tzinfo, *, with_text: bool) -> Iterator[Found]:
    faults = Faults(url)
    for entry in root.iter(entries):
        link = _link(entry, url)
        if link is None:
            faults.say("link", "is missing or no http(s) address; the entry is left out")
        else:
            found = Found(link, _moment(entry, _PUBLISHED, zone, faults), _moment(entry, _MODIFIED, zone, faults), _title(entry))
            yield replace(found, entry=_content(entry, found)) if with_text else found


def _content(entry: etree._Element, found: Found) -> Entry | None:
    """What an entry carries of its article; None where it has no text."""
    text = _html(entry)
    if not text:
        return None
    categories = (_text(name) or name.get("term") or "" for name in entry.iterchildren("{*}category"))
    authors = (_text(name) for name in (*entry.iterchildren(_CREATOR), *entry.iterfind("{*}author/{*}name")))
    media = (*entry.iterchildren("{*}enclosure"), *entry.iter(f"{_MEDIA}content", f"{_MEDIA}thumbnail"))
    pictures = (each.get("url") or "" for each in media if each.get("type", "image").startswith("image"))
    return Entry(
        html=text,
        title=found.title,
        description=next((_text(name) for name in entry.iterchildren("{*}description", "{*}summary")), None),
        published=found.published.isoformat() if found.published else None,
        modified=found.modified.isoformat() if found.modified else None,
        authors=tuple(filter(None, authors)),
        categories=tuple(filter(None, categories)),
        pictures=tuple(filter(None, pictures)),
    )


def _html(entry: etree._Element) -> str:
    """The text of an entry as HTML; empty where it has none. What RSS calls `description` may be anything and does not count."""
    if (encoded := entry.find(_CONTENT)) is not None:
        return _text(encoded)
    content = next((name for name in entry.iterchildren("{*}content") if _namespace(name) in _ATOM and not name.get("src")), None)
    if content is None:
        return ""
    if content.get("type") == "xhtml":
        return "".join(etree.tostring(child, encoding="unicode") for child in content)
    return _text(content) if content.get("type") == "html" else html.escape(_text(content))


def _link(entry: etree._Element, url: str) -> str | None:
    """The page of an entry: its link, else the `guid` or `id` that is an address."""
    own = _namespace(entry)
    candidates = [
        link.get("href") or _text(link)
        for link in entry.iterchildren("{*}link")
        if _namespace(link) in (own, *_ATOM) and link.get("rel", "alternate") == "alternate"
    ]
    candidates += [
        _text(name)
        for name in entry.iterchildren("{*}guid", "{*}id")
        if name.get("isPermaLink") != "false" and _text(name).startswith(("http://", "https://"))
    ]
    base = entry.base or url
    return next((address for candidate in candidates if candidate and (address := absolute(base, candidate))), None)


def _title(entry: etree._Element) -> str | None:
    own = _namespace(entry)
    title = next((child for child in entry.iterchildren("{*}title") if _namespace(child) == own), None)
    return None if title is None else read_title(_text(title))


def _moment(entry: etree._Element, fields: tuple[str, ...], zone: tzinfo, faults: Faults) -> datetime | None:
    """The first readable one of `fields`."""
    for field in fields:
        if text := next((_text(child) for child in entry.iterchildren(f"{{*}}{field}")), ""):
            if moment := read_moment(text, zone):
                return moment
            faults.say(field, "is no date (RFC 822 or ISO 8601) and counts as absent")
    return None


def _namespace(element: etree._Element) -> str | None:
    return str(element.tag).rpartition("}")[0].removeprefix("{") or None


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()
