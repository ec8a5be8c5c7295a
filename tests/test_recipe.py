"""`docs/add-a-publisher.md`, followed word by word in a fresh checkout, offline."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
RECIPE = PROJECT / "docs" / "add-a-publisher.md"
CHECKOUT = ("crawler", "docs", "fixtures/sana", "tests", "pyproject.toml", "scrapy.cfg")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", RECIPE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A checkout in which every command of the recipe was run, each of which must succeed, and what they said."""
    root = tmp_path_factory.mktemp("checkout")
    for name in CHECKOUT:
        source, target = PROJECT / name, root / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    output = str(root / "data")
    commands = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": commands, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    said = []
    for block in blocks("sh"):
        done = subprocess.run(
            ["bash", "-ec", block.replace("/tmp/alwadi", output)], cwd=root, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"{block}{done.stdout}{done.stderr}"
        said.append(done.stdout + done.stderr)
    return root, said


def test_the_declaration_is_the_one_that_the_recipe_shows(followed: tuple[Path, list[str]]) -> None:
    root, _ = followed
    text = (root / "crawler" / "spiders" / "alwadi.py").read_text(encoding="utf-8")
    assert text.endswith(blocks("python")[0])


def test_all_its_articles_are_written_and_shown(followed: tuple[Path, list[str]]) -> None:
    _, said = followed
    assert re.search(r"articles written +4$", said[1], re.MULTILINE), said[1]
    assert "صادرات الأردن من زيت الزيتون ترتفع 12 بالمئة" in said[1]


def test_its_tests_were_run_and_hold(followed: tuple[Path, list[str]]) -> None:
    _, said = followed
    assert re.search(r"^\d+ passed|\[100%\]", said[4], re.MULTILINE), said[4]
    assert not re.search("skipped|failed|error", said[4])


def test_its_row_is_in_the_docs(followed: tuple[Path, list[str]]) -> None:
    root, _ = followed
    row = "| `alwadi` | [الوادي نيوز](https://alwadi.example/) | JO | website | 1 feed, 1 sitemap | foxiz | written |  |"
    assert row in (root / "docs" / "publishers.md").read_text(encoding="utf-8")
