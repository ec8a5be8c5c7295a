"""An entry of a feed that carries the text of its article, read as a page is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.page.addresses import absolute
from crawler.page.body import read_blocks
from crawler.page.bylines import is_in_arabic
from crawler.page.fields import PageError, PageFields, Reading
from crawler.page.layouts import Layout
from crawler.page.pictures import Pictures
from crawler.page.read import parse
from crawler.page.select import select

WAY = "feed"
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.)[\s\]\[)»”\"]*$")
"""The end of an excerpt. An article whose last words are left hanging looks the same, and then its page says how it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed gives of an article. `html` and `description` are HTML, the rest is plain text."""

    html: str
    """The text: `content:encoded` of RSS, `content` of Atom."""
    title: str | None = None
    description: str | None = None
    published: str | None = None
    """ISO 8601 with offset, as `modified`."""
    modified: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    """Addresses, as written."""


def read_entry(entry: Entry, url: str, layouts: Sequence[Layout] = ()) -> PageFields | None:
    """The raw fields of an entry whose text is whole; None for an excerpt, or one without text. `url` is the article's address.

    The text is what stands in the page's container, so what the layouts drop there is dropped here. The names in the feed are bylines
    where a layout says that the pages show bylines, and where there is no layout those in Arabic, as on pages: others are accounts of the
    desk. Of the categories the first is the section: WordPress writes categories first and tags behind them (`get_the_category_rss`).
    """
    try:
        root = parse(f"<html><body>{entry.html}</body></html>", None)
    except PageError:
        return None
    container = root.find("body")
    if container is None:
        return None
    dropped = {element for layout in layouts for css in layout.drop for element in select(css, container)}
    blocks = read_blocks(container, dropped)
    texts = [block.text for block in blocks if boilerplate_kind(block.text) != "syndication"]
    if not texts or _BREAKS_OFF.search(texts[-1]) or _leads_to_the_rest(container, url):
        return None
    pictures = Pictures(url)
    for address in entry.pictures:
        pictures.add(address)
    pictures.add_all(container, dropped)
    section, *tags = entry.categories or (None,)
    return PageFields(
        url=url,
        title=_reading(entry.title),
        blocks=blocks,
        body_way=WAY,
        signs_off=not layouts or any(layout.signs_off for layout in layouts),
        published=_readings(entry.published),
        modified=_readings(entry.modified),
        section=_reading(section),
        tags=_readings(*tags),
        authors=_readings(*_bylines(entry, layouts)),
        description=_reading(_summary(entry.description)),
        pictures=pictures.all(),
        pictures_way=WAY,
    )


def _bylines(entry: Entry, layouts: Sequence[Layout]) -> Iterator[str]:
    for name in entry.authors:
        if any(layout.authors for layout in layouts) or (not layouts and is_in_arabic(name)):
            yield name


def _leads_to_the_rest(container: etree._Element, url: str) -> bool:
    """Whether a link of the text says `more` and leads to the article's own page."""
    own = _path(url)
    for link in container.iter("a"):
        if boilerplate_kind("".join(link.itertext())) in ("more", "read_also") and _path(absolute(url, link.get("href")) or "") == own:
            return True
    return False


def _path(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return unquote(parts.path).rstrip("/"), parts.query


def _summary(description: str | None) -> str | None:
    """The description without markup and without the tail that plug-ins put behind it."""
    if not description:
        return None
    try:
        blocks = read_blocks(parse(f"<html><body>{description}</body></html>", None), frozenset())
    except PageError:
        return None
    return " ".join(block.text for block in blocks if boilerplate_kind(block.text) != "syndication") or None


def _reading(text: str | None) -> Reading | None:
    return Reading(text, WAY) if text else None


def _readings(*texts: str | None) -> list[Reading]:
    return [Reading(text, WAY) for text in texts if text]
