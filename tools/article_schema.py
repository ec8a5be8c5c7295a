"""Makes `docs/article.schema.json` from the dataclasses of `crawler.items`: article_schema.py > docs/article.schema.json."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from crawler import items

PARTS: tuple[Any, ...] = (
    items.Article,
    items.Marked,
    items.Dateline,
    items.Credit,
    items.Source,
    items.Citation,
    items.Image,
    items.Related,
    items.Rights,
)


def article_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one line of `articles/`: every key is there, and no other. The keys of copies are there all or none."""
    for part in PARTS:
        # Read by pydantic; the classes themselves know nothing of it.
        part.__pydantic_config__ = ConfigDict(use_attribute_docstrings=True, extra="forbid")
    schema = TypeAdapter(items.Article).json_schema()
    of_copies = TypeAdapter(items.Marked).json_schema()["properties"]
    of_copies = {name: field for name, field in of_copies.items() if name not in schema["properties"]}
    for thing in (schema, *schema["$defs"].values()):
        thing["required"] = list(thing["properties"])
    schema["properties"] |= of_copies
    schema["dependentRequired"] = {name: [other for other in of_copies if other != name] for name in of_copies}
    for thing in (schema, *schema["$defs"].values()):
        for field in thing["properties"].values():
            field.pop("title", None)
            field.pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "khabar/article/1", **schema}


if __name__ == "__main__":
    json.dump(article_schema(), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
