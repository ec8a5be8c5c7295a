from __future__ import annotations

from pathlib import Path

import pytest

from crawler.index.errors import RunRefused
from crawler.index.run import NAME, Run


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
