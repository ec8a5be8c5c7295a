"""The signature under agency copy: the names of those who wrote and edited it, as a last line of their own (`هيثم علي – رنا صالح`)."""

from __future__ import annotations

import re

from crawler.arabic.normalize import match_key
from crawler.knowledge.agencies import agencies
from crawler.knowledge.names import given_names
from crawler.knowledge.places import places
from crawler.knowledge.words import words

_LONGEST = 60
"""Characters of the longest signature line: three names of three words."""
_MOST_LINES = 2
_MOST_NAMES = 3
_MOST_WORDS = 3

_PRESENT_TENSE = ("ي", "ت", "سي", "ست")

_BETWEEN = re.compile(r"\s*[/،,–—]\s*|\s+-\s+|(?<=\w)-(?=\w)|\s+و\s+")
_AND = re.compile(r"\s+(?=و\w)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,2}[^\W\d_]\.?|[^\W\d_]\.")
_LATIN_NAME = re.compile(r"(?:[A-Z]\.\s?|[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?\s)(?:[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?)(?:\s[A-Z][a-z'’]+)?")
_ARABIC_WORD = re.compile(r"[\u0621-\u063a\u0641-\u064a\u06a9\u06cc][\u0621-\u063a\u0641-\u0652\u0670\u06a9\u06cc]+")
"""Begins with a letter: tatweels alone (`ــــــ`) are a line under the text."""
_ENDS_SENTENCE = re.compile(r"[.!?؟…][\s\"'”’»)\]]*$")


def split_sign_off(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Splits closing lines of names off an article.

    Takes its paragraphs in the display form; gives the paragraphs without the one or two last ones that are only names, and the names as
    written. A line counts only under a paragraph that ends a sentence, and where a given name or the form of initials leaves no doubt:
    a name that stays in the text does less harm than a sentence that is lost. At least one paragraph always stays.
    """
    for count in range(min(_MOST_LINES, len(paragraphs) - 1), 0, -1):
        lines = [_names(line) for line in paragraphs[-count:]]
        if all(lines) and _ENDS_SENTENCE.search(paragraphs[-count - 1]):
            return paragraphs[:-count], [name for line in lines for name in line]
    return paragraphs, []


def _names(line: str) -> list[str]:
    """The names that `line` consists of; none if it is anything else."""
    if len(line) > _LONGEST or agencies().find(line):
        return []
    names = [name.strip() for part in _BETWEEN.split(line.strip(" ()=_*#-–—")) for name in _split_and(part)]
    if not all(names) or len(names) > _MOST_NAMES:
        return []
    if any(agencies().find(name) or name in places() for name in names):
        return []
    if all(_INITIALS.fullmatch(name) for name in names):
        # Initials alone could be any abbreviation.
        return names if len(names) > 1 else []
    if all(_is_latin_name(name) for name in names):
        return names
    # `محمد سالم/ن.ح.`: who wrote, and the initials of who edited.
    full = [name for name in names if not _INITIALS.fullmatch(name)]
    if all(_is_arabic_name(name) for name in full) and any(_has_given_name(name) for name in full):
        return names
    return []


def _split_and(part: str) -> list[str]:
    """`هيثم علي ورنا صالح` is two names, `هيثم علي وليد` is one."""
    names: list[str] = []
    for piece in _AND.split(part):
        if names and match_key(piece.split()[0]) in given_names().with_waw:
            names[-1] += f" {piece}"
        else:
            names.append(piece[1:] if names else piece)
    return names


def _is_latin_name(name: str) -> bool:
    """Whether `name` has the form of a person's: capitals, and nothing that names a place or an outlet (`Real Madrid`)."""
    return _LATIN_NAME.fullmatch(name) is not None and not any(_is_prose(word) or word in places() for word in name.split())


def _is_arabic_name(name: str) -> bool:
    """Whether `name` has the form of a person's: at most three Arabic words, the first without article, none of them prose."""
    parts = name.split()
    if not 0 < len(parts) <= _MOST_WORDS or parts[0].startswith("ال"):
        return False
    return all(_ARABIC_WORD.fullmatch(part) and not _is_prose(part) for part in parts)


def _is_prose(word: str) -> bool:
    """Whether `word` is none of a name: a particle, a noun of office, a verb, or anything else that begins as the present tense does."""
    key = match_key(word)
    lists = words()
    if key in given_names().given:
        return word == "على"  # the preposition, and not علي, though their keys are the same
    if key in given_names().words_too:
        return False
    return lists.is_prose(key) or key in lists.nouns or key in lists.media | lists.media_tails or key.startswith(_PRESENT_TENSE)


def _has_given_name(name: str) -> bool:
    keys = match_key(name).split()
    table = given_names()
    if any(key in table.given for key in keys[:2]) or (keys[0] == match_key("عبد") and len(keys) > 1):
        return True
    return len(keys) > 1 and all(key in table.words_too for key in keys[:2])
