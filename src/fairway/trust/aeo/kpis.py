"""The measures of the programme, over the cases that were submitted in a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from fairway.kernel.finding import Reason
from fairway.kernel.period import Period
from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.kpi import (
    Appeals,
    Burden,
    MsmeShares,
    Share,
    Spread,
    StateTime,
    Story,
    appeals,
    burdens,
    first_time_right,
    msme_shares,
    rounds,
    state_times,
    stays_of,
    within_clock,
)
from fairway.trust.aeo.domain.workflow import State
from fairway.trust.aeo.law import clocks_of
from fairway.trust.aeo.models import BenefitUse, Case, CaseEvent, Certificate
from fairway.trust.programmes.domain.clock_rule import EventKind
from fairway.trust.programmes.domain.clocks import CaseMoment
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.store import programme_of


class _Filed(NamedTuple):
    """What is counted of a case beside its events."""

    programme: str
    tier: str
    size_class: str
    law_on: date
    questions_asked: int
    questions_spared: int
    seconds_spent: int


class _Event(NamedTuple):
    kind: str
    target: str
    at: datetime
    days: int | None


_FIELDS = _Filed._fields
_ENDED = (Certificate.Status.REVOKED, Certificate.Status.EXPIRED, Certificate.Status.WITHDRAWN)
MOST_CASES = 4_000  # of a period are measured; two seconds of work


@dataclass(frozen=True, slots=True)
class BenefitFigures:
    """`holders`: of those who held the status in the period, how many told that they had it."""

    benefit: str
    holders: Share
    times: int
    minutes: int | None
    amounts: tuple[tuple[str, int], ...]  # currency, minor units


@dataclass(frozen=True, slots=True)
class Kpis:
    """`cases`: how many are measured, the newest of the `submitted` ones.

    `border`: why inspection rates and release times are not here.
    """

    period: Period
    cases: int
    submitted: int
    states: tuple[StateTime, ...]
    within_clock: Share
    first_time_right: Share
    rounds: Spread
    msme: tuple[MsmeShares, ...]
    burdens: tuple[Burden, ...]
    appeals: Appeals
    benefits: tuple[BenefitFigures, ...]
    border: Reason


def kpis(period: Period, *, on: date, programme: str = "") -> Kpis:
    """Of the cases that were submitted in the period, the newest MOST_CASES, as they stand on a day.

    As long as nothing happens in any case, the same question costs nothing.
    """
    return _kpis(period, on, programme, _marks())


def _marks() -> tuple[object, ...]:
    """They are others as soon as anything that is measured has changed."""
    last = CaseEvent.objects.order_by("-pk").values_list("pk", "at").first()
    uses = BenefitUse.objects.aggregate(Count("pk"), Count("withdrawn_at"))
    return (last, *uses.values())


@lru_cache(maxsize=16)
def _kpis(period: Period, on: date, programme: str, marks: tuple[object, ...]) -> Kpis:
    stories = tuple(_stories(period, on, programme))
    return Kpis(
        period,
        len(stories),
        _submitted(period, programme).count(),
        state_times(stories),
        within_clock(stories),
        first_time_right(stories),
        rounds(stories),
        msme_shares(stories),
        burdens(stories),
        appeals(stories),
        tuple(_benefits(period, programme)),
        Reason(
            "no_border_data",
            Text("There is no border data yet: inspection rates and release times cannot be computed."),
        ),
    )


def _stories(period: Period, on: date, programme: str) -> Iterator[Story]:
    """In one pass over the events, a case at a time."""
    newest = _submitted(period, programme).order_by("-number")[:MOST_CASES]
    cases = {row[0]: _Filed(*row[1:]) for row in newest.values_list("pk", *_FIELDS)}
    events = CaseEvent.objects.filter(case__in=newest.values("pk"))
    rows = events.order_by("case_id", "sequence").values_list("case_id", "kind", "target", "at", "days")
    for pk, found in groupby(rows.iterator(chunk_size=5000), key=itemgetter(0)):
        yield _story(cases[pk], [_Event(*row[1:]) for row in found], on)


def _story(case: _Filed, events: list[_Event], on: date) -> Story:
    law, size = _law(case.programme, case.law_on), SizeClass(case.size_class)
    moments = [CaseMoment(EventKind(e.kind), e.at, e.days) for e in events if e.kind]
    return Story(
        case.programme,
        case.tier,
        size,
        tuple(moment.kind for moment in moments),
        stays_of([(State(e.target), e.at) for e in events]),
        clocks_of(law, case.tier, size, moments, on),
        case.questions_asked,
        case.questions_spared,
        case.seconds_spent,
    )


@cache
def _law(programme: str, day: date) -> Law:
    return law_on(programme_of(programme), day)


def _submitted(period: Period, programme: str) -> QuerySet[Case]:
    rows = Case.objects.order_by()
    if period.start:
        rows = rows.filter(submitted_at__gte=_midnight(period.start))
    if period.end:
        rows = rows.filter(submitted_at__lt=_midnight(period.end + timedelta(days=1)))
    return rows.filter(programme=programme) if programme else rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _benefits(period: Period, programme: str) -> Iterator[BenefitFigures]:
    held, used = Certificate.objects.all(), BenefitUse.objects.filter(withdrawn_at__isnull=True)
    if programme:
        held, used = (
            held.filter(case__programme=programme),
            used.filter(certificate__case__programme=programme),
        )
    if period.start:
        ended = Q(status__in=_ENDED, changed_at__lt=_midnight(period.start)) | Q(valid_until__lt=period.start)
        held, used = held.exclude(ended), used.filter(on__gte=period.start)
    if period.end:
        held, used = held.filter(valid_from__lte=period.end), used.filter(on__lte=period.end)
    holders = held.count()
    figures = used.values("benefit").annotate(
        by=Count("certificate", distinct=True), times=Sum("times"), minutes=Sum("minutes")
    )
    amounts = list(
        used.exclude(amount=None)
        .values_list("benefit", "currency")
        .annotate(sum=Sum("amount"))
        .order_by("currency")
    )
    for row in figures.order_by("benefit"):
        sums = tuple((currency, amount) for code, currency, amount in amounts if code == row["benefit"])
        yield BenefitFigures(row["benefit"], Share(row["by"], holders), row["times"], row["minutes"], sums)
