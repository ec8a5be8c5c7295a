"""One page to its raw fields: one parse, the first layout that fits, and the page's metadata for what the layout does not give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from crawler.page.addresses import absolute
from crawler.page.badges import kind_of, labels_of, read_badges, with_captions
from crawler.page.body import read_blocks, without_repeated_lead
from crawler.page.encoding import as_utf8
from crawler.page.fields import Block, Link, PageError, PageFields, Picture, Reading
from crawler.page.headline import find_headline
from crawler.page.layouts import Layout
from crawler.page.live import live_blocks
from crawler.page.metadata import Metadata
from crawler.page.parts import part_links
from crawler.page.paywall import is_cut
from crawler.page.pictures import Pictures
from crawler.page.sections import find_section
from crawler.page.select import select
from crawler.page.undeclared import read_undeclared
from crawler.page.vicinity import neighbourhood

MAX_SIZE = 10 * 1024 * 1024
"""Bytes (or characters) of a page; the largest real ones are under 1 MB."""
MAX_ELEMENTS = 250_000
"""Real pages have at most some ten thousand. Reading takes as long as a page is: some seconds for this many."""
CAPTIONS = "p.wp-caption-text"
"""How WordPress writes captions in themes without `figure`."""
_COUNT = etree.XPath("count(//*)")
_HEAD = 1000
"""Bytes by which it is told whether a page is one."""
_NOT_HTML = (b"%PDF-", b"GIF8", b"PK\x03\x04", b"RIFF")
_JSON = re.compile(rb'\s*[{\[]\s*["{\[]')
_BINARY = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))
_RARE = 50
"""More than one such byte in this many does not happen in text."""
_SPACES = b"\x0b\x0c\x1c\x1d\x1e\x1f"
_TO_SPACE = bytes.maketrans(_SPACES, b" " * len(_SPACES))
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r" + _SPACES))
_NO_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
"""U+FFFE and U+FFFF."""
_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[efEF])(?![0-9a-fA-F]));?"
)
"""A reference to one of these."""
_SEEN = re.compile(r"\w")
"""Without one a text says nothing: it may consist of marks that nobody sees."""
_END = re.compile(rb"</(?:html|body)", re.IGNORECASE)
_OPENED, _CLOSED = re.compile(rb"<(?:div|section|article|main)\b"), re.compile(rb"</(?:div|section|article|main)\b")
_LISTING_CLASSES = frozenset({"archive", "category", "blog", "home", "search", "tag"})
_SINGLE_CLASSES = frozenset({"single", "single-post"})


def read_page(
    body: bytes | str,
    url: str,
    *,
    layouts: Sequence[Layout] = (),
    charset: str | None = None,
    site_names: Sequence[str] = (),
    first: str | None = None,
) -> PageFields:
    """Read one article page.

    `body` is the page as bytes (then `charset` is what the HTTP header declares) or as text; `url` is its address, for relative links.
    `first` is the address of the article where this is a further part of it.
    Raises `PageError`: `empty`, `too_large` (over `MAX_SIZE` or `MAX_ELEMENTS`), `not_html`, `section` (a page of many articles),
    `no_body` (no text is found). Anything else that it raises is a fault of ours. A page that breaks off is not `complete`.
    """
    fields = _read(body, url, layouts, charset, site_names, first)
    return replace(fields, complete=False) if breaks_off(body) else fields


def breaks_off(body: bytes | str) -> bool:
    """Whether the end of a page is missing: a wrong Content-Length, a gzip that stops, a server that died while it wrote.

    It has no `</html>` and no `</body>`, which may be left out, and boxes are open, which may not.

    >>> breaks_off("<html><body><div><p>He said"), breaks_off("<p>He left."), breaks_off("<div><div>He left.</div></html>")
    (True, False, False)
    """
    text = body if isinstance(body, bytes) else body.encode("utf-8", "ignore")
    if _END.search(text, max(len(text) - _HEAD, 0)):  # most pages are looked at no further
        return False
    text = text.lower()
    return b"</html" not in text and b"</body" not in text and len(_OPENED.findall(text)) > len(_CLOSED.findall(text))


def _read(
    body: bytes | str, url: str, layouts: Sequence[Layout], charset: str | None, site_names: Sequence[str], first: str | None
) -> PageFields:
    root = parse(body, charset)
    metadata = Metadata(root)
    own = [address for address in (first or url, absolute(url, metadata.canonical)) if address]
    url = absolute(url, metadata.base) or url
    for layout in layouts:
        for container in select(layout.body, root):
            dropped = {element for css in (*layout.drop, CAPTIONS) for element in select(css, container)}
            parts = part_links(root, container, url, own)
            dropped |= parts.boxes
            if blocks := read_blocks(container, dropped):
                fields = _fields(root, url, metadata, layout, site_names)
                pictures = _pictures(root, url, metadata, layout, container, dropped)
                if fields.kind == "live":
                    blocks = live_blocks(container, dropped, metadata)
                leads = [Block("p", lead.text) for lead in _texts(layout.lead, root, fields.body_way)]
                blocks = without_repeated_lead([*leads, *blocks])
                blocks += [Block("p", credit.text) for credit in _texts(layout.credit, root, fields.body_way)]
                return replace(
                    fields,
                    blocks=with_captions(blocks, fields.kind, pictures),
                    pictures=pictures,
                    parts=parts.addresses,
                    complete=not is_cut(root, metadata, blocks),
                )
    classes = _body_classes(root)
    if metadata.is_listing or (_LISTING_CLASSES & classes and not _SINGLE_CLASSES & classes):
        raise PageError("section", f"{url} shows a section, not an article")
    return read_undeclared(root, url, metadata, site_names, own)


def parse(body: bytes | str, charset: str | None) -> etree._Element:
    """The tree of a page. Raises `PageError` ("empty", "too_large", "not_html")."""
    if not body or body.isspace():
        raise PageError("empty", "the page has no bytes")
    if len(body) > MAX_SIZE:
        raise PageError("too_large", f"the page has {len(body)} bytes, more than {MAX_SIZE}")
    # Parsing bytes takes a sixth less than parsing text.
    data = as_utf8(body, charset) if isinstance(body, bytes) else _encoded(body)
    if is_binary(data) or _JSON.match(data[:_HEAD]):
        raise PageError("not_html", f"the page is no HTML, it begins with {body[:8]!r}")
    data = _without_controls(data)
    root = etree.fromstring(data, etree.HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, no_network=True))
    if root is None or b"<" not in data:
        raise PageError("not_html", "the page holds no HTML element")
    if len(data) > MAX_ELEMENTS and (count := int(_COUNT(root))) > MAX_ELEMENTS:
        raise PageError("too_large", f"the page has {count} elements, more than {MAX_ELEMENTS}")
    return root


def _without_controls(data: bytes) -> bytes:
    """A page without what no text can hold, as bytes or as references.

    The parser takes most of it (the page ends at a NUL), but no text that has it can be written into a tree, and the walk over the body
    marks line breaks and links with it.
    """
    return _REFERENCE.sub(b" ", _NO_CHARACTER.sub(b"", data.translate(_TO_SPACE, _CONTROLS)))


def is_binary(data: bytes) -> bool:
    """Whether bytes begin like those of another sort of file (an image, an archive), by their mark or by what stands in no text."""
    head = data[:_HEAD]
    return head.startswith(_NOT_HTML) or (len(head) - len(head.translate(None, _BINARY))) * _RARE > len(head)


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        # Halves of surrogate pairs: those that meet are one character, others are none.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


def _fields(root: etree._Element, url: str, metadata: Metadata, layout: Layout, site_names: Sequence[str]) -> PageFields:
    """All but text and pictures."""
    way = f"layout:{layout.name}"
    title = _first(
        _texts(layout.title, root, way),
        _reading(metadata.jsonld("headline"), "jsonld"),
        _meta(metadata, "og:title"),
        _reading(metadata.title, "meta"),
    )
    elements, heading = neighbourhood(root, _heading(root, layout, title))
    badges = read_badges(elements, heading) if heading else []
    section = _first(_texts(layout.section, root, way)[-1:]) or find_section(
        elements, metadata, heading, title.text if title else "", site_names
    )
    return PageFields(
        url=url,
        title=title,
        kind=kind_of(metadata, badges, section.text if section else None),
        labels=labels_of(badges),
        body_way=way,
        signs_off=layout.signs_off,
        published=_times(layout.published, root, way, metadata, "article:published_time", "datePublished"),
        modified=_times(layout.modified, root, way, metadata, "article:modified_time", "dateModified", "og:updated_time"),
        section=section,
        tags=_texts(layout.tags, root, way) or [Reading(tag, "opengraph") for tag in metadata.metas.get("article:tag", [])],
        authors=_texts(layout.authors, root, way),
        standfirst=_first(_texts(layout.standfirst, root, way)),
        description=_first(_meta(metadata, "og:description"), _meta(metadata, "description")),
        pictures_way="opengraph" if metadata.main_picture else way,
        related=[
            Link(_text(link) or link.get("title", ""), absolute(url, link.get("href")) or "") for link in select(layout.related, root)
        ],
        site_name=metadata.meta("og:site_name"),
        canonical_url=absolute(url, metadata.canonical),
    )


def _heading(root: etree._Element, layout: Layout, title: Reading | None) -> etree._Element | None:
    """The headline: what the layout found, else a heading with the words of the metadata."""
    found = select(layout.title, root)
    if found or title is None:
        return found[0] if found else None
    headings = list(root.iter("h1", "h2"))
    place, _ = find_headline(list(enumerate(headings, 1)), {}, [title.text])
    return headings[place - 1] if place else None


def _pictures(
    root: etree._Element, url: str, metadata: Metadata, layout: Layout, container: etree._Element, dropped: set[etree._Element]
) -> list[Picture]:
    """The main picture and those in the text."""
    pictures = Pictures(url)
    pictures.add(metadata.main_picture)
    pictures.caption_shown(root)
    for image in select(layout.main_image, root):
        pictures.add_image(image, root)
    pictures.add_all(container, dropped)
    return pictures.all()


def _times(css: str | None, root: etree._Element, way: str, metadata: Metadata, *names: str) -> list[Reading]:
    """What a page says of a time: machine-written first, what is shown last, since that may be relative."""
    elements = select(css, root)
    readings = [Reading(value, way) for element in elements if (value := element.get("datetime") or element.get("content"))]
    for name in names:
        readings += [reading for reading in (_meta(metadata, name), _reading(metadata.jsonld(name), "jsonld")) if reading]
    return readings + [Reading(text, way) for element in elements if (text := _text(element))]


def _texts(css: str | None, root: etree._Element, way: str) -> list[Reading]:
    return [Reading(text, way) for element in select(css, root) if (text := _text(element))]


def _first(*readings: list[Reading] | Reading | None) -> Reading | None:
    for reading in readings:
        if isinstance(reading, list):
            reading = reading[0] if reading else None
        if reading is not None:
            return reading
    return None


def _reading(text: str | None, way: str) -> Reading | None:
    return Reading(text, way) if text and _SEEN.search(text) else None


def _meta(metadata: Metadata, name: str) -> Reading | None:
    return _reading(metadata.meta(name), "opengraph" if name.startswith(("og:", "article:")) else "meta")


def _text(element: etree._Element) -> str:
    text = "".join(element.itertext()).strip()
    return text if _SEEN.search(text) else ""


def _body_classes(root: etree._Element) -> set[str]:
    body = root.find("body")
    return set((body.get("class") or "").split()) if body is not None else set()
