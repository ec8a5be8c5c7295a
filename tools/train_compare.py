"""Makes the weights by which `compare` decides: train_compare.py PAIRS.jsonl [--write]

PAIRS.jsonl holds labelled pairs, one a line: `label` (`same_copy` or anything else), `borderline` (left out if true), and of each side
`title_a`, `text_a`, `date_a`, `publisher_a`, `doc_a` (an id). Khabar's weights were made from 177 such pairs of the ANT corpus of
Arabic news of 2015 to 2018, which is not part of the project.

To them come daily reports made from the same texts, because labelled ones are few: each text that has a number, and the same with
one number or every number and weekday moved on, published the next day by the same outlet or another, or with neither date nor
publisher: different stories. All of them together weigh a tenth of the pairs.

The model is a logistic regression with a small ridge penalty. Weights may not have the wrong sign (more in common never speaks against
a copy, more days between never for one). It is fitted by Newton steps, each solved by coordinate descent: the same numbers every time.

Printed is what held-out pairs give: ten-fold cross-validation, folds never sharing an article, and one outlet left out at a time.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crawler.arabic.normalize import fold_letters
from crawler.index.compare import LEAST_CONTAINED, Features, measure
from crawler.index.sketch import Sketch, draw
from crawler.knowledge.calendars import clock

TABLE = Path(__file__).parents[1] / "crawler" / "knowledge" / "copies.toml"
SIGNS = {"jaccard": 1, "contained": 1, "lead": 1, "figures": -1, "daily": -1, "outlet": -1, "days": -1}
RIDGE = 0.02
MADE_WEIGH = 0.1
THRESHOLD = 0.5

Row = tuple[float, ...]


class Example(NamedTuple):
    """A pair to learn from."""

    row: Row
    is_copy: bool
    weight: float
    documents: frozenset[str]
    outlets: frozenset[str]


class Model(NamedTuple):
    """Bias, and a weight for each feature."""

    bias: float
    weights: tuple[float, ...]

    def score(self, row: Row) -> float:
        if Features(*row).contained < LEAST_CONTAINED:
            return 0.0
        return 1 / (1 + math.exp(-self.bias - sum(weight * value for weight, value in zip(self.weights, row, strict=True))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write the weights to {TABLE.name}")
    options = parser.parse_args()
    pairs = [pair for pair in map(json.loads, options.pairs.open(encoding="utf-8")) if not pair["borderline"]]
    real, made = labelled(pairs), list(reports(pairs))
    share = MADE_WEIGH * len(real) / len(made)
    made = [example._replace(weight=share) for example in made]
    for name, folds in (("ten folds", ten_folds(real)), ("one outlet left out", outlet_folds(real))):
        report(name, held_out(real, made, folds))
    model = fit([*real, *made])
    report("fitted", [(model.score(example.row), example.is_copy) for example in real])
    print(f"daily reports told apart: {sum(model.score(example.row) < THRESHOLD for example in made)} of {len(made)}")
    text = table(model)
    print(text)
    if options.write:
        TABLE.write_text(text, encoding="utf-8")


# --- Examples --------------------------------------------------------------------------------------------------------------


def labelled(pairs: list[dict[str, Any]]) -> list[Example]:
    return [
        Example(
            measure(sketch(pair, "a"), sketch(pair, "b")),
            pair["label"] == "same_copy",
            1.0,
            frozenset((pair["doc_a"], pair["doc_b"])),
            frozenset((pair["publisher_a"], pair["publisher_b"])),
        )
        for pair in pairs
    ]


def sketch(pair: dict[str, Any], side: str) -> Sketch:
    date, publisher = pair[f"date_{side}"], pair[f"publisher_{side}"]
    return draw(pair[f"title_{side}"], pair[f"text_{side}"], publisher=publisher, published_at=date)[0]


def reports(pairs: list[dict[str, Any]]) -> Iterable[Example]:
    """Pairs of daily reports: the texts with a number, and what the next day's would be."""
    for pair in pairs:
        for side in "ab":
            title, text, publisher = pair[f"title_{side}"], pair[f"text_{side}"], pair[f"publisher_{side}"]
            if not re.search("[0-9]", text):
                continue
            documents, outlets = frozenset((pair["doc_a"], pair["doc_b"])), frozenset((publisher,))
            one_number = re.sub("[0-9]+", lambda number: str(int(number[0]) + 1), text, count=1)
            for of_today, of_tomorrow, day, next_day in (
                (publisher, publisher, "2018-01-01", "2018-01-02"),
                (publisher, "another outlet", "2018-01-01", "2018-01-02"),
                (None, None, None, None),
            ):
                today = draw(title, text, publisher=of_today, published_at=day)[0]
                for later in (moved_on(text), one_number):
                    tomorrow = draw(title, later, publisher=of_tomorrow, published_at=next_day)[0]
                    features = measure(today, tomorrow)
                    if features.figures:  # else the new number stood in the text before
                        yield Example(features, False, 0.0, documents, outlets)


