"""How well pages of unknown sites are read, beside the peers: quality.py [--pages FOLDER ...]

Reads the pages of `fixtures/sites` (other folders of `NAME.html` and `NAME.json` with `--pages`) without any rule for a site, and prints
for each reader: the share of titles that are exact; of the bodies the mean F1 of their word 3-shingles and the share of paragraphs that
stand in the result to the character, white space aside; the share of pages on which furniture leaks (a string that the answer names as
such, or a line that is in no paragraph of the answer); and the share of publication times that are the right moment, and the right day.

The set is in view of whoever works on the reader, so Khabar's own row says what is held, not how it does on the next unknown page. The
peers come with the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.extract import installed
from crawler.arabic import match_key
from crawler.knowledge.sites import site_publisher
from crawler.page import PageError
from crawler.page.encoding import decode
from crawler.publisher.reading import read_articles

SITES = Path(__file__).resolve().parents[1] / "fixtures" / "sites"


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader took from a page; `date` is as it gives it."""

    title: str
    body: str
    date: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its answer: the first article's."""

    html: bytes
    url: str
    received_at: datetime
    article: dict[str, Any]
    furniture: list[str]


def khabar(page: Page) -> Found:
    """Without a rule for the site."""
    try:
        article = read_articles(
            page.html, page.url, publisher=site_publisher(page.url), layouts=(), article_url=None, received_at=page.received_at
        )[0]
    except PageError:
        return Found("", "", "")
    return Found(article.title, article.body, article.published_at or "")


def peers() -> dict[str, Callable[[Page], Found]]:
    """The peers that are installed, each with the settings that its documentation gives for news."""
    found: dict[str, Callable[[Page], Found]] = {}
    if trafilatura := installed("trafilatura"):

        def read_trafilatura(page: Page) -> Found:
            document = trafilatura.bare_extraction(decode(page.html)[0], url=page.url, include_comments=False, with_metadata=True)
            return Found("", "", "") if document is None else Found(document.title or "", document.text or "", document.date or "")

        found["trafilatura"] = read_trafilatura
    if newspaper := installed("newspaper"):

        def read_newspaper(page: Page) -> Found:
            article = newspaper.Article(page.url, language="ar", fetch_images=False)
            article.download(input_html=decode(page.html)[0])
            article.parse()
            date = article.publish_date
            return Found(article.title or "", article.text or "", date.isoformat() if date else "")

        found["newspaper4k"] = read_newspaper
    if resiliparse := installed("resiliparse.extract.html2text"):
        found["resiliparse"] = lambda page: Found("", resiliparse.extract_plain_text(decode(page.html)[0], main_content=True), "")
    return found


def pages_in(folder: Path) -> list[Page]:
    """The pages of a folder that hold an article."""
    answers = [(path, json.loads(path.read_bytes())) for path in sorted(folder.glob("*.json"))]
    return [
        Page(
            path.with_suffix(".html").read_bytes(),
            answer["url"],
            datetime.fromisoformat(answer["received_at"]),
            answer["articles"][0],
            answer.get("furniture", []),
        )
        for path, answer in answers
        if answer.get("articles")
    ]


def score(page: Page, found: Found) -> dict[str, float | None]:
    """The figures of one page; None where it has no answer for one."""
    body: list[str] = page.article["body"]
    wanted, got = shingles("\n".join(body)), shingles(found.body)
    common = sum((wanted & got).values())
    lines = [squeezed(line) for line in found.body.split("\n") if line.strip()]
    text, answer = squeezed(found.body), squeezed(" ".join(body))
    leaked = any(squeezed(line) in text for line in page.furniture) or any(line not in answer for line in lines if len(line) > 20)
    published = page.article.get("published_at")
    return {
        "title": float(squeezed(found.title) == squeezed(page.article["title"])),
        "body F1": 2 * common / (sum(wanted.values()) + sum(got.values())) if wanted or got else 1.0,
        "paragraphs": mean(float(squeezed(paragraph) in lines) for paragraph in body) if body else None,
        "leaks": float(leaked),
        "time": None if published is None else float(same_moment(published, found.date)),
        "day": None if published is None else float(published[:10] == found.date[:10]),
    }


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Three words running, in their comparing form."""
    words = match_key(text).split()
    return Counter(zip(words, words[1:], words[2:], strict=False))


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def same_moment(wanted: str, got: str) -> bool:
    """Whether two ISO 8601 times are one moment; one without an offset is none."""
    try:
        one, other = datetime.fromisoformat(wanted), datetime.fromisoformat(got)
    except ValueError:
        return False
    return other.tzinfo is not None and one.astimezone(UTC) == other.astimezone(UTC)


def report(pages: Sequence[Page], readers: dict[str, Callable[[Page], Found]]) -> None:
    """Print the table."""
    names = ("title", "body F1", "paragraphs", "leaks", "time", "day")
    print(f"\n{len(pages)} pages\n\n| | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
    for reader, read in readers.items():
        scores = [score(page, read(page)) for page in pages]
        means = {name: mean(value for row in scores if (value := row[name]) is not None) for name in names}
        print(f"| {reader} | {' | '.join(f'{means[name]:.3f}' for name in names)} |")


def main() -> None:
    """Read all pages and print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, nargs="*", default=[SITES])
    options = arguments.parse_args()
    report([page for folder in options.pages for page in pages_in(folder)], {"Khabar": khabar, **peers()})


if __name__ == "__main__":
    main()
