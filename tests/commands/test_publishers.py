"""`scrapy publishers` over a project of its own: papers, a file that cannot be imported, runs of every ending, fixtures of both kinds."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
import pytest
from scrapy.cmdline import execute
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands.crawl import find_spider
from crawler.extensions.runs import path_of, write
from tests.extensions.history import make_run
from tests.spiders.conftest import PROJECT

SPIDER = """
from crawler.knowledge.publisher import Publisher
from crawler.page.layouts import FOXIZ, SAHIFA
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl

class {title}Spider(NewsSpider):
    publisher = Publisher(
        id="{name}", arabic="{arabic}", english="{title}", country="{country}", timezone="Asia/Damascus",
        home="https://{name}.example/", kind="{kind}", hurdle="{hurdle}",
    )
    feeds = ("https://{name}.example/feed/",)
    sections = {{"a": "https://{name}.example/a/", "b": "https://{name}.example/b/"}}
    article_url = ArticleUrl(r"^/(?P<id>\\d+)$")
    layouts = ({layouts})
"""
PAPERS = (
    ("awraq", "أوراق", "SY", "newspaper", "", "FOXIZ, SAHIFA"),
    ("bilad", "البلاد", "LB", "agency", "listings are drawn by script", ""),
    ("fajr", "الفجر", "EG", "newspaper", "", "FOXIZ,"),
)


@dataclass
class Called:
    """What `scrapy publishers` said."""

    code: int
    out: str
    said: str

    @property
    def rows(self) -> list[str]:
        return self.out.partition("\n\n")[0].splitlines()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with three papers, in a folder of its own."""
    package = tmp_path / "kiosk_spiders"
    package.mkdir()
    (package / "__init__.py").touch()
    for paper in PAPERS:
        fields = dict(zip(("name", "arabic", "country", "kind", "hurdle", "layouts"), paper, strict=True))
        (package / f"{paper[0]}.py").write_text(SPIDER.format(title=paper[0].title(), **fields), encoding="utf-8")
    (tmp_path / "kiosk_settings.py").write_text("from crawler.settings import *\nSPIDER_MODULES = ['kiosk_spiders']\n")
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = kiosk_settings\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "kiosk_settings")
    yield tmp_path
    for module in [name for name in sys.modules if name.startswith("kiosk")]:
        del sys.modules[module]


def call(*arguments: str) -> Called:
    said, out = io.StringIO(), io.TextIOWrapper(io.BytesIO())
    with redirect_stdout(out), redirect_stderr(said), pytest.raises(SystemExit) as ended:
        execute(["scrapy", "publishers", *arguments, "-s", f"OUTPUT_DIR={Path.cwd() / 'data'}"], get_project_settings())
    assert isinstance(ended.value.code, int)
    return Called(ended.value.code, out.buffer.getvalue().decode(), said.getvalue())


def put_exchanges(folder: Path, *origins: str) -> None:
    folder.mkdir(parents=True)
    lines = [
        {
            "url": f"https://a.example/{number}",
            "status": 200,
            "headers": {},
            "file": None,
            "saved_at": "2026-11-20T10:00:00+00:00",
            "origin": origin,
        }
        for number, origin in enumerate(origins)
    ]
    (folder / "exchanges.jsonl").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))


def test_without_runs_and_fixtures(project: Path) -> None:
    called = call()
    assert (called.code, called.said) == (0, "")
    assert called.rows == [
        "publisher  country  kind       found by            layouts        fixtures  last run",
        "awraq      SY       newspaper  1 feed, 2 listings  foxiz, sahifa  none      -         \u2068أوراق\u2069",
        "bilad      LB       agency     1 feed, 2 listings  generic        none      -         \u2068البلاد\u2069",
        "fajr       EG       newspaper  1 feed, 2 listings  foxiz          none      -         \u2068الفجر\u2069",
    ]
    assert called.out.endswith("\n\nbilad: listings are drawn by script\n")
    assert not (project / "data").exists(), "looking makes no folder"


def test_fixtures_are_verified_or_written(project: Path) -> None:
    put_exchanges(project / "fixtures" / "awraq", "written", "written")
    put_exchanges(project / "fixtures" / "bilad", "saved")
    put_exchanges(project / "fixtures" / "fajr", "saved", "written")
    columns = [row.split("  ") for row in call().rows[1:]]
    assert [next(cell for cell in row if cell.strip().startswith(("wr", "ve", "pa"))).strip() for row in columns] == [
        "written",
        "verified 2026-11-20",
        "partly 2026-11-20",
    ]


def test_the_newest_run_is_told(project: Path) -> None:
    output = project / "data"
    for hours, code in ((5, 0), (1, 3), (9, 0)):
        run = make_run(hours, exit_code=code, health=["لا مقالات جديدة منذ يوم"] if code else [])
        write(output, replace(run, run=run.run.replace("sana", "awraq"), publisher="awraq"))
    run = make_run(2, replay=True)
    write(output, replace(run, run=run.run.replace("sana", "fajr"), publisher="fajr"))
    called = call()
    assert called.code == 0
    assert "2026-11-24 11:00 unhealthy " in called.rows[1]
    assert "2026-11-24 10:00 done, a replay " in called.rows[3]
    assert "awraq, last run: لا مقالات جديدة منذ يوم\n" in called.out


