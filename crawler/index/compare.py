"""Whether two articles are copies of one text, decided from their sketches alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from crawler.index.sketch import LEAD_BITS, SHINGLE_BITS, SHORT, Sketch, overlap
from crawler.knowledge.tables import read_table

LEAST_CONTAINED = 0.5
"""Share of the shorter text that must stand in the other. Less is a common background, however the rest looks."""

LEAST_IN_SERIES, LEAST_ON_ITS_DAY = 0.9, 0.7
"""Jaccard that two articles of one series must have, and two of different outlets on one day: weather reports or statements on executions
differ in a few words from day to day, copies of one in hardly a word."""

WHOLE, ELSE, LONGER = 0.95, 0.15, 0.95
"""A sequel has the whole of the old text in it, another lead, and is the longer one. Leads that share nothing are estimated at up to 0.15;
with 0.05 a quarter of the generated sequels passed for copies, now a sixth, and 4 in 1,000 copies fewer are found, none of the labelled."""

UNKNOWN_OUTLET = 0.9
"""On labelled pairs whose publishers were taken away: precision 1.00, recall 0.75; with 0.5, halfway, 0.89 and 0.90."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` found of two articles, `first` and `second` in the order they were given."""

    same: bool
    """Whether they are copies of one text, so that one of them is enough."""
    relation: Literal["same", "cut", "rewrite"] | None
    """`same`: nearly word for word; `cut`: one is a part of the other; `rewrite`: edited. None if they are not copies."""
    cut: Literal["first", "second"] | None
    """Which of them is the shorter version, where the relation is `cut`."""
    similarity: float
    """Jaccard of the word shingles, estimated, 0 to 0.99 in two decimals; 1 where the texts are equal."""
    reason: str
    """In words, for the line of a duplicate and for whoever looks why two articles were kept apart."""


class Features(NamedTuple):
    """What the decision rests on; each from 0 to 1 unless it says otherwise."""

    jaccard: float
    """Shingles in common, as a share of all shingles of both."""
    contained: float
    """Shingles in common, as a share of those of the shorter text."""
    lead: float
    """The same of the two leads."""
    figures: float
    """Numbers and weekdays that each of the two has and the other has not, the fewer of both counts, at most 3. A cut copy lacks some of
    the other's and has none of its own; two daily reports each have their own."""
    daily: float
    """1 if each has figures of its own and they are not known to be of one day: then they are two reports of something daily."""
    outlet: float
    """1 if one publisher brought both: then the other text is mostly a sequel. Unknown is nearly that, `UNKNOWN_OUTLET`."""
    days: float
    """Logarithm of 1 + days between them, at most that of 31. Unknown is that of one day."""


def compare(first: Sketch, second: Sketch) -> Comparison:
    """Whether two articles are copies of one text, how similar, and how they stand to each other.

    The order matters only for `cut`. Equal texts are always copies, flashes (under `SHORT` words) never anything else. The others are
    copies where a logistic model over `Features` says so; its weights are in `knowledge/copies.toml`, made by `tools/train_compare.py`.
    Two of one series (`knowledge/series.toml`) must also be nearly word for word the same.
    """
    if first.text == second.text:
        return Comparison(True, "same", None, 1.0, "the same text")
    if min(first.words, second.words) < SHORT:
        return Comparison(False, None, None, 0.0, f"not the same text, and fewer than {SHORT} words in one of them")
    jaccard, contained = overlap(first.body, second.body, SHINGLE_BITS)
    similarity = min(round(jaccard, 2), 0.99)
    if contained < LEAST_CONTAINED:  # most candidates: nothing else need be looked at
        return Comparison(False, None, None, similarity, f"different stories: only {contained:.0%} of the shorter text is in the other")
    features = measure(first, second)
    if score(features) < weights()["threshold"]:
        return Comparison(False, None, None, similarity, f"different stories: {_against(features, first, second)}")
    if features.jaccard < _least_in_series(features, first, second):
        return Comparison(False, None, None, similarity, "different stories: of one series, and not word for word the same")
    if _is_sequel(features, first, second):
        return Comparison(False, None, None, similarity, "different stories: the whole text behind a new beginning")
    relation = _relation(features, first, second)
    cut: Literal["first", "second"] | None = None
    if relation == "cut":
        cut = "first" if first.words < second.words else "second"
    return Comparison(True, relation, cut, similarity, _in_favour(features, first, second))


