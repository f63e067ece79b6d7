"""What was said and done in a case, in words: events, requests and answers, with who was behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fairway.kernel.text import Text
from fairway.platform.access.actor import ActorKind
from fairway.platform.accounts.models import User
from fairway.trust.aeo.domain.workflow import workflow_of
from fairway.trust.aeo.models import Case, CaseEvent, CaseFile
from fairway.trust.programmes.domain.clock_rule import Party

OTHER_EVENTS = {"submit": Text("Application received")}  # of which no move of the workflow is


@dataclass(frozen=True, slots=True)
class EventLine:
    """`words`: what was done. `text`: what was written, for both sides. `party` None: the house itself."""

    at: datetime
    words: Text | str
    by: Text | str
    party: Party | None
    text: str
    days: int | None
    files: tuple[CaseFile, ...] = ()


def event_lines(case: Case, events: Iterable[CaseEvent]) -> list[EventLine]:
    found = list(events)
    names, moves = people_named(event.by for event in found), workflow_of(case.workflow)
    lines: list[EventLine] = []
    for event in found:
        move = moves.move(event.move)
        words = move.label if move else OTHER_EVENTS.get(event.move, event.move)
        party = move.by if move else None
        lines.append(EventLine(event.at, words, names[event.by], party, event.text, event.days))
    return lines


def letters_and_answers(case: Case) -> list[EventLine]:
    """Every event in which one side wrote to the other, with the files that came, in their order."""
    written = [event for event in case.events.prefetch_related("files__file") if _says_something(event)]
    lines = event_lines(case, written)
    return [_with_files(line, event) for line, event in zip(lines, written, strict=True)]


def people_named(references: Iterable[str]) -> Mapping[str, Text | str]:
    """What the actors of events are called. Whoever is no person is the house."""
    wanted = set(references)
    ids = {reference: found for reference in wanted if (found := _person(reference))}
    people = User.objects.in_bulk(ids.values())
    return {
        reference: _name(people.get(ids[reference])) if reference in ids else "Fairway"
        for reference in wanted
    }


def _says_something(event: CaseEvent) -> bool:
    return bool(event.text) or bool(_files_of(event))


def _files_of(event: CaseEvent) -> Sequence[CaseFile]:
    return list(event.files.all())


def _with_files(line: EventLine, event: CaseEvent) -> EventLine:
    return EventLine(line.at, line.words, line.by, line.party, line.text, line.days, tuple(_files_of(event)))


def _person(reference: str) -> UUID | None:
    kind, _colon, key = reference.partition(":")
    return UUID(key) if kind == ActorKind.MEMBER else None


def _name(person: User | None) -> Text | str:
    return Text("a deleted account") if person is None or person.erased_at else str(person)
