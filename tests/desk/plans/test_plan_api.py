"""Plans over HTTP: what a token may do in its own firm, and that other firms' plans are not there."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.desk.plans.plan_samples import ICE, saved

from fairway.desk.plans.checking import plans_check_all
from fairway.desk.plans.models import Plan
from fairway.platform.accounts.token_services import token_issue

pytestmark = pytest.mark.django_db

URL = "/api/v1/plans"
QUESTION = {
    "product": "0804.50.80", "from": "GH", "to": "US", "value": "5000 USD", "quantity": ["1200 kg"],
    "transport": "sea", "on": "2025-07-01",
}  # fmt: skip


class Caller:
    """A program of a firm."""

    def __init__(self, people, who: str, *scopes: str) -> None:
        firm = people.other_firm if who == "stranger" else people.firm
        issued = token_issue(
            actor=people.actor(getattr(people, who)),
            organisation=firm,
            name="A program",
            scopes=scopes or ("plans:read", "plans:write"),
            expires_on=timezone.now().date() + timedelta(days=30),
        )
        self.client = Client(headers={"Authorization": f"Bearer {issued.secret}"})

    def get(self, path: str = "", **query: object):
        return self.client.get(URL + path, query)

    def send(self, method: str, path: str = "", body: object = None, **headers: str):
        send = getattr(self.client, method)
        return send(URL + path, body, content_type="application/json", headers=headers)


@pytest.fixture
def firm(people) -> Caller:
    return Caller(people, "owner")


class TestSaving:
    def test_a_plan_is_saved_and_read_again(self, firm):
        made = firm.send("post", "", {"name": "Mangoes", "question": QUESTION})
        assert made.status_code == 201
        plan = made.json()
        assert (plan["from"], plan["to"], plan["on"], plan["status"]) == (
            "GH",
            "US",
            "2025-07-01",
            "computed",
        )
        assert plan["duty"] == {"amount": "0.00", "currency": "USD"}
        best, papers = plan["answer"]["best"], plan["answer"]["requirements"]
        assert (best["programme"], best["claim_code"]) == ("D", "D")
        assert best["conditions"]
        assert best["programme_source"]["publisher"] == "Office of the United States Trade Representative"
        assert any(paper["agency"] for paper in papers)
        assert firm.get(f"/{plan['id']}").json() == plan

    def test_sent_again_it_is_saved_once(self, firm):
        sent = [
            firm.send("post", "", {"name": "Mangoes", "question": QUESTION}, **{"Idempotency-Key": "k1"})
            for _twice in range(2)
        ]
        assert sent[0].json()["id"] == sent[1].json()["id"]
        assert Plan.objects.count() == 1

    @pytest.mark.parametrize(
        "body",
        [
            {"name": "Mangoes"},
            {"name": "x", "question": QUESTION},
            {"name": "Mangoes\u0000", "question": QUESTION},
            {"name": "Mangoes", "question": QUESTION | {"to": "Atlantis"}},
            {"name": "Mangoes", "question": QUESTION | {"value": "5000\u0000 USD"}},
            {"name": "Mangoes", "question": QUESTION | {"quantity": ["1 kg"] * 9}},
            {"name": "Mangoes", "question": QUESTION | {"has_changes": True}},
            {"name": "Mangoes", "question": QUESTION, "organisation": str(uuid4())},
            {"name": "Mangoes", "question": QUESTION, "created_by": str(uuid4())},
        ],
    )
    def test_bad_input_and_fields_that_are_not_its_own_are_refused(self, firm, body):
        refused = firm.send("post", "", body)
        assert refused.status_code == 422
        assert not Plan.objects.exists()

    def test_a_surrogate_in_a_name_is_refused(self, firm):
        body = '{"name": "Man\\ud800goes", "question": {"product": "1"}}'
        assert firm.send("post", "", body).status_code in (400, 422)


class TestReading:
    def test_pages_follow_each_other(self, people, firm):
        names = [saved(people, name=f"Plan {number}").name for number in range(5)]
        first = firm.get(limit=2).json()
        second = firm.get(limit=2, cursor=first["next"]).json()
        last = firm.get(limit=2, cursor=second["next"]).json()
        told = [plan["name"] for page in (first, second, last) for plan in page["items"]]
        assert (told, last["next"]) == (names[::-1], None)

    @pytest.mark.parametrize("cursor", ["x", "6f1f64a3-58a5-4b8e-9d47-0d5a1f0c2b11", "\x00"])
    def test_a_cursor_that_is_none_is_refused(self, firm, cursor):
        assert firm.get(cursor=cursor).status_code == 422

    def test_the_list_can_be_narrowed(self, people, firm, publish):
        publish("10")
        saved(people, ICE, name="To the ice")
        saved(people, ICE | {"to": ["US"]}, name="To the US")
        publish("12.5")
        plans_check_all()
        names = {
            query: [plan["name"] for plan in firm.get(**dict([query])).json()["items"]]
            for query in (("changed", "true"), ("market", "us"), ("archived", "true"))
        }
        assert list(names.values()) == [["To the ice"], ["To the US"], []]

    def test_words_are_in_the_language_asked_for(self, people, firm):
        plan = saved(people)
        options = firm.client.get(f"{URL}/{plan.pk}", headers={"Accept-Language": "fr"}).json()["answer"]
        english = firm.get(f"/{plan.pk}").json()["answer"]
        assert options["requirements"][0]["title"] != english["requirements"][0]["title"]


class TestChanging:
    def test_a_plan_is_renamed(self, people, firm):
        plan = saved(people)
        answer = firm.send("patch", f"/{plan.pk}", {"name": "Renamed"})
        assert (answer.status_code, answer.json()["name"]) == (200, "Renamed")

    def test_a_plan_that_was_changed_meanwhile_is_a_conflict(self, people, firm):
        plan = saved(people)
        seen = firm.get(f"/{plan.pk}").json()["changed_at"]
        assert firm.send("patch", f"/{plan.pk}", {"name": "First", "changed_at": seen}).status_code == 200
        assert firm.send("patch", f"/{plan.pk}", {"name": "Second", "changed_at": seen}).status_code == 409
        assert Plan.objects.get().name == "First"

    @pytest.mark.parametrize(
        "field", ["question", "has_changes", "organisation", "archived_at", "created_by"]
    )
    def test_nothing_else_can_be_set(self, people, firm, field):
        plan = saved(people)
        assert firm.send("patch", f"/{plan.pk}", {"name": "Renamed", field: None}).status_code == 422
        assert Plan.objects.get().name == "Mangoes"

    def test_deleted_is_archived(self, people, firm):
        plan = saved(people)
        assert firm.send("delete", f"/{plan.pk}").status_code == 204
        assert Plan.objects.get().is_archived
        assert firm.get().json()["items"] == []

    def test_changes_are_read_and_confirmed(self, people, firm, publish):
        publish("10")
        plan = saved(people, ICE)
        publish("12.5")
        plans_check_all()
        changes = firm.get(f"/{plan.pk}/changes").json()
        assert (changes["has_changes"], changes["changed_by"]) == (
            True,
            {"amount": "125.00", "currency": "USD"},
        )
        assert [item["kind"] for item in changes["items"]] == ["rate", "source"]
        stale = firm.send("post", f"/{plan.pk}/accept", {"snapshot": str(plan.current_id)})
        assert stale.status_code == 409
        done = firm.send("post", f"/{plan.pk}/accept", {"snapshot": changes["snapshot"]})
        assert (done.status_code, done.json()["has_changes"]) == (200, False)
        assert done.json()["duty"]["amount"] == "625.00"
        assert firm.get(f"/{plan.pk}/changes").json()["items"] == []


class TestOthers:
    def test_the_plans_of_another_firm_are_not_there(self, people):
        plan, stranger = saved(people), Caller(people, "stranger")
        assert stranger.get().json()["items"] == []
        answers = (
            stranger.get(f"/{plan.pk}"),
            stranger.get(f"/{plan.pk}/changes"),
            stranger.send("patch", f"/{plan.pk}", {"name": "Taken"}),
            stranger.send("delete", f"/{plan.pk}"),
            stranger.send("post", f"/{plan.pk}/accept", {"snapshot": str(plan.latest_id)}),
        )
        assert {answer.status_code for answer in answers} == {404}
        assert stranger.get(cursor=str(plan.pk)).status_code == 422
        assert (Plan.objects.get().name, Plan.objects.get().is_archived) == ("Mangoes", False)

    def test_a_token_that_only_reads_changes_nothing(self, people):
        plan, reader = saved(people), Caller(people, "owner", "plans:read")
        assert reader.get(f"/{plan.pk}").status_code == 200
        answers = (
            reader.send("post", "", {"name": "Mangoes", "question": QUESTION}),
            reader.send("patch", f"/{plan.pk}", {"name": "Taken"}),
            reader.send("delete", f"/{plan.pk}"),
        )
        assert {answer.status_code for answer in answers} == {403}
        assert Plan.objects.get().name == "Mangoes"

    def test_without_a_token_there_is_nothing(self, db):
        assert Client().get(URL).status_code == 401
