"""Mutated pages, feeds, sitemaps, listings and robots.txt through the crawler: fuzz.py [--mutations 100000] [--seed khabar] [--from 0]

Every file is one of the fixtures with one to four things wrong with it (`tests/fuzz/mutations.py`) and goes the way of a crawl's, from
bytes to line (`tests/fuzz/subjects.py`). Counted are uncaught exceptions, broken promises (schema, display form, addresses, dates) and
what takes more than 2 s of processor time. `--only NUMBER` repeats one, `--keep FOLDER` saves the files that fail. `--runs` tries one
fragment again and again, a megabyte of each in each place that is looked at closely (`tests/fuzz/growth.py`). Exit code 1 if any failed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.fuzz.growth import LONGEST, cases, too_slow
from tests.fuzz.run import TOO_LONG, Tally, mutated, run

SEED = "khabar"
PIECE = 1000


def main() -> int:
    """Run them, and print what came of it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=100_000, metavar="N")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="NUMBER", help="number of the first")
    parser.add_argument("--seed", default=SEED)
    parser.add_argument("--only", type=int, metavar="NUMBER")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--runs", action="store_true", help="instead: one fragment again and again, a megabyte of it")
    options = parser.parse_args()
    if options.runs:
        return runs()
    numbers = range(options.first, options.first + options.mutations) if options.only is None else range(options.only, options.only + 1)
    total = Tally()
    for start in range(numbers.start, numbers.stop, PIECE):
        piece = run(range(start, min(start + PIECE, numbers.stop)), options.seed)
        add(total, piece)
        for words in piece.faults + piece.slow:
            print(words, flush=True)
            if options.keep:
                keep(options.keep, int(words.split(",")[0].removeprefix("number ")), options.seed)
        print(f"... {total.count:,} in {total.seconds:,.0f} s", file=sys.stderr, flush=True)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in total.kinds.most_common())
    print(f"{total.count:,} mutations ({kinds}) in {total.seconds:,.0f} s of processor time")
    print(f"{len(total.faults)} exceptions or broken promises, {len(total.slow)} over {TOO_LONG:g} s")
    print(f"the slowest, {total.slowest[0]:.2f} s: {total.slowest[1]}")
    return 1 if total.faults or total.slow else 0


def runs() -> int:
    """Try every fragment in every place; the exit code."""
    chosen = list(cases())
    slow = []
    for case, seconds in too_slow(chosen, LONGEST):
        slow.append(case)
        print(f"{seconds:.1f} s: {case}", flush=True)
    print(f"{len(chosen):,} runs of {LONGEST:,} bytes, {len(slow)} over {TOO_LONG:g} s")
    return 1 if slow else 0


def add(total: Tally, piece: Tally) -> None:
    """Add what a piece came to."""
    total.count += piece.count
    total.seconds += piece.seconds
    total.kinds += Counter(piece.kinds)
    total.faults += piece.faults
    total.slow += piece.slow
    total.slowest = max(total.slowest, piece.slowest)


def keep(folder: Path, number: int, seed: str) -> None:
    """Save a mutated file."""
    file = mutated(number, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.{file.seed.kind}").write_bytes(file.body)


if __name__ == "__main__":
    sys.exit(main())
