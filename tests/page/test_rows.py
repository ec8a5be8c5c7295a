"""Rows of teasers are told from paragraphs."""

from __future__ import annotations

import time

import pytest
from lxml import html

from crawler.page.generic import survey
from crawler.page.rows import in_rows

HEADLINE = "افتتاح خط حافلات جديد بين الضاحيتين"
SENTENCE = "أعلن القائمون على المشروع أن المرحلة الأولى تنتهي قبل نهاية الشهر المقبل، وأن العمل يجري وفق الجدول."


def teased(inside: str) -> int:
    seen = survey(html.document_fromstring(f"<html><body><div>{inside}</div></body></html>"))
    assert seen is not None
    return len(in_rows(seen.prose, seen.body))


@pytest.mark.parametrize(
    ("box", "number"),
    [
        ('<div><a href="/1">{h}</a><p>{s}</p></div>', 4),
        ('<li><h3><a href="/1">{h}</a></h3><div>{s}</div></li>', 4),
        ('<div><span>12/05/2026</span><a href="/1">{h}</a><p>{s}</p></div>', 4),
        ('<section><b>محليات</b><a href="/1"><h4>{h}</h4></a><p>{s}</p></section>', 4),
        ("<div><h3>{h}</h3><p>{s}</p></div>", 0),
        ('<div><h3><a href="#entry-7">{h}</a></h3><p>{s}</p></div>', 0),
        ('<p><a href="/1">{h}</a> {s}</p>', 0),
        ("<div>{s}</div>", 0),
    ],
    ids=["link", "heading", "date first", "label first", "no link", "link to its own place", "paragraphs", "bare text"],
)
def test_what_begins_with_a_link_in_a_row_is_a_teaser(box: str, number: int) -> None:
    assert teased(box.format(h=HEADLINE, s=SENTENCE) * 4) == number


def test_two_are_no_row() -> None:
    assert teased(f'<div><a href="/1">{HEADLINE}</a><p>{SENTENCE}</p></div>' * 2) == 0


def test_a_box_with_a_whole_article_is_no_teaser() -> None:
    assert teased(f'<div><a href="/1">{HEADLINE}</a>' + f"<p>{SENTENCE}</p>" * 9 + "</div>" * 4) == 0


def test_many_boxes_are_looked_at_once() -> None:
    start = time.process_time()
    assert teased(f'<div><a href="/1">{HEADLINE}</a><p>{SENTENCE}</p></div>' * 20_000) == 20_000
    assert time.process_time() - start < 10
