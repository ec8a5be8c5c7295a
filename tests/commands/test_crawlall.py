"""`scrapy crawlall` as a user meets it, over a project of five papers whose runs end as they are told; then true runs."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from crawler.commands import crawlall
from crawler.commands.children import Ended
from crawler.commands.crawlall import GRAVEST, articles_of, code_of, gravest, last_lines, meaning
from tests.live.run import lines
from tests.live.site import Site
from tests.spiders.conftest import FIXTURE, PROJECT

PAPERS = {
    "awraq": ("أوراق", "SY"),
    "bilad": ("البلاد", "LB"),
    "diyar": ("الديار العربية", "SY"),
    "fajr": ("الفجر", "EG"),
    "nahar": ("نهار", "LB"),
}
SPIDERS = """
from crawler.knowledge.publisher import Publisher
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl
"""
SPIDER = """
class {title}Spider(NewsSpider):
    publisher = Publisher(
        id="{name}", arabic="{arabic}", english="{title}", country="{country}", timezone="Asia/Damascus",
        home="https://{name}.example/", kind="newspaper",
    )
    sections = {{"{name}": "https://{name}.example/news/"}}
    article_url = ArticleUrl(r"^/(?P<id>\\d+)$")
"""
RUN = """
import json, os, sys
print("given", json.dumps(sys.argv[2:]), flush=True)
print("Unhealthy: \\x1b[31mno page\\x1b[0m was read", flush=True)
end = int(sys.argv[1])
os.kill(os.getpid(), -end) if end < 0 else sys.exit(end)
"""
"""In place of a run: it ends as its first argument says."""


@dataclass
class Called:
    """What `scrapy crawlall` said."""

    code: int
    out: str
    said: str
    output: Path

    def rows(self) -> dict[str, list[str]]:
        """The table's rows by publisher: code, articles, seconds, meaning and Arabic name."""
        table = self.out.partition("\n\n")[0].splitlines()[1:]
        return {cells[0]: cells[1:4] + re.split(r"  +", cells[4]) for cells in (row.split(maxsplit=4) for row in table)}

    def given(self, name: str) -> list[str]:
        """The arguments of the last run of a publisher."""
        log = (self.output / "logs" / f"{name}.log").read_text()
        found: list[str] = orjson.loads(re.findall(r"^given (.*)$", log, re.MULTILINE)[-1])
        return found


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project."""
    project = tmp_path_factory.mktemp("papers")
    declared = [SPIDER.format(name=name, title=name.title(), arabic=arabic, country=country) for name, (arabic, country) in PAPERS.items()]
    (project / "papers_settings.py").write_text("from crawler.settings import *\nSPIDER_MODULES = ['papers_spiders']\n")
    (project / "papers_spiders.py").write_text(SPIDERS + "".join(declared), encoding="utf-8")
    return project


def call(project: Path, output: Path, *arguments: str, **ends: int) -> Called:
    """`scrapy crawlall` in this process; its runs are processes."""

    def crawl_line(name: str, passed: list[str]) -> list[str]:
        return [sys.executable, "-S", "-E", "-c", RUN, str(ends.get(name, 0)), name, *passed]

    said, out = io.StringIO(), io.TextIOWrapper(io.BytesIO())
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
        patch.syspath_prepend(str(project))
        patch.setenv("SCRAPY_SETTINGS_MODULE", "papers_settings")
        patch.setattr(crawlall, "crawl_line", crawl_line)
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", "crawlall", *arguments, "-s", f"OUTPUT_DIR={output}"], get_project_settings())
    assert isinstance(ended.value.code, int)
    return Called(ended.value.code, out.buffer.getvalue().decode(), said.getvalue(), output)


@pytest.fixture(scope="module")
def mixed(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Called:
    """All five, each ending in another way."""
    return call(
        papers,
        tmp_path_factory.mktemp("mixed"),
        "--jobs",
        "2",
        "-a",
        "since=2d",
        "-L",
        "ERROR",
        awraq=3,
        bilad=-signal.SIGKILL,
        diyar=4,
        nahar=2,
    )


def test_all_are_run_whatever_came_of_the_others(mixed: Called) -> None:
    assert {name: row[0] for name, row in mixed.rows().items()} == {"awraq": "3", "bilad": "-9", "diyar": "4", "fajr": "0", "nahar": "2"}
    assert {name: row[3] for name, row in mixed.rows().items()} == {
        "awraq": "unhealthy",
        "bilad": "killed by SIGKILL",
        "diyar": "another run is at work",
        "fajr": "done",
        "nahar": "wrong setting or argument",
    }
    assert mixed.code == 1, "a run that was killed is the most serious of these"


def test_names_stand_in_arabic_at_the_end_of_their_row(mixed: Called) -> None:
    for name, (arabic, _) in PAPERS.items():
        assert mixed.rows()[name][4] == f"\u2068{arabic}\u2069"
    table = mixed.out.partition("\n\n")[0].splitlines()
    assert len({row.index("\u2068") for row in table[1:]}) == 1, "the columns before them are straight"


def test_settings_arguments_and_the_level_of_the_log_reach_every_run(mixed: Called) -> None:
    for name in PAPERS:
        assert mixed.given(name) == [name, "-s", f"OUTPUT_DIR={mixed.output}", "-a", "since=2d", "-L", "ERROR"]


def test_what_went_wrong_is_shown_without_control_characters(mixed: Called) -> None:
    for name in ("awraq", "bilad", "nahar"):
        shown = mixed.out.partition(f"\n{name}, the last lines of its log:\n")[2].partition("\n\n")[0]
        assert shown.splitlines()[-1] == "  Unhealthy: [31mno page[0m was read"
    assert "\x1b" not in mixed.out
    assert "fajr, the last" not in mixed.out
    assert "diyar, the last" not in mixed.out, "a run that another one is doing is no failure"
    assert mixed.out.endswith(f"\nLogs: {mixed.output}/logs/NAME.log\n")
    assert mixed.said == "", "standard error is for what is wrong with the call, and for a terminal"


@pytest.mark.parametrize(("country", "names"), [("SY", ["awraq", "diyar"]), ("lb", ["bilad", "nahar"])])
def test_a_country(papers: Path, tmp_path: Path, country: str, names: list[str]) -> None:
    called = call(papers, tmp_path, "--country", country)
    assert list(called.rows()) == names
    assert called.code == 0


def test_names_are_run_in_the_order_given_and_once(papers: Path, tmp_path: Path) -> None:
    called = call(papers, tmp_path, "nahar", "awraq", "nahar", nahar=5, awraq=3)
    assert list(called.rows()) == ["nahar", "awraq"]
    assert called.code == 5


WRONG = {
    "nahaar": "no publisher is called 'nahaar'; did you mean nahar?",
    "fajr bilaad": "no publisher is called 'bilaad'; did you mean bilad?",
    "--country XX": "no publisher of country XX; countries of the known ones: EG, LB, SY",
    "fajr --country EG": "name publishers or give --country, not both",
    "--jobs 0": "--jobs 0: at least 1",
    "--timeout 0": "--timeout 0: at least 1 second",
    "-O out.jsonl": "crawlall has no option -O",
    "--logfile all.log": "--logfile: each publisher has a log of its own, OUTPUT_DIR/logs/NAME.log",
    "-a since": "Invalid -a value, use -a NAME=VALUE",
    "-a since=yesterday": "awraq: argument since='yesterday' cannot be read",
    "-a sections=bilad bilad fajr": "fajr: argument sections='bilad' cannot be read",
}
"""What stands behind `scrapy crawlall`, and what is said to it."""


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_command_line_is_2_before_anything_is_begun(papers: Path, tmp_path: Path, arguments: str) -> None:
    called = call(papers, tmp_path / "data", *arguments.split())
    assert called.code == 2
    assert WRONG[arguments] in called.said
    assert called.out == ""
    assert not called.output.exists()


def test_an_output_folder_that_cannot_be_made_is_5(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    called = call(papers, tmp_path / "file" / "data", "fajr")
    assert called.code == 5
    assert f"OUTPUT_DIR {tmp_path}/file/data: cannot be written" in called.said
    assert called.out == ""


def test_a_file_that_cannot_be_imported_is_told_and_keeps_no_other_from_being_run(papers: Path, tmp_path: Path) -> None:
    (papers / "torn_papers.py").write_text("x = (")
    called = call(papers, tmp_path / "data", "--country", "LB", "-s", "SPIDER_MODULES=papers_spiders,torn_papers")
    assert [row.split()[0] for row in called.out.splitlines()[1:3]] == ["bilad", "nahar"]
    assert (called.code, f"{papers}/torn_papers.py: cannot be imported: SyntaxError" in called.said) == (1, True), called.said


# What the runs add up to


@given(st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, -9, 137]), min_size=1))
def test_the_exit_code_is_that_of_the_most_serious_run(codes: list[int]) -> None:
    counted = [code if code in (0, 3, 4, 5) else 1 for code in codes]
    assert gravest(codes) in counted
    assert not any(GRAVEST.index(code) < GRAVEST.index(gravest(codes)) for code in counted)


@pytest.mark.parametrize(
    ("ended", "code", "words"),
    [
        (Ended(name="a", code=0), 0, "done"),
        (Ended(name="a", code=0, stopped=True), 0, "stopped; the next run goes on"),
        (Ended(name="a", stopped=True), 0, "stopped before it began"),
        (Ended(name="a", code=-15, stopped=True), 0, "stopped before it began"),
        (Ended(name="a", code=-15), -15, "killed by SIGTERM"),
        (Ended(name="a", code=-9, stopped=True), -9, "did not end when it was told to: killed by SIGKILL"),
        (Ended(name="a", code=1, stopped=True), 1, "not started, or ended in an unknown way"),
        (Ended(name="a", code=-34), -34, "killed by SIGRTMIN"),
        (Ended(name="a", code=-40), -40, "killed by signal 40"),
        (Ended(name="a", code=77), 77, "not started, or ended in an unknown way"),
        (Ended(name="a", fault=OSError(12, "Cannot allocate memory")), 1, "could not be started: Cannot allocate memory"),
    ],
)
def test_every_end_has_a_code_and_words(ended: Ended, code: int, words: str) -> None:
    assert (code_of(ended), meaning(ended)) == (code, words)


def test_articles_are_counted_in_the_files_of_the_run_alone(tmp_path: Path) -> None:
    started = datetime.now(UTC) - timedelta(days=1)
    for ago, name, text in (
        (1, started, "{}\n{}\n{}"),
        (0, started + timedelta(days=1), "{}\n"),
        (1, started - timedelta(seconds=1), "{}\n"),
    ):
        folder = tmp_path / f"articles/publisher=sana/date={datetime.now(UTC) - timedelta(days=ago):%Y-%m-%d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name:%Y%m%dT%H%M%S}-abcdef.jsonl").write_text(text)
    assert articles_of(Ended(name="sana", code=-9, started=started), tmp_path) == 3, "whole lines of this run"
    assert articles_of(Ended(name="sana", code=4, started=started), tmp_path) == 0, "the other run's"
    assert articles_of(Ended(name="wafa", code=0, started=started), tmp_path) == 0


def test_of_a_long_log_only_the_end_is_read(tmp_path: Path) -> None:
    log = tmp_path / "sana.log"
    log.write_text("سطر\n" * 100_000 + "\n\n".join(f"line {number}" for number in range(9)) + "\n")
    assert last_lines(log) == [f"  line {number}" for number in range(4, 9)]
    assert last_lines(tmp_path / "none.log") == [f"  {tmp_path}/none.log: No such file or directory"]


# True runs


def start(site: Site | None, output: Path, *arguments: str) -> subprocess.Popen[str]:
    line = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "scrapy",
        "crawlall",
        *arguments,
        "-s",
        f"OUTPUT_DIR={output}",
        "-s",
        "LOCAL_HOSTS=127.0.0.1",
    ]
    variables = {"LIVE_HOME": f"{site.base}/"} if site else {}
    return subprocess.Popen(line, cwd=PROJECT, env=os.environ | variables, stdout=subprocess.PIPE, encoding="utf-8")


def test_sana_over_its_fixture_site(tmp_path: Path) -> None:
    process = start(None, tmp_path, "sana", "-s", f"REPLAY={FIXTURE}", "-a", "limit=3", "-L", "WARNING")
    out = process.communicate(timeout=60)[0]
    assert process.returncode == 0, out
    code, articles, _, meant, name = Called(0, out, "", tmp_path).rows()["sana"]
    assert (code, articles, meant, name) == ("0", "3", "done", "\u2068سانا\u2069")
    assert len(lines(tmp_path, "articles")) == 3
    log = (tmp_path / "logs" / "sana.log").read_text()
    assert "Run finished." in log
    assert "INFO" not in log


def test_a_sigterm_lets_the_run_end_well(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 41))
    process = start(site, tmp_path, "-s", "SPIDER_MODULES=tests.live.spider", "-s", "DOWNLOAD_DELAY=0.1", "-s", "DOWNLOAD_DELAY_JITTER=0")
    deadline = time.monotonic() + 20
    while "/locals/37/" not in site.paths() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out = process.communicate(timeout=20)[0]
    assert process.returncode == 0, out
    code, articles, _, meant, _ = Called(0, out, "", tmp_path).rows()["live"]
    assert (code, meant) == ("0", "stopped; the next run goes on")
    assert 0 < int(articles) == len(lines(tmp_path, "articles")) < 40
