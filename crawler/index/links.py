"""What was found out about articles after their lines were written: lines of `links/`, through which the index is read."""

from __future__ import annotations

from crawler.index.database import Connection
from crawler.items import Link


def remember(connection: Connection, link: Link) -> None:
    """Take a link into the index. Nobody asks it for origins, so those stand in the files alone."""
    if link.kind != "origin":
        connection.execute(
            "INSERT INTO link (kind, id, target) VALUES (:kind, :id, :target) ON CONFLICT DO NOTHING",
            {"kind": link.kind, "id": link.id, "target": link.to},
        )


def story_of(connection: Connection, story: str) -> str:
    """The story that this one was found to be part of, else itself."""
    return _follow(connection, "story", story)


def moved_to(connection: Connection, id: str) -> str:
    """The `id` under which this article was stored at its first address, else itself."""
    return _follow(connection, "moved", id)


def _follow(connection: Connection, kind: str, id: str) -> str:
    seen = set()  # lines that a person edited may lead in a circle
    while id not in seen:
        seen.add(id)
        row = connection.row("SELECT target FROM link WHERE kind = :kind AND id = :id", {"kind": kind, "id": id})
        if row is None:
            break
        (id,) = row
    return id
