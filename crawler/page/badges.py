"""What a page calls its article: the badges beside the headline, and the kind of article that they, section and metadata make of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from crawler.items import Kind
from crawler.knowledge.kinds import kinds
from crawler.page.fields import Block, Picture
from crawler.page.metadata import Metadata
from crawler.page.vicinity import beside

_BADGE = 25
"""Characters of the longest badge."""


def read_badges(elements: Sequence[etree._Element], heading: int) -> list[str]:
    """Short texts beside the headline, which stands at `heading` among a page's elements; what stands between bars in a longer one
    (`9 مايو | حوارات`) too.
    """
    pieces = (piece for text, _ in beside(elements, heading) for piece in map(str.strip, text.split("|")))
    return [piece for piece in dict.fromkeys(pieces) if piece and len(piece) <= _BADGE]


def labels_of(badges: Iterable[str]) -> list[str]:
    """Those that are kept as labels."""
    return [badge for badge in badges if kinds().label(badge)]


def kind_of(metadata: Metadata, badges: Iterable[str], section: str | None) -> Kind:
    """What the page says that it is: by its metadata, else by its section, else by a badge."""
    if "LiveBlogPosting" in metadata.types:
        return "live"
    return "opinion" if "OpinionNewsArticle" in metadata.types else kinds().kind(badges, section)


def with_captions(blocks: list[Block], kind: Kind, pictures: Iterable[Picture]) -> list[Block]:
    """The paragraphs; in a story told by pictures their captions are the text."""
    return blocks + [Block("p", picture.caption) for picture in pictures if picture.caption] if kind == "photo" else blocks
