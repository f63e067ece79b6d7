"""Decisions: two people, reasons, hearings, suspensions, appeals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import People, nothing_changes, person
from tests.trust.aeo.aeo_world import (
    accepted,
    criteria_of,
    granted,
    moved,
    prepared,
    proposed,
    submitted,
    validated,
)

from fairway.platform.access.actor import Role
from fairway.platform.accounts.models import User
from fairway.platform.audit.models import Event
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.firms.services import profile_change
from fairway.trust.aeo.models import Case, CaseEvent, Certificate, Decision, Letter, OfficerFinding
from fairway.trust.aeo.services import status
from fairway.trust.aeo.services.decisions import decision_make, decision_send_back
from fairway.trust.aeo.services.findings import FindingRefused, finding_record
from fairway.trust.aeo.services.refusals import CaseMovedMeanwhile, MoveRefused
from fairway.trust.programmes.domain.days import months_later

pytestmark = pytest.mark.django_db
ROWS = (Case, CaseEvent, Certificate, Decision, Letter, OfficerFinding)


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the listeners of certificates were told."""
    said: list[str] = []
    monkeypatch.setattr(status, "STATUS_LISTENERS", [lambda certificate, change: said.append(str(change))])
    return said


def made(people: People, case: Case, who: User | None = None) -> Case:
    case.refresh_from_db()
    return decision_make(actor=people.actor(who or people.supervisor), case=case, seen_turn=case.turn)


def not_met(people: People, case: Case, criterion: str = "records") -> None:
    finding_record(
        actor=people.actor(people.officer),
        case=case,
        criterion=criterion,
        outcome="not_met",
        likelihood=4,
        impact=4,
        response="treat",
        note="No ledger was shown.",
    )


def hearing(people: People, case: Case) -> Case:
    case = moved(people, case, "open_hearing", people.officer, reason="No ledger.", days=30)
    return moved(people, case, "answer_hearing", people.owner, reason="It burnt.")


def refused(people: People, case: Case) -> Case:
    case = hearing(people, accepted(people, case))
    not_met(people, case)
    proposed(people, case, "refusal", reasons={"records": "There is no ledger."})
    return made(people, case)


def test_two_people_grant_a_status(people: People, case: Case, heard: list[str]) -> None:
    certificate = granted(people, case)
    decision = Decision.objects.get()
    assert (decision.kind, decision.outcome) == ("grant", "made")
    assert (decision.proposed_by, decision.decided_by) == (people.officer, people.supervisor)
    assert certificate.status == "active"
    assert certificate.number == f"SN-AEO-{timezone.now().year}-000001"
    assert len(certificate.secret) >= 43  # 256 bits
    assert certificate.valid_from == timezone.localdate()
    today = timezone.localdate()
    assert certificate.valid_until == months_later(today, 36)
    assert certificate.monitoring_due_on == months_later(today, 12)
    assert heard == ["granted"]
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("granted", None)


def test_nobody_decides_what_they_proposed_and_the_attempt_is_kept(people: People, case: Case) -> None:
    proposed(people, validated(people, case), "grant")
    with pytest.raises(MoveRefused, match="Another officer must make it"):
        made(people, case, people.officer)
    assert Event.objects.filter(verb="case.second_signature_refused").count() == 1
    case.refresh_from_db()
    assert case.state == "grant_proposed"
    assert not Certificate.objects.exists()


