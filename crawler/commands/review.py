"""A drafted article as a person checks it against its page: every field by its name, and what is doubtful about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import orjson

from crawler.arabic import boilerplate_kind, match_key
from crawler.commands.crawlall import ISOLATE
from crawler.commands.show import END_ISOLATE, RIGHT_TO_LEFT, shown, wrap

UNREAD = ("id", "revision", "url", "publisher", "body", "structure", "text_hash", "story", "crawled_at", "extraction", "schema_version")
"""Fields that are not shown in a line of their own: the machine's, and the text, which stands below them."""
MAY_BE_EMPTY = ("labels", "credits", "citations", "part_of", "rights", "modified_at", "related")
"""Fields that most articles do not have."""
WIDTH = len("published_precision")
"""Characters of the column of names."""
SHORT = 6
"""Words; a last paragraph of fewer is more often a credit than a sentence."""
LONG_TITLE = 25
"""Words."""

_STOP = re.compile(r"[.!?؟…][\"»”)\]]*$")
_ADDRESS = re.compile(r"https?://|www\.|@\w", re.ASCII)
_SITE_NAME = re.compile(r"\s[|–—-]\s")
"""Between a headline and the name of its site."""


def review(article: Mapping[str, Any], linked: Collection[str], width: int) -> Iterator[str]:
    """Lines of at most `width` characters; `linked` are the paragraphs of the page that hold a link, as `doubts` takes them."""
    yield f"== {article['id']}  {shown(article['url'])}"
    for name, value in article.items():
        if name in UNREAD or value in (None, [], ""):
            continue
        way = article["extraction"].get(name)
        yield f"{name:{WIDTH}} {isolated(value)}{f'  ({way})' if way else ''}"
    yield f"{'body':{WIDTH}} {len(article['structure'])} paragraphs  ({article['extraction'].get('body', 'no way')})"
    for kind, paragraph in zip(article["structure"], article["body"].split("\n\n"), strict=False):
        mark = "" if kind == "p" else f"[{kind}] "
        yield from (f"  {RIGHT_TO_LEFT}{line}" for line in wrap(mark + shown(paragraph), width - 3))
    if empty := [name for name in MAY_BE_EMPTY if not article[name]]:
        yield f"{'empty, as often':{WIDTH}} {', '.join(empty)}"
    yield from (f"  ! {doubt}" for doubt in doubts(article, linked))


def isolated(value: Any) -> str:
    """A value on one line, its Arabic apart from the line around it.

    >>> isolated(["أ", "ب"]).count(ISOLATE)
    2
    """
    if isinstance(value, list):
        return ", ".join(map(isolated, value))
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"{ISOLATE}{shown(text)}{END_ISOLATE}"


def doubts(article: Mapping[str, Any], linked: Collection[str] = ()) -> Iterator[str]:
    """What to look at first, in words. `linked` are the display forms of the page's blocks that hold a link."""
    yield from _fields(article)
    paragraphs = article["body"].split("\n\n") if article["body"] else []
    if len(paragraphs) == 1:
        yield "body is one paragraph: is that all of it, and is it parted in the page?"
    seen: dict[str, int] = {}
    for number, paragraph in enumerate(paragraphs, 1):
        quoted = f"paragraph {number}: {isolated(_beginning(paragraph))}"
        key = match_key(paragraph)
        if earlier := seen.get(key):
            yield f"{quoted} is paragraph {earlier} once more"
        seen.setdefault(key, number)
        if kind := boilerplate_kind(paragraph):
            yield f"{quoted} looks like furniture ({kind})"
        elif _ADDRESS.search(paragraph):
            yield f"{quoted} holds an address"
        if any(paragraph == text or text.endswith(paragraph) for text in linked):
            yield f"{quoted} holds a link: is it text, or one to another article?"
    if paragraphs and len(paragraphs[-1].split()) < SHORT:
        yield f"the last paragraph is short: {isolated(paragraphs[-1])}"
    elif paragraphs and article["structure"][-1:] == ["p"] and not _STOP.search(paragraphs[-1]):
        yield f"the last paragraph has no stop: {isolated('... ' + paragraphs[-1][-40:])}"


def _fields(article: Mapping[str, Any]) -> Iterator[str]:
    if article["published_at"] is None:
        yield "published_at is empty: no date was found, or none could be read"
    elif article["published_precision"] == "day":
        yield "published_at has only a day: does the page give a time?"
    if generic := [name for name, way in article["extraction"].items() if way == "generic"]:
        yield f"by no layout, only by the generic way: {', '.join(generic)}"
    if empty := [name for name in _may_be_looked_for(article) if not article[name]]:
        yield f"empty: {', '.join(empty)}: does the page show it?"
    if not article["complete"]:
        yield "complete is false: a part of the text is missing"
    if len(article["title"].split()) > LONG_TITLE or _SITE_NAME.search(article["title"]):
        yield f"title may hold more than the headline: {isolated(article['title'])}"
    for source in article["sources"]:
        if source["id"] is None and source["kind"] != "generic":
            yield f"sources: {isolated(source['name'])} is in no table ({source['found_in']})"


def _may_be_looked_for(article: Mapping[str, Any]) -> list[str]:
    machine = (*UNREAD, *MAY_BE_EMPTY, "published_at", "published_precision", "complete")
    return [name for name in article if name not in machine]


def _beginning(paragraph: str) -> str:
    return paragraph if len(paragraph) <= SHORT * 10 else f"{paragraph[: SHORT * 10]}..."
