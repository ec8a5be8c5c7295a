"""Is this text Arabic enough to be kept?"""

from __future__ import annotations

import string

from crawler.knowledge.languages import function_words

_ARABIC_LEADS = (b"\xd8", b"\xd9", b"\xda", b"\xdb", b"\xef")
"""First bytes, in UTF-8, of U+0600-06FF and of the presentation forms."""
_NO_LETTERS = tuple(sign.encode() for sign in "\u0640\u060c\u061b\u061f")
"""Signs among them that are no letters: tatweel and punctuation."""
_OTHER_LETTERS = frozenset(string.ascii_letters.encode()) | frozenset(range(0xC3, 0xD8)) | frozenset((0xE0, 0xE1, *range(0xE3, 0xEE), 0xF0))
"""First bytes of letters of other scripts. Not 0xC2 and 0xE2: quotation marks, dashes, symbols."""
_FOREIGN = "یکگەہے"
"""Letters of which no text of the other languages is without any."""
_ENOUGH = 3000
"""Characters that tell the language."""
_DELETED = bytes(byte for byte in range(256) if byte not in _OTHER_LETTERS)


def is_arabic(text: str) -> bool:
    """Whether a text is Arabic: most of its letters are of the script, and its function words are not Persian, Urdu or Sorani.

    Letters alone do not tell: Iraqi sites write Arabic with the Persian ی and ک. Text without any letter is not Arabic.
    """
    if not is_arabic_script(text):
        return False
    if not any(letter in text for letter in _FOREIGN):
        return True
    words = text[:_ENOUGH].split()
    known = function_words()
    arabic = sum(word in known.arabic for word in words)
    return arabic >= max(sum(word in other for word in words) for other in known.others)


def is_arabic_script(text: str) -> bool:
    """Whether most letters are of the Arabic script. Counted in UTF-8, where it costs a tenth of a regex."""
    data = text.encode("utf-8", "ignore")
    arabic = sum(map(data.count, _ARABIC_LEADS)) - sum(map(data.count, _NO_LETTERS))
    return arabic > len(data.translate(None, _DELETED))
