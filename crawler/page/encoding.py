"""Bytes to text, for pages that declare the wrong charset."""

from __future__ import annotations

import codecs
import re

FALLBACK = "windows-1256"
"""The charset of old Arabic sites, whatever they declare."""

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_ARABIC = re.compile("[\u0621-\u064a]")
_MANY = 3
"""A page with as many broken bytes as Arabic letters divided by this is not in the charset that it declares."""


def decode(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text of a page and the charset that gave it.

    `declared` is what the HTTP header says; without it the page's own `meta` counts, else UTF-8. If that gives broken characters or no
    Arabic letters, and windows-1256 gives Arabic letters, it is windows-1256. A single broken byte in a UTF-8 page stays U+FFFD.
    """
    charset = known_charset(declared) or known_charset(charset_in(body)) or "utf-8"
    text = body.decode(charset, "replace")
    broken, arabic = text.count("\ufffd"), None
    if broken or not _ARABIC.search(text):
        arabic = len(_ARABIC.findall(text))
        if broken * _MANY > arabic or not arabic:
            other = body.decode(FALLBACK, "replace")
            if len(_ARABIC.findall(other)) > arabic and is_arabic_text(other):
                return other, FALLBACK
    return text, charset


def as_utf8(body: bytes, declared: str | None = None) -> bytes:
    """The bytes of a page as UTF-8, by the rules of `decode`."""
    if known_charset(declared) in (None, "utf-8"):
        try:
            # Mostly it is UTF-8 as it came.
            if _ARABIC.search(body.decode("utf-8")) and known_charset(charset_in(body)) in (None, "utf-8"):
                return body
        except UnicodeDecodeError:
            pass
    return decode(body, declared)[0].encode("utf-8")


def is_arabic_text(text: str) -> bool:
    """Whether Arabic letters stand in words: Latin text with accents, read as windows-1256, has them one by one."""
    return len(re.findall("[\u0621-\u064a]{3}", text)) > 2


def charset_in(body: bytes) -> str | None:
    """The charset that a page's own `meta` declares."""
    match = _DECLARED.search(body, 0, _DECLARED_WITHIN)
    return match[1].decode("ascii") if match else None


def known_charset(name: str | None) -> str | None:
    """Python's name of a charset; None for one that it does not know. Latin-1 is read as windows-1252, as browsers do."""
    if not name:
        return None
    try:
        known = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    return "windows-1252" if known in ("iso8859-1", "ascii") else known
