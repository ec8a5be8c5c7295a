"""What is SANA's alone: its fixture site crawled in more ways than `test_publishers` does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson

from tests.spiders.conftest import FIXTURE, PROJECT, Crawl, crawl, expected


def test_the_first_run_writes_what_it_should_where_it_should(three_runs: list[Crawl]) -> None:
    assert [folder for folder in ("articles", "duplicates", "rejected", "gone") if three_runs[0].lines(folder)] == [
        "articles",
        "duplicates",
        "rejected",
    ]


def test_the_copy_is_a_duplicate_of_the_newer_address(three_runs: list[Crawl]) -> None:
    (line,) = three_runs[0].lines("duplicates")
    assert (line["id"], line["duplicate_of"], line["relation"], line["story"]) == ("sana:2280517", "sana:2280530", "same", "sana:2280530")


def test_each_page_without_an_article_says_why(three_runs: list[Crawl]) -> None:
    assert by_reason(three_runs[0]) == {
        "language": "https://sana.sy/locals/2280655/",
        "not_found": "https://sana.sy/sport/2280571/",
        "section": "https://sana.sy/miscellaneous/2280409/",
    }


def by_reason(run: Crawl) -> dict[str, str]:
    return {line["reason"]: line["url"] for line in run.lines("rejected")}


def test_the_second_run_downloads_no_article_and_writes_nothing(three_runs: list[Crawl]) -> None:
    first, second, _ = three_runs
    assert second.code == 0, second.said
    assert second.count("article pages fetched") == 0
    assert "Nothing is new since the last run" in second.said
    for folder in ("articles", "duplicates", "rejected", "gone"):
        assert second.lines(folder) == first.lines(folder), folder


def test_a_day_later_only_what_changed_is_fetched_and_written(three_runs: list[Crawl]) -> None:
    _, second, third = three_runs
    assert third.code == 0, third.said
    assert third.count("article pages fetched") == 2, "one page changed, one only says so"
    assert third.count("unchanged") == 1
    known = {(line["id"], line["revision"]) for line in second.lines("articles")}
    new = [line for line in third.lines("articles") if (line["id"], line["revision"]) not in known]
    assert new == expected("expected-visit2.jsonl")


def test_since_leaves_out_the_old_sitemap_and_the_old_articles(tmp_path: Path) -> None:
    run = crawl(tmp_path, "-a", "since=2d", "-L", "DEBUG")
    wanted = {line["id"] for line in expected() if line["published_at"] >= "2025-09-05T12:12"}
    assert {line["id"] for line in run.lines("articles")} == wanted
    assert "post-sitemap2.xml" in run.said
    assert "post-sitemap1.xml" not in run.said


def test_limit_counts_article_pages(tmp_path: Path) -> None:
    run = crawl(tmp_path, "-a", "limit=3")
    assert run.count("article pages fetched") == 3
    newest = sorted((line["published_at"] for line in expected()), reverse=True)[:3]
    assert sorted((line["published_at"] for line in run.lines("articles")), reverse=True) == newest


def test_limited_runs_one_after_another_get_everything(tmp_path: Path) -> None:
    for _ in range(6):
        run = crawl(tmp_path, "-a", "limit=5")
    assert sorted(line["id"] for line in run.lines("articles")) == sorted(line["id"] for line in expected())


def test_sections_reads_only_those_listings(tmp_path: Path) -> None:
    run = crawl(tmp_path, "-a", "sections=politics")
    assert {line["id"] for line in run.lines("articles")} == {line["id"] for line in expected() if "/politics/" in line["url"]}


def test_feed_export_works_as_in_any_scrapy_project(tmp_path: Path) -> None:
    run = crawl(tmp_path / "data", "-O", str(tmp_path / "out.jsonl"))
    assert run.code == 0, run.said
    text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert r"\u" not in text
    exported = {line["id"]: line for line in map(orjson.loads, text.splitlines())}
    assert exported == {line["id"]: line for line in run.lines("articles")}


def test_a_killed_run_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, "crawl", "sana", "-s", f"REPLAY={FIXTURE}", "-s", f"OUTPUT_DIR={tmp_path}"]
    killed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert killed.returncode == -9, killed.stderr
    before = Crawl(0, "", tmp_path).lines("articles")
    assert 0 < len(before) < len(expected())
    run = crawl(tmp_path)
    assert run.code == 0, run.said
    lines = run.lines("articles")
    assert [line for line in lines if line["id"] in {line["id"] for line in before}] == before, "what was written stays as it was"
    assert sorted(line["id"] for line in lines) == sorted(line["id"] for line in expected())
    assert len(run.lines("duplicates")) == 1


KILLED = """
# `kill -9` between a line on disk and its commit, the worst moment.
import os, signal, sqlite3
from crawler.index import parts, worker

sync, groups = parts.Parts.sync, []

def die(self):
    grown = sync(self)
    groups.append(grown)
    if sum(1 for each in groups if any(name.startswith("articles/") for name in each)) == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return grown

parts.Parts.sync = die
from scrapy.cmdline import execute
execute()
"""