def measure(first: Sketch, second: Sketch) -> Features:
    """The features of two sketches, the same whichever comes first."""
    jaccard, contained = overlap(first.body, second.body, SHINGLE_BITS)
    figures = min(_own(first.numbers, second.numbers) + _own(first.weekdays, second.weekdays), 3)
    days = 1 if first.day is None or second.day is None else min(abs(first.day - second.day), 30)
    return Features(
        jaccard=jaccard,
        contained=contained,
        lead=overlap(first.lead, second.lead, LEAD_BITS)[1],
        figures=figures,
        daily=float(bool(figures and days)),
        outlet=UNKNOWN_OUTLET if first.publisher is None or second.publisher is None else float(first.publisher == second.publisher),
        days=math.log1p(days),
    )


def score(features: Features) -> float:
    """The model's certainty that two articles are copies, 0 to 1."""
    table = weights()
    total = table["bias"] + sum(table[name] * value for name, value in zip(Features._fields, features, strict=True))
    return 1 / (1 + math.exp(-total))


@cache
def weights() -> dict[str, float]:
    """The model: one weight a feature, `bias` and `threshold`; read once, when first needed."""
    return read_table("copies.toml")


def _own(first: int, second: int) -> int:
    """Bits that each has and the other has not, the fewer of both counts."""
    return min((first & ~second).bit_count(), (second & ~first).bit_count())


def _least_in_series(features: Features, first: Sketch, second: Sketch) -> float:
    if not first.series or first.series != second.series:
        return 0.0
    return LEAST_IN_SERIES if features.outlet or features.days else LEAST_ON_ITS_DAY


def _is_sequel(features: Features, first: Sketch, second: Sketch) -> bool:
    """Whether one text stands whole in a longer one that begins with something else, of the same outlet or of another day.

    Of another outlet on the same day that is mostly a copy with a lead of its own, and the model decides. No labelled copy has this form.
    """
    is_later = first.day is not None and second.day is not None and first.day != second.day
    shorter, longer = sorted((first.words, second.words))
    is_longer = features.contained >= WHOLE and features.lead < ELSE and shorter <= LONGER * longer
    return is_longer and (is_later or features.outlet == 1)


def _relation(features: Features, first: Sketch, second: Sketch) -> Literal["same", "cut", "rewrite"]:
    shorter, longer = sorted((first.words, second.words))
    if features.contained >= 0.7 and shorter <= 0.8 * longer:
        return "cut"
    return "same" if features.jaccard >= 0.7 else "rewrite"


def _in_favour(features: Features, first: Sketch, second: Sketch) -> str:
    shared = f"{features.contained:.0%} of the shorter text and {features.lead:.0%} of its lead are in the other"
    outlet = {0.0: "of another outlet", UNKNOWN_OUTLET: "of an unknown outlet", 1.0: "of the same outlet"}[features.outlet]
    return f"{shared}, {outlet}, {_apart(first, second)}"


def _against(features: Features, first: Sketch, second: Sketch) -> str:
    """What kept two articles apart: the feature that costs most against a word for word copy of another outlet on the same day."""
    reasons = {
        "jaccard": f"only {features.jaccard:.0%} of all shingles in common",
        "contained": f"only {features.contained:.0%} of the shorter text is in the other",
        "lead": f"only {features.lead:.0%} of the lead in common",
        "figures": f"each has numbers or weekdays of its own ({features.figures:.0f})",
        "daily": f"each has numbers or weekdays of its own ({features.figures:.0f}), {_apart(first, second)}",
        "outlet": "of the same outlet" if features.outlet == 1 else "the outlets are not known",
        "days": _apart(first, second),
    }
    table = weights()
    ideal = Features(jaccard=1, contained=1, lead=1, figures=0, daily=0, outlet=0, days=0)
    costs = {name: table[name] * (best - value) for name, best, value in zip(Features._fields, ideal, features, strict=True)}
    return reasons[max(costs, key=lambda name: costs[name])]


def _apart(first: Sketch, second: Sketch) -> str:
    if first.day is None or second.day is None:
        return "days apart unknown"
    days = abs(first.day - second.day)
    return f"{days} {'day' if days == 1 else 'days'} apart" if days else "on the same day"
