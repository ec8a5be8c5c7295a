"""What a run is made of: its name, and where the paths of the settings lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.index import run
from crawler.index.database import Server
from crawler.index.errors import RunRefused
from crawler.index.run import NAME, Run, index_place, output_folder, path_of

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def egg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The code as Scrapyd runs it."""
    egg = tmp_path / "eggs" / "khabar" / "1.egg"
    monkeypatch.setattr(run, "__file__", str(egg / "crawler" / "index" / "run.py"))
    return egg


def test_a_relative_path_is_taken_from_the_project_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of("OUTPUT_DIR", "data") == PROJECT / "data"
    place = index_place(Settings({"INDEX_URL": "sqlite:///other/index.sqlite"}), tmp_path)
    assert place == PROJECT / "other" / "index.sqlite"


def test_an_absolute_path_is_itself(tmp_path: Path) -> None:
    settings = Settings({"OUTPUT_DIR": str(tmp_path), "INDEX_URL": f"sqlite:///{tmp_path}/i.sqlite"})
    assert output_folder(settings) == tmp_path
    assert index_place(settings, tmp_path) == tmp_path / "i.sqlite"


def test_an_egg_has_no_relative_paths(egg: Path) -> None:
    with pytest.raises(RunRefused) as refused:
        output_folder(Settings({"OUTPUT_DIR": "data"}))
    assert refused.value.exit_code == 2
    assert str(refused.value) == f"OUTPUT_DIR=data: must begin with / here; the code is in {egg} and not beside a scrapy.cfg"
    with pytest.raises(RunRefused, match=r"INDEX_URL=i\.sqlite: must begin with /"):
        index_place(Settings({"INDEX_URL": "sqlite:///i.sqlite"}), egg)


def test_an_egg_takes_absolute_paths_and_servers(egg: Path, tmp_path: Path) -> None:
    assert output_folder(Settings({"OUTPUT_DIR": str(tmp_path)})) == tmp_path
    assert index_place(Settings({}), tmp_path) == tmp_path / "index.sqlite"
    assert index_place(Settings({"INDEX_URL": f"sqlite:///{tmp_path}/i.sqlite"}), tmp_path) == tmp_path / "i.sqlite"
    assert isinstance(index_place(Settings({"INDEX_URL": "postgresql+psycopg://me@host/news"}), tmp_path), Server)


@pytest.mark.parametrize("name", ["../sana", "a/b", "/etc/passwd", "..", ".sana", "", "sana\n", "sana\x00", "~sana"])
def test_a_publisher_whose_name_is_a_path_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    output = tmp_path / "one" / "data"
    with pytest.raises(RunRefused, match="its name stands in names of files") as refused:
        Run(name, output, output / "index.sqlite", None)
    assert refused.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["sana", "al-ahram", "bbc_arabic", "site.example", "24"])
def test_plain_names_pass(name: str) -> None:
    assert NAME.fullmatch(name)
