"""Pages of SANA's two themes to raw fields, one test a field and a trap."""

from __future__ import annotations

import doctest
import gzip
import json

import orjson
import pytest

import crawler.page.read
from crawler.loaders import load_fields
from crawler.page import PageError, Reading, read_page
from crawler.page.layouts import FOXIZ, SAHIFA, Layout
from tests.page.sana import DATES, FIRST, PARAGRAPHS, SECOND, SITE, TITLE, URL, foxiz, read, sahifa, texts

TIME = '<time class="date published" datetime="2025-09-05T10:15:30+03:00">منذ 50 دقيقة</time>'
H1 = f'<h1 class="s-title">{TITLE}</h1>'


def jsonld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "NewsArticle", **fields}]})}</script>'


# Title


@pytest.mark.parametrize("page", [foxiz(), sahifa()], ids=["foxiz", "sahifa"])
def test_title_is_the_layouts_h1(page: str) -> None:
    found = read(page.replace("<head>", f"<head><title>{TITLE} - {SITE}</title>"))
    assert found.title == Reading(TITLE, found.body_way)


def test_title_of_a_page_with_several_h1_is_the_layouts() -> None:
    assert read(foxiz(header=f'<h1 class="logo">سانا</h1>{H1}<h1 class="s-title">عنوان ثان</h1>')).title == Reading(TITLE, "layout:foxiz")


@pytest.mark.parametrize(
    ("head", "way"),
    [
        (jsonld(headline=f"{TITLE} - {SITE}") + f'<meta property="og:title" content="{TITLE}">', "jsonld"),
        (f'<meta property="og:title" content="{TITLE} - {SITE}">', "opengraph"),
        (f"<title>{TITLE} - {SITE}</title>", "meta"),
    ],
    ids=["jsonld", "opengraph", "meta"],
)
def test_title_without_an_h1_is_the_metadatas(head: str, way: str) -> None:
    assert read(foxiz(head=head, header="")).title == Reading(f"{TITLE} - {SITE}", way)


def test_an_empty_h1_is_none() -> None:
    assert read(foxiz(head=f"<title>{TITLE}</title>", header='<h1 class="s-title"> </h1>')).title == Reading(TITLE, "meta")


def test_a_page_without_any_title_is_read_all_the_same() -> None:
    assert read(foxiz(header="")).title is None


# Dates


def test_published_is_the_datetime_and_what_is_shown_comes_last() -> None:
    found = read(foxiz(head=DATES, header=H1 + TIME)).published
    assert found[0] == Reading("2025-09-05T10:15:30+03:00", "layout:foxiz")
    assert found[-1] == Reading("منذ 50 دقيقة", "layout:foxiz")


def test_published_may_stand_in_an_element_that_is_not_shown() -> None:
    layout = FOXIZ.but(published="meta[itemprop=datePublished]")
    found = read_page(foxiz(header=f'{H1}<meta itemprop="datePublished" content="2025-09-05T10:15:30+03:00">'), URL, layouts=(layout,))
    assert found.published == [Reading("2025-09-05T10:15:30+03:00", "layout:foxiz")]


def test_published_without_a_time_is_the_metas_then_json_ld() -> None:
    found = read(foxiz(head=DATES + jsonld(datePublished="2025-09-05T07:15:30Z"))).published
    assert found == [Reading("2025-09-05T10:15:30+03:00", "opengraph"), Reading("2025-09-05T07:15:30Z", "jsonld")]


def test_the_day_that_sahifa_shows_stands_behind_the_meta() -> None:
    meta = '<span class="tie-date"><i class="fa fa-clock-o"></i>2024-09-17</span>'
    assert read(sahifa(meta=meta)).published == [Reading("2024-09-17", "layout:sahifa")]
    assert [reading.way for reading in read(sahifa(head=DATES, meta=meta)).published] == ["opengraph", "layout:sahifa"]


