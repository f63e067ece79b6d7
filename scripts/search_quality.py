"""Measures product search on words with known codes: how often the right one is in the first 1, 5, 10.

Usage: python scripts/search_quality.py FOLDER

FOLDER holds `search_references_dev.csv` (term, commodity_code, hs6) and `green_pages_dev.csv`
(term, headings joined by |). The instance in FAIRWAY_HOME adds the national lines it has loaded.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import django

FIRST = (1, 5, 10)
TIMES = (("median", 0.5), ("p95", 0.95), ("max", 1.0))


def main() -> None:
    arguments = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.config.settings")
    django.setup()
    from fairway.data.nomenclature.selectors import product_index, product_search  # noqa: PLC0415

    started = time.perf_counter()
    index = product_index()
    print(f"index: {len(index.codes)} subheadings, {len(index.vocabulary.forms)} words, ", end="")
    print(f"built in {time.perf_counter() - started:.2f} s")

    seconds: list[float] = []

    def found(term: str) -> list[str]:
        begun = time.perf_counter()
        result = product_search(term, limit=50)
        seconds.append(time.perf_counter() - begun)
        return [hit.hs6 for hit in result.results]

    references = [
        (found(row["term"]), [row["hs6"]]) for row in _rows(arguments.folder / "search_references_dev.csv")
    ]
    pages = [
        (found(row["term"]), row["headings"].split("|"))
        for row in _rows(arguments.folder / "green_pages_dev.csv")
    ]
    for name, digits in (("subheading", 6), ("heading", 4), ("chapter", 2)):
        _report(f"references, {name}", references, digits)
    _report("green pages, heading", pages, 4)
    seconds.sort()
    times = "  ".join(f"{name} {_at(seconds, share):.1f} ms" for name, share in TIMES)
    print(f"a query: {times}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    return parser.parse_args()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _report(name: str, answers: Sequence[tuple[list[str], list[str]]], digits: int) -> None:
    ranks = [_rank(codes, wanted, digits) for codes, wanted in answers]
    shares = "  ".join(f"top-{first} {sum(r < first for r in ranks) / len(ranks):.3f}" for first in FIRST)
    print(f"{name:24} {shares}  ({len(ranks)} terms)")


def _rank(codes: Iterable[str], wanted: Sequence[str], digits: int) -> float:
    """Where the first right code stands among the different ones of that level."""
    levels = list(dict.fromkeys(code[:digits] for code in codes))
    right = {code[:digits] for code in wanted}
    return next((rank for rank, code in enumerate(levels) if code in right), float("inf"))


def _at(ordered: Sequence[float], share: float) -> float:
    """Milliseconds at that share of the ordered times."""
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    main()
