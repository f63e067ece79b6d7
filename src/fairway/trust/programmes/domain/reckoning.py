"""When a started clock ends: its length, what adds to it, what lets it stand still, the roll at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

from fairway.kernel.text import Text, UserError
from fairway.trust.programmes.domain import clock_workings as say
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.domain.clock_rule import ClockRule, ClockUnit, EventKind, Extension, Pause
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.days import months_later


@dataclass(frozen=True, slots=True)
class DayEvent:
    """An event on its day in the calendar of the administration."""

    kind: EventKind
    day: date
    at: datetime
    days: int | None


@dataclass(frozen=True, slots=True)
class Interval:
    """The clock stands still after `start`, through `end`. `end` None: it still does."""

    start: date
    end: date | None

    def days(self, until: date) -> int:
        return ((self.end or until) - self.start).days


@dataclass(frozen=True, slots=True)
class Prolonged:
    """What one event added to a clock, after the cap."""

    event: EventKind
    on: date
    days: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What every clock of a case is reckoned by: the numbers of its law, and the working days."""

    law_value: Callable[[Operand], Decimal]
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`pauses` has the periods that are shown as pauses although they were added as days."""

    pauses: tuple[Interval, ...]
    extensions: tuple[Prolonged, ...]
    due_on: date
    is_paused: bool
    workings: tuple[Text, ...]


def reckon(rule: ClockRule, start: DayEvent, log: Sequence[DayEvent], until: date, basis: Basis) -> Reckoning:
    """The end of the clock by what happened from its start through `until`.

    The day of the start does not count. Added days count in the unit of a clock of working days, and as
    days in every other. Nothing moves a clock that has run out.
    """
    during = [event for event in log if start.day <= event.day <= until]
    term = _Term(rule, start, until, basis.calendar, _length(rule, start, basis.law_value))
    movements: list[_Movement] = [
        *_prolongations(rule, during, basis.law_value),
        *_pauses_of(rule, during),
    ]
    prolonged: list[_Addition] = []
    pauses: list[Interval] = []
    too_late: list[Text] = []
    for movement in sorted(movements, key=_first_day):
        if _first_day(movement) > term.due(prolonged, pauses):
            too_late.append(say.came_too_late(_first_day(movement)))
        elif isinstance(movement, Interval):
            pauses.append(movement)
        else:
            prolonged.append(movement)
    return Reckoning(
        tuple(sorted([*pauses, *_shown_as_pauses(prolonged)], key=lambda pause: pause.start)),
        tuple(addition.prolonged for addition in prolonged),
        term.due(prolonged, pauses),
        is_paused=any(pause.end is None for pause in pauses),
        workings=(*term.workings(prolonged, pauses), *too_late),
    )


@dataclass(frozen=True, slots=True)
class _Addition:
    prolonged: Prolonged
    by: Extension
    is_capped: bool


_Movement: TypeAlias = "_Addition | Interval"


def _first_day(movement: _Movement) -> date:
    return movement.start if isinstance(movement, Interval) else movement.prolonged.on


def _length(rule: ClockRule, start: DayEvent, law_value: Callable[[Operand], Decimal]) -> int:
    return _set_in(start, rule) if rule.length is None else _whole(rule, law_value(rule.length))


def _set_in(event: DayEvent, rule: ClockRule) -> int:
    if event.days is None:
        message = Text(
            "The event “{event}” of {day} sets no days, and the clock “{clock}” counts them.",
            {"event": say.EVENT_NAMES[event.kind], "day": event.day, "clock": rule.name},
        )
        raise UserError(message)
    return event.days


def _whole(rule: ClockRule, value: Decimal) -> int:
    if value != int(value) or value < 0:
        message = Text(
            "The clock “{clock}” counts {value}. It needs a whole number, not negative.",
            {"clock": rule.name, "value": value},
        )
        raise UserError(message)
    return int(value)


def _prolongations(
    rule: ClockRule, events: Sequence[DayEvent], law_value: Callable[[Operand], Decimal]
) -> Iterator[_Addition]:
    for extension in rule.extensions:
        room = _whole(rule, law_value(extension.at_most)) if extension.at_most else None
        for event in events:
            if event.kind is not extension.event:
                continue
            wished = _whole(rule, law_value(extension.by)) if extension.by else _set_in(event, rule)
            days = wished if room is None else min(wished, room)
            room = None if room is None else room - days
            yield _Addition(Prolonged(event.kind, event.day, days), extension, is_capped=days < wished)


def _shown_as_pauses(additions: Iterable[_Addition]) -> Iterator[Interval]:
    for addition in additions:
        if addition.by.counts_as_pause:
            on = addition.prolonged.on
            yield Interval(on, on + timedelta(days=addition.prolonged.days))


def _pauses_of(rule: ClockRule, events: Sequence[DayEvent]) -> Iterator[Interval]:
    for pause in rule.pauses:
        yield from _intervals(pause, events)


def _intervals(pause: Pause, events: Sequence[DayEvent]) -> Iterator[Interval]:
    """From an event to the first that ends it. What ends it may come first on the same day."""
    opened: DayEvent | None = None
    early: DayEvent | None = None
    for event in events:
        if event.kind in pause.until and opened:
            yield Interval(opened.day, event.day)
            opened = None
        elif event.kind in pause.until:
            early = event
        elif event.kind is pause.event and early and early.day == event.day:
            early = None
        elif event.kind is pause.event and not opened:
            opened = event
    if opened:
        yield Interval(opened.day, None)


@dataclass(frozen=True, slots=True)
class _Term:
    rule: ClockRule
    start: DayEvent
    until: date
    calendar: Calendar
    length: int

    def due(self, prolonged: Sequence[_Addition], pauses: Sequence[Interval]) -> date:
        end = self._before_roll(prolonged, pauses)
        return self.calendar.next_working(end) if self.rule.rolls else end

    def _before_roll(self, prolonged: Sequence[_Addition], pauses: Sequence[Interval]) -> date:
        added = sum(addition.prolonged.days for addition in prolonged)
        still = merged(pauses, self.until)
        if self.rule.unit is ClockUnit.WORKING_DAYS:
            return self._working_day(self.length + added, still)
        paused = sum((end - start).days for start, end in still)
        return self._nominal() + timedelta(days=added + paused)

    def _nominal(self) -> date:
        match self.rule.unit:
            case ClockUnit.MONTHS:
                return months_later(self.start.day, self.length)
            case ClockUnit.YEARS:
                return months_later(self.start.day, 12 * self.length)
            case _:
                return self.start.day + timedelta(days=self.length)

    def _working_day(self, number: int, still: Sequence[tuple[date, date]]) -> date:
        """The working day of that number after the start, those within a pause not counted."""
        days = self.calendar.working_days_after(self.start.day)
        counted = (day for day in days if not any(start < day <= end for start, end in still))
        return next(islice(counted, number - 1, None)) if number else self.start.day

    def workings(self, prolonged: Sequence[_Addition], pauses: Sequence[Interval]) -> Iterator[Text]:
        yield say.starts(self.start.kind, self.start.day)
        yield say.counts(self.rule.unit, self.length)
        for addition in prolonged:
            yield say.adds(addition.prolonged.event, addition.prolonged.on, addition.prolonged.days)
            if addition.is_capped:
                yield say.capped()
        for pause in pauses:
            yield say.paused(pause.start, pause.end, pause.days(self.until))
        end = self._before_roll(prolonged, pauses)
        due = self.due(prolonged, pauses)
        if why := self.calendar.day_off(end) if due != end else None:
            yield say.rolled(end, why, due)
        yield say.last_day(due)
        if self._needs_holidays() and due not in self.calendar.known:
            yield say.holidays_unknown(due.year)

    def _needs_holidays(self) -> bool:
        return self.rule.rolls or self.rule.unit is ClockUnit.WORKING_DAYS


def merged(pauses: Iterable[Interval], until: date) -> tuple[tuple[date, date], ...]:
    """The days in which the clock stands still, each once; an open pause lasts through `until`."""
    found: list[tuple[date, date]] = []
    for start, end in sorted((pause.start, pause.end or until) for pause in pauses):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
