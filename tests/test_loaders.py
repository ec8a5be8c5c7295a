"""Raw fields to an article, one test a field and a trap."""

from __future__ import annotations

import doctest
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b
from typing import Any

import pytest

import crawler.loaders
from crawler.arabic import text_hash
from crawler.items import Article, Dateline
from crawler.knowledge.publisher import Publisher
from crawler.loaders import ArticleLoader, Text, assemble, load_fields
from crawler.page import Block, PageFields, Picture, Reading, read_page
from crawler.page.fields import Link
from crawler.page.layouts import FOXIZ, SAHIFA
from tests.page.sana import DATES, FIRST, PARAGRAPHS, SECOND, SITE, TITLE, URL, foxiz, sahifa

SANA = Publisher(
    id="sana", arabic="سانا", english="SANA", country="SY", timezone="Asia/Damascus", home="https://sana.sy/", kind="agency",
    hosts=("archive.sana.sy",), mirrors=("sanasyria.org", "sana-syria.org"),
)  # fmt: skip
NOW = datetime(2025, 9, 7, 9, 0, 5, tzinfo=UTC)
SITE_NAME = '<meta property="og:site_name" content="الوكالة العربية السورية للأنباء – سانا">'
DATELINE = "<p>حمص-سانا</p>"


def article(page: str | bytes | PageFields, *, number: str | None = "2280999", layouts: Any = (FOXIZ, SAHIFA), **more: Any) -> Article:
    fields = page if isinstance(page, PageFields) else read_page(page, URL, layouts=layouts)
    return assemble(load_fields(fields), more.pop("publisher", SANA), more.pop("now", NOW), url=URL, number=number, **more)


def body(text: str, **more: Any) -> list[str]:
    return article(foxiz(text), **more).body.split("\n\n")


def plain(**fields: Any) -> PageFields:
    """Raw fields of a page, as `read_page` gives them."""
    given: dict[str, Any] = {
        "blocks": [Block("p", FIRST)],
        "body_way": "layout:foxiz",
        "signs_off": True,
        "title": Reading(TITLE, "layout:foxiz"),
    }
    return PageFields(url=URL, **(given | fields))


# Loader


def test_the_examples_of_the_processors_hold() -> None:
    result = doctest.testmod(crawler.loaders)
    assert result.attempted >= 5
    assert result.failed == 0


def test_the_loader_loads_into_a_dict_and_leaves_out_what_is_absent() -> None:
    loader = ArticleLoader()
    loader.add_value("title", "  صيانة\nالشبكات ")
    loader.add_value("tags", ["مياه", " ", " مياه"])
    loader.add_value("section", None)
    assert loader.load_item() == {"title": "صيانة الشبكات", "tags": ["مياه"]}


def test_every_field_is_in_its_display_form() -> None:
    dirty = "مـــياه\u200f\u00a0 الشرب"
    fields = load_fields(
        plain(
            title=Reading(dirty, "layout:foxiz"), section=Reading(dirty, "opengraph"), tags=[Reading(dirty, "opengraph")],
            standfirst=Reading(dirty, "layout:foxiz"), description=Reading(dirty, "meta"), pictures=[Picture("https://a/b.jpg", dirty)],
            blocks=[Block("p", dirty), Block("p", " \u200f ")], authors=[Reading(dirty, "layout:foxiz")],
        )
    )  # fmt: skip
    clean = "مياه الشرب"
    assert [fields[name] for name in ("title", "section", "standfirst", "description")] == [clean] * 4
    assert (fields["tags"], fields["authors"]) == ([clean], [clean])
    assert ([block.text for block in fields["blocks"]], fields["pictures"][0].caption) == ([clean], clean)


# Identity


def test_id_is_the_publishers_number() -> None:
    found = article(foxiz())
    assert (found.id, found.story, found.publisher, found.url, found.revision) == ("sana:2280999", "sana:2280999", "sana", URL, 1)


def test_id_without_a_number_is_a_hash_of_the_url() -> None:
    found = article(foxiz(), number=None)
    assert found.id == found.story == f"sana:{blake2b(URL.encode(), digest_size=8).hexdigest()}"


def test_text_hash_is_over_title_and_body() -> None:
    found = article(foxiz(DATELINE + PARAGRAPHS))
    assert found.text_hash == text_hash(TITLE, f"{FIRST}\n\n{SECOND}")


