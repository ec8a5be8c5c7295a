"""What an address says of its page where nobody has declared the site: an article, a listing, neither. Hints: the page itself decides.

The tables are in `knowledge/shapes.toml`. Functions that judge one page take canonical URLs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.knowledge.tables import read_table
from crawler.publisher.urls import ArticleMatch, ArticleUrl

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_PART_OF_DATE = re.compile(r"(?:19|20)\d\d|0?[1-9]|[12]\d|3[01]|(?:19|20)\d\d-\d\d?(?:-\d\d?)?", re.ASCII)
_NUMBER = re.compile(r"\d{4,}", re.ASCII)
"""Fewer digits count pages and parts."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_SLUG_WORDS = 4
"""Of a section's name the longest have three: `culture-and-arts`."""
_SECTION_DEPTH = 3
"""Parts of a section's path at most."""


@dataclass(frozen=True)
class _Tables:
    listings: frozenset[str]
    others: frozenset[str]
    languages: frozenset[str]
    files: frozenset[str]
    listing_parameters: frozenset[str]
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]


@cache
def shapes() -> _Tables:
    """The table, read once, when it is first needed."""
    raw = read_table("shapes.toml")
    sets = {name: frozenset(raw[name]) for name in ("listings", "others", "languages", "files", "listing_parameters")}
    return _Tables(**sets, feeds=tuple(raw["feeds"]), sitemaps=tuple(raw["sitemaps"]))


@dataclass(frozen=True)
class AnyArticle(ArticleUrl):
    """The `article_url` of an undeclared site: every page that may be an article. None has a number: on a site that nobody knows the
    same number can stand for two pages.
    """

    path: str = ""
    sections: frozenset[str] = frozenset()
    """Canonical URLs of what is known to be listings."""

    def match(self, url: str) -> ArticleMatch | None:
        return ArticleMatch(None) if url not in self.sections and may_be_article(url) else None


def slashes(urls: Iterable[str]) -> dict[str, bool]:
    """Each path where that is the question, of pages that are neither the root nor a file -> whether it ends with a slash."""
    paths = {urlsplit(url).path for url in urls}
    return {path: path.endswith("/") for path in paths if path.strip("/") and "." not in path.rpartition("/")[2]}


def may_be_article(url: str) -> bool:
    """Whether a page may be an article: all but the home page, listings, pages about the site, other languages, files.

    >>> may_be_article("https://example.com/economy/"), may_be_article("https://example.com/tag/economy/")
    (True, False)
    """
    parts, numbers = _path(url), _numbers(url)
    if not parts:
        return bool(numbers)
    around = {parts[0], *parts[-2:]}  # deeper in a path such a word can be the name of a section
    if around & (shapes().others | shapes().listings) or _is_foreign(parts):
        return False
    return not _is_date(parts)


def looks_like_article(url: str) -> bool:
    """Whether a page is an article by its address: a number, a date with something behind it, or a headline in it.

    >>> looks_like_article("https://example.com/economy/"), looks_like_article("https://example.com/economy/123456/")
    (False, True)
    """
    if not may_be_article(url):
        return False
    parts = _path(url)
    dated = any(_YEAR.fullmatch(part[:4]) and _PART_OF_DATE.fullmatch(part) for part in parts[:-1])
    named = [part for part in parts if not _PART_OF_DATE.fullmatch(part)]
    numbered = any(_NUMBER.search(part) for part in named)
    return dated or numbered or bool(_numbers(url)) or (bool(parts) and len(_WORD.findall(parts[-1])) >= _SLUG_WORDS)


def may_be_section(url: str) -> bool:
    """Whether a page may be a section's listing.

    >>> may_be_section("https://example.com/economy/"), may_be_section("https://example.com/economy/123456/")
    (True, False)
    """
    parts, query = _path(url), dict(parse_qsl(urlsplit(url).query))
    deepest = _SECTION_DEPTH + bool(parts and parts[0] in shapes().listings)  # `/Section/NAME/NUMBER/PAGE`
    if looks_like_article(url) or set(parts) & shapes().others or _is_foreign(parts) or len(parts) > deepest:
        return False
    if parts and _is_date(parts):
        return False
    return bool(parts or query) and set(query) <= shapes().listing_parameters - {"s", "q", "search", "author", "tag"}


def pattern_of(url: str) -> str:
    """What the addresses of a site's articles have in common, for who writes its declaration.

    >>> pattern_of("https://example.com/economy/2024/11/05/98765-%D8%B3%D8%B9%D8%B1-%D8%A7%D9%84%D8%B0%D9%87%D8%A8.html")
    '/{section}/{year}/{month}/{day}/{number}-{slug}.html'
    """
    parts, named = _path(url, lower=False), []
    dates: Iterator[str] = iter(())
    for place, part in enumerate(parts):
        if _YEAR.fullmatch(part):
            dates = iter(("{month}", "{day}"))
            named.append("{year}")
        elif place + 1 < len(parts) and _PART_OF_DATE.fullmatch(part) and (name := next(dates, None)):
            named.append(name)
        elif place + 1 < len(parts) and not part.isdecimal():
            named.append("{section}")
        else:
            named.append(_pattern_of_last(part))
    query = "&".join(f"{name}={'{number}' if value.isdecimal() else '{text}'}" for name, value in parse_qsl(urlsplit(url).query))
    ends = "" if not parts or "." in named[-1] else "/"
    return "/" + "/".join(named) + ends + (f"?{query}" if query else "")


def _pattern_of_last(part: str) -> str:
    stem, dot, ending = part.rpartition(".")
    if not dot or not ending.isalpha():
        stem, dot, ending = part, "", ""
    pieces = [piece for piece in re.split(r"(\d{3,})", stem) if piece.strip("-_ ")]
    return "-".join("{number}" if piece.isdecimal() else "{slug}" for piece in pieces) + dot + ending


def _is_date(parts: list[str]) -> bool:
    """Whether a path is a day's, a month's or a year's: `/2025/09/`."""
    return _YEAR.match(parts[0]) is not None and all(_PART_OF_DATE.fullmatch(part) for part in parts)


def _is_foreign(parts: list[str]) -> bool:
    """Whether a path leads to another language or to what is no page."""
    return bool(parts) and (parts[0] in shapes().languages or parts[-1].rpartition(".")[2] in shapes().files)


def _path(url: str, *, lower: bool = True) -> list[str]:
    path = unquote(urlsplit(url).path)
    return [part for part in (path.lower() if lower else path).split("/") if part]


def _numbers(url: str) -> list[str]:
    """Names of the query's parameters that may be an article's number."""
    query = parse_qsl(urlsplit(url).query)
    return [name for name, value in query if value.isdecimal() and name.lower() not in shapes().listing_parameters]
