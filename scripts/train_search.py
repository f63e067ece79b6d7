"""Learns how the product search weighs its evidence, and writes `content/goods/ranking.json`.

Usage: python scripts/train_search.py FOLDER [--check]

Learns from questions whose codes are known: `benchmarks/goods/training_questions.csv` and, in FOLDER,
`search_references_dev.csv` (term, commodity_code, hs6) and `green_pages_dev.csv` (term, headings joined
by |). Only the weights are kept, none of the words. Prints first how well questions are answered that
were not learned from (five folds, the same words always in one fold) and how far its estimates hold.
With --check it stops there and writes nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fairway.data.nomenclature.catalogue import build_index
from fairway.data.nomenclature.domain.index import Index
from fairway.data.nomenclature.domain.query import read_query
from fairway.data.nomenclature.domain.ranking import EVIDENCE, OUTSIDE, Ranking, length_of
from fairway.data.nomenclature.domain.words import indexed_words, stem

ROOT = Path(__file__).resolve().parent.parent
RANKING = ROOT / "src" / "fairway" / "content" / "goods" / "ranking.json"
FOLDS = 5
CANDIDATES = 150  # subheadings that compete in training; the others stand far behind
ROUNDS, BATCH, RATE, RATE_AT_END, RIDGE = 40, 256, 0.03, 0.003, 1e-4
COUNTS = {"references": 1.0, "pages": 0.5}  # how much a question of a source counts
COUNT_OF_OWN = 1.5
NATIONAL = 1.0  # set, not learned: the index that is learned from has no national lines

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its right codes, of any number of digits."""

    source: str
    language: str
    text: str
    right: tuple[str, ...]

    @property
    def fold(self) -> int:
        words = " ".join(sorted({stem(word) for word in indexed_words(self.text)}))
        return zlib.crc32(words.encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Example:
    """Evidence of the candidates (candidates by kinds), of none of them, and which are right."""

    asked: Asked
    codes: tuple[str, ...]
    evidence: Array
    outside: Array
    right: Array


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    questions = read_questions(arguments.folder)
    index = build_index()
    examples = [example_of(index, asked) for asked in questions]
    report(cross_validated(examples))
    if not arguments.check:
        write(learn(examples), Counter(asked.source for asked in questions))


def read_questions(folder: Path) -> list[Asked]:
    own = _rows(ROOT / "benchmarks" / "goods" / "training_questions.csv")
    references, pages = _rows(folder / "search_references_dev.csv"), _rows(folder / "green_pages_dev.csv")
    return [
        *(Asked("references", "en", row["term"], (row["hs6"],)) for row in references),
        *(Asked("pages", "en", row["term"], tuple(row["headings"].split("|"))) for row in pages),
        *(Asked(row["kind"], row["language"], row["question"], (row["code"],)) for row in own),
    ]


def example_of(index: Index, asked: Asked) -> Example:
    terms = read_query(asked.text, asked.language, index.vocabulary)
    evidence, outside = index.evidence(terms)
    chances = index.ranking.probabilities(evidence, outside, len(terms))
    best = np.argsort(-chances, kind="stable")[:CANDIDATES]
    chosen = evidence[:, best].T
    codes = tuple(index.codes[number] for number in best)
    right = np.array([code.startswith(asked.right) for code in codes], dtype=np.float32)
    long = np.float32(length_of(len(terms)))
    return Example(asked, codes, np.concatenate([chosen, chosen * long], axis=1), outside, right)


def learn(examples: Sequence[Example]) -> Ranking:
    """The weights that make the right codes likeliest: stochastic descent by Adam (Kingma, Ba, 2015)."""
    evidence, outside = (
        np.stack([each.evidence for each in examples]),
        np.stack([e.outside for e in examples]),
    )
    right = np.stack([each.right for each in examples])
    counts = np.array([COUNTS.get(each.asked.source, COUNT_OF_OWN) for each in examples], dtype=np.float32)
    scale = np.concatenate([evidence.std(axis=(0, 1)) + 1e-6, np.ones(len(OUTSIDE), dtype=np.float32)])
    kinds = evidence.shape[2]
    weights = np.zeros(kinds + len(OUTSIDE), dtype=np.float32)
    mean, square, step = np.zeros_like(weights), np.zeros_like(weights), 0
    random = np.random.default_rng(1)
    steps = ROUNDS * -(-len(examples) // BATCH)
    for _ in range(ROUNDS):
        order = random.permutation(len(examples))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            slope = _slope(weights / scale, evidence[batch], outside[batch], right[batch], counts[batch])
            slope = slope / scale + RIDGE * weights
            step += 1
            mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
            rate = RATE + (RATE_AT_END - RATE) * step / steps
            weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    learned = weights / scale
    half = kinds // 2
    learned[EVIDENCE.index("national_text")] = NATIONAL
    return Ranking(str(date.today()), learned[:half], learned[half:kinds], learned[kinds:])  # noqa: DTZ011


def _slope(weights: Array, evidence: Array, outside: Array, right: Array, counts: Array) -> Array:
    """Which way the weights make the right codes less likely. Where none is a candidate, "none" is right."""
    kinds = evidence.shape[2]
    worths = np.concatenate([evidence @ weights[:kinds], (outside @ weights[kinds:])[:, None]], axis=1)
    odds = np.exp(worths - worths.max(axis=1, keepdims=True))
    chances = odds / odds.sum(axis=1, keepdims=True)
    wanted = np.concatenate([right, (right.sum(axis=1) == 0)[:, None]], axis=1)
    aimed = chances * wanted
    aimed /= aimed.sum(axis=1, keepdims=True) + 1e-12
    error = (chances - aimed) * counts[:, None] / counts.sum()
    return np.concatenate([np.einsum("ec,eck->k", error[:, :-1], evidence), error[:, -1] @ outside])  # type: ignore[no-any-return]


def cross_validated(examples: Sequence[Example]) -> list[tuple[Example, Array]]:
    """Each example with the chances that weights give it which were learned from the other folds."""
    found: list[tuple[Example, Array]] = []
    for fold in range(FOLDS):
        ranking = learn([each for each in examples if each.asked.fold != fold])
        weights = np.concatenate([ranking.weights, ranking.long_weights])
        for each in examples:
            if each.asked.fold == fold:
                worths = np.append(each.evidence @ weights, each.outside @ ranking.outside)
                odds = np.exp(worths - worths.max())
                found.append((each, (odds / odds.sum())[:-1]))
    return found


def report(found: Sequence[tuple[Example, Array]]) -> None:
    for source in sorted({each.asked.source for each, _ in found}):
        for language in ("en", "fr", "es"):
            of_source = [
                pair for pair in found if (pair[0].asked.source, pair[0].asked.language) == (source, language)
            ]
            for digits in (4, 2) if source == "pages" else (6, 4, 2):
                if of_source:
                    ranks = [_rank(each, chances, digits) for each, chances in of_source]
                    shares = "  ".join(
                        f"top-{n} {sum(rank < n for rank in ranks) / len(ranks):.3f}" for n in (1, 5, 10)
                    )
                    print(f"{source:11}{language}  {digits} digits  {shares}  ({len(ranks)})")
    print("estimate of the best and how often it is right (not of the pages, which give headings only)")
    best = [
        (float(chances.max()), float(each.right[int(chances.argmax())]))
        for each, chances in found
        if each.asked.source != "pages"
    ]
    for low in np.arange(0, 1, 0.1):
        within = [pair for pair in best if low <= pair[0] < low + 0.1]
        if within:
            estimate, truth = np.mean([pair[0] for pair in within]), np.mean([pair[1] for pair in within])
            print(f"  {low:.1f}  estimate {estimate:.2f}  right {truth:.2f}  ({len(within)})")


def _rank(each: Example, chances: Array, digits: int) -> float:
    levels = list(dict.fromkeys(each.codes[at][:digits] for at in np.argsort(-chances, kind="stable")))
    right = {code[:digits] for code in each.asked.right}
    return next((float(rank) for rank, code in enumerate(levels) if code in right), float("inf"))


def write(ranking: Ranking, sources: Counter[str]) -> None:
    plain = {
        "version": ranking.version,
        "learned_from": dict(sorted(sources.items())),
        "weights": _plain(EVIDENCE, ranking.weights),
        "long_weights": _plain(EVIDENCE, ranking.long_weights),
        "outside": _plain(OUTSIDE, ranking.outside),
    }
    RANKING.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")
    print(f"Written: {RANKING.relative_to(ROOT)}")


def _plain(names: Sequence[str], weights: Array) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
