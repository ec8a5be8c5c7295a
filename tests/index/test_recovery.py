from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from crawler.index import articles
from crawler.index.database import Connection
from crawler.index.parts import FOLDERS, Parts
from crawler.index.recovery import read_lines, rebuild, recover, set_torn_tail_aside
from crawler.index.seal import seal
from crawler.items import Article

Make = Callable[..., Article]


def dead_run(connection: Connection, output: Path, lines: list[bytes], committed: int) -> Path:
    """A run of SANA that was killed after writing `lines` of which the index knows `committed` bytes."""
    parts = Parts(output, "sana", "2025-09-07", "dead")
    path = output / parts.names["articles"]
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(lines))
    connection.execute("INSERT INTO run VALUES ('dead', 'sana', '2025-09-07T09:00:00+00:00')")
    connection.executemany(
        "INSERT INTO part (path, run, committed) VALUES (:path, 'dead', :committed)",
        [{"path": name, "committed": committed if folder == "articles" else 0} for folder, name in parts.names.items()],
    )
    return path


def line(article: Article) -> bytes:
    return orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)


def test_lines_behind_the_committed_offset_are_indexed(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    first, second = line(make_article(1)), line(make_article(2, body="نص آخر."))
    dead_run(connection, tmp_path, [first, second], len(first))
    assert recover(connection, tmp_path, "sana") == 1
    assert articles.known(connection, "sana:1") is None, "what was committed is not read again"
    assert articles.known(connection, "sana:2") is not None
    (left,) = connection.row("SELECT count(*) FROM part")
    # With PostgreSQL the files that are not here may be on another machine.
    assert left == (0 if connection.is_sqlite else len(FOLDERS) - 1)


def test_a_torn_last_line_is_set_aside(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    whole, torn = line(make_article(1)), line(make_article(2))[:-20]
    path = dead_run(connection, tmp_path, [whole, torn], 0)
    recover(connection, tmp_path, "sana")
    assert path.read_bytes() == whole
    assert path.with_name("dead.jsonl.torn").read_bytes() == torn + b"\n"
    assert articles.known(connection, "sana:2") is None


@pytest.mark.parametrize(
    "name", ["../elsewhere.jsonl", "articles/../../elsewhere.jsonl", "{absolute}", "index.sqlite", "articles/../index.sqlite"]
)
def test_a_part_that_the_index_names_outside_the_folders_is_not_touched(connection: Connection, tmp_path: Path, name: str) -> None:
    output = tmp_path / "data"
    output.mkdir()
    files = [tmp_path / "elsewhere.jsonl", output / "index.sqlite"]
    for file in files:
        file.write_bytes(b"no line end, so it would be cut off")
    connection.execute("INSERT INTO run VALUES ('dead', 'sana', '2025-09-07T09:00:00+00:00')")
    path = name.format(absolute=files[0])
    connection.execute("INSERT INTO part (path, run, committed) VALUES (:path, 'dead', 0)", {"path": path})
    with pytest.raises(OSError, match="is not a file in the folders of"):
        recover(connection, output, "sana")
    assert {file.read_bytes() for file in files} == {b"no line end, so it would be cut off"}


@pytest.mark.parametrize("link", ["articles", "articles/publisher=sana", "articles/publisher=sana/date=2025-09-07/dead.jsonl"])
def test_nor_is_one_that_a_link_leads_out_to(connection: Connection, tmp_path: Path, link: str, make_article: Make) -> None:
    output, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    path = dead_run(connection, output, [b"torn"], 0)
    (output / link).rename(elsewhere)
    (output / link).symlink_to(elsewhere)
    with pytest.raises(OSError, match="is not a file in the folders of"):
        recover(connection, output, "sana")
    with pytest.raises(OSError, match="is not a file in the folders of"):
        rebuild(connection, output)
    assert path.read_bytes() == b"torn"
    parts = Parts(output, "sana", "2025-09-07", "new")
    parts.append("articles", make_article(1))
    if link != "articles/publisher=sana/date=2025-09-07/dead.jsonl":
        with pytest.raises(OSError, match="is not a file in the folders of"):
            parts.sync()
    parts.close()


def test_an_output_folder_that_is_a_link_is_the_users_choice(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    dead_run(connection, tmp_path / "data", [line(make_article(1))], 0)
    assert recover(connection, tmp_path / "data", "sana") == 1


def test_a_torn_tail_is_not_written_through_a_link(tmp_path: Path) -> None:
    part, elsewhere = tmp_path / "part.jsonl", tmp_path / "elsewhere"
    part.write_bytes(b"torn")
    elsewhere.write_bytes(b"")
    (tmp_path / "part.jsonl.torn").symlink_to(elsewhere)
    with pytest.raises(OSError, match=r"part\.jsonl\.torn"):
        set_torn_tail_aside(part)
    assert (elsewhere.read_bytes(), part.read_bytes()) == (b"", b"torn")


def test_what_a_power_cut_made_of_uncommitted_lines_is_set_aside_too(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    first, second, third = (line(make_article(number, body=f"نص {number}.")) for number in (1, 2, 3))
    lost = b"\0" * len(second) + b"\n" + third
    path = dead_run(connection, tmp_path, [first, second, lost], len(first))
    assert recover(connection, tmp_path, "sana") == 1
    assert path.read_bytes() == first + second
    assert path.with_name("dead.jsonl.torn").read_bytes() == lost + b"\n"
    assert articles.known(connection, "sana:2") is not None
    assert articles.known(connection, "sana:3") is None


def test_a_part_shorter_than_what_the_index_knows_stays_as_it_is(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    first = line(make_article(1))
    path = dead_run(connection, tmp_path, [first], 2 * len(first))
    recover(connection, tmp_path, "sana")
    assert path.read_bytes() == first


@pytest.mark.parametrize("content", [b"", b'{"a": 1}\n', b"x" * 200_000, b'{"a": 1}\n' + b"x" * 200_000])
def test_only_what_stands_behind_the_last_line_end_is_torn(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "part.jsonl"
    path.write_bytes(content)
    set_torn_tail_aside(path)
    kept = path.read_bytes()
    assert kept == content[: content.rfind(b"\n") + 1]


def test_another_publishers_runs_are_left_alone(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    dead_run(connection, tmp_path, [line(make_article(1))], 0)
    assert recover(connection, tmp_path, "wafa") == 0
    assert connection.row("SELECT count(*) FROM run") == (1,)


def test_a_run_that_wrote_nothing_leaves_nothing(connection: Connection, tmp_path: Path) -> None:
    dead_run(connection, tmp_path, [], 0).unlink()
    assert recover(connection, tmp_path, "sana") == 0


def test_a_run_of_another_machine_is_recovered_there(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    dead_run(connection, tmp_path / "there", [line(make_article(1))], 0)
    assert recover(connection, tmp_path / "here", "sana") == 0
    assert recover(connection, tmp_path / "there", "sana") == (0 if connection.is_sqlite else 1)


def test_a_new_index_is_filled_from_all_files_oldest_run_first(connection: Connection, tmp_path: Path, make_article: Make) -> None:
    second = make_article(1, body="نص تغيّر.", revision=2)
    for run, article in (("20250908T090000-b", second), ("20250907T090000-a", make_article(1)), ("20250907T100000-c", make_article(2))):
        folder = tmp_path / "articles" / "publisher=sana" / f"date={run[:8]}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{run}.jsonl").write_bytes(line(article))
    assert rebuild(connection, tmp_path) == 3
    known = articles.known(connection, "sana:1")
    assert known is not None
    assert (known.revision, known.text_hash) == (2, second.text_hash)
    first = articles.find(connection, "", make_article(1).text_hash).first
    assert first is not None
    assert first.id == "sana:1"


def test_a_broken_line_is_named_with_file_and_offset(tmp_path: Path) -> None:
    path = tmp_path / "part.jsonl"
    path.write_bytes(b'{"a": 1}\nnot json\n')
    with pytest.raises(ValueError, match=r"part\.jsonl: the line at byte 9 is not JSON"):
        list(read_lines(path))


def test_sealed_parts_are_taken_into_a_new_index_in_their_order_and_left_as_they_are(
    connection: Connection, tmp_path: Path, make_article: Make
) -> None:
    second = make_article(1, body="نص تغيّر.", revision=2)
    for run, article in (("20250907T090000-a", make_article(1)), ("20250908T090000-b", second)):
        part = tmp_path / "articles" / "publisher=sana" / f"date={run[:8]}" / f"{run}.jsonl"
        part.parent.mkdir(parents=True)
        part.write_bytes(line(article))
        if run.endswith("a"):
            seal(part)
    told: list[tuple[int, int, int]] = []
    assert rebuild(connection, tmp_path, lambda *how: told.append(how)) == 2
    known = articles.known(connection, "sana:1")
    assert known is not None
    assert (known.revision, known.text_hash) == (2, second.text_hash)
    size = len(line(make_article(1)) + line(second))
    assert told[-1] == (2, size, size)
