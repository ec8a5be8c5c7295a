"""Reads the tables beside the code, wherever the code stands: in a folder, or in the zipped egg out of which Scrapyd runs it."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def read_table(name: str) -> dict[str, Any]:
    """The table of this file name (`places.toml`)."""
    return tomllib.loads(files("crawler.knowledge").joinpath(name).read_text(encoding="utf-8"))
