"""Moves: who may make which, what each needs, and that a refused one leaves everything as it was."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from tests.people import People, nothing_changes, person
from tests.trust.aeo.aeo_world import accepted, granted, moved, prepared, submitted, validated

from fairway.kernel.text import UserError
from fairway.platform.access.actor import Role
from fairway.platform.accounts.models import Membership, Organisation, User
from fairway.platform.audit.models import Event
from fairway.platform.files.models import StoredFile
from fairway.platform.files.services import file_store
from fairway.trust.aeo.domain.workflow import WORKFLOWS, State
from fairway.trust.aeo.models import Case, CaseEvent, CaseFile, Certificate, Decision, Letter
from fairway.trust.aeo.policies import CASES
from fairway.trust.aeo.selectors import case_clocks, computed_findings, open_moves
from fairway.trust.aeo.services.handling import fee_mark_paid
from fairway.trust.aeo.services.moves import case_move
from fairway.trust.aeo.services.refusals import CaseMovedMeanwhile, ConflictOfInterest, MoveRefused
from fairway.trust.assessment.models import Answer

pytestmark = pytest.mark.django_db
ROWS = (Case, CaseEvent, CaseFile, Certificate, Decision, Letter)

# Who holds which permission on the firm's case, by the roles of the tests.
HOLDERS = {
    "cases.view": {"owner", "colleague", "adviser", "officer", "supervisor"},
    "cases.answer": {"owner", "colleague"},
    "cases.submit": {"owner"},
    "cases.handle": {"officer", "supervisor"},
    "cases.decide": {"officer", "supervisor"},
    "cases.decide-appeal": {"supervisor"},
    "cases.assign": {"officer", "supervisor"},
}
EVERYBODY = ("owner", "colleague", "adviser", "stranger", "officer", "supervisor", "administrator")


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


def test_the_truth_table_of_permissions_and_moves(people: People, case: Case) -> None:
    """Every role by every permission, and with it every move of the workflow in every state."""
    assert set(HOLDERS) == set(CASES)
    for name in EVERYBODY:
        actor = people.actor(getattr(people, name))
        for permission, holders in HOLDERS.items():
            held = CASES.allowed(actor, permission, Case.objects.all()).exists()
            assert held == (name in holders), (name, permission)
        for state in State:
            case.state = state
            expected = {
                m.name
                for m in WORKFLOWS[-1].moves
                if state in m.sources and m.permission and name in HOLDERS[m.permission]
            }
            assert {move.name for move in open_moves(actor, case)} == expected, (name, state)


@pytest.mark.parametrize(
    ("who", "move", "error"),
    [
        ("owner", "accept", PermissionDenied),
        ("colleague", "withdraw", PermissionDenied),
        ("adviser", "withdraw", PermissionDenied),
        ("officer", "withdraw", PermissionDenied),
        ("stranger", "accept", Http404),
        ("administrator", "accept", Http404),
        ("officer", "grant", MoveRefused),  # by a decision of two only
        ("officer", "propose_grant", MoveRefused),
        ("officer", "accept_by_silence", MoveRefused),  # by the house only
        ("officer", "fly", MoveRefused),
        ("officer", "end_validation", MoveRefused),  # not from here
    ],
)
def test_a_move_that_is_not_theirs_changes_nothing(
    people: People, case: Case, who: str, move: str, error: type[Exception]
) -> None:
    with nothing_changes(*ROWS), pytest.raises(error):
        moved(people, case, move, getattr(people, who))


def test_a_move_writes_its_row_its_event_its_letter_and_its_day(people: People, case: Case) -> None:
    case = moved(people, case, "ask_missing", people.officer, reason="The ledger of 2025.", days=20)
    case.refresh_from_db()
    assert (case.state, case.came_from, case.turn) == ("incomplete", "submitted", 2)
    assert case.due_from == "firm"
    event = case.events.get(sequence=2)
    assert (event.kind, event.move, event.days, event.text) == (
        "missing_asked", "ask_missing", 20, "The ledger of 2025.",
    )  # fmt: skip
    assert event.by == f"member:{people.officer.pk}"
    assert "The ledger of 2025." in event.letters.get().body
    said = Event.objects.filter(verb="case.moved").latest("id")
    assert said.before == {"state": "submitted"}
    assert said.after == {"number": case.number, "move": "ask_missing", "state": "incomplete", "turn": 2}
    assert "ledger" not in str(said.after) + said.reason  # an event is never erased: words stay in the case
    assert Membership.objects.count() == 8


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"days": 20}, "needs a reason"),
        ({"reason": "   ", "days": 20}, "needs a reason"),
        ({"reason": "The ledger."}, "number of days"),
        ({"reason": "The ledger.", "days": 0}, "number of days"),
        ({"reason": "The ledger.", "days": 367}, "number of days"),
        ({"reason": "zero \x00", "days": 20}, "cannot be shown"),
    ],
)
def test_a_move_without_what_it_needs_is_refused(
    people: People, case: Case, given: dict[str, Any], match: str
) -> None:
    with nothing_changes(*ROWS), pytest.raises(UserError, match=match):
        moved(people, case, "ask_missing", people.officer, **given)


def test_days_are_refused_where_the_move_sets_none(people: People, case: Case) -> None:
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="sets no days"):
        moved(people, case, "accept", people.officer, days=5)


def test_who_saw_an_older_case_moves_nothing(people: People, case: Case) -> None:
    accepted(people, case)
    with nothing_changes(*ROWS), pytest.raises(CaseMovedMeanwhile, match="changed since you opened it"):
        case_move(
            actor=people.actor(people.supervisor), case=case, move="not_accept", seen_turn=1, reason="No."
        )


def test_a_case_with_a_fee_is_accepted_when_it_is_paid(people: People) -> None:
    prepared(people)
    case = submitted(people, subsidy="")
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="fee is not paid"):
        accepted(people, case)
    with pytest.raises(PermissionDenied):
        fee_mark_paid(actor=people.actor(people.owner), case=case)
    fee_mark_paid(actor=people.actor(people.officer), case=case)
    fee_mark_paid(actor=people.actor(people.officer), case=case)
    assert Event.objects.filter(verb="case.fee_paid").count() == 1
    assert accepted(people, case).state == "examination"


def test_what_was_missing_is_sent_with_what_the_firm_tells_by_then(people: People, case: Case) -> None:
    case = moved(people, case, "ask_missing", people.officer, reason="A ledger.", days=20)
    Answer.objects.filter(fact="documents_last_year").update(value="44")
    file = file_store(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="ledger.csv",
        stream=io.BytesIO(b"day,entry\n2025-01-02,sale\n"),
    )
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="Write your answer"):
        moved(people, case, "supply_missing", people.colleague)
    case = moved(people, case, "supply_missing", people.colleague, files=[file])
    assert case.state == "submitted"
    assert case.submission["dossier"]["answers"]["documents_last_year"] != "44"
    last = case.events.order_by("-sequence")[0]
    assert str(last.data["dossier"]["answers"]["documents_last_year"]) == "44"
    assert case.files.get(file=file).event == last
    assert computed_findings(case)["activity"].outcome == "met"


def test_a_file_of_another_firm_or_of_an_officer_is_refused(people: People, case: Case) -> None:
    case = moved(people, case, "ask_missing", people.officer, reason="A ledger.", days=20)
    foreign = file_store(
        actor=people.actor(people.stranger),
        organisation=people.other_firm,
        name="a.csv",
        stream=io.BytesIO(b"a,b\n1,2\n"),
    )
    for who, move, error in (("owner", "supply_missing", Http404), ("officer", "not_accept", MoveRefused)):
        with nothing_changes(*ROWS), pytest.raises(error):
            moved(people, case, move, getattr(people, who), reason="Here.", files=[foreign])
    StoredFile.objects.filter(pk=foreign.pk).update(organisation=people.firm, deleted_at=timezone.now())
    foreign.refresh_from_db()
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="cannot be used"):
        moved(people, case, "supply_missing", people.owner, reason="Here.", files=[foreign])


def test_the_firm_has_all_of_its_days(people: People, case: Case) -> None:
    case = moved(people, accepted(people, case), "ask_information", people.officer, reason="Who?", days=10)
    with nothing_changes(*ROWS), pytest.raises(MoveRefused, match="may answer until"):
        moved(people, case, "go_on_without", people.officer, reason="No answer.")
    CaseEvent.objects.filter(move="ask_information").update(at=timezone.now() - timedelta(days=20))
    case = moved(people, case, "go_on_without", people.officer, reason="No answer.")
    assert case.state == "examination"
    clock = next(c for c in case_clocks(case, timezone.localdate()) if c.rule.code == "information")
    assert clock.ended_on == timezone.localdate()


def test_a_validation_is_started_once_and_ended_once(people: People, case: Case) -> None:
    case = accepted(people, case)
    with pytest.raises(MoveRefused, match="No validation has begun"):
        moved(people, case, "end_validation", people.officer)
    case = moved(people, case, "start_validation", people.officer)
    with pytest.raises(MoveRefused, match="begun already"):
        moved(people, case, "start_validation", people.officer)
    assert moved(people, case, "end_validation", people.officer).state == "examination"


def test_more_time_leaves_the_case_where_it_is(people: People, case: Case) -> None:
    case = accepted(people, case)
    before = case.due_on or timezone.localdate()
    case = moved(people, case, "extend", people.officer, reason="The port is on strike.", days=30)
    assert case.state == "examination"
    assert case.due_on == before + timedelta(days=30) or case.due_on > before
    assert "30 days more" in Letter.objects.filter(template="extension").get().body


def test_somebody_with_a_tie_to_the_firm_handles_nothing_and_it_is_kept(people: People, case: Case) -> None:
    """A member of now, of the past, and an adviser: all three by the same rule."""
    insiders = [_insider(people, role, left) for role, left in
                ((Role.COLLEAGUE, False), (Role.COLLEAGUE, True), (Role.ADVISER, True))]  # fmt: skip
    for insider in insiders:
        with nothing_changes_but_the_record(), pytest.raises(ConflictOfInterest, match="no tie"):
            moved(people, case, "accept", insider)
    assert Event.objects.filter(verb="case.tie_refused", actor=f"member:{insiders[0].pk}").count() == 1
    case.refresh_from_db()
    assert case.state == "submitted"
    assert {m.name for m in open_moves(people.actor(insiders[1]), case)} == set()


def nothing_changes_but_the_record() -> Any:
    from contextlib import contextmanager

    @contextmanager
    def watched() -> Any:
        before = [list(model.objects.order_by("pk").values()) for model in ROWS]
        events = Event.objects.count()
        yield
        assert [list(model.objects.order_by("pk").values()) for model in ROWS] == before
        assert Event.objects.count() == events + 1

    return watched()


def _insider(people: People, role: Role, left: bool) -> User:
    name = f"insider-{role}-{left}".lower()
    user = person(name, (people.customs, Role.OFFICER), (people.firm, role))
    if left:
        own = Membership.objects.filter(user=user, organisation=people.firm)
        own.update(joined_at=timezone.now() - timedelta(days=9), left_at=timezone.now() - timedelta(days=2))
    return user


def test_an_official_of_an_office_that_is_not_the_host_sees_no_case(people: People, case: Case) -> None:
    elsewhere = Organisation.objects.create(name="Customs of Mali", kind="customs", economy="ML")
    other = person("other", (elsewhere, Role.SUPERVISOR))
    with pytest.raises(Http404):
        moved(people, case, "accept", other)


def test_a_holder_gives_the_status_up(people: People, case: Case) -> None:
    certificate = granted(people, case)
    case = moved(people, Case.objects.get(), "give_up", people.owner, reason="We closed the shop.")
    certificate.refresh_from_db()
    assert (case.state, certificate.status) == ("withdrawn", "withdrawn")
    assert case.closed_at is not None
    assert case.due_on is None


def test_a_withdrawal_lets_an_open_proposal_lapse(people: People, case: Case) -> None:
    from tests.trust.aeo.aeo_world import proposed

    proposed(people, validated(people, case), "grant")
    case.refresh_from_db()
    moved(people, case, "withdraw", people.owner)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.decided_by) == ("lapsed", None)
    assert decision.decided_at is not None


def test_no_more_days_are_set_than_the_law_allows(people: People) -> None:
    prepared(people)
    case = submitted(people)
    with pytest.raises(MoveRefused, match=r"may set 30 days at most\. The law says so: .*Article 12\(2\)"):
        moved(people, case, "ask_missing", people.officer, reason="The register?", days=31)
    assert moved(people, case, "ask_missing", people.officer, reason="The register?", days=30).turn == 2
