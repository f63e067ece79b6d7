"""A question put to the user, the answers told so far, and what they ruled out: the values of the flow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fairway.kernel.text import Localised, Text

Wording = Localised | Text
MOST_TOLD = 12  # answers of one conversation that are read
_NOT_SURE = "-"
_UNREADABLE = -1  # a number that no choice has
_WRITTEN = re.compile(r"(?P<key>[a-z0-9/-]{1,120}):(?P<answer>\d{1,3}|-)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Told:
    """An answered question by its key. `answer` is the number of the choice, None for “not sure”."""

    key: str
    answer: int | None

    def __str__(self) -> str:
        """As it stands in addresses: `6109:0`, `6109:-`; what could not be read stays as it was."""
        if self.answer == _UNREADABLE:
            return self.key
        return f"{self.key}:{_NOT_SURE if self.answer is None else self.answer}"


def told_read(texts: Iterable[str]) -> tuple[Told, ...]:
    """The answers of an address (`a=6109:0&a=6103/1:-`).

    One that cannot be read gets a number that no choice has: the flow leaves it out and says so.
    """
    return tuple(_told(text) for text in list(texts)[:MOST_TOLD])


def told_written(told: Told) -> str:
    return str(told)


def _told(text: str) -> Told:
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        return Told(text[:40], _UNREADABLE)
    return Told(written["key"], None if written["answer"] == _NOT_SURE else int(written["answer"]))


@dataclass(frozen=True, slots=True)
class AskedChoice:
    """One answer to choose. `codes` are what it leads to; none for the answer that rules all others out.

    `example` are everyday words of its goods, for a choice that is worded like the law.
    """

    number: int
    text: Wording
    codes: tuple[str, ...] = ()
    example: Localised | None = None

    @property
    def is_none_of_these(self) -> bool:
        return not self.codes


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user should decide, because the words do not. “Not sure” is always possible as well.

    `about` is the plain name of the heading whose goods the question is about, where it is about one.
    """

    key: str
    text: Wording
    choices: tuple[AskedChoice, ...]
    about: Localised | None = None

    def choice(self, number: int) -> AskedChoice | None:
        return next((choice for choice in self.choices if choice.number == number), None)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered. `answer` is None for “not sure”."""

    key: str
    question: Wording
    answer: Wording | None
    told: Told


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A heading or subheading that an answer excludes."""

    code: str
    name: Wording
    because: Wording  # the answer

    @property
    def dotted(self) -> str:
        return f"{self.code[:4]}.{self.code[4:]}" if len(self.code) > 4 else self.code


class Certainty(StrEnum):
    LOW = "low"
    FAIR = "fair"
    GOOD = "good"


_FAIR_FROM = 0.35
_GOOD_FROM = 0.7


@dataclass(frozen=True, slots=True)
class Confidence:
    """How probable it is that the first result is the right one."""

    score: float = 0.0

    @property
    def level(self) -> Certainty:
        if self.score < _FAIR_FROM:
            return Certainty.LOW
        return Certainty.FAIR if self.score < _GOOD_FROM else Certainty.GOOD
