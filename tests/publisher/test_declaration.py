"""A drafted declaration is Python that says what was found and nothing else, whatever a site calls itself and its pages."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawler.knowledge.publisher import Publisher
from crawler.publisher.declaration import declaration
from crawler.publisher.draft import Draft
from crawler.publisher.urls import ArticleUrl

HOME = "https://awraq.example/"
TEXTS = st.text(max_size=30) | st.sampled_from(['"""', "\\", '"), x=(1/0', "\n", "{1/0}", "\u2028", "أوراق"])


def draft(name: str = "أوراق", address: str = "feed/", query_id: str | None = None) -> Draft:
    """What a look could have found, with the same words wherever a site may choose them."""
    return Draft(
        publisher=Publisher(
            id="awraq", arabic=name, english=name, country="SY", timezone="Asia/Damascus", home=f"{HOME}{address}", kind="website"
        ),
        guessed={"arabic": "og:site_name"},
        feeds=[f"{HOME}{address}"],
        sitemaps=[f"{HOME}{address}", f"{HOME}sitemap.xml"],
        sections={name: f"{HOME}{address}"},
        pages="?page={page}",
        article_url=ArticleUrl(r"^/(?P<id>\d+)/$", query_id=query_id),
        theme="FOXIZ",
        articles=[],
        unread={},
        fitting=1,
        others=[],
        unconfirmed=["article_url (1 addresses are few)"],
        marks=[f"generator {name}"],
        day=datetime(2026, 11, 24, tzinfo=UTC),
    )


def declared(text: str) -> dict[str, Any]:
    """What the class says, of a file that holds nothing but a docstring, imports and a class of plain values."""
    docstring, *imports, spider = ast.parse(text).body
    assert isinstance(docstring, ast.Expr)
    assert all(isinstance(each, ast.ImportFrom) for each in imports)
    assert isinstance(spider, ast.ClassDef)
    values: dict[str, Any] = {}
    for statement in spider.body:
        assert isinstance(statement, ast.Assign)
        (target,) = statement.targets
        assert isinstance(target, ast.Name)
        value = statement.value
        if isinstance(value, ast.Call):
            pairs = [(each.arg, each.value) for each in value.keywords] + [(None, each) for each in value.args]
            values[target.id] = {name: ast.literal_eval(each) for name, each in pairs}
        elif target.id != "layouts":
            values[target.id] = ast.literal_eval(value)
    return values


@given(TEXTS, TEXTS)
def test_no_words_of_a_site_become_code(name: str, address: str) -> None:
    found = declared(declaration(draft(name, address)))
    url = safe_url_string(f"{HOME}{address}")
    assert found["feeds"] == (url,)
    assert found["sitemaps"] == (url, f"{HOME}sitemap.xml")
    assert [*found["sections"].values()] == [url]
    assert found["publisher"].keys() == {"id", "arabic", "english", "country", "home", "kind"}


def test_a_name_says_nothing_in_markdown() -> None:
    publisher = declared(declaration(draft("[أوراق](https://evil.example/) | <b>`x`")))["publisher"]
    assert publisher["arabic"] == "أوراق(https://evil.example/) bx"


@pytest.mark.parametrize("query_id", ["p", 'p", x=__import__("os"), y="', "\\"])
def test_the_parameter_of_a_number_stays_a_string(query_id: str) -> None:
    assert declared(declaration(draft(query_id=query_id)))["article_url"] == {None: r"^/(?P<id>\d+)/$", "query_id": query_id}
