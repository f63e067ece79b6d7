"""The officer's queues: cut by whose turn it is, ordered by the clock, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from uuid import UUID

from django.db.models import Q, QuerySet

from fairway.platform.access.actor import Actor, Role
from fairway.platform.accounts.models import Membership, Organisation, User
from fairway.trust.aeo.domain.states import PROPOSED
from fairway.trust.aeo.domain.turn import APPEALED, CUSTOMS_ACTS, FIRM_ACTS
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.policies import CASES

OFFICERS = (Role.OFFICER, Role.SUPERVISOR)
PER_PAGE = 50
MOST_COUNTED = 999
_AT_ONCE = 500


class Queue(StrEnum):
    CUSTOMS = "customs"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    FIRM = "firm"
    PROPOSALS = "proposals"
    APPEALS = "appeals"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """`words` stand in the number of a case or in the name of its firm. What is empty narrows nothing."""

    queue: Queue = Queue.CUSTOMS
    programme: str = ""
    tier: str = ""
    size: str = ""
    officer: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`count` stops at one more than MOST_COUNTED. `next` is the cursor of the page that follows."""

    cases: list[Case]
    count: int
    next: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page ended. Cases without a day come after those that have one."""

    due_on: date | None
    pk: UUID

    @classmethod
    def read(cls, cursor: str) -> _Place | None:
        day, _, pk = cursor.partition("_")
        try:
            return cls(date.fromisoformat(day) if day else None, UUID(pk))
        except ValueError:
            return None  # no place: the list begins at its beginning

    @classmethod
    def of(cls, case: Case) -> _Place:
        return cls(case.due_on, case.pk)

    def __str__(self) -> str:
        return f"{self.due_on or ''}_{self.pk}"


def queue_page(actor: Actor, chosen: QueueFilter, *, today: date, after: str = "") -> QueuePage:
    """The most pressing first. `after` is the cursor of a page; one that is none begins anew."""
    rows = queue_rows(actor, chosen, today=today)
    found = _by_the_clock(rows, _Place.read(after), PER_PAGE + 1)
    more = str(_Place.of(found[PER_PAGE - 1])) if len(found) > PER_PAGE else ""
    return QueuePage(found[:PER_PAGE], _capped(rows), more)


def queue_counts(actor: Actor, *, today: date) -> Mapping[Queue, int]:
    """How many each queue holds, counted up to one more than MOST_COUNTED."""
    return {
        queue: _capped(queue_rows(actor, QueueFilter(queue), today=today))
        for queue in Queue
        if queue is not Queue.ALL
    }


def queue_all(actor: Actor, chosen: QueueFilter, *, today: date) -> Iterator[Case]:
    """Every case of the queue in its order, for a file."""
    rows = queue_rows(actor, chosen, today=today)
    return chain(_dated(rows).iterator(chunk_size=_AT_ONCE), _undated(rows).iterator(chunk_size=_AT_ONCE))


def queue_rows(actor: Actor, chosen: QueueFilter, *, today: date) -> QuerySet[Case]:
    """In no order. What a firm sent is not fetched with them."""
    rows = CASES.visible(actor, Case.objects.order_by()).filter(_of_queue(chosen.queue, actor, today))
    narrow = {
        "programme": chosen.programme,
        "tier": chosen.tier,
        "size_class": chosen.size,
        "assigned_to": chosen.officer,
    }
    rows = rows.filter(**{name: value for name, value in narrow.items() if value})
    if chosen.words:
        rows = rows.filter(_called(chosen.words))
    return rows.select_related("organisation", "assigned_to").defer("submission")


def officers_of(office: Organisation) -> QuerySet[User]:
    """Who handles cases there now, by name."""
    held = Membership.objects.filter(organisation=office, left_at__isnull=True, role__in=OFFICERS)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "email")


def _of_queue(queue: Queue, actor: Actor, today: date) -> Q:
    if queue is Queue.ALL:
        return Q()
    own = Case.objects.filter(decisions__outcome="", decisions__proposed_by=actor.id)
    in_hand = Q(state__in=CUSTOMS_ACTS | FIRM_ACTS)
    cut = {
        Queue.CUSTOMS: Q(state__in=CUSTOMS_ACTS),
        Queue.MINE: in_hand & Q(assigned_to=actor.id),
        Queue.UNASSIGNED: in_hand & Q(assigned_to__isnull=True),
        Queue.FIRM: Q(state__in=FIRM_ACTS),
        Queue.PROPOSALS: Q(state__in=PROPOSED) & ~Q(pk__in=own.order_by().values("pk")),
        Queue.APPEALS: Q(state__in=APPEALED),
        Queue.OVERDUE: Q(due_on__lt=today),
    }
    return Q(closed_at__isnull=True) & cut[queue]


def _called(words: str) -> Q:
    firms = Organisation.objects.filter(name__icontains=words)
    return Q(number__icontains=words) | Q(organisation__in=firms.order_by().values("pk"))


def _by_the_clock(rows: QuerySet[Case], after: _Place | None, limit: int) -> list[Case]:
    found: list[Case] = []
    if after is None or after.due_on:
        found = list(_dated(rows, after)[:limit])
        after = None
    if len(found) < limit:
        found += _undated(rows, after)[: limit - len(found)]
    return found


def _dated(rows: QuerySet[Case], after: _Place | None = None) -> QuerySet[Case]:
    rows = rows.filter(due_on__isnull=False).order_by("due_on", "id")
    if after is None:
        return rows
    behind = Q(due_on__gt=after.due_on) | Q(due_on=after.due_on, pk__gt=after.pk)
    return rows.filter(behind, due_on__gte=after.due_on)  # the second lets the index begin there


def _undated(rows: QuerySet[Case], after: _Place | None = None) -> QuerySet[Case]:
    rows = rows.filter(due_on__isnull=True).order_by("id")
    return rows.filter(pk__gt=after.pk) if after else rows


def _capped(rows: QuerySet[Case]) -> int:
    return rows[: MOST_COUNTED + 1].count()
