"""What a few pages and the declared sources say of a declaration."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.exchanges import Exchange, Recording, read_all
from crawler.archive.fixtures import by_url
from crawler.commands import livecheck
from crawler.commands.livecheck import LiveCheck, SourceCheck, as_table, empty_fields, lost, sources_of
from crawler.publisher.spider import NewsSpider
from crawler.spiders.sana import SanaSpider
from tests.spiders.conftest import FIXTURE, expected

LISTING = SourceCheck("https://sana.sy/locals/", "listing", "names no article", 0, answered=True)


def declared(**changes: object) -> type[NewsSpider]:
    return type("Changed", (SanaSpider,), {"__module__": SanaSpider.__module__, **changes})


@pytest.mark.parametrize(
    ("layouts", "sources", "faults"),
    [
        ({"layout:foxiz": 3}, [], []),
        ({"layout:sahifa": 3}, [], []),
        ({"feed": 2, "layout:foxiz": 1}, [], []),
        ({"layout:foxiz": 2, "generic": 1}, [], ["1 of 3 pages are read by no layout"]),
        ({}, [], ["nothing was found"]),
        ({"layout:foxiz": 3}, [LISTING], ["listing https://sana.sy/locals/: no card on it names an article"]),
        ({"layout:foxiz": 3}, [replace(LISTING, answered=False)], []),
        ({"layout:foxiz": 3}, [replace(LISTING, kind="feed")], []),
    ],
)
def test_what_no_longer_fits(layouts: dict[str, int], sources: list[SourceCheck], faults: list[str]) -> None:
    assert list(lost(SanaSpider, layouts, sources, sum(layouts.values()))) == faults


def test_a_site_that_is_read_without_layouts_cannot_lose_one() -> None:
    assert list(lost(declared(layouts=()), {"generic": 3}, [], 3)) == []


def test_that_a_known_hurdle_is_still_there_is_no_fault() -> None:
    blocked = declared(publisher=replace(SanaSpider.publisher, hurdle="a challenge stands in front of all pages"))
    assert list(lost(blocked, {}, [], 0)) == []


def test_fields_are_missed_that_the_layouts_in_use_name() -> None:
    articles: list[dict[str, Any]] = [line for line in expected() if line["extraction"]["body"] == "layout:foxiz"]
    assert empty_fields(SanaSpider, articles) == []
    assert empty_fields(SanaSpider, [line | {"tags": [], "images": [], "citations": []} for line in articles]) == ["images", "tags"]
    assert empty_fields(SanaSpider, []) == []


def test_every_source_of_a_site_is_told_by_what_it_names() -> None:
    checks = list(sources_of(SanaSpider, by_url(each for each in read_all(FIXTURE / "exchanges.jsonl") if each.visit == 1)))
    assert [check.url for check in checks] == [*SanaSpider.feeds, *SanaSpider.sitemaps, *SanaSpider.sections.values()]
    assert all(check.answered and check.fault is None and check.named for check in checks)


@pytest.mark.parametrize(
    ("status", "body", "headers", "answered", "fault"),
    [
        (200, None, {}, True, None),
        (200, None, {"Content-Encoding": "gzip"}, True, None),
        (200, b"\x1f\x8b torn", {"Content-Encoding": "gzip"}, True, ""),
        (200, b"<html>no feed</html>", {}, True, ""),
        (200, b'<rss version="2.0"><channel></channel></rss>', {}, True, "names no article"),
        (403, b"", {}, False, "HTTP 403"),
    ],
)
def test_a_feed(tmp_path: Path, status: int, body: bytes | None, headers: dict[str, str], answered: bool, fault: str | None) -> None:
    url = SanaSpider.feeds[0]
    real = Recording.load(FIXTURE).answer(url)
    assert real is not None
    good = gzip.compress(real.body()) if headers else real.body()
    file = tmp_path / "feed"
    file.write_bytes(good if body is None else body)
    exchange = Exchange(
        url=url, visit=1, status=status, headers=headers, file=file, saved_at=datetime(2026, 11, 24, tzinfo=UTC), origin="saved"
    )
    check = next(iter(sources_of(SanaSpider, {url: exchange})))
    assert (check.answered, bool(check.named)) == (answered, fault is None)
    assert check.fault is None if fault is None else check.fault is not None and check.fault.startswith(fault)


def test_a_source_that_unpacks_to_more_than_there_can_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livecheck, "MAX_BYTES", 1000)
    file = tmp_path / "feed"
    file.write_bytes(gzip.compress(b"<rss>" + bytes(100_000)))
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    exchange = Exchange(
        url=SanaSpider.feeds[0], visit=1, status=200, headers={"Content-Encoding": "gzip"}, file=file, saved_at=moment, origin="saved"
    )
    check = next(iter(sources_of(SanaSpider, {exchange.url: exchange})))
    assert (check.answered, check.named) == (True, 0)
    assert check.fault is not None
    assert "1000" in check.fault


def test_what_was_never_answered_is_told() -> None:
    assert {check.fault for check in sources_of(SanaSpider, {})} == {"no answer, or robots.txt forbids it"}


def test_the_table_marks_what_is_to_be_mended() -> None:
    check = LiveCheck(SanaSpider, True, 3, {"layout:foxiz": 2, "generic": 1}, ["tags"], [LISTING], ["one page"], ["HTTP\x1b[2J 404"])
    lines = as_table([check])
    assert lines[1].startswith("sana           3  foxiz 2, generic 1  0 of 1   tags   ")
    assert lines[2:] == ["", "! sana: one page", "  sana: HTTP[2J 404"]
