"""The section in which a page that no layout knows files its article: by its metadata, its breadcrumb, a label beside its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawler.arabic.normalize import match_key
from crawler.arabic.people import is_person
from crawler.knowledge.words import words
from crawler.page.fields import Reading
from crawler.page.metadata import Metadata
from crawler.page.vicinity import BESIDE, in_menu, is_writer

_AROUND = 40
"""Elements in front of the headline among which the breadcrumb stands."""
_NEAR = 2 * BESIDE
"""Elements around the headline among which its label stands."""
_LONGEST = 40
"""Characters of the longest name of a section."""
_TRAIL = re.compile(r"cr?umb|(?:^|[\s_-])path(?:$|[\s_-])", re.IGNORECASE)
_LABEL = re.compile(r"(?:^|[\s_-])(?:section|category|categories|cats?)(?:$|[\s_-])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CUT_TITLE = 12
"""Characters of a headline's key by which it is recognised where a breadcrumb cuts it off."""


def find_section(
    elements: Sequence[etree._Element], metadata: Metadata, heading: int, title: str, site_names: Sequence[str]
) -> Reading | None:
    """The section of the article whose headline `title` stands at `heading` among a page's elements.

    Most trusted first: metadata, breadcrumb, label.
    """
    for declared, way in ((metadata.meta("article:section"), "opengraph"), (metadata.jsonld("articleSection"), "jsonld")):
        if declared:
            return Reading(declared, way)
    around = elements[max(heading - _AROUND, 0) : heading + _AROUND]
    marked = next((element for element in around if element.get("itemprop") == "articleSection"), None)
    if marked is not None and (text := marked.get("content") or _text(marked)):
        return Reading(text, "microdata")
    others = {match_key(name) for name in (*site_names, metadata.meta("og:site_name") or "")} | words().home_links
    for trail, way in ((_declared_trail(metadata), "jsonld"), (_shown_trail(elements, heading), "generic")):
        names = [name for name, href in trail if not _is_root(href) and _names_section(name, title, others)]
        if names:
            return Reading(names[-1], way)
    label = next((text for text in _labels(elements, heading) if _names_section(text, title, others)), None)
    return Reading(label, "generic") if label else None


def _names_section(name: str, title: str, others: set[str] | frozenset[str]) -> bool:
    key, whole = match_key(name), match_key(title)
    if not key or len(name) > _LONGEST or key in others or not any(letter.isalpha() for letter in key):
        return False
    return key != whole and not (len(key) >= _CUT_TITLE and whole.startswith(key))


def _is_root(href: str) -> bool:
    """Whether an address is that of a home page."""
    if not href or href.startswith("#"):
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def _declared_trail(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """Names and addresses of a `BreadcrumbList`, without entries that lead nowhere: the last may be the article itself."""
    for thing in metadata.things:
        entries = thing.get("itemListElement") if thing.get("@type") == "BreadcrumbList" else None
        for entry in entries if isinstance(entries, list) else []:
            if not isinstance(entry, dict):
                continue
            item: Any = entry.get("item")
            name = entry.get("name") or (item.get("name") if isinstance(item, dict) else None)
            address = (item.get("@id") or item.get("url")) if isinstance(item, dict) else item
            if isinstance(name, str) and isinstance(address, str):
                yield name, address


def _shown_trail(elements: Sequence[etree._Element], heading: int) -> list[tuple[str, str]]:
    """Texts and addresses of the links of the breadcrumb nearest in front of the headline."""
    around = frozenset(elements[heading].iterancestors()) if elements else frozenset()
    for element in reversed(elements[max(heading - _AROUND, 0) : heading]):
        if element not in around and _TRAIL.search(_names(element)):
            links = [(_text(link), link.get("href") or "") for link in element.iter("a")]
            if links and element.tag != "a":
                return links
    return []


def _labels(elements: Sequence[etree._Element], heading: int) -> Iterator[str]:
    """Texts of elements beside the headline that are named after sections, the nearest first; of a link straight above it too."""
    headline = elements[heading]
    around = frozenset(headline.iterancestors())
    places = sorted(range(max(heading - _NEAR, 0), min(heading + _NEAR, len(elements))), key=lambda place: abs(place - heading))
    for element in (elements[place] for place in places):
        said = element.get("rel") is not None and "category" in element.get("rel", "").split()
        if (said or _LABEL.search(_names(element))) and element not in around and element is not headline and not in_menu(element, around):
            links = list(element.iter("a"))
            yield _text(links[0] if links else element)
    above = headline.getprevious()
    if above is not None and heading:
        link = above if above.tag == "a" else above.find("a")
        text = "" if link is None or is_writer(link) or not _is_address(link.get("href")) else _text(link)
        if text == _text(above) and not is_person(text, sure=True):
            yield text


def _is_address(href: str | None) -> bool:
    return bool(href) and not str(href).startswith(("#", "javascript:"))


def _names(element: etree._Element) -> str:
    names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("aria-label"))))
    return _CAMEL.sub("-", names) if names else ""


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())
