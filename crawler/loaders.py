"""Raw fields in, clean fields out; `assemble` makes the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from hashlib import blake2b
from typing import Any
from urllib.parse import urldefrag

from itemloaders import ItemLoader
from itemloaders.processors import Identity, TakeFirst

from crawler.arabic import (
    DatelineSplit,
    ParsedDate,
    clean_text,
    match_key,
    parse_date,
    split_dateline,
    split_own_name,
    split_sign_off,
    text_hash,
)
from crawler.arabic.attribution import Attribution, find_sources
from crawler.arabic.marks import read_caption
from crawler.arabic.naming import Home
from crawler.arabic.people import is_person
from crawler.items import Article, Dateline, Image, Paragraph, Precision, Related, Source
from crawler.knowledge.agencies import agencies
from crawler.knowledge.places import places
from crawler.knowledge.publisher import Publisher
from crawler.knowledge.sites import names_of
from crawler.page.addresses import absolute
from crawler.page.fields import Block, Link, PageFields, Picture, Reading
from crawler.page.headline import without_site_name
from crawler.page.split import Part, split

_FOLDED = 4
"""How many times as long as its comparing form a text can be: letters with marks. Not the whole body is folded for its beginning."""
_CUT = " .…[]"
"""With which a description ends that is cut off."""
_FIRST_YEAR = 1971
"""Before it stand the zeros of clocks (year 1, 1970), which sites show where they have no date."""
_SAYS_UTC = re.compile(r"(?:Z|[+-]00:?00)\s*$")
_OFFSET = re.compile(r"(?<=\d)([+-])([01][0-9]):?([0-5][0-9])\s*$")

_TOP = 4
"""Paragraphs among which the dateline stands."""
_STOP = re.compile(r"[.؟!…][\s\"'”’»)\]]*$")

_QUESTION = re.compile(r"س\s?[0-9٠-٩]{0,2}\s?[:/\-–]")
"""The letter of a question, alone or with its number; `ج` is that of the answer."""

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
    """Paragraphs in their display form, without those that are empty.

    >>> [block.text for block in clean_blocks([Block("p", " خبر  قصير. "), Block("p", " ")])]
    ['خبر قصير.']
    """
    cleaned = (Block(block.kind, _clean_lines(block), block.href, block.is_link) for block in blocks)
    return [block for block in cleaned if block.text]


def _clean_lines(block: Block) -> str:
    """A line break means something in verse and tables, and nowhere else."""
    if block.kind not in ("verse", "table"):
        return clean_text(block.text)
    return "\n".join(clean_texts(block.text.split("\n")))


def clean_links(links: Iterable[Link]) -> list[Related]:
    """Headlines, each once: quotation marks, dots and spaces do not make two.

    >>> [related.title for related in clean_links([Link("«خبر»", "a"), Link("خبر ", "b"), Link("", "c")])]
    ['«خبر»']
    """
    found: dict[str, Related] = {}
    for link in links:
        if title := clean_text(link.text):
            found.setdefault(match_key(title), Related(title=title, url=link.url or None))
    return list(found.values())


def clean_pictures(pictures: Iterable[Picture]) -> list[Image]:
    """Pictures with clean captions.

    >>> clean_pictures([Picture("https://a/b.jpg", " في  دمشق ")])
    [Image(url='https://a/b.jpg', caption='في دمشق', credit=None)]
    """
    return [
        Image(url=picture.url, caption=clean_text(picture.caption or "") or None, credit=clean_text(picture.credit or "") or None)
        for picture in pictures
    ]


class ArticleLoader(ItemLoader):
    """Cleans each raw field of a page into a dict; what is absent stays absent."""

    default_item_class = dict
    default_input_processor = Identity()
    default_output_processor = TakeFirst()

    title_in = section_in = standfirst_in = description_in = staticmethod(clean_texts)
    tags_in = authors_in = staticmethod(clean_once)
    blocks_in = staticmethod(clean_blocks)
    pictures_in = staticmethod(clean_pictures)
    tags_out = authors_out = blocks_out = pictures_out = published_out = modified_out = Identity()


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
    for name in ("blocks", "pictures", "published", "modified"):
        loader.add_value(name, getattr(page, name))
    fields: dict[str, Any] = loader.load_item()
    taken_apart = split(fields.get("blocks", []), fields.get("title", ""))
    others = [Link(link.text, absolute(page.url, link.url) or "") for link in taken_apart.related]
    own = {urldefrag(address).url for address in (page.url, page.canonical_url) if address}
    return fields | {
        "ways": ways,
        "signs_off": page.signs_off,
        "site_name": page.site_name,
        "pictures_way": page.pictures_way,
        "blocks": taken_apart.parts[0].blocks,
        "parts": taken_apart.parts[1:],
        "complete": taken_apart.complete and page.complete,
        "kind": page.kind,
        "labels": clean_once(page.labels),
        # What leads to a place in the same page is a table of contents.
        "related": clean_links(link for link in (*others, *page.related) if not link.url or urldefrag(link.url).url not in own),
    }


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

    `received_at` (aware, UTC) is the "now" of relative dates; `url` is canonical, empty for a text that came without one; `number` is the
    publisher's own number of the article, or what stands for it.
    The hints are what a source said of it, used where the page says nothing. Never raises for what a page holds: what cannot be read is
    absent.
    """
    text = _text_of(fields, publisher)
    published = read_time(fields.get("published", []), publisher, received_at) or hinted_time(hint_published, publisher)
    modified = read_time(fields.get("modified", []), publisher, received_at)
    title = headline(fields, publisher) or clean_text(hint_title or "")
    summary, summary_way = standfirst(fields, text, publisher)
    article_id = f"{publisher.id}:{number or blake2b(url.encode(), digest_size=8).hexdigest()}"
    return Article(
        id=article_id,
        url=url,
        publisher=publisher.id,
        kind=fields["kind"],
        title=title,
        labels=fields["labels"],
        summary=summary,
        body=text.body,
        structure=questions(text) if fields["kind"] == "interview" else text.structure,
        published_at=published.iso if published else None,
        modified_at=modified.iso if modified else None,
        published_precision=published.precision if published else None,
        authors=text.authors,
        credits=text.attribution.credits,
        dateline=text.dateline,
        origin=text.attribution.origin,
        sources=text.attribution.sources,
        citations=text.attribution.citations,
        section=fields.get("section"),
        tags=fields.get("tags", []),
        images=[credited(image, publisher) for image in fields.get("pictures", [])],
        related=fields.get("related", []),
        complete=fields["complete"],
        story=article_id,
        text_hash=text_hash(title, text.body),
        crawled_at=received_at.isoformat(timespec="seconds"),
        extraction=extraction(fields, text, title=title, summary=summary_way, published=published, modified=modified),
    )


