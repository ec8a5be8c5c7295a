"""A sample of a site, and a replay of one that names more than was recorded."""

from __future__ import annotations

import json
from pathlib import Path

from tests.live.run import run
from tests.live.site import Answer, Site

XML = {"Content-Type": "text/xml"}


def test_each_declared_source_is_read_once_and_only_the_pages_that_were_named(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2, 3)
    site.put("/sitemap.xml", Answer(f"<urlset><url><loc>{site.base}/locals/3/</loc></url></urlset>".encode(), headers=XML))
    cards = "".join(f'<div class="p-wrap"><h3 class="entry-title"><a href="/locals/{number}/">خبر</a></h3></div>' for number in (1, 2, 3))
    site.put("/locals/", f"<html><body>{cards}</body></html>")
    ended = run(
        site, tmp_path, "-s", "SAMPLE=1", "-s", f"PAGES={json.dumps([f'{site.base}/locals/2/'])}", "-s", f"SAVE_EXCHANGES={tmp_path}/saved"
    )
    assert (ended.code, ended.numbers()) == (0, [2])
    assert site.paths() == ["/robots.txt", "/feed/", "/sitemap.xml", "/locals/", "/locals/2/"]
    assert site.asked[-1].headers["Accept-Encoding"] == "identity"
    site.answers.clear()
    again = run(site, tmp_path / "again", "-s", f"REPLAY={tmp_path}/saved")
    assert (again.code, again.numbers()) == (0, [2])
    assert again.count("named, but not in the recording") == 2
    assert len(site.asked) == 5, "a replay asks nobody"


def test_without_named_pages_it_is_the_newest(site: Site, tmp_path: Path) -> None:
    site.put_articles(4, 3, 2, 1)
    ended = run(site, tmp_path, "-s", "SAMPLE=1", "-a", "limit=2")
    assert ended.numbers() == [3, 4]
    assert site.paths()[:4] == ["/robots.txt", "/feed/", "/sitemap.xml", "/locals/"], "whatever limit says"
