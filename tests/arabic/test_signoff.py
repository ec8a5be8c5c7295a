"""Closing lines of names, and last lines that are text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.arabic.signoff import split_sign_off

FIRST = "وصلت القافلة إلى المدينة صباح اليوم."
LAST = "ومن المقرر أن تغادر «مساء الغد»."


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("حسين", ["حسين"]),
        ("بشرى", ["بشرى"]),
        ("هيثم علي – رنا صالح", ["هيثم علي", "رنا صالح"]),
        ("هيثم علي - رنا صالح", ["هيثم علي", "رنا صالح"]),
        ("هيثم علي-رنا صالح", ["هيثم علي", "رنا صالح"]),
        ("هيثم علي، رنا صالح", ["هيثم علي", "رنا صالح"]),
        ("هيثم علي ورنا صالح", ["هيثم علي", "رنا صالح"]),
        ("هيثم علي و رنا صالح", ["هيثم علي", "رنا صالح"]),
        ("هيثم علي ووليد صالح", ["هيثم علي", "وليد صالح"]),
        ("مازن وليد", ["مازن وليد"]),
        ("عبد الرحمن السيد", ["عبد الرحمن السيد"]),
        ("لمى الخليل / مهران معلا / شذى قريمة", ["لمى الخليل", "مهران معلا", "شذى قريمة"]),
        ("بخور زيتون / هالة عطار", ["بخور زيتون", "هالة عطار"]),
        ("(هيثم علي)", ["هيثم علي"]),
        ("Hala Zain", ["Hala Zain"]),
        ("Nisreen Othman / Shaza Qreima", ["Nisreen Othman", "Shaza Qreima"]),
        ("M. Nassr/ M. Ismael", ["M. Nassr", "M. Ismael"]),
        ("Л.Д./С.Ф.", ["Л.Д.", "С.Ф."]),
        ("ع.ج/ أ.ح", ["ع.ج", "أ.ح"]),
        ("============ هيثم علي/ن.ح.", ["هيثم علي", "ن.ح."]),
        ("--- هيثم علي / رنا صالح", ["هيثم علي", "رنا صالح"]),
    ],
)
def test_name_lines(line: str, names: list[str]) -> None:
    assert split_sign_off([FIRST, LAST, line]) == ([FIRST, LAST], names)


def test_two_lines_of_names() -> None:
    assert split_sign_off([LAST, "هيثم علي", "رنا صالح"]) == ([LAST], ["هيثم علي", "رنا صالح"])


@pytest.mark.parametrize(
    "line",
    [
        "دمشق",
        "السعودية واليمن والعراق",
        "سانا",
        "رويترز",
        "أ.ف.ب",
        "وكالة رويترز",
        "نهاية الخبر",
        "الطقس غائم جزئياً",
        "استمرار الهطولات المطرية",
        "وصل الوفد مساء",
        "محمد يفوز",
        "علي يغادر المستشفى",
        "علي سيغادر غداً",
        "يوسف قال ذلك",
        "حسين: لن نتراجع",
        "حسين!",
        "حسين 2",
        "نور على نور",
        "جمال الطبيعة",
        "نجاح كبير",
        "أمل جديد",
        "صالح للزراعة",
        "الرئيس حسين",
        "المهندس علي صالح محافظ حلب",
        "مدير المدرسة أحمد",
        "السيرة الذاتية",
        "Real Madrid",
        "BREAKING NEWS",
        "The End",
        "ب.ب.",
        "هيثم / رنا / حسين / علي",
        "-",
        "",
    ],
)
def test_text_stays(line: str) -> None:
    assert split_sign_off([FIRST, LAST, line]) == ([FIRST, LAST, line], [])


@pytest.mark.parametrize(
    "paragraphs",
    [[], ["حسين"], ["وفاز بالجوائز كل من:", "حسين"], ["الفائزون", "هيثم علي", "رنا صالح"], [LAST, "حسين", "هيثم علي", "رنا صالح"]],
)
def test_names_that_belong_to_the_text_stay(paragraphs: list[str]) -> None:
    assert split_sign_off(paragraphs) == (paragraphs, [])


@given(st.lists(st.sampled_from([FIRST, LAST, "حسين", "رنا صالح", "قال:", "Hala Zain", "نص قصير"]) | st.text(max_size=30), max_size=5))
def test_only_the_end_is_taken_and_something_stays(paragraphs: list[str]) -> None:
    body, names = split_sign_off(paragraphs)
    assert body == paragraphs[: len(body)]
    assert len(paragraphs) - len(body) <= 2
    assert bool(body) == bool(paragraphs)
    assert bool(names) == (len(body) < len(paragraphs))
