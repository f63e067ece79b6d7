"""Asking something else in a plan: from its page to the form, to the answer, and back with new figures."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk.helpdesk.helpdesk_page import Page
from tests.desk.plans.plan_samples import MANGOES, saved
from tests.people import BACKEND, People

from fairway.desk.plans.models import Plan
from fairway.desk.plans.services import plan_archive

pytestmark = pytest.mark.django_db


def address(plan: Plan, change: str = "") -> str:
    return reverse("plans:plan", args=[plan.organisation_id, plan.pk]) + change


def answer(plan: Plan, **changes: str) -> str:
    asked = {name: texts[0] for name, texts in MANGOES.items()} | changes
    return f"/answer?{urlencode({**asked, 'plan': plan.pk})}"


def opened(client: Client, at: str) -> Page:
    return Page(client.get(at).content.decode())


def keeps(page: Page, plan: Plan) -> bool:
    return address(plan, "question/") in [form.action for form in page.forms]


def test_the_new_question_takes_the_place_of_the_old_one(client: Client, people: People) -> None:
    plan = saved(people)
    client.force_login(people.colleague, backend=BACKEND)
    ask = opened(client, opened(client, address(plan)).links["Change the question"]).form("/answer")
    assert (ask.value("product"), ask.value("value")) == ("0804.50.80", "5000")
    answered = opened(client, ask.address(value="8000"))
    assert answered.says("Keep this as the new question of “Mangoes”")
    kept = answered.form(address(plan, "question/"))
    response = client.post(kept.action, dict(kept.fields), follow=True)
    assert Page(response.content.decode()).says("The plan has its new question.")
    assert Plan.objects.get().question == MANGOES | {"value": ["8000"]}


def test_words_for_the_product_are_looked_up_on_the_way(client: Client, people: People) -> None:
    plan = saved(people)
    client.force_login(people.owner, backend=BACKEND)
    choose = opened(client, answer(plan, product="shea butter")).forms[-1]
    assert choose.value("plan") == str(plan.pk)


def test_only_who_may_change_the_plan_is_offered_it(client: Client, people: People) -> None:
    plan = saved(people)
    assert not keeps(opened(client, answer(plan)), plan)
    for user, offered in ((people.adviser, True), (people.stranger, False), (people.officer, False)):
        client.force_login(user, backend=BACKEND)
        assert keeps(opened(client, answer(plan)), plan) is offered


def test_an_archived_plan_keeps_its_question(client: Client, people: People) -> None:
    plan = plan_archive(actor=people.actor(people.owner), plan=saved(people))
    client.force_login(people.owner, backend=BACKEND)
    assert "Change the question" not in opened(client, address(plan)).links
    assert not keeps(opened(client, answer(plan)), plan)
    client.post(address(plan, "question/"), {"question": urlencode({"value": "1"})})
    assert Plan.objects.get().question == MANGOES


@pytest.mark.parametrize("question", ["", "product=mango", "x" * 9000, "product=0804.50.80&on=%00"])
def test_a_question_without_an_answer_is_refused(client: Client, people: People, question: str) -> None:
    plan = saved(people)
    client.force_login(people.owner, backend=BACKEND)
    response = client.post(address(plan, "question/"), {"question": question}, follow=True)
    assert Page(response.content.decode()).says("This page was out of date. Look at it again.")
    assert Plan.objects.get().question == MANGOES


@pytest.mark.parametrize("number", ["", "mango", "1c0f", "<script>"])
def test_what_is_no_plan_changes_nothing_on_the_page(client: Client, people: People, number: str) -> None:
    client.force_login(people.owner, backend=BACKEND)
    query = urlencode({**{name: texts[0] for name, texts in MANGOES.items()}, "plan": number})
    assert not opened(client, f"/answer?{query}").says("Keep this as the new question")
