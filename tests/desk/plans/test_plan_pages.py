"""The pages of plans without a browser: saving an answer, the list, one plan, several beside each other."""

from __future__ import annotations

import csv
import io
import re
from copy import copy
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from tests.desk.helpdesk.helpdesk_page import Page
from tests.desk.plans.plan_samples import ICE, MANGOES, saved
from tests.people import People, person, signed_in

from fairway.desk.plans.checking import plan_check
from fairway.desk.plans.comparison import COMPARED_COLUMNS, PLAN_COLUMNS
from fairway.desk.plans.models import LONGEST_NAME, Plan, Share, Snapshot
from fairway.desk.plans.services import share_create
from fairway.platform.access.actor import Role
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.models import Event
from fairway.platform.ui.language import say

pytestmark = pytest.mark.django_db

QUERY = urlencode([(name, text) for name, texts in MANGOES.items() for text in texts])
ANSWER = f"/answer?{QUERY}"
MARK = "smuggled"
SCRIPT = f"'\"><script id={MARK}>alert(1)</script><b id={MARK}>"
CHANGES = ("rename", "accept", "check", "archive", "restore", "share")
WRITES = (Plan, Snapshot, Share, Event)


def page_of(response: HttpResponse, *, status: int = 200) -> Page:
    assert response.status_code == status
    return Page(response.content.decode())


def address(plan: Plan, change: str = "") -> str:
    return reverse("plans:plan", args=[plan.organisation_id, plan.pk]) + (f"{change}/" if change else "")


def list_address(people: People, **query: str) -> str:
    return f"{reverse('plans:list', args=[people.firm.pk])}?{urlencode(query)}"


def written() -> list[list[tuple[object, ...]]]:
    """Every row that a refusal must leave as it was."""
    return [sorted(model.objects.values_list(), key=str) for model in WRITES]


def save(client: Client, firm: Organisation, **changes: str) -> HttpResponse:
    typed = {"name": "Mangoes", "organisation": str(firm.pk), "question": QUERY} | changes
    return client.post("/plans/save/", typed)


