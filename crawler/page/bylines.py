"""Who a page that no layout knows says has written it, as raw texts. Whether that is a person is decided by who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from crawler.arabic.normalize import match_key
from crawler.knowledge.credits import credit_words
from crawler.page.fields import Reading
from crawler.page.metadata import Metadata

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by|write[_-]?by|writer|reporter|journalist|editor|kateb|katib|creator)s?(?:[\s_-]?(?:name|link|title))?(?=$|[\s_-])",
    re.IGNORECASE,
)
_NOT_NAMED = re.compile(
    r"bio|about|avatar|image|img|photo|box|social|widget|more|comment|related|desc|wrap|info|articles|post-author-posts", re.IGNORECASE
)
_WRITER = re.compile(r"/(?:author|writer|authors|writers|kateb|profile|columnist)s?/", re.IGNORECASE)
_LABEL = re.compile(r"\s*([^:/\-]{2,40})[:/-]")
_ANY_DIGIT = re.compile(r"\d")
"""A date or a counter in a slot that is named after authors."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WRITES = ("author", "source")
_HELPS = ("photo", "video", "translation", "editing")
_LONGEST = 80
"""Characters of the longest byline."""
_ARABIC = re.compile("[\u0621-\u064a]{2}")


def bylines(telling: Sequence[etree._Element], near: Sequence[str], metadata: Metadata) -> list[Reading]:
    """The bylines that the page shows, in `telling` elements or in lines `near` the headline that say so (`كتب: ...`).

    Else those of its metadata that are written in Arabic: Latin ones are mostly account names.
    """
    shown = list(_shown(telling))
    roles = {part: _role(part) for text in near for part in map(str.strip, text.split("|")) if len(part) <= _LONGEST}
    shown += [part for part, role in roles.items() if role in _WRITES]
    others = [Reading(part, "generic") for part, role in roles.items() if role in _HELPS]
    if shown:
        return [Reading(text, "generic") for text in dict.fromkeys(shown)] + others
    return [*_declared(metadata), *others]


def _shown(telling: Sequence[etree._Element]) -> Iterator[str]:
    taken: set[etree._Element] = set()
    for element in telling:
        if not taken.isdisjoint(element.iterancestors()) or not _is_byline(element):
            continue
        text = _name_in(element)
        if _ANY_DIGIT.search(text):
            continue
        if 2 < len(text) <= _LONGEST and not any(ancestor.tag in ("aside", "footer", "nav", "li") for ancestor in element.iterancestors()):
            taken.add(element)
            yield text


def _name_in(element: etree._Element) -> str:
    """The text of a byline; of a box with a picture and a portrait, or with a counter, that of the link to the writer's page."""
    links = [link for link in element.iter("a") if _WRITER.search(link.get("href", ""))]
    named = links[0] if len(links) == 1 and _role("".join(element.itertext())) not in _WRITES else element
    return " ".join(" ".join(named.itertext()).split())


def _role(line: str) -> str | None:
    """What a line says in its first words, with a sign behind them, that those did whom it names; None for a line without such words."""
    match = _LABEL.match(line)
    label = credit_words().labels.get(match_key(match[1])) if match else None
    return label.role if label else None


def _is_byline(element: etree._Element) -> bool:
    if element.get("rel") == "author" or element.get("itemprop") == "author":
        return True
    name = _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")
    return name != " " and bool(_NAMED.search(name)) and not _NOT_NAMED.search(name)


def _declared(metadata: Metadata) -> Iterator[Reading]:
    for name in names_in(metadata.article.get("author")):
        if _ARABIC.search(name):
            yield Reading(name, "jsonld")
    for name in ("article:author", "author", "twitter:data1", "parsely-author", "sailthru.author"):
        text = metadata.meta(name)
        if (
            text
            and len(text) <= _LONGEST
            and _ARABIC.search(text)
            and (name != "twitter:data1" or metadata.meta("twitter:label1") == "كُتب بواسطة")
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
