"""Addresses that stand in a page."""

from __future__ import annotations

from urllib.parse import urljoin


def absolute(base: str, address: str | None) -> str | None:
    """An address as a whole one; None where there is none, or one that cannot be read.

    >>> absolute("https://sana.sy/locals/5/", "../6/ ")
    'https://sana.sy/locals/6/'
    >>> absolute("https://sana.sy/", "http://[sana")
    """
    if not address or address.isspace():
        return None
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return None
