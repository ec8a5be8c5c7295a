"""Addresses that stand in a page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_WHOLE = ("https://", "http://")
"""How an address begins that is whole already, as most are: joining is fifty times as slow."""
_BRACKETS = frozenset("[]")
"""Around an IPv6 address, which may be none."""

_JOINED = re.compile(r"^/[/\\]|/\.|[;\[\]\s]|\?#|[?#]$")
"""In an address from the root, what cannot simply be put behind the name of the host."""


@lru_cache(maxsize=64)
def _origin(base: str) -> str | None:
    """Scheme and host of a page's address; None where it has none, or is broken."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else None


def absolute(base: str, address: str | None) -> str | None:
    """An address as a whole http(s) one; None where there is none, or one that cannot be read (`mailto:`, `javascript:`, broken).

    >>> absolute("https://sana.sy/locals/5/", "../6/ ")
    'https://sana.sy/locals/6/'
    >>> absolute("https://sana.sy/", "http://[sana")
    """
    if not address or address.isspace():
        return None
    address = address.strip()
    if address.startswith(_WHOLE) and not _BRACKETS.intersection(address):
        return address
    if address.startswith("/") and address.isascii() and not _JOINED.search(address) and (origin := _origin(base)):
        return origin + address
    try:
        whole = urlsplit(urljoin(base, address)).geturl()  # which has the scheme in lower case
    except ValueError:
        return None
    return whole if whole.startswith(_WHOLE) else None
