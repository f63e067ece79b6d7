"""The index: where each word stands, and what a question's words are worth for each subheading.

Each word of a question brings its rarity times the best place where the subheading has it: its own
text counts most, the texts of the levels above count less, and a text that says "other than cotton"
counts against cotton. A worth of 1 means that every word stands in the best place.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from fairway.data.nomenclature.domain.query import Term
from fairway.data.nomenclature.domain.spelling import Vocabulary
from fairway.data.nomenclature.domain.texts import SearchText, Source
from fairway.data.nomenclature.domain.tree import Level, Tree, level_of
from fairway.data.nomenclature.domain.words import indexed_words, stem, without_exclusions, word_set

_STATISTICAL_CHAPTER = "99"  # holds no goods: trade that its reporter did not describe
# BM25's two dials: how soon a repeated word stops counting, how much a long text dilutes its words.
_SATURATION = 1.2
_DILUTION = 0.3
_USUAL_LENGTH = 12
_HIGHEST_BM25 = 1.3  # scales BM25 so that a word of a short text is worth nearly 1
_PHRASE_BONUS = 0.4
_CHAPTER_BONUS = 0.3
_HIGHEST_BONUS = (1 + _PHRASE_BONUS) * (1 + _CHAPTER_BONUS)
_EXCLUDED = -0.3
_PART_PENALTY = 0.7
_PART_STEMS = frozenset(map(stem, word_set("parts accessories pieces accessoires repuestos accesorios")))
_PHRASE_LENGTH = 4


class Place(IntEnum):
    """Where a subheading has a word."""

    OWN = 0
    WORDS = 1
    NATIONAL = 2
    HEADING = 3
    CHAPTER = 4
    SECTION = 5
    EXCLUSION = 6


_PLACE_OF_LEVEL = {
    Level.SUBHEADING: Place.OWN,
    Level.HEADING: Place.HEADING,
    Level.CHAPTER: Place.CHAPTER,
    Level.SECTION: Place.SECTION,
}
_PLACE_WEIGHT = {
    Place.OWN: 1.0,
    Place.WORDS: 0.8,
    Place.NATIONAL: 0.8,
    Place.HEADING: 0.7,
    Place.CHAPTER: 0.35,
    Place.SECTION: 0.2,
}


@dataclass(frozen=True, slots=True)
class Match:
    """A term of the question that a subheading has, how it was read and where it stands."""

    term: Term
    shown: str
    place: Place


@dataclass(frozen=True, slots=True)
class Scored:
    code: str
    score: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Postings:
    """The subheadings that have a word, by number in ascending order, with worth and place."""

    numbers: array[int]
    worths: array[float]
    places: bytes
    rarity: float

    def place_in(self, number: int) -> Place | None:
        at = bisect_left(self.numbers, number)
        found = at < len(self.numbers) and self.numbers[at] == number
        return Place(self.places[at]) if found else None


@dataclass(frozen=True, slots=True)
class Index:
    codes: tuple[str, ...]
    vocabulary: Vocabulary
    _postings: Mapping[str, _Postings]
    _phrases: Mapping[frozenset[str], tuple[int, ...]]
    _parts: frozenset[int]
    _rarest: float

    @classmethod
    def build(cls, tree: Tree, texts: Iterable[SearchText]) -> Index:
        """Index `texts` over the subheadings of `tree`. A text of an unknown code raises KeyError."""
        return _Builder(tree).index(texts)

    def score(self, terms: Sequence[Term], limit: int) -> tuple[Scored, ...]:
        """The `limit` subheadings that the terms are worth most for, best first."""
        worths = self._worths(terms)
        self._add_phrases(worths, terms)
        self._sort_out_parts(worths, terms)
        self._favour_chapters(worths)
        possible = _HIGHEST_BONUS * sum(term.weight * self._rarity(term) for term in terms)
        best = sorted(((-worth, number) for number, worth in worths.items() if worth > 0))[:limit]
        return tuple(
            Scored(self.codes[number], min(1.0, -worth / possible), self._matches(terms, number))
            for worth, number in best
        )

    def _rarity(self, term: Term) -> float:
        if not term.readings:
            return self._rarest
        return max(self._postings[reading.stem].rarity for reading in term.readings)

    def _worths(self, terms: Sequence[Term]) -> dict[int, float]:
        worths: defaultdict[int, float] = defaultdict(float)
        for term in terms:
            for number, worth in self._term_worths(term):
                worths[number] += worth
        return worths

    def _term_worths(self, term: Term) -> Iterable[tuple[int, float]]:
        """What one term brings, by its best reading where it has several."""
        best: dict[int, float] = {}
        for reading in term.readings:
            postings = self._postings[reading.stem]
            scale = term.weight * postings.rarity * reading.trust
            scaled = zip(postings.numbers, (scale * worth for worth in postings.worths), strict=True)
            if len(term.readings) == 1:
                return scaled
            for number, worth in scaled:
                if worth > best.get(number, -math.inf):
                    best[number] = worth
        return best.items()

    def _add_phrases(self, worths: dict[int, float], terms: Sequence[Term]) -> None:
        """Everyday words that stand in the question complete count above the same words apart.

        A subheading gains by its longest phrase only: the words of a question count once.
        """
        gained: set[int] = set()
        for length in range(min(len(terms), _PHRASE_LENGTH), 0, -1):
            for start in range(len(terms) - length + 1):
                phrase = terms[start : start + length]
                key = frozenset(term.readings[0].stem for term in phrase if term.readings)
                bonus = _PHRASE_BONUS * sum(term.weight * self._rarity(term) for term in phrase)
                for number in self._phrases.get(key, ()):
                    if number not in gained:
                        worths[number] = worths.get(number, 0.0) + bonus
                        gained.add(number)

    def _sort_out_parts(self, worths: dict[int, float], terms: Sequence[Term]) -> None:
        """A question for a thing does not mean its parts, and the other way round."""
        asked = any(reading.stem in _PART_STEMS for term in terms for reading in term.readings)
        for number in worths.keys() - self._parts if asked else worths.keys() & self._parts:
            worths[number] *= _PART_PENALTY

    def _favour_chapters(self, worths: dict[int, float]) -> None:
        """Where many subheadings of one chapter answer, the chapter is likelier the right one."""
        by_chapter: defaultdict[str, float] = defaultdict(float)
        for number, worth in worths.items():
            by_chapter[self.codes[number][:2]] += worth * worth
        total = sum(by_chapter.values())
        for number in worths:
            worths[number] *= 1 + _CHAPTER_BONUS * by_chapter[self.codes[number][:2]] / total

    def _matches(self, terms: Sequence[Term], number: int) -> tuple[Match, ...]:
        return tuple(
            Match(term, reading.shown, place)
            for term in terms
            for reading in term.readings
            if (place := self._postings[reading.stem].place_in(number)) not in (None, Place.EXCLUSION)
        )


class _Builder:
    """Gathers the best place of each word for each subheading, then packs it."""

    def __init__(self, tree: Tree) -> None:
        self.codes = tuple(
            entry.code
            for entry in tree.at(Level.SUBHEADING)
            if not entry.code.startswith(_STATISTICAL_CHAPTER)
        )
        numbers = {code: number for number, code in enumerate(self.codes)}
        self.numbers_under = {
            code: [numbers[entry.code] for entry in tree.subheadings(code) if entry.code in numbers]
            for code in tree.entries
        }
        self.best: defaultdict[str, dict[int, tuple[float, Place]]] = defaultdict(dict)
        self.excluded: list[tuple[str, int]] = []
        self.forms: dict[str, str] = {}
        self.phrases: defaultdict[frozenset[str], dict[int, None]] = defaultdict(dict)
        self.parts: set[int] = set()

    def index(self, texts: Iterable[SearchText]) -> Index:
        for text in texts:
            self.add(text)
        self.apply_exclusions()
        postings = {word: self.pack(found) for word, found in self.best.items()}
        frequency = {word: len(packed.numbers) for word, packed in postings.items()}
        rarest = max((packed.rarity for packed in postings.values()), default=1.0)
        phrases = {key: tuple(numbers) for key, numbers in self.phrases.items()}
        vocabulary = Vocabulary(self.forms, frequency)
        return Index(self.codes, vocabulary, postings, phrases, frozenset(self.parts), rarest)

    def add(self, text: SearchText) -> None:
        numbers = self.numbers_under[text.code]
        place = (
            _PLACE_OF_LEVEL[level_of(text.code)]
            if text.source is Source.NOMENCLATURE
            else Place[text.source.name]
        )
        said, excluded = without_exclusions(text.text) if place is not Place.WORDS else (text.text, "")
        counts = self.count(said)
        weight = text.weight * _PLACE_WEIGHT[place]
        for word, worth in _bm25(counts):
            self.put(word, numbers, weight * worth, place)
        if place is Place.OWN:
            self.excluded.extend((stem(word), numbers[0]) for word in indexed_words(excluded) if numbers)
            if numbers and _is_part(said):
                self.parts.add(numbers[0])
        if place is Place.WORDS:
            self.phrases[frozenset(counts)].update(dict.fromkeys(numbers))

    def count(self, text: str) -> Counter[str]:
        found = indexed_words(text)
        self.forms.update((word, stem(word)) for word in found)
        return Counter(self.forms[word] for word in found)

    def put(self, word: str, numbers: Iterable[int], worth: float, place: Place) -> None:
        best = self.best[word]
        for number in numbers:
            if number not in best or worth > best[number][0]:
                best[number] = (worth, place)

    def apply_exclusions(self) -> None:
        """An exclusion weighs more than the texts above, less than what the goods are said to be."""
        for word, number in self.excluded:
            found = self.best[word].get(number)
            if found is None or found[1] >= Place.HEADING:
                self.best[word][number] = (_EXCLUDED, Place.EXCLUSION)

    def pack(self, found: Mapping[int, tuple[float, Place]]) -> _Postings:
        numbers = sorted(found)
        headings = {self.codes[number][:4] for number in numbers if found[number][0] > 0}
        return _Postings(
            array("H", numbers),
            array("f", (found[number][0] for number in numbers)),
            bytes(found[number][1] for number in numbers),
            math.log(1 + len(self.codes) / 4 / max(1, len(headings))),
        )


def _bm25(counts: Counter[str]) -> Iterable[tuple[str, float]]:
    length = 1 - _DILUTION + _DILUTION * counts.total() / _USUAL_LENGTH
    for word, count in counts.items():
        yield word, min(1.0, count * (_SATURATION + 1) / (count + _SATURATION * length) / _HIGHEST_BM25)


def _is_part(description: str) -> bool:
    """Whether the goods are parts of something, by the clause before the first comma or bracket."""
    named = re.split(r"[,(]", description, maxsplit=1)[0]
    return any(stem(word) in _PART_STEMS for word in indexed_words(named))
