"""`SpiderFiles`: one name, one file; a bad file harms no other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.publisher.files import SpiderFiles

SPIDER = "from scrapy import Spider\nclass Paper(Spider):\n    name = {name!r}\n    allowed_domains = ['{name}.example']\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Spiders in files of their names, and one in a file that is called otherwise."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for file, name in (("__init__", None), ("awraq", "awraq"), ("bilad", "bilad"), ("others", "fajr")):
        (folder / f"{file}.py").write_text(SPIDER.format(name=name) if name else "")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for module in [module for module in sys.modules if module.partition(".")[0] == "shelf"]:
        del sys.modules[module]


def loader(*modules: str) -> SpiderFiles:
    return SpiderFiles.from_settings(Settings({"SPIDER_MODULES": modules or ("shelf",)}))


def test_only_the_file_of_the_name_is_imported(package: Path) -> None:
    assert loader().load("bilad").name == "bilad"
    assert {module for module in sys.modules if module.startswith("shelf")} == {"shelf", "shelf.bilad"}


def test_a_spider_in_a_file_of_another_name_is_found(package: Path) -> None:
    assert loader().load("fajr").name == "fajr"


@pytest.mark.parametrize("text", ["import nowhere_at_all", "class Paper(:", "1 / 0"])
def test_a_broken_file_keeps_only_its_own_spider_away(package: Path, text: str) -> None:
    (package / "broken.py").write_text(text)
    assert loader().load("fajr").name == "fajr"
    assert sorted(loader().list()) == ["awraq", "bilad", "fajr"]
    (fault,) = loader().faults
    assert fault.startswith(f"{package / 'broken.py'}: cannot be imported: ")
    with pytest.raises(KeyError):
        loader().load("unknown")
    with pytest.raises((ModuleNotFoundError, SyntaxError, ZeroDivisionError)):
        loader().load("broken")


@pytest.mark.parametrize("name", ["unknown", "", "shelf.awraq", "..awraq", "others"])
def test_what_is_no_spiders_name_is_a_key_error(package: Path, name: str) -> None:
    with pytest.raises(KeyError, match="Spider not found"):
        loader().load(name)


def test_all_are_listed_and_found_by_their_hosts(package: Path) -> None:
    assert sorted(loader().list()) == ["awraq", "bilad", "fajr"]
    assert loader().find_by_request(Request("https://bilad.example/1")) == ["bilad"]


def test_a_module_that_is_no_package_is_looked_through(package: Path) -> None:
    assert loader("shelf.others").load("fajr").name == "fajr"
