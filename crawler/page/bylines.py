"""Who a page that no layout knows says has written it, as raw texts. Whether that is a person is decided by who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from lxml import etree

from crawler.arabic.normalize import match_key
from crawler.arabic.people import is_person
from crawler.knowledge.credits import credit_words
from crawler.page.fields import Reading
from crawler.page.metadata import Metadata
from crawler.page.vicinity import Vicinity, is_writer

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by|write[_-]?by|writer|reporter|journalist|editor|kateb|katib|creator)s?(?:[\s_-]?(?:name|link|title))?(?=$|[\s_-])",
    re.IGNORECASE,
)
_NOT_NAMED = re.compile(
    r"bio|about|avatar|image|img|photo|box|social|widget|more|comment|related|desc|wrap|info|articles|post-author-posts", re.IGNORECASE
)
_LABEL = re.compile(r"\s*([^:/\-]{2,40})[:/-]")
_DASH = re.compile(r"\s+[-–—]\s+")
_ANY_DIGIT = re.compile(r"\d")
"""A date or a counter in a slot that is named after authors."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WRITES = ("author", "source")
_HELPS = ("photo", "video", "translation", "editing")
_LONGEST = 80
"""Characters of the longest byline."""
_ARABIC = re.compile("[\u0621-\u064a]{2}")


def bylines(near: Vicinity, lines: Iterable[str], metadata: Metadata) -> list[Reading]:
    """The bylines that the page shows, in elements around the article or in `lines` near the headline that say so (`كتب: ...`).

    Else, or where the site only names itself, those of its metadata that are written in Arabic: Latin ones are mostly account names.
    """
    own = _site_names(metadata)
    parts = [part for text in lines for part in map(str.strip, text.split("|")) if len(part) <= _LONGEST]
    shown = _named([*_shown(near.telling), *(_without_source(part) for part in parts if _role(part) in _WRITES)])
    others = [Reading(part, "generic") for part in dict.fromkeys(parts) if _role(part) in _HELPS]
    found = [Reading(text, "generic") for text in shown or _named(_shown(near.below))]
    if not any(match_key(text) not in own for text in shown):
        found += [reading for reading in _declared(metadata) if not _is_site(reading.text, own, metadata.title or "")]
    return found + others


def _site_names(metadata: Metadata) -> frozenset[str]:
    """What the site calls itself in the metadata, by `match_key`."""
    publisher = metadata.article.get("publisher")
    names = (metadata.meta("og:site_name"), publisher.get("name") if isinstance(publisher, dict) else publisher)
    return frozenset(match_key(name) for name in names if isinstance(name, str))


def _is_site(name: str, own: AbstractSet[str], page_title: str) -> bool:
    """Whether a declared author is the site: its name, or what its page titles end with."""
    key = match_key(name)
    return key in own or (match_key(page_title).endswith(key) and not is_person(name, sure=True))


def _named(texts: Iterable[str]) -> list[str]:
    """Bylines that are more than a label."""
    return [text for text in dict.fromkeys(texts) if match_key(_LABEL.sub("", text, count=1))]


def _without_source(line: str) -> str:
    """A person's name behind a word for a source (`المصدر: أحمد عابد - الشارقة`), which makes the person an author; else the line."""
    label, _, name = (piece.strip() for piece in line.partition(":"))
    person = _DASH.split(name)[0]
    return name if _role(f"{label}:") == "source" and is_person(person, sure=True) else line


def _shown(telling: Sequence[etree._Element]) -> Iterator[str]:
    taken: set[etree._Element] = set()
    for element in telling:
        if not taken.isdisjoint(element.iterancestors()) or not _is_byline(element):
            continue
        texts = [text for text in _names_in_box(element) if 2 < len(text) <= _LONGEST and not _ANY_DIGIT.search(text)]
        if texts and not any(ancestor.tag in ("aside", "footer", "nav", "li") for ancestor in element.iterancestors()):
            taken.add(element)
            yield from texts


def _names_in_box(element: etree._Element) -> list[str]:
    """The text of a byline; of a box with a picture and a portrait, or with a counter, that of the link to the writer's page, and of one
    with the pages of several writers that of each.
    """
    links = [link for link in element.iter("a") if is_writer(link)]
    pages: dict[str, str] = {}
    for link in links:
        pages[link.get("href", "")] = pages.get(link.get("href", "")) or " ".join(" ".join(link.itertext()).split())
    if len(pages) > 1:
        return list(pages.values())
    named = links[0] if len(links) == 1 and _role("".join(element.itertext())) not in _WRITES else element
    return [" ".join(" ".join(named.itertext()).split())]


def _role(line: str) -> str | None:
    """What a line says in its first words, with a sign behind them, that those did whom it names; None for a line without such words."""
    match = _LABEL.match(line)
    label = credit_words().labels.get(match_key(match[1])) if match else None
    return label.role if label else None


def _is_byline(element: etree._Element) -> bool:
    if element.get("rel") == "author" or is_writer(element):
        return True
    if element.get("itemprop") == "author" and "Organization" not in (element.get("itemtype") or ""):
        return True
    name = _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")
    return name != " " and bool(_NAMED.search(name)) and not _NOT_NAMED.search(name)


def is_in_arabic(name: str) -> bool:
    """Whether a declared author is more than an account name."""
    return _ARABIC.search(name) is not None


def _declared(metadata: Metadata) -> Iterator[Reading]:
    for name in names_in(metadata.article.get("author")):
        if is_in_arabic(name):
            yield Reading(name, "jsonld")
    for name in ("article:author", "author", "twitter:data1", "parsely-author", "sailthru.author"):
        text = metadata.meta(name)
        if (
            text
            and len(text) <= _LONGEST
            and is_in_arabic(text)
            and (name != "twitter:data1" or _role(f"{metadata.meta('twitter:label1')}:") == "author")
        ):
            yield Reading(text, "meta")


def names_in(author: Any) -> Iterator[str]:
    """Names in a JSON-LD `author`: a text, an object that is no organisation, or a list of them."""
    if isinstance(author, str):
        yield author
    elif isinstance(author, dict):
        name = author.get("name")
        if isinstance(name, str) and "Organization" not in str(author.get("@type")):
            yield name
    elif isinstance(author, list):
        for entry in author:
            yield from names_in(entry)
