"""A page of a site that nobody has declared, to its raw fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache

from lxml import etree

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.arabic.normalize import match_key
from crawler.items import Kind
from crawler.knowledge.class_names import class_names
from crawler.knowledge.credits import credit_words
from crawler.knowledge.kinds import kinds
from crawler.knowledge.places import places
from crawler.page import stamps
from crawler.page.addresses import absolute
from crawler.page.badges import kind_of, labels_of, read_badges, with_captions
from crawler.page.body import read_blocks, without_repeated_lead
from crawler.page.bylines import bylines
from crawler.page.fields import Block, PageError, PageFields, Picture, Reading
from crawler.page.furniture import is_furniture
from crawler.page.generic import Found, Survey, find_body, survey
from crawler.page.headline import find_headline, without_site_name
from crawler.page.lists import Lists
from crawler.page.live import live_blocks, reach_entries
from crawler.page.metadata import Metadata
from crawler.page.parts import part_links
from crawler.page.paywall import is_cut
from crawler.page.pictures import Pictures
from crawler.page.sections import find_section
from crawler.page.siblings import Sibling, siblings
from crawler.page.vicinity import close_below, is_dated, lines, vicinity

_CREDIT_BOXES = frozenset(("div", "span", "p", "li", "td"))
_CREDIT = 100
"""Characters of the longest credit in a box."""
_MARKED_END = re.compile(r"[.؟!…»\"”]\s*\([^()]{2,30}\)$")
"""A mark behind the last sentence (`. (النهاية)`)."""
_LABELLED = re.compile(r"\s*[^\W\d]+(?: [^\W\d]+)?\s?[:：]\s*\S.{0,40}$")
_LABEL_ENDS = (":", "/", "：")
_LABEL_END = re.compile("[:/：]")
_MUCH_MORE = 1.3
_STANDFIRST = 400
"""Characters of the longest standfirst."""
_LEAD = 110
"""Characters from which a lead may end without a stop."""
_FACT = 30
"""Characters of the longest entry of a list of facts (section, views) in front of the text."""
_ARABIC = re.compile("[\u0621-\u064a]")
_BYLINE = 80
_TITLE_JOINT = re.compile(r"\s*[|»«]\s*|\s+[-–—]\s+|,\s+")
"""Between the pieces of a page's title: the headline, a section or a date, the site."""
_LISTINGS = ("website", "object")
"""What `og:type` says on a section's page, and on many an article too: it counts only where no text was found."""
_BELOW = 40
"""Elements below the headline of a page without a text that are its own."""
_LONGER = 3
"""How much longer the same headline can be in the text: with marks, or with the white space that a page has in it."""
_HEADLINE_WORDS, _CREDIT_WORDS = 4, 3
"""Words of the shortest headline that is known again in a caption, and of the longest credit behind it."""
_LETTERS = tuple(map(chr, (*range(0x41, 0x7B), *range(0x621, 0x6D4))))
"""Latin and Arabic letters."""
_LARGE = 200
"""Pixels that the main picture is wide, at least."""
HEAD = 12
"""Blocks among which the headline may stand once more, or the date."""


