"""What the first page of an organisation needs, gathered from the rooms below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from fairway.data.classification.models import Catalogue
from fairway.data.classification.selectors import catalogues_open, products_of
from fairway.desk.home.domain.steps import NextStep, Situation, next_steps
from fairway.desk.plans.models import Plan
from fairway.desk.plans.selectors import firm_summary, plans_latest
from fairway.kernel.finding import Status
from fairway.platform.access.actor import Actor, Role
from fairway.platform.accounts.models import Invitation, Organisation, User
from fairway.platform.accounts.selectors import invitations_open, members_list
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.size import SizeFinding
from fairway.platform.firms.selectors import profile_on, sizes_of
from fairway.platform.notices.selectors import unread_count
from fairway.trust.aeo.domain.turn import FIRM_ACTS
from fairway.trust.aeo.office_selectors import Queue, queue_counts
from fairway.trust.aeo.policies import OFFICE
from fairway.trust.aeo.selectors import cases_of_firm
from fairway.trust.assessment.selectors import assessments_begun

_CATALOGUES = 3


@dataclass(frozen=True, slots=True)
class FirmOverview:
    """A firm as its first page shows it. `size` is under the definition of its own economy."""

    facts: FirmFacts
    size: SizeFinding | None
    steps: tuple[NextStep, ...]
    newest_plans: list[Plan]
    plan_count: int
    product_count: int  # with a code that the firm settled on
    open_catalogues: list[Catalogue]


def firm_overview(actor: Actor, firm: Organisation, *, today: date) -> FirmOverview:
    facts = profile_on(firm, today)
    size = next(iter(sizes_of(facts, today)), None)
    plans = firm_summary(actor, firm)
    situation = Situation(
        plans=plans.open,
        changed_plans=plans.changed,
        products=len(facts.products),
        has_size_class=size is not None and size.status is Status.COMPUTED,
        members=members_list(firm).count(),
        open_invitations=invitations_open(firm, timezone.now()).count(),
        unseen_notices=unread_count(actor, firm),
        cases_to_answer=cases_of_firm(actor, firm).filter(state__in=FIRM_ACTS).count(),
        has_assessment=bool(assessments_begun(firm)),
    )
    return FirmOverview(
        facts=facts,
        size=size,
        steps=next_steps(situation, is_owner=actor.role_in(firm.pk) is Role.OWNER),
        newest_plans=plans_latest(actor, firm),
        plan_count=plans.open,
        product_count=products_of(actor, firm).count(),
        open_catalogues=list(catalogues_open(actor, firm)[:_CATALOGUES]),
    )


def office_queues(actor: Actor, office: Organisation, *, today: date) -> Mapping[Queue, int] | None:
    """How many cases wait in each queue of the office; None for who handles none there."""
    handled = OFFICE.allowed(actor, "cases.queue", Organisation.objects.filter(pk=office.pk))
    return queue_counts(actor, today=today) if handled.exists() else None


def invitations_for(user: User, *, now: datetime) -> QuerySet[Invitation]:
    """Open invitations to the person's own address. Their links are in the letters alone."""
    return Invitation.objects.open(now).filter(email__iexact=user.email).select_related("organisation")
