"""What a log line must not hold: characters that a terminal obeys, a line that looks like another record, a password."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_USER_INFO = re.compile(r"(?<=://)(?!USER:PASSWORD@)[^\s/?#'\"]*@")
"""`user:password@` of a proxy, a database or a feed's storage; not the words by which our messages say what a URL looks like."""
_KEPT = "\t\u200c\u200d"
"""Not printable by Unicode's book, and harmless; the joiners are part of how words and emoji are written."""
INDENT = "    "
"""In front of each further line of a message: only a new record begins at the margin."""


class LogsAddon:
    """Cleans every record of the process, for whatever handler: a page's text comes into messages, their arguments and tracebacks."""

    def update_settings(self, _: BaseSettings) -> None:
        logging.setLogRecordFactory(CleanRecord)


class CleanRecord(logging.LogRecord):
    """A log record whose message and traceback are `clean`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.exc_info, tuple) and self.exc_info[0] is not None:
            self.exc_text = clean(logging.Formatter().formatException(self.exc_info))  # formatters take it as it is

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        return clean(super().getMessage())


def clean(text: str, indent: str = INDENT) -> str:
    r"""Text with control characters, bidi controls and lone surrogates written as escapes, and without user names in URLs.

    >>> clean("\x1b[2J http://me:hush@proxy.example:3128")
    '\\x1b[2J http://***@proxy.example:3128'
    """
    if "@" in text:
        text = _USER_INFO.sub("***@", text)
    return text if text.isprintable() else "".join(_shown(character, indent) for character in text)


def _shown(character: str, indent: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    return f"\n{indent}" if character == "\n" else character.encode("unicode_escape").decode("ascii")
