"""Datelines of every agency's style, and the sentences that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crawler.arabic.dateline import DatelineSplit, split_dateline, split_own_name
from crawler.knowledge.agencies import Agency, agencies

TEXT = "أكدت وزيرة الطاقة اليوم أن الشبكة عادت إلى العمل."


@pytest.mark.parametrize(
    ("mark", "place", "date", "agency"),
    [
        # SANA, in all its eras and editions
        ("موسكو-سانا", "موسكو", None, "sana"),
        ("موسكو -سانا", "موسكو", None, "sana"),
        ("دمشق – سانا", "دمشق", None, "sana"),
        ("دمشق ـ سانا", "دمشق", None, "sana"),
        ("القنيطرة سانا", "القنيطرة", None, "sana"),
        ("دير الزور-سانا", "دير الزور", None, "sana"),
        ("ریازان- روسیه- سانا", "ریازان- روسیه", None, "sana"),
        ("ژنو – سانا", "ژنو", None, "sana"),
        ("DAMASCUS,(SANA) -", "DAMASCUS", None, "sana"),
        ("PROVINCES,(SANA)-", "PROVINCES", None, "sana"),
        ("Damascus, SANA –", "Damascus", None, "sana"),
        ("Damascus, SANA_", "Damascus", None, "sana"),
        ("Nov 27, 2012 - CARACAS, (SANA)", "CARACAS", "2012-11-27", "sana"),
        ("September 17th, 2012, PROVINCES, (SANA) -", "PROVINCES", "2012-09-17", "sana"),
        ("Дамаск – САНА", "Дамаск", None, "sana"),
        ("דמשק – סאנא", "דמשק", None, "sana"),
        # the table of arabic.md (b)
        ("القاهرة - سبوتنيك", "القاهرة", None, "sputnik"),
        ("سيئول، 15 يناير (يونهاب) --", "سيئول", None, "yonhap"),
        ("سيئول، 15 يناير 2025 (يونهاب) --", "سيئول", "2025-01-15", "yonhap"),
        ("بكين 1 يناير 2025 (شينخوا)", "بكين", "2025-01-01", "xinhua"),
        ("بكين 1 يناير 2025 ((شينخوا)) --", "بكين", "2025-01-01", "xinhua"),
        ("باريس (رويترز) -", "باريس", None, "reuters"),
        ("دمشق (أ ف ب) -", "دمشق", None, "afp"),
        ("دمشق (أ.ف.ب.) -", "دمشق", None, "afp"),
        ("بيروت (ا ف ب) -", "بيروت", None, "afp"),
        ("واشنطن (أ ب) --", "واشنطن", None, "ap"),
        ("برلين (د ب أ)", "برلين", None, "dpa"),
        ("بيونج تشانج (د ب أ):", "بيونج تشانج", None, "dpa"),
        ("إسطنبول/ الأناضول", "إسطنبول", None, "anadolu"),
        ("القاهرة في 1 يناير/أ ش أ/", "القاهرة", None, "mena"),
        ("موسكو (أ ش أ)", "موسكو", None, "mena"),
        ("أبوظبي في 5 يونيو / وام /", "أبوظبي", None, "wam"),
        ("الرياض 01 رجب 1446 هـ الموافق 01 يناير 2025 م واس", "الرياض", "2025-01-01", "spa"),
        ("الكويت - 1 - 1 (كونا) --", "الكويت", None, "kuna"),
        ("الدوحة في 1 يناير /قنا/", "الدوحة", None, "qna"),
        ("المنامة في 1 يناير /بنا/", "المنامة", None, "bna"),
        ("مسقط في 1 يناير /العُمانية/", "مسقط", None, "ona"),
        ("صنعاء - سبأ", "صنعاء", None, "saba"),
        ("عمان 1 كانون الثاني (بترا)-", "عمان", None, "petra"),
        ("رام الله 22-8-2026 وفا-", "رام الله", "2026-08-22", "wafa"),
        ("رام الله - معا -", "رام الله", None, "maan"),
        ("وطنية - بيروت", "بيروت", None, "nna_lb"),
        ("وطنية - بيروت -", "بيروت", None, "nna_lb"),
        ("وطنية -", None, None, "nna_lb"),
        ("بغداد - واع", "بغداد", None, "ina_iq"),
        ("الفاشر - سونا -", "الفاشر", None, "suna"),
        ("تونس 5 جوان 2024 (وات) -", "تونس", "2024-06-05", "tap"),
        ("الجزائر (واج)", "الجزائر", None, "aps"),
        ("دبي - العربية.نت", "دبي", None, "alarabiya"),
        ("دبي، الإمارات العربية المتحدة (CNN)--", "دبي، الإمارات العربية المتحدة", None, "cnn"),
        # outlets, generic credits, press-release wires
        ("بغداد اليوم - بغداد", "بغداد", None, "baghdadtoday"),
        ("دمشق- «القدس العربي»:", "دمشق", None, "alquds"),
        ("تل أبيب - «دافار»:", "تل أبيب", None, "دافار"),
        ("دمشق - شبكة الفرات -", "دمشق", None, "شبكة الفرات"),
        ("عواصم - وكالات", "عواصم", None, "وكالات"),
        ("غزة (وكالات) -", "غزة", None, "وكالات"),
        ("دمشق - إ.ب/وكالات", "دمشق", None, "إ.ب/وكالات"),
        ("دمشق (رويترز، أ ف ب) -", "دمشق", None, "رويترز، أ ف ب"),
        ("المدينة نيوز :-", None, None, "almadenahnews"),
        ("مرايا نيوز :-", None, None, "مرايا نيوز"),
        ("شفق نيوز/", None, None, "shafaq"),
        ("رويترز -", None, None, "reuters"),
        ("(رويترز) -", None, None, "reuters"),
        ("دبي، 5 يناير 2025 /PRNewswire/ --", "دبي", "2025-01-05", "prnewswire"),
        ("دبي، الإمارات العربية المتحدة -(BUSINESS WIRE)-", "دبي، الإمارات العربية المتحدة", None, "businesswire"),
        ("LONDON (Reuters) -", "LONDON", None, "reuters"),
        ("PROVINCES,(ST)_", "PROVINCES", None, "ST"),
        ("دمشق - (د ب أ):", "دمشق", None, "dpa"),
        ("البحر الميت 24 ايار(بترا)–", "البحر الميت", None, "petra"),
        ("أبوظبي في الأول من ديسمبر/ وام/", "أبوظبي", None, "wam"),
        ("أبوظبي في الأول من ديسمبر 2025 /وام/", "أبوظبي", "2025-12-01", "wam"),
        ("واشنطن أول أكتوبر تشرين الأول (رويترز) –", "واشنطن", None, "reuters"),
        ("واشنطن 15 يناير كانون الثاني 2015 (رويترز) -", "واشنطن", "2015-01-15", "reuters"),
        ("«عكاظ» (واشنطن)", "واشنطن", None, "okaz"),
        ("رام الله / سما /", "رام الله", None, "سما"),
        ("جفرا نيوز-", None, None, "جفرا نيوز"),
        ("نسيم نيوز- بغداد -", "بغداد", None, "نسيم نيوز"),
        ("الوكيل الإخباري-", None, None, "alwakeelnews"),
        ("جو 24 :", None, None, "jo24"),
        # places that the table does not know
        ("تل رفعت-سانا", "تل رفعت", None, "sana"),
        ("ألماليك (رويترز) -", "ألماليك", None, "reuters"),
    ],
)
def test_every_style_before_a_text(mark: str, place: str | None, date: str | None, agency: str) -> None:
    split = split_dateline(f"{mark} {TEXT}")
    assert split, mark
    assert (split.dateline.place, split.dateline.date, split.dateline.agency) == (place, date, agency)
    assert split.rest == TEXT
    assert split.dateline.text == mark.rstrip(" -–—_:") or mark.endswith("/")


@pytest.mark.parametrize(
    ("paragraph", "place", "agency"),
    [
        ("موسكو-سانا", "موسكو", "sana"),
        ("دمشق – سانا", "دمشق", "sana"),
        ("القنيطرة سانا", "القنيطرة", "sana"),
        ("المشرفة سانا", "المشرفة", "sana"),
        ("بيونج تشانج (د ب أ):", "بيونج تشانج", "dpa"),
        ("إسطنبول/ الأناضول", "إسطنبول", "anadolu"),
        ("القاهرة في 1 يناير/أ ش أ/", "القاهرة", "mena"),
        ("رام الله 22-8-2026 وفا-", "رام الله", "wafa"),
        ("بغداد اليوم - بغداد", "بغداد", "baghdadtoday"),
        ("وطنية - بيروت", "بيروت", "nna_lb"),
        ("لندن: «الشرق الأوسط»", "لندن", "aawsat"),
        ("عواصم - وكالات", "عواصم", "وكالات"),
        ("نسيم نيوز- بغداد", "بغداد", "نسيم نيوز"),
        ("أبوظبي (الاتحاد)", "أبوظبي", "aletihad"),
        ("أبوظبي (النهار الجديد)", "أبوظبي", "النهار الجديد"),
        ("واس (رام الله)", "رام الله", "spa"),
        ("المواطن - واس", None, "spa"),
        ("الجزيرة - وكالات", None, "وكالات"),
        ("واشنطن - فلسطين اليوم", "واشنطن", "فلسطين اليوم"),
        ("الضعين - سونا", "الضعين", "suna"),
        ("الرياض 01 رجب 1446 هـ الموافق 01 يناير 2025 م واس", "الرياض", "spa"),
    ],
)
def test_a_paragraph_of_its_own(paragraph: str, place: str | None, agency: str) -> None:
    split = split_dateline(paragraph)
    assert split
    assert (split.dateline.place, split.dateline.agency, split.rest) == (place, agency, "")


@pytest.mark.parametrize(
    "paragraph", ["أنقرة / فردي تركتين / الأناضول", "أنقرة / فردي تركتين / الأناضول " + TEXT, "فردي تركتين - أنقرة - الأناضول - " + TEXT]
)
def test_the_reporter_between_place_and_agency(paragraph: str) -> None:
    split = split_dateline(paragraph)
    assert split
    assert split.reporter == "فردي تركتين"
    assert (split.dateline.place, split.dateline.agency) == ("أنقرة", "anadolu")


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("واشنطن - رولا عيسى", "واشنطن"),
        ("القاهرة: خالد عبد الرحمن", "القاهرة"),
        ("المنيا – هالة عمر:", "المنيا"),
        ("الفجيرة: محمد علي", "الفجيرة"),
        ("الفجيرة: سلام أبوزيد", "الفجيرة"),
    ],
)
def test_place_and_reporter_without_an_agency(paragraph: str, place: str) -> None:
    split = split_dateline(paragraph)
    assert split
    assert (split.dateline.place, split.dateline.agency, split.rest) == (place, None, "")
    assert split.reporter == paragraph[len(place) :].strip(" -–:")


@pytest.mark.parametrize(
    ("mark", "place", "date"),
    [
        ("بنغازي – ", "بنغازي", None),
        ("غزة- ", "غزة", None),
        ("الجزائر - ", "الجزائر", None),
        ("الجزائر، 17 جويلية 2026 - ", "الجزائر", "2026-07-17"),
        ("عمان في 3 أيار -- ", "عمان", None),
    ],
)
def test_a_place_alone_before_a_sentence(mark: str, place: str, date: str | None) -> None:
    split = split_dateline(mark + TEXT)
    assert split
    assert (split.dateline.place, split.dateline.date, split.dateline.agency) == (place, date, None)
    assert (split.dateline.text, split.rest) == (mark.rstrip(" -–"), TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "قلب الاتحاد تأخره بهدفين إلى فوز ثمين على ضيفه في افتتاح الدوري مساء الجمعة.",
        "بعد أن انقطعت الكهرباء ستة أيام عادت المخابز إلى العمل في أحياء المدينة القديمة.",
        "منذ الصباح الباكر يصطف العشرات أمام مكتب البريد في انتظار رواتبهم المتأخرة.",
    ],
)
def test_a_town_alone_before_a_long_sentence(text: str) -> None:
    for mark in ("مصراتة – ", "مصراتة- "):
        split = split_dateline(mark + text)
        assert split
        assert (split.dateline.place, split.rest) == ("مصراتة", text)


@pytest.mark.parametrize(
    "paragraph",
    [
        "باريس - المدينة التي لا تنام - تستعد لاستقبال ملايين الزوار في الصيف المقبل.",
        "القدس – المدينة المقدسة لدى أتباع الديانات الثلاث ومقصد ملايين الزوار كل عام.",
        "دمشق - حلب طريق دولي يربط شمال البلاد بجنوبها ويمر بأربع محافظات كبيرة.",
        "برشلونة – وهو نادي القرن في نظر أنصاره – يستقبل ضيفه على ملعبه مساء السبت المقبل.",
        "طهران - كما يقول خبراء في الشأن الإيراني لن تقبل العرض الأخير بصيغته الحالية.",
        "مصر - أكبر بلد عربي من حيث عدد السكان ومن أقدم دول العالم على الإطلاق.",
        "صور - أعلنت الفنانة خبر زواجها أمام جمهورها في ختام الحفل الأخير.",
        "موسكو - الوزير: لن نتراجع عن قرارنا مهما كانت الضغوط التي نتعرض لها.",
        "بيروت - أعلن الحداد",
        "القاهرة - تعد أكبر مدينة عربية من حيث السكان - تستقبل المؤتمر السنوي هذا العام.",
        "المعرفة - أعلنت الجامعة أمس فتح باب التسجيل في كلياتها كلها.",
        "القمة 3 - أكدت الوفود المشاركة حرصها على إنجاح المؤتمر المقبل.",
    ],
)
def test_a_dash_behind_a_place_inside_a_sentence(paragraph: str) -> None:
    assert split_dateline(paragraph) is None


@pytest.mark.parametrize("line", ["بغداد – واع – سالم الجبوري", "بغداد/ واع/ سالم الجبوري:"])
def test_a_reporter_behind_the_agency_in_a_line_of_their_own(line: str) -> None:
    split = split_dateline(line)
    assert split
    assert (split.dateline.place, split.dateline.agency, split.reporter, split.rest) == ("بغداد", "ina_iq", "سالم الجبوري", "")


def test_an_unknown_place_before_a_comma_and_a_date() -> None:
    split = split_dateline(f"قرية الماء , 15/07/2014 - {TEXT}")
    assert split
    assert (split.dateline.place, split.dateline.date, split.rest) == ("قرية الماء", "2014-07-15", TEXT)
    assert split_dateline(f"قرية الماء - {TEXT}") is None


def test_dots_behind_the_mark_are_none_of_the_text() -> None:
    split = split_dateline(f"ذي قار / نينا / ... {TEXT}")
    assert split
    assert (split.dateline.agency, split.rest) == ("nina_iq", TEXT)


def test_the_publisher_in_front_of_the_place_is_no_reporter() -> None:
    split = split_dateline(f"صدى الوادي - جاكرتا - (أ ف ب): {TEXT}", own_name="صدى الوادي")
    assert split
    assert (split.dateline.place, split.dateline.agency, split.reporter, split.rest) == ("جاكرتا", "afp", None, TEXT)


def test_a_line_of_the_publisher_a_place_and_a_reporter() -> None:
    split = split_dateline("صدى الوادي - شبام - رائد سالم:", own_name="صحيفة صدى الوادي الإلكترونية")
    assert split
    assert (split.dateline.place, split.dateline.text, split.reporter, split.rest) == ("شبام", "صدى الوادي - شبام", "رائد سالم", "")
    assert split_dateline("صدى الوادي - شبام - أسعار الخضار:", own_name="صدى الوادي") is None


@pytest.mark.parametrize("line", ["غزة: سلام دائم", "غزة: انتصار المقاومة", "دمشق: شوارع جديدة"])
def test_a_subheading_behind_a_place_is_no_reporter(line: str) -> None:
    assert split_dateline(line) is None


def test_a_reporter_behind_an_unknown_place() -> None:
    split = split_dateline("قره بوك/ محمد يلماز/ الأناضول")
    assert split
    assert (split.dateline.place, split.reporter, split.dateline.agency, split.rest) == ("قره بوك", "محمد يلماز", "anadolu", "")


def test_the_publishers_own_name_in_brackets() -> None:
    split = split_dateline("عدن (نسيم البحر) كتب / سالم ناصر:", own_name="نسيم البحر")
    assert split
    assert (split.dateline.text, split.dateline.agency, split.rest) == ("عدن (نسيم البحر)", "نسيم البحر", "كتب / سالم ناصر:")


@pytest.mark.parametrize(
    "paragraph",
    [
        TEXT,
        "",
        " - ",
        "دير الزور-سانافيكس",
        "دير الزور-سانافيكس أطلقت مشروعاً جديداً للري.",
        "وقالت الوكالة - سانا - إن الوفد وصل إلى المطار.",
        "الإعلام الرسمي - سانا أكد وصول القافلة.",
        "وكالة سانا أكدت أن الطريق مفتوح.",
        "قال مراسل سانا إن الطريق مفتوح.",
        "مراسل سانا",
        "تصوير سانا",
        "سانا في عيدها الستين",
        "سانا",
        "العلاقات السورية - الروسية تتطور باستمرار.",
        "واشنطن - موسكو: سباق جديد إلى القمر.",
        "المسافة بين دمشق وحلب - 350 كيلومتراً - تقطع في أربع ساعات.",
        "مصلحة وطنية",
        "مصلحة - وطنية",
        "معا - نحو مستقبل أفضل",
        "القاهرة - معا نبني المستقبل",
        "العربية - لغة الضاد - يومها العالمي غداً.",
        "الجزيرة العربية - تاريخ وحضارة",
        "العالم - كله - يراقب الانتخابات.",
        "وفا بوعده وعاد إلى قريته.",
        "قنا مدينة في صعيد مصر.",
        "عمان تستضيف القمة المقبلة.",
        "رويترز: ترامب يعلن ترشحه",
        "رويترز - وهي وكالة بريطانية - نشرت الصور.",
        "روسيا اليوم - كما يقول الخبراء - قوة كبرى.",
        "المتحدث: «رويترز» أخطأت في نقل الخبر.",
        "فاز فريق دمشق (سانا) على فريق حلب.",
        "أهدى محمد صلاح (ليفربول) - أفضل لاعب - الجائزة لأسرته.",
        "سانا، رويترز تتفقان على نقل الخبر.",
        "دمشق، رويترز تبحثان فتح مكتب.",
        "سوريا (الشقيقة) - بلد عريق.",
        "دمشق (العاصمة) - مدينة الياسمين.",
        "الرياض - جدة",
        "دمشق / حلب / حمص",
        "حلب - حمص: الطريق سالك.",
        "قناة السويس - شريان العالم - تستعيد نشاطها.",
        "موسكو - بوتين: لن نتراجع.",
        "نقلت صحيفة - القدس العربي - عن مصدر.",
        "في 5 حزيران 2024 أعلنت رويترز - خطأً - وفاته.",
    ],
)
def test_sentences_are_no_datelines(paragraph: str) -> None:
    assert split_dateline(paragraph) is None


def test_the_publishers_own_name_is_a_mark_even_where_it_is_a_word() -> None:
    paragraph = f"العربية - {TEXT}"
    assert split_dateline(paragraph) is None
    split = split_dateline(paragraph, own="alarabiya")
    assert split
    assert (split.dateline.agency, split.rest) == ("alarabiya", TEXT)


NAMES = [(agency, name) for agency in agencies().all for name in (agency.name, *agency.names)]


@pytest.mark.parametrize(("agency", "name"), NAMES, ids=[name for _, name in NAMES])
def test_every_name_of_every_agency(agency: Agency, name: str) -> None:
    for mark in (f"دمشق ({name}) - ", f"دمشق - {name} - "):
        split = split_dateline(mark + TEXT)
        assert split, mark
        assert (split.dateline.place, split.dateline.agency) == ("دمشق", name if name in agency.shared else agency.id or name)
        assert split.rest == TEXT


letters = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآؤئءىة", min_size=1, max_size=8)
paragraphs = st.builds(
    lambda first, rest, end: " ".join([first, *rest]) + end,
    letters,
    st.lists(letters | st.sampled_from(["-", "«نعم»", "(أ ف ب)", "2024", "سانا", "–", "،", "%5", '"لا"']), max_size=15),
    st.sampled_from([".", "", "…", "؟", " -"]),
)
PLACES = ["دمشق", "دير الزور", "موسكو", "رام الله", "نيويورك", "ريف دمشق"]
MARKS = [
    "{p}-سانا ",
    "{p} -سانا ",
    "{p} – سانا ",
    "{p} – سانا: ",
    "{p} سانا ",
    "{p}-سانا: ",
    "{p} (رويترز) - ",
    "{p} (أ ف ب) ",
    "{p} في 5 حزيران /وام/ ",
    "{p}، 15 يناير (يونهاب) -- ",
    "{p} 1 يناير 2025 (شينخوا) ",
    "{p} 22-8-2026 وفا- ",
    "{p} / سمير عواد / الأناضول - ",
    "{p}- «القدس العربي»: ",
    "{p} - وكالات - ",
    "{p} (د ب أ): ",
    "DAMASCUS,(SANA) - ",
    "وطنية - بيروت - ",
]


@given(mark=st.sampled_from(MARKS), place=st.sampled_from(PLACES), paragraph=paragraphs)
def test_a_dateline_in_front_is_split_off_and_the_paragraph_unchanged(mark: str, place: str, paragraph: str) -> None:
    assume(not paragraph.startswith(("سانا", "و ", "نيوز")))
    split = split_dateline(mark.format(p=place) + paragraph)
    assert split
    assert split.rest == paragraph


@given(st.text(max_size=80) | st.text(alphabet="سانا رويترز()-–/:«»دمشق 2024،.", max_size=60))
def test_any_text_is_split_or_left(paragraph: str) -> None:
    split: DatelineSplit | None = split_dateline(paragraph)
    assert split is None or paragraph.endswith(split.rest)


@pytest.mark.parametrize(
    ("paragraph", "place", "rest"),
    [
        ("أخبار الأطلس ـــ الرباط", "الرباط", ""),
        ("أخبار الأطلس - الرباط: دعا المجلس السكان.", "الرباط", "دعا المجلس السكان."),
        ("الرباط - أخبار الأطلس: دعا المجلس السكان.", "الرباط", "دعا المجلس السكان."),
    ],
)
def test_a_site_that_no_table_knows_signs_with_its_own_name(paragraph: str, place: str, rest: str) -> None:
    split = split_dateline(paragraph, own_name="أخبار الأطلس")
    assert split is not None
    assert (split.dateline.place, split.dateline.agency, split.rest) == (place, "أخبار الأطلس", rest)


@pytest.mark.parametrize(
    "paragraph",
    [
        "أخبار الأطلس - وهي صحيفة أسبوعية - تدخل عامها العاشر.",
        "أخبار الأطلس في الرباط تفتح مكتباً جديداً.",
        "قالت أخبار الأطلس إن الرباط تستعد للموسم.",
    ],
)
def test_a_sentence_about_the_site_is_no_dateline(paragraph: str) -> None:
    assert split_dateline(paragraph, own_name="أخبار الأطلس") is None


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("نبض الساحل – رنا الخطيب", ("رنا الخطيب", "")),
        ("نبض الساحل – متابعات:", (None, "")),
        ("نبض الساحل – هيئة التحرير:", (None, "")),
        ("شبكة نبض الساحل - متابعات", (None, "متابعات")),
        (
            "نبض الساحل - أعلن المجلس البلدي فتح باب التسجيل في دورات السباحة.",
            (None, "أعلن المجلس البلدي فتح باب التسجيل في دورات السباحة."),
        ),
        ("نبض الساحل الإخبارية - أعلن المجلس البلدي فتح باب التسجيل.", (None, "أعلن المجلس البلدي فتح باب التسجيل.")),
    ],
)
def test_the_own_name_in_front_of_the_text(paragraph: str, expected: tuple[str | None, str]) -> None:
    assert split_own_name(paragraph, "نبض الساحل الإخبارية") == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "نبض الساحل - وهي صحيفة أسبوعية تصدر في المدينة - تدخل عامها العاشر.",
        "نبض الساحل – الصحيفة التي أسسها صيادون قبل عشر سنوات في الميناء القديم – تعود إلى الصدور.",
        "نبض الساحل - تأسست عام 2014 - تفتح مكتباً جديداً في الميناء.",
        "نبض الجبل - أعلن المجلس البلدي فتح باب التسجيل في دورات التزلج.",
        "نبض - أعلن المجلس البلدي فتح باب التسجيل في دورات السباحة.",
    ],
)
def test_a_sentence_that_begins_with_the_own_name_stays_whole(paragraph: str) -> None:
    assert split_own_name(paragraph, "نبض الساحل الإخبارية") is None


@pytest.mark.parametrize("name", ["عبدالودود الشرجبي", "عبد الودود الشرجبي", "عبدالخالق البكري"])
def test_a_reporter_whose_name_begins_with_abd(name: str) -> None:
    split = split_dateline(f"صنعاء - سبأ: {name}", own="saba", own_name="سبأ")
    assert split is not None
    assert (split.dateline.text, split.reporter, split.rest) == ("صنعاء - سبأ", name, "")


def test_a_reporter_alone_behind_the_agency() -> None:
    split = split_dateline("عنب بلدي – سامي حسن", own="enabbaladi", own_name="عنب بلدي")
    assert split is not None
    assert (split.dateline.text, split.dateline.agency, split.reporter, split.rest) == ("عنب بلدي", "enabbaladi", "سامي حسن", "")
    split = split_dateline("عنب بلدي – سامي حسن قال إن الطريق مغلق.", own="enabbaladi", own_name="عنب بلدي")
    assert split is not None
    assert (split.reporter, split.rest) == (None, "سامي حسن قال إن الطريق مغلق.")
