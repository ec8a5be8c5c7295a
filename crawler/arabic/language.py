"""Is this text Arabic enough to be kept?"""

from __future__ import annotations

import string

_ARABIC_LEADS = (b"\xd8", b"\xd9", b"\xda", b"\xdb", b"\xef")
"""First bytes, in UTF-8, of U+0600-06FF and of the presentation forms."""
_NO_LETTERS = tuple(sign.encode() for sign in "\u0640\u060c\u061b\u061f")
"""Signs among them that are no letters: tatweel and punctuation."""
_OTHER_LETTERS = frozenset(string.ascii_letters.encode()) | frozenset(range(0xC3, 0xD8)) | frozenset((0xE0, 0xE1, *range(0xE3, 0xEE), 0xF0))
"""First bytes of letters of other scripts. Not 0xC2 and 0xE2: quotation marks, dashes, symbols."""
_DELETED = bytes(byte for byte in range(256) if byte not in _OTHER_LETTERS)


def is_arabic(text: str) -> bool:
    """Whether most letters of `text` are of the Arabic script. Text without any letter is not Arabic.

    This looks at the script alone: Persian, Urdu and Sorani pass as well. Counted in UTF-8, where it costs a tenth of a regex.
    """
    data = text.encode("utf-8", "ignore")
    arabic = sum(map(data.count, _ARABIC_LEADS)) - sum(map(data.count, _NO_LETTERS))
    return arabic > len(data.translate(None, _DELETED))
