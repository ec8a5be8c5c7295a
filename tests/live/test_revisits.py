"""Pages that were stored and are looked at again."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.live.run import FOLDERS, Ended, lines, run
from tests.live.site import Answer, Asked, Site, serving

HTML = {"Content-Type": "text/html; charset=UTF-8"}


def put_sitemap(site: Site, *numbers: int, later: timedelta = timedelta(minutes=10)) -> None:
    """A sitemap that says of these articles that they were changed."""
    entries = "".join(
        f"<url><loc>{site.base}/locals/{number}/</loc><lastmod>{(site.published(number) + later).isoformat()}</lastmod></url>"
        for number in numbers
    )
    site.put("/sitemap.xml", Answer(f"<urlset>{entries}</urlset>".encode(), headers={"Content-Type": "text/xml"}))


@dataclass
class Visits:
    """Six articles stored; then the sitemap says that all were changed; then nothing new."""

    runs: list[Ended]
    asked: list[list[Asked]]
    """What each run asked of the site."""
    lines: list[dict[str, list[dict[str, Any]]]]
    """What stood in each folder after each run."""


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    output = tmp_path_factory.mktemp("revisits") / "data"
    visits = Visits([], [], [])

    def visit() -> None:
        site.asked.clear()
        visits.runs.append(run(site, output))
        visits.asked.append(list(site.asked))
        visits.lines.append({folder: lines(output, folder) for folder in FOLDERS})

    with serving() as site:
        site.put_articles(1, 2, 3, 4, 5, 6)
        validators = {"ETag": '"one"', "Last-Modified": "Tue, 24 Nov 2026 09:00:00 GMT"}
        site.put("/locals/1/", Answer(site.page(1).encode(), headers=HTML | validators))
        visit()
        put_sitemap(site, 1, 2, 3, 4, 5, 6)
        site.put("/locals/2/", Answer(b"", 404))
        site.put("/locals/3/", Answer(b"", 410))
        site.put("/locals/4/", site.page(4, more="وأضاف المدير أن العمل مستمر."))
        site.put("/locals/6/", Answer(b"", 302, {"Location": "/"}))
        site.put("/", "<html><body class='home'><h1>صحيفة المدينة</h1></body></html>")
        visit()
        visit()
        yield visits


def test_all_three_runs_are_healthy(visits: Visits) -> None:
    assert [run.code for run in visits.runs] == [0, 0, 0], visits.runs[1].said
    assert visits.runs[0].count("articles written") == 6


def test_a_page_with_validators_is_asked_for_conditionally(visits: Visits) -> None:
    asked = {request.path: request.headers for request in visits.asked[1]}
    one, two = asked["/locals/1/"], asked["/locals/2/"]
    assert (one.get("If-None-Match"), one.get("If-Modified-Since")) == ('"one"', "Tue, 24 Nov 2026 09:00:00 GMT")
    assert "If-None-Match" not in two, "no validator is made up"


def test_304_and_the_same_text_are_counted_and_write_nothing(visits: Visits) -> None:
    assert visits.runs[1].count("unchanged") == 2
    assert sorted(line["id"] for line in visits.lines[1]["articles"] if line["revision"] == 1) == [f"live:{n}" for n in range(1, 7)]


def test_a_page_that_is_gone_is_a_line_in_gone_and_its_article_stays(visits: Visits) -> None:
    assert sorted((line["id"], line["status"]) for line in visits.lines[1]["gone"]) == [("live:2", 404), ("live:3", 410)]
    assert {"live:2", "live:3"} <= {line["id"] for line in visits.lines[1]["articles"]}


def test_a_changed_text_is_a_revision(visits: Visits) -> None:
    assert [(line["id"], line["revision"]) for line in visits.lines[1]["articles"] if line["revision"] > 1] == [("live:4", 2)]


def test_a_page_that_leads_to_the_home_page_by_now_is_rejected(visits: Visits) -> None:
    assert [(line["url"][-10:], line["reason"]) for line in visits.lines[1]["rejected"]] == [("/locals/6/", "section")]


def test_a_third_run_asks_for_none_of_them(visits: Visits) -> None:
    assert [asked.path for asked in visits.asked[2] if re.fullmatch(r"/locals/\d+/", asked.path)] == []
    assert visits.lines[2] == visits.lines[1]


def test_limit_counts_revisits_too(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2, 3)
    run(site, tmp_path)
    put_sitemap(site, 1, 2, 3)
    site.put_feed(4, 3, 2, 1)
    site.put("/locals/4/", site.page(4))
    site.asked.clear()
    ended = run(site, tmp_path, "-a", "limit=2")
    assert ended.count("article pages fetched") == 2
    asked = [path for path in site.paths() if re.fullmatch(r"/locals/\d+/", path)]
    assert len(asked) == 2
    assert asked[0] == "/locals/4/", "new pages come before revisits"


def test_revisit_after_looks_again_without_a_hint_as_often_as_it_says(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    site.put("/locals/1/", Answer(site.page(1).encode(), headers=HTML | {"ETag": '"one"'}))
    age = int(time.time() - site.published(1).timestamp())
    times = ("-s", f"REVISIT_AFTER={age + 3},{age + 5}")
    run(site, tmp_path, *times)
    site.asked.clear()
    seen = []
    for after in (3, 5):
        time.sleep(max(0, site.published(1).timestamp() + age + after + 0.1 - time.time()))
        ended = run(site, tmp_path, *times)
        seen.append(site.paths().count("/locals/1/"))
    assert seen == [1, 2], "a 304 at the first look must not cancel the second"
    assert ended.lines("articles")[1:] == []
