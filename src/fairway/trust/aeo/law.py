"""A case meets its law: the programme as it stood on the day of the application, and the clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.domain.clock_rule import EventKind
from fairway.trust.programmes.domain.clocks import CaseMoment, Clock, clocks
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import Criterion, Tier
from fairway.trust.programmes.store import calendar_of, programme_of, programmes


def case_law(case: Case) -> Law:
    """The law of the day of the application. A later change of the programme leaves the case alone."""
    return law_on(programme_of(case.programme), case.law_on)


def case_tier(case: Case) -> Tier:
    return case_law(case).tier(case.tier)


def case_roles(case: Case) -> tuple[TradeRole, ...]:
    return tuple(TradeRole(role) for role in case.roles)


def case_criteria(case: Case) -> tuple[Criterion, ...]:
    """Those of the tier that concern the firm, in the order of the programme."""
    law = case_law(case)
    return law.criteria_of(law.tier(case.tier), case_roles(case))


def case_calendar(case: Case) -> Calendar:
    return calendar_of(programme_of(case.programme).calendar)


def local_day(case: Case, moment: datetime) -> date:
    """The day that it is for the administration."""
    return case_calendar(case).local_day(moment)


def status_at(status: str, valid_until: date | None, programme: str, moment: datetime) -> Certificate.Status:
    """The status of a certificate. What has run out has ended, also before the job that says so has run."""
    held = Certificate.Status(status)
    if valid_until is None or held not in {Certificate.Status.ACTIVE, Certificate.Status.SUSPENDED}:
        return held
    own = next((one for one in programmes() if one.code == programme), None)  # one may be closed by now
    today = calendar_of(own.calendar).local_day(moment) if own else moment.astimezone(UTC).date()
    return Certificate.Status.EXPIRED if valid_until < today else held


def office_day(economy: str, moment: datetime) -> date:
    """The day that it is in an economy, by the calendar of its programme; without one, by UTC."""
    own = next((one for one in programmes() if economy in one.economies), None)
    return calendar_of(own.calendar).local_day(moment) if own else moment.astimezone(UTC).date()


def case_clocks(case: Case, on: date) -> tuple[Clock, ...]:
    """Every run of every clock of the tier as it stands on the day, computed from the events of the case."""
    rows = case.events.exclude(kind="").values_list("kind", "at", "days")
    moments = [CaseMoment(EventKind(kind), at, days) for kind, at, days in rows]
    return clocks_of(case_law(case), case.tier, SizeClass(case.size_class), moments, on)


def clocks_of(
    law: Law, tier: str, size: SizeClass, moments: Sequence[CaseMoment], on: date
) -> tuple[Clock, ...]:
    """The same for events that are at hand already."""
    calendar = calendar_of(law.programme.calendar)
    return clocks(moments, law.clocks(tier, size), lambda operand: law.value(operand, size), calendar, on)
