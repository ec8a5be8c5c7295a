"""SANA's fixture site replayed twice, and a third time after somebody edited two of its pages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.spiders.conftest import FIXTURE, FOLDERS, crawl

ARTICLE, COPY = "sana:2280963", "sana:2280517"
EDITS = {
    "https://sana.sy/locals/2280963/": (
        "للطاقة الشمسية.</p>",
        "للطاقة الشمسية.</p>\n<p>وأكد الحمدو أن الأعمال انتهت قبل موعدها بأسبوعين.</p>",
    ),
    "https://sana.sy/miscellaneous/2280517/": ("في دقائقه الأولى.</p>", "في دقائقه الأولى.</p>\n<p>وتستمر الحملة حتى نهاية الشهر.</p>"),
}


def put_third_visit(site: Path) -> None:
    """Copy the first visit to the fixture site and add one with the two pages edited and sitemaps that say so."""
    shutil.copytree(FIXTURE, site)
    lines = [orjson.loads(line) for line in (FIXTURE / "exchanges.jsonl").read_bytes().splitlines()]
    lines = [line for line in lines if line.get("visit", 1) == 1]
    newest = {line["url"]: line for line in lines}
    changed = {url: read(newest[url]).replace(*edit) for url, edit in EDITS.items()}
    for url in ("https://sana.sy/sitemap_index.xml", "https://sana.sy/post-sitemap2.xml"):
        changed[url] = read(newest[url])
        for named in ("https://sana.sy/post-sitemap2.xml", *EDITS):
            changed[url] = re.sub(rf"(<loc>{named}</loc>\s*<lastmod>)[^<]*", r"\g<1>2025-09-09T08:00:00+03:00", changed[url])
    for number, (url, text) in enumerate(changed.items()):
        assert text != read(newest[url]), f"{url}: nothing was edited"
        (site / "pages" / f"third-{number}").write_text(text, encoding="utf-8")
        headers = {name: value for name, value in newest[url]["headers"].items() if name not in ("ETag", "Last-Modified")}
        lines.append(
            newest[url] | {"visit": 3, "headers": headers, "file": f"pages/third-{number}", "saved_at": "2025-09-09T09:00:00+00:00"}
        )
    (site / "exchanges.jsonl").write_bytes(b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines))


def read(exchange: dict[str, Any]) -> str:
    return (FIXTURE / exchange["file"]).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, list[dict[str, Any]]]]:
    """What stands in each folder after each of the three runs."""
    folder = tmp_path_factory.mktemp("replay")
    put_third_visit(folder / "site")
    stages = []
    for visit in (1, 1, 3):
        run = crawl(folder / "data", visit=visit, site=folder / "site")
        assert run.code == 0, run.said
        stages.append({name: run.lines(name) for name in FOLDERS})
    return stages


def written(before: dict[str, list[dict[str, Any]]], now: dict[str, list[dict[str, Any]]]) -> dict[str, list[tuple[str, int]]]:
    """`id` and revision of the lines that came."""
    return {
        folder: [(line["id"], line["revision"]) for line in now[folder] if line not in before[folder]]
        for folder in ("articles", "duplicates")
    }


def test_the_first_run_finds_one_copy(after: list[dict[str, list[dict[str, Any]]]]) -> None:
    assert [(line["id"], line["duplicate_of"], line["revision"]) for line in after[0]["duplicates"]] == [(COPY, "sana:2280530", 1)]
    assert {line["revision"] for line in after[0]["articles"]} == {1}


def test_the_second_run_writes_nothing(after: list[dict[str, list[dict[str, Any]]]]) -> None:
    assert after[1] == after[0]


def test_the_third_run_writes_one_revision_and_one_changed_copy(after: list[dict[str, list[dict[str, Any]]]]) -> None:
    assert written(after[1], after[2]) == {"articles": [(ARTICLE, 2)], "duplicates": [(COPY, 2)]}
    assert after[2]["links"] == []


def test_the_changed_copy_says_what_it_is_now(after: list[dict[str, list[dict[str, Any]]]]) -> None:
    (line,) = [line for line in after[2]["duplicates"] if line["revision"] == 2]
    assert (line["duplicate_of"], line["story"]) == ("sana:2280530", "sana:2280530")
    assert 0.7 < line["similarity"] < 1
    assert line["body"].endswith("وتستمر الحملة حتى نهاية الشهر.")


def test_the_revision_is_the_new_text_whole(after: list[dict[str, list[dict[str, Any]]]]) -> None:
    # Two runs can begin in one second, and then their files have no order.
    first, second = sorted((line for line in after[2]["articles"] if line["id"] == ARTICLE), key=lambda line: line["revision"])
    assert second["body"] == first["body"] + "\n\nوأكد الحمدو أن الأعمال انتهت قبل موعدها بأسبوعين."
    assert second["story"] == first["story"] == ARTICLE
