"""`fairway aeo clocks`: the statutory clocks of a case from a file of its events."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from fairway.kernel.text import UserError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.terminal import BadInput, emit
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.domain.clock_rule import ClockRule, EventKind
from fairway.trust.programmes.domain.clocks import CaseMoment, Clock, clocks
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.store import calendar_of, programme_of

_MOST_BYTES = 10_000_000
_MOST_DAYS = 36_500
_KEYS = {"event", "at", "days"}


@click.command("clocks")
@click.argument("events", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", required=True, help="Its code.")
@click.option("--tier", default="", help="Only the clocks of one tier.")
@click.option("--size", type=click.Choice([size.value for size in SizeClass]), help="The firm's size class.")
@click.option("--on", default="", help="Day, YYYY-MM-DD; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def case_clocks(events: Path, *, programme: str, tier: str, size: str | None, on: str, as_json: bool) -> None:
    """Each clock of the case whose EVENTS are given: started, stood still, due, and how that was computed.

    EVENTS is a JSON list of {"event": "submitted", "at": "2026-03-02T09:30:00+01:00", "days": null}, or
    {"events": [...]}. A time may be a day alone. The law is that of the day of the first event.
    """
    law_of, calendar = _programme(programme)
    moments = _moments(_document(events), calendar)
    day = _day(on, calendar)
    law = law_of(min((calendar.local_day(moment.at) for moment in moments), default=day))
    size_class = SizeClass(size) if size else None
    rules = _rules(law, tier, size_class)
    try:
        found = clocks(moments, rules, _value_of(law, size_class), calendar, day)
    except UserError as error:
        raise BadInput("events", str(error)) from error
    plain = {
        "programme": law.programme.code,
        "version": law.edition.version,
        "tier": tier or None,
        "size_class": size,
        "on": day.isoformat(),
        "clocks": [_plain(clock) for clock in found],
    }
    emit(plain, as_json=as_json, human=_print)


def _programme(code: str) -> tuple[Callable[[date], Law], Calendar]:
    try:
        programme = programme_of(code)
        return lambda on: _law(code, on), calendar_of(programme.calendar)
    except UserError as error:
        raise BadInput("--programme", str(error)) from error


def _law(code: str, on: date) -> Law:
    try:
        return law_on(programme_of(code), on)
    except UserError as error:
        raise BadInput("events", str(error)) from error


def _rules(law: Law, tier: str, size: SizeClass | None) -> Sequence[ClockRule]:
    try:
        return law.clocks(law.tier(tier).code if tier else "", size)
    except UserError as error:
        raise BadInput("--tier", str(error)) from error


def _value_of(law: Law, size: SizeClass | None) -> Callable[[Operand], Decimal]:
    """Without a size, what holds for every size; where they differ, the size must be told."""

    def value(operand: Operand) -> Decimal:
        values = {law.value(operand, one) for one in ([size] if size else SizeClass)}
        if len(values) > 1:
            raise BadInput("--size", f"“{operand.parameter}” differs by size. Tell the firm's size class.")
        return values.pop()

    return value


def _day(text: str, calendar: Calendar) -> date:
    if not text:
        return calendar.local_day(datetime.now(tz=UTC))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("--on", f"“{text}” is not a day. Write it as 2026-03-02.") from None


def _document(path: Path) -> list[Any]:
    if path.stat().st_size > _MOST_BYTES:
        raise BadInput("events", f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB.")
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadInput("events", f"{path.name} is not JSON: {error}.") from error
    if isinstance(document, dict) and set(document) == {"events"}:
        document = document["events"]
    if not isinstance(document, list):
        raise BadInput("events", 'A list of events is needed, or {"events": [...]}.')
    return document


def _moments(document: list[Any], calendar: Calendar) -> list[CaseMoment]:
    """Every event, or every fault with its place."""
    moments: list[CaseMoment] = []
    faults: dict[str, str] = {}
    for place, plain in enumerate(document):
        try:
            moments.append(_moment(plain, f"events[{place}]", calendar))
        except BadInput as error:
            faults |= error.faults
    if faults:
        raise BadInput.of(faults)
    return moments


def _moment(plain: Any, place: str, calendar: Calendar) -> CaseMoment:
    if not isinstance(plain, dict):
        raise BadInput(place, "An event is a mapping, with its kind and its time.")
    if unknown := sorted(plain.keys() - _KEYS):
        raise BadInput(place, f"Unknown key: {', '.join(unknown)}. The keys are event, at and days.")
    return CaseMoment(
        _kind(plain.get("event"), f"{place}.event"),
        _time(plain.get("at"), f"{place}.at", calendar),
        _days(plain.get("days"), f"{place}.days"),
    )


def _kind(plain: Any, place: str) -> EventKind:
    if plain not in list(EventKind):
        raise BadInput(place, f"“{plain}” is no event. The events are {', '.join(EventKind)}.")
    return EventKind(plain)


def _time(plain: Any, place: str, calendar: Calendar) -> datetime:
    """A day alone is read as noon there."""
    try:
        moment = datetime.fromisoformat(plain)
        if len(plain) <= len("2026-03-02"):
            moment = datetime.combine(moment.date(), time(12), calendar.time_zone)
        calendar.local_day(moment)
    except (TypeError, ValueError, OverflowError):
        raise BadInput(
            place, f"“{plain}” is not a day, or a time with its zone as in 2026-03-02T09:30:00+01:00."
        ) from None
    return moment


def _days(plain: Any, place: str) -> int | None:
    if plain is None:
        return None
    if isinstance(plain, bool) or not isinstance(plain, int) or not 0 <= plain <= _MOST_DAYS:
        raise BadInput(place, f"“{plain}” must be a whole number of days, from 0 to {_MOST_DAYS}.")
    return plain


def _plain(clock: Clock) -> dict[str, Any]:
    return {
        "code": clock.rule.code,
        "name": str(clock.rule.name),
        "party": clock.rule.party.value,
        "started": clock.started_on.isoformat(),
        "paused": [{"from": p.start.isoformat(), "to": _iso(p.end)} for p in clock.pauses],
        "extended": [
            {"event": e.event.value, "on": e.on.isoformat(), "days": e.days} for e in clock.extensions
        ],
        "due": clock.due_on.isoformat(),
        "state": clock.state.value,
        "ended": _iso(clock.ended_on),
        "deemed": clock.rule.deemed.value if clock.deemed_on and clock.rule.deemed else None,
        "deemed_on": _iso(clock.deemed_on),
        "workings": [str(text) for text in clock.workings],
        "citation": str(clock.rule.citation),
        "verified": clock.rule.citation.verified,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _print(plain: dict[str, Any], console: Console) -> None:
    table = Table("Clock", "Started", "Due", "State", "How")
    for clock in plain["clocks"]:
        table.add_row(
            clock["name"], clock["started"], clock["due"], clock["state"], "\n".join(clock["workings"])
        )
    console.print(table if plain["clocks"] else "No clock has started.")