def test_the_database_refuses_two_signatures_of_one_person(people: People, case: Case) -> None:
    proposed(people, validated(people, case), "grant")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(
            outcome="made", decided_by=people.officer, decided_at=timezone.now()
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(outcome="made")


@pytest.mark.parametrize("who", ["owner", "colleague", "adviser"])
def test_the_firm_decides_nothing(people: People, case: Case, who: str) -> None:
    proposed(people, validated(people, case), "grant")
    with nothing_changes(*ROWS), pytest.raises(PermissionDenied):
        made(people, case, getattr(people, who))


def test_a_proposal_is_sent_back_with_a_reply(people: People, case: Case) -> None:
    proposed(people, validated(people, case), "grant")
    case.refresh_from_db()
    actor = people.actor(people.supervisor)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="Say why"):
        decision_send_back(actor=actor, case=case, seen_turn=case.turn, reply=" ")
    case = decision_send_back(actor=actor, case=case, seen_turn=case.turn, reply="Look at the seals.")
    assert case.state == "examination"
    assert (Decision.objects.get().outcome, Decision.objects.get().reply) == (
        "sent_back",
        "Look at the seals.",
    )
    assert not case.events.filter(text__contains="seals").exists()  # the firm reads the events
    proposed(people, case, "grant")
    assert made(people, case).state == "granted"


def test_a_decision_on_an_older_case_is_refused(people: People, case: Case) -> None:
    proposed(people, validated(people, case), "grant")
    case.refresh_from_db()
    moved(people, case, "withdraw", people.owner)
    with nothing_changes(*ROWS), pytest.raises(CaseMovedMeanwhile):
        decision_make(actor=people.actor(people.supervisor), case=case, seen_turn=case.turn)
    case.refresh_from_db()
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="No proposal waits"):
        decision_make(actor=people.actor(people.supervisor), case=case, seen_turn=case.turn)


def test_a_grant_needs_its_findings_or_their_acceptance_and_its_validation(
    people: People, case: Case
) -> None:
    case = accepted(people, case)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="You trade across the border"):
        proposed(people, case, "grant")
    reasons = {criterion.code: "I accept what was computed." for criterion in criteria_of(case)}
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="asks for a validation"):
        proposed(people, case, "grant", reasons=reasons)
    case = moved(people, case, "start_validation", people.officer)
    case = moved(people, case, "end_validation", people.officer)
    not_met(people, case)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="not found to be met"):
        proposed(people, case, "grant", reasons=reasons)
    finding_record(actor=people.actor(people.officer), case=case, criterion="records", outcome="met")
    proposed(people, case, "grant", reasons=reasons)
    assert Decision.objects.get().reasons["records"] == {
        "outcome": "met", "reason": "I accept what was computed.",
    }  # fmt: skip


def test_a_tier_without_validation_is_granted_by_its_papers(people: People) -> None:
    prepared(people)
    case = accepted(people, submitted(people, tier="registered"))
    reasons = {criterion.code: "Accepted." for criterion in criteria_of(case)}
    proposed(people, case, "grant", reasons=reasons)
    assert made(people, case).state == "granted"


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"kind": "praise"}, "no decision"),
        ({"summary": ""}, "some sentences"),
        ({"reasons": {"beauty": "None."}}, "no criterion"),
        ({"days": 5}, "Only a suspension"),
        ({"ground": "curable"}, "only a suspension"),
    ],
)
def test_a_proposal_that_lacks_something_changes_nothing(
    people: People, case: Case, given: dict[str, Any], match: str
) -> None:
    case = validated(people, case)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match=match):
        proposed(people, case, **({"kind": "grant"} | given))


def test_a_refusal_needs_a_ground_a_reason_for_each_and_a_closed_hearing(people: People, case: Case) -> None:
    case = accepted(people, case)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="one criterion at least"):
        proposed(people, case, "refusal", reasons={"contact": "I do not like them."})
    not_met(people, case)
    not_met(people, case, "contact")
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="why these criteria are not met"):
        proposed(people, case, "refusal", reasons={"records": "There is no ledger."})
    reasons = {"records": "There is no ledger.", "contact": "Nobody answers."}
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="must be heard first"):
        proposed(people, case, "refusal", reasons=reasons)
    case = moved(people, case, "open_hearing", people.officer, reason="No ledger.", days=30)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="heard first"):
        proposed(people, case, "refusal", reasons=reasons)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="may answer until"):
        moved(people, case, "end_hearing", people.officer, reason="Silence.")
    CaseEvent.objects.filter(move="open_hearing").update(at=timezone.now() - timedelta(days=40))
    case = moved(people, case, "end_hearing", people.officer, reason="Silence.")
    proposed(people, case, "refusal", reasons=reasons)
    case = made(people, case)
    assert (case.state, case.closed_at is not None) == ("refused", True)
    letter = Letter.objects.get(template="refusal").body
    assert "There is no ledger." in letter
    assert "You can appeal until" in letter