def _text_of(fields: dict[str, Any], publisher: Publisher) -> Text:
    if not publisher.arabic and fields["site_name"]:
        # What a site calls itself is nobody's byline.
        publisher = replace(publisher, arabic=fields["site_name"])
    captions = [line for image in fields.get("pictures", []) if (line := image.credit or image.caption)]
    return Text.of(fields.get("blocks", []), publisher, signs_off=fields["signs_off"], bylines=fields.get("authors", []), captions=captions)


def credited(image: Image, publisher: Publisher) -> Image:
    """A picture with the credit that stands in its caption, or in an element of its own, as its `credit`."""
    line = image.credit or image.caption
    found = read_caption(line, Home.of(publisher)) if line else None
    if found is None:
        return image
    return replace(image, caption=image.caption if image.credit else found.rest or None, credit=found.name)


def extraction(
    fields: dict[str, Any], text: Text, *, title: str, summary: str | None, published: Time | None, modified: Time | None
) -> dict[str, str]:
    """Which way gave each field that the article has."""
    ways: dict[str, str] = fields["ways"]
    found = {
        "title": ways["title"] if fields.get("title") else "discovery" if title else None,
        "summary": summary,
        "body": ways["body"] if text.blocks else None,
        "published_at": published.way if published else None,
        "modified_at": modified.way if modified else None,
        "authors": ways.get("authors", ways["body"]) if text.authors else None,
        "section": ways.get("section"),
        "tags": ways.get("tags"),
        "images": fields["pictures_way"] if fields.get("pictures") else None,
        "related": ways["body"] if fields.get("related") else None,
    }
    return {name: way for name, way in found.items() if way}


def assemble_parts(fields: dict[str, Any], host: Article, publisher: Publisher) -> list[Article]:
    """The articles that stand inside the host's page. When they were published is not known."""
    return [_part(part, place, host, publisher, fields["ways"]["body"]) for place, part in enumerate(fields["parts"], 1)]


def _part(part: Part, place: int, host: Article, publisher: Publisher, way: str) -> Article:
    text = Text.of(part.blocks, publisher, signs_off=False)
    title = part.title or ""
    url = absolute(host.url, part.url) or (f"{host.url}#{place}" if host.url else "")
    article_id = f"{publisher.id}:{blake2b((url or f'{host.id}#{place}').encode(), digest_size=8).hexdigest()}"
    return Article(
        id=article_id,
        url=url,
        publisher=publisher.id,
        title=title,
        body=text.body,
        structure=text.structure,
        authors=text.authors,
        credits=text.attribution.credits,
        dateline=text.dateline,
        origin=text.attribution.origin,
        sources=text.attribution.sources,
        citations=text.attribution.citations,
        language=host.language,
        part_of=host.id,
        story=article_id,
        text_hash=text_hash(title, text.body),
        crawled_at=host.crawled_at,
        extraction=dict.fromkeys(("title", "body"), way),
    )


