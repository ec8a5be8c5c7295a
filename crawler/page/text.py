"""Lines of text that somebody has scraped already, to raw fields."""

from __future__ import annotations

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.arabic.dateline import split_dateline
from crawler.arabic.normalize import clean_text, match_key
from crawler.page.encoding import decode
from crawler.page.fields import Block, PageError, PageFields, Reading
from crawler.page.read import is_binary
from crawler.page.stamps import is_stamp
from crawler.page.undeclared import HEAD

_HEADLINE = 180
"""Characters of the longest headline."""
_TEXT_ENDS = (".", "،", ",", ":", "؛", ";", "…")
"""A headline may be a question or a call, or end with a quotation; it does not end like this."""
_MARKUP = ("<!doctype html", "<html")
WAY = "text"


def read_text(text: bytes | str, url: str) -> PageFields:
    """Read the text of one article: each line that is not empty is a paragraph, the first one the headline if it looks like one.

    It does if it is short, does not end like a sentence, has a line below it, and is no dateline, date or furniture. Else there is no
    title. `url` is where the text is from, or empty. Raises `PageError`: `empty`, `not_text` (binary, or HTML), `no_body`.
    """
    if not text or text.isspace():
        raise PageError("empty", "the text has no bytes")
    begins = repr(text[:8])
    if isinstance(text, bytes):
        text = decode(text)[0]
    if is_binary(text.encode("utf-8", "replace")):
        raise PageError("not_text", f"this is no text, it begins with {begins}")
    if text[:100].lstrip().lower().startswith(_MARKUP):
        raise PageError("not_text", "this is HTML: read it without --text")
    if not any(character.isalnum() for character in text):
        raise PageError("no_body", "the text has no letters")
    lines = [line for raw in text.splitlines() if (line := clean_text(raw))]
    title = lines.pop(0) if _has_headline(lines) else ""
    if title and match_key(lines[0]) == match_key(title):
        lines.pop(0)
    return PageFields(
        url=url,
        title=Reading(title, WAY) if title else None,
        blocks=[Block("p", line) for line in lines if not is_stamp(line)],
        body_way=WAY,
        signs_off=True,
        published=[Reading(line, WAY) for line in lines[:HEAD] if is_stamp(line)],
    )


def _has_headline(lines: list[str]) -> bool:
    if len(lines) < 2:
        return False
    first = lines[0]
    if len(first) > _HEADLINE or first.endswith(_TEXT_ENDS):
        return False
    return not is_stamp(first) and split_dateline(first) is None and boilerplate_kind(first) is None
