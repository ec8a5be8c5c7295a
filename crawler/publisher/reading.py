"""From the bytes of an answer to an `Article`: the one way, for the crawl and for `scrapy extract`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from crawler.items import Article
from crawler.knowledge.publisher import Publisher
from crawler.loaders import assemble, load_fields
from crawler.page import PageError, read_page
from crawler.page.layouts import Layout
from crawler.publisher.urls import ArticleUrl, canonical_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a source said of an article; used only where its page says nothing."""

    published: datetime | None = None
    title: str | None = None


NO_HINTS = Hints()


def read_article(
    body: bytes,
    url: str,
    *,
    publisher: Publisher,
    layouts: Sequence[Layout],
    article_url: ArticleUrl | None,
    received_at: datetime,
    content_type: str | None = None,
    hints: Hints = NO_HINTS,
) -> Article:
    """Read one page.

    `url` is where the answer came from, after redirects; `article_url` None takes any URL for an article's. `received_at` is
    aware, UTC. Raises `PageError` with the reason why the page gives no article.
    """
    page = read_page(body, url, layouts=layouts, charset=charset_of(content_type))
    address, number = identity(url, page.canonical_url, publisher, article_url)
    return assemble(
        load_fields(page),
        publisher,
        received_at,
        url=address,
        number=number,
        hint_published=hints.published,
        hint_title=hints.title,
    )


def identity(url: str, declared: str | None, publisher: Publisher, article_url: ArticleUrl | None) -> tuple[str, str | None]:
    """Canonical URL and article number: of the URL that the page declares as canonical, if that is an article of this publisher,
    else of its own. Raises `PageError` ("section") where neither is an article's.
    """
    for candidate in (declared, url):
        if candidate is None:
            continue
        try:
            canonical = canonical_url(candidate, publisher=publisher)
        except ValueError:
            continue
        if article_url is None:
            return canonical, None
        if match := article_url.match(canonical):
            return canonical, match.number
    raise PageError("section", f"{url} is not the URL of an article")


def charset_of(content_type: str | None) -> str | None:
    """The charset that a Content-Type header declares.

    >>> charset_of("text/html; charset=UTF-8")
    'UTF-8'
    """
    if not content_type:
        return None
    message = Message()
    message["Content-Type"] = content_type
    charset = message.get_param("charset")
    return charset if isinstance(charset, str) else None
