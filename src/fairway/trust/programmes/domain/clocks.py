"""The statutory clocks of a case, computed from its events and from nothing else.

Nothing is counted up or stored: the same events give the same clocks, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.text import Text
from fairway.trust.programmes.domain import clock_workings as say
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.domain.clock_rule import ClockRule, EventKind
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.reckoning import (
    Basis,
    DayEvent,
    Interval,
    Prolonged,
    Reckoning,
    reckon,
)

_PROCEDURE = {kind: place for place, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True)
class CaseMoment:
    """What happened in a case, and when. `days`: the period that it set, where it set one."""

    kind: EventKind
    at: datetime
    days: int | None = None

    def __post_init__(self) -> None:
        if self.days is not None and self.days < 0:
            raise ValueError(f"The event {self.kind} sets {self.days} days.")


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"  # stopped in time
    LATE = "late"  # stopped after its end
    EXPIRED = "expired"  # ran out, and nothing has stopped it yet
    DEEMED = "deemed"  # ran out, and the law says what that stands for


@dataclass(frozen=True, slots=True)
class Clock:
    """One run of a clock. `due_on` is the last day in time; while paused, as if it went on today.

    `ended_on`: when it was stopped, or the last day in time when silence ended it. `deemed_on`: the day as
    of which silence has its effect.
    """

    rule: ClockRule
    started_on: date
    pauses: tuple[Interval, ...]
    extensions: tuple[Prolonged, ...]
    due_on: date
    state: ClockState
    ended_on: date | None
    deemed_on: date | None
    workings: tuple[Text, ...]


def clocks(
    events: Iterable[CaseMoment],
    rules: Sequence[ClockRule],
    law_value: Callable[[Operand], Decimal],
    calendar: Calendar,
    on: date,
) -> tuple[Clock, ...]:
    """Every run of every clock as it stands on a day: in the order of the rules, the last run last.

    Only events up to that day count. A clock that a silence of another starts needs its rule after that
    one's, as far as both have a `deemed`. Raises UserError where an event lacks the days that a rule needs.
    """
    log = _days_of(events, calendar, on)
    reading = _Reading(Basis(law_value, calendar), on)
    found: dict[int, tuple[Clock, ...]] = {}
    for place, rule in sorted(enumerate(rules), key=lambda row: row[1].deemed is None):
        found[place] = tuple(reading.runs(rule, log))
        if rule.deemed:
            log = _with_silences(log, rule.deemed, found[place])
    return tuple(clock for place in sorted(found) for clock in found[place])


def _days_of(events: Iterable[CaseMoment], calendar: Calendar, on: date) -> list[DayEvent]:
    log = (DayEvent(event.kind, calendar.local_day(event.at), event.at, event.days) for event in events)
    return _in_order(event for event in log if event.day <= on)


def _in_order(log: Iterable[DayEvent]) -> list[DayEvent]:
    """By moment; what bears the same moment follows the order of the procedure."""
    return sorted(log, key=lambda event: (event.day, event.at, _PROCEDURE[event.kind], event.days or 0))


def _with_silences(log: list[DayEvent], deemed: EventKind, runs: Sequence[Clock]) -> list[DayEvent]:
    """The log with what silence stands for. A later event of the kind only records it, and goes."""
    silent = [run for run in runs if run.state is ClockState.DEEMED]
    kept = [event for event in log if event.kind is not deemed or not _comes_after_silence(event, runs)]
    return _in_order([*kept, *(_silence(log, run, deemed) for run in silent)])


def _silence(log: list[DayEvent], run: Clock, deemed: EventKind) -> DayEvent:
    """It stands right after the event that started the run."""
    starts = (e for e in log if e.day == run.started_on and e.kind in run.rule.starts)
    return DayEvent(deemed, run.started_on, max(event.at for event in starts), None)


def _comes_after_silence(event: DayEvent, runs: Sequence[Clock]) -> bool:
    begun = [run for run in runs if run.started_on <= event.day]
    return bool(begun) and begun[-1].state is ClockState.DEEMED and begun[-1].due_on < event.day


@dataclass(frozen=True, slots=True)
class _Reading:
    """The clocks of one case read on one day."""

    basis: Basis
    on: date

    def runs(self, rule: ClockRule, log: Sequence[DayEvent]) -> Iterator[Clock]:
        """A start while the clock runs starts it anew.

        A stop that comes first on the day of a start stops it: within a day, the order decides nothing.
        """
        start: DayEvent | None = None
        early: DayEvent | None = None
        for event in log:
            if start and rule.deemed and self._due(rule, log, start, event.day) < event.day:
                yield self._clock(rule, log, start, None)
                start = None
            if event.kind in rule.starts:
                start = event
                if early and early.day == event.day:
                    yield self._clock(rule, log, start, early)
                    start = early = None
            elif event.kind in rule.stops and start:
                yield self._clock(rule, log, start, event)
                start = None
            elif event.kind in rule.stops:
                early = event
        if start:
            yield self._clock(rule, log, start, None)

    def _due(self, rule: ClockRule, log: Sequence[DayEvent], start: DayEvent, on: date) -> date:
        return reckon(rule, start, log, on, self.basis).due_on

    def _clock(
        self, rule: ClockRule, log: Sequence[DayEvent], start: DayEvent, stop: DayEvent | None
    ) -> Clock:
        until = stop.day if stop else self.on
        reckoning = reckon(rule, start, log, until, self.basis)
        state = _state(rule, reckoning, stop, until)
        is_deemed = state is ClockState.DEEMED
        return Clock(
            rule,
            start.day,
            tuple(_shown(pause, stop) for pause in reckoning.pauses),
            reckoning.extensions,
            reckoning.due_on,
            state,
            ended_on=stop.day if stop else (reckoning.due_on if is_deemed else None),
            deemed_on=start.day if is_deemed else None,
            workings=(*reckoning.workings, *_outcome(rule, start, stop, reckoning, state)),
        )


def _state(rule: ClockRule, reckoning: Reckoning, stop: DayEvent | None, until: date) -> ClockState:
    in_time = until <= reckoning.due_on
    if stop:
        return ClockState.MET if in_time else ClockState.LATE
    if reckoning.is_paused:
        return ClockState.PAUSED
    if in_time:
        return ClockState.RUNNING
    return ClockState.DEEMED if rule.deemed else ClockState.EXPIRED


def _shown(pause: Interval, stop: DayEvent | None) -> Interval:
    """A pause that nothing else ended, ended when the clock was stopped."""
    return replace(pause, end=stop.day) if stop and pause.end is None else pause


def _outcome(
    rule: ClockRule, start: DayEvent, stop: DayEvent | None, reckoning: Reckoning, state: ClockState
) -> Iterator[Text]:
    if stop:
        yield say.stopped(stop.kind, stop.day, in_time=state is ClockState.MET)
    elif state is ClockState.PAUSED:
        yield say.stands_still(reckoning.due_on)
    elif state is ClockState.DEEMED and rule.deemed:
        yield say.silence(rule.deemed, start.day)
    elif state is ClockState.EXPIRED:
        yield say.ran_out(reckoning.due_on)
