"""`scrapy crawl site`: sites that nobody has declared, as a user meets them."""

from __future__ import annotations

import shutil
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import orjson
import pytest
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from benchmarks.site import differences
from crawler.commands import crawlall
from crawler.commands.crawl import declared_spiders
from tests.live.run import QUIET, Ended, Running, lines
from tests.live.site import Answer, Site, sentence, serving
from tests.spiders.conftest import FIXTURE, expected

ID = "127.0.0.1"


def start(output: Path, url: str | None, *arguments: str, local: str = ID) -> Running:
    settings = {"OUTPUT_DIR": output, "DOWNLOAD_DELAY": 0, "RETRY_TIMES": 0, "LOCAL_HOSTS": local}
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    url_argument = [] if url is None else ["-a", f"url={url}"]
    return Running(["scrapy", "crawl", "site", *options, *QUIET, *url_argument, *arguments], "", {})


def run(output: Path, url: str | None, *arguments: str, local: str = ID) -> Ended:
    return start(output, url, *arguments, local=local).end(output)


def put_home(site: Site, links: str = "", *, head: str = "", lang: str = "ar", text: str | None = None) -> None:
    text = " ".join(sentence(number, 40) for number in range(3)) if text is None else text
    site.put(
        "/",
        f'<!DOCTYPE html><html dir="rtl" lang="{lang}"><head><title>المدينة</title>{head}</head><body>{links}<p>{text}</p></body></html>',
    )


def put_pages(site: Site, *numbers: int) -> None:
    for number in numbers:
        site.put(f"/locals/{number}/", site.page(number))


def put_sitemap(site: Site, path: str, *numbers: int, more: str = "") -> None:
    urls = "".join(f"<url><loc>{site.base}/locals/{number}/</loc></url>" for number in numbers)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}{more}</urlset>'
    site.put(path, Answer(body.encode(), headers={"Content-Type": "text/xml"}))


def put_robots(site: Site, text: str) -> None:
    site.put("/robots.txt", Answer(text.encode(), headers={"Content-Type": "text/plain"}))


def link(path: str, text: str) -> str:
    return f'<a href="{path}">{text}</a>'


def written(ended: Ended) -> list[str]:
    """Paths of the articles."""
    return sorted("/" + line["url"].partition("//")[2].partition("/")[2] for line in ended.lines("articles"))


def test_a_feed_that_the_home_page_names(site: Site, tmp_path: Path) -> None:
    put_home(site, head='<link rel="alternate" type="application/rss+xml" href="/latest.xml"><meta name="generator" content="Town 3">')
    put_pages(site, 10001, 10002)
    site.put_feed(10002, 10001, path="/latest.xml")
    ended = run(tmp_path, f"{site.base}/")
    assert ended.code == 0, ended.said
    assert written(ended) == ["/locals/10001/", "/locals/10002/"]
    assert "/feed/" not in site.paths(), "where a feed is named none is guessed"
    assert site.paths().count("/latest.xml") == 1
    for found in (f"feeds     {site.base}/latest.xml", "articles  /{section}/{number}/  2", "made by   generator Town 3"):
        assert found in ended.said
    (line,) = [line for line in ended.lines("articles") if line["url"].endswith("/10001/")]
    assert (line["publisher"], line["id"].partition(":")[0], line["extraction"]["body"]) == (ID, ID, "generic")


def test_addresses_without_a_slash_are_asked_for_and_shown_so(site: Site, tmp_path: Path) -> None:
    numbers = range(10001, 10013)
    put_home(site, "".join(link(f"/locals/{number}", sentence(number)) for number in numbers))
    for number in numbers:
        site.put(f"/locals/{number}", site.page(number))
    ended = run(tmp_path, f"{site.base}/")
    assert ended.code == 0, ended.said
    assert written(ended) == [f"/locals/{number}" for number in numbers]
    assert "articles  /{section}/{number}  12" in ended.said


def test_the_run_goes_by_the_name_of_the_site(site: Site, tmp_path: Path) -> None:
    put_home(site, head='<link rel="alternate" type="application/rss+xml" href="/feed/">')
    put_pages(site, 10001)
    site.put_feed(10001)
    assert run(tmp_path, site.base).code == 0
    (file,) = (tmp_path / "runs").iterdir()
    told = orjson.loads(file.read_bytes())
    assert (told["publisher"], told["arguments"]) == (ID, {"url": site.base})
    assert told["run"][16:-7] == ID
    assert [path.name for path in (tmp_path / "locks").iterdir()] == [f"{ID}.lock"]
    assert [path.name for path in (tmp_path / "articles").iterdir()] == [f"publisher={ID}"]
    verified = Running(["scrapy", "verify", "-s", f"OUTPUT_DIR={tmp_path}"], "", {}).end(tmp_path)
    assert (verified.code, "all is right" in verified.out + verified.said) == (0, True), verified.said


