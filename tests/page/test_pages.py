"""The trap pages of `fixtures/pages` and the whole pages of `fixtures/sites`, each read as a page of a site that nobody has declared, and
checked field by field.

`tests/floors.toml` names the fields that are not right yet: they are held to be wrong, so that one that comes right is taken off the list.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.knowledge.sites import site_publisher
from crawler.page import PageError
from crawler.pipelines.validate import fault_of
from crawler.publisher.reading import read_articles

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for folder in ("pages", "sites") for path in (PROJECT / "fixtures" / folder).glob("*.json"))
GAPS: dict[str, list[str]] = tomllib.loads((PROJECT / "tests" / "floors.toml").read_text(encoding="utf-8"))["gaps"]


def answer(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def read(path: Path) -> list[dict[str, Any]] | str:
    """The articles of a page as plain values, or the reason why it has none."""
    wanted = answer(path)
    try:
        articles = read_articles(
            path.with_suffix(".html").read_bytes(),
            wanted["url"],
            publisher=site_publisher(wanted["url"]),
            layouts=(),
            article_url=None,
            received_at=datetime.fromisoformat(wanted["received_at"]),
        )
    except PageError as error:
        return error.reason
    if fault := fault_of(articles[0]):
        return fault[0]
    return [{**asdict(article), "body": article.body.split("\n\n") if article.body else []} for article in articles]


def fields() -> list[Any]:
    """(page, number of the article, field) for all that the answers say."""
    return [
        pytest.param(path, place, name, id=f"{path.stem}-{place}-{name}" if place else f"{path.stem}-{name}")
        for path in PAGES
        for place, article in enumerate(answer(path).get("articles", []))
        for name in article
    ]


@pytest.mark.parametrize(("path", "place", "name"), fields())
def test_field(path: Path, place: int, name: str) -> None:
    articles = read(path)
    wanted = answer(path)["articles"][place][name]
    found = articles[place].get(name) if isinstance(articles, list) and place < len(articles) else articles
    if (f"{place}-{name}" if place else name) in GAPS.get(path.stem, []):
        assert found != wanted, f"{name} is right now: take it off tests/floors.toml"
    else:
        assert found == wanted


@pytest.mark.parametrize("path", [path for path in PAGES if "articles" in answer(path)], ids=lambda path: path.stem)
def test_no_furniture_in_the_body(path: Path) -> None:
    articles = read(path)
    assert isinstance(articles, list), f"rejected: {articles}"
    leaked = [line for line in answer(path).get("furniture", []) for article in articles if line in "\n".join(article["body"])]
    if "furniture" in GAPS.get(path.stem, []):
        assert leaked, "nothing leaks now: take it off tests/floors.toml"
    else:
        assert leaked == []


@pytest.mark.parametrize("path", [path for path in PAGES if "rejected" in answer(path)], ids=lambda path: path.stem)
def test_rejected(path: Path) -> None:
    assert read(path) == answer(path)["rejected"]


@pytest.mark.parametrize("path", [path for path in PAGES if "articles" in answer(path)], ids=lambda path: path.stem)
def test_parts_belong_to_their_host(path: Path) -> None:
    articles = read(path)
    assert isinstance(articles, list)
    if "articles" in GAPS.get(path.stem, []):
        assert len(articles) != len(answer(path)["articles"]), "take it off tests/floors.toml"
        return
    assert len(articles) == len(answer(path)["articles"])
    assert {article["part_of"] for article in articles[1:]} <= {articles[0]["id"]}


def test_the_list_of_gaps_names_only_pages_that_exist() -> None:
    assert set(GAPS) <= {path.stem for path in PAGES}
