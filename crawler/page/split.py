"""What stands in one text: the article, other articles inside it, and headlines of others.

Works on clean paragraphs in their order, from a page's container or from the lines of a text that somebody has scraped already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from crawler.arabic.boilerplate import boilerplate_kind, label_inside
from crawler.arabic.normalize import match_key
from crawler.page.fields import Block, Link

_HEADLINE = 180
"""Characters of the longest headline."""
_SENTENCE = re.compile(r"[.؟!…:؛][\"'”’»)\]]*$")
_BULLET = re.compile(r"^[•·▪◾●○◄►▶◀*\-–—←»]+\s*")
_LABEL = re.compile(r"^[^:：/]{2,40}[:：/]\s*")
_LETTER = re.compile(r"[^\W_ـ]")
_OPENING = " ([{«-–—"
"""With which a label may be set off from the text in front of it."""
_UNOPENED = re.compile(r"^([^\[(]*?)\s*[\])]+$")
"""A headline with a bracket behind it that was opened in front of its label."""
_EXCERPT = re.compile(r"(?:\.\.\.?|…)\s*$")
"""A teaser breaks off."""
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+|https?://\S+|www\.\S+")
_ALIKE = 0.5
"""Share of a headline's words that the first paragraph under it has, if it is that article's."""
_CONTENT_WORD = 3
"""Characters of the shortest word that says what a headline is about."""

LISTS = ("read_also", "related")
"""Kinds of labels behind which headlines of other articles stand."""
ENDS = ("comments", "copyright")
"""Kinds of labels behind which nothing of the article comes any more."""
KEPT = ("credit", "syndication", "end", None)
"""Kinds that say something of the article: the attribution reads them."""


@dataclass(slots=True)
class Part:
    """One article of a text."""

    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    """Of an article inside another one: the headline above it."""
    url: str | None = None
    """Where that headline links to."""


@dataclass(slots=True)
class Split:
    """A text, taken apart."""

    parts: list[Part]
    """The host first."""
    related: list[Link]
    """Headlines of other articles, as often as they stand there."""
    complete: bool
    """False where the text says that it goes on elsewhere."""


def split(blocks: Sequence[Block], title: str) -> Split:
    """Take a text apart. `title` is the host's headline; blocks are in their display form."""
    # A line of signs (`ــــــ`, `* * *`) says nothing.
    spoken = (block for block in blocks if _LETTER.search(block.text))
    splitter = _Splitter([piece for block in spoken for piece in _without_inline_label(block)], title)
    splitter.run()
    return Split(splitter.parts, splitter.related, splitter.complete)


def _without_inline_label(block: Block) -> list[Block]:
    """A paragraph and the "read also" that stands inside it, as two blocks."""
    start = label_inside(block.text) or 0
    before = block.text[:start].rstrip(_OPENING)
    if not before:
        return [block]
    return [Block(block.kind, before), Block("p", block.text[start:], block.href)]


