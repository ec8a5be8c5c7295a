"""Bytes to text."""

from __future__ import annotations

import pytest

from crawler.page.encoding import FALLBACK, as_utf8, charset_in, decode, known_charset

TEXT = "<p>افتتحت البلدية حديقة عامة في وسط المدينة.</p>"


def test_what_the_header_declares_counts() -> None:
    assert decode(TEXT.encode("iso8859-6"), "ISO-8859-6") == (TEXT, "iso8859-6")


def test_without_a_header_the_page_declares_itself() -> None:
    page = '<meta charset="windows-1256">' + TEXT
    assert decode(page.encode("cp1256")) == (page, "cp1256")


def test_without_any_declaration_it_is_utf_8() -> None:
    assert decode(TEXT.encode()) == (TEXT, "utf-8")


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "no-such-charset", None], ids=str)
def test_windows_1256_is_found_behind_a_wrong_declaration(declared: str | None) -> None:
    assert decode(TEXT.encode("cp1256"), declared) == (TEXT, FALLBACK)


def test_one_broken_byte_does_not_change_the_charset() -> None:
    text, charset = decode(TEXT.encode() + b"\xff", "utf-8")
    assert (text, charset) == (TEXT + "\ufffd", "utf-8")


def test_a_snippet_in_another_charset_does_not_change_that_of_the_page() -> None:
    body = (TEXT * 3).encode() + "جميع الحقوق محفوظة".encode("cp1256")
    text, charset = decode(body, "utf-8")
    assert charset == "utf-8"
    assert text.startswith(TEXT * 3)


def test_latin_text_with_accents_is_not_taken_for_arabic() -> None:
    text = "<p>Además está aquí el país de los ríos.</p>"
    assert decode(text.encode("cp1252"), "iso-8859-1") == (text, "windows-1252")


def test_no_bytes_are_no_text() -> None:
    assert decode(b"") == ("", "utf-8")


def test_utf_8_is_passed_on_as_it_came() -> None:
    body = TEXT.encode()
    assert as_utf8(body, "utf-8") is body


def test_other_charsets_become_utf_8() -> None:
    assert as_utf8(TEXT.encode("cp1256"), "windows-1256") == TEXT.encode()


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (b'<meta charset="utf-8">', "utf-8"),
        (b"<META http-equiv=Content-Type content='text/html; charset=windows-1256'>", "windows-1256"),
        (b'<meta http-equiv="Content-Type" content="charset=utf-8">', "utf-8"),
        (b"<p>charset=utf-8</p>", None),
        (b" " * 5000 + b'<meta charset="utf-8">', None),
    ],
    ids=["short", "long", "without a type", "in the text", "too far down"],
)
def test_charset_in_meta(page: bytes, charset: str | None) -> None:
    assert charset_in(page) == charset


@pytest.mark.parametrize(
    ("name", "known"), [("UTF-8 ", "utf-8"), ("latin-1", "windows-1252"), ("none-such", None), ("a\0b", None), ("", None), (None, None)]
)
def test_known_charset(name: str | None, known: str | None) -> None:
    assert known_charset(name) == known


@pytest.mark.parametrize("declared", ["windows-1256", "iso-8859-1", "iso-8859-6", "utf-16", "gbk", "utf-7"])
def test_utf_8_is_found_behind_a_wrong_declaration(declared: str) -> None:
    assert decode(TEXT.encode(), declared) == (TEXT, "utf-8")


def test_utf_8_with_a_broken_byte_is_found_behind_a_wrong_declaration() -> None:
    assert decode(TEXT.encode() + b"\xff", "windows-1256") == (TEXT + "\ufffd", "utf-8")


def test_windows_1256_declared_as_such_stays_so() -> None:
    assert decode(TEXT.encode("cp1256"), "windows-1256") == (TEXT, "cp1256")


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("declared", ["windows-1256", "utf-8", None], ids=str)
def test_a_byte_order_mark_decides(charset: str, declared: str | None) -> None:
    assert decode(TEXT.encode(charset), declared)[0] == TEXT


def test_a_byte_order_mark_of_the_other_order() -> None:
    assert decode("\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be")) == (TEXT, "utf-16-be")


def test_a_meta_that_says_utf_16_is_not_believed() -> None:
    page = '<meta charset="utf-16"><p>No Arabic here</p>'
    assert decode(page.encode()) == (page, "utf-8")


def test_russian_is_not_taken_for_arabic() -> None:
    text = "<p>В Москве открылась выставка, посвященная истории города и его окрестностей.</p>"
    assert decode(text.encode("cp1251"), "windows-1251") == (text, "cp1251")


@pytest.mark.parametrize("name", ["base64", "hex", "rot13", "idna", "punycode", "undefined", "unicode_escape", "utf-7", "zip", "charmap"])
def test_what_python_calls_a_codec_is_no_charset_of_a_page(name: str) -> None:
    assert known_charset(name) is None
    assert decode(b"<p>no Arabic</p>", name) == ("<p>no Arabic</p>", "utf-8")
