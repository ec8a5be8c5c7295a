"""Agencies and outlets that a text quotes (`ذكرت وكالة تاس`, `بحسب رويترز`): who is quoted, not where the text is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from crawler.arabic.naming import AROUND, Home, Who, who_is, word_key
from crawler.arabic.normalize import match_key
from crawler.items import Citation
from crawler.knowledge.agencies import agencies
from crawler.knowledge.credits import credit_words
from crawler.knowledge.places import places

_BEFORE = 6
"""Words before a name within which something must say that it is quoted."""
_AFTER = 3
"""Likewise behind it."""
_PREFIXED = 6
"""Letters of the shortest name that is recognised behind a glued ل or ب (`لرويترز`)."""

_SIGNS = "«»\"“”'()[]،,.:؛;/"
_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0670\u0640]+[^\W_]*)*")
_INITIALS = re.compile(r"[^\W\d_](?:\s?\.\s?|\s)[^\W\d_](?:(?:\s?\.\s?|\s)[^\W\d_])?\.?")
_QUOTED = re.compile(r"\s?[«\"“(]\s?([^«»\"“”()]{2,40})[»\"”)]")
_LATIN = re.compile(r"\s?([A-Z][\w'-]*(?:\s[A-Z][\w'-]*){0,3})", re.ASCII)


def find_citations(paragraphs: Sequence[str], home: Home) -> list[Citation]:
    """Every agency and outlet quoted in the text, each once a paragraph, in reading order; never the publisher itself.

    A name that is also a word or a paper of several countries counts only behind its noun (`وكالة معا`, `صحيفة الوطن`), and every name
    only where a verb or preposition of quoting stands near it.
    """
    starts = _starts()
    citations: list[Citation] = []
    for number, paragraph in enumerate(paragraphs):
        # Most paragraphs quote nobody, and their bare words say so at a tenth of the cost of a key.
        bare = frozenset(_bare_words(paragraph))
        if not any(starts[word] is None or not bare.isdisjoint(starts[word] or ()) for word in starts.keys() & bare):
            continue
        seen: set[str] = set()
        for who, written in _quoted(paragraph, home):
            if who.key not in seen and not home.owns(who):
                seen.add(who.key)
                citations.append(Citation(id=who.id, name=written, paragraph=number))
    return citations


def _quoted(paragraph: str, home: Home) -> Iterator[tuple[Who, str]]:
    found = list(_WORD.finditer(paragraph))
    keys = [word_key(word[0]) for word in found]
    first_words = _first_words()
    position = 0
    while position < len(keys):
        start = position
        position += 1
        noun = _noun_in(keys[start])
        if not (noun or _bare(keys[start]) in first_words):
            continue
        name = _known(paragraph, found, keys, start, noun, home)
        if name is None and noun and keys[start] not in places():
            name = _unknown(paragraph, found[start], home)
        if name is None:
            continue
        who, written, end = name
        while position < len(found) and found[position].start() < end:
            position += 1
        # لوكالة تاس, لرويترز: whom somebody has told it.
        told = keys[start].startswith(_TO) and keys[start] != noun and keys[start] not in first_words
        if told or _has_cue(keys, start, position):
            yield who, written


def _known(paragraph: str, found: list[re.Match[str]], keys: list[str], start: int, noun: str, home: Home) -> tuple[Who, str, int] | None:
    """The longest name of the table that begins at a word: who it is, as written, and where it ends."""
    first = noun or _bare(keys[start])
    for last in range(min(start + agencies().longest + 1, len(keys)) - 1, start - 1, -1):
        key = " ".join([first, *keys[start + 1 : last + 1]])
        named = agencies().find_key(key)
        if named is None or named.agency.kind == "generic":
            continue
        if not noun and (named.ambiguous or first in places() or not _is_written_out(paragraph, found, start, last)):
            continue
        inner = keys[start + 1 : last + 1]
        bare = start + 1 if noun and inner and inner[0] not in _NEWS and agencies().find_key(" ".join(inner)) else start
        written = paragraph[found[bare].start() : found[last].end()]
        if bare == start and first != keys[start]:
            written = written[1:]
        who = who_is(key, home)
        return (who, written, found[last].end()) if who else None
    return None


def _unknown(paragraph: str, noun: re.Match[str], home: Home) -> tuple[Who, str, int] | None:
    """A quoted or Latin name behind a noun: `صحيفة «لا ستامبا»`, `مجلة Nature`."""
    match = _QUOTED.match(paragraph, noun.end()) or _LATIN.match(paragraph, noun.end())
    name = match[1].strip(AROUND) if match else ""
    if match is None or not name or len(name.split()) > 4 or match_key(name) in credit_words().networks:
        return None
    return who_is(name, home) or Who(None, name, "outlet"), name, match.end()


def _is_written_out(paragraph: str, found: list[re.Match[str]], start: int, last: int) -> bool:
    """Initials count only as `أ ف ب` and `أ.ف.ب` are written, and two of them only in brackets: `أ، ب` is a list."""
    if any(len(found[place][0]) > 1 for place in range(start, last + 1)):
        return True
    begin, end = found[start].start(), found[last].end()
    if not _INITIALS.fullmatch(paragraph[begin:end]):
        return False
    return last - start > 1 or (paragraph[:begin].endswith("(") and paragraph[end:].lstrip(".").startswith(")"))


def _has_cue(keys: list[str], start: int, end: int) -> bool:
    return not credit_words().citing.isdisjoint(keys[max(start - _BEFORE, 0) : start] + keys[end : end + _AFTER])


# --- Words with which a name begins ------------------------------------------------------------------------------------------------

_NOUNS = ("وكالة", "صحيفة", "جريدة", "مجلة", "قناة", "موقع", "شبكة", "تلفزيون", "إذاعة", "راديو", "منصة")
_TO = ("ل", "ول")
_PREFIXES = ("و", "ل", "ب", "ف", "ول", "وب")
_NEWS = frozenset(map(match_key, ("الأنباء", "أنباء", "الإعلام", "الصحافة")))
"""With which names of agencies begin that are nothing but words without `وكالة` in front (`الأنباء السعودية`)."""


def _noun_in(key: str) -> str:
    """The noun of an outlet that a word is, without a glued و, ل or ب; `""` if it is none."""
    return _nouns().get(key, "")


@cache
def _nouns() -> dict[str, str]:
    return {prefix + noun: noun for noun in map(match_key, _NOUNS) for prefix in ("", *_PREFIXES)}


def _bare(key: str) -> str:
    """A word without a glued ل or ب, where what is left is a long name's first word; a و is never taken off."""
    if len(key) > _PREFIXED and key[0] in "لب" and key not in _first_words() and key[1:] in _first_words():
        return key[1:]
    return key


