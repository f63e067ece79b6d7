"""Reading plans: lists and their filters, in few queries however many plans a firm has."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.desk.plans.plan_samples import ICE, MANGOES, saved

from fairway.desk.plans import selectors
from fairway.desk.plans.checking import plans_check_all
from fairway.desk.plans.models import Plan
from fairway.desk.plans.selectors import FirmSummary, NotComparable
from fairway.desk.plans.services import plan_archive, plan_save, share_create
from fairway.platform.access.actor import VISITOR

pytestmark = pytest.mark.django_db

OTHERS = ("stranger", "officer", "supervisor", "administrator")


def names(people, **filters) -> list[str]:
    actor = people.actor(people.owner)
    return [plan.name for plan in selectors.plans_list(actor, people.firm, **filters)]


@pytest.fixture
def three(people, publish):
    """To a market whose law changed; to one without a tariff; and one put away."""
    publish("10")
    saved(people, ICE, name="Mangoes to the ice")
    saved(people, ICE | {"to": ["US"]}, name="Mangoes to the US")
    plan_archive(actor=people.actor(people.owner), plan=saved(people, ICE, name="Old mangoes"))
    publish("12.5")
    plans_check_all()


class TestLists:
    def test_the_newest_comes_first_and_what_is_put_away_is_left_out(self, people, three):
        assert names(people) == ["Mangoes to the US", "Mangoes to the ice"]

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"changed": True}, ["Mangoes to the ice"]),
            ({"market": "US"}, ["Mangoes to the US"]),
            ({"market": "JP"}, []),
            ({"archived": True}, ["Old mangoes"]),
            ({"archived": True, "changed": True}, []),
            ({"words": "ICE"}, ["Mangoes to the ice"]),
            ({"words": "%"}, []),
        ],
    )
    def test_it_can_be_narrowed(self, people, three, filters, found):
        assert names(people, **filters) == found

    @pytest.mark.parametrize("who", OTHERS)
    def test_others_see_none(self, people, three, who):
        actor = people.actor(getattr(people, who))
        assert not selectors.plans_list(actor, people.firm).exists()
        assert selectors.firm_summary(actor, people.firm) == FirmSummary(0, 0, 0)
        with pytest.raises(Http404):
            selectors.firm_find(actor, people.firm.pk)

    def test_a_visitor_sees_none(self, people, three):
        assert not selectors.plans_list(VISITOR, people.firm).exists()

    def test_a_list_with_its_figures_is_three_queries(self, people, django_assert_num_queries):
        for number in range(6):
            saved(people, name=f"Plan {number}")
        actor = people.actor(people.owner)
        with django_assert_num_queries(3):
            plans = list(selectors.plans_list(actor, people.firm))
            assert all(plan.current.landed and plan.latest.landed and not plan.changed_by for plan in plans)

    def test_the_list_page_costs_the_same_for_one_plan_as_for_many(
        self, people, client, django_assert_num_queries
    ):
        from tests.people import BACKEND

        client.force_login(people.owner, backend=BACKEND)
        page = f"/workspace/{people.firm.pk}/plans/"
        saved(people)
        assert client.get(page).status_code == 200  # what is kept in memory is kept now
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(page)
        for number in range(12):
            saved(people, name=f"Plan {number}")
        with django_assert_num_queries(len(one)):
            assert client.get(page).status_code == 200

    def test_counts_and_markets_are_one_query_each(self, people, three, django_assert_num_queries):
        actor = people.actor(people.owner)
        with django_assert_num_queries(2):
            assert selectors.firm_summary(actor, people.firm) == FirmSummary(open=2, changed=1, archived=1)
            assert selectors.markets_of(actor, people.firm) == ["AQ", "US"]

    def test_the_latest_are_a_few(self, people, three):
        latest = selectors.plans_latest(people.actor(people.owner), people.firm, limit=1)
        assert [plan.name for plan in latest] == ["Mangoes to the US"]

    def test_a_page_goes_on_after_plans_of_the_same_moment(self, people):
        for number in range(5):
            saved(people, name=f"Plan {number}")
        Plan.objects.update(created_at="2026-01-01T00:00:00Z", changed_at="2026-01-01T00:00:00Z")
        actor, after, told = people.actor(people.owner), "", []
        while after is not None:
            page = selectors.plans_page(actor, after=after, limit=2)
            told += [plan.pk for plan in page.plans]
            after = page.next
        assert told == sorted(Plan.objects.values_list("pk", flat=True), reverse=True)


class TestOnePlan:
    def test_it_is_found_with_both_answers_in_one_query(self, people, django_assert_num_queries):
        plan, actor = saved(people), people.actor(people.colleague)
        with django_assert_num_queries(1):
            found = selectors.plan_find(actor, "plans.view", plan.pk, organisation=people.firm.pk)
            assert (found.current.content, selectors.plan_changes(found)) == (plan.current.content, ())

    def test_under_the_address_of_another_firm_it_is_not_there(self, people):
        plan = saved(people)
        with pytest.raises(Http404):
            selectors.plan_find(
                people.actor(people.owner), "plans.view", plan.pk, organisation=people.other_firm.pk
            )

    @pytest.mark.parametrize("who", OTHERS)
    def test_for_others_it_is_not_there(self, people, who):
        with pytest.raises(Http404):
            selectors.plan_find(people.actor(getattr(people, who)), "plans.view", saved(people).pk)

    def test_an_adviser_sees_it_but_not_its_links(self, people):
        plan, adviser = saved(people), people.actor(people.adviser)
        assert selectors.plan_find(adviser, "plans.view", plan.pk) == plan
        with pytest.raises(PermissionDenied):
            selectors.plan_find(adviser, "plans.share", plan.pk)
        with pytest.raises(PermissionDenied):
            selectors.shares_of(adviser, plan)

    def test_its_links_are_listed(self, people):
        plan, actor = saved(people), people.actor(people.owner)
        issued = share_create(actor=actor, plan=plan, expires_on=timezone.now().date() + timedelta(days=7))
        assert list(selectors.shares_of(actor, plan)) == [issued.share]


class TestComparing:
    def test_plans_stand_in_the_order_chosen(self, people, three):
        ice, us = (Plan.objects.get(destination=code, archived_at=None) for code in ("AQ", "US"))
        rows = selectors.plans_compared(people.actor(people.owner), people.firm, [us.pk, ice.pk, us.pk])
        assert [row.plan for row in rows] == [us, ice]
        assert [len(row.changes) for row in rows] == [0, 2]
        assert rows[1].content.landed == ice.current.landed
        assert rows[0].paper_count == len(rows[0].content.papers)

    @pytest.mark.parametrize("number", [0, 1, 6])
    def test_two_to_five_of_them(self, people, number):
        chosen = [saved(people, name=f"Plan {place}").pk for place in range(number)]
        with pytest.raises(NotComparable):
            selectors.plans_compared(people.actor(people.owner), people.firm, chosen)

    def test_the_plan_of_another_firm_is_not_compared(self, people):
        mine = saved(people)
        theirs = plan_save(
            actor=people.actor(people.stranger),
            organisation=people.other_firm,
            name="Theirs",
            question=MANGOES,
        )
        for chosen in ([mine.pk, theirs.pk], [mine.pk, uuid4()]):
            with pytest.raises(Http404):
                selectors.plans_compared(people.actor(people.owner), people.firm, chosen)
