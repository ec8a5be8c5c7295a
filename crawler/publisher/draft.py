"""What the declaration of a site says, as far as a look at it shows; and what of that is guessed, and what nobody has confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from crawler.arabic import clean_text, is_arabic
from crawler.items import Article
from crawler.knowledge.countries import countries
from crawler.knowledge.publisher import Publisher, PublisherKind
from crawler.page import PageError, PageFields, layouts
from crawler.page.layouts import Layout
from crawler.page.metadata import Metadata
from crawler.publisher.answers import tree_of
from crawler.publisher.homepage import listed
from crawler.publisher.listings import next_page
from crawler.publisher.patterns import article_url_of, with_slash
from crawler.publisher.reading import articles_of, read_answer
from crawler.publisher.scout import NAMES_NONE, Page, Sight
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl, canonical_url

if TYPE_CHECKING:
    from lxml import etree

SECTIONS = 8
"""Listings that are declared at most."""
FEW = 20
"""Addresses from which a pattern is little more than a guess."""
PAGES = ("page/{page}/", "page/{page}", "?page={page}", "?paged={page}", "?p={page}", "?pg={page}", "{page}/", "{page}")
"""Ways to number the pages of a listing."""
_NO_COUNTRY = "AR"
"""Of `ar_AR`, which is Facebook's word for Arabic and not Argentina's."""
_BETWEEN_NAMES = re.compile(r"\s*[|:\u00ab\u00bb\u2013\u2014]\s*|\s+-\s+")
_NAME_LENGTH = 60
_ARABIC = re.compile("[\u0621-\u064a]")
_ENGLISH = re.compile(r"\A(?=[ -~]*[A-Za-z])[ -~]+\Z")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$")
_UTC = "+0000"


class DraftError(ValueError):
    """No declaration can be written. Raised by `draft`; the message says what is missing and what to do."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the user says of the publisher; None where it is to be guessed."""

    arabic: str | None = None
    english: str | None = None
    country: str | None = None
    timezone: str | None = None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A declaration, before it is Python."""

    publisher: Publisher
    guessed: Mapping[str, str]
    """What of the publisher is guessed -> what from."""
    feeds: Sequence[str]
    sitemaps: Sequence[str]
    sections: Mapping[str, str]
    pages: str | None
    """How the pages of the sections are numbered; None where none of them shows it."""
    article_url: ArticleUrl
    theme: str | None
    """Name of its layout in `crawler.page.layouts`; None for the generic reading."""
    articles: Sequence[Article]
    """Those that were looked at, as the declaration reads them."""
    unread: Mapping[str, str]
    """Article -> why it gave none."""
    fitting: int
    """Addresses of articles that `article_url` knows for such."""
    others: Sequence[str]
    """Addresses that it does not."""
    unconfirmed: Sequence[str]
    """What the site did not show, in words."""
    marks: Sequence[str]
    """What the home page says of the system that made it."""
    day: datetime
    """When the site was looked at."""


def draft(name: str, sight: Sight, given: Given) -> Draft:
    """The declaration of the site under the name `name`. Raises `DraftError`."""
    publisher, guessed = _publisher(name, sight, given)
    addresses = list(dict.fromkeys(canonical_url(spelt, publisher=publisher) for spelt in sight.addresses.values()))
    article_url = article_url_of(addresses, sight.languages)
    if article_url is None:
        raise DraftError("nothing that was found names an article")
    theme = _theme(sight.pages, publisher)
    read, unread = _read(sight.pages, publisher, article_url, theme)
    unread = {**sight.missed, **unread}
    if not read:
        raise DraftError(f"no article could be read; tried: {listed(unread)}")
    sections = _sections(sight)
    pages = _pages(sight, sections)
    others = [address for address in addresses if not article_url.match(address)]
    unconfirmed = [*_of_times(read), *_of_addresses(article_url, len(addresses)), *_of_sections(sight)]
    if sight.publisher.arabic and sight.publisher.id != name:
        unconfirmed.insert(0, f"id (crawler/knowledge has this site as {sight.publisher.id}: who credits it, credits that)")
    if sections and pages is None:
        unconfirmed.append(f"pages (no listing links to its second page; {NewsSpider.pages} is WordPress's)")
    return Draft(
        publisher=publisher,
        guessed=guessed,
        feeds=[address for address in sight.seen.feeds if address in sight.sources],
        sitemaps=[address for address in sight.seen.sitemaps if address in sight.sources],
        sections=sections,
        pages=pages,
        article_url=article_url,
        theme=theme,
        articles=[article for _, article in read],
        unread=unread,
        fitting=len(addresses) - len(others),
        others=others,
        unconfirmed=[*unconfirmed, "datelines, credits and the traps of its pages (nobody has read them)"],
        marks=sight.seen.marks,
        day=sight.day,
    )


# Who it is


def _publisher(name: str, sight: Sight, given: Given) -> tuple[Publisher, dict[str, str]]:
    """The publisher, and what of it is guessed, and what from. Raises `DraftError` for a country or a name that cannot be told."""
    known, head = sight.publisher, _head(sight)
    listed = "crawler/knowledge/sites.toml" if known.arabic else ""
    guesses = {
        "arabic": (known.arabic, listed) if listed else _named(head, _ARABIC),
        "english": (known.english, listed) if known.english else _named(head, _ENGLISH),
        "country": (known.country, listed or "top-level domain") if known.country else _country(head),
        "kind": (known.kind, listed or "nothing says what it is"),
    }
    guesses["english"] = guesses["english"] if guesses["english"][0] else (name.replace("_", " ").title(), "NAME")
    country = given.country or guesses["country"][0]
    zone = known.timezone if country == known.country else countries().zones.get(country, "")
    guesses["timezone"] = zone, listed if listed and country == known.country else "the country's"
    guessed = {field: source for field, (_, source) in guesses.items() if getattr(given, field) is None}
    values = {field: getattr(given, field) or guess for field, (guess, _) in guesses.items()}
    for field, where in (("arabic", "og:site_name and title"), ("country", "domain and home page"), ("timezone", "countries.toml")):
        if not values[field]:
            raise DraftError(f"its {field} cannot be told from {where}: give --{field}")
    return Publisher(
        id=name,
        arabic=values["arabic"],
        english=values["english"],
        country=values["country"],
        timezone=values["timezone"],
        home=sight.seen.url,
        kind=cast("PublisherKind", values["kind"]),
        slash=with_slash(page.url for page in sight.pages),
    ), guessed


def _head(sight: Sight) -> etree._Element | None:
    """The tree of the home page, if it is one."""
    with suppress(PageError):
        return tree_of(sight.seen.home) if sight.seen.home is not None else None
    return None


def _named(head: etree._Element | None, wanted: re.Pattern[str]) -> tuple[str, str]:
    """The first part of the site's name, or of the home page's title, that is written so, and where it stands; empty without one."""
    metadata = Metadata(head) if head is not None else None
    texts = {"og:site_name": metadata.meta("og:site_name"), "title of the home page": metadata.title} if metadata else {}
    for source, text in texts.items():
        for part in _BETWEEN_NAMES.split(text or ""):
            if wanted.search(name := clean_text(part)) and len(name) <= _NAME_LENGTH:
                return name, source
    return "", ""


def _country(head: etree._Element | None) -> tuple[str, str]:
    """The country of the page's language (`ar_EG`, `ar-EG`), and where it stands; empty where it names none."""
    if head is None:
        return "", ""
    for source, value in (("og:locale", Metadata(head).meta("og:locale")), ("lang of the home page", head.get("lang"))):
        region = (value or "").replace("_", "-").partition("-")[2].upper()
        if region != _NO_COUNTRY and region in countries().zones:
            return region, source
    return "", ""


