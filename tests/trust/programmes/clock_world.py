"""The clocks of the European reference pack, made by hand, and short ways to write events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.domain.clock_rule import (
    ClockRule,
    ClockUnit,
    EventKind,
    Extension,
    Party,
    Pause,
)
from fairway.trust.programmes.domain.clocks import CaseMoment, Clock, clocks
from fairway.trust.programmes.domain.condition import Operand

E = EventKind
UTC_DAYS = Calendar("model", Localised({"en": "No holidays"}), ZoneInfo("UTC"))


def number(value: int) -> Operand:
    return Operand(Decimal(value))


ACCEPTANCE = ClockRule(
    "acceptance",
    Localised({"en": "Acceptance"}),
    Party.CUSTOMS,
    starts=(E.SUBMITTED, E.MISSING_SUPPLIED),
    stops=(E.ACCEPTED, E.NOT_ACCEPTED, E.WITHDRAWN, E.MISSING_ASKED),
    length=number(30),
    unit=ClockUnit.DAYS,
    rolls=True,
    extensions=(),
    pauses=(),
    deemed=E.ACCEPTED,
    tiers=frozenset(),
    period=Period(),
    citation=Citation("EU", "UCC 22(2)"),
)
MISSING = replace(
    ACCEPTANCE,
    code="missing",
    party=Party.FIRM,
    starts=(E.MISSING_ASKED,),
    stops=(E.MISSING_SUPPLIED, E.WITHDRAWN),
    length=None,
    deemed=E.NOT_ACCEPTED,
)
DECISION = replace(
    ACCEPTANCE,
    code="decision",
    starts=(E.ACCEPTED,),
    stops=(E.GRANTED, E.REFUSED, E.WITHDRAWN),
    length=number(120),
    extensions=(
        Extension(E.EXTENDED, None, number(60)),
        Extension(E.INFORMATION_ASKED, None, None, counts_as_pause=True),
        Extension(E.HEARING_OPENED, number(30)),
    ),
    deemed=None,
)
EU_RULES = (ACCEPTANCE, MISSING, DECISION)


def plain(unit: ClockUnit, length: int, **changes: object) -> ClockRule:
    """A clock from submission to grant, which does not roll."""
    rule = replace(ACCEPTANCE, code="plain", stops=(E.GRANTED,), length=number(length), unit=unit)
    return replace(rule, rolls=False, starts=(E.SUBMITTED,), deemed=None, **changes)  # type: ignore[arg-type]


def paused(unit: ClockUnit, length: int) -> ClockRule:
    return plain(unit, length, pauses=(Pause(E.INFORMATION_ASKED, (E.INFORMATION_GIVEN,)),))


def at(day: date | str, kind: EventKind, days: int | None = None, hour: int = 12) -> CaseMoment:
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return CaseMoment(kind, datetime.combine(on, time(hour), ZoneInfo("UTC")), days)


def value_of(operand: Operand) -> Decimal:
    assert operand.value is not None
    return operand.value


def run(
    events: Iterable[CaseMoment],
    *rules: ClockRule,
    on: date | str,
    calendar: Calendar = UTC_DAYS,
) -> tuple[Clock, ...]:
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return clocks(events, rules or EU_RULES, value_of, calendar, day)


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)
