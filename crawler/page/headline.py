"""The headline of a page that no layout knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from crawler.arabic.normalize import match_key
from crawler.knowledge.words import words

_SEPARATOR = re.compile(r"\s+[-–—|»«:•·]+\s+|\s*\|\s*|\s+::\s+")
_HIDDEN = re.compile(r"(?<![a-z-])(?:visually-?hidden|sr-only|screen-reader-text)(?![a-z-])|display:\s*none", re.IGNORECASE)
_LONGEST = 1000
"""Characters of the longest title that is taken apart."""
_SHORTEST = 8
"""Characters of the shortest key by which a heading is recognised in the metadata."""


def without_site_name(title: str, names: Iterable[str]) -> str:
    """Cut the site's name off either end of a title, at a separator and as often as it stands there.

    >>> without_site_name("خبر - مهم - S A N A – وكالة سانا", ["وكالة سانا – سانا", "SANA"])
    'خبر - مهم'
    >>> without_site_name("صحيفة الغد | افتتاح المعرض", ["الغد"])
    'افتتاح المعرض'
    >>> without_site_name("المنتخب السوري - سانا يفوز", ["سانا"])
    'المنتخب السوري - سانا يفوز'
    """
    known: list[str] = []
    while len(title) <= _LONGEST and (separators := list(_SEPARATOR.finditer(title))):
        known = known or [key for name in names if (key := match_key(name))]
        first, last = separators[0], separators[-1]
        if _names_site(title[last.end() :], known):
            title = title[: last.start()]
        elif _names_site(title[: first.start()], known):
            title = title[first.end() :]
        else:
            break
    return title


def _names_site(piece: str, known: Sequence[str]) -> bool:
    """Whether a piece of a title is the site's name: most of its words, or all of them and a noun (`صحيفة الغد`), or spaced (`S A N A`)."""
    key = match_key(piece)
    said = frozenset(key.split())
    return any(_is_name(said, frozenset(name.split())) or key.replace(" ", "") == name.replace(" ", "") for name in known)


def _is_name(said: frozenset[str], name: frozenset[str]) -> bool:
    if said <= name:
        return 2 * len(said) >= len(name)
    return name <= said and said - name <= words().site_nouns


def find_headline(
    headings: Sequence[tuple[int, etree._Element]], runs: Mapping[str, int], declared: Sequence[str]
) -> tuple[int, str | None]:
    """The heading that the page's own metadata says is the headline, as the page shows it; else the first of the metadata.

    `headings` are those of the page with their places, `runs` other short texts with theirs, `declared` are the titles of the metadata
    without the site's name, most trusted first. Without any, the first `h1`. A hidden one counts where no other says the same.
    """
    wanted = [key for title in declared if (key := match_key(title))]
    first: tuple[int, str | None] = (0, None)
    for place, heading in sorted(headings, key=lambda found: _is_hidden(found[1])):
        text = " ".join("".join(heading.itertext()).split())
        key = match_key(text)
        if key and (key in wanted or any(_is_same(key, title) for title in wanted)):
            return place, text
        if key and heading.tag == "h1" and first[1] is None:
            first = place, text
    for title in declared:
        if len(title) > _LONGEST:
            continue
        for piece in _pieces(title):
            if piece in runs:
                return runs[piece], piece
    return (first[0], declared[0]) if declared else first


def _is_hidden(heading: etree._Element) -> bool:
    """Whether a heading is there for machines only."""
    return heading.get("hidden") is not None or _HIDDEN.search(f"{heading.get('class')} {heading.get('style')}") is not None


def _pieces(title: str) -> list[str]:
    """A title without what stands before or behind one of its separators, longest first."""
    ends = [(0, match.start()) for match in _SEPARATOR.finditer(title)] + [
        (match.end(), len(title)) for match in _SEPARATOR.finditer(title)
    ]
    return sorted((title[start:end].strip() for start, end in [(0, len(title)), *ends]), key=len, reverse=True)


def _is_same(key: str, title: str) -> bool:
    """Metadata cuts long headlines, and pages put a section or a site in front of or behind them."""
    return len(key) >= _SHORTEST and (
        (len(key) * 2 > len(title) and f" {key} " in f" {title} ") or (len(title) > 2 * _SHORTEST and key.startswith(title))
    )
