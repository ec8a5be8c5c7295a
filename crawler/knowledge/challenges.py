"""Pages that a protection service puts before a site, told from the site's own: the table `challenges.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from crawler.knowledge.tables import read_table

_LARGEST = 64 * 1024
"""Bytes; the largest of these pages, with its scripts inside, has some 50 kB. Searching a page of 64 kB takes 0.3 ms."""
_ARABIC, _MOST = b"\xd8", 500
"""The first byte, in UTF-8, of half of the Arabic letters, and how often it comes in such a page at most: theirs have a few sentences."""
_CODE = re.compile(rb"<script\b.*?(?:</script|\Z)|<[^>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(rb"<title\b[^>]*>([^<]*)</title", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Challenges:
    """The table."""

    headers: dict[tuple[str, str], str]
    """Name and value, both in small letters, to the service."""
    code: tuple[tuple[str, tuple[bytes, ...]], ...]
    titles: dict[bytes, str]
    first_words: tuple[bytes, ...]
    """Of each row of `code`: without one of them a page need not be taken apart."""

    def said_by(self, header: Callable[[str], str | None]) -> str | None:
        """Who says in a header that the answer is a challenge; `header` gives the value of one by its name."""
        named = {name for name, _ in self.headers}
        values = ((name, (header(name) or "").strip().lower()) for name in named)
        return next((self.headers[pair] for pair in values if pair in self.headers), None)

    def shown_by(self, body: bytes) -> str | None:
        """Whose challenge a page is, by its markup; None for a page of the site. An article about such pages is none.

        >>> challenges().shown_by(b"<title>Just a moment...</title><script>window._cf_chl_opt = {}</script>")
        'cloudflare'
        >>> challenges().shown_by(b"<title>Just a moment</title><p>They wrote <code>_cf_chl_opt</code></p>")
        """
        if len(body) > _LARGEST or body.count(_ARABIC) > _MOST:
            return None
        if (title := _TITLE.search(body)) and (by := self.titles.get(b" ".join(title[1].split()).lower())):
            return by
        if not any(word in body for word in self.first_words):
            return None
        code = b"\n".join(_CODE.findall(body))
        return next((by for by, words in self.code if all(word in code for word in words)), None)


@cache
def challenges() -> Challenges:
    """The table, read once, when it is first needed."""
    table = read_table("challenges.toml")
    code = tuple((row["by"], tuple(word.encode() for word in row["words"])) for row in table["code"])
    return Challenges(
        headers={(row["name"], row["value"]): row["by"] for row in table["headers"]},
        code=code,
        titles={row["title"].lower().encode(): row["by"] for row in table["titles"]},
        first_words=tuple(words[0] for _, words in code),
    )
