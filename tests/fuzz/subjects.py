"""What mutated files are handed to: the crawler's own code from bytes to line, with what must hold of all that comes out.

Nothing is replaced but the engine: a SANA spider reads, its index is a SQLite one in memory, and every transaction is rolled back.
"""

from __future__ import annotations

import json
import logging
import math
import time
import unicodedata
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, TypeVar

import jsonschema
import orjson
from scrapy import Request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.settings import Settings

from crawler import settings as project_settings
from crawler.arabic import clean_text, text_hash
from crawler.extensions.hosts import HostMiddleware, HostRefused
from crawler.extensions.politeness import Politeness, retry_after
from crawler.index import articles, frontier
from crawler.index.compare import compare
from crawler.index.database import connect
from crawler.index.outcomes import Delivery
from crawler.index.parts import Parts
from crawler.index.sketch import Sketch
from crawler.index.worker import Desk
from crawler.items import Article
from crawler.knowledge.sites import site_publisher
from crawler.page import PageError
from crawler.pipelines.validate import ValidatePipeline
from crawler.pipelines.write import Writer
from crawler.publisher.discovery import Discovery, Source
from crawler.publisher.reading import Hints, charset_of, read_articles, read_text_articles
from crawler.publisher.urls import canonical_url
from crawler.spiders.sana import SanaSpider
from tests.fuzz.mutations import CHARSETS, DATES, mutate
from tests.fuzz.seeds import Kind, Seed, seeds

NOW = datetime(2025, 9, 7, 9, 0, 5, tzinfo=UTC)
ARTICLE = "https://sana.sy/locals/2280999/"
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "article.schema.json"
ROBOTS_URLS = (
    ARTICLE,
    "https://sana.sy/?p=1",
    f"https://sana.sy/{'a' * 300}/1/",
    "https://sana.sy/%D8%A7/$*/",
    "https://sana.sy/wp-admin/?s=a&b=c",
)

Result = TypeVar("Result")


class Listener(logging.Handler):
    """Takes every log line as a log file would, and makes a fault of each error that the spider caught and only logged."""

    def emit(self, record: logging.LogRecord) -> None:
        record.getMessage().encode()
        if record.exc_info and record.exc_info[1] is not None:
            raise record.exc_info[1]


class Bench:
    """A spider and its index, as they stand between two requests."""

    def __init__(self) -> None:
        settings = Settings()
        settings.setmodule(project_settings)
        settings.set("REPLAY", "-")  # no waiting
        self.desk = Desk(connect(Path(":memory:")), Parts(Path("-"), "sana", "2025-09-07", "run"))
        self.spider = SanaSpider()
        stats = SimpleNamespace(inc_value=_nothing, max_value=_nothing, set_value=_nothing, get_value=lambda name: name)
        crawler: Any = SimpleNamespace(settings=settings, stats=stats, spider=self.spider)
        self.spider.crawler, self.spider.settings = crawler, settings
        run: Any = SimpleNamespace(ask=self._ask, now=NOW, clock=lambda: NOW, id="run")
        self.spider.run, self.spider.window = run, frontier.Window()
        self.writer = Writer("sana", [3600])
        self.hosts = HostMiddleware(crawler)
        self.politeness = Politeness(crawler)

    async def _ask(self, work: Callable[[Desk], Result]) -> Result:
        return work(self.desk)

    def discovery(self) -> Discovery:
        """One without the spider's own sources."""
        discovery = Discovery(self.spider)
        discovery._fresh.clear()
        return discovery

    def send(self, request: Request) -> None:
        """Let a request through the spider's own checks, or be refused there."""
        with suppress(HostRefused):
            self.hosts.process_request(request)

    def begin(self) -> None:
        self.desk.connection.begin()

    def rollback(self) -> None:
        self.desk.parts.rollback()
        self.desk.connection.rollback()


@cache
def bench() -> Bench:
    """The bench of this process."""
    return Bench()


def _nothing(*_: object) -> None:
    """A counter that nobody reads."""


