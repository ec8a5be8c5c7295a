"""What Khabar costs over bare Scrapy: crawl.py [--pages 2000] [--rounds 3] [--memory]

2,000 generated article pages of about 100 KB in SANA's markup are served by nginx on 127.0.0.1 and crawled in turn by a bare Scrapy
spider, which parses and takes three fields, and by the SANA spider with its sitemaps, frontier, reading, pipelines and fsyncs. All get
the same concurrency and no delay. `bare` runs with Scrapy's default settings, as a first spider does; `bare, tuned` with Khabar's.
Printed are pages/s (from the engine's start to its end), CPU ms a page and peak memory (of the whole process), and the ratios of each
round. `--memory` crawls 2,000 and 10,000 pages with Khabar and compares peak memory.

nginx comes from the distribution's packages (Debian: apt-get install nginx-light).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawler.knowledge.publisher import Publisher
from crawler.publisher.spider import NewsSpider
from crawler.spiders.sana import SanaSpider

AIM = 0.80
CRAWLS = ("bare", "bare, tuned", "khabar")
MEMORY_AIM = 20
SITEMAP_SIZE = 1000
SAME_FOR_BOTH = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
    "LOCAL_HOSTS": ["127.0.0.1"],
}
WORDS = [
    "أعلنت",
    "وزارة",
    "الاقتصاد",
    "اليوم",
    "عن",
    "بدء",
    "العمل",
    "بخطة",
    "جديدة",
    "لدعم",
    "المشاريع",
    "الصغيرة",
    "في",
    "المحافظات",
    "بالتعاون",
    "مع",
    "غرف",
    "التجارة",
    "والصناعة",
    "وأوضح",
    "المدير",
    "العام",
    "خلال",
    "اجتماع",
    "عقد",
    "في",
    "دمشق",
    "أن",
    "الخطة",
    "تشمل",
    "تدريب",
    "الكوادر",
    "وتأمين",
    "مستلزمات",
    "الإنتاج",
    "وتسهيل",
    "الحصول",
    "على",
    "القروض",
    "وأشار",
    "إلى",
    "أهمية",
    "التنسيق",
    "بين",
    "الجهات",
    "المعنية",
    "لإنجاز",
    "الأعمال",
    "ضمن",
    "المدة",
    "المحددة",
    "وتحسين",
    "الخدمات",
    "المقدمة",
    "للمواطنين",
    "في",
    "مختلف",
    "المناطق",
]


# The site


@contextmanager
def site(pages: int) -> Iterator[str]:
    """The generated site, served; its base URL."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker may be another user
        build_site(folder, pages)
        with nginx(folder) as base:
            yield base


def build_site(folder: Path, pages: int) -> None:
    """Article pages, a sitemap index and its sitemaps, as files for nginx."""
    rng = random.Random(7)
    for number in range(pages):
        page = folder / "locals" / str(2_280_000 + number) / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(article_page(number, rng), encoding="utf-8")
    sitemaps = [range(first, min(first + SITEMAP_SIZE, pages)) for first in range(0, pages, SITEMAP_SIZE)]
    for place, numbers in enumerate(sitemaps):
        entries = "".join(
            f"<url><loc>BASE/locals/{2_280_000 + number}/</loc><lastmod>{moment(number)}</lastmod></url>" for number in numbers
        )
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        (folder / f"post-sitemap{place}.xml").write_text(text, encoding="utf-8")
    index = "".join(f"<sitemap><loc>BASE/post-sitemap{place}.xml</loc></sitemap>" for place in range(len(sitemaps)))
    text = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'
    (folder / "sitemap_index.xml").write_text(text, encoding="utf-8")
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /wp-admin/\n", encoding="utf-8")


def moment(number: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+03:00", time.gmtime(1_757_000_000 + 60 * number))


def sentence(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words)) + "."


