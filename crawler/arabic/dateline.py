"""The dateline in front of a story: where it was filed, when, and by which agency (`موسكو-سانا`, `باريس (رويترز) -`).

Every agency has its own style. What they share: a place, perhaps a date and a reporter, and the agency's name or mark, in front of the
first sentence, with marks of punctuation between them. So a dateline is looked for from the agency: the words before it must be readable
as place, date and reporter, and the marks around it must leave no doubt. The more a name could be an ordinary word, the more is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from crawler.arabic.dates import parse_date
from crawler.arabic.normalize import match_key
from crawler.arabic.people import is_person
from crawler.items import Dateline
from crawler.knowledge.agencies import Agency, agencies
from crawler.knowledge.calendars import clock, month_sets
from crawler.knowledge.credits import credit_words
from crawler.knowledge.names import given_names
from crawler.knowledge.places import places
from crawler.knowledge.words import words

_LONGEST = 160
"""Characters from the start of a paragraph within which a dateline must end."""

_MOST_WORDS = 18
"""Words within which the agency must be named: the longest dateline, with both calendars, has some fifteen."""

_NAME_WORDS = 4
"""Words of the longest name of a reporter."""

_DASHES = "-–—−_ـ"
_AROUND_NAME = f" {_DASHES}:/|."
_DASH = re.escape(_DASHES)
_WORD = re.compile(r"(?:[^\W_ـ]|[\u0610-\u061a\u064b-\u065f\u0670])(?:[^\W_]|[\u0610-\u061a\u064b-\u065f\u0670])*(?<!ـ)")
_SEPARATORS = re.compile(rf"[\s{_DASH}/،,:|.()«»\"]*[{_DASH}/،,:|()«»\"][\s{_DASH}/،,:|.()«»\"]*")
_END = re.compile(rf"\s*(?:[{_DASH}:/|]+\s?)*[{_DASH}:/|]+\s*(?:(?:\.{{2,}}|…)\s*)?|\s*(?:\.{{2,}}|…)\s*|\s*\.(?=\s|$)\s*|\s+|$")
_OWN_NAME = re.compile(r"\s*[«\"]?(?P<name>[^\n«»()\"|:/–—-]{2,40}?)[»\"]?(?P<sign>\s*[-–—ـ]+\s+)(?=\S)")
_BRACKETS = {"(": ")", "[": "]", "/": "/", "«": "»", '"': '"', "“": "”", "”": "“"}
_CLOSERS = {opener: re.compile(rf"\.?\s*{re.escape(closer)}{{1,2}}") for opener, closer in _BRACKETS.items()}
_OPENER = re.compile(r"([(\[/«\"“”])\1?\s*$")
_OPEN_BRACKET = re.compile(r"\s*\(\s*")
_JOINER = re.compile(r"\s*[/+،,]\s*")


@dataclass(frozen=True, slots=True)
class DatelineSplit:
    """A paragraph, taken apart."""

    dateline: Dateline
    """Place, date, agency, and the mark as the page shows it."""
    reporter: str | None
    """A person named between place and agency (`أنقرة / فردي تركتين / الأناضول`)."""
    rest: str
    """The paragraph after the dateline, character for character; empty where the paragraph is nothing else."""


def split_dateline(paragraph: str, *, own: str | None = None, own_name: str = "") -> DatelineSplit | None:
    """Splits the dateline off a paragraph in its display form; None if it does not begin with one.

    `own` is the id of the publisher whose page it is: its own name counts as a mark where it would be too common a word otherwise.
    `own_name` is what it calls itself: beside a place it counts as well where no table knows it (`أخبار الأطلس - الرباط`).
    `dateline.agency` is the table's id, or the name as written where no table knows it or several are named (`رويترز، أ ف ب`);
    `dateline.date` stands only where the mark gives the year.
    """
    head = paragraph[:_LONGEST]
    for mark in _marks(head):
        split = _split_at(paragraph, mark, own is not None and mark.agency is not None and mark.agency.id == own)
        if split:
            return _with_reporter(split, match_key(bare_name(own_name)))
    return _split_signed(paragraph, head, bare_name(own_name)) or _split_unknown(paragraph) or _split_place(paragraph)


def split_own_name(paragraph: str, own_name: str) -> tuple[str | None, str] | None:
    """Splits a site's own name and a dash off a first paragraph: who is named behind it in a line of its own, and the text that is left.

    The name may stand with or without the nouns around it, or cut short to its first words. None where the paragraph does not begin with
    it, where a table knows it (then it is a dateline's), or where the dash may begin a clause of the sentence.

    >>> split_own_name("حوران الآن – ليلى المصري", "شبكة حوران الآن")
    ('ليلى المصري', '')
    """
    match = _OWN_NAME.match(paragraph)
    if match is None or not _is_own(match["name"], own_name) or agencies().find(bare_name(own_name)):
        return None
    rest = paragraph[match.end() :]
    name = rest.strip(_AROUND_NAME)
    if len(paragraph) <= _LONGEST and _begins_with_given_name(name) and is_person(name):
        return name, ""
    if name and match_key(name) in credit_words().desks | credit_words().labels.keys():
        return None, ""
    named = agencies().find(name)
    if named and named.agency.kind == "generic":
        return None, "" if rest.rstrip().endswith(":") else name
    word = _WORD.match(rest)
    if word is None or len(rest) < _SENTENCE or not _STOP.search(rest) or _place_at(rest, 0) or _FURTHER.search(rest, 0, _NEAR):
        return None
    return (None, rest) if match_key(word[0]) in words().verbs or _begins_text(rest, word[0], "", match["sign"]) else None


def _is_own(name: str, own_name: str) -> bool:
    """Whether `name` is the site's, but for the nouns around it, or at least two of its first words."""
    nouns = words().site_nouns
    said = [key for key in match_key(name).split() if key not in nouns]
    own = [key for key in match_key(own_name).split() if key not in nouns]
    if not own or not said:
        return match_key(own_name) != "" and match_key(name) == match_key(own_name)
    return said == own[: len(said)] and (len(said) == len(own) or len(said) > 1)


def bare_name(name: str) -> str:
    """A site's name without the nouns around it.

    >>> bare_name("صحيفة صدى الوادي الإلكترونية")
    'صدى الوادي'
    """
    found = name.split()
    nouns = words().site_nouns
    while len(found) > 1 and match_key(found[0]) in nouns:
        del found[0]
    while len(found) > 1 and match_key(found[-1]) in nouns:
        del found[-1]
    return " ".join(found)


def _with_reporter(split: DatelineSplit, own: str) -> DatelineSplit:
    """A dateline of its own line, behind which nothing stands but a person (`بغداد – واع – نصار الحاج`, `عنب بلدي – رهف السالم`).

    The publisher (`own`, a `match_key`) in front of the place is nobody (`صدى الوادي - جاكرتا - (أ ف ب):`).
    """
    if split.reporter and match_key(bare_name(split.reporter)) == own:
        return replace(split, reporter=None)
    name = split.rest.strip(_AROUND_NAME)
    if split.reporter or not _begins_with_given_name(name) or not is_person(name):
        return split
    return replace(split, reporter=name, rest="")


def _split_signed(paragraph: str, head: str, name: str) -> DatelineSplit | None:
    """The publisher's own name and a place that is known."""
    start = head.find(name) if name else -1
    if start < 0 or agencies().find(name):
        return None
    if start == 0 and (signed := _signed_line(paragraph, name)):
        return signed
    split = _split_at(paragraph, _mark(head, start, start + len(name), None, False, False), True)
    return split if split and split.dateline.place and split.dateline.place in places() else None


def _signed_line(paragraph: str, name: str) -> DatelineSplit | None:
    """The publisher's own name, a place and a reporter, in a line of their own (`صدى الوادي - شبام - رائد سالم:`)."""
    parts = _parts(paragraph, len(name), len(paragraph)) if len(paragraph) <= _LONGEST else []
    names = [paragraph[first:last] for _, first, last in parts]
    if len(names) != 2 or not _could_be_name(names[0]) or not _begins_with_given_name(names[1]) or not is_person(names[1]):
        return None
    place_end = parts[0][2]
    return DatelineSplit(Dateline(place=names[0], text=paragraph[:place_end]), names[1], "")


# --- Marks: where an agency is named -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    """The name of an agency in the head of a paragraph, with the marks of punctuation around it."""

    start: int
    """Where the mark begins, brackets included."""
    end: int
    """Where it ends, brackets included."""
    name: str
    """What stands between the brackets."""
    agency: Agency | None
    """None where the table does not know the name, or several are named."""
    ambiguous: bool
    opens: bool
    bracket: str
    """The opening bracket, slash or quotation mark; empty if there is none."""


def _marks(head: str) -> Iterator[_Mark]:
    """Every agency that `head` names, from left to right, at each word the longest name."""
    table = agencies()
    found = list(_WORD.finditer(head))
    keys = match_key(head).split()
    if len(keys) != len(found):  # 866.646 is one word in a key
        keys = [match_key(word[0]) for word in found]
    for first, key in enumerate(keys[:_MOST_WORDS]):
        if key not in table.first_words:
            continue
        for last in range(min(first + table.longest + 2, len(found)) - 1, first - 1, -1):
            name = head[found[first].start() : found[last].end()]
            named = table.find(name)
            if named:
                yield _mark(head, found[first].start(), found[last].end(), named.agency, named.ambiguous, named.opens)
                break


def _mark(head: str, start: int, end: int, agency: Agency | None, ambiguous: bool, opens: bool) -> _Mark:
    """The mark around a name: joined to further names (`إ.ب/وكالات`), and with the brackets that enclose it all."""
    opener = _OPENER.search(head, 0, start)
    first_end = end
    while (joiner := _JOINER.match(head, end)) and (longer := _name_at(head, joiner.end())):
        if opener and opener[1] == joiner[0].strip():  # /وام/ رويترز: the slash closes the mark
            break
        end = longer
    if end > first_end:
        agency, ambiguous = None, False
    if opener:
        closer = _CLOSERS[opener[1]].match(head, end)
        if closer:
            return _Mark(opener.start(), closer.end(), head[start:end], agency, ambiguous, opens, opener[1])
    return _Mark(start, end, head[start:end], agency, ambiguous, opens, "")


def _name_at(head: str, start: int) -> int | None:
    """Where the agency's name ends that begins at `start`; None if none does."""
    found = []
    for word in _WORD.finditer(head, start):
        found.append(word.end())
        if len(found) > agencies().longest:
            break
    return next((end for end in reversed(found) if agencies().find(head[start:end])), None)


def _split_at(paragraph: str, mark: _Mark, own: bool) -> DatelineSplit | None:
    end = _END.match(paragraph, mark.end)
    if end is None:  # the name goes on: سانافيكس
        return None
    closed = end[0].strip() != "" or end.end() == len(paragraph)
    before = paragraph[: mark.start]
    if not before.strip(f" {_DASHES}"):
        return _opening(paragraph, mark, end, own)
    slots = _read_slots(before)
    if slots is None:
        return None
    joint = before[len(before.rstrip(f' {_DASHES}/،,:«"')) :]
    if not _certain(mark, slots, joint, closed, end.end() == len(paragraph), own):
        return None
    return _result(paragraph, mark.agency, mark.name, slots, mark.end, end.end())


def _certain(mark: _Mark, slots: _Slots, joint: str, closed: bool, whole: bool, own: bool) -> bool:
    """Whether the marks around an agency's name make sure that this is a dateline and no sentence.

    `joint` is what stands between the words before and the name, `closed` whether a mark of punctuation (or the end) follows it,
    `whole` whether the paragraph is nothing else.
    """
    country = mark.agency.country if mark.agency else ""
    at_home = bool(country) and country in slots.countries
    sure = not mark.ambiguous or own or (slots.known and at_home)
    if mark.bracket in ("(", "[", "/"):
        # دمشق (أ ف ب) - , الدوحة /قنا/: brackets around a whole name are a mark, whatever the name.
        return slots.known or slots.dated or closed or (sure and slots.short)
    if mark.bracket:
        # دمشق- «القدس العربي»: but المتحدث: «رويترز» أخطأت.
        return closed and (slots.known or (not mark.ambiguous and joint.strip() != ":"))
    if not joint.strip():
        # القنيطرة سانا, رام الله 22-8-2026 وفا-: nothing but a space, so the words themselves must be certain.
        if slots.dated:
            return closed or sure
        if mark.ambiguous:
            return closed and slots.known and (own or at_home)
        return slots.known or (whole and slots.short)
    if ":" in joint:
        return slots.known and closed and sure
    if not any(sign in joint for sign in f"{_DASHES}/"):
        # Damascus, SANA – : a comma alone also stands between the members of a list.
        return closed and sure
    glued = joint != f" {joint.strip()} "
    if slots.known:
        return sure or closed
    if mark.ambiguous and not own:
        return whole and slots.short and not mark.opens and mark.agency is not None and mark.agency.kind == "agency"
    return slots.short and (closed or glued)


def _opening(paragraph: str, mark: _Mark, end: re.Match[str], own: bool) -> DatelineSplit | None:
    """The agency first: `وطنية - بيروت`, `المدينة نيوز :-`, `SANA-`."""
    trusted = mark.opens or own
    rest = end.end()
    if rest == len(paragraph):
        return None
    if place := _place_in_brackets(paragraph, mark, trusted):
        return place
    dashed = any(dash in end[0] for dash in _DASHES)
    place_end = _place_at(paragraph, rest) if dashed or mark.opens else None
    after = _END.match(paragraph, place_end) if place_end else None
    if place_end and after and (after[0].strip() or after.end() == len(paragraph) or mark.opens):
        return _result(paragraph, mark.agency, mark.name, _only_place(paragraph[rest:place_end]), place_end, after.end())
    is_agency = mark.agency is not None and mark.agency.kind == "agency" and not mark.ambiguous
    bracketed = mark.bracket in ("(", "[", "/") and not mark.ambiguous
    if (trusted and end[0].strip()) or ((is_agency or bracketed) and dashed and not _goes_on(paragraph[rest:])):
        return _result(paragraph, mark.agency, mark.name, _NO_SLOTS, mark.end, rest)
    return None


def _place_in_brackets(paragraph: str, mark: _Mark, trusted: bool) -> DatelineSplit | None:
    """`واس (رام الله)`, `«عكاظ» (واشنطن)`."""
    opener = _OPEN_BRACKET.match(paragraph, mark.end)
    place_end = _place_at(paragraph, opener.end()) if opener else None
    if opener is None or place_end is None or paragraph[place_end : place_end + 1] != ")":
        return None
    after = _END.match(paragraph, place_end + 1)
    slots = _only_place(paragraph[opener.end() : place_end])
    at_home = mark.agency is not None and mark.agency.country in slots.countries
    if after is None or not (trusted or not mark.ambiguous or mark.bracket or at_home or after.end() == len(paragraph)):
        return None
    return _result(paragraph, mark.agency, mark.name, slots, place_end + 1, after.end())


def _goes_on(rest: str) -> bool:
    """Whether `rest` goes on with a sentence that has begun before it (`رويترز - وهي وكالة بريطانية - قالت`)."""
    word = _WORD.match(rest)
    return word is not None and match_key(word[0]) in words().function


def _place_at(paragraph: str, start: int) -> int | None:
    """Where the known place ends that begins at `start`, at most three words long."""
    found = [word.end() for _, word in zip(range(3), _WORD.finditer(paragraph, start, start + 60), strict=False)]
    return next((end for end in reversed(found) if paragraph[start:end] in places()), None)


def _result(paragraph: str, agency: Agency | None, name: str, slots: _Slots, end: int, rest: int) -> DatelineSplit:
    agency_id = agency.id if agency and agency.id else name
    text = paragraph[:end].strip()
    return DatelineSplit(Dateline(place=slots.place, date=slots.date, agency=agency_id, text=text), slots.reporter, paragraph[rest:])


# --- Slots: the words before the agency --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Slots:
    place: str | None
    date: str | None
    reporter: str | None
    countries: frozenset[str]
    """Countries in which the place may lie; empty if the table does not know it."""
    known: bool
    """The table knows the place."""
    dated: bool
    """A date stands there, with or without a year."""
    short: bool
    """The place is one of at most three words that could be a name."""


_NO_SLOTS = _Slots(None, None, None, frozenset(), False, False, False)


def _only_place(place: str) -> _Slots:
    return _Slots(place, None, None, places().countries_of(place), True, False, True)


def _read_slots(before: str) -> _Slots | None:
    """Reads place, date and reporter out of what stands before the agency; None if it is something else."""
    date_span = _date_span(before)
    if date_span is None:
        return None
    start, end = date_span
    dated = end > 0
    date = parse_date(before[start:end], now=datetime(2000, 1, 1, tzinfo=UTC), timezone=UTC) if dated else None
    day = date.instant.date().isoformat() if date else None
    parts = [*_parts(before, 0, start), *_parts(before, end, len(before))] if dated else _parts(before, 0, len(before))
    named = [part for part in parts if not _is_outlet_of_table(before[part[1] : part[2]])]
    if not all(_could_be_name(before[first:last]) for _, first, last in named):
        return None
    if not named:
        # Only a date, or only the outlet that took the story over (المواطن - واس).
        return _Slots(None, day, None, frozenset(), False, dated, bool(parts)) if dated or parts else None
    parts = named
    return _place_and_reporter(before, parts, day, dated)


def _parts(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The parts of `text[start:end]` between separators, each with the separator in front of it and its span."""
    parts: list[tuple[str, int, int]] = []
    separator = ""
    for match in [*_SEPARATORS.finditer(text, start, end), None]:
        stop = match.start() if match else end
        part = text[start:stop].strip(" .")
        if part:
            first = text.index(part, start)
            parts.append((separator, first, first + len(part)))
        if match:
            separator, start = match[0], match.end()
    return parts


def _is_outlet_of_table(part: str) -> bool:
    return part not in places() and agencies().find(part) is not None


def _could_be_name(part: str) -> bool:
    """Whether `part` may be a place or a person: at most five words, no digits, no verb, particle or noun of office."""
    if part in places():
        return True
    keys = match_key(part).split()
    lists = words()
    return 0 < len(keys) <= 5 and not any(lists.is_prose(key) or key in lists.nouns or not key.isalpha() for key in keys)


def _place_and_reporter(before: str, parts: list[tuple[str, int, int]], day: str | None, dated: bool) -> _Slots | None:
    known = [(first, last) for _, first, last in parts if before[first:last] in places()]
    unknown = [(separator, first, last) for separator, first, last in parts if before[first:last] not in places()]
    if not known:
        _, first, last = unknown[0]
        reporters = [before[start:end] for separator, start, end in unknown[1:] if separator.strip() == "/"]
        if len(unknown) > 1 and not (len(unknown) == 2 and reporters and _is_person("/", reporters[0]) and not dated):
            return None
        # زونغولداق/ سمية أردوغان/ الأناضول: the slashes part the slots, whatever stands in them.
        return _Slots(before[first:last], day, next(iter(reporters), None), frozenset(), False, dated, _is_short(before[first:last]))
    countries = frozenset().union(*(places().countries_of(before[first:last]) for first, last in known))
    (place_start, _), (_, place_end) = known[0], known[-1]
    reporter: str | None = None
    if len(unknown) > 1:
        return None
    for separator, first, last in unknown:
        if place_start < first < place_end:
            return None
        if _is_person(separator, before[first:last]):
            reporter = before[first:last]
        elif last < place_start and places().is_country(before[place_start:place_end]):
            place_start = first  # ریازان- روسیه: a town that the table does not know, in a country that it knows
        else:
            return None
    return _Slots(before[place_start:place_end], day, reporter, countries, True, dated, True)


def _is_person(separator: str, part: str) -> bool:
    """Whether a second name beside a known place is a person: first and last name, and no comma that ties it to the place."""
    return " " in part and "،" not in separator and "," not in separator


def _is_short(place: str) -> bool:
    """Whether an unknown place is short enough to be one: three words, and not a noun with its adjective (`الإعلام الرسمي`)."""
    parts = place.split()
    return len(parts) == 1 or (len(parts) <= 3 and not all(word.startswith("ال") for word in parts))


@dataclass(frozen=True, slots=True)
class _DateWords:
    """`match_key` of the words that may stand in the date of a dateline."""

    months: frozenset[str]
    ordinals: frozenset[str]
    around: frozenset[str]


@cache
def _date_words() -> _DateWords:
    months = [name for month_set in month_sets() if not month_set.regions for names in month_set.months for name in names]
    weekdays = [name for names in clock().weekdays for name in names]
    ordinals = [name for names in clock().ordinals for name in names]
    around = [*weekdays, "في", "يوم", "من", "شهر", "هـ", "م", "الموافق", "عام", "سنة"]
    return _DateWords(*(frozenset(word for name in names for word in match_key(name).split()) for names in (months, ordinals, around)))


_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th)?$")
_NUMERIC = re.compile(r"\s*\d{1,4}\s?[-/.]\s?\d{1,2}(?:\s?[-/.]\s?\d{2,4})?\s*$")


def _date_span(text: str) -> tuple[int, int] | None:
    """Where the date stands in `text`: (0, 0) if there is none, None if there are digits that are no date."""
    found = list(_WORD.finditer(text))
    keys = [match_key(word[0]) for word in found]
    words_of = _date_words()
    anchors = [index for index, key in enumerate(keys) if _NUMBER.match(key)] or _days_in_words(keys)
    if not anchors:
        return None if any(character.isdigit() for character in text) else (0, 0)
    first, last = anchors[0], anchors[-1]
    allowed = words_of.months | words_of.ordinals | words_of.around
    while first > 0 and keys[first - 1] in allowed:
        first -= 1
    while last + 1 < len(found) and keys[last + 1] in allowed:
        last += 1
    inside = keys[first : last + 1]
    start, end = found[first].start(), found[last].end()
    if not all(key in allowed or _NUMBER.match(key) for key in inside):
        return None
    has_month = any(key in words_of.months for key in inside)
    return (start, end) if has_month or _NUMERIC.match(text, found[anchors[0]].start(), end) else None


def _days_in_words(keys: list[str]) -> list[int]:
    """The day written as a word before a month (`أول أكتوبر`, `في الأول من ديسمبر`)."""
    words_of = _date_words()
    return [
        index
        for index, key in enumerate(keys)
        if key in words_of.ordinals and next((after for after in keys[index + 1 :] if after not in words_of.around), "") in words_of.months
    ]


# --- Names that no table knows -----------------------------------------------------------------------------------------------

_NAME = rf"[^\n{_DASH}:/|«»()\"]{{2,30}}?"
_UNKNOWN = re.compile(
    rf"(?P<first>[^\n«»()\"|:]{{2,50}}?)\s*(?:[{_DASH}:،,/|]\s*)?"
    rf"(?:\(\s*(?P<bracket>{_NAME})\s*\)|/\s*(?P<slash>{_NAME})\s*/|[«\"]\s*(?P<quote>{_NAME})\s*[»\"])"
    rf"(?P<end>\s*[{_DASH}:]+\s*|\s*$|\s+)"
)
_UNKNOWN_SLOT = re.compile(rf"(?P<first>{_NAME})\s*(?P<joint>[{_DASH}:/|])\s*(?P<name>{_NAME})\s*(?P<end>[{_DASH}:]+(?:\s+|$)|$)")
_UNKNOWN_OPENING = re.compile(rf"(?P<name>{_NAME})\s*:?\s*[{_DASH}/|]+\s*(?=\S)")
_HINT = re.compile(rf"[{_DASH}:«(\"/|]")


def _split_unknown(paragraph: str) -> DatelineSplit | None:
    """Datelines whose outlet the table does not know, or that name only a reporter.

    Such a name is a mark only beside a known place, in brackets or in a paragraph of its own; or where it says itself that it is an
    outlet's (`نيوز`, `شبكة`).
    """
    if not _HINT.search(paragraph, 0, _LONGEST):
        return None
    return _unknown_in_brackets(paragraph) or _unknown_slot(paragraph) or _unknown_opening(paragraph)


def _unknown_in_brackets(paragraph: str) -> DatelineSplit | None:
    """`أبوظبي (الاتحاد)`, `تل أبيب - «هآرتس»:`, `رام الله / سما /`."""
    match = _UNKNOWN.match(paragraph)
    slots = _read_slots(match["first"]) if match else None
    if match is None or slots is None or not slots.known:
        return None
    name = match["bracket"] or match["slash"] or match["quote"]
    whole, closed = match.end() == len(paragraph), match["end"].strip() != ""
    sure = whole or match["slash"] or (closed and match["quote"]) or _is_outlet(name) or (closed and name.isupper())
    if not sure or name in places() or not (name.isascii() or _could_be_name(name) or _is_outlet(name)):
        return None
    return _result(paragraph, None, name, slots, match.start("end"), match.end())


def _unknown_slot(paragraph: str) -> DatelineSplit | None:
    """`دمشق - شبكة الفرات -`, and in a paragraph of its own `واشنطن - فلسطين اليوم` and `واشنطن - رولا عيسى`."""
    match = _UNKNOWN_SLOT.match(paragraph)
    slots = _read_slots(match["first"]) if match else None
    if match is None or slots is None or not slots.known:
        return None
    name, whole = match["name"], match.end() == len(paragraph)
    if _is_outlet(name) or (whole and _TODAY.fullmatch(name)):
        return _result(paragraph, None, name, slots, match.end("name"), match.end())
    if whole and _is_reporter(name):
        text = paragraph[: match.end("name")]
        return DatelineSplit(Dateline(place=slots.place, date=slots.date, text=text), name, paragraph[match.end() :])
    return None


_TODAY = re.compile(r"\w+ اليوم")
"""How many outlets are called: `فلسطين اليوم`."""


def _is_reporter(name: str) -> bool:
    """Whether a name behind a place is surely a person's. Given names that are words too want a family's name (`سلام أبوشهاب`)."""
    if not _begins_with_given_name(name) or not is_person(name):
        return False
    first, second, *_ = match_key(name).split()
    return first not in given_names().words_too or second in given_names().given or second.startswith(_FAMILY)


def _begins_with_given_name(name: str) -> bool:
    keys = match_key(name).split()
    return 2 <= len(keys) <= _NAME_WORDS and (keys[0] in given_names().given | given_names().words_too or keys[0] == _SLAVE_OF)


_SLAVE_OF = match_key("عبد")
_FAMILY = tuple(map(match_key, ("أبو", "عبد", "بن")))
"""With which only names go on behind a given name."""


def _unknown_opening(paragraph: str) -> DatelineSplit | None:
    """`جفرا نيوز- `, `مرايا نيوز :-`, `نهرين نيوز- بغداد`."""
    match = _UNKNOWN_OPENING.match(paragraph)
    if match is None or not any(key in words().media_tails for key in match_key(match["name"]).split()) or not _is_outlet(match["name"]):
        return None
    place_end = _place_at(paragraph, match.end())
    after = _END.match(paragraph, place_end) if place_end else None
    if place_end and after and (after[0].strip() or after.end() == len(paragraph)):
        return _result(paragraph, None, match["name"], _only_place(paragraph[match.end() : place_end]), place_end, after.end())
    return _result(paragraph, None, match["name"], _NO_SLOTS, match.end("name"), match.end())


def _is_outlet(name: str) -> bool:
    """Whether an unknown name says itself that it is an outlet's."""
    keys = match_key(name).split()
    lists = words()
    media = lists.media | lists.media_tails
    return 1 < len(keys) <= 4 and any(key in media for key in keys) and not any(lists.is_prose(key) for key in keys)


# --- A place alone -----------------------------------------------------------------------------------------------------------

_PLACE = re.compile(rf"(?P<first>(?:[^\n«»()\"|:/]|(?<=\d)/(?=\d)){{2,60}}?)(?P<sign>\s*[{_DASH}]+\s+)(?=\S)")
_DATED = re.compile(r"^[^\d،,]+\s?[،,]\s?\d")
"""A comma between a place that no table knows and the figures of a date (`بوكي , 15/07/2014`)."""
_STOP = re.compile(r"[.؟!…][\s\"'”’»)\]]*$")
_SENTENCE = 30
"""Characters of the shortest sentence behind a place alone that begins with a verb, or behind a date."""
_LONG_SENTENCE = 60
"""Of the shortest that begins otherwise."""
_NEAR = 80
"""Characters behind the dash within which no further dash or colon may stand, if the sentence does not begin with a verb."""
_FURTHER = re.compile(rf"\s[{_DASH}]+\s|:")
_INSERTED = re.compile(rf"\s[{_DASH}]+\s")
_CONTINUES = frozenset(map(match_key, "التي الذي الذين اللذان اللواتي حيث بينما أو أم ثم بل مما كما إلى".split()))


def _split_place(paragraph: str) -> DatelineSplit | None:
    """A known place, with or without a date, and a dash in front of a whole sentence: `بنغازي – `, `الجزائر، 17 جويلية 2026 - `.

    A dash behind a place also begins an insertion (`باريس - المدينة التي لا تنام - ...`), a match or a road, so a sentence counts only
    where it begins with a verb or behind a date; otherwise the place must be a town, and nothing near may go on with what it says of it.
    """
    match = _PLACE.match(paragraph)
    slots = _read_slots(match["first"]) if match else None
    if match is None or slots is None or slots.place is None or slots.reporter or not _STOP.search(paragraph):
        return None
    if not slots.known and not (slots.date and slots.short and _DATED.search(match["first"])):
        return None
    rest = paragraph[match.end() :]
    word = _WORD.match(rest)
    if word is None or len(rest) < _SENTENCE or match_key(slots.place) in words().nouns or _place_at(rest, 0):
        return None
    verbal = match_key(word[0]) in words().verbs and not _INSERTED.search(rest, 0, _NEAR)
    if not (slots.dated or verbal) and not _begins_text(rest, word[0], slots.place, match["sign"]):
        return None
    dateline = Dateline(place=slots.place, date=slots.date, text=match["first"].strip())
    return DatelineSplit(dateline, None, rest)


def _begins_text(rest: str, word: str, place: str, sign: str) -> bool:
    """Whether a sentence behind a place stands for itself. Behind a dash between spaces a noun with the article may explain the place."""
    key = match_key(word)
    goes_on = key in _CONTINUES or (key in words().function and key.startswith("و"))
    explains = sign.startswith(" ") and word.startswith("ال")
    return len(rest) >= _LONG_SENTENCE and not (goes_on or explains or places().is_country(place) or _FURTHER.search(rest, 0, _NEAR))