def feed_in(seed: Seed, body: bytes, random: Random) -> float:
    """Hand a file to the code that it is for, in each way; processor time of the longest, seconds. Raises what is a fault."""
    at, longest = bench(), 0.0
    for way in _WAYS[seed.kind]:
        at.begin()
        start = time.process_time()
        try:
            read = way(at, seed, body, random)
        finally:
            at.rollback()
        longest = max(longest, time.process_time() - start)
        for article in read:
            check_article(article)
    return longest


# --- Pages -----------------------------------------------------------------------------------------------------------------


def _page(at: Bench, seed: Seed, body: bytes, random: Random) -> list[Article]:
    """As a page of SANA, through spider, pipelines and index."""
    url = seed.url if seed.name.startswith("sana/") else ARTICLE
    hint = random.choice((None, 0, 1757145600))
    row = frontier.Due(key=1, url=url, title=random.choice((None, "خبر")), published=hint, revisit=False, etag=None, last_modified=None)
    return _deliver(at, at.spider.parse_article(_response(url, body, _content_type(random)), row), random)


def _content_type(random: Random) -> str:
    return f"text/html; charset={random.choice(CHARSETS)}" if random.random() < 0.3 else "text/html; charset=UTF-8"


def _page_of_a_site(_: Bench, seed: Seed, body: bytes, random: Random) -> list[Article]:
    """As a page of a site that no spider knows, and now and then as bare text."""
    content_type = _content_type(random)
    charset_of(content_type)
    publisher = site_publisher(seed.url)
    hints = Hints(published=NOW if random.random() < 0.3 else None)
    try:
        read = read_articles(
            body, seed.url, publisher=publisher, layouts=(), article_url=None, received_at=NOW, content_type=content_type, hints=hints
        )
    except PageError:
        read = []
    if random.random() < 0.1:
        with suppress(PageError):
            read += read_text_articles(body, "", publisher=publisher, article_url=None, received_at=NOW)
    return read


def _deliver(at: Bench, answers: Iterable[Delivery | Request], random: Random) -> list[Article]:
    """What the engine does with what a callback yields: further parts are asked for (and come damaged too), deliveries written."""
    read: list[Article] = []
    for answer in answers:
        if isinstance(answer, Request):
            at.send(answer)
            body, _ = mutate(random.choice(seeds("page")).body, b"", random, is_page=True)
            assert answer.callback is not None
            read += _deliver(at, answer.callback(_response(answer.url, body, "text/html"), **answer.cb_kwargs), random)
            continue
        delivery = ValidatePipeline().process_item(answer)
        if isinstance(delivery.outcome, Article):
            read.append(delivery.outcome)
        decision = at.writer.deliver(at.desk, delivery)
        assert decision.verdict in ("stored", "rejected", "outside", "duplicate", "revision", "unchanged"), decision
        if decision.line is not None:
            orjson.dumps(decision.line).decode("utf-8")
    return read


def _response(url: str, body: bytes, content_type: str) -> Response:
    headers = {"Content-Type": content_type}
    response: Response = responsetypes.from_args(headers=None, url=url, body=body)(url, headers=headers, body=body)
    request = Request(url, meta={"received_at": NOW})
    return response.replace(request=request)


def check_article(article: Article) -> None:
    """What must hold of every article, whatever its page was. Raises AssertionError."""
    line = orjson.dumps(article)
    back = json.loads(line.decode("utf-8"))
    assert back == orjson.loads(line)
    _schema().validate(back)
    assert article.text_hash == text_hash(article.title, article.body)
    assert article.id.startswith(f"{article.publisher}:")
    _check_texts(article)
    for address in (article.url, *(image.url for image in article.images), *(link.url for link in article.related if link.url)):
        assert address.startswith(("https://", "http://")) or (address == article.url == ""), f"no http(s) address: {address[:200]!r}"
    for moment in (article.published_at, article.modified_at):
        assert moment is None or datetime.fromisoformat(moment).tzinfo is not None
        assert moment is None or isinstance(datetime.fromisoformat(moment).timestamp(), float)
    assert (article.published_at is None) == (article.published_precision is None)
    _check_sketch(article)


