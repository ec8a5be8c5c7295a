"""From the bytes of an answer to an `Article`: the one way, for the crawl and for `scrapy extract`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from urllib.parse import urlsplit

from crawler.arabic import text_hash
from crawler.items import Article
from crawler.knowledge.challenges import challenges
from crawler.knowledge.publisher import Publisher
from crawler.knowledge.sites import names_of
from crawler.loaders import assemble, assemble_parts, load_fields
from crawler.page import PageError, PageFields, read_page, read_text
from crawler.page.layouts import Layout
from crawler.page.parts import Spread
from crawler.publisher.urls import ArticleUrl, canonical_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a source said of an article; used only where its page says nothing."""

    published: datetime | None = None
    title: str | None = None


NO_HINTS = Hints()
_ID_DIGITS = 16
"""As many as the ids of other articles without a number have."""


def read_articles(
    body: bytes,
    url: str,
    *,
    publisher: Publisher,
    layouts: Sequence[Layout],
    article_url: ArticleUrl | None,
    received_at: datetime,
    content_type: str | None = None,
    hints: Hints = NO_HINTS,
) -> list[Article]:
    """Read one page: its article, and behind it those that stand inside it or below it, which are `part_of` it.

    `url` is where the answer came from, after redirects; `article_url` None takes any URL for an article's. `received_at` is
    aware, UTC. An article that goes on on further pages is not `complete`. Raises `PageError` with the reason why the page gives no
    article.
    """
    if by := challenges().shown_by(body):  # a crawl has sent it away before
        raise PageError("challenge", f"the page is a challenge of {by}")
    page = read_answer(body, url, publisher=publisher, layouts=layouts, content_type=content_type)
    return articles_of(Spread(page, url).joined(), url, publisher=publisher, article_url=article_url, received_at=received_at, hints=hints)


def read_answer(
    body: bytes,
    url: str,
    *,
    publisher: Publisher,
    layouts: Sequence[Layout],
    content_type: str | None = None,
    first: str | None = None,
) -> PageFields:
    """Read the page of one answer; `first` is the address of the article if this is a further part of it.

    Raises `PageError`.
    """
    names = (publisher.arabic, publisher.english, *names_of(publisher.id))
    return read_page(body, url, layouts=layouts, charset=charset_of(content_type), site_names=names, first=first)


def articles_of(
    page: PageFields,
    url: str,
    *,
    publisher: Publisher,
    article_url: ArticleUrl | None,
    received_at: datetime,
    hints: Hints = NO_HINTS,
) -> list[Article]:
    """The articles of a page that has been read, its own first. Raises `PageError` ("section") where `url` is no article's."""
    named = identity(url, page.canonical_url, publisher, article_url)
    return _articles(page, named, publisher, article_url, received_at, hints)


def read_text_articles(
    text: bytes, url: str, *, publisher: Publisher, article_url: ArticleUrl | None, received_at: datetime
) -> list[Article]:
    """As `read_articles`, for the lines of a text that somebody has scraped already.

    `url` may be empty: then that of the article is too, and a hash of the text stands in its `id`.
    """
    page = read_text(text, url)
    if url:
        named = identity(url, None, publisher, article_url)
    else:
        title = page.title.text if page.title else ""
        named = "", text_hash(title, "\n".join(block.text for block in page.blocks))[:_ID_DIGITS]
    return _articles(page, named, publisher, article_url, received_at, NO_HINTS)


def _articles(
    page: PageFields,
    named: tuple[str, str | None],
    publisher: Publisher,
    article_url: ArticleUrl | None,
    received_at: datetime,
    hints: Hints,
) -> list[Article]:
    """`named` is what `identity` says."""
    fields = load_fields(page)
    host = assemble(
        fields,
        publisher,
        received_at,
        url=named[0],
        number=named[1],
        hint_published=hints.published,
        hint_title=hints.title,
    )
    articles = [host, *assemble_parts(fields, host, publisher)]
    for place, other in enumerate(page.others, 1):
        fields = load_fields(other)
        address, number = _address_below(other.canonical_url, f"{host.url}#article-{place}", publisher, article_url)
        article = assemble(fields, publisher, received_at, url=address, number=number)
        if article.id != host.id:
            articles += [replace(article, part_of=host.id), *assemble_parts(fields, article, publisher)]
    return articles


def _address_below(declared: str | None, url: str, publisher: Publisher, article_url: ArticleUrl | None) -> tuple[str, str | None]:
    """Canonical URL and number of an article below the page's own: those of the address that it declares, else `url`."""
    if declared is not None and _is_on_a_host_of(publisher, declared):
        try:
            return identity(declared, None, publisher, article_url)
        except PageError:
            pass
    return url, None


def identity(url: str, declared: str | None, publisher: Publisher, article_url: ArticleUrl | None) -> tuple[str, str | None]:
    """Canonical URL and article number: of the URL that the page declares as canonical, if that is an article of this publisher
    (pages copied from elsewhere declare where they are from), else of its own. Raises `PageError` ("section") where neither is an
    article's.
    """
    for candidate in (declared, url):
        if candidate is None or (candidate != url and not _is_on_a_host_of(publisher, candidate)):
            continue
        try:
            canonical = canonical_url(candidate, publisher=publisher)
        except ValueError:
            continue
        if article_url is None:
            if candidate is not url and _is_home(canonical) and not _is_home(url):
                continue
            return canonical, None
        if match := article_url.match(canonical):
            return canonical, match.number
    raise PageError("section", f"{url} is not the URL of an article")


def _is_home(url: str) -> bool:
    """Plug-ins that are set up wrongly declare the home page as canonical, on every page."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _is_on_a_host_of(publisher: Publisher, url: str) -> bool:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == own or host.endswith(f".{own}") for own in publisher.all_hosts)


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
