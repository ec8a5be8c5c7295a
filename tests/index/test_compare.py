"""Which articles are copies of one text: a test a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.index.compare import Comparison, Features, compare, measure, score
from crawler.index.sketch import Sketch, draw
from tests.index.news import BODY, OTHER_BODY, OTHER_TITLE, PARAGRAPHS, TITLE, execution, rates, weather

SANA = {"publisher": "sana", "published_at": "2024-06-25T09:00:00+03:00"}
ELSEWHERE = {"publisher": "enab", "published_at": "2024-06-25T12:00:00+03:00"}
NEXT_DAY = {"publisher": "sana", "published_at": "2024-06-26T09:00:00+03:00"}
UNKNOWN: dict[str, str] = {}


def join(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def sketch(title: str, body: str, known: dict[str, str]) -> Sketch:
    return draw(title, body, **known)[0]


def against_story(title: str, body: str, known: dict[str, str]) -> Comparison:
    """The agency's story compared with another article."""
    return compare(sketch(TITLE, BODY, SANA), sketch(title, body, known))


# --- Copies ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [ELSEWHERE, SANA, NEXT_DAY, UNKNOWN, {"publisher": "sana", "published_at": "2019-01-01"}])
def test_the_same_text_is_always_a_copy(known: dict[str, str]) -> None:
    assert against_story("عنوان آخر", BODY, known) == Comparison(True, "same", None, 1.0, "the same text")


@pytest.mark.parametrize("known", [ELSEWHERE, {"publisher": "enab"}])
def test_a_cut_agency_copy(known: dict[str, str]) -> None:
    comparison = against_story("محطة مياه جديدة قرب حماة", join(*PARAGRAPHS[:2]), known)
    assert (comparison.same, comparison.relation, comparison.cut) == (True, "cut", "second")
    assert comparison.similarity < 0.5


def test_a_copy_of_paragraphs_from_the_middle() -> None:
    comparison = against_story("محطة مياه جديدة قرب حماة", join(PARAGRAPHS[0], PARAGRAPHS[2], PARAGRAPHS[4]), ELSEWHERE)
    assert (comparison.same, comparison.relation) == (True, "cut")


def test_a_rewritten_lead() -> None:
    lead = "دخلت محطة حديثة لتنقية المياه الخدمة في القرى الواقعة شمال حماة، في خطوة ينتظر أن تنهي أزمة العطش التي عانى منها السكان سنوات."
    comparison = against_story("قرى شمال حماة تودع العطش", join(lead, *PARAGRAPHS[1:]), ELSEWHERE)
    assert comparison.same
    assert comparison.relation in ("same", "rewrite")


def test_a_text_with_a_sentence_reworded_in_each_paragraph_is_a_rewrite() -> None:
    endings = (" والمناطق المحيطة", " كما قال في تصريح", " بحسب المصدر نفسه", " على حد وصفه", " في هذا العام", " وفق ما ذكرته الوزارة")
    reworded = join(*(" ".join(words.split()[4:-6]) + ending for words, ending in zip(PARAGRAPHS, endings, strict=True)))
    comparison = against_story(TITLE, reworded, ELSEWHERE)
    assert (comparison.same, comparison.relation) == (True, "rewrite")


def test_another_dateline() -> None:
    assert against_story(TITLE, f"حماة - وكالات - {BODY}", ELSEWHERE).relation == "same"


def test_the_spelling_of_syria() -> None:
    comparison = against_story(TITLE, BODY.replace("سورية", "سوريا"), ELSEWHERE)
    assert (comparison.same, comparison.relation) == (True, "same")


def test_other_quotes_and_digits() -> None:
    republished = BODY.replace("12 ", "١٢ ").replace(" محطة ", " «محطة» ").replace("أن", "ان")
    assert against_story(TITLE, republished, ELSEWHERE).reason == "the same text"


def test_merged_and_reordered_paragraphs() -> None:
    merged = " ".join(PARAGRAPHS[:3]) + "\n\n" + " ".join(PARAGRAPHS[3:])
    reordered = join(PARAGRAPHS[0], *reversed(PARAGRAPHS[1:]))
    assert against_story(TITLE, merged, ELSEWHERE).reason == "the same text"
    assert against_story(TITLE, reordered, ELSEWHERE).same