class TestSavingAnAnswer:
    def test_a_visitor_is_sent_to_sign_in_and_comes_back_to_the_same_answer(self, client: Client) -> None:
        page = page_of(client.get(ANSWER))
        link = page.links["Sign in to save this answer"]
        assert link == f"{reverse('account_login')}?{urlencode({'next': ANSWER})}".replace("%2F", "/")
        assert not [form for form in page.forms if form.action == "/plans/save/"]

    def test_a_member_saves_it_with_the_name_that_is_proposed(self, client: Client, people: People) -> None:
        signed_in(client, people.owner)
        form = page_of(client.get(ANSWER)).form("/plans/save/")
        assert form.value("name") == "Guavas, mangoes, and mangosteens, dried: Ghana – United States"
        response = client.post("/plans/save/", dict(form.fields))
        plan = Plan.objects.get()
        assert response.headers["Location"] == address(plan)
        assert (plan.organisation, plan.created_by) == (people.firm, people.owner)
        assert plan.question == MANGOES
        assert "The plan is saved." in client.get(address(plan)).content.decode()

    def test_a_form_sent_twice_makes_one_plan(self, client: Client, people: People) -> None:
        signed_in(client, people.owner)
        sent = [save(client, people.firm).headers["Location"] for _twice in range(2)]
        assert sent == [address(Plan.objects.get())] * 2

    def test_who_is_in_several_firms_says_which(self, client: Client, people: People) -> None:
        user = person("both", (people.firm, Role.OWNER), (people.other_firm, Role.COLLEAGUE))
        page = client.get(ANSWER) and signed_in(client, user).get(ANSWER).content.decode()
        assert f'value="{people.firm.pk}"' in page
        assert f'value="{people.other_firm.pk}"' in page
        save(client, people.other_firm)
        assert Plan.objects.get().organisation == people.other_firm

    def test_who_has_no_firm_is_led_to_open_one_and_back(self, client: Client, db: None) -> None:
        page = page_of(signed_in(client, person("new")).get(ANSWER))
        firm = {"name": "Sahel Mango", "economy": "GH"}
        assert client.post(page.links["Open your firm"], firm).headers["Location"] == ANSWER
        assert "/plans/save/" in [form.action for form in page_of(client.get(ANSWER)).forms]

    @pytest.mark.parametrize(
        "next_", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
    )
    def test_the_way_back_leads_to_no_other_host(self, client: Client, db: None, next_: str) -> None:
        signed_in(client, person("new"))
        firm = {"name": "Sahel Mango", "economy": "GH"}
        target = f"{reverse('accounts:open')}?{urlencode({'next': next_})}"
        assert client.post(target, firm).headers["Location"].startswith("/workspace/")

    def test_an_official_is_offered_nothing(self, client: Client, people: People) -> None:
        page = page_of(signed_in(client, people.officer).get(ANSWER))
        assert not page.says("Save this answer as")
        assert not [form for form in page.forms if form.action == "/plans/save/"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": ""},
            {"name": "x" * (LONGEST_NAME + 1)},
            {"name": "a\nb\u202ec"},
            {"question": ""},
            {"question": "product=mango"},
            {"question": "x" * 9000},
            {"question": "product=0804.50.80&from=GH&to=US&value=5000+USD&on=%00"},
            {"organisation": "not-a-number"},
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(
        self, client: Client, people: People, changes: dict[str, str]
    ) -> None:
        signed_in(client, people.owner)
        page = page_of(save(client, people.firm, **changes), status=422)
        assert "error-summary-title" in page.ids
        assert not Plan.objects.exists()

    def test_a_firm_of_others_cannot_be_chosen(self, client: Client, people: People) -> None:
        signed_in(client, people.stranger)
        assert save(client, people.firm).status_code == 422
        assert not Plan.objects.exists()

    def test_fields_that_the_form_does_not_have_are_not_taken(self, client: Client, people: People) -> None:
        day = "2001-01-01"
        extra = {
            "id": str(uuid4()), "created_by": str(people.stranger.pk), "archived_at": day, "created_at": day,
            "has_changes": "true", "currency": "XXX", "destination": "SN",
        }  # fmt: skip
        save(signed_in(client, people.owner), people.firm, **extra)
        plan = Plan.objects.get()
        assert (plan.created_by, plan.archived_at, plan.has_changes, plan.destination) == (
            people.owner,
            None,
            False,
            "US",
        )
        assert (str(plan.pk) != extra["id"], plan.created_at.year) == (True, timezone.now().year)


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "status"),
        [("owner", 200), ("colleague", 200), ("adviser", 200), ("stranger", 404), ("officer", 404),
         ("supervisor", 404), ("administrator", 404)],
    )  # fmt: skip
    def test_the_pages_are_there_for_members_only(
        self, client: Client, people: People, role: str, status: int
    ) -> None:
        plan = saved(people)
        signed_in(client, getattr(people, role))
        firm = people.firm.pk
        addresses = [
            list_address(people), reverse("plans:list-download", args=[firm]), address(plan),
            reverse("plans:pdf", args=[firm, plan.pk]),
        ]  # fmt: skip
        assert [client.get(found).status_code for found in addresses] == [status] * len(addresses)

    def test_a_visitor_is_sent_to_sign_in(self, client: Client, people: People) -> None:
        response = client.get(address(saved(people)))
        assert response.headers["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("change", CHANGES)
    @pytest.mark.parametrize("role", ["stranger", "officer", "administrator"])
    def test_nobody_else_changes_a_plan(self, client: Client, people: People, role: str, change: str) -> None:
        plan = saved(people)
        before = written()
        assert signed_in(client, getattr(people, role)).post(address(plan, change)).status_code == 404
        assert written() == before

    @pytest.mark.parametrize("change", ["archive", "restore", "share"])
    def test_an_adviser_neither_shares_nor_archives(
        self, client: Client, people: People, change: str
    ) -> None:
        plan = saved(people)
        before = written()
        signed_in(client, people.adviser)
        assert client.post(address(plan, change)).status_code == 403
        assert written() == before
        page = page_of(client.get(address(plan)))
        assert address(plan, "rename") in [form.action for form in page.forms]
        assert address(plan, change) not in [form.action for form in page.forms]

    def test_a_plan_is_not_found_under_another_firm(self, client: Client, people: People) -> None:
        plan = saved(people)
        elsewhere = reverse("plans:plan", args=[people.other_firm.pk, plan.pk])
        assert signed_in(client, people.owner).get(elsewhere).status_code == 404

    @pytest.mark.parametrize("change", CHANGES)
    def test_a_change_is_a_post_with_a_token_of_the_page(self, people: People, change: str) -> None:
        plan = saved(people)
        client = Client(enforce_csrf_checks=True)
        signed_in(client, people.owner)
        before = written()
        assert client.get(address(plan, change)).status_code == 405
        assert client.post(address(plan, change)).status_code == 403
        assert client.post("/plans/save/", {"question": QUERY}).status_code == 403
        assert written() == before


class TestTheList:
    def test_it_shows_the_saved_figures(self, client: Client, people: People) -> None:
        plan = saved(people)
        page = page_of(signed_in(client, people.owner).get(list_address(people)))
        assert page.links["Mangoes"] == address(plan)
        assert page.says("Ghana – United States")
        assert page.says("5,038.96\N{NO-BREAK SPACE}USD")

    def test_without_plans_it_says_what_to_do(self, client: Client, people: People) -> None:
        page = page_of(signed_in(client, people.owner).get(list_address(people)))
        assert page.says("No plans yet")

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({}, ["Ice", "Mangoes"]),
            ({"show": "changed"}, ["Ice"]),
            ({"show": "archived"}, ["Old"]),
            ({"market": "AQ"}, ["Ice"]),
            ({"q": "mang"}, ["Mangoes"]),
            ({"q": "mang", "market": "AQ"}, []),
            ({"show": "nonsense", "market": "ZZ"}, ["Ice", "Mangoes"]),
        ],
    )
    def test_it_can_be_narrowed(
        self, client: Client, people: People, publish, query: dict[str, str], names: list[str]
    ) -> None:
        publish("10%")
        for name in ("Old", "Mangoes"):
            saved(people, MANGOES, name=name)
        ice = saved(people, ICE, name="Ice")
        Plan.objects.filter(name="Old").update(archived_at=timezone.now())
        publish("12%", start="2026-01-01", published="2026-07-01")
        plan_check(plan=ice, now=timezone.now())
        page = page_of(signed_in(client, people.owner).get(list_address(people, **query)))
        assert [name for name in ("Ice", "Mangoes", "Old") if name in page.links] == names
        rows = rows_of(client, reverse("plans:list-download", args=[people.firm.pk]) + f"?{urlencode(query)}")
        assert sorted(row["name"] for row in rows) == names

    def test_it_has_pages(self, client: Client, people: People) -> None:
        plan = saved(people)
        copies(plan, 60)
        signed_in(client, people.owner)
        assert page_of(client.get(list_address(people))).links["Next"].endswith("page=2")
        assert page_of(client.get(list_address(people, page="99"))).says("61 plans")

    def test_a_page_takes_few_queries_however_many_plans(
        self, client: Client, people: People, django_assert_max_num_queries
    ) -> None:
        copies(saved(people), 60)
        signed_in(client, people.owner)
        with django_assert_max_num_queries(12):
            client.get(list_address(people))

    def test_the_file_has_the_figures_and_is_safe_in_a_spreadsheet(
        self, client: Client, people: People
    ) -> None:
        saved(people, name="=1+1")
        signed_in(client, people.owner)
        [row] = rows_of(client, reverse("plans:list-download", args=[people.firm.pk]))
        assert tuple(row) == PLAN_COLUMNS
        assert (row["name"], row["landed_cost"], row["duty"], row["currency"]) == (
            "'=1+1", "5038.96", "0.00", "USD",
        )  # fmt: skip

    def test_the_file_has_every_plan_of_a_long_list(self, client: Client, people: People) -> None:
        copies(saved(people), 1_250)
        signed_in(client, people.owner)
        rows = rows_of(client, reverse("plans:list-download", args=[people.firm.pk]))
        assert len({row["name"] for row in rows}) == 1_251
        assert {row["landed_cost"] for row in rows} == {"5038.96"}


