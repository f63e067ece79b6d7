"""Saving, changing and sharing plans. Each change is checked, made and recorded in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from fairway.desk.plans.domain.snapshot import AnswerSnapshot
from fairway.desk.plans.models import LONGEST_NAME, Plan, Share, Snapshot
from fairway.desk.plans.plain import snapshot_to_plain
from fairway.desk.plans.policies import PLANS
from fairway.desk.plans.question import question_fields, question_read
from fairway.desk.plans.selectors import firm_find
from fairway.desk.plans.snapshot import Taken, answer_take
from fairway.kernel.money import Money, minor_units
from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.secret import secret_digest, secret_new
from fairway.platform.accounts.services import SENT_TWICE_WITHIN, Refused, clean_name
from fairway.platform.audit.services import event_record

LONGEST_SHARE = timedelta(days=366)
MOST_SHARES = 50  # of one plan, that work
_SEEN_NOTED_EVERY = timedelta(hours=1)  # showing a plan must not write to the database every time
_LARGEST = 2**63 - 1  # that the database holds

Typed = Mapping[str, Sequence[str]]


class PlanChangedMeanwhile(UserError):
    """The plan is not as the person last saw it; nothing has been changed."""


@dataclass(frozen=True, slots=True)
class IssuedShare:
    """A link's share and its secret: shown once, stored nowhere."""

    share: Share
    secret: str


def plan_save(*, actor: Actor, organisation: Organisation, name: str, question: Typed) -> Plan:
    """Answer the question and keep the answer. `question` has the fields of the helpdesk's form.

    A form that a person sends twice makes one plan. Raises InvalidQuestion with every field at fault,
    and UserError for a bad name.
    """
    firm = firm_find(actor, organisation.pk)
    name = clean_name(name, most=LONGEST_NAME)
    now = timezone.now()
    fields = question_fields(question)
    taken = answer_take(question_read(fields, today=now.date()))
    plan = Plan(
        organisation=firm,
        name=name,
        created_by_id=actor.id if actor.is_signed_in else None,
        created_at=now,
        changed_at=now,
        last_checked_at=now,
        **_asking(fields, taken),
    )
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=firm.pk)  # one after the other
        if same := _saved_just_now(plan):
            return same
        plan.current = plan.latest = _snapshot(plan, taken, 1, now)
        plan.save(force_insert=True)
        plan.current.save(force_insert=True)
        _record(actor, "plan.saved", plan, after={"name": name, "question": fields})
    return plan


@transaction.atomic
def plan_rename(*, actor: Actor, plan: Plan, name: str, seen_at: datetime | None = None) -> Plan:
    """`seen_at` is the plan's `changed_at` as the person saw it. Raises PlanChangedMeanwhile, UserError."""
    PLANS.check(actor, "plans.change", plan)
    before, name = plan.name, clean_name(name, most=LONGEST_NAME)
    _change(plan, seen_at, name=name)
    _record(actor, "plan.renamed", plan, before={"old_name": before}, after={"name": name})
    return plan


def plan_question_change(
    *, actor: Actor, plan: Plan, question: Typed, seen_at: datetime | None = None
) -> Plan:
    """Ask something else: the new answer takes the place of the one the firm has seen.

    Raises InvalidQuestion, Refused for an archived plan, and PlanChangedMeanwhile.
    """
    PLANS.check(actor, "plans.change", plan)
    _require_open(plan)
    now = timezone.now()
    fields = question_fields(question)
    taken = answer_take(question_read(fields, today=now.date()))
    before = plan.question
    with transaction.atomic():
        snapshot = snapshot_next(plan, taken, now)
        _change(plan, seen_at, current=snapshot, latest=snapshot, last_checked_at=now,
                **_nothing_changed(), **_asking(fields, taken))  # fmt: skip
        snapshot.save(force_insert=True)
        _record(
            actor, "plan.question_changed", plan,
            before={"question": before}, after={"name": plan.name, "question": fields},
        )  # fmt: skip
    return plan


@transaction.atomic
def plan_accept(*, actor: Actor, plan: Plan, snapshot: UUID) -> Plan:
    """The firm has seen what changed: `snapshot`, the newest as it was shown, becomes the current one.

    Raises PlanChangedMeanwhile when there is a newer one by now. To accept again changes nothing.
    """
    PLANS.check(actor, "plans.change", plan)
    _hold(plan)
    if plan.current_id == snapshot == plan.latest_id:
        return plan
    _change(plan, None, Q(latest=snapshot), current_id=snapshot, **_nothing_changed())
    _record(actor, "plan.accepted", plan, after={"name": plan.name, "snapshot": str(snapshot)})
    return plan


@transaction.atomic
def plan_archive(*, actor: Actor, plan: Plan) -> Plan:
    """Put it away: it is no longer checked, listed or shown to others. To do it again changes nothing."""
    PLANS.check(actor, "plans.archive", plan)
    _hold(plan)
    if not plan.is_archived:
        _change(plan, None, archived_at=timezone.now())
        _record(actor, "plan.archived", plan, after={"name": plan.name})
    return plan


@transaction.atomic
def plan_restore(*, actor: Actor, plan: Plan) -> Plan:
    """Take it back. The next check tells what has changed meanwhile."""
    PLANS.check(actor, "plans.archive", plan)
    _hold(plan)
    if plan.is_archived:
        _change(plan, None, archived_at=None)
        _record(actor, "plan.restored", plan, after={"name": plan.name})
    return plan


