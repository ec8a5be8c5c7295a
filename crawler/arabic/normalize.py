"""The two forms of a text: the display form that is stored, and the comparing form that tells whether two texts are the same.

They are never mixed up. The display form is the publisher's text, freed only of what no reader sees or what type-setting added.
The comparing form folds everything that republishing changes, and is never shown.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

_LETTER = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
)
"""The letters of the Arabic script (those that a tatweel can stand between), as the inside of a regex class."""

_MARK = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff"
"""Diacritics and Koranic marks. Not the signs ۝ ۞ ۩ and \u08e2: those stand between words, so deleting them would join words."""

# --- The display form ------------------------------------------------------------------------------------------------------

# Written as bytes for UTF-16, a JSON text cut in the middle of a pair, a broken database column: no UTF-8 file can hold these.
_SURROGATE = re.compile("[\ud800-\udfff]")

# Shaped letters come from PDFs and old print systems; searching and comparing never finds them. U+FC00-FDFF stay: those are
# word ligatures (ﷺ) and brackets (﴾ ﴿) that the publisher chose.
_PRESENTATION = re.compile("[\ufb50-\ufbff\ufe70-\ufefc]")

_EMOJI = "\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# Characters without a shape of their own: controls, soft hyphen, joiners, bidi marks, byte order mark, interlinear anchors.
# They come from editors and copy-and-paste, differ between two copies of a text, and break searching. Not here: whatever Python
# counts as white space, and the visible format characters of Arabic (U+0600-0605, U+06DD). The joiner inside an emoji stays,
# because a family would fall apart into its members; so do the tag characters that make a flag of a region.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    f"|\u200d(?!(?<=[{_EMOJI}\ufe0f]\u200d)[{_EMOJI}])"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0001\U000e0020-\U000e007f]+"
)

# A run of tatweel after a letter. Before another letter it only stretches the word and goes. Otherwise it means something and
# one of the run stays: it joins a prefix to a number or a quotation, shapes the ه of the Hijri year, stands for a dash, or
# carries a mark that would have nothing to stand on. A run after anything else (alone between spaces: a dash) is not touched.
_TATWEEL = re.compile(f"(?<=[{_LETTER}{_MARK}])\u0640+([{_LETTER}]?)")

_RARE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufb50-\ufbff\ufe70-\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)
"""Everything that the rules above could touch: most texts have none of it and skip them."""


def clean_text(text: str) -> str:
    """The display form of one paragraph: `text` as the publisher wrote it, without what no reader sees.

    Runs of white space (line breaks included) become one space and the ends are stripped; characters without a shape and stretching
    tatweel go; presentation forms become letters; the result is NFC. Spaces beside punctuation, hamza, diacritics, digits and quotation
    marks stay as written. Takes any string: a lone surrogate becomes U+FFFD, so that the result can always be written as UTF-8.
    Cleaning twice changes nothing more.
    """
    if _RARE.search(text):
        text = _repair(text)
        # NFC and never NFKC: NFKC would also rewrite what the publisher chose (ﷺ, …, ½, ²).
        text = unicodedata.normalize("NFC", text)
        text = _TATWEEL.sub(_unstretch, text)
    else:
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def _repair(text: str) -> str:
    """Mends surrogates, unshapes letters and drops invisible characters. Before NFC, because what they hid may now compose."""
    if _SURROGATE.search(text):
        # A pair that came as two halves is one character again; a lone half is a character that is lost.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _INVISIBLE.sub("", _PRESENTATION.sub(_unshape, text))


def _unshape(match: re.Match[str]) -> str:
    """The letters that a presentation form stands for. A shaped mark is only its mark: Unicode puts a space or tatweel under it."""
    return unicodedata.normalize("NFKC", match[0]).strip(" \u0640") or match[0]


def _unstretch(match: re.Match[str]) -> str:
    return match[1] or "\u0640"


# --- The comparing form ----------------------------------------------------------------------------------------------------

_MARKS = re.compile(f"[{_MARK}]+")
_COMBINING = re.compile("[\u0300-\u036f]+")
_LIGATURE = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
# A word spelt so that filters miss it (فلسـ.ـطين): punctuation between two tatweels is inside a word.
_BROKEN_SPELLING = re.compile("\u0640(?:[^\\w\\s]+|_+)\u0640+|\u0640+")
# 866.646, 866,646 and ٨٦٦٬٦٤٦ are one number in three habits. Only whole groups of three after one to three digits that
# do not begin with 0: so 3.5, 0.125, 14.30 and 26.06.2024 stay apart at the point, whichever sign they are written with.
_THOUSANDS = re.compile("[1-9][0-9]{0,2}(?:[.,\u066c\u060c][0-9]{3})+(?![0-9])")
_SEPARATED = re.compile("[0-9][.,\u066c\u060c][0-9]")
_WORD = re.compile("[^\\W_]+")

_FOLDED_LETTERS = (
    # Diacritics: most sites drop them, some set them, nobody consistently. The Koranic ones are removed only where a text has any.
    *((mark, "") for mark in "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"),
    # Hamza and madda over alif: typed or left out at will, the most common difference between two copies.
    *((alif, "ا") for alif in "أإآٱ"),
    # Other seats of hamza: مسؤول and مسئول are one word in two schools of spelling.
    *((seat, "ء") for seat in "ؤئ"),
    # Egypt writes final ya without dots; Persian keyboards write their own ya and kaf.
    ("ى", "ي"),
    ("ی", "ي"),
    ("ک", "ك"),
    # Ta marbuta loses its dots in hasty typing.
    ("ة", "ه"),
    # Digits follow the site's font settings.
    *((chr(zero + value), str(value)) for zero in (0x0660, 0x06F0) for value in range(10)),
)
_SEPARATORS = ".,\u066c\u060c"
_OTHER_PUNCTUATION = "!\"#$%&'()*+-/:;<=>?@[\\]^_`{|}~«»؛؟٪\u066b\u066d‐‑–—‘’‚“”„‹›•…·°€×÷"
_SPACES = " \t\n\v\f\r\u00a0"
_LATIN = "abcdefghijklmnopqrstuvwxyzàâäçèéêëîôöü"
_ARABIC = "".join(map(chr, (*range(0x0621, 0x063B), *range(0x0641, 0x064B)))) + "پچڤگ"


def _alphabet() -> tuple[str, bytes, bytes]:
    """What almost every news text is made of: the character that each byte stands for, the byte that it is folded to, and the bytes that
    are dropped. Nothing invisible is among them, nothing that composes, no ligature. ASCII has its own bytes.
    """
    folds = dict(_FOLDED_LETTERS) | {letter.upper(): letter for letter in _LATIN}
    folds |= dict.fromkeys(_SPACES + _OTHER_PUNCTUATION, " ") | dict.fromkeys(_SEPARATORS, ".")
    known = dict.fromkeys(["\0", *"0123456789", *_LATIN, *_ARABIC, *folds])  # without \0 Python would make a map that is slow
    nothing = "\ufffe"
    characters = [character if character in known else nothing for character in map(chr, range(128))]
    characters += [character for character in known if not character.isascii()]
    characters += [nothing] * (256 - len(characters))
    folded = bytes(characters.index(folds.get(character) or character) for character in characters)
    dropped = bytes(characters.index(character) for character in known if folds.get(character) == "")
    return "".join(characters), folded, dropped


_CHARACTERS, _FOLDED, _DROPPED = _alphabet()
_BYTES = codecs.charmap_build(_CHARACTERS)
_DECIMAL = re.compile(rb"\.[0-9]")


def match_key(text: str) -> str:
    """The comparing form: the words of `text`, folded, with one space between them; `""` if it has none.

    Two texts with equal keys are the same text for a reader, whatever typing habits, fonts and copying did to one of them. Keys are
    never shown. `match_key(clean_text(text)) == match_key(text)`, and the key of a key is the key.
    """
    if "\0" in text:
        return _long_key(text)
    try:
        # One byte a character: folding all of them is then one look into a table.
        letters, _ = codecs.charmap_encode(_BROKEN_SPELLING.sub("", text) if "\u0640" in text else text, "strict", _BYTES)
    except UnicodeEncodeError:
        return _long_key(text)
    letters = letters.translate(_FOLDED, _DROPPED)
    folded, _ = codecs.charmap_decode(letters, "strict", _CHARACTERS)
    if _DECIMAL.search(letters):
        folded = _join_thousands(folded)
    return " ".join(folded.replace(".", " ").split())


def _long_key(text: str) -> str:
    """`match_key` of any text at all."""
    # A word ends at everything that is no letter or digit: punctuation, quotation marks, dashes, symbols and emoji say nothing.
    # A decimal number is two words for the same reason, so that 3.5 and 3,5 are equal and neither is 35.
    words = _WORD.findall(_join_thousands(fold_letters(_plain(text))))
    return unicodedata.normalize("NFC", " ".join(words))


@lru_cache(maxsize=64)
def body_key(body: str) -> str:
    """`match_key` of the text of an article, remembered while that is on its way: its hash is made of it, and then its sketch."""
    return match_key(body)


def fold_letters(text: str) -> str:
    """Folds case, letters and digits as `match_key` does, and leaves punctuation and spaces where they are.

    Expects text without invisible characters and presentation forms, as `clean_text` gives it.
    """
    # Case carries no meaning between two copies of one text (AFP, afp).
    text = text.lower()
    # Tatweel is decoration, or joins to something that is compared anyway.
    if "\u0640" in text:
        text = _BROKEN_SPELLING.sub("", text)
    for written, folded in _FOLDED_LETTERS:
        text = text.replace(written, folded)
    return text


def text_hash(title: str, body: str) -> str:
    """32 hex digits over the comparing forms of `title` and `body`: equal means the same text for a reader."""
    return blake2b(f"{match_key(title)}\n{body_key(body)}".encode(), digest_size=16).hexdigest()


def _plain(text: str) -> str:
    """A text with unusual characters in its display form, without what `fold_letters` does not look for."""
    # Ligatures to letters (ﷲ and الله), rare marks, accents for which there is no composed letter, joiners inside an emoji.
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), clean_text(text))
    return _COMBINING.sub("", _MARKS.sub("", text).lower()).replace("\u200d", "")


def _join_thousands(text: str) -> str:
    return _THOUSANDS.sub(_join_groups, text) if _SEPARATED.search(text) else text


def _join_groups(match: re.Match[str]) -> str:
    before = match.string[max(match.start() - 2, 0) : match.start()]
    if before[-1:].isdigit() or _SEPARATED.match(before + match[0][0]):
        return match[0]
    return "".join(character for character in match[0] if character.isdigit())
