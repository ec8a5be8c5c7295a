"""Each kind of damage is named with file and line, and nothing else is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from backports import zstd

from crawler.index import articles, snapshot
from crawler.index.database import Connection, Place, connect
from crawler.index.errors import IndexFailed, RunRefused
from crawler.index.findings import NAMED
from crawler.index.parts import Parts
from crawler.index.recovery import rebuild, recover
from crawler.index.seal import seal
from crawler.index.tree import parts_of, sealed_name
from crawler.index.verify import verify
from crawler.items import Article
from tests.index.tree import FIRST, SECOND, Make, Tree, grow, rehashed, run

Found = list[tuple[str, str, int | None]]
"""Kind, file below the output folder or `index`, line."""


@pytest.fixture
def grown(tmp_path: Path, index: Place, make_article: Make) -> Tree:
    """With an index of each sort."""
    return grow(tmp_path / "data", index, make_article)


@pytest.fixture
def tree(tmp_path: Path, make_article: Make) -> Tree:
    return grow(tmp_path / "data", tmp_path / "data" / "index.sqlite", make_article)


def found(tree: Tree, **options: bool) -> Found:
    """All findings, each with its words printed."""
    findings = verify(tree.output, tree.index, **options).findings
    rows = [finding for _, named in findings.by_kind() for finding in named]
    print(*rows, sep="\n")
    assert sum(findings.totals.values()) == len(rows)
    return [
        (row.kind, "index" if row.place == str(tree.index) else str(Path(row.place).relative_to(tree.output)), row.line) for row in rows
    ]


def below(tree: Tree, part: Path) -> str:
    return str(part.relative_to(tree.output))


@pytest.mark.parametrize("mode", ["drop", "mark", "keep"])
def test_what_a_crawl_writes_is_right(tmp_path: Path, index: Place, make_article: Make, mode: str) -> None:
    tree = grow(tmp_path / "data", index, make_article, near_duplicates=mode)
    verified = verify(tree.output, tree.index)
    assert verified.findings.totals == {}
    assert (verified.lines, verified.articles, verified.index) == (11, 7, str(tree.index))
    kinds = [orjson.loads(line)["kind"] for line in tree.part("links", SECOND).read_bytes().splitlines()]
    assert kinds == ["moved", "origin"]


def test_it_is_right_when_sealed_and_when_the_index_was_made_anew(grown: Tree) -> None:
    for part in parts_of(grown.output):
        seal(part)
    assert found(grown) == []
    with closing(connect(grown.index)) as connection:
        for table in ("article", "text", "band", "link", "frontier"):
            connection.execute(f"DELETE FROM {table}")
        rebuild(connection, grown.output)
    assert found(grown) == []


def test_it_writes_nothing(tree: Tree) -> None:
    def state() -> dict[Path, tuple[bytes, int]]:
        paths = [path for path in tree.output.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))]
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}

    tree.part("articles").write_bytes(b"{")
    before = state()
    assert found(tree)
    assert state() == before


# Lines


Damage = Callable[[Tree, Path], object]
LINES: dict[str, tuple[str, int, str, Damage]] = {
    "not JSON": ("json", 2, "no JSON", lambda tree, part: tree.change(part, 2, b'"title":', b'"title"')),
    "a blank line": ("json", 4, "no JSON", lambda tree, part: part.write_bytes(part.read_bytes() + b"\n")),
    "not UTF-8": ("json", 1, "no UTF-8 at byte", lambda tree, part: tree.change(part, 1, "ا".encode(), b"\xd8")),
    "a key is missing": ("schema", 1, "the key labels is missing", lambda tree, part: tree.change(part, 1, b'"labels":[],', b"")),
    "a strange key": ("schema", 1, "the key 'x' does not belong", lambda tree, part: tree.change(part, 1, b'"kind"', b'"x":1,"kind"')),
    "keys out of order": (
        "schema",
        3,
        "its keys are not in order: kind comes too early",
        lambda tree, part: tree.change(part, 3, b'"publisher":"sana","kind":"news"', b'"kind":"news","publisher":"sana"'),
    ),
    "a wrong type": ("schema", 3, "tags[0]: 1 is no str", lambda tree, part: tree.edit(part, 3, tags=[1])),
    "a number for a truth": ("schema", 3, "complete: 1 is no bool", lambda tree, part: tree.edit(part, 3, complete=1)),
    "a truth for a number": (
        "schema",
        3,
        "citations[0].paragraph: True is no int",
        lambda tree, part: tree.edit(part, 3, citations=[{"id": None, "name": "تاس", "paragraph": True}]),
    ),
    "a part of the wrong shape": (
        "schema",
        1,
        "images[0]: the key credit is missing",
        lambda tree, part: tree.edit(part, 1, images=[{"url": "https://sana.sy/a.jpg", "caption": None}]),
    ),
    "no word of the schema": ("schema", 1, "kind: 'gossip' is none of news,", lambda tree, part: tree.edit(part, 1, kind="gossip")),
    "another version": ("schema", 1, "schema_version: it is not 1", lambda tree, part: tree.edit(part, 1, schema_version=2)),
    "no time": ("schema", 1, "is no ISO 8601 time", lambda tree, part: tree.edit(part, 1, published_at="yesterday")),
    "a time without zone": ("schema", 1, "has no offset", lambda tree, part: tree.edit(part, 1, published_at="2025-09-06T20:00:00")),
    "a crawl that is not UTC": ("schema", 1, "is not UTC", lambda tree, part: tree.edit(part, 1, crawled_at="2025-09-07T09:00:00+03:00")),
    "structure": ("schema", 1, "structure: 1 words for 2 paragraphs", lambda tree, part: tree.edit(part, 1, structure=["p"])),
    "an altered text": ("text", 2, "text_hash is not that", lambda tree, part: tree.edit(part, 2, title="عنوان آخر")),
    "another publisher": (
        "folder",
        2,
        "a line of the publisher 'wafa'",
        lambda tree, part: tree.edit(part, 2, publisher="wafa", origin=None),
    ),
    "a line twice": (
        "repeated",
        4,
        f"stands already in articles/publisher=sana/date=2025-09-07/{FIRST}.jsonl:1",
        lambda tree, part: part.write_bytes(part.read_bytes() + part.read_bytes().splitlines(keepends=True)[0]),
    ),
    "a story that is not there": ("reference", 1, "story: sana:99 is in no line", lambda tree, part: tree.edit(part, 1, story="sana:99")),
    "a torn end": ("torn", 3, "the last line is not whole", lambda tree, part: os.truncate(part, part.stat().st_size - 20)),
}


@pytest.mark.parametrize("damage", LINES)
def test_a_damaged_line_is_named(tree: Tree, damage: str) -> None:
    kind, number, words, do = LINES[damage]
    part = tree.part("articles")
    do(tree, part)
    assert found(tree) == [(kind, below(tree, part), number)]
    (finding,) = verify(tree.output, tree.index).findings.named[kind]  # type: ignore[index]
    assert words in str(finding).replace(f"{tree.output}/", "")
    assert str(finding).startswith(f"{part}:{number}: ")
    assert "; " in str(finding), "says what to do"


@pytest.mark.parametrize("line", [b"[1]\n", b"\0" * 100 + b"\n", b'{"id":7}\n'])
def test_what_follows_from_a_line_that_tells_nothing_is_no_fault(tree: Tree, line: bytes) -> None:
    part = tree.part("articles")
    lines = part.read_bytes().splitlines(keepends=True)
    part.write_bytes(b"".join([lines[0], line, lines[2]]))
    rows = found(tree)
    assert [row[1:] for row in rows if row[0] != "note"] == [(below(tree, part), 2)]
    assert ("note", below(tree, tree.part("articles", SECOND)), 1) in rows, "its second revision has lost the first"


@pytest.mark.parametrize("folder", ["rejected", "gone", "links", "duplicates"])
def test_lines_of_the_other_folders_have_a_schema_too(tree: Tree, folder: str) -> None:
    part = tree.part(folder, FIRST if folder == "rejected" else SECOND)
    tree.edit(part, 1, crawled_at="now")
    rows = found(tree)
    assert rows[0] == ("schema", below(tree, part), 1)
    # A link that cannot be read may be the one that the index knows.
    assert rows[1:] == ([("note", "index", None)] if folder == "links" else [])


def test_a_copy_of_nothing_is_named(tree: Tree) -> None:
    part = tree.part("duplicates")
    tree.edit(part, 1, duplicate_of="sana:99")
    assert found(tree) == [("reference", below(tree, part), 1)]
    tree.edit(part, 1, duplicate_of=None)
    assert found(tree) == [("schema", below(tree, part), 1)]


@pytest.mark.parametrize(("name", "number"), [("to", 1), ("to", 2), ("id", 2)])
def test_a_link_to_nothing_is_named(tree: Tree, name: str, number: int) -> None:
    part = tree.part("links", SECOND)
    tree.edit(part, number, **{name: "sana:99"})
    named = [("reference", below(tree, part), number)]
    # The index does not know origins. Of the one that moved it says otherwise, as it does.
    assert [row for row in found(tree) if row[0] == "reference"] == named


def test_links_in_a_circle_are_named(tree: Tree) -> None:
    part = tree.part("links", SECOND)
    line = orjson.loads(part.read_bytes().splitlines()[0]) | {"kind": "story", "id": "sana:1", "to": "sana:2"}
    back = line | {"id": "sana:2", "to": "sana:1"}
    part.write_bytes(part.read_bytes() + b"".join(orjson.dumps(link, option=orjson.OPT_APPEND_NEWLINE) for link in (line, back)))
    assert [row for row in found(tree) if row[0] == "reference"] == [("reference", below(tree, part), number) for number in (3, 4)]


def test_a_gone_page_of_nothing_is_named(tree: Tree) -> None:
    part = tree.part("gone", SECOND)
    tree.edit(part, 1, id="sana:99")
    assert found(tree) == [("reference", below(tree, part), 1)]


# Files


def test_a_lost_first_revision_is_a_gap(tree: Tree) -> None:
    tree.drop(tree.part("articles"), 2)
    assert found(tree) == [("gap", below(tree, tree.part("articles", SECOND)), 1)]


def test_a_lost_newest_revision_is_named_beside_the_one_before(grown: Tree) -> None:
    grown.drop(grown.part("articles", SECOND), 1)
    assert found(grown) == [("lost", below(grown, grown.part("articles")), 2)]


def test_a_lost_line_is_named_by_the_index(grown: Tree) -> None:
    grown.drop(grown.part("duplicates"), 1)
    assert found(grown) == [("lost", "index", None)]
    assert found(grown, shared=True) == [], "another folder may have it"


def test_a_lost_link_is_named_by_the_index(grown: Tree) -> None:
    grown.drop(grown.part("links", SECOND), 1)
    assert found(grown) == [("lost", "index", None)]


def test_parts_in_the_wrong_place_are_named(tree: Tree) -> None:
    part = tree.part("articles")
    wrong = part.parent.with_name("date=2025-09-09") / part.name
    wrong.parent.mkdir()
    part.rename(wrong)
    assert found(tree) == [("folder", below(tree, wrong), None)]
    other = wrong.with_name("news.jsonl")
    wrong.rename(other)
    assert found(tree) == [("folder", below(tree, other), None)]
    deeper = other.parent / "more" / part.name
    deeper.parent.mkdir()
    other.rename(part)
    shutil.copy(part, deeper)
    assert found(tree) == [("folder", below(tree, deeper), None)]


def test_a_folder_of_another_publisher_is_named_with_its_file_and_at_each_line(tree: Tree) -> None:
    part = tree.part("articles")
    moved = part.parent.rename(tree.output / "articles" / "publisher=wafa" / part.parent.name) / part.name
    assert found(tree) == [("folder", below(tree, moved), number) for number in (None, 1, 2, 3)]


def test_what_was_set_aside_is_a_note(tree: Tree) -> None:
    part = tree.part("articles")
    torn = part.with_name(f"{part.name}.torn")
    torn.write_bytes(b'{"id":"sana:7"\n')
    assert found(tree) == [("note", below(tree, torn), None)]
    seal(part)
    assert "not there" not in str(verify(tree.output, tree.index).findings.named["note"])
    sealed_name(part).unlink()
    assert "the part itself is not there" in str(verify(tree.output, tree.index).findings.named["note"])


SEALS: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[:-5],
    "a wrong byte": lambda data: data[:-60] + bytes([data[-60] ^ 255]) + data[-59:],
    "a wrong sum": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    "something behind": lambda data: data + b"xxxx",
    "empty": lambda data: b"",
    "no Zstandard": lambda data: zstd.decompress(data),
}


@pytest.mark.parametrize("damage", SEALS)
def test_a_damaged_seal_is_named_and_what_follows_from_it_is_none(tree: Tree, damage: str) -> None:
    part = tree.part("articles")
    seal(part)
    sealed = sealed_name(part)
    sealed.write_bytes(SEALS[damage](sealed.read_bytes()))
    faults = [(kind, place) for kind, place, _ in found(tree) if kind != "note"]
    assert faults == [("sealed", below(tree, sealed))]


def test_a_plain_part_beside_a_sealed_one_is_named_and_counts_alone(tree: Tree) -> None:
    part = tree.part("articles")
    content = part.read_bytes()
    seal(part)
    part.write_bytes(content)
    assert found(tree) == [("sealed", below(tree, sealed_name(part)), None)]
    tree.sql("INSERT INTO run VALUES ('now', 'sana', '2025-09-09T09:00:00+00:00')")
    assert found(tree) == [("note", below(tree, sealed_name(part)), None)], "a run may be at it"
    sealed_name(part).rename(part.with_name(f"{part.name}.zst.new"))
    assert found(tree) == [("note", f"{below(tree, part)}.zst.new", None)]


def test_a_file_that_cannot_be_read_is_named(tree: Tree) -> None:
    part = tree.part("rejected")
    part.unlink()
    part.mkdir()
    assert found(tree) == [("unread", below(tree, part), 1)]


# The index


SQL: dict[str, tuple[str, str, int | None]] = {
    "UPDATE article SET revision = 1 WHERE id = 'sana:2'": ("index", "articles second", 1),
    "UPDATE article SET text_hash = (SELECT text_hash FROM article WHERE id = 'sana:1') WHERE id = 'sana:3'": ("index", "articles", 3),
    "UPDATE article SET story = 'sana:2' WHERE id = 'sana:3'": ("index", "articles", 3),
    "UPDATE article SET duplicate_of = NULL WHERE id = 'sana:5'": ("index", "duplicates", 1),
    "UPDATE article SET origin = NULL WHERE id = 'wafa:1'": ("index", "articles wafa", 1),
    "UPDATE article SET revision = 2 WHERE id = 'sana:1'": ("lost", "articles", 1),
    "DELETE FROM article WHERE id = 'sana:5'": ("index", "duplicates", 1),
    "DELETE FROM link WHERE kind = 'moved'": ("index", "links second", 1),
    "INSERT INTO article (id, revision, text_hash) SELECT 'sana:99', 1, text_hash FROM article WHERE id = 'sana:1'": (
        "lost",
        "index",
        None,
    ),
    "INSERT INTO link VALUES ('story', 'sana:1', 'sana:2')": ("lost", "index", None),
    "UPDATE frontier SET article = 'sana:99' WHERE article = 'sana:2'": ("frontier", "index", None),
    "DELETE FROM text WHERE hash = (SELECT text_hash FROM article WHERE id = 'sana:1')": ("index", "index", None),
    "INSERT INTO part VALUES ('articles/x', 'nobody', 0)": ("index", "index", None),
}


@pytest.mark.parametrize("statement", SQL)
def test_an_index_that_says_otherwise_is_named(grown: Tree, statement: str) -> None:
    kind, place, number = SQL[statement]
    folder, _, which = place.partition(" ")
    part = grown.part(folder, SECOND if which else FIRST, which if which == "wafa" else "sana")
    grown.sql(statement)
    rows = found(grown)
    if "DELETE FROM article" in statement:  # its page and text point nowhere, then
        rows = [row for row in rows if row[:2] != ("frontier", "index")]
    assert rows == [(kind, place if place == "index" else below(grown, part), number)]


def test_a_line_that_the_index_does_not_know_is_named(grown: Tree) -> None:
    part = grown.part("articles")
    line = rehashed(orjson.loads(part.read_bytes().splitlines()[0])) | {"id": "sana:7", "story": "sana:7"}
    part.write_bytes(part.read_bytes() + orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    assert found(grown) == [("index", below(grown, part), 4)]


def test_without_an_index_only_the_files_are_checked_and_that_is_said(tree: Tree) -> None:
    assert isinstance(tree.index, Path)
    tree.index.unlink()
    verified = verify(tree.output, tree.index)
    assert (verified.index, verified.findings.faults, verified.lines) == (None, 0, 11)
    assert "only the files were checked: there is no index" in str(verified.findings.named["note"][0])
    assert not tree.index.exists()
    tree.edit(tree.part("duplicates"), 1, duplicate_of="sana:99")
    assert ("reference", below(tree, tree.part("duplicates")), 1) in found(tree)


def test_an_index_that_cannot_be_read_is_refused(tree: Tree) -> None:
    assert isinstance(tree.index, Path)
    with closing(connect(tree.index)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexFailed, match="newer Khabar"):
        verify(tree.output, tree.index)
    tree.index.write_bytes(b"no database at all " * 100)
    with pytest.raises((IndexFailed, RunRefused), match="it is damaged"):
        verify(tree.output, tree.index)


def test_a_damaged_page_of_the_index_is_named(tree: Tree) -> None:
    assert isinstance(tree.index, Path)
    with closing(connect(tree.index)) as connection:
        (page,) = connection.row("SELECT rootpage FROM sqlite_master WHERE name = 'band'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(tree.index, "r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 64)
    with pytest.raises(IndexFailed, match="reindex"):
        verify(tree.output, tree.index)


# Runs that are at work, or were killed


@pytest.fixture
def at_work(grown: Tree, make_article: Make) -> tuple[Tree, Path, int]:
    """A run that wrote two lines of which one is committed; its part, and how many bytes that is."""
    parts = Parts(grown.output, "sana", "2025-09-09", "20250909T090000-sana-cccccc")
    line = rehashed(orjson.loads(grown.part("articles").read_bytes().splitlines()[0]))
    one, two = (Article(**(line | {"id": f"sana:{n}", "story": f"sana:{n}"})) for n in (71, 72))
    with closing(connect(grown.index)) as connection:
        connection.execute("INSERT INTO run VALUES ('20250909T090000-sana-cccccc', 'sana', '2025-09-09T09:00:00+00:00')")
        parts.append("articles", one)
        ((name, size),) = parts.sync().items()
        connection.execute("INSERT INTO part VALUES (:name, '20250909T090000-sana-cccccc', :size)", {"name": name, "size": size})
        articles.remember(connection, one)
        parts.append("articles", two)
        parts.sync()
    parts.close()
    return grown, grown.output / name, size


def test_what_a_run_has_not_committed_is_no_fault(at_work: tuple[Tree, Path, int]) -> None:
    tree, part, _ = at_work
    assert found(tree) == [("note", below(tree, part), 2)]
    os.truncate(part, part.stat().st_size - 30)
    assert found(tree) == [("note", below(tree, part), 2)], "torn or not"
    with closing(connect(tree.index)) as connection:
        connection.begin()
        recover(connection, tree.output, "sana")
        connection.commit()
    assert found(tree) == [("note", f"{below(tree, part)}.torn", None)]


def test_what_was_committed_and_is_not_there_is_named(at_work: tuple[Tree, Path, int]) -> None:
    tree, part, size = at_work
    os.truncate(part, size - 30)
    assert found(tree) == [("torn", below(tree, part), 1), ("short", below(tree, part), None)]
    part.unlink()
    assert found(tree) == [("short", below(tree, part), None), ("note", "index", None)]


def test_a_run_that_begins_and_ends_while_the_index_is_opened_is_seen(
    grown: Tree, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, runs = snapshot.parts_of, iter(range(3))

    def listing(output: Path) -> list[Path]:
        parts = real(output)
        if (n := next(runs, None)) is not None:  # after the listing, before the transaction; then inside it
            run(grown, f"2025091{n}T090000-sana-dddddd", "sana", make_article(80 + n, title=f"عنوان {n}", body=f"نص قصير {n}."))
        return parts

    monkeypatch.setattr(snapshot, "parts_of", listing)
    assert found(grown) == []


def test_many_of_a_kind_are_counted_and_a_few_named(tree: Tree) -> None:
    part = tree.part("rejected")
    part.write_bytes(b"{}\n" * 1000)
    findings = verify(tree.output, tree.index).findings
    assert (findings.totals, len(findings.named["schema"])) == ({"schema": 1000}, NAMED)


def test_nothing_in_a_line_gets_at_the_terminal(tree: Tree) -> None:
    part = tree.part("duplicates")
    tree.edit(part, 1, duplicate_of="sana:\x1b[2J\n")
    (finding,) = verify(tree.output, tree.index).findings.named["reference"]
    assert finding.detail == "duplicate_of: sana:\ufffd[2J\ufffd is in no line"


def test_connections_to_read_cannot_write(index: Place) -> None:
    connect(index).close()
    with closing(Connection(index, read_only=True)) as connection, pytest.raises(IndexFailed):
        connection.execute("DELETE FROM article")