def test_a_suspension_has_a_ground_and_days_and_measures(
    people: People, case: Case, heard: list[str]
) -> None:
    case = granted(people, case).case
    for given, match in (
        ({}, "ground"),
        ({"ground": "suspected", "days": 31}, "from 1 to 30"),
        ({"ground": "suspected"}, "from 1 to 30"),
        ({"ground": "requested", "days": 60}, "measures"),
        ({"ground": "curable", "days": 60, "measures": "A new ledger."}, "which criteria"),
    ):
        with nothing_changes(*ROWS), pytest.raises(MoveRefused, match=match):
            proposed(people, case, "suspension", **given)
    proposed(
        people, case, "suspension", ground="curable", days=60, measures="A new ledger.",
        reasons={"records": "The ledger has gaps."},
    )  # fmt: skip
    case = made(people, case)
    certificate = Certificate.objects.get()
    assert (case.state, certificate.status, heard) == ("suspended", "suspended", ["granted", "suspended"])
    assert case.events.get(move="suspend").days == 60
    assert case.due_on
    assert "A new ledger." in Letter.objects.get(template="suspension").body
    case = moved(people, case, "lift_suspension", people.supervisor, reason="The ledger is whole.")
    certificate.refresh_from_db()
    assert (case.state, certificate.status, heard[-1]) == ("granted", "active", "reinstated")


def test_a_revocation_comes_after_a_hearing_of_the_holder(
    people: People, case: Case, heard: list[str]
) -> None:
    case = granted(people, case).case
    not_met(people, case)
    reasons = {"records": "The ledger is gone."}
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="heard first"):
        proposed(people, case, "revocation", reasons=reasons)
    case = moved(people, case, "reassess", people.officer, reason="A tip.")
    case = moved(people, case, "open_holder_hearing", people.officer, reason="No ledger.", days=30)
    case = moved(people, case, "answer_holder_hearing", people.owner, reason="It burnt.")
    assert case.state == "reassessment"
    proposed(people, case, "revocation", reasons=reasons)
    case = made(people, case)
    assert (case.state, Certificate.objects.get().status) == ("revoked", "revoked")
    assert heard == ["granted", "revoked"]


def test_an_appeal_is_decided_by_somebody_who_took_no_part(people: People, case: Case) -> None:
    case = refused(people, case)
    case = moved(people, case, "appeal_refusal", people.owner, reason="There is a ledger.")
    assert (case.state, case.closed_at) == ("refusal_appealed", None)
    with pytest.raises(PermissionDenied):
        moved(people, case, "allow_appeal_of_refusal", people.officer, reason="Yes.")
    with pytest.raises(MoveRefused, match="neither proposed nor made"):
        moved(people, case, "dismiss_appeal", people.supervisor, reason="No.")
    assert Event.objects.filter(verb="case.second_signature_refused").count() == 1
    judge = person("judge", (people.customs, Role.SUPERVISOR))
    case = moved(people, case, "dismiss_appeal", judge, reason="It was not shown.")
    assert (case.state, case.closed_at is not None) == ("refused", True)
    assert "dismissed" in Letter.objects.filter(template="appeal_decided").get().body


