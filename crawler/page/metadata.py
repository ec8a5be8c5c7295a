"""What a page says of itself in its head: OpenGraph, meta, links and JSON-LD, each read once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import orjson
from lxml import etree

from crawler.arabic.normalize import match_key

ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting", "LiveBlogPosting"}
)
LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage"})


_ENOUGH = 30
"""Characters of a title's key by which it is recognised."""
_COMMA = re.compile(r",\s*([}\]])")
_FIELD = re.compile(r'"(headline|datePublished|dateModified|articleSection|articleBody|description)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^}]{0,500}?"name"\s*:\s*"([^"]+)"')


class Metadata:
    """The metadata of one page."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of the `meta` elements by lower-case `property` or `name`, in page order."""
        found: dict[str, list[str]] = {}
        for element in self._root.iter("meta"):
            name, content = element.get("property") or element.get("name"), element.get("content")
            if name and content and content.strip():
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> str | None:
        """The first content under the first of these names that the page has."""
        metas = self.metas
        for name in names:
            if name in metas:
                return metas[name][0]
        return None

    @cached_property
    def main_picture(self) -> str | None:
        """Address of the picture that stands for the page, as written."""
        return self.meta("og:image", "og:image:secure_url")

    @cached_property
    def canonical(self) -> str | None:
        """`href` of the canonical link."""
        for link in self._root.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
                return str(link.get("href")).strip()
        return None

    @cached_property
    def title(self) -> str | None:
        """Text of the `title` element; pictures inside the page (SVG) have some too."""
        for element in self._root.iter("title"):
            parent = element.getparent()
            if parent is not None and parent.tag in ("head", "body", "html") and element.text and element.text.strip():
                return element.text
        return None

    @cached_property
    def base(self) -> str | None:
        """What the page says its relative links start from."""
        return next((href for element in self._root.iterfind("head/base") if (href := element.get("href"))), None)

    @cached_property
    def things(self) -> list[dict[str, Any]]:
        """All objects of all JSON-LD scripts; what can be read of a script that is broken."""
        found: list[dict[str, Any]] = []
        for script in self._root.iter("script"):
            if (script.get("type") or "").strip().lower() == "application/ld+json" and script.text:
                found.extend(_objects(_read_json(script.text)))
        return found

    @cached_property
    def article(self) -> dict[str, Any]:
        """The JSON-LD object that describes the article of this page; empty if there is none, or only that of another article."""
        described = [thing for thing in self.things if ARTICLE_TYPES & set(_types(thing))]
        titles = [title for title in (self.meta("og:title"), self.title) if title]
        for thing in described:
            headline = thing.get("headline") or thing.get("name")
            if not isinstance(headline, str) or not titles or headline in titles:
                return thing
            key = match_key(headline)
            if any(key[:_ENOUGH] in title or title[:_ENOUGH] in key for title in map(match_key, titles)):
                return thing
        return {}

    @property
    def types(self) -> list[str]:
        """What the JSON-LD article says that it is."""
        return _types(self.article)

    def jsonld(self, name: str) -> str | None:
        """A text field of the JSON-LD article."""
        value = self.article.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        return value if isinstance(value, str) and value.strip() else None

    @property
    def is_listing(self) -> bool:
        """Whether the page says that it is a section, not an article. `og:type` says `website` on many an article too."""
        return any(LISTING_TYPES & set(_types(thing)) for thing in self.things) and not self.article


def _read_json(text: str) -> Any:
    """A script's JSON; of a broken one (line breaks in texts, commas too many, cut off) the fields that can be made out."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(_COMMA.sub(r"\1", text), strict=False)
    except (ValueError, RecursionError):
        fields = {name: _unescaped(value) for name, value in _FIELD.findall(text)}
        author = _AUTHOR.search(text)
        return {"@type": "NewsArticle", **fields, "author": _unescaped(author[1]) if author else None} if fields else {}


def _unescaped(value: str) -> str:
    """The text that stands between the quotes of a JSON string. WordPress writes Arabic letters as escapes (`\\u0645`)."""
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value.replace('\\"', '"')


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """A JSON-LD document's objects: itself, a list, or what stands in `@graph`."""
    waiting = [data]
    while waiting:
        current = waiting.pop()
        if isinstance(current, list):
            waiting.extend(reversed(current))
        elif isinstance(current, dict):
            yield current
            waiting.append(current.get("@graph"))


def _types(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