def test_modified() -> None:
    head = (
        DATES + '<meta property="og:updated_time" content="2025-09-05T11:00:01+03:00">' + jsonld(dateModified="2025-09-05T11:00:02+03:00")
    )
    assert [reading.text[17:19] for reading in read(foxiz(head=head)).modified] == ["00", "02", "01"]


# People


def test_account_names_in_the_metadata_are_no_authors() -> None:
    head = '<meta name="twitter:label1" content="كُتب بواسطة"><meta name="twitter:data1" content="Huda"><meta name="author" content="Huda">'
    assert read(foxiz(head=head + jsonld(author={"name": "Huda"}))).authors == []


def test_authors_are_read_where_a_layout_declares_a_byline() -> None:
    layout = FOXIZ.but(authors="span.byline")
    page = foxiz(header=H1 + '<span class="byline"> رنا الحلبي </span>')
    assert read_page(page, URL, layouts=(layout,)).authors == [Reading("رنا الحلبي", "layout:foxiz")]


def test_a_credit_that_stands_outside_the_text_is_its_last_paragraph() -> None:
    layout = FOXIZ.but(credit="div.source")
    found = read_page(foxiz(below='<div class="source"> المصدر: رويترز </div>'), URL, layouts=(layout,))
    assert [block.text for block in found.blocks] == [FIRST, SECOND, "المصدر: رويترز"]


@pytest.mark.parametrize(("lead", "texts"), [("وصلت القافلة فجر أمس إلى المدينة.", 3), (FIRST, 2), ("", 2)])
def test_a_lead_in_front_of_the_text_is_its_first_paragraph_unless_that_says_it_again(lead: str, texts: int) -> None:
    layout = FOXIZ.but(lead="div.intro")
    found = read_page(foxiz(below=f'<div class="intro">{lead}</div>'), URL, layouts=(layout,))
    assert [block.text for block in found.blocks] == [lead, FIRST, SECOND][-texts:]


# Kind and labels


@pytest.mark.parametrize(
    ("head", "header", "kind", "labels"),
    [
        ('<meta property="article:section" content="مقالات">', H1, "opinion", []),
        ("", f'<aside class="s-breadcrumb"><a class="category" href="/x/"><span>رأي</span></a></aside>{H1}', "opinion", []),
        (jsonld().replace('"NewsArticle"', '"OpinionNewsArticle"'), H1, "opinion", []),
        ("", f'<span class="badge">خاص</span>{H1}', "news", ["خاص"]),
        ("", f'<span class="badge">حوار</span>{H1}', "interview", []),
        ("", f'<ul class="menu">{"<li><a href=/x/>مقالات</a></li>" * 8}</ul>{H1}', "news", []),
        ("", H1, "news", []),
    ],
    ids=["section", "breadcrumb", "type", "label", "badge", "menu", "nothing"],
)
def test_kind_and_labels_are_what_the_page_says_as_on_undeclared_pages(head: str, header: str, kind: str, labels: list[str]) -> None:
    found = read(foxiz(head=head, header=header))
    assert (found.kind, found.labels) == (kind, labels)


def test_badges_stand_beside_the_layouts_headline_or_the_one_that_the_metadata_names() -> None:
    hidden = f'<h1 class="hidden">{TITLE}</h1>{"<i></i>" * 20}'
    assert read(foxiz(header=f"{hidden}<span>خاص</span>{H1}")).labels == ["خاص"]
    layout = Layout(name="new", body="div.entry-content")
    page = foxiz(head=f'<meta property="og:title" content="{TITLE}">', header=f'<span>خاص</span><h1 class="h">{TITLE}</h1>')
    assert read_page(page, URL, layouts=(layout,)).labels == ["خاص"]


def test_a_live_page_has_entries() -> None:
    head = jsonld().replace('"NewsArticle"', '"LiveBlogPosting"')
    entry = "<div class=e><time>{}</time><p>{}</p></div>"
    found = read(foxiz(entry.format("10:20", FIRST) + entry.format("09:05", SECOND), head=head))
    assert found.kind == "live"
    assert [(block.kind, block.text) for block in found.blocks] == [("entry", FIRST), ("entry", SECOND)]


