"""What time alone brings: silence, expiry, days that pass, reminders; each once, each by the law."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from tests.people import People, nothing_changes
from tests.trust.aeo.aeo_world import accepted, granted, moved, prepared, proposed, submitted, validated

from fairway.trust.aeo.domain.deadline import deadline_of
from fairway.trust.aeo.models import Case, CaseEvent, Certificate, Decision, Letter
from fairway.trust.aeo.selectors import case_clocks
from fairway.trust.aeo.services import status, timekeeping
from fairway.trust.aeo.services.status import Change
from fairway.trust.aeo.services.timekeeping import (
    clocks_run,
    dues_refresh,
    expire_due,
    monitoring_remind,
    silence_run,
)
from fairway.trust.programmes.domain.clocks import ClockState

pytestmark = pytest.mark.django_db
ROWS = (Case, CaseEvent, Certificate, Decision, Letter)
NOTHING = {"accepted": 0, "expired": 0, "passed": 0, "reminded": 0, "failed": 0}


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_silence_accepts_as_of_the_day_of_the_submission(people: People, case: Case) -> None:
    with nothing_changes(*ROWS):
        assert silence_run(in_days(29)) == 0
    now = in_days(40)
    assert silence_run(now) == 1
    with nothing_changes(*ROWS):
        assert silence_run(now) == 0
    case.refresh_from_db()
    event = case.events.get(move="accept_by_silence")
    assert (case.state, event.by, event.kind) == ("examination", "system:aeo-clocks", "accepted")
    clocks = {clock.rule.code: clock for clock in case_clocks(case, now.date())}
    assert clocks["acceptance"].state is ClockState.DEEMED
    assert clocks["decision"].started_on == timezone.localdate()
    assert case.due_on == clocks["decision"].due_on
    assert "as of the day on which it was complete" in Letter.objects.get(template="accepted").body


def test_silence_waits_for_a_fee_that_is_due(people: People) -> None:
    prepared(people)
    case = submitted(people, subsidy="")
    with nothing_changes(*ROWS):
        assert silence_run(in_days(40)) == 0
    Case.objects.filter(pk=case.pk).update(fee_paid_at=timezone.now())
    assert silence_run(in_days(40)) == 1


def test_what_was_missing_and_never_came_closes_the_case(people: People, case: Case) -> None:
    case = moved(people, case, "ask_missing", people.officer, reason="A ledger.", days=20)
    assert silence_run(in_days(15)) == 0
    assert silence_run(in_days(25)) == 1
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("not_accepted", None)
    assert case.closed_at
    assert "did not come in time" in Letter.objects.get(template="not_accepted").body


def test_when_the_days_of_the_firm_are_over_it_is_customs_turn(people: People, case: Case) -> None:
    case = moved(people, accepted(people, case), "ask_information", people.officer, reason="Who?", days=10)
    assert case.due_from == "firm"
    with nothing_changes(*ROWS):
        assert dues_refresh(in_days(3)) == 0
    assert dues_refresh(in_days(20)) == 1
    due = case.due_on
    case.refresh_from_db()
    assert (case.due_on, case.due_from) == (due, "customs")
    assert dues_refresh(in_days(20)) == 0


def test_a_status_ends_with_its_validity_whatever_the_case_is_in(people: People, case: Case) -> None:
    certificate = granted(people, case)
    case = Case.objects.get()
    proposed(people, case, "suspension", ground="suspected", days=20)
    assert certificate.valid_until
    last = (certificate.valid_until - timezone.localdate()).days
    with nothing_changes(*ROWS):
        assert expire_due(in_days(last)) == 0
    assert expire_due(in_days(last + 2)) == 1
    certificate.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, certificate.status) == ("expired", "expired")
    assert Decision.objects.get(kind="suspension").outcome == "lapsed"
    assert Letter.objects.filter(template="expiry").count() == 1
    assert submitted(people).state == "submitted"


def test_a_holder_is_asked_once_for_each_monitoring(people: People, case: Case) -> None:
    granted(people, case)
    with nothing_changes(*ROWS):
        assert monitoring_remind(in_days(300)) == 0
    assert monitoring_remind(in_days(340)) == 1
    assert monitoring_remind(in_days(341)) == 0
    assert "how your firm meets the criteria" in Letter.objects.get(template="monitoring").body
    case.refresh_from_db()
    assert case.turn == 6  # a reminder moves nothing
    Certificate.objects.update(monitoring_due_on=timezone.localdate() + timedelta(days=720))
    assert monitoring_remind(in_days(700)) == 1


def test_a_case_that_fails_does_not_stop_the_others(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = submitted(people, tier="registered")
    move_make = timekeeping.move_make

    def broken(actor: object, locked: Case, step: object) -> object:
        if locked.pk == case.pk:
            raise RuntimeError("The disk is full.")
        return move_make(actor, locked, step)  # type: ignore[arg-type]

    monkeypatch.setattr(timekeeping, "move_make", broken)
    assert clocks_run(in_days(40)) == NOTHING | {"accepted": 1, "failed": 1}
    other.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, other.state) == ("submitted", "examination")
    monkeypatch.setattr(timekeeping, "move_make", move_make)
    assert clocks_run(in_days(40)) == NOTHING | {"accepted": 1}
    assert clocks_run(in_days(40)) == NOTHING


def test_a_listener_that_fails_undoes_the_change(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(people, case)
    told: list[tuple[str, str]] = []

    def refuses(certificate: Certificate, change: str) -> None:
        told.append((certificate.status, change))
        raise RuntimeError

    monkeypatch.setattr(status, "STATUS_LISTENERS", [refuses])
    case.refresh_from_db()
    with nothing_changes(*ROWS), pytest.raises(RuntimeError):
        moved(people, case, "give_up", people.owner, reason="We close.")
    assert told == [("withdrawn", Change.WITHDRAWN)]


def test_the_deadline_is_that_of_the_first_clock_that_waits(people: People, case: Case) -> None:
    today = timezone.localdate()
    found = deadline_of(case_clocks(case, today))
    assert found
    assert (found.on, found.party) == (case.due_on, "customs")
    assert deadline_of([]) is None
    validated(people, case)
    case.refresh_from_db()
    assert case.due_on
    assert case.due_on > found.on
