"""`scrapy fixture` over the tests' own site: what it saves, drafts and leaves alone, and what it says of layouts."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from scrapy.cmdline import execute
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.archive.exchanges import read_all
from crawler.commands import fixture, saving
from crawler.commands.children import Child, Ended
from crawler.commands.sample import Sampled
from crawler.spiders.sana import SanaSpider
from tests.live.run import Running
from tests.live.site import Answer, Site, serving
from tests.spiders.conftest import PROJECT
from tests.spiders.declarations import Site as Fixtures

SETTINGS = ("-s", "SPIDER_MODULES=tests.live.spider", "-s", "LOCAL_HOSTS=127.0.0.1", "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0")
CARD = '<div class="p-wrap"><h3 class="entry-title"><a class="p-url" href="{url}">عنوان الخبر</a></h3></div>'


@dataclass
class Called:
    """What `scrapy fixture` said."""

    code: int
    out: str
    said: str


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def folder(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fixture folder of the site's publisher, in a project of its own; runs are forked."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIVE_HOME", f"{site.base}/")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.delitem(sys.modules, "tests.live.spider", raising=False)
    for module in (fixture, saving):
        monkeypatch.setattr(module, "run_all", forked(site))
    return tmp_path / "fixtures" / "live"


def forked(site: Site) -> Any:
    """Runs children as the live tests run theirs."""

    def run_all(children: list[Child], jobs: int) -> list[Sampled]:
        sampled = []
        for child in children:
            line = ["scrapy", *child.line[child.line.index("crawl") :]]
            ended = Running(line, "", {"LIVE_HOME": f"{site.base}/"}).end(child.log.parent)
            child.log.write_text(ended.said, encoding="utf-8")
            sampled.append(Sampled(Ended(name=child.name, code=ended.code), child.log.parent))
        return sampled

    return run_all


def call(*arguments: str, settings: tuple[str, ...] = SETTINGS) -> Called:
    said, out = io.StringIO(), io.TextIOWrapper(io.BytesIO())
    with redirect_stdout(out), redirect_stderr(said), pytest.raises(SystemExit) as ended:
        execute(["scrapy", "fixture", *arguments, *settings], get_project_settings())
    sys.modules.pop("tests.live.spider", None)
    assert isinstance(ended.value.code, int)
    return Called(ended.value.code, out.buffer.getvalue().decode(), said.getvalue())


def lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def urls(site: Site, folder: Path) -> dict[str, int]:
    """Path -> status of what was saved."""
    return {each.url.removeprefix(site.base): each.status for each in read_all(folder / "exchanges.jsonl")}


def put_all(site: Site, *numbers: int) -> None:
    """A site of which every declared source answers."""
    site.put_articles(*numbers)
    site.put("/robots.txt", Answer(b"User-agent: *\nDisallow: /secret/\n", headers={"Content-Type": "text/plain"}))
    locs = "".join(f"<url><loc>{site.base}/locals/{number}/</loc></url>" for number in numbers)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>'
    site.put("/sitemap.xml", Answer(sitemap.encode(), headers={"Content-Type": "text/xml"}))
    cards = "".join(CARD.format(url=f"{site.base}/locals/{number}/") for number in numbers)
    site.put("/locals/", f"<html><body>{cards}</body></html>")


def test_pages_are_saved_with_what_a_replay_needs_and_drafted(site: Site, folder: Path) -> None:
    put_all(site, 1, 2, 3)
    called = call("live", f"{site.base}/locals/2/?utm_source=x")
    assert (called.code, called.said) == (0, "")
    assert urls(site, folder) == dict.fromkeys(("/robots.txt", "/feed/", "/sitemap.xml", "/locals/", "/locals/2/"), 200)
    assert {each.origin for each in read_all(folder / "exchanges.jsonl")} == {"saved"}
    page = next(each for each in read_all(folder / "exchanges.jsonl") if each.offered)
    assert page.body() == site.answers["/locals/2/"][0].body
    (draft,) = lines(folder / "drafts.jsonl")
    assert (draft["id"], draft["crawled_at"]) == ("live:2", page.saved_at.isoformat())
    assert not (folder / "expected.jsonl").exists(), "nobody has read anything yet"
    assert "README.md" in called.out
    assert f"title               \u2068{draft['title']}\u2069  (layout:foxiz)" in called.out
    assert "nobody has read them" in called.out
    assert not (folder.parents[1] / "data").exists()


def test_a_page_that_no_source_names_and_that_redirects_is_saved(site: Site, folder: Path) -> None:
    put_all(site, 1)
    site.put("/locals/7/", site.page(7))
    site.put("/locals/70/", Answer(status=301, headers={"Location": f"{site.base}/locals/7/"}))
    called = call("live", f"{site.base}/locals/70/")
    assert (called.code, called.said) == (0, "")
    assert urls(site, folder)["/locals/70/"] == 301
    assert [draft["id"] for draft in lines(folder / "drafts.jsonl")] == ["live:7"]


def put_folder(site: Site, folder: Path, *numbers: int) -> None:
    """A folder in which these pages and all sources stand already."""
    folder.mkdir(parents=True)
    exchanges = []
    for path in ("/robots.txt", "/feed/", "/sitemap.xml", "/locals/", *(f"/locals/{number}/" for number in numbers)):
        file = folder / f"{len(exchanges)}"
        file.write_bytes(site.answers[path][0].body)
        exchange = {"url": site.base + path, "status": 200, "headers": site.answers[path][0].headers, "file": file.name}
        exchanges.append(exchange | {"saved_at": "2026-11-24T10:00:00+00:00", "origin": "written"})
    (folder / "exchanges.jsonl").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in exchanges))


def test_what_comes_out_of_a_recording_keeps_its_origin(site: Site, folder: Path, tmp_path: Path) -> None:
    put_all(site, 1, 2, 3)
    recording = tmp_path / "recording"
    put_folder(site, recording, 1, 2, 3)
    called = call("live", f"{site.base}/locals/2/", "-s", f"REPLAY={recording}")
    assert (called.code, called.said, site.paths()) == (0, "", [])
    exchanges = read_all(folder / "exchanges.jsonl")
    assert {(each.origin, each.saved_at.isoformat()) for each in exchanges} == {("written", "2026-11-24T10:00:00+00:00")}
    assert [urlsplit(each.url).path for each in exchanges if each.offered] == ["/locals/2/"]
    assert [draft["id"] for draft in lines(folder / "drafts.jsonl")] == ["live:2"]
    assert "nothing here was written" not in (folder / "README.md").read_text(encoding="utf-8")


def test_what_a_person_has_written_is_left_as_it_is(site: Site, folder: Path) -> None:
    put_all(site, 1, 2, 3)
    put_folder(site, folder, 1, 2)
    read = b'{"id":"live:1",  "title": "\xd8\xae\xd8\xa8\xd8\xb1"}\n{"id": "live:77"}\n'
    (folder / "expected.jsonl").write_bytes(read)
    mended = {"id": "live:2", "title": "مسودة صححها القارئ", "url": "https://a.example/"}
    (folder / "drafts.jsonl").write_bytes(orjson.dumps(mended) + b"\n")
    before = (folder / "exchanges.jsonl").read_bytes()
    called = call("live", f"{site.base}/locals/3/", f"{site.base}/locals/1/")
    assert called.code == 0, called.said
    assert (folder / "expected.jsonl").read_bytes() == read
    assert (folder / "exchanges.jsonl").read_bytes().startswith(before), "what was there stays, to the byte"
    assert "/locals/1/" not in site.paths(), "a page that is there is not asked for"
    assert "/locals/1/: is in " in called.said
    assert "live:1: the replay differs from expected.jsonl, which was left as it is, in " in called.said
    assert "live:2: the draft there was left as it is; the replay differs from it in " in called.said
    assert "live:2: its draft lacks revision, publisher, " in called.said
    assert "live:77: is in expected.jsonl, and the replay no longer gives it" in called.said
    drafts = {line["id"]: line for line in lines(folder / "drafts.jsonl")}
    assert drafts.keys() == {"live:1", "live:2", "live:3"}
    assert drafts["live:2"] == mended


def test_a_page_is_fetched_anew_where_one_says_so(site: Site, folder: Path) -> None:
    put_all(site, 1)
    put_folder(site, folder, 1)
    (folder / "expected.jsonl").write_text('{"id": "live:1", "body": "قديم"}\n', encoding="utf-8")
    site.put("/locals/1/", site.page(1, more="وأضاف أن الافتتاح كان مقرراً في موعد سابق."))
    called = call("live", f"{site.base}/locals/1/", "--again")
    assert called.code == 0
    assert "which was left as it is, in body, " in called.said
    (draft,) = lines(folder / "drafts.jsonl")
    assert draft["body"].endswith("في موعد سابق.")
    assert [each.origin for each in read_all(folder / "exchanges.jsonl")] == ["written"] * 4 + ["saved"]


def test_pages_that_do_not_come_are_told_and_nothing_of_them_is_saved(site: Site, folder: Path) -> None:
    put_all(site, 1)
    site.put("/robots.txt", Answer(b"User-agent: *\nDisallow: /locals/8/\n", headers={"Content-Type": "text/plain"}))
    site.put("/locals/5/", Answer(b"", 503))
    site.put("/locals/8/", site.page(8))
    site.put("/locals/9/", "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt = {}</script></body></html>")
    called = call("live", *(f"{site.base}/locals/{number}/" for number in (1, 4, 5, 8, 9)))
    assert called.code == 3
    said = dict(line.removeprefix(f"{site.base}/locals/").split("/: ", 1) for line in called.said.splitlines())
    assert said["4"] == "could not be fetched: HTTP 404"
    assert said["5"] == "could not be fetched: HTTP 503"
    assert said["8"].startswith("could not be fetched: robots")
    assert "challenge" in said["9"]
    assert "/locals/8/" not in site.paths()
    assert [path for path in urls(site, folder) if path.startswith("/locals/")] == ["/locals/", "/locals/1/"]


def test_a_page_that_gives_no_article_is_told_with_its_reason(site: Site, folder: Path) -> None:
    put_all(site, 1)
    site.put(
        "/locals/6/", '<html lang="en"><body><h1>Open</h1><p>The park is open to all visitors from today, the town says.</p></body></html>'
    )
    called = call("live", f"{site.base}/locals/6/", f"{site.base}/locals/1/")
    assert called.code == 3
    assert f"{site.base}/locals/6/: gives no article: " in called.said
    assert [draft["id"] for draft in lines(folder / "drafts.jsonl")] == ["live:1"]


def test_nothing_is_written_where_nothing_came(site: Site, folder: Path) -> None:
    put_all(site, 1)
    assert call("live", f"{site.base}/locals/4/").code == 3
    assert not folder.exists()


def test_a_folder_that_cannot_be_read_or_written(site: Site, folder: Path) -> None:
    put_all(site, 1)
    folder.parent.write_text("no folder")
    called = call("live", f"{site.base}/locals/1/")
    assert (called.code, "cannot be written" in called.said) == (5, True)
    folder.parent.unlink()
    folder.mkdir(parents=True)
    (folder / "exchanges.jsonl").write_text("{}\n")
    called = call("live", f"{site.base}/locals/1/")
    assert (called.code, "exchanges.jsonl, line 1: the field 'url' is missing" in called.said) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("live",), "give a publisher and the addresses of articles"),
        (("lively", "{base}/locals/1/"), "did you mean live?"),
        (("live", "https://other.example/locals/1/"), "not an address of live (foreign_host)"),
        (("live", "{base}/about/"), "not the address of an article by `article_url` of live"),
        (("live", "{base}/locals/1/", "--pages", "2"), "--pages is for --check"),
        (("live", "{base}/locals/1/", "--jsonl"), "fixture has no option --jsonl"),
        (("--check", "live", "--again"), "--again is for saving"),
        (("--check", "live", "--pages", "0"), "--pages 0: at least 1"),
        (("--check", "lively"), "did you mean live?"),
        (
            ("--check", "live", "-s", "REPLAY=fixtures/live"),
            "REPLAY=fixtures/live: what is checked must come from the site itself",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(site: Site, folder: Path, arguments: tuple[str, ...], said: str) -> None:
    called = call(*(argument.format(base=site.base) for argument in arguments))
    assert (called.code, said in called.said) == (2, True), called.said
    assert site.asked == []


def test_a_site_that_is_no_publisher_is_refused(folder: Path) -> None:
    command = fixture.Command()
    command.settings = get_project_settings()
    with pytest.raises(UsageError, match="site is no publisher"):
        command._publisher("site")


def test_a_publisher_with_drafts_fails_its_test(tmp_path: Path) -> None:
    (tmp_path / "sana").mkdir()
    (tmp_path / "sana" / "exchanges.jsonl").write_bytes((PROJECT / "fixtures" / "sana" / "exchanges.jsonl").read_bytes())
    (tmp_path / "sana" / "pages").symlink_to(PROJECT / "fixtures" / "sana" / "pages")
    (tmp_path / "sana" / "README.md").touch()
    (tmp_path / "sana" / "expected.jsonl").write_bytes((PROJECT / "fixtures" / "sana" / "expected.jsonl").read_bytes())
    assert list(Fixtures(SanaSpider, tmp_path / "sana").faults()) == []
    (tmp_path / "sana" / "drafts.jsonl").write_text('{"id": "sana:1"}\n')
    assert list(Fixtures(SanaSpider, tmp_path / "sana").faults()) == [
        "fixtures/sana/drafts.jsonl: nobody has read sana:1: see docs/fixtures.md"
    ]


def test_as_a_user_starts_it(site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(folder.parents[1])
    monkeypatch.setenv("LIVE_HOME", f"{site.base}/")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.delitem(sys.modules, "tests.live.spider", raising=False)
    put_all(site, 1)
    called = call("--check", "live", "--json")
    assert called.code == 0, called.said
    assert orjson.loads(called.out)["layouts"] == {"layout:foxiz": 1}


# --check


def test_a_site_that_is_as_declared(site: Site, folder: Path) -> None:
    put_all(site, 1, 2, 3, 4, 5)
    called = call("--check", "live", "--pages", "2")
    assert called.code == 0
    assert called.out.splitlines()[1].split("  ")[0] == "live"
    assert " 2  foxiz 2  3 of 3 " in called.out
    assert [path for path in site.paths() if path.startswith("/locals/") and path != "/locals/"] == ["/locals/5/", "/locals/4/"]
    assert list(folder.parents[1].iterdir()) == [folder.parents[1] / "scrapy.cfg"], "nothing is written"


def test_a_redesign_is_found(site: Site, folder: Path) -> None:
    put_all(site, 1, 2, 3)
    for number in (2, 3):
        site.put(f"/locals/{number}/", site.page(number).replace("entry-content rbct", "story-text"))
    site.put("/locals/", "<html><body><ul><li>قريباً</li></ul></body></html>")
    called = call("--check", "live", "--json")
    assert called.code == 3
    check = orjson.loads(called.out)
    assert check["articles"] == 3
    assert check["layouts"]["layout:foxiz"] == 1
    assert check["faults"] == ["2 of 3 pages are read by no layout", f"listing {site.base}/locals/: no card on it names an article"]


def test_a_source_that_is_gone_is_told_and_a_site_without_articles_is_a_fault(site: Site, folder: Path) -> None:
    called = call("--check", "live")
    assert called.code == 3
    assert "! live: nothing was found" in called.out
    assert f"live: feed {site.base}/feed/: HTTP 404" in called.out


def test_a_file_that_cannot_be_imported_is_told_and_the_others_are_checked(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_all(site, 1)
    (folder.parents[1] / "torn.py").write_text("x = (")
    monkeypatch.syspath_prepend(folder.parents[1])
    monkeypatch.setenv("PYTHONPATH", f"{PROJECT}:{folder.parents[1]}")
    called = call("--check", settings=("-s", "SPIDER_MODULES=tests.live.spider,torn", *SETTINGS[2:]))
    assert (called.code, "torn.py: cannot be imported: SyntaxError" in called.said) == (1, True), called.said
    assert " 1  foxiz 1 " in called.out


def test_a_run_that_could_not_be_started_is_told(site: Site, folder: Path) -> None:
    called = call("--check", "live", "-s", "SEAL_AFTER_DAYS=never")
    assert (called.code, "! live: live: wrong setting or argument" in called.out) == (1, True), called.out
