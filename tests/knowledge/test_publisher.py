from __future__ import annotations

import pytest

from crawler.knowledge.publisher import Publisher

WAFA = Publisher(id="wafa", arabic="وفا", english="WAFA", country="PS", home="https://www.wafa.ps/", kind="agency")


@pytest.mark.parametrize(
    ("canonical", "asked"),
    [
        ("https://wafa.ps/news/5", "https://www.wafa.ps/news/5"),
        ("https://english.wafa.ps/news/5", "https://english.wafa.ps/news/5"),
        ("https://wafa.ps.example/?to=https://wafa.ps/", "https://wafa.ps.example/?to=https://wafa.ps/"),
    ],
)
def test_an_address_is_asked_for_on_the_host_of_the_home_page(canonical: str, asked: str) -> None:
    assert WAFA.served(canonical) == asked


def test_a_home_without_www_is_asked_so() -> None:
    assert WAFA.but(home="https://wafa.ps/").served("https://wafa.ps/news/5") == "https://wafa.ps/news/5"


@pytest.mark.parametrize(("timezone", "zone"), [("", "Asia/Hebron"), ("UTC", "UTC")])
def test_times_are_those_of_the_country_unless_it_says_otherwise(timezone: str, zone: str) -> None:
    assert WAFA.but(timezone=timezone).zone.key == zone


def test_a_country_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="ZoneInfo"):
        _ = WAFA.but(country="XX").zone
