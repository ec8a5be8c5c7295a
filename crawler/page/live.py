"""The entries of a live page: what stands under its clocks, or in its metadata where the page loads them later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from crawler.arabic.normalize import match_key
from crawler.page.body import read_blocks
from crawler.page.fields import Block
from crawler.page.generic import Found, Survey
from crawler.page.metadata import Metadata
from crawler.page.stamps import is_stamp, is_time

_CLOCK = 40
"""Characters of the longest text that is the time of an entry."""
_MUCH_MORE = 1.3
"""How much longer than what the page shows the entries in its metadata are, where it loads them later."""
_REACH = 3
"""How many elements around the text the entries are looked for."""
_PROSE = 2
"""Paragraphs that entries have together, at least."""
_SEPARATORS = " \t\r\n:|-–—"
"""What may stand between the time of an entry and its text."""


@dataclass(slots=True)
class Entries:
    """Where the entries stand."""

    boxes: set[etree._Element] = field(default_factory=set)
    """Children of one element, from the first entry on."""
    clocks: set[etree._Element] = field(default_factory=set)
    """Their times."""


def live_blocks(container: etree._Element, dropped: AbstractSet[etree._Element], metadata: Metadata) -> list[Block]:
    """The paragraphs of a live page, those of its entries marked so."""
    entries = find_entries(container, dropped)
    for clock in entries.clocks:
        clock.tail = (clock.tail or "").lstrip(_SEPARATORS)
    blocks = read_blocks(container, dropped | entries.clocks, entries.boxes)
    updates = list(_updates(metadata.article.get("liveBlogUpdate")))
    shown = sum(len(block.text) for block in blocks) if entries.boxes else 0
    if sum(map(len, updates)) > _MUCH_MORE * shown:
        told = match_key(" ".join(updates))
        return [block for block in blocks if match_key(block.text) not in told] + [Block("entry", text) for text in updates]
    return blocks


def reach_entries(seen: Survey, found: Found, heading: int) -> None:
    """Widen the container of a live page's text that holds no entries (a list of the key points above them) to the element around it that
    holds both, without what stands between and around them.
    """
    if found.names is None or find_entries(found.container, found.dropped).boxes:
        return
    prose = [block for block, place in seen.first.items() if place > heading and not found.names.any(block)]
    for around in islice(found.container.iterancestors(), _REACH):
        furniture = {element for element in around.iterdescendants(etree.Element) if found.names.own(element)}
        boxes = find_entries(around, furniture).boxes
        # A column of headlines with their times has no prose.
        if sum(not boxes.isdisjoint((block, *block.iterancestors())) for block in prose) >= _PROSE:
            kept = {found.container, *found.container.iterancestors(), *(step for box in boxes for step in (box, *box.iterancestors()))}
            beside = {child for step in kept if around in step.iterancestors() or step is around for child in step} - kept
            held = {child for box in (found.container, *boxes) for child in box.iterdescendants(etree.Element)}
            found.dropped |= furniture | (beside - held)
            found.container = around
            return


def find_entries(container: etree._Element, dropped: AbstractSet[etree._Element]) -> Entries:
    """The entries of a container: boxes that begin with a time, or everything from the first time on that stands among its paragraphs.

    A single time is the page's own.
    """
    found = dict.fromkeys(element for element in container.iterdescendants(etree.Element) if _is_clock(element))
    clocks = [clock for clock in found if clock.getparent() not in found and dropped.isdisjoint(clock.iterancestors())]
    around = Counter(ancestor for clock in clocks for ancestor in clock.iterancestors())
    # A box reaches as far around its clock as no other clock stands; those of entries are alike and beside each other.
    groups: dict[Any, dict[etree._Element, etree._Element]] = {}
    for clock in clocks:
        box = clock
        while (parent := box.getparent()) is not None and parent is not container and around[parent] == 1:
            box = parent
        groups.setdefault((box.getparent(), box.tag, box.get("class")), {})[box] = clock
    entries = max(groups.values(), key=len, default={})
    if len(entries) < 2:
        return Entries()
    first = next(iter(entries))
    return Entries({first, *first.itersiblings(etree.Element)}, set(entries.values()))


def _is_clock(element: etree._Element) -> bool:
    """Whether an element's text is a time and nothing more; of one with a single element inside the two together."""
    whole = not len(element) or (len(element) == 1 and not len(element[0]))
    text = "".join(element.itertext()) if whole else None
    return text is not None and 0 < len(text.strip()) <= _CLOCK and (is_stamp(text) or is_time(text))


def _updates(value: Any) -> Sequence[str]:
    """The paragraphs of `liveBlogUpdate`, in its order; of an entry without a text its headline."""
    updates = value if isinstance(value, list) else [value]
    texts = [update.get("articleBody") or update.get("headline") for update in updates if isinstance(update, dict)]
    return [line for text in texts if isinstance(text, str) and "<" not in text for line in text.splitlines() if line.strip()]
