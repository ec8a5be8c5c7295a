"""Articles that go on over several pages: which links lead to the other parts, and the parts made one.

A part has the address of the article and a number behind it (`/slug/2/`, `?id=5&page=2`). That alone parts it from the next article,
to which `rel=next` leads on most sites.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from lxml import etree

from crawler.arabic.normalize import match_key
from crawler.knowledge.words import words
from crawler.page.addresses import absolute
from crawler.page.fields import Block, PageFields, Picture

MOST = 20
"""Parts of the longest article; what has more is an archive."""

_NUMBER_IN = re.compile(r"(?<![0-9])(?:[2-9]|1[0-9]|20)(?:/|\.[a-z]{3,5})?(?:[&#].*)?$")
_FROM_THE_ROOT = ("http", "/")
_TAIL = 60
"""Characters of an address among whose last the number of a part stands: slugs in percent-encoding are long."""
_PATH = re.compile(r"/(?:page/)?([0-9]{1,2})")
_FILE = re.compile(r"(.+)(\.[a-z]{3,5})")
_IN_FILE = re.compile(r"[/_-]([0-9]{1,2})")
_SURE = re.compile(r"^[^?#.]*//[^?#]*/[0-9]{1,2}/?$")
_QUERY = ("page", "paged", "pg", "pageno", "page_no", "pagenumber", "part")
_REACH = 3
"""How many elements around the text links count as beside it."""
_MOST_LINKS = 3 * MOST
"""Links that are looked at: above the text, below it, and once more."""
_LINK = 20
"""Characters of the longest link to a part."""
_LINKS = 100
"""Characters of the longest row of links to parts."""
_WORD = re.compile(r"[^\W\d]+")


@dataclass(slots=True)
class PartLinks:
    """What a page says of the other parts of its article."""

    addresses: dict[int, str] = field(default_factory=dict)
    """By the number of the part, from 2 on."""
    boxes: set[etree._Element] = field(default_factory=set)
    """The rows of links, which are no text."""


def part_links(root: etree._Element, container: etree._Element, base: str, own: Collection[str]) -> PartLinks:
    """The links to further parts. `base` is what relative links start from; `own` are addresses of the article's first page."""
    found = PartLinks()
    if not own:
        return found
    around = [container, *(step for _, step in zip(range(_REACH), container.iterancestors(), strict=False))]
    for link in islice(_candidates(root, around[-1], _stems(own)), _MOST_LINKS):
        address = absolute(base, link.get("href")) or ""
        number = next((number for first in own if (number := part_number(address, first))), None)
        if number is None:
            continue
        row = _row(link, container)
        # Other forms also turn the pages of what else stands there (comments), or are the next article with the same headline.
        if link.tag == "link" or _SURE.search(address) or row.getparent() in around or container in row.iterancestors():
            found.addresses.setdefault(number, address)
            if link.tag == "a":
                found.boxes.add(row)
    return found


