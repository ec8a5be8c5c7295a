"""Whether a crawl of the bundled site wrote what a reader took from it: check_demo.py OUTPUT EXPECTED.jsonl. Exits 1 naming each field."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson


def articles(paths: list[Path]) -> dict[tuple[str, int], dict[str, Any]]:
    """Lines by id and revision."""
    lines = [orjson.loads(line) for path in paths for line in path.read_bytes().splitlines()]
    return {(line["id"], line["revision"]): line for line in lines}


def differences(written: dict[tuple[str, int], dict[str, Any]], expected: dict[tuple[str, int], dict[str, Any]]) -> list[str]:
    """What differs, one line a field."""
    found = [f"{key}: not written" for key in expected.keys() - written.keys()]
    found += [f"{key}: written but not expected" for key in written.keys() - expected.keys()]
    for key in expected.keys() & written.keys():
        for name in expected[key] | written[key]:
            if (want := expected[key].get(name)) != (got := written[key].get(name)):
                found.append(f"{key}: {name}: {got!r} instead of {want!r}")
    return found


def main() -> int:
    output, expected = Path(sys.argv[1]), Path(sys.argv[2])
    files = sorted((output / "articles").rglob("*.jsonl"))
    found = differences(articles(files), articles([expected]))
    print("\n".join(found) or f"{output}: the articles of {expected}, all {len(articles([expected]))} of them")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
