"""Articles that go on over several pages, in a crawl."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.run import Ended, run
from tests.live.site import Answer, Site, sentence, serving


def text_of(number: int, part: int) -> str:
    return f"{sentence(100 * number + part, 30)}."


def part(site: Site, number: int, part: int, last: int) -> str:
    """A part of an article, with links to the others."""
    links = " ".join(f'<a href="/locals/{number}/{other}/">{other}</a>' for other in range(1, last + 1) if other != part)
    page = site.page(number)
    start = page.index('<div class="entry-content rbct">')
    return f'{page[:start]}<div class="entry-content rbct"><p>{text_of(number, part)}</p><p>الصفحات: {links}</p></div></body></html>'


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Ended]]:
    with serving() as site:
        site.put_articles(*range(6, 0, -1))
        for number, last in ((1, 3), (2, 3), (3, 2), (4, 2), (5, 2)):
            site.put(f"/locals/{number}/", part(site, number, 1, last))
            for other in range(2, last + 1):
                site.put(f"/locals/{number}/{other}/", part(site, number, other, last))
        site.put("/locals/2/3/", Answer(b"", 404))
        site.put("/locals/3/2/", Answer(b"", 302, {"Location": "/locals/3/"}))
        site.put("/locals/4/2/", part(site, 4, 1, 2))
        site.put("/robots.txt", Answer(b"User-agent: *\nDisallow: /locals/5/2/\n", headers={"Content-Type": "text/plain"}))
        yield site, run(site, tmp_path_factory.mktemp("parts") / "data")


@pytest.mark.parametrize(
    ("number", "parts", "complete"),
    [
        pytest.param(1, 3, True, id="all parts come"),
        pytest.param(2, 2, False, id="the last part is not there"),
        pytest.param(3, 1, False, id="the second part leads back to the first"),
        pytest.param(4, 1, True, id="what is linked holds the same text: no part"),
        pytest.param(5, 1, False, id="robots.txt forbids the second part"),
    ],
)
def test_an_article_over_several_pages_is_one(spread: tuple[Site, Ended], number: int, parts: int, complete: bool) -> None:
    _, ended = spread
    (article,) = [line for line in ended.lines("articles") if line["id"] == f"live:{number}"]
    assert article["body"].split("\n\n") == [text_of(number, part) for part in range(1, parts + 1)], ended.said
    assert article["complete"] is complete


def test_every_article_is_stored_once_and_the_run_is_healthy(spread: tuple[Site, Ended]) -> None:
    site, ended = spread
    assert ended.code == 0, ended.said
    assert ended.numbers() == [1, 2, 3, 4, 5, 6]
    assert [path for path in site.paths() if path.startswith("/locals/1/")] == ["/locals/1/", "/locals/1/2/", "/locals/1/3/"]
    assert not [row for row in ended.rows().values() if row["state"] in ("due", "taken")]
