"""Everyday phrases as wholes: how near a question comes to a phrase that is known to mean a subheading."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from fairway.data.nomenclature.domain.postings import Scores
from fairway.data.nomenclature.domain.query import Term

_COMPLETE = 0.99  # the share of a phrase from which it counts as said
_WITHOUT_NAMING_WORD = 0.6  # "mango" in "mango juice" comes less near than "juice"


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each subheading, by its nearest phrase: 0 for nothing in common, 1 for the same words."""

    nearest: Scores
    nearest_by_name: Scores  # where the word that names the thing counts most
    within: Scores  # the share of the question that a phrase said completely takes
    same: Scores  # 1 where question and phrase have the same words
    together: Scores  # how many phrases come near, the near ones counting most


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sets of stems with the subheadings each may mean, and how likely it means them."""

    count: int
    _numbers_of: Mapping[str, int]  # of the stems
    _rarity: Scores
    _phrase_starts: npt.NDArray[np.int64]  # of each stem's phrases
    _phrases: npt.NDArray[np.int32]
    _weight: Scores  # of each phrase: the rarity of its words together
    _starts: npt.NDArray[np.int64]  # of each phrase's subheadings
    _subheadings: npt.NDArray[np.int32]
    _likely: Scores

    @classmethod
    def build(
        cls, count: int, numbers: Mapping[str, int], meanings: Mapping[tuple[int, ...], Mapping[int, float]]
    ) -> Phrases:
        """`meanings` gives, for each set of stems, how likely (0 to 1) it means a subheading."""
        phrases = [stems for stems in meanings if stems]
        lengths = np.array([len(stems) for stems in phrases], dtype=np.int64)
        stems = np.fromiter(chain.from_iterable(phrases), dtype=np.int64, count=int(lengths.sum()))
        phrase = np.repeat(np.arange(len(phrases)), lengths)
        frequency = np.bincount(stems, minlength=len(numbers))
        rarity = np.log(1 + len(phrases) / (1 + frequency)).astype(np.float32)
        meant = [meanings[stems] for stems in phrases]
        return cls(
            count,
            numbers,
            rarity,
            np.cumsum([0, *frequency]),
            phrase[np.argsort(stems, kind="stable")].astype(np.int32),
            np.bincount(phrase, weights=rarity[stems], minlength=len(phrases)).astype(np.float32),
            np.cumsum([0, *map(len, meant)]),
            np.array([number for each in meant for number in each], dtype=np.int32),
            np.array([likely for each in meant for likely in each.values()], dtype=np.float32),
        )

    def rarity(self, term: Term) -> float:
        """How much a term tells: the rarer its words, the more. One that is not known tells most."""
        numbers = [self._numbers_of.get(reading.stem) for reading in term.readings]
        known = [float(self._rarity[number]) for number in numbers if number is not None]
        return max(known, default=math.log(1 + len(self._weight)))

    def nearness(self, terms: Sequence[Term]) -> Nearness:
        asked = sum(self.rarity(term) for term in terms) or 1.0
        shared = np.zeros(len(self._weight), dtype=np.float32)
        for term in terms:
            self._add(shared, term)
        found = np.flatnonzero(shared)
        of_phrase = np.minimum(shared[found] / self._weight[found], 1)
        of_question = np.minimum(shared[found] / asked, 1)
        return self._over_subheadings(found, of_phrase, of_question, self._named(terms, found))

    def _add(self, shared: Scores, term: Term) -> None:
        if len(term.readings) == 1:
            numbers, worth = self._reading(term.readings[0].stem, term.readings[0].trust)
            shared[numbers] += worth
        elif term.readings:
            best = np.zeros_like(shared)
            for reading in term.readings:
                numbers, worth = self._reading(reading.stem, reading.trust)
                best[numbers] = np.maximum(best[numbers], worth)
            shared += best

    def _reading(self, stem: str, trust: float) -> tuple[npt.NDArray[np.int32], np.float32]:
        """The phrases that have a stem, and what it tells."""
        number = self._numbers_of.get(stem)
        if number is None:
            return self._phrases[:0], np.float32(0)
        span = slice(self._phrase_starts[number], self._phrase_starts[number + 1])
        return self._phrases[span], self._rarity[number] * np.float32(trust)

    def _named(self, terms: Iterable[Term], found: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Which of the found phrases have the word that names the thing."""
        named = np.zeros(len(self._weight), dtype=np.bool_)
        for term in terms:
            for reading in term.readings if term.names else ():
                named[self._reading(reading.stem, 1.0)[0]] = True
        return named[found]

    def _over_subheadings(
        self,
        found: npt.NDArray[np.intp],
        of_phrase: Scores,
        of_question: Scores,
        named: npt.NDArray[np.bool_],
    ) -> Nearness:
        nearness = Nearness(*(np.zeros(self.count, dtype=np.float32) for _ in range(5)))
        lengths = self._starts[found + 1] - self._starts[found]
        phrase = np.repeat(np.arange(len(found)), lengths)
        place = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        place += np.repeat(self._starts[found], lengths)
        numbers, likely = self._subheadings[place], self._likely[place]
        near = (2 * of_phrase * of_question / (of_phrase + of_question))[phrase] * likely
        by_name = (np.sqrt(of_phrase * of_question) * np.where(named, 1, _WITHOUT_NAMING_WORD))[phrase]
        within = np.where(of_phrase > _COMPLETE, of_question, 0)[phrase] * likely
        same = ((of_phrase > _COMPLETE) & (of_question > _COMPLETE))[phrase] * likely
        np.maximum.at(nearness.nearest, numbers, near)
        np.maximum.at(nearness.nearest_by_name, numbers, by_name * likely)
        np.maximum.at(nearness.within, numbers, within)
        np.maximum.at(nearness.same, numbers, same)
        np.add.at(nearness.together, numbers, near**3)
        return nearness
