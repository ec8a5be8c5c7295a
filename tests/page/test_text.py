"""Lines of text to raw fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.arabic import clean_text, match_key
from crawler.page import PageError, read_text

HEADLINE = "بدء صيانة الجسر الشرقي في الرقة"
LEAD = "بدأت ورش الخدمات الفنية في الرقة اليوم صيانة الجسر الشرقي بعد توقفه عن الخدمة عامين."
MORE = "وقال مدير الخدمات: إن الأعمال تنتهي قبل الشتاء."


def texts(text: str | bytes) -> list[str]:
    return [block.text for block in read_text(text, "").blocks]


def title(text: str | bytes) -> str | None:
    reading = read_text(text, "").title
    return reading.text if reading else None


def test_each_line_that_is_not_empty_is_a_paragraph() -> None:
    assert texts(f"{HEADLINE}\r\n\r\n  {LEAD}\t\n \u200f\n{MORE}") == [LEAD, MORE]


@pytest.mark.parametrize("first", [HEADLINE, "هل يفتح الجسر الشرقي قبل الشتاء؟", "محافظ الرقة: «الجسر يفتح قريباً»", f"\ufeff {HEADLINE}"])
def test_a_short_first_line_that_is_no_sentence_is_the_headline(first: str) -> None:
    assert title(f"{first}\n{LEAD}") == clean_text(first)
    assert texts(f"{first}\n{LEAD}") == [LEAD]


@pytest.mark.parametrize(
    "first",
    [
        f"{HEADLINE}.",
        f"{HEADLINE}:",
        f"{HEADLINE}...",
        "الرقة-سانا",
        "الثلاثاء 9 أيلول 2025",
        "المصدر: رويترز",
        "اقرأ أيضاً",
        f"{LEAD[:-1]} {LEAD[:-1]} {LEAD[:-1]}",
    ],
    ids=["sentence", "opens a speech", "breaks off", "dateline", "date", "credit", "label", "long"],
)
def test_other_first_lines_are_no_headline(first: str) -> None:
    assert title(f"{first}\n{LEAD}\n{MORE}") is None


def test_a_single_line_is_the_text() -> None:
    assert (title(HEADLINE), texts(HEADLINE)) == (None, [HEADLINE])


def test_a_headline_that_stands_twice_stands_once() -> None:
    assert texts(f"{HEADLINE}\n{HEADLINE}\n{LEAD}") == [LEAD]


def test_a_line_that_is_a_date_says_when_and_is_no_paragraph() -> None:
    page = read_text(f"{HEADLINE}\nالثلاثاء 9 أيلول 2025 - 14:35\n{LEAD}", "")
    assert [reading.text for reading in page.published] == ["الثلاثاء 9 أيلول 2025 - 14:35"]
    assert [block.text for block in page.blocks] == [LEAD]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_charsets(charset: str) -> None:
    whole = f"{HEADLINE}\n{LEAD}\n{MORE}".encode(charset)
    assert (title(whole), texts(whole)) == (HEADLINE, [LEAD, MORE])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "empty"),
        (" \n", "empty"),
        ("\ufffd\n- -", "no_body"),
        (b"%PDF-1.7 and more", "not_text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text"),
        (f"\n<!DOCTYPE html><p>{LEAD}", "not_text"),
        (f"<html lang='ar'><p>{LEAD}", "not_text"),
    ],
)
def test_what_is_no_text_says_so(text: str | bytes, reason: str) -> None:
    with pytest.raises(PageError) as caught:
        read_text(text, "")
    assert caught.value.reason == reason


@given(st.lists(st.from_regex("[ابتثجحخدرسعفقكلمنهوي ،؟]{1,60}[بتن]", fullmatch=True), min_size=1, unique_by=match_key))
def test_nothing_is_lost_and_nothing_moves(lines: list[str]) -> None:
    page = read_text("\n\n".join(lines), "")
    read = ([page.title.text] if page.title else []) + [block.text for block in page.blocks]
    assert read == [clean_text(line) for line in lines]