class _Splitter:
    def __init__(self, blocks: list[Block], title: str) -> None:
        self._blocks = blocks
        self._titles = [title]
        self.parts = [Part()]
        self._part = self.parts[0]
        self.related: list[Link] = []
        self.complete = True
        self._ended = False
        """Whether the current article's credit or end mark has gone by."""
        self._copied = False
        """Whether it was a syndication tail: behind one nothing of the article comes any more."""

    def run(self) -> None:
        place = 0
        while place < len(self._blocks):
            block = self._blocks[place]
            kind = boilerplate_kind(block.text)
            if kind in ENDS and self._ends_here(place):
                break
            if kind in LISTS:
                place = self._headlines(place)
            elif kind not in KEPT or (" " not in block.text and _ADDRESS.fullmatch(block.text)):
                self.complete = self.complete and kind != "cut"
                place += 1
            elif kind is None and self._is_card(block):
                if block.href is not None:
                    self.related.append(Link(_BULLET.sub("", block.text), block.href))
                place += 2 if self._is_excerpt(block.text, place + 1) else 1
            elif kind is None and not self.parts[0].blocks and block.kind == "heading" and block.is_link:
                # In front of the host's first paragraph nothing of another article begins: it is the headline, or a card.
                place += 1
            elif kind is None and (self._begins_another(place) or self._is_foreign_heading(place)):
                self._open(block.text, block.href)
                place += 1
            else:
                if kind is None and self._ended and len(self.parts) > 1:
                    self._open_again()
                self._part.blocks.append(block)
                if kind in ("credit", "syndication", "end") and len(self._part.blocks) > 1:
                    self._ended = True
                    self._copied = self._copied or kind == "syndication"
                place += 1

        self._leave_labels()

    def _leave_labels(self) -> None:
        """A heading with nothing below it was the label of what is no text."""
        for part in self.parts:
            while len(part.blocks) > 1 and part.blocks[-1].kind == "heading" and not _SENTENCE.search(part.blocks[-1].text):
                part.blocks.pop()

    def _ends_here(self, place: int) -> bool:
        """A comment label in front of the text (a counter, a log-in) ends nothing."""
        return len(self._part.blocks) > 1 or place + 1 == len(self._blocks)

    def _headlines(self, place: int) -> int:
        """A label and the headlines behind it; where the text goes on.

        Where headlines are links, or one stands beside the label, a heading that is no link is the host's.
        """
        label = self._blocks[place].text
        rest = _UNOPENED.sub(r"\1", _LABEL.sub("", label))
        linked = rest != label and bool(rest) and boilerplate_kind(rest) is None
        if linked:
            self.related.append(Link(rest, self._blocks[place].href or ""))
        place += 1
        if cards := self._cards(place):
            self.related += (Link(card.text, card.href or "") for card in cards)
            return place + 2 * len(cards)
        first = place
        while place < len(self._blocks) and self._is_headline(self._blocks[place]):
            block = self._blocks[place]
            if linked and block.kind == "heading" and not block.is_link:
                break
            linked = linked or block.is_link
            self.related.append(Link(_BULLET.sub("", block.text), block.href or ""))
            place += 1
        if place > first and place < len(self._blocks) and _EXCERPT.search(self._blocks[place].text):
            return place + 1
        if place - first == 1 and place < len(self._blocks) and self._is_foreign(self._blocks[first].text, self._blocks[place].text):
            self.related.pop()
            self._open(self._blocks[first].text, self._blocks[first].href)
        return place

    def _cards(self, place: int) -> list[Block]:
        """The headlines of a row of cards, each a link with an excerpt below it; none where less than two stand there, or where the
        paragraphs between the links are the host's.
        """
        rows = list(zip(self._blocks[place::2], self._blocks[place + 1 :: 2], strict=False))
        cards = list(takewhile(lambda row: self._is_card(row[0]) and row[1].kind == "p" and not row[1].is_link, rows))
        excerpts = [self._is_about(card.text, below.text) or _EXCERPT.search(below.text) for card, below in cards]
        return [card for card, _ in cards] if len(cards) > 1 and (self._ended or all(excerpts)) else []

    def _is_headline(self, block: Block) -> bool:
        if boilerplate_kind(block.text) is not None or len(block.text) > _HEADLINE:
            return False
        if block.is_link or block.kind == "list" or _BULLET.match(block.text):
            return True
        return block.kind == "heading" or not _SENTENCE.search(block.text)

    def _is_card(self, block: Block) -> bool:
        """A paragraph that is one link and no sentence, or a question, leads to another article."""
        if not block.is_link or block.kind == "heading" or len(block.text) > _HEADLINE:
            return False
        return block.text.endswith("؟") or not _SENTENCE.search(block.text)

    def _is_excerpt(self, headline: str, place: int) -> bool:
        """Whether the paragraph below a linked headline is its excerpt: a link to the rest follows, or it breaks off and is about it."""
        block, below = (*self._blocks[place : place + 2], None, None)[:2]
        if block is None or block.is_link or block.kind != "p":
            return False
        if below is not None and boilerplate_kind(below.text) == "more":
            return True
        return bool(_EXCERPT.search(block.text)) and self._is_about(headline, block.text)

    def _is_about(self, headline: str, paragraph: str) -> bool:
        """Whether a paragraph has more of a headline's words than of the current article's."""
        return likeness(headline, paragraph) > likeness(self._titles[-1], paragraph)

    def _is_foreign(self, headline: str, paragraph: str) -> bool:
        """Whether a paragraph is the text of the headline above it and not the host going on."""
        return self._ended or self._is_foreign_text(headline, paragraph)

    def _is_foreign_text(self, headline: str, paragraph: str) -> bool:
        """The same, told by the words alone."""
        alike = likeness(headline, paragraph)
        return alike >= _ALIKE and alike > likeness(self._titles[-1], paragraph)

    def _begins_another(self, place: int) -> bool:
        """A headline behind a finished article, with text of its own below it; behind a syndication tail it may be a mere paragraph."""
        block = self._blocks[place]
        if not self._ended or place + 1 >= len(self._blocks):
            return False
        below = self._blocks[place + 1]
        if block.kind != "heading":
            return self._copied and self._is_headline(block) and below.kind == "p" and self._is_foreign_text(block.text, below.text)
        return boilerplate_kind(below.text) is None and bool(_SENTENCE.search(below.text)) and likeness(block.text, below.text) > 0

    def _is_foreign_heading(self, place: int) -> bool:
        """A heading that is a link, over a paragraph that is about it."""
        block = self._blocks[place]
        if block.kind != "heading" or not block.is_link or place + 1 >= len(self._blocks):
            return False
        below = self._blocks[place + 1].text
        return likeness(block.text, below) >= max(_ALIKE, likeness(self._titles[0], below))

    def _open(self, title: str, url: str | None) -> None:
        self._part = Part(title=_BULLET.sub("", title), url=url)
        self.parts.append(self._part)
        self._titles.append(title)
        self._ended = self._copied = False

    def _open_again(self) -> None:
        """Behind the credit of an article that stood in the middle of the host the host goes on."""
        self._part = self.parts[0]
        self._ended = self._copied = False


def likeness(headline: str, paragraph: str) -> float:
    """Share of a headline's longer words that a paragraph has, 0 to 1."""
    words = {word for word in match_key(headline).split() if len(word) >= _CONTENT_WORD}
    return len(words & set(match_key(paragraph).split())) / len(words) if words else 0.0
