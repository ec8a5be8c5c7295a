"""What is wrong with a declaration, as far as that shows before anything is fetched.

Nothing is compiled while declarations are imported, so a selector that is none would show at the first page, and as a fault of that page.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfoNotFoundError

from cssselect import SelectorError
from lxml import etree

from crawler.knowledge.countries import countries
from crawler.knowledge.publisher import Publisher, PublisherKind
from crawler.page.layouts import Cards, Layout
from crawler.page.select import select
from crawler.publisher.files import in_project
from crawler.publisher.urls import ArticleUrl, refusal_of

if TYPE_CHECKING:
    from crawler.publisher.spider import NewsSpider

_NO_TUPLE = "{0!r} must be a tuple, with a comma behind its only member: ({0!r},)"
_WRONG_HOST = {
    "foreign_host": "on no host of the publisher (`home`, `hosts`, `mirrors`), so it is never asked for",
    "scheme": "no http or https address",
    "user_info": "an address with a user name in it",
}


def mistakes(spider: type[NewsSpider]) -> list[str]:
    """Everything that is wrong, as `FILE: FIELD: ...`; nothing for a spider that declares no publisher."""
    if not hasattr(spider, "publisher"):
        return []
    found = (*_of_publisher(spider.publisher), *_of_sources(spider), *_of_article_url(spider), *_of_layouts(spider))
    return [f"{file_of(spider)}: {field}: {problem}" for field, problem in found]


def file_of(spider: type[NewsSpider]) -> Path:
    """Where a spider is declared, from the folder of the project if it is in there."""
    return in_project(Path(inspect.getfile(spider)).resolve())


def _of_publisher(publisher: Publisher) -> Iterator[tuple[str, str]]:
    if not re.fullmatch("[A-Z]{2}", publisher.country):
        yield "publisher.country", f"{publisher.country!r} is no ISO 3166-1 alpha-2 code"
    elif not publisher.timezone and publisher.country not in countries().zones:
        yield "publisher.timezone", f"is missing, and countries.toml has no zone of {publisher.country}"
    else:
        try:
            publisher.zone  # noqa: B018
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            yield "publisher.timezone", f"{publisher.timezone!r} is no zone ({error})"
    if not publisher.home_host:
        yield "publisher.home", f"{publisher.home!r} is no address"
    for name in ("hosts", "mirrors", "identity"):
        if isinstance(value := getattr(publisher, name), str):
            yield f"publisher.{name}", _NO_TUPLE.format(value)
    if publisher.kind not in get_args(PublisherKind):
        yield "publisher.kind", f"{publisher.kind!r} is none of {', '.join(get_args(PublisherKind))}"


def _of_sources(spider: type[NewsSpider]) -> Iterator[tuple[str, str]]:
    hosts = spider.publisher.all_hosts
    if not isinstance(spider.sections, Mapping):
        yield "sections", 'must be a dict: {"politics": "https://..."}'
        return
    for name in ("feeds", "sitemaps"):
        if isinstance(value := getattr(spider, name), str):
            yield name, _NO_TUPLE.format(value)
            return
    addresses = {f"{name}[{place}]": url for name in ("feeds", "sitemaps") for place, url in enumerate(getattr(spider, name))}
    for field, url in (addresses | {f"sections[{name!r}]": url for name, url in spider.sections.items()}).items():
        # Without a host that `home` names all would be wrong.
        if spider.publisher.home_host and (reason := refusal_of(url, hosts, hosts)):
            yield field, f"{url!r} is {_WRONG_HOST.get(reason, reason)}"
    if "{page}" not in spider.pages:
        yield "pages", f"{spider.pages!r} has no {{page}} in it"


def _of_article_url(spider: type[NewsSpider]) -> Iterator[tuple[str, str]]:
    if not isinstance(url := getattr(spider, "article_url", None), ArticleUrl):
        yield "article_url", 'is missing: article_url = ArticleUrl(r"^/(?P<id>\\d+)/?$")'
        return
    try:
        re.compile(url.path)
    except re.error as error:
        yield "article_url", f"{url.path!r} does not compile: {error}"


def _of_layouts(spider: type[NewsSpider]) -> Iterator[tuple[str, str]]:
    if isinstance(spider.layouts, Layout):
        yield "layouts", f"must be a tuple, with a comma behind its only layout ({spider.layouts.name})"
        return
    for number, layout in enumerate(spider.layouts):
        if isinstance(layout.drop, str):
            yield f"layouts[{number}].drop", _NO_TUPLE.format(layout.drop)
        for field, css in selectors_of(layout):
            try:
                select(css, etree.Element("div"))
            except (SelectorError, etree.XPathError) as error:
                yield f"layouts[{number}].{field}", f"{css!r} does not compile: {error}"


def selectors_of(layout: Layout | Cards, beginning: str = "") -> Iterator[tuple[str, str]]:
    """Every selector of a layout and of its cards, by the field that it stands in (`drop`, `cards.link`)."""
    for field in fields(layout):
        value = getattr(layout, field.name)
        if isinstance(value, Cards):
            yield from selectors_of(value, f"{field.name}.")
        elif field.name == "drop" and not isinstance(value, str):
            yield from ((f"{beginning}drop", css) for css in value)
        elif isinstance(value, str) and field.name != "name":
            yield f"{beginning}{field.name}", value
