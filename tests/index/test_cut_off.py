"""A group of deliveries that is cut off at any byte: the next run makes of it what it would have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from crawler.index import frontier, parts
from crawler.index.database import Connection
from crawler.index.frontier import Offer, Window, url_key
from crawler.index.outcomes import Delivery, Missing, Outcome, Visit
from crawler.index.parts import Parts
from crawler.index.recovery import read_lines, recover
from crawler.index.tree import parts_of
from crawler.index.worker import Desk
from crawler.items import Article, Rejected
from crawler.pipelines.write import Writer
from tests.live.site import sentence

Make = Callable[..., Article]
NOW = datetime(2025, 9, 7, 9, tzinfo=UTC)
WRITER = Writer("sana", [])


class Killed(BaseException):
    """Nothing is done any more."""


@dataclass
class Crawler:
    """What a run does to files and index, from one delivery to the next."""

    output: Path
    connection: Connection

    def deliver(self, run: str, outcomes: dict[str, Outcome], *, budget: int | None = None) -> None:
        """Begin a run and write what the pages that are due come to, in one group; killed after `budget` bytes."""
        left = budget

        def write(file: BinaryIO, data: bytes) -> None:
            nonlocal left
            if left is not None and len(data) > left:
                file.write(data[:left])
                raise Killed
            left = left if left is None else left - len(data)
            file.write(data)

        connection, files = self.connection, Parts(self.output, "sana", "2025-09-07", run)
        connection.begin()
        recover(connection, self.output, "sana")
        connection.execute("INSERT INTO run VALUES (:run, 'sana', '2025-09-07T09:00:00+00:00')", {"run": run})
        rows = [{"path": name, "run": run} for name in files.names.values()]
        connection.executemany("INSERT INTO part (path, run, committed) VALUES (:path, :run, 0)", rows)
        due = {row.url: row.key for row in frontier.take(connection, "sana", run, 64, revisits=64, now=0, window=Window())}
        connection.commit()
        connection.begin()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parts, "write_all", write)
            try:
                for url, outcome in outcomes.items():
                    if url in due:
                        WRITER.deliver(Desk(connection, files), Delivery(outcome, Visit(key=due[url], url=url, received_at=NOW)))
                for name, size in files.sync().items():
                    connection.execute("UPDATE part SET committed = :size WHERE path = :path", {"size": size, "path": name})
                if left == 0:
                    raise Killed
                connection.commit()
            except Killed:
                connection.rollback()
            finally:
                files.close()

    def offer(self, *urls: str, time: int) -> None:
        offers = [Offer(key=url_key(url), url=url, modified=time) for url in urls]
        frontier.offer(self.connection, "sana", offers, now=time, revisit_window=10**10)

    def lines(self) -> Counter[str]:
        """All lines, each in short; those set aside are none."""
        found: Counter[str] = Counter()
        for part in parts_of(self.output):
            for line in read_lines(part):
                values = [line.get(name) for name in ("id", "revision", "story", "duplicate_of", "to", "reason", "url")]
                found[f"{part.relative_to(self.output).parts[0]} {values}"] += 1
        return found


def text(number: int) -> str:
    return f"{sentence(number, 60)}."


@pytest.fixture
def pages(make_article: Make) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
    """What pages come to before the group, and in it: something for every folder."""

    def article(number: int, of: int, **fields: object) -> Article:
        return make_article(number, title=sentence(of, 6), body=text(of), **fields)

    def rejected(number: int) -> Rejected:
        return Rejected(url=url(number), publisher="sana", reason="no_body", detail="", crawled_at="2025-09-07T09:00:00+00:00")

    def url(number: int) -> str:
        return f"https://sana.sy/culture-and-arts/{number}/"

    copy = article(5, 5, id="enab:5", story="enab:5", publisher="enab", origin="sana")
    flash = make_article(2, title="عاجل", body="انقطاع التيار.")
    before: dict[int, Outcome] = {1: article(1, 1), 2: flash, 4: article(4, 4), 5: copy, 6: article(6, 6), 7: article(7, 7)}
    group: dict[int, Outcome] = {
        9: rejected(9),
        2: article(2, 1),  # its second revision, and a copy of another story
        3: article(3, 5, origin="sana"),  # the agency's own article, behind a copy of it
        4: Missing(404),
        14: article(14, 6),  # the same text at another address
        6: Missing(410),
        20: article(20, 20),
        21: article(21, 20),  # a copy of one of the same group
        7: article(7, 77),
    }
    return {url(n): outcome for n, outcome in before.items()}, {url(n): outcome for n, outcome in group.items()}


def crawl(output: Path, connection: Connection, pages: tuple[dict[str, Outcome], dict[str, Outcome]], budget: int | None) -> Counter[str]:
    """One run before, one with the group, one after it that ends."""
    crawler = Crawler(output, connection)
    before, group = pages
    crawler.offer(*before, time=10**9)
    crawler.deliver("20250907T090000-sana-aaaaaa", before)
    crawler.offer(*group, time=2 * 10**9)
    crawler.deliver("20250907T100000-sana-bbbbbb", group, budget=budget)
    crawler.deliver("20250907T110000-sana-cccccc", group)
    return crawler.lines()


def test_a_group_that_is_cut_off_anywhere_is_made_up_for(
    connection: Connection, tmp_path: Path, pages: tuple[dict[str, Outcome], dict[str, Outcome]]
) -> None:
    """Before each cut the index is emptied; it is the same one, as making one takes longer than all of this."""
    whole = crawl(tmp_path / "whole", connection, fresh(pages), None)
    assert {line.partition(" ")[0] for line in whole} == {"articles", "duplicates", "rejected", "gone", "links"}
    assert set(whole.values()) == {1}
    size = sum(part.stat().st_size for part in parts_of(tmp_path / "whole") if "bbbbbb" in part.name)
    for budget in [*range(0, size, 643 if connection.is_sqlite else 1543), size]:
        for table in ("run", "part", "article", "text", "band", "link", "frontier", "source"):
            connection.execute(f"DELETE FROM {table}")
        assert crawl(tmp_path / f"{budget}", connection, fresh(pages), budget) == whole, f"cut off after {budget} of {size} bytes"


def fresh(pages: tuple[dict[str, Outcome], dict[str, Outcome]]) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
    """Deciding writes into articles."""
    return deepcopy(pages)
