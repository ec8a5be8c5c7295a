"""`scrapy newpublisher` in a project of its own: what it writes of sites on 127.0.0.1 and of recorded ones, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from tests.live.run import Ended, Running
from tests.live.site import Answer, Site, sentence
from tests.spiders.conftest import FIXTURES, PROJECT

NEIGHBOUR = """
from crawler.knowledge.publisher import Publisher
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl

class FajrSpider(NewsSpider):
    publisher = Publisher(
        id="fajr", arabic="الفجر", english="Fajr", country="EG", timezone="Africa/Cairo", home="https://fajr.example/", kind="newspaper"
    )
    article_url = ArticleUrl(r"^/(?P<id>\\d+)$")
"""
FEED = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
NAME = '<meta property="og:site_name" content="صحيفة المدينة - Town News">'
EXAMPLE = PROJECT / "docs" / "example-site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one publisher and a page of the docs."""
    for folder in ("kiosk", "docs", "fixtures"):
        (tmp_path / folder).mkdir()
    (tmp_path / "kiosk" / "__init__.py").touch()
    (tmp_path / "kiosk" / "fajr.py").write_text(NEIGHBOUR, encoding="utf-8")
    (tmp_path / "docs" / "publishers.md").touch()
    (tmp_path / "kiosk_settings.py").write_text(
        "from crawler.settings import *\nSPIDER_MODULES = ['kiosk']\nNEWSPIDER_MODULE = 'kiosk'\nDOWNLOAD_DELAY = 0\nRETRY_TIMES = 0\n"
        f"LOCAL_HOSTS = ['127.0.0.1']\nOUTPUT_DIR = {str(tmp_path / 'data')!r}\nLOG_LEVEL = 'WARNING'\n"
    )
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = kiosk_settings\n")
    return tmp_path


def scrapy(project: Path, *arguments: str) -> Ended:
    patch = f"import os, sys; os.chdir({str(project)!r}); sys.path.insert(0, {str(project)!r})"
    return Running(["scrapy", *arguments], patch, {"SCRAPY_SETTINGS_MODULE": "kiosk_settings"}).end(project / "data")


def newpublisher(project: Path, *arguments: str) -> Ended:
    return scrapy(project, "newpublisher", *arguments)


def put_home(site: Site, *links: tuple[str, str], head: str = FEED + NAME, lang: str = "ar-SY", text: str | None = None) -> None:
    text = " ".join(sentence(number, 40) for number in range(3)) if text is None else text
    menu = "".join(f'<a href="{path}">{name}</a>' for path, name in links)
    site.put("/", f'<!DOCTYPE html><html lang="{lang}"><head><title>الرئيسية</title>{head}</head><body>{menu}<p>{text}</p></body></html>')


