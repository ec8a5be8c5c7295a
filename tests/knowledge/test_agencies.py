"""The table of agencies: every row is found by all that it says of itself."""

from __future__ import annotations

from typing import get_args

import pytest

from crawler.items import SourceKind
from crawler.knowledge import Agencies, Agency, agencies

ALL = agencies().all

# Ids of arabic.md (b), the photo agency and the press-release wires: other parts and users rely on them.
PROMISED = """
sana rt_arabic ria tass sputnik interfax rossiya_segodnya yonhap kcna xinhua kyodo reuters afp ap upi bloomberg dpa efe ansa aki anadolu
ihlas mena wam spa kuna qna bna ona saba petra wafa maan safa shehab nna_lb ina_iq nina_iq suna lana tap aps map ami una irna fars tasnim
mehr isna north_press anha sohr shafaq rudaw k24 ukrinform unian pti ani aljazeera alarabiya skyar cnn bbcar dwar f24ar epa
prnewswire businesswire globenewswire aetoswire
"""


@pytest.mark.parametrize("agency_id", PROMISED.split())
def test_promised_ids_are_there(agency_id: str) -> None:
    agency = agencies().by_id(agency_id)
    assert agency
    assert agency.id == agency_id


@pytest.mark.parametrize("agency", ALL, ids=[agency.id or agency.name for agency in ALL])
def test_every_row_is_found_by_its_names_and_hosts(agency: Agency) -> None:
    assert agency.kind in get_args(SourceKind)
    assert (agency.id is None) == (agency.kind == "generic")
    assert agency.country == "" or (len(agency.country) == 2 and agency.country.isupper())
    for name in (agency.name, *agency.names):
        named = agencies().find(f"«{name}».")
        assert named, name
        if name in agency.shared:
            assert agency in named.bearers, name
            assert (named.agency.id, named.agency.name, named.ambiguous) == (None, name, True)
            continue
        assert named.agency is agency, name
        assert named.ambiguous == (name in agency.ambiguous), name
    for name in (*agency.ambiguous, *agency.opens, *agency.shared):
        assert name in (agency.name, *agency.names), name
    for host in agency.hosts:
        assert not host.startswith("www.")
        assert agencies().by_host(f"m.{host}") is agency


@pytest.mark.parametrize("name", [name for agency in ALL for name in (agency.name, *agency.names)])
def test_names_are_written_in_one_script(name: str) -> None:
    for word in name.split():
        ranges = {"arabic": ("ء", "ۓ"), "hebrew": ("א", "ת"), "latin": ("A", "z"), "cyrillic": ("А", "я")}
        scripts = {script for script, (first, last) in ranges.items() if any(first <= c <= last for c in word)}
        assert len(scripts) <= 1, word


@pytest.mark.parametrize(
    ("name", "agency_id", "ambiguous"),
    [
        ("أ ف ب", "afp", False),
        ("أ.ف.ب.", "afp", False),
        ("ا.ف.ب", "afp", False),
        ("أف ب", "afp", False),
        ("أ ب", "ap", False),
        ("د.ب.أ", "dpa", False),
        ("/أ ش أ/", "mena", False),
        ("و م ع", "map", False),
        ('وكالة "سانا"', "sana", False),
        ("وكالة سانا للأنباء", "sana", False),
        ("وكالة أنباء إنترفاكس", "interfax", False),
        ("وفا", "wafa", True),
        ("وكالة وفا", "wafa", False),
        ("قناة العربية", "alarabiya", False),
        ("العُمانية", "ona", True),
        ("reuters", "reuters", False),
        ("وكالات", None, False),
    ],
)
def test_names_as_pages_write_them(name: str, agency_id: str | None, ambiguous: bool) -> None:
    named = agencies().find(name)
    assert named
    assert (named.agency.id, named.ambiguous) == (agency_id, ambiguous)


@pytest.mark.parametrize("name", ["", "أب", "اب", "وسانا", "سانافيكس", "وكالة الفضاء", "دمشق", "وكالة"])
def test_names_of_nobody(name: str) -> None:
    assert agencies().find(name) is None


def test_hosts_of_nobody() -> None:
    assert agencies().by_host("example.com") is None
    assert agencies().by_host("") is None
    assert agencies().by_id("nobody") is None


def test_two_agencies_cannot_share_a_name() -> None:
    one = Agency(id="one", name="الأولى", names=("خبر",), kind="agency")
    two = Agency(id="two", name="الثانية", names=("خَبَر",), kind="agency")
    with pytest.raises(ValueError, match="share the name"):
        Agencies([one, two])


@pytest.mark.parametrize(
    ("hosts", "country", "agency_id"),
    [
        (["elwatannews.com"], "", "elwatannews"),
        (["www.elwatannews.com"], "SY", "elwatannews"),
        ([], "SY", "alwatan_sy"),
        (["example.com"], "SY", "alwatan_sy"),
        (["example.com"], "", None),
        ([], "DE", None),
    ],
)
def test_papers_that_share_a_name(hosts: list[str], country: str, agency_id: str | None) -> None:
    for name in ("الوطن", "صحيفة الوطن", "«الوطن»"):
        named = agencies().find(name)
        assert named
        assert named.agency.id is None
        bearer = named.bearer(hosts=hosts, country=country)
        assert (bearer.id if bearer else None) == agency_id


def test_two_papers_of_one_country_that_share_a_name_are_nobody() -> None:
    papers = [Agency(id=name, name="النور", names=(), kind="outlet", country="SY", shared=("النور",)) for name in ("one", "two")]
    named = Agencies(papers).find("النور")
    assert named
    assert named.bearer(country="SY") is None


def test_the_table_is_read_once() -> None:
    assert agencies() is agencies()