def test_without_date_and_publisher_only_near_copies_are_found() -> None:
    assert against_story(TITLE, join("دمشق - خاص", *PARAGRAPHS[:5]), UNKNOWN).same
    assert not against_story(TITLE, PARAGRAPHS[0], UNKNOWN).same


def test_a_correction_of_the_same_day_by_the_same_outlet() -> None:
    assert against_story(TITLE, BODY.replace("سامر العلي", "سمير العلي"), SANA).same


# --- Different stories -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [NEXT_DAY, UNKNOWN, ELSEWHERE | {"published_at": "2024-06-26"}])
@pytest.mark.parametrize(
    ("today", "tomorrow"),
    [
        (weather("الثلاثاء", 31, 38, 40), weather("الأربعاء", 29, 36, 45)),
        (weather("الثلاثاء", 31, 38, 40), weather("الأربعاء", 31, 38, 40)),
        (rates("13000", "13920.40"), rates("13050", "13988.10")),
        (rates("13000", "13920"), rates("13001", "13920")),
    ],
)
def test_reports_of_a_series(today: str, tomorrow: str, known: dict[str, str]) -> None:
    comparison = compare(sketch("النشرة", today, SANA), sketch("النشرة", tomorrow, known))
    assert not comparison.same
    assert comparison.relation is None
    assert "of its own" in comparison.reason


@pytest.mark.parametrize("known", [SANA, NEXT_DAY, ELSEWHERE, UNKNOWN])
def test_two_executions(known: dict[str, str]) -> None:
    first = execution("اليوم", "محمد بن سعيد القحطاني", "قتل مواطن بإطلاق النار عليه إثر خلاف", "عسير")
    second = execution("اليوم", "عبد الله مراد خان", "تهريب مادة الهيروين المخدر إلى المملكة", "مكة المكرمة")
    comparison = compare(sketch("تنفيذ حكم القتل في عسير", first, SANA), sketch("تنفيذ حكم القتل في مكة", second, known))
    assert not comparison.same


def test_copies_of_one_report_of_a_series() -> None:
    report = weather("الثلاثاء", 31, 38, 40)
    assert compare(sketch("طقس الثلاثاء", report, SANA), sketch("الطقس غداً", f"دمشق - سانا: {report}", ELSEWHERE)).same


def test_a_toll_that_rises() -> None:
    report = (
        "قتل {} أشخاص وأصيب {} آخرون في حادث سير وقع فجراً على الطريق الدولي قرب مدينة النبك إثر تصادم حافلة لنقل الركاب مع شاحنة محملة"
        " بمواد البناء، وقال قائد شرطة المرور إن السرعة الزائدة والضباب الكثيف كانا وراء الحادث، وإن سيارات الإسعاف نقلت المصابين إلى"
        " المشفى الوطني حيث وصفت حالة عدد منهم بالحرجة."
    )
    first = sketch("حادث سير قرب النبك", report.format("خمسة", "عشرة"), SANA)
    assert not compare(first, sketch("حادث سير قرب النبك", report.format("سبعة", "تسعة"), NEXT_DAY)).same
    assert not compare(first, sketch("حادث سير قرب النبك", report.format("7", "9"), NEXT_DAY)).same
    assert compare(first, sketch("حادث سير قرب النبك", report.format("5", "10"), ELSEWHERE)).same


def test_a_follow_up_that_appends_the_old_story() -> None:
    news = (
        "أعلنت المؤسسة العامة لمياه الشرب اليوم توقف المحطة الجديدة في ريف حماة الشمالي عن العمل إثر عطل كهربائي أصاب المضخات الرئيسية،"
        " مؤكدة أن فرق الصيانة باشرت إصلاح الخلل وأن الضخ سيعود تدريجياً إلى جميع القرى مساء الغد.\n\n"
        "وطلب المدير من الأهالي ترشيد الاستهلاك ريثما تنتهي أعمال الصيانة، لافتاً إلى أن صهاريج البلدية ستزود المدارس والمشافي بالماء مجاناً."
    )
    assert not against_story("عطل يوقف محطة المياه في ريف حماة", join(news, *PARAGRAPHS), NEXT_DAY).same


