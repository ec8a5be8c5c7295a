"""What is read from a page before anything is cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.items import Kind, Paragraph


class PageError(Exception):
    """A page gives no article. Raised by `read_page`; `reason` is one word for `rejected/`, `detail` says what was seen."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class Block:
    """One paragraph of the body, its text as it stands in the page."""

    kind: Paragraph
    text: str
    href: str | None = None
    """Where the one link in it leads to, as written."""
    is_link: bool = False
    """Whether it is that link and nothing else, or a row of links."""


@dataclass(slots=True)
class Picture:
    """An image and the caption under it."""

    url: str
    caption: str | None = None
    credit: str | None = None
    """Who made it, where that stands in an element of its own."""


@dataclass(slots=True)
class Link:
    """A headline that is a link."""

    text: str
    url: str


@dataclass(slots=True)
class Reading:
    """A raw value and the way by which it was found (`layout:foxiz`, `opengraph`, ...)."""

    text: str
    way: str


@dataclass(slots=True, kw_only=True)
class PageFields:
    """The raw fields of an article page. Texts are as in the page; addresses are absolute."""

    url: str
    """Where the page is from, for relative links."""
    title: Reading | None = None
    blocks: list[Block] = field(default_factory=list)
    kind: Kind = "news"
    labels: list[str] = field(default_factory=list)
    """Badges beside the headline."""
    body_way: str
    signs_off: bool
    published: list[Reading] = field(default_factory=list)
    """All that the page says of it, most trusted first: a date that cannot be read leaves it to the next."""
    modified: list[Reading] = field(default_factory=list)
    section: Reading | None = None
    tags: list[Reading] = field(default_factory=list)
    authors: list[Reading] = field(default_factory=list)
    standfirst: Reading | None = None
    description: Reading | None = None
    pictures: list[Picture] = field(default_factory=list)
    pictures_way: str | None = None
    related: list[Link] = field(default_factory=list)
    site_name: str | None = None
    canonical_url: str | None = None
    complete: bool = True
    """False where the page itself says that a wall stands in front of the rest."""
    parts: dict[int, str] = field(default_factory=dict)
    """Addresses of the further parts of the article, by their number from 2 on, where it goes on over several pages."""
    others: list[PageFields] = field(default_factory=list)
    """Articles that stand below this one on the same page, each with its own address in `canonical_url` where it says so."""