def test_a_long_remark_is_cut_in_the_table_and_whole_in_json(project: Path) -> None:
    run = make_run(1, exit_code=3, health=["no feed, sitemap or listing was found; tried: " + "https://awraq.example/ (HTTP 404); " * 30])
    write(project / "data", replace(run, run=run.run.replace("sana", "awraq"), publisher="awraq"))
    (remark,) = [line for line in call().out.splitlines() if "last run: " in line]
    assert (len(remark) < 350, remark.endswith("...")) == (True, True)
    assert orjson.loads(call("--json").out.splitlines()[0])["last_run"]["health"] == run.health


def test_json_has_a_line_a_publisher(project: Path) -> None:
    put_exchanges(project / "fixtures" / "awraq", "saved", "written")
    run = make_run(1, articles=4)
    write(project / "data", replace(run, run=run.run.replace("sana", "awraq"), publisher="awraq"))
    called = call("--json")
    awraq, bilad, _ = map(orjson.loads, called.out.splitlines())
    assert awraq["fixtures"] == {"state": "partly", "saved": 1, "written": 1, "newest": "2026-11-20"}
    assert (awraq["last_run"]["exit_code"], awraq["last_run"]["articles"], awraq["last_run"]["health"]) == (0, 4, [])
    assert (awraq["arabic"], awraq["layouts"], awraq["feeds"]) == ("أوراق", ["foxiz", "sahifa"], ["https://awraq.example/feed/"])
    assert (bilad["last_run"], bilad["fixtures"]["state"], bilad["hurdle"]) == (None, "none", "listings are drawn by script")


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("--country", "sy"), ["awraq"]),
        (("--kind", "newspaper"), ["awraq", "fajr"]),
        (("--kind", "newspaper", "--country", "EG"), ["fajr"]),
        (("--kind", "broadcaster"), []),
    ],
)
def test_only_some(project: Path, arguments: tuple[str, ...], names: list[str]) -> None:
    assert [row.split()[0] for row in call(*arguments).rows[1:]] == names


@pytest.mark.parametrize("text", ["import nowhere_at_all", "x = (", "raise RuntimeError('no such zone')"])
def test_a_file_that_cannot_be_imported_is_named_and_hides_no_other(project: Path, text: str) -> None:
    broken = project / "kiosk_spiders" / "broken.py"
    broken.write_text(text)
    called = call()
    assert called.code == 1
    assert called.said.startswith(f"{broken}: cannot be imported: ")
    assert [row.split()[0] for row in called.rows[1:]] == ["awraq", "bilad", "fajr"]


def test_it_is_named_too_where_a_publisher_is_not_found(project: Path) -> None:
    (project / "kiosk_spiders" / "broken.py").write_text("x = (")
    with pytest.raises(
        UsageError, match=r"(?s)no publisher is called 'fagr'; did you mean fajr\?.*broken\.py: cannot be imported: SyntaxError"
    ):
        find_spider(get_project_settings(), "fagr")


def test_a_mistake_in_a_declaration_is_named_and_hides_no_other(project: Path) -> None:
    file = project / "kiosk_spiders" / "bilad.py"
    file.write_text(file.read_text(encoding="utf-8").replace("layouts = ()", "layouts = FOXIZ"), encoding="utf-8")
    called = call()
    assert (called.code, called.said) == (1, f"{file}: layouts: must be a tuple, with a comma behind its only layout (foxiz)\n")
    assert [row.split()[0] for row in called.rows[1:]] == ["awraq", "fajr"]


def test_damaged_files_are_named(project: Path) -> None:
    put_exchanges(project / "fixtures" / "fajr", "written")
    (project / "fixtures" / "fajr" / "exchanges.jsonl").write_text("{}\n")
    run = path_of(project / "data", "20261124T060000-awraq-1f00aa")
    run.parent.mkdir(parents=True)
    run.write_text("{")
    called = call()
    assert called.code == 1
    awraq, fajr = sorted(called.said.splitlines())
    assert awraq.startswith(f"awraq: {run}: cannot be read")
    assert fajr.startswith(f"fajr: {project / 'fixtures' / 'fajr' / 'exchanges.jsonl'}, line 1: the field 'url' is missing")
    assert [("unreadable" in row) for row in called.rows[1:]] == [True, False, True]
    assert [orjson.loads(line)["last_run"] for line in call("--json").out.splitlines()] == [None] * 3


def test_runs_that_cannot_be_listed(project: Path) -> None:
    (project / "data").mkdir()
    (project / "data" / "runs").write_text("no folder")
    called = call()
    assert (called.code, called.said) == (1, f"{project / 'data'}: its runs cannot be read (Not a directory)\n")
    assert len(called.rows) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--jsn",), "publishers has no option --jsn"),
        (("--json", "--markdown"), "--json or --markdown, not both"),
        (("awraq",), "publishers takes no argument awraq"),
        (("--kind", "blog"), "--kind blog: must be one of agency, newspaper, broadcaster, aggregator, website"),
        (("--country", "XX"), "no publisher of country XX; countries of the known ones: EG, LB, SY"),
    ],
)
@pytest.mark.usefixtures("project")
def test_wrong_usage(arguments: tuple[str, ...], said: str) -> None:
    called = call(*arguments)
    assert called.code == 2
    assert called.out + called.said != ""
    assert said in called.out + called.said


def test_the_page_in_docs_is_up_to_date() -> None:
    said = subprocess.run([sys.executable, "-m", "scrapy", "publishers", "--markdown"], cwd=PROJECT, capture_output=True, check=True)
    assert (PROJECT / "docs" / "publishers.md").read_bytes() == said.stdout, "scrapy publishers --markdown > docs/publishers.md"
