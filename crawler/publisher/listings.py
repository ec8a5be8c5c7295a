"""Section listings: the cards of an HTML page to what they name, and the address of the next page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.arabic import ParsedDate, parse_date
from crawler.publisher.hints import Found, absolute

if TYPE_CHECKING:
    from crawler.page.layouts import Cards

_Parse = Callable[[str], ParsedDate | None]

_PLAIN_PERMALINKS = "?paged={page}"
"""How WordPress numbers the pages of an address with a query (`/?cat=29582&paged=2`)."""
_CARD_DEPTH = 6
_CARD_LINKS = 4
"""Addresses in a card: the article, its section, its writer, its comments."""
_CARD_ANCHORS = 12
"""Links to them: a card may link its picture, its headline and "more" to the article. Keeps the search linear on a page of many links."""
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def read_listing(
    root: etree._Element,
    url: str,
    cards: Sequence[Cards],
    *,
    timezone: tzinfo,
    now: datetime,
    region: str | None = None,
    month_first: bool = False,
) -> list[Found]:
    """What a listing page names, each address once, in page order.

    The first of `cards` with a linked card on the page says where titles and dates stand; the other arguments are those of `parse_date`
    (`now`: when the page was received). Where none has, every link of the page is given, with its text as title and the
    time that stands in the same box.
    """
    parse = partial(parse_date, now=now, timezone=timezone, region=region, month_first=month_first)
    bases = root.xpath("//base/@href[normalize-space()]")
    base = absolute(url, str(bases[0])) if isinstance(bases, list) and bases else None
    for kind in cards:
        if found := _once(_read_cards(root, base or url, kind, parse)):
            return found
    links = _read_links(root, base or url, parse)
    return [found for found in _once(links) if found.url != urldefrag(url).url]


def next_page(section_url: str, page: int, pages: str = "page/{page}/") -> str:
    """Address of a section's page number `page`, counted from 1 (the section itself).

    `pages` is put behind the section's path, or, if it begins with `?`, into its query; `../{page}` takes the place of a page number that
    the section's address ends with. A section with a query of its own gets WordPress's `&paged=` where `pages` is a path.
    """
    if page <= 1:
        return section_url
    parts = urlsplit(section_url)
    if parts.query and not pages.startswith("?"):
        pages = _PLAIN_PERMALINKS
    suffix = pages.format(page=page)
    if suffix.startswith("?"):
        name = suffix[1:].partition("=")[0]
        kept = [parameter for parameter in parts.query.split("&") if parameter and parameter.partition("=")[0] != name]
        return urlunsplit(parts._replace(query="&".join([*kept, suffix[1:]])))
    return urlunsplit(parts._replace(path=urljoin(parts.path.rstrip("/") + "/", suffix)))


def linked_page(root: etree._Element, url: str, page: int) -> str | None:
    """Address of a listing's page number `page`, as the page before it (at `url`) links to it: as the next one, or by its number."""
    here = urldefrag(url).url
    for link in root.iter("link", "a"):
        said = f"{link.get('rel') or ''} {link.get('class') or ''}".lower().split()
        if "next" in said or (link.tag == "a" and _text(link).translate(_DIGITS) == str(page)):
            address = absolute(url, link.get("href") or "")
            if address and urldefrag(address).url != here:
                return urldefrag(address).url
    return None


def _read_cards(root: etree._Element, base: str, kind: Cards, parse: _Parse) -> Iterator[Found]:
    outside = set(_selector(kind.outside)(root)) if kind.outside else set()
    for card in _selector(kind.item)(root):
        if outside and not outside.isdisjoint(card.iterancestors()):
            continue
        link = card if card.get("href") else _first(card, kind.link)
        address = absolute(base, link.get("href", "")) if link is not None else None
        if link is None or address is None:
            continue
        title, date = _first(card, kind.title), _first(card, kind.date)
        published = _moment(date, parse)
        yield Found(address, published=published, title=_text(link if title is None else title) or None)


def _read_links(root: etree._Element, base: str, parse: _Parse) -> Iterator[Found]:
    for link in root.iter("a"):
        href = link.get("href")
        if href and (address := absolute(base, href)):
            yield Found(address, published=_moment(_time_beside(link), parse), title=_text(link) or None)


def _time_beside(link: etree._Element) -> etree._Element | None:
    """The one `time` in the smallest box around a link that has any; a box of many links is no card."""
    for box in islice(link.iterancestors(), _CARD_DEPTH):
        links = list(islice(box.iter("a"), _CARD_ANCHORS + 1))
        if len(links) > _CARD_ANCHORS or len({each.get("href") for each in links}) > _CARD_LINKS:
            return None
        if times := list(islice(box.iter("time"), 2)):
            return times[0] if len(times) == 1 else None
    return None


def _moment(date: etree._Element | None, parse: _Parse) -> datetime | None:
    written = "" if date is None else date.get("datetime") or _text(date)
    read = parse(written) if written else None
    return read.instant if read else None


def _once(found: Iterable[Found]) -> list[Found]:
    """Each address once, without fragments, at its first place; what its first link lacks (a picture has no title) from the others."""
    merged: dict[str, Found] = {}
    for each in found:
        url = urldefrag(each.url).url
        known = merged.get(url)
        merged[url] = Found(
            url,
            published=(known and known.published) or each.published,
            title=(known and known.title) or each.title,
        )
    return list(merged.values())


def _first(card: etree._Element, css: str | None) -> etree._Element | None:
    return next(iter(_selector(css)(card)), None) if css else None


def _text(element: etree._Element) -> str:
    return " ".join(str(element.xpath("string()")).split())


@lru_cache(maxsize=256)
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")
