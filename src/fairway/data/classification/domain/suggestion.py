"""Codes suggested for a product, and how sure that is; with the code that the firm has used so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairway.data.nomenclature.domain.asked import Certainty

MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` is the probability, in thousandths, that the subheading is the right one."""

    hs6: str
    score: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the search says of a product: the likeliest codes, and the question that would decide."""

    suggestions: tuple[Suggestion, ...]
    certainty: Certainty
    question: str = ""

    @property
    def sureness(self) -> int:
        return self.suggestions[0].score if self.suggestions else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A code to choose for a row. `is_given`: it stands in the firm's own file."""

    code: str
    score: int | None  # in thousandths; None where it was not suggested
    is_given: bool = False

    @property
    def hs6(self) -> str:
        return self.code[:6]


def choices(suggestions: Sequence[Suggestion], given: str) -> tuple[Choice, ...]:
    """The suggestions, the likeliest first, and the given code in its place or at the end.

    `given` has all its digits, also national ones; "" when the file names none that exists.
    """
    found = tuple(
        Choice(given, one.score, is_given=True) if given[:6] == one.hs6 else Choice(one.hs6, one.score)
        for one in suggestions
    )
    if given and not any(one.is_given for one in found):
        return (*found, Choice(given, None, is_given=True))
    return found


def sure_choice(offered: Sequence[Choice], certainty: Certainty) -> Choice | None:
    """The choice that may be accepted unseen: the likeliest of a good search that no given code denies."""
    if certainty is not Certainty.GOOD or not offered:
        return None
    likeliest = offered[0]
    denied = any(one.is_given for one in offered) and not likeliest.is_given
    return None if denied else likeliest
