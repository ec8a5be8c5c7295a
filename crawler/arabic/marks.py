"""The marks that agencies leave on their copy: `(أ ف ب)`, `/وام/`, `--(بترا)`, `((شينخوا))`, end marks, and what syndication adds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.arabic.credit_lines import read_credit_line
from crawler.arabic.naming import AROUND, Home, Who, read_names
from crawler.arabic.normalize import match_key
from crawler.arabic.people import is_person
from crawler.items import Credit
from crawler.knowledge.agencies import agencies
from crawler.knowledge.credits import credit_words
from crawler.knowledge.places import places
from crawler.knowledge.words import words

_LONGEST_MARK = 80
"""Characters of the longest paragraph that is only a mark."""
_BRACKET = re.compile(r"[(\[/«]|--")
_CLOSING = re.compile(
    r"\s*(?:[-–—_*]{1,3}\s*)?(?:\({1,2}\s*([^()]{2,60}?)\s*\){1,2}|\[\s*([^\[\]]{2,60}?)\s*\]|/{1,2}\s*([^/()]{2,40}?)\s*/{1,2})\s*[.،]?\s*$"
    r"|\s*(?:--+|—)\s*([^\s-][^()/\[\].-]{1,30})$"
)
_SENTENCE_END = re.compile(r"[.؟!…»\"”]$")
_END = re.compile(
    r"\s*(?:(?:[(\[/*]+|[-–—]{1,3})\s*(?:انتهى|إنتهى|النهاية|ختام|تمت|END)\s*(?:[)\]/*]+|[-–—]{1,3})|(?<=[.؟!»\"])\s+(?:/\s*)?(?:انتهى|إنتهى|النهاية))"
    r"\s*(?:[^\W\d_]\s?[./]?\s?){0,9}(?:\d{1,2})?\.?\s*$",
    re.IGNORECASE,
)
_DASHED = re.compile(r"[-–=]+\s*\S{1,3}\s*[-–=]+")
_INITIALS = re.compile(r"(?:[\u0621-\u064a]ـ?\s?\.?\s?){1,3}(?:\s*[/\-–،]\s*(?:[\u0621-\u064a]ـ?\s?\.?\s?){1,3}){0,4}")
_STARRED = re.compile(r"[*٭✱]+\s*(\w+)")
_WIRE_CODE = re.compile(
    r"(?:[\d\s:./#-]|ت\s?مـ?|جمت|ج\.?م\.?ت|GMT|بتوقيت غرينتش)*\d(?:[\d\s:./#-]|ت\s?مـ?|جمت|ج\.?م\.?ت|GMT|بتوقيت غرينتش)*"
)


@dataclass(frozen=True, slots=True)
class ClosingMark:
    """A mark at the end of a paragraph."""

    rest: str
    """The paragraph without it; its own full stop stays."""
    names: tuple[Who, ...]
    text: str
    """The mark as the page shows it."""


def read_mark(line: str, home: Home, *, first: bool = False, last: bool) -> tuple[Who, ...]:
    """Whom a paragraph names that is only a mark; nobody if it is anything else.

    Without brackets a name that is also a word may as well be a subheading: an agency's is a mark only as the `last` paragraph, a paper's
    never. The publisher's own name is one as the `first` paragraph too.
    """
    if len(line) > _LONGEST_MARK or (line.endswith((".", "؟", "!", ":")) and not _BRACKET.search(line)):
        return ()
    if line in places() and not _BRACKET.search(line):
        return ()
    names = read_names(line, home, known=True)
    if not names:
        return ()
    if _BRACKET.match(line) or any(sign in line for sign in "+/،") or (first and all(map(home.owns, names))):
        return names
    named = agencies().find(line)
    if named is None or not named.ambiguous:
        return names if last or (named and named.agency.kind != "generic") else ()
    return names if last and named.agency.kind == "agency" else ()


def cut_mark(paragraph: str, home: Home) -> ClosingMark | None:
    """The mark at the end of a paragraph; None if there is none.

    In a sentence a name in brackets may be a citation (`وفق (رويترز).`), explain a name (`وكالة الأنباء السعودية (واس).`) or say where a
    place lies, so the more of a word it is, the more is asked of what stands before it.
    """
    match = _CLOSING.search(paragraph, max(len(paragraph) - _LONGEST_MARK, 0))
    if match is None:
        return None
    slot = match[1] or match[2] or match[3] or match[4]
    names = read_names(slot, home, known=True)
    before = paragraph[: match.start()].rstrip()
    if not names or not before or not _is_closing(before, slot, match[0]):
        return None
    stop = "" if _SENTENCE_END.search(before) or not match[0].rstrip().endswith(".") else "."
    return ClosingMark(before + stop, names, match[0].strip().rstrip("."))


def _is_closing(before: str, slot: str, mark: str) -> bool:
    """Whether a mark stands behind the sentence (or where nothing else could be meant), and is no part of it."""
    if _SENTENCE_END.search(before) or "--" in mark or cut_end(before) != before:
        return True
    named = agencies().find(slot)
    if named and named.agency.kind == "generic" and named.agency.name != "وكالات":
        return False
    if named and named.ambiguous and (named.agency.kind != "agency" or slot in places()):
        return False
    keys = match_key(before[-80:]).split()[-5:]
    if not keys or words().is_prose(keys[-1]) or keys[-1] in credit_words().citing:
        return False
    # Words in front that name an agency themselves are what the brackets explain (`وكالة فرانس برس (أ ف ب)`).
    explained = (agencies().find_key(" ".join(keys[start:])) for start in range(len(keys)))
    return not any(explained) and not any("وكال" in key or key.lstrip("لب") in words().media for key in keys)


def cut_end(paragraph: str) -> str:
    """A paragraph without the end mark (`(انتهى)`, `(النهاية) أ ح م / ن ص`); empty if it is nothing else."""
    if "نتهى" not in paragraph[-40:] and "النهاية" not in paragraph[-40:] and not paragraph.rstrip().endswith((")", "/", "*", "-")):
        return paragraph
    match = _END.search(paragraph, max(len(paragraph) - 60, 0))
    return paragraph[: match.start()].rstrip() if match else paragraph


def is_initials(line: str) -> bool:
    """Whether a line is nothing but the initials of those who wrote and edited (`ع.ج/ أ.ح`, `- مع -`)."""
    return (
        len(line) <= 40
        and ("." in line or "/" in line or _DASHED.fullmatch(line) is not None)
        and _INITIALS.fullmatch(line.strip(" ()-–=_*#ـ")) is not None
    )


def is_about_writer(line: str) -> bool:
    """Whether a line below a column says who wrote it: a star and a trade (`* كاتب وباحث فلسطيني`)."""
    match = _STARRED.match(line)
    return match is not None and ":" not in line and match_key(match[1]) in credit_words().trades


def is_starred(line: str) -> bool:
    """Whether a line begins with a star, as the entries of a list and footnotes do."""
    return _STARRED.match(line) is not None


def is_wire_code(line: str) -> bool:
    """Whether a line is the clock or number that an agency's system puts behind the end mark (`13:40 ت م`, `0187`)."""
    return len(line) <= 40 and _WIRE_CODE.fullmatch(line) is not None


