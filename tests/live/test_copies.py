"""Copies, revisions and new addresses through whole runs."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.live.run import Ended, run
from tests.live.site import Answer, Site
from tests.live.test_revisits import put_sitemap


def put_copy(site: Site, number: int, of: int, more: str = "وأضاف المجلس أن العمل مستمر.") -> None:
    """Another article with the text of an older one, a little longer."""
    site.put(f"/locals/{number}/", site.page(of, more=more, canonical=f"{site.base}/locals/{number}/"))


@pytest.fixture
def two_and_a_copy(site: Site) -> Site:
    site.put_articles(1, 2)
    put_copy(site, 3, of=1)
    return site


def crawl(site: Site, output: Path, *arguments: str) -> Ended:
    """A run for what is there, then one for what came since."""
    run(site, output)
    site.put_feed(3, 2, 1)
    return run(site, output, *arguments)


def test_a_near_copy_is_dropped_whole(two_and_a_copy: Site, tmp_path: Path) -> None:
    ended = crawl(two_and_a_copy, tmp_path)
    assert ended.code == 0, ended.said
    assert ended.numbers() == [1, 2]
    (copy,) = ended.lines("duplicates")
    assert (copy["id"], copy["duplicate_of"], copy["story"], copy["relation"]) == ("live:3", "live:1", "live:1", "same")
    assert copy["body"].endswith("وأضاف المجلس أن العمل مستمر.")
    assert ended.count("copies") == 1


def test_mark_writes_and_exports_it_among_the_articles(two_and_a_copy: Site, tmp_path: Path) -> None:
    ended = crawl(two_and_a_copy, tmp_path / "data", "-s", "NEAR_DUPLICATES=mark", "-O", str(tmp_path / "out.jsonl"))
    assert ended.numbers() == [1, 2, 3]
    assert ended.lines("duplicates") == []
    exported = [orjson.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [(line["id"], line["duplicate_of"]) for line in exported] == [("live:3", "live:1")]


def test_keep_writes_it_as_an_article_of_the_same_story(two_and_a_copy: Site, tmp_path: Path) -> None:
    ended = crawl(two_and_a_copy, tmp_path, "-s", "NEAR_DUPLICATES=keep")
    assert {line["id"]: (line["story"], "duplicate_of" in line) for line in ended.lines("articles")} == {
        "live:1": ("live:1", False),
        "live:2": ("live:2", False),
        "live:3": ("live:1", False),
    }


def test_another_word_for_it_is_refused_before_anything_is_touched(site: Site, tmp_path: Path) -> None:
    ended = run(site, tmp_path / "data", "-s", "NEAR_DUPLICATES=delete")
    assert ended.code == 2
    assert "NEAR_DUPLICATES='delete': must be one of drop, mark, keep" in ended.said
    assert site.asked == []
    assert not (tmp_path / "data").exists()


def test_an_address_that_leads_to_a_new_one_is_the_same_article(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    run(site, tmp_path)
    put_copy(site, 9, of=1, more="")
    site.put("/locals/1/", Answer(b"", 301, {"Location": "/locals/9/"}))
    put_sitemap(site, 1)
    ended = run(site, tmp_path)
    assert [(link["kind"], link["id"], link["to"]) for link in ended.lines("links")] == [("moved", "live:9", "live:1")]
    assert ended.count("moved to another address (links/)") == 1
    assert (ended.numbers(), ended.lines("duplicates")) == ([1, 2], [])
    # Known by its new address too, and a change there is a revision of the old id.
    site.put_feed(9)
    assert run(site, tmp_path).count("unchanged") == 1
    put_copy(site, 9, of=1)
    put_sitemap(site, 9)
    ended = run(site, tmp_path)
    assert [(line["id"], line["revision"]) for line in ended.lines("articles") if line["revision"] > 1] == [("live:1", 2)]


def test_a_parameter_that_the_publisher_does_not_declare_makes_no_other_page(site: Site, tmp_path: Path) -> None:
    site.put_articles(1)
    run(site, tmp_path)
    feed = site.answers["/feed/"][0].body.replace(b"/locals/1/", b"/locals/1/?theme=dark")
    site.put("/feed/", Answer(feed, headers={"Content-Type": "text/xml"}))
    site.asked.clear()
    run(site, tmp_path)
    assert [path for path in site.paths() if path.startswith("/locals/1/")] == []
