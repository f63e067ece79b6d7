"""Which of a case's clocks matters now, and who must act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.trust.programmes.domain.clock_rule import Party
from fairway.trust.programmes.domain.clocks import Clock, ClockState

_AWAITED = frozenset({ClockState.RUNNING, ClockState.EXPIRED})


@dataclass(frozen=True, slots=True)
class Deadline:
    on: date
    party: Party


def deadline_of(clocks: Iterable[Clock]) -> Deadline | None:
    """The first day by which somebody must act. None: no clock waits for anybody.

    When the firm's time is over it is customs' turn: to go on without the firm.
    """
    first = min((clock for clock in clocks if clock.state in _AWAITED), key=_urgency, default=None)
    if first is None:
        return None
    return Deadline(first.due_on, Party.CUSTOMS if first.state is ClockState.EXPIRED else first.rule.party)


def _urgency(clock: Clock) -> tuple[date, str]:
    return clock.due_on, clock.rule.code
