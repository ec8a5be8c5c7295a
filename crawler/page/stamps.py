"""When a page that no layout knows says that it was published: machine-written, shown, and in its address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from lxml import etree

from crawler.arabic.dateline import split_dateline
from crawler.arabic.dates import parse_date
from crawler.page.fields import Reading
from crawler.page.metadata import Metadata

PUBLISHED = (
    "article:published_time", "og:article:published_time", "published_time", "datepublished", "pubdate", "publishdate", "publish_date",
    "publish-date", "date", "dc.date", "dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.date", "article.published",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article:post_date", "og:pubdate",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
    "dc.date.modified", "article:update_time",
)  # fmt: skip

_RDFA = {
    "datePublished": frozenset(("dc:date", "dc:created", "dcterms:created", "schema:datePublished", "datePublished")),
    "dateModified": frozenset(("dc:modified", "dcterms:modified", "schema:dateModified", "dateModified")),
}
_NAMED = re.compile(r"date|time|publish|posted|تاريخ", re.IGNORECASE)
_NOT_NAMED = re.compile(r"update|datetimepicker|timeline|lifetime|sometimes|times\b|today|now|clock|header|footer|ticker", re.IGNORECASE)
_LONGEST = 120
"""Characters of the longest text that shows a date."""
_UPDATE = re.compile("تحديث|تعديل|update|modified", re.IGNORECASE)
_STAMP = 60
"""Characters of the longest line that is only a date."""
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_WORDS = 5
"""More than label, weekday and month are."""
_CLOCK = re.compile("[0-9٠-٩]{1,2}:[0-9٠-٩]{2}(?:\\s*[صم])?")
_ANY = datetime(2000, 1, 1, tzinfo=UTC)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)(?:/[a-z_-]+)?[/-](\d{1,2})[/-](\d{1,2})(?=[/-])")
"""`/2020/06/03/`, `/2013/middle_east/8/3/` (CNN)."""


def published(telling: Sequence[etree._Element], metadata: Metadata, url: str, near: Sequence[str]) -> list[Reading]:
    """All that a page says of its publication, most trusted first; `near` are short texts with a date around the headline."""
    found = [*_declared(metadata, PUBLISHED, "datePublished"), *_machine_written(telling, "datePublished")]
    shown = near if found or near else _shown(telling)
    found += [Reading(text, "generic") for text in shown if not _UPDATE.search(text)]
    if match := _IN_PATH.search(url):
        found.append(Reading(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}", "generic"))
    return found


def modified(telling: Sequence[etree._Element], metadata: Metadata, near: Sequence[str]) -> list[Reading]:
    """All that a page says of its last change, most trusted first."""
    found = [*_declared(metadata, MODIFIED, "dateModified"), *_machine_written(telling, "dateModified")]
    return found + [Reading(text, "generic") for text in near if _UPDATE.search(text)]


def is_stamp(text: str) -> bool:
    """Whether a line is only a date or a clock."""
    text = " ".join(text.split())
    if len(text) > _STAMP or not any(character.isdigit() for character in text):
        return False
    if split_dateline(text) is not None or _is_sentence(text):
        return False
    return bool(_CLOCK.fullmatch(text)) or any(is_time(text + year) for year in ("", " 2000"))


def _is_sentence(text: str) -> bool:
    """Whether a short line that holds a date tells something (`وسجل الفريق 22 نقطة منذ شهر.`)."""
    return text.endswith((".", "؟", "!")) and len(_WORD.findall(text)) >= _SENTENCE_WORDS


def is_time(text: str) -> bool:
    """Whether a text says when, also without a figure (`منذ ساعتين`)."""
    return parse_date(text, now=_ANY, timezone=UTC) is not None


def _declared(metadata: Metadata, names: tuple[str, ...], jsonld: str) -> Iterator[Reading]:
    for name in names[:1]:
        if text := metadata.meta(name):
            yield Reading(text, "opengraph")
    if text := metadata.jsonld(jsonld):
        yield Reading(text, "jsonld")
    for name in names[1:]:
        if text := metadata.meta(name):
            yield Reading(text, "opengraph" if name.startswith(("og:", "article:")) else "meta")


def _machine_written(telling: Sequence[etree._Element], itemprop: str) -> Iterator[Reading]:
    """Microdata, and RDFa of the older Drupal (`property="dc:date dc:created"`)."""
    for element in telling:
        if element.get("itemprop") == itemprop or not _RDFA[itemprop].isdisjoint((element.get("property") or "").split()):
            text = element.get("datetime") or element.get("content") or element.get("title") or "".join(element.itertext())
            if text.strip():
                yield Reading(text, "microdata")


def _of_another(element: etree._Element) -> bool:
    return any(ancestor.tag in ("a", "li", "aside", "footer", "nav") for ancestor in element.iterancestors())


def _shown(telling: Sequence[etree._Element]) -> Iterator[str]:
    """Texts of elements that are named after dates, in page order; an attribute (`title`) before the text."""
    for element in telling:
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _NAMED.search(name) or _NOT_NAMED.search(name) or (_of_another(element) and element.tag != "li"):
            continue
        for text in (element.get("title"), "".join(element.itertext())):
            if text and 4 < len(text.strip()) <= _LONGEST:
                yield text.strip()
