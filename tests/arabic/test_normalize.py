"""The two forms of a text: each rule of the design, the traps around it, and what must hold for any string at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.arabic.normalize import _long_key, clean_text, match_key, text_hash

ZWJ, ZWNJ, RLM, NBSP, TATWEEL = "\u200d", "\u200c", "\u200f", "\u00a0", "\u0640"

arabic = st.text(
    alphabet=st.sampled_from("ابتجدهوزحطيكلمنسعفصقرشةىأإآؤئء\u0640\u064b\u064f\u0651\u0670\u0654\u0653 .،,:-–ـ\u200f\u200d٠٥9۳«»()\n"),
    max_size=40,
)
any_text = st.text(alphabet=st.characters(), max_size=60) | arabic


@pytest.mark.parametrize(
    ("raw", "display"),
    [
        ("  وصل\t الوفد \n إلى   دمشق ", "وصل الوفد إلى دمشق"),
        (f"10{NBSP}آلاف\u2028ليرة\u3000سورية", "10 آلاف ليرة سورية"),
        (f"{RLM}دمشق\u061c-سانا\u202b\u202c\u2066\u2069\ufeff", "دمشق-سانا"),
        ("كتا\u00adب و\u2060رق\u200b", "كتاب ورق"),
        (f"می{ZWNJ}شود", "میشود"),
        ("ﺍﻟﻤﺪﻳﻨﺔ", "المدينة"),
        ("ﻻ إله", "لا إله"),
        ("ﯽ و ﮎ", "ی و ک"),
        ("محمد ﷺ والآية ﴿قل﴾", "محمد ﷺ والآية ﴿قل﴾"),
        ("ا\u0653ذار", "آذار"),
        ("قال: “نعم” ،ثم «لا» .", "قال: “نعم” ،ثم «لا» ."),
        ("½ كيلو… 5²", "½ كيلو… 5²"),
        ("نص\x00 فيه\x07 تحكم\x9f", "نص فيه تحكم"),
        ("نصف \ud83d وكامل \ud83d\ude00", "نصف \ufffd وكامل 😀"),
        (f"أسرة 👨{ZWJ}👩{ZWJ}👧 وحرف{ZWJ} واصل", f"أسرة 👨{ZWJ}👩{ZWJ}👧 وحرف واصل"),
        ("قلب ❤\ufe0f\u200d🔥", "قلب ❤\ufe0f\u200d🔥"),
        ("علم 🏴\U000e0067\U000e0062\U000e007f وحرف\U000e0067", "علم 🏴\U000e0067\U000e0062\U000e007f وحرف"),
        ("ﹰ", "\u064b"),
    ],
)
def test_display_form(raw: str, display: str) -> None:
    assert clean_text(raw) == display


@pytest.mark.parametrize(
    ("raw", "display"),
    [
        ("عــاجــل", "عاجل"),
        ("والميدانيـة", "والميدانية"),
        ("اقتصــــاد محلـي", "اقتصاد محلي"),
        ("مُـحَـمَّـد", "مُحَمَّد"),
        ("عـــاجـــل: الـ50", "عاجل: الـ50"),
    ],
)
def test_decorative_tatweel_goes(raw: str, display: str) -> None:
    assert clean_text(raw) == display


@pytest.mark.parametrize(
    "text",
    [
        "الدورة الـ50",
        "الدورة الـ٥٠",
        "وفق لـ«الصباح»",
        'تحدث لـ"الصباح"',
        "بـ (خمسة) آلاف",
        "شركة الـIT",
        "عام 1446 هـ",
        "عام 1446هـ الموافق",
        "جـ - الباب الثالث",
        "اهـ",
        "دمشق ـ حلب",
        "دمشق ــ حلب",
        "ـ أولاً",
        "هـٰذا",
        "ـَ علامة الفتح",
        "فلسـ.ـطين",
    ],
)
def test_meaningful_tatweel_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(("raw", "display"), [("الــــ50", "الـ50"), ("1446 هــــ", "1446 هـ"), ("عـــٰلي", "عـٰلي")])
def test_one_tatweel_of_a_meaningful_run_stays(raw: str, display: str) -> None:
    assert clean_text(raw) == display


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أَكَّدَ الرَّئيسُ", "اكد الرئيس"),
        ("إسرائيل وآذار وٱلله", "اسراءيل واذار والله"),
        ("المسؤول الأول", "المسئول الاول"),
        ("مستشفى", "مستشفي"),
        ("المدينة", "المدينه"),
        ("سیاسة کبری", "سياسة كبرى"),
        ("٢٠٢٦ و۱۴۰۵", "2026 و1405"),
        ("٨٦٦٬٦٤٦ إصابة", "866.646 إصابة"),
        ("866,646", "866646"),
        ("الـ1.234.567", "ال1234567"),
        ("3.5", "3,5"),
        ("٣٫٥٪", "3.5%"),
        ("«القدس» – (العربي)", "القدس: العربي"),
        ("أ.ف.ب", "أ ف ب"),
        ("AFP", "afp"),
        ("عــاجــل", "عاجل"),
        (f"كلمة{ZWNJ} وك\u00adلمة\u2060", "كلمة وكلمة"),
        ("فلسـ.ـطين", "فلسطين"),
        ("فلسـ_ـطين والـقـ*ـدس", "فلسطين والقدس"),
        ("ﷲ أكبر", "الله اكبر"),
        ("ﺍﻟﻤﺪﻳﻨﺔ", "المدينه"),
        ("قُلْ هُوَ اللَّهُ أَحَدٌۖ", "قل هو الله احد"),
        ("أسرة 👨\u200d👩\u200d👧 سعيدة", "أسرة سعيدة"),
        ("café", "cafe\u0301"),
        ("هذا…ذاك", "هذا... ذاك"),
        ("snake_case", "snake case"),
    ],
)
def test_republishing_changes_no_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5", "35"),
        ("0.125", "0125"),
        ("1234.567", "1234567"),
        ("26.06.2024", "26062024"),
        ("الرحيم۝الحمد", "الرحيمالحمد"),
        ("موسكو-سانا", "موسكوسانا"),
        ("قال:نعم", "قالنعم"),
        ("فلس.طين", "فلسطين"),
        ("هو", "هي"),
    ],
)
def test_what_differs_keeps_another_key(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


def test_key_is_words_separated_by_one_space() -> None:
    assert match_key("  «قال» -- المسؤول،\n أمس: 866.646 ؟ ") == "قال المسءول امس 866646"
    assert match_key("… — !") == ""
    assert match_key("") == ""


@given(any_text)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode()


@given(any_text)
def test_key_of_a_key_is_the_key(text: str) -> None:
    key = match_key(text)
    assert match_key(key) == key
    assert match_key(clean_text(text)) == key
    assert key == " ".join(key.split())


@given(any_text)
def test_cleaning_loses_no_letter(text: str) -> None:
    assert _letters(clean_text(text)) == _letters(text)


def _letters(text: str) -> str:
    """Every letter, digit and sign of `text` in its basic shape, without what cleaning may take."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    # Without what stands between a letter and its mark first: the two are one letter then.
    visible = "".join(c for c in whole if unicodedata.category(c)[0] in "LNSPM")
    return "".join(c for c in unicodedata.normalize("NFKC", visible) if unicodedata.category(c)[0] in "LNSP" and c != TATWEEL)


