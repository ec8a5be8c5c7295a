"""What a response of Scrapy's holds, in the form in which the rest reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.read import parse
from crawler.publisher.reading import charset_of

if TYPE_CHECKING:
    from lxml import etree
    from scrapy.http import Response


def header(response: Response, name: str) -> str | None:
    """The value of a header, or None."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None


def tree_of(response: Response) -> etree._Element:
    """The page of a response. Raises `PageError`."""
    return parse(response.body, charset_of(header(response, "Content-Type")))