def read_undeclared(root: etree._Element, url: str, metadata: Metadata, site_names: Sequence[str], own: Sequence[str] = ()) -> PageFields:
    """Read a page by what it shows; `own` are the addresses of its article's first page. Raises `PageError` ("section", "no_body")."""
    seen = survey(root)
    if seen is None:
        raise PageError("no_body", f"{url}: body: the page has none")
    title, place = _title(seen, metadata, site_names)
    if others := siblings(seen, place):
        pages = list(_read_siblings(others, url, site_names))
        return replace(read_undeclared(root, url, metadata, site_names, own), others=pages)
    badges = read_badges(seen.elements, place)
    found = find_body(seen, place) or _flash(seen, place, badges, title)
    if found is None:
        raise PageError("section" if metadata.meta("og:type") in _LISTINGS else "no_body", f"{url}: body: no text was found")
    place = min(place, found.start)
    section = find_section(seen.elements, metadata, place, title.text if title else "", site_names)
    kind = kind_of(metadata, badges, section.text if section else None)
    if kind == "live":
        reach_entries(seen, found, place)
    parts = part_links(root, found.container, url, own)
    found.dropped |= parts.boxes
    above = _take_standfirst(seen, found, place) if place else None
    blocks = [] if found.names is None else _blocks(seen, found, metadata, place, title.text if title else "", kind)
    near = vicinity(seen, found, place)
    pictures = _pictures(seen, found, place, url, metadata.main_picture)
    authors = bylines(near, lines(seen, found, place), metadata)
    blocks = _credited(found, _from_text_on(blocks, authors))
    kind = kind if blocks else "flash"
    lists = Lists(found)
    return PageFields(
        url=url,
        title=title,
        kind=kind,
        labels=labels_of(badges),
        blocks=with_captions(blocks, kind, pictures),
        body_way="generic",
        signs_off=True,
        published=stamps.published([*near.telling, *near.below], metadata, url, near.dated),
        modified=stamps.modified([*near.telling, *near.below], metadata, near.dated),
        section=section,
        tags=[Reading(tag, "opengraph") for tag in metadata.metas.get("article:tag", [])] or _tags(root) or lists.tags(),
        related=lists.related(url),
        authors=authors,
        standfirst=None if above is None else Reading(_line(above), "generic"),
        description=_description(metadata),
        pictures=pictures,
        pictures_way="opengraph" if metadata.main_picture else "generic",
        site_name=metadata.meta("og:site_name") or _signature(metadata.title, title),
        canonical_url=absolute(url, metadata.canonical),
        parts=parts.addresses,
        complete=not is_cut(root, metadata, blocks),
    )


def _credited(found: Found, blocks: list[Block]) -> list[Block]:
    """The paragraphs with the credit lines that stand in what was dropped of the text, else with those close below it."""
    inside = _credit_lines(element for box in found.dropped if box.getparent() not in found.dropped for element in box.iter(etree.Element))
    return [*inside, *blocks] if inside else [*blocks, *_credit_lines(close_below(found.container))]


def _read_siblings(found: Sequence[Sibling], url: str, site_names: Sequence[str]) -> Iterator[PageFields]:
    """The articles below the page's own, each taken out of it and read as a page; without those whose box holds no text after all."""
    for sibling in found:
        root = sibling.taken_out()
        try:
            yield replace(read_undeclared(root, url, Metadata(root), site_names), canonical_url=absolute(url, sibling.address))
        except PageError:
            continue


def _blocks(seen: Survey, found: Found, metadata: Metadata, place: int, title: str, kind: Kind) -> list[Block]:
    """The paragraphs of the text, from behind the headline on."""
    if kind == "live":
        blocks = live_blocks(found.container, found.dropped, metadata)
    elif declared := _declared_body(metadata, found, seen):
        return declared
    else:
        blocks = read_blocks(found.container, found.dropped)
    return without_repeated_lead(below_headline([*_leads(seen, found, place), *blocks], title))


def _pictures(seen: Survey, found: Found, place: int, url: str, main: str | None) -> list[Picture]:
    """The main picture that the metadata names, and those in the text; where there is none, the one between headline and text."""
    pictures = Pictures(url)
    pictures.add(main)
    pictures.caption_shown(seen.body)
    pictures.add_all(found.container, found.dropped)
    if not pictures.all() and place and (above := next(filter(_is_main, seen.elements[place : found.start]), None)) is not None:
        pictures.add_image(above, seen.body)
    return pictures.all()


def _is_main(element: etree._Element) -> bool:
    """Whether an element is a picture that says it is large and stands by itself: what leads elsewhere is an advertisement or a teaser."""
    width = element.get("width", "") if element.tag == "img" else ""
    if not width.isdecimal() or int(width) < _LARGE:
        return False
    around = list(element.iterancestors())
    return all(each.tag != "a" for each in around) and not any(is_furniture(each, {}) for each in around)


def _title(seen: Survey, metadata: Metadata, site_names: Sequence[str]) -> tuple[Reading | None, int]:
    """The headline, and the place of its heading (0 where it has none)."""
    names = [*site_names, metadata.meta("og:site_name") or ""]
    raw = (metadata.jsonld("headline"), metadata.meta("og:title", "twitter:title"), metadata.title)
    declared = [title for text in raw if text and (title := without_site_name(" ".join(text.split()), names))]
    place, text = find_headline(seen.headings, seen.runs, declared)
    if text is None:
        return None, 0
    return Reading(text, "generic"), place


