"""The index: where each word stands, and from that the evidence that a question means a subheading.

Evidence is gathered on the levels of the tree and from several texts: the legal texts of subheading,
heading and chapter, plain names, everyday words as phrases and as loose words, national lines, and
letters. `domain.ranking` weighs it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from fairway.data.nomenclature.domain.phrases import Phrases
from fairway.data.nomenclature.domain.postings import Counted, Document, LetterRuns, Postings, Scores
from fairway.data.nomenclature.domain.query import Term
from fairway.data.nomenclature.domain.ranking import Ranking, length_of
from fairway.data.nomenclature.domain.spelling import Vocabulary
from fairway.data.nomenclature.domain.texts import SearchText, Source
from fairway.data.nomenclature.domain.tree import Level, Tree, level_of
from fairway.data.nomenclature.domain.words import (
    indexed_words,
    letters_of,
    stem,
    without_exclusions,
    word_set,
)

_STATISTICAL_CHAPTER = "99"  # holds no goods: trade that its reporter did not describe
# How much a long text dilutes its words: legal texts are long by nature, lists of everyday words by merit.
_DILUTION = 0.4
_DILUTION_OF_WORDS = 0.3
_DILUTION_OF_LETTERS = 0.5
_OF_HEADING = 0.75  # how likely an everyday word for a heading means one of its subheadings
_OF_NEXT_RANK = 0.93
_LAST_RANK = 6
_ONLY_NATIONAL = 8.0  # what a word counts that no text but a national line has
_USUAL_SCORE = 6.0  # brings a BM25 score of one rare word near 1
_PART_STEMS = frozenset(
    map(stem, word_set("parts accessories spares pieces accessoires repuestos accesorios piezas"))
)


class Place(IntEnum):
    """Where a subheading has a word, best first."""

    OWN = 0
    WORDS = 1
    NATIONAL = 2
    HEADING = 3
    CHAPTER = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A term of the question that a subheading has, how it was read and where it stands."""

    term: Term
    shown: str
    place: Place


@dataclass(frozen=True, slots=True)
class Scored:
    """A subheading with the probability that it is meant."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class _Above:
    """A level above the subheadings: its codes, and the column of each subheading's entry on it."""

    codes: tuple[str, ...]
    of: npt.NDArray[np.intp]

    @classmethod
    def build(cls, subheadings: Sequence[str], digits: int) -> _Above:
        numbers = {code: number for number, code in enumerate(sorted({c[:digits] for c in subheadings}))}
        return cls(tuple(numbers), np.array([numbers[code[:digits]] for code in subheadings], dtype=np.intp))

    def highest(self, scores: Scores) -> Scores:
        best = np.zeros(len(self.codes), dtype=np.float32)
        np.maximum.at(best, self.of, scores)
        return best[self.of]

    def crowd(self, scores: Scores) -> Scores:
        """How many good scores stand under each entry, the best counting most."""
        total = np.bincount(self.of, weights=scores**3, minlength=len(self.codes))
        return np.log1p(total)[self.of].astype(np.float32)


