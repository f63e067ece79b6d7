"""Several at once: numbers without gaps, one case for one application, one winner of a case."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from tests.contest import Contest
from tests.people import People
from tests.trust.aeo.aeo_world import prepared, proposed, submitted, validated

from fairway.trust.aeo.models import Case, CaseEvent, Certificate, Decision
from fairway.trust.aeo.services.decisions import decision_make, decision_send_back
from fairway.trust.aeo.services.moves import case_move
from fairway.trust.aeo.services.refusals import CaseMovedMeanwhile, SubmissionRefused
from fairway.trust.aeo.services.timekeeping import silence_run

Contests = Callable[[], Contest]


def test_two_officers_at_once_one_wins_and_nothing_is_lost(people: People, contest: Contests) -> None:
    prepared(people)
    case = submitted(people)
    officer, supervisor = people.actor(people.officer), people.actor(people.supervisor)
    arena = contest()
    answers = arena.at_once(
        lambda: case_move(actor=officer, case=case, move="accept", seen_turn=1),
        lambda: case_move(
            actor=supervisor, case=case, move="ask_missing", seen_turn=1, reason="A ledger.", days=20
        ),
        expected=CaseMovedMeanwhile,
    )
    losers = [answer for answer in answers if isinstance(answer, CaseMovedMeanwhile)]
    winners = [answer for answer in answers if isinstance(answer, Case)]
    assert (len(losers), len(winners)) == (1, 1)

    def read() -> tuple[str, int, list[tuple[int, str]]]:
        now = Case.objects.get()
        return now.state, now.turn, list(CaseEvent.objects.values_list("sequence", "target"))

    assert arena.afterwards(read) == (winners[0].state, 2, [(1, "submitted"), (2, winners[0].state)])


def test_a_decision_and_its_return_at_once_leave_one_outcome(people: People, contest: Contests) -> None:
    prepared(people)
    case = validated(people, submitted(people))
    proposed(people, case, "grant")
    case.refresh_from_db()
    supervisor, officer = people.actor(people.supervisor), people.actor(people.officer)
    arena = contest()
    arena.at_once(
        lambda: decision_make(actor=supervisor, case=case, seen_turn=case.turn),
        lambda: decision_send_back(actor=officer, case=case, seen_turn=case.turn, reply="Wait."),
        expected=CaseMovedMeanwhile,
    )
    made, outcome, certificates = arena.afterwards(
        lambda: (Case.objects.get().state, Decision.objects.get().outcome, Certificate.objects.count())
    )
    assert (made, outcome, certificates) in {("granted", "made", 1), ("examination", "sent_back", 0)}


def test_the_clock_and_an_officer_at_once_accept_once(people: People, contest: Contests) -> None:
    from datetime import timedelta

    from django.utils import timezone

    prepared(people)
    case = submitted(people)
    officer, later = people.actor(people.officer), timezone.now() + timedelta(days=40)
    arena = contest()
    arena.at_once(
        lambda: silence_run(later),
        lambda: case_move(actor=officer, case=case, move="accept", seen_turn=1),
        expected=CaseMovedMeanwhile,
    )
    assert arena.afterwards(lambda: (Case.objects.get().state, CaseEvent.objects.count())) == (
        "examination",
        2,
    )


def test_numbers_have_no_gaps_however_many_apply_at_once(people: People, contest: Contests) -> None:
    prepared(people)
    prepared(people, people.other_firm, owner=people.stranger)
    owner, stranger = people.owner, people.stranger
    arena = contest()
    answers = arena.at_once(
        lambda: submitted(people, tier="registered"),
        lambda: submitted(people, tier="registered"),  # of the same firm: one of the two is refused
        lambda: submitted(people, tier="certified", owner=owner),
        lambda: submitted(people, firm=people.other_firm, owner=stranger),
        expected=SubmissionRefused,
    )
    assert sum(isinstance(answer, SubmissionRefused) for answer in answers) == 1
    numbers = arena.afterwards(lambda: sorted(Case.objects.values_list("number", flat=True)))
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003"]


def test_an_application_sent_twice_at_once_is_one_case(people: People, contest: Contests) -> None:
    prepared(people)
    client_id = uuid4()
    arena = contest()
    answers = arena.at_once(
        lambda: submitted(people, client_id=client_id),
        lambda: submitted(people, client_id=client_id),
        expected=SubmissionRefused,
    )
    assert len({answer.pk for answer in answers if isinstance(answer, Case)}) == 1
    assert arena.afterwards(Case.objects.count) == 1


@pytest.mark.django_db
def test_a_number_of_another_year_begins_anew(people: People) -> None:
    from fairway.trust.aeo.services.numbering import case_number, certificate_number

    assert [case_number(2026), case_number(2026), case_number(2027)] == [
        "AEO-2026-000001", "AEO-2026-000002", "AEO-2027-000001",
    ]  # fmt: skip
    assert certificate_number("SN", 2026) == "SN-AEO-2026-000001"
