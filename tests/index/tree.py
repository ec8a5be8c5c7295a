"""A small output folder with everything in it that a crawl writes, and its index; made by what a crawl writes with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from crawler.arabic import text_hash
from crawler.index import frontier
from crawler.index.database import Place, connect
from crawler.index.frontier import Offer, url_key
from crawler.index.outcomes import Delivery, Missing, Outcome, Visit
from crawler.index.parts import Parts
from crawler.index.worker import Desk
from crawler.items import Article, Rejected
from crawler.pipelines.write import Writer
from tests.live.site import sentence

Make = Callable[..., Article]
FIRST, SECOND = "20250907T090000-sana-aaaaaa", "20250908T090000-sana-bbbbbb"
"""Two runs of SANA; one of WAFA began with the second."""


@dataclass
class Tree:
    """The folder, its index, and what is needed to damage them."""

    output: Path
    index: Place

    def part(self, folder: str, run: str = FIRST, publisher: str = "sana") -> Path:
        run = run.replace("sana", publisher)
        return self.output / folder / f"publisher={publisher}" / f"date={run[:4]}-{run[4:6]}-{run[6:8]}" / f"{run}.jsonl"

    def change(self, part: Path, number: int, old: bytes, new: bytes) -> None:
        """Replace something in a line of a part."""
        lines = part.read_bytes().splitlines(keepends=True)
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        part.write_bytes(b"".join(lines))

    def edit(self, part: Path, number: int, **fields: Any) -> None:
        """Replace fields of a line."""
        lines = part.read_bytes().splitlines(keepends=True)
        lines[number - 1] = orjson.dumps(orjson.loads(lines[number - 1]) | fields, option=orjson.OPT_APPEND_NEWLINE)
        part.write_bytes(b"".join(lines))

    def drop(self, part: Path, number: int) -> bytes:
        """Take a line away."""
        lines = part.read_bytes().splitlines(keepends=True)
        line = lines.pop(number - 1)
        part.write_bytes(b"".join(lines))
        return line

    def sql(self, statement: str, **values: Any) -> None:
        """Change the index."""
        with closing(connect(self.index)) as connection:
            assert connection.execute(statement, values) == 1


def grow(output: Path, index: Place, make_article: Make, *, near_duplicates: Any = "drop") -> Tree:
    """articles/ of the first run: 1, 2, 3; of the second: revision 2 of article 2. A copy of 1, one page rejected, that of 3 gone, and
    found again at another address. A copy by WAFA, from which an `origin` link leads to SANA's late own article.
    """
    tree = Tree(output, index)
    output.mkdir(parents=True, exist_ok=True)
    one, two, three, four = (make_article(n, title=sentence(n), body=f"{sentence(n, 60)}\n\n{sentence(-n, 40)}") for n in (1, 2, 3, 4))
    copy = make_article(5, title=one.title, body=f"{one.body} {sentence(9, 4)}")
    rejected = Rejected(url="https://sana.sy/x/", publisher="sana", reason="no_body", detail="-", crawled_at="2025-09-07T09:00:00+00:00")
    run(tree, FIRST, "sana", one, two, three, copy, rejected, near_duplicates=near_duplicates)
    wafa = {"id": "wafa:1", "story": "wafa:1", "publisher": "wafa", "origin": "sana"}
    run(
        tree,
        SECOND.replace("sana", "wafa"),
        "wafa",
        make_article(1, title=four.title, body=four.body, **wafa),
        near_duplicates=near_duplicates,
    )
    edited = make_article(2, title=two.title, body=f"{two.body}\n\n{sentence(22, 30)}")
    four.origin = "sana"
    moved = make_article(30, title=three.title, body=three.body)
    run(tree, SECOND, "sana", edited, (3, Missing(410)), moved, four, near_duplicates=near_duplicates)
    return tree


def run(tree: Tree, name: str, publisher: str, *outcomes: Outcome | tuple[int, Outcome], near_duplicates: Any = "drop") -> None:
    """One run that ends well."""
    writer = Writer(publisher, [], near_duplicates)
    parts = Parts(tree.output, publisher, f"{name[:4]}-{name[4:6]}-{name[6:8]}", name)
    with closing(connect(tree.index)) as connection:
        connection.begin()
        for outcome in outcomes:
            number, outcome = outcome if isinstance(outcome, tuple) else (None, outcome)
            url = outcome.url if number is None else f"https://sana.sy/culture-and-arts/{number}/"
            frontier.offer(connection, publisher, [Offer(key=url_key(url), url=url)], now=0, revisit_window=0)
            visit = Visit(key=url_key(url), url=url, received_at=datetime(2025, 9, 8, 9, tzinfo=UTC))
            writer.deliver(Desk(connection, parts), Delivery(outcome, visit))
        parts.sync()
        connection.commit()
    parts.close()


def rehashed(line: dict[str, Any]) -> dict[str, Any]:
    """A line with another text."""
    return line | {"title": line["title"] + " 2", "text_hash": text_hash(line["title"] + " 2", line["body"])}
