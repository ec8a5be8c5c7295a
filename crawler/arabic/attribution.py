"""The isnad of an article: which agencies, outlets and people a page credits, where it says so, and whom its text quotes.

Slots in the order of trust: the dateline, an agency's mark alone or at the end of the text (`(أ ف ب)`), a credit line (`المصدر: ...`), a
byline that is an agency's, what a syndicated copy says of itself (`appeared first on ...`), and captions, which credit only the picture.
A name in a sentence is a citation and never a source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crawler.arabic.boilerplate import boilerplate_kind
from crawler.arabic.citations import find_citations
from crawler.arabic.credit_lines import LONGEST, Credits, is_label, read_byline, read_credit_line
from crawler.arabic.marks import (
    cut_end,
    cut_mark,
    is_about_writer,
    is_initials,
    is_starred,
    is_wire_code,
    read_caption,
    read_mark,
    read_tail,
    says_copied,
)
from crawler.arabic.naming import Home, Who, at_host, host_of, read_names
from crawler.arabic.normalize import match_key
from crawler.arabic.people import is_person
from crawler.items import Citation, Credit, Dateline, Source, SourceRole, SourceSlot
from crawler.knowledge.agencies import agencies
from crawler.knowledge.credits import credit_words
from crawler.knowledge.places import places
from crawler.knowledge.publisher import Publisher

_TRUST: tuple[SourceSlot, ...] = ("dateline", "mark", "credit", "byline", "tail", "publisher", "caption")
_SIGNED: tuple[SourceSlot, ...] = ("dateline", "publisher")
"""Slots in which a publisher puts its name on everything."""
_TOP = 2
"""Paragraphs at the top of a text among which a credit may stand that nobody knows."""
_FOOT = 5
"""Likewise at its foot."""
_SHORT = 60
"""Characters of the longest end mark, and of the longest label without a name."""


@dataclass(slots=True)
class Attribution:
    """Who is behind a text. Numbers of paragraphs in `kept` and `trimmed` are those of the paragraphs that were given."""

    sources: list[Source] = field(default_factory=list)
    """Who is credited, strongest first, each once for each role."""
    origin: str | None = None
    """The one agency or outlet that the text comes from; None where the page names several or none, or one without an id."""
    citations: list[Citation] = field(default_factory=list)
    """Who is quoted; numbers count the kept paragraphs."""
    authors: list[str] = field(default_factory=list)
    """People of bylines and of credit lines that say so, as written."""
    credits: list[Credit] = field(default_factory=list)
    """Other people."""
    kept: list[int] = field(default_factory=list)
    """The paragraphs that are text."""
    trimmed: dict[int, str] = field(default_factory=dict)
    """Kept paragraphs without the mark at their end."""


def find_sources(
    paragraphs: Sequence[str],
    *,
    dateline: Dateline | None = None,
    bylines: Sequence[str] = (),
    credit_links: Mapping[int, str] | None = None,
    captions: Sequence[str] = (),
    publisher: Publisher,
) -> Attribution:
    """Reads every slot of an article in which somebody is credited.

    `paragraphs` are in their display form, the `dateline` already split off; `credit_links` gives by number of paragraph the address to
    which its only link leads. Nothing is guessed: a slot that cannot be read wholly credits nobody, and its paragraph stays text.
    """
    reader = _Reader(Home.of(publisher), paragraphs, credit_links or {})
    reader.read_dateline(dateline)
    reader.read_lines()
    for line in bylines:
        reader.read_byline(line)
    for line in captions:
        reader.read_caption(line)
    return reader.finish()


class _Reader:
    def __init__(self, home: Home, paragraphs: Sequence[str], links: Mapping[int, str]) -> None:
        self._home = home
        self._paragraphs = list(paragraphs)
        self._links = links
        self._sources: list[Source] = []
        self._result = Attribution()
        self._ended = False
        """Whether an end mark in a paragraph of its own has gone by."""

    # --- Slots around the text ---

    def read_dateline(self, dateline: Dateline | None) -> None:
        if dateline is None or dateline.agency is None:
            return
        agency = agencies().by_id(dateline.agency)
        countries = places().countries_of(dateline.place) if dateline.place else frozenset()
        country = next(iter(countries)) if len(countries) == 1 else ""
        names = (Who.of(agency),) if agency else read_names(dateline.agency, self._home, country=country)
        self._add(names or (), "dateline", dateline.text)

    def read_byline(self, line: str) -> None:
        self._add_credits(read_byline(line, self._home), "byline", line.strip())

    def read_caption(self, line: str) -> None:
        if credit := read_caption(line, self._home):
            self._add(credit.names, "caption", credit.text, "photo")
            self._result.credits += credit.people

    # --- Paragraphs ---

    def read_lines(self) -> None:
        count = len(self._paragraphs)
        number = 0
        while number < count:
            number += self._read_line(number)
        self._trim_marks()

    def _read_line(self, number: int) -> int:
        """Reads one paragraph; how many it took (a label alone takes the next one with it)."""
        line = self._paragraphs[number]
        if len(line) <= LONGEST:
            if is_label(line) and number not in self._links and number + 1 < len(self._paragraphs):
                below = self._paragraphs[number + 1]
                if self._read_credit(f"{line.rstrip(' :')}: {below}", number, self._links.get(number + 1, "")):
                    return 2
            if self._is_no_text(line, number):
                return 1
        if self._read_tail(line, number):
            return 1
        self._result.kept.append(number)
        return 1

    def _is_no_text(self, line: str, number: int) -> bool:
        """Whether a paragraph is a credit, a mark or a tail, which are taken down, or furniture."""
        if self._read_credit(line, number, self._links.get(number, "")) or self._read_mark(line, number):
            return True
        kind = boilerplate_kind(line) if len(line) <= _SHORT else None
        if cut_end(line) == "" or kind == "end":
            self._ended = True
            return True
        if self._ended and is_wire_code(line):
            return True
        if kind == "credit" and match_key(line) in credit_words().links | credit_words().labels.keys() | credit_words().desks:
            if host := host_of(self._links.get(number, "")):
                self._add((at_host(host),), "credit", line)
            return True
        return self._at_foot(number) and (is_initials(line) or self._read_signature(line) or self._is_about_writer(number))

    def _read_signature(self, line: str) -> bool:
        """A wire's signature: the agency, and who wrote and edited (`وام/عبدالله أحمد/هدى الكبيسي`), without saying who did what."""
        mark, *people = (slot.strip() for slot in line.split("/"))
        names = read_mark(mark, self._home, first=False, last=True) if people and len(line) <= LONGEST else ()
        if not names or not all(is_person(name) for name in people):
            return False
        self._add(names, "mark", line)
        return True

    def _is_about_writer(self, number: int) -> bool:
        """Whether a paragraph is the line on the writer and no entry of a list."""
        beside = self._paragraphs[max(number - 1, 0) : number] + self._paragraphs[number + 1 : number + 2]
        return is_about_writer(self._paragraphs[number]) and not any(map(is_starred, beside))

    def _read_credit(self, line: str, number: int, href: str) -> bool:
        credits = read_credit_line(line, self._home, href=href)
        if credits is None:
            return False
        known = all(who.id or who.kind == "generic" for who, _ in credits.sources)
        if not (known and credits.sources) and not self._at_edge(number):
            return False
        self._add_credits(credits, "credit", line)
        return True

    def _read_mark(self, line: str, number: int) -> bool:
        """A paragraph that is only a mark. In the middle of a text it belongs to a picture that stood there."""
        names = read_mark(line, self._home, first=number == 0, last=number == len(self._paragraphs) - 1)
        if not names:
            return False
        if self._at_edge(number):
            self._add(names, "mark", line)
        else:
            self._add(names, "caption", line, "photo")
        return True

    def _read_tail(self, line: str, number: int) -> bool:
        if not self._at_foot(number):
            return False
        if not says_copied(line):
            return False
        tail = read_tail(line, self._home, host=host_of(self._links.get(number, "")))
        if tail is None:
            return boilerplate_kind(line) == "syndication"
        before, names = tail
        self._add([who for who in names if not self._home.owns(who)], "tail", line[len(before) :].strip())
        if not before:
            return True
        self._result.trimmed[number] = before
        return False

    def _at_edge(self, number: int) -> bool:
        return number < _TOP or self._at_foot(number)

    def _at_foot(self, number: int) -> bool:
        return number >= len(self._paragraphs) - _FOOT

    def _trim_marks(self) -> None:
        """Marks at the end of the last paragraph, and of the first one; the end mark in brackets wherever it stands."""
        kept = self._result.kept
        for number in kept[1:-1]:
            text = self._result.trimmed.get(number, self._paragraphs[number])
            rest = cut_end(text)
            if rest and text[len(rest) :].lstrip().startswith("("):
                self._result.trimmed[number] = rest
        for number in dict.fromkeys([*kept[-1:], *kept[:1]]):
            text = self._result.trimmed.get(number, self._paragraphs[number])
            rest = cut_end(text)
            if mark := cut_mark(rest, self._home):
                rest = cut_end(mark.rest)
                self._add(mark.names, "mark", mark.text)
            if rest == text:
                continue
            if rest and not is_initials(rest):
                self._result.trimmed[number] = rest
            else:
                kept.remove(number)
                self._result.trimmed.pop(number, None)

    # --- What was found ---

    def _add(self, names: Sequence[Who], slot: SourceSlot, text: str, role: SourceRole = "text") -> None:
        for who in names:
            if self._home.collects and self._home.owns(who):
                continue
            found_in: SourceSlot = "publisher" if slot in ("byline", "mark") and self._home.owns(who) else slot
            self._sources.append(Source(id=who.id, name=who.name, kind=who.kind, role=role, found_in=found_in, text=text))

    def _add_credits(self, credits: Credits, slot: SourceSlot, text: str) -> None:
        for who, role in credits.sources:
            self._add((who,), "credit" if credits.labelled else slot, text, role)
        self._result.authors += credits.authors
        self._result.credits += credits.people

    def finish(self) -> Attribution:
        result = self._result
        result.sources = self._strongest()
        named = [source for source in result.sources if source.role == "text"]
        if len(named) == 1 and named[0].kind != "generic":
            result.origin = named[0].id
        result.authors = list({match_key(name): name for name in reversed(result.authors)}.values())[::-1]
        result.credits = list({(match_key(credit.name), credit.role): credit for credit in reversed(result.credits)}.values())[::-1]
        texts = [result.trimmed.get(number, self._paragraphs[number]) for number in result.kept]
        result.citations = find_citations(texts, self._home)
        return result

    def _strongest(self) -> list[Source]:
        """Each source once for each role, by trust. A publisher that signs its own pages says nothing where it credits somebody else."""
        ranked = sorted(self._sources, key=lambda source: _TRUST.index(source.found_in))
        others = any(source.role == "text" and source.id != self._home.id for source in ranked)
        once: dict[tuple[str, SourceRole], Source] = {}
        for source in ranked:
            if source.found_in in _SIGNED and source.id == self._home.id and others:
                continue
            once.setdefault((source.id or match_key(source.name), source.role), source)
        return list(once.values())
