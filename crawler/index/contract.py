"""Whether a line is what `crawler.items` promises: its keys in order, their types, and what the fields mean for each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from crawler.index.parts import Folder
from crawler.items import SCHEMA_VERSION, Article, Duplicate, Gone, Link, Marked, Rejected

Check = Callable[[Any], str | None]
"""What is wrong with a value, to be read behind the name of its field, or None."""

KINDS: dict[Folder, type[Any]] = {"articles": Article, "duplicates": Duplicate, "rejected": Rejected, "gone": Gone, "links": Link}
HASH = re.compile(r"[0-9a-f]{32}")


def broken(folder: Folder, line: Any) -> str | None:
    """The first thing in which a line of this folder, as JSON, breaks the schema, with the name of the field; None if it keeps it."""
    if type(line) is not dict:
        return "it is no JSON object"
    kind: Any = Marked if folder == "articles" and "duplicate_of" in line else KINDS[folder]
    wrong = _check_of(kind)(line)
    if wrong is not None:
        return wrong.removeprefix(".").removeprefix(": ")
    return next((f"{name}: {wrong}" for name, check in MEANING if name in line and (wrong := check(line))), None)


@cache
def _check_of(hint: Any) -> Check:
    """The check of a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _object(hint)
    if origin in (UnionType, Union):
        (some,) = (_check_of(argument) for argument in arguments if argument is not NoneType)
        return lambda value: None if value is None else some(value)
    if origin is Literal:
        return lambda value: None if type(value) is str and value in arguments else f": {_shown(value)} is none of {', '.join(arguments)}"
    if origin is list:
        return _list(_check_of(arguments[0]))
    if origin is dict:
        return _texts
    return _plain(hint)


def _plain(kind: type) -> Check:
    kinds = (int, float) if kind is float else (kind,)  # exact: True is no number here
    return lambda value: None if type(value) in kinds else f": {_shown(value)} is no {kind.__name__}"


def _list(check: Check) -> Check:
    def list_of(value: Any) -> str | None:
        if type(value) is not list:
            return f": {_shown(value)} is no list"
        for number, item in enumerate(value):
            if (wrong := check(item)) is not None:
                return f"[{number}]{wrong}"
        return None

    return list_of


def _texts(value: Any) -> str | None:
    return None if type(value) is dict and all(type(text) is str for text in value.values()) else f": {_shown(value)} is no object of texts"


def _object(kind: Any) -> Check:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    checks = [(name, _check_of(hints[name])) for name in names]

    def object_of(value: Any) -> str | None:
        if type(value) is not dict:
            return f": {_shown(value)} is no object"
        if list(value) != names:
            return _keys(list(value), names)
        for name, check in checks:
            if (wrong := check(value[name])) is not None:
                return f".{name}{wrong}"
        return None

    return object_of


def _keys(keys: list[str], names: list[str]) -> str:
    if missing := [name for name in names if name not in keys]:
        return f": the key {missing[0]} is missing"
    if strange := [key for key in keys if key not in names]:
        return f": the key {_shown(strange[0])} does not belong there"
    return f": its keys are not in order: {next(key for key, name in zip(keys, names, strict=True) if key != name)} comes too early"


def _shown(value: Any) -> str:
    """A value in a message: short, and nothing in it that a terminal would obey."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


def _time(name: str) -> Check:
    def check(line: Any) -> str | None:
        if (text := line[name]) is None:
            return None
        try:
            offset = datetime.fromisoformat(text).utcoffset()
        except ValueError:
            return f"{_shown(text)} is no ISO 8601 time"
        if offset is None:
            return f"{_shown(text)} has no offset"
        return f"{_shown(text)} is not UTC" if name == "crawled_at" and offset != timedelta(0) else None

    return check


def _structure(line: Any) -> str | None:
    paragraphs = len(line["body"].split("\n\n")) if line["body"] else 0
    return None if len(line["structure"]) == paragraphs else f"{len(line['structure'])} words for {paragraphs} paragraphs"


def _copy(line: Any) -> str | None:
    keys = ("duplicate_of", "relation", "similarity", "reason")
    return (
        None if len({line[key] is None for key in keys}) == 1 else "null, but not relation, similarity and reason, or the other way round"
    )


MEANING: tuple[tuple[str, Check], ...] = (
    ("schema_version", lambda line: None if line["schema_version"] == SCHEMA_VERSION else f"it is not {SCHEMA_VERSION}"),
    ("id", lambda line: None if line["id"] else "it is empty"),
    ("revision", lambda line: None if line["revision"] >= 1 else "it is less than 1"),
    ("text_hash", lambda line: None if HASH.fullmatch(line["text_hash"]) else "it is not 32 hex digits"),
    ("published_at", _time("published_at")),
    ("modified_at", _time("modified_at")),
    ("crawled_at", _time("crawled_at")),
    ("structure", _structure),
    ("duplicate_of", _copy),
    ("similarity", lambda line: None if line["similarity"] is None or 0 <= line["similarity"] <= 1 else "it is not between 0 and 1"),
)
"""What the types do not say: the field, and what is wrong with it in a line whose types are right."""
