"""A question of the user as terms the index can look up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairway.data.nomenclature.domain.spelling import Reading, Vocabulary
from fairway.data.nomenclature.domain.words import fold, stem, word_set, written_words

MOST_LETTERS = 300  # a longer question is read up to here
MOST_TERMS = 24
# The word that names the thing tells more than those that describe it.
_NAMING_WEIGHT = 1.3
# Words of shape, packing and praise that half of all goods can bear.
_PASSING_WEIGHT = 0.5
_PASSING = frozenset(
    stem(word)
    for word in word_set(
        """
        slices sliced pieces chunks cubes powder chips bags bottles box packs packet sachet jar tin can sets
        kits pair handmade homemade crafts natural organic pure raw fresh bio ecological sustainable
        traditional african indian premium quality best large small big mini bulk wholesale
        tranches morceaux poudre boite bouteille artisanal naturel biologique frais petit grand qualite
        rodajas trozos polvo bolsa caja botella artesanal organico fresco pequeno grande calidad
        """
    )
)
_DESCRIPTION_STARTS = re.compile(
    r"[,;:(/]|\s-\s|\s(?:for|of|with|in|from|on|to|by|used|containing|having|made"
    r"|de|du|des|d'|en|pour|avec|para|con|a|al|aux?)\s"
)
_LONE_LETTER = re.compile(r"(?<![^\W\d_])([a-z]) (?=[a-z]{3})")  # "t shirt" is meant as "t-shirt"


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the question, how it may be read, how much it tells, and whether it names the thing."""

    written: str
    readings: tuple[Reading, ...]
    weight: float = 1.0
    names: bool = False


def read_query(text: str, language: str, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The terms of a question. A word without readings stays: it lowers what any answer is worth."""
    folded = _LONE_LETTER.sub(r"\1-", fold(text[:MOST_LETTERS]).replace("’", "'"))
    naming_end = _end_of_naming(folded)
    naming = _written_words(folded[:naming_end], vocabulary)
    described = [] if naming_end is None else _written_words(folded[naming_end:], vocabulary)
    head = _naming_word(naming, language)
    written = list(dict.fromkeys([*naming, *described]))[:MOST_TERMS]
    return tuple(Term(word, vocabulary.readings(word), _weight(word, head), word == head) for word in written)


def _end_of_naming(folded: str) -> int | None:
    """Where the words that name the thing end and those that describe it start."""
    starts = (found.start() for found in _DESCRIPTION_STARTS.finditer(folded))
    return next((start for start in starts if written_words(folded[:start])), None)


def _naming_word(written: list[str], language: str) -> str | None:
    """English names the thing last (`dried mango slices`), French and Spanish first."""
    telling = [word for word in written if stem(word) not in _PASSING]
    if not telling:
        return None
    return telling[-1] if language == "en" else telling[0]


def _weight(word: str, head: str | None) -> float:
    if stem(word) in _PASSING:
        return _PASSING_WEIGHT
    return _NAMING_WEIGHT if word == head else 1.0


def _written_words(text: str, vocabulary: Vocabulary) -> list[str]:
    """Words as the vocabulary writes them: joined or split where that makes them known."""
    found: list[str] = []
    for parts in written_words(text):
        found.extend(_known_form(parts, vocabulary))
    return _joined(found, vocabulary)


def _known_form(parts: list[str], vocabulary: Vocabulary) -> list[str]:
    together = "".join(parts)
    if vocabulary.knows(together):
        return [together]
    if len(parts) == 1:
        return list(vocabulary.compound(together) or parts)
    return [part for part in parts if len(part) > 1]


def _joined(written: list[str], vocabulary: Vocabulary) -> list[str]:
    """`wrist watch` as `wristwatch` where only the one word, or it too, is known."""
    found: list[str] = []
    for word in written:
        if found and stem(found[-1] + word) in vocabulary.frequency:
            found[-1] += word
        else:
            found.append(word)
    return found
