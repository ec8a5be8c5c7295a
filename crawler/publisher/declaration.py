"""A draft as the Python file of a spider.

Whatever comes from a site's pages goes into it as a string literal or as plain words: a page must not be able to write code.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from w3lib.url import safe_url_string

from crawler.arabic import clean_text
from crawler.knowledge.countries import countries
from crawler.knowledge.publisher import Publisher
from crawler.publisher.draft import Draft
from crawler.publisher.spider import NewsSpider

WIDTH = 140
"""Characters of a line, as in the rest of the project."""
_SIGNS = frozenset('"\\`|[]<>')
"""What would end a string of Python or say something in Markdown; no name needs them."""


def declaration(draft: Draft) -> str:
    """The file, as ruff formats it."""
    imports = [f"from crawler.page.layouts import {draft.theme}"] if draft.theme else []
    imports += ["from crawler.publisher import ArticleUrl, NewsSpider, Publisher"]
    name = "".join(part.title() for part in draft.publisher.id.split("_"))
    return "\n".join([*docstring(draft), "", *imports, "", "", f"class {name}Spider(NewsSpider):", *body(draft)]) + "\n"


def docstring(draft: Draft) -> list[str]:
    """Who it is, what was seen and when, what is guessed, and what nobody has looked at."""
    publisher = draft.publisher
    lines = [
        f'"""{words(publisher.english)} ({words(publisher.arabic)}), {words(safe_url_string(publisher.home))}',
        "",
        *_wrapped(f"{seen(draft)}."),
    ]
    if draft.guessed:
        lines += _wrapped(f"Guessed: {guesses(draft)}.")
    return [*lines, *_wrapped(f"Unconfirmed: {'; '.join(draft.unconfirmed)}."), '"""']


def seen(draft: Draft) -> str:
    """What the declaration rests on, in words."""
    found = (_many(len(draft.feeds), "feed"), _many(len(draft.sitemaps), "sitemap"), _many(len(draft.sections), "listing"))
    articles = _many(len(draft.articles), "article")
    how = f"by the theme {draft.theme.title()}" if draft.theme else "without a layout"
    marks = f" (the home page says: {', '.join(map(words, draft.marks))})" if draft.marks else ""
    return (
        f"Drafted by `scrapy newpublisher` from the site of {draft.day:%Y-%m-%d}: {', '.join(filter(None, found))}, "
        f"{draft.fitting + len(draft.others)} addresses of articles, {articles} read {how}{marks}"
    )


def guesses(draft: Draft) -> str:
    """What of the publisher is guessed, and what from."""
    sources: dict[str, list[str]] = {}
    for field, source in draft.guessed.items():
        sources.setdefault(source, []).append(field)
    return "; ".join(f"{', '.join(fields)} ({source})" for source, fields in sources.items())


def body(draft: Draft) -> Iterator[str]:
    """The class."""
    yield from _call("publisher = Publisher", _arguments(draft.publisher))
    yield from ("", "    # Discovery")
    yield from _tuple("feeds", draft.feeds)
    yield from _tuple("sitemaps", draft.sitemaps)
    yield from _dict("sections", draft.sections)
    if draft.sections and draft.pages and draft.pages != NewsSpider.pages:
        yield f"    pages = {_literal(draft.pages)}"
    query = f", query_id={_literal(draft.article_url.query_id)}" if draft.article_url.query_id else ""
    yield f'    article_url = ArticleUrl(r"{draft.article_url.path}"{query})'
    if draft.theme:
        yield from ("", "    # Page", f"    layouts = ({draft.theme},)")


def words(text: str) -> str:
    """Text that can stand in a docstring, in a literal as it is, and in a cell of the docs page."""
    kept = (character for character in clean_text(text) if character.isprintable() and character not in _SIGNS)
    return " ".join("".join(kept).split())


def _arguments(publisher: Publisher) -> list[str]:
    values = {name: words(getattr(publisher, name)) for name in ("id", "arabic", "english", "country")}
    values |= {"home": safe_url_string(publisher.home), "kind": publisher.kind}
    values |= {"timezone": words(publisher.timezone)} if publisher.timezone != countries().zones.get(publisher.country) else {}
    return [*(f"{name}={_literal(value)}" for name, value in values.items()), *([] if publisher.slash else ["slash=False"])]


def _call(start: str, arguments: Sequence[str]) -> Iterator[str]:
    inner = f"        {', '.join(arguments)}"
    line = f"    {start}({inner.strip()})"
    if len(line) <= WIDTH:
        yield line
    else:
        yield from (f"    {start}(", *([inner] if len(inner) <= WIDTH else [f"        {argument}," for argument in arguments]), "    )")


def _tuple(name: str, addresses: Sequence[str]) -> Iterator[str]:
    literals = [_literal(safe_url_string(address)) for address in addresses]
    line = f"    {name} = ({', '.join(literals)}{',' if len(literals) == 1 else ''})"
    if literals and len(line) <= WIDTH:
        yield line
    elif literals:
        yield from (f"    {name} = (", *(f"        {literal}," for literal in literals), "    )")


def _dict(name: str, values: Mapping[str, str]) -> Iterator[str]:
    pairs = [f"{_literal(words(key))}: {_literal(safe_url_string(address))}" for key, address in values.items()]
    line = f"    {name} = {{{', '.join(pairs)}}}"
    if pairs and len(line) <= WIDTH:
        yield line
    elif pairs:
        yield from (f"    {name} = {{", *(f"        {pair}," for pair in pairs), "    }")


def _literal(text: str) -> str:
    """A string as Python writes it, whatever stands in it: JSON's escapes are Python's too."""
    return json.dumps(text, ensure_ascii=False)


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count > 1 else ''}" if count else ""


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
