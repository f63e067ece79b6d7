"""The ranking: how much each kind of evidence counts, learned from questions whose codes are known.

A conditional logit (McFadden, 1974): a subheading is the likelier the higher its weighted evidence is
above the others'. One more outcome, that none of them is meant, is the likelier the less of the question
is understood. The weights are kept as text (`content/goods/ranking.json`) with what they were learned
from; `python scripts/train_search.py` learns them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fairway.data.nomenclature.domain.postings import Scores

# What speaks for a subheading, in the order of the rows of an evidence matrix.
EVIDENCE = (
    "own_text", "heading_text", "plain_name", "chapter_text", "everyday_words", "national_text",
    "words_of_heading", "words_of_chapter",
    "name_in_own_text", "name_in_heading_text", "name_in_everyday_words", "name_in_words_of_heading",
    "likely_heading", "likely_chapter",
    "nearest_phrase", "nearest_phrase_by_name", "phrase_within", "same_phrase", "phrases_together",
    "nearest_phrase_of_heading", "phrase_within_of_heading", "phrases_of_heading", "phrases_of_chapter",
    "letters", "letters_of_heading",
    "excluded", "part", "part_of_heading", "residual", "many_words",
)  # fmt: skip
# What speaks for none of them.
OUTSIDE = ("always", "unknown_words", "no_near_phrase", "long_question")
_LONG, _LONGER = 3, 6  # terms: a question of more than 3 starts to be long, one of 9 is


@dataclass(frozen=True, slots=True)
class Ranking:
    """Weights of the evidence for short questions, what long ones add to them, and those for none.

    `version` names the weights in the reasons of a kept choice.
    """

    version: str
    weights: Scores
    long_weights: Scores
    outside: Scores

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Ranking:
        """From the JSON form. A weight that is missing counts as zero, an unknown one raises ValueError."""
        return cls(
            str(plain["version"]),
            _weights(plain["weights"], EVIDENCE),
            _weights(plain["long_weights"], EVIDENCE),
            _weights(plain["outside"], OUTSIDE),
        )

    def probabilities(self, evidence: Scores, outside: Scores, terms: int) -> Scores:
        """Of each subheading, from a matrix of evidence (kinds by subheadings); with "none" they make 1."""
        worths = (self.weights + self.long_weights * np.float32(length_of(terms))) @ evidence
        none = float(self.outside @ outside)
        highest = max(float(worths.max()), none)
        odds: Scores = np.exp(worths - np.float32(highest))
        return odds / np.float32(odds.sum() + np.exp(none - highest))


def length_of(terms: int) -> float:
    """0 for a short question, 1 for a long one."""
    return min(1.0, max(0, terms - _LONG) / _LONGER)


def _weights(plain: Mapping[str, float], names: Sequence[str]) -> Scores:
    if unknown := plain.keys() - set(names):
        raise ValueError(f"The ranking weighs unknown evidence: {', '.join(sorted(unknown))}.")
    return np.array([plain.get(name, 0.0) for name in names], dtype=np.float32)
