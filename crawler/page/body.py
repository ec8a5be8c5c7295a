"""The container of the text to paragraphs, in one walk."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from lxml import etree

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.arabic.dateline import split_dateline
from crawler.arabic.normalize import match_key
from crawler.items import Paragraph
from crawler.page.fields import Block
from crawler.page.split import LISTS

SKIPPED = frozenset(
    (
        "script style noscript template iframe object embed video audio canvas svg form button input select textarea nav aside "
        "figcaption picture"
    ).split()
)
"""Never text of the article: code, players, forms, pictures with their captions."""

KINDS: dict[str, Paragraph] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "blockquote": "quote",
    "li": "list",
    "tr": "table",
}

BLOCKS = frozenset(
    (
        "p div section article header footer main address center pre ul ol dl dt dd table thead tbody tfoot caption hr details summary"
    ).split()
) | frozenset(KINDS)
"""Elements that begin and end a paragraph."""

STRONGER = ("quote", "list", "table", "entry")
"""A paragraph inside one of these is of its kind."""

# Inside the walk a line break is a NUL, and a link stands between marks, with its number: a page can hold none of them.
_LINK = re.compile("\x01([0-9]+)\x02([^\x01\x03]*)\x03")
_OPENERS = ("\x01", "•", "·", "▪", "◾", "●", "►", "◄", "- ", "– ")
"""With which an entry of a list begins."""
_SIGNS = re.compile(r"[\W_]+")
_LINK_MARKS = re.compile("\x01[0-9]+\x02|\x03")
_TEASER = 300
"""Characters of the longest teaser that is a link as a whole."""
_CAPTION = 120
_DATELINE = 80
"""Characters of the longest dateline on a line of its own."""
_CELL = 80
"""Characters of the longest cell of a table of data."""
_VERSES = 4
_VERSE = 60
"""Characters of the longest line of verse."""
_STOP = re.compile(r"[.؟!:]\s*$")
_WORDS = re.compile(r"\D+$")
_BREAKS = re.compile("\x00[\\s\x00]*")
_SENTENCE_ENDS = (*'.؟!:؛…»”")', "\x03")

_LEAD_WORDS = 4
"""By how many words a lead is told that is said once more."""


def read_blocks(
    container: etree._Element, dropped: AbstractSet[etree._Element], entries: AbstractSet[etree._Element] = frozenset()
) -> list[Block]:
    """The paragraphs of a container, without the `dropped` elements; none is empty. Those in `entries` are entries of a live page."""
    walk = _Walk(dropped, entries)
    walk.inside(container, "p")
    walk.flush("p")
    return walk.blocks


class _Walk:
    def __init__(self, dropped: AbstractSet[etree._Element], entries: AbstractSet[etree._Element]) -> None:
        self.blocks: list[Block] = []
        self._dropped = dropped
        self._entries = entries
        self._text: list[str] = []
        self._links: list[str] = []
        self._pictured = False
        """Whether the paragraph before is a picture and nothing else."""

    def inside(self, element: etree._Element, kind: Paragraph) -> None:
        """Everything between an element's tags. As deep as the parser lets a page be nested (256)."""
        if element.text:
            self._text.append(element.text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag not in SKIPPED and child not in self._dropped:
                if tag != "figure":
                    self._child(child, tag, kind)
                elif (table := child.find("table")) is not None:
                    self._child(table, "table", kind)
            if child.tail:
                self._text.append(child.tail)

    def _child(self, child: etree._Element, tag: str, kind: Paragraph) -> None:
        if tag == "br":
            self._text.append("\x00")
        elif tag == "a" and (inside := self._boxed(child)):
            self.flush(kind)
            self.blocks += inside
        elif tag == "a":
            self._text.append(f"\x01{len(self._links)}\x02")
            self._links.append(child.get("href", ""))
            self.inside(child, kind)
            self._text.append("\x03")
        elif tag == "table" and (rows := data_rows(child)):
            self.flush(kind)
            self.blocks.append(Block("table", "\n".join(rows)))
        elif tag in BLOCKS and not (self._pictured and is_caption(child)):
            self.flush(kind)
            own = kind if kind in STRONGER else KINDS.get(tag, kind if kind == "heading" else "p")
            own = "entry" if child in self._entries else own
            self.inside(child, own)
            self.flush(own)
            self._pictured = is_picture(child)
        elif tag in BLOCKS:
            self.flush(kind)
        elif tag in ("td", "th"):
            self.inside(child, kind)
            self._text.append(" ")
        elif tag != "ins" or not child.get("class"):
            # With a class it is an advertisement's place, without one it is text that was added later.
            self.inside(child, kind)

    def _boxed(self, link: etree._Element) -> list[Block]:
        """What stands in a link that holds whole paragraphs: of a teaser its headline, of a text that somebody put into a link all."""
        if not any(element.tag in BLOCKS for element in link):
            return []
        inside = read_blocks(link, self._dropped, self._entries)
        if sum(len(block.text) for block in inside) > _TEASER:
            return inside
        return [Block(block.kind, block.text, link.get("href") or None, is_link=True) for block in inside[:1]]

    def flush(self, kind: Paragraph) -> None:
        """End the paragraph that has gathered."""
        if self._text:
            text = "".join(self._text)
            self._text.clear()
            if lines := verse_lines(text):
                self.blocks.append(Block("verse", "\n".join(lines)))
                return
            for piece in pieces(text) if "\x00" in text else (text,):
                self._add(kind, piece)

    def _add(self, kind: Paragraph, piece: str) -> None:
        if "\x01" not in piece and "\x03" not in piece:
            if piece and not piece.isspace():
                self.blocks.append(Block(kind, piece))
            return
        links = [link for link in _LINK.finditer(piece) if not link[2].isspace() and link[2]]
        text = _LINK_MARKS.sub("", piece)
        if text and not text.isspace():
            href = self._links[int(links[0][1])] if len(links) == 1 else None
            before = piece.partition("\x01")[0] if href and piece.rstrip().endswith("\x03") else ""
            if before and boilerplate_kind(before) in LISTS:
                # `قد يهمك` and the headline, with nothing between them.
                self.blocks += [Block(kind, before), Block(kind, links[0][2], href, is_link=True)]
                return
            is_link = sum(len(_SIGNS.sub("", link[2])) for link in links) == len(_SIGNS.sub("", text))
            self.blocks.append(Block(kind, text, href or None, is_link))


def is_picture(paragraph: etree._Element) -> bool:
    """Whether a paragraph holds a picture and no text."""
    return next(paragraph.iter("img"), None) is not None and not "".join(paragraph.itertext()).strip()


def is_caption(paragraph: etree._Element) -> bool:
    """Whether a paragraph behind a picture is its caption: a short centred line, or one in small or slanted letters, without a stop."""
    text = "".join(paragraph.itertext()).strip()
    if not text or len(text) > _CAPTION or _STOP.search(text):
        return False
    if paragraph.tag == "center" or "center" in f"{paragraph.get('style')} {paragraph.get('align')} {paragraph.get('class')}":
        return True
    return len(paragraph) == 1 and paragraph[0].tag in ("em", "i", "small") and len("".join(paragraph[0].itertext()).strip()) == len(text)


def data_rows(table: etree._Element) -> list[str]:
    """The rows of a table of data, cells with a space between them; none for a table that only lays out a page."""
    if table.find(".//table") is not None:
        return []
    rows = [["".join(cell.itertext()) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2 or max(map(len, rows)) < 2 or any(len(cell) > _CELL for row in rows for cell in row):
        return []
    return [" ".join(row) for row in rows]


def verse_lines(text: str) -> list[str]:
    """The lines of a poem: at least three, short, and without a stop before the last; none for anything else."""
    if text.count("\x00") < _VERSES - 1 or "\x01" in text:
        return []
    lines = [line.strip() for line in text.split("\x00") if line.strip()]
    if len(lines) < _VERSES or any(len(line) > _VERSE for line in lines) or any(_STOP.search(line) for line in lines[:-1]):
        return []
    return lines if all(_WORDS.match(line) for line in lines) else []


def is_dateline(line: str) -> bool:
    """Whether a line is a dateline and nothing else."""
    split = split_dateline(line.strip()) if len(line) <= _DATELINE else None
    return split is not None and not split.rest


def pieces(text: str) -> list[str]:
    """A text with line breaks (NUL) as paragraphs: two breaks always part them, one where it stands behind the end of a sentence or of a
    dateline.
    """
    parts: list[list[str]] = [[]]
    start = 0
    for match in _BREAKS.finditer(text):
        line = text[start : match.start()]
        start = match.end()
        parts[-1].append(line)
        if (
            match[0].count("\x00") > 1
            or (len(parts) <= 2 and is_dateline(line))
            or line.rstrip().endswith(_SENTENCE_ENDS)
            or text.startswith(_OPENERS, start)
        ):
            parts.append([])
    parts[-1].append(text[start:])
    return [" ".join(lines) for lines in parts]


def without_repeated_lead(blocks: list[Block]) -> list[Block]:
    """The blocks of a text without a lead that the paragraph below it says once more."""
    begins = blocks[0].text.split(maxsplit=_LEAD_WORDS)[:_LEAD_WORDS] if len(blocks) > 1 else []
    if len(begins) < _LEAD_WORDS or not all(word in blocks[1].text for word in begins):  # most leads are told by that
        return blocks
    return blocks[1:] if f" {match_key(blocks[0].text)} " in f" {match_key(blocks[1].text)} " else blocks
