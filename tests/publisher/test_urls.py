"""Canonical URLs, keys and article patterns."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler import knowledge
from crawler.index.frontier import url_key
from crawler.knowledge.publisher import Publisher
from crawler.publisher.urls import ArticleUrl, canonical_url

SANA = Publisher(
    id="sana",
    arabic="سانا",
    english="SANA",
    country="SY",
    timezone="Asia/Damascus",
    home="https://sana.sy/",
    kind="agency",
    hosts=("archive.sana.sy",),
    mirrors=("sanasyria.org", "sana-syria.org"),
)
LOCAL = Publisher(
    id="demo",
    arabic="تجربة",
    english="Demo",
    country="SY",
    timezone="UTC",
    home="http://news.example/",
    kind="website",
    hosts=("m.example",),
)
SLUG = quote("أخبار-اليوم")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        # scheme, host, port
        ("https://sana.sy/locals/2280713/", "https://sana.sy/locals/2280713/"),
        ("http://www.sana.sy/locals/2280713/", "https://sana.sy/locals/2280713/"),
        ("HTTPS://WWW.SANA.SY", "https://sana.sy/"),
        ("https://sana.sy./fa/?p=20025", "https://sana.sy/fa/?p=20025"),
        ("http://sana.sy:80/?p=1", "https://sana.sy/?p=1"),
        ("https://sana.sy:443/?p=1", "https://sana.sy/?p=1"),
        ("http://127.0.0.1:8123/locals/1/", "http://127.0.0.1:8123/locals/1/"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x/"),
        ("https://m.sana.sy/locals/1/", "https://sana.sy/locals/1/"),
        ("https://www.amp.sana.sy/locals/1/", "https://sana.sy/locals/1/"),
        ("https://mobile.sana.sy/locals/1/", "https://sana.sy/locals/1/"),
        ("https://m.sy/x/", "https://m.sy/x/"),
        ("https://www.sanasyria.org/?p=352401", "https://sana.sy/?p=352401"),
        ("http://sana-syria.org/en/?cat=453&paged=16", "https://sana.sy/en/?cat=453&paged=16"),
        ("https://archive.sana.sy/?p=2108756", "https://archive.sana.sy/?p=2108756"),
        ("https://reader:secret@sana.sy/x/", "https://sana.sy/x/"),
        ("https://أخبار.example/x/", "https://xn--igbicxr.example/x/"),
        # fragment, white space
        ("https://sana.sy/locals/1/#comments", "https://sana.sy/locals/1/"),
        ("https://sana.sy/?p=1#x?y", "https://sana.sy/?p=1"),
        (" \nhttps://sana.sy/locals/\n1/\t", "https://sana.sy/locals/1/"),
        # AMP
        ("https://sana.sy/locals/1/amp/", "https://sana.sy/locals/1/"),
        ("https://sana.sy/locals/1/amp", "https://sana.sy/locals/1/"),
        ("https://sana.sy/amp/locals/1", "https://sana.sy/locals/1/"),
        ("https://sana.sy/amp/", "https://sana.sy/"),
        ("https://sana.sy/locals/1/?amp=1", "https://sana.sy/locals/1/"),
        ("https://sana.sy/locals/1/?amp", "https://sana.sy/locals/1/"),
        ("https://sana.sy/locals/1/?outputType=amp", "https://sana.sy/locals/1/"),
        ("https://sana.sy/locals/1/?outputType=print", "https://sana.sy/locals/1/?outputType=print"),
        ("https://sana.sy/amphitheatre/1/", "https://sana.sy/amphitheatre/1/"),
        ("https://sana.sy/bosra/amphitheatre/", "https://sana.sy/bosra/amphitheatre/"),
        # slash
        ("https://sana.sy/locals/1", "https://sana.sy/locals/1/"),
        ("https://sana.sy", "https://sana.sy/"),
        ("https://sana.sy?p=2108756", "https://sana.sy/?p=2108756"),
        ("https://sana.sy/en?p=213119", "https://sana.sy/en/?p=213119"),
        ("https://sana.sy/news/1.html/", "https://sana.sy/news/1.html"),
        ("https://sana.sy/ArticleDetails.aspx/?id=5", "https://sana.sy/ArticleDetails.aspx?id=5"),
        ("https://sana.sy/INDEX.HTM", "https://sana.sy/INDEX.HTM"),
        ("https://sana.sy/technology/version-2.0", "https://sana.sy/technology/version-2.0/"),
        ("https://sana.sy/1.html/amp/", "https://sana.sy/1.html"),
        # path
        ("https://sana.sy//locals///1/", "https://sana.sy/locals/1/"),
        ("https://sana.sy/a/./b/../locals/1/", "https://sana.sy/a/locals/1/"),
        ("https://sana.sy/../../locals/1/", "https://sana.sy/locals/1/"),
        ("https://sana.sy/a/%2E%2e/locals/1/", "https://sana.sy/locals/1/"),
        ("https://sana.sy/tag/أخبار-اليوم/", f"https://sana.sy/tag/{SLUG}/"),
        (f"https://sana.sy/tag/{SLUG.lower()}/", f"https://sana.sy/tag/{SLUG}/"),
        ("https://sana.sy/%6Cocals/%31/", "https://sana.sy/locals/1/"),
        ("https://sana.sy/a%3a%2c b/", "https://sana.sy/a:,%20b/"),
        ("https://sana.sy/a%2fb/", "https://sana.sy/a%2Fb/"),
        ("https://sana.sy/a;b/c%3bd/", "https://sana.sy/a;b/c%3Bd/"),
        ("https://sana.sy/100%/", "https://sana.sy/100%25/"),
        ("https://sana.sy/%%34%31/", "https://sana.sy/%2541/"),
        ("https://sana.sy/%C7%e1/", "https://sana.sy/%C7%E1/"),
        # query
        ("https://sana.sy/?p=2108756", "https://sana.sy/?p=2108756"),
        ("https://sana.sy/?p=2108756&utm_source=rss&UTM_Medium=x&fbclid=1&ref=home", "https://sana.sy/?p=2108756"),
        ("https://sana.sy/locals/1/?", "https://sana.sy/locals/1/"),
        ("https://sana.sy/locals/1/?gclid=1&&", "https://sana.sy/locals/1/"),
        ("https://sana.sy/?paged=2&cat=29582", "https://sana.sy/?cat=29582&paged=2"),
        ("https://sana.sy/?b=2&a=9&b=1", "https://sana.sy/?a=9&b=2&b=1"),
        ("https://sana.sy/?tag=أخبار+اليوم", f"https://sana.sy/?tag={quote('أخبار اليوم')}"),
        (f"https://sana.sy/?tag={quote('أخبار').lower()}%20{quote('اليوم')}", f"https://sana.sy/?tag={quote('أخبار اليوم')}"),
        ("https://sana.sy/?c[]=a%26b", "https://sana.sy/?c%5B%5D=a%26b"),
        ("https://sana.sy/?preview=", "https://sana.sy/?preview"),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url, publisher=SANA) == canonical


def test_mirrors_stay_without_a_publisher() -> None:
    assert canonical_url("http://www.sanasyria.org/?p=1") == "https://sanasyria.org/?p=1"


@pytest.mark.parametrize(
    ("identity", "url", "canonical"),
    [
        (("p",), "https://news.example/?lang=ar&p=1&x=2", "http://news.example/?p=1"),
        (("p",), "https://news.example/locals/1/?theme=dark", "http://news.example/locals/1/"),
        (("ref",), "https://news.example/?ref=5", "http://news.example/?ref=5"),
        ((), "https://news.example/?p=1", "http://news.example/"),
        (None, "https://news.example/?lang=ar&p=1&utm_source=x", "http://news.example/?lang=ar&p=1"),
    ],
)
def test_a_publisher_declares_which_parameters_say_which_page_it_is(identity: tuple[str, ...] | None, url: str, canonical: str) -> None:
    assert canonical_url(url, publisher=replace(LOCAL, identity=identity)) == canonical


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/view/1/?x=2", "http://news.example/view/1?x=2"),
        ("https://news.example/view/1", "http://news.example/view/1"),
        ("https://news.example//amp/", "http://news.example/"),
        ("https://news.example", "http://news.example/"),
    ],
)
def test_a_publisher_declares_that_its_addresses_have_no_slash_at_the_end(url: str, canonical: str) -> None:
    assert canonical_url(url, publisher=replace(LOCAL, slash=False)) == canonical


def test_publisher_on_plain_http_keeps_its_scheme() -> None:
    assert canonical_url("https://www.news.example/1/", publisher=LOCAL) == "http://news.example/1/"
    assert canonical_url("http://other.example/1/", publisher=LOCAL) == "https://other.example/1/"


def test_host_that_the_publisher_names_is_not_folded() -> None:
    assert canonical_url("http://www.m.example/1/", publisher=LOCAL) == "http://m.example/1/"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mailto:desk@sana.sy",
        "javascript:void(0)",
        "//sana.sy/locals/1/",
        "/locals/1/",
        "ftp://sana.sy/x",
        "https://",
        "https:///locals/",
        "https://?p=1",
        "https://exa mple.com/",
        "https://sana..sy/",
        "https://sana.sy:port/",
        "https://sana.sy:65536/",
        f"https://sana.sy:{'9' * 150}/",
        "https://[::1/",
        "https://[1.2]/locals/5/",
        "https://[::::]/locals/5/",
        "https://.../",
        "https://sana.sy\\@evil.example/",
        f"https://{'ش' * 80}.example/",
        "https://sana.sy/\ud800",
        "https://sana.sy/?q=\ud800",
        "data:text/html,<a>",
    ],
)
def test_bad_url_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="URL") as caught:
        canonical_url(url, publisher=SANA)
    assert repr(url) in str(caught.value)


def test_huge_bad_url_is_shown_in_part() -> None:
    with pytest.raises(ValueError, match="not an") as caught:
        canonical_url("data:" + "x" * 100_000)
    assert len(str(caught.value)) < 300


def test_tables_are_in_lower_case() -> None:
    """They are compared with lower-cased names; another spelling would never match."""
    tables = tomllib.loads((Path(knowledge.__path__[0]) / "urls.toml").read_text(encoding="utf-8"))
    names = [*tables["host_prefixes"], *tables["extensions"], *tables["amp"], *tables["tracking"]["prefixes"], *tables["tracking"]["names"]]
    assert [name for name in names if name != name.lower()] == []


segments = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                ".",
                "..",
                "amp",
                "locals",
                "1.html",
                "%",
                "%2",
                "%2f",
                "%41",
                "%2e%2E",
                "%d8%A3",
                "أخبار",
                "a b",
                ";",
                "+",
                "m.",
                "x.ASPX",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=5,
).map("/".join)
queries = st.lists(
    st.tuples(st.sampled_from(["p", "cat", "amp", "utm_source", "outputType", "ت", "c[]", "%70", "a+b", ""]), st.text(max_size=5)),
    max_size=4,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
hosts = st.sampled_from(["sana.sy", "WWW.m.sana.sy.", "sanasyria.org:443", "archive.sana.sy", "أخبار.example", "x.example:8080", "m.co"])
urls = st.builds(
    lambda scheme, host, path, query: f"{scheme}://{host}/{path}?{query}", st.sampled_from(["http", "https"]), hosts, segments, queries
)


@given(urls, st.sampled_from([None, SANA, LOCAL, replace(LOCAL, slash=False)]))
@example("https://sana.sy/%%34%31/", None)
@example("https://sana.sy/amp/../amp/amp", None)
def test_canonical_form_is_stable_and_plain(url: str, publisher: Publisher | None) -> None:
    try:
        canonical = canonical_url(url, publisher=publisher)
    except ValueError:
        return
    assert canonical_url(canonical, publisher=publisher) == canonical
    assert re.fullmatch(r"[!-~]+", canonical)
    assert "#" not in canonical
    assert not re.search(r"%(?![0-9A-F]{2})", canonical)


@given(st.dictionaries(st.text("abcdxyz", min_size=1, max_size=3), st.text(max_size=5), max_size=5), st.randoms())
def test_order_of_parameters_makes_no_difference(parameters: dict[str, str], random: object) -> None:
    pairs = [f"{name}={quote(value, errors='replace')}" for name, value in parameters.items()]
    shuffled = pairs.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical_url("https://sana.sy/?" + "&".join(shuffled)) == canonical_url("https://sana.sy/?" + "&".join(pairs))


visible = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="/?#%;\\ ")


@given(st.text(visible, min_size=1).filter(lambda text: text.strip(".") == text))
def test_escaped_and_raw_paths_are_one(segment: str) -> None:
    escaped = "".join(f"%{byte:02x}" for byte in segment.encode())
    spellings = {
        canonical_url(f"https://sana.sy/tag/{spelling}/x") for spelling in (segment, escaped, escaped.upper(), quote(segment, safe=""))
    }
    assert len(spellings) == 1


def test_url_key_is_a_signed_64_bit_number() -> None:
    key = url_key("https://sana.sy/?p=2108756")
    assert key == url_key(canonical_url("http://www.sana.sy/?p=2108756&fbclid=1", publisher=SANA))
    keys = [url_key(f"https://sana.sy/locals/{number}/") for number in range(1000)]
    assert len(set(keys)) == 1000
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert min(keys) < 0 < max(keys)


def test_url_key_does_not_change_between_versions() -> None:
    assert url_key("https://sana.sy/?p=2108756") == 357107095411845004


SANA_ARTICLE = ArticleUrl(r"^/(?!(?:en|tr|fr|es|ku|ru|he|fa|zh)/)(?:[a-z-]+/){1,2}(?P<id>\d+)/?$", query_id="p")


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://sana.sy/locals/2280713/", "2280713"),
        ("https://sana.sy/governorates/tartus/2519122/", "2519122"),
        ("https://sana.sy/?p=2108756", "2108756"),
        ("https://archive.sana.sy/?p=2108756", "2108756"),
        ("https://sana.sy/?a=1&p=2108756&z=2", "2108756"),
    ],
)
def test_article_number(url: str, number: str) -> None:
    match = SANA_ARTICLE.match(url)
    assert match is not None
    assert match.number == number


@pytest.mark.parametrize(
    "url",
    [
        "https://sana.sy/",
        "https://sana.sy/locals/",
        "https://sana.sy/en/syria/2280713/",
        "https://sana.sy/en/?p=355958",
        "https://sana.sy/?cat=29582",
        "https://sana.sy/?p=",
        "https://sana.sy/?p=about",
        "https://sana.sy/?p=%D9%A2%D9%A1",
        "https://sana.sy/a/b/c/2280713/",
    ],
)
def test_no_article(url: str) -> None:
    assert SANA_ARTICLE.match(url) is None


def test_number_in_the_query_of_a_page_that_the_pattern_names() -> None:
    kuna = ArticleUrl(r"^/ArticleDetails\.aspx$", query_id="id")
    match = kuna.match("https://kuna.example/ArticleDetails.aspx?id=3170000")
    assert match is not None
    assert match.number == "3170000"
    assert kuna.match("https://kuna.example/ArticleDetails.aspx") is None


def test_pattern_without_a_number() -> None:
    pattern = ArticleUrl(r"^/news/\d{4}/\d{1,2}/\d{1,2}/")
    match = pattern.match("https://example.com/news/2025/4/21/slug/")
    assert match is not None
    assert match.number is None
    assert pattern.match("https://example.com/news/") is None


def test_declaring_compiles_nothing() -> None:
    ArticleUrl("(")
    with pytest.raises(re.error):
        ArticleUrl("(").match("https://sana.sy/")
