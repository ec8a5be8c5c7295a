"""What is mutated: the pages, listings, feeds, sitemaps and robots.txt of the fixtures, and small sources of kinds that they lack."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

Kind = Literal["page", "listing", "feed", "sitemap", "robots"]
SHARES: dict[Kind, int] = {"page": 60, "feed": 15, "sitemap": 12, "listing": 10, "robots": 3}
"""How many of a hundred mutations are of which kind."""

_ENTRY = "رئيس البلدية يفتتح السوق المغطى بعد ترميمه"
_LINK = "https://sana.sy/locals/2280999/"
_WRITTEN: dict[Kind, tuple[str, ...]] = {
    "feed": (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://sana.sy/"><title>سانا</title>'
        f'<entry><title type="html">{_ENTRY} &amp;quot;</title><link rel="alternate" href="/locals/2280999/"/><id>tag:sana.sy,2025:1</id>'
        "<published>2025-09-06T10:00:00+03:00</published><updated>2025-09-06T11:00:00.5Z</updated></entry>"
        f"<entry><title>{_ENTRY}</title><id>{_LINK}</id><updated>2025-09-05T11:00:00Z</updated></entry></feed>",
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://sana.sy/"><title>سانا</title></channel>'
        f'<item rdf:about="{_LINK}"><title>{_ENTRY}</title><link>{_LINK}</link><dc:date>2025-09-06T10:00+03:00</dc:date></item></rdf:RDF>',
    ),
    "sitemap": (
        f"{_LINK}\nhttps://sana.sy/politics/2280998/\n\nhttps://sana.sy/?p=2280997\n",
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE urlset [<!ENTITY home "https://sana.sy">]>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{_LINK}</loc><lastmod>2025-09-06</lastmod><image:image><image:loc>https://sana.sy/1.jpg</image:loc></image:image>"
        "<news:news><news:publication><news:name>سانا</news:name></news:publication><news:publication_date>2025-09-06T10:00:00+03:00"
        f"</news:publication_date><news:title>{_ENTRY}</news:title></news:news></url>"
        "<url><loc>&home;/locals/2280996/</loc><lastmod>2025</lastmod></url></urlset>",
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://sana.sy/post-sitemap9.xml</loc>'
        "<lastmod>2025-09-06T10:00:00+03:00</lastmod></sitemap><sitemap><loc>https://sana.sy/sitemap_index.xml</loc></sitemap></sitemapindex>",
    ),
    "robots": ("User-agent: *\nDisallow: /*?s=*&*$\nDisallow: /wp-*/\nAllow: /wp-content/\nCrawl-delay: 5\nSitemap: /a.xml\n",),
}


@dataclass(frozen=True, slots=True)
class Seed:
    """Something that a site might send."""

    kind: Kind
    name: str
    url: str
    body: bytes


@cache
def seeds(kind: Kind) -> list[Seed]:
    """All seeds of a kind, in an order that is the same everywhere."""
    found = [seed for seed in _recorded() if seed.kind == kind]
    if kind == "page":
        found += [*_with_answers("pages"), *_with_answers("sites")]
    found += [Seed(kind, f"written {place}", "https://sana.sy/x", text.encode()) for place, text in enumerate(_WRITTEN.get(kind, ()))]
    if kind in ("feed", "sitemap"):
        found.append(Seed(kind, "gzip", "https://sana.sy/x.gz", gzip.compress(found[0].body, mtime=0)))
        found.append(Seed(kind, "windows-1256", "https://sana.sy/x", found[0].body.decode().encode("cp1256", "replace")))
    return found


def _recorded() -> list[Seed]:
    """The exchanges of SANA's bundled site."""
    found: dict[str, Seed] = {}
    for line in (FIXTURES / "sana" / "exchanges.jsonl").read_text(encoding="utf-8").splitlines():
        exchange = json.loads(line)
        if exchange["file"]:
            body = (FIXTURES / "sana" / exchange["file"]).read_bytes()
            name = f"sana/{exchange['file']}"
            found[name] = Seed(_kind_of(name), name, exchange["url"], gzip.decompress(body) if name.endswith(".html.gz") else body)
    return sorted(found.values(), key=lambda seed: seed.name)


def _kind_of(name: str) -> Kind:
    file = name.rpartition("/")[2]
    if file.endswith("robots.txt"):
        return "robots"
    if file.endswith(".xml"):
        return "feed" if file.startswith("feed") else "sitemap"
    return "listing" if file.startswith(("locals-1.", "locals-2.", "politics-1.", "politics-2.", "archive-cat")) else "page"


def _with_answers(folder: str) -> list[Seed]:
    """Whole pages with what they must give; here only their addresses are of use."""
    return [
        Seed("page", f"{folder}/{path.stem}", json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["url"], path.read_bytes())
        for path in sorted((FIXTURES / folder).glob("*.html"))
    ]
