"""Furniture of every kind, and the sentences that begin like it."""

from __future__ import annotations

import pytest

from crawler.arabic.boilerplate import boilerplate_kind, label_inside
from crawler.knowledge.phrases import phrase_rules

WHOLE = [(rule, phrase) for rule in phrase_rules() for phrase in rule.whole]
LABELS = [(rule, phrase) for rule in phrase_rules() for phrase in rule.label]
STARTS = [(rule, phrase) for rule in phrase_rules() for phrase in rule.starts]


@pytest.mark.parametrize(("rule", "phrase"), WHOLE, ids=[phrase for _, phrase in WHOLE])
def test_every_whole_phrase(rule, phrase: str) -> None:  # type: ignore[no-untyped-def]
    kind = boilerplate_kind(phrase)
    assert kind, phrase
    assert boilerplate_kind(f"« {phrase} » …") == kind
    assert kind == rule.kind or any(phrase in other.whole for other in phrase_rules() if other.kind == kind), phrase


@pytest.mark.parametrize(("rule", "phrase"), LABELS, ids=[phrase for _, phrase in LABELS])
def test_every_label(rule, phrase: str) -> None:  # type: ignore[no-untyped-def]
    assert boilerplate_kind(f"{phrase}: كلمة أخرى") == rule.kind
    assert boilerplate_kind(f"{phrase} : كلمة أخرى") == rule.kind


@pytest.mark.parametrize(("rule", "phrase"), STARTS, ids=[f"{phrase} {rule.longest}" for rule, phrase in STARTS])
def test_every_beginning(rule, phrase: str) -> None:  # type: ignore[no-untyped-def]
    for need in rule.needs or ("كلمة أخرى",):
        assert boilerplate_kind(f"{phrase} شيء ما {need}") == rule.kind, need
    assert boilerplate_kind(f"{phrase} {(rule.needs or ('شيء',))[0]} " + "كلمة " * rule.longest) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("تابعوا آخر الأخبار المحلية والرياضيـة عبر تطبيق تيلغرام على هواتفكم من خلال هذا الرابط : https://telegram.me/example", "follow"),
        ("تابعونا عبر واتس أب : أرسلوا كلمة اشتراك إلى الرقم / 0900000000/ بعد حفظه باسمنا", "follow"),
        ("للانضمام إلى مجموعتنا على الواتساب اضغط هنا", "follow"),
        ("تابعوا صفحتنا على موقع (VK) https://vk.com/example", "follow"),
        ("Следите за новостями САНА в Telegram https://t.me/example", "follow"),
        ("تــابــــع كــل الأخــبـــــار.", "follow"),
        ("شارك:", "share"),
        ("مشاركة هذه المقالة", "share"),
        ("إقرأ أيضاً:", "read_also"),
        ("اقرأ/ي أيضا", "read_also"),
        ("شاهد أيضاً", "read_also"),
        ("اقرأ أيضاً.. قمة جديدة في القاهرة", "read_also"),
        ("(انتهى)", "end"),
        ("// انتهى //", "end"),
        ("المصدر : وكالات", "credit"),
        ("مصدر الخبر / عين المدينة", "credit"),
        ("The post خبر اليوم appeared first on جريدة النهر.", "syndication"),
        ("الوسوم: سوريا، اقتصاد", "tags"),
    ],
)
def test_furniture(text: str, kind: str) -> None:
    assert boilerplate_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "شارك ممثلو القبائل العربية في اجتماع موسع اليوم.",
        "شارك في الاجتماع: الوزير ونائبه.",
        "تابعوا المباراة من المدرجات ثم غادروا الملعب بهدوء.",
        "تابعونا ونحن نعبر الجسر، قال الرجل.",
        "المزيد من الجهود مطلوب لإعادة الإعمار.",
        "المصدر الرئيسي للمياه في المنطقة هو النهر.",
        "مصدر: الجيش يدخل المدينة",
        "كتب الوزير على صفحته: نحن هنا.",
        "خاص بالعائلات",
        "بحسب الوزير، انتهى العمل.",
        "انتهى الاجتماع دون اتفاق.",
        "التالي في القائمة هو النائب الأول.",
        "ترحب سوريا بقرار مجلس الأمن.",
        "إعلان دمشق: وثيقة من ثلاثة بنود",
        "",
    ],
)
def test_prose_is_not_furniture(text: str) -> None:
    assert boilerplate_kind(text) is None


@pytest.mark.parametrize(
    "label",
    ["اقرأ أيضاً:", "إقرأ أيضًا :", "اقرا ايضا..", "اقرأ/ي أيضاً:", "إقرؤوا أيضاً:", "اقرأ المزيد:", "شــاهد أيضا:", "Read also:"],
)
def test_a_label_inside_a_paragraph_ends_it(label: str) -> None:
    text = f"انتهت الأعمال. {label} عنوان خبر آخر"
    start = label_inside(text)
    assert start is not None
    assert text[:start] == "انتهت الأعمال. "
    assert boilerplate_kind(text[start:]) == "read_also"


@pytest.mark.parametrize("text", ["قال له: اقرأ أيضا هذا الكتاب", "وأكد أنه شاهد أيضاً. ثم قال: كفى", "اقرأ أيضا: عنوان خبر آخر"])
def test_a_sentence_with_those_words_does_not(text: str) -> None:
    assert label_inside(text) is None
