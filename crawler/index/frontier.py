"""The frontier: which pages are to be fetched, and what became of those that were.

Plain functions over a transaction; the caller's thread owns the connection. Times are seconds since 1970, UTC.
A row is due, taken, done, failed or gone. A source offers a page; if it is new, or its hint is newer than the newest time that
is known of it, it becomes due. `take` hands rows out, and each is settled by exactly one of the functions below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from crawler.index.database import Connection

RETRY_AFTER = (3600, 6 * 3600, 24 * 3600)
"""How long a failed page waits before it is tried again; after the last wait it is `failed`."""

_MARK = "text:"
"""No ETag of a server begins so: those are in quotation marks."""

_Values = dict[str, str | int | None]
"""Columns of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A page that a source names: canonical URL, its key, and what the source says of it."""

    key: int
    url: str
    title: str | None = None
    published: int | None = None
    modified: int | None = None
    mark: str | None = None
    """Of a page whose text the source carries: what tells this text from another one (`text_mark`)."""

    @property
    def hint(self) -> int | None:
        """The newest time that the source gives."""
        return max((time for time in (self.published, self.modified) if time is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A page handed out to be fetched."""

    key: int
    url: str
    title: str | None
    published: int | None
    revisit: bool
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which pages a run wants, by publication time; a page whose time is unknown is in every window."""

    since: int | None = None
    until: int | None = None
    sections: frozenset[int] | None = None
    """Keys of listings: only pages that one of them named last."""
    pages: frozenset[int] | None = None
    """Keys: only these pages."""

    def __contains__(self, time: int | None) -> bool:
        return time is None or ((self.since is None or time >= self.since) and (self.until is None or time <= self.until))


def url_key(canonical: str) -> int:
    """Key of a canonical URL in the index: 64 bits, signed, as SQLite and PostgreSQL hold them."""
    return int.from_bytes(blake2b(canonical.encode("utf-8"), digest_size=8).digest(), "big", signed=True)


def text_mark(text: str) -> str:
    """What is kept of a text that a source carries, in the place of a page's ETag: sources do not say when they change one."""
    return _MARK + blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def offer(
    connection: Connection,
    publisher: str,
    offers: Sequence[Offer],
    *,
    now: int,
    revisit_window: int,
    found: int = 0,
    section: int | None = None,
) -> int:
    """Make new or changed pages due; how many became so. Changed is one with a newer hint, or whose text in the source is another one.

    A page that was read is due again only if it was published in the last `revisit_window` seconds: a theme migration bumps
    the `lastmod` of a whole archive. Where no time is given the order of `offers` stands for newest first. `found` is when the run began,
    in milliseconds: a second may see two runs of a small site; `section` is the key of the listing that makes the offer.
    """
    known = _rows(connection, [page.key for page in offers])
    new: list[_Values] = []
    changed: list[_Values] = []
    waiting: list[_Values] = []
    for place, page in enumerate(offers):
        hint = page.hint
        row = known.get(page.key)
        values: _Values = {
            "key": page.key,
            "publisher": publisher,
            "url": page.url,
            "title": page.title,
            "published": page.published,
            "hint": hint,
            "rank": hint if hint is not None else now - place,
            "found": found,
            "section": section,
        }
        if row is None:
            known[page.key] = ("due", hint, page.published, None)
            new.append(values)
        elif not (_is_newer(hint, row[1]) or _is_rewritten(page.mark, row[3])):
            continue
        elif row[0] in ("due", "taken"):
            # Another source knows it better; what is fetched for the one is not to be fetched again for the other.
            waiting.append(values)
        elif row[0] != "done" or row[2] is None or row[2] >= now - revisit_window:
            changed.append(values | {"revisit": int(row[0] == "done")})
    _write(connection, new, changed, waiting)
    if section is not None:
        _name_section(connection, [page.key for page in offers], section)
    return len(new) + len(changed)


def _is_newer(hint: int | None, known: int | None) -> bool:
    return hint is not None and (known is None or hint > known)