def test_captions_are_the_text_of_a_story_told_by_pictures() -> None:
    figure = "<figure><img src=/a.jpg><figcaption>صيادون على الضفة.</figcaption></figure>"
    found = read(foxiz(f"<p>{FIRST}</p>{figure}", head='<meta property="article:section" content="قصص مصورة">'))
    assert (found.kind, [block.text for block in found.blocks]) == ("photo", [FIRST, "صيادون على الضفة."])


# Section, tags, related, summary


def test_section_is_the_last_of_the_breadcrumb() -> None:
    crumbs = "".join(f'<a class="taxonomy category" href="/x/"><span property="name">{name}</span></a>' for name in ("محافظات", "طرطوس"))
    page = foxiz(head='<meta property="article:section" content="أخرى">', header=f'<aside class="s-breadcrumb">{crumbs}</aside>{H1}')
    assert read(page).section == Reading("طرطوس", "layout:foxiz")


def test_section_without_a_breadcrumb() -> None:
    assert read(foxiz(head='<meta property="article:section" content="محليات">')).section == Reading("محليات", "opengraph")
    assert read(foxiz(head=jsonld(articleSection="محليات"))).section == Reading("محليات", "jsonld")
    trail = {"@type": "BreadcrumbList", "itemListElement": [{"name": "محليات", "item": "https://sana.sy/locals/"}, {"name": TITLE}]}
    assert read(foxiz(head=f'<script type="application/ld+json">{json.dumps(trail)}</script>')).section == Reading("محليات", "jsonld")
    assert read(foxiz()).section is None


@pytest.mark.parametrize(("section", "kind"), [("كُتّاب وآراء", "opinion"), ("حوارات", "interview"), ("محليات", "news")])
def test_a_section_says_what_kind_its_articles_are(section: str, kind: str) -> None:
    assert read(foxiz(header=f'<aside class="s-breadcrumb"><a class="category"><span>{section}</span></a></aside>{H1}')).kind == kind


def test_section_of_sahifa() -> None:
    meta = '<span class="post-cats"><i class="fa fa-folder"></i><a href="/?cat=29582" rel="category">أخبار</a></span>'
    assert read(sahifa(meta=meta)).section == Reading("أخبار", "layout:sahifa")


def test_tags_are_those_of_the_bar_else_of_the_head() -> None:
    head = '<meta property="article:tag" content="سدود"><meta property="article:tag" content="ري">'
    bar = (
        '<div class="efoot-bar tag-bar"><span class="blabel">الوسوم:</span><a href="/tag/a/" rel="tag">مياه</a>, <a rel="tag">ريف</a></div>'
    )
    assert read(foxiz(head=head, below=bar)).tags == [Reading("مياه", "layout:foxiz"), Reading("ريف", "layout:foxiz")]
    assert read(foxiz(head=head)).tags == [Reading("سدود", "opengraph"), Reading("ري", "opengraph")]


def test_related_of_foxiz_are_the_headlines_of_its_block() -> None:
    title = '<div class="entry-title h4"><i class="rbi"></i><a class="p-url" href="/locals/5/">تأهيل بئر في القلمون</a></div>'
    card = f'<div class="p-wrap">{title}</div>'
    found = read(foxiz(below=f'<div class="related-sec">{card}</div>')).related
    assert [(link.text, link.url) for link in found] == [("تأهيل بئر في القلمون", "https://sana.sy/locals/5/")]


