"""What time alone brings: silence that accepts, a status that ends, a day that passes, a reminder."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fairway.platform.access.actor import system
from fairway.trust.aeo.domain.workflow import State, workflow_of
from fairway.trust.aeo.law import case_clocks, local_day
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.services.consequences import move_make
from fairway.trust.aeo.services.guards import is_unpaid
from fairway.trust.aeo.services.letters import letter_send
from fairway.trust.aeo.services.transition import Step, case_locked, due_refresh, event_note
from fairway.trust.programmes.domain.clock_rule import EventKind, Party
from fairway.trust.programmes.domain.clocks import ClockState

log = logging.getLogger(__name__)
CLOCKS = system("aeo-clocks")
REMINDED_BEFORE = timedelta(days=30)
REMINDER = "remind_monitoring"
_ONE_DAY = timedelta(days=1)  # by which a local day may be ahead of the database's


@dataclass(frozen=True, slots=True)
class _Silence:
    """What silence stands for, and the move that says so."""

    event: EventKind
    move: str


_BY_SILENCE: Mapping[str, _Silence] = {
    State.SUBMITTED: _Silence(EventKind.ACCEPTED, "accept_by_silence"),
    State.INCOMPLETE: _Silence(EventKind.NOT_ACCEPTED, "not_accept_by_silence"),
}


def clocks_run(now: datetime) -> Mapping[str, int]:
    """All of it, for the job; a case that fails is left for the next run, and the others go on."""
    failed: list[UUID] = []
    return {
        "accepted": silence_run(now, failed),
        "expired": expire_due(now, failed),
        "passed": dues_refresh(now, failed),
        "reminded": monitoring_remind(now, failed),
        "failed": len(failed),
    }


def silence_run(now: datetime, failed: list[UUID] | None = None) -> int:
    """Accept, or not, what the law deems so since nobody answered in time; how many.

    A case whose fee is due waits for the fee.
    """
    waiting = Case.objects.filter(state__in=list(_BY_SILENCE), changed_at__lte=now - _ONE_DAY)
    return _each(waiting, lambda case: _let_silence_speak(case, now), failed)


def expire_due(now: datetime, failed: list[UUID] | None = None) -> int:
    """Let every status end whose validity is over; how many."""
    over = Certificate.objects.filter(
        valid_until__lt=now.date() + _ONE_DAY,
        status__in=(Certificate.Status.ACTIVE, Certificate.Status.SUSPENDED),
    )
    cases = Case.objects.filter(pk__in=over.values("case"))
    return _each(cases, lambda case: _expire(case, now), failed)


def dues_refresh(now: datetime, failed: list[UUID] | None = None) -> int:
    """When the firm's day has passed it is customs' turn: what the queues order by says so. How many."""
    passed = Case.objects.filter(
        closed_at__isnull=True, due_on__lt=now.date() + _ONE_DAY, due_from=Party.FIRM
    )
    return _each(passed, lambda case: due_refresh(case_locked(case, None), now), failed)


def monitoring_remind(now: datetime, failed: list[UUID] | None = None) -> int:
    """Ask holders, once for each day that is due, how they meet the criteria; how many."""
    due = Certificate.objects.filter(
        status=Certificate.Status.ACTIVE, monitoring_due_on__lte=now.date() + REMINDED_BEFORE
    )
    cases = Case.objects.filter(pk__in=due.values("case"))
    return _each(cases, lambda case: _remind(case, now), failed)


def _each(cases: QuerySet[Case], act: Callable[[Case], bool], failed: list[UUID] | None) -> int:
    """Each in a transaction of its own; what fails is named in the log and does not stop the others."""
    done = 0
    for pk in list(cases.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                done += act(Case.objects.get(pk=pk))
        except Exception:
            if failed is None:
                raise
            log.exception("The clocks of the case %s could not be run.", pk)
            failed.append(pk)
    return done


def _let_silence_speak(case: Case, now: datetime) -> bool:
    locked = case_locked(case, None)
    silence = _BY_SILENCE.get(locked.state)
    if silence is None or is_unpaid(locked) or not _is_deemed(locked, silence.event, now):
        return False
    _by_itself(locked, silence.move, now)
    return True


def _is_deemed(case: Case, kind: EventKind, now: datetime) -> bool:
    """Whether the run of the clock that counts now, the last one, ended in silence."""
    runs = [c for c in case_clocks(case, local_day(case, now)) if c.rule.deemed is kind]
    return bool(runs) and runs[-1].state is ClockState.DEEMED


def _expire(case: Case, now: datetime) -> bool:
    locked = case_locked(case, None)
    until = locked.certificate.valid_until
    move = workflow_of(locked.workflow).move("expire")
    if until is None or until >= local_day(locked, now) or move is None or locked.state not in move.sources:
        return False
    _by_itself(locked, "expire", now)
    return True


def _by_itself(case: Case, name: str, now: datetime) -> None:
    move = workflow_of(case.workflow).move(name)
    if move is not None:
        move_make(CLOCKS, case, Step(move, at=now))


def _remind(case: Case, now: datetime) -> bool:
    locked = case_locked(case, None)
    due = locked.certificate.monitoring_due_on
    if due is None or locked.events.filter(move=REMINDER, data__due_on=due.isoformat()).exists():
        return False
    letter_send(locked, event_note(CLOCKS, locked, REMINDER, now, {"due_on": due.isoformat()}))
    return True
