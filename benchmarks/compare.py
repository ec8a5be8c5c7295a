"""What telling copies from other stories costs, without the index: compare.py [--articles 20000] [--pairs PAIRS.jsonl]

Articles of 300 words of a generated vocabulary (words as frequent as in language, by Zipf's law) are drawn and filed by their keys in
memory; one in ten is a copy of an earlier one: cut, with another lead, or with every twentieth word changed. Printed are CPU µs for the
comparing form alone, for a sketch with its keys, for a comparison, the candidates compared for an article, and the share of copies
found.

`--pairs` (labelled pairs, as tools/train_compare.py reads them) runs their articles through the same, sorted by date, and prints how
many copies came together in one story. The weights were made from some of these pairs: held-out figures are printed by
tools/train_compare.py.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawler.arabic.normalize import match_key
from crawler.index.candidates import ROWS, candidates
from crawler.index.compare import compare
from crawler.index.sketch import SIZE, Sketch, draw

VOCABULARY = 50_000
LETTERS = "ابتثجحخدرزسشصطعغفقكلمنهويءةى"


class Shelf:
    """The index as far as copies go, in memory."""

    def __init__(self) -> None:
        self.keys: defaultdict[int, list[int]] = defaultdict(list)
        self.sketches: list[Sketch] = []
        self.stories: list[int] = []
        self.compared = 0

    def add(self, sketch: Sketch, keys: list[int]) -> int:
        """File an article; the number of the article that began its story."""
        number = story = len(self.sketches)
        for other in candidates(self.keys[key][-ROWS:] for key in keys):
            self.compared += 1
            if compare(self.sketches[other], sketch).same:
                story = self.stories[other]
                break
        for key in keys:
            self.keys[key].append(number)
        self.sketches.append(sketch)
        self.stories.append(story)
        return story


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--pairs", type=Path)
    options = parser.parse_args()
    generated(options.articles)
    if options.pairs:
        labelled(options.pairs)


def generated(count: int) -> None:
    """Costs, and copies found among generated articles."""
    chance = random.Random(1)
    vocabulary = ["".join(chance.choices(LETTERS, k=chance.randint(2, 8))) for _ in range(VOCABULARY)]
    weights = [1 / (rank + 3) for rank in range(VOCABULARY)]
    texts: list[list[str]] = []
    originals: list[int | None] = []
    for _ in range(count):
        original = chance.randrange(len(texts)) if texts and chance.random() < 0.1 else None
        words = chance.choices(vocabulary, weights, k=300)
        texts.append(words if original is None else copied(texts[original], words, chance))
        originals.append(original)
    articles = [("عنوان من خمس كلمات هنا", " ".join(words), f"outlet{number % 20}") for number, words in enumerate(texts)]
    print(f"comparing form {microseconds(lambda article: match_key(article[1]), articles[:3000]):.0f} µs")
    print(f"sketch and keys, comparing form included {microseconds(drawn, articles[:3000]):.0f} µs, {SIZE} bytes")
    shelf = Shelf()
    stories = [shelf.add(*drawn(article)) for article in articles]
    sketches = shelf.sketches[:3001]
    print(f"comparison {microseconds(lambda pair: compare(*pair), list(pairwise(sketches))):.1f} µs")
    packed = [sketch.pack() for sketch in sketches]
    print(f"unpacking {microseconds(Sketch.unpack, packed):.1f} µs")
    copies = [(number, original) for number, original in enumerate(originals) if original is not None]
    found = sum(stories[number] == stories[original] for number, original in copies)
    alone = sum(stories[number] != number for number, original in enumerate(originals) if original is None)
    print(
        f"{count} articles: {shelf.compared / count:.2f} candidates compared for each, {found} of {len(copies)} copies found, {alone} wrong"
    )


def copied(words: list[str], others: list[str], chance: random.Random) -> list[str]:
    """A copy of a text: cut, with another lead, or reworded here and there."""
    match chance.randrange(3):
        case 0:
            return words[: max(60, len(words) // 3)]
        case 1:
            return others[:25] + words[25:]
        case _:
            return [other if place % 20 == 7 else word for place, (word, other) in enumerate(zip(words, others, strict=False))]


def drawn(article: tuple[str, str, str]) -> tuple[Sketch, list[int]]:
    title, body, publisher = article
    return draw(title, body, publisher=publisher, published_at="2024-06-26")


def microseconds(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """CPU time of one item, the best of three rounds."""
    rounds = []
    for _ in range(3):
        started = time.process_time()
        for item in items:
            work(item)
        rounds.append((time.process_time() - started) / len(items) * 1e6)
    return min(rounds)


def labelled(path: Path) -> None:
    """Stories made of the articles of labelled pairs."""
    pairs = [pair for pair in map(json.loads, path.open(encoding="utf-8")) if not pair["borderline"]]
    articles = {
        pair[f"doc_{side}"]: [pair[f"{field}_{side}"] for field in ("date", "title", "text", "publisher")]
        for pair in pairs
        for side in "ab"
    }
    shelf, stories, keys = Shelf(), {}, {}
    for document, (date, title, text, publisher) in sorted(articles.items(), key=lambda item: str(item[1][0])):
        sketch, keys[document] = draw(title, text, publisher=publisher, published_at=date)
        stories[document] = shelf.add(sketch, keys[document])
    met = [pair for pair in pairs if set(keys[pair["doc_a"]]) & set(keys[pair["doc_b"]])]
    joined = [pair for pair in pairs if stories[pair["doc_a"]] == stories[pair["doc_b"]]]
    copies, met_copies, right = (sum(pair["label"] == "same_copy" for pair in some) for some in (pairs, met, joined))
    print(f"{len(pairs)} pairs, {copies} copies: {met_copies} share a key, {right} in one story; {len(joined) - right} others in one story")


if __name__ == "__main__":
    main()