@cache
def _first_words() -> frozenset[str]:
    """With which names begin that are no words."""
    names = [
        match_key(name)
        for agency in agencies().all
        if agency.kind != "generic"
        for name in (agency.name, *agency.names)
        if name not in agency.ambiguous and name not in agency.shared
    ]
    return frozenset(name.partition(" ")[0] for name in names) - set(_nouns()) - _NEWS


@cache
def _starts() -> dict[str, frozenset[str] | None]:
    """The words with which anything quoted can begin, as texts spell them, each with the words of which one must follow."""
    starts: dict[str, frozenset[str] | None] = {}
    for name in (name for agency in agencies().all for name in (agency.name, *agency.names)):
        first, *rest = (_spellings(word) for word in _bare_words(name))
        if word_key(next(iter(first))) not in _first_words():
            continue
        glued = {prefix + word for word in first if len(word) >= _PREFIXED - 1 for prefix in "لب"}
        for word in first | glued:
            known = starts.get(word, frozenset())
            starts[word] = known | rest[0] if rest and known is not None else None
    starts |= {prefix + word: None for noun in _NOUNS for word in _spellings(noun) for prefix in ("", *_PREFIXES)}
    return starts


def _bare_words(text: str) -> list[str]:
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    return text.split()


def _spellings(word: str) -> frozenset[str]:
    """A word with and without hamza."""
    return frozenset((word, re.sub("[أإآ]", "ا", word)))
