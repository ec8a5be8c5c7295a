"""A town with a news agency and a gazette, whose two sites change every hour as real ones do. Served from 127.0.0.1; see `benchmarks.week`.

The agency writes more by day than by night. Its feed shows the last `FEED` articles; each day has a sitemap that grows, named by an index.
Some articles are changed hours later (`lastmod` says so), some pages are taken down. The gazette has a few articles of its own and prints
some of the agency's an hour later, with a credit line.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from benchmarks.newsroom import Newsroom
from tests.live.site import Answer, Site

START = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = 20
"""Articles that a feed shows."""
BY_DAY, BY_NIGHT = (8, 14), (1, 3)
"""How many articles the agency has in an hour, at least and at most."""
NIGHT = range(1, 6)
"""Hours."""
CHANGED, GONE, COPIED = 0.06, 0.02, 0.15
"""Shares of the agency's articles that are changed, taken down, printed by the gazette."""
SHORTEST = 3
"""Paragraphs: whether a copy of less is found is another question."""
REVISIT_AFTER = 3 * 3600
"""Seconds after which a run looks at a page again, and by when a page that is to go is gone."""
PLACES = {"agency": "AGENCY_HOME", "gazette": "GAZETTE_HOME"}
"""Environment variables with the address of each site, which is new each time."""


@dataclass
class Story:
    """An article on one of the sites."""

    number: int
    title: str
    paragraphs: list[str]
    published: datetime
    modified: datetime
    copy_of: int | None = None
    is_gone: bool = False
    changes: int = 0
    due_changes: list[datetime] = field(default_factory=list)
    due_end: datetime | None = None

    @property
    def path(self) -> str:
        return f"/news/{self.number}/"


class Paper:
    """One of the sites: its stories, and the pages that show them."""

    def __init__(self, site: Site, name: str) -> None:
        self.site = site
        self.name = name
        self.stories: dict[int, Story] = {}
        site.put("/robots.txt", Answer(b"User-agent: *\nAllow: /\n", headers={"Content-Type": "text/plain"}))

    def publish(self, title: str, paragraphs: list[str], published: datetime, copy_of: int | None = None) -> Story:
        """A new story with the next number."""
        story = Story(1001 + len(self.stories), title, paragraphs, published, published, copy_of)
        self.stories[story.number] = story
        self.put(story)
        return story

    def put(self, story: Story) -> None:
        """The page of a story as it is now."""
        if story.is_gone:
            self.site.put(story.path, Answer(b"<html><body>404</body></html>", 404))
            return
        body = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
        page = (
            f'<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{story.title}</title>'
            f'<link rel="canonical" href="{self.site.base}{story.path}">'
            f'<meta property="article:modified_time" content="{story.modified.isoformat()}"></head><body class="single">'
            f'<header class="single-header"><h1 class="s-title">{story.title}</h1>'
            f'<time class="published" datetime="{story.published.isoformat()}">الآن</time></header>'
            f'<div class="entry-content rbct">{body}</div></body></html>'
        )
        tag = f'"{story.number}-{story.changes}"'
        self.site.put(story.path, Answer(page.encode(), headers={"Content-Type": "text/html; charset=UTF-8", "ETag": tag}))

    def put_sources(self) -> None:
        """Feed, index and the sitemap of each day, as they are now."""
        shown = [story for story in reversed(self.stories.values()) if not story.is_gone]
        items = "".join(
            f"<item><title>{story.title}</title><link>{self.site.base}{story.path}</link>"
            f"<pubDate>{story.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for story in shown[:FEED]
        )
        self.site.put("/feed/", xml(f'<rss version="2.0"><channel>{items}</channel></rss>'))
        days: dict[str, list[Story]] = {}
        for story in shown:
            days.setdefault(f"{story.published:%Y-%m-%d}", []).append(story)
        for day, stories in days.items():
            entries = "".join(
                f"<url><loc>{self.site.base}{story.path}</loc><lastmod>{story.modified.isoformat()}</lastmod></url>" for story in stories
            )
            self.site.put(f"/sitemap-{day}.xml", xml(f"<urlset>{entries}</urlset>"))
        index = "".join(
            f"<sitemap><loc>{self.site.base}/sitemap-{day}.xml</loc>"
            f"<lastmod>{max(story.modified for story in stories).isoformat()}</lastmod></sitemap>"
            for day, stories in days.items()
        )
        self.site.put("/sitemap.xml", xml(f"<sitemapindex>{index}</sitemapindex>"))


def xml(text: str) -> Answer:
    return Answer(text.encode(), headers={"Content-Type": "text/xml"})


class Town:
    """Both sites. What happens is drawn from a seed, so that a week is the same each time."""

    def __init__(self, agency: Site, gazette: Site, seed: int = 7) -> None:
        self.agency, self.gazette = Paper(agency, "agency"), Paper(gazette, "gazette")
        self._random = random.Random(seed)
        self._texts = texts(seed)
        self._to_print: list[Story] = []

    @property
    def papers(self) -> tuple[Paper, Paper]:
        return self.agency, self.gazette

    def live(self, until: datetime) -> None:
        """The hour that ends then."""
        self._change(until)
        for story in self._to_print:  # what the gazette took from the agency an hour ago
            self.gazette.publish(story.title, [*story.paragraphs, "المصدر: وكالة المدينة"], until - HOUR / 2, copy_of=story.number)
        self._to_print = []
        for published in self._moments(until, BY_NIGHT if until.hour in NIGHT else BY_DAY):
            story = self.agency.publish(*next(self._texts), published)
            self._draw_fate(story)
        for published in self._moments(until, (0, 2)):
            self.gazette.publish(*next(self._texts), published)
        for paper in self.papers:
            paper.put_sources()

    def _moments(self, until: datetime, how_many: tuple[int, int]) -> list[datetime]:
        seconds = sorted(self._random.sample(range(3600), self._random.randint(*how_many)))
        return [until - HOUR + timedelta(seconds=second) for second in seconds]

    def _draw_fate(self, story: Story) -> None:
        draw = self._random.random()
        if draw < CHANGED:
            hours = sorted(self._random.sample(range(1, 6), self._random.choice((1, 1, 2))))
            story.due_changes = [story.published + hour * HOUR for hour in hours]
        elif draw < CHANGED + GONE:
            story.due_end = story.published + timedelta(seconds=self._random.randrange(REVISIT_AFTER))
        elif draw < CHANGED + GONE + COPIED:
            self._to_print.append(story)

    def _change(self, until: datetime) -> None:
        for story in list(self.agency.stories.values())[-200:]:
            while story.due_changes and story.due_changes[0] < until:
                story.modified = story.due_changes.pop(0)
                story.changes += 1
                story.paragraphs.append(next(self._texts)[1][0])
                self.agency.put(story)
            if story.due_end is not None and story.due_end < until:
                story.due_end, story.is_gone = None, True
                self.agency.put(story)


def texts(seed: int) -> Iterator[tuple[str, list[str]]]:
    """Titles and paragraphs, each a story of its own."""
    newsroom = Newsroom(seed)
    while True:
        for item in newsroom.items(50):
            paragraphs = item.article.body.split("\n\n")
            if item.kind == "story" and len(paragraphs) >= SHORTEST:
                yield item.article.title, paragraphs
