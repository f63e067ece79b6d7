"""The product search: how often it finds the right code, how fast it is and what its index takes.

Run as a module it is the process of its own in which the index is built for its time and memory.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Result, percentile, timed

if TYPE_CHECKING:
    from fairway.data.nomenclature.domain.index import Index
    from fairway.data.nomenclature.domain.postings import Postings

GOODS = Path(__file__).parent / "goods"
SHARED_FOLDER = Path("data") / "search"
LANGUAGES = ("en", "fr", "es")
KINDS = ("vague", "branded", "specific")
QUESTIONS = 3  # answered
COMPARED = 10  # results whose order is compared
CONSIDERED = 200  # subheadings that a heading or chapter is looked for in
USUAL_DILUTION = 0.75  # b of BM25 as it is usually set
SMOKE_SAMPLE = 20
LEARNED = "the ranking was learned from them"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its right codes: subheadings, or headings where the source tells no more."""

    text: str
    language: str
    right: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    """One set of questions. Of the parts of a set, only the shares are measured."""

    name: str
    asked: tuple[Asked, ...]
    digits: int = 6  # of its right codes
    are_goods: bool = True  # ours, which are answered and timed, too

    def sample(self, size: int) -> Questions:
        chosen = random.Random(23).sample(self.asked, min(size, len(self.asked)))
        return replace(self, asked=tuple(chosen))

    def parts(self) -> Iterator[Questions]:
        for kind in KINDS:
            of_kind = tuple(each for each in self.asked if each.kind == kind and each.language == "en")
            if of_kind:
                yield replace(self, name=f"{self.name}, {kind}", asked=of_kind)


Ranked = Callable[[Asked], Sequence[str]]


def bench_goods_search(shared: Path, *, smoke: bool) -> list[Result]:
    from fairway.data.nomenclature.selectors import product_index

    index, anchor = product_index(), LegalTexts.build()
    sets = list(_own_sets())
    results: list[Result] = []
    for file, read in (("search_references_dev.csv", _references), ("green_pages_dev.csv", _pages)):
        path = shared / SHARED_FOLDER / file
        if path.exists():
            sets.append(read(path))
        else:
            results.append(
                _plain(f"goods search: {file}", "missing: FAIRWAY_SHARED has no such file in data/search")
            )
    if smoke:
        sets = [each.sample(SMOKE_SAMPLE) for each in sets]
    for questions in sets:
        results += _shares(questions, _ranked_by(index), anchor.ranked)
    goods = [each for questions in sets if questions.are_goods for each in questions.asked]
    results.append(_agreement(index, goods))
    results += _times(anchor, goods)
    if not smoke:
        results += _building()
    return results


# The sets


def _own_sets() -> Iterator[Questions]:
    for name, file in (
        ("hard questions", "hard_questions.csv"),
        ("everyday products", "everyday_products.csv"),
    ):
        rows = _rows(GOODS / file)
        for language in LANGUAGES:
            asked = (
                Asked(row["question"], language, (row["code"],), row.get("kind", ""))
                for row in rows
                if row["language"] == language
            )
            yield Questions(f"{name}, {language}", tuple(asked))


def _references(path: Path) -> Questions:
    asked = tuple(Asked(row["term"], "en", (row["hs6"],)) for row in _rows(path))
    return Questions(f"search references, en, {LEARNED}", asked, are_goods=False)


def _pages(path: Path) -> Questions:
    asked = tuple(Asked(row["term"], "en", tuple(row["headings"].split("|"))) for row in _rows(path))
    return Questions(f"green pages, en, {LEARNED}", asked, digits=4, are_goods=False)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# The methods


