"""Reads of plans, always through the policy: what an actor may not see is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from fairway.desk.plans.domain.change import Change
from fairway.desk.plans.domain.changes import changes_between
from fairway.desk.plans.domain.snapshot import AnswerSnapshot
from fairway.desk.plans.models import Plan, Share, Snapshot
from fairway.desk.plans.policies import PLANS
from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.selectors import UnknownCursor

MOST_COMPARED = 5
# Not joined: a page far down a long list would look up the snapshots of every plan before it.
_FIGURES = tuple(Prefetch(name, Snapshot.objects.defer("body")) for name in ("current", "latest"))


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """A plan beside others, as the firm has last seen it."""

    plan: Plan
    content: AnswerSnapshot
    changes: tuple[Change, ...]

    @property
    def paper_count(self) -> int:
        return len(self.content.papers)


@dataclass(frozen=True, slots=True)
class FirmSummary:
    """How many plans a firm has. `changed` are among those that are open."""

    open: int
    changed: int
    archived: int


@dataclass(frozen=True, slots=True)
class PlansPage:
    """`next` is the cursor of the page that follows; None on the last one."""

    plans: list[Plan]
    next: str | None


class NotComparable(UserError):
    """The chosen plans cannot be put side by side."""


def firms_for(actor: Actor) -> QuerySet[Organisation]:
    """The firms in which the actor may save plans, by name."""
    return PLANS.allowed(actor, "plans.save", Organisation.objects.all())


def firm_find(actor: Actor, organisation: UUID) -> Organisation:
    """The firm in whose plans the actor works. Raises Http404."""
    firm = firms_for(actor).filter(pk=organisation).first()
    if firm is None:
        raise Http404
    return firm


def plans_list(
    actor: Actor,
    organisation: Organisation,
    *,
    changed: bool = False,
    market: str = "",
    archived: bool = False,
    words: str = "",
) -> QuerySet[Plan]:
    """The firm's plans, the newest first, with the figures of both snapshots but without their bodies.

    `market` is a destination's code; `words` stand in the name.
    """
    plans = _narrowed(_plans_of(actor, organisation), changed, market, archived)
    return plans.filter(name__icontains=words) if words else plans


def plans_latest(actor: Actor, organisation: Organisation, *, limit: int = 5) -> list[Plan]:
    return list(plans_list(actor, organisation)[:limit])


def plans_page(
    actor: Actor, *, after: str, limit: int, changed: bool = False, market: str = "", archived: bool = False
) -> PlansPage:
    """For programs: the plans that follow `after` (an id; "" for the first page), the newest first.

    Raises UnknownCursor.
    """
    plans = _narrowed(PLANS.visible(actor, Plan.objects.all()), changed, market, archived)
    if after:
        last = _plan_at(actor, after)
        earlier = Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk)
        plans = plans.filter(
            earlier, created_at__lte=last.created_at
        )  # the second lets the index begin there
    found = list(plans[: limit + 1])
    return PlansPage(found[:limit], str(found[limit - 1].pk) if len(found) > limit else None)


def plan_find(actor: Actor, permission: str, plan: UUID, *, organisation: UUID | None = None) -> Plan:
    """The plan with both snapshots. Raises Http404 and PermissionDenied as the policy says."""
    rows = Plan.objects.select_related("organisation", "current", "latest", "created_by")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return PLANS.find(actor, permission, rows, pk=plan)


def plan_asked_anew(actor: Actor, number: str) -> Plan | None:
    """The plan of that number, if the actor may ask something else in it."""
    try:
        plan = UUID(number)
    except ValueError:
        return None
    return PLANS.allowed(actor, "plans.change", Plan.objects.filter(pk=plan, archived_at=None)).first()


def plan_changes(plan: Plan) -> tuple[Change, ...]:
    """What is other than the firm has seen; empty where nothing is."""
    if not plan.has_changes:
        return ()
    return changes_between(plan.current.content, plan.latest.content)


def plans_compared(actor: Actor, organisation: Organisation, chosen: Sequence[UUID]) -> list[ComparedPlan]:
    """The chosen plans in the order chosen. Raises NotComparable for fewer than two or too many, Http404."""
    wanted = list(dict.fromkeys(chosen))
    if not 2 <= len(wanted) <= MOST_COMPARED:
        raise NotComparable(Text("Choose two to {most} plans to compare.", {"most": MOST_COMPARED}))
    rows = _plans_of(actor, organisation).select_related("current", "latest").in_bulk(wanted)
    if len(rows) < len(wanted):
        raise Http404
    return [_compared(rows[pk]) for pk in wanted]


def firm_summary(actor: Actor, organisation: Organisation) -> FirmSummary:
    """The counts, in one query."""
    is_open = Q(archived_at__isnull=True)
    counts = _plans_of(actor, organisation).aggregate(
        open=Count("organisation", filter=is_open),
        changed=Count("organisation", filter=is_open & Q(has_changes=True)),
        archived=Count("organisation", filter=~is_open),
    )
    return FirmSummary(**counts)


def markets_of(actor: Actor, organisation: Organisation) -> list[str]:
    """The destinations of the firm's open plans, by code."""
    plans = _plans_of(actor, organisation).filter(archived_at__isnull=True)
    return sorted(plans.order_by().values_list("destination", flat=True).distinct())


def shares_of(actor: Actor, plan: Plan) -> QuerySet[Share]:
    """Every link of the plan, the newest first. Raises as the policy says."""
    PLANS.check(actor, "plans.share", plan)
    return plan.shares.select_related("created_by")


def _plans_of(actor: Actor, organisation: Organisation) -> QuerySet[Plan]:
    return PLANS.visible(actor, Plan.objects.filter(organisation=organisation))


def _narrowed(plans: QuerySet[Plan], changed: bool, market: str, archived: bool) -> QuerySet[Plan]:
    plans = plans.filter(archived_at__isnull=not archived)
    if changed:
        plans = plans.filter(has_changes=True)
    if market:
        plans = plans.filter(destination=market)
    return plans.prefetch_related(*_FIGURES)


def _plan_at(actor: Actor, cursor: str) -> Plan:
    """Where a page ended, even if that plan has been put away since."""
    try:
        return PLANS.visible(actor, Plan.objects.all()).get(pk=cursor)
    except (Plan.DoesNotExist, ValidationError):
        raise UnknownCursor(Text("“{cursor}” is not where a page begins.", {"cursor": cursor[:40]})) from None


def _compared(plan: Plan) -> ComparedPlan:
    return ComparedPlan(plan, plan.current.content, plan_changes(plan))