def _is_rewritten(mark: str | None, known: str | None) -> bool:
    """Whether a text that was read from a source is another one there now. One that was read from its page is not compared."""
    return mark is not None and known is not None and known.startswith(_MARK) and mark != known


def _write(connection: Connection, new: list[_Values], changed: list[_Values], waiting: list[_Values]) -> None:
    """Pages that nobody knew, that are due again, and that are due or on their way already."""
    connection.executemany(
        "INSERT INTO frontier (key, publisher, state, url, title, published, hint, rank, next_at, found, section)"
        " VALUES (:key, :publisher, 'due', :url, :title, :published, :hint, :rank, 0, :found, :section)",
        new,
    )
    connection.executemany(
        "UPDATE frontier SET state = 'due', url = :url, title = :title, published = coalesce(published, :published), hint = :hint,"
        " rank = :rank, revisit = :revisit, attempts = 0, next_at = 0 WHERE key = :key",
        changed,
    )
    connection.executemany(
        # A page that was read and waits for its next visit has changed meanwhile: that visit is due. One that failed waits on.
        "UPDATE frontier SET hint = :hint, rank = :rank, published = coalesce(published, :published),"
        " next_at = CASE WHEN revisit = 1 AND attempts = 0 THEN 0 ELSE next_at END WHERE key = :key",
        waiting,
    )


def _rows(connection: Connection, keys: list[int]) -> dict[int, tuple[str, int | None, int | None, str | None]]:
    if not keys:
        return {}
    rows = connection.rows(f"SELECT key, state, hint, published, etag FROM frontier WHERE key IN ({_listed(keys)})")  # noqa: S608
    return {key: (state, hint, published, etag) for key, state, hint, published, etag in rows}


def _name_section(connection: Connection, keys: list[int], section: int) -> None:
    if keys:
        connection.execute(
            f"UPDATE frontier SET section = :section WHERE key IN ({_listed(keys)}) AND (section IS NULL OR section <> :section)",  # noqa: S608
            {"section": section},
        )


def _listed(keys: Iterable[int]) -> str:
    return ", ".join(map(str, keys))


def all_found_before(connection: Connection, keys: Collection[int], moment: int, *, now: int) -> bool:
    """Whether all of these pages were found by runs that began at `moment` or earlier, in milliseconds; behind `now` is a wrong clock."""
    row = connection.row(
        f"SELECT count(*) FROM frontier WHERE key IN ({_listed(keys)}) AND (found <= :moment OR found > :now)",  # noqa: S608
        {"moment": moment, "now": now},
    )
    return row is not None and row[0] == len(keys)


def take(connection: Connection, publisher: str, run: str, count: int, *, revisits: int, now: int, window: Window) -> list[Due]:
    """Hand out at most `count` due pages, newest first, new ones before at most `revisits` revisits. No run gets a page twice."""
    rows = _due(connection, publisher, run, revisit=False, count=count, now=now, window=window)
    rows += _due(connection, publisher, run, revisit=True, count=min(count - len(rows), revisits), now=now, window=window)
    connection.executemany(
        "UPDATE frontier SET state = 'taken', run = :run WHERE key = :key", [{"run": run, "key": row.key} for row in rows]
    )
    return rows


def _due(connection: Connection, publisher: str, run: str, *, revisit: bool, count: int, now: int, window: Window) -> list[Due]:
    if count <= 0:
        return []
    rows = connection.rows(
        f"SELECT key, url, title, published, etag, last_modified FROM frontier WHERE {_ready(window)} AND revisit = :revisit"  # noqa: S608
        " ORDER BY rank DESC LIMIT :count",
        _parameters(publisher, run, now, window) | {"revisit": int(revisit), "count": count},
    )
    return [
        Due(
            key=key,
            url=url,
            title=title,
            published=published,
            revisit=revisit,
            etag=None if etag and etag.startswith(_MARK) else etag,
            last_modified=last_modified,
        )
        for key, url, title, published, etag, last_modified in rows
    ]


