from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from crawler.items import Article, Marked
from tools.article_schema import PARTS, article_schema

PROJECT = Path(__file__).resolve().parents[1]
SCHEMA = json.loads((PROJECT / "docs" / "article.schema.json").read_text(encoding="utf-8"))
EXPECTED = sorted((PROJECT / "fixtures").glob("*/expected*.jsonl"))


def test_the_schema_in_docs_is_current() -> None:
    assert article_schema() == SCHEMA, "run tools/article_schema.py > docs/article.schema.json"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_says_what_it_is(part: type) -> None:
    schema = SCHEMA if part in (Article, Marked) else SCHEMA["$defs"][part.__name__]
    assert [name for name, field in schema["properties"].items() if not field.get("description")] == []


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_expected_line_holds_to_the_schema(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        article = json.loads(line)
        assert [f"line {number}: {error.json_path}: {error.message}" for error in validator.iter_errors(article)] == []
        assert list(article) == [field.name for field in fields(Article)], f"line {number}: order of keys"


def test_there_are_expected_lines() -> None:
    assert EXPECTED
