"""The isnad: every slot with every agency, every spelling of a credit, and the sentences that only look like one."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from crawler.arabic import Attribution, find_sources, split_dateline
from crawler.arabic.marks import read_caption
from crawler.arabic.naming import Home
from crawler.items import Dateline
from crawler.knowledge import Agency, Publisher, agencies

FIRST = "أعلنت وزارة النقل اليوم بدء العمل في الجسر الجديد على ضفاف النهر."
SECOND = "وأوضح الوزير أن الأعمال تستمر عاما كاملا وتجري على ثلاث مراحل."
THIRD = "ويربط الجسر بين الحيين القديم والجديد، وطوله سبعمئة متر."
TEXT = [FIRST, SECOND, THIRD]
LONG = [FIRST, SECOND, THIRD, *(f"وتضم المرحلة {number} أعمالا في الطرق المؤدية إليه." for number in range(9))]


def publisher(host: str = "akhbar.example", *, id: str = "", country: str = "", arabic: str = "", english: str = "") -> Publisher:
    home = f"https://{host}/"
    return Publisher(id=id or host, arabic=arabic, english=english, country=country, timezone="UTC", home=home, kind="website")


NOBODY = publisher()
SANA = publisher("sana.sy", id="sana", country="SY", arabic="سانا", english="SANA")


def read(*lines: str, at: Publisher = NOBODY) -> Attribution:
    return find_sources([*TEXT, *lines], publisher=at)


def named(found: Attribution) -> list[str]:
    return [source.id or source.name for source in found.sources]


NAMES = [(agency, name) for agency in agencies().all if agency.name != "خاص" for name in (agency.name, *agency.names)]


def expected(agency: Agency, name: str) -> str:
    return name if name in agency.shared else agency.id or agency.name


@pytest.mark.parametrize(("agency", "name"), NAMES, ids=[name for _, name in NAMES])
def test_every_name_of_every_agency_in_every_slot(agency: Agency, name: str) -> None:
    for line, slot in ((f"المصدر: {name}", "credit"), (f"المصدر : «{name}».", "credit"), (f"({name})", "mark"), (f"/ {name} /", "mark")):
        found = read(line)
        assert named(found) == [expected(agency, name)], line
        assert [source.found_in for source in found.sources] == [slot], line
        assert (found.sources[0].kind, found.sources[0].role, found.sources[0].text) == (agency.kind, "text", line)
        assert found.kept == [0, 1, 2]
        assert found.authors == []
    by = find_sources(TEXT, bylines=[name], publisher=NOBODY)
    assert named(by) == [expected(agency, name)]
    assert by.authors == []
    assert named(read(f"{THIRD} ({name})")) == [expected(agency, name)]


@pytest.mark.parametrize(
    ("line", "sources", "slot", "origin"),
    [
        ("المصدر: يونهاب", ["yonhap"], "credit", "yonhap"),
        ("المصدر : يونهاب", ["yonhap"], "credit", "yonhap"),
        ("المصدر:يونهاب", ["yonhap"], "credit", "yonhap"),
        ("المصدر / يونهاب", ["yonhap"], "credit", "yonhap"),
        ("المصدر يونهاب", ["yonhap"], "credit", "yonhap"),
        ("المصــدر: «يونهاب»", ["yonhap"], "credit", "yonhap"),
        ("(المصدر: يونهاب)", ["yonhap"], "credit", "yonhap"),
        ("مصدر الخبر / عين المدينة", ["عين المدينة"], "credit", None),
        ("نقلا عن رويترز", ["reuters"], "credit", "reuters"),
        ("نقلاً عن وكالة رويترز.", ["reuters"], "credit", "reuters"),
        ("نقلاً عن صحيفة النهر", ["صحيفة النهر"], "credit", None),
        ("المصدر: RT + وكالات", ["rt_arabic", "وكالات"], "credit", None),
        ("المصدر: وكالة الأنباء الفرنسية", ["afp"], "credit", "afp"),
        ("المصدر: أ ف ب، رويترز", ["afp", "reuters"], "credit", None),
        ("المصدر: أ.ف.ب / رويترز", ["afp", "reuters"], "credit", None),
        ("المصدر: رويترز؛ الأناضول", ["reuters", "anadolu"], "credit", None),
        ("المصدر: رويترز ووكالات", ["reuters", "وكالات"], "credit", None),
        ("المصدر: رويترز وواس", ["reuters", "spa"], "credit", None),
        ("المصدر: واس", ["spa"], "credit", "spa"),
        ("المصدر: و م ع", ["map"], "credit", "map"),
        ("المصدر: القاهرة - أ ش أ", ["mena"], "credit", "mena"),
        ("المصدر: وكالة الأنباء السعودية (واس)", ["spa"], "credit", "spa"),
        ("المصدر: وزارة الصحة", ["وزارة الصحة"], "credit", None),
        ("المصدر: https://www.reuters.com/world/1", ["reuters"], "credit", "reuters"),
        ("المصدر: news.example.org", ["news.example.org"], "credit", None),
        ("المصدر: الجزيرة + مواقع التواصل", ["aljazeera", "مواقع التواصل"], "credit", None),
        ("Source: Reuters", ["reuters"], "credit", "reuters"),
        ("(أ ف ب)", ["afp"], "mark", "afp"),
        ("((شينخوا))", ["xinhua"], "mark", "xinhua"),
        ("/وام/", ["wam"], "mark", "wam"),
        ("--(بترا)", ["petra"], "mark", "petra"),
        ("-- بترا", ["petra"], "mark", "petra"),
        ("رويترز", ["reuters"], "mark", "reuters"),
        ("Reuters", ["reuters"], "mark", "reuters"),
        ("وكالات", ["وكالات"], "mark", None),
        ("(وكالات)", ["وكالات"], "mark", None),
        ("(أ ف ب، رويترز)", ["afp", "reuters"], "mark", None),
        ("RT + وكالات", ["rt_arabic", "وكالات"], "mark", None),
        ("الجزيرة + وكالات", ["aljazeera", "وكالات"], "mark", None),
        ("إ.ب/وكالات", ["ap", "وكالات"], "mark", None),
        ("القاهرة - أ ش أ", ["mena"], "mark", "mena"),
        ("The post جسر جديد appeared first on صحيفة النهر.", ["صحيفة النهر"], "tail", None),
        ("ظهرت المقالة جسر جديد أولاً على عنب بلدي.", ["enabbaladi"], "tail", "enabbaladi"),
        ("هذا المحتوى من «المصري اليوم».. اضغط هنا لقراءة الموضوع الأصلي", ["almasryalyoum"], "tail", "almasryalyoum"),
        ("يمكنك ايضا قراءة الخبر في المصدر من صحيفة النهر", ["صحيفة النهر"], "tail", None),
        ("يمكنكم قراءة الخبر في المصدر الأصلي من رويترز", ["reuters"], "tail", "reuters"),
        ("هذا الخبر منقول من رويترز", ["reuters"], "tail", "reuters"),
        ("ملاحظة: هذا الخبر افتتاح الجسر تم نشره أولاً على موقع (رويترز) ولا نتحمل ما ورد فيه.", ["reuters"], "tail", "reuters"),
    ],
)
def test_credits_under_the_text(line: str, sources: list[str], slot: str, origin: str | None) -> None:
    found = read(line)
    assert named(found) == sources
    assert {source.found_in for source in found.sources} == {slot}
    assert found.origin == origin
    assert found.kept == [0, 1, 2]
    assert found.trimmed == {}


@pytest.mark.parametrize(
    ("line", "rest", "sources"),
    [
        ("ويربط الجسر بين الضفتين.(رويترز)", "ويربط الجسر بين الضفتين.", ["reuters"]),
        ("ويربط الجسر بين الضفتين. (أ ف ب)", "ويربط الجسر بين الضفتين.", ["afp"]),
        ("ويربط الجسر بين الضفتين (رويترز).", "ويربط الجسر بين الضفتين.", ["reuters"]),
        ("ويربط الجسر بين الضفتين /وام/.", "ويربط الجسر بين الضفتين.", ["wam"]),
        ("ويربط الجسر بين الضفتين --(بترا)", "ويربط الجسر بين الضفتين", ["petra"]),
        ("ويربط الجسر بين الضفتين. --بترا", "ويربط الجسر بين الضفتين.", ["petra"]),
        ("ويربط الجسر بين الضفتين. ((شينخوا))", "ويربط الجسر بين الضفتين.", ["xinhua"]),
        ("ويربط الجسر بين الضفتين. (أ ف ب، رويترز)", "ويربط الجسر بين الضفتين.", ["afp", "reuters"]),
        ("ويربط الجسر بين الضفتين. (عمان)", "ويربط الجسر بين الضفتين.", ["ona"]),
        ("ويربط الجسر بين الضفتين. (انتهى)", "ويربط الجسر بين الضفتين.", []),
        ("ويربط الجسر بين الضفتين. / انتهى 8", "ويربط الجسر بين الضفتين.", []),
        ("ويربط الجسر بين الضفتين. // انتهى //", "ويربط الجسر بين الضفتين.", []),
        ("ويربط الجسر بين الضفتين.(النهاية) أ ح م / ن ص", "ويربط الجسر بين الضفتين.", []),
        ("ويربط الجسر بين الضفتين. (انتهى) (سانا)", "ويربط الجسر بين الضفتين.", ["sana"]),
        ("ويربط الجسر بين الضفتين. (سانا) (انتهى)", "ويربط الجسر بين الضفتين.", ["sana"]),
        ("ويربط الجسر بين الضفتين. The post جسر appeared first on صحيفة النهر.", "ويربط الجسر بين الضفتين.", ["صحيفة النهر"]),
    ],
)
def test_marks_at_the_end_of_the_text_are_cut_off(line: str, rest: str, sources: list[str]) -> None:
    found = read(line)
    assert named(found) == sources
    assert found.kept == [0, 1, 2, 3]
    assert found.trimmed == {3: rest}


def test_a_mark_at_the_end_of_the_first_paragraph() -> None:
    found = find_sources([f"{FIRST} (رويترز)", SECOND], publisher=NOBODY)
    assert (named(found), found.trimmed) == (["reuters"], {0: FIRST})


@pytest.mark.parametrize(
    "line", ["(انتهى)", "// انتهى //", "النهاية", "ع.ج/ أ.ح", "المصدر:", "رابط المصدر", "خاص", "المصدر: خاص", "المصدر: أحمد علي"]
)
def test_lines_that_credit_nobody_are_no_text(line: str) -> None:
    found = read(line)
    assert (found.sources, found.authors, found.kept) == ([], [], [0, 1, 2])


def test_initials_before_a_mark_go_with_it() -> None:
    found = read("ع.ج/ أ.ح (د ب أ، أ ف ب)")
    assert (named(found), found.kept) == (["dpa", "afp"], [0, 1, 2])


@pytest.mark.parametrize(
    "line",
    [
        "وقال ذلك وفق (رويترز).",
        "وهذا ما قاله لوكالة الأنباء السعودية (واس).",
        "وتحدث الوزير إلى فرانس برس (أ ف ب).",
        "ويقع الجسر في ولاية بركاء (عمان).",
        "ويمر الطريق بمدينة العين (العالم).",
        "وشارك في الحفل أهل الحي (صحف).",
        "المصدر: قال إن الأسعار ترتفع منذ أسبوع",
        "متابعة: ارتفاع أسعار النفط",
        "تقرير: انخفاض معدل النمو",
        "صور: الجسر من الضفة الشرقية",
        "نقلا عن شهود رأوا الحادث من بعيد",
        "المصدر يتحدث عن خطة جديدة",
        "كتب الوزير على صفحته أن العمل انتهى",
        "تحرير المدينة بدأ قبل عام كامل",
        "العالم",
        "الوطن",
        "معا نبني هذا الوطن",
        "وفا بوعده",
        "ظهر الجسر أولا على الخرائط القديمة.",
        "شارك في التغطية كل من حضر",
        "رويترز قالت إن الجسر مهم",
    ],
)
def test_prose_credits_nobody_and_stays(line: str) -> None:
    found = read(line)
    assert found.sources == []
    assert found.authors == []
    assert found.credits == []
    assert found.kept == [0, 1, 2, 3]
    assert found.trimmed == {}


def test_a_credit_above_the_text_and_a_label_in_a_block_of_its_own() -> None:
    found = find_sources(["المصدر:", "(أبوظبي - البيان)", *TEXT], publisher=publisher("albayan.ae"))
    assert named(found) == ["albayan"]
    assert (found.kept, found.origin, found.sources[0].text) == ([2, 3, 4], "albayan", "المصدر: (أبوظبي - البيان)")


def test_a_label_alone_above_the_text_takes_none_of_it() -> None:
    found = find_sources(["المصدر:", *TEXT], publisher=NOBODY)
    assert (found.sources, found.kept) == ([], [1, 2, 3])


def test_in_the_middle_of_a_text_only_certain_credits_count() -> None:
    middle = [*LONG[:6], "المصدر: عين المدينة", "Reuters", "المصدر: رويترز", *LONG[6:]]
    found = find_sources(middle, publisher=NOBODY)
    assert [(source.id, source.role, source.found_in) for source in found.sources] == [
        ("reuters", "text", "credit"),
        ("reuters", "photo", "caption"),
    ]
    assert [number for number in range(len(middle)) if number not in found.kept] == [7, 8]


@pytest.mark.parametrize(
    ("line", "href", "sources"),
    [
        ("المصدر: هنا", "https://www.reuters.com/x", ["reuters"]),
        ("رابط المصدر", "https://ara.reuters.com/x", ["reuters"]),
        ("رابط الخبر: اضغط هنا", "https://news.example.org/x", ["news.example.org"]),
        ("المصدر: الوطن", "https://www.elwatannews.com/news/1", ["elwatannews"]),
        ("المصدر: هنا", "https://www.eanlibya.com/x", ["eanlibya"]),
        ("المصدر: موقع الأخبار العاجلة", "https://www.eanlibya.com/x", ["eanlibya"]),
        ("المصدر: موقع الأخبار العاجلة", "https://www.reuters.com/x", ["reuters"]),
        ("المصدر: عين المدينة", "https://ayn.example/x", ["عين المدينة"]),
        ("المصدر: عين المدينة", "https://akhbar.example/tag/ayn", ["عين المدينة"]),
        ("المصدر: يونهاب", "https://www.reuters.com/x", ["yonhap"]),
    ],
)
def test_links_say_who_is_meant(line: str, href: str, sources: list[str]) -> None:
    found = find_sources([*TEXT, line], credit_links={3: href}, publisher=NOBODY)
    assert named(found) == sources
    assert found.kept == [0, 1, 2]


@pytest.mark.parametrize(
    ("at", "source_id", "name"),
    [
        (publisher("akhbar.example", country="SY"), "alwatan_sy", "الوطن"),
        (publisher("akhbar.sy"), "alwatan_sy", "الوطن"),
        (publisher("youm7.com"), "elwatannews", "الوطن"),
        (publisher("alwatan.com.sa"), "alwatan_sa", "الوطن"),
        (NOBODY, None, "الوطن"),
    ],
)
def test_papers_that_share_a_name(at: Publisher, source_id: str | None, name: str) -> None:
    found = read("المصدر: الوطن", at=at)
    assert [(source.id, source.name) for source in found.sources] == [(source_id, name)]
    assert found.origin == source_id


@pytest.mark.parametrize(
    ("line", "country", "source_id", "name"),
    [
        ("المصدر: عين ليبيا", "LY", "eanlibya", "عين ليبيا"),
        ("المصدر: صحيفة المتوسط الليبية", "EG", "almotawaset", "صحيفة المتوسط"),
        ("المصدر: الوسط", "LY", "alwasat_ly", "بوابة الوسط"),
        ("المصدر: الوسط", "EG", None, "الوسط"),
        ("المصدر: المهرية", "YE", "almahriah", "المهرية نت"),
        ("المصدر: المهرية", "EG", None, "المهرية"),
    ],
)
def test_outlets_that_only_the_table_of_sites_knows(line: str, country: str, source_id: str | None, name: str) -> None:
    found = read(line, at=publisher(country=country))
    assert [(source.id, source.name, source.kind) for source in found.sources] == [(source_id, name, "outlet")]
    assert found.origin == source_id


def test_the_line_above_a_piece_of_another_paper() -> None:
    found = find_sources(["كتب هيثم علي في “الشرق الأوسط”:", *TEXT], publisher=NOBODY)
    assert (found.authors, [source.name for source in found.sources], found.kept) == (["هيثم علي"], ["الشرق الأوسط"], [1, 2, 3])
    assert find_sources(["كتب هيثم علي في «الجسر» عن عمال البناء:", *TEXT], publisher=NOBODY).kept == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("byline", "authors", "sources"),
    [
        ("أحمد علي", ["أحمد علي"], []),
        ("كتب: أحمد علي", ["أحمد علي"], []),
        ("كتب - أحمد علي", ["أحمد علي"], []),
        ("كتبت رنا صالح", ["رنا صالح"], []),
        ("بقلم / د. أحمد علي", ["د. أحمد علي"], []),
        ("بقلم: أ.د. سامر حسن", ["أ.د. سامر حسن"], []),
        ("د/ أحمد علي", ["د/ أحمد علي"], []),
        ("أحمد علي - القاهرة", ["أحمد علي"], []),
        ("دمشق - هبة صالح", ["هبة صالح"], []),
        ("دمشق-هبة صالح", ["هبة صالح"], []),
        ("أحمد علي ومحمد حسن", ["أحمد علي", "محمد حسن"], []),
        ("أحمد علي و محمد حسن", ["أحمد علي", "محمد حسن"], []),
        ("أحمد علي وليد حسن", ["أحمد علي وليد حسن"], []),
        ("أحمد علي، رنا صالح وسامي حسن", ["أحمد علي", "رنا صالح", "سامي حسن"], []),
        ("أحمد علي / رنا صالح", ["أحمد علي", "رنا صالح"], []),
        ("أحمد علي & Reem Hassan", ["أحمد علي", "Reem Hassan"], []),
        ("By Ahmad Ali", ["Ahmad Ali"], []),
        ("السبت 21-07-2018 06:09 | كتب: أحمد علي", ["أحمد علي"], []),
        ("سها مصطفى مراسلة الجزيرة نت", ["سها مصطفى"], []),
        ("كنان شموط", ["كنان شموط"], []),
        ("أحمد علي (رويترز)", ["أحمد علي"], ["reuters"]),
        ("أحمد علي ووكالات", ["أحمد علي"], ["وكالات"]),
        ("رويترز", [], ["reuters"]),
        ("0|رويترز", [], ["reuters"]),
        ("وكالات", [], ["وكالات"]),
        ("القاهرة - أ ش أ", [], ["mena"]),
        ("رويترز، أ ف ب", [], ["reuters", "afp"]),
        ("أخبار اليوم", [], ["akhbarelyom"]),
        ("سكاي نيوز عربية", [], ["skyar"]),
        ("شبكة النهر", [], ["شبكة النهر"]),
        ("خاص - عنب بلدي", [], ["enabbaladi"]),
        ("هسبريس من وجدة", [], ["hespress"]),
        ("أحمد علي من القاهرة", ["أحمد علي"], []),
        ("مصدر الخبر / عين المدينة", [], ["عين المدينة"]),
        ("فريق التحرير", [], []),
        ("محرر الشؤون المحلية", [], []),
        ("غرفة الأخبار", [], []),
        ("Admin", [], []),
        ("editor4", [], []),
        ("SANA3", [], []),
        ("reem.h", [], []),
        ("user@akhbar.example", [], []),
        ("محرر", [], []),
        ("دمشق", [], []),
        ("خاص", [], []),
        ("محمد", [], []),
        ("", [], []),
    ],
)
def test_bylines(byline: str, authors: list[str], sources: list[str]) -> None:
    found = find_sources(TEXT, bylines=[byline], publisher=NOBODY)
    assert found.authors == authors
    assert named(found) == sources


def test_people_of_credit_lines() -> None:
    found = read(
        "كتب: أحمد علي - تصوير: سامي حسن", "تحرير: رنا صالح | ترجمة: هبة حسن", "مونتاج: سمير علي", "ساهم في إعداد التقرير: ماهر حسن"
    )
    assert found.authors == ["أحمد علي"]
    assert [(credit.name, credit.role) for credit in found.credits] == [
        ("سامي حسن", "photo"),
        ("رنا صالح", "editing"),
        ("هبة حسن", "translation"),
        ("سمير علي", "video"),
        ("ماهر حسن", "contribution"),
    ]
    assert found.sources == []
    assert found.kept == [0, 1, 2]


def test_people_at_the_foot_of_reuters_copy() -> None:
    found = read("(شارك في التغطية مارك جونز - إعداد ليلى أحمد للنشرة العربية - تحرير محمد حسن)")
    people = [("مارك جونز", "contribution"), ("ليلى أحمد", "translation"), ("محمد حسن", "editing")]
    assert [(credit.name, credit.role) for credit in found.credits] == people
    assert found.authors == []


def test_a_source_and_people_in_one_line() -> None:
    found = read("المصدر: رويترز - ترجمة: هبة حسن")
    assert named(found) == ["reuters"]
    assert [(credit.name, credit.role) for credit in found.credits] == [("هبة حسن", "translation")]


def test_each_person_stands_once() -> None:
    found = find_sources([*TEXT, "كتب: أحمد علي"], bylines=["أحمد علي"], publisher=NOBODY)
    assert found.authors == ["أحمد علي"]


@pytest.mark.parametrize(
    ("caption", "source_id"),
    [
        ("الجسر الجديد عند الغروب (رويترز)", "reuters"),
        ("الجسر الجديد عند الغروب © AFP", "afp"),
        ("الجسر الجديد / Ahmad Ali / Sputnik", "sputnik"),
        ("الجسر الجديد - الأناضول", "anadolu"),
        ("Gettyimages.ru", "getty"),
        ("صورة: رويترز", "reuters"),
        ("الجسر الجديد (دمشق)", None),
        ("الجسر الجديد في عمان", None),
        ("تقول رويترز إن الجسر جديد", None),
    ],
)
def test_captions_credit_only_the_picture(caption: str, source_id: str | None) -> None:
    found = find_sources([*TEXT, "المصدر: يونهاب"], captions=[caption], publisher=NOBODY)
    photos = [(source.id, source.found_in) for source in found.sources if source.role == "photo"]
    assert photos == ([(source_id, "caption")] if source_id else [])
    assert found.origin == "yonhap"


@pytest.mark.parametrize(
    ("caption", "rest", "name", "text"),
    [
        ("الجسر الجديد عند الغروب (أ ف ب)", "الجسر الجديد عند الغروب", "أ ف ب", "(أ ف ب)"),
        ("الجسر الجديد عند الغروب. (رويترز).", "الجسر الجديد عند الغروب.", "رويترز", "(رويترز)"),
        ("الجسر الجديد © AFP", "الجسر الجديد", "AFP", "AFP"),
        ("الجسر الجديد - تصوير: سامي حسن", "الجسر الجديد", "سامي حسن", "تصوير: سامي حسن"),
        ("رويترز", "", "رويترز", "رويترز"),
        ("الجسر الجديد (رويترز/ سامي حسن)", "الجسر الجديد", "رويترز/ سامي حسن", "(رويترز/ سامي حسن)"),
    ],
)
def test_the_credit_is_cut_off_its_caption(caption: str, rest: str, name: str, text: str) -> None:
    found = read_caption(caption, Home.of(NOBODY))
    assert found is not None
    assert (found.rest, found.name, found.text) == (rest, name, text)


@pytest.mark.parametrize("credit", [". تصوير: سامي حسن", " (رويترز/ سامي حسن)", " (سامي حسن/رويترز)"])
def test_a_photographer(credit: str) -> None:
    found = find_sources(TEXT, captions=[f"الجسر الجديد{credit}"], publisher=NOBODY)
    assert [(credit.name, credit.role) for credit in found.credits] == [("سامي حسن", "photo")]


@pytest.mark.parametrize("caption", ["الجسر الجديد (سامي حسن)", "الجسر الجديد (اليمين/ سامي حسن)", "الوزير سامي حسن/ رويترز أخطأت"])
def test_a_person_in_a_caption_who_stands_beside_no_outlet_is_no_photographer(caption: str) -> None:
    assert find_sources(TEXT, captions=[caption], publisher=NOBODY).credits == []


def test_the_strongest_slot_stands_first_and_each_source_once() -> None:
    dateline = Dateline(place="باريس", agency="reuters", text="باريس (رويترز)")
    found = find_sources([*TEXT, "(رويترز)", "المصدر: يونهاب"], dateline=dateline, bylines=["أ ف ب"], publisher=NOBODY)
    assert [(source.id, source.found_in) for source in found.sources] == [("reuters", "dateline"), ("yonhap", "credit"), ("afp", "byline")]
    assert found.origin is None


@pytest.mark.parametrize(
    ("paragraph", "sources", "origin"),
    [
        ("باريس (رويترز) - أعلنت الحكومة اليوم خطة جديدة.", ["reuters"], "reuters"),
        ("باريس (رويترز، أ ف ب) - أعلنت الحكومة اليوم خطة جديدة.", ["reuters", "afp"], None),
        ("عواصم - وكالات", ["وكالات"], None),
        ("أبوظبي (البيان)", ["albayan"], "albayan"),
        ("رام الله / سما /", ["samanews"], "samanews"),
    ],
)
def test_datelines(paragraph: str, sources: list[str], origin: str | None) -> None:
    split = split_dateline(paragraph)
    assert split
    found = find_sources(TEXT, dateline=split.dateline, publisher=NOBODY)
    assert named(found) == sources
    assert {(source.found_in, source.text) for source in found.sources} == {("dateline", split.dateline.text)}
    assert found.origin == origin


def test_the_publishers_own_dateline_is_its_own_work() -> None:
    found = find_sources(TEXT, dateline=Dateline(place="دمشق", agency="sana", text="دمشق-سانا"), publisher=SANA)
    assert (named(found), found.origin) == (["sana"], "sana")


def test_a_publisher_that_signs_and_credits_somebody_else() -> None:
    dateline = Dateline(agency="almadenahnews", text="المدينة نيوز :-")
    found = find_sources([*TEXT, "--(بترا)"], dateline=dateline, publisher=publisher("almadenahnews.com"))
    assert (named(found), found.origin) == (["petra"], "petra")


def test_the_publishers_name_as_byline() -> None:
    at = publisher("nahr.example", arabic="صحيفة النهر")
    found = find_sources(TEXT, bylines=["صحيفة النهر"], publisher=at)
    assert [(source.id, source.found_in) for source in found.sources] == [("nahr.example", "publisher")]
    assert (found.authors, found.origin) == ([], "nahr.example")


def test_an_aggregator_is_nobodys_source() -> None:
    at = replace(publisher("nahr.example", arabic="صحيفة النهر"), kind="aggregator")
    found = find_sources([*TEXT, "المصدر: صحيفة النهر"], bylines=["مصدر الخبر / صحيفة النهر"], publisher=at)
    assert (found.sources, found.origin, found.kept) == ([], None, [0, 1, 2])
    found = find_sources([*TEXT, "(أ ف ب)"], bylines=["مصدر الخبر / صحيفة النهر"], publisher=at)
    assert (named(found), found.origin) == (["afp"], "afp")


def test_the_publishers_own_tail_says_nothing() -> None:
    found = find_sources([*TEXT, "The post جسر appeared first on صحيفة النهر."], publisher=publisher("nahr.example", arabic="صحيفة النهر"))
    assert (found.sources, found.kept) == ([], [0, 1, 2])


def test_citations_count_the_paragraphs_that_stay() -> None:
    found = find_sources(["المصدر: رويترز", FIRST, "وذكرت وكالة تاس أن الجسر هو الأطول. (رويترز)"], publisher=NOBODY)
    assert named(found) == ["reuters"]
    assert [(citation.id, citation.paragraph) for citation in found.citations] == [("tass", 1)]


def test_nothing_at_all() -> None:
    found = find_sources([], publisher=NOBODY)
    assert found == Attribution()


def test_long_texts_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        started = time.perf_counter()
        find_sources([*TEXT * count, f"{THIRD} ({'أ ' * 40 * count})", "و" * 100 * count, "The post " * 40 * count], publisher=NOBODY)
        return time.perf_counter() - started

    seconds(10)
    assert seconds(2000) < 60 * max(seconds(100), 0.002)


@pytest.mark.parametrize("lines", [["// انتهى //", "13:40 ت مـ", "0187"], ["(انتهى)", "ع.ج/ أ.ح"], ["===== ن.ع."], ["انتهى", "14:05"]])
def test_behind_the_end_mark_come_codes(lines: list[str]) -> None:
    assert read(*lines).kept == [0, 1, 2]


def test_a_number_without_an_end_mark_is_text() -> None:
    assert read("1948").kept == [0, 1, 2, 3]


def test_an_end_mark_behind_the_last_sentence() -> None:
    found = read(f"{THIRD} (النهاية)", "ف م ع / ا ر ب")
    assert found.kept == [0, 1, 2, 3]
    assert found.trimmed == {3: THIRD}


def test_an_end_mark_above_what_is_no_text_of_the_article() -> None:
    found = find_sources([FIRST, f"{SECOND} (النهاية)", THIRD], publisher=NOBODY)
    assert (found.kept, found.trimmed) == ([0, 1, 2], {1: SECOND})


def test_the_publishers_name_above_its_text() -> None:
    found = find_sources(["أخبار الأطلس", *TEXT], publisher=publisher(arabic="أخبار الأطلس"))
    assert found.kept == [1, 2, 3]
    assert [(source.name, source.found_in) for source in found.sources] == [("أخبار الأطلس", "publisher")]
    assert find_sources([FIRST, "أخبار الأطلس", *TEXT], publisher=publisher(arabic="أخبار الأطلس")).kept == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("line", ["* كاتب وباحث فلسطيني", "*كاتبة لبنانية صدر لها كتاب «حبر قديم» عام 2023.", "٭ أستاذ في جامعة محلية"])
def test_a_starred_line_below_a_column_is_about_its_writer(line: str) -> None:
    assert read(line).kept == [0, 1, 2]


@pytest.mark.parametrize("line", ["كاتب السيناريو هو صاحب الفكرة.", "* الأسعار لا تشمل الضريبة.", "* رئيس الاتحاد: سنعود أقوى."])
def test_other_lines_below_a_text_are_text(line: str) -> None:
    assert read(line).kept == [0, 1, 2, 3]


def test_starred_entries_of_a_list_are_text() -> None:
    assert read("* طبيب في كل مدرسة", "* مهندس في كل بلدية").kept == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("line", ["شبكة الأطلس", "الأطلس نيوز", "بوابة الأطلس الإخبارية"])
def test_the_publisher_puts_words_around_its_name(line: str) -> None:
    found = find_sources([line, *TEXT], publisher=publisher(arabic="الأطلس"))
    assert (found.kept, [source.found_in for source in found.sources]) == ([1, 2, 3], ["publisher"])
    assert find_sources(["شبكة المياه", *TEXT], publisher=publisher(arabic="الأطلس")).kept == [0, 1, 2, 3]


def test_the_signature_of_a_wire_is_no_text() -> None:
    found = read("- مع -", "وام/عبدالله أحمد/هدى الكبيسي")
    assert (found.kept, named(found), found.authors) == ([0, 1, 2], ["wam"], [])


def test_a_path_in_prose_is_no_signature() -> None:
    assert read("ذهاباً/إياباً على الطريق").kept == [0, 1, 2, 3]