@dataclass(frozen=True, slots=True)
class Index:
    codes: tuple[str, ...]
    vocabulary: Vocabulary
    ranking: Ranking
    _headings: _Above
    _chapters: _Above
    _own: Postings
    _heading_texts: Postings
    _plain_names: Postings
    _chapter_texts: Postings
    _words: Postings
    _national: Postings
    _of_heading: Postings
    _of_chapter: Postings
    _likely_heading: tuple[Postings, Scores]
    _likely_chapter: tuple[Postings, Scores]
    _letters: Postings
    _letters_of_heading: Postings
    _excluded: Postings
    _phrases: Phrases
    _standing: (
        Scores  # what a subheading is whatever is asked: part, part by its heading, residual, many words
    )

    @classmethod
    def build(cls, tree: Tree, texts: Iterable[SearchText], ranking: Ranking) -> Index:
        """Index `texts` over the subheadings of `tree`. A text of an unknown code raises KeyError."""
        return _Builder(tree).index(texts, ranking)

    def score(self, terms: Sequence[Term], limit: int) -> tuple[Scored, ...]:
        """The `limit` subheadings that the terms most probably mean, likeliest first."""
        if not any(term.readings for term in terms):
            return ()
        evidence, outside = self.evidence(terms)
        chances = self.ranking.probabilities(evidence, outside, len(terms))
        best = np.argsort(-chances, kind="stable")[:limit]
        return tuple(Scored(self.codes[number], float(chances[number])) for number in best)

    def evidence(self, terms: Sequence[Term]) -> tuple[Scores, Scores]:
        """What speaks for each subheading (`EVIDENCE` by subheadings) and what for none (`OUTSIDE`)."""
        asked = sum(self._phrases.rarity(term) for term in terms) or 1.0
        naming = [term for term in terms if term.names]
        near = self._phrases.nearness(terms)
        national = [term for term in terms if self._is_only_national(term)]
        # Nothing was learned of words of national lines: what is spelt like them would win.
        spelt = [term for term in terms if term not in national]
        letters = [letter for term in spelt for letter in letters_of(stem(term.written))]
        up, top = self._headings.of, self._chapters.of
        part, part_of_heading, residual, many_words = self._standing
        wanted = (
            1.0 if any(reading.stem in _PART_STEMS for term in terms for reading in term.readings) else -1.0
        )
        each_letter = 1 / max(1, len(letters))
        rows = (
            self._own.scores(terms) / asked,
            self._heading_texts.scores(terms)[up] / asked,
            self._plain_names.scores(terms)[up] / asked,
            self._chapter_texts.scores(terms)[top] / asked,
            self._words.scores(terms) / asked,
            (self._national.scores(terms) + _ONLY_NATIONAL * self._national.scores(national)) / asked,
            self._of_heading.scores(terms)[up] / asked,
            self._of_chapter.scores(terms)[top] / asked,
            self._own.scores(naming) / _USUAL_SCORE,
            self._heading_texts.scores(naming)[up] / _USUAL_SCORE,
            self._words.scores(naming) / _USUAL_SCORE,
            self._of_heading.scores(naming)[up] / _USUAL_SCORE,
            _likelihood(self._likely_heading, terms)[up],
            _likelihood(self._likely_chapter, terms)[top],
            near.nearest,
            near.nearest_by_name,
            near.within,
            near.same,
            np.log1p(near.together),
            self._headings.highest(near.nearest),
            self._headings.highest(near.within),
            self._headings.crowd(near.nearest),
            self._chapters.crowd(near.nearest),
            self._letters.scores_of_words(letters) * each_letter,
            self._letters_of_heading.scores_of_words(letters)[up] * each_letter,
            self._excluded.scores(terms),
            part * wanted,
            part_of_heading * wanted,
            residual,
            many_words,
        )
        unknown = sum(self._phrases.rarity(term) for term in terms if not term.readings) / asked
        outside = (1.0, unknown, 1.0 - float(near.nearest.max()), length_of(len(terms)))
        return np.stack(rows).astype(np.float32), np.array(outside, dtype=np.float32)

    def _is_only_national(self, term: Term) -> bool:
        texts = (self._of_heading, self._chapter_texts)
        return bool(term.readings) and not any(
            words.knows(reading.stem) for words in texts for reading in term.readings
        )

    def matches(self, terms: Sequence[Term], code: str) -> tuple[Match, ...]:
        """Where a subheading has the terms, each in its best place."""
        number = self.codes.index(code)
        heading, chapter = int(self._headings.of[number]), int(self._chapters.of[number])
        places: tuple[tuple[Place, Postings, int], ...] = (
            (Place.OWN, self._own, number),
            (Place.WORDS, self._words, number),
            (Place.NATIONAL, self._national, number),
            (Place.HEADING, self._heading_texts, heading),
            (Place.HEADING, self._plain_names, heading),
            (Place.WORDS, self._of_heading, heading),
            (Place.CHAPTER, self._chapter_texts, chapter),
        )
        found = (
            (term, reading, next((place for place, words, at in places if words.has(reading.stem, at)), None))
            for term in terms
            for reading in term.readings
        )
        return tuple(Match(term, reading.shown, place) for term, reading, place in found if place is not None)