def test_related_of_sahifa_are_below_the_article_and_in_the_check_also_box() -> None:
    below = (
        '<section id="related_posts"><div class="related-item"><h3><a href="/?p=5">تأهيل بئر في القلمون</a></h3></div></section>'
        '<section id="check-also-box"><div class="block-head"><h3>شاهد أيضاً</h3></div><div class="check-also-post">'
        '<h2 class="post-title"><a href="/?p=6">سوق جديدة في جبلة</a></h2><p>اللاذقية-سانا افتتحت اليوم سوق جديدة …</p></div></section>'
    )
    found = read(sahifa(below=below))
    assert [link.url for link in found.related] == ["https://sana.sy/?p=5", "https://sana.sy/?p=6"]
    assert [block.text for block in found.blocks] == [FIRST, SECOND], "the excerpt of the other story is no text of this one"


def test_description_and_standfirst() -> None:
    head = '<meta name="description" content="وصف"><meta property="og:description" content="وصف للشبكات">'
    assert read(foxiz(head=head)).description == Reading("وصف للشبكات", "opengraph")
    assert read(foxiz(head=head[:41])).description == Reading("وصف", "meta")
    page = foxiz(header=H1 + '<p class="lead">مقدمة</p>')
    assert read_page(page, URL, layouts=(FOXIZ.but(standfirst="p.lead"),)).standfirst == Reading("مقدمة", "layout:foxiz")


def test_canonical_url_is_absolute() -> None:
    assert read(foxiz(head='<link rel="canonical" href="/locals/7/">')).canonical_url == "https://sana.sy/locals/7/"
    assert read(foxiz()).canonical_url is None


# Which layout


def test_the_first_layout_with_a_text_wins() -> None:
    both = foxiz(below=f'<div class="old">{PARAGRAPHS}</div>')
    other = SAHIFA.but(name="other", body="div.old")
    assert read_page(both, URL, layouts=(other, FOXIZ)).body_way == "layout:other"
    assert read_page(both, URL, layouts=(FOXIZ, other)).body_way == "layout:foxiz"


def test_a_container_without_text_is_passed_over() -> None:
    page = foxiz('<p> </p><script>x</script><figure><img src="a.jpg"></figure>', below=f'<div class="old">{PARAGRAPHS}</div>')
    assert read_page(page, URL, layouts=(FOXIZ, SAHIFA.but(name="other", body="div.old"))).body_way == "layout:other"


def test_both_themes_sign_off() -> None:
    assert (read(foxiz()).signs_off, read(sahifa()).signs_off) == (True, True)
    assert read_page(foxiz(), URL, layouts=(FOXIZ.but(signs_off=False),)).signs_off is False


# Bad input


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param(b"", "empty", id="0 bytes"),
        pytest.param("", "empty", id="no text"),
        pytest.param(b" \r\n\t", "empty", id="blank"),
        pytest.param(b"%PDF-1.7 ...", "not_html", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "not_html", id="picture"),
        pytest.param(b"PK\x03\x04", "not_html", id="archive"),
        pytest.param(b'{"title": "x"}', "not_html", id="JSON"),
        pytest.param(b"\x00\x01\x02", "not_html", id="binary"),
        pytest.param("<html></html>", "no_body", id="no body"),
        pytest.param("<html><body><h1>عنوان</h1></body></html>", "no_body", id="no text on the page"),
        pytest.param(foxiz("<p></p>").replace("نص في الشريط الجانبي لا يخص هذا الخبر أبداً.", ""), "no_body", id="no text in the container"),
        pytest.param("<html><body class='archive category'><p>أخبار المحافظات</p></body></html>", "section", id="classes of a listing"),
        pytest.param('<meta property="og:type" content="website"><p>الرئيسية</p>', "section", id="type of a listing"),
        pytest.param(
            f'<script type="application/ld+json">{{"@type": "CollectionPage"}}</script>{PARAGRAPHS * 3}',
            "section",
            id="listing that holds text",
        ),
    ],
)
def test_a_page_that_gives_no_article_says_why(page: str | bytes, reason: str) -> None:
    with pytest.raises(PageError) as error:
        read(page)
    assert error.value.reason == reason
    assert str(error.value) == f"{reason}: {error.value.detail}"
    assert error.value.detail


