"""A small news site on 127.0.0.1 that answers as it is told, faults included, and keeps what was asked of it and when."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

TEXT = (
    "أعلنت البلدية اليوم عن افتتاح حديقة جديدة في الحي الشرقي بعد أعمال صيانة استمرت شهرين وأوضح المهندس المشرف أن المشروع يتضمن ملاعب"
    " للأطفال ومسارات للمشي وإنارة تعمل بالطاقة الشمسية فيما عبر الأهالي عن ارتياحهم لإنجاز الأعمال ضمن المدة المحددة وأكد المدير"
    " التزام المجلس بتأهيل الشوارع المحيطة وزراعة الأشجار على جانبي الطريق وتوفير مواقف للسيارات والحافلات قبل بداية العام الدراسي"
)
"""News from a town that does not exist."""


def sentence(number: int, words: int = 8) -> str:
    """Words in an order of their own for each number."""
    return " ".join(random.Random(f"{number} {words}").choices(TEXT.split(), k=words))


@dataclass
class Answer:
    """What the site says to one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None
    """Says everything itself: a stall, a reset."""


@dataclass
class Asked:
    """One request that came."""

    path: str
    time: float
    """Seconds of the monotonic clock."""
    headers: dict[str, str]


class Site:
    """Answers by path; a path with several gives them in order, and the last one stays. What is not there is 404."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)

    @property
    def foreign(self) -> str:
        """The same server under a name that is not the publisher's."""
        return self.base.replace("127.0.0.1", "localhost")

    def put(self, path: str, *answers: Answer | str) -> None:
        """Say what stands at a path; text is an HTML page."""
        html = {"Content-Type": "text/html; charset=UTF-8"}
        self.answers[path] = [answer if isinstance(answer, Answer) else Answer(answer.encode(), headers=html) for answer in answers]

    def put_feed(self, *numbers: int, path: str = "/feed/") -> None:
        """A feed that names these articles, newest first."""
        items = "".join(
            f"<item><title>خبر {number}</title><link>{self.base}/locals/{number}/</link>"
            f"<pubDate>{self.published(number):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for number in numbers
        )
        self.put(path, Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), headers={"Content-Type": "text/xml"}))

    def put_articles(self, *numbers: int) -> None:
        """Articles at their paths, named by the feed."""
        for number in numbers:
            self.put(f"/locals/{number}/", self.page(number))
        self.put_feed(*numbers)

    def published(self, number: int) -> datetime:
        """A higher number is newer."""
        return self.start + timedelta(seconds=number)

    def page(self, number: int, *, more: str = "", head: str = "", canonical: str | None = None) -> str:
        """An article page in the markup of the Foxiz theme; each number has a text of its own."""
        body = "".join(f"<p>{sentence(number, words)}.</p>" for words in (30, 31, 32)) + (f"<p>{more}</p>" if more else "")
        time = self.published(number).isoformat()
        canonical = canonical or f"{self.base}/locals/{number}/"
        return (
            f'<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{sentence(number)}</title>{head}'
            f'<link rel="canonical" href="{canonical}"></head><body class="single"><header class="single-header">'
            f'<h1 class="s-title">{sentence(number)}</h1><time class="published" datetime="{time}">الآن</time></header>'
            f'<div class="entry-content rbct">{body}</div></body></html>'
        )

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        if handler.headers["Host"] != self.base.partition("//")[2]:
            path = f"http://{handler.headers['Host']}{path}"
        self.asked.append(Asked(path, time.monotonic(), dict(handler.headers)))
        answers = self.answers.get(path) or [Answer(b"<html><body>404</body></html>", 404)]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer.act:
            answer.act(handler)
            return
        validator = answer.headers.get("ETag")
        if validator and handler.headers["If-None-Match"] == validator:
            answer = Answer(b"", 304, {"ETag": validator})
        handler.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(answer.body)


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port; a fault of the server itself fails the test."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                site.answer(self)
            except ConnectionError:
                pass  # a crawl that is tested for hanging up
            except Exception as error:
                site.faults.append(f"{self.path}: {error!r}")

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64  # with the usual 5 a connection may wait a second, and a short time-out calls that a fault

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a reset on purpose ends here

    with Server(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
    assert not site.faults