def test_crawled_at_is_when_the_page_was_received() -> None:
    assert article(foxiz()).crawled_at == "2025-09-07T09:00:05+00:00"


def test_language() -> None:
    assert article(foxiz()).language == "ar"


# Title


def test_an_h1_is_the_title_as_it_stands() -> None:
    headline = "الوزير - في زيارة إلى حمص - يفتتح مبنى سانا - سانا"
    page = foxiz(header=f'<h1 class="s-title">{headline}</h1>', head=SITE_NAME)
    assert article(page).title == headline


@pytest.mark.parametrize(
    "headline",
    [TITLE, "دمشق - حلب: افتتاح الطريق الدولي", "مباحثات سورية–عراقية حول مياه الفرات", "درعا - القنيطرة - السويداء: حملة تلقيح"],
    ids=["plain", "dash", "dash without spaces", "dashes"],
)
@pytest.mark.parametrize(
    "head",
    ["<title>{} - {}</title>", '<meta property="og:title" content="{} - {}">'],
    ids=["title", "og:title"],
)
def test_the_sites_name_is_cut_off_and_no_part_of_the_headline(head: str, headline: str) -> None:
    assert article(foxiz(head=SITE_NAME + head.format(headline, SITE), header="")).title == headline


def test_the_sites_name_is_cut_off_the_headline_of_json_ld() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": f"{TITLE} - {SITE}"})
    found = article(foxiz(head=f'{SITE_NAME}<script type="application/ld+json">{data}</script>', header=""))
    assert (found.title, found.extraction["title"]) == (TITLE, "jsonld")


def test_a_hinted_title_counts_only_without_one() -> None:
    hinted = article(foxiz(header=""), hint_title=" عنوان  من الخلاصة ")
    assert (hinted.title, hinted.extraction["title"]) == ("عنوان من الخلاصة", "discovery")
    found = article(foxiz(), hint_title="عنوان من الخلاصة")
    assert (found.title, found.extraction["title"]) == (TITLE, "layout:foxiz")


def test_no_title_at_all_is_empty_and_has_no_way() -> None:
    found = article(foxiz(header=""))
    assert found.title == ""
    assert "title" not in found.extraction


# Body


def test_body_and_structure_are_in_step() -> None:
    found = article(
        foxiz(f"{DATELINE}<p>{FIRST}</p><h3>مراحل العمل</h3><ul><li>حفر الآبار الجديدة.</li></ul><blockquote>{SECOND}</blockquote>")
    )
    assert found.body.split("\n\n") == [FIRST, "مراحل العمل", "حفر الآبار الجديدة.", SECOND]
    assert found.structure == ["p", "heading", "list", "quote"]


@pytest.mark.parametrize(
    "footer",
    [
        "تابعوا أخبار سانا على تلغرام https://t.me/SyrianArabNewsAgency",
        "تابعوا آخر الأخبار السياسية والميدانيـة عبر تطبيق تيلغرام على الهواتف الذكية عبر الرابط : https://telegram.me/SyrianArabNewsAgency",
    ],
    ids=["short", "long"],
)
def test_telegram_lines_are_no_text(footer: str) -> None:
    assert body(f'{PARAGRAPHS}<p class="telegram">{footer}</p>') == [FIRST, SECOND]


def test_a_sentence_about_following_is_text() -> None:
    sentence = "وتابعوا العمل في الموقع حتى ساعات الصباح، بعد أن تابعوا آخر الأخبار عن أحوال الطقس في المنطقة وما حولها."
    assert body(f"{PARAGRAPHS}<p>{sentence}</p>") == [FIRST, SECOND, sentence]


# Dateline, sources, origin


@pytest.mark.parametrize("text", [DATELINE + PARAGRAPHS, f"<p>حمص-سانا {FIRST}</p><p>{SECOND}</p>"], ids=["own paragraph", "glued"])
def test_the_dateline_is_split_off(text: str) -> None:
    found = article(foxiz(text))
    assert found.dateline == Dateline(place="حمص", agency="sana", text="حمص-سانا")
    assert found.body == f"{FIRST}\n\n{SECOND}"


LEAD = "أعلن مدير المرفأ وصول أول باخرة قمح هذا الشهر."


