"""Addresses that stand in a page."""

from __future__ import annotations

import doctest
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(
    base=st.sampled_from(
        [BASE, "http://sana.sy", "https://sana.sy:80?x", "https://u@sana.sy/a", "http://[x", "https://", "ftp://sana.sy/"]
    ),
    address=st.text("/.?#;:@&=ab%\\[]^~ \t\x01سA", max_size=9).map("/{}".format),
)
def test_what_is_put_together_is_what_joining_gives(base: str, address: str) -> None:
    try:
        joined = urlsplit(urljoin(base, address.strip())).geturl()
    except ValueError:
        joined = ""
    assert absolute(base, address) == (joined if joined.startswith(("https://", "http://")) else None)
