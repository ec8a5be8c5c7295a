"""The lists that stand with an article, by the names of their boxes."""

from __future__ import annotations

import pytest

from crawler.page.fields import PageFields
from crawler.page.read import read_page

URL = "https://www.akhbar.example/city/1"
TEXT = (
    "<p>أعادت البلدية فتح السوق القديم صباح اليوم بعد أعمال ترميم استمرت ثلاثة أعوام وشملت مئة وعشرين دكانا.</p>"
    "<p>وقال رئيس البلدية إن التجار يعودون إلى دكاكينهم تباعا، وإن السقف الخشبي رمم بأيدي نجارين من المدينة.</p>"
)
ONE = "<a href=/city/7>نجارون يعلمون حرفتهم لأبناء الحي</a>"
LINKS = f"<ul><li>{ONE}</li><li><a href=https://akhbar.example/city/8>ثلاثة أعوام من الترميم في صور</a></li></ul>"
BOTH = [
    ("نجارون يعلمون حرفتهم لأبناء الحي", "https://www.akhbar.example/city/7"),
    ("ثلاثة أعوام من الترميم في صور", "https://akhbar.example/city/8"),
]


def page(inside: str = "", below: str = "", farther: str = "") -> PageFields:
    return read_page(
        "<html><head><title>السوق القديم يفتح أبوابه</title></head><body><div class=page><main><article><h1>السوق القديم يفتح أبوابه</h1>"
        f"<div class=text>{TEXT}{inside}</div>{below}</article>{farther}</main></div></body></html>",
        URL,
    )


def related(found: PageFields) -> list[tuple[str, str]]:
    return [(link.text, link.url) for link in found.related]


@pytest.mark.parametrize("place", ["inside", "below", "farther"])
@pytest.mark.parametrize(
    "box",
    [
        "<section class=related-posts><h3>مواضيع ذات صلة</h3>{}</section>",
        "<div id=related_posts>{}</div>",
        "<div class=bottom><div class=widget><div class=related-sec><h4>أخبار ذات صلة</h4>{}</div></div></div>",
    ],
)
def test_headlines_that_go_with_the_article(box: str, place: str) -> None:
    assert related(page(**{place: box.format(LINKS)})) == BOTH


@pytest.mark.parametrize(
    "card",
    [
        "<a href=/city/7><img src=/7.jpg></a><h3><a href=/city/7>نجارون يعلمون حرفتهم لأبناء الحي</a></h3>",
        "<a href=/city/7 title='نجارون يعلمون حرفتهم لأبناء الحي'></a><h3>نجارون يعلمون حرفتهم لأبناء الحي</h3>",
        "<a href=/city/7><h4>نجارون يعلمون حرفتهم لأبناء الحي</h4><p>ورشة مفتوحة كل خميس في خان الحرير.</p></a>",
        "<a href=/city/7><span>اقرأ أيضا</span><b>نجارون يعلمون حرفتهم لأبناء الحي</b></a>",
        f"{ONE}<a href=/author/sami>سامي أحمد عبد الرحمن الحلبي</a><a href=/city>المدينة</a>",
        f"{ONE}<a href=https://shop.example/1>أحذية رياضية بنصف السعر لمدة يومين</a>",
    ],
)
def test_a_card_gives_its_headline_once_and_nothing_else(card: str) -> None:
    assert related(page(below=f"<div class=related>{card}</div>")) == BOTH[:1]


@pytest.mark.parametrize(
    "below",
    [
        f"<div class=most-read>{LINKS}</div>",
        f"<div class=latest-news>{LINKS}</div>",
        f"<aside class=related>{LINKS}</aside>",
        f"<div class=related-box><h3>الأكثر قراءة</h3>{LINKS}</div>",
    ],
)
def test_headlines_that_are_read_most_or_new_or_stand_aside_do_not_go_with_it(below: str) -> None:
    assert page(below=below).related == []


@pytest.mark.parametrize("place", ["inside", "below", "farther"])
@pytest.mark.parametrize("names", ["class=tagsList", "class='news-tags news-tags_article'", "class=post_keywords", "id=tags"])
def test_tags_stand_in_a_box_of_their_name(names: str, place: str) -> None:
    box = f"<div {names}><span>الوسوم</span><a href=/t/1>السوق القديم</a> <a href=/t/2>ترميم</a></div>"
    assert [tag.text for tag in page(**{place: box}).tags] == ["السوق القديم", "ترميم"]


@pytest.mark.parametrize(
    "below",
    [
        "<div class=tags>" + "".join(f"<a href=/t/{number}>وسم {number}</a>" for number in range(31)) + "</div>",
        f"<div class=tags>{LINKS}<a href=/city/9>مدير المتحف يتسلم مفاتيح الدكاكين المرممة في السوق</a></div>",
        "<div class='post tag-souq'><a href=/t/1>المدينة</a></div>",
    ],
    ids=["all tags of the site", "headlines", "a class that says what its article is filed under"],
)
def test_other_links_are_no_tags(below: str) -> None:
    assert page(below=below).tags == []