@pytest.mark.parametrize("lines", [[LEAD, "حمص-سانا"], ["محلي", "65658", "حمص - سانا"]])
def test_a_dateline_below_a_lead_or_short_lines(lines: list[str]) -> None:
    found = article(plain(blocks=[Block("p", line) for line in (*lines, "وقال إن الحمولة تبلغ ثلاثين ألف طن.")]))
    assert found.dateline
    assert (found.dateline.place, found.dateline.agency) == ("حمص", "sana")
    assert found.body.split("\n\n") == [*lines[:-1], "وقال إن الحمولة تبلغ ثلاثين ألف طن."]


@pytest.mark.parametrize(
    "line", ["حمص - أعلن المرفأ أمس وصول أول باخرة قمح من هذا الموسم.", "حمص (النهار الجديد) - أعلن المرفأ وصول باخرة قمح."]
)
def test_below_a_lead_an_uncertain_dateline_is_text(line: str) -> None:
    found = article(plain(blocks=[Block("p", LEAD), Block("p", line)]))
    assert (found.dateline, found.body) == (None, f"{LEAD}\n\n{line}")


def test_a_dateline_over_two_rows_of_a_table_is_one_line() -> None:
    dateline = article(plain(blocks=[Block("table", "06/09/2025\nدمشق - سانا"), Block("p", FIRST), Block("p", SECOND)])).dateline
    assert dateline is not None
    assert dateline.text == "06/09/2025 دمشق - سانا"


def test_the_agency_of_the_dateline_is_the_source_and_origin() -> None:
    found = article(foxiz(DATELINE + PARAGRAPHS))
    (source,) = found.sources
    assert (source.id, source.kind, source.role, source.found_in) == ("sana", "agency", "text", "dateline")
    assert found.origin == "sana"


def test_without_a_dateline_nobody_is_credited() -> None:
    found = article(foxiz())
    assert (found.dateline, found.sources, found.origin) == (None, [], None)


def test_a_page_that_is_only_a_dateline_has_no_body() -> None:
    found = article(foxiz(DATELINE))
    assert (found.body, found.structure) == ("", [])


# People


def test_full_names_below_the_text_are_authors() -> None:
    found = article(foxiz(f"{PARAGRAPHS}<p>رنا الحلبي</p>"))
    assert (found.body, found.authors) == (f"{FIRST}\n\n{SECOND}", ["رنا الحلبي"])


def test_a_single_name_below_the_text_is_only_dropped() -> None:
    found = article(sahifa(f"{PARAGRAPHS}<p>حسين</p>"))
    assert (found.body, found.authors) == (f"{FIRST}\n\n{SECOND}", [])


def test_where_a_layout_has_no_sign_off_a_last_name_stays() -> None:
    assert body(f"{PARAGRAPHS}<p>حسين</p>", layouts=(FOXIZ.but(signs_off=False),)) == [FIRST, SECOND, "حسين"]


def test_a_name_above_the_text_is_its_writer() -> None:
    found = article(plain(blocks=[Block("p", "هيثم علي"), Block("p", FIRST)]))
    assert (found.authors, found.body) == (["هيثم علي"], FIRST)


@pytest.mark.parametrize(
    ("above", "text"),
    [
        (Block("p", "هيثم علي"), "ولد هيثم علي في مدينة حلب."),  # whom the text is about
        (Block("heading", "هيثم علي"), FIRST),
        (Block("p", "بين نارين"), FIRST),
        (Block("p", "هيثم علي"), "بلا نقطة"),
    ],
)
def test_what_may_be_no_writer_stays(above: Block, text: str) -> None:
    found = article(plain(blocks=[above, Block("p", text)]))
    assert (found.authors, found.body) == ([], f"{above.text}\n\n{text}")


def test_account_names_are_no_authors() -> None:
    head = '<meta name="twitter:label1" content="كُتب بواسطة"><meta name="twitter:data1" content="Huda">'
    assert article(foxiz(head=head)).authors == []


@pytest.mark.parametrize(
    ("byline", "place"), [("موسكو (أ ش أ)", "موسكو"), ("رويترز", None), ("أحمد علي (رويترز)", None), ("الإسكندرية - رنا الحلبي", None)]
)
def test_a_byline_that_is_a_dateline_says_where_the_text_was_filed(byline: str, place: str | None) -> None:
    page = foxiz(header=f'<h1 class="s-title">{TITLE}</h1><span class="byline">{byline}</span>')
    found = article(page, layouts=(FOXIZ.but(authors="span.byline"),))
    assert (found.dateline.place if found.dateline else None) == place
    if place:
        assert [source.found_in for source in found.sources] == ["byline"]


