"""Addresses that stand in a page."""

from __future__ import annotations

import doctest

import pytest

import crawler.page.addresses
from crawler.page.addresses import absolute

BASE = "https://sana.sy/locals/5/"


def test_the_examples_hold() -> None:
    assert doctest.testmod(crawler.page.addresses) == (0, 2)


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("/a.jpg", "https://sana.sy/a.jpg"),
        (" b.jpg\n", "https://sana.sy/locals/5/b.jpg"),
        ("//cdn.sananews.sy/c.jpg", "https://cdn.sananews.sy/c.jpg"),
        ("http://other.example/", "http://other.example/"),
        ("?p=7", "https://sana.sy/locals/5/?p=7"),
        ("", None),
        ("  ", None),
        (None, None),
        ("http://[x", None),
        ("http://a]b/", None),
        ("HTTPS://sana.sy/A", "https://sana.sy/A"),
        ("javascript:alert(1)", None),
        ("mailto:desk@sana.sy", None),
        ("article:section", None),
    ],
)
def test_absolute(address: str | None, whole: str | None) -> None:
    assert absolute(BASE, address) == whole


def test_on_a_page_whose_own_address_is_broken_nothing_is_whole() -> None:
    assert absolute("http://[x", "/a.jpg") is None
