"""Saving, changing and sharing plans: who may, what is written, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone
from tests.desk.plans.plan_samples import ICE, MANGOES, saved
from tests.people import People

from fairway.desk.helpdesk.domain.question import InvalidQuestion
from fairway.desk.plans import services
from fairway.desk.plans.models import Plan, Share, Snapshot
from fairway.desk.plans.services import PlanChangedMeanwhile
from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.kernel.text import UserError
from fairway.platform.access.actor import Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.services import Refused
from fairway.platform.audit.models import Event

pytestmark = pytest.mark.django_db


def owner(people: People) -> Actor:
    return people.actor(people.owner)


def save_as(actor: Actor, organisation: Organisation) -> Plan:
    return services.plan_save(actor=actor, organisation=organisation, name="Mangoes", question=MANGOES)


def events(plan: Plan) -> list[str]:
    found = Event.objects.filter(subject=f"plans.plan:{plan.pk}").order_by("sequence")
    return [event.verb for event in found]


class TestSaving:
    def test_the_answer_is_kept_with_its_figures(self, people):
        plan = Plan.objects.get(pk=saved(people).pk)
        assert (plan.product, plan.origin, plan.destination, str(plan.on)) == (
            "08045080",
            "GH",
            "US",
            "2025-07-01",
        )
        assert (plan.has_changes, plan.latest, plan.organisation) == (False, plan.current, people.firm)
        assert plan.current.status == Status.COMPUTED
        assert plan.current.duty == Money(Decimal("0.00"), "USD")  # AGOA
        assert plan.current.landed == plan.current.content.landed
        assert events(plan) == ["plan.saved"]

    def test_the_question_comes_back_as_it_was_typed(self, people):
        query = saved(people).query
        assert {name: query.getlist(name) for name in query} == MANGOES

    def test_fields_of_other_forms_are_left_out(self, people):
        plan = saved(people, MANGOES | {"csrfmiddlewaretoken": ["x"], "freight": [""], "organisation": ["1"]})
        assert plan.question == MANGOES

    def test_without_a_day_the_law_is_always_that_of_today(self, people, publish):
        publish("10")
        plan = saved(people, ICE)
        assert (plan.on, plan.current.on) == (None, timezone.now().date())

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"product": ["mangoes"]}, "product"),
            ({"value": [""]}, "value"),
            ({"to": ["Atlantis"]}, "to"),
            ({"value": ["5000\x00"]}, "value"),
            ({"unit": ["\ud800"]}, "unit"),
            ({"rate_of": ["x" * 201]}, "rate_of"),
            ({"quantity": ["1"] * 7}, "quantity"),
            ({"to": ["US", "GB"]}, "to"),
        ],
    )
    def test_a_question_that_cannot_be_read_is_refused_at_its_field(self, people, changes, field):
        with pytest.raises(InvalidQuestion) as refused:
            saved(people, MANGOES | changes)
        assert field in refused.value.errors
        assert not Plan.objects.exists()

    @pytest.mark.parametrize("name", ["", "x", "x" * 121, "a\x00b"])
    def test_a_bad_name_is_refused(self, people, name):
        with pytest.raises(UserError):
            saved(people, name=name)
        assert not Plan.objects.exists()

    def test_an_amount_that_no_database_holds_is_refused(self, people):
        with pytest.raises(UserError, match="too large"):
            services.to_minor(Money(Decimal("1e18"), "USD"))

    @pytest.mark.parametrize("who", ["owner", "colleague", "adviser"])
    def test_everybody_of_the_firm_may_save(self, people, who):
        actor = people.actor(getattr(people, who))
        assert save_as(actor, people.firm).created_by == getattr(people, who)

    @pytest.mark.parametrize("who", ["stranger", "officer", "supervisor", "administrator"])
    def test_nobody_else_may(self, people, who):
        with pytest.raises(Http404):
            services.plan_save(
                actor=people.actor(getattr(people, who)),
                organisation=people.firm,
                name="Theirs",
                question=MANGOES,
            )
        assert not Plan.objects.exists()

    def test_an_organisation_that_is_no_firm_keeps_no_plans(self, people):
        with pytest.raises(Http404):
            save_as(people.actor(people.adviser), people.chamber)

    def test_a_token_saves_without_a_person(self, people):
        plan = services.plan_save(
            actor=token(people, "plans:write"),
            organisation=people.firm,
            name="By a program",
            question=MANGOES,
        )
        assert plan.created_by is None

    def test_a_token_that_only_reads_saves_nothing(self, people):
        with pytest.raises(Http404):
            save_as(token(people, "plans:read"), people.firm)


class TestChanging:
    def test_a_plan_gets_another_name(self, people):
        plan = saved(people)
        services.plan_rename(actor=owner(people), plan=plan, name="Dried mangoes")
        assert Plan.objects.get().name == "Dried mangoes"
        assert events(plan) == ["plan.saved", "plan.renamed"]

    def test_two_editors_at_once_do_not_overwrite_each_other(self, people):
        plan = saved(people)
        seen_at = plan.changed_at
        services.plan_rename(actor=owner(people), plan=Plan.objects.get(), name="First", seen_at=seen_at)
        with pytest.raises(PlanChangedMeanwhile):
            services.plan_rename(
                actor=people.actor(people.colleague), plan=Plan.objects.get(), name="Second", seen_at=seen_at
            )
        assert Plan.objects.get().name == "First"
        assert events(plan) == ["plan.saved", "plan.renamed"]

    def test_another_question_makes_a_new_current_answer(self, people):
        plan = saved(people)
        changed = MANGOES | {"value": ["8000"]}
        services.plan_question_change(actor=owner(people), plan=plan, question=changed)
        plan = Plan.objects.get()
        assert (plan.question, plan.current.sequence, plan.latest) == (changed, 2, plan.current)
        assert plan.current.content.value == Money(Decimal("8000"), "USD")
        assert plan.snapshots.count() == 2

    def test_a_bad_question_leaves_the_plan_as_it_was(self, people):
        plan = saved(people)
        with pytest.raises(InvalidQuestion):
            services.plan_question_change(actor=owner(people), plan=plan, question=MANGOES | {"to": ["GH"]})
        assert (Plan.objects.get().question, Snapshot.objects.count()) == (MANGOES, 1)

    def test_an_archived_plan_is_not_asked_anything_else(self, people):
        plan = services.plan_archive(actor=owner(people), plan=saved(people))
        with pytest.raises(Refused):
            services.plan_question_change(actor=owner(people), plan=plan, question=MANGOES)

    def test_archived_and_taken_back(self, people):
        plan = saved(people)
        for _twice in range(2):
            services.plan_archive(actor=owner(people), plan=plan)
        assert Plan.objects.get().is_archived
        services.plan_restore(actor=owner(people), plan=Plan.objects.get())
        assert not Plan.objects.get().is_archived
        assert events(plan) == ["plan.saved", "plan.archived", "plan.restored"]

    def test_an_adviser_drafts_but_neither_archives_nor_shares(self, people):
        plan, adviser = saved(people), people.actor(people.adviser)
        services.plan_rename(actor=adviser, plan=plan, name="A draft")
        with pytest.raises(PermissionDenied):
            services.plan_archive(actor=adviser, plan=plan)
        with pytest.raises(PermissionDenied):
            services.share_create(actor=adviser, plan=plan, expires_on=tomorrow())

    @pytest.mark.parametrize("who", ["stranger", "officer", "supervisor", "administrator"])
    def test_for_others_the_plan_does_not_exist(self, people, who):
        plan, actor = saved(people), people.actor(getattr(people, who))
        attempts = (
            lambda: services.plan_rename(actor=actor, plan=plan, name="Taken"),
            lambda: services.plan_archive(actor=actor, plan=plan),
            lambda: services.plan_accept(actor=actor, plan=plan, snapshot=plan.latest_id),
            lambda: services.plan_question_change(actor=actor, plan=plan, question=MANGOES),
            lambda: services.share_create(actor=actor, plan=plan, expires_on=tomorrow()),
        )
        for attempt in attempts:
            with pytest.raises(Http404):
                attempt()
        assert events(plan) == ["plan.saved"]

    def test_the_plans_of_a_closed_firm_are_gone_for_everybody(self, people):
        plan, actor = saved(people), owner(people)
        people.firm.closed_at = timezone.now()
        people.firm.save()
        with pytest.raises(Http404):
            services.plan_rename(actor=actor, plan=plan, name="Too late")


class TestWhatTheDatabaseRefuses:
    def test_a_snapshot_is_never_changed(self, people):
        plan = saved(people)
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.update(status="needs")
        assert plan.snapshots.get().status == "computed"

    @pytest.mark.parametrize(
        "values",
        [
            {"has_changes": True},
            {"changed_by_minor": 1, "currency": "USD"},
            {"name": ""},
            {"created_at": timezone.now() + timedelta(days=900)},
        ],
    )
    def test_columns_of_a_plan_that_contradict_each_other(self, people, values):
        saved(people)
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.update(**values)

    def test_a_plan_without_its_snapshot(self, people):
        saved(people)
        with pytest.raises(IntegrityError), transaction.atomic():
            _lose_snapshots()


def _lose_snapshots() -> None:
    strange = uuid4()
    Plan.objects.update(current=strange, latest=strange)
    connection.check_constraints()  # as the end of a transaction does


class TestSharing:
    def test_a_link_leads_to_its_plan_and_its_secret_is_not_kept(self, people):
        plan = saved(people)
        issued = services.share_create(actor=owner(people), plan=plan, expires_on=tomorrow())
        assert len(issued.secret) >= 43  # 256 bits
        assert services.share_find(issued.secret).plan == plan
        assert issued.secret not in str(Share.objects.values().get())
        assert Event.objects.filter(after__icontains=issued.secret).count() == 0

    def test_only_the_hour_of_its_use_is_noted(self, people, django_assert_num_queries):
        issued = services.share_create(actor=owner(people), plan=saved(people), expires_on=tomorrow())
        services.share_find(issued.secret)
        assert Share.objects.get().last_seen_at is not None
        with django_assert_num_queries(1):
            services.share_find(issued.secret)

    @pytest.mark.parametrize("case", ["unknown", "empty", "expired", "revoked", "archived", "closed"])
    def test_a_link_that_does_not_work_says_nothing_of_why(self, people, case):
        plan = saved(people)
        issued = services.share_create(actor=owner(people), plan=plan, expires_on=tomorrow())
        secret = {"unknown": "x" * 43, "empty": ""}.get(case, issued.secret)
        now = timezone.now()
        if case == "expired":
            Share.objects.update(created_at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1))
        elif case == "revoked":
            services.share_revoke(actor=owner(people), share=issued.share)
        elif case == "archived":
            services.plan_archive(actor=owner(people), plan=plan)
        elif case == "closed":
            type(people.firm).objects.filter(pk=people.firm.pk).update(closed_at=now)
        with pytest.raises(Http404) as refused:
            services.share_find(secret)
        assert str(refused.value) == ""

    def test_revoked_twice_is_recorded_once(self, people):
        plan = saved(people)
        issued = services.share_create(actor=owner(people), plan=plan, expires_on=tomorrow())
        for _twice in range(2):
            services.share_revoke(actor=owner(people), share=Share.objects.get(pk=issued.share.pk))
        assert events(plan) == ["plan.saved", "plan.shared", "plan.share_revoked"]

    @pytest.mark.parametrize("days", [-1, 367, 4000])
    def test_a_link_lasts_a_year_at_most(self, people, days):
        expires_on = timezone.now().date() + timedelta(days=days)
        with pytest.raises(UserError, match="at most a year"):
            services.share_create(actor=owner(people), plan=saved(people), expires_on=expires_on)
        assert not Share.objects.exists()

    def test_links_of_one_plan_have_a_limit(self, people, monkeypatch):
        monkeypatch.setattr(services, "MOST_SHARES", 1)
        plan = saved(people)
        services.share_create(actor=owner(people), plan=plan, expires_on=tomorrow())
        with pytest.raises(Refused):
            services.share_create(actor=owner(people), plan=plan, expires_on=tomorrow())

    def test_a_share_of_another_firm_s_plan_cannot_be_revoked(self, people):
        issued = services.share_create(actor=owner(people), plan=saved(people), expires_on=tomorrow())
        with pytest.raises(Http404):
            services.share_revoke(actor=people.actor(people.stranger), share=issued.share)


def tomorrow():
    return timezone.now().date() + timedelta(days=1)


def token(people: People, *scopes: str) -> Actor:
    standing = Standing(people.firm.pk, OrganisationKind.FIRM, Role.OWNER)
    return Actor(ActorKind.TOKEN, "7", (standing,), frozenset(scopes))