# --- Syndication ---------------------------------------------------------------------------------------------------------------

_TAIL_HINTS = (
    "appeared first on",
    "أولا",
    "أولًا",
    "لأول مرة على",
    "قراءة الخبر",
    "قراءة الموضوع",
    "هذا المحتوى من",
    "منقول",
    "الخبر من المصدر",
    "المصدر من",
)
_COPY = "(?:الخبر|الموضوع|المقالة?|المحتوى|التدوينة)"
_TAILS = (
    re.compile(r"(?:^|\s)The post\s.{0,300}?\sappeared first on\s+(?P<name>[^.]{2,80}(?:\.\w[^.]{0,40})*)\.?\s*$"),
    re.compile(
        rf"(?:^|\s)(?:ظهرت?|نشرت?)\s(?:هذا |هذه )?{_COPY}\s.{{0,300}}?(?:أول[اًأ]+|لأول مرة)\s+(?:على|في)\s+(?P<name>.{{2,80}}?)\.?\s*$"
    ),
    re.compile(
        rf"^(?:ملاحظة|تنويه)?\s*:?\s*هذا {_COPY}\s.{{0,300}}?تم نشر[هها]+ أول[اًأ]+ (?:على|في)\s+(?:موقع\s+)?\((?P<name>[^()]{{2,60}})\).*$"
    ),
    re.compile(rf"^هذا {_COPY} (?:منقول )?(?:من|عن)\s*:?\s*[«\"“](?P<name>[^»\"”]{{2,60}})[»\"”].*$"),
    re.compile(rf"^هذا {_COPY} منقول (?:من|عن)\s+(?P<name>.{{2,60}}?)(?:[.،].*)?$"),
    re.compile(
        rf"^يمكنكم? (?:[أا]يض[اً]+ )?قراءة {_COPY} (?:في|من) (?:المصدر|مصدره)(?: الأصلي)?(?: من| في| على)? (?P<name>.{{2,80}}?)\.?\s*$"
    ),
)


