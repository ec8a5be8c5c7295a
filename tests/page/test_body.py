"""The container of the text to paragraphs."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from lxml import html

from crawler.page import read_page
from crawler.page.body import read_blocks
from crawler.page.layouts import FOXIZ, Layout
from tests.page.sana import FIRST, PARAGRAPHS, SECOND, foxiz, read, sahifa, texts


def blocks(inside: str, drop: str | None = None) -> list[tuple[str, str]]:
    container = html.fragment_fromstring(inside, create_parent="div")
    dropped = set(container.cssselect(drop)) if drop else set()
    return [(block.kind, block.text.strip()) for block in read_blocks(container, dropped)]


def test_paragraphs_nested_in_media_text_blocks_are_text() -> None:
    text = (
        f'<p>{FIRST}</p><div class="wp-block-media-text"><figure class="wp-block-media-text__media"><a href="a.jpg"><img src="a.jpg"></a>'
        f'</figure><div class="wp-block-media-text__content"><p>{SECOND}</p></div></div>'
    )
    assert texts(foxiz(text)) == [FIRST, SECOND]


def test_paragraphs_in_captions_are_none() -> None:
    text = f"<p>{FIRST}</p><figure><img src='a.jpg'><figcaption><p>من موقع العمل</p></figcaption></figure><p>{SECOND}</p>"
    assert texts(foxiz(text)) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<h3>{}</h3>", "heading"),
        ("<ul><li>{}</li></ul>", "list"),
        ("<ol><li><p>{}</p></li></ol>", "list"),
        ("<blockquote>{}</blockquote>", "quote"),
        ("<blockquote><p>{}</p></blockquote>", "quote"),
        ("<div>{}</div>", "p"),
        ("<div><div><span>{}</span></div></div>", "p"),
        ("{}", "p"),
    ],
    ids=["heading", "list", "list of paragraphs", "quote", "quote of paragraphs", "bare div", "spans in divs", "bare text"],
)
def test_kinds(markup: str, kind: str) -> None:
    assert blocks(f"<p>{FIRST}</p>{markup.format('يتوقف الضخ ليلاً')}<p>{SECOND}</p>") == [
        ("p", FIRST), (kind, "يتوقف الضخ ليلاً"), ("p", SECOND)
    ]  # fmt: skip


def test_every_entry_of_a_list_is_a_block() -> None:
    assert blocks("<ul><li>حمص</li><li>حماة<br></li><li> </li></ul>") == [("list", "حمص"), ("list", "حماة")]


def test_two_line_breaks_part_paragraphs() -> None:
    assert blocks(f"<p>{FIRST[:-1]}<br><br>{SECOND}<br>\n<br></p>") == [("p", FIRST[:-1]), ("p", SECOND)]


def test_one_line_break_inside_a_sentence_is_a_space() -> None:
    assert blocks("<p>بدأت ورشات المديرية<br>صيانة الشبكات.</p>") == [("p", "بدأت ورشات المديرية صيانة الشبكات.")]


def test_one_line_break_behind_a_sentence_parts_paragraphs() -> None:
    assert blocks(f"<p>{FIRST}<br>{SECOND}</p>") == [("p", FIRST), ("p", SECOND)]


def test_inline_elements_add_no_space_and_take_none() -> None:
    assert blocks("<p>ال<b>مد</b>ير<a href='/x'>ية</a> <i>قالت</i>: «<em>نعم</em>».</p>") == [("p", "المديرية قالت: «نعم».")]


@pytest.mark.parametrize(
    "furniture",
    [
        "<script>var a = 1;</script>", "<style>p {}</style>", "<form><p>اشترك</p></form>", "<noscript>فعّل</noscript>",
        "<figure><img src='a.jpg'><figcaption>صورة</figcaption></figure>", "<figure><span>صورة</span></figure>",
        "<figcaption>صورة</figcaption>", "<iframe>إطار</iframe>", "<button>نسخ</button>",
        "<aside><p>جانبي</p></aside>", "<!-- تعليق -->", "<?pi تعليمات?>", "<div class='drop'><p>مشاركة</p></div>",
        "<span class='drop'>مشاركة</span>",
    ],
)  # fmt: skip
def test_what_is_no_text_is_passed_by_and_the_text_behind_it_stays(furniture: str) -> None:
    assert blocks(f"<p>قبل</p>{furniture}بعد", ".drop") == [("p", "قبل"), ("p", "بعد")]


def test_the_tree_is_left_as_it_was() -> None:
    container = html.fragment_fromstring(f"<div>{PARAGRAPHS}<div class='share'>شارك</div></div>")
    before = html.tostring(container)
    read_blocks(container, set(container.cssselect(".share")))
    assert html.tostring(container) == before


def test_galleries_and_share_lines_of_sahifa_are_no_text() -> None:
    gallery = '<div id="gallery-1" class="gallery"><figure class="gallery-item"><img src="a.jpg"></figure><p>معرض الصور</p></div>'
    assert texts(sahifa(PARAGRAPHS + gallery + '<div class="share-post"><p>شارك الخبر</p></div>')) == [FIRST, SECOND]


def test_a_paragraph_that_is_one_link_says_so() -> None:
    whole, inside = read_blocks(html.fragment_fromstring('<div><p><a href="/1/">خبر</a></p><p>في <a href="/2/">خبر</a></p></div>'), set())
    assert (whole.href, whole.is_link, inside.href, inside.is_link) == ("/1/", True, "/2/", False)


@pytest.mark.parametrize("tag", ["div", "p", "span", "b", "blockquote", "a"])
def test_deep_nesting_ends_nothing(tag: str) -> None:
    page = foxiz(PARAGRAPHS + f"<{tag}>" * 20_000 + "نص" + f"</{tag}>" * 20_000)
    assert texts(page)[:2] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("siblings", "count"),
    [
        ("<p>نص قصير.</p>", 200_002),
        ("<br>", 2),
        ("<b>نص</b> ", 3),
        ("نص.<br>", 200_002),
        ("<img src='a.jpg'>", 2),
        ("<i class='x'></i>", 2),
    ],
    ids=["paragraphs", "breaks", "inline", "lines", "pictures", "empty"],
)
def test_many_siblings_take_time_in_proportion(siblings: str, count: int) -> None:
    page = foxiz(PARAGRAPHS + siblings * 200_000).encode()
    began = time.process_time()
    assert len(read(page).blocks) == count
    assert time.process_time() - began < 10, "quadratic would be minutes"


def test_the_page_that_the_layout_does_not_find_is_not_read_as_its() -> None:
    assert read(foxiz().replace("entry-content rbct", "other")).body_way == "generic"


def test_text_that_was_added_is_text_and_the_place_of_an_advertisement_is_none() -> None:
    text = '<p>قال <ins>مدير</ins> المياه.</p><ins class="adsbygoogle">إعلان</ins>'
    assert blocks(text) == [("p", "قال مدير المياه.")]


def test_a_table_of_data_has_a_line_for_each_row() -> None:
    table = "<table><tr><th>المحافظة</th><th>القرى</th></tr><tr><td>حمص</td><td>12</td></tr></table>"
    (block,) = read_blocks(html.fragment_fromstring(f"<div>{table}</div>"), set())
    assert (block.kind, [" ".join(line.split()) for line in block.text.split("\n")]) == ("table", ["المحافظة القرى", "حمص 12"])


def test_a_table_that_lays_out_the_page_is_read_as_what_it_holds() -> None:
    table = f"<table><tr><td><p>{FIRST}</p><table><tr><td><p>{SECOND}</p></td></tr></table></td></tr></table>"
    assert [text for _, text in blocks(table)] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("markup", "kinds"),
    [
        ("<ul><li>حمص<ul><li>تدمر</li></ul>وريفها</li></ul>", ["list", "list", "list"]),
        ("<blockquote><p>أ</p><ul><li>ب</li></ul><h3>ج</h3></blockquote>", ["quote", "quote", "quote"]),
        ("<h3>عنوان<br><br>فرعي</h3>", ["heading", "heading"]),
        ("<ul><li><blockquote>نص</blockquote></li></ul>", ["list"]),
    ],
)
def test_kinds_inside_kinds(markup: str, kinds: list[str]) -> None:
    assert [kind for kind, _ in blocks(markup)] == kinds


LINE = "تمتد الشبكة من أطراف المدينة إلى القرى الغربية مرورا بالوادي وتخدم سكان المنطقة كلها"


@pytest.mark.parametrize("layouts", [(FOXIZ,), ()], ids=["declared", "undeclared"])
@pytest.mark.parametrize(
    "unit",
    [
        "<p>نص قصير.</p>", f"{LINE}<br>", "كلمة<br>", "<br> ", "<b>نص</b> ", "<a href='/x'>نص</a> ", "<img src='a.jpg'>", "<i></i>",
        "<h2><a href='/x'>نص</a></h2>", f"<div><h3><a href='/x'>نص</a></h3><p>{LINE}</p></div>", "<h1>نص</h1>", "<div>", "<p><b>",
    ],
)  # fmt: skip
def test_four_times_as_much_takes_about_four_times_as_long(unit: str, layouts: tuple[Layout, ...]) -> None:
    assert_proportional(lambda count: foxiz(PARAGRAPHS + unit * count), layouts)


@pytest.mark.parametrize("layouts", [(FOXIZ,), ()], ids=["declared", "undeclared"])
@pytest.mark.parametrize(
    ("before", "unit"),
    [
        ("<title>", "خبر - "),
        ('<script type="application/ld+json">{', '"author":{"nam": '),
        ('<script type="application/ld+json">{', ",  "),
        ("", '<meta property="article:tag" content="مياه">'),
        ("", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"خبر"}</script>'),
    ],
    ids=["title", "broken JSON-LD", "commas", "metas", "scripts"],
)
def test_four_times_as_much_in_the_head_takes_about_four_times_as_long(before: str, unit: str, layouts: tuple[Layout, ...]) -> None:
    end = "</title>" if "<title" in before else "</script>" if before else ""
    assert_proportional(lambda count: foxiz(head=before + unit * count + end), layouts)


@pytest.mark.parametrize("layouts", [(FOXIZ,), ()], ids=["declared", "undeclared"])
def test_tables_in_tables_are_read_once(layouts: tuple[Layout, ...]) -> None:
    once, nested = (seconds(foxiz(PARAGRAPHS + "<table><tr><td>" * depth + f"<p>{LINE}</p>" * 10_000), layouts) for depth in (1, 40))
    assert nested < 8 * once + 0.1, "not once for each table around it"


def seconds(page: str, layouts: tuple[Layout, ...]) -> float:
    began = time.process_time()
    read_page(page, "https://sana.sy/locals/5/", layouts=layouts)
    return time.process_time() - began


def assert_proportional(page: Callable[[int], str], layouts: tuple[Layout, ...]) -> None:
    """Quadratic would be 16 times as long; short times are noise."""
    once, four_times = (min(seconds(page(count), layouts) for _ in range(2)) for count in (5_000, 20_000))
    assert four_times < 9 * once + 0.1, f"{once:.3f} s, then {four_times:.3f} s"
