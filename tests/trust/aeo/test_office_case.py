"""One case through the officer's pages: steps, findings, decisions of two, appeals, and what goes wrong."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import People, nothing_changes, person, signed_in
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
from fairway.platform.accounts.models import Membership, User
from fairway.platform.audit.models import Event
from fairway.platform.files.services import file_store
from fairway.trust.aeo.models import (
    Case,
    CaseEvent,
    Certificate,
    Decision,
    Letter,
    OfficerFinding,
    Report,
)
from fairway.trust.aeo.services.decisions import decision_make
from fairway.trust.aeo.services.holding import benefit_record, report_make

pytestmark = pytest.mark.django_db
ROWS = (Case, CaseEvent, Certificate, Decision, Letter, OfficerFinding)
STALE, REFUSED = 409, 422


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


def at(people: People, case: Case, page: str = "case", *more: str) -> str:
    return reverse(f"aeo:office-{page}", args=[people.customs.pk, case.pk, *more])


def words_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def sent(client: Client, address: str, case: Case, **typed: Any) -> Any:
    return client.post(address, {"seen_turn": case.turn, **typed})


class TestThePageOfACase:
    def test_it_shows_the_clock_the_evidence_and_only_the_steps_that_are_open(
        self, client: Client, people: People, case: Case
    ) -> None:
        words = words_of(signed_in(client, people.officer), at(people, case))
        for shown in ("Customs must answer by", "days left", "Accept for examination", "Enough", "Validate"):
            assert shown in words
        assert "Propose to grant" not in words
        assert "Withdraw the application" not in words  # the firm's

    def test_who_may_not_see_it_learns_nothing(self, client: Client, people: People, case: Case) -> None:
        for user in (people.owner, people.adviser, people.stranger, people.administrator):
            assert signed_in(client, user).get(at(people, case)).status_code == 404
        client.logout()
        assert client.get(at(people, case)).status_code == 302

    def test_an_officer_with_a_tie_sees_what_was_said_and_nothing_that_was_found(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = validated(people, case)
        proposed(people, case, "grant", summary="A secret summary.")
        words = words_of(signed_in(client, tied_officer(people)), at(people, case))
        assert "You have a tie to this firm" in words
        assert "Criterion" in words
        for hidden in ("A secret summary", "Decide on the proposal", "Low risk", "History"):
            assert hidden not in words
        with nothing_changes(*ROWS):
            assert client.get(at(people, case, "decide")).status_code == 403
            assert sent(client, at(people, case, "move", "extend"), case).status_code == 403

    def test_files_go_through_the_case_and_the_download_is_recorded(
        self, client: Client, people: People, case: Case
    ) -> None:
        owner = people.actor(people.owner)
        case = moved(people, case, "ask_missing", people.officer, reason="A list.", days=30)
        file, other = (
            file_store(actor=owner, organisation=people.firm, name=name, stream=io.BytesIO(b"code\n0804\n"))
            for name in ("list.csv", "other.csv")
        )
        case = moved(people, case, "supply_missing", people.owner, reason="Here.", files=[file])
        signed_in(client, people.officer)
        assert "list.csv" in words_of(client, at(people, case))
        response = client.get(at(people, case, "file", str(file.pk)))
        assert b"".join(response.streaming_content) == b"code\n0804\n"  # type: ignore[attr-defined]
        assert Event.objects.filter(verb="file.downloaded", actor__contains=str(people.officer.pk)).exists()
        assert client.get(at(people, case, "file", str(other.pk))).status_code == 404

    def test_after_the_grant_it_shows_the_status_and_what_the_holder_told(
        self, client: Client, people: People, case: Case
    ) -> None:
        certificate = granted(people, case)
        owner = people.actor(people.owner)
        report = report_make(
            actor=owner, certificate=certificate, kind="change", what="premises", text="A second store."
        )
        benefit_record(
            actor=owner, certificate=certificate, benefit="fewer-papers", on=timezone.localdate(), minutes=30
        )
        signed_in(client, people.officer)
        words = words_of(client, at(people, certificate.case))
        for shown in (certificate.number, "In force", "A second store.", "Start a reassessment", "30"):
            assert shown in words
        client.post(at(people, certificate.case, "report-seen", str(report.pk)))
        assert Report.objects.get().seen_by == people.officer
        assert "I have read it" not in words_of(client, at(people, certificate.case))

    def test_the_fee_is_noted_once_it_has_come_in(self, client: Client, people: People) -> None:
        prepared(people)
        case = submitted(people, subsidy="")
        signed_in(client, people.officer)
        assert "The fee has come in" in words_of(client, at(people, case))
        client.post(at(people, case, "fee-paid"))
        case.refresh_from_db()
        assert case.fee_paid_at
        assert "The fee has come in" not in words_of(client, at(people, case))


class TestSteps:
    def test_a_request_for_information_sends_the_letter_and_moves_the_case_once(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = accepted(people, case)
        address = at(people, case, "move", "ask_information")
        signed_in(client, people.officer)
        assert "What do you ask?" in words_of(client, address)
        response = sent(client, address, case, reason="Who packs the goods?", days="10")
        assert response.headers["Location"] == at(people, case)
        event = case.events.latest("sequence")
        assert (event.move, event.text, event.days) == ("ask_information", "Who packs the goods?", 10)
        assert "Who packs the goods?" in case.letters.latest("written_at").body
        assert "The firm must answer by" in words_of(client, at(people, case))

    def test_what_is_left_out_is_said_and_nothing_moves(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = accepted(people, case)
        signed_in(client, people.officer)
        with nothing_changes(*ROWS):
            for typed in (
                {},
                {"reason": "Why?"},
                {"reason": "Why?", "days": "0"},
                {"reason": " ", "days": "3"},
            ):
                response = sent(client, at(people, case, "move", "ask_information"), case, **typed)
                assert response.status_code == REFUSED

    def test_a_step_of_the_firm_or_of_a_decision_is_not_there(
        self, client: Client, people: People, case: Case
    ) -> None:
        signed_in(client, people.officer)
        for name in ("withdraw", "grant", "accept_by_silence", "propose_grant", "no-such-step"):
            with nothing_changes(*ROWS):
                assert sent(client, at(people, case, "move", name), case).status_code == 404
        assert client.get(at(people, case, "move", "extend")).headers["Location"] == at(people, case)

    def test_two_officers_at_once_the_second_sees_what_happened_and_loses_nothing(
        self, client: Client, people: People, case: Case
    ) -> None:
        seen = accepted(people, case)
        now = moved(
            people, Case.objects.get(pk=case.pk), "extend", people.supervisor, reason="Staff.", days=5
        )
        signed_in(client, people.officer)
        with nothing_changes(*ROWS):
            address = at(people, case, "move", "ask_information")
            response = sent(client, address, seen, reason="My long question", days="12")
        words = response.content.decode()
        assert response.status_code == STALE
        for shown in ("My long question", 'value="12"', "Take more time", "Supervisor", "Staff."):
            assert shown in words
        assert f'name="seen_turn" value="{now.turn}"' in words
        assert sent(client, address, now, reason="My long question", days="12").status_code == 302

    def test_a_step_that_is_gone_meanwhile_keeps_what_was_written(
        self, client: Client, people: People, case: Case
    ) -> None:
        accepted(people, Case.objects.get(pk=case.pk))
        signed_in(client, people.officer)
        response = sent(client, at(people, case, "move", "not_accept"), case, reason="Typed with care.")
        words = response.content.decode()
        assert response.status_code == STALE
        assert "Typed with care." in words
        assert "This step is not open any more" in words


class TestFindings:
    def test_a_finding_stands_beside_what_was_computed_and_the_latest_counts(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = accepted(people, case)
        code = criteria_of(case)[0].code
        address = at(people, case, "finding", code)
        signed_in(client, people.officer)
        assert "What was computed from the application" in words_of(client, address)
        typed = {
            "outcome": "not_met",
            "risk": "4-4",
            "response": "treat",
            "note": "No lock.",
            "minutes": "25",
        }
        assert client.post(address, typed).status_code == 302
        found = OfficerFinding.objects.get()
        assert (found.criterion, found.likelihood, found.impact, found.minutes) == (code, 4, 4, 25)
        words = words_of(client, at(people, case))
        assert "High risk" in words
        assert "Look at these first" in words
        assert 'value="4-4" checked' in words_of(client, address)
        client.post(address, {"outcome": "met", "risk": "", "response": ""})
        assert "High risk" not in words_of(client, at(people, case))
        assert OfficerFinding.objects.count() == 2

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"outcome": "perhaps"},
            {"outcome": "not_met"},
            {"outcome": "met", "risk": "6-1"},
            {"outcome": "met", "risk": "5-5", "response": "take"},
            {"outcome": "met", "response": "treat"},
            {"outcome": "met", "minutes": "-1"},
        ],
    )
    def test_what_does_not_add_up_is_refused(
        self, client: Client, people: People, case: Case, typed: dict[str, str]
    ) -> None:
        case = accepted(people, case)
        signed_in(client, people.officer)
        with nothing_changes(*ROWS):
            response = client.post(at(people, case, "finding", criteria_of(case)[0].code), typed)
        assert response.status_code == REFUSED
        assert client.get(at(people, case, "finding", "no-criterion")).status_code == 404


class TestDecisions:
    def test_one_officer_proposes_another_grants(self, client: Client, people: People, case: Case) -> None:
        case = validated(people, case)
        address, code = at(people, case, "propose", "grant"), criteria_of(case)[0].code
        signed_in(client, people.officer)
        assert "Propose to grant" in words_of(client, address)
        typed = {"summary": "All is in order.", f"reason-{code}": "Seen on the spot."}
        assert sent(client, address, case, **typed).status_code == 302
        decision = Decision.objects.get()
        assert (decision.kind, decision.summary) == ("grant", "All is in order.")
        assert decision.reasons[code]["reason"] == "Seen on the spot."
        case.refresh_from_db()
        signed_in(client, people.supervisor)
        words = words_of(client, at(people, case, "decide"))
        for shown in ("All is in order.", "Seen on the spot.", "Proposed by Officer", "Grant the status"):
            assert shown in words
        assert sent(client, at(people, case, "decide"), case).status_code == 302
        assert Certificate.objects.get().status == "active"
        assert "Decided" in words_of(client, at(people, case))

    def test_both_signatures_by_one_person_are_refused_on_the_page(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = validated(people, case)
        proposed(people, case, "grant")
        case.refresh_from_db()
        signed_in(client, people.officer)
        words = words_of(client, at(people, case, "decide"))
        assert "A second officer decides" in words
        assert "Grant the status" not in words
        before = list(Decision.objects.values())
        response = sent(client, at(people, case, "decide"), case)
        assert response.status_code == REFUSED
        assert "Another officer must make it" in response.content.decode()
        assert list(Decision.objects.values()) == before
        assert not Certificate.objects.exists()
        assert Event.objects.filter(verb="case.second_signature_refused").count() == 1

    def test_a_proposal_that_is_sent_back_brings_the_case_back_with_the_reply(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = validated(people, case)
        proposed(people, case, "grant")
        case.refresh_from_db()
        signed_in(client, people.supervisor)
        assert sent(client, at(people, case, "send-back"), case, reply="").status_code == REFUSED
        assert sent(client, at(people, case, "send-back"), case, reply="Which stores?").status_code == 302
        case.refresh_from_db()
        assert case.state == "examination"
        assert "Which stores?" in words_of(client, at(people, case))

    def test_a_reply_to_a_proposal_that_was_decided_meanwhile_is_not_lost(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = validated(people, case)
        proposed(people, case, "grant")
        case.refresh_from_db()
        second = person("second", (people.customs, Role.OFFICER))
        decision_make(actor=people.actor(second), case=case, seen_turn=case.turn)
        signed_in(client, people.supervisor)
        with nothing_changes(*ROWS):
            response = sent(client, at(people, case, "send-back"), case, reply="Typed with care.")
        assert response.status_code == STALE
        assert "Typed with care." in response.content.decode()

    def test_a_refusal_needs_its_hearing_and_a_suspension_its_ground(
        self, client: Client, people: People, case: Case
    ) -> None:
        signed_in(client, people.officer)
        case = validated(people, case)
        with nothing_changes(*ROWS):
            response = sent(client, at(people, case, "propose", "refusal"), case, summary="No.")
            assert response.status_code == REFUSED
        proposed(people, case, "grant")
        case.refresh_from_db()
        case = decision_make(actor=people.actor(people.supervisor), case=case, seen_turn=case.turn)
        address = at(people, case, "propose", "suspension")
        assert "Ground" in words_of(client, address)
        typed = {"summary": "A theft is looked into.", "days": "30"}
        assert sent(client, address, case, **typed).status_code == REFUSED
        assert sent(client, address, case, ground="suspected", **typed).status_code == 302
        assert client.get(at(people, case, "propose", "promotion")).status_code == 404

    def test_an_appeal_is_decided_by_a_supervisor_who_had_no_part_in_it(
        self, client: Client, people: People, case: Case
    ) -> None:
        case = suspended(people, case)
        case = moved(people, case, "appeal_suspension", people.owner, reason="It was not our store.")
        signed_in(client, people.officer)
        assert client.get(at(people, case, "appeal")).status_code == 403
        signed_in(client, people.supervisor)  # who made the decision
        typed = {"outcome": "allow", "reason": "So it was."}
        assert "It was not our store." in words_of(client, at(people, case, "appeal"))
        assert sent(client, at(people, case, "appeal"), case, **typed).status_code == REFUSED
        case.refresh_from_db()
        assert case.state == "suspension_appealed"
        signed_in(client, person("judge", (people.customs, Role.SUPERVISOR)))
        assert sent(client, at(people, case, "appeal"), case, **typed).status_code == 302
        case.refresh_from_db()
        assert case.state == "granted"


class TestMeasures:
    def test_the_dashboard_counts_what_happened_and_says_what_it_cannot(
        self, client: Client, people: People, case: Case
    ) -> None:
        granted(people, case)
        address = reverse("aeo:kpis", args=[people.customs.pk])
        words = words_of(signed_in(client, people.supervisor), address)
        for shown in (
            "Within the clock",
            "100%",
            "There is no border data yet",
            "Micro",
            "Time in each state",
        ):
            assert shown in words
        file = client.get(reverse("aeo:kpis-download", args=[people.customs.pk])).content.decode()
        assert "first_time_right,,share,1.0000,1,1," in file
        empty = words_of(client, f"{address}?start=2020-01-01&end=2020-12-31")
        assert "No case was submitted in this period" in empty
        assert client.get(f"{address}?start=2021-01-01&end=2020-12-31").status_code == REFUSED

    def test_it_is_for_those_who_answer_for_the_programme(self, client: Client, people: People) -> None:
        statistician = person("statistician", (people.customs, Role.STATISTICIAN))
        address = reverse("aeo:kpis", args=[people.customs.pk])
        for user, status in (
            (people.administrator, 200), (statistician, 200), (people.officer, 403), (people.owner, 404),
        ):  # fmt: skip
            assert signed_in(client, user).get(address).status_code == status


def tied_officer(people: People) -> User:
    """An officer who was once a colleague in the firm."""
    tied = person("tied", (people.customs, Role.OFFICER))
    now = timezone.now()
    Membership.objects.create(
        user=tied, organisation=people.firm, role=Role.COLLEAGUE, joined_at=now, left_at=now
    )
    return tied


def suspended(people: People, case: Case) -> Case:
    case = granted(people, case).case
    proposed(people, case, "suspension", ground="suspected", days=30)
    case.refresh_from_db()
    return decision_make(actor=people.actor(people.supervisor), case=case, seen_turn=case.turn)