def test_a_sitemap_that_only_robots_txt_names(site: Site, tmp_path: Path) -> None:
    put_home(site, link("/locals/", "محليات"))
    put_robots(site, f"User-agent: *\nDisallow: /private/\nSitemap: {site.base}/maps/all.xml\n")
    put_pages(site, 10001, 10002, 10003)
    more = "".join(f"<url><loc>{site.base}{path}</loc></url>" for path in ("/", "/locals/", "/about-us/", "/en/news/55555/", "/tag/حديقة/"))
    put_sitemap(site, "/maps/all.xml", 10001, 10002, 10003, more=more)
    ended = run(tmp_path, f"{site.base}/", "-a", "limit=2")
    assert (ended.code, len(written(ended))) == (0, 2), ended.said
    ended = run(tmp_path, f"{site.base}/")
    assert (ended.code, len(written(ended))) == (0, 3), ended.said
    asked = set(site.paths())
    assert not asked & {"/locals/", "/about-us/", "/en/news/55555/"}, "no articles, and no walk where a sitemap names articles"
    site.asked.clear()
    assert run(tmp_path, f"{site.base}/").code == 0
    assert not [path for path in site.paths() if path.startswith("/locals/")], "what is known is not fetched again"


def test_sections_are_walked_where_there_is_nothing_else(site: Site, tmp_path: Path) -> None:
    put_home(site, link("/locals/", "محليات") + link("/about-us/", "من نحن") + link("/fr/", "عربي") + link("http://localhost/x/", "شريك"))
    cards = [link(f"/locals/{number}/", sentence(number)) for number in (10001, 10002, 10003)]
    site.put("/locals/", f"<html><body>{cards[2]}{cards[1]}{link('/locals/?page=2', '٢')}</body></html>")
    site.put("/locals/?page=2", f"<html><body>{cards[0]}{link('/locals/', '١')}{link('/contact/', 'اتصل بنا')}</body></html>")
    put_pages(site, 10001, 10002, 10003)
    ended = run(tmp_path, f"{site.base}/")
    assert ended.code == 0, ended.said
    assert written(ended) == ["/locals/10001/", "/locals/10002/", "/locals/10003/"]
    assert not {"/about-us/", "/contact/", "/fr/"} & set(site.paths())
    assert f"listings  {site.base}/locals/  3 articles" in ended.said


def test_a_walk_ends_where_what_is_wanted_does(site: Site, tmp_path: Path) -> None:
    put_home(site, link("/locals/", "محليات"))
    days = {10003: 0, 10002: 5, 10001: 9}
    for page, number in enumerate(days, 1):
        time = (site.start - timedelta(days=days[number])).isoformat()
        card = f'<div>{link(f"/locals/{number}/", sentence(number))}<time datetime="{time}"></time></div>'
        site.put(
            "/locals/" if page == 1 else f"/locals/?page={page}",
            f"<html><body>{card}{link(f'/locals/?page={page + 1}', str(page + 1))}</body></html>",
        )
    put_pages(site, *days)
    ended = run(tmp_path, f"{site.base}/", "-a", "since=2d")
    assert (ended.code, written(ended)) == (0, ["/locals/10003/"]), ended.said
    assert [path for path in site.paths() if "?page" in path] == ["/locals/?page=2"]


def test_a_site_without_anything_says_what_was_tried(site: Site, tmp_path: Path) -> None:
    put_home(site)
    ended = run(tmp_path, f"{site.base}/")
    assert ended.code == 3
    assert f"no feed, sitemap or listing was found at {site.base}/" in ended.said
    for path in ("/feed/", "/rss.xml", "/sitemap.xml", "/sitemap_index.xml"):
        assert f"{site.base}{path} (HTTP 404)" in ended.said
    assert "Nothing is new" not in ended.said


