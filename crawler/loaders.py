"""Raw fields in, clean fields out; `assemble` makes the article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from itemloaders import ItemLoader
from itemloaders.processors import Identity, TakeFirst

from crawler.arabic import DatelineSplit, boilerplate_kind, clean_text, match_key, parse_date, split_dateline, split_sign_off, text_hash
from crawler.items import Article, Dateline, Image, Paragraph, Precision, Related, Source
from crawler.knowledge import agencies
from crawler.knowledge.publisher import Publisher
from crawler.page.fields import Block, Link, PageFields, Picture, Reading

_SEPARATOR = re.compile(r"\s+[-–—|»:]+\s+")
"""Between a headline and the site's name, in metadata."""


# Processors: small callables, each from the list of a field's raw values to its clean ones


def clean_texts(values: Iterable[str]) -> list[str]:
    """Texts in their display form, without those that are empty.

    >>> clean_texts(["  دمشق \\n اليوم ", " "])
    ['دمشق اليوم']
    """
    return [text for value in values if (text := clean_text(value))]


def clean_once(values: Iterable[str]) -> list[str]:
    """Clean texts, each once.

    >>> clean_once(["حمص", " حمص ", "مياه"])
    ['حمص', 'مياه']
    """
    return list(dict.fromkeys(clean_texts(values)))


def clean_blocks(blocks: Iterable[Block]) -> list[Block]:
    """Paragraphs in their display form, without the site's furniture.

    >>> clean_blocks([Block("p", " خبر  قصير. "), Block("p", "اقرأ أيضاً:")])
    [Block(kind='p', text='خبر قصير.')]
    """
    cleaned = (Block(block.kind, clean_text(block.text)) for block in blocks)
    return [block for block in cleaned if block.text and boilerplate_kind(block.text) is None]


def clean_links(links: Iterable[Link]) -> list[Related]:
    """Headlines, each once: quotation marks, dots and spaces do not make two.

    >>> [related.title for related in clean_links([Link("«خبر»", "a"), Link("خبر ", "b"), Link("", "c")])]
    ['«خبر»']
    """
    found: dict[str, Related] = {}
    for link in links:
        if title := clean_text(link.text):
            found.setdefault(match_key(title), Related(title=title, url=link.url))
    return list(found.values())


def clean_pictures(pictures: Iterable[Picture]) -> list[Image]:
    """Pictures with clean captions.

    >>> clean_pictures([Picture("https://a/b.jpg", " في  دمشق ")])
    [Image(url='https://a/b.jpg', caption='في دمشق', credit=None)]
    """
    return [Image(url=picture.url, caption=clean_text(picture.caption or "") or None) for picture in pictures]


class ArticleLoader(ItemLoader):
    """Cleans each raw field of a page into a dict; what is absent stays absent."""

    default_item_class = dict
    default_input_processor = Identity()
    default_output_processor = TakeFirst()

    title_in = section_in = standfirst_in = description_in = staticmethod(clean_texts)
    tags_in = authors_in = staticmethod(clean_once)
    blocks_in = staticmethod(clean_blocks)
    related_in = staticmethod(clean_links)
    pictures_in = staticmethod(clean_pictures)
    tags_out = authors_out = blocks_out = related_out = pictures_out = published_out = modified_out = Identity()


def load_fields(page: PageFields) -> dict[str, Any]:
    """The clean fields of a page, and under `ways` how each was found."""
    loader = ArticleLoader()
    ways = {"body": page.body_way}
    for name in ("title", "section", "standfirst", "description"):
        reading: Reading | None = getattr(page, name)
        if reading is not None:
            loader.add_value(name, reading.text)
            ways[name] = reading.way
    for name in ("tags", "authors"):
        readings: list[Reading] = getattr(page, name)
        if readings:
            loader.add_value(name, [reading.text for reading in readings])
            ways[name] = readings[0].way
    for name in ("blocks", "related", "pictures", "published", "modified"):
        loader.add_value(name, getattr(page, name))
    fields: dict[str, Any] = loader.load_item()
    return fields | {"ways": ways, "signs_off": page.signs_off, "site_name": page.site_name, "pictures_way": page.pictures_way}


# From clean fields to the article


def assemble(
    fields: dict[str, Any],
    publisher: Publisher,
    received_at: datetime,
    *,
    url: str,
    number: str | None,
    hint_published: datetime | None = None,
    hint_title: str | None = None,
) -> Article:
    """The article of a page, from `load_fields`.

    `received_at` (aware, UTC) is the "now" of relative dates; `url` is canonical; `number` is the publisher's own number of the article.
    The hints are what a source said of it, used where the page says nothing. Never raises for what a page holds: what cannot be read is
    absent.
    """
    ways: dict[str, str] = fields["ways"]
    text = Text.of(fields.get("blocks", []), publisher, signs_off=fields["signs_off"])
    published = read_time(fields.get("published", []), publisher, received_at) or hinted_time(hint_published, publisher)
    modified = read_time(fields.get("modified", []), publisher, received_at)
    title = headline(fields, publisher) or clean_text(hint_title or "")
    summary, summary_way = standfirst(fields, text, publisher)
    authors = list(dict.fromkeys([*fields.get("authors", []), *text.authors]))
    article_id = f"{publisher.id}:{number or blake2b(url.encode(), digest_size=8).hexdigest()}"
    sources = dateline_sources(text.dateline)
    found = {
        "title": ways["title"] if fields.get("title") else "discovery" if title else None,
        "summary": summary_way,
        "body": ways["body"] if text.body else None,
        "published_at": published.way if published else None,
        "modified_at": modified.way if modified else None,
        "authors": ways.get("authors", ways["body"]) if authors else None,
        "section": ways.get("section"),
        "tags": ways.get("tags"),
        "images": fields["pictures_way"] if fields.get("pictures") else None,
        "related": ways["body"] if fields.get("related") else None,
    }
    return Article(
        id=article_id,
        url=url,
        publisher=publisher.id,
        title=title,
        summary=summary,
        body=text.body,
        structure=text.structure,
        published_at=published.iso if published else None,
        modified_at=modified.iso if modified else None,
        published_precision=published.precision if published else None,
        authors=authors,
        dateline=text.dateline,
        origin=sources[0].id if sources else None,
        sources=sources,
        section=fields.get("section"),
        tags=fields.get("tags", []),
        images=fields.get("pictures", []),
        related=fields.get("related", []),
        story=article_id,
        text_hash=text_hash(title, text.body),
        crawled_at=received_at.isoformat(timespec="seconds"),
        extraction={name: way for name, way in found.items() if way},
    )


