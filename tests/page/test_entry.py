"""Articles that stand in a feed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.entry import Entry, read_entry
from crawler.page.fields import PageFields
from crawler.page.layouts import Layout

URL = "https://madina.example/local/4711/"
TEXT = "<p>دمشق – افتتح المجلس البلدي سوقا جديدة في الحي الغربي.</p><p>وقال المدير إن السوق تضم أربعين محلا.</p>"
TAIL = '<p>The post <a href="https://madina.example/local/4711/">سوق جديدة</a> appeared first on <a href="/">المدينة</a>.</p>'


def read(html: str, *layouts: Layout, **fields: object) -> PageFields | None:
    return read_entry(Entry(html=html, **fields), URL, layouts)  # type: ignore[arg-type]


def test_a_whole_text_is_read_to_its_paragraphs() -> None:
    page = read(TEXT + TAIL)
    assert page is not None
    assert [block.text for block in page.blocks[:2]] == [
        "دمشق – افتتح المجلس البلدي سوقا جديدة في الحي الغربي.",
        "وقال المدير إن السوق تضم أربعين محلا.",
    ]
    assert page.body_way == "feed"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p><img src='/a.jpg'></p>",
        TAIL,
        "<p>افتتح المجلس البلدي سوقا جديدة في […]</p>",
        "<p>افتتح المجلس البلدي سوقا جديدة في [...]</p>" + TAIL,
        "<p>افتتح المجلس البلدي سوقا جديدة&#8230;</p>",
        "<p>افتتح المجلس البلدي سوقا جديدة في الحي <a href='https://www.madina.example/local/4711'>اقرأ المزيد</a></p>",
        TEXT + "<p><a class='more-link' href='/local/4711/#more-4711'>أكمل القراءة »</a></p>",
        "\x00\x01\x02\x03",
    ],
)
def test_an_excerpt_and_what_is_no_text_are_left_to_the_page(html: str) -> None:
    assert read(html) is None


@pytest.mark.parametrize(
    "html",
    [
        TEXT + "<p>اقرأ المزيد: <a href='/local/4700/'>سوق قديمة تغلق أبوابها</a></p>",
        "<p>قال: سأعود… ثم مضى.</p>",
        TEXT + "<p><a href='/local/4700/'>اقرأ المزيد</a></p>",
    ],
)
def test_other_links_and_dots_make_no_excerpt(html: str) -> None:
    assert read(html) is not None


def test_the_fields_beside_the_text() -> None:
    page = read(
        TEXT + '<p><img src="/b.jpg"></p>',
        title="سوق جديدة",
        description="<p>سوق تنتظرها المدينة منذ سنوات.</p>" + TAIL,
        published="2026-11-24T09:00:00+00:00",
        categories=("محليات", "أسواق", "بلديات"),
        pictures=("https://madina.example/a.jpg",),
        authors=("admin",),
    )
    assert page is not None
    assert page.title is not None
    assert (page.title.text, page.title.way) == ("سوق جديدة", "feed")
    assert page.section is not None
    assert page.section.text == "محليات"
    assert [tag.text for tag in page.tags] == ["أسواق", "بلديات"]
    assert [picture.url for picture in page.pictures] == ["https://madina.example/a.jpg", "https://madina.example/b.jpg"]
    assert page.description is not None
    assert page.description.text == "سوق تنتظرها المدينة منذ سنوات."
    assert page.authors == []


@pytest.mark.parametrize(
    ("layouts", "names"),
    [
        ((), ["سلمى نعمان"]),
        ((Layout(name="madina", body="div.entry"),), []),
        ((Layout(name="madina", body="div.entry", authors=".by"),), ["admin", "سلمى نعمان"]),
    ],
)
def test_which_names_are_bylines(layouts: tuple[Layout, ...], names: list[str]) -> None:
    page = read(TEXT, *layouts, authors=("admin", "سلمى نعمان"))
    assert page is not None
    assert [author.text for author in page.authors] == names


def test_what_a_layout_knows_of_the_container_holds_here_too() -> None:
    layout = Layout(name="madina", body="div.entry", drop=(".share",), authors=".by", signs_off=True)
    page = read('<div class="share">شارك الخبر مع أصدقائك</div>' + TEXT, layout, authors=("سلمى نعمان",))
    assert page is not None
    assert len(page.blocks) == 2
    assert [author.text for author in page.authors] == ["سلمى نعمان"]
    assert page.signs_off


@given(st.text(max_size=200), st.text(max_size=60))
def test_nothing_that_a_feed_holds_raises(html: str, description: str) -> None:
    read(html, description=description)
    read(f"<p>{html}</p>", description=description)
