"""Postings: for each word, the subheadings, headings or chapters that have it, and what it tells there."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from fairway.data.nomenclature.domain.query import Term
from fairway.data.nomenclature.domain.words import letters_of

Scores: TypeAlias = npt.NDArray[np.float32]
Columns: TypeAlias = npt.NDArray[np.int64]
Document: TypeAlias = "tuple[int, Sequence[int]]"  # a column and the words it has, by number

# BM25's dial for how soon a repeated word stops counting (Robertson and Zaragoza, 2009).
_SATURATION = 1.2
# Dirichlet smoothing (Zhai and Lafferty, 2004): words that every column is thought to have beside its own.
_PRIOR_WORDS = 20.0


@dataclass(frozen=True, slots=True)
class Postings:
    """Word by word, in one array: the columns in ascending order and the worth of the word in each."""

    count: int
    _numbers: Mapping[str, int]  # of the words; several postings share it
    _starts: npt.NDArray[np.int32]
    _columns: npt.NDArray[np.uint16]
    _worths: Scores

    @classmethod
    def bm25(cls, counted: Counted, *, dilution: float) -> Postings:
        """The rarer a word and the shorter the text that has it, the more it is worth."""
        lengths = counted.lengths
        usual = lengths[lengths > 0].mean() if lengths.any() else 1.0
        spread = 1 - dilution + dilution * lengths[counted.columns] / usual
        worths = counted.counts * (_SATURATION + 1) / (counted.counts + _SATURATION * spread)
        having = counted.columns_of_word
        rarity = np.log(1 + (counted.count - having + 0.5) / (having + 0.5))
        return counted.pack(worths * rarity[counted.words])

    @classmethod
    def likelihood(cls, counted: Counted) -> tuple[Postings, Scores]:
        """How much likelier a column says a word than goods at large do (the log of it).

        The second value is what each column loses by every word asked, the more the more it says.
        """
        expected = _PRIOR_WORDS * counted.counts_of_word / counted.counts.sum()
        worths = np.log1p(counted.counts / expected[counted.words])
        return counted.pack(worths), np.log(_PRIOR_WORDS / (counted.lengths + _PRIOR_WORDS)).astype(
            np.float32
        )

    @classmethod
    def presence(cls, counted: Counted) -> Postings:
        """Every word is worth 1 where it stands."""
        return counted.pack(np.ones(len(counted.columns)))

    def scores(self, terms: Iterable[Term]) -> Scores:
        """What the terms are worth for each column together; a term counts by its best reading."""
        total = np.zeros(self.count, dtype=np.float32)
        for term in terms:
            if len(term.readings) == 1:
                self._add(total, term.readings[0].stem, term.weight * term.readings[0].trust)
            elif term.readings:
                total += self._best(term)
        return total

    def scores_of_words(self, words: Iterable[str]) -> Scores:
        total = np.zeros(self.count, dtype=np.float32)
        for word in words:
            self._add(total, word, 1.0)
        return total

    def knows(self, word: str) -> bool:
        return len(self._of(word)[0]) > 0

    def has(self, word: str, column: int) -> bool:
        columns, _ = self._of(word)
        at = int(np.searchsorted(columns, column))
        return at < len(columns) and int(columns[at]) == column

    def _best(self, term: Term) -> Scores:
        best = np.zeros(self.count, dtype=np.float32)
        for reading in term.readings:
            columns, worths = self._of(reading.stem)
            best[columns] = np.maximum(best[columns], worths * np.float32(term.weight * reading.trust))
        return best

    def _add(self, total: Scores, word: str, scale: float) -> None:
        columns, worths = self._of(word)
        total[columns] += worths * np.float32(scale)

    def _of(self, word: str) -> tuple[npt.NDArray[np.uint16], Scores]:
        number = self._numbers.get(word)
        if number is None:
            return self._columns[:0], self._worths[:0]
        span = slice(self._starts[number], self._starts[number + 1])
        return self._columns[span], self._worths[span]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often columns have words: parallel arrays in the order of the words, each pair once."""

    count: int  # of columns
    numbers: Mapping[str, int]  # of words
    words: Columns
    columns: Columns
    counts: npt.NDArray[np.float64]

    @classmethod
    def of(cls, count: int, numbers: Mapping[str, int], documents: Iterable[Document]) -> Counted:
        words, columns = array("q"), array("q")
        for column, said in documents:
            words.extend(said)
            columns.extend(repeat(column, len(said)))
        return cls._summed(count, numbers, np.array(words), np.array(columns), np.ones(len(words)))

    @classmethod
    def _summed(
        cls,
        count: int,
        numbers: Mapping[str, int],
        words: Columns,
        columns: Columns,
        counts: npt.NDArray[np.float64],
    ) -> Counted:
        pairs, places = np.unique(words * count + columns, return_inverse=True)
        totals = np.bincount(places, weights=counts, minlength=len(pairs)).astype(np.float64)
        return cls(count, numbers, pairs // count, pairs % count, totals)

    def spelt(self, runs: LetterRuns) -> Counted:
        """The same with the runs of letters of the words in place of the words."""
        repeats = runs.lengths[self.words]
        within = np.arange(int(repeats.sum())) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        letters = runs.flat[np.repeat(runs.starts[self.words], repeats) + within]
        columns, counts = np.repeat(self.columns, repeats), np.repeat(self.counts, repeats)
        return self._summed(self.count, runs.numbers, letters, columns, counts)

    @property
    def lengths(self) -> npt.NDArray[np.float64]:
        """How many words each column has."""
        return np.bincount(self.columns, weights=self.counts, minlength=self.count).astype(np.float64)

    @property
    def columns_of_word(self) -> Columns:
        return np.bincount(self.words, minlength=len(self.numbers))

    @property
    def counts_of_word(self) -> npt.NDArray[np.float64]:
        return np.bincount(self.words, weights=self.counts, minlength=len(self.numbers)).astype(np.float64)

    def pack(self, worths: npt.NDArray[np.float64]) -> Postings:
        starts = np.zeros(len(self.numbers) + 1, dtype=np.int32)
        np.cumsum(self.columns_of_word, out=starts[1:])
        packed = worths.astype(np.float32)
        return Postings(self.count, self.numbers, starts, self.columns.astype(np.uint16), packed)


@dataclass(frozen=True, slots=True)
class LetterRuns:
    """The runs of letters of every word, word after word."""

    numbers: Mapping[str, int]
    starts: Columns
    lengths: Columns
    flat: Columns

    @classmethod
    def of(cls, words: Iterable[str]) -> LetterRuns:
        """`words` in the order of their numbers."""
        numbers: dict[str, int] = {}
        flat, lengths = array("q"), array("q")
        for word in words:
            runs = letters_of(word)
            flat.extend(numbers.setdefault(run, len(numbers)) for run in runs)
            lengths.append(len(runs))
        long = np.array(lengths)
        return cls(numbers, np.cumsum(long) - long, long, np.array(flat))
