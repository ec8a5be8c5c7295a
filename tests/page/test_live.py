"""The entries of live pages, by markup."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.page.live import live_blocks
from crawler.page.metadata import Metadata
from crawler.page.read import read_page

INTRO = "<p>تتابع الصحيفة هنا أعمال الفرز.</p>"


def read(text: str) -> list[tuple[str, str]]:
    root = html.fromstring(f"<html><body><div>{text}</div></body></html>")
    return [(block.kind, block.text.strip()) for block in live_blocks(root.find("body/div"), set(), Metadata(root))]


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param("<h4>10:20</h4><p>فتحت المراكز.</p><h4>9:05</h4><p>بدأ الفرز.</p>", id="clocks between paragraphs"),
        pytest.param("<p><b>10:20</b> - فتحت المراكز.</p><p><b>9:05</b> - بدأ الفرز.</p>", id="clocks in front of the text"),
        pytest.param("<p>10:20</p><p>فتحت المراكز.</p><p>9:05</p><p>بدأ الفرز.</p>", id="clocks in paragraphs"),
        pytest.param(
            "<section><div><p>فتحت المراكز.</p><i>قبل ساعة</i></div><div><p>بدأ الفرز.</p><i>قبل ساعتين</i></div></section>",
            id="clocks below",
        ),
        pytest.param("<ul><li><time>10:20</time>فتحت المراكز.</li><li><time>9:05</time>بدأ الفرز.</li></ul>", id="text beside the clock"),
    ],
)
def test_entries_are_what_stands_with_a_time(entries: str) -> None:
    assert read(INTRO + entries) == [("p", "تتابع الصحيفة هنا أعمال الفرز."), ("entry", "فتحت المراكز."), ("entry", "بدأ الفرز.")]


def test_a_single_time_is_the_time_of_the_page() -> None:
    assert read(f"<time>10:20</time>{INTRO}<p>فتحت المراكز.</p>")[1:] == [
        ("p", "تتابع الصحيفة هنا أعمال الفرز."),
        ("p", "فتحت المراكز."),
    ]


def test_what_stands_behind_the_box_of_the_entries_is_none() -> None:
    boxed = "<div><div><i>10:20</i><p>فتحت المراكز.</p></div><div><i>9:05</i><p>بدأ الفرز.</p></div></div>"
    assert read(f"{INTRO}{boxed}<p>المصدر: وكالات</p>")[-1] == ("p", "المصدر: وكالات")


def test_entries_of_the_metadata_count_where_the_page_shows_none_however_short_they_are() -> None:
    update = '{"@type": "LiveBlogPosting", "headline": "فرز الأصوات", "liveBlogUpdate": [{"articleBody": "بدأ الفرز."}]}'
    script = f'<script type="application/ld+json">{update}</script>'
    assert read(INTRO + script) == [("p", "تتابع الصحيفة هنا أعمال الفرز."), ("entry", "بدأ الفرز.")]


_POINTS = ("فتحت المراكز أبوابها في مئات البلدات عند الثامنة.", "النتائج الأولى تعلن بعد الثامنة مساء.")
_KEYS = f"<div class=keys><ul>{''.join(f'<li>{point}</li>' for point in _POINTS)}</ul></div>"
_FEED = "".join(
    f"<li class=update><div><time>{clock}</time></div><h2>{title}</h2><div><p>{text}</p></div></li>"
    for clock, title, text in (
        ("10:20", "إقبال في القرى", "قال مراقبون محليون إن الإقبال في قرى الهضبة فاق الإقبال في المدن حتى الظهر."),
        ("9:05", "طوابير طويلة", "وقف الناخبون في طوابير طويلة أمام المدارس منذ الفجر."),
    )
)
_HEADLINES = "".join(
    f"<li><time>{clock}</time><a href=/{clock}>مجلس المدينة يعلن إعادة فتح الطريق الساحلي</a></li>" for clock in ("11:00", "10:50")
)


def live_page(beside: str, feed: str) -> list[tuple[str, str]]:
    page = (
        "<html><body><div class=page><main><header><span class=badge>مباشر</span><h1>ناخبو الهضبة يختارون مجالس بلدياتهم</h1></header>"
        "<figure><img src=/a.jpg><figcaption>ناخبة تدلي بصوتها في المدرسة الثانوية.</figcaption></figure>"
        f"{_KEYS}{beside}{feed}</main></div></body></html>"
    )
    return [(block.kind, block.text) for block in read_page(page, "https://akhbar.example/live/1").blocks]


def test_entries_stand_below_a_list_of_key_points() -> None:
    assert live_page("<div class=sort>الأحدث أولا</div>", f"<ul class=feed>{_FEED}</ul>") == [
        *(("list", point) for point in _POINTS),
        ("entry", "إقبال في القرى"),
        ("entry", "قال مراقبون محليون إن الإقبال في قرى الهضبة فاق الإقبال في المدن حتى الظهر."),
        ("entry", "طوابير طويلة"),
        ("entry", "وقف الناخبون في طوابير طويلة أمام المدارس منذ الفجر."),
    ]


def test_a_column_of_headlines_with_their_times_holds_no_entries() -> None:
    assert [kind for kind, _ in live_page("", f"<ul>{_HEADLINES}</ul>")] == ["list", "list"]