@given(st.text(alphabet=st.sampled_from('اب .،؛:!؟-–«»()"“”…\u0640'), max_size=30))
def test_cleaning_keeps_every_space_beside_punctuation(text: str) -> None:
    squeezed = " ".join(text.split())
    assert clean_text(text).replace(TATWEEL, "") == " ".join(squeezed.replace(TATWEEL, "").split(" "))


def test_text_hash_is_of_the_comparing_form() -> None:
    assert text_hash("أكّد الوزير", "قال: «نعم».") == text_hash("اكد الوزير", 'قال "نعم"')
    assert text_hash("أ", "ب ج") != text_hash("أ ب", "ج")
    assert len(text_hash("", "")) == 32
    assert text_hash("نصف \ud83d", "") == text_hash("نصف", "")


@given(st.text(alphabet="أإآابةىيئؤءّ٣۳5.,،٬:«»()-_…AbÉé°€پ \u00a0\n", max_size=40))
def test_a_usual_text_has_the_key_that_the_long_way_gives(text: str) -> None:
    assert match_key(text) == _long_key(text)


@given(st.text(alphabet="أإآابةىيئؤ ءّـ٣5.,،:«»()-_…AbZ\u200c\n", max_size=40))
def test_a_short_text_has_the_key_that_it_has_inside_a_long_one(text: str) -> None:
    assert match_key(f"{text} {'سلام ' * 20}") == f"{match_key(text)} {'سلام ' * 20}".strip()
