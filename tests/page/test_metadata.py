"""What a page says of itself in its head."""

from __future__ import annotations

import json

import pytest
from lxml import html

from crawler.page.metadata import Metadata

HEADLINE = "مجلس المدينة يقر خطة النقل الجديدة"
ARTICLE = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2025-09-05T10:15:30+03:00"}


def metadata(head: str) -> Metadata:
    return Metadata(html.document_fromstring(f"<html><head>{head}</head><body><p>نص</p></body></html>"))


def script(data: object) -> str:
    return f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        script(ARTICLE),
        script([{"@type": "Organization"}, ARTICLE]),
        script({"@graph": [{"@type": "WebSite"}, {"@type": "Person"}, ARTICLE]}),
        script({"@type": "BreadcrumbList"}) + script(ARTICLE),
        script({**ARTICLE, "@type": ["Thing", "NewsArticle"]}),
        script({**ARTICLE, "headline": [HEADLINE]}),
        script("{ this is no JSON") + script(ARTICLE),
        script(json.dumps(ARTICLE)[:-1] + ",}"),
        script(json.dumps({**ARTICLE, "description": "سطر"}, ensure_ascii=False).replace("سطر", "سطر\nآخر")),
        script(json.dumps(ARTICLE) + " }"),
        script("[1, null, \"x\"]") + script(ARTICLE),
        script({"@type": None}) + script(ARTICLE),
    ],
    ids=[
        "alone", "list", "graph", "second script", "several types", "value in a list", "behind a broken script", "comma too many",
        "line break in a text", "bracket too many", "behind no objects", "behind a null type",
    ],
)  # fmt: skip
def test_the_article_is_found_in_json_ld(head: str) -> None:
    found = metadata(head)
    assert found.jsonld("headline") == HEADLINE
    assert found.jsonld("datePublished") == "2025-09-05T10:15:30+03:00"


def test_of_a_script_that_is_cut_off_the_whole_fields_are_read() -> None:
    data = json.dumps(
        {**ARTICLE, "author": {"@type": "Person", "name": "رنا الحلبي"}, "articleSection": 'أخبار "المدينة"', "description": "x" * 9}
    )
    found = metadata(script(data[:-6]))
    assert (found.jsonld("headline"), found.jsonld("articleSection")) == (HEADLINE, 'أخبار "المدينة"')
    assert found.article["author"] == "رنا الحلبي"
    assert found.jsonld("description") is None


def test_a_line_break_in_a_text_costs_no_other_field() -> None:
    data = json.dumps({**ARTICLE, "@type": "OpinionNewsArticle", "keywords": ["نقل"], "description": "سطر"}, ensure_ascii=False)
    found = metadata(script(data.replace("سطر", "سطر\nآخر"))).article
    assert (found["@type"], found["keywords"], found["description"]) == ("OpinionNewsArticle", ["نقل"], "سطر\nآخر")


def test_an_escape_that_is_none_is_kept_as_written() -> None:
    assert metadata(script('{"headline": "خبر \\x قصير", ')).jsonld("headline") == "خبر \\x قصير"


def test_json_ld_of_another_article_is_not_this_pages() -> None:
    found = metadata(f'<meta property="og:title" content="{HEADLINE}">' + script({**ARTICLE, "headline": "افتتاح سوق الخضار المركزي"}))
    assert found.article == {}


def test_an_absent_or_odd_value_is_none() -> None:
    found = metadata(script({**ARTICLE, "articleSection": {"name": "محليات"}, "description": "  ", "keywords": []}))
    assert [found.jsonld(name) for name in ("articleSection", "description", "keywords", "author")] == [None] * 4


def test_metas_are_told_by_property_or_name_whatever_the_case() -> None:
    found = metadata('<meta property="OG:Title" content="أ"><meta name="Description" content="ب"><meta name="empty" content=" ">')
    assert found.metas == {"og:title": ["أ"], "description": ["ب"]}


def test_repeated_metas_keep_their_order() -> None:
    found = metadata('<meta property="article:tag" content="مياه"><meta property="article:tag" content="ريف">')
    assert found.metas["article:tag"] == ["مياه", "ريف"]


def test_the_first_name_that_the_page_has_counts() -> None:
    found = metadata('<meta property="og:image:secure_url" content="b"><meta property="og:image" content="a">')
    assert (found.meta("og:image", "og:image:secure_url"), found.meta("none", "og:image:secure_url"), found.meta("none")) == (
        "a",
        "b",
        None,
    )


def test_canonical() -> None:
    assert metadata('<link rel="shortlink" href="/?p=7"><link rel="Canonical" href=" /locals/7/ ">').canonical == "/locals/7/"
    assert metadata('<link rel="canonical" href="">').canonical is None


@pytest.mark.parametrize(
    ("head", "listing"),
    [
        ('<meta property="og:type" content="website">', False),
        (script({"@type": "CollectionPage"}), True),
        (script({"@graph": [{"@type": "CollectionPage"}, ARTICLE]}), False),
        ('<meta property="og:type" content="article">', False),
        ("", False),
    ],
    ids=["og:type", "json-ld", "with an article", "article", "says nothing"],
)
def test_a_section_says_so(head: str, listing: bool) -> None:
    assert metadata(head).is_listing is listing


@pytest.mark.parametrize(
    "head",
    [
        script('{"@type": 5, "headline": {}}'),
        script('{"@type": true}'),
        script('{"@type": {"a": 1}}'),
        script({"@type": ["NewsArticle", 7, None], "headline": 7, "datePublished": [5], "articleSection": [[]], "author": 3}),
        script("[" * 100_000),
        script('{"@graph":' * 5_000 + "{}" + "}" * 5_000),
        script('{"@graph":' * 800 + "{}" + "}" * 800),
        script(""),
        script("null"),
    ],
    ids=["number", "true", "object", "odd values", "deep list", "deeper than read", "deep graph", "empty", "null"],
)
def test_odd_json_ld_says_nothing_and_ends_nothing(head: str) -> None:
    found = metadata(head)
    assert [found.jsonld(name) for name in ("headline", "datePublished", "articleSection")] == [None] * 3
    assert not found.is_listing


def test_objects_come_in_the_order_of_the_page() -> None:
    found = metadata(script([{"n": 1, "@graph": [{"n": 2}, {"n": 3}]}, {"n": 4}]) + script({"n": 5}))
    assert [thing["n"] for thing in found.things] == [1, 2, 3, 4, 5]


def test_the_title_of_a_picture_inside_the_page_is_not_the_pages() -> None:
    picture = "<svg><title>فيسبوك</title></svg>"
    assert Metadata(html.document_fromstring(f"<html><body>{picture}</body></html>")).title is None
    assert Metadata(html.document_fromstring(f"<html><head><title>خبر</title></head><body>{picture}</body></html>")).title == "خبر"


def test_base_is_where_relative_links_start_from() -> None:
    assert metadata('<base target="_blank"><base href="/ar/">').base == "/ar/"
    assert metadata("").base is None