class TestOnePlan:
    def test_it_shows_what_was_saved_and_of_which_day(self, client: Client, people: People) -> None:
        plan = saved(people)
        page = page_of(signed_in(client, people.owner).get(address(plan)))
        assert page.says("with the law of 1 July 2025")
        assert page.says("5,038.96")
        assert page.says("African Growth and Opportunity Act")
        assert page.says("US International Trade Commission, Annual Tariff Data 2025")
        assert page.says("Owner saved the plan “Mangoes”.")
        path, _, query = page.links["Ask again"].partition("?")
        assert (path, dict(QueryDict(query).lists())) == ("/answer", MANGOES)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", ["Free", "1.5 cents for each kilogram"]),
            ("fr", ["Exempt", "1,5 cents par kilogramme"]),
            ("es", ["Libre", "1,5 centavos por kilogramo"]),
        ],
    )
    def test_rates_are_in_words_with_the_text_of_the_tariff_beside_them(
        self, client: Client, people: People, language: str, words: list[str]
    ) -> None:
        plan = saved(people)
        signed_in(client, people.owner)
        with override(language):
            html = client.get(address(plan)).content.decode()
        for text, printed in zip(words, ["Free", "1.5 cents/kg"], strict=True):
            assert re.search(rf'{text}[^<]* <q class="small" lang="en">{printed}</q>', html)

    def test_a_rate_that_cannot_be_read_stands_as_printed(self, client: Client, people: People) -> None:
        plan = saved(people)
        body = plan.current.body
        for option in body["options"]:
            del option["words"]
            option["rate"] = "see <note> 2"
        replaced(plan, body)
        html = signed_in(client, people.owner).get(address(plan)).content.decode()
        assert '<td data-label="Rate in the tariff"><q lang="en">see &lt;note&gt; 2</q></td>' in html

    def test_the_question_asked_again_has_the_live_answer(self, client: Client, people: People) -> None:
        plan = saved(people)
        page = page_of(signed_in(client, people.owner).get(address(plan)))
        assert "money" in page_of(client.get(page.links["Ask again"])).ids

    @pytest.mark.parametrize("language", ["en", "fr", "es"])
    def test_it_says_what_must_be_proven_and_who_asks_for_papers(
        self, client: Client, people: People, language: str
    ) -> None:
        plan = saved(people)
        signed_in(client, people.owner)
        with override(language):
            response = client.get(address(plan))
            content = plan.current.content
            asking = [paper.agency for paper in content.papers if paper.agency]
            shown = [*content.best_option.conditions, *asking]
            words = [say(words) for words in shown]
        page = page_of(response)
        assert asking
        assert [text for text in words if not page.says(text)] == []
        assert page.says(content.best_option.citation.title)
        html = response.content.decode()
        assert html.index('id="money"') < html.index('id="prove"') < html.index('id="papers"')

    def test_the_normal_rate_needs_no_proof(self, client: Client, people: People) -> None:
        plan = saved(people, MANGOES | {"from": ["DE"]})
        assert "prove" not in page_of(signed_in(client, people.owner).get(address(plan))).ids

    def test_an_answer_kept_without_conditions_is_shown(self, client: Client, people: People) -> None:
        plan = saved(people)
        body = plan.current.body
        for option in body["options"]:
            option.pop("conditions", None)
            option.pop("citation", None)
        for paper in body["papers"]:
            paper.pop("agency", None)
        replaced(plan, body)
        response = signed_in(client, people.owner).get(address(plan))
        assert page_of(response).says("The importer writes the code D on the customs declaration.")
        assert client.get(reverse("plans:pdf", args=[people.firm.pk, plan.pk])).status_code == 200

    def test_what_changed_is_shown_with_its_money_and_can_be_confirmed(
        self, client: Client, people: People, publish
    ) -> None:
        publish("10%")
        plan = saved(people, ICE)
        publish("12%", start="2026-01-01", published="2026-07-01")
        signed_in(client, people.owner)
        client.post(address(plan, "check"))
        page = page_of(client.get(address(plan)))
        assert page.says("100.00\N{NO-BREAK SPACE}USD more")
        assert page.says("12 %")
        assert page.says("5,500.00")
        response = client.post(address(plan, "accept"), dict(page.form(address(plan, "accept")).fields))
        assert response.status_code == 302
        page = page_of(client.get(address(plan)))
        assert page.says("5,600.00")
        assert not page.says("I have seen this")

    @pytest.mark.parametrize("snapshot", ["", "nonsense", "6f1f64a3-58a5-4b8e-9d47-0d5a1f0c2b11"])
    def test_what_was_not_shown_is_not_confirmed(
        self, client: Client, people: People, publish, snapshot: str
    ) -> None:
        publish("10%")
        plan = saved(people, ICE)
        publish("12%", start="2026-01-01", published="2026-07-01")
        plan_check(plan=plan, now=timezone.now())
        before = written()
        response = signed_in(client, people.owner).post(
            address(plan, "accept"), {"snapshot": snapshot}, follow=True
        )
        assert page_of(response).says("I have seen this")
        assert written() == before

    def test_a_check_that_finds_nothing_says_so(self, client: Client, people: People) -> None:
        plan = saved(people)
        response = signed_in(client, people.owner).post(address(plan, "check"), follow=True)
        assert page_of(response).says("Nothing has changed.")

    def test_it_is_renamed_and_nothing_else_is_taken(self, client: Client, people: People) -> None:
        plan = saved(people)
        typed = {"name": "Mangues", "organisation": str(people.other_firm.pk), "destination": "SN"}
        signed_in(client, people.owner).post(address(plan, "rename"), typed)
        plan.refresh_from_db()
        assert (plan.name, plan.organisation, plan.destination) == ("Mangues", people.firm, "US")

    @pytest.mark.parametrize("name", ["", " ", "x", "x" * 200, "a\x00b"])
    def test_a_bad_name_is_refused_at_its_field(self, client: Client, people: People, name: str) -> None:
        plan = saved(people)
        before = written()
        response = signed_in(client, people.owner).post(address(plan, "rename"), {"name": name})
        assert "error-summary-title" in page_of(response, status=422).ids
        assert written() == before

    def test_it_is_archived_and_taken_back(self, client: Client, people: People) -> None:
        plan = saved(people)
        signed_in(client, people.owner)
        page = page_of(client.post(address(plan, "archive"), follow=True))
        assert page.says("This plan is archived")
        assert address(plan, "check") not in [form.action for form in page.forms]
        page = page_of(client.post(address(plan, "restore"), follow=True))
        assert not page.says("This plan is archived")

    def test_the_pdf_is_attached_under_a_plain_name(self, client: Client, people: People) -> None:
        plan = saved(people, name='Mangues "à" l\'île /../ é')
        response = signed_in(client, people.owner).get(reverse("plans:pdf", args=[people.firm.pk, plan.pk]))
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="fairway-mangues-a-lile-e.pdf"'
        assert response.content.startswith(b"%PDF-")

    def test_script_in_a_name_is_shown_and_not_run(self, client: Client, people: People) -> None:
        plan = saved(people, name=SCRIPT)
        other = saved(people, name=f"{SCRIPT}!")
        share_create(actor=people.actor(people.owner), plan=plan, expires_on=timezone.now().date())
        signed_in(client, people.owner)
        query = urlencode({"plan": [plan.pk, other.pk]}, doseq=True)
        compare = f"{reverse('plans:compare', args=[people.firm.pk])}?{query}"
        for found in (list_address(people, q=SCRIPT), address(plan), compare):
            page = page_of(client.get(found))
            assert MARK not in page.ids
            assert page.says(SCRIPT) or found.startswith(compare)

    @pytest.mark.parametrize("field", ["name", "expires_on", "question", "organisation", "snapshot"])
    def test_script_in_a_field_is_not_reflected(self, client: Client, people: People, field: str) -> None:
        plan = saved(people)
        signed_in(client, people.owner)
        for target in ("/plans/save/", *(address(plan, change) for change in CHANGES)):
            response = client.post(target, {field: SCRIPT * 2}, follow=True)
            assert MARK not in Page(response.content.decode()).ids