def test_a_home_page_in_another_language_is_refused(site: Site, tmp_path: Path) -> None:
    text = "The council opened a new garden in the eastern quarter after two months of work, the engineer said on Sunday. " * 5
    put_home(site, lang="en", text=text, head='<link rel="alternate" hreflang="ar" href="/ar/">')
    site.put_feed(10001)
    ended = run(tmp_path, f"{site.base}/")
    assert ended.code == 3
    assert "is not in Arabic (its language is en)" in ended.said
    assert f"its Arabic edition is {site.base}/ar/" in ended.said
    assert set(site.paths()) == {"/robots.txt", "/"}


def test_a_site_that_forbids_everything_gives_nothing_and_is_healthy(site: Site, tmp_path: Path) -> None:
    put_home(site)
    put_robots(site, f"User-agent: *\nDisallow: /\nSitemap: {site.base}/all.xml\n")
    put_sitemap(site, "/all.xml", 10001)
    ended = run(tmp_path, f"{site.base}/")
    assert ended.code == 0, ended.said
    assert "robots.txt of the site forbids everything that was to be read" in ended.said
    assert set(site.paths()) == {"/robots.txt"}


def test_the_home_page_is_not_followed_to_a_foreign_host(site: Site, tmp_path: Path) -> None:
    site.put("/", Answer(status=301, headers={"Location": f"{site.foreign}/"}))
    ended = run(tmp_path, f"{site.base}/")
    assert ended.code == 3
    assert f"if that is the site, give -a url={site.foreign}/" in ended.said
    assert not [path for path in site.paths() if "localhost" in path]


def test_one_run_of_a_site_at_a_time_and_other_sites_beside_it(site: Site, tmp_path: Path) -> None:
    asked, enough = Event(), Event()

    def stall(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        enough.wait(20)

    site.put("/", Answer(act=stall))
    first = start(tmp_path, f"{site.base}/")
    try:
        assert asked.wait(20)
        second = run(tmp_path, f"{site.base}/some/page/")
        assert second.code == 4, second.said
        with serving() as other:
            put_home(other, head='<link rel="alternate" type="application/rss+xml" href="/feed/">')
            base = other.foreign
            other.put(f"{base}/", *other.answers["/"])
            ended = run(tmp_path, f"{base}/", local="localhost")
        assert ended.code == 3, "it was begun, and has nothing to read by"
        assert f"was found at {base}/" in ended.said
    finally:
        enough.set()
    first.end(tmp_path)


def test_it_is_no_publisher_that_is_run_with_all_others() -> None:
    settings = get_project_settings()
    assert "site" in get_spider_loader(settings).list()
    assert "site" not in declared_spiders(settings)[0]
    command = crawlall.Command()
    command.settings = settings
    with pytest.raises(UsageError, match="site is no publisher: scrapy crawl site"):
        command._choose(["sana", "site"], None)


@pytest.mark.parametrize(
    ("url", "said"),
    [(None, "url is missing"), ("example.com", "did you mean https://example.com?"), ("http://127.0.0.1/", "this is an IP address")],
)
def test_what_is_no_address_of_a_site_is_a_wrong_argument(tmp_path: Path, url: str | None, said: str) -> None:
    ended = run(tmp_path, url, local="")
    assert (ended.code, said in ended.said) == (2, True), ended.said
    assert not (tmp_path / "runs").exists()


# SANA without its declaration


def test_sanas_pages_are_read_as_with_its_layouts(tmp_path: Path) -> None:
    ended = run(tmp_path, "https://sana.sy", "-s", f"REPLAY={FIXTURE}")
    assert ended.code == 0, ended.said
    found = ended.lines("articles")
    assert len(found) == 11, "those in the feed and the sitemaps; the others only listings name"
    assert {line["url"] for line in found} <= {line["url"] for line in expected()}
    assert {name for name, urls in differences(found, expected()).items() if urls} == set()


def test_sanas_listings_are_walked_where_its_sitemaps_are_gone(tmp_path: Path) -> None:
    shutil.copytree(FIXTURE, tmp_path / "site")
    exchanges = [line for line in (FIXTURE / "exchanges.jsonl").read_text(encoding="utf-8").splitlines() if "sitemap" not in line]
    (tmp_path / "site" / "exchanges.jsonl").write_text("\n".join(exchanges) + "\n", encoding="utf-8")
    ended = run(tmp_path / "data", "https://sana.sy/", "-s", f"REPLAY={tmp_path / 'site'}")
    numbers = {line["url"].rstrip("/").rpartition("/")[2] for line in lines(tmp_path / "data", "articles")}
    assert {"2280742", "2280276"} <= numbers, "only the second page of a listing names them"
    assert "listings  https://sana.sy/locals/" in ended.said