def _stems(own: Collection[str]) -> re.Pattern[str]:
    """Finds what the addresses of an article's parts have of its own: the last part of its path, in every way to write it."""
    last = {url.partition("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0] for url in own}
    plain = {unquote(stem) for stem in last}
    stems = {*last, *plain, *map(quote, plain), *(quote(stem).lower() for stem in plain)}
    return re.compile("|".join(map(re.escape, stems)))


def _candidates(root: etree._Element, scope: etree._Element, stems: re.Pattern[str]) -> Iterator[etree._Element]:
    """Links that may lead to parts: `rel=next` of the head, and what has a number in its address and shows one, or a word for a page."""
    for link in root.iterfind("head/link"):
        if "next" in (link.get("rel") or "").lower().split():
            yield link
    for link in scope.iter("a"):
        href = link.get("href")
        # Most links of a page are passed over by this.
        if not href or (not stems.search(href) and href.startswith(_FROM_THE_ROOT)):
            continue
        if _NUMBER_IN.search(href, max(len(href) - _TAIL, 0)) and len(link.text or "") <= _LINK and _is_row(link):
            yield link


def part_number(address: str, first: str) -> int | None:
    """Which part of the article at `first` an address is, 2 to `MOST`; None where it is none.

    >>> part_number("https://site.example/city/flood/3/", "https://www.site.example/city/flood")
    3
    >>> part_number("https://site.example/news/8/", "https://site.example/news/7/")
    """
    try:
        one, whole = urlsplit(address), urlsplit(first)
    except ValueError:
        return None
    if _host(one.netloc) != _host(whole.netloc):
        return None
    path, start = unquote(one.path).rstrip("/"), unquote(whole.path).rstrip("/")
    query, first_query = parse_qsl(one.query), parse_qsl(whole.query)
    number = None
    if path == start:
        more = [(name, value) for name, value in query if (name, value) not in first_query]
        if len(more) == 1 and len(query) == len(first_query) + 1 and more[0][0].lower() in _QUERY and more[0][1].isdecimal():
            number = int(more[0][1])
    elif query == first_query and start:
        number = _number_in_path(path, start)
    return number if number is not None and 2 <= number <= MOST else None


def _number_in_path(path: str, start: str) -> int | None:
    if path.startswith(start) and (match := _PATH.fullmatch(path, len(start))):
        return int(match[1])
    file = _FILE.fullmatch(start)
    if file and path.startswith(file[1]) and path.endswith(file[2]):
        match = _IN_FILE.fullmatch(path, len(file[1]), len(path) - len(file[2]))
        return int(match[1]) if match else None
    return None


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.").removeprefix("m.")


def _row(link: etree._Element, container: etree._Element) -> etree._Element:
    """The outermost element around a link that holds nothing but figures and words for pages."""
    row = link
    while (parent := row.getparent()) is not None and parent is not container and _is_row(parent):
        row = parent
    return row


def _is_row(element: etree._Element) -> bool:
    text = "".join(element.itertext())
    return len(text) <= _LINKS and all(match_key(word) in words().page_links for word in _WORD.findall(text))


class Spread:
    """An article while its pages come, one after the other. `url` is where the first came from."""

    def __init__(self, first: PageFields, url: str) -> None:
        self._pages = [first]
        self._linked = dict(first.parts)
        own = [address for address in (url, first.canonical_url) if address is not None]
        self.address = next((address for address in own for part in first.parts.values() if part_number(part, address)), url)
        """That of the article, behind which the parts have their numbers."""

    @property
    def next(self) -> str | None:
        """Address of the part that comes next; None where none is linked."""
        return self._linked.get(len(self._pages) + 1)

    def is_next(self, url: str) -> bool:
        """Whether an answer from this address is the part that comes next."""
        return part_number(url, self.address) == len(self._pages) + 1

    def add(self, page: PageFields) -> None:
        """Add the next part. One that has nothing new says that the links led to something else than parts."""
        seen = {match_key(block.text) for earlier in self._pages for block in earlier.blocks}
        if all(match_key(block.text) in seen for block in page.blocks):
            self._linked = {}
            return
        self._pages.append(page)
        self._linked |= page.parts

    def joined(self) -> PageFields:
        """The article as far as it came: the first page's fields with the text and pictures of all; not `complete` where one is missing."""
        first = self._pages[0]
        if not first.parts:
            return first
        complete = all(page.complete for page in self._pages) and max(self._linked, default=1) <= len(self._pages)
        return replace(first, blocks=list(self._blocks()), pictures=list(self._pictures()), complete=complete)

    def _blocks(self) -> Iterator[Block]:
        """The text; what stands on every page (a lead, a credit) once."""
        seen: set[str] = set()
        for page in self._pages:
            keys = [match_key(block.text) for block in page.blocks]
            yield from (block for block, key in zip(page.blocks, keys, strict=True) if key not in seen)
            seen.update(keys)

    def _pictures(self) -> Iterator[Picture]:
        pictures = {picture.url: picture for page in reversed(self._pages) for picture in reversed(page.pictures)}
        return reversed(pictures.values())