def test_a_declared_byline_is_an_author() -> None:
    page = foxiz(header=f'<h1 class="s-title">{TITLE}</h1><span class="byline">رنا الحلبي</span>')
    found = article(page, layouts=(FOXIZ.but(authors="span.byline"),))
    assert (found.authors, found.extraction["authors"]) == (["رنا الحلبي"], "layout:foxiz")


# Dates


def test_dates_are_in_the_publishers_zone() -> None:
    found = article(foxiz(head=DATES.replace("10:15:30+03:00", "07:15:30+00:00").replace("11:00:00+03:00", "08:00:00Z")))
    assert (found.published_at, found.published_precision) == ("2025-09-05T10:15:30+03:00", "second")
    assert found.modified_at == "2025-09-05T11:00:00+03:00"


def test_the_zone_of_winter_was_another_before_october_2022() -> None:
    assert article(plain(published=[Reading("2021-01-05T08:00:00Z", "opengraph")])).published_at == "2021-01-05T10:00:00+02:00"


def test_a_relative_date_counts_only_where_there_is_no_other() -> None:
    shown, written = Reading("منذ ساعتين", "layout:foxiz"), Reading("2025-09-05T10:15:30+03:00", "opengraph")
    alone = article(plain(published=[shown]))
    assert alone.published_at is not None
    assert datetime.fromisoformat(alone.published_at).astimezone(UTC).replace(second=0) == NOW.replace(second=0) - timedelta(hours=2)
    assert article(plain(published=[shown, written])).published_at == "2025-09-05T10:15:30+03:00"


def test_a_day_without_a_time_says_so() -> None:
    found = article(plain(published=[Reading("2024-09-17", "layout:sahifa")]))
    assert (found.published_at, found.published_precision) == ("2024-09-17T00:00:00+03:00", "day")


def test_a_time_of_the_same_day_counts_before_the_day() -> None:
    found = article(plain(published=[Reading("2024-09-17", "layout:sahifa"), Reading("2024-09-17T08:30:00+03:00", "jsonld")]))
    assert (found.published_at, found.extraction["published_at"]) == ("2024-09-17T08:30:00+03:00", "jsonld")


@pytest.mark.parametrize("text", ["2025-13-45T99:00:00", "2025-02-30", "قريباً", "", "0000-00-00 00:00:00", "99999999999999999999"])
def test_an_impossible_date_is_absent(text: str) -> None:
    found = article(plain(published=[Reading(text, "opengraph")], modified=[Reading(text, "opengraph")]))
    assert (found.published_at, found.published_precision, found.modified_at) == (None, None, None)
    assert not {"published_at", "modified_at"} & set(found.extraction)


def test_a_date_that_cannot_be_read_leaves_it_to_the_next() -> None:
    found = article(plain(published=[Reading("2025-02-30", "opengraph"), Reading("2025-09-05T10:15:30+03:00", "jsonld")]))
    assert (found.published_at, found.extraction["published_at"]) == ("2025-09-05T10:15:30+03:00", "jsonld")


def test_a_hinted_date_counts_only_without_one() -> None:
    hint = datetime(2025, 9, 4, 6, 30, tzinfo=timezone(timedelta(hours=1)))
    found = article(foxiz(), hint_published=hint)
    assert (found.published_at, found.extraction["published_at"]) == ("2025-09-04T08:30:00+03:00", "discovery")
    assert article(foxiz(head=DATES), hint_published=hint).published_at == "2025-09-05T10:15:30+03:00"


def test_a_hint_at_midnight_is_a_day() -> None:
    found = article(foxiz(), hint_published=datetime(2025, 9, 3, 21, 0, tzinfo=UTC))
    assert (found.published_at, found.published_precision) == ("2025-09-04T00:00:00+03:00", "day")


# Summary, section, tags, images, related


@pytest.mark.parametrize(
    "description",
    ["حمص-سانا", "حمص - سانا", FIRST, FIRST[:40], f"حمص-سانا {FIRST}", TITLE, " "],
    ids=["dateline", "dateline, spaced", "first paragraph", "its beginning", "dateline and beginning", "title", "blank"],
)
def test_a_description_that_says_nothing_of_its_own_is_no_summary(description: str) -> None:
    found = article(foxiz(DATELINE + PARAGRAPHS, head=f'<meta name="description" content="{description}">'))
    assert found.summary is None
    assert "summary" not in found.extraction


