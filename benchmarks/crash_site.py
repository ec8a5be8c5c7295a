"""The site of `benchmarks/crash.py`: what it publishes day by day, and what of it must stand in the files when all was crawled."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from benchmarks.newsroom import PATTERNS, ROOTS, _word
from tests.live.site import Answer, Site

SITEMAP = 500
"""Pages named by one sitemap."""
FEED = 30
"""Pages named by the feed."""
RECENT = 60
"""Articles of which there may be copies."""
XML = {"Content-Type": "text/xml"}
SHARES = {"plain": 0.80, "exact": 0.04, "near": 0.04, "twin": 0.03, "flash": 0.02, "503": 0.02, "empty": 0.02, "english": 0.01, "404": 0.02}
"""What a new page is: an article, a copy of one of the day before, one of two with the same text on the same day, a text of a few words,
one that comes at the second try, one without a text or in another language, one that is not there.
"""
CHANGES = {"revision": 4, "gone": 2, "developed": 1, "same": 2}
"""Pages that change on a day, all of them less than the visits that a run makes: a new text, none, a flash that becomes a copy of another
article, and one of which only the sitemap says so.
"""

Line = tuple[str, ...]


@cache
def vocabulary() -> tuple[str, ...]:
    return tuple(sorted({_word(root, pattern) for root in ROOTS for pattern in PATTERNS}))


@dataclass
class Text:
    """What an article says."""

    title: str
    paragraphs: list[str]

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass
class Truth:
    """The lines that must be there, each as often as it says; of twins whichever came first is the article."""

    lines: Counter[Line] = field(default_factory=Counter)
    twins: list[tuple[int, int, Text]] = field(default_factory=list)

    def expect(self, folder: str, *key: object) -> None:
        self.lines[folder, *map(str, key)] += 1


class Town:
    """A site that grows. `publish` brings the next day; numbers of articles go up with time."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site = site
        self.truth = Truth()
        self.day = -1
        self.changed: dict[int, int] = {}
        """Number of every page that the sitemaps name -> seconds since 1970 of what they say of it."""
        self._chance = random.Random(f"town {seed}")
        self.failing: set[str] = set()
        """Paths of pages that fail once."""
        self._days: dict[int, int] = {}
        self._texts: dict[int, Text] = {}
        self._pools: dict[str, list[int]] = {"plain": [], "flash": []}
        """Articles that are as they were written, by their kind, the oldest first."""
        self._gone_pages: list[int] = []
        """Gone on the last day: their text comes again at another address."""
        site.put("/locals/", "<html lang='ar'><body></body></html>")

    def publish(self, pages: int) -> None:
        """A day with that many new pages."""
        self.day += 1
        moved, self._gone_pages = self._gone_pages, []
        if self.day:
            self._change()
        sources = self._pools["plain"][-RECENT:]
        for _ in range(pages):
            number = len(self.changed) + 1
            self._days[number] = self.day
            self.changed[number] = self._time(number)
            if moved:
                self._move(moved.pop(), number)
            else:
                self._new(number, sources)
        self._put_sources()

    # One page

    def _new(self, number: int, sources: list[int]) -> None:
        """A page of its own; `sources` are articles of earlier days of which it may be a copy."""
        kind = self._chance.choices(list(SHARES), list(SHARES.values()))[0]
        if (kind in ("exact", "near") and not sources) or (kind == "twin" and number - 1 not in self._pools["plain"]):
            kind = "plain"
        text = self._text(number, words=12 if kind == "flash" else 90)
        match kind:
            case "exact" | "near":
                source = sources.pop(self._chance.randrange(len(sources)))
                self._pools["plain"].remove(source)
                more = [self._words(f"{number} more", 10)] if kind == "near" else []
                text = Text(self._texts[source].title, [*self._texts[source].paragraphs, *more])
                self.truth.expect("duplicates", number, 1, source, text.title, text.body)
            case "twin":
                self._pools["plain"].remove(number - 1)
                text = self._texts[number - 1]
                del self.truth.lines["articles", str(number - 1), "1", text.title, text.body]
                self.truth.twins.append((number - 1, number, text))
            case "empty":
                return self._reject(number, "no_body", self._page(number, Text(text.title, [])))
            case "english":
                words = " ".join(["The town council opened a new garden in the eastern quarter today."] * 5)
                return self._reject(number, "language", self._page(number, Text("A garden is opened in the town", [words])))
            case "404":
                return self._reject(number, "not_found", Answer(b"", 404))
            case _:
                self.truth.expect("articles", number, 1, text.title, text.body)
        if kind in self._pools:
            self._pools[kind].append(number)
        self._texts[number] = text
        failures = [Answer(b"", 503)] if kind == "503" else []
        if failures:
            self.failing.add(path_of(number))
        self.site.put(path_of(number), *failures, self._page(number, text))
        return None

    def _reject(self, number: int, reason: str, page: Answer | str) -> None:
        self.site.put(path_of(number), page)
        self.truth.expect("rejected", number, reason)

    def _move(self, old: int, number: int) -> None:
        """The text of a page that is gone stands at another address now."""
        self.site.put(path_of(number), self._page(number, self._texts[old]))
        self.truth.expect("links", "moved", number, old)

    def _change(self) -> None:
        """What happens on this day to articles of the days before; each changes once."""
        for kind, count in CHANGES.items():
            pool = self._pools["flash" if kind == "developed" else "plain"]
            for number in self._chance.sample(pool, min(count, len(pool))):
                pool.remove(number)
                self.changed[number] = self._time(number)
                match kind:
                    case "revision":
                        old = self._texts[number]
                        self._rewrite(number, Text(old.title, [*old.paragraphs[:2], self._words(f"{number} {self.day}", 40)]))
                    case "gone":
                        self.site.put(path_of(number), Answer(b"", 410))
                        self.truth.expect("gone", number, 410)
                        self._gone_pages.append(number)
                    case "developed":
                        older = [other for other in self._pools["plain"] if self._days[other] < self._days[number]]
                        if older:
                            self._pools["plain"].remove(older[-1])
                            self._rewrite(number, self._texts[older[-1]])
                            self.truth.expect("links", "story", number, older[-1])

    def _rewrite(self, number: int, text: Text) -> None:
        self._texts[number] = text
        self.site.put(path_of(number), self._page(number, text))
        self.truth.expect("articles", number, 2, text.title, text.body)

    # Words and pages

    def _time(self, number: int) -> int:
        return int((self.site.published(number) + timedelta(days=self.day)).timestamp())

    def _words(self, seed: str, count: int) -> str:
        return " ".join(random.Random(seed).choices(vocabulary(), k=count)) + "."

    def _text(self, number: int, words: int) -> Text:
        return Text(self._words(f"{number} title", 7)[:-1], [self._words(f"{number} {part}", words // 3) for part in range(3)])

    def _page(self, number: int, text: Text) -> str:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in text.paragraphs)
        time = (self.site.start + timedelta(days=self._days[number], seconds=number)).isoformat()
        return (
            f'<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{text.title}</title>'
            f'<link rel="canonical" href="{self.site.base}{path_of(number)}"></head><body class="single"><header class="single-header">'
            f'<h1 class="s-title">{text.title}</h1><time class="published" datetime="{time}">الآن</time></header>'
            f'<div class="entry-content rbct">{body}</div></body></html>'
        )

    def _put_sources(self) -> None:
        """A sitemap index with its sitemaps, and a feed of the newest pages."""
        numbers = sorted(self.changed)
        below = []
        for place in range(0, len(numbers), SITEMAP):
            some = numbers[place : place + SITEMAP]
            entries = "".join(
                f"<url><loc>{self.site.base}{path_of(n)}</loc><lastmod>{stamp(self.changed[n])}</lastmod></url>" for n in some
            )
            self.site.put(f"/sitemap{place}.xml", Answer(f"<urlset>{entries}</urlset>".encode(), headers=XML))
            newest = max(self.changed[number] for number in some)
            below.append(f"<sitemap><loc>{self.site.base}/sitemap{place}.xml</loc><lastmod>{stamp(newest)}</lastmod></sitemap>")
        self.site.put("/sitemap.xml", Answer(f"<sitemapindex>{''.join(below)}</sitemapindex>".encode(), headers=XML))
        items = "".join(
            f"<item><link>{self.site.base}{path_of(n)}</link><pubDate>{stamp(self.changed[n])}</pubDate></item>"
            for n in numbers[-FEED:][::-1]
        )
        self.site.put("/feed/", Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), headers=XML))


def stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def path_of(number: int) -> str:
    return f"/locals/{number}/"
