"""What the developers of sites call the parts of a page: the table `class_names.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from crawler.knowledge.tables import read_table

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class ClassNames:
    """The names of furniture and of frames, as words."""

    words: frozenset[str]
    """Names of furniture that are one word."""
    rows: tuple[str, ...]
    """Names of furniture that are several words, with hyphens between and around them."""
    row_starts: frozenset[str]
    """The first word of each."""
    builders: tuple[str, ...]
    """With which page builders begin the names of all that they make, longest first."""
    surely: frozenset[str]
    """Words of names that the frame of a text never has."""
    standfirst: tuple[str, ...]
    """Names of a standfirst, with hyphens between their parts."""
    related: tuple[str, ...]
    """Names of boxes of headlines that go with an article, likewise."""
    tags: tuple[str, ...]
    """Names of boxes of an article's tags, likewise."""
    frame_before: frozenset[str]
    frame_first: frozenset[str]
    frame_last: frozenset[str]
    frame_holds: tuple[str, ...]

    def is_furniture(self, names: str) -> bool:
        """Whether one of an element's names (its classes and its id, spaces between them) says that it is no text of the article.

        >>> [class_names().is_furniture(name) for name in ("relatedNews", "entry most_read", "has-sidebar", "post-content")]
        [True, True, False, False]
        """
        return any(self._is_one(name) for name in names.split())

    def is_surely_furniture(self, names: str) -> bool:
        """Whether one of the names is one that the frame of a text never has.

        >>> [class_names().is_surely_furniture(name) for name in ("comment-list", "printArea")]
        [True, False]
        """
        return any(not self.surely.isdisjoint(_spelt(name).split("-")) for name in names.split())

    def is_standfirst(self, names: str) -> bool:
        """Whether one of the names, which may be those of many elements, says that it is the sentence below a headline.

        >>> [class_names().is_standfirst(name) for name in ("article__subhead", "jeg_post_subtitle", "article-intro", "subtitles")]
        [True, True, False, False]
        """
        return _is_named(names, self.standfirst)

    def _is_one(self, name: str) -> bool:
        spelt = _spelt(name)
        for prefix in self.builders:
            spelt = spelt.removeprefix(prefix)
        parts = spelt.split("-")
        if self.words.isdisjoint(parts) and (self.row_starts.isdisjoint(parts) or not self._has_row(spelt)):
            return False
        return not self._is_frame(spelt, parts)

    def _has_row(self, spelt: str) -> bool:
        within = f"-{spelt}-"
        return any(row in within for row in self.rows)

    def _is_frame(self, spelt: str, parts: list[str]) -> bool:
        joined = spelt.replace("-", "")
        return (
            any(held in joined for held in self.frame_holds)
            or not self.frame_before.isdisjoint(parts[:-1])
            or (len(parts) > 1 and (parts[0] in self.frame_first or parts[-1] in self.frame_last))
        )


@lru_cache(maxsize=4096)
def list_in(names: str) -> str | None:
    """Which list of links an element with such names is: "related" (headlines that go with an article), "tags", or None.

    Remembered, as the pages of a site have the same names.

    >>> [list_in(name) for name in ("vce-related-box", "readAlso", "box-tags", "most-read", "post tag-news")]
    ['related', 'related', 'tags', None, None]
    """
    known = class_names()
    return "related" if _is_named(names, known.related) else "tags" if _is_named(names, known.tags) else None


def _is_named(names: str, known: tuple[str, ...]) -> bool:
    joined = names.lower().replace("-", "").replace("_", "")
    if not any(name.replace("-", "") in joined for name in known):  # a page has hundreds of names, and hardly one of these
        return False
    parts = [f"-{_spelt(name)}-" for name in names.split()]
    return any(f"-{name}-" in spelt for spelt in parts for name in known)


def _spelt(name: str) -> str:
    return (name if name.islower() else _CAPITAL.sub("-", name).lower()).replace("_", "-")


@cache
def class_names() -> ClassNames:
    """The table, read once, when it is first needed."""
    table = read_table("class_names.toml")
    furniture, frame = table["furniture"], table["frame"]
    return ClassNames(
        words=frozenset(name for name in furniture if "-" not in name),
        rows=tuple(f"-{name}-" for name in furniture if "-" in name),
        row_starts=frozenset(name.partition("-")[0] for name in furniture if "-" in name),
        builders=tuple(sorted(table["builders"], key=len, reverse=True)),
        surely=frozenset(table["surely"]),
        standfirst=tuple(table["standfirst"]),
        related=tuple(table["related"]),
        tags=tuple(table["tags"]),
        frame_before=frozenset(frame["before"]),
        frame_first=frozenset(frame["first"]),
        frame_last=frozenset(frame["last"]),
        frame_holds=tuple(frame["holds"]),
    )