def test_an_article_that_calls_itself_a_website_is_read() -> None:
    assert texts('<meta property="og:type" content="website">' + f"<h1>{FIRST}</h1>{PARAGRAPHS}")[0] == FIRST


@pytest.mark.parametrize("url_in", ["no_body", "section"])
def test_a_rejected_page_is_named(url_in: str) -> None:
    page = "<html><body class='%s'></body></html>" % ("home" if url_in == "section" else "")
    with pytest.raises(PageError, match=URL):
        read(page)


def test_a_page_that_breaks_off_gives_what_came() -> None:
    page = foxiz()
    assert texts(page[: page.index(SECOND) + 20])[0] == FIRST


def test_a_nul_ends_nothing() -> None:
    assert texts(foxiz(f"<p>{FIRST}\x00</p><p>\x01{SECOND}\x03</p>").encode()) == [FIRST, SECOND]


@pytest.mark.parametrize("sign", ["&#1;99&#2;", "&#x3;", "&#00012", "&#x1C;", "&#xFFFE;", "&#65535;", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_no_text_can_hold_breaks_no_page(sign: str) -> None:
    read_first, second = texts(foxiz(f"<p>{FIRST} <b>{sign}</b></p><p>{SECOND}</p>"))
    assert read_first.removesuffix("99").strip() == FIRST
    assert second == SECOND
    below = f"<div class=post><h1>{SECOND}{sign} خبر</h1>{PARAGRAPHS.replace('اليوم', 'أمس') * 3}</div>"
    page = read_page(f"<html><body><div class=post><h1>{TITLE}</h1>{PARAGRAPHS * 3}</div>{below}</body></html>", URL)
    assert [other.title is not None for other in page.others] == [True]


def test_references_to_characters_stay() -> None:
    assert texts(foxiz(f"<p>{FIRST}&#x1F600;&#8230;&#x64b;</p>"))[0] == f"{FIRST}\U0001f600\u2026\u064b"


def test_half_a_pair_of_surrogates_is_survived() -> None:
    assert texts(foxiz(f"<p>{FIRST}\ud83d</p>"))[0].startswith(FIRST)


def test_bytes_in_windows_1256_declared_as_utf_8() -> None:
    assert texts(foxiz().encode("cp1256")) == [FIRST, SECOND]


def test_bytes_and_text_are_read_alike() -> None:
    assert read(foxiz(head=DATES)) == read(foxiz(head=DATES).encode())


@pytest.mark.parametrize("layouts", [(FOXIZ,), ()], ids=["declared", "undeclared"])
def test_an_address_that_cannot_be_read_stops_nothing(layouts: tuple[Layout, ...]) -> None:
    html = (
        '<html dir="rtl"><head><title>خبر</title><link rel="canonical" href="http://[sana"></head>'
        '<body><article><h1 class="s-title">افتتاح معرض الكتاب</h1>'
        '<div class="entry-content rbct"><p>افتتح وزير الثقافة اليوم معرض الكتاب في مكتبة دمشق بمشاركة ثلاثين دار نشر من سبع دول.</p>'
        '<p><a href="http://[x">خبر آخر لا يقرأ عنوانه</a></p></div>'
        '<div class="related-sec"><a class="p-url" href="http://[y">عنوان ثالث</a></div></article></body></html>'
    )
    page = read_page(html, "https://sana.sy/locals/5/", layouts=layouts)
    assert page.canonical_url is None
    assert all(related.url is None for related in load_fields(page)["related"])


def test_an_h1_of_marks_that_nobody_sees_is_none() -> None:
    head = f'<meta property="og:title" content="{TITLE}">'
    assert read(foxiz(head=head, header='<h1 class="s-title">\u200f&nbsp;—</h1>')).title == Reading(TITLE, "opengraph")


def test_a_headline_of_json_ld_that_says_nothing_leaves_it_to_the_next() -> None:
    head = jsonld(headline="\u200f") + f"<title>{TITLE}</title>"
    assert read(foxiz(head=head, header="")).title == Reading(TITLE, "meta")


def test_the_title_of_an_icon_is_not_the_pages() -> None:
    assert read(foxiz(f"<svg><title>فيسبوك</title></svg>{PARAGRAPHS}", header="")).title is None


def test_a_link_that_is_stretched_over_a_card_names_its_headline_in_its_title() -> None:
    card = '<div class="related-sec"><div><a class="p-url" href="/a/" title="افتتاح سوق"></a><b>افتتاح سوق</b></div></div>'
    assert [(link.text, link.url) for link in read(foxiz(below=card)).related] == [("افتتاح سوق", "https://sana.sy/a/")]


def test_a_related_headline_without_an_address_has_none() -> None:
    found = read(foxiz(below='<div class="related-sec"><a class="p-url">بلا رابط</a></div>')).related
    assert [(link.text, link.url) for link in found] == [("بلا رابط", "")]


def test_comments_and_instructions_inside_a_word_leave_it_whole() -> None:
    assert texts(foxiz("<p>قال ال<!-- إعلان -->مدير<?php echo ?> إن العمل مستمر.</p>")) == ["قال المدير إن العمل مستمر."]


@pytest.mark.parametrize("layouts", [(FOXIZ,), ()], ids=["declared", "undeclared"])
def test_relative_links_start_where_the_page_says(layouts: tuple[Layout, ...]) -> None:
    page = foxiz(head='<base href="https://archive.sana.sy/x/"><link rel="canonical" href="7/">')
    assert read_page(page, URL, layouts=layouts).canonical_url == "https://archive.sana.sy/x/7/"


def test_a_single_page_is_no_listing_whatever_else_its_body_says() -> None:
    page = foxiz().replace("rtl single", "rtl blog single")
    assert read_page(page, URL).title == Reading(TITLE, "generic")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(gzip.compress(foxiz().encode()), id="gzip"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)), id="JPEG"),
        pytest.param(b"\x00\x00\x00 ftypmp42\x00\x00" + bytes(range(256)) * 20, id="video"),
        pytest.param(orjson.dumps({"content": foxiz()}), id="JSON that holds a page"),
        pytest.param(orjson.dumps([{"content": foxiz()}], option=orjson.OPT_INDENT_2), id="JSON with spaces"),
        pytest.param(FIRST.encode(), id="plain text"),
        pytest.param(foxiz().encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(b"\xef\xbb\xbf", id="only a mark"),
        pytest.param("<!-- -->", id="only a comment"),
        pytest.param("<!DOCTYPE html>", id="only a doctype"),
    ],
)
def test_what_is_no_page_is_told_so(page: bytes | str) -> None:
    with pytest.raises(PageError) as error:
        read(page)
    assert error.value.reason == "not_html"


@pytest.mark.parametrize("charset", ["utf-16", "utf-8-sig"])
def test_a_page_with_a_byte_order_mark(charset: str) -> None:
    assert texts(foxiz().encode(charset)) == [FIRST, SECOND]
    assert texts("\ufeff" + foxiz()) == [FIRST, SECOND]


def test_halves_of_a_surrogate_pair_that_meet_are_one_character() -> None:
    assert texts(foxiz(f"<p>{FIRST} \ud83d\ude00 و\ud83d</p>")) == [f"{FIRST} \U0001f600 و\ufffd"]


# Pages that break off


def test_a_page_is_complete_to_its_last_box() -> None:
    page = foxiz()
    assert read(page).complete
    assert read(page[: page.index("</body")]).complete, "</body> and </html> may be left out"
    assert not read(page[: page.index(SECOND) + 20]).complete
    assert not read(page[: page.index(SECOND) + 20].encode()).complete


def test_boxes_that_stay_open_in_a_page_with_an_end_are_a_slip_of_the_theme() -> None:
    assert read(foxiz().replace("</div>", "")).complete


def test_the_examples_hold() -> None:
    assert doctest.testmod(crawler.page.read) == (0, 1)
