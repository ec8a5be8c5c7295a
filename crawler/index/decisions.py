"""What an article is to those before it: unchanged, a revision, moved, a copy, new. Plain functions over a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from crawler.index import articles, copies, frontier, links
from crawler.index.articles import Drawn, Known, drawn
from crawler.index.compare import Comparison, compare
from crawler.index.copies import Match
from crawler.index.database import Connection
from crawler.index.sketch import SHORT
from crawler.items import Article, Duplicate, Link, LinkKind

JOINED = 0.8
"""Jaccard from which a copy may show two stories to be one. A merger cannot be undone, so it takes more than a copy does."""
SAME_TEXT = Comparison(True, "same", None, 1.0, "the same text")


@dataclass(slots=True)
class Decided:
    """What is to be written for an article."""

    line: Article | None = None
    """The article with its `revision` and `story` set, or a `Duplicate`; None where there is nothing new to say of it."""
    links: list[Link] = field(default_factory=list)
    is_first: bool = True
    """Whether no other article had its text."""


def decide(connection: Connection, article: Article, sketch: Drawn | None = None, *, page: int | None = None) -> Decided:
    """What this article gives. Looked at in this order: its `id` (unchanged or a revision), then its text (a copy of another article,
    word for word, then nearly), else it is new. An article that moved is given its first `id` again.

    `sketch` is what `drawn` gives for it, where that is known already; `page` the frontier's key of the page that gave it.
    """
    sketch = sketch or drawn(article)
    found = articles.find(connection, article.id, article.text_hash)
    stored = found.known
    if stored is None and found.moved is not None:
        article.id = article.story = links.moved_to(connection, found.moved)
        stored = articles.known(connection, article.id)
    if stored is not None:
        return _again(connection, article, sketch, stored, found.first)
    matches = _matches(connection, sketch, found.first)
    if not matches:
        return Decided(article)
    first = matches[0]
    if reason := _moved(connection, article, first, page):
        return Decided(None, [_link("moved", article.id, first.id, reason, article)])
    article.story = first.story
    decided = Decided(None, _origins(article, matches), found.first is None)
    # Three texts of which each is nearly the two others: an article that has something of each of two does not make them one.
    for other in matches[1:]:
        near = _is_near(first.comparison) and _is_near(other.comparison)
        if near and other.story != first.story and compare(first.sketch, other.sketch).same:
            link = _join(connection, first.story, other.story, f"{article.id} is a copy of {first.id} and of {other.id}", article)
            decided.links.append(link)
            article.story = link.to
            break
    decided.line = copy_of(article, first)
    return decided


def copy_of(article: Article, match: Match) -> Duplicate:
    """The article as a copy of another one; its `story` is set already."""
    comparison = match.comparison
    assert comparison.relation is not None
    return Duplicate(
        **{field.name: getattr(article, field.name) for field in fields(Article)},
        duplicate_of=match.id,
        relation=comparison.relation,
        similarity=comparison.similarity,
        reason=f"the same text as {match.id}" if comparison.similarity == 1 else f"a copy of {match.id}: {comparison.reason}",
    )


def _again(connection: Connection, article: Article, sketch: Drawn, stored: Known, first: Known | None) -> Decided:
    """An article whose `id` is known. A copy stays one as long as it is a copy of something in its story."""
    if stored.text_hash == article.text_hash:
        return Decided(None)
    article.revision = stored.revision + 1
    article.story = links.story_of(connection, stored.story)
    is_first = first is None or first.number == stored.number
    matches = _matches(connection, sketch, first, but=stored.number)
    if stored.duplicate_of is not None and (match := next((match for match in matches if match.story == article.story), None)):
        return Decided(copy_of(article, match), is_first=is_first)
    decided = Decided(article, is_first=is_first)
    for match in matches:
        # A page that was written over with something else has left its story, which does not become the other one by that.
        goes_on = stored.sketch is not None and (stored.sketch.words < SHORT or compare(stored.sketch, sketch[0]).same)
        if match.story != article.story and _is_near(match.comparison) and goes_on:
            reason = f"revision {article.revision} of {article.id} is a copy of {match.id}"
            decided.links.append(_join(connection, article.story, match.story, reason, article))
            article.story = decided.links[-1].to
            break
    return decided


def _matches(connection: Connection, sketch: Drawn, first: Known | None, *, but: int | None = None) -> list[Match]:
    """The article that had the text first, or all that are found to be near copies."""
    if first is None:
        return copies.find_all(connection, *sketch, but=but)
    if first.number == but:
        return []
    return [Match(first.number, first.id, links.story_of(connection, first.story), first.origin, sketch[0], SAME_TEXT)]


def _moved(connection: Connection, article: Article, first: Match, page: int | None) -> str | None:
    """Why this is not another article but the same one at a new address: its publisher's own text, and the old page gives it no more."""
    its_own = first.id.partition(":")[0] == article.id.partition(":")[0]
    if first.comparison is not SAME_TEXT or not its_own or article.part_of is not None:
        return None
    if page is not None and frontier.article_of(connection, page) == first.id:
        return "the same text, and the old address leads here"
    return "the same text, and the old address is gone" if frontier.is_gone(connection, first.id) else None


def _origins(article: Article, matches: list[Match]) -> list[Link]:
    """The agency's own article is here: links from the copies that credit it."""
    if article.origin != article.publisher:
        return []
    reason = f"credits {article.publisher}, whose own article this is"
    return [_link("origin", match.id, article.id, reason, article) for match in matches if match.origin == article.publisher]


def _is_near(comparison: Comparison) -> bool:
    return comparison.relation == "same" and comparison.similarity >= JOINED


def _join(connection: Connection, one: str, two: str, reason: str, article: Article) -> Link:
    """The later of two stories becomes part of the earlier. A story whose first article is not in the index is the earlier."""
    ages = {story: known.number if (known := articles.known(connection, story)) else 0 for story in (one, two)}
    earlier, later = sorted((one, two), key=lambda story: ages[story])
    return _link("story", later, earlier, reason, article)


def _link(kind: LinkKind, id: str, to: str, reason: str, article: Article) -> Link:
    return Link(kind=kind, id=id, to=to, url=article.url, publisher=article.publisher, reason=reason, crawled_at=article.crawled_at)