# How its pages are read


def themes() -> dict[str, Layout]:
    """The shared themes by their names in `crawler.page.layouts`."""
    return {name: value for name, value in vars(layouts).items() if isinstance(value, Layout)}


def _theme(pages: Sequence[Page], publisher: Publisher) -> str | None:
    """The theme whose headline and text are found on most of the pages, if that is more than half of them."""
    counts = {name: sum(_fits(theme, page, publisher) for page in pages) for name, theme in themes().items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] * 2 > len(pages) else None


def _fits(theme: Layout, page: Page, publisher: Publisher) -> bool:
    try:
        fields = read_answer(page.body, page.url, publisher=publisher, layouts=(theme,), content_type=page.content_type)
    except PageError:
        return False
    way = f"layout:{theme.name}"
    return fields.body_way == way and fields.title is not None and fields.title.way == way


def _read(
    pages: Sequence[Page], publisher: Publisher, article_url: ArticleUrl, theme: str | None
) -> tuple[list[tuple[PageFields, Article]], dict[str, str]]:
    """What the pages hold, raw and read, and why others gave nothing."""
    layout = (themes()[theme],) if theme else ()
    read, unread = [], {}
    for page in pages:
        try:
            fields = read_answer(page.body, page.url, publisher=publisher, layouts=layout, content_type=page.content_type)
            article = articles_of(fields, page.url, publisher=publisher, article_url=article_url, received_at=page.received_at)[0]
        except PageError as error:
            unread[page.url] = error.detail
            continue
        if is_arabic(article.body):
            read.append((fields, article))
        else:
            unread[page.url] = "its text is not Arabic"
    return read, unread


