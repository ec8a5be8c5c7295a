"""`scrapy verify` as a user starts it."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from crawler.commands import verify as command_module
from crawler.commands.verify import Command
from tests.index.tree import Make, Tree, grow
from tests.live.run import PROJECT, run
from tests.live.site import Site
from tests.live.test_copies import put_copy


@pytest.fixture
def tree(tmp_path: Path, make_article: Make) -> Tree:
    return grow(tmp_path / "data", tmp_path / "data" / "index.sqlite", make_article)


def verify(output: Path, *arguments: str, **settings: str) -> int:
    """Run the command in this process; its exit code."""
    command = Command()
    command.settings = get_project_settings()
    command.settings.setdict({"OUTPUT_DIR": str(output), **settings}, priority="cmdline")
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    command.run(rest, options)
    return command.exitcode


def test_0_for_what_a_crawl_wrote(site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    site.put_articles(1, 2, 3)
    put_copy(site, 9, of=1)
    site.put_feed(9, 1, 2, 3)
    assert run(site, tmp_path).code == 0
    assert verify(tmp_path) == 0
    out, err = capfd.readouterr()
    assert (out, err) == (
        "",
        f"4 lines in 2 parts, 4 of articles and copies; compared with the index {tmp_path}/index.sqlite: all is right\n",
    )


def test_3_with_each_fault_on_a_line_of_its_own(tree: Tree, capfd: pytest.CaptureFixture[str]) -> None:
    part = tree.part("articles")
    tree.edit(part, 2, title="عنوان آخر")
    assert verify(tree.output) == 3
    out, err = capfd.readouterr()
    assert out == (
        f"{part}:2: sana:2: text_hash is not that of its title and body; the line was changed after it was written: take it from a backup\n"
    )
    assert err.endswith(": 1 fault\n")


def test_json_is_one_object(tree: Tree, capfd: pytest.CaptureFixture[str]) -> None:
    part = tree.part("rejected")
    part.write_bytes(b"{}\n" * 30)
    assert verify(tree.output, "--json") == 3
    told = orjson.loads(capfd.readouterr().out)
    assert (told["right"], told["lines"], told["totals"], len(told["findings"])) == (False, 40, {"schema": 30}, 20)
    first = told["findings"][0]
    assert (first["kind"], first["place"], first["line"], first["detail"]) == ("schema", str(part), 1, "the key url is missing")
    assert verify(tree.output) == 3
    assert "and 10 more of this kind (schema)\n" in capfd.readouterr().out


def test_5_where_index_or_file_cannot_be_read(tree: Tree, capfd: pytest.CaptureFixture[str]) -> None:
    part = tree.part("rejected")
    part.unlink()
    part.mkdir()
    assert verify(tree.output) == 5
    assert f"{part}:1: cannot be read (Is a directory); see to" in capfd.readouterr().out
    (tree.output / "index.sqlite").write_bytes(b"no database at all " * 100)
    assert verify(tree.output) == 5
    assert "it could not be verified: index" in capfd.readouterr().err


def test_130_after_ctrl_c(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_module, "verify", interrupt)
    assert verify(tree.output) == 130


def test_2_for_a_wrong_command_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="OUTPUT_DIR"):
        verify(tmp_path, "data")
    with pytest.raises(UsageError, match="no such folder"):
        verify(tmp_path / "nowhere")
    assert verify(tmp_path, INDEX_URL="mysql://me:hush@host/db") == 2


def test_it_is_a_command_of_the_project(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "verify", "-s", f"OUTPUT_DIR={tmp_path}"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{tmp_path}: only the files were checked: there is no index")
