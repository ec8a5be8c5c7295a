"""What is another article below the page's own, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from lxml import html

from crawler.page.generic import survey
from crawler.page.siblings import siblings

PROSE = "<p>أعلنت البلدية اليوم عن افتتاح حديقة جديدة في الحي الشرقي.</p><p>وقال المهندس المشرف إن الأعمال استمرت شهرين كاملين.</p>"
TEASER = "<p>أعلنت البلدية اليوم عن افتتاح حديقة جديدة في الحي الشرقي.</p>"
OWN = f'<article class="post full"><h1>عنوان المقال الأول</h1>{PROSE}</article>'


def titles(below: str, own: str = OWN) -> list[tuple[str, str | None]]:
    root = html.fromstring(f"<html><body><main>{own}{below}</main></body></html>")
    seen = survey(root)
    assert seen is not None
    heading = next(place for place, element in seen.headings if element.tag == "h1")
    return [(sibling.title, sibling.address) for sibling in siblings(seen, heading)]


@pytest.mark.parametrize(
    ("below", "found"),
    [
        pytest.param(f"<article><h1>عنوان ثان</h1>{PROSE}</article>", [("عنوان ثان", None)], id="an h1 in an article element"),
        pytest.param(
            f'<article class="post full" data-url="/2/"><h2>عنوان ثان</h2>{PROSE}</article>',
            [("عنوان ثان", "/2/")],
            id="an h2 in one as the own",
        ),
        pytest.param(
            f'<article class="full post post-9"><h2><a href="/9/">عنوان ثان</a></h2>{PROSE}</article>', [("عنوان ثان", "/9/")], id="a link"
        ),
        pytest.param(f'<article class="card"><h2>عنوان ثان</h2>{PROSE}</article>', [], id="an h2 in an article of other classes"),
        pytest.param(f"<div><h1>عنوان ثان</h1>{PROSE}</div>", [], id="a box without a mark of the own"),
        pytest.param(f"<article><h1>عنوان ثان</h1>{TEASER}</article>", [], id="a teaser"),
        pytest.param(f"<article><h1>عنوان المقال الأول</h1>{PROSE}</article>", [], id="the same headline once more"),
        pytest.param(f'<aside><article class="post full"><h1>عنوان ثان</h1>{PROSE}</article></aside>', [], id="in furniture"),
    ],
)
def test_what_stands_below(below: str, found: list[tuple[str, str | None]]) -> None:
    assert titles(below) == found


def test_an_article_inside_the_own_one_is_none_below_it() -> None:
    inside = f'<article class="post full"><h2>عنوان ثان</h2>{PROSE}</article>'
    assert titles("", own=OWN.replace("</article>", f"{inside}</article>")) == []


def test_divs_of_the_same_class_are_articles_too() -> None:
    own = f'<div class="single-post"><h1>عنوان المقال الأول</h1>{PROSE}</div>'
    assert titles(own.replace("الأول", "الثاني") + own.replace("الأول", "الثالث"), own=own) == [
        ("عنوان المقال الثاني", None),
        ("عنوان المقال الثالث", None),
    ]


def test_the_time_is_proportional_to_the_number_of_articles() -> None:
    def seconds(count: int) -> float:
        below = "".join(f'<article class="post full"><h2>عنوان رقم {number}</h2>{PROSE}</article>' for number in range(count))
        start = time.perf_counter()
        assert len(titles(below)) == count
        return time.perf_counter() - start

    seconds(10)
    assert min(seconds(2_000) for _ in range(2)) < 8 * min(seconds(500) for _ in range(2)) + 0.1