def _signature(page_title: str | None, title: Reading | None) -> str | None:
    """The site's name as it stands behind or before the headline in the page's title."""
    whole = page_title or ""
    if title is None or title.text not in " ".join(whole.split()):
        return None
    before, _, behind = " ".join(whole.split()).partition(title.text)
    pieces = [piece.strip(" -–—|:»«,") for piece in _TITLE_JOINT.split(max(before, behind, key=len))]
    named = [piece for piece in pieces if piece and not stamps.is_stamp(piece)]
    return named[0 if len(before) > len(behind) else -1] if named else None


def _flash(seen: Survey, heading: int, badges: Sequence[str], title: Reading | None) -> Found | None:
    """The empty text of a page without one that calls itself breaking news, beside a headline with a date; None for another."""
    if title is None or not kinds().says_breaking(badges) or not is_dated(seen, heading):
        return None
    return Found(etree.Element("div"), start=min(heading + _BELOW, len(seen.elements)))


def _credit_lines(furniture: Iterable[etree._Element]) -> list[Block]:
    """The credit among the elements that stand in the furniture of a text, or below it: a box `المصدر: ...` beside the date."""
    lines = [
        _line(element)
        for element in furniture
        if element.tag in _CREDIT_BOXES and (_names_source(element.text) or (len(element) and _names_source(element[0].text)))
    ]
    lines = [line for line in lines if len(line) <= _CREDIT and not line.endswith(_LABEL_ENDS) and not _is_source_label(line)]
    return [Block("p", min(lines, key=len))] if lines else []


def _line(element: etree._Element) -> str:
    """The text of an element on one line; pieces that stand in elements of their own with a space between them, but for a label's sign."""
    return " ".join("".join(piece if piece[:1] in _LABEL_ENDS else f" {piece}" for piece in element.itertext()).split())


def _names_source(text: str | None) -> bool:
    """Whether a text is a word for where something is from (`المصدر`), or begins with one and a sign (`المصدر: سانا`)."""
    text = text.strip() if text else ""
    if not text or text[0] in _no_source_letters():  # most texts are told by that
        return False
    return _is_source_label(_LABEL_END.split(text, maxsplit=1)[0])


@cache
def _no_source_letters() -> frozenset[str]:
    """Letters with which no word for a source begins."""
    first = {label[0] for label, said in credit_words().labels.items() if said.role == "source"}
    return frozenset(letter for letter in _LETTERS if (key := match_key(letter)) and key not in first)


def _is_source_label(text: str) -> bool:
    label = credit_words().labels.get(match_key(text)) if len(text) <= _CREDIT else None
    return label is not None and label.role == "source"


def _declared_body(metadata: Metadata, found: Found, seen: Survey) -> list[Block]:
    """The text in the metadata, where the page itself shows only a part of it and loads the rest later."""
    text = metadata.jsonld("articleBody")
    if text is None or "<" in text:
        return []
    shown = sum(size for block, size in seen.prose.items() if block is found.container or found.container in block.iterancestors())
    return [Block("p", line) for line in text.splitlines() if line.strip()] if len(text) > _MUCH_MORE * shown else []


def _take_standfirst(seen: Survey, found: Found, heading: int) -> etree._Element | None:
    """The sentence below the headline that calls itself so, taken out of the text; None where there is none."""
    between = seen.elements[heading + 1 : found.start + 1]
    if not class_names().is_standfirst(" ".join(names for element in between if (names := element.get("class")))):
        return None
    above = next(filter(_is_standfirst, between), None)
    if above is not None:
        found.dropped.add(above)
        below = [place for block, place in seen.first.items() if found.container in block.iterancestors() and place > found.start]
        if above in seen.elements[found.start].iterancestors() or above is seen.elements[found.start]:
            found.start = min(below, default=found.start)
    return above


def _is_standfirst(element: etree._Element) -> bool:
    names = element.get("class")
    if not names or not class_names().is_standfirst(names) or element.find(".//a") is not None:
        return False
    text = _line(element)
    return len(text.split()) >= _HEADLINE_WORDS and len(text) <= _STANDFIRST and _ARABIC.search(text) is not None


def _leads(seen: Survey, found: Found, heading: int) -> list[Block]:
    """Prose between the headline and the container."""
    assert found.names is not None
    outside = [
        (place, block)
        for block, place in seen.first.items()
        if heading < place < found.start
        and not found.names.any(block)
        and block is not found.container
        and not any(step in found.dropped or step.tag == "figure" for step in (block, *block.iterancestors()))
    ]
    leads = []
    around = set(found.container.iterancestors())
    for _, block in sorted(outside, key=lambda entry: entry[0]):
        if block not in around:
            leads += [lead for lead in read_blocks(block, set()) if _is_sentence(lead.text)]
    return leads


