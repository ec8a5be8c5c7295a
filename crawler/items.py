"""The schema: what Khabar writes, one dataclass a thing, in the order in which the keys stand in a line.

This is the product's contract. Every key is always there; what a page does not give is `null` or `[]`.
A field changes its meaning only together with `SCHEMA_VERSION`. `docs/article.schema.json` is made from these classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SCHEMA_VERSION = 1

Kind = Literal["news", "flash", "live", "opinion", "interview", "photo", "video", "official", "sponsored", "correction"]
Precision = Literal["second", "minute", "day"]
Paragraph = Literal["p", "heading", "quote", "list", "verse", "table", "question", "answer", "entry"]
CreditRole = Literal["editing", "translation", "contribution", "photo", "video"]
SourceKind = Literal["agency", "outlet", "organisation", "generic"]
SourceRole = Literal["text", "photo", "video", "translation"]
SourceSlot = Literal["dateline", "credit", "byline", "mark", "tail", "caption", "publisher"]
Relation = Literal["same", "cut", "rewrite"]
LinkKind = Literal["story", "origin", "moved"]


@dataclass(kw_only=True, slots=True)
class Dateline:
    """The opening mark of a story: where it was filed, when, and by which agency (`موسكو-سانا`)."""

    place: str | None = None
    """Place as the page writes it: `موسكو`."""
    date: str | None = None
    """The day in the dateline, ISO 8601 (`2025-01-15`), if it has one."""
    agency: str | None = None
    """Id of the agency (`sana`), or its name as written where no table knows it."""
    text: str = ""
    """The dateline as the page shows it: `موسكو-سانا`."""


@dataclass(kw_only=True, slots=True)
class Credit:
    """A person who had a hand in the article without having written it."""

    name: str
    """The person's name as the page writes it."""
    role: CreditRole
    """What the person did."""


@dataclass(kw_only=True, slots=True)
class Source:
    """Somebody whom the page credits with the text or with a picture."""

    id: str | None = None
    """Id in `knowledge/agencies.toml`; `null` where the table does not know the name."""
    name: str
    """The table's name; as the page writes it where no table knows it."""
    kind: SourceKind
    """What sort of body it is; `generic` for `وكالات`."""
    role: SourceRole = "text"
    """What it is credited with."""
    found_in: SourceSlot
    """Which slot of the page names it."""
    text: str = ""
    """The credit as the page shows it: `المصدر: يونهاب`."""


@dataclass(kw_only=True, slots=True)
class Citation:
    """An agency or outlet that is quoted in the text. It says who is quoted, not where the text is from."""

    id: str | None = None
    """Id in `knowledge/agencies.toml`, or `null`."""
    name: str
    """Name as the text writes it."""
    paragraph: int
    """0-based number of the paragraph of `body` that names it."""


@dataclass(kw_only=True, slots=True)
class Image:
    """A picture of the article."""

    url: str
    """Absolute address."""
    caption: str | None = None
    """Caption as the page shows it, without the credit."""
    credit: str | None = None
    """Who took or owns the picture."""


@dataclass(kw_only=True, slots=True)
class Related:
    """A headline that the page shows as related."""

    title: str
    """The headline."""
    url: str | None = None
    """Absolute address, if it is a link."""


@dataclass(kw_only=True, slots=True)
class Rights:
    """What the page declares about its use."""

    holder: str | None = None
    """Who holds the copyright."""
    license: str | None = None
    """Address or name of the licence."""
    tdm_reserved: bool | None = None
    """Whether text and data mining is reserved; `null` if the page does not say."""


