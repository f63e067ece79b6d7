"""The officer's queues: cut by whose turn it is, ordered by the clock, a page at a time.

Each read is shaped for one index of the table of cases, so that no row, with all that a firm has sent, is
touched for being passed over: a page costs the same with a hundred cases and with a hundred thousand. So a
page is found by its keys first and fetched then, places in a list are keys instead of offsets, and counts
stop at MOST_COUNTED.
"""

from __future__ import annotations

import re
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
PER_PAGE = 25
MOST_COUNTED = 999
MOST_FIRMS = 200  # whose names hold the words that are searched
_AT_ONCE = 500
_YEARS_SEARCHED = 15
_NUMBER = re.compile(r"(?:(?:AEO-)?(\d{4})-)?(\d{1,6})", re.IGNORECASE)


class Queue(StrEnum):
    CUSTOMS = "customs"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    FIRM = "firm"
    PROPOSALS = "proposals"
    APPEALS = "appeals"
    OVERDUE = "overdue"
    ALL = "all"


# What a row shows of a case.
_SHOWN = (
    "number", "programme", "tier", "size_class", "state", "due_on",
    "organisation__name", "assigned_to__name", "assigned_to__email",
)  # fmt: skip
# Queues that may be long.
_LARGE = frozenset({Queue.CUSTOMS, Queue.MINE, Queue.UNASSIGNED})


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """`words`: the number of a case, or part of its firm's name. What is empty narrows nothing."""

    queue: Queue = Queue.CUSTOMS
    programme: str = ""
    tier: str = ""
    size: str = ""
    officer: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`next` is the cursor of the page that follows. `is_cut`: more firms are called so than are searched."""

    cases: list[Case]
    next: str
    is_cut: bool


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
    """The most pressing first; of all cases the newest. A cursor that is none begins anew."""
    rows, is_cut = _rows(actor, chosen, today)
    if chosen.queue is Queue.ALL:
        keys = _keys(_newest(rows, after), PER_PAGE + 1)
    else:
        keys = _keys_by_the_clock(rows, _Place.read(after), PER_PAGE + 1)
    cases = _fetched(keys[:PER_PAGE])
    if len(keys) <= PER_PAGE:
        return QueuePage(cases, "", is_cut)
    last = cases[-1]
    return QueuePage(cases, last.number if chosen.queue is Queue.ALL else str(_Place.of(last)), is_cut)


def queue_counts(actor: Actor, *, today: date) -> Mapping[Queue, int]:
    """How many each queue holds, counted up to one more than MOST_COUNTED. Nobody needs to know of ALL."""
    rows = {queue: _rows(actor, QueueFilter(queue), today)[0] for queue in Queue if queue is not Queue.ALL}
    return {queue: _counted(queue, found) for queue, found in rows.items()}


def queue_all(actor: Actor, chosen: QueueFilter, *, today: date) -> Iterator[Case]:
    """Every case of the queue in its order, for a file."""
    rows, _is_cut = _rows(actor, chosen, today)
    full = rows.select_related("organisation", "assigned_to").defer("submission")
    if chosen.queue is Queue.ALL:
        return _newest(full, "").iterator(chunk_size=_AT_ONCE)
    parts = (_dated(full), _undated(full))
    return chain.from_iterable(part.iterator(chunk_size=_AT_ONCE) for part in parts)


def officers_of(office: Organisation) -> QuerySet[User]:
    """Who handles cases there now, by name."""
    held = Membership.objects.filter(organisation=office, left_at__isnull=True, role__in=OFFICERS)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "email")


def _rows(actor: Actor, chosen: QueueFilter, today: date) -> tuple[QuerySet[Case], bool]:
    """In no order; and whether the search was cut short."""
    rows = CASES.visible(actor, Case.objects.order_by()).filter(_of_queue(chosen.queue, actor, today))
    narrow = {
        "programme": chosen.programme,
        "tier": chosen.tier,
        "size_class": chosen.size,
        "assigned_to": chosen.officer,
    }
    rows = rows.filter(**{name: value for name, value in narrow.items() if value})
    if not chosen.words:
        return rows, False
    firms = _firms_called(chosen.words)
    called = Q(number__in=_numbers(chosen.words, today)) | Q(organisation__in=firms[:MOST_FIRMS])
    return rows.filter(called), len(firms) > MOST_FIRMS


def _of_queue(queue: Queue, actor: Actor, today: date) -> Q:
    if queue is Queue.ALL:
        return Q()
    own = Case.objects.filter(decisions__outcome="", decisions__proposed_by=UUID(actor.id))
    cut = {
        Queue.CUSTOMS: Q(state__in=CUSTOMS_ACTS),
        Queue.MINE: Q(assigned_to=actor.id),
        Queue.UNASSIGNED: Q(assigned_to__isnull=True),
        Queue.FIRM: Q(state__in=FIRM_ACTS),
        Queue.PROPOSALS: Q(state__in=PROPOSED) & ~Q(pk__in=own.order_by().values("pk")),
        Queue.APPEALS: Q(state__in=APPEALED),
        Queue.OVERDUE: Q(due_on__lt=today),
    }
    return Q(closed_at__isnull=True) & cut[queue]


def _numbers(words: str, today: date) -> list[str]:
    """The numbers of cases that the words may stand for: `AEO-2026-000123`, `2026-123`, `123`."""
    found = _NUMBER.fullmatch(words)
    if found is None:
        return []
    years = [int(found[1])] if found[1] else range(today.year - _YEARS_SEARCHED, today.year + 1)
    return [f"AEO-{year}-{int(found[2]):06d}" for year in years]


def _firms_called(words: str) -> list[UUID]:
    firms = Organisation.objects.filter(name__icontains=words).order_by("name", "pk")
    return list(firms.values_list("pk", flat=True)[: MOST_FIRMS + 1])


def _keys_by_the_clock(rows: QuerySet[Case], after: _Place | None, limit: int) -> list[UUID]:
    found: list[UUID] = []
    if after is None or after.due_on:
        found = _keys(_dated(rows, after), limit)
        after = None
    if len(found) < limit:
        found += _keys(_undated(rows, after), limit - len(found))
    return found


def _dated(rows: QuerySet[Case], after: _Place | None = None) -> QuerySet[Case]:
    rows = rows.filter(due_on__isnull=False).order_by("due_on", "id")
    if after is None:
        return rows
    behind = Q(due_on__gt=after.due_on) | Q(due_on=after.due_on, pk__gt=after.pk)
    return rows.filter(behind, due_on__gte=after.due_on)  # the second lets the index begin there


def _undated(rows: QuerySet[Case], after: _Place | None = None) -> QuerySet[Case]:
    """Cases in whose state somebody must act though no clock says until when; granted ones are not."""
    rows = rows.filter(due_on__isnull=True, state__in=CUSTOMS_ACTS | FIRM_ACTS).order_by("id")
    return rows.filter(pk__gt=after.pk) if after else rows


def _newest(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    rows = rows.order_by("-number")
    return rows.filter(number__lt=after) if after else rows


def _keys(rows: QuerySet[Case], limit: int) -> list[UUID]:
    return list(rows.values_list("pk", flat=True)[:limit])


def _fetched(keys: list[UUID]) -> list[Case]:
    """The cases of the keys in their order, as much of them as a row shows."""
    found = Case.objects.select_related("organisation", "assigned_to").only(*_SHOWN)
    by_key = found.order_by().in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def _counted(queue: Queue, rows: QuerySet[Case]) -> int:
    """Where there may be many, those with a day first: the index of the clock stops early."""
    most = MOST_COUNTED + 1
    if queue not in _LARGE:
        return rows[:most].count()
    dated = rows.filter(due_on__isnull=False)[:most].count()
    return dated + (_undated(rows).order_by()[: most - dated].count() if dated < most else 0)