def test_a_follow_up_of_the_same_day_with_the_whole_old_text() -> None:
    news = " ".join(OTHER_BODY.split()[:70])
    same_outlet = against_story(TITLE, join(news, *PARAGRAPHS), SANA)
    assert not same_outlet.same
    assert "behind a new beginning" in same_outlet.reason


def test_a_shared_background() -> None:
    news = " ".join(OTHER_BODY.split())
    assert not against_story(OTHER_TITLE, join(news, PARAGRAPHS[5]), SANA).same
    assert not against_story(OTHER_TITLE, join(news, PARAGRAPHS[5]), ELSEWHERE).same


def test_unrelated_articles() -> None:
    comparison = against_story(OTHER_TITLE, OTHER_BODY, ELSEWHERE)
    assert not comparison.same
    assert comparison.similarity < 0.1


def test_flashes_are_copies_only_word_for_word() -> None:
    flash = "عاجل: وصول أول قافلة مساعدات إلى المدينة بعد فتح المعبر"
    first, same, other = sketch(flash, "", SANA), sketch(flash, flash, ELSEWHERE), sketch(flash.replace("أول", "ثاني"), "", ELSEWHERE)
    assert compare(first, same).same
    assert not compare(first, other).same
    assert not compare(first, sketch(flash, f"{flash}\n\n{BODY}", ELSEWHERE)).same


def test_empty_articles_are_compared_too() -> None:
    assert compare(sketch("", "", UNKNOWN), sketch("", "", UNKNOWN)).same
    assert not compare(sketch("", "", UNKNOWN), sketch(TITLE, BODY, UNKNOWN)).same


def test_the_reason_says_what_speaks_for_or_against() -> None:
    assert against_story(TITLE, f"حماة - وكالات - {BODY}", ELSEWHERE).reason.endswith("in the other, of another outlet, on the same day")
    assert against_story(TITLE, f"حماة - وكالات - {BODY}", UNKNOWN).reason.endswith("of an unknown outlet, days apart unknown")
    report = compare(sketch("", weather("الثلاثاء", 31, 38, 40), SANA), sketch("", weather("الأربعاء", 29, 36, 45), NEXT_DAY))
    assert report.reason == "different stories: each has numbers or weekdays of its own (3), 1 day apart"
    assert against_story(OTHER_TITLE, OTHER_BODY, ELSEWHERE).reason.endswith("of the shorter text is in the other")


# --- What holds for any two ------------------------------------------------------------------------------------------------

articles = st.builds(
    lambda chosen, extra, title, known: sketch(title, " ".join([*chosen, " ".join(extra)]), known),
    st.lists(st.sampled_from([*PARAGRAPHS, OTHER_BODY, weather("الثلاثاء", 31, 38, 40), rates("13000", "13920")]), max_size=5),
    st.lists(st.sampled_from("كلمة أخرى 7 19 الأحد الجمعة جديدة قديمة".split()), max_size=40),
    st.sampled_from([TITLE, OTHER_TITLE, ""]),
    st.sampled_from([SANA, ELSEWHERE, NEXT_DAY, UNKNOWN]),
)


@given(articles, articles)
def test_the_order_matters_only_for_the_direction_of_a_cut(first: Sketch, second: Sketch) -> None:
    one, two = compare(first, second), compare(second, first)
    assert (one.same, one.relation, one.similarity, one.reason) == (two.same, two.relation, two.similarity, two.reason)
    assert {one.cut, two.cut} in ({None}, {"first", "second"})
    assert (one.relation == "cut") == (one.cut is not None)
    assert one.same == (one.relation is not None)
    assert 0 <= one.similarity <= 1


@given(articles)
def test_an_article_is_a_copy_of_itself(article: Sketch) -> None:
    assert compare(article, article).same
    assert compare(article, Sketch.unpack(article.pack())).similarity == 1


@given(articles, articles, st.sampled_from(Features._fields))
def test_more_in_common_never_makes_two_articles_less_of_a_copy(first: Sketch, second: Sketch, name: str) -> None:
    features = measure(first, second)
    best = {"jaccard": 1, "contained": 1, "lead": 1, "figures": 0, "daily": 0, "outlet": 0, "days": 0}[name]
    assert score(features._replace(**{name: best})) >= score(features)
