"""What there is to read a site by that nobody has declared: its robots.txt, and what its home page names or can be guessed.

`look_around` only looks. Whatever it fetches comes through a function that it is given, so it needs no crawl.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.sitemap import sitemap_urls_from_robots

from crawler.arabic import is_arabic
from crawler.knowledge.publisher import Publisher
from crawler.page import PageError
from crawler.publisher.answers import tree_of
from crawler.publisher.failures import Challenged, NotNow, describe, refusal
from crawler.publisher.feeds import read_feed
from crawler.publisher.hints import SourceError, absolute
from crawler.publisher.shapes import looks_like_article, may_be_section, shapes, slashes
from crawler.publisher.sitemaps import SubSitemap, read_sitemap
from crawler.publisher.urls import canonical_url, refusal_of

Kind = Literal["home", "robots", "feed", "sitemap", "page"]
Fetch = Callable[[str, Kind], Awaitable[Response]]
"""Gives the answer to a request, after redirects; raises what kept it from coming, `HttpError` for a status of 400 or more."""

FEEDS = 5
"""Feeds that are read at most, in the order of the page: some home pages name one for each of fifty sections."""
SITEMAPS = 10
SECTIONS = 20
"""Sections that are walked at most, in the order of the page: the menu comes first."""
_LOOKED_AT = 1000
"""Entries of a sitemap by which it is told whether it names articles."""
_ENOUGH = 200
"""Letters that tell a page's language; a page that is drawn by a script has fewer."""
_PIECES = 5000
"""Pieces of a page's text that are looked at."""
_VISIBLE = etree.XPath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]")
_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml", re.IGNORECASE)
_FEED_PATH = re.compile(r"(?:^|[/.])(?:rss|feed|atom)(?:\.(?:xml|php|aspx?))?/?$|\.rdf$", re.IGNORECASE)
_COMMENTS = re.compile(r"/comments/(?:feed|default)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0621-\u064a]")
_THEME = re.compile(r"/wp-content/themes/([\w.-]{1,60})/")
_FEW = 3
"""Addresses by which nothing is told."""
_HARDLY_ANY = 5
"""One in this many."""
_SECTION_NAME = 40
"""Characters of a section's name in a menu."""


@dataclass
class Surroundings:
    """What was found around a site's home page."""

    url: str
    """Of the home page, after redirects."""
    home: Response | None = None
    """None where it did not come."""
    linked_feeds: list[str] = field(default_factory=list)
    linked_sitemaps: list[str] = field(default_factory=list)
    """What the home page names."""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    """What could be read: feeds with entries, sitemaps that name articles or other sitemaps."""
    sections: dict[str, str] = field(default_factory=dict)
    """Canonical URL of what may be a section -> its name in the menu."""
    section_links: dict[str, str] = field(default_factory=dict)
    """The same URL -> the address as the page has it, which is asked for: with `www.` and slash as the site itself writes them."""
    slash: bool = True
    """Whether the addresses that the home page links to end with a slash."""
    marks: list[str] = field(default_factory=list)
    """What the home page says of the system that made it."""
    tried: dict[str, str] = field(default_factory=dict)
    """Address -> why it is nothing to read by."""
    forbidden: int = 0
    """How many of those robots.txt forbids."""
    refusal: str | None = None
    """Why this site is not to be crawled, in words."""

    @property
    def all_forbidden(self) -> bool:
        """Whether robots.txt forbids everything that was asked for."""
        return 0 < self.forbidden == len(self.tried)


def listed(tried: Mapping[str, str]) -> str:
    """Addresses, each with what was wrong with it, in words."""
    return "; ".join(f"{address} ({what})" for address, what in tried.items())


async def look_around(url: str, publisher: Publisher, fetch: Fetch) -> Surroundings:
    """Look at the home page `url`: its language, and the feeds, sitemaps and sections that it links to.

    Raises nothing: what did not come stands in `tried`, and what ends the matter in `refusal`.
    """
    seen = Surroundings(url)
    seen.home = await _home(seen, fetch)
    root = _tree(seen)
    if root is not None:
        seen.refusal = wrong_language(root, seen.url)
        seen.marks = list(_marks(root))
        seen.slash = _has_slashes(root, seen.url, publisher)
        seen.sections, seen.section_links = _sections(root, seen.url, as_served(publisher, seen))
        seen.linked_feeds = _feeds(root, seen.url)
        seen.linked_sitemaps = _linked(root, seen.url, "sitemap")
    return seen