def _is_sentence(text: str) -> bool:
    """A lead is a sentence; what is shorter and ends without a stop is a caption, a kicker, a label."""
    text = text.strip()
    return len(text) > _LEAD or text.endswith((".", "؟", "!", "…", ":", "»", '"', "”")) or _MARKED_END.search(text) is not None


def below_headline(blocks: list[Block], title: str) -> list[Block]:
    """The blocks behind the headline, if it stands among the first of them, without lines that are only a date or a clock."""
    key = match_key(title)
    for place, block in enumerate(blocks[:HEAD]):
        # What is much longer is not the same, and most blocks are.
        if key and len(block.text) < _LONGER * len(title) and match_key(block.text) == key:
            blocks = blocks[place + 1 :]
            break
    blocks = [block for place, block in enumerate(blocks) if place >= HEAD or not _is_headline_with_credit(block.text, key)]
    return [block for place, block in enumerate(blocks) if not stamps.is_stamp(block.text) or _is_of_document(blocks[:place], block)]


def _is_headline_with_credit(text: str, headline: str) -> bool:
    """Whether a line is the headline (in comparing form) once more, as the caption of a picture, and whose picture it is.

    >>> _is_headline_with_credit("خط حاويات جديد يربط نوفوروسيسك بالإسكندريةGettyimages.ru", "خط حاويات جديد يربط نوفوروسيسك بالاسكندريه")
    True
    """
    if (
        len(headline.split()) < _HEADLINE_WORDS
        or text.rstrip().endswith((".", "؟", "!", "…", ":", "»"))
        or len(text) > _LONGER * len(headline)
    ):
        return False
    key = match_key(text)
    rest = key.removeprefix(headline)
    return rest != key and bool(rest) and len(rest.split()) <= _CREDIT_WORDS and (rest[0] == " " or rest[0].isascii())


def _is_of_document(above: Sequence[Block], block: Block) -> bool:
    """Whether a date is that of a decree or letter in the text: labelled, below its number, which is labelled too (`الرقم: أ/214`)."""
    return any(_is_sentence(line.text) for line in above) and all(
        _LABELLED.match(line) and boilerplate_kind(line) is None for line in (above[-1].text, block.text)
    )


def _from_text_on(blocks: list[Block], authors: Sequence[Reading]) -> list[Block]:
    """The blocks without what stands in front of the text and says something of it: a byline, a counter, a list of facts."""
    names = {name for author in authors for name in _names_in(author.text)}
    for place, block in enumerate(blocks):
        is_fact = block.kind == "list" and len(block.text) <= _FACT
        if not is_fact and _ARABIC.search(block.text) and not _names_writer(block.text, names):
            return blocks[place:]
    return blocks


def _names_writer(text: str, names: AbstractSet[str]) -> bool:
    """Whether a line is a byline that was read, alone or with a place (`المكلا / علي بن بريك`)."""
    key = match_key(text) if len(text) <= _BYLINE else ""
    return key in names or any(name and key.endswith(f" {name}") and key.removesuffix(name).strip() in places() for name in names)


def _names_in(byline: str) -> Iterator[str]:
    """A byline's `match_key`, and that of what stands behind its label (`بواسطة علي بن بريك`)."""
    key = match_key(byline)
    label, _, name = key.partition(" ")
    yield key
    if name and label in credit_words().labels:
        yield name


def _tags(root: etree._Element) -> list[Reading]:
    # WordPress marks links to sections `category tag`, links to tags `tag`.
    marked = [(link, rel.split()) for link in root.iter("a") if (rel := link.get("rel")) and "tag" in rel]
    links = [link for link, rel in marked if "tag" in rel and "category" not in rel]
    return [Reading("".join(link.itertext()), "generic") for link in links if not _stands_aside(link)]


def _stands_aside(link: etree._Element) -> bool:
    """Whether a link stands in a sidebar or in the foot of the page; not in that of an article with its headline."""
    for around in link.iterancestors("aside", "footer"):
        article = next(around.iterancestors("article"), None)
        if around.tag == "aside" or article is None or article.find(".//h1") is None:
            return True
    return False


def _description(metadata: Metadata) -> Reading | None:
    text = metadata.meta("og:description", "description", "twitter:description")
    return Reading(text, "opengraph" if "og:description" in metadata.metas else "meta") if text else None