@dataclass(frozen=True, slots=True)
class Text:
    """The body with what stood around it taken off."""

    blocks: list[Block]
    dateline: Dateline | None
    attribution: Attribution
    authors: list[str]
    """People of the dateline, the bylines, the credit lines and the sign-off; of the last only full names."""

    @property
    def body(self) -> str:
        """Paragraphs, a blank line between them."""
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def structure(self) -> list[Paragraph]:
        """What each paragraph is."""
        return [block.kind for block in self.blocks]

    @classmethod
    def of(
        cls, blocks: list[Block], publisher: Publisher, *, signs_off: bool, bylines: Sequence[str] = (), captions: Sequence[str] = ()
    ) -> Text:
        """Take dateline, credits and sign-off from a text's clean paragraphs."""
        blocks, writer = _without_own_name(blocks, publisher.arabic)
        blocks, above = _without_writer(blocks)
        blocks, split = split_first(blocks, publisher)
        # Names may stand under the credit or above it.
        blocks, signed = _unsigned(blocks, signs_off)
        # In a table it may stand over two rows.
        dateline = replace(split.dateline, text=clean_text(split.dateline.text)) if split else None
        attribution = find_sources(
            [block.text for block in blocks],
            dateline=dateline,
            bylines=bylines,
            credit_links={place: block.href for place, block in enumerate(blocks) if block.href},
            captions=captions,
            publisher=publisher,
        )
        for place, cut in attribution.trimmed.items():
            blocks[place] = replace(blocks[place], text=cut)
        kept, higher = _unsigned([blocks[place] for place in attribution.kept], signs_off)
        if kept:
            kept[0] = replace(kept[0], text=without_source_name(kept[0].text, attribution.sources))
        signed = signed or higher
        names = [name for name in (writer, above, split.reporter if split else None) if name]
        names += attribution.authors + [name for name in signed if " " in name]
        return cls(kept, dateline or dateline_above(bylines, publisher), attribution, list(dict.fromkeys(names)))


def _unsigned(blocks: list[Block], signs_off: bool) -> tuple[list[Block], list[str]]:
    """The paragraphs without a sign-off, and its names."""
    if not signs_off:
        return blocks, []
    paragraphs, names = split_sign_off([block.text for block in blocks])
    return blocks[: len(paragraphs)], names


def questions(text: Text) -> list[Paragraph]:
    """The structure of an interview: what follows a question is answered.

    A question begins with its letter (`س:`), or where nobody uses letters, ends with a question mark.
    """
    structure = text.structure
    asked = False
    lettered = any(_QUESTION.match(block.text) for block in text.blocks)
    for place, block in enumerate(text.blocks):
        if block.kind in ("p", "heading") and (_QUESTION.match(block.text) if lettered else block.text.endswith("؟")):
            structure[place], asked = "question", True
        elif block.kind == "p" and asked:
            structure[place] = "answer"
    return structure


def _without_own_name(blocks: list[Block], own_name: str) -> tuple[list[Block], str | None]:
    """The paragraphs without the site's name in front of the first (`حوران الآن - `), and the writer whom a line of its own names."""
    signed = split_own_name(blocks[0].text, own_name) if blocks else None
    if signed is None:
        return blocks, None
    writer, rest = signed
    return [*([replace(blocks[0], text=rest)] if rest else []), *blocks[1:]], writer


def _without_writer(blocks: list[Block]) -> tuple[list[Block], str | None]:
    """The paragraphs without the writer's name, where the first is a name and nothing else and a sentence follows.

    Whom the text itself names is the one that it is about.
    """
    if len(blocks) < 2 or blocks[0].kind != "p" or not _STOP.search(blocks[1].text):
        return blocks, None
    name = blocks[0].text
    if not is_person(name, sure=True) or any(name in block.text for block in blocks[1:]):
        return blocks, None
    return blocks[1:], name


def without_source_name(text: str, sources: Iterable[Source]) -> str:
    """A text without the name of a source and a colon in front of it (`المتوسط: `), which a copy keeps. Any other name there may be
    quoted, and stays.
    """
    name, colon, rest = text.partition(":")
    if not colon or not rest.strip():
        return text
    key = match_key(name)
    credited = (said for source in sources if source.role == "text" for said in (source.name, *names_of(source.id or "")))
    return rest.strip() if any(match_key(said) == key for said in credited) else text