def files(project: Path) -> list[str]:
    kept = ("kiosk/", "fixtures/")
    names = (str(path.relative_to(project)) for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(name for name in names if name.startswith(kept))


UNCHANGED = ["kiosk/__init__.py", "kiosk/fajr.py"]


# What it writes


def test_a_theme_site_is_crawled_by_what_is_written_of_it(project: Path, site: Site) -> None:
    put_home(site, ("/locals/", "محليات"), ("/en/", "English"))
    site.put_articles(*range(20001, 20006))
    ended = newpublisher(project, "town", f"{site.base}/", "--kind", "newspaper")
    assert ended.code == 0, ended.said
    assert files(project) == ["fixtures/town/README.md", *UNCHANGED, "kiosk/town.py"]
    text = (project / "kiosk" / "town.py").read_text(encoding="utf-8")
    for line in (
        'arabic="صحيفة المدينة"',
        'english="Town News"',
        'country="SY"',
        f'home="{site.base}/"',
        'kind="newspaper"',
        f'feeds = ("{site.base}/feed/",)',
        r'article_url = ArticleUrl(r"^/(?!(?:en)/)(?:(?!page/)[a-z-]+/){1,2}(?P<id>\d+)/?$")',
        "layouts = (FOXIZ,)",
        "3 articles read by the theme Foxiz",
        "Guessed: arabic, english (og:site_name); country (lang of the home page); timezone (the country's).",
    ):
        assert line in text
    assert f"scrapy fixture town {site.base}/locals/2000" in ended.out
    assert f"| `town` | [صحيفة المدينة]({site.base}/) | SY | newspaper | 1 feed | foxiz | none |" in (
        project / "docs" / "publishers.md"
    ).read_text(encoding="utf-8")
    crawled = scrapy(project, "crawl", "town")
    assert crawled.code == 0, crawled.said
    assert [(line["id"], line["extraction"]["body"]) for line in crawled.lines("articles")] == [
        (f"town:{number}", "layout:foxiz") for number in range(20005, 20000, -1)
    ]


def test_what_is_written_is_formatted_and_checked(project: Path, site: Site) -> None:
    put_home(site, *((f"/section-{number}/", f"قسم {number}") for number in "abcdefgh"), head=NAME)
    for number, section in enumerate("abcdefgh", 30001):
        cards = f'<a href="/section-{section}/{number}">{sentence(number)}</a><a href="/section-{section}/?page=2">2</a>'
        site.put(f"/section-{section}/", f"<html><body>{cards}</body></html>")
        site.put(f"/section-{section}/{number}", site.page(number).replace('class="s-title"', "").replace("entry-content rbct", "text"))
    ended = newpublisher(project, "town_2", f"{site.base}/")
    assert ended.code == 0, ended.said
    text = (project / "kiosk" / "town_2.py").read_text(encoding="utf-8")
    assert f'        "section-a": "{site.base}/section-a/",\n' in text
    assert '    pages = "?page={page}"\n' in text
    assert "slash=False" in text
    assert "layouts" not in text, "no theme: the generic reading"
    for check in (("check",), ("format", "--check")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *check, "--no-cache", "--config", str(PROJECT / "pyproject.toml"), "kiosk/town_2.py"],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    crawled = scrapy(project, "crawl", "town_2", "-a", "sections=section-a,section-h")
    assert crawled.code == 0, crawled.said
    assert sorted(line["id"] for line in crawled.lines("articles")) == ["town_2:30001", "town_2:30008"]


def test_sana_is_declared_as_by_hand(project: Path) -> None:
    replay = ("-s", f"REPLAY={FIXTURES / 'sana'}")
    ended = newpublisher(project, "sana", "https://sana.sy", *replay)
    assert ended.code == 0, ended.said
    crawled = scrapy(project, "crawl", "sana", *replay)
    assert crawled.code == 0, crawled.said
    expected = {line["id"]: line for line in map(orjson.loads, (FIXTURES / "sana" / "expected.jsonl").read_bytes().splitlines())}
    found = crawled.lines("articles")
    assert len(found) == 11, "the others only listings name, seven of them on the host of the archive"
    for line in found:
        assert line == expected[line["id"]]


def test_articles_that_have_a_headline_for_an_address(project: Path, site: Site) -> None:
    slugs = ["افتتاح-حديقة-جديدة", "صيانة-شبكة-المياه-في-الحي-الشرقي", "موسم-القطاف-يبدأ-مبكرا", "نتائج-دوري-2025-للناشئين"]
    put_home(site, ("/اقتصاد/", "اقتصاد"), ("/من-نحن/", "من نحن"))
    for number, slug in enumerate(slugs, 40001):
        site.put(f"/{quote(slug)}/", site.page(number, canonical=f"{site.base}/{quote(slug)}/"))
    items = "".join(f"<item><title>خبر</title><link>{site.base}/{quote(slug)}/</link></item>" for slug in slugs)
    site.put("/feed/", Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), headers={"Content-Type": "text/xml"}))
    ended = newpublisher(project, "town", f"{site.base}/")
    assert ended.code == 0, ended.said
    assert "article_url (addresses have no number: articles are told by the form of their address alone)" in ended.out
    crawled = scrapy(project, "crawl", "town")
    assert crawled.code == 0, crawled.said
    assert sorted(line["url"] for line in crawled.lines("articles")) == sorted(f"{site.base}/{quote(slug)}/" for slug in slugs)


