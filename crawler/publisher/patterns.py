"""From the addresses of a site's articles to the `article_url` of its declaration."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from statistics import median
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from crawler.publisher.shapes import pattern_of, slashes
from crawler.publisher.urls import ArticleUrl

MANY = 20
"""Addresses with one name in the same place, by which it is taken for a fixed part of the path and not for one section of several."""
WORDS = 3
"""Of a headline in an address, at least: `/about-us/` has two."""
ROOT_DIGITS = 5
"""Of a number that has nothing before it but a date: `/2025/` and `/2025/09/` are archives."""
LISTINGS = ("author", "category", "page", "tag")
"""Below these WordPress, and what looks like it, has listings."""
_SECTIONS = re.compile(r"^(?:/\{section\})*(?=/)")
_SHORTLINK = re.compile(r"/\?(\w+)=\{number\}")
_NUMBER = re.compile(r"[0-9]{3,}")
_DATES = {"{year}": r"\d{4}", "{month}": r"\d{1,2}", "{day}": r"\d{1,2}"}
_PLAIN = (r"[a-z-]+", r"[a-z0-9_-]+", r"[\w-]+")
_ENDING = re.compile(r"\.[A-Za-z]+")
_PARAMETER = re.compile(r"[A-Za-z0-9_.-]+")


def article_url_of(addresses: Collection[str], languages: Collection[str] = ()) -> ArticleUrl | None:
    """The pattern of the form that most of these canonical URLs have; None where there are none. Hosts say nothing: some have mirrors.

    Its group `id` is the number that differs in all of them. Where there is none, it has no group, and articles are told by their form
    alone. `languages` are the first parts of paths that lead to the site's other editions.

    >>> article_url_of(["https://example.com/news/12345/", "https://example.com/sports/12346/"]).path
    '^/(?:(?!page/)[a-z-]+/){1,2}(?P<id>\\\\d+)/?$'
    """
    forms: dict[str, list[str]] = {}
    for address in {address.partition("//")[2].partition("/")[2]: address for address in reversed(list(addresses))}.values():
        forms.setdefault(_SECTIONS.sub("", pattern_of(address)), []).append(address)
    if not forms:
        return None
    form, most = max(forms.items(), key=lambda each: len(each[1]))
    url = _pattern(form, most, languages)
    shortlink = next((found[1] for each in forms if (found := _SHORTLINK.fullmatch(each))), None)
    return ArticleUrl(url.path, query_id=shortlink) if shortlink and "(?P<id>" in url.path else url


def with_slash(addresses: Iterable[str]) -> bool:
    """Whether most addresses, as the site spells them, end with a slash, among those where that is the question."""
    found = slashes(addresses)
    return sum(found.values()) * 2 >= len(found)


def _pattern(form: str, addresses: Sequence[str], languages: Collection[str]) -> ArticleUrl:
    """Of addresses of one form: with a number in the query, else with one in the path, else without."""
    paths = [[part for part in urlsplit(address).path.split("/") if part] for address in addresses]
    kinds = [kind for kind in form.partition("?")[0].split("/") if kind]
    leads = [path[: len(path) - len(kinds)] for path in paths]
    columns = list(zip(*(path[len(path) - len(kinds) :] for path in paths), strict=True))
    end = "/?$" if urlsplit(addresses[0]).path.endswith("/") and kinds else "$"
    query_id = _query_id(addresses)
    fixed_from = 1 if query_id else MANY
    for place, which, numbers in [] if query_id else _numbers(kinds, columns):
        parts = [_part(kind, column, MANY) for kind, column in zip(kinds, columns, strict=True)]
        if (numbered := _numbered(columns[place], which, is_root=not any(leads) and set(kinds[:place]) <= set(_DATES))) is None:
            continue
        parts[place] = numbered
        url = ArticleUrl(f"^/{_sections(leads, languages, bare_number=place == 0 and kinds[0] == '{number}')}{'/'.join(parts)}{end}")
        matches = [url.match(address) for address in addresses]
        if [match.number if match else None for match in matches] == numbers:
            return url
    parts = [_part(kind, column, fixed_from) for kind, column in zip(kinds, columns, strict=True)]
    excluded = languages if query_id else [*LISTINGS, *languages]
    return ArticleUrl(f"^/{_sections(leads, excluded, bare_number=False)}{'/'.join(parts)}{end}", query_id=query_id)


def _query_id(addresses: Sequence[str]) -> str | None:
    """The parameter whose number differs in all addresses, if its name is a plain word: only that stands in canonical URLs as it is."""
    queries = [dict(parse_qsl(urlsplit(address).query)) for address in addresses]
    for name in queries[0]:
        values = [query.get(name, "") for query in queries]
        if _PARAMETER.fullmatch(name) and all(value.isdecimal() for value in values) and len(set(values)) == len(values):
            return name
    return None


def _numbers(kinds: Sequence[str], columns: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, list[str]]]:
    """Numbers that differ in all addresses, the longest first: in which part of the path, the how-manieth there, and what they are."""
    found = []
    for place, (kind, column) in enumerate(zip(kinds, columns, strict=True)):
        if "{number}" in kind:
            runs = [_NUMBER.findall(unquote(part)) for part in column]
            for which, numbers in enumerate(zip(*runs, strict=False)):
                if len(set(numbers)) == len(numbers):
                    found.append((place, which, list(numbers)))
    yield from sorted(found, key=lambda each: -median(map(len, each[2])))


def _numbered(column: Sequence[str], which: int, *, is_root: bool) -> str | None:
    """A part of the path around the number that is the id; None where what is around it has no common form."""
    before, after, shortest = [], [], 99
    for part in map(unquote, column):
        match = list(_NUMBER.finditer(part))[which]
        before.append(part[: match.start()])
        after.append(part[match.end() :])
        shortest = min(shortest, len(match[0]))
    digits = rf"\d{{{ROOT_DIGITS},}}" if is_root and shortest >= ROOT_DIGITS else r"\d+"
    ending = _ending(after)
    left, right = _beside(before, -1), _beside([text.removesuffix(ending) for text in after], 0)
    return None if left is None or right is None else f"{left}(?P<id>{digits}){right}{_escaped(ending)}"


def _beside(texts: Sequence[str], nearest: int) -> str | None:
    """What stands on one side of the number (`nearest`: -1 before it, 0 behind it)."""
    if len(set(texts)) == 1 and (not texts[0] or len(texts) >= MANY):
        return _escaped(texts[0])
    if all(re.fullmatch("[A-Za-z]+", text) for text in texts):
        return "[A-Za-z]+"
    characters = {text[nearest] if text else "" for text in texts}
    if len(characters) != 1 or not characters < {"-", "_"}:
        return None
    (separator,) = characters
    return f"[^/]*{separator}" if nearest else f"{separator}[^/]*"


def _part(kind: str, column: Sequence[str], fixed_from: int) -> str:
    """A part of the path that is not the id."""
    if kind in _DATES:
        return _DATES[kind]
    if len(set(column)) == 1 and len(column) >= fixed_from:
        return _escaped(unquote(column[0]))
    if kind == "{section}":
        return _name(column)
    if all(part.isdecimal() for part in column):
        return r"\d+"
    ending = _ending(column)
    is_headline = all(len(part.split("-")) >= WORDS for part in column)
    return (rf"[^/-]+(?:-[^/-]+){{{WORDS - 1},}}" if is_headline else "[^/]+") + _escaped(ending)


def _sections(leads: Sequence[Sequence[str]], excluded: Collection[str], *, bare_number: bool) -> str:
    """The sections at the beginning of the path; `bare_number`: `/politics/page/2/` would look like an article below them."""
    fewest, most = min(map(len, leads)), max(map(len, leads))
    if most == 0:
        return ""
    columns = list(zip(*leads, strict=False))
    is_fixed = fewest == most and len(leads) >= MANY and any(len(set(column)) == 1 for column in columns)
    if bare_number and not is_fixed:
        most += 1  # a section may have sections that a first look does not show
    if fewest < most:
        guard = "(?!page/)" if bare_number else ""
        sections = f"(?:{guard}{_name([name for lead in leads for name in lead])}/){{{fewest},{most}}}"
    else:
        sections = "".join(f"{_part('{section}', column, MANY)}/" for column in columns)
        excluded = () if len(leads) >= MANY and len(set(columns[0])) == 1 else excluded
    return (f"(?!(?:{'|'.join(sorted(excluded))})/)" if excluded else "") + sections


def _name(names: Sequence[str]) -> str:
    return next((form for form in _PLAIN if all(re.fullmatch(form, name) for name in names)), "[^/]+")


def _ending(texts: Sequence[str]) -> str:
    """`.html`, where all end with it."""
    endings = {text[text.rfind(".") :] if "." in text else "" for text in texts}
    ending = endings.pop()
    return ending if not endings and _ENDING.fullmatch(ending) else ""


def _escaped(text: str) -> str:
    """A fixed text as it stands in canonical URLs, for a regular expression."""
    return re.escape(quote(text, safe="!$&'()*+,:=@~")).replace(r"\-", "-")