async def sources_around(seen: Surroundings, fetch: Fetch) -> AsyncIterator[tuple[Kind, str, Response]]:
    """The feeds and sitemaps that the home page and robots.txt name, else those at the usual addresses: each one that can be read.

    They are noted in `seen`, and given one at a time: a sitemap can have 50 MB.
    """
    usual = [urljoin(seen.url, path) for path in shapes().feeds]
    async for address, answer in _readable(seen.linked_feeds[:FEEDS], usual, lambda address: _feed(seen, address, fetch)):
        seen.feeds.append(address)
        yield "feed", address, answer
    named = list(dict.fromkeys([*await _from_robots(seen, fetch), *seen.linked_sitemaps]))
    usual = [urljoin(seen.url, f"/{path}") for path in shapes().sitemaps]
    async for address, answer in _readable(named[:SITEMAPS], usual, lambda address: _sitemap(seen, address, fetch)):
        seen.sitemaps.append(address)
        yield "sitemap", address, answer


async def _readable(
    named: Sequence[str], usual: Sequence[str], read: Callable[[str], Awaitable[Response | None]]
) -> AsyncIterator[tuple[str, Response]]:
    """Those of the named addresses that can be read; where none can, the first of the usual ones that can."""
    found = False
    for address in named:
        if (answer := await read(address)) is not None:
            found = True
            yield address, answer
    for address in usual:
        if not found and address not in named and (answer := await read(address)) is not None:
            found = True
            yield address, answer


def as_served(publisher: Publisher, seen: Surroundings) -> Publisher:
    """The publisher with a home of the scheme and host over which its home page came, and with or without slashes as it links."""
    parts = urlsplit(seen.url)
    host = parts.netloc if parts.netloc.removeprefix("www.") == publisher.home_host else urlsplit(publisher.home).netloc
    return replace(publisher, home=f"{parts.scheme}://{host}/", slash=seen.slash)


async def _home(seen: Surroundings, fetch: Fetch) -> Response | None:
    """The home page. One that answers with an error, or that robots.txt forbids, may have feeds and sitemaps all the same."""
    try:
        return await fetch(seen.url, "home")
    except Exception as error:
        _missed(seen, seen.url, error)
        if not isinstance(error, HttpError) and not _is_skipped(error):
            elsewhere = getattr(error, "url", "") if refusal(error) == "foreign_host" else ""
            hint = f"; if that is the site, give -a url={elsewhere}" if elsewhere else ""
            seen.refusal = f"{seen.url}: the home page could not be fetched: {describe(error)}{hint}"
        return None


def _tree(seen: Surroundings) -> etree._Element | None:
    """The tree of the home page; None where it did not come or is no page."""
    if seen.home is None:
        return None
    seen.url = seen.home.url
    try:
        return tree_of(seen.home)
    except PageError as error:
        seen.tried[seen.url] = error.detail
        return None


async def _feed(seen: Surroundings, address: str, fetch: Fetch) -> Response | None:
    try:
        answer = await fetch(address, "feed")
        if next(read_feed(answer.body, answer.url), None) is not None:
            return answer
        seen.tried[address] = "a feed without entries"
    except SourceError as error:
        seen.tried[address] = error.detail
    except Exception as error:
        _missed(seen, address, error)
    return None


async def _sitemap(seen: Surroundings, address: str, fetch: Fetch) -> Response | None:
    try:
        answer = await fetch(address, "sitemap")
        for entry in islice(read_sitemap(answer.body, answer.url), _LOOKED_AT):
            if isinstance(entry, SubSitemap) or looks_like_article(_canonical(entry.url)):
                return answer
        seen.tried[address] = "a sitemap that names no articles"
    except SourceError as error:
        seen.tried[address] = error.detail
    except Exception as error:
        _missed(seen, address, error)
    return None


async def _from_robots(seen: Surroundings, fetch: Fetch) -> list[str]:
    """The sitemaps that robots.txt names."""
    address = urljoin(seen.url, "/robots.txt")
    try:
        answer = await fetch(address, "robots")
    except Exception:  # most that have none say 404; one that cannot be had is told of by `RobotsMiddleware`
        return []
    found = list(sitemap_urls_from_robots(answer.body, answer.url))
    return [named for each in found if (named := absolute(answer.url, each))]


def _missed(seen: Surroundings, address: str, error: Exception) -> None:
    """Note what did not come."""
    seen.forbidden += refusal(error) == "robots"
    seen.tried[address] = describe(error)


