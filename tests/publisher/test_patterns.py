"""From addresses to the pattern of a declaration."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crawler.publisher.patterns
from crawler.publisher.patterns import MANY, article_url_of, with_slash
from crawler.publisher.shapes import pattern_of
from crawler.publisher.urls import canonical_url


def at(path: str) -> str:
    return canonical_url(f"https://example.com{path}")


def numbers(paths: list[str], *languages: str) -> tuple[str, str | None, list[str | None]]:
    """The pattern, its parameter, and what it says of the addresses that it was made from."""
    addresses = [at(path) for path in paths]
    url = article_url_of(addresses, languages)
    assert url is not None
    matches = [url.match(address) for address in addresses]
    assert all(matches)
    return url.path, url.query_id, [match.number if match else None for match in matches]


@pytest.mark.parametrize(
    ("paths", "pattern", "ids"),
    [
        (["/1204417/", "/1204402/"], r"^/(?P<id>\d{5,})/?$", ["1204417", "1204402"]),
        (["/world/12345/", "/local/hama/12346/"], r"^/(?:(?!page/)[a-z-]+/){1,3}(?P<id>\d+)/?$", ["12345", "12346"]),
        (["/news/1204417.html", "/arts/1204402.html"], r"^/[a-z-]+/(?P<id>\d+)\.html$", None),
        (["/view/AAR20250114001", "/view/AEN20250114002"], r"^/[a-z-]+/[A-Za-z]+(?P<id>\d+)/?$", ["20250114001", "20250114002"]),
        (["/world/172180-قمة-المناخ/", "/my_city/172098-حديقة/"], r"^/[a-z0-9_-]+/(?P<id>\d+)-[^/]*/?$", ["172180", "172098"]),
        (["/a/نتائج-2025-كاملة-45678.html", "/b/حديقة-1990-جديدة-45679.html"], None, ["45678", "45679"]),
        (["/2025/123456/", "/2024/123457/"], r"^/\d{4}/(?P<id>\d{5,})/?$", None),
        (["/2025/09/07/افتتاح-حديقة-جديدة/", "/2025/9/6/صيانة-شبكة-المياه/"], None, [None, None]),
        (["/?p=123", "/?p=124"], "^/$", ["123", "124"]),
        (["/ArticleDetails.aspx?id=123", "/ArticleDetails.aspx?id=124"], r"^/ArticleDetails\.aspx$", ["123", "124"]),
    ],
)
def test_the_pattern_of_a_form(paths: list[str], pattern: str | None, ids: list[str | None] | None) -> None:
    found, _, given = numbers(paths)
    assert found == (pattern or found)
    assert given == (ids or given)


@pytest.mark.parametrize("path", ["/page/2/", "/world/page/2/", "/en/world/12345/", "/world/", "/", "/about-us/", "/2025/09/"])
def test_listings_and_other_editions_are_no_articles(path: str) -> None:
    for articles in (["/world/12345/", "/local/12346/"], ["/world/a-new-garden/", "/local/the-water-net/"]):
        url = article_url_of([at(article) for article in articles], ["en"])
        assert url is not None
        assert url.match(at(path)) is None, url.path


def test_shortlinks_beside_a_number_are_the_same_articles() -> None:
    assert numbers(["/world/12345/", "/local/12346/", "/?p=12347"])[1:] == ("p", ["12345", "12346", "12347"])


def test_a_part_that_is_the_same_in_many_is_fixed() -> None:
    assert numbers([f"/article/{number}/" for number in range(10000, 10000 + MANY)])[0] == r"^/article/(?P<id>\d+)/?$"


def test_a_number_that_comes_twice_is_no_id() -> None:
    pattern, _, ids = numbers(["/world/12345-a-new-garden/", "/world/12345-the-water-net/"])
    assert ("(?P<id>" in pattern, ids) == (False, [None, None])


def test_a_mirror_does_not_make_two_of_one_article() -> None:
    url = article_url_of([at("/a/12345/"), "https://mirror.example/a/12345/", at("/b/12346/")])
    assert url is not None
    assert "(?P<id>" in url.path


def test_a_parameter_whose_name_is_no_plain_word_is_no_id() -> None:
    for name in ("p%22,x%3D__import__%28%22os%22%29,y%3D%22", "%D8%B1%D9%82%D9%85"):
        url = article_url_of([canonical_url(f"https://awraq.example/news.php?{name}={number}") for number in range(40001, 40005)])
        assert url
        assert (url.path, url.query_id) == (r"^/[^/]+\.php$", None)


def test_no_addresses_no_pattern() -> None:
    assert article_url_of([]) is None


@given(
    st.lists(st.integers(2100, 10**9), min_size=1, max_size=30, unique=True),  # below 2100 stand years
    st.lists(st.sampled_from(["world", "اقتصاد", "my_city", "local-news", "x1"]), min_size=1, max_size=3),
    st.sampled_from(
        ["/{0}/{1}/", "/{0}/{0}/{1}", "/{1}.html", "/{0}/{1}-افتتاح-حديقة/", "/{0}/story_{1}", "/2025/9/{0}-{1}/", "/x?id={1}"]
    ),
)
def test_a_pattern_finds_the_number_of_every_address_that_it_was_made_from(ids: list[int], sections: list[str], form: str) -> None:
    found = numbers([form.format(sections[number % len(sections)], number) for number in ids])
    assert found[2] == [str(number) for number in ids]


@given(st.lists(st.from_regex(r"/[a-zء-ي0-9/_.-]{1,30}(\?[a-z]=[0-9]{1,5})?", fullmatch=True), min_size=1, max_size=10))
def test_any_addresses_give_a_pattern_that_fits_the_form_that_most_have(paths: list[str]) -> None:
    addresses = list(dict.fromkeys(at(path) for path in paths))
    url = article_url_of(addresses)
    assert url is not None
    forms = [pattern_of(address) for address in addresses]
    if len(set(forms)) == 1:
        assert all(url.match(address) for address in addresses), url.path


@pytest.mark.parametrize(
    ("addresses", "slash"),
    [
        (["https://a.example/1/", "https://a.example/2/", "https://a.example/3"], True),
        (["https://a.example/1", "https://a.example/2?x=/", "https://a.example/3/"], False),
        (["https://a.example/1.html", "https://a.example/"], True),
    ],
)
def test_whether_addresses_end_with_a_slash(addresses: list[str], slash: bool) -> None:
    assert with_slash(addresses) is slash


def test_examples() -> None:
    assert doctest.testmod(crawler.publisher.patterns) == (0, 1)
