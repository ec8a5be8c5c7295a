"""Whether a name is a person's, and which persons a byline names."""

from __future__ import annotations

import re

from crawler.arabic.normalize import match_key
from crawler.knowledge.credits import credit_words
from crawler.knowledge.names import given_names
from crawler.knowledge.places import places
from crawler.knowledge.words import words

_MOST_WORDS = 5
_ARABIC = re.compile("[\u0621-\u064a\u064b-\u0652\u0670\u0671\u06a9\u06af\u06cc\u067e\u0686\u06a4'’-]+")
_LATIN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_INITIAL = re.compile(r"[^\W\d_]\.")
_TITLE = re.compile(r"^(?:[\w.]{1,10}\s*[/.]?\s*)(?=\S)")
_AND = re.compile(r"\s+و\s?(?=\S)")


def is_person(name: str, *, sure: bool = False) -> bool:
    """Whether `name` has the form of a person's: two to five words, none of them prose, an office, a place or a trade.

    With `sure`, one of the first two words must be a given name that is hardly ever anything else. A title in front may stand there.
    """
    parts = without_title(name).split()
    if not 2 <= len(parts) <= _MOST_WORDS or " ".join(parts) in places():
        return False
    if parts[0][0].isascii():
        return not sure and _is_latin(parts)
    if not all(_ARABIC.fullmatch(part) or _INITIAL.fullmatch(part) for part in parts):
        return False
    keys = [match_key(part) for part in parts]
    has_given = _has_given(keys) or (not sure and keys[0].removeprefix("ال") in given_names().given)
    if not has_given and (sure or parts[0].startswith("ال")):
        return False
    return not any(_is_no_name(key) for key in keys)


def without_title(name: str) -> str:
    """A name without the titles in front of it (`د. أحمد علي`, `م/ أحمد علي`)."""
    while (title := _TITLE.match(name)) and match_key(title[0]).replace(" ", "") in credit_words().titles and title.end() < len(name):
        name = name[title.end() :]
    return name


def part_names(text: str) -> list[str]:
    """Names joined by `و`, each by itself: `هيثم علي ورنا صالح` is two, `هيثم علي وليد` is one."""
    for joint in _AND.finditer(text):
        left, right = text[: joint.start()], text[joint.end() :]
        word = match_key(text[joint.start() :].split()[0])
        if word in given_names().with_waw and not joint[0].endswith(" "):
            continue
        if is_person(left) and (is_person(right) or is_person(part_names(right)[0])):
            return [left, *part_names(right)]
    return [text]


def _has_given(keys: list[str]) -> bool:
    table = given_names()
    if any(key in table.given for key in keys[:2]) or keys[0] == match_key("عبد"):
        return True
    return all(key in table.words_too for key in keys[:2])


def _is_no_name(key: str) -> bool:
    """Whether a word is none of a name; أحمد and the like are, though some of them are words too."""
    if key in given_names().given or key in given_names().words_too or key in given_names().with_waw:
        return False
    lists = words()
    vocabulary = credit_words()
    return (
        lists.is_prose(key)
        or key in lists.nouns
        or key in lists.media
        or key in lists.media_tails
        or key in vocabulary.outlets
        or key in vocabulary.organisations
        or key in vocabulary.desk_words
    )


def _is_latin(parts: list[str]) -> bool:
    keys = [match_key(part) for part in parts]
    if not all(_LATIN.fullmatch(part) for part in parts) or any(_is_no_name(key) or key in places() for key in keys):
        return False
    return sum(len(part) > 1 for part in keys) > 1 and not any(part.isupper() and 1 < len(part) < 4 for part in parts)