@dataclass(frozen=True, slots=True)
class LegalTexts:
    """The anchor: plain BM25 over the legal texts of subheading, heading and chapter as one text."""

    codes: tuple[str, ...]
    postings: Postings

    @classmethod
    def build(cls) -> LegalTexts:
        from fairway.data.nomenclature.catalogue import hs_tree
        from fairway.data.nomenclature.domain.postings import Counted, Postings
        from fairway.data.nomenclature.domain.tree import Level

        tree = hs_tree()
        entries = [entry for entry in tree.at(Level.SUBHEADING) if not entry.code.startswith("99")]
        numbers: dict[str, int] = {}
        documents = []
        for column, entry in enumerate(entries):
            texts = (entry.description, tree[entry.code[:4]].description, tree[entry.code[:2]].description)
            stems = (word for text in texts for word in _stems(text))
            documents.append((column, [numbers.setdefault(word, len(numbers)) for word in stems]))
        counted = Counted.of(len(entries), numbers, documents)
        return cls(tuple(entry.code for entry in entries), Postings.bm25(counted, dilution=USUAL_DILUTION))

    def ranked(self, asked: Asked, limit: int = CONSIDERED) -> list[str]:
        import numpy as np

        scores = self.postings.scores_of_words(dict.fromkeys(_stems(asked.text)))
        best = np.argsort(-scores, kind="stable")[:limit]
        return [self.codes[number] for number in best if scores[number] > 0]


def _stems(text: str) -> list[str]:
    from fairway.data.nomenclature.domain.words import indexed_words, stem

    return [stem(word) for word in indexed_words(text)]


def _ranked_by(index: Index) -> Ranked:
    """The reference result: the order of the index itself."""
    from fairway.data.nomenclature.domain.query import read_query

    def ranked(asked: Asked) -> list[str]:
        terms = read_query(asked.text, asked.language, index.vocabulary)
        return [each.code for each in index.score(terms, CONSIDERED)]

    return ranked


