"""The parts of `crawler.page.undeclared` that pages alone do not hold."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.page.undeclared import _credit_lines


@pytest.mark.parametrize(
    ("box", "lines"),
    [
        ("<div><span>المصدر: وكالة سانا</span></div>", ["المصدر: وكالة سانا"]),
        ("<div><p><b>المصدر</b> وكالة سانا</p></div>", ["المصدر وكالة سانا"]),
        ("<div><p>مصدر الخبر / رويترز</p></div>", ["مصدر الخبر / رويترز"]),
        ("<div><span>المصدر:</span></div>", []),
        ("<div><span>المصدرون يطلبون خفض الرسوم</span></div>", []),
        ("<div><span>مصدر أمني ينفي الخبر</span></div>", []),
    ],
)
def test_the_credit_of_a_box_begins_with_a_word_for_a_source(box: str, lines: list[str]) -> None:
    assert [block.text for block in _credit_lines({html.fromstring(box)})] == lines
