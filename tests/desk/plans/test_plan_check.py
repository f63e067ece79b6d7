"""The law changes under saved plans: what is found, kept and told, and how a stopped run goes on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.desk.plans.plan_samples import ICE, MANGOES, saved

from fairway.data.idb.models import Release
from fairway.desk.plans import checking
from fairway.desk.plans.checking import Progress, plan_check, plans_check_all
from fairway.desk.plans.domain.change import ChangeKind
from fairway.desk.plans.models import Plan, Snapshot
from fairway.desk.plans.selectors import plan_changes
from fairway.desk.plans.services import (
    PlanChangedMeanwhile,
    plan_accept,
    plan_archive,
    plan_question_change,
    plan_rename,
)
from fairway.kernel.money import Money
from fairway.platform.audit.models import Event
from fairway.platform.notices.models import Notice
from fairway.platform.ui.language import say

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=1)


def found(plan: Plan) -> list[ChangeKind]:
    return [change.kind for change in plan_changes(Plan.objects.get(pk=plan.pk))]


def check(plan: Plan) -> list[ChangeKind]:
    plan = Plan.objects.select_related("current", "latest", "organisation").get(pk=plan.pk)
    return [change.kind for change in plan_check(plan=plan, now=timezone.now())]


class TestOnePlan:
    def test_a_new_rate_is_found_with_its_difference_in_money(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        publish("12.5")
        assert check(plan) == [ChangeKind.RATE]
        plan = Plan.objects.select_related("current", "latest").get()
        assert (plan.has_changes, plan.changed_by) == (True, Money(Decimal("125.00"), "USD"))
        assert (plan.current.duty, plan.latest.duty) == (_usd("500.00"), _usd("625.00"))
        assert (plan.current.sequence, plan.latest.sequence) == (1, 2)
        [rate, source] = plan_changes(plan)
        assert say(rate.text) == (
            "Normal rate (MFN): 12.5 % of the customs value now, before it was 10 % of the customs value."
        )
        assert rate.difference == _usd("125.00")
        assert source.is_information

    def test_the_firm_is_told_once(self, people, publish):
        publish("10")
        plan = saved(people, ICE, name="Mangoes to the ice")
        publish("12.5")
        check(plan)
        assert check(plan) == []
        notice = Notice.objects.get()
        assert (notice.organisation, notice.kind) == (people.firm, "plan.law_changed")
        assert notice.href == f"/workspace/{people.firm.pk}/plans/{plan.pk}/"
        assert "Mangoes to the ice" in str(notice.text)
        assert Snapshot.objects.count() == 2

    def test_a_second_change_is_news_and_the_difference_is_to_what_was_seen(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        publish("12.5")
        check(plan)
        publish("15")
        assert check(plan) == [ChangeKind.RATE]
        assert (Plan.objects.get().changed_by, Notice.objects.count()) == (_usd("250.00"), 2)

    def test_a_law_that_is_again_as_it_was_is_no_change(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        publish("12.5")
        check(plan)
        publish("10", title="Invented tariff, again")
        assert check(plan) == []
        plan = Plan.objects.get()
        assert (plan.has_changes, plan.changed_by, plan.latest_id) == (False, None, plan.current_id)
        assert Notice.objects.count() == 1

    def test_another_release_with_the_same_law_is_no_change(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        publish("10", published="2026-07-01")
        assert check(plan) == []
        assert (Plan.objects.get().has_changes, Snapshot.objects.count()) == (False, 1)
        assert not Notice.objects.exists()

    def test_a_line_that_was_split_needs_a_new_answer(self, people, publish, tmp_path):
        publish("10")
        plan = saved(people, ICE | {"product": ["0804.50"]})
        _split(tmp_path)
        assert check(plan) == [ChangeKind.NEEDS]
        assert (Plan.objects.get().has_changes, Plan.objects.get().changed_by) == (True, None)

    def test_a_tariff_that_is_gone_makes_the_plan_uncomputable_and_back(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        Release.objects.all().delete()
        assert ChangeKind.UNCOMPUTABLE in check(plan)
        latest = Plan.objects.get().latest_id
        plan_accept(actor=people.actor(people.owner), plan=Plan.objects.get(), snapshot=latest)
        publish("10")
        assert ChangeKind.COMPUTABLE in check(plan)

    def test_a_question_that_can_no_longer_be_read_is_said(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        Plan.objects.update(question=ICE | {"value": ["5000 XYZ"]})
        assert check(plan) == [ChangeKind.NEEDS]
        assert "XYZ" in str(plan_changes(Plan.objects.get())[0].text)

    def test_a_plan_of_a_fixed_day_keeps_to_it(self, people, publish):
        publish("10")
        plan = saved(people, ICE | {"on": ["2025-07-01"]})
        publish("12.5", start="2026-01-01")
        assert check(plan) == []

    def test_a_plan_that_somebody_changes_meanwhile_is_left_alone(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        publish("12.5")
        read = Plan.objects.select_related("current", "latest", "organisation").get()
        plan_rename(actor=people.actor(people.owner), plan=plan, name="Renamed")
        assert plan_check(plan=read, now=timezone.now()) == ()
        assert (Snapshot.objects.count(), Notice.objects.count()) == (1, 0)
        assert check(plan) == [ChangeKind.RATE]

    def test_the_check_is_in_the_history_of_the_plan(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        publish("12.5")
        check(plan)
        event = Event.objects.get(verb="plan.law_changed")
        assert (event.actor, event.organisation, event.after["changes"]) == (
            "system:plans-check", people.firm.pk, 1,
        )  # fmt: skip


class TestAccepting:
    def test_what_was_seen_becomes_the_current_answer(self, people, publish):
        plan = self._changed(people, publish)
        plan_accept(actor=people.actor(people.colleague), plan=plan, snapshot=plan.latest_id)
        plan = Plan.objects.select_related("current").get()
        assert (plan.has_changes, plan.changed_by, plan.current_id) == (False, None, plan.latest_id)
        assert plan.current.duty == _usd("625.00")

    def test_what_was_not_seen_yet_is_not_accepted(self, people, publish):
        plan = self._changed(people, publish)
        seen = plan.latest_id
        publish("15")
        check(plan)
        with pytest.raises(PlanChangedMeanwhile):
            plan_accept(actor=people.actor(people.owner), plan=Plan.objects.get(), snapshot=seen)
        assert Plan.objects.get().has_changes

    def test_accepting_twice_is_accepted_once(self, people, publish):
        plan = self._changed(people, publish)
        for _twice in range(2):
            plan_accept(actor=people.actor(people.owner), plan=Plan.objects.get(), snapshot=plan.latest_id)
        assert Event.objects.filter(verb="plan.accepted").count() == 1

    def test_another_question_clears_what_was_found(self, people, publish):
        plan = self._changed(people, publish)
        changed = ICE | {"value": ["8000 USD"]}
        plan_question_change(actor=people.actor(people.owner), plan=plan, question=changed)
        assert (Plan.objects.get().has_changes, found(plan)) == (False, [])

    def _changed(self, people, publish) -> Plan:
        publish("10")
        plan = saved(people, ICE)
        publish("12.5")
        check(plan)
        return Plan.objects.get()


class TestEveryPlan:
    def test_only_plans_whose_releases_have_changed_are_checked(self, people, publish):
        publish("10")
        saved(people, ICE)
        saved(people, ICE | {"to": ["US"]})  # a market without a tariff here
        assert plans_check_all() == Progress(seen=2)
        publish("12.5")
        assert plans_check_all() == Progress(seen=2, checked=1, changed=1)
        assert plans_check_all() == Progress(seen=2)

    def test_plans_of_today_are_checked_once_a_day(self, people, publish):
        publish("10")
        saved(people, ICE)
        saved(people, ICE | {"on": ["2026-07-01"]})
        tomorrow = timezone.now().replace(hour=6) + timedelta(days=1)
        assert plans_check_all(now=tomorrow) == Progress(seen=2, checked=1)
        assert plans_check_all(now=tomorrow + LATER) == Progress(seen=2)

    def test_plans_put_away_and_those_of_closed_firms_are_not_checked(self, people, publish):
        publish("10")
        plan_archive(actor=people.actor(people.owner), plan=saved(people, ICE))
        assert plans_check_all(now=timezone.now() + timedelta(days=1)) == Progress()
        Plan.objects.update(archived_at=None)
        type(people.firm).objects.filter(pk=people.firm.pk).update(closed_at=timezone.now())
        assert plans_check_all(now=timezone.now() + timedelta(days=1)) == Progress()

    def test_a_run_that_was_killed_goes_on_where_it_was(self, people, publish, monkeypatch):
        publish("10")
        for number in range(5):
            saved(people, ICE, name=f"Plan {number}")
        publish("12.5")
        monkeypatch.setattr(checking, "plan_check", _killed_after(3, checking.plan_check))
        with pytest.raises(KeyboardInterrupt):
            plans_check_all()
        monkeypatch.undo()
        assert Plan.objects.filter(has_changes=True).count() == 3
        assert plans_check_all() == Progress(seen=5, checked=2, changed=2)
        assert (Notice.objects.count(), Snapshot.objects.count()) == (5, 10)

    def test_a_plan_that_fails_does_not_stop_the_others_and_stays_due(self, people, publish, monkeypatch):
        publish("10")
        first, *_others = [saved(people, ICE, name=f"Plan {number}") for number in range(3)]
        publish("12.5")
        monkeypatch.setattr(checking, "plan_check", _broken_for(first, checking.plan_check))
        assert plans_check_all() == Progress(seen=3, checked=2, changed=2, failed=1)
        monkeypatch.undo()
        assert plans_check_all() == Progress(seen=3, checked=1, changed=1)

    def test_progress_is_told_batch_by_batch(self, people, publish, monkeypatch):
        monkeypatch.setattr(checking, "BATCH", 2)
        publish("10")
        for number in range(5):
            saved(people, ICE, name=f"Plan {number}")
        told: list[Progress] = []
        plans_check_all(progress=told.append)
        assert [progress.seen for progress in told] == [2, 4, 5]

    def test_looking_at_plans_that_are_not_due_costs_few_queries(
        self, people, publish, django_assert_max_num_queries
    ):
        publish("10")
        for number in range(12):
            saved(people, ICE, name=f"Plan {number}")
        with django_assert_max_num_queries(8):
            plans_check_all()

    def test_the_shipped_law_gives_the_same_answer_twice(self, people):
        """Every figure of a real answer comes back from the database as it went."""
        plan = saved(people, MANGOES)
        assert check(plan) == []
        assert plan_changes(Plan.objects.get()) == ()


def _usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def _split(folder) -> None:
    from tests.desk.helpdesk.helpdesk_questions import load_tariff

    lines = [("08045010", "Mangoes, fresh", "10"), ("08045090", "Mangoes, dried", "20")]
    load_tariff(folder / "split", lines, start="2025-01-01", published="2026-07-01")


def _killed_after(number: int, real):
    done = iter(range(number))

    def check(**arguments):
        if next(done, None) is None:
            raise KeyboardInterrupt
        return real(**arguments)

    return check


def _broken_for(broken: Plan, real):
    def check(*, plan, now):
        if plan.pk == broken.pk:
            raise OSError("The disk is gone.")
        return real(plan=plan, now=now)

    return check
