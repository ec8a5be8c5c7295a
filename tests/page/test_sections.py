"""Where a page says in which section its article stands."""

from __future__ import annotations

import pytest

from tests.page.test_undeclared import TITLE, fields

_MENU = (
    "<ul>"
    + "".join(f"<li><a class=cat href='/{word}'>{word}</a></li>" for word in ("سياسة", "رياضة", "صحة", "فن", "رأي", "علوم", "بيئة"))
    + "</ul>"
)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("<div class=breadcrumbs><a href='/'>الرئيسية</a><a href='/business'>اقتصاد</a></div>", ""),
        (f"<ol id=crumbs><li><a href='/'>الميناء</a></li><li><a href='#'>اقتصاد</a></li><li><a href='/1'>{TITLE}</a></li></ol>", ""),
        ("<div class='site path'><a href='/'>الرئيسية</a> » <a href='/n'>أخبار</a> » <a href='/n/b'>اقتصاد</a></div>", ""),
        (f"<nav aria-label=breadcrumb><a href='/'>الرئيسية</a><a href='/b'>اقتصاد</a><span>{TITLE[:25]}...</span></nav>", ""),
        ("<div class=breadcrumbs><a href='/'>الرئيسية</a><a href='http://[b'>اقتصاد</a></div>", ""),
        ("<a class=section-title href='/b'>اقتصاد</a>", ""),
        ("<a href='/b'>اقتصاد</a>", ""),
        ("<div><a href='/b'>اقتصاد</a></div>", ""),
        ("<a class=x1 href='/b'><span itemprop=articleSection>اقتصـاد</span></a>", ""),
        ("", "<p class=meta><a href='/b' rel='category tag'>اقتصاد</a></p>"),
        (f"{_MENU}<span class=articleCategory>اقتصاد</span>", ""),
    ],
)
def test_breadcrumb_and_label_name_the_section(before: str, behind: str) -> None:
    section = fields(before, behind).section
    assert section is not None
    assert section.text.replace("ـ", "") == "اقتصاد"


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (_MENU, ""),
        ("<div class=breadcrumb><a href='/'>الرئيسية</a></div>", ""),
        ("<a href='#'>طباعة</a>", ""),
        ("<a href='/author/3'>كاتب الصفحة</a>", ""),
        ("<a href='/w3'>أحمد الخطيب</a>", ""),
        (f"<div class=breadcrumb><a href='/1'>{TITLE}</a></div>", ""),
        ("<a href='/2'>وزير النقل يتفقد محطة القطار الجديدة قبل افتتاحها</a>", ""),
    ],
)
def test_menus_and_links_to_other_pages_name_none(before: str, behind: str) -> None:
    assert fields(before, behind).section is None


def test_a_declared_breadcrumb_names_the_section_by_its_last_link() -> None:
    trail = (
        '{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":1,"name":"الرئيسية","item":"https://akhbar.example/"},'
        '{"@type":"ListItem","position":2,"item":{"@id":"https://akhbar.example/b","name":"اقتصاد"}},'
        f'{{"@type":"ListItem","position":3,"name":"{TITLE}"}}]}}'
    )
    section = fields(head=f'<script type="application/ld+json">{trail}</script>').section
    assert section is not None
    assert (section.text, section.way) == ("اقتصاد", "jsonld")
