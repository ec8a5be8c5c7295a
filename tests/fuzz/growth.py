"""One fragment again and again, up to a megabyte: whether the time grows as the file does, which no regular expression promises.

Each fragment is put where the reader looks closely: headline, text, captions, names, dates, metadata, JSON-LD, feeds and sitemaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from tests.fuzz.mutations import RUNS
from tests.fuzz.run import Hang, limited, listening
from tests.fuzz.seeds import Kind, Seed
from tests.fuzz.subjects import feed_in

LONGEST = 1_000_000
"""Bytes of the longest run."""
TOO_LONG = 2.0
"""Seconds of processor time for that; shorter runs get as much less."""
_ANY = 0.2
_GIVE_UP = 15.0

FIRST = "افتتح رئيس البلدية صباح اليوم السوق المغطى في وسط المدينة بعد ترميم دام عامين."
SECOND = "وقال للصحفيين إن المحال الأربعين ستعود إلى أصحابها قبل نهاية الشهر القادم."
_HEAD = '<html dir="rtl" lang="ar"><head><meta charset="utf-8">'
_PAGE = (
    _HEAD
    + '{head}</head><body class="single single-post"><article class="post"><header class="single-header"><h1 class="s-title">{title}</h1>'
    '<div class="meta"><span class="author">{author}</span><time class="date" datetime="{datetime}">{date}</time></div></header>'
    '<figure><img src="/1.jpg" alt="{alt}"><figcaption>{caption}</figcaption></figure>'
    '<div class="entry-content rbct clearfix">{top}<p>{first}</p><p>{second}</p><p>{last}</p></div>'
    '<div class="tags"><a rel="tag" href="/tag/">{tag}</a></div></article></body></html>'
)
PLACES = ("title", "author", "datetime", "date", "alt", "caption", "top", "first", "last", "tag")
WRAPPED = {
    "og:title": '<meta property="og:title" content="{}">',
    "og:site_name": '<meta property="og:site_name" content="{}"><title>خبر - {}</title>',
    "description": '<meta name="description" content="{}">',
    "published_time": '<meta property="article:published_time" content="{}">',
    "canonical": '<link rel="canonical" href="https://sana.sy/{}"><base href="https://sana.sy/{}">',
    "title element": "<title>{}</title>",
    "JSON-LD": '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}","author":{{"name":"{}</script>',
    "JSON-LD value": '<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{}","datePublished":"{}"}}</script>',
    "JSON-LD alone": '<script type="application/ld+json">{}</script>',
    "script": "<script>{}</script>",
    "comment": "<!--{}-->",
    "tag name": "<{}>",
    "meta cut off": "<meta {}",
}
SOURCES: dict[str, tuple[Kind, str]] = {
    "feed title": ("feed", '<rss version="2.0"><channel><item><title>{}</title><link>https://sana.sy/locals/5/</link></item></channel></rss>'),
    "feed date": ("feed", "<rss><channel><item><link>https://sana.sy/locals/5/</link><pubDate>{}</pubDate></item></channel></rss>"),
    "feed link": ("feed", "<rss><channel><item><link>https://sana.sy/{}</link></item></channel></rss>"),
    "feed head": ("feed", "<?xml version='1.0' {}?><rss/>"),
    "feed": ("feed", "<rss><channel>{}</channel></rss>"),
    "sitemap link": ("sitemap", "<urlset><url><loc>https://sana.sy/{}</loc><lastmod>{}</lastmod></url></urlset>"),
    "sitemap": ("sitemap", "<urlset>{}</urlset>"),
    "sitemap lines": ("sitemap", "https://sana.sy/locals/5/\n{}"),
    "listing": ("listing", '<html><body><div class="p-wrap"><h3 class="entry-title"><a class="p-url" href="/locals/5/">{}</a></h3>'
                '<time class="published">{}</time></div><a href="/{}">x</a></body></html>'),
    "robots": ("robots", "User-agent: *\nDisallow: /{}\nCrawl-delay: {}\n"),
    "robots lines": ("robots", "{}"),
}  # fmt: skip
MORE_RUNS = (
    "2025-09-06T", "10:00 ", "12/", "أيلول ", "السبت ", "صباحا ", "/سانا", "(رويترز)", "(رويترز ", "رويترز - ", "من مراسلنا ",
    "دمشق في ", "دمشق (رويترز) - ", "أحمد العلي، ", "و أحمد", "تصوير ", "المصدر: رويترز | ", "- سانا", "سانا-", "اقرأ أيضا: ",
    "كتب أحمد ", "نقلت وكالة رويترز عن ", "وكالة الأنباء ", "1.000,", "1,000", "ـ.ـ", "هـ ", "&amp;", "&#x61;", "&#", '","headline":"',
    '"author":{', '"author":{"x":"', '"name":"', ",\n", ", ", "\\u0645", "/../", "/amp", "%D8%A7", "?p=1&", "%", "//",
    '<meta name="a" content="b">', "<!-- x -->", "<p>خبر.</p>", "<h2>خبر</h2><p>نص الخبر هنا.</p>",
    '<a href="/6/">خبر آخر من المدينة</a>', "<br><br>نص", "<div><p>", '<div class="related"><a href="/6/">خبر</a></div>',
    "<li>خبر</li>", "<td>خبر</td>", "<span>و</span>", "<article><h2>خبر</h2><p>نص</p>", "<time>10:00</time>",
    '<p class="caption">صورة</p>', "<strong>خبر:</strong> ", "<item>", "<url>", "<url><loc>x</loc></url>",
    "<item><link>x</link></item>", "Disallow: /*a\n", "*a", "*$", '<link rel="next" href="/locals/2280999/2/">',
    '<a href="/locals/2280999/2/">2</a>', '<img src="/2.jpg">', '<iframe src="/"></iframe>', "<select><option>",
)  # fmt: skip
FRAGMENTS = tuple(dict.fromkeys((*RUNS, *MORE_RUNS)))


@dataclass(frozen=True, slots=True)
class Case:
    """A fragment and a place for it."""

    fragment: str
    place: str

    def file(self, size: int) -> tuple[Kind, bytes]:
        """The file with about so many bytes of it."""
        form = SOURCES[self.place][1] if self.place in SOURCES else WRAPPED.get(self.place, "{}")
        size //= form.count("{}")
        run = self.fragment * (size // len(self.fragment.encode()) + 1)
        if self.place in SOURCES:
            kind, form = SOURCES[self.place]
            return kind, form.replace("{}", run).encode()
        if self.place in WRAPPED:
            values = {"head": WRAPPED[self.place].replace("{{", "{").replace("}}", "}").replace("{}", run)}
        else:
            # Its beginning is a sound one: otherwise much would be passed over at once.
            values = {self.place: {"first": FIRST, "top": ""}.get(self.place, "") + run}
        plain = {
            "title": "السوق المغطى يفتح أبوابه",
            "date": "6 أيلول 2025",
            "datetime": "2025-09-06T10:00:00+03:00",
            "first": FIRST,
            "second": SECOND,
        }
        page = _PAGE
        for name in ("head", "second", *PLACES):
            page = page.replace("{" + name + "}", (plain | values).get(name, ""), 1)
        return "page", page.encode()


def cases() -> Iterator[Case]:
    """All of them."""
    for fragment in FRAGMENTS:
        for place in (*PLACES, *WRAPPED, *SOURCES):
            yield Case(fragment, place)


def seconds_for(case: Case, size: int) -> float:
    """Processor time that a case takes; infinite if it was given up. Raises whatever is a fault."""
    kind, body = case.file(size)
    seed = Seed(kind, "growth", "https://site.example/city/5/", body)
    try:
        with listening(), limited(_GIVE_UP):
            return feed_in(seed, body, Random(0))
    except Hang:
        return float("inf")


def too_slow(chosen: Iterable[Case], size: int) -> Iterator[tuple[Case, float]]:
    """The cases that take too long at this size; the limit is that of a megabyte, as much less as the size is, and what any page takes."""
    limit = TOO_LONG * size / LONGEST + (_ANY if size < LONGEST else 0)
    for case in chosen:
        # Once more: the first time may have loaded a table.
        if (seconds := seconds_for(case, size)) > limit and (seconds := min(seconds, seconds_for(case, size))) > limit:
            yield case, seconds