def count_due(connection: Connection, publisher: str, run: str, *, now: int, window: Window) -> int:
    """How many pages `take` could still hand out to this run."""
    (count,) = connection.row(
        f"SELECT count(*) FROM frontier WHERE {_ready(window)}",  # noqa: S608
        _parameters(publisher, run, now, window),
    )
    return int(count)


def _ready(window: Window) -> str:
    """Which rows a run may take."""
    return (
        "publisher = :publisher AND state = 'due' AND (run IS NULL OR run <> :run)"
        # A failed page that has longer to wait than anyone ever does was put off by a clock that ran ahead.
        " AND (next_at <= :now OR (attempts > 0 AND next_at > :latest)) AND (published IS NULL OR published BETWEEN :since AND :until)"
        + ("" if window.sections is None else f" AND section IN ({_listed(window.sections)})")
        + ("" if window.pages is None else f" AND key IN ({_listed(window.pages)})")
    )


def _parameters(publisher: str, run: str, now: int, window: Window) -> dict[str, str | int]:
    since = window.since if window.since is not None else -(1 << 62)
    until = window.until if window.until is not None else 1 << 62
    return {"publisher": publisher, "run": run, "now": now, "latest": now + RETRY_AFTER[-1], "since": since, "until": until}


def settle_done(
    connection: Connection,
    key: int,
    *,
    article: str,
    published: int | None,
    modified: int | None,
    etag: str | None,
    last_modified: str | None,
    next_visit: int | None,
) -> None:
    """The page was read. Its own times count as hints, so that a source that repeats them makes it due no more.

    With `next_visit` it is due again then.
    """
    hint = max((time for time in (published, modified) if time is not None), default=None)
    connection.execute(
        "UPDATE frontier SET state = :state, url = CASE WHEN :is_due = 1 THEN url END, title = NULL, next_at = :next_at, revisit = :is_due,"
        " attempts = 0, article = :article, published = coalesce(:published, published), etag = :etag, last_modified = :last_modified,"
        " hint = CASE WHEN hint > CAST(:hint AS BIGINT) THEN hint ELSE coalesce(CAST(:hint AS BIGINT), hint) END WHERE key = :key",
        _visited(next_visit)
        | {"key": key, "article": article, "published": published, "hint": hint, "etag": etag, "last_modified": last_modified},
    )


def settle_unmodified(connection: Connection, key: int, *, next_visit: int | None) -> None:
    """The page is as it was when it was read."""
    connection.execute(
        "UPDATE frontier SET state = :state, url = CASE WHEN :is_due = 1 THEN url END, title = NULL, next_at = :next_at, revisit = :is_due,"
        " attempts = 0 WHERE key = :key",
        _visited(next_visit) | {"key": key},
    )


def _visited(next_visit: int | None) -> dict[str, str | int | None]:
    """What becomes of a page that was there: done, or due again at `next_visit`."""
    is_due = next_visit is not None
    return {"state": "due" if is_due else "done", "is_due": int(is_due), "next_at": next_visit or 0}


def settle_closed(connection: Connection, key: int, state: str) -> None:
    """The page gave no article and will not be tried again (`failed`), or is not there (`gone`), until a hint says otherwise."""
    connection.execute("UPDATE frontier SET state = :state, url = NULL, title = NULL WHERE key = :key", {"state": state, "key": key})


def settle_taken(connection: Connection, url: str, state: str) -> None:
    """A line of a dead run says of a page under its canonical URL that it is closed, and the run had not come to say so here."""
    connection.execute(
        "UPDATE frontier SET state = :state, url = NULL, title = NULL WHERE key = :key AND state = 'taken'",
        {"state": state, "key": url_key(url)},
    )


def settle_outside(connection: Connection, key: int, published: int) -> None:
    """The page's article is outside the run's window: it waits, now with its time, for a run that wants it."""
    connection.execute(
        "UPDATE frontier SET state = 'due', published = :published, rank = :published WHERE key = :key",
        {"published": published, "key": key},
    )


