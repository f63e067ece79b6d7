"""After the grant: reports, monitoring, benefits; and who handles a case, and its files."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from tests.people import People, nothing_changes, person
from tests.trust.aeo.aeo_world import granted, moved, prepared, submitted

from fairway.kernel.money import Money
from fairway.platform.access.actor import Role
from fairway.platform.accounts.models import Membership
from fairway.platform.audit.models import Event
from fairway.platform.files.models import StoredFile
from fairway.platform.files.services import FileHeld, file_delete, file_store
from fairway.trust.aeo.models import BenefitUse, Case, Certificate, Report
from fairway.trust.aeo.services.handling import (
    AssignmentRefused,
    case_assign,
    case_file_open,
    cases_assign,
)
from fairway.trust.aeo.services.holding import (
    ReportRefused,
    benefit_record,
    benefit_withdraw,
    report_make,
    report_mark_seen,
)
from fairway.trust.programmes.domain.days import months_later

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


@pytest.fixture
def certificate(people: People, case: Case) -> Certificate:
    return granted(people, case)


def test_a_monitoring_is_computed_and_sets_the_next_one(people: People, certificate: Certificate) -> None:
    due = certificate.monitoring_due_on
    report = report_make(actor=people.actor(people.colleague), certificate=certificate, kind="monitoring")
    assert (report.due_on, report.assessment["outcome"]) == (due, "met")
    assert report.assessment["findings"][0]["outcome"] == "met"
    certificate.refresh_from_db()
    assert due
    assert certificate.monitoring_due_on == months_later(due, 12)
    report_mark_seen(actor=people.actor(people.officer), report=report)
    assert report.seen_by == people.officer
    with pytest.raises(PermissionDenied):
        report_mark_seen(actor=people.actor(people.owner), report=report)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"what": "weather"}, "what has changed"),
        ({"what": "premises", "text": "  "}, "some words"),
        ({"kind": "gossip", "what": "premises"}, "what has changed"),
    ],
)
def test_a_report_that_says_nothing_is_refused(
    people: People, certificate: Certificate, given: dict[str, Any], match: str
) -> None:
    wanted = {"kind": "change", "text": "A second store."} | given
    with nothing_changes(Report, Certificate), pytest.raises(ReportRefused, match=match):
        report_make(actor=people.actor(people.owner), certificate=certificate, **wanted)


def test_who_holds_no_status_any_more_reports_nothing(people: People, certificate: Certificate) -> None:
    moved(people, Case.objects.get(), "give_up", people.owner, reason="We close.")
    with nothing_changes(Report), pytest.raises(ReportRefused, match="status has ended"):
        report_make(
            actor=people.actor(people.owner), certificate=certificate, kind="change", what="name", text="X."
        )


def test_benefits_are_counted_and_taken_back(people: People, certificate: Certificate) -> None:
    use = benefit_record(
        actor=people.actor(people.officer),
        certificate=certificate,
        benefit="fewer-inspections",
        on=timezone.localdate(),
        times=3,
        minutes=90,
        amount=Money(Decimal("12.50"), "USD"),
        reference="D-1",
    )
    assert (use.times, use.minutes, use.amount, use.currency) == (3, 90, 1250, "USD")
    assert use.told_by == f"member:{people.officer.pk}"
    with pytest.raises(PermissionDenied):
        benefit_withdraw(actor=people.actor(people.adviser), use=use)
    benefit_withdraw(actor=people.actor(people.owner), use=use)
    benefit_withdraw(actor=people.actor(people.owner), use=use)
    assert BenefitUse.objects.get().withdrawn_at
    assert Event.objects.filter(verb="benefit.taken_back").count() == 1


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"benefit": "free-lunch"}, "no benefit"),
        ({"benefit": "own-premises"}, "no benefit"),  # of a higher tier
        ({"on": timezone.localdate() + timedelta(days=2)}, "future"),
        ({"on": timezone.localdate() - timedelta(days=2)}, "began on"),
        ({"times": 0}, "How many times"),
        ({"minutes": -1}, "minutes saved"),
        ({"amount": Money(Decimal(-1), "USD")}, "amount saved"),
    ],
)
def test_a_benefit_that_cannot_have_been_is_refused(
    people: People, certificate: Certificate, given: dict[str, Any], match: str
) -> None:
    wanted = {"benefit": "fewer-papers", "on": timezone.localdate()} | given
    with nothing_changes(BenefitUse), pytest.raises(ReportRefused, match=match):
        benefit_record(actor=people.actor(people.owner), certificate=certificate, **wanted)


def test_cases_are_handed_over_all_or_none(people: People, case: Case) -> None:
    other = submitted(people, tier="registered")
    supervisor = people.actor(people.supervisor)
    assert cases_assign(actor=supervisor, cases=[case, other], officer=people.officer.pk) == 2
    assert cases_assign(actor=supervisor, cases=[case, other], officer=people.officer.pk) == 0
    assert case_assign(actor=supervisor, case=case, officer=None).assigned_to is None
    insider = person("insider", (people.customs, Role.OFFICER), (people.firm, Role.ADVISER))
    Membership.objects.filter(user=insider, organisation=people.firm).update(left_at=timezone.now())
    for officer, error in ((insider, "belongs or belonged"), (people.owner, "Choose an officer")):
        with nothing_changes(Case), pytest.raises(AssignmentRefused, match=error):
            cases_assign(actor=supervisor, cases=[case, other], officer=officer.pk)
    with nothing_changes(Case), pytest.raises(PermissionDenied):
        case_assign(actor=people.actor(people.owner), case=case, officer=people.officer.pk)
    with nothing_changes(Case), pytest.raises(Http404):
        case_assign(actor=people.actor(people.administrator), case=case, officer=people.officer.pk)


def test_officers_open_the_files_of_a_case_and_no_others_and_the_firm_keeps_them(
    people: People, case: Case
) -> None:
    def file(name: str) -> Any:
        return file_store(
            actor=people.actor(people.owner),
            organisation=people.firm,
            name=name,
            stream=io.BytesIO(f"{name},b\n1,2\n".encode()),
        )

    inside, outside = file("inside.csv"), file("outside.csv")
    case = moved(people, case, "ask_missing", people.officer, reason="A list.", days=20)
    case = moved(people, case, "supply_missing", people.owner, files=[inside])
    assert case_file_open(actor=people.actor(people.officer), case=case, file=inside.pk) == inside
    event = Event.objects.get(verb="file.downloaded")
    assert (event.organisation, event.actor) == (people.firm.pk, f"member:{people.officer.pk}")
    with nothing_changes(StoredFile), pytest.raises(FileHeld, match=case.number):
        file_delete(actor=people.actor(people.owner), file=inside)
    file_delete(actor=people.actor(people.owner), file=outside)
    with pytest.raises(Http404):
        case_file_open(actor=people.actor(people.officer), case=case, file=outside.pk)
    for name in ("stranger", "administrator"):
        with pytest.raises(Http404):
            case_file_open(actor=people.actor(getattr(people, name)), case=case, file=inside.pk)