def split_first(blocks: list[Block], publisher: Publisher) -> tuple[list[Block], DatelineSplit | None]:
    """The paragraphs without the dateline, and the dateline.

    It begins the first paragraph; below a lead, or lines that are no sentences, only one counts that leaves no doubt.
    """
    sentences = 0
    for place, block in enumerate(blocks[:_TOP]):
        split = split_dateline(block.text, own=publisher.id, own_name=publisher.arabic) if place == 0 or block.kind == "p" else None
        if split and (place == 0 or _is_certain(split)):
            rest = split.rest.strip()
            return [*blocks[:place], *([replace(block, text=rest)] if rest else []), *blocks[place + 1 :]], split
        sentences += _STOP.search(block.text) is not None
        if sentences > 1:
            break
    return list(blocks), None


def dateline_above(bylines: Iterable[str], publisher: Publisher) -> Dateline | None:
    """The dateline that stands in the place of a byline (`موسكو (أ ش أ)`), as some papers print what is an agency's."""
    for line in bylines:
        split = split_dateline(line.strip(), own=publisher.id, own_name=publisher.arabic)
        if split and not split.rest and (place := split.dateline.place) and place in places() and _is_certain(split):
            return replace(split.dateline, text=clean_text(split.dateline.text))
    return None


def _is_certain(split: DatelineSplit) -> bool:
    """Whether a dateline names an agency of the table, and a known place unless it is a paragraph of its own."""
    dateline = split.dateline
    known = dateline.place is not None and dateline.place in places()
    return agencies().by_id(dateline.agency or "") is not None and (known or not split.rest)


@dataclass(frozen=True, slots=True)
class Time:
    """A time as the schema has it."""

    iso: str
    precision: Precision
    way: str


def read_time(readings: Sequence[Reading], publisher: Publisher, now: datetime) -> Time | None:
    """What a page says of a time, in the publisher's zone: the most trusted of its readings that is one.

    A relative one (`منذ ساعتين`) counts only where there is no other, and a day gives way to a time of the same day.
    """
    best: tuple[ParsedDate, Reading] | None = None
    for reading in readings:
        parsed = _parse(reading.text, publisher, now)
        if parsed is None or parsed.instant.year < _FIRST_YEAR:
            continue
        if best is None or (best[0].reading == "relative" and parsed.reading != "relative") or _is_finer(parsed, best[0]):
            best = (parsed, reading)
        if best[0].precision != "day" and best[0].reading != "relative":
            break
    if best is None:
        return None
    zone = publisher.zone if publisher.country else _offset_in(best[1].text) or publisher.zone
    instant = best[0].instant.astimezone(zone)
    if _SAYS_UTC.search(best[1].text) and _is_local(best[0].instant.astimezone(UTC), readings, publisher, now):
        instant = best[0].instant.astimezone(UTC).replace(tzinfo=zone)
    return Time(instant.isoformat(timespec="seconds"), best[0].precision, best[1].way)


def _parse(text: str, publisher: Publisher, now: datetime) -> ParsedDate | None:
    return parse_date(text, now=now, timezone=publisher.zone, region=publisher.country, month_first=publisher.month_first)


def _is_local(said: datetime, readings: Iterable[Reading], publisher: Publisher, now: datetime) -> bool:
    """Whether a time that claims to be UTC stands on the page's own clock: then the `Z` is a mistake of the site."""
    for reading in readings:
        if _OFFSET.search(reading.text) or _SAYS_UTC.search(reading.text):
            continue
        shown = _parse(reading.text, publisher, now)
        if shown is not None and shown.precision != "day" and shown.reading != "relative":
            return shown.instant.replace(tzinfo=None, second=0) == said.replace(tzinfo=None, second=0, microsecond=0)
    return False


def _is_finer(one: ParsedDate, other: ParsedDate) -> bool:
    same_day = one.instant.date() == other.instant.date()
    return same_day and other.precision == "day" and one.precision != "day" and one.reading != "relative"


def _offset_in(text: str) -> tzinfo | None:
    """The offset that a machine-written time ends with: the zone of a site of which nothing is known."""
    match = _OFFSET.search(text)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-offset if match[1] == "-" else offset)


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


def standfirst(fields: dict[str, Any], text: Text, publisher: Publisher) -> tuple[str | None, str | None]:
    """The page's own summary and its way; not a description that is only the dateline, the writer or the beginning of the text."""
    ways = fields["ways"]
    for name in ("standfirst", "description"):
        summary: str | None = fields.get(name)
        if summary is None or (text.dateline and summary == text.dateline.text) or text.body.startswith(summary.rstrip(_CUT)):
            continue
        split = split_dateline(summary, own=publisher.id)
        said = match_key(without_source_name(split.rest if split else summary, text.attribution.sources))
        beginning = match_key(text.body[: _FOLDED * len(summary)])
        if said in map(match_key, text.authors):
            continue
        if said and not beginning.startswith(said) and said != match_key(fields.get("title", "")):
            return summary, ways[name]
    return None, None
