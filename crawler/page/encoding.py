"""Bytes to text, for pages that declare the wrong charset."""

from __future__ import annotations

import codecs
import re

FALLBACK = "windows-1256"
"""The charset of old Arabic sites, whatever they declare."""

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_OF_THE_WEB = re.compile(
    r"utf-(?:8|16|16-le|16-be)|cp(?:125[0-8]|720|86[46]|874)|iso8859-\d+|koi8-[ru]|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+"
)
"""Python's names of the charsets that pages are in: it knows many more, some of which cannot hold a page at all."""
_OFTEN_WRONG = ("utf-8", "windows-1252", "iso8859-15")
"""Charsets that servers declare for pages of which they know nothing."""
_ARABIC = re.compile("[\u0621-\u064a]")
_MANY = 3
"""A page with more broken bytes than Arabic letters divided by this is not in the charset with which it was read."""


def decode(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text of a page and the charset that gave it.

    A byte order mark decides. Then what reads as Arabic in UTF-8 is UTF-8, whatever is declared: bytes of another charset hardly ever do,
    and a single broken byte stays U+FFFD. Else it is the charset of the HTTP header (`declared`) or of the page's own `meta`. If that gives
    broken characters or no Arabic letters, and windows-1256 gives Arabic letters, it is windows-1256.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), charset
    text, charset = body.decode("utf-8", "replace"), "utf-8"
    if not _reads_as_arabic(text):
        charset = known_charset(declared) or known_charset(charset_in(body)) or "utf-8"
        if charset != "utf-8":
            text = body.decode(charset, "replace")
        if not _reads_as_arabic(text) and ("\ufffd" in text or charset in _OFTEN_WRONG):
            other = body.decode(FALLBACK, "replace")
            if is_arabic_text(other):
                return other, FALLBACK
    return text, charset


def _reads_as_arabic(text: str) -> bool:
    broken = text.count("\ufffd")
    if not broken:
        return _ARABIC.search(text) is not None
    return 0 < broken * _MANY <= len(_ARABIC.findall(text))


def as_utf8(body: bytes, declared: str | None = None) -> bytes:
    """The bytes of a page as UTF-8, by the rules of `decode`."""
    try:
        # Mostly it is UTF-8 as it came.
        if _ARABIC.search(body.decode("utf-8")):
            return body
    except UnicodeDecodeError:
        pass
    return decode(body, declared)[0].encode("utf-8")


def is_arabic_text(text: str) -> bool:
    """Whether Arabic letters stand in words: Latin text with accents, read as windows-1256, has them one by one."""
    return len(re.findall("[\u0621-\u064a]{3}", text)) > 2


def charset_in(body: bytes) -> str | None:
    """The charset that a page's own `meta` declares; not UTF-16, in which nobody could have found it."""
    match = _DECLARED.search(body, 0, _DECLARED_WITHIN)
    return match[1].decode("ascii") if match and not match[1].lower().startswith(b"utf-16") else None


def known_charset(name: str | None) -> str | None:
    """Python's name of a charset; None for one that no page is in. Latin-1 is read as windows-1252, as browsers do."""
    if not name:
        return None
    try:
        known = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    if known in ("iso8859-1", "ascii", "cp1252"):
        return "windows-1252"
    return known if _OF_THE_WEB.fullmatch(known) else None