# Where its articles are named


def _sections(sight: Sight) -> dict[str, str]:
    """The listings that named articles, under names for `-a sections=`; none where a sitemap names them, which is cheaper to read."""
    sources = [address for address in sight.sources if address not in sight.seen.feeds]
    if any(address in sight.sources for address in sight.seen.sitemaps):
        return {}
    below = [address for address in sources if address != sight.seen.url]
    named: dict[str, str] = {}
    for address in (below or sources)[:SECTIONS]:
        named.setdefault(_section_name(address, sight), address)
    return named


def _section_name(address: str, sight: Sight) -> str:
    """The last part of its path, or what the menu calls it."""
    if address == sight.seen.url:
        return "home"
    last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    if re.fullmatch(r"[\w-]+", last) and not urlsplit(address).query:
        return last
    return sight.seen.sections.get(canonical_url(address, publisher=sight.publisher), "").replace(",", " ") or address


def _pages(sight: Sight, sections: Mapping[str, str]) -> str | None:
    """How most of the listings that link to their second page number it."""
    shown = [(address, second) for address in sections.values() if (second := sight.next_pages.get(address))]
    fitting = {pages: sum(next_page(address, 2, pages) == second for address, second in shown) for pages in PAGES}
    best = max(fitting, key=lambda pages: fitting[pages])
    return best if fitting[best] else None


# What it did not show


def _of_times(read: Sequence[tuple[PageFields, Article]]) -> Iterator[str]:
    """Doubts of the zone: an offset that pages give says more than the country."""
    own = {datetime.fromisoformat(article.published_at).strftime("%z") for _, article in read if article.published_at}
    written = {match[0].replace(":", "") for page, _ in read for time in page.published if (match := _OFFSET.search(time.text))}
    if written - {_UTC} and own.isdisjoint(written):
        yield f"timezone (pages give times with {', '.join(sorted(written))}, in this zone that is {', '.join(sorted(own))})"
    elif not written - {_UTC}:
        yield "timezone (no page gives an offset of its own)"
    if any(article.published_at is None for _, article in read):
        yield "times (an article that was looked at has none)"


def _of_sections(sight: Sight) -> Iterator[str]:
    tried = sight.seen.tried
    missed = [address for address in sight.seen.sections if tried.get(address, NAMES_NONE) != NAMES_NONE]
    if missed:
        yield f"sections ({len(missed)} that the home page links to could not be read: {missed[0]}: {tried[missed[0]]})"


def _of_addresses(article_url: ArticleUrl, count: int) -> Iterator[str]:
    if "(?P<id>" not in article_url.path and article_url.query_id is None:
        yield "article_url (addresses have no number: articles are told by the form of their address alone)"
    elif count < FEW:
        yield f"article_url ({count} addresses are few)"