def test_a_dateline_is_no_summary_even_of_a_text_without_one() -> None:
    assert article(foxiz(head='<meta name="description" content="حمص-سانا">')).summary is None


def test_a_description_that_is_only_the_writer_is_no_summary() -> None:
    assert article(plain(blocks=[Block("p", "هيثم علي"), Block("p", FIRST)], description=Reading("هيثم علي", "opengraph"))).summary is None


def test_a_description_of_its_own_is_the_summary() -> None:
    found = article(foxiz(head='<meta name="description" content="العمل يشمل عشرين قرية في ريف المحافظة">'))
    assert (found.summary, found.extraction["summary"]) == ("العمل يشمل عشرين قرية في ريف المحافظة", "meta")


def test_a_standfirst_counts_before_the_description() -> None:
    found = article(plain(standfirst=Reading("عشرون قرية تنتظر المياه", "layout:foxiz"), description=Reading("وصف آخر", "meta")))
    assert (found.summary, found.extraction["summary"]) == ("عشرون قرية تنتظر المياه", "layout:foxiz")


def test_related_headlines_are_there_once_each() -> None:
    cards = "".join(
        f'<a class="p-url" href="/locals/{number}/">{title}</a>'
        for number, title in ((5, "تأهيل بئر في القلمون"), (5, "«تأهيل بئر» في القلمون."), (6, "سوق جديدة في جبلة"))
    )
    found = article(foxiz(below=f'<div class="related-sec">{cards}</div>'))
    assert [(each.title, each.url) for each in found.related] == [
        ("تأهيل بئر في القلمون", "https://sana.sy/locals/5/"), ("سوق جديدة في جبلة", "https://sana.sy/locals/6/")
    ]  # fmt: skip


def test_section_tags_and_images() -> None:
    found = article(
        plain(
            section=Reading("محليات ", "opengraph"), tags=[Reading("مياه", "opengraph")], pictures=[Picture("https://a/b.jpg", " الخزان ")]
        )
    )
    assert (found.section, found.tags) == ("محليات", ["مياه"])
    assert [(image.url, image.caption, image.credit) for image in found.images] == [("https://a/b.jpg", "الخزان", None)]


# All of it


def test_extraction_says_which_way_gave_each_field() -> None:
    head = DATES + '<meta property="article:section" content="محليات"><meta property="og:image" content="https://a/b.jpg">'
    tags = '<div class="tag-bar"><a rel="tag">مياه</a></div>'
    assert article(foxiz(head=head, below=tags)).extraction == {
        "title": "layout:foxiz", "body": "layout:foxiz", "published_at": "opengraph", "modified_at": "opengraph", "section": "opengraph",
        "tags": "layout:foxiz", "images": "opengraph",
    }  # fmt: skip


def test_a_page_that_gives_nothing_more_is_an_article_all_the_same() -> None:
    found = article(plain())
    empty = (found.summary, found.published_at, found.modified_at, found.section, found.dateline, found.rights, found.part_of)
    assert empty == (None,) * 7
    assert [found.labels, found.authors, found.credits, found.sources, found.citations, found.tags, found.images, found.related] == [[]] * 8
    assert (found.kind, found.complete, found.schema_version) == ("news", True, 1)


def test_assemble_leaves_the_fields_as_they_are() -> None:
    page = read_page(foxiz(f"{PARAGRAPHS}<p>{FIRST} (رويترز)</p>", head=DATES), URL, layouts=(FOXIZ,))
    fields = load_fields(page)
    first, second = (assemble(fields, SANA, NOW, url=URL, number="7") for _ in range(2))
    assert first == second


def test_another_publisher_has_its_own_zone_and_id() -> None:
    egypt = replace(
        SANA, id="sada", arabic="صدى المدينة", english="Sada", country="EG", timezone="Africa/Cairo", home="https://sada.example/"
    )
    found = article(foxiz(head=DATES), publisher=egypt)
    assert (found.id, found.published_at) == ("sada:2280999", "2025-09-05T10:15:30+03:00")
    winter = article(plain(published=[Reading("2025-01-05T08:00:00Z", "opengraph")]), publisher=egypt)
    assert winter.published_at == "2025-01-05T10:00:00+02:00"