def test_a_page_cannot_write_code(project: Path, site: Site) -> None:
    evil = "&quot;, x=__import__(&quot;os&quot;)) \\ &quot;&quot;&quot; {1/0}"
    put_home(site, head=FEED + f'<meta property="og:site_name" content="المدينة{evil}"><meta name="generator" content="{evil}">')
    site.put_articles(20001, 20002)
    ended = newpublisher(project, "town", f"{site.base}/")
    assert ended.code == 0, ended.said
    listed = scrapy(project, "publishers", "--json")
    (town,) = [line for line in map(orjson.loads, listed.out.splitlines()) if line["id"] == "town"]
    assert town["arabic"] == "المدينة, x=__import__(os)) {1/0}"
    assert town["english"] == "Town", "the name that is given: what the site calls itself is not English"


def test_sections_that_could_not_be_read_are_told(project: Path, site: Site) -> None:
    put_home(site, ("/locals/", "محليات"), ("/economy/", "اقتصاد"))
    site.put_articles(*range(20001, 20006))
    site.put("/economy/", Answer(status=404))
    site.put("/locals/", Answer(status=404))
    ended = newpublisher(project, "town", f"{site.base}/")
    assert ended.code == 0, ended.said
    assert f"sections (2 that the home page links to could not be read: {site.base}/locals/: HTTP 404" in " ".join(ended.out.split())


def test_what_was_written_is_written_anew_only_by_force(project: Path, site: Site) -> None:
    put_home(site)
    site.put_articles(20001, 20002)
    assert newpublisher(project, "town", f"{site.base}/").code == 0
    file = project / "kiosk" / "town.py"
    written = file.read_text(encoding="utf-8")
    file.write_text(written.replace("FOXIZ", "VOICE"), encoding="utf-8")
    refused = newpublisher(project, "town", f"{site.base}/")
    assert (refused.code, "exists; --force writes it anew" in refused.said) == (2, True), refused.said
    assert newpublisher(project, "town", f"{site.base}/", "--force").code == 0
    assert file.read_text(encoding="utf-8") == written


def test_a_fixture_folder_that_has_exchanges_is_left_alone(project: Path) -> None:
    folder = project / "fixtures" / "alwadi"
    folder.mkdir()
    (folder / "exchanges.jsonl").write_bytes((EXAMPLE / "exchanges.jsonl").read_bytes())
    ended = newpublisher(project, "alwadi", "https://alwadi.example/", "--country", "jo", "-s", f"REPLAY={EXAMPLE}")
    assert ended.code == 0, ended.said
    assert [path.name for path in folder.iterdir()] == ["exchanges.jsonl"]


def test_a_file_that_cannot_be_written_is_named(project: Path) -> None:
    (project / "fixtures" / "alwadi").write_text("in the way")
    ended = newpublisher(project, "alwadi", "https://alwadi.example/", "--country", "jo", "-s", f"REPLAY={EXAMPLE}")
    assert (ended.code, f"{project}/fixtures/alwadi" in ended.said) == (5, True), ended.said


