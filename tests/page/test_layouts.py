"""Layouts are data: declared, varied, and compiled only when used."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields

import pytest
from lxml import etree

from crawler.page.layouts import FOXIZ, SAHIFA, Layout
from crawler.page.select import select

DATA = {"name", "drop", "signs_off", "cards"}


def in_new_process(code: str) -> str:
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_but_changes_what_it_is_told_and_adds_to_drop() -> None:
    changed = SAHIFA.but(name="other", title="h1.other", drop=(".more",))
    assert (changed.name, changed.title, changed.drop) == ("other", "h1.other", (*SAHIFA.drop, ".more"))
    assert changed.but(name=SAHIFA.name, title=SAHIFA.title).body == SAHIFA.body


def test_but_without_drop_keeps_it() -> None:
    assert SAHIFA.but(title=None).drop == SAHIFA.drop


def test_a_layout_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        FOXIZ.title = "h2"  # type: ignore[misc]


@pytest.mark.parametrize("layout", [FOXIZ, SAHIFA], ids=lambda layout: layout.name)
def test_every_selector_can_be_compiled(layout: Layout) -> None:
    root = etree.HTML("<p>x</p>")
    selectors = [getattr(layout, field.name) for field in fields(Layout) if field.name not in DATA]
    assert layout.cards is not None
    selectors += [*layout.drop, *(getattr(layout.cards, field.name) for field in fields(layout.cards))]
    assert [select(css, root) for css in selectors] == [[]] * len(selectors)


def test_nothing_is_compiled_at_import() -> None:
    assert in_new_process("import crawler.page.layouts, crawler.page.select as s; print(s._compiled.cache_info().misses)") == "0"


def test_reading_pages_needs_no_scrapy() -> None:
    code = "import sys; import crawler.page; print('scrapy' in sys.modules, 'twisted' in sys.modules)"
    assert in_new_process(code) == "False False"


def test_select_finds_in_page_order_and_also_below_a_class() -> None:
    root = etree.HTML('<div class="a b"><p>1</p><div><p>2</p></div></div><p>3</p>')
    assert [element.text for element in select(".b p", root)] == ["1", "2"]
    assert [element.text for element in select("p, div.a p", root)] == ["1", "2", "3"]
    assert select(None, root) == []
