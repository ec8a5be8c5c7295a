from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extensions.logs import CleanRecord, LogsAddon, clean


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What a handler that somebody else made wrote."""
    before = logging.getLogRecordFactory()
    LogsAddon().update_settings(None)  # type: ignore[arg-type]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    log.addHandler(handler)
    yield stream
    log.removeHandler(handler)
    logging.setLogRecordFactory(before)


log = logging.getLogger("tests.of.logs")
log.propagate = False

EVIL = "\x1b]0;title\x07\x1b[2J\x9b31m\r\u202e\u2066\u200f\ud83d\nINFO: a line that nobody wrote"


def test_what_a_page_says_cannot_steer_a_terminal_or_make_a_line_of_its_own(said: io.StringIO) -> None:
    log.warning("%s: no feed: %s", "https://sana.sy/feed/", EVIL)
    log.warning("no argument: " + EVIL)
    text = said.getvalue()
    assert all(character.isprintable() for character in text.replace("\n", ""))
    assert "\\x1b]0;title\\x07\\x1b[2J\\x9b31m\\r\\u202e\\u2066\\u200f\\ud83d" in text
    assert [line for line in text.split("\n") if line.startswith("INFO")] == []


def test_nor_through_a_traceback(said: io.StringIO) -> None:
    try:
        raise ValueError(EVIL)
    except ValueError:
        log.exception("a fault")
    text = said.getvalue()
    assert "Traceback (most recent call last)" in text
    assert all(character.isprintable() for character in text.replace("\n", ""))
    assert [line for line in text.split("\n") if line.startswith("INFO")] == []


def test_arabic_is_shown_as_it_is(said: io.StringIO) -> None:
    log.warning("%s", "می\u200cخواهم: انتهت «الدورة» في دمشق")
    assert said.getvalue() == "WARNING: می\u200cخواهم: انتهت «الدورة» في دمشق\n"


@pytest.mark.parametrize(
    "url",
    ["http://me:hush@proxy.example:3128", "postgresql+psycopg://me:hush@db/khabar", "ftp://hush@files.example/x", "s3://a:hush@b/c"],
)
def test_passwords_in_urls_are_not_shown(said: io.StringIO, url: str) -> None:
    log.warning("feed in: %s", url)
    log.warning("%r", {"url": url})
    try:
        raise ValueError(url)
    except ValueError:
        log.exception("a fault")
    assert "hush" not in said.getvalue()
    assert said.getvalue().count("***@") == 3


def test_an_at_sign_elsewhere_stays() -> None:
    text = "https://site.example/@writer/1?mail=a@b.example (contact: me@site.example)"
    assert clean(text) == text


@given(st.text())
def test_any_text_becomes_printable(text: str) -> None:
    assert all(line.replace("\t", "").replace("\u200c", "").replace("\u200d", "").isprintable() for line in clean(text).split("\n"))
    assert clean(clean(text, ""), "") == clean(text, "")


def test_a_record_without_an_exception_has_no_traceback() -> None:
    assert CleanRecord("x", logging.INFO, "x.py", 1, "text", (), (None, None, None)).exc_text is None