@dataclass(kw_only=True, slots=True)
class Article:
    """One article, as one line of `articles/`."""

    id: str
    """Stable for ever: publisher and its own article number (`sana:2108756`), else publisher and 16 hex digits of a hash of `url`."""
    revision: int = 1
    """1, then 2 ... when the text under the same `id` changed."""
    url: str
    """Canonical address, identity-bearing query kept (`?p=2108756`); empty for a text of `extract --text` that came without one."""
    publisher: str
    """Name of the spider (`sana`), else id or host of the site; `unknown` for a text without `url` (its `id` has a hash of the text)."""
    kind: Kind = "news"
    """What sort of article; other than `news` only where the page itself says so."""
    title: str
    """Headline without the site's name; empty for a text of `extract --text` that came without one."""
    labels: list[str] = field(default_factory=list)
    """Badges beside the headline (`عاجل`, `خاص`); words inside the headline stay in it."""
    summary: str | None = None
    """The page's own standfirst, if it is not the first paragraph."""
    body: str
    """Paragraphs joined by a blank line; a single line break only where it means something (verse, table rows)."""
    structure: list[Paragraph] = field(default_factory=list)
    """One word for each paragraph of `body`."""
    published_at: str | None = None
    """ISO 8601 with offset, in the publisher's zone."""
    modified_at: str | None = None
    """ISO 8601 with offset, in the publisher's zone."""
    published_precision: Precision | None = None
    """How exact `published_at` is; for `day` its time of day means nothing."""
    authors: list[str] = field(default_factory=list)
    """People who wrote it; never an organisation."""
    credits: list[Credit] = field(default_factory=list)
    """Other people who had a hand in it."""
    dateline: Dateline | None = None
    """Place, date and agency in front of the text."""
    origin: str | None = None
    """Id of the one agency or outlet that this text comes from; `null` where the page names several or none."""
    sources: list[Source] = field(default_factory=list)
    """Who is credited, strongest first."""
    citations: list[Citation] = field(default_factory=list)
    """Agencies and outlets quoted in the text."""
    section: str | None = None
    """Section of the site, as the page names it."""
    tags: list[str] = field(default_factory=list)
    """Tags, as the page names them."""
    images: list[Image] = field(default_factory=list)
    """Pictures, main picture first."""
    language: str = "ar"
    """BCP 47."""
    related: list[Related] = field(default_factory=list)
    """Headlines shown as related, in page order, once each."""
    part_of: str | None = None
    """For an article found inside another's page: the host's `id`."""
    complete: bool = True
    """False where a paywall or a missing page cut the text."""
    rights: Rights | None = None
    """What the page declares about its use."""
    story: str
    """`id` of the first article seen of the same story (its own if first)."""
    text_hash: str
    """32 hex digits over the comparing form of title and body: equal means the same text."""
    crawled_at: str
    """When the page was received, ISO 8601, UTC."""
    extraction: dict[str, str] = field(default_factory=dict)
    """Which way gave each field: `layout:foxiz`, `jsonld`, `opengraph`, `meta`, `discovery`, `generic`, `text`."""
    schema_version: int = SCHEMA_VERSION
    """Version of this contract."""


@dataclass(kw_only=True, slots=True)
class Duplicate(Article):
    """An article that is a copy of another one: a line of `duplicates/`."""

    duplicate_of: str
    """`id` of the article that it is a copy of, which may be a copy itself; the first of them all is `story`."""
    relation: Relation
    """How the two texts stand to each other."""
    similarity: float
    """0 to 1; 1 for the same text."""
    reason: str
    """In words, why this is a copy."""


@dataclass(kw_only=True, slots=True)
class Marked(Article):
    """A line of `articles/` with `NEAR_DUPLICATES = "mark"`: a copy, or an article that is none."""

    duplicate_of: str | None = None
    """`id` of the article that it is a copy of, which may be a copy itself; the first of them all is `story`. `null` if it is none."""
    relation: Relation | None = None
    """How the two texts stand to each other; `null` if it is no copy."""
    similarity: float | None = None
    """0 to 1; 1 for the same text; `null` if it is no copy."""
    reason: str | None = None
    """In words, why this is a copy; `null` if it is none."""


@dataclass(kw_only=True, slots=True)
class Rejected:
    """A page that gave no article: a line of `rejected/`."""

    url: str
    """Address of the page."""
    publisher: str
    """Name of the spider."""
    reason: str
    """One word: `no_title`, `no_body`, `language`, `section`, `not_html`, `not_found`, ..."""
    detail: str
    """In words, what was seen."""
    crawled_at: str
    """When the page was received, ISO 8601, UTC."""


@dataclass(kw_only=True, slots=True)
class Gone:
    """A page that had been stored and is no longer there: a line of `gone/`. The article stays."""

    id: str
    """`id` of the article."""
    url: str
    """Address of the page."""
    publisher: str
    """Name of the spider."""
    status: int
    """HTTP status that said so: 404 or 410."""
    crawled_at: str
    """When the answer was received, ISO 8601, UTC."""


@dataclass(kw_only=True, slots=True)
class Link:
    """What was found out about an article after its line was written: a line of `links/`."""

    kind: LinkKind
    """`story`: two stories are one. `origin`: the agency's own article came after a copy that credits it. `moved`: an article stands
    at a new address."""
    id: str
    """The story that is part of another; the copy; the `id` that the new address would have given."""
    to: str
    """The story that it is part of, which was first; the agency's article; the `id` that the article keeps."""
    url: str
    """Address of the page where that was found out."""
    publisher: str
    """Name of the spider."""
    reason: str
    """In words, why."""
    crawled_at: str
    """When the page was received, ISO 8601, UTC."""
