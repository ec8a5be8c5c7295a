"""The parts of `crawler.page.undeclared` that pages alone do not hold."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.page.fields import Block, PageFields, Reading
from crawler.page.read import read_page
from crawler.page.undeclared import _credit_lines, below_headline


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
    assert [block.text for block in _credit_lines(html.fromstring(box).iter())] == lines


_TEXT = (
    "<p>أعلنت إدارة الميناء صباح اليوم أن أعمال توسعة الرصيف الشمالي ستبدأ مطلع الشهر المقبل وتستمر نحو عام ونصف.</p>"
    "<p>وقال مدير المشروع إن الرصيف الجديد سيستقبل السفن الكبيرة، وإن كلفة الأعمال تبلغ أربعين مليون دينار.</p>"
    "<p>وأضاف أن الشركة المنفذة ستشغل ثلاثمئة عامل من أبناء المدينة، وأن الملاحة لن تتوقف خلال الأعمال.</p>"
)
TITLE = "توسعة الرصيف الشمالي تبدأ مطلع الشهر المقبل"


def fields(
    before: str = "", behind: str = "", *, head: str = "", text: str = _TEXT, below: str = "", page_title: str = TITLE
) -> PageFields:
    """An article with something in front of its headline, behind it, in its head, and below its text."""
    page = (
        f"<html dir=rtl><head><title>{page_title}</title>{head}</head><body><div class=page>{before}<h1>{TITLE}</h1>{behind}"
        f"<div class=text>{text}</div>{below}</div></body></html>"
    )
    return read_page(page, "https://akhbar.example/1")


_MENU = "".join(
    f"<li><a href='/{word}'>{word}</a></li>" for word in ("سياسة", "اقتصاد", "رياضة", "ثقافة", "منوعات", "صحة", "رأي", "بث مباشر")
)


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (f"<ul>{_MENU}</ul>", "news"),
        (f"<div>{_MENU.replace('<li>', '').replace('</li>', ' ')}</div>", "news"),
        (f"<ul>{_MENU}</ul><span class=badge>بث مباشر</span>", "live"),
        (f"<ul>{_MENU}</ul><a href='/opinion'>رأي</a>", "opinion"),
    ],
)
def test_a_menu_says_nothing_of_the_kind_and_a_badge_that_it_has_too_does(before: str, kind: str) -> None:
    assert fields(before).kind == kind


@pytest.mark.parametrize(
    ("before", "labels"),
    [
        ("<div class=breaking><b>عاجل</b><span>وزير النقل يتفقد محطة القطار الجديدة قبل افتتاحها</span></div>", []),
        ("<div class=breaking><b>عاجل</b></div>", ["عاجل"]),
        ("<span class=urgent>عاجل</span>", ["عاجل"]),
    ],
)
def test_the_label_of_a_ticker_is_no_badge(before: str, labels: list[str]) -> None:
    assert fields(before).labels == labels


@pytest.mark.parametrize(
    ("free", "below", "complete"),
    [
        ("false", "<div class=lock><h3>هذا المحتوى للمشتركين فقط</h3></div>", False),
        ("true", "<div class=lock><h3>هذا المحتوى للمشتركين فقط</h3></div>", True),
        ("false", "<div class=box><h3>اشترك في النشرة البريدية</h3></div>", True),
    ],
)
def test_a_wall_counts_where_the_metadata_says_that_the_text_is_not_free(free: str, below: str, complete: bool) -> None:
    said = f'{{"@type":"NewsArticle","headline":"{TITLE}","isAccessibleForFree":{free}}}'
    assert fields(head=f'<script type="application/ld+json">{said}</script>', below=f"<aside>{below}</aside>").complete is complete


def test_a_text_in_an_element_with_a_role_and_a_wrong_name_is_read() -> None:
    text = "".join(f"<p>وتضم المرحلة {number} أعمالا في الطرق المؤدية إلى الجسر الجديد.</p>" for number in range(4))
    page = f'<html><body><h1>افتتاح الجسر الجديد</h1><div id="printArea" role="main">{text}</div></body></html>'
    assert len(read_page(page, "https://site.example/1").blocks) == 4


def test_what_the_metadata_says_tells_where_it_stands() -> None:
    article = '{"@type": "NewsArticle", "headline": "افتتاح الجسر الجديد", "articleSection": "محليات"}'
    script = f'<script type="application/ld+json">{article}</script>'
    written = '<meta name="twitter:label1" content="كُتب بواسطة"><meta name="twitter:data1" content="رنا الخطيب">'
    text = "<p>أعلنت البلدية اليوم افتتاح الجسر الجديد أمام حركة السير في الاتجاهين.</p>" * 3
    page = read_page(
        f"<html><head>{script}{written}</head><body><h1>افتتاح الجسر الجديد</h1>{text}</body></html>", "https://site.example/1"
    )
    assert page.section == Reading("محليات", "jsonld")
    assert page.authors == [Reading("رنا الخطيب", "meta")]


@pytest.mark.parametrize("behind", ["", "<p>", "<p><i>" * 3, "<p>" * 100])
def test_a_flash_that_ends_its_page(behind: str) -> None:
    page = f"<html><body><b class=label>عاجل</b><h1>{TITLE}</h1><time>6 أيلول 2025 - 10:20</time>{behind}</body></html>"
    read = read_page(page, "https://akhbar.example/1")
    assert (read.kind, read.blocks, [reading.text for reading in read.published]) == ("flash", [], ["6 أيلول 2025 - 10:20"])


def test_the_headline_as_caption_of_the_picture_with_a_credit_is_no_text() -> None:
    headline = "خط حاويات جديد يربط نوفوروسيسك بالإسكندرية"
    text = [
        "أطلقت شركة نقل بحري خطاً منتظماً لنقل الحاويات بين الميناءين بمعدل رحلتين في الشهر، وتستغرق الرحلة سبعة أيام.",
        f"{headline} وهو الثاني من نوعه هذا العام.",
        "وتعمل على الخط سفينتان تتسع كل منهما لنحو 1100 حاوية نمطية، على أن تضاف ثالثة في الربيع المقبل.",
    ]
    blocks = [Block("p", f"{headline}Gettyimages.ru"), Block("p", f"{headline} Sputnik"), *(Block("p", line) for line in text)]
    assert [block.text for block in below_headline(blocks, headline)] == text


@pytest.mark.parametrize(
    ("below", "last"),
    [
        ("<div class=article-source><span>المصدر</span>: رويترز</div>", "المصدر: رويترز"),
        ("<h3>أخبار أخرى</h3><div class=article-source><span>المصدر</span>: رويترز</div>", None),
        ("<section><h3>أخبار أخرى</h3><div class=source>المصدر: رويترز</div></section>", None),
        ("<div class=note>المصدرون يطلبون خفض الرسوم</div>", None),
    ],
    ids=["below", "behind a headline", "below one in a box", "prose"],
)
def test_a_credit_close_below_the_text_is_its_last_paragraph(below: str, last: str | None) -> None:
    blocks = fields(below=below).blocks
    assert [block.text for block in blocks[3:]] == ([last] if last else [])


@pytest.mark.parametrize("hidden", ["class=visually-hidden", "class='sr-only title'", "hidden", "style='display: none'"])
def test_badges_stand_beside_the_headline_that_is_shown(hidden: str) -> None:
    found = fields(f"<h1 {hidden}>{TITLE}</h1>{'<i></i>' * 20}<span class=badge>خاص</span>")
    assert (found.labels, found.title) == (["خاص"], Reading(TITLE, "generic"))


def test_a_headline_that_is_only_there_for_machines_is_one() -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><h1 class=sr-only>{TITLE}</h1><div>{_TEXT}</div></body></html>"
    assert read_page(page, "https://akhbar.example/1").title == Reading(TITLE, "generic")


@pytest.mark.parametrize(
    ("page", "tags"),
    [
        ("<article><h1>{}</h1>{}<footer><a href=/t rel=tag>موانئ</a></footer></article>", ["موانئ"]),
        ("<article><h1>{}</h1>{}</article><footer><a href=/t rel=tag>موانئ</a></footer>", []),
        ("<article><a href=/s rel='category tag'>اقتصاد</a><h1>{}</h1>{}</article>", []),
    ],
    ids=["foot of the article", "foot of the page", "section"],
)
def test_tags_stand_in_the_article_and_its_foot_and_sections_are_none(page: str, tags: list[str]) -> None:
    found = read_page(f"<html><body>{page.format(TITLE, _TEXT)}</body></html>", "https://akhbar.example/1")
    assert [tag.text for tag in found.tags] == tags


@pytest.mark.parametrize(
    ("picture", "pictures"),
    [
        ('<img src="/a.jpg" width="260">', ["https://site.example/a.jpg"]),
        ('<img src="/icon.png" width="16"><img src="/a.jpg" width="260">', ["https://site.example/a.jpg"]),
        ('<img src="/icon.png" width="16">', []),
        ('<img src="/unknown.jpg">', []),
        ('<a href="https://shop.example/"><img src="/banner.gif" width="468"></a>', []),
        ('<div class="banner"><img src="/banner.gif" width="468"></div>', []),
    ],
)
def test_the_picture_between_headline_and_text_where_there_is_no_other(picture: str, pictures: list[str]) -> None:
    text = "".join(f"<p>{'أعلنت البلدية اليوم افتتاح سوق جديدة في الحي الغربي من المدينة. ' * 3}</p>" for _ in range(3))
    html = (
        f"<html><body><img src='/logo.png' width='400'><h1>سوق جديدة في الحي الغربي</h1><div>{picture}</div><div>{text}</div></body></html>"
    )
    page = read_page(html, "https://site.example/news/5.html")
    assert [each.url for each in page.pictures] == pictures


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("وهو اللقب الثالث للفريق منذ عام 2016.", True),
        ("وسجل الفريق 22 هدفاً منذ شهر.", True),
        ("وكانت آخر مباراة بينهما في 12 آذار 2021.", True),
        ("الثلاثاء، 26 حزيران 2024.", False),
        ("نُشر في الثلاثاء 26 حزيران 2024 - 11:25 ص", False),
        ("منذ 3 أيام", False),
    ],
)
def test_a_short_sentence_with_a_date_is_text_and_a_date_is_none(line: str, stays: bool) -> None:
    assert ([line] == [block.text for block in below_headline([Block("p", line)], TITLE)]) is stays


_SAID = "الأعمال تستمر عاما ونصف العام، وكلفتها أربعون مليون دينار."


@pytest.mark.parametrize(
    "behind",
    [
        f"<p class=article__subhead><em>{_SAID}</em></p>",
        f"<h2 class=jeg_post_subtitle>{_SAID}</h2>",
        f"<div class=tit-sub><h2>{_SAID}</h2></div>",
        f"<header><div class='post-standfirst'><p>{_SAID}</p></div><time>12/5/2026</time></header>",
    ],
)
def test_what_calls_itself_the_sentence_below_the_headline_is_the_standfirst_and_no_text(behind: str) -> None:
    read = fields(behind=behind)
    assert read.standfirst == Reading(_SAID, "generic")
    assert [block.text for block in read.blocks] == [block.text for block in fields().blocks]


@pytest.mark.parametrize(
    ("behind", "first"),
    [
        (f"<div class=article-intro><p>{_SAID}</p></div>", _SAID),
        ("<div class=subtitle>كتب سامي</div>", fields().blocks[0].text),
        (f"<div class=subhead><a href=/2>{_SAID}</a></div>", fields().blocks[0].text),
        (f"<div class=subtitles><p>{_SAID}</p></div>", _SAID),
    ],
)
def test_a_lead_a_byline_and_a_link_are_no_standfirst(behind: str, first: str) -> None:
    read = fields(behind=behind)
    assert (read.standfirst, read.blocks[0].text) == (None, first)


def test_a_subheading_of_the_text_is_no_standfirst() -> None:
    read = fields(text=_TEXT.replace("</p><p>", f"</p><h3 class=subtitle>{_SAID}</h3><p>", 1))
    assert (read.standfirst, [block.kind for block in read.blocks]) == (None, ["p", "heading", "p", "p"])


@pytest.mark.parametrize("dateline", ["", "طرابلس - "])
def test_a_lead_that_the_first_paragraph_says_once_more_is_left_out(dateline: str) -> None:
    lead, *rest = (block.text for block in fields().blocks)
    text = _TEXT.replace("<p>", f"<p>{dateline}", 1)
    for read in (fields(text=f"<p class=intro>{lead}</p>{text}"), fields(behind=f"<div class=lead>{lead}</div>", text=text)):
        assert [block.text for block in read.blocks] == [f"{dateline}{lead}", *rest]
