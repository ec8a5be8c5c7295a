"""No text makes the library raise: whatever a page holds, marks and names at their oddest."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from crawler import arabic
from crawler.arabic.marks import cut_mark, read_caption
from crawler.arabic.naming import Home
from crawler.knowledge.publisher import Publisher

PUBLISHER = Publisher(
    id="barada",
    arabic="بردى الإخبارية",
    english="Barada",
    country="SY",
    timezone="Asia/Damascus",
    home="https://barada.example",
    kind="website",
)
SENTENCE = "عاد التيار إلى أحياء المدينة."
PIECES = st.one_of(
    st.text(alphabet="ـ", min_size=1, max_size=8),
    st.text(alphabet="ابتجدرسعقلمنهويةىءأ", min_size=1, max_size=6),
    st.text(alphabet='ـ.،؛:؟!-–—=/()[]«»"“”*+|_…\u064e\u200f 0٣7', min_size=1, max_size=8),
    st.sampled_from("رويترز|أ ف ب|سانا|وكالات|دمشق|أحمد|علي|كتب|المصدر|انتهى|النهاية|بردى الإخبارية|تصوير|اقرأ أيضا|قال".split("|")),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), min_size=1, max_size=8).map(
    lambda pieces: "".join(piece + space for piece, space in pieces)
)


@example(["ــــ"])
@example(["="])
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_function_raises(lines: list[str]) -> None:
    paragraphs = [text for line in lines if (text := arabic.clean_text(line))]
    for text in (*lines, *paragraphs):
        arabic.match_key(text)
        arabic.is_arabic(text)
        arabic.boilerplate_kind(text)
        arabic.split_dateline(text, own=PUBLISHER.id, own_name=PUBLISHER.arabic)
        arabic.parse_date(text, now=datetime(2026, 5, 4, tzinfo=UTC), timezone=UTC)
        read_caption(text, Home.of(PUBLISHER))
        # Under a sentence a line may be names; behind anything a mark may stand.
        arabic.split_sign_off([SENTENCE, text])
        cut_mark(f"{text} (رويترز)", Home.of(PUBLISHER))
    if paragraphs:
        arabic.find_sources(paragraphs, bylines=lines, captions=lines, publisher=PUBLISHER)
