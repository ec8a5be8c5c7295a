"""The tables of sites and countries: every row is whole, and every address finds the publisher that it belongs to."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

import crawler.knowledge
from crawler.knowledge import PublisherKind, Site, Sites, agencies, countries, names_of, site_publisher, sites

TABLE: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
    Path(crawler.knowledge.__file__).with_name("sites.toml").read_text(encoding="utf-8")
)
ROWS = [pytest.param(country, site_id, row, id=site_id) for country, rows in TABLE.items() for site_id, row in rows.items()]
HOST = re.compile(r"(?!(?:www|m|mobile|amp)\.)[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")
# The members of the Arab League.
ARAB = "AE BH DJ DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE"


def site(site_id: str, *hosts: str) -> Site:
    return Site(id=site_id, names=("المنارة",), hosts=hosts, country="SY", timezone="Asia/Damascus", kind="newspaper")


@pytest.mark.parametrize(("country", "site_id", "row"), ROWS)
def test_a_row_is_whole(country: str, site_id: str, row: dict[str, Any]) -> None:
    assert set(row) <= {"kind", "names", "hosts", "timezone"}
    assert row["kind"] in get_args(PublisherKind)
    assert country in countries().zones or country == "unknown"
    assert "timezone" not in row or ZoneInfo(row["timezone"]).key != countries().zones.get(country), "says no more than the country does"
    for host in row.get("hosts", ()):
        assert HOST.fullmatch(host), host
    names = row.get("names", ())
    assert all(name == name.strip() and name for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("country", "site_id", "row"), ROWS)
def test_a_row_and_the_table_of_agencies_agree(country: str, site_id: str, row: dict[str, Any]) -> None:
    agency = agencies().by_id(site_id)
    if agency is None:
        assert row["names"], "without a row in agencies.toml the names stand here"
        assert row["hosts"], "without a row in agencies.toml the hosts stand here"
        return
    assert agency.country in ("", country)
    assert (agency.kind == "agency") == (row["kind"] == "agency")
    assert not {agency.name, *agency.names} & set(row.get("names", ())), "stands in agencies.toml already"


@pytest.mark.parametrize("known", sites().by_id.values(), ids=sites().by_id)
def test_every_host_finds_its_site(known: Site) -> None:
    for host in known.hosts:
        for address in (f"https://{host}/a/1", f"http://www.{host}:8080/", f"https://M.{host.upper()}./?p=1"):
            publisher = site_publisher(address)
            assert publisher.id == known.id, address
            assert publisher.home_host == host
            assert set(publisher.all_hosts) == set(known.hosts)
            assert publisher.country == known.country
            assert publisher.zone.key == known.timezone
            assert publisher.kind == known.kind
            assert publisher.arabic == names_of(known.id)[0]


def test_there_are_sites_of_every_arab_country() -> None:
    assert {known.country for known in sites().by_id.values()} >= set(ARAB.split())
    assert len([host for rows in TABLE.values() for row in rows.values() for host in row.get("hosts", ())]) > 400


@pytest.mark.parametrize("country", ARAB.split())
def test_every_arab_country_has_a_zone(country: str) -> None:
    assert ZoneInfo(countries().zones[country])


def test_countries_are_whole() -> None:
    for country, zone in countries().zones.items():
        assert re.fullmatch("[A-Z]{2}", country)
        assert ZoneInfo(zone).key == zone
    for domain, country in countries().domains.items():
        assert country in countries().zones, domain
        if not domain.isascii():
            assert countries().domains[domain.encode("idna").decode()] == country


@pytest.mark.parametrize(
    ("url", "publisher_id", "country", "zone"),
    [
        ("https://www.almadenahnews.com/article/1", "almadenahnews", "JO", "Asia/Amman"),
        ("https://gate.ahram.org.eg/News/1.aspx", "ahram", "EG", "Africa/Cairo"),
        ("https://sport.hespress.com/1.html", "hespress", "MA", "Africa/Casablanca"),
        ("https://ultrairaq.ultrasawt.com/1", "ultrairaq", "IQ", "Asia/Baghdad"),
        ("https://www.ultrasawt.com/1", "ultrasawt", "QA", "Asia/Qatar"),
        ("https://rtarabic.com/world/1-x", "rt_arabic", "RU", "UTC"),
        ("https://sarabic.ae/20250101/x-1.html", "sputnik", "RU", "UTC"),
        ("https://www.bbc.com/arabic/articles/x", "bbcar", "GB", "UTC"),
        ("https://arabic.cnn.com/world/article/2025/01/01/x", "cnn", "AE", "Asia/Dubai"),
        ("https://www.cnbcarabia.com/1", "cnbc", "US", "Asia/Dubai"),
        ("https://www.alaraby.co.uk/politics/x", "alaraby", "GB", "Asia/Jerusalem"),
        ("https://ar.yna.co.kr/view/AAR20250101000100885", "yonhap", "KR", "Asia/Seoul"),
        ("https://www.klyoum.com/yemen-news/1", "klyoum", "", "UTC"),
        ("https://www.nytimes.com/2025/01/01/x.html", "nytimes", "US", "America/New_York"),
    ],
)
def test_known_sites(url: str, publisher_id: str, country: str, zone: str) -> None:
    publisher = site_publisher(url)
    assert (publisher.id, publisher.country, publisher.timezone) == (publisher_id, country, zone)


@pytest.mark.parametrize(
    ("url", "publisher_id", "country", "zone"),
    [
        ("https://www.qasr-tajriba.dz/news/1", "qasr-tajriba.dz", "DZ", "Africa/Algiers"),
        ("https://ar.m.qasr-tajriba.com.lb/1", "m.qasr-tajriba.com.lb", "LB", "Asia/Beirut"),
        ("https://m.ar.qasr-tajriba.om/1", "qasr-tajriba.om", "OM", "Asia/Muscat"),
        ("https://news.qasr-tajriba.org.uk/1", "news.qasr-tajriba.org.uk", "GB", "Europe/London"),
        ("https://qasr-tajriba.ly/1", "qasr-tajriba.ly", "LY", "Africa/Tripoli"),
        ("https://qasr.xn--wgbh1c/1", "qasr.xn--wgbh1c", "EG", "Africa/Cairo"),
        ("https://قصر.مصر/1", "قصر.مصر", "EG", "Africa/Cairo"),
        ("https://qasr-tajriba.example/1", "qasr-tajriba.example", "", "UTC"),
        ("https://qasr-tajriba.tv/1", "qasr-tajriba.tv", "", "UTC"),
        ("https://nothespress.com/1", "nothespress.com", "", "UTC"),
        ("https://ar.sy/1", "ar.sy", "SY", "Asia/Damascus"),
        ("https://192.0.2.7/1", "192.0.2.7", "", "UTC"),
        ("https://localhost/1", "localhost", "", "UTC"),
    ],
)
def test_strangers(url: str, publisher_id: str, country: str, zone: str) -> None:
    publisher = site_publisher(url)
    assert (publisher.id, publisher.country, publisher.timezone) == (publisher_id, country, zone)
    assert publisher.home_host == publisher_id
    assert publisher.arabic == ""


@pytest.mark.parametrize(
    "url", ["", " ", "http://", "http://[::1", "no address", "//", "https://./", "mailto:x@hespress.com", "http://..sy"]
)
def test_a_bad_address_gives_a_publisher_all_the_same(url: str) -> None:
    publisher = site_publisher(url)
    assert publisher.id
    assert publisher.zone


def test_an_address_without_a_host_is_unknown() -> None:
    assert site_publisher("").id == site_publisher("http://[::1").id == "unknown"


def test_names_of() -> None:
    assert names_of("almadenahnews")[0] == "المدينة نيوز"
    assert {"سانا", "SANA", "الوكالة العربية السورية للأنباء"} <= set(names_of("sana"))
    assert {"DW", "دويتشه فيله"} <= set(names_of("dwar"))
    assert names_of("qasr-tajriba.example") == ()


def test_the_english_name_is_a_latin_one() -> None:
    assert site_publisher("https://hespress.com/1").english == "Hespress"
    assert site_publisher("https://alwehda.gov.sy/1").english == ""


def test_a_host_that_stands_twice_is_named() -> None:
    with pytest.raises(ValueError, match=r"one and two share the host qasr\.example"):
        Sites([site("two", "qasr.example"), site("one", "bustan.example", "qasr.example")])


def test_an_id_that_stands_twice_is_named() -> None:
    with pytest.raises(ValueError, match="the id one stands twice"):
        Sites([site("one", "qasr.example"), site("one", "bustan.example")])


def test_a_name_says_which_site_is_meant() -> None:
    def named(name: str, *countries: str) -> str | None:
        found = sites().named(name, countries=countries)
        return found.id if found else None

    assert named("عين ليبيا") == "eanlibya"
    assert (named("الوسط", "LY"), named("الوسط", "", "KW"), named("الوسط")) == ("alwasat_ly", "alwasat_kw", None)
    assert (named("المهرية", "YE"), named("المهرية", "EG")) == ("almahriah", None), "a single word is sure only at home"
    assert named("صحيفة التجربة") is None