@transaction.atomic
def share_create(*, actor: Actor, plan: Plan, expires_on: date) -> IssuedShare:
    """A link to the plan that works until the end of `expires_on` (UTC), for a year at most.

    Raises Refused for an archived plan or too many links, and UserError for a bad day.
    """
    PLANS.check(actor, "plans.share", plan)
    _require_open(plan)
    now, secret = timezone.now(), secret_new()
    if plan.shares.filter(revoked_at__isnull=True, expires_at__gt=now).count() >= MOST_SHARES:
        raise Refused(Text("{most} links work already. Revoke some of them first.", {"most": MOST_SHARES}))
    share = Share.objects.create(
        plan=plan,
        secret_digest=secret_digest(secret),
        created_by_id=actor.id,
        created_at=now,
        expires_at=_share_end(expires_on, now),
    )
    _record(
        actor, "plan.shared", plan, after={"name": plan.name, "until": expires_on, "share": str(share.pk)}
    )
    return IssuedShare(share, secret)


@transaction.atomic
def share_revoke(*, actor: Actor, share: Share) -> Share:
    """The link stops working at once. To do it again changes nothing."""
    PLANS.check(actor, "plans.share", share.plan)
    now = timezone.now()
    if Share.objects.filter(pk=share.pk, revoked_at__isnull=True).update(revoked_at=now):
        share.revoked_at = now
        _record(
            actor, "plan.share_revoked", share.plan, after={"name": share.plan.name, "share": str(share.pk)}
        )
    return share


def share_find(secret: str) -> Share:
    """The share of a link, with its plan. Notes the hour it was used, and nothing about by whom.

    Raises Http404, the same for a link that never was, has expired, was revoked, or whose plan is put away.
    """
    now = timezone.now()
    found = Share.objects.filter(
        secret_digest=secret_digest(secret),
        revoked_at__isnull=True,
        expires_at__gt=now,
        plan__archived_at__isnull=True,
        plan__organisation__closed_at__isnull=True,
    )
    share = found.select_related("plan__current", "plan__latest", "plan__organisation").first()
    if share is None:
        raise Http404
    if share.last_seen_at is None or share.last_seen_at < now - _SEEN_NOTED_EVERY:
        Share.objects.filter(pk=share.pk).update(last_seen_at=now)
    return share


def snapshot_next(plan: Plan, taken: Taken, now: datetime) -> Snapshot:
    """The plan's next snapshot, not saved yet."""
    last = plan.snapshots.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    return _snapshot(plan, taken, last + 1, now)


def to_minor(money: Money | None) -> int | None:
    """Whole minor units of the currency. Raises UserError for more than the database holds."""
    if money is None:
        return None
    minor = int(money.rounded().amount.scaleb(minor_units(money.currency)))
    if abs(minor) > _LARGEST:
        raise UserError(Text("{amount} is too large to be kept.", {"amount": money}))
    return minor


def _snapshot(plan: Plan, taken: Taken, sequence: int, now: datetime) -> Snapshot:
    content = taken.content
    return Snapshot(
        plan=plan,
        sequence=sequence,
        taken_at=now,
        on=content.on,
        stamp=taken.stamp,
        status=content.status,
        currency=content.currency,
        duty_minor=to_minor(content.duty),
        charges_minor=to_minor(content.charges_total),
        landed_minor=to_minor(content.landed),
        body=snapshot_to_plain(content),
    )


def _asking(fields: dict[str, list[str]], taken: Taken) -> dict[str, Any]:
    """What the columns of a plan say of its question."""
    content: AnswerSnapshot = taken.content
    return {
        "question": fields,
        "product": content.product,
        "origin": content.origin,
        "destination": content.destination,
        "on": content.on if "on" in fields else None,
        "checked_stamp": taken.stamp,
    }


def _saved_just_now(plan: Plan) -> Plan | None:
    """The same plan of the same person, when it has been saved within moments."""
    if plan.created_by_id is None:
        return None
    rows = Plan.objects.filter(
        organisation=plan.organisation,
        name=plan.name,
        created_by=plan.created_by_id,
        created_at__gt=plan.created_at - SENT_TWICE_WITHIN,
        archived_at__isnull=True,
    )
    return next((row for row in rows if row.question == plan.question), None)


def _hold(plan: Plan) -> None:
    """Read the plan anew and hold it until the transaction ends: what cannot be done twice takes turns."""
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(no_key=True))


def _nothing_changed() -> dict[str, Any]:
    return {"has_changes": False, "changed_by_minor": None, "currency": ""}


def _change(plan: Plan, seen_at: datetime | None, still: Q | None = None, **values: Any) -> None:
    """Write the values, unless somebody has changed the plan since `seen_at` (None: since it was read)."""
    values["changed_at"] = timezone.now()
    as_seen = still or Q(changed_at=seen_at or plan.changed_at)
    if not Plan.objects.filter(as_seen, pk=plan.pk).update(**values):
        raise PlanChangedMeanwhile(
            Text("This plan has been changed in the meantime. Look at it again, then repeat your change.")
        )
    for name, value in values.items():
        setattr(plan, name, value)


def _require_open(plan: Plan) -> None:
    if plan.is_archived:
        raise Refused(Text("The plan “{name}” is archived. Take it back first.", {"name": plan.name}))


def _share_end(expires_on: date, now: datetime) -> datetime:
    end = datetime.combine(expires_on, time.max, tzinfo=UTC)
    if not now < end <= now + LONGEST_SHARE:
        raise UserError(Text("A link works for at least a day and at most a year: choose another day."))
    return end


def _record(
    actor: Actor,
    verb: str,
    plan: Plan,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any],
) -> None:
    event_record(
        actor=actor, verb=verb, subject=plan, organisation=plan.organisation_id, before=before, after=after
    )
