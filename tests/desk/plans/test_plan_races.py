"""What is done several times at once, as by a double click or an impatient program, is done once."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import timedelta

import pytest
from tests.contest import Contest
from tests.desk.plans.plan_samples import ICE, MANGOES, saved
from tests.people import People

from fairway.desk.plans import services
from fairway.desk.plans.checking import plans_check_all
from fairway.desk.plans.models import Plan, Snapshot
from fairway.desk.plans.services import PlanChangedMeanwhile
from fairway.platform.accounts.services import SENT_TWICE_WITHIN
from fairway.platform.audit.models import Event

MANY = 8
Arena = Callable[[], Contest]


def verbs(plan: Plan) -> list[str]:
    found = Event.objects.filter(subject=f"plans.plan:{plan.pk}").order_by("sequence")
    return list(found.values_list("verb", flat=True))


def test_a_form_sent_several_times_at_once_makes_one_plan(people: People, contest: Arena) -> None:
    arena = contest()
    made = arena.at_once(*[lambda: saved(people)] * MANY, expected=PlanChangedMeanwhile)
    assert len({plan.pk for plan in made if isinstance(plan, Plan)}) == 1
    assert (arena.afterwards(Plan.objects.count), arena.afterwards(Snapshot.objects.count)) == (1, 1)
    assert arena.afterwards(lambda: verbs(made[0])) == ["plan.saved"]


@pytest.mark.django_db
@pytest.mark.parametrize("difference", ["name", "question", "person", "later", "archived"])
def test_another_plan_is_another(people: People, difference: str) -> None:
    first = saved(people)
    if difference == "later":
        earlier = first.created_at - SENT_TWICE_WITHIN - timedelta(seconds=1)
        Plan.objects.update(created_at=earlier)
    if difference == "archived":
        services.plan_archive(actor=people.actor(people.owner), plan=first)
    second = services.plan_save(
        actor=people.actor(people.colleague if difference == "person" else people.owner),
        organisation=people.firm,
        name="Mangoes again" if difference == "name" else "Mangoes",
        question=MANGOES | ({"value": ["6000"]} if difference == "question" else {}),
    )
    assert second.pk != first.pk


def test_changes_are_confirmed_once(people: People, contest: Arena, publish: Callable[..., object]) -> None:
    publish("10")
    saved(people, ICE)
    publish("12.5")
    plans_check_all()
    plan = Plan.objects.get()
    owner, arena = people.actor(people.owner), contest()
    done = arena.at_once(
        *[lambda: services.plan_accept(actor=owner, plan=copy(plan), snapshot=plan.latest_id)] * MANY,
        expected=PlanChangedMeanwhile,
    )
    assert {one.current_id for one in done if isinstance(one, Plan)} == {plan.latest_id}
    assert len(done) == MANY
    assert arena.afterwards(lambda: verbs(plan)) == ["plan.saved", "plan.law_changed", "plan.accepted"]


def test_a_plan_is_archived_once(people: People, contest: Arena) -> None:
    plan = saved(people)
    owner, arena = people.actor(people.owner), contest()
    done = arena.at_once(
        *[lambda: services.plan_archive(actor=owner, plan=copy(plan))] * MANY, expected=PlanChangedMeanwhile
    )
    assert all(isinstance(one, Plan) and one.is_archived for one in done)
    assert arena.afterwards(lambda: verbs(plan)) == ["plan.saved", "plan.archived"]