# How often the right code is found


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the questions: the right entry among the first n different ones of its level."""

    subheading: tuple[float, float, float] | None  # n = 1, 5, 10; None where only headings are known
    heading: float  # n = 5
    chapter: float

    @classmethod
    def of(cls, questions: Questions, ranked: Sequence[Sequence[str]]) -> Shares:
        def share(digits: int, first: int) -> float:
            found = (
                _has_right(each, codes, digits, first)
                for each, codes in zip(questions.asked, ranked, strict=True)
            )
            return sum(found) / len(questions.asked)

        subheading = (share(6, 1), share(6, 5), share(6, 10)) if questions.digits == 6 else None
        return cls(subheading, share(4, 5), share(2, 5))

    @property
    def telling(self) -> float:
        """The one that methods are compared by: subheading in 5, else heading in 5."""
        return self.subheading[1] if self.subheading else self.heading

    def __str__(self) -> str:
        above = f"heading {_percent(self.heading)}, chapter {_percent(self.chapter)} %"
        return f"{' / '.join(map(_percent, self.subheading))}, {above}" if self.subheading else above


def _has_right(asked: Asked, codes: Sequence[str], digits: int, first: int) -> bool:
    levels = list(dict.fromkeys(code[:digits] for code in codes))[:first]
    return any(code[:digits] in levels for code in asked.right)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}"


def _shares(questions: Questions, fairway: Ranked, anchor: Ranked) -> Iterator[Result]:
    ranked, by_texts = _remembered(questions, fairway), _remembered(questions, anchor)
    for each in (questions, *questions.parts()):
        shares = Shares.of(each, [ranked[asked] for asked in each.asked])
        anchored = Shares.of(each, [by_texts[asked] for asked in each.asked])
        what = "subheading top-1/5/10, heading and chapter top-5" if shares.subheading else "top-5"
        yield Result(
            f"goods search: {each.name} ({len(each.asked):,}), {what}; no question answered",
            str(shares), f"BM25 over the HS text: {anchored}", _ratio(shares.telling, anchored.telling),
            "top-5 not below the anchor", shares.telling >= anchored.telling,
        )  # fmt: skip
        if shares.subheading and questions.are_goods:
            right = _answered(each)
            yield Result(
                f"goods search: {each.name} ({len(each.asked):,}), subheading top-1; up to {QUESTIONS} questions answered",
                f"{_percent(right)} %", f"none answered: {_percent(shares.subheading[0])} %",
                _ratio(right, shares.subheading[0]), "–", True,
            )  # fmt: skip


def _remembered(questions: Questions, ranked: Ranked) -> dict[Asked, Sequence[str]]:
    return {asked: ranked(asked) for asked in questions.asked}


def _answered(questions: Questions) -> float:
    """As one who knows where the goods belong finds them."""
    from fairway.data.nomenclature.selectors import answered_by_one_who_knows

    right = 0
    for asked in questions.asked:
        found = answered_by_one_who_knows(
            asked.text, asked.right[0], most=QUESTIONS, language=asked.language, limit=1
        )
        right += bool(found.results) and found.results[0].hs6 == asked.right[0]
    return right / len(questions.asked)


def _ratio(value: float, anchor: float) -> float | None:
    return value / anchor if anchor else None


# Agreement, times, and what the index takes


def _agreement(index: Index, goods: Sequence[Asked]) -> Result:
    """What is shown is in the order of the index, as long as no question was answered."""
    from fairway.data.nomenclature.selectors import product_search

    ranked = _ranked_by(index)
    differing = 0
    for asked in goods:
        shown = product_search(asked.text, limit=COMPARED, language=asked.language).results
        differing += [hit.hs6 for hit in shown] != list(ranked(asked)[:COMPARED])
    name = f"goods search agrees with the index ({len(goods):,} questions, first {COMPARED})"
    return Result(name, f"{differing} differ", "–", None, "0", not differing)


def _times(anchor: LegalTexts, goods: Sequence[Asked]) -> Iterator[Result]:
    from fairway.data.nomenclature.selectors import product_search

    searched = _each(lambda asked: product_search(asked.text, language=asked.language), goods)
    anchored = _each(lambda asked: anchor.ranked(asked, COMPARED), goods)
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        own, other = percentile(searched, share) * 1000, percentile(anchored, share) * 1000
        yield Result(
            f"goods search, one query with its next question, {name}", f"{own:.1f} ms",
            f"BM25 over the HS text: {other:.2f} ms", own / other, "–", True,
        )  # fmt: skip


def _each(call: Callable[[Asked], object], goods: Iterable[Asked]) -> list[float]:
    return [timed(lambda asked=asked: call(asked)) for asked in goods]  # type: ignore[misc]


def _building() -> Iterator[Result]:
    """In processes of their own; only in a full run, since each takes seconds and nothing can disagree."""
    built = _built()
    yield _plain("goods search, building the index", f"{built['seconds']:.2f} s")
    yield _plain("goods search, the process grows by", f"{built['grown'] / 2**20:.0f} MiB")
    yield _plain("goods search, the index holds (traced)", f"{_built('traced')['held'] / 2**20:.0f} MiB")


def _built(*options: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.goods_search", *options]
    printed = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1]
    )
    figures: dict[str, float] = json.loads(printed.stdout.splitlines()[-1])
    return figures


def _build_once(*, traced: bool) -> dict[str, float]:
    """In a process that has loaded everything else: seconds, growth and what Python holds, in bytes."""
    import django

    django.setup()
    from fairway.data.nomenclature.selectors import national_tariffs, product_index

    national_tariffs("080450")  # opens the database and the tariffs' files
    before = _resident()
    if traced:
        tracemalloc.start()
    start = time.perf_counter()
    product_index()
    seconds = time.perf_counter() - start
    held = tracemalloc.get_traced_memory()[0] if traced else 0
    return {"seconds": seconds, "grown": _resident() - before, "held": held}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _plain(name: str, figure: str) -> Result:
    return Result(name, figure, "–", None, "–", True)


if __name__ == "__main__":
    print(json.dumps(_build_once(traced="traced" in sys.argv)))
