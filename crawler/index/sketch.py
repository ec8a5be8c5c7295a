"""What the index keeps of a text instead of the text: a sketch to compare by, and keys that find whom to compare with.

Hashes are CRC-32, which is the same in every process, on every platform and under every version of every library, as stored keys must
be. (rensa, the fastest MinHash library, gives other digests for the same input under each of its versions 0.3, 0.4 and 0.5.)
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Self
from zlib import crc32

from crawler.arabic.normalize import body_key, match_key
from crawler.index.figures import figures
from crawler.index.series import series

KEYS = 8
"""Keys an article is filed under, at most; each has 32 bits. With twelve, 15 more of 13,500 generated copies were found, none more of the
labelled ones, and the index took an eighth more time and space.
"""
SHORT = 30
"""Words below which an item is a flash: it has no near copies, only the same text again."""

# How much of a text is looked at, in words. Beyond `COVERED` the bitmap of shingles would be full and say nothing.
COVERED = 1000
LEAD = 40

# Bits of the bitmaps. An article of 300 words fills a third of its shingle bitmap; Jaccard is then off by 0.02 to 0.03.
SHINGLE_BITS = 768
LEAD_BITS = 128
NUMBER_BITS = 64

_EPOCH = date(1970, 1, 1).toordinal()
_FORM = struct.Struct(f"<QHHHBB{SHINGLE_BITS // 8}s{LEAD_BITS // 8}sQ")
SIZE = _FORM.size
"""Bytes of a packed sketch."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """An article, as far as `compare` looks at it. A bitmap has a bit set for each thing it holds, at the remainder of its hash."""

    text: int
    """64 bits of a hash of the comparing form of the text (of title and text, for a flash)."""
    words: int
    """Words of the text, at most 65,535."""
    day: int | None
    """Day of publication, counted from 1970."""
    publisher: int | None
    """16 bits of a hash of who published it."""
    weekdays: int
    """Bitmap of the days of the week that are named, Monday the lowest bit."""
    series: int
    """Number of the series that title or lead speak of (`crawler.index.series`); 0 for none."""
    body: int
    """Bitmap of the shingles (three words running) of the first `COVERED` words."""
    lead: int
    """Bitmap of the shingles of the first `LEAD` words."""
    numbers: int
    """Bitmap of the numbers in title and text, those in words too."""

    def pack(self) -> bytes:
        """`SIZE` bytes, for the index."""
        return _FORM.pack(
            self.text,
            self.words,
            0 if self.day is None else self.day,
            0 if self.publisher is None else self.publisher,
            self.weekdays,
            self.series,
            self.body.to_bytes(SHINGLE_BITS // 8, "little"),
            self.lead.to_bytes(LEAD_BITS // 8, "little"),
            self.numbers,
        )

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """The sketch that `pack` made these bytes of. Raises struct.error for another number of bytes."""
        text, words, day, publisher, weekdays, series, body, lead, numbers = _FORM.unpack(packed)
        body, lead = int.from_bytes(body, "little"), int.from_bytes(lead, "little")
        return cls(text, words, day or None, publisher or None, weekdays, series, body, lead, numbers)


def draw(title: str, body: str, *, publisher: str | None = None, published_at: str | None = None) -> tuple[Sketch, list[int]]:
    """The sketch of an article, and the at most `KEYS` keys under which the index files it and looks for copies of it.

    `title` and `body` are the display form, without dateline and credit where these are known; `published_at` begins with an ISO 8601
    date, in whatever zone, or counts as unknown. The keys are a bottom-k MinHash: the smallest hashes of the shingles. Each of the
    smallest of two texts together is in both with probability J, their Jaccard; so one key in common is nearly certain down to J = 0.2,
    where bands of several hashes would miss a copy that was cut. The key of a flash is that of its whole text.
    """
    headline, text = match_key(title), body_key(body)
    encoded = text.encode()
    words = encoded.split()
    is_short = len(words) < SHORT
    hashes = _shingles(words[:COVERED])
    numbers, weekdays = figures([*headline.encode().split(), *words])
    identity = int.from_bytes(blake2b(_flash(headline, text) if is_short else encoded, digest_size=8).digest(), "little")
    sketch = Sketch(
        text=identity,
        words=min(len(words), 0xFFFF),
        day=_day(published_at),
        publisher=crc32(publisher.encode()) % 0xFFFF + 1 if publisher else None,
        weekdays=weekdays,
        series=series([*headline.split(), *text.split(maxsplit=LEAD)[:LEAD]]),
        body=_bitmap(hashes, SHINGLE_BITS),
        lead=_bitmap(hashes[: LEAD - 2], LEAD_BITS),
        numbers=_bitmap(map(crc32, numbers), NUMBER_BITS),
    )
    return sketch, [identity & 0xFFFFFFFF] if is_short else _smallest(hashes)


def overlap(first: int, second: int, bits: int) -> tuple[float, float]:
    """What two bitmaps of so many `bits` have in common, as a share of all that they hold (Jaccard) and of what the smaller one holds.

    Estimated by linear counting (Whang and others, 1990): exact for equal ones, 0 where one is empty.
    """
    counts = _counts(bits)
    one, two, all_of_both = counts[first.bit_count()], counts[second.bit_count()], counts[(first | second).bit_count()]
    smaller = min(one, two)
    if not smaller:
        return 0.0, 0.0
    common = min(max(one + two - all_of_both, 0.0), smaller)
    return common / (one + two - common), common / smaller


@cache
def _counts(bits: int) -> list[float]:
    """For each number of set bits, how many things were put in. A full bitmap counts as if it had half a free bit."""
    return [bits * math.log(bits / max(bits - filled, 0.5)) for filled in range(bits + 1)]


def _flash(headline: str, text: str) -> bytes:
    """The text of a flash: its headline and what stands below it, where many sites begin with the headline again."""
    repeated = not headline or f"{text} ".startswith(f"{headline} ")
    return (text if repeated else f"{headline} {text}".rstrip()).encode()


def _shingles(words: list[bytes]) -> list[int]:
    """Hashes of 32 bits of each three words running, in their order; of a text of one or two words none."""
    return list(map(crc32, map(b" ".join, zip(words, words[1:], words[2:], strict=False))))


def _smallest(hashes: list[int]) -> list[int]:
    """The `KEYS` smallest that differ, in order. Sorting only what is surely enough is three times as fast as sorting all."""
    bound = (3 * KEYS << 32) // len(hashes)
    few = {number for number in hashes if number < bound}
    return sorted(few if len(few) >= KEYS else set(hashes))[:KEYS]


def _bitmap(hashes: Iterable[int], bits: int) -> int:
    digits = bytearray(b"0" * bits)
    for number in hashes:
        digits[number % bits] = 49  # "1"
    return int(digits, 2)


def _day(published_at: str | None) -> int | None:
    """Days from 1970 to the date that `published_at` begins with; None if there is none, or none of 1970 to 2149."""
    try:
        day = date.fromisoformat((published_at or "")[:10]).toordinal() - _EPOCH
    except ValueError:
        return None
    return day if 0 < day <= 0xFFFF else None
