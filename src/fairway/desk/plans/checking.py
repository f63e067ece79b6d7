"""Looking whether the law has changed: one plan, or every plan of the instance whose answer may differ.

Whether a plan is due is read from the plan itself, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fairway.desk.helpdesk.domain.question import InvalidQuestion
from fairway.desk.plans.domain.change import Change
from fairway.desk.plans.domain.changes import changes_between, landed_difference
from fairway.desk.plans.domain.snapshot import AnswerSnapshot
from fairway.desk.plans.models import Plan, Snapshot
from fairway.desk.plans.question import question_read
from fairway.desk.plans.services import snapshot_next, to_minor
from fairway.desk.plans.snapshot import Taken, answer_take
from fairway.desk.plans.sources import releases_for, releases_stamp
from fairway.kernel.finding import Need, Status
from fairway.kernel.text import Param, Text
from fairway.platform.access.actor import system
from fairway.platform.audit.services import event_record
from fairway.platform.notices.services import notice_send

BATCH = 500
NOTICE = "plan.law_changed"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `changed`: plans with something the firm has not been told yet."""

    seen: int = 0  # plans looked at
    checked: int = 0  # answered anew; the others were not due
    changed: int = 0
    failed: int = 0


def plan_check(*, plan: Plan, now: datetime) -> tuple[Change, ...]:
    """Answer the plan's question anew, keep what has changed, and tell the firm what it was not told yet.

    Returns the news. A plan that somebody changes meanwhile is left to the next check.
    """
    taken = _answer(plan, now.date())
    changes = _law_changes(plan.current.content, taken.content)
    told = {change.told_as for change in _law_changes(plan.current.content, plan.latest.content)}
    news = tuple(change for change in changes if change.told_as not in told)
    if not _law_changes(plan.latest.content, taken.content):
        _keep(plan, checked_stamp=taken.stamp, last_checked_at=now)
        return ()
    with transaction.atomic():
        latest = snapshot_next(plan, taken, now) if changes else plan.current
        if not _keep(plan, checked_stamp=taken.stamp, last_checked_at=now, **_found(plan, latest, taken)):
            return ()
        if changes:
            latest.save(force_insert=True)
        _tell(plan, changes, news, now)
    return news


def plans_check_all(
    *, progress: Callable[[Progress], None] | None = None, now: datetime | None = None
) -> Progress:
    """Check every open plan that is due; `progress` hears of each batch.

    Due are plans that were answered from other releases than today's, and once a day those whose day
    of the law is always today. Each plan is committed by itself.
    """
    now = now or timezone.now()
    done = Progress()
    for batch in _batches():
        for pk, is_due in _due(batch, now):
            done = _counted(done, _check_one(pk, now) if is_due else None)
        if progress:
            progress(done)
    return done


def _answer(plan: Plan, today: date) -> Taken:
    try:
        return answer_take(question_read(plan.question, today=today))
    except InvalidQuestion as error:
        return _unreadable(plan, plan.on or today, error)


def _unreadable(plan: Plan, on: date, error: InvalidQuestion) -> Taken:
    """What was readable when it was saved is not any more: its faults are what the firm must answer."""
    content = replace(
        plan.current.content,
        status=Status.NEEDS,
        on=on,
        line="",
        customs_value=None,
        options=(),
        additional=(),
        best=None,
        charges=(),
        duty=None,
        total=None,
        landed=None,
        needs=tuple(Need(field, text) for field, text in error.errors.items()),
        reason=None,
    )
    return Taken(content, releases_stamp(releases_for(plan.destination, on)))


def _law_changes(before: AnswerSnapshot, after: AnswerSnapshot) -> tuple[Change, ...]:
    return tuple(change for change in changes_between(before, after) if not change.is_information)


def _found(plan: Plan, latest: Snapshot, taken: Taken) -> dict[str, Any]:
    """What the columns of the plan say of the newest answer, beside the one the firm has seen."""
    if latest == plan.current:  # the law is again as the firm knows it
        return {"latest": latest, "has_changes": False, "changed_by_minor": None, "currency": ""}
    difference = landed_difference(plan.current.content, taken.content)
    return {
        "latest": latest,
        "has_changes": True,
        "changed_by_minor": to_minor(difference),
        "currency": difference.currency if difference else "",
    }


def _keep(plan: Plan, **values: Any) -> bool:
    """Write the values unless somebody has changed the plan since it was read; whether they are written."""
    unchanged = Plan.objects.filter(pk=plan.pk, changed_at=plan.changed_at, latest=plan.latest)
    if not unchanged.update(**values):
        return False
    for name, value in values.items():
        setattr(plan, name, value)
    return True


def _tell(plan: Plan, changes: tuple[Change, ...], news: tuple[Change, ...], now: datetime) -> None:
    actor = system("plans-check")
    after = {"name": plan.name, "changes": len(changes), "snapshot": str(plan.latest_id)}
    event_record(
        actor=actor, verb="plan.law_changed", subject=plan, organisation=plan.organisation_id, after=after
    )
    if news:
        notice_send(
            organisation=plan.organisation,
            kind=NOTICE,
            text=_sentence(plan, news),
            href=reverse("plans:plan", args=[plan.organisation_id, plan.pk]),
            subject=plan,
            at=now,
        )


def _sentence(plan: Plan, news: tuple[Change, ...]) -> Text:
    """One notice for one check: what weighs most, and how much more there is on the plan's page."""
    values: dict[str, Param] = {"plan": plan.name, "change": news[0].text}
    if len(news) == 1:
        return Text("The law has changed for the plan “{plan}”. {change}", values)
    return Text(
        "The law has changed for the plan “{plan}”. {change} Changes besides: {count}.",
        {**values, "count": len(news) - 1},
    )


def _batches() -> Iterator[list[tuple[UUID, str, date | None, str, datetime]]]:
    """What tells whether a plan is due, by id. A plan made meanwhile is of today and needs no check."""
    rows = (
        Plan.objects.filter(archived_at__isnull=True, organisation__closed_at__isnull=True)
        .order_by("pk")
        .values_list("pk", "destination", "on", "checked_stamp", "last_checked_at")
    )
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])


def _due(
    batch: list[tuple[UUID, str, date | None, str, datetime]], now: datetime
) -> Iterator[tuple[UUID, bool]]:
    stamps: dict[tuple[str, date], str] = {}
    for pk, destination, on, stamp, last_checked_at in batch:
        if on is None and last_checked_at.date() < now.date():
            yield pk, True
            continue
        where = destination, on or now.date()
        if where not in stamps:
            stamps[where] = releases_stamp(releases_for(*where))
        yield pk, stamps[where] != stamp


def _check_one(pk: UUID, now: datetime) -> Progress:
    """A plan that fails is logged and stays due; the others are checked all the same."""
    try:
        plan = Plan.objects.select_related("organisation", "current", "latest").get(pk=pk)
        news = plan_check(plan=plan, now=now)
    except Exception:
        _log.exception("The plan %s could not be checked.", pk)
        return Progress(failed=1)
    return Progress(checked=1, changed=int(bool(news)))


def _counted(done: Progress, one: Progress | None) -> Progress:
    if one is None:
        return replace(done, seen=done.seen + 1)
    return Progress(
        done.seen + 1, done.checked + one.checked, done.changed + one.changed, done.failed + one.failed
    )