def _likelihood(words: tuple[Postings, Scores], terms: Sequence[Term]) -> Scores:
    """The log of how likely each column says the terms, 0 for the likeliest."""
    postings, loss = words
    scores = postings.scores(terms) + loss * np.float32(sum(term.weight for term in terms if term.readings))
    lowered: Scores = scores - scores.max()
    return lowered


class _Builder:
    """Sorts the texts into documents of words by column, then packs them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.codes = tuple(
            entry.code
            for entry in tree.at(Level.SUBHEADING)
            if not entry.code.startswith(_STATISTICAL_CHAPTER)
        )
        self.headings, self.chapters = _Above.build(self.codes, 4), _Above.build(self.codes, 2)
        self.number_of = {code: number for number, code in enumerate(self.codes)}
        self.heading_of = {code: number for number, code in enumerate(self.headings.codes)}
        self.chapter_of = {code: number for number, code in enumerate(self.chapters.codes)}
        self.numbers: dict[str, int] = {}  # of the stems
        self.forms: dict[str, str] = {}  # written forms with their stems
        self.own: list[Document] = []
        self.heading_texts: list[Document] = []
        self.plain_names: list[Document] = []
        self.chapter_texts: list[Document] = []
        self.words: list[Document] = []
        self.words_of_headings: list[Document] = []
        self.national: list[Document] = []
        self.excluded: list[Document] = []
        self.meanings: defaultdict[tuple[int, ...], dict[int, float]] = defaultdict(dict)

    def index(self, texts: Iterable[SearchText], ranking: Ranking) -> Index:
        add: dict[Source, Callable[[SearchText], None]] = {
            Source.NOMENCLATURE: self.add_legal,
            Source.NAME: self.add_name,
            Source.WORDS: self.add_words,
            Source.NATIONAL: self.add_national,
        }
        for text in texts:
            if not text.code.startswith(_STATISTICAL_CHAPTER):
                add[text.source](text)
        return self.pack(ranking)

    def add_legal(self, text: SearchText) -> None:
        said, excluded = without_exclusions(text.text)
        match level_of(text.code):
            case Level.SUBHEADING:
                number = self.number_of[text.code]
                self.own.append((number, self.stems(said)))
                self.excluded.append((number, self.stems(excluded)))
            case Level.HEADING:
                self.heading_texts.append((self.heading_of[text.code], self.stems(said)))
            case Level.CHAPTER:
                self.chapter_texts.append((self.chapter_of[text.code], self.stems(said)))
            case Level.SECTION:
                pass  # too wide to tell goods apart

    def add_name(self, text: SearchText) -> None:
        self.plain_names.append((self.heading_of[text.code], self.stems(text.text)))

    def add_words(self, text: SearchText) -> None:
        stems = self.stems(text.text)
        likely = _OF_NEXT_RANK ** (min(text.rank, _LAST_RANK) - 1)
        if level_of(text.code) is Level.SUBHEADING:
            self.words.append((self.number_of[text.code], stems))
        else:
            likely *= _OF_HEADING
        self.words_of_headings.append((self.heading_of[text.code[:4]], stems))
        meant = self.meanings[tuple(sorted(set(stems)))]
        for entry in self.tree.subheadings(text.code):
            number = self.number_of[entry.code]
            meant[number] = max(likely, meant.get(number, 0.0))

    def add_national(self, text: SearchText) -> None:
        said, _ = without_exclusions(text.text)
        stems = self.stems(said)
        for entry in self.tree.subheadings(text.code):
            self.national.append((self.number_of[entry.code], stems))

    def stems(self, text: str) -> tuple[int, ...]:
        """The numbers of the stems of a text, each as often as it stands there."""
        return tuple(self.number(word) for word in indexed_words(text))

    def number(self, word: str) -> int:
        root = self.forms.get(word)
        if root is None:
            root = self.forms[word] = stem(word)
        return self.numbers.setdefault(root, len(self.numbers))

    def pack(self, ranking: Ranking) -> Index:
        own_by_heading = [(int(self.headings.of[number]), stems) for number, stems in self.own]
        documents_of_headings = (
            *self.words_of_headings, *own_by_heading, *self.heading_texts, *self.plain_names,
        )  # fmt: skip
        chapter_above = [self.chapter_of[code[:2]] for code in self.headings.codes]
        of_headings = self.counted(self.headings, documents_of_headings)
        of_chapters = self.counted(
            self.chapters, ((chapter_above[at], stems) for at, stems in documents_of_headings)
        )
        words = self.counted(None, self.words)
        runs = LetterRuns.of(self.numbers)
        spelt = self.counted(None, (*self.words, *self.own)).spelt(runs)
        return Index(
            self.codes,
            self.vocabulary(of_headings),
            ranking,
            self.headings,
            self.chapters,
            Postings.bm25(self.counted(None, self.own), dilution=_DILUTION),
            Postings.bm25(self.counted(self.headings, self.heading_texts), dilution=_DILUTION),
            Postings.bm25(self.counted(self.headings, self.plain_names), dilution=_DILUTION),
            Postings.bm25(self.counted(self.chapters, self.chapter_texts), dilution=_DILUTION),
            Postings.bm25(words, dilution=_DILUTION_OF_WORDS),
            Postings.bm25(self.counted(None, self.national), dilution=_DILUTION),
            Postings.bm25(of_headings, dilution=_DILUTION_OF_WORDS),
            Postings.bm25(of_chapters, dilution=_DILUTION_OF_WORDS),
            Postings.likelihood(of_headings),
            Postings.likelihood(of_chapters),
            Postings.bm25(spelt, dilution=_DILUTION_OF_LETTERS),
            Postings.bm25(of_headings.spelt(runs), dilution=_DILUTION_OF_LETTERS),
            Postings.presence(self.counted(None, self.excluded)),
            Phrases.build(len(self.codes), self.numbers, self.meanings),
            self.standing(),
        )

    def counted(self, level: _Above | None, documents: Iterable[Document]) -> Counted:
        """The documents of a level above the subheadings, or of the subheadings themselves."""
        return Counted.of(len(level.codes if level else self.codes), self.numbers, documents)

    def vocabulary(self, of_headings: Counted) -> Vocabulary:
        """The words of every text but exclusions; a stem is the commoner the more headings have it."""
        headings = of_headings.columns_of_word
        for _, stems in (*self.national, *self.chapter_texts):
            for number in stems:
                headings[number] = max(1, headings[number])
        frequency = {root: int(headings[number]) for root, number in self.numbers.items() if headings[number]}
        return Vocabulary({form: root for form, root in self.forms.items() if root in frequency}, frequency)

    def standing(self) -> Scores:
        described = [self.tree[code].description for code in self.codes]
        headings = [self.tree[code[:4]].description for code in self.codes]
        worded = np.bincount(
            np.array([number for number, _ in self.words], dtype=np.int64), minlength=len(self.codes)
        )
        return np.stack(
            [
                np.array([_is_of_parts(text) for text in described]),
                np.array([_is_of_parts(text) for text in headings]),
                np.array([_is_residual(text) for text in described]),
                np.log1p(worded),
            ]
        ).astype(np.float32)


def _is_of_parts(description: str) -> bool:
    return any(stem(word) in _PART_STEMS for word in indexed_words(description))


def _is_residual(description: str) -> bool:
    """Whether the text takes what its neighbours leave over."""
    return re.search(r"n\.e\.c|\bother\b", description) is not None