def _is_skipped(error: Exception) -> bool:
    """Whether a page alone was passed over (robots.txt forbids it, a recording has it not), so that others may come."""
    return isinstance(error, IgnoreRequest) and not isinstance(error, NotNow | Challenged) and refusal(error) in (None, "robots")


def wrong_language(root: etree._Element, url: str) -> str | None:
    """In words why a home page is not that of an Arabic site, or None if it is one, or has too little text to tell."""
    text = _visible_text(root)
    if len(_LETTER.findall(text)) < _ENOUGH or is_arabic(text):
        return None
    declared = root.get("lang") or "not declared"
    arabic = [link.get("href") for link in root.iter("link") if (link.get("hreflang") or "").lower().partition("-")[0] == "ar"]
    other = next((address for href in arabic if href and (address := absolute(url, href)) and address != url), None)
    hint = f"; its Arabic edition is {other}: give that as -a url=" if other else ""
    return f"{url}: the home page is not in Arabic (its language is {declared}){hint}"


def _visible_text(root: etree._Element) -> str:
    pieces = _VISIBLE(root)
    return " ".join(" ".join(str(piece) for piece in islice(pieces, _PIECES)).split()) if isinstance(pieces, list) else ""


def _feeds(root: etree._Element, url: str) -> list[str]:
    """The feeds that a page names in its head, else those that it links to; without those of comments."""
    named = [link.get("href") for link in root.iter("link") if _FEED_TYPES.match(link.get("type") or "")]
    named = named or [link.get("href") for link in root.iter("a") if _FEED_PATH.search((link.get("href") or "").partition("?")[0])]
    addresses = [address for href in named if href and (address := absolute(url, href)) and not _COMMENTS.search(address)]
    return list(dict.fromkeys(addresses))


def _linked(root: etree._Element, url: str, rel: str) -> list[str]:
    hrefs = (link.get("href") for link in root.iter("link") if rel in (link.get("rel") or "").lower().split())
    return [address for href in hrefs if href and (address := absolute(url, href))]


def _has_slashes(root: etree._Element, url: str, publisher: Publisher) -> bool:
    """Whether the addresses of the site's articles end with a slash; only where hardly any does, they do not.

    Where few articles are linked to, all addresses are looked at: some sites have slashes behind the names of sections alone. Files
    (`.html`) say nothing.
    """
    addresses = {absolute(url, link.get("href") or "") or "" for link in root.iter("a")}
    own = [address for address in addresses if refusal_of(address, publisher.all_hosts, publisher.all_hosts) is None]
    found = slashes(address for address in own if looks_like_article(_canonical(address, publisher)))
    found = found if len(found) >= _FEW else slashes(own)
    return len(found) < _FEW or sum(found.values()) * _HARDLY_ANY >= len(found)


def _sections(root: etree._Element, url: str, publisher: Publisher) -> tuple[dict[str, str], dict[str, str]]:
    """What may be the site's sections among the links of its home page: canonical URL -> name, canonical URL -> address."""
    names: dict[str, str] = {}
    addresses: dict[str, str] = {}
    home = _canonical(url, publisher)
    for link in root.iter("a"):
        address, name = absolute(url, link.get("href") or "") or "", " ".join("".join(link.itertext()).split())
        canonical = _canonical(address, publisher)
        if canonical == home or len(name) > _SECTION_NAME or not _ARABIC.search(name):
            continue
        if refusal_of(canonical, publisher.all_hosts, publisher.all_hosts) is None and may_be_section(canonical):
            names.setdefault(canonical, name)
            addresses.setdefault(canonical, address)
    return names, addresses


def _marks(root: etree._Element) -> Iterator[str]:
    """Generator and themes, as the page names them."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "generator" and (content := (meta.get("content") or "").strip()):
            yield f"generator {content[:60]}"
    hrefs = (element.get("href") or element.get("src") or "" for element in root.iter("link", "script", "img"))
    themes = [match[1] for href in hrefs if (match := _THEME.search(href))]
    body = root.find("body")
    classes = (body.get("class") or "").split() if body is not None else []
    themes += [name.removeprefix("wp-theme-") for name in classes if name.startswith("wp-theme-")]
    yield from dict.fromkeys(f"WordPress theme {theme}" for theme in themes)


def _canonical(url: str, publisher: Publisher | None = None) -> str:
    """The canonical URL, or an address that is of no site where there is none."""
    try:
        return canonical_url(url, publisher=publisher)
    except ValueError:
        return "https://invalid/"
