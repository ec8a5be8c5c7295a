"""The words of credits: none contradicts another."""

from __future__ import annotations

from typing import get_args

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.arabic.normalize import match_key
from crawler.knowledge import agencies, credit_words
from crawler.knowledge.credits import LabelRole


def test_labels_are_read() -> None:
    words = credit_words()
    assert {label.role for label in words.labels.values()} == set(get_args(LabelRole))
    assert all(key == match_key(key) and key.count(" ") < words.longest_label for key in words.labels)
    assert words.labels[match_key("المصــدر:")].role == "source"


def test_no_desk_is_an_agency() -> None:
    for desk in credit_words().desks:
        named = agencies().find(desk)
        assert named is None or named.agency.kind == "generic", desk


def test_the_labels_of_sources_are_boilerplate_too() -> None:
    for text in ("المصدر: رويترز", "مصدر الخبر / رويترز", "رابط المصدر", "نقلا عن: رويترز"):
        assert boilerplate_kind(text) == "credit", text
