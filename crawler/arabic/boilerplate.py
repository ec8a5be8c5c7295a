"""Furniture among the blocks of a page: "read also", share and follow lines, credits, end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter

from crawler.arabic.normalize import match_key
from crawler.knowledge.phrases import PhraseRule, phrase_rules

_LABEL_END = re.compile("[:/]")
_PLAIN = {letter: match_key(letter) for letter in map(chr, range(0x621, 0x64B)) if match_key(letter)}
"""Letters as they are compared; what is not among them (quotation marks, digits, Latin) is looked at the long way."""
_WORDS = 80
"""Characters of the longest row of share words."""
_FIRST = 48
"""Characters within which a block's first word ends, with whatever stands in front of it; `match_key` is fast up to there."""


_SPELLINGS = {"ا": "[اأإآٱ]", "ي": "[يى]", "ه": "[هة]", "ؤ": "[ؤوئء]", " ": r"\s+", "/": r"\s?/\s?"}
"""How letters of a phrase are written in pages."""
_MARKS = "[\u064b-\u065f\u0670ـ]*"
_LABEL_SIGNS = (":", "：", "..")
_FOLDED_ALEF = str.maketrans("أإآ", "ااا")


@dataclass(frozen=True, slots=True)
class _Start:
    """A phrase with which furniture begins."""

    phrase: str
    needs: tuple[str, ...]
    rule: PhraseRule


@dataclass(frozen=True, slots=True)
class _Index:
    """The rules by what they are looked up with; every text is a `match_key`."""

    longest: dict[str, int] = field(default_factory=dict)
    """The first word of each phrase, and the characters of the longest block that may begin with it."""
    whole: dict[str, PhraseRule] = field(default_factory=dict)
    labels: dict[str, PhraseRule] = field(default_factory=dict)
    starts: dict[str, list[_Start]] = field(default_factory=dict)
    """By the first word."""
    words: dict[str, PhraseRule] = field(default_factory=dict)
    """Of which a block can consist wholly."""
    prefixes: set[str] = field(default_factory=set)
    """The first two letters of those."""


def boilerplate_kind(text: str) -> str | None:
    """The kind of furniture (as in `phrases.toml`) that the block `text` is, as a whole; None for text of an article.

    A block counts only where it is short: the same words begin sentences (`شارك ممثلو القبائل في ...`).
    """
    index = _index()
    # Most blocks are prose, and their first letters say so, or at least their first word.
    if len(text) > 1 and text[0] in _PLAIN and text[1] in _PLAIN and _PLAIN[text[0]] + _PLAIN[text[1]] not in index.prefixes:
        return None
    first = match_key(text[:_FIRST]).partition(" ")[0]
    if len(text) > index.longest.get(first, 0):
        return None
    key = match_key(text)
    rule = index.whole.get(key)
    if rule is None and (label := _LABEL_END.search(text)):
        rule = index.labels.get(match_key(text[: label.start()]))
    if rule is not None and len(text) <= rule.longest:
        return rule.kind
    if len(text) <= _WORDS and " " in key and all(word in index.words for word in key.split()):
        return index.words[first].kind
    for start in index.starts.get(first, ()):
        if len(text) <= start.rule.longest and _begins(key, start):
            return start.rule.kind
    return None


def _begins(key: str, start: _Start) -> bool:
    spaced = f" {key} "
    if not spaced.startswith(f" {start.phrase} "):
        return False
    return not start.needs or any(f" {need} " in spaced for need in start.needs)


def label_inside(text: str) -> int | None:
    """Where a label stands inside a paragraph behind which nothing of it comes any more (`... الجملة. اقرأ أيضاً: ...`)."""
    if not any(sign in text for sign in _LABEL_SIGNS):
        return None
    match = _inside().search(text)
    return match.start() if match else None


@cache
def _inside() -> re.Pattern[str]:
    phrases = [phrase.translate(_FOLDED_ALEF) for rule in phrase_rules() for phrase in rule.inside]
    spelled = "|".join("".join(_SPELLINGS.get(letter, re.escape(letter)) + _MARKS for letter in phrase) for phrase in phrases)
    return re.compile(rf"(?<=[\s\[(])(?:{spelled})\s*(?:{'|'.join(map(re.escape, _LABEL_SIGNS))})[:：.]*")


@cache
def _index() -> _Index:
    rules = phrase_rules()
    index = _Index()
    for rule in rules:
        for phrase in map(match_key, rule.label):
            index.labels.setdefault(phrase, rule)
        for phrase in map(match_key, rule.whole):
            index.whole.setdefault(phrase, rule)
        index.words.update((match_key(word), rule) for word in rule.words)
        needs = tuple(map(match_key, rule.needs))
        for phrase in map(match_key, rule.starts):
            index.starts.setdefault(phrase.partition(" ")[0], []).append(_Start(phrase, needs, rule))
    for phrase, rule in index.labels.items():
        index.whole.setdefault(phrase, rule)
    limits = [(phrase.partition(" ")[0], rule.longest) for phrase, rule in index.whole.items()]
    limits += [(first, start.rule.longest) for first, starts in index.starts.items() for start in starts]
    limits += [(word, _WORDS) for word in index.words]
    index.longest.update(sorted(limits, key=itemgetter(1)))  # the last of a word stays
    index.prefixes.update(word[:2] for word in index.longest)
    return index
