from __future__ import annotations

import pytest

from crawler.arabic.normalize import match_key
from crawler.index.figures import figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قتل 5 أشخاص", ["5"]),
        ("قتل خمسة أشخاص وأصيب سبعة", ["5", "7"]),
        ("خمسة عشر قتيلاً وخمس عشرة طفلة", ["15", "15"]),
        ("أحد عشر لاعباً واثنا عشر حكماً", ["11", "12"]),
        ("ثلاثة وعشرون عاماً في أربعين مدينة", ["23", "40"]),
        ("في 26/6/2024 بنسبة 3.5%", ["26", "6", "2024", "3", "5"]),
        ("قال أحد الخبراء إن إحدى المدن", []),
        ("الدرجة الخامسة من الستينيات", []),
        ("خمسة", ["5"]),
        ("عشرين من عشرين، وخمسة خمسة عشر خمسة", ["15", "20", "20", "5", "5"]),
        ("", []),
    ],
)
def test_numbers(text: str, found: list[str]) -> None:
    assert sorted(figures(match_key(text).encode().split())[0]) == sorted(number.encode() for number in found)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("يوم الاثنين والثلاثاء", 0b1),
        ("الإثنين، الأحد", 0b1000001),
        ("الأربعاء", 0b100),
        ("أحد الأحداث بين اثنين", 0),
    ],
)
def test_weekdays(text: str, days: int) -> None:
    assert figures(match_key(text).encode().split())[1] == days
