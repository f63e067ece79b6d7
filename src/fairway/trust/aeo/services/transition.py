"""The one writer of a case's state: compare with what the person saw, move, note the event, set the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.audit.services import event_record
from fairway.trust.aeo.domain.deadline import deadline_of
from fairway.trust.aeo.domain.workflow import CLOSED, Move, State
from fairway.trust.aeo.law import case_clocks, local_day
from fairway.trust.aeo.models import Case, CaseEvent
from fairway.trust.aeo.services.refusals import CaseMovedMeanwhile, MoveRefused


@dataclass(frozen=True, slots=True)
class Step:
    """A move with what it brings: the reason, question or answer, and the days that it sets."""

    move: Move
    reason: str = ""
    days: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=timezone.now)

    def with_data(self, more: Mapping[str, Any]) -> Step:
        return replace(self, data={**self.data, **more})


def case_locked(case: Case, seen_turn: int | None) -> Case:
    """The row as it is now, held until the transaction ends. Raises CaseMovedMeanwhile."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    if seen_turn is not None and locked.turn != seen_turn:
        raise CaseMovedMeanwhile
    return locked


def state_change(actor: Actor, case: Case, step: Step) -> CaseEvent:
    """Move a locked case and note it. Raises MoveRefused from a state that the move does not know."""
    source = State(case.state)
    if source not in step.move.sources:
        raise MoveRefused(
            Text("“{move}” is not possible in the state that the case is in.", {"move": step.move.label})
        )
    target = step.move.leads_to(source, State(case.came_from) if case.came_from else None)
    if target is not source:
        case.state, case.came_from = target, source
        case.closed_at = step.at if target in CLOSED else None
    case.turn += 1
    case.changed_at = step.at
    case.save(update_fields=["state", "came_from", "closed_at", "turn", "changed_at"])
    event = _event_add(actor, case, step, source)
    due_refresh(case, step.at)
    _record(actor, case, step, source)
    return event


def event_note(actor: Actor, case: Case, kind: str, at: datetime, data: Mapping[str, Any]) -> CaseEvent:
    """Something that no move is, such as a reminder. The case stays where it is."""
    return CaseEvent.objects.create(
        case=case,
        sequence=_next(case),
        move=kind,
        source=case.state,
        target=case.state,
        at=at,
        by=actor.reference,
        data=dict(data),
    )


def due_refresh(case: Case, now: datetime) -> bool:
    """Write the day that the queue orders by, computed from the events; whether it has changed."""
    today = local_day(case, now)
    found = None if case.closed_at else deadline_of(case_clocks(case, today))
    due_on, due_from = (found.on, str(found.party)) if found else (None, "")
    if (case.due_on, case.due_from) == (due_on, due_from):
        return False
    case.due_on, case.due_from = due_on, due_from
    case.save(update_fields=["due_on", "due_from"])
    return True


def _event_add(actor: Actor, case: Case, step: Step, source: State) -> CaseEvent:
    return CaseEvent.objects.create(
        case=case,
        sequence=_next(case),
        kind=step.move.event or "",
        move=step.move.name,
        source=source,
        target=case.state,
        at=step.at,
        days=step.days,
        by=actor.reference,
        text=step.reason,
        data=dict(step.data),
    )


def _next(case: Case) -> int:
    last = case.events.order_by("-sequence").values_list("sequence", flat=True).first()
    return (last or 0) + 1


def _record(actor: Actor, case: Case, step: Step, source: State) -> None:
    """The words stay in the case: they may name people, and an audit event is never erased."""
    event_record(
        actor=actor,
        verb="case.moved",
        subject=case,
        organisation=case.organisation_id,
        before={"state": source},
        after={"number": case.number, "move": step.move.name, "state": case.state, "turn": case.turn},
        rule_version=f"{case.programme} {case.version}, {case.workflow}",
    )
