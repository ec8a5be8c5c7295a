"""The sketch and the keys: the same everywhere, small, and near where the texts are near."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.arabic.normalize import match_key
from crawler.index.sketch import COVERED, KEYS, SHORT, SIZE, Sketch, draw, overlap
from tests.index.news import BODY, OTHER_BODY, OTHER_TITLE, PARAGRAPHS, TITLE

words = st.lists(st.sampled_from("وزارة المياه اليوم محطة جديدة ريف 12 1500 مدير الأحد الخميس افتتح بلدة قال أضاف".split()), max_size=80)


def test_keys_and_sketch_are_those_that_stand_in_stored_indexes() -> None:
    """Written down once: a change here makes every stored index worthless and needs a new SCHEMA_VERSION."""
    sketch, keys = draw(TITLE, BODY, publisher="sana", published_at="2024-06-26T11:25:00+03:00")
    assert keys == [
        7703358,
        26283829,
        81289101,
        152055978,
        177021204,
        192495511,
        227395527,
        235809160,
    ]
    assert (sketch.text, sketch.words, sketch.day, sketch.publisher) == (486188162965084581, 210, 19900, 14000)
    assert sketch.pack().hex() == (
        "a59988eb8e49bf06d200bc4db036000058a2120010a9030912113820ca244e02"
        "24830080480040084a0400020211118201005028e7000c100010a42000941070"
        "13400920004a104086400142888a006042708c805c060081202007808101c520"
        "4a40206ce044028512020c8104417003014288a0fa2214845450288008115062"
        "8800001810100400"
    )


def test_keys_are_the_smallest_hashes_of_the_shingles_in_comparing_form() -> None:
    _, keys = draw(TITLE, BODY)
    words = match_key(BODY).split()
    shingles = {" ".join(words[place : place + 3]) for place in range(len(words) - 2)}
    assert keys == sorted(crc32(shingle.encode()) for shingle in shingles)[:KEYS]


def test_another_process_with_another_hash_seed_draws_the_same() -> None:
    code = "from tests.index.news import *; from crawler.index.sketch import draw; s, k = draw(TITLE, BODY); print(s.pack().hex(), k)"
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    sketch, keys = draw(TITLE, BODY)
    assert run.stdout.strip() == f"{sketch.pack().hex()} {keys}"


def test_size() -> None:
    assert SIZE <= 144
    assert len(draw(TITLE, BODY)[0].pack()) == SIZE


@given(words, words, st.sampled_from([None, "sana", "enab"]), st.sampled_from([None, "2024-06-26", "1999-01-01T00:00:00Z"]))
def test_unpacking_gives_what_was_packed(title: list[str], body: list[str], publisher: str | None, published_at: str | None) -> None:
    sketch, keys = draw(" ".join(title), " ".join(body), publisher=publisher, published_at=published_at)
    assert Sketch.unpack(sketch.pack()) == sketch
    assert len(keys) <= KEYS
    assert keys == sorted(set(keys))
    assert all(0 <= key < 1 << 32 for key in keys)


def test_unpacking_another_number_of_bytes_raises() -> None:
    with pytest.raises(struct.error):
        Sketch.unpack(bytes(SIZE - 1))


@pytest.mark.parametrize("value", [None, "", "اليوم", "2024-13-01", "1969-12-31", "2500-01-01"])
def test_a_date_that_is_none_is_unknown(value: str | None) -> None:
    assert draw(TITLE, BODY, published_at=value)[0].day is None


def test_spelling_quotes_digits_and_line_breaks_change_nothing() -> None:
    republished = BODY.replace("1500", "١٬٥٠٠").replace("أ", "ا").replace("، ", " ، ").replace("\n\n", " ").replace("المياه", "الميـــاه")
    assert draw(TITLE, republished) == draw(TITLE, BODY)


def test_a_cut_copy_and_one_with_a_new_lead_share_keys() -> None:
    _, keys = draw(TITLE, BODY)
    for copy in ("\n\n".join(PARAGRAPHS[:2]), "\n\n".join((OTHER_BODY, *PARAGRAPHS[1:])), "\n\n".join(reversed(PARAGRAPHS))):
        assert set(draw(TITLE, copy)[1]) & set(keys)
    assert not set(draw(OTHER_TITLE, OTHER_BODY)[1]) & set(keys)


def test_a_flash_has_one_key_whether_its_headline_is_repeated_below_or_not() -> None:
    flash = "الجيش يعلن فتح الطريق الدولي أمام حركة السير"
    alone, key = draw(flash, "")
    assert draw(flash, f"{flash}.")[0].text == draw("", flash)[0].text == alone.text
    assert draw(flash, f"{flash}.")[1] == draw("", flash)[1] == key
    assert len(key) == 1
    assert draw(flash + " غدا", "")[1] != key


def test_text_beyond_what_is_covered_changes_only_the_identity() -> None:
    long = " ".join(f"كلمة{number}" for number in range(COVERED))
    first, keys = draw(TITLE, long)
    second, more_keys = draw(TITLE, f"{long} وما بعدها")
    assert (second.body, second.lead, more_keys) == (first.body, first.lead, keys)
    assert second.text != first.text


def test_a_text_of_the_same_word_has_few_keys() -> None:
    assert len(draw(TITLE, "كلمة " * SHORT)[1]) == 1


def test_weekdays_and_numbers() -> None:
    sketch = draw("نشرة الأحد", f"{PARAGRAPHS[0]} وذلك يوم الثلاثاء، وقال أحد الخبراء")[0]
    assert sketch.weekdays == 0b1000010  # Monday is the first bit
    assert sketch.numbers.bit_count() == 3  # 1500, 12 and forty
    assert draw("بلا أرقام", PARAGRAPHS[3])[0].numbers == 0


def test_overlap_is_near_the_true_one() -> None:
    def bitmap(numbers: range) -> int:
        bits = 0
        for number in numbers:
            bits |= 1 << crc32(b"%d" % number) % 768
        return bits

    jaccard, contained = overlap(bitmap(range(300)), bitmap(range(200, 400)), 768)
    assert jaccard == pytest.approx(100 / 400, abs=0.06)
    assert contained == pytest.approx(100 / 200, abs=0.1)


@given(st.integers(0, (1 << 768) - 1), st.integers(0, (1 << 768) - 1))
def test_overlap_lies_between_0_and_1(first: int, second: int) -> None:
    jaccard, contained = overlap(first, second, 768)
    assert 0 <= jaccard <= contained <= 1
    assert overlap(second, first, 768) == (jaccard, contained)
    assert overlap(first, first, 768) == ((1.0, 1.0) if first else (0.0, 0.0))
