"""Whose turn a case is, and how pressing its day is: what the queues are cut and marked by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fairway.kernel.text import Text
from fairway.trust.aeo.domain.states import PROPOSED, State
from fairway.trust.programmes.domain.clock_rule import Party

APPEALED = frozenset({State.REFUSAL_APPEALED, State.SUSPENSION_APPEALED, State.REVOCATION_APPEALED})
CUSTOMS_ACTS = PROPOSED | APPEALED | {
    State.SUBMITTED, State.EXAMINATION, State.REASSESSMENT, State.SUSPENDED,
}  # fmt: skip
FIRM_ACTS = frozenset({State.INCOMPLETE, State.INFORMATION, State.HEARING, State.HOLDER_HEARING})
_SOON = 7  # days


class Pressure(StrEnum):
    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Urgency:
    """`words` say it all: whoever sees no colour knows it too."""

    pressure: Pressure
    words: Text


def whose_turn(state: State) -> Party | None:
    """None: nobody has to act for now."""
    if state in CUSTOMS_ACTS:
        return Party.CUSTOMS
    return Party.FIRM if state in FIRM_ACTS else None


def urgency(due_on: date, today: date) -> Urgency:
    """The last day itself is not late."""
    days = (due_on - today).days
    if days < 0:
        late = Text("Late by {days} days", {"days": -days}) if days < -1 else Text("Late by one day")
        return Urgency(Pressure.LATE, late)
    if days == 0:
        return Urgency(Pressure.TODAY, Text("Due today"))
    left = Text("{days} days left", {"days": days}) if days > 1 else Text("One day left")
    return Urgency(Pressure.SOON if days <= _SOON else Pressure.LATER, left)
