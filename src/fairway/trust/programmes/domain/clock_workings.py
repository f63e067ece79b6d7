"""How a clock was computed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fairway.kernel.text import Localised, Param, Text
from fairway.trust.programmes.domain.clock_rule import ClockUnit, EventKind

EVENT_NAMES: Mapping[EventKind, Text] = {
    EventKind.SUBMITTED: Text("application received"),
    EventKind.MISSING_ASKED: Text("missing items requested"),
    EventKind.MISSING_SUPPLIED: Text("missing items received"),
    EventKind.ACCEPTED: Text("accepted for examination"),
    EventKind.NOT_ACCEPTED: Text("not accepted for examination"),
    EventKind.INFORMATION_ASKED: Text("further information requested"),
    EventKind.INFORMATION_GIVEN: Text("further information received"),
    EventKind.VALIDATION_STARTED: Text("validation started"),
    EventKind.VALIDATION_ENDED: Text("validation ended"),
    EventKind.HEARING_OPENED: Text("right to be heard opened"),
    EventKind.HEARING_ANSWERED: Text("answer of the firm received"),
    EventKind.EXTENDED: Text("extended by customs"),
    EventKind.EXTENDED_BY_APPLICANT: Text("extended for the firm"),
    EventKind.GRANTED: Text("status granted"),
    EventKind.REFUSED: Text("application refused"),
    EventKind.WITHDRAWN: Text("withdrawn by the firm"),
    EventKind.SUSPENDED: Text("status suspended"),
    EventKind.SUSPENSION_LIFTED: Text("suspension lifted"),
    EventKind.REASSESSMENT_STARTED: Text("reassessment started"),
    EventKind.REASSESSMENT_ENDED: Text("reassessment ended"),
    EventKind.REVOKED: Text("status revoked"),
    EventKind.EXPIRED: Text("status expired"),
    EventKind.APPEALED: Text("appeal received"),
    EventKind.APPEAL_DECIDED: Text("appeal decided"),
}


def starts(event: EventKind, day: date) -> Text:
    places: dict[str, Param] = {"event": EVENT_NAMES[event], "day": day}
    return Text("It starts with “{event}” on {day}. That day does not count.", places)


def counts(unit: ClockUnit, number: int) -> Text:
    match unit:
        case ClockUnit.DAYS:
            return Text("Its length in days is {number}.", {"number": number})
        case ClockUnit.WORKING_DAYS:
            return Text("Its length in working days is {number}.", {"number": number})
        case ClockUnit.MONTHS:
            return Text("Its length in months is {number}.", {"number": number})
        case ClockUnit.YEARS:
            return Text("Its length in years is {number}.", {"number": number})


def adds(event: EventKind, day: date, days: int) -> Text:
    places: dict[str, Param] = {"event": EVENT_NAMES[event], "day": day, "days": days}
    return Text("“{event}” on {day} adds days to it: {days}.", places)


def capped() -> Text:
    return Text("No more than that may be added.")


def paused(start: date, end: date | None, days: int) -> Text:
    if end is None:
        return Text("It stands still since {start}. Days so far: {days}.", {"start": start, "days": days})
    places: dict[str, Param] = {"start": start, "end": end, "days": days}
    return Text("It stood still from {start} to {end}. Days: {days}.", places)


def rolled(end: date, why: Text | Localised, due: date) -> Text:
    places: dict[str, Param] = {"end": end, "why": why, "due": due}
    return Text("{end} is not a working day ({why}), so it ends on {due}.", places)


def last_day(due: date) -> Text:
    return Text("The last day in time is {day}.", {"day": due})


def holidays_unknown(year: int) -> Text:
    """A year is no number to group by thousands."""
    return Text("The public holidays of {year} are not loaded, so the end may move.", {"year": str(year)})


def came_too_late(day: date) -> Text:
    return Text("What came on {day} changes nothing: the time was already over.", {"day": day})


def stopped(event: EventKind, day: date, *, in_time: bool) -> Text:
    places: dict[str, Param] = {"event": EVENT_NAMES[event], "day": day}
    if in_time:
        return Text("“{event}” on {day} stopped it in time.", places)
    return Text("“{event}” on {day} stopped it too late.", places)


def stands_still(due: date) -> Text:
    return Text("If it went on today, it would end on {day}.", {"day": due})


def silence(deemed: EventKind, day: date) -> Text:
    places: dict[str, Param] = {"event": EVENT_NAMES[deemed], "day": day}
    return Text("Nobody answered in time. By law that counts as “{event}” as of {day}.", places)


def ran_out(due: date) -> Text:
    return Text("It ran out on {day}, and nothing has stopped it.", {"day": due})
