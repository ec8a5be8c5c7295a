"""Every publisher of the project, replayed through the whole engine and compared field by field with what a reader took from its pages.

One that has no fixtures, declares what does not exist, or says that it has a field which its fixtures leave empty fails here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from crawler.items import Article
from crawler.page.layouts import Layout
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl
from crawler.spiders.sana import SanaSpider
from tests.spiders.conftest import FIXTURES, Frozen, expected
from tests.spiders.declarations import Declaration, Site, publishers

SPIDERS = publishers()
FIELDS = [field.name for field in fields(Article)]

every_publisher = pytest.mark.parametrize("name", SPIDERS)


@every_publisher
def test_the_declaration_holds(name: str) -> None:
    faults = list(Declaration(SPIDERS[name]).faults())
    assert not faults, "\n".join(faults)


@every_publisher
def test_the_fixtures_show_all_that_is_declared(name: str) -> None:
    faults = list(Site(SPIDERS[name], FIXTURES / name).faults())
    assert not faults, "\n".join(faults)


@every_publisher
def test_the_replay_is_done_and_healthy(name: str, replay: Callable[[str], Frozen]) -> None:
    assert replay(name).code == 0, replay(name).said


@every_publisher
def test_every_article_is_there_once_and_its_keys_are_in_order(name: str, replay: Callable[[str], Frozen]) -> None:
    lines = replay(name).lines("articles")
    assert sorted(line["id"] for line in lines) == sorted(line["id"] for line in expected(publisher=name))
    assert {tuple(line) for line in lines} == {tuple(FIELDS)}


@pytest.mark.parametrize("field", FIELDS)
@every_publisher
def test_every_field_is_what_a_reader_took_from_the_page(name: str, field: str, replay: Callable[[str], Frozen]) -> None:
    found = {line["id"]: line[field] for line in replay(name).lines("articles")}
    assert found == {line["id"]: line[field] for line in expected(publisher=name)}


# That each of these tests can fail


def declared(**changes: object) -> type[NewsSpider]:
    """SANA's spider with something declared otherwise."""
    return type("Changed", (SanaSpider,), {"__module__": SanaSpider.__module__, **changes})


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"layouts": (Layout(name="new", body="div.text", tags="ul..tags a"),)}, "layouts[0].tags: 'ul..tags a' does not compile"),
        ({"publisher": replace(SanaSpider.publisher, timezone="Asia/Damaskus")}, "publisher.timezone: 'Asia/Damaskus' is no zone"),
        ({"article_url": ArticleUrl(r"^/[a-z]+/\d+/$")}, r"article_url: '^/[a-z]+/\\d+/$' has no group `id`"),
        ({"article_url": ArticleUrl(r"^/(?P<id>\d+/$")}, "article_url: '^/(?P<id>\\\\d+/$' does not compile"),
        ({"publisher": replace(SanaSpider.publisher, hosts=("wafa.ps",))}, "publisher.id: 'sana' is 'wafa' in knowledge/sites.toml"),
    ],
)
def test_a_mistake_in_a_declaration_is_named_with_file_and_field(changed: dict[str, object], fault: str) -> None:
    faults = list(Declaration(declared(**changed)).faults())
    assert len(faults) == 1
    assert faults[0].startswith(f"crawler/spiders/sana.py: {fault}")


def test_another_id_than_the_files_name_and_the_tables_is_named() -> None:
    file, *tables = Declaration(declared(publisher=replace(SanaSpider.publisher, id="sanaa"))).faults()
    assert file == "crawler/spiders/sana.py: publisher.id: 'sanaa' is not the file's name"
    assert all("publisher.id: 'sanaa' is 'sana'" in fault for fault in tables)


def test_a_publisher_without_fixtures_fails(tmp_path: Path) -> None:
    (fault,) = Site(SanaSpider, tmp_path / "sana").faults()
    assert "no recording there" in fault


def test_a_selector_that_matches_nothing_and_a_field_that_stays_empty_fail() -> None:
    foxiz, sahifa = SanaSpider.layouts
    changed = declared(layouts=(replace(foxiz, authors="address.by"), sahifa.but(drop=(".never-there",))))
    assert list(Site(changed, FIXTURES / "sana").faults()) == [
        "fixtures/sana/expected.jsonl: authors: empty in all articles of layout 'foxiz'",
        "crawler/spiders/sana.py: layout 'foxiz', authors: 'address.by' matches nothing in fixtures/sana",
        "crawler/spiders/sana.py: layout 'sahifa', drop: '.never-there' matches nothing in fixtures/sana",
    ]
