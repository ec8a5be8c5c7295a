"""What goes wrong with pages, feeds and sitemaps, made on purpose: each mutation takes bytes and gives others.

They are of two sorts: damage that any file can take (cut, spliced, bytes gone), and values at the places that the reader looks at (dates,
addresses, JSON-LD, names, charsets) which no site should send and some do.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Mutation = Callable[[bytes, bytes, Random], bytes]
"""Takes a file and another one of its kind, for what is spliced in."""

LONGEST = 300_000
"""Bytes of the largest mutated file; `tests/fuzz/growth.py` tries larger ones, one trouble at a time."""

_TOKEN = re.compile(rb"<[^<>]*>|[^<]+|<")
_START = re.compile(rb"<([A-Za-z][\w:-]*)")
_ATTRIBUTE = re.compile(rb'(?<==")[^"]*(?=")')
_DATE = re.compile(
    rb"""\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?|\d{1,2}/\d{1,2}/\d{4}|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d: +]+"""
)
_ADDRESS = re.compile(rb"""(?<=["'>])https?://[^"'<>\s]*""")
_CHARSET = re.compile(rb"""(charset|encoding)(\s*=\s*["']?)[\w-]+""", re.IGNORECASE)
_JSON_LD = re.compile(rb"""(<script[^<>]*ld\+json[^<>]*>)(.*?)(</script>)""", re.DOTALL | re.IGNORECASE)
_NAMESPACE = re.compile(rb"""xmlns(:\w+)?\s*=\s*["'][^"']*["']""")

CHARSETS = (
    "utf-8", "utf-16", "utf-16le", "utf-7", "utf-32", "windows-1256", "iso-8859-6", "latin-1", "cp864", "gbk", "idna", "rot13", "hz",
    "unicode_escape", "punycode", "undefined", "x-none", "\u0661", "utf-8;" + "x" * 300, "zlib", "raw_unicode_escape", "mbcs",
)  # fmt: skip

REFERENCES = (
    "&#1;99&#2;", "&#3;", "&#x1c;", "&#00012", "&#xffff",
    "&#0;", "&#xD800;", "&#1114112;", "&#x110000;", "&#xFFFFFFFFFFFF;", f"&#{'9' * 5000};", "&#x80;", "&#xFFFE;", "&#1;", "&#xDFFF;",
    "&nbsp;", "&amp;amp;lt;", "&lt;", "&", "&;", "&#;", "&#x;", "&unknown;", "&zwnj;", "&rlm;", "&NotEqualTilde;", "&#8238;", "&quot",
    "&#xad;",
)  # fmt: skip

CHARACTERS = (
    "\x00", "\x01", "\x02", "\x03", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1c", "\x1d", "\x1e", "\x1f", "\x7f", "\x85", "\x9b",
    "\u2028", "\u2029", "\u202e", "\u202b", "\u2066", "\u200f", "\u200b", "\u00ad", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\ufdfa",
    "\ufe91", "\u0640", "\u0651\u0651", "\u0670", "\u06dd", "\u08e2", "\U000e0041", "\U0001f468\u200d\U0001f469", "\U0010ffff",
    "\u3000", "\u00a0", "\u0130", "\ufb00",
)  # fmt: skip

BYTES = (
    b"\xff", b"\xfe", b"\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80", b"\xd8", b"\xf0\x9f",
    b"\x00\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"%PDF-", b"\xe2\x80", b"\xef\xbf\xbf",
)  # fmt: skip

DATES = (
    "0000-00-00T00:00:00+00:00", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "9999-12-31",
    "2025-02-30", "2025-02-30T10:00:00+03:00", "2025-13-01", "2025-09-06T25:61:61+03:00", "2025-09-06T10:00:00+99:99",
    "2025-09-06T10:00:00+24:00", "10000-01-01", "2025-09-06T10:00:00-23:59", "2025-09-06T24:00:00Z", "2025-09-06T10:00:60Z",
    "2025-09-06T10:00:00.123456789123Z", "1757145600", "99999999999999", "9999999999", "9999999999999", "9" * 5000, "-62135596800",
    "1e400", "NaN", "30 Nov -0001 00:00:00 +0000", "Sat, 06 Sep 2025 10:00:00 +99999999999", "Sat, 06 Sep 99999 10:00:00 GMT",
    "Sat, 31 Feb 2025 10:00:00 GMT", "Sat, 06 Sep 2025 10:00:00 EEST", "1447/03/14هـ", "30 صفر 1447 هـ", "31 رمضان 1600 هـ",
    "1/1/1300هـ", "الخميس 30 شباط 2025", "31 أيلول 2025 الساعة 13 صباحا", "٣١/٠٢/٢٠٢٥", "منذ 999 سنة", "قبل 999 شهر", "منذ ساعتين",
    "أمس الساعة 25:00", "منذ 9999999 يوما", "2025-09-06 10:00 بتوقيت المريخ", "²/³/2025", "2025-09-06T١٠:٠٠:٠٠Z", "٢٠٢٥-٠٩-٠٦",
    "1970-01-01T00:00:00Z", "1971-01-01T00:00:00+14:00", "2025-09-06T10:00:00+0300", "2025-W36-6", "20250906", "00/00/0000",
    "1 يناير 2099 منذ يوم", "2025", "2025-09", "24 ساعة", "منذ 01 دقيقة ", "1999-12-31T23:59:59+14:00", "6 أيلول 2025 - 6 أيلول 2025",
    "6 ايلول/سبتمبر 2025 12:00 ص بتوقيت غرينتش+99",
)  # fmt: skip

ADDRESSES = (
    "http://[", "http://]", "http://[::1", "http://[::1]/locals/5/", "http://[v1.x]/", "http://[::::]/locals/5/",
    "http://[1.2]/locals/5/", "https://sana.sy:99999/locals/5/", "https://sana.sy:x/5/", "https://sana.sy:/locals/5/",
    "https://sana.sy:٨٠/locals/5/", "https:///locals/5/", "https://", "http:", "//", "//sana.sy/locals/5/", "?", "#", "", " ", "\t\n",
    "https://sana.sy/locals/5 6/", "https://sana.sy/%", "https://sana.sy/%zz%0", "https://sana.sy/%00/%ff%fe", "javascript:alert(1)",
    "data:text/html,x", "file:///etc/passwd", "mailto:a@b.sy", "HTTPS://SANA.SY/LOCALS/5/", "https://user:pass@sana.sy/locals/5/",
    "https://sana.sy\\@x/", "https://sana.sy/locals/\u0665/", "https://خبر.سوريا/5/", f"https://{'a' * 64}.sy/",
    f"https://{'ب' * 300}.sy/5/", "https://xn--a.sy/5/", "https://ß.sy/", f"https://sana.sy/locals/{'5' * 5000}/",
    f"https://sana.sy/{'a' * 10_000}", f"https://sana.sy/{'/..' * 3000}", f"https://sana.sy/?{'p=1&' * 3000}",
    f"https://sana.sy/{'%D8%A7' * 3000}", f"https://sana.sy/{'[' * 2000}", "https://sana.sy/?p=1&p=\u0662",
    "https://sana.sy/locals/5/\x00", "https://..sy/", "https://sana.sy./locals/5/", "https://.sana.sy/",
    "https://sana.sy/?page=" + "9" * 5000, "https://sana.sy/locals/5/?page=²", "https://sana.sy/locals/5/²",
    "https://sana.sy/locals/5/\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "https://1.1.1.1.1/",
    "https://0x7f.1/", "../" * 500, "https://sana.sy/locals/5/;jsessionid=1", "https://sana.sy/a{b}|c^d`e",
    "https://www.www.sana.sy/amp/amp/", "https://\u2100.sy/", "https://sana.sy/\u202e",
)  # fmt: skip

RUNS = (
    " ", "\n", "\t", "\u00a0", '"', "'", "«", "»", "(", ")", "[", "]", "{", "((", "()", "1", "٣", "1,", "1.", "1-", "12:", "1 ", "ـ",
    "-", "–", "—", "ا", "و", "ل", "ال", "aA", "a ", "ا ", "ا.", "ا-", ".", "،", ":", ": ", "/", "/ ", "|", " | ", " - ", "*", "=", "_",
    "&", "<", "؟", "!", "\u064e", "\u200f", "\u200d", "\ufdfa", "\U0001f600", "\u0301", "وكالات", "وكالات ", "رويترز/", "المصدر: ",
    "دمشق-", "سانا ", "منذ ", "أبو ", "1 أيلول ", "كتب ", "\\", '\\"', "%", "#", "@", ",", "{}", "[[", '{"a":', '"@graph":[', "س: ",
    "<b>", "</b>", "<p>", "<i>", "<br>", "<!--", "<![CDATA[", "<a href=/5/>", "<li>", "<tr>", "<td>", "<div>", "<h2>", "<table>",
    "<blockquote>", "<figure>", "<img src=/1.jpg>", "<span>", "<script>", "<svg>", "<option>", "<ruby>", "<font>",
)  # fmt: skip

LINES = (
    "دمشق-سانا", "دمشق - سانا:", "المصدر: رويترز", "المصدر:", "(أ ف ب)", "وكالات", "كتب: أحمد العلي", "تصوير: ليلى حسن", "اقرأ أيضا:",
    "انتهى", "النهاية", "دمشق في 6 أيلول / سانا /", "د ب أ ش ك", "#سوريا", "س: ما رأيكم؟", "ج: جيد.", "تحرير: م. ع", "ترجمة", "قال",
    "1", "-", "…", "«»", "()", "/أ/", "عاجل |", "12:30", "الوكالة الوطنية", "رويترز - أ ف ب - د ب أ", "حقوق النشر محفوظة",
    "تابعونا على", "المصدر: (", "بيروت (رويترز", "غزة 6-9-2025 وفا-", "ن/ع", "خاص - ", "صورة: ", "ـ",
)  # fmt: skip

WORDS = (
    "Article", "NewsArticle", "LiveBlogPosting", "CollectionPage", "WebPage", "Person", "Organization", "VideoObject", "ImageObject",
    "BreadcrumbList", "LiveBlogUpdate", "https://schema.org/NewsArticle", "رويترز", "سانا", "دمشق", "x", "", " ", "\u0000", "\ud83d",
    "true", "خبر عاجل من المدينة",
)  # fmt: skip

KEYS = (
    "@type", "@id", "@graph", "@context", "headline", "name", "alternativeHeadline", "description", "articleBody", "articleSection",
    "datePublished", "dateModified", "dateCreated", "author", "creator", "publisher", "image", "url", "thumbnailUrl", "keywords",
    "mainEntityOfPage", "isPartOf", "itemListElement", "item", "position", "liveBlogUpdate", "hasPart", "isAccessibleForFree",
    "cssSelector", "copyrightHolder", "license", "video", "inLanguage", "sameAs", "logo",
)  # fmt: skip

METAS = (
    "og:title", "og:type", "og:image", "og:url", "og:description", "og:site_name", "og:updated_time", "article:published_time",
    "article:modified_time", "article:author", "article:section", "article:tag", "author", "description", "keywords", "date", "pubdate",
    "dc.date", "dcterms.created", "twitter:title", "news_keywords", "publishdate", "last-modified", "robots", "tdm-reservation",
    "copyright", "refresh",
)  # fmt: skip

_ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>'
)


# --- Damage ----------------------------------------------------------------------------------------------------------------


def cut(body: bytes, other: bytes, random: Random) -> bytes:
    """Cut off at any byte."""
    return body[: random.randrange(len(body) + 1)]


def splice(body: bytes, other: bytes, random: Random) -> bytes:
    """The beginning of one and the end of the other."""
    return body[: random.randrange(len(body) + 1)] + other[random.randrange(len(other) + 1) :]


def graft(body: bytes, other: bytes, random: Random) -> bytes:
    """An element of the other in the middle of this one."""
    tokens = _tokens(other)
    start, end = _element(tokens, random)
    return _insert(body, b"".join(tokens[start:end]), random)


def duplicate_element(body: bytes, other: bytes, random: Random) -> bytes:
    """An element twice, or many times."""
    tokens = _tokens(body)
    start, end = _element(tokens, random)
    return b"".join([*tokens[:end], *(tokens[start:end] * random.choice((1, 1, 2, 5, 50))), *tokens[end:]])


def nest_element(body: bytes, other: bytes, random: Random) -> bytes:
    """An element in itself, or in another's start tag, up to some hundred times."""
    tokens = _tokens(body)
    start, _ = _element(tokens, random)
    tag = _start_tag(tokens, random) if random.random() < 0.5 else tokens[start]
    return b"".join([*tokens[:start], tag * random.choice((1, 2, 10, 300)), *tokens[start:]])


def delete_element(body: bytes, other: bytes, random: Random) -> bytes:
    """An element gone."""
    tokens = _tokens(body)
    start, end = _element(tokens, random)
    return b"".join(tokens[:start] + tokens[end:])


def move_element(body: bytes, other: bytes, random: Random) -> bytes:
    """An element somewhere else."""
    tokens = _tokens(body)
    start, end = _element(tokens, random)
    rest = tokens[:start] + tokens[end:]
    place = random.randrange(len(rest) + 1)
    return b"".join([*rest[:place], *tokens[start:end], *rest[place:]])


def shuffle(body: bytes, other: bytes, random: Random) -> bytes:
    """Tags and texts in any order, of a stretch of the file or of all of it."""
    tokens = _tokens(body)
    start = random.randrange(len(tokens) + 1)
    end = min(start + random.choice((5, 50, len(tokens))), len(tokens))
    stretch = tokens[start:end]
    random.shuffle(stretch)
    return b"".join(tokens[:start] + stretch + tokens[end:])


def unbalance(body: bytes, other: bytes, random: Random) -> bytes:
    """Tags gone here and there, or brackets of tags."""
    share = random.choice((0.01, 0.1, 0.5))
    if random.random() < 0.3:
        return re.sub(rb"[<>\"']", lambda found: found[0] if random.random() > share else b"", body)
    return b"".join(token for token in _tokens(body) if not token.startswith(b"<") or random.random() > share)


def break_bytes(body: bytes, other: bytes, random: Random) -> bytes:
    """Bytes put in, taken out, or changed."""
    data = bytearray(body)
    for _ in range(random.choice((1, 3, 30, 300))):
        place = random.randrange(len(data) + 1)
        match random.randrange(3):
            case 0:
                data[place:place] = random.choice(BYTES)
            case 1:
                del data[place : place + random.choice((1, 2, 20))]
            case _ if place < len(data):
                data[place] ^= 1 << random.randrange(8)
    return bytes(data)


def compress(body: bytes, other: bytes, random: Random) -> bytes:
    """Gzip, whole, cut off, damaged, or twice."""
    packed = gzip.compress(body, mtime=0)
    return random.choice(
        (lambda: packed, lambda: cut(packed, other, random), lambda: break_bytes(packed, other, random), lambda: gzip.compress(packed))
    )()


# --- Charsets and characters -----------------------------------------------------------------------------------------------


def declare_charset(body: bytes, other: bytes, random: Random) -> bytes:
    """Another charset declared than the one that it is in."""
    name = random.choice(CHARSETS).encode()
    if _CHARSET.search(body):
        return _CHARSET.sub(lambda found: found[1] + found[2] + name, body)
    return random.choice((b'<meta charset="%b">', b'<?xml version="1.0" encoding="%b"?>')) % name + body


def encode(body: bytes, other: bytes, random: Random) -> bytes:
    """Another charset than the one that it declares."""
    text = body.decode("utf-8", "replace")
    return text.encode(
        random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859-6", "utf-8-sig", "utf-7", "cp720")), "replace"
    )


def add_mark(body: bytes, other: bytes, random: Random) -> bytes:
    """A byte order mark, right or wrong, once or twice."""
    return random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf" * 2, b"\xff\xfe\x00\x00", b"\n \xef\xbb\xbf")) + body


def add_references(body: bytes, other: bytes, random: Random) -> bytes:
    """Character references and entities."""
    return _sprinkle(body, [_some(REFERENCES, random) for _ in range(random.choice((1, 5, 30)))], random)


def add_characters(body: bytes, other: bytes, random: Random) -> bytes:
    """Controls, bidi marks, joiners and what else nobody sees."""
    return _sprinkle(body, [_some(CHARACTERS, random) * random.choice((1, 1, 1, 20)) for _ in range(random.choice((1, 5, 30)))], random)


def add_entities(body: bytes, other: bytes, random: Random) -> bytes:
    """Entities that grow, and some that stand in files."""
    start = body.find(b"?>") + 2 if body.startswith(b"<?xml") else 0
    return _sprinkle(body[:start] + _ENTITIES + body[start:], [random.choice((b"&d;", b"&e;", b"&a;")) for _ in range(5)], random)


# --- Values ----------------------------------------------------------------------------------------------------------------


def change_dates(body: bytes, other: bytes, random: Random) -> bytes:
    """Odd dates where dates stand, or in any text or attribute."""
    share = random.choice((0.1, 0.5, 1))
    changed = _DATE.sub(lambda found: _some(DATES, random) if random.random() < share else found[0], body)
    return _change_value(changed, _some(DATES, random), random) if changed == body else changed


def change_addresses(body: bytes, other: bytes, random: Random) -> bytes:
    """Broken addresses where addresses stand, or in any text or attribute."""
    share = random.choice((0.1, 0.5, 1))
    changed = _ADDRESS.sub(lambda found: _some(ADDRESSES, random) if random.random() < share else found[0], body)[:LONGEST]
    return _change_value(changed, _some(ADDRESSES, random), random) if changed == body else changed


def change_numbers(body: bytes, other: bytes, random: Random) -> bytes:
    """Numbers of thousands of digits, or in other digits; Python converts 4,300 digits at most."""
    share = random.choice((0.01, 0.1))
    numbers = (b"9" * 4301, "٣".encode() * 5000, b"0", "²".encode(), b"-1", b"1e999", b"1" * 40, "१२".encode(), b"5" * 10_000)
    return re.sub(rb"\d+", lambda found: random.choice(numbers) if random.random() < share else found[0], body)[:LONGEST]


def change_values(body: bytes, other: bytes, random: Random) -> bytes:
    """A text or attribute that holds something else: an odd date, address, line, number, character."""
    for _ in range(random.choice((1, 3, 10))):
        body = _change_value(
            body, _some(random.choice((DATES, ADDRESSES, LINES, WORDS, CHARACTERS, REFERENCES, CHARSETS, METAS)), random), random
        )
    return body


def swap_values(body: bytes, other: bytes, random: Random) -> bytes:
    """Attributes and texts that change places."""
    for _ in range(random.choice((1, 5))):
        spans = [*_attributes(body), *_texts(body)]
        if len(spans) < 2:
            break
        (start, end), (start_2, end_2) = sorted(random.sample(spans, 2))
        body = body[:start] + body[start_2:end_2] + body[end:start_2] + body[start:end] + body[end_2:]
    return body


def swell_attribute(body: bytes, other: bytes, random: Random) -> bytes:
    """An attribute of up to 100,000 bytes."""
    return _change_value(body, _run(random, random.choice((1_000, 10_000, 100_000))).replace(b'"', b""), random, texts=False)


def add_runs(body: bytes, other: bytes, random: Random) -> bytes:
    """The same again and again, which regular expressions fear."""
    for _ in range(random.choice((1, 2, 4))):
        body = _sprinkle(body, [_run(random, random.choice((100, 2_000, 20_000)))], random)
    return body


def add_lines(body: bytes, other: bytes, random: Random) -> bytes:
    """Datelines, credits, marks and labels at any place in the text."""
    pieces = [_some(LINES, random) for _ in range(random.choice((1, 5, 40)))]
    if random.random() < 0.5:
        pieces = [b"<p>" + piece + b"</p>" for piece in pieces]
    return _sprinkle(body, pieces, random)


def add_meta(body: bytes, other: bytes, random: Random) -> bytes:
    """Metadata of a page with odd values, in front of everything else."""
    values = [
        _some(random.choice((DATES, ADDRESSES, LINES, WORDS, CHARACTERS, RUNS, REFERENCES)), random).replace(b'"', b"") for _ in range(9)
    ]
    metas = [b'<meta property="%b" content="%b">' % (_some(METAS, random), value) for value in values]
    extra = (
        b'<link rel="canonical" href="%b">',
        b'<base href="%b">',
        b"<title>%b</title>",
        b'<link rel="next" href="%b">',
        b'<time datetime="%b">',
    )
    tags = random.sample(metas, random.randrange(1, 9)) + [random.choice(extra) % random.choice(values) for _ in range(random.randrange(3))]
    place = body.find(b"<head>") + 6 if random.random() < 0.7 and b"<head>" in body else 0
    return body[:place] + b"".join(tags) + body[place:]


def change_json_ld(body: bytes, other: bytes, random: Random) -> bytes:
    """JSON-LD with values of other types, deep, in circles, broken, or made up."""
    scripts = list(_JSON_LD.finditer(body))
    if not scripts or random.random() < 0.3:
        script = b'<script type="application/ld+json">' + _json({"@type": _word(random), **_thing(random, 4)}, random) + b"</script>"
        place = body.find(b"</head>")
        return body[:place] + script + body[place:] if place >= 0 else script + body
    found = random.choice(scripts)
    try:
        data = json.loads(found[2])
        for _ in range(random.choice((1, 3, 10))):
            data = _changed(data, random)
        text = _json(data, random)
    except (ValueError, RecursionError):  # it was broken or deep before
        text = _json(_thing(random, 3), random)
    return body[: found.start(2)] + text + body[found.end(2) :]


def change_namespaces(body: bytes, other: bytes, random: Random) -> bytes:
    """Namespaces wrong, gone or twice."""
    wrong = (
        b'xmlns="http://x.example/"',
        b"",
        b'xmlns:a="http://www.w3.org/2005/Atom"',
        b'xmlns=""',
        b'xmlns="http://www.w3.org/2005/Atom"',
        b"xmlns:xml='x'",
    )
    share = random.choice((0.3, 1))
    return _NAMESPACE.sub(lambda found: random.choice(wrong) if random.random() < share else found[0], body)


def wrap_text(body: bytes, other: bytes, random: Random) -> bytes:
    """Texts in CDATA sections, comments, or escaped once more."""
    share = random.choice((0.1, 0.5))

    def wrapped(found: re.Match[bytes]) -> bytes:
        text = found[0]
        if text.startswith(b"<") or random.random() > share:
            return text
        return random.choice(
            (
                b"<![CDATA[" + text + b"]]>",
                b"<!--" + text + b"-->",
                text.replace(b"&", b"&amp;"),
                b"<![CDATA[" + text,
                b"<b>" + text + b"</b>",
            )
        )

    return _TOKEN.sub(wrapped, body)


DAMAGE: tuple[Mutation, ...] = (
    cut, splice, graft, duplicate_element, nest_element, delete_element, move_element, shuffle, unbalance, break_bytes,
    declare_charset, encode, add_mark, add_references, add_characters, add_entities,
    change_dates, change_addresses, change_numbers, change_values, swap_values, swell_attribute, add_runs, wrap_text,
)  # fmt: skip
OF_PAGES: tuple[Mutation, ...] = (add_lines, add_meta, change_json_ld, change_json_ld, change_values, add_runs)
OF_SOURCES: tuple[Mutation, ...] = (change_namespaces, compress, change_dates, change_addresses)


def mutate(body: bytes, other: bytes, random: Random, *, is_page: bool) -> tuple[bytes, list[str]]:
    """A file with one to four things wrong with it, and their names."""
    mutations = DAMAGE + (OF_PAGES if is_page else OF_SOURCES)
    names = []
    for mutation in random.choices(mutations, k=random.choice((1, 1, 2, 2, 3, 4))):
        body = mutation(body, other, random)[:LONGEST]
        names.append(mutation.__name__)
    return body, names


# --- Tools -----------------------------------------------------------------------------------------------------------------


def _some(values: Sequence[str], random: Random) -> bytes:
    return random.choice(values).encode("utf-8", "surrogatepass")


def _run(random: Random, size: int) -> bytes:
    """One or two fragments, repeated to so many bytes."""
    piece = b"".join(_some(RUNS, random) for _ in range(random.choice((1, 1, 2, 3))))
    return piece * (size // len(piece) + 1)


def _tokens(body: bytes) -> list[bytes]:
    return _TOKEN.findall(body) or [b""]


def _attributes(body: bytes) -> list[tuple[int, int]]:
    """Where the values of attributes stand."""
    return [found.span() for found in _ATTRIBUTE.finditer(body)]


def _texts(body: bytes) -> list[tuple[int, int]]:
    """Where texts stand that are more than space."""
    return [found.span() for found in _TOKEN.finditer(body) if not found[0].startswith(b"<") and not found[0].isspace()]


def _start_tag(tokens: list[bytes], random: Random) -> bytes:
    tags = [token for token in tokens if _START.match(token)]
    return random.choice(tags) if tags else b"<div>"


def _element(tokens: list[bytes], random: Random) -> tuple[int, int]:
    """Start and end of a random element among the tokens; of a tag without an end, that tag."""
    starts = [place for place, token in enumerate(tokens) if _START.match(token)]
    if not starts:
        return 0, len(tokens)
    start = random.choice(starts)
    match = _START.match(tokens[start])
    name = match[1] if match else b""
    depth = 0
    for place in range(start, len(tokens)):
        if tokens[place].startswith(b"</" + name):
            depth -= 1
        elif tokens[place].startswith(b"<" + name) and not tokens[place].endswith(b"/>"):
            depth += 1
        if depth == 0:
            return start, place + 1
    return start, start + 1


def _insert(body: bytes, piece: bytes, random: Random) -> bytes:
    """A piece between two tags or texts."""
    places = [found.start() for found in re.finditer(rb"[<>]", body)] or [0]
    place = random.choice(places)
    return body[:place] + piece + body[place:]


def _sprinkle(body: bytes, pieces: Sequence[bytes], random: Random) -> bytes:
    """Pieces in texts and attributes."""
    inside = [*_attributes(body), *_texts(body), *_texts(body)] or [(0, len(body))]
    for start, end in sorted((random.choice(inside) for _ in pieces), reverse=True):
        place = random.choice((start, end, random.randrange(start, end + 1)))
        body = body[:place] + pieces[start % len(pieces)] + body[place:]
    return body


def _change_value(body: bytes, value: bytes, random: Random, *, texts: bool = True) -> bytes:
    """The value of an attribute, or a text between two tags, changed."""
    places = _attributes(body) + (_texts(body) if texts else [])
    if not places:
        return body + value
    start, end = random.choice(places)
    return body[:start] + value + body[end:]


def _word(random: Random) -> Any:
    return random.choice((*WORDS, *DATES[:8], *LINES[:8]))


def _thing(random: Random, depth: int) -> dict[str, Any]:
    return {key: _value(random, depth - 1) for key in random.sample(KEYS, random.randrange(1, 8))}


def _value(random: Random, depth: int) -> Any:
    """Any value of JSON."""
    match random.randrange(12 if depth > 0 else 9):
        case 0:
            return random.choice((None, True, False, 0, -1, 10**30, 1.5, 2**63))
        case 1:
            return random.choice(DATES)
        case 2:
            return random.choice(ADDRESSES)
        case 3:
            return random.choice(LINES)
        case 4:
            return {"@id": random.choice(("#a", "#b", "https://sana.sy/#a"))}
        case 5:
            return random.choice(RUNS) * random.choice((1, 50, 2000))
        case 6 | 7 | 8:
            return _word(random)
        case 9:
            return [_value(random, depth - 1) for _ in range(random.randrange(4))]
        case _:
            return {"@type": _word(random), **_thing(random, depth)}


def _changed(data: Any, random: Random) -> Any:
    """The same with one value changed, somewhere in it."""
    if isinstance(data, dict) and data and random.random() < 0.8:
        key = random.choice(sorted(data))
        if random.random() < 0.15:
            return {(random.choice(KEYS) if name == key else name): value for name, value in data.items()}
        return data | {key: _changed(data[key], random)}
    if isinstance(data, list) and data and random.random() < 0.8:
        place = random.randrange(len(data))
        return [*data[:place], _changed(data[place], random), *data[place + 1 :]]
    match random.randrange(6):
        case 0:
            return [data] * random.randrange(4)
        case 1:
            return {"@type": _word(random), "@id": "#a", "name": data, "@graph": [{"@id": "#a"}, data]}
        case _:
            return _value(random, 3)


def _json(data: Any, random: Random) -> bytes:
    """Written well, or with a fault that sites make."""
    text = json.dumps(data, ensure_ascii=random.random() < 0.5)
    match random.randrange(10):
        case 0:
            text = text[: random.randrange(len(text) + 1)]
        case 1:
            text = text.replace(",", ",,").replace("}", ",}")
        case 2:
            depth = random.choice((100, 2_000, 50_000))
            text = '{"@graph":[' * depth + text
            text += "]}" * depth if random.random() < 0.5 else ""
        case 3:
            text = text.replace(" ", "\n\t").replace("\\", "")
        case 4:
            text = "<!--//<![CDATA[\n" + text + "\n//]]>-->"
    return text.encode("utf-8", "surrogatepass").replace(b"</", b"<\\/")
