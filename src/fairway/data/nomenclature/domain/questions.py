"""The deciding facts as trees of questions: what splits a heading, or headings easily confused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairway.kernel.text import Localised


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose: it leads to goods codes (headings or subheadings) or to a further question."""

    text: Localised
    codes: tuple[str, ...] = ()
    then: DecidingQuestion | None = None

    @property
    def reach(self) -> tuple[str, ...]:
        """Every code that the answer leads to, now or after further questions."""
        return self.codes if self.then is None else self.then.reach


@dataclass(frozen=True, slots=True)
class DecidingQuestion:
    """`key` names the question for good: `6109`, or `6103/1` for the one after its second answer."""

    key: str
    text: Localised
    answers: tuple[Answer, ...]

    @property
    def reach(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for answer in self.answers for code in answer.reach))

    def walk(self) -> Iterator[DecidingQuestion]:
        """The question and every one that may follow it."""
        yield self
        for answer in self.answers:
            if answer.then is not None:
                yield from answer.then.walk()


@dataclass(frozen=True, slots=True)
class QuestionTree:
    """`between` are the headings that it decides between: one for a heading's own tree."""

    between: tuple[str, ...]
    root: DecidingQuestion

    @property
    def is_across(self) -> bool:
        return len(self.between) > 1


@dataclass(frozen=True, slots=True)
class Hint:
    """A common mistake, in a sentence or two, shown beside the codes it is about."""

    codes: tuple[str, ...]
    text: Localised
