"""What README says keeps its promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
NAMED = sorted(set(re.findall(r"`((?:tests|benchmarks)/[\w/.]*)(?:::(\w+))?`", (PROJECT / "README.md").read_text(encoding="utf-8"))))


def test_promises_are_found() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize(("path", "test"), NAMED)
def test_each_test_and_benchmark_that_readme_names_is_there(path: str, test: str) -> None:
    assert (PROJECT / path).exists()
    if test:
        assert f"def {test}(" in (PROJECT / path).read_text(encoding="utf-8")
