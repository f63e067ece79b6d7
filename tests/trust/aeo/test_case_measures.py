"""The measures: counted by hand on small histories, and over real cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.people import People, signed_in
from tests.trust.aeo.aeo_world import accepted, granted, moved, prepared, submitted

from fairway.kernel.period import Period
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.kpi import (
    Share,
    Spread,
    Story,
    appeals,
    first_time_right,
    msme_shares,
    rounds,
    spread,
    state_times,
    stays_of,
)
from fairway.trust.aeo.domain.workflow import State
from fairway.trust.aeo.kpis import kpis
from fairway.trust.aeo.models import Case, CaseEvent, Certificate
from fairway.trust.aeo.services.holding import benefit_record
from fairway.trust.programmes.domain.clock_rule import EventKind as E

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def story(*kinds: E, size: SizeClass = SizeClass.MICRO, states: tuple[State, ...] = ()) -> Story:
    entered = [(state, START + timedelta(days=10 * place)) for place, state in enumerate(states)]
    return Story("p", "t", size, kinds, stays_of(entered), (), 20, 5, 0)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, "0.0000", "0.2775"), (10, 10, "0.7225", "1.0000"), (50, 100, "0.4038", "0.5962")],
)
def test_the_interval_of_a_share_is_wilsons(part: int, whole: int, low: str, high: str) -> None:
    assert Share(part, whole).interval == (Decimal(low), Decimal(high))


def test_without_cases_there_is_no_share_and_no_zero() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)
    assert spread([]) == Spread(0, None, None)
    assert first_time_right([story(E.SUBMITTED)]) == Share(0, 0)


def test_a_spread_names_figures_that_were_there() -> None:
    assert spread(range(1, 11)) == Spread(10, Decimal(5), Decimal(9))
    assert spread([7]) == Spread(1, Decimal(7), Decimal(7))


def test_first_time_right_is_what_was_accepted_and_never_asked_about() -> None:
    stories = [
        story(E.SUBMITTED, E.ACCEPTED, E.GRANTED),
        story(E.SUBMITTED, E.MISSING_ASKED, E.MISSING_SUPPLIED, E.ACCEPTED),
        story(E.SUBMITTED, E.ACCEPTED, E.INFORMATION_ASKED, E.INFORMATION_GIVEN),
        story(E.SUBMITTED, E.NOT_ACCEPTED),
        story(E.SUBMITTED),
    ]
    assert first_time_right(stories) == Share(1, 4)
    assert rounds(stories) == Spread(3, Decimal(1), Decimal(1))


def test_the_share_of_small_firms_among_applications_grants_and_refusals() -> None:
    stories = [
        story(E.SUBMITTED, E.GRANTED),
        story(E.SUBMITTED, E.REFUSED, size=SizeClass.MEDIUM),
        story(E.SUBMITTED, E.GRANTED, size=SizeClass.LARGE),
    ]
    (shares,) = msme_shares(stories)
    assert (shares.applications, shares.grants, shares.refusals) == (Share(2, 3), Share(1, 2), Share(1, 1))


def test_an_appeal_is_allowed_when_it_leads_elsewhere_than_back() -> None:
    back = (State.REFUSED, State.REFUSAL_APPEALED, State.REFUSED)
    anew = (State.REFUSED, State.REFUSAL_APPEALED, State.EXAMINATION)
    found = appeals(
        [
            story(E.REFUSED, E.APPEALED, E.APPEAL_DECIDED, states=back),
            story(E.REFUSED, E.APPEALED, E.APPEAL_DECIDED, states=anew),
            story(E.REFUSED),
        ]
    )
    assert (found.made, found.allowed) == (Share(2, 3), Share(1, 2))


def test_stays_are_those_that_have_ended() -> None:
    (times,) = state_times([story(states=(State.SUBMITTED, State.SUBMITTED, State.EXAMINATION))])
    assert times.state is State.SUBMITTED
    assert times.gross == times.net == Spread(1, Decimal("20.0"), Decimal("20.0"))


@pytest.mark.django_db
def test_the_measures_of_real_cases(people: People) -> None:
    prepared(people)
    case = accepted(people, submitted(people, tier="registered"))
    CaseEvent.objects.filter(case=case).update(at=timezone.now() - timedelta(days=50))
    case = moved(people, case, "ask_information", people.officer, reason="Who?", days=30)
    CaseEvent.objects.filter(move="ask_information").update(at=timezone.now() - timedelta(days=40))
    moved(people, case, "give_information", people.owner, reason="I.")
    certificate = granted(people, submitted(people))
    benefit_record(
        actor=people.actor(people.owner),
        certificate=certificate,
        benefit="fewer-papers",
        on=timezone.localdate(),
        times=2,
        minutes=60,
    )
    today = timezone.localdate()
    with CaptureQueriesContext(connection) as queries:
        found = kpis(Period(today, today), on=today)
    assert len(queries) <= 8
    assert found.cases == 2
    assert found.first_time_right == Share(1, 2)
    assert found.msme[0].applications == Share(1, 1)
    assert found.burdens[0].size is SizeClass.MICRO
    assert found.burdens[0].hours == Spread(2, Decimal("1.5"), Decimal("1.5"))
    assert found.within_clock.whole == found.within_clock.part > 0
    information = next(times for times in found.states if times.state is State.INFORMATION)
    assert information.gross.median == Decimal("40.0")
    assert information.net.median is not None
    assert information.net.median < information.gross.median
    (benefit,) = found.benefits
    assert (benefit.benefit, benefit.holders, benefit.times, benefit.minutes) == (
        "fewer-papers", Share(1, 1), 2, 60,
    )  # fmt: skip
    assert found.border.code == "no_border_data"
    assert kpis(Period(today + timedelta(days=1), None), on=today).cases == 0
    assert kpis(Period(), on=today, programme="eu-aeo").cases == 0
    assert Case.objects.count() == 2


@pytest.mark.django_db
def test_who_lost_the_status_before_a_period_did_not_hold_it_then(people: People) -> None:
    prepared(people)
    certificate = granted(people, submitted(people))
    today = timezone.localdate()
    benefit_record(
        actor=people.actor(people.owner), certificate=certificate, benefit="fewer-papers", on=today
    )
    lost = Certificate.objects.get(pk=certificate.pk)
    lost.pk, lost.case, lost.number, lost.secret = uuid4(), submitted(people, tier="registered"), "X", "x"
    lost.status, lost.changed_at = Certificate.Status.REVOKED, timezone.now() - timedelta(days=2)
    lost.valid_from = today - timedelta(days=9)
    lost.save(force_insert=True)
    assert kpis(Period(today, today), on=today).benefits[0].holders == Share(1, 1)
    assert kpis(Period(today - timedelta(days=5), today), on=today).benefits[0].holders == Share(1, 2)


@pytest.mark.django_db
def test_of_many_cases_the_newest_are_measured_and_the_page_says_so(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(people)
    granted(people, submitted(people, tier="registered"))
    newest = submitted(people)
    today = timezone.localdate()
    every = kpis(Period(None, today), on=today)
    assert (every.cases, every.submitted, len(every.msme)) == (2, 2, 2)
    monkeypatch.setattr("fairway.trust.aeo.kpis.MOST_CASES", 1)  # of periods that are not kept from before
    page = signed_in(Client(), people.supervisor).get(reverse("aeo:kpis", args=[people.customs.pk]))
    assert kpis(Period(today, None), on=today).msme[0].tier == newest.tier
    assert "2 cases were submitted in the period. The newest 1 are measured." in page.content.decode()
