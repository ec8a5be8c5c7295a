"""The short form of `benchmarks/fuzz.py`: 5,000 mutations, what once took ever longer, and a part of the runs; and that faults are seen."""

from __future__ import annotations

import ast
import base64
import zlib
from dataclasses import replace
from itertools import islice
from random import Random

import pytest
from jsonschema import ValidationError

from crawler.publisher import discovery
from crawler.publisher.reading import read_articles
from crawler.spiders.sana import SanaSpider
from tests.fuzz.growth import Case, cases, too_slow
from tests.fuzz.run import Hang, limited, mutated, run
from tests.fuzz.seeds import SHARES, Kind, seeds
from tests.fuzz.subjects import NOW, check_article, feed_in

MUTATIONS, PIECE = 5_000, 250
FIRST = 10_000_000
"""Far from the numbers of the full form, so that the two see different files."""
ONCE_QUADRATIC = (Case('<img src="/2.jpg">', "last"), Case('"@graph":[', "last"))
SIZE, SHARE = 100_000, 79
"""Bytes of a run in the short form, and of how many runs one is tried there."""


@pytest.mark.parametrize("start", range(0, MUTATIONS, PIECE))
def test_mutated_files_are_read_or_refused(start: int) -> None:
    tally = run(range(FIRST + start, FIRST + start + PIECE), "khabar")
    assert tally.count == PIECE
    assert not tally.faults + tally.slow, "\n".join(tally.faults + tally.slow)


@pytest.mark.parametrize("case", ONCE_QUADRATIC, ids=["pictures", "address"])
def test_what_once_took_ever_longer(case: Case) -> None:
    assert list(too_slow([case], 3 * SIZE)) == []


def test_long_runs_are_read_in_time() -> None:
    assert list(too_slow(islice(cases(), 0, None, SHARE), SIZE)) == []


# The fuzzer itself


def test_a_number_gives_the_same_file_each_time() -> None:
    assert [mutated(number, "a").body for number in range(20)] == [mutated(number, "a").body for number in range(20)]
    assert mutated(1, "a").body != mutated(1, "b").body


@pytest.mark.parametrize("kind", SHARES)
def test_every_seed_is_sound(kind: Kind) -> None:
    for seed in seeds(kind)[:40]:
        feed_in(seed, seed.body, Random(0))


def test_a_fault_is_told_with_all_that_repeats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise RuntimeError("a fault for the test")

    monkeypatch.setattr(discovery, "read_feed", faulty)
    number = next(number for number in range(1000) if mutated(number, "khabar").seed == seeds("feed")[2])
    (told,) = run([number], "khabar").faults
    assert "RuntimeError: a fault for the test" in told
    assert f"--only {number}" in told
    packed = ast.literal_eval(told.rstrip().rpartition("BYTES = ")[2])
    assert zlib.decompress(base64.b85decode(packed)) == mutated(number, "khabar").body


def test_a_fault_that_the_spider_catches_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object, **__: object) -> None:
        raise RuntimeError("a fault for the test")

    monkeypatch.setattr("crawler.publisher.spider.read_answer", faulty)
    number = next(number for number in range(100) if mutated(number, "khabar").seed.kind == "page")
    assert len(run([number], "khabar").faults) == 1


def spin() -> None:
    """Never ends."""
    while True:
        pass


def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(Hang), limited(0.05):
        spin()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "خبر  خبر"},
        {"title": "خبر\x07"},
        {"body": "سطر\n\n\nسطر"},
        {"structure": []},
        {"published_at": "2025-09-06"},
        {"text_hash": "0" * 32},
        {"kind": "x"},
        {"url": "javascript:x"},
        {"summary": "خـبر"},
        {"tags": [" "]},
    ],
)
def test_a_broken_promise_is_a_fault(change: dict[str, object]) -> None:
    seed = next(seed for seed in seeds("page") if "2280963" in seed.name)
    article, *_ = read_articles(
        seed.body, seed.url, publisher=SanaSpider.publisher, layouts=SanaSpider.layouts, article_url=SanaSpider.article_url, received_at=NOW
    )
    check_article(article)
    with pytest.raises((AssertionError, ValidationError)):
        check_article(replace(article, **change))  # type: ignore[arg-type]  # what no page must give
