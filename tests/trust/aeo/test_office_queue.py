"""The officer's queues: what waits for whom, in the order of the clocks; and whose the cases are."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.desk.helpdesk.helpdesk_page import Page
from tests.people import People, nothing_changes, person, signed_in
from tests.trust.aeo.aeo_world import accepted, criteria_of, moved, prepared, proposed, submitted

from fairway.platform.access.actor import Role
from fairway.platform.accounts.models import Membership, Organisation, User
from fairway.platform.audit.models import Event
from fairway.trust.aeo import office_selectors
from fairway.trust.aeo.domain.states import State
from fairway.trust.aeo.domain.turn import Pressure, urgency, whose_turn
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.office_selectors import Queue, QueueFilter, queue_all, queue_counts, queue_page
from fairway.trust.aeo.services.findings import finding_record
from fairway.trust.programmes.domain.clock_rule import Party

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


def address(people: People, **query: str) -> str:
    return f"{reverse('aeo:queue', args=[people.customs.pk])}?{urlencode(query)}"


def page_of(client: Client, people: People, **query: str) -> Page:
    response = client.get(address(people, **query))
    assert response.status_code == 200
    return Page(response.content.decode())


def copies(case: Case, count: int, **changes: Any) -> list[Case]:
    """More cases like it, each of a firm of its own, due a day after the other; the last has no day."""
    values = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields} | changes
    made = []
    for number in range(count):
        firm = Organisation.objects.create(name=f"Firm {number}", kind="firm", economy="SN")
        due = TODAY + timedelta(days=number // 2) if number < count - 1 else None
        own = {"number": f"AEO-2026-9{number:05}", "organisation_id": firm.pk, "due_on": due}
        made.append(Case(**{name: value for name, value in (values | own).items() if name != "id"}))
    return Case.objects.bulk_create(made)


class TestWhatAQueueHolds:
    def test_each_state_waits_for_one_party_or_for_nobody(self) -> None:
        turns = {state: whose_turn(state) for state in State}
        assert turns[State.SUBMITTED] is turns[State.GRANT_PROPOSED] is turns[State.REFUSAL_APPEALED]
        assert turns[State.SUBMITTED] is Party.CUSTOMS
        assert turns[State.INFORMATION] is turns[State.HOLDER_HEARING] is Party.FIRM
        assert turns[State.GRANTED] is turns[State.REFUSED] is None

    @pytest.mark.parametrize(
        ("days", "pressure", "words"),
        [
            (-2, Pressure.LATE, "Late by 2 days"),
            (-1, Pressure.LATE, "Late by one day"),
            (0, Pressure.TODAY, "Due today"),
            (1, Pressure.SOON, "One day left"),
            (7, Pressure.SOON, "7 days left"),
            (8, Pressure.LATER, "8 days left"),
        ],
    )
    def test_how_pressing_a_day_is_is_said_in_words(self, days: int, pressure: Pressure, words: str) -> None:
        found = urgency(TODAY + timedelta(days=days), TODAY)
        assert (found.pressure, str(found.words)) == (pressure, words)

    def test_a_case_moves_from_queue_to_queue_as_it_is_worked_on(self, people: People, case: Case) -> None:
        actor, supervisor = people.actor(people.officer), people.actor(people.supervisor)
        today = timezone.now().date()
        assert held(actor, today) == {Queue.CUSTOMS, Queue.UNASSIGNED}
        case = accepted(people, case)
        case = moved(people, case, "ask_information", people.officer, reason="The list?", days=10)
        assert held(actor, today) == {Queue.FIRM, Queue.UNASSIGNED}
        assert held(actor, today + timedelta(days=400)) == {Queue.FIRM, Queue.UNASSIGNED, Queue.OVERDUE}
        case = moved(people, case, "give_information", people.owner, reason="Here.")
        for move in ("start_validation", "end_validation"):
            case = moved(people, case, move, people.officer)
        case = found_met(people, case)
        proposed(people, case, "grant")
        assert Queue.PROPOSALS not in held(actor, today)  # the proposer's own
        assert Queue.PROPOSALS in held(supervisor, today)

    def test_pages_follow_each_other_by_the_clock_and_miss_no_case(
        self, people: People, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(office_selectors, "PER_PAGE", 3)
        copies(case, 8)
        actor, seen, after, pages = people.actor(people.officer), [], "", 0
        while pages < 9:
            page = queue_page(actor, QueueFilter(), today=TODAY, after=after)
            seen += page.cases
            after, pages = page.next, pages + 1
            if not after:
                break
        days = [found.due_on or date.max for found in seen]
        assert (len(seen), len(set(seen)), pages) == (9, 9, 3)
        assert days == sorted(days)
        assert list(queue_all(actor, QueueFilter(), today=TODAY)) == seen
        newest = queue_page(actor, QueueFilter(Queue.ALL), today=TODAY)
        following = queue_page(actor, QueueFilter(Queue.ALL), today=TODAY, after=newest.next)
        assert newest.cases[0].number == "AEO-2026-900007"
        assert not {found.pk for found in newest.cases} & {found.pk for found in following.cases}

    def test_a_cursor_that_is_none_begins_anew(self, people: People, case: Case) -> None:
        actor = people.actor(people.officer)
        for cursor in ("x", "2026-02-30_1", "_", "2026-03-01_"):
            assert queue_page(actor, QueueFilter(), today=TODAY, after=cursor).cases == [case]

    def test_counts_stop_where_nobody_counts_any_more(
        self, people: People, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(office_selectors, "MOST_COUNTED", 4)
        copies(case, 8)
        assert queue_counts(people.actor(people.officer), today=TODAY)[Queue.CUSTOMS] == 5

    @pytest.mark.parametrize("words", ["{number}", "{short}", "mango", "{digits}"])
    def test_a_case_is_found_by_its_number_or_its_firm(self, people: People, case: Case, words: str) -> None:
        digits = case.number.rpartition("-")[2]
        typed = words.format(number=case.number.lower(), short=case.number[4:], digits=digits)
        copies(case, 3)
        today = case.law_on
        found = queue_page(people.actor(people.officer), QueueFilter(Queue.ALL, words=typed), today=today)
        assert found.cases == [case]

    def test_too_many_firms_of_a_name_are_said(
        self, people: People, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(office_selectors, "MOST_FIRMS", 2)
        copies(case, 4)
        actor = people.actor(people.officer)
        page = queue_page(actor, QueueFilter(Queue.ALL, words="Firm"), today=TODAY)
        assert (len(page.cases), page.is_cut) == (2, True)


class TestThePageOfAQueue:
    def test_it_shows_the_case_with_its_day_in_words_and_no_firm_sees_it(
        self, client: Client, people: People, case: Case
    ) -> None:
        page = page_of(signed_in(client, people.officer), people)
        assert page.says(case.number)
        assert page.says("Sahel Mango")
        assert page.says("days left")
        assert page.says("Waits for customs")
        for user, status in ((people.owner, 404), (people.stranger, 404), (people.administrator, 404)):
            assert signed_in(client, user).get(address(people)).status_code == status

    def test_tabs_are_for_who_may_open_them(self, client: Client, people: People) -> None:
        links = {
            role: set(workspace(client, user, people.customs).links)
            for role, user in (("officer", people.officer), ("administrator", people.administrator))
        }
        assert "Cases" in links["officer"] - links["administrator"]
        assert "Measures" in links["administrator"] - links["officer"]
        assert not {"Cases", "Measures"} & set(workspace(client, people.owner, people.firm).links)

    def test_a_filter_that_finds_nothing_says_so(self, client: Client, people: People, case: Case) -> None:
        signed_in(client, people.officer)
        assert page_of(client, people, q="Nobody").says("No case is like that")
        assert page_of(client, people, size="large").says("No case is like that")
        assert page_of(client, people, size="micro", tier="safe-msme/certified").says(case.number)
        assert page_of(client, people, size="gigantic", queue="none", officer="x").says(case.number)
        assert page_of(client, people, queue="appeals").says("No appeal is open")

    def test_the_file_holds_every_case_and_no_formula(
        self, client: Client, people: People, case: Case
    ) -> None:
        Organisation.objects.filter(pk=people.firm.pk).update(name="=cmd()")
        copies(case, 30)
        signed_in(client, people.officer)
        response = client.get(reverse("aeo:queue-download", args=[people.customs.pk]))
        rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
        assert len(rows) == 31
        assert {"'=cmd()"} == {row["firm"] for row in rows if row["number"] == case.number}


class TestAssigning:
    def assign(self, client: Client, people: People, *cases: Case, **fields: str) -> Any:
        typed = {"case": [str(case.pk) for case in cases], "back": "queue=all&size=micro"} | fields
        return client.post(reverse("aeo:queue-assign", args=[people.customs.pk]), typed, follow=True)

    def test_chosen_cases_go_to_oneself_to_another_and_to_nobody(
        self, client: Client, people: People, case: Case
    ) -> None:
        cases = [case, *copies(case, 2)]
        signed_in(client, people.officer)
        response = self.assign(client, people, *cases, to="me")
        assert response.redirect_chain[0][0] == address(people, queue="all", size="micro")
        assert owners(cases) == {people.officer}
        assert Event.objects.filter(verb="case.assigned").count() == 3
        self.assign(client, people, case, to="officer", officer=str(people.supervisor.pk))
        assert owners([case]) == {people.supervisor}
        self.assign(client, people, case, to="nobody")
        assert owners([case]) == {None}

    def test_nothing_is_assigned_without_a_choice_or_to_a_stranger(
        self, client: Client, people: People, case: Case
    ) -> None:
        signed_in(client, people.officer)
        with nothing_changes(Case):
            self.assign(client, people, to="me")
            self.assign(client, people, case, to="officer")
            self.assign(client, people, case, to="officer", officer=str(people.owner.pk))
            self.assign(client, people, case, to="officer", officer=str(people.administrator.pk))
            client.post(reverse("aeo:queue-assign", args=[people.customs.pk]), {"case": "1;--", "to": "me"})
        signed_in(client, people.owner)
        with nothing_changes(Case):
            assert self.assign(client, people, case, to="me").status_code == 404

    def test_the_way_back_never_leads_elsewhere(self, client: Client, people: People, case: Case) -> None:
        signed_in(client, people.officer)
        response = client.post(
            reverse("aeo:queue-assign", args=[people.customs.pk]),
            {"case": str(case.pk), "to": "me", "back": "https://example.org/?queue=mine"},
        )
        assert response.headers["Location"].startswith(reverse("aeo:queue", args=[people.customs.pk]))

    def test_an_officer_of_the_firm_does_not_get_its_case(
        self, client: Client, people: People, case: Case
    ) -> None:
        tied = person("tied", (people.customs, Role.OFFICER))
        Membership.objects.create(
            user=tied,
            organisation=people.firm,
            role=Role.COLLEAGUE,
            joined_at=timezone.now(),
            left_at=timezone.now(),
        )
        signed_in(client, tied)
        with nothing_changes(Case):
            response = self.assign(client, people, case, to="me")
        assert "Choose another" in response.content.decode()


def held(actor: Any, today: date) -> set[Queue]:
    return {queue for queue, count in queue_counts(actor, today=today).items() if count}


def owners(cases: list[Case]) -> set[User | None]:
    found = Case.objects.filter(pk__in=[case.pk for case in cases]).select_related("assigned_to")
    return {case.assigned_to for case in found}


def workspace(client: Client, user: User, organisation: Organisation) -> Page:
    signed_in(client, user)
    return Page(client.get(reverse("home:workspace", args=[organisation.pk])).content.decode())


def found_met(people: People, case: Case) -> Case:
    """Every criterion of a case under examination found to be met."""
    for criterion in criteria_of(case):
        finding_record(actor=people.actor(people.officer), case=case, criterion=criterion.code, outcome="met")
    case.refresh_from_db()
    return case
