"""Pages that were stored and are looked at again."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.live.run import Ended, run
from tests.live.site import Answer, Site

HTML = {"Content-Type": "text/html; charset=UTF-8"}


def put_sitemap(site: Site, *numbers: int, later: timedelta = timedelta(minutes=10)) -> None:
    """A sitemap that says of these articles that they were changed."""
    entries = "".join(
        f"<url><loc>{site.base}/locals/{number}/</loc><lastmod>{(site.published(number) + later).isoformat()}</lastmod></url>"
        for number in numbers
    )
    site.put("/sitemap.xml", Answer(f"<urlset>{entries}</urlset>".encode(), headers={"Content-Type": "text/xml"}))


@pytest.fixture
def revisited(site: Site, tmp_path: Path) -> tuple[Ended, Ended]:
    """Six articles stored; then the sitemap says that all were changed. With them, what the site was asked the second time."""
    site.put_articles(1, 2, 3, 4, 5, 6)
    site.put(
        "/locals/1/", Answer(site.page(1).encode(), headers=HTML | {"ETag": '"one"', "Last-Modified": "Tue, 24 Nov 2026 09:00:00 GMT"})
    )
    first = run(site, tmp_path)
    assert first.numbers() == [1, 2, 3, 4, 5, 6], first.said
    site.asked.clear()
    put_sitemap(site, 1, 2, 3, 4, 5, 6)
    site.put("/locals/2/", Answer(b"", 404))
    site.put("/locals/3/", Answer(b"", 410))
    site.put("/locals/4/", site.page(4, more="وأضاف المدير أن العمل مستمر."))
    site.put("/locals/6/", Answer(b"", 302, {"Location": "/"}))
    site.put("/", "<html><body class='home'><h1>صحيفة المدينة</h1></body></html>")
    return first, run(site, tmp_path)


def test_revisits(site: Site, revisited: tuple[Ended, Ended]) -> None:
    _, second = revisited
    assert second.code == 0, second.said
    asked = {request.path: request.headers for request in site.asked}
    conditions = (asked["/locals/1/"].get("If-None-Match"), asked["/locals/1/"].get("If-Modified-Since"))
    assert conditions == ('"one"', "Tue, 24 Nov 2026 09:00:00 GMT"), "conditional GET with both validators"
    assert "If-None-Match" not in asked["/locals/2/"], "no validator is made up"
    assert second.count("unchanged") == 2, "a 304 and a page with the same text"
    gone = [(line["id"], line["status"]) for line in second.lines("gone")]
    assert sorted(gone) == [("live:2", 404), ("live:3", 410)]
    revisions = [(line["id"], line["revision"]) for line in second.lines("articles") if line["revision"] > 1]
    assert revisions == [("live:4", 2)]
    assert second.rejected() == {"/locals/6/": "section"}
    assert len(second.lines("articles")) == 7, "an article stays, gone or not"


def test_a_third_run_asks_for_none_of_them(site: Site, tmp_path: Path, revisited: tuple[Ended, Ended]) -> None:
    site.asked.clear()
    third = run(site, tmp_path)
    assert third.code == 0, third.said
    assert [path for path in site.paths() if re.fullmatch(r"/locals/\d+/", path)] == []
    assert len(third.lines("gone")) == 2, "one line in gone/ for a page"


def test_limit_counts_revisits_too(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2, 3)
    run(site, tmp_path)
    put_sitemap(site, 1, 2, 3)
    site.put_feed(4, 3, 2, 1)
    site.put("/locals/4/", site.page(4))
    site.asked.clear()
    ended = run(site, tmp_path, "-a", "limit=2")
    assert ended.count("article pages fetched") == 2
    asked = [path for path in site.paths() if re.fullmatch(r"/locals/\d+/", path)]
    assert len(asked) == 2
    assert asked[0] == "/locals/4/", "new pages come before revisits"


def test_revisit_after_looks_again_without_a_hint_as_often_as_it_says(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    site.put("/locals/1/", Answer(site.page(1).encode(), headers=HTML | {"ETag": '"one"'}))
    age = int(time.time() - site.published(1).timestamp())
    times = ("-s", f"REVISIT_AFTER={age + 3},{age + 5}")
    run(site, tmp_path, *times)
    site.asked.clear()
    seen = []
    for after in (3, 5):
        time.sleep(max(0, site.published(1).timestamp() + age + after + 0.1 - time.time()))
        ended = run(site, tmp_path, *times)
        seen.append(site.paths().count("/locals/1/"))
    assert seen == [1, 2], "a 304 at the first look must not cancel the second"
    assert ended.lines("articles")[1:] == []
