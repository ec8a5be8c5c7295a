"""How close `scrapy crawl site` comes to a declared publisher: site.py [FOLDER=URL ...]

Replays fixture sites without their declarations and compares what comes out with their `expected.jsonl`, article by article (by URL) and
field by field. `id` and what is made of it differ by design: without a declaration an article has a hash instead of its number. Without
arguments: all declared publishers that have fixtures.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.items import Article

PROJECT = Path(__file__).resolve().parents[1]
UNHEALTHY = 3
"""Exit code of a run that found nothing, or whose pages were refused."""
NOT_COMPARED = ("id", "story", "part_of", "crawled_at", "extraction", "schema_version")
"""Ids, when a page came, and which way gave what."""

Line = dict[str, Any]


def declared() -> list[str]:
    """`FOLDER=URL` of each declared publisher that has fixtures."""
    loader = get_spider_loader(get_project_settings())
    names = [name for name in sorted(loader.list()) if (PROJECT / "fixtures" / name).is_dir()]
    return [f"fixtures/{name}={vars(loader.load(name))['publisher'].home}" for name in names]


def crawled(folder: Path, url: str) -> list[Line]:
    """The lines that a replay of the site gives."""
    with TemporaryDirectory() as output:
        settings = {"REPLAY": folder, "OUTPUT_DIR": output, "LOG_LEVEL": "ERROR"}
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        run = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={url}", *options],
            cwd=PROJECT,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if run.returncode not in (0, UNHEALTHY):
            raise SystemExit(f"{folder}: scrapy crawl site -a url={url} ended with {run.returncode}")
        return lines(*Path(output, "articles").rglob("*.jsonl"))


def lines(*files: Path) -> list[Line]:
    """The lines of files."""
    return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]


def differences(found: list[Line], expected: list[Line]) -> dict[str, list[str]]:
    """Field -> URLs of the articles in which it is not as expected; of those that were found and expected."""
    answers = {line["url"]: line for line in expected}
    compared = [field.name for field in fields(Article) if field.name not in NOT_COMPARED]
    pairs = [(line, answers[line["url"]]) for line in found if line["url"] in answers]
    return {name: [line["url"] for line, answer in pairs if line[name] != answer[name]] for name in compared}


def main(sites: list[str]) -> None:
    """Print a table for each site."""
    for site in sites:
        folder, _, url = site.partition("=")
        found, expected = crawled(PROJECT / folder, url), lines(PROJECT / folder / "expected.jsonl")
        known = {line["url"] for line in expected}
        named = [line for line in found if line["url"] in known]
        print(f"\n{folder}: {len(named)} of {len(expected)} articles found; {len(found) - len(named)} that are none\n")
        for name, wrong in differences(found, expected).items():
            print(f"| {name} | {len(named) - len(wrong)} of {len(named)} | {' '.join(wrong[:3])}")


if __name__ == "__main__":
    main(sys.argv[1:] or declared())