@dataclass(frozen=True, slots=True)
class Text:
    """The body with what stood around it taken off."""

    paragraphs: list[str]
    structure: list[Paragraph]
    dateline: Dateline | None
    authors: list[str]
    """Full names from the dateline and the sign-off; single names and initials are dropped."""

    @property
    def body(self) -> str:
        """Paragraphs, a blank line between them."""
        return "\n\n".join(self.paragraphs)

    @classmethod
    def of(cls, blocks: list[Block], publisher: Publisher, *, signs_off: bool) -> Text:
        """Take dateline and sign-off from a text's clean paragraphs."""
        names: list[str] = []
        blocks, split = split_first(blocks, publisher)
        paragraphs, structure = [block.text for block in blocks], [block.kind for block in blocks]
        if split and split.reporter:
            names.append(split.reporter)
        if signs_off:
            paragraphs, signed = split_sign_off(paragraphs)
            names += signed
        authors = [name for name in names if " " in name]
        return cls(paragraphs, structure[: len(paragraphs)], split.dateline if split else None, authors)


def split_first(blocks: list[Block], publisher: Publisher) -> tuple[list[Block], DatelineSplit | None]:
    """The paragraphs without the dateline, and the dateline of the first one."""
    split = split_dateline(blocks[0].text, own=publisher.id) if blocks else None
    if split is None:
        return blocks, None
    rest = split.rest.strip()
    return ([Block(blocks[0].kind, rest)] if rest else []) + blocks[1:], split


@dataclass(frozen=True, slots=True)
class Time:
    """A time as the schema has it."""

    iso: str
    precision: Precision
    way: str


def read_time(readings: Iterable[Reading], publisher: Publisher, now: datetime) -> Time | None:
    """The first of a page's readings of a time that is one, in the publisher's zone."""
    for reading in readings:
        parsed = parse_date(reading.text, now=now, timezone=publisher.zone, region=publisher.country)
        if parsed is not None:
            return Time(parsed.instant.astimezone(publisher.zone).isoformat(timespec="seconds"), parsed.precision, reading.way)
    return None


def hinted_time(hint: datetime | None, publisher: Publisher) -> Time | None:
    """A source's time; at midnight of the publisher's zone it is only a day."""
    if hint is None:
        return None
    local = hint.astimezone(publisher.zone)
    precision: Precision = "second" if any((local.hour, local.minute, local.second)) else "day"
    return Time(local.isoformat(timespec="seconds"), precision, "discovery")


def headline(fields: dict[str, Any], publisher: Publisher) -> str:
    """The headline; where it is from the metadata, without the site's name behind it."""
    title: str = fields.get("title", "")
    if title and not fields["ways"]["title"].startswith("layout:"):
        title = without_site_name(title, [fields["site_name"] or "", publisher.arabic, publisher.english])
    return title


def without_site_name(title: str, names: list[str]) -> str:
    """Cut the site's name off the end of a title, at a separator and as often as it stands there.

    >>> without_site_name("خبر - مهم - S A N A – وكالة سانا", ["وكالة سانا – سانا", "SANA"])
    'خبر - مهم'
    """
    known = [key for name in names if (key := match_key(name).replace(" ", ""))]
    while separators := list(_SEPARATOR.finditer(title)):
        last = separators[-1]
        tail = match_key(title[last.end() :]).replace(" ", "")
        if not tail or not any(tail in name or name in tail for name in known):
            break
        title = title[: last.start()]
    return title


def standfirst(fields: dict[str, Any], text: Text, publisher: Publisher) -> tuple[str | None, str | None]:
    """The page's own summary and its way; not a description that is only the dateline or the beginning of the text."""
    ways = fields["ways"]
    for name in ("standfirst", "description"):
        summary: str | None = fields.get(name)
        if summary is None or (text.dateline and summary == text.dateline.text):
            continue
        split = split_dateline(summary, own=publisher.id)
        said = match_key(split.rest if split else summary)
        if said and not match_key(text.body).startswith(said) and said != match_key(fields.get("title", "")):
            return summary, ways[name]
    return None, None


def dateline_sources(dateline: Dateline | None) -> list[Source]:
    """The agency of a dateline as the source of the text, named as the dateline names it."""
    if dateline is None or dateline.agency is None:
        return []
    agency = agencies().by_id(dateline.agency)
    if agency is None:
        return [Source(name=dateline.agency, kind="agency", found_in="dateline", text=dateline.text)]
    return [Source(id=agency.id, name=agency.name, kind=agency.kind, found_in="dateline", text=dateline.text)]
