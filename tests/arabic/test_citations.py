"""Who is quoted in a sentence, and who is only spoken of."""

from __future__ import annotations

import pytest

from crawler.arabic.citations import find_citations
from crawler.arabic.naming import Home
from crawler.knowledge import Agency, Publisher, agencies

HOME = Home.of(Publisher(id="sana", arabic="سانا", english="SANA", country="SY", timezone="UTC", home="https://sana.sy/", kind="agency"))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("ذكرت وكالة تاس أن الاجتماع انتهى.", [("tass", "تاس")]),
        ("وذكرت وكالة «يونهاب» أن الاجتماع انتهى.", [("yonhap", "يونهاب")]),
        ("ونقلت يونهاب عن مصدر عسكري قوله إن التجربة نجحت.", [("yonhap", "يونهاب")]),
        ("وقال مسؤول لرويترز إن المحادثات بدأت.", [("reuters", "رويترز")]),
        ("وقال مسؤول لوكالة فرانس برس إن المحادثات بدأت.", [("afp", "فرانس برس")]),
        ("وقال مسؤول لـ«رويترز» إن المحادثات بدأت.", [("reuters", "رويترز")]),
        ("المحادثات بدأت، بحسب رويترز.", [("reuters", "رويترز")]),
        ("المحادثات بدأت وفق (رويترز).", [("reuters", "رويترز")]),
        ("ونقلت (أ ف ب) عن مصدر طبي أن الحالة مستقرة.", [("afp", "أ ف ب")]),
        ("ونقلت أ.ف.ب عن مصدر طبي أن الحالة مستقرة.", [("afp", "أ.ف.ب")]),
        ("وذكرت وكالة الأنباء السعودية (واس) أن الوفد وصل.", [("spa", "وكالة الأنباء السعودية")]),
        ("وقالت صحيفة نيويورك تايمز إن الخطة قديمة.", [("nytimes", "نيويورك تايمز")]),
        ("وأفادت وكالة معا بأن الطريق مغلقة.", [("maan", "معا")]),
        ("وقالت قناة الجزيرة إن الطريق مغلقة.", [("aljazeera", "الجزيرة")]),
        ("وذكرت صحيفة الوطن أن الطريق مغلقة.", [("alwatan_sy", "الوطن")]),
        ("ونقلت صحيفة «لا ستامبا» عن الوزير قوله.", [(None, "لا ستامبا")]),
        ("وأظهرت دراسة نشرتها مجلة Nature أن الحرارة ترتفع.", [(None, "Nature")]),
        ("ونقلت رويترز وتاس عن الوزير قوله، وأكدت رويترز ذلك.", [("reuters", "رويترز")]),
        ("ونقلت رويترز عن الوزير قوله، وذكرت تاس ذلك.", [("reuters", "رويترز"), ("tass", "تاس")]),
    ],
)
def test_who_is_quoted(text: str, cited: list[tuple[str | None, str]]) -> None:
    assert [(citation.id, citation.name) for citation in find_citations([text], HOME)] == cited


@pytest.mark.parametrize(
    "text",
    [
        "وفق ما أوردت سانا اليوم.",
        "وقال الرئيس المصري اليوم إن العمل مستمر.",
        "وصل الوفد إلى بغداد اليوم وقال إنه متفائل.",
        "لنعمل معا كما قالت الوزيرة.",
        "وفا الرجل بوعده وقال ذلك.",
        "أصيب مقر قناة الجزيرة بأضرار.",
        "الخيار أ، ب، ج كما قال المعلم.",
        "وقالت وكالة الفضاء الأمريكية إن المركبة هبطت.",
        "وقال عبر موقع «إكس» إن الخبر كاذب.",
        "وقال الشيخ فارس إن العالم تغير.",
        "وأعلن وام اختبار جديد.",
        "هذه الجزيرة جميلة كما قال الزائر.",
    ],
)
def test_who_is_not(text: str) -> None:
    assert find_citations([text], HOME) == []


NAMES = [
    (agency, name)
    for agency in agencies().all
    if agency.kind != "generic" and agency.id != "sana"
    for name in (agency.name, *agency.names)
    if name not in agency.shared and name != "الوكالة الوطنية"
]


@pytest.mark.parametrize(("agency", "name"), NAMES, ids=[name for _, name in NAMES])
def test_every_name_behind_its_noun(agency: Agency, name: str) -> None:
    noun = "" if name.split()[0] in ("وكالة", "صحيفة", "قناة", "جريدة", "موقع", "شبكة", "إذاعة", "تلفزيون", "الوكالة") else "وكالة "
    cited = find_citations(["نص لا يذكر أحدا.", f"وذكرت {noun}{name} أن الاجتماع انتهى."], HOME)
    assert [(citation.id, citation.paragraph) for citation in cited] == [(agency.id, 1)]