def test_an_appeal_that_is_allowed_brings_the_status_back(
    people: People, case: Case, heard: list[str]
) -> None:
    case = granted(people, case).case
    proposed(people, case, "suspension", ground="suspected", days=20)
    case = made(people, case)
    case = moved(people, case, "appeal_suspension", people.owner, reason="It is not so.")
    judge = person("judge", (people.customs, Role.SUPERVISOR))
    case = moved(people, case, "allow_appeal", judge, reason="The suspicion was wrong.")
    assert (case.state, Certificate.objects.get().status) == ("granted", "active")
    assert heard == ["granted", "suspended", "reinstated"]


def test_an_appeal_comes_in_time_and_not_beside_a_new_application(people: People, case: Case) -> None:
    case = refused(people, case)
    newer = submitted(people)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match=newer.number):
        moved(people, case, "appeal_refusal", people.owner, reason="There is a ledger.")
    moved(people, newer, "withdraw", people.owner)
    CaseEvent.objects.filter(move="refuse").update(at=timezone.now() - timedelta(days=50))
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="possible until"):
        moved(people, case, "appeal_refusal", people.owner, reason="There is a ledger.")


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"criterion": "beauty"}, "no criterion"),
        ({"outcome": "maybe"}, "is met"),
        ({"outcome": "not_met"}, "in a note"),
        ({"likelihood": 3}, "both the likelihood"),
        ({"likelihood": 6, "impact": 1}, "both the likelihood"),
        ({"likelihood": 5, "impact": 5, "response": "take"}, "cannot simply be taken"),
        ({"likelihood": 1, "impact": 1, "response": "pray"}, "what is done"),
        ({"response": "treat"}, "both the likelihood"),
        ({"minutes": -1}, "minutes"),
    ],
)
def test_a_finding_that_says_too_little_or_nonsense_is_refused(
    people: People, case: Case, given: dict[str, Any], match: str
) -> None:
    wanted = {"criterion": "records", "outcome": "met"} | given
    with nothing_changes(*ROWS), pytest.raises(FindingRefused, match=match):
        finding_record(actor=people.actor(people.officer), case=case, **wanted)


def test_findings_stay_in_the_office_and_rest_while_a_proposal_is_read(people: People, case: Case) -> None:
    case = validated(people, case)
    event = Event.objects.filter(verb="case.found").latest("id")
    assert event.organisation == people.customs.pk
    assert event.subject.startswith("aeo.officerfinding:")
    proposed(people, case, "grant")
    with nothing_changes(*ROWS), pytest.raises(FindingRefused, match="no findings"):
        not_met(people, case)
    with pytest.raises(PermissionDenied):
        finding_record(actor=people.actor(people.owner), case=case, criterion="records", outcome="met")


def test_the_size_decides_how_a_tier_is_validated(people: People) -> None:
    prepared(people, size=SizeClass.MEDIUM)
    case = submitted(people, tier="registered", subsidy="")
    assert case.fee_due == case.fee


def test_a_revocation_has_a_ground_of_its_own(people: People, case: Case) -> None:
    case = granted(people, case).case
    for ground in ("", "suspected"):
        with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="Choose the ground"):
            proposed(people, case, "revocation", reasons={"records": "x"}, ground=ground)


def test_in_the_union_a_grant_takes_effect_on_the_fifth_day(people: People, client: Client) -> None:
    prepared(people, programme="eu-aeo", tier="aeoc", roles=("exporter",))
    today = timezone.localdate()
    profile_change(
        actor=people.actor(people.owner),
        organisation=people.firm,
        effective_on=today,
        changes={"figures": {str(today.year - 1): {"turnover": "100000 EUR"}}},
    )
    certificate = granted(people, submitted(people, programme="eu-aeo", tier="aeoc", subsidy=""))
    assert certificate.valid_from == today + timedelta(days=5)
    page = client.get(reverse("aeo:verified", args=[certificate.secret])).content.decode()
    assert "Takes effect on" in page
    assert "not in force" in page
    Certificate.objects.update(status="revoked")
    page = client.get(reverse("aeo:verified", args=[certificate.secret])).content.decode()
    assert "Revoked" in page
