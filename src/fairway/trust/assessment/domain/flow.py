"""Where a firm is in its questions: the ones before and after, and how many are done."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.trust.programmes.domain.questions import Question


@dataclass(frozen=True, slots=True)
class Flow:
    """The questions of one firm on its way to a tier, in their order."""

    questions: tuple[Question, ...]

    @property
    def done(self) -> int:
        return sum(question.is_answered for question in self.questions)

    @property
    def open(self) -> int:
        return len(self.questions) - self.done

    def find(self, code: str) -> Question | None:
        return next((question for question in self.questions if question.code == code), None)

    def before(self, code: str) -> str | None:
        """The question that stands before; None for the first, and for one that is not asked."""
        place = self._place(code)
        return self.questions[place - 1].code if place and place > 0 else None

    def after(self, code: str) -> str | None:
        """The first open question behind this one, or of all where this one is not asked. None at the end."""
        place = self._place(code)
        behind = self.questions[0 if place is None else place + 1 :]
        return next((question.code for question in behind if not question.is_answered), None)

    def _place(self, code: str) -> int | None:
        places = (place for place, question in enumerate(self.questions) if question.code == code)
        return next(places, None)
