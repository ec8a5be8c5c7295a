"""Pages of a publisher on their way into its fixture folder, and the drafts of their articles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import orjson
from w3lib.url import safe_url_string

from crawler.arabic import clean_text
from crawler.archive.exchanges import Exchange, RecordingError
from crawler.archive.fixtures import DRAFTS, EXPECTED, FixtureFolder, arrived, by_url, chain
from crawler.commands.publishers import FIXTURES
from crawler.commands.review import review
from crawler.commands.sample import Sampled, live, replay, run_all
from crawler.extensions.health import DONE, UNHEALTHY
from crawler.items import Article
from crawler.page import PageError
from crawler.publisher.reading import read_answer
from crawler.publisher.spider import NewsSpider

FIELDS = [each.name for each in fields(Article)]
README = """# fixtures/{name}

{origin}

| trap | page |
|---|---|
"""


ORIGIN = {
    "saved": "Saved from the real site with `scrapy fixture` on {day}, byte for byte; nothing here was written.",
    "written": 'Taken with `scrapy fixture` out of a recording: exchanges that are `"origin": "written"` there are not the real site\'s.',
}


@dataclass
class Saving:
    """Pages of one publisher on their way into its fixture folder."""

    spider: type[NewsSpider]
    folder: FixtureFolder
    passed: list[str]
    scratch: Path
    said: list[str] = field(default_factory=list)
    """What went wrong, in words."""
    written: list[str] = field(default_factory=list)
    """What was put into the folder, in words."""
    articles: list[dict[str, Any]] = field(default_factory=list)
    """What is to be read by a person."""

    def run(self, pages: Sequence[str], *, again: bool) -> int:
        """Fetch, save and draft; the exit code. Raises OSError, `RecordingError`, ValueError."""
        known = by_url(self.folder.exchanges())
        old = [page for page in pages if safe_url_string(page) in known and not again]
        self.said += [f"{page}: is in {self.folder.path} already, and was left as it is (--again fetches it anew)" for page in old]
        new = [page for page in pages if page not in old]
        code = self._fetch(new, known) if new else DONE
        if code not in (DONE, UNHEALTHY) or not self.folder.exists:
            return code
        return self._draft(pages) or code

    def _fetch(self, pages: list[str], known: dict[str, Exchange]) -> int:
        """Fetch pages and what the folder has not of the sources, and put in what came."""
        settings = {"PAGES": orjson.dumps(pages).decode()}
        (sampled,) = run_all([live(self.spider.name, self.scratch / "live", self.passed, settings)], 1)
        if not sampled.has_run:
            self.said += sampled.why()
            return sampled.exit_code
        saved = sampled.saved()
        came = [page for page in pages if arrived(saved, safe_url_string(page)) and sampled.verdict(page)[0] != "challenge"]
        for page in [page for page in pages if page not in came]:
            self.said.append(f"{page}: could not be fetched: {missing(saved, sampled, page)}")
            for hop in chain(saved, safe_url_string(page)):
                del saved[hop.url]
        if came:
            self._put(saved, known, came)
        return DONE if came == pages else UNHEALTHY

    def _put(self, saved: dict[str, Exchange], known: dict[str, Exchange], pages: list[str]) -> None:
        first = not self.folder.exists
        offered = [safe_url_string(page) for page in pages]
        anew = {exchange.url for page in offered for exchange in chain(saved, page)}
        good = [each for each in saved.values() if each.status < 400 or each.url.endswith("/robots.txt")]
        added = [each for each in good if each.url in anew or each.url not in known]
        files = self.folder.add(added, offered)
        self.written += [f"{FIXTURES}/{self.spider.name}/{name}" for name in files]
        readme = self.folder.path / "README.md"
        if first and not readme.exists():
            origin = "written" if any(exchange.origin == "written" for exchange in added) else "saved"
            words = ORIGIN[origin].format(day=max(exchange.saved_at for exchange in added).date())
            readme.write_text(README.format(name=self.spider.name, origin=words), encoding="utf-8")
            self.written.append(f"{FIXTURES}/{self.spider.name}/README.md: say there which page shows which trap")
        for source in (*self.spider.feeds, *self.spider.sitemaps, *self.spider.sections.values()):
            if source not in known and not arrived(saved, safe_url_string(source)):
                self.said.append(f"{source}: this source could not be fetched: {missing(saved, None, source)}")

    def _draft(self, pages: Sequence[str]) -> int:
        """Replay the folder, and write what is not as it was read into `drafts.jsonl`."""
        (sampled,) = run_all([replay(self.spider.name, self.scratch / "replay", self.passed, self.folder.path)], 1)
        if not sampled.has_run:
            self.said += sampled.why()
            return sampled.exit_code
        found = {line["id"]: line for line in sampled.lines("articles")}
        saved = by_url(self.folder.exchanges())
        run = sampled.run_file()
        self.said += [f"the replay of {self.folder.path} is unhealthy: {fault}" for fault in (run.health if run else [])]
        code = UNHEALTHY if run is None or run.health else DONE
        for page in pages:
            if safe_url_string(page) in saved and (why := gave_nothing(sampled, found, page)):
                self.said.append(f"{page}: gives no article: {why}")
                code = UNHEALTHY
        self._compare(found)
        return code

    def _compare(self, found: dict[str, dict[str, Any]]) -> None:
        """Sort what the replay gave into what a reader took from the pages too, and what is to be read."""
        expected, drafts = self.folder.expected(), self.folder.drafts()
        for name in expected.keys() - found.keys():
            self.said.append(f"{name}: is in {EXPECTED}, and the replay no longer gives it")
        kept = {}
        for name, line in found.items():
            if name in expected and (changed := differing(expected[name], line)):
                self.said.append(f"{name}: the replay differs from {EXPECTED}, which was left as it is, in {', '.join(changed)}")
            elif name in expected:
                continue
            if name in drafts and (changed := differing(drafts[name], line)):
                self.said.append(f"{name}: the draft there was left as it is; the replay differs from it in {', '.join(changed)}")
                line = drafts[name]
            kept[name] = line
        kept = {name: line for name, line in drafts.items() if name not in found and name not in expected} | kept
        self.folder.write_drafts(kept.values())
        for name, line in kept.items():
            if lacking := [field for field in FIELDS if field not in line]:
                self.said.append(f"{name}: its draft lacks {', '.join(lacking)}")
            else:
                self.articles.append(line)

    def report(self, width: int) -> Iterator[str]:
        """What was written, the drafts to be read, and how to go on."""
        if self.written:
            yield from ("Written:", *(f"  {line}" for line in self.written), "")
        if not self.articles:
            return
        for article in self.articles:
            yield from review(article, self._linked(article), width)
            yield ""
        drafts = f"{FIXTURES}/{self.spider.name}/{DRAFTS}"
        yield f"{drafts} ({len(self.articles)} shown here): nobody has read them, and the tests fail while they are there."
        yield f"Compare each with its page, mend its line, and move it to {EXPECTED} beside it: docs/fixtures.md."

    def _linked(self, article: dict[str, Any]) -> list[str]:
        """Display forms of the blocks of an article's page that hold a link."""
        try:
            exchanges = by_url(self.folder.exchanges())
            page = arrived(exchanges, safe_url_string(article["url"]))
            if page is None or "Content-Encoding" in page.headers:
                return []
            read = read_answer(
                page.body(),
                page.url,
                publisher=self.spider.publisher,
                layouts=self.spider.layouts,
                content_type=page.headers.get("Content-Type"),
            )
        except (OSError, RecordingError, PageError):
            return []
        return [clean_text(block.text) for block in read.blocks if block.href]


def missing(saved: dict[str, Exchange], sampled: Sampled | None, url: str) -> str:
    """Why nothing was saved of an address, in words."""
    hops = chain(saved, safe_url_string(url))
    if hops and hops[-1].status >= 400:
        return f"HTTP {hops[-1].status}"
    return sampled.why_not(url) if sampled else "there was no answer, or robots.txt forbids it"


def gave_nothing(sampled: Sampled, found: Collection[str], page: str) -> str | None:
    """Why a replay has no article of a page, in words; None where one of those that it found is the page's."""
    article = sampled.article_of(page)
    if article in found:
        return None
    for line in sampled.lines("duplicates"):
        if line["id"] == article:
            return f"it is a copy of {line['duplicate_of']} ({line['reason']})"
    return sampled.why_not(page)


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Fields in which two lines differ."""
    return [name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name)]