def says_copied(line: str) -> bool:
    """Whether a line has words of a syndication tail."""
    return any(hint in line for hint in _TAIL_HINTS)


def read_tail(line: str, home: Home, *, host: str = "") -> tuple[str, tuple[Who, ...]] | None:
    """What stands before a syndication tail, and whom it names; None for a line without one. `host` is where its link leads."""
    for tail in _TAILS:
        if match := tail.search(line):
            names = read_names(match["name"], home, host=host if host != home.host else "")
            return line[: match.start()].strip(), names or ()
    return None


# --- Captions ------------------------------------------------------------------------------------------------------------------

_CAPTION = re.compile(r"(?:\(\s*([^()]{2,50})\s*\)|\[\s*([^\[\]]{2,50})\s*\]|(?:©|/|\||–|—|\s-)\s*([^/©|()–—]{2,50}))\s*\.?\s*$")
_CREDIT_REACH = 80
"""Characters of the longest credit at a caption's end, with its label."""
_LABEL_END = re.compile(r"\s?[:/]\s?")
_PHOTO_LABEL = re.compile(r"(?:^|[\s.(])((?:تصوير|عدسة|بعدسة|المصدر|مصدر الصورة|الصورة|صورة|صور|Photo|Source)\s?[:/].{2,60})$")


_BEFORE_CREDIT = " -–—|/(©"
"""What stands between a caption and its credit."""


@dataclass(frozen=True, slots=True)
class CaptionCredit:
    """Whom the words under a picture credit with it."""

    rest: str
    """The caption without the credit."""
    names: tuple[Who, ...]
    """Agencies and outlets."""
    people: list[Credit]
    name: str
    """Who it is, as written."""
    text: str
    """The credit as the page shows it."""


def read_caption(caption: str, home: Home) -> CaptionCredit | None:
    """Whom the words under a picture credit with it; None where they name nobody."""
    caption = caption.strip()
    tail = max(len(caption) - _CREDIT_REACH, 0)
    if label := _PHOTO_LABEL.search(caption, tail):
        text = label[1].strip(" ().")
        if credits := read_credit_line(text, home):
            people = [Credit(name=name, role="photo") for name in (*credits.authors, *(person.name for person in credits.people))]
            names = tuple(who for who, _ in credits.sources)
            name = _LABEL_END.split(text, maxsplit=1)[1].strip()
            return CaptionCredit(caption[: label.start(1)].rstrip(_BEFORE_CREDIT), names, people, name, text)
    found = [(caption, caption, "")] if len(caption) <= _LONGEST_MARK else []
    if match := _CAPTION.search(caption, tail):
        slot = match[1] or match[2] or match[3]
        found.append((slot, match[0].strip(" .") if match[3] is None else slot, caption[: match.start()].rstrip(_BEFORE_CREDIT)))
    for slot, text, rest in found:
        outlets, photographer = _photographer(slot)
        names = (read_names(outlets, home, known=True) or ()) if outlets.strip(AROUND) not in places() else ()
        if names:
            people = [Credit(name=photographer, role="photo")] if photographer else []
            return CaptionCredit(rest, tuple(who for who in names if who.kind != "generic"), people, slot.strip(), text)
    return None


def _photographer(slot: str) -> tuple[str, str | None]:
    """A credit without the person beside the outlet, and the person: `عنب بلدي/ مازن الحلاق`, `سامي حسن/أ ف ب`."""
    parts = [part.strip() for part in slot.split("/")]
    people = [part for part in parts if is_person(part, sure=True)] if len(parts) > 1 else []
    if len(people) != 1:
        return slot, None
    return "/".join(part for part in parts if part != people[0]), people[0]