class TestComparing:
    def compare(
        self, client: Client, people: People, *plans: object, path: str = "plans:compare"
    ) -> HttpResponse:
        query = urlencode({"plan": plans}, doseq=True)
        return client.get(f"{reverse(path, args=[people.firm.pk])}?{query}")

    def test_plans_stand_beside_each_other_with_a_drawing(self, client: Client, people: People) -> None:
        first, second = (
            saved(people, name="First"),
            saved(people, MANGOES | {"value": ["9000"]}, name="Second"),
        )
        signed_in(client, people.owner)
        page = page_of(self.compare(client, people, first.pk, second.pk))
        assert {"plans-title", "plans-table-caption"} <= page.ids
        assert page.links["First"] == address(first)
        rows = rows_of(
            client,
            f"{reverse('plans:compare-download', args=[people.firm.pk])}?plan={first.pk}&plan={second.pk}",
        )
        assert tuple(rows[0]) == COMPARED_COLUMNS
        assert [row["name"] for row in rows] == ["First", "Second"]

    def test_amounts_in_several_currencies_are_not_drawn(self, client: Client, people: People) -> None:
        shirts = MANGOES | {"product": ["6105.10"], "from": ["KE"], "to": ["SN"], "currency": ["EUR"]}
        plans = saved(people), saved(people, shirts, name="Shirts")
        signed_in(client, people.owner)
        page = page_of(self.compare(client, people, *(plan.pk for plan in plans)))
        assert "plans-title" not in page.ids
        assert page.says("different currencies")

    def test_too_few_or_too_many_lead_back_to_the_list(self, client: Client, people: People) -> None:
        plan = saved(people)
        copies(plan, 6)
        signed_in(client, people.owner)
        for chosen in ([], [plan.pk], list(Plan.objects.values_list("pk", flat=True))):
            assert self.compare(client, people, *chosen).headers["Location"] == list_address(people).rstrip(
                "?"
            )

    @pytest.mark.parametrize("path", ["plans:compare", "plans:compare-download"])
    def test_plans_of_others_and_nonsense_are_not_found(
        self, client: Client, people: People, path: str
    ) -> None:
        plan = saved(people)
        signed_in(client, people.owner)
        for other in (uuid4(), "nonsense"):
            assert self.compare(client, people, plan.pk, other, path=path).status_code == 404


def _columns(snapshot: Snapshot) -> dict[str, object]:
    names = ("taken_at", "on", "stamp", "status", "currency", "duty_minor", "charges_minor", "landed_minor")
    return {name: getattr(snapshot, name) for name in names}


def replaced(plan: Plan, body: dict[str, Any]) -> None:
    """The plan with another answer in place of the one that was saved."""
    number = plan.current.sequence + 1
    other = Snapshot(plan=plan, sequence=number, **_columns(plan.current), body=body)
    other.save(force_insert=True)
    Plan.objects.filter(pk=plan.pk).update(current=other, latest=other)


def copies(plan: Plan, number: int) -> None:
    """More plans of the firm, as rows only."""
    plans, snapshots = [], []
    for index in range(number):
        new, snapshot = copy(plan), copy(plan.current)
        new.pk, new.name = uuid4(), f"Copy {index}"
        snapshot.pk, snapshot.plan = uuid4(), new
        new.current = new.latest = snapshot
        plans.append(new)
        snapshots.append(snapshot)
    Plan.objects.bulk_create(plans)
    Snapshot.objects.bulk_create(snapshots)


def rows_of(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert re.fullmatch(r'attachment; filename="fairway-[\w-]+\.csv"', response["Content-Disposition"])
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))