def settle_failed(connection: Connection, key: int, *, now: int) -> bool:
    """The page could not be read: it waits for another try. False if this was the last one."""
    row = connection.row("SELECT attempts FROM frontier WHERE key = :key", {"key": key})
    attempts = row[0] if row else len(RETRY_AFTER)
    if attempts >= len(RETRY_AFTER):
        settle_closed(connection, key, "failed")
        return False
    connection.execute(
        "UPDATE frontier SET state = 'due', attempts = attempts + 1, next_at = :next_at WHERE key = :key",
        {"next_at": now + RETRY_AFTER[attempts], "key": key},
    )
    return True


def settle_postponed(connection: Connection, key: int) -> None:
    """The page was not asked for: it is due for the next run as it was for this one."""
    connection.execute("UPDATE frontier SET state = 'due' WHERE key = :key", {"key": key})


def article_of(connection: Connection, key: int) -> str | None:
    """`id` of the article that this page gave, or None if it never gave one."""
    row = connection.row("SELECT article FROM frontier WHERE key = :key", {"key": key})
    return row[0] if row else None


def is_gone(connection: Connection, article: str) -> bool:
    """Whether a page that gave this article is no longer there."""
    return connection.row("SELECT 1 FROM frontier WHERE article = :article AND state = 'gone'", {"article": article}) is not None


def published_of(connection: Connection, key: int) -> int | None:
    """When the article of this page was published, or None if nobody said so."""
    row = connection.row("SELECT published FROM frontier WHERE key = :key", {"key": key})
    return row[0] if row else None


def release(connection: Connection, publisher: str) -> int:
    """Make due again what runs that are dead had taken. Only for the holder of the publisher's lock. How many there were."""
    return connection.execute(
        "UPDATE frontier SET state = 'due', run = NULL WHERE publisher = :publisher AND state = 'taken'", {"publisher": publisher}
    )


def restore(
    connection: Connection,
    url: str,
    publisher: str,
    state: Literal["done", "failed", "gone"],
    *,
    article: str | None = None,
    published: int | None = None,
    modified: int | None = None,
) -> None:
    """A line says what became of a page under its canonical URL; a later line says it anew. Not of pages that are waiting by now."""
    hint = max((time for time in (published, modified) if time is not None), default=None)
    connection.execute(
        "INSERT INTO frontier (key, publisher, state, published, hint, rank, next_at, found, article)"
        " VALUES (:key, :publisher, :state, :published, :hint, :rank, 0, 0, :article)"
        " ON CONFLICT (key) DO UPDATE SET state = excluded.state, article = coalesce(excluded.article, frontier.article),"
        " published = coalesce(excluded.published, frontier.published), hint = coalesce(excluded.hint, frontier.hint)"
        " WHERE frontier.state NOT IN ('due', 'taken')",
        {
            "key": url_key(url),
            "publisher": publisher,
            "state": state,
            "published": published,
            "hint": hint,
            "rank": hint or 0,
            "article": article,
        },
    )


def source_read(connection: Connection, key: int) -> tuple[int | None, int] | None:
    """For a listing or sitemap that was once read to its end: its stamp then, and how far back that reading went."""
    row = connection.row("SELECT stamp, reached FROM source WHERE key = :key", {"key": key})
    return (row[0], row[1]) if row else None


def source_finished(connection: Connection, key: int, *, stamp: int | None, reached: int) -> None:
    """A listing or sitemap was read to its end, or back to the time `reached`.

    It takes the place of an earlier reading, a deeper one too: what came between the two and is older than `reached` has not been seen.
    """
    connection.execute(
        "INSERT INTO source (key, stamp, reached) VALUES (:key, :stamp, :reached)"
        " ON CONFLICT (key) DO UPDATE SET stamp = excluded.stamp, reached = excluded.reached",
        {"key": key, "stamp": stamp, "reached": reached},
    )