def _check_texts(article: Article) -> None:
    paragraphs = article.body.split("\n\n") if article.body else []
    assert len(paragraphs) == len(article.structure), f"{len(paragraphs)} paragraphs, {len(article.structure)} in structure"
    assert all(0 <= citation.paragraph < len(paragraphs) for citation in article.citations), "a citation of a paragraph that is not there"
    one_line = [article.title, article.summary, article.section, *article.labels, *article.tags, *article.authors]
    one_line += [text for image in article.images for text in (image.caption, image.credit)]
    one_line += [link.title for link in article.related] + [person.name for person in article.credits]
    if article.dateline:
        one_line += [article.dateline.text, article.dateline.place]
    for text in (*one_line, *(line for paragraph in paragraphs for line in paragraph.split("\n"))):
        assert text is None or clean_text(text) == text, f"not in the display form: {text[:200]!r}"
        assert text is None or not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text), f"a control: {text[:200]!r}"


def _check_sketch(article: Article) -> None:
    sketch, keys = articles.drawn(article)
    assert Sketch.unpack(sketch.pack()) == sketch
    assert all(-(2**63) <= key < 2**63 for key in keys)
    other = bench_sketch()
    for first, second in ((sketch, other), (other, sketch), (sketch, sketch)):
        found = compare(first, second)
        assert 0 <= found.similarity <= 1
        assert found.same or first is not second, "a text is no copy of itself"


@cache
def bench_sketch() -> Sketch:
    """The sketch of one sound article, to compare with."""
    seed = next(seed for seed in seeds("page") if "2280963" in seed.name)
    spider = SanaSpider
    article, *_ = read_articles(
        seed.body, seed.url, publisher=spider.publisher, layouts=spider.layouts, article_url=spider.article_url, received_at=NOW
    )
    return articles.drawn(article)[0]


@cache
def _schema() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


# --- Sources ---------------------------------------------------------------------------------------------------------------


def _source(at: Bench, seed: Seed, body: bytes, random: Random) -> list[Article]:
    """As the answer to discovery: what it names is offered to the frontier, and what it leads to is asked for."""
    discovery, kind = at.discovery(), seed.kind
    source = Source(seed.url, kind, section=seed.url)
    response = _response(seed.url, body, {"listing": "text/html"}.get(kind, "text/xml"))
    parse = {"feed": discovery.parse_feed, "sitemap": discovery.parse_sitemap, "listing": discovery.parse_listing}[kind]
    _done(parse(response, source))
    while requests := _done(discovery.next_few()):
        for request in requests:
            at.send(request)
    columns = "key, url, title, published, hint"
    for key, url, title, published, hint in at.desk.connection.rows(f"SELECT {columns} FROM frontier"):
        assert canonical_url(url, publisher=at.spider.publisher) == url, f"not canonical: {url[:200]!r}"
        assert "\x00" not in f"{url}{title}", "PostgreSQL takes no NUL"
        assert all(moment is None or abs(moment) < 2**40 for moment in (published, hint)), (published, hint)
        request = at.spider._article_request(
            frontier.Due(key=key, url=url, title=title, published=published, revisit=False, etag=None, last_modified=None)
        )
        at.send(request)
        if published is not None:
            datetime.fromtimestamp(published, UTC)
    return []


def _done(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    raise AssertionError("a coroutine waits")


def _robots(at: Bench, seed: Seed, body: bytes, random: Random) -> list[Article]:
    """As robots.txt, and a date as the header that comes with a 503."""
    robots = ProtegoRobotParser(body, None)
    for url in ROBOTS_URLS:
        robots.allowed(url, "Khabar")
    at.politeness.robots_parsed(Request("https://sana.sy/robots.txt"), robots)
    wait = retry_after(random.choice(DATES).encode(), NOW)
    assert wait is None or wait >= 0, wait
    answer = Response(ARTICLE, status=503, headers={"Retry-After": random.choice(DATES)})
    at.politeness.response_downloaded(answer, Request(ARTICLE))
    assert wait is None or not math.isnan(wait)
    return []


_WAYS: dict[Kind, tuple[Callable[[Bench, Seed, bytes, Random], list[Article]], ...]] = {
    "page": (_page, _page_of_a_site),
    "feed": (_source,),
    "sitemap": (_source,),
    "listing": (_source,),
    "robots": (_robots,),
}