def moved_on(text: str) -> str:
    """The text with every number one higher, and every weekday the next one."""
    week = [next(name for name in names if name.startswith("ال")) for names in clock().weekdays]
    following = {fold_letters(name): week[(place + 1) % 7] for place, name in enumerate(week)}
    text = re.sub("[0-9]+", lambda number: str(int(number[0]) + 1), text)
    return " ".join(following.get(fold_letters(word), word) for word in text.split(" "))


# --- The model -------------------------------------------------------------------------------------------------------------


def fit(examples: Sequence[Example]) -> Model:
    """The model that makes the examples most likely, within `SIGNS` and the penalty `RIDGE` on each weight squared."""
    signs = [SIGNS[name] for name in Features._fields]
    weights = [0.0] * (len(signs) + 1)  # the last is the bias
    rows = [(*example.row, 1.0) for example in examples]
    for _ in range(50):
        gradient, curvature = _slopes(examples, rows, weights)
        for place in range(len(signs)):
            gradient[place] += RIDGE * weights[place]
            curvature[place][place] += RIDGE
        step = _step(gradient, curvature, weights, signs)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-7:
            break
    return Model(weights[-1], tuple(weights[:-1]))


def _slopes(examples: Sequence[Example], rows: list[Row], weights: list[float]) -> tuple[list[float], list[list[float]]]:
    """First and second derivatives of the loss."""
    size = range(len(weights))
    gradient, curvature = [0.0 for _ in size], [[0.0 for _ in size] for _ in size]
    for example, row in zip(examples, rows, strict=True):
        chance = 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, row, strict=True))))
        for one in size:
            gradient[one] += example.weight * (chance - example.is_copy) * row[one]
            for two in size:
                curvature[one][two] += example.weight * chance * (1 - chance) * row[one] * row[two]
    return gradient, curvature


def _step(gradient: list[float], curvature: list[list[float]], weights: list[float], signs: list[int]) -> list[float]:
    """The change that minimises the quadratic of the two derivatives while no weight leaves its sign."""
    step = [0.0] * len(weights)
    for _ in range(500):
        moved = 0.0
        for place in range(len(weights)):
            slope = gradient[place] + sum(bend * change for bend, change in zip(curvature[place], step, strict=True))
            wanted = weights[place] + step[place] - slope / max(curvature[place][place], 1e-9)
            if place < len(signs) and wanted * signs[place] < 0:
                wanted = 0.0
            moved = max(moved, abs(wanted - weights[place] - step[place]))
            step[place] = wanted - weights[place]
        if moved < 1e-9:
            break
    return step


def table(model: Model) -> str:
    """The file that `compare` reads."""
    lines = [
        "# How the decision between copies and different stories weighs its features (crawler/index/compare.py).",
        "# Made by tools/train_compare.py; change it there.",
        f"threshold = {THRESHOLD}",
        f"bias = {model.bias:.3f}",
        *(f"{name} = {weight:.3f}" for name, weight in zip(Features._fields, model.weights, strict=True)),
    ]
    return "\n".join(lines) + "\n"


# --- Held-out pairs --------------------------------------------------------------------------------------------------------


def ten_folds(examples: Sequence[Example]) -> list[set[int]]:
    """Ten groups of places; pairs that share an article, directly or through other pairs, are in one group."""
    group = {document: document for example in examples for document in example.documents}

    def root(document: str) -> str:
        while group[document] != document:
            document = group[document]
        return document

    for example in examples:
        first, *others = sorted(example.documents)
        for other in others:
            group[root(other)] = root(first)
    folds: list[set[int]] = [set() for _ in range(10)]
    roots: dict[str, int] = {}
    # Copies and others are dealt out in turn, so that each fold has its share of both.
    for place in sorted(range(len(examples)), key=lambda place: examples[place].is_copy):
        name = root(min(examples[place].documents))
        folds[roots.setdefault(name, len(roots) % 10)].add(place)
    return folds


def outlet_folds(examples: Sequence[Example]) -> list[set[int]]:
    """For each outlet the pairs that it is in; a pair of two outlets is held out twice, and counted twice."""
    outlets = sorted(frozenset().union(*(example.outlets for example in examples)))
    return [{place for place, example in enumerate(examples) if outlet in example.outlets} for outlet in outlets]


def held_out(real: Sequence[Example], made: Sequence[Example], folds: list[set[int]]) -> list[tuple[float, bool]]:
    """Score and truth of each example, by models that saw neither its fold nor anything made of its articles."""
    scores = []
    for fold in folds:
        unseen: frozenset[str] = frozenset().union(*(real[place].documents for place in fold))
        known = [example for place, example in enumerate(real) if place not in fold]
        model = fit([*known, *(example for example in made if not example.documents & unseen)])
        scores += [(model.score(real[place].row), real[place].is_copy) for place in sorted(fold)]
    return scores


def report(name: str, scores: list[tuple[float, bool]]) -> None:
    copies = sum(is_copy for _, is_copy in scores)
    print(f"{name}, {len(scores)} pairs, {copies} copies")
    for threshold in (0.3, 0.4, THRESHOLD, 0.6, 0.7, 0.8):
        found = [is_copy for score, is_copy in scores if score >= threshold]
        print(f"  from {threshold}: precision {sum(found) / max(1, len(found)):.3f} recall {sum(found) / copies:.3f}")


if __name__ == "__main__":
    main()
