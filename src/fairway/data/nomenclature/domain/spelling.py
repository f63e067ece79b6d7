"""The words an index knows, and how a word it does not know may be meant."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from fairway.data.nomenclature.domain.words import stem

_SHORTEST_REPAIRED = 4
_SHORTEST_DOUBTED = 5
_SHORTEST_WITH_TWO_SLIPS = 7
_RARELY, _COMMONLY = 2, 50  # subheadings that have the word
_SHORTEST_COMPOUND_PART = 3
_MOST_REPAIRS = 3
_MOST_COMPLETIONS = 6
_TRUST_IN_COMPLETION = 0.85
_AFTER_EVERY_LETTER = "\uffff"


@dataclass(frozen=True, slots=True)
class Reading:
    """A stem that a word is read as; `trust` is 1 for the word itself, less for a guess."""

    stem: str
    shown: str
    trust: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`forms` are the written forms of the index (folded) with their stems; `frequency` is by stem."""

    forms: Mapping[str, str]
    frequency: Mapping[str, int]
    _guess: Callable[[str], tuple[Reading, ...]] = field(init=False, repr=False, compare=False)
    _near: Mapping[tuple[str, int], Sequence[str]] = field(init=False, repr=False, compare=False)
    _sorted: Sequence[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_guess", lru_cache(maxsize=4096)(self._guesses))
        object.__setattr__(self, "_near", _by_ends_and_length(self.forms))
        object.__setattr__(self, "_sorted", sorted(self.forms))

    def knows(self, word: str) -> bool:
        return stem(word) in self.frequency

    def readings(self, word: str) -> tuple[Reading, ...]:
        """The word itself, or what it may be the start or a misspelling of; none when it is unknown."""
        if self.knows(word):
            return (Reading(stem(word), word, 1.0), *self._doubts(word))
        return self._guess(word) if len(word) >= _SHORTEST_REPAIRED else ()

    def compound(self, word: str) -> tuple[str, str] | None:
        """The two known words that an unknown one is written of (`lampshade`), if there is one such pair."""
        cuts = range(_SHORTEST_COMPOUND_PART, len(word) - _SHORTEST_COMPOUND_PART + 1)
        pairs = ((word[:cut], word[cut:]) for cut in cuts)
        known = [pair for pair in pairs if pair[0] in self.forms and pair[1] in self.forms]
        return max(known, key=lambda pair: min(map(len, pair)), default=None)

    def _guesses(self, word: str) -> tuple[Reading, ...]:
        return self._misspelt(word) or self._unfinished(word)

    def _doubts(self, word: str) -> tuple[Reading, ...]:
        """A word that hardly ever occurs and is one slip from a common one may be a slip in the texts too."""
        if len(word) < _SHORTEST_DOUBTED or self.frequency[stem(word)] > _RARELY:
            return ()
        return tuple(guess for guess in self._guess(word) if self.frequency[guess.stem] >= _COMMONLY)

    def _misspelt(self, word: str) -> tuple[Reading, ...]:
        """The nearest known words, commonest first: one slip away, or two in a longer word.

        Several, since the other words of the question tell which was meant: `cashw nuts` are not cash.
        """
        slips = 1 if len(word) < _SHORTEST_WITH_TWO_SLIPS else 2
        candidates = self._candidates(word, slips)
        nearest = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=12)
        near = [(form, int(distance)) for form, distance, _ in nearest if _is_slip(word, form, int(distance))]
        fewest = min((distance for _, distance in near), default=0)
        nearest_first = sorted(
            (form for form, distance in near if distance == fewest),
            key=lambda form: (form[0] != word[0], -self._frequency(form)),
        )
        return self._as_readings(nearest_first, 1 - 2 * fewest / len(word))[:_MOST_REPAIRS]

    def _candidates(self, word: str, slips: int) -> list[str]:
        """Forms of about that length that begin or end like the word, as what one slip makes of it does."""
        lengths = range(len(word) - slips, len(word) + slips + 1)
        ends = (f"{word[0]}…", f"…{word[-1]}")
        return list(
            dict.fromkeys(
                form for length in lengths for end in ends for form in self._near.get((end, length), ())
            )
        )

    def _unfinished(self, word: str) -> tuple[Reading, ...]:
        first, last = bisect_left(self._sorted, word), bisect_left(self._sorted, word + _AFTER_EVERY_LETTER)
        begun = sorted(self._sorted[first:last], key=self._frequency, reverse=True)
        return self._as_readings(begun, _TRUST_IN_COMPLETION)[:_MOST_COMPLETIONS]

    def _as_readings(self, forms: Iterable[str], trust: float) -> tuple[Reading, ...]:
        readings: dict[str, Reading] = {}
        for form in forms:
            readings.setdefault(self.forms[form], Reading(self.forms[form], form, trust))
        return tuple(readings.values())

    def _frequency(self, form: str) -> int:
        return self.frequency[self.forms[form]]


def _by_ends_and_length(forms: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """Forms by their first letter and length (`b…`), and by their last (`…d`)."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for form in forms:
        found[f"{form[0]}…", len(form)].append(form)
        found[f"…{form[-1]}", len(form)].append(form)
    return dict(found)


def _is_slip(word: str, form: str, distance: int) -> bool:
    """One slip may stand anywhere; two are believed only where the first and last letters agree."""
    return distance == 1 or (distance > 1 and (word[0], word[-1]) == (form[0], form[-1]))
