from __future__ import annotations

import pytest

from crawler.arabic.normalize import match_key
from crawler.index.series import series
from tests.index.news import BODY, TITLE, execution, rates, weather


def of(text: str) -> int:
    return series(match_key(text).split())


def test_articles_of_one_series_have_one_number() -> None:
    days = [weather("الثلاثاء", 31, 38, 40), "حالة الطقس غداً", "الطقس اليوم: أمطار متفرقة"]
    numbers = {of(day) for day in days}
    assert len(numbers) == 1
    others = {of(rates("13000", "13920")), of(execution("الثلاثاء", "سعيد", "القتل", "عسير"))}
    assert len(numbers | others | {0}) == 4


@pytest.mark.parametrize("text", ["", TITLE, BODY, "خبراء الطقس", "حكم القتلة"])
def test_other_articles_have_none(text: str) -> None:
    assert of(text) == 0
