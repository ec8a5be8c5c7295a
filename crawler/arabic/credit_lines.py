"""Credit lines and bylines: `المصدر: RT + وكالات`, `كتب: أحمد علي - تصوير: سامي حسن`, `دمشق - هبة صالح`.

Both are labels with names behind them, in any order and number. A line of the text is a credit only where its label and the names leave no
doubt; a byline is one because the page says so, and may do without a label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.arabic.naming import AROUND, Home, Who, host_of, is_outlet, outlet, read_names, who_is, word_key
from crawler.arabic.normalize import match_key
from crawler.arabic.people import is_person, part_names
from crawler.items import Credit, SourceRole
from crawler.knowledge.agencies import agencies
from crawler.knowledge.credits import Label, credit_words
from crawler.knowledge.places import places

LONGEST = 200
"""Characters of the longest credit line."""
_LONGEST_BARE = 80
"""Characters of the longest one without a colon behind its label."""
_LONGEST_BYLINE = 160

_PIECES = re.compile(r"(\s+[-–—]\s+|\s*[|؛;•\n]\s*|\s*[،,/]\s*|\.\s+(?=\S{2}))")
_COLON = re.compile(r"\s*([^:：]{1,40}?)\s*[:：]+\s*")
_TITLE_SLASH = re.compile(r"(?:^|[\s.،])(?:د|أ|م|أ\s?\.\s?د)\s?\.?$")
"""In front of a slash that belongs to a title (`د/ أحمد علي`)."""
_PEOPLE = re.compile(r"\s*[،,؛;|+&()\n]\s*|\s+[-–—]\s+|\s*/\s*")
_TIGHT_PLACE = re.compile(r"(\S+)\s?[-–—]\s?(?=\S)")
_ACCOUNT = re.compile(r"\S*[@\d_]\S*|[a-z.]+|[A-Z]?[a-z]+\.[a-z.]+", re.ASCII)
_WRITTEN_IN = re.compile(
    r"كتبت?\s+(?P<name>[^«»\"“”:]{4,40}?)\s+في\s+(?:صحيفة\s+|جريدة\s+|موقع\s+)?[«\"“](?P<outlet>[^«»\"“”]{2,40})[»\"”]\s*[:.]*\s*"
)
_FIRST = re.compile(r"\w+")
_DIGITS = re.compile(r"\d{2}")
_SOURCE_ROLES: dict[str, SourceRole] = {"photo": "photo", "video": "video", "translation": "translation"}


@dataclass(frozen=True, slots=True)
class Segment:
    """One label of a credit, and what stands behind it."""

    label: Label
    content: str
    marked: bool
    """A colon, slash or dash stands between the two."""


@dataclass(slots=True)
class Credits:
    """Everybody whom a credit line or a byline names."""

    sources: list[tuple[Who, SourceRole]] = field(default_factory=list)
    labelled: bool = False
    """A label says that the sources are where the text comes from (`المصدر:`)."""
    authors: list[str] = field(default_factory=list)
    people: list[Credit] = field(default_factory=list)
    """Who had a hand in it without having written it."""


_AUTHOR = Label("author", sure=True)


def is_label(text: str) -> bool:
    """Whether `text` is the label of a source and nothing more (`المصدر:`), so that the next block holds the name."""
    label = credit_words().labels.get(match_key(text)) if len(text) < 30 else None
    return label is not None and label.role == "source"


def read_credit_line(line: str, home: Home, *, href: str = "") -> Credits | None:
    """Reads a paragraph that is a credit; None for text of the article, or if anything in it cannot be read.

    `href` is where the paragraph's only link leads.
    """
    if len(line) > LONGEST:
        return None
    if not _may_be_credit(line):
        return None
    if written := _written_in(line, home):
        return written
    segments = _segments(line.strip(" ()[]*•·-–—_"))
    if not segments or (len(line) > _LONGEST_BARE and not all(segment.marked for segment in segments)):
        return None
    credits = Credits()
    for segment in segments:
        is_source = segment.label.role == "source"
        if not (_read_sources(segment, credits, home, _host(href, home)) if is_source else _read_people(segment, credits, home)):
            return None
    return credits


def _written_in(line: str, home: Home) -> Credits | None:
    """`كتب هيثم علي في «الشرق الأوسط»:`, a line above a piece that another paper has published."""
    match = _WRITTEN_IN.fullmatch(line)
    names = read_names(match["outlet"], home) if match and is_person(match["name"], sure=True) else None
    return Credits([(who, "text") for who in names], authors=[match["name"]]) if match and names else None


def _may_be_credit(line: str) -> bool:
    """Whether a line begins with a label, or has one somewhere behind a place (`القاهرة - كتب: أحمد علي`)."""
    head = line[:40].lstrip(AROUND)
    first = _FIRST.match(head)
    if first is None:
        return False
    return word_key(first[0]) in credit_words().first_words or (len(line) <= _LONGEST_BARE and ":" in line and first[0] in places())


def read_byline(line: str, home: Home) -> Credits:
    """Reads a byline: people are authors, agencies and outlets are sources, places, desks and account names are nothing."""
    credits = Credits()
    place, colon, rest = line.partition(":")
    line = (rest if colon and place.strip() in places() else line).strip()
    if len(line) > _LONGEST_BYLINE:
        return credits
    whole = who_is(line, home) is not None
    segments = ([] if whole else _segments(line, byline=True)) or [Segment(_AUTHOR, line, True)]
    for segment in segments:
        if segment.label.role == "source":
            _read_sources(segment, credits, home, "")
        else:
            _read_slots(segment, credits, home)
    return credits


def _host(href: str, home: Home) -> str:
    """Host of a link that leads away from the publisher."""
    host = host_of(href) if href else ""
    return "" if host == home.host or host.endswith(f".{home.host}") else host


# --- Labels --------------------------------------------------------------------------------------------------------------------


def _segments(line: str, *, byline: bool = False) -> list[Segment]:
    """The labels of a line, each with what stands behind it; none if the line does not begin with one (a place or a date may)."""
    pieces = _PIECES.split(line)
    segments: list[Segment] = []
    separator = ""
    for place, piece in enumerate(pieces):
        if place % 2:
            separator = piece
            continue
        more = place + 1 < len(pieces)
        segment = _segment(piece, more, first=not segments, strong=separator.strip() not in ("،", ",", "/"))
        if segment:
            segments.append(segment)
        elif segments:
            last = segments[-1]
            glue = separator if last.content else ""
            segments[-1] = Segment(last.label, f"{last.content}{glue}{piece}", last.marked or not last.content)
        elif piece.strip() and piece.strip(AROUND) not in places() and not (byline and _DIGITS.search(piece)):
            return []
    return segments


def _segment(piece: str, more: bool, *, first: bool, strong: bool) -> Segment | None:
    """The label with which a piece begins. Behind a comma or slash only one with a colon counts."""
    labels = credit_words().labels
    colon = _COLON.match(piece)
    if colon and (label := labels.get(match_key(colon[1]))):
        return Segment(label, piece[colon.end() :], True)
    if not (first or strong):
        return None
    if label := labels.get(match_key(piece)):
        return Segment(label, "", more)
    found = piece.split()
    for count in range(min(credit_words().longest_label, len(found) - 1), 0, -1):
        if label := labels.get(match_key(" ".join(found[:count]))):
            return Segment(label, " ".join(found[count:]), False)
    return None


# --- Names behind a label ------------------------------------------------------------------------------------------------------


def _read_sources(segment: Segment, credits: Credits, home: Home, host: str) -> bool:
    """`المصدر: يونهاب`. Without a colon only names that are surely an agency's or outlet's count."""
    names = read_names(segment.content, home, host=host, known=not segment.marked)
    if names is None and not segment.marked and is_outlet(match_key(segment.content).split()[:1]):
        names = read_names(segment.content, home, host=host)
    if names is None or not (names or segment.marked or not segment.content):
        return False
    credits.sources += [(who, "text") for who in names]
    credits.labelled = True
    return True


def _read_people(segment: Segment, credits: Credits, home: Home) -> bool:
    """`كتب: أحمد علي`, `تصوير: رويترز`. Whether everything behind the label is a name."""
    edited = any(edition in segment.content for edition in credit_words().arabic_edition)
    sure = not ((segment.marked and segment.label.sure) or edited or segment.label.role == "contribution")
    seen = 0
    for name in _names(segment.content):
        if _is_nobody(name):
            continue
        if who := who_is(name, home):
            _add_source(who, segment.label, credits)
        elif is_person(name, sure=sure):
            _add_person(name, segment, credits)
        else:
            return False
        seen += 1
    return seen > 0 or bool(segment.marked and segment.content)


def _read_slots(segment: Segment, credits: Credits, home: Home) -> None:
    """The slots of a byline, of which what cannot be read says nothing."""
    whole = segment.content.strip(AROUND)
    if not segment.label.sure and not segment.marked and not is_person(whole, sure=True):
        return
    names = [whole] if who_is(whole, home) else _names(segment.content)
    for name in names:
        if who := who_is(name, home):
            if len(names) == 1 or name not in places():
                _add_source(who, segment.label, credits)
        elif _is_nobody(name):
            continue
        elif is_person(name):
            _add_person(name, segment, credits)
        elif is_outlet(keys := match_key(name).split()) or any(key in credit_words().organisations for key in keys):
            _add_source(outlet(name, keys, home), segment.label, credits)


def _names(content: str) -> list[str]:
    """The single names behind a label."""
    for edition in credit_words().arabic_edition:
        content = content.replace(edition, "")
    names: list[str] = []
    start = 0
    for joint in [*_PEOPLE.finditer(content), None]:
        if joint and "/" in joint[0] and _TITLE_SLASH.search(content[start : joint.start()]):
            continue
        part = content[start : joint.start() if joint else None].strip(" -–—*:،,'\"«»“”")
        start = joint.end() if joint else start
        names += _parted(part)
    return [name for name in names if name]


def _parted(part: str) -> list[str]:
    """`دمشق-هبة صالح`, `هسبريس من وجدة`, `أحمد علي ومحمد حسن`, `أحمد علي ووكالات`, `هبة صالح مراسلة الجزيرة نت`."""
    found = part.split()
    desk = next((place for place, word in enumerate(found) if match_key(word) in credit_words().desk_words), 0)
    if desk and is_person(" ".join(found[:desk])):
        part = " ".join(found[:desk])
    tight = _TIGHT_PLACE.match(part)
    if tight and tight[1] in places() and not agencies().find(part):
        part = part[tight.end() :]
    name, _, place = part.rpartition(" من ")
    names = part_names(name if name and place in places() else part)
    last, _, generic = names[-1].rpartition(" و")
    if last and generic and is_person(last) and agencies().find(generic):
        return [*names[:-1], last, generic]
    return names


def _is_nobody(name: str) -> bool:
    """A place, a desk (`محرر الشؤون المحلية`) or the name of an account (`editor4`)."""
    key = match_key(name)
    vocabulary = credit_words()
    if name in places() or key in vocabulary.desks or _ACCOUNT.fullmatch(name):
        return True
    return any(word in vocabulary.desk_words for word in key.split())


def _add_source(who: Who, label: Label, credits: Credits) -> None:
    if who.is_somebody:
        credits.sources.append((who, _SOURCE_ROLES.get(label.role, "text")))


def _add_person(name: str, segment: Segment, credits: Credits) -> None:
    role = segment.label.role
    if role == "author" and any(edition in segment.content for edition in credit_words().arabic_edition):
        role = "translation"
    if role == "author":
        credits.authors.append(name)
    elif role != "source":
        credits.people.append(Credit(name=name, role=role))