def article_page(number: int, rng: random.Random) -> str:
    """A page of about 100 KB: twelve paragraphs of text in a theme's worth of markup."""
    title = sentence(rng, 9).rstrip(".")
    body = "".join(f"<p>{sentence(rng, 32)}</p>\n" for _ in range(12))
    link = '<div class="p-wrap p-list" data-pid="{0}"><h4 class="entry-title"><a class="p-url" href="BASE/tag/{0}/">{1}</a></h4></div>\n'
    furniture = "".join(link.format(place, sentence(rng, 8)) for place in range(200))
    menu = "".join(
        f'<li class="menu-item menu-item-{place}"><a href="BASE/page{place}/"><span>قسم</span></a></li>\n' for place in range(250)
    )
    style = "".join(f".elementor-kit-7 .e-{place}{{--global-color:#a{place:05x};padding:{place}px}}\n" for place in range(300))
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{title} - S A N A</title><style>{style}</style>
<meta name="description" content="دمشق-سانا"><link rel="canonical" href="BASE/locals/{2_280_000 + number}/">
<meta property="og:type" content="article"><meta property="og:title" content="{title} - S A N A">
<meta property="og:site_name" content="سانا">
<meta property="article:section" content="محليات"><meta property="article:published_time" content="{moment(number)}">
<meta property="article:modified_time" content="{moment(number)}"></head><body class="rtl single single-post"><ul>{menu}</ul>
<article class="post type-post"><h1 class="s-title">{title}</h1><time class="date published" datetime="{moment(number)}">منذ ساعتين</time>
<div class="entry-content rbct"><p>دمشق-سانا</p>{body}</div></article>{furniture}</body></html>"""


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """Serve the folder on a free port of 127.0.0.1; the base URL, which also stands in the pages for `BASE`."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        sys.exit("nginx is missing: install the distribution's package (Debian: apt-get install nginx-light) and run this again.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    for file in (path for path in folder.rglob("*") if path.is_file()):
        file.write_text(file.read_text(encoding="utf-8").replace("BASE", base), encoding="utf-8")
    user = f"user {'root' if os.getuid() == 0 else ''};" if os.getuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; types {{ text/html html; text/xml xml; text/plain txt; }} charset utf-8; server {{"
        f" listen 127.0.0.1:{port}; root {folder}; }} }}",
        encoding="utf-8",
    )
    server = subprocess.Popen([program, "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        wait_for(f"{base}/robots.txt")
        yield base
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit(f"{url}: nginx does not answer")


# The crawls, each in a process of its own


class BareSpider(Spider):
    """What anybody would write first."""

    name = "bare"

    def __init__(self, base: str, pages: str) -> None:
        super().__init__()
        self.urls = [f"{base}/locals/{2_280_000 + number}/" for number in range(int(pages))]

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url)

    def parse(self, response: Response) -> dict[str, Any]:
        return {
            "title": response.css("h1.s-title::text").get(),
            "published_at": response.css("time.published::attr(datetime)").get(),
            "body": response.xpath('//div[contains(@class, "entry-content")]//p/text()').getall(),
        }


def sana_at(base: str) -> type[NewsSpider]:
    """SANA's declaration with its site at another address."""

    class LocalSana(NewsSpider):
        publisher = Publisher(
            id="sana", arabic="سانا", english="SANA", country="SY", timezone="Asia/Damascus", home=f"{base}/", kind="agency"
        )
        sitemaps = (f"{base}/sitemap_index.xml",)
        article_url = SanaSpider.article_url
        layouts = SanaSpider.layouts

    return LocalSana


def crawl(which: str, base: str, pages: int) -> None:
    """Run one crawl and print its figures as JSON; for the child process."""
    settings = Settings() if which == "bare" else get_project_settings()
    settings.setdict(SAME_FOR_BOTH, priority="cmdline")
    with tempfile.TemporaryDirectory() as output:
        settings.set("OUTPUT_DIR", output, priority="cmdline")
        if which != "khabar":
            for name in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES", "ADDONS", "SPIDER_MIDDLEWARES"):
                settings.set(name, {}, priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(sana_at(base) if which == "khabar" else BareSpider)
        process.crawl(crawler, **({} if which == "khabar" else {"base": base, "pages": str(pages)}))
        process.start()
        stats = crawler.stats
    print(json.dumps({"items": stats.get_value("item_scraped_count"), "seconds": stats.get_value("elapsed_time_seconds")}))


def measure(which: str, base: str, pages: int) -> dict[str, float]:
    """Run one crawl in a child; pages/s, CPU ms a page and peak MB."""
    command = [sys.executable, __file__, "--child", which, "--base", base, "--pages", str(pages)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    figures = json.loads(printed.splitlines()[-1]) if printed else {}
    if child.returncode or figures.get("items") != pages:
        sys.exit(f"{which}: exit {child.returncode}, {figures.get('items')} of {pages} items")
    return {
        "pages/s": pages / figures["seconds"],
        "CPU ms/page": 1000 * (usage.ru_utime + usage.ru_stime) / pages,
        "peak MB": usage.ru_maxrss / 1024,
    }


def compare(base: str, pages: int, rounds: int) -> None:
    """All crawls in turn, and the ratios of each round."""
    results: dict[str, list[dict[str, float]]] = {which: [] for which in CRAWLS}
    for _ in range(rounds):
        for which, figures in results.items():
            figures.append(measure(which, base, pages))
    print(f"{pages:,} pages, {rounds} rounds, medians")
    print(f"{'':11}" + "".join(f"{name:>14}" for name in results["bare"][0]))
    for which, figures in results.items():
        print(f"{which:11}" + "".join(f"{statistics.median(row[name] for row in figures):14.1f}" for name in figures[0]))
    for other in CRAWLS[:2]:
        ratios = [ours["pages/s"] / theirs["pages/s"] for ours, theirs in zip(results["khabar"], results[other], strict=True)]
        each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"pages/s, khabar to {other}: {statistics.median(ratios):.2f} (of {each})")
    print(f"aim: {AIM:.2f} of bare")


def compare_memory(few: int, many: int) -> None:
    """Peak memory for few and many pages."""
    peaks = []
    for pages in (few, many):
        with site(pages) as base:
            peaks.append(measure("khabar", base, pages)["peak MB"])
    print(f"peak MB: {few:,} pages {peaks[0]:.0f}, {many:,} pages {peaks[1]:.0f}; difference {peaks[1] - peaks[0]:.0f}, aim: {MEMORY_AIM}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--child", choices=CRAWLS, help=argparse.SUPPRESS)
    parser.add_argument("--base", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        crawl(options.child, options.base, options.pages)
        return
    if options.memory:
        compare_memory(2000, 10_000)
        return
    with site(options.pages) as base:
        compare(base, options.pages, options.rounds)


if __name__ == "__main__":
    main()
