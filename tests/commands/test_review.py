"""A draft as it is shown to the person who reads it."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from crawler.commands.review import doubts, review
from tests.spiders.conftest import FIXTURES, expected

BODY = (
    "أعلنت البلدية افتتاح الحديقة الشرقية أمام الزوار صباح الخميس.\n\n"
    "وقال المهندس سامر الخطيب إن أعمال الصيانة استمرت شهرين وشملت الملاعب والممرات."
)
GOOD: dict[str, Any] = {
    "id": "awraq:1",
    "revision": 1,
    "url": "https://awraq.example/1/",
    "kind": "news",
    "title": "افتتاح الحديقة الشرقية",
    "labels": [],
    "summary": "بعد شهرين من الصيانة",
    "body": BODY,
    "structure": ["p", "p"],
    "published_at": "2026-11-24T10:00:00+03:00",
    "modified_at": None,
    "published_precision": "minute",
    "authors": ["ليلى حداد"],
    "credits": [],
    "dateline": {"place": "دمشق", "date": None, "agency": None, "text": "دمشق"},
    "origin": "sana",
    "sources": [{"id": "sana", "name": "سانا", "kind": "agency", "role": "text", "found_in": "dateline", "text": "دمشق-سانا"}],
    "citations": [],
    "section": "محليات",
    "tags": ["حدائق"],
    "images": [{"url": "https://awraq.example/1.jpg", "caption": None, "credit": None}],
    "related": [],
    "part_of": None,
    "complete": True,
    "rights": None,
    "extraction": {"title": "layout:foxiz", "body": "layout:foxiz"},
}


def test_a_good_article_raises_no_doubt() -> None:
    assert list(doubts(GOOD)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"published_precision": "day"}, "published_at has only a day"),
        ({"published_at": None, "published_precision": None}, "published_at is empty"),
        ({"extraction": {"title": "generic", "body": "layout:foxiz"}}, "only by the generic way: title"),
        ({"authors": [], "tags": []}, "empty: authors, tags:"),
        ({"complete": False}, "complete is false"),
        ({"title": "افتتاح الحديقة الشرقية - صحيفة أوراق"}, "title may hold more than the headline"),
        ({"sources": [{**GOOD["sources"][0], "id": None, "name": "وكالة الواحة"}]}, "\u2068وكالة الواحة\u2069 is in no table (dateline)"),
        ({"body": f"{BODY}\n\nرنا يوسف", "structure": ["p"] * 3}, "the last paragraph is short: \u2068رنا يوسف\u2069"),
        ({"body": BODY.removesuffix("."), "structure": ["p", "p"]}, "the last paragraph has no stop"),
        ({"body": BODY.split("\n\n")[1], "structure": ["p"]}, "body is one paragraph"),
        ({"body": f"{BODY}\n\n{BODY}", "structure": ["p"] * 4}, "is paragraph 1 once more"),
        ({"body": f"اقرأ أيضاً: افتتاح ملعب جديد\n\n{BODY}", "structure": ["p"] * 3}, "looks like furniture"),
        ({"body": f"للمزيد https://awraq.example/ عن الحديقة وأوقات الزيارة.\n\n{BODY}", "structure": ["p"] * 3}, "holds an address"),
    ],
)
def test_each_doubt_is_said(changes: dict[str, Any], said: str) -> None:
    found = list(doubts({**GOOD, **changes}))
    assert any(said in doubt for doubt in found), found


def test_a_paragraph_with_a_link_is_named_by_its_number() -> None:
    linked = [f"دمشق-سانا {BODY.split(chr(10))[0]}"]
    (doubt,) = doubts(GOOD, linked)
    assert doubt.startswith("paragraph 1: ")
    assert "holds a link" in doubt


def test_arabic_stands_apart_from_the_line_around_it() -> None:
    shown = list(review(GOOD, [], 60))
    assert shown[0] == "== awraq:1  https://awraq.example/1/"
    assert "title               \u2068افتتاح الحديقة الشرقية\u2069  (layout:foxiz)" in shown
    for line in shown:
        assert line.count("\u2068") == line.count("\u2069")
        if not line.startswith("  \u200f"):
            outside = "".join(part.partition("\u2069")[2] for part in f"\u2069{line}".split("\u2068"))
            assert not any(unicodedata.bidirectional(letter) == "AL" for letter in outside), line
    assert max(len(line) for line in shown if line.startswith("  \u200f")) <= 60


def test_what_a_page_wrote_does_no_harm_to_the_terminal() -> None:
    shown = "\n".join(review({**GOOD, "title": "خبر\x1b[2J", "body": "نص\x07.\n\nنص آخر"}, [], 60))
    assert "\x1b" not in shown
    assert "\x07" not in shown


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir() if (path / "expected.jsonl").exists()))
def test_every_article_of_the_project_can_be_shown(name: str) -> None:
    for article in expected(publisher=name):
        assert len(list(review(article, [], 80))) > 10