def test_without_a_country_the_zone_is_that_of_the_pages_own_times() -> None:
    unknown = replace(SANA, id="site", country="", timezone="UTC")
    assert article(plain(published=[Reading("2025-09-05T10:15:30+04:00", "opengraph")]), publisher=unknown).published_at == (
        "2025-09-05T10:15:30+04:00"
    )


def test_many_paragraphs_take_time_in_proportion() -> None:
    fields = plain(blocks=[Block("p", f"{FIRST[:-1]} {number}.") for number in range(5_000)])
    began = time.process_time()
    assert len(article(fields).structure) == 5_000
    assert time.process_time() - began < 5


def test_a_mark_above_a_sign_off_is_a_source_and_the_name_an_author() -> None:
    blocks = [Block("p", "أعلنت الشركة نتائجها."), Block("p", "وارتفعت الأرباح بنسبة عشرة في المئة (رويترز)."), Block("p", "هيثم علي")]
    text = Text.of(blocks, SANA, signs_off=True)
    assert text.body == "أعلنت الشركة نتائجها.\n\nوارتفعت الأرباح بنسبة عشرة في المئة."
    assert [source.id for source in text.attribution.sources] == ["reuters"]
    assert text.authors == ["هيثم علي"]


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_the_zero_and_the_end_of_clocks_are_no_dates(text: str) -> None:
    found = article(
        plain(published=[Reading(text, "opengraph"), Reading("2025-09-05T10:15:30+03:00", "jsonld")], modified=[Reading(text, "opengraph")])
    )
    assert (found.published_at, found.modified_at) == ("2025-09-05T10:15:30+03:00", None)


def test_a_change_before_the_publication_stays_as_the_page_says() -> None:
    found = article(
        plain(published=[Reading("2025-09-05T10:15:30Z", "opengraph")], modified=[Reading("2025-09-04T10:15:30Z", "opengraph")])
    )
    assert (found.published_at, found.modified_at) == ("2025-09-05T13:15:30+03:00", "2025-09-04T13:15:30+03:00")


def test_the_beginning_of_a_text_with_vowel_marks_is_no_summary() -> None:
    marked = "".join(letter + "َ" if letter.isalpha() else letter for letter in FIRST)
    found = article(foxiz(f"<p>{marked}</p><p>{SECOND}</p>", head=f'<meta name="description" content="{FIRST}">'))
    assert found.summary is None


@pytest.mark.parametrize("href", ["http://[x", ""], ids=["broken", "none"])
def test_a_related_headline_without_a_usable_address_has_none(href: str) -> None:
    found = article(foxiz(below=f'<div class="related-sec"><a class="p-url" href="{href}">تأهيل بئر في القلمون</a></div>'))
    assert [(each.title, each.url) for each in found.related] == [("تأهيل بئر في القلمون", None)]


# Names in front of the text


def test_the_name_of_a_credited_source_in_front_of_the_text_is_cut_off() -> None:
    def first(lead: str, *more: str) -> str:
        blocks = [Block("p", f"{lead}{FIRST}"), Block("p", SECOND), *(Block("p", line) for line in more)]
        return article(plain(blocks=blocks, description=Reading(f"{lead}{FIRST}", "opengraph"))).body.split("\n\n")[0]

    assert first("المتوسط: ", "المصدر: صحيفة المتوسط الليبية") == FIRST
    assert first("رويترز: ", "المصدر: رويترز") == FIRST
    assert first("رويترز: ", "المصدر: أ ف ب") == f"رويترز: {FIRST}"
    assert first("رويترز: ") == f"رويترز: {FIRST}"


def test_a_description_with_that_name_is_no_summary() -> None:
    blocks = [Block("p", f"رويترز: {FIRST}"), Block("p", SECOND), Block("p", "المصدر: رويترز")]
    assert article(plain(blocks=blocks, description=Reading(f"رويترز: {FIRST[:40]}...", "opengraph"))).summary is None


def test_a_table_of_contents_is_no_related_headline() -> None:
    url = "https://site.example/news/5/"
    links = [Link("أسعار المحروقات", f"{url}#part-1"), Link("أزمة مياه في الحسكة", "https://site.example/news/4/#comments")]
    page = PageFields(url=url, body_way="generic", signs_off=False, related=links)
    assert [related.title for related in load_fields(page)["related"]] == ["أزمة مياه في الحسكة"]
