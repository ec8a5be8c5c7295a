"""Pages of protection services: what they are told by, and what a crawl makes of them."""

from __future__ import annotations

import doctest
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

import crawler.knowledge.challenges
from crawler.extensions.patience import challenger
from crawler.knowledge.challenges import challenges
from crawler.page import PageError
from crawler.publisher.reading import read_articles
from crawler.spiders.sana import SanaSpider
from tests.live.run import run
from tests.live.site import Answer, Site

HTML = {"Content-Type": "text/html; charset=UTF-8"}


def page(head: str = "", body: str = "", title: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


CHALLENGES = {
    "Cloudflare, by its header": ("cloudflare", 403, {"CF-Mitigated": "challenge"}, "<p>لحظة من فضلك</p>"),
    "Cloudflare, by its script": ("cloudflare", 200, {}, page("<script>(function(){window._cf_chl_opt={cvId:'3'};})()</script>")),
    "Cloudflare, by its title": ("cloudflare", 503, {}, page(title="Just a moment...")),
    "Cloudflare, refused": ("cloudflare", 403, {}, page(title="Attention Required! | Cloudflare")),
    "DataDome": (
        "datadome",
        403,
        {"X-DataDome": "protected"},
        page(
            body="<script>var dd={'rt':'c','cid':'x','host':'geo.captcha-delivery.com'}</script>"
            '<script src="https://ct.captcha-delivery.com/c.js"></script>',
            title="sana.sy",
        ),
    ),
    "Sucuri": (
        "sucuri",
        200,
        {},
        page("<script>var s={},u,c,sucuri_cloudproxy_js='',S='eD0x';</script>", title="You are being redirected..."),
    ),
    "Akamai, script": ("akamai", 200, {}, page(body='<div id="sec-if-cpt-container"></div>', title="Challenge Validation")),
    "Akamai, refresh": ("akamai", 200, {}, page('<meta http-equiv="refresh" content="5; URL=\'/locals/1/?bm-verify=AAQ\'">')),
    "Imperva": ("imperva", 200, {}, page(body='<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=7"></iframe>')),
    "DDoS-Guard, script": ("ddos-guard", 403, {}, page('<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>')),
    "DDoS-Guard, title": ("ddos-guard", 403, {}, page(title="DDoS-Guard")),
    "HUMAN": ("human", 403, {}, page("<script>window._pxAppId='PX1'</script>", '<div id="px-captcha"></div>')),
    "AWS WAF, challenge": ("aws-waf", 202, {"x-amzn-waf-action": "challenge"}, ""),
    "AWS WAF, captcha": ("aws-waf", 405, {"x-amzn-waf-action": "captcha"}, ""),
    "Vercel": ("vercel", 429, {"X-Vercel-Mitigated": "challenge"}, page(title="Vercel Security Checkpoint")),
    "SiteGround, header": ("siteground", 202, {"SG-Captcha": "challenge"}, ""),
    "SiteGround, refresh": ("siteground", 202, {}, page('<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">')),
    "ArvanCloud": ("arvancloud", 200, {}, page("<script>document.cookie='__arcsjs=1'</script>", title="Transferring to the website...")),
    "Imunify360": ("imunify360", 200, {}, page("<script>var f='wsidchk=';</script>", title="One moment, please...")),
    "testcookie": ("testcookie", 200, {}, page('<script>document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b));</script>')),
    "Anubis": (
        "anubis",
        200,
        {},
        page(
            '<script id="anubis_challenge" type="application/json">{}</script>', '<img src="/.within.website/x/cmd/anubis/static/a.webp">'
        ),
    ),
    "F5": ("f5", 200, {}, page(body="The requested URL was rejected. Your support ID is: 1", title="Request Rejected")),
}
"""Name -> service, status, headers and page, in the shape that the services' documentation and other crawlers describe."""

LET_THROUGH = {
    "Cloudflare's script on a page that was let through": '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
    "DataDome's": '<script src="https://js.datadome.co/tags.js"></script>',
    "DDoS-Guard's": '<script src="https://check.ddos-guard.net/check.js"></script>',
    "Imperva's": '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>',
    "Akamai's": '<script src="/akam/13/5c2e" defer></script><noscript><img src="https://x/akam/13/pixel_5c2e"></noscript>',
    "a captcha for comments": '<div class="cf-turnstile"></div><script src="https://www.google.com/recaptcha/api.js"></script>',
    "an article about them": "<p>تظهر الصفحة Just a moment... ثم <code>window._cf_chl_opt</code> و<code>sucuri_cloudproxy_js</code></p>",
    "a headline about them": "<script>/* none */</script><h1>Just a moment...</h1>",
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_is_told_from_a_page_and_its_service_named(name: str) -> None:
    by, status, headers, body = CHALLENGES[name]
    assert challenger(HtmlResponse("http://127.0.0.1/", status=status, headers=headers, body=body.encode())) == by


@pytest.mark.parametrize("name", LET_THROUGH)
def test_a_page_that_was_let_through_is_none(name: str, site: Site) -> None:
    body = site.page(1, more=LET_THROUGH[name], head=LET_THROUGH[name] if "script" in LET_THROUGH[name] else "").encode()
    headers = {"Server": "cloudflare", "CF-Ray": "8", "X-DataDome": "protected", "X-Iinfo": "1", "CF-Mitigated": ""}
    assert challenger(HtmlResponse("http://127.0.0.1/", headers=headers, body=body)) is None


def test_every_row_of_the_table_is_shown_here_by_an_example() -> None:
    shown = {by for by, *_ in CHALLENGES.values()}
    table = challenges()
    named = {*table.headers.values(), *(by for by, _ in table.code), *table.titles.values()}
    assert named - shown == {"kasada"}, "its page was described nowhere in full"


def test_the_examples_hold() -> None:
    assert doctest.testmod(crawler.knowledge.challenges) == (0, 2)


def test_a_page_with_an_article_is_not_searched() -> None:
    assert challenges().shown_by(b"<script>_cf_chl_opt</script>" + "لحظة من فضلك، نتحقق من أنك لست روبوتا. ".encode() * 5) == "cloudflare"
    assert challenges().shown_by(b"<script>_cf_chl_opt</script>" + "قال المتحدث إن الموقع تعرض لهجوم. ".encode() * 100) is None


def test_a_large_page_is_not_searched() -> None:
    assert challenges().shown_by(b"<script>_cf_chl_opt</script>" + b" " * 300_000) is None


def test_a_saved_challenge_is_no_article_either() -> None:
    with pytest.raises(PageError, match="challenge: the page is a challenge of sucuri"):
        read_articles(
            CHALLENGES["Sucuri"][3].encode(),
            "https://sana.sy/locals/1/",
            publisher=SanaSpider.publisher,
            layouts=(),
            article_url=None,
            received_at=datetime(2026, 11, 24, tzinfo=UTC),
        )


def test_challenges_are_asked_for_once_and_later_and_are_no_articles(site: Site, tmp_path: Path) -> None:
    numbers = range(1, len(CHALLENGES) + 1)
    site.put_articles(*numbers, 100, 101)
    for number, (_, status, headers, body) in zip(numbers, CHALLENGES.values(), strict=True):
        site.put(f"/locals/{number}/", Answer(body.encode(), status, HTML | headers))
    ended = run(site, tmp_path)
    assert ended.code == 3, ended.said
    assert "answers were 401, 403, 429, 451 or a challenge (HEALTH_REFUSED" in ended.said
    assert ended.numbers() == [100, 101]
    assert ended.rejected() == {}
    assert ended.count("a challenge came, will be tried again") == len(CHALLENGES)
    assert {row["attempts"] for row in ended.rows().values()} == {1}
    assert len(ended.rows()) == len(CHALLENGES)
    assert [site.paths().count(f"/locals/{number}/") for number in numbers] == [1] * len(CHALLENGES), "not hammered, no refresh followed"


def test_the_last_try_is_rejected_as_a_challenge(site: Site, tmp_path: Path) -> None:
    site.put_articles(1, 2)
    site.put("/locals/1/", Answer(b"", 403, {"CF-Mitigated": "challenge"}))
    run(site, tmp_path)
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as connection, connection:
        connection.execute("UPDATE frontier SET attempts = 3, next_at = 0 WHERE state = 'due'")
    ended = run(site, tmp_path)
    assert ended.rejected() == {"/locals/1/": "challenge"}
    assert ended.lines("rejected")[0]["detail"] == "Challenged: a challenge of cloudflare with HTTP 403 instead of the page"
    assert ended.code == 3, "the only page that was asked for"


def test_a_site_that_challenges_everything_is_asked_little_and_is_unhealthy(site: Site, tmp_path: Path) -> None:
    site.put_articles(*range(1, 60))
    for number in range(1, 60):
        site.put(f"/locals/{number}/", page(title="Just a moment..."))
    ended = run(site, tmp_path, "-s", "GIVE_UP_AFTER=5")
    assert ended.code == 3
    assert "Unhealthy: 5 requests in a row brought no page, the last of them a challenge of cloudflare" in ended.said
    assert 5 <= len([path for path in site.paths() if path.startswith("/locals/") and path != "/locals/"]) <= 7


def test_a_feed_behind_a_challenge_is_named(site: Site, tmp_path: Path) -> None:
    site.put("/feed/", page(title="Just a moment..."))
    ended = run(site, tmp_path)
    assert ended.code == 3
    assert "/feed/: this feed could not be fetched: Challenged: a challenge of cloudflare with HTTP 200 instead of the page" in ended.said
