"""Whom a page that no layout knows says to have written its article."""

from __future__ import annotations

import json

import pytest

from tests.page.test_undeclared import TITLE, fields


@pytest.mark.parametrize(
    ("behind", "shown"),
    [
        ("<div>الثلاثاء 06-10-2026 | كتب: <a href='/editor/2'>سامر الخطيب</a> | </div>", ["كتب: سامر الخطيب"]),
        ("<div><span>بقلم:</span> <b>سامر الخطيب</b></div>", ["بقلم: سامر الخطيب"]),
        ("<div><i></i>كتبت / <a href='#'>رنا الصالح</a></div>", ["كتبت / رنا الصالح"]),
        ("<div><a class=x9 href='/author/3'>سامر الخطيب</a></div>", ["سامر الخطيب"]),
        ("<ul><li class=source>المصدر: <span>سامر الخطيب - دمشق</span></li></ul>", ["سامر الخطيب - دمشق"]),
        ("<ul><li class=source>المصدر: <span>رويترز</span></li></ul>", ["المصدر: رويترز"]),
        ("<div><a href='/2'>وزير النقل يتفقد محطة القطار الجديدة</a><a href='/author/4'>علي حسن</a></div>", []),
        ("<div>كتب:</div>", []),
        ("<div itemprop=author itemscope itemtype='https://schema.org/Person'>سامر الخطيب</div>", ["سامر الخطيب"]),
        ("<div itemprop=author itemscope itemtype='https://schema.org/Organization'>شبكة الميناء</div>", []),
    ],
)
def test_labels_and_links_around_the_headline_say_who_has_written(behind: str, shown: list[str]) -> None:
    assert [reading.text for reading in fields(behind=behind).authors] == shown


def test_marks_below_the_text_count_where_nothing_stands_above_it() -> None:
    below = "<div>مرسلة بواسطة <span itemprop=author><a rel=author href='#'>رنا الصالح</a></span></div>"
    comments = "<h4>تعليقان</h4><p><a rel=author href='#'>قارئ كريم</a></p>"
    box = "<div class=post-author>مرسلة بواسطة رنا الصالح</div>"
    assert [reading.text for reading in fields(below=box).authors] == ["مرسلة بواسطة رنا الصالح"]
    assert [reading.text for reading in fields(below=below + comments).authors] == ["رنا الصالح"]
    above = "<span class=author>سامر الخطيب</span>"
    assert [reading.text for reading in fields(behind=above, below=below).authors] == ["سامر الخطيب"]
    assert fields(below=f"<section class=comments>{comments}</section>").authors == []


@pytest.mark.parametrize(
    ("head", "behind", "authors"),
    [
        ("", "<span class=author>الميناء نيوز</span>", ["الميناء نيوز", "رنا الصالح"]),
        ("", "<span class=author>سامر الخطيب</span>", ["سامر الخطيب"]),
        ("<meta name=author content='الميناء نيوز'>", "", ["رنا الصالح"]),
    ],
)
def test_the_name_of_the_site_is_not_all_that_is_said(head: str, behind: str, authors: list[str]) -> None:
    said = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "author": {"@type": "Person", "name": "رنا الصالح"},
        "publisher": {"name": "الميناء نيوز"},
    }
    page = fields(behind=behind, head=f'{head}<script type="application/ld+json">{json.dumps(said)}</script>')
    assert [reading.text for reading in page.authors] == authors


@pytest.mark.parametrize("behind", [f"{TITLE} - 05.11.2023, الميناء الحر", f"{TITLE} | محليات | الميناء الحر", f"الميناء الحر - {TITLE}"])
def test_the_site_signs_the_title_of_the_page_beside_a_date_or_a_section(behind: str) -> None:
    assert fields(page_title=behind).site_name == "الميناء الحر"


def test_several_writers_in_one_box_are_several_authors() -> None:
    box = (
        "<div class=writer-zone><div><a href=/reporter/300><img src=/300.jpg></a><b><a href=/reporter/300>رنا الصالح</a></b></div>"
        "<div><b><a href=/reporter/301>سامر الخطيب</a></b></div></div>"
    )
    assert [reading.text for reading in fields(below=box).authors] == ["رنا الصالح", "سامر الخطيب"]
