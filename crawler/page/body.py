"""The container of the text to paragraphs, in one walk."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from lxml import etree

from crawler.items import Paragraph
from crawler.page.fields import Block

SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "canvas",
        "svg",
        "form",
        "button",
        "input",
        "select",
        "textarea",
        "figure",
        "nav",
        "aside",
        "figcaption",
        "picture",
        "ins",
    ]
)
"""Never text of the article: code, players, forms, pictures with their captions."""

KINDS: dict[str, Paragraph] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "blockquote": "quote",
    "li": "list",
    "tr": "table",
}

BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "address",
        "center",
        "pre",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "caption",
        "hr",
        "details",
        "summary",
    ]
) | frozenset(KINDS)
"""Elements that begin and end a paragraph."""

STRONGER = ("quote", "list", "table")
"""A paragraph inside one of these is of its kind."""

_BREAKS = re.compile("\x00[\\s\x00]*")
_SENTENCE_END = re.compile('[.؟!:؛…»”")]\\s*$')


def read_blocks(container: etree._Element, dropped: AbstractSet[etree._Element]) -> list[Block]:
    """The paragraphs of a container, without the `dropped` elements; none is empty."""
    walk = _Walk(dropped)
    walk.inside(container, "p")
    walk.flush("p")
    return walk.blocks


class _Walk:
    def __init__(self, dropped: AbstractSet[etree._Element]) -> None:
        self.blocks: list[Block] = []
        self._dropped = dropped
        self._text: list[str] = []

    def inside(self, element: etree._Element, kind: Paragraph) -> None:
        """Everything between an element's tags. As deep as the parser lets a page be nested (256)."""
        if element.text:
            self._text.append(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in SKIPPED and child not in self._dropped:
                self._child(child, child.tag, kind)
            if child.tail:
                self._text.append(child.tail)

    def _child(self, child: etree._Element, tag: str, kind: Paragraph) -> None:
        if tag == "br":
            self._text.append("\x00")
        elif tag in BLOCKS:
            self.flush(kind)
            own = kind if kind in STRONGER else KINDS.get(tag, kind if kind == "heading" else "p")
            self.inside(child, own)
            self.flush(own)
        elif tag in ("td", "th"):
            self.inside(child, kind)
            self._text.append(" ")
        else:
            self.inside(child, kind)

    def flush(self, kind: Paragraph) -> None:
        """End the paragraph that has gathered."""
        if self._text:
            text = "".join(self._text)
            self._text.clear()
            for piece in pieces(text) if "\x00" in text else (text,):
                if piece and not piece.isspace():
                    self.blocks.append(Block(kind, piece))


def pieces(text: str) -> list[str]:
    """A text with line breaks (NUL) as paragraphs: two breaks always part them, one where it stands behind the end of a sentence."""
    parts = [""]
    start = 0
    for match in _BREAKS.finditer(text):
        parts[-1] += text[start : match.start()]
        start = match.end()
        if match[0].count("\x00") > 1 or _SENTENCE_END.search(parts[-1]):
            parts.append("")
        else:
            parts[-1] += " "
    parts[-1] += text[start:]
    return parts