# What it refuses, before anything is fetched


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give a name and a home page"),
        (("town",), "give a name and a home page"),
        (("Town-News", "https://town.example/"), "did you mean town_news?"),
        (("class", "https://town.example/"), "becomes a Python file"),
        (("fajr", "https://town.example/"), "NAME fajr: that is https://fajr.example/; choose another name"),
        (("fajr", "https://www.fajr.example/"), "exists; --force writes it anew"),
        (("town", "https://news.fajr.example/"), "news.fajr.example is declared: scrapy crawl fajr"),
        (("wafa", "https://town.example/"), "NAME wafa: in crawler/knowledge that is wafa"),
        (("town", "town.example"), "did you mean https://town.example?"),
        (("town", "https://town.example/", "--country", "Syria"), "--country Syria: must be"),
        (("town", "https://town.example/", "--timezone", "Asia/Damaskus"), "--timezone Asia/Damaskus: no IANA zone"),
        (("town", "https://town.example/", "--kind", "blog"), "--kind blog: must be one of agency, newspaper"),
    ],
)
def test_wrong_usage(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.syspath_prepend(str(project))
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "kiosk_settings")
    with pytest.raises(SystemExit) as ended:
        execute(["scrapy", "newpublisher", *arguments], get_project_settings())
    for module in [name for name in sys.modules if name.startswith("kiosk")]:
        del sys.modules[module]
    told = capsys.readouterr()
    assert (ended.value.code, said in told.out + told.err) == (2, True), told.out + told.err
    assert files(project) == UNCHANGED


def test_an_ip_address(project: Path) -> None:
    ended = newpublisher(project, "town", "http://127.0.0.2/")
    assert (ended.code, "this is an IP address" in ended.said) == (2, True), ended.said


# What it refuses when it has looked


def refused(project: Path, site: Site, *options: str) -> tuple[int, str]:
    ended = newpublisher(project, "town", f"{site.base}/", *options)
    assert files(project) == UNCHANGED
    return ended.code, ended.said


def test_a_home_page_in_another_language(project: Path, site: Site) -> None:
    put_home(site, lang="en", text="The council opened a new garden in the eastern quarter after two months of work, he said. " * 5)
    site.put_articles(20001)
    code, said = refused(project, site)
    assert (code, "the home page is not in Arabic (its language is en)" in said) == (2, True), said


def test_a_robots_txt_that_forbids_everything(project: Path, site: Site) -> None:
    put_home(site)
    site.put("/robots.txt", Answer(b"User-agent: *\nDisallow: /\n"))
    code, said = refused(project, site)
    assert (code, "robots.txt forbids everything that was to be read" in said) == (2, True), said
    assert set(site.paths()) == {"/robots.txt"}


def test_a_site_without_anything_to_read_by(project: Path, site: Site) -> None:
    put_home(site, head=NAME)
    code, said = refused(project, site)
    assert code == 2
    assert "no feed, sitemap or listing was found that names articles; tried: " in said
    for path in ("/feed/", "/sitemap.xml"):
        assert f"{site.base}{path} (HTTP 404)" in said


def test_a_site_that_does_not_answer(project: Path) -> None:
    ended = newpublisher(project, "town", "http://127.0.0.1:9/")
    assert ended.code == 3
    assert "robots.txt of 127.0.0.1:9 cannot be had" in ended.said


def test_a_site_whose_country_nothing_tells(project: Path, site: Site) -> None:
    put_home(site, lang="ar")
    site.put_articles(20001)
    code, said = refused(project, site)
    assert (code, "its country cannot be told from domain and home page: give --country" in said) == (2, True), said


def test_a_site_without_a_name(project: Path, site: Site) -> None:
    put_home(site, head=FEED + "<title>Home</title>")
    site.put("/", Answer(site.answers["/"][0].body.replace("الرئيسية".encode(), b"Home"), headers={"Content-Type": "text/html"}))
    site.put_articles(20001)
    code, said = refused(project, site)
    assert (code, "its arabic cannot be told from og:site_name and title: give --arabic" in said) == (2, True), said


def test_a_site_whose_articles_cannot_be_fetched(project: Path, site: Site) -> None:
    put_home(site)
    site.put_feed(20001, 20002)
    code, said = refused(project, site)
    assert (code, f"no article could be fetched; tried: {site.base}/locals/20001/ (HTTP 404)" in said) == (3, True), said


def test_a_site_whose_articles_cannot_be_read(project: Path, site: Site) -> None:
    put_home(site)
    site.put_feed(20001)
    site.put("/locals/20001/", "<html><body class='archive'><h1>محليات</h1></body></html>")
    code, said = refused(project, site)
    assert (code, "no article could be read; tried: " in said) == (2, True), said
