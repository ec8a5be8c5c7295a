"""What starting `scrapy crawl NAME` costs before the first request: startup.py [--files 10 100] [--rounds 5]

For each number of files a project is generated in a folder of its own, with Khabar's settings and so many spider files (a feed, three
listings, a theme of its own each, as declared publishers have), and `scrapy crawl` of one of them is started as a user starts it. Where
the first request reaches the downloader, the process notes the CPU seconds that it has used since it began, user and system, and ends:
nothing is sent. The floor is a bare Scrapy project with one spider and Scrapy's default settings, stopped at the same place.

The kinds are started in turn, after one round that only fills the caches of bytecode. Printed are the medians, and the ratio of the most
files to the fewest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

AIM = 1.0
"""CPU seconds to the first request."""
GROWTH_AIM = 1.1
"""Ratio of the most files to the fewest that still is the same."""

PROBE = """
import os, time
from pathlib import Path

class Probe:
    def process_request(self, request):
        Path(os.environ["PROBE_FILE"]).write_text(f"{time.process_time()} {request.url}")
        os._exit(0)
"""
BARE_SETTINGS = """
SPIDER_MODULES = ["startup_spiders"]
LOG_LEVEL = "ERROR"
DOWNLOADER_MIDDLEWARES = {"startup_probe.Probe": 1}
"""
SETTINGS = """
from crawler.settings import *
SPIDER_MODULES = ["startup_spiders"]
LOG_LEVEL = "ERROR"
DOWNLOADER_MIDDLEWARES = {**DOWNLOADER_MIDDLEWARES, "startup_probe.Probe": 1}
"""
BARE_SPIDER = """
from scrapy import Spider

class PaperSpider(Spider):
    name = "paper0"
    start_urls = ["https://paper0.example/feed/"]
"""
SPIDER = '''"""Paper {number}: a generated declaration, as long as those of real publishers."""

from crawler.knowledge.publisher import Publisher
from crawler.page.layouts import FOXIZ, Cards, Layout
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl

OLD = Layout(
    name="old{number}",
    body="div.text-{number}",
    title="h1.title",
    published="span.date",
    tags="ul.tags a",
    drop=(".share", ".related-{number}"),
    cards=Cards(item="div.card", link="h2 a", title="h2 a", date="span.date"),
)


class PaperSpider(NewsSpider):
    publisher = Publisher(
        id="paper{number}",
        arabic="صحيفة {number}",
        english="Paper {number}",
        country="SY",
        timezone="Asia/Damascus",
        home="https://paper{number}.example/",
        kind="newspaper",
        identity=(),
    )
    feeds = ("https://paper{number}.example/feed/",)
    sections = {{name: f"https://paper{number}.example/{{name}}/" for name in ("politics", "sports", "culture")}}
    article_url = ArticleUrl(r"^/[a-z]+/(?P<id>\\d+)/$")
    layouts = (FOXIZ.but(drop=(".banner",)), OLD)
'''


def make_project(folder: Path, files: int | None) -> Path:
    """A project with so many spider files; None is the bare one."""
    spiders = folder / "startup_spiders"
    spiders.mkdir(parents=True)
    (spiders / "__init__.py").touch()
    for number in range(files or 1):
        text = BARE_SPIDER if files is None else SPIDER.format(number=number)
        (spiders / f"paper{number}.py").write_text(text, encoding="utf-8")
    (folder / "startup_probe.py").write_text(PROBE, encoding="utf-8")
    (folder / "startup_settings.py").write_text(BARE_SETTINGS if files is None else SETTINGS, encoding="utf-8")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = startup_settings\n", encoding="utf-8")
    return folder


def start(project: Path) -> float:
    """CPU seconds to the first request of `scrapy crawl` in a project. Raises RuntimeError where there was none."""
    noted = project / "noted"
    noted.unlink(missing_ok=True)
    root = str(Path(__file__).resolve().parents[1])
    variables = {**os.environ, "PROBE_FILE": str(noted), "PYTHONPATH": os.pathsep.join([str(project), root])}
    command = [sys.executable, "-m", "scrapy", "crawl", "paper0", "-s", f"OUTPUT_DIR={project / 'data'}"]
    done = subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, timeout=120)
    if not noted.exists():
        raise RuntimeError(f"no request was made: {done.stderr}")
    seconds, url = noted.read_text().split()
    assert url == "https://paper0.example/feed/", url
    return float(seconds)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, nargs="+", default=[10, 100], metavar="N", help="spider files (default 10 100)")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    kinds: list[int | None] = [None, *options.files]
    with tempfile.TemporaryDirectory() as folder:
        projects = {files: make_project(Path(folder) / str(files), files) for files in kinds}
        rounds = [{files: start(project) for files, project in projects.items()} for _ in range(options.rounds + 1)]
    medians = {files: statistics.median(each[files] for each in rounds[1:]) for files in kinds}
    for files, seconds in medians.items():
        times = " ".join(f"{each[files]:.2f}" for each in rounds[1:])
        print(f"{'bare Scrapy, 1 file' if files is None else f'Khabar, {files} files':22} {seconds:.2f} s CPU  ({times})")
    few, most = (medians[files] for files in (min(options.files), max(options.files)))
    print(f"most to fewest files {most / few:.2f} (aim: {GROWTH_AIM}), of the floor {most / medians[None]:.2f}, aim {AIM} s")


if __name__ == "__main__":
    main()
