"""The queues in words: their names, their rows, and the same rows as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import Localised, Text
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.ui.downloads import csv_stream
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Tag
from fairway.trust.aeo.domain.turn import Pressure, urgency, whose_turn
from fairway.trust.aeo.domain.workflow import STATE_NAMES, State
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.office_selectors import MOST_COUNTED, Queue
from fairway.trust.programmes.domain.clock_rule import Party
from fairway.trust.programmes.domain.programme import Programme

QUEUE_NAMES = {
    Queue.CUSTOMS: _("Waits for customs"),
    Queue.MINE: _("Mine"),
    Queue.UNASSIGNED: _("Unassigned"),
    Queue.FIRM: _("Waits for the firm"),
    Queue.PROPOSALS: _("Proposals to decide"),
    Queue.APPEALS: _("Appeals"),
    Queue.OVERDUE: _("Overdue"),
    Queue.ALL: _("All cases"),
}
EMPTY_QUEUES = {
    Queue.CUSTOMS: _("No case waits for customs. New applications appear here by themselves."),
    Queue.MINE: _("Nothing is assigned to you. Take a case from the unassigned ones."),
    Queue.UNASSIGNED: _("Every open case has its officer."),
    Queue.FIRM: _("No firm owes an answer."),
    Queue.PROPOSALS: _("No proposal of a colleague waits for your decision."),
    Queue.APPEALS: _("No appeal is open."),
    Queue.OVERDUE: _("No clock has run out."),
    Queue.ALL: _("No firm has applied yet."),
}
PARTY_NAMES = {Party.CUSTOMS: Text("Customs"), Party.FIRM: Text("The firm")}
CSV_COLUMNS = (
    "number", "firm", "economy", "programme", "tier", "size_class", "state", "waits_for", "due_on",
    "days_left", "assigned_to", "submitted_on",
)  # fmt: skip
# The colour of a day; its words say the same.
_TAGS = {
    Pressure.LATE: "uncomputable",
    Pressure.TODAY: "check",
    Pressure.SOON: "check",
    Pressure.LATER: "plain",
}
Name = Text | Localised | str


@dataclass(frozen=True, slots=True)
class QueueTab:
    queue: Queue
    name: object
    count: str
    is_current: bool


@dataclass(frozen=True)
class QueueRow:
    case: Case
    programme: Name
    tier: Name
    today: date

    @property
    def state(self) -> Text:
        return STATE_NAMES[State(self.case.state)]

    @property
    def size(self) -> Text:
        return SIZE_NAMES[SizeClass(self.case.size_class)]

    @property
    def due_on(self) -> str:
        return self.case.due_on.isoformat() if self.case.due_on else ""

    @property
    def waits_for(self) -> Text | None:
        party = whose_turn(State(self.case.state))
        return PARTY_NAMES[party] if party else None

    @cached_property
    def due(self) -> Tag | None:
        return due_tag(self.case.due_on, self.today)


def due_tag(due_on: date | None, today: date) -> Tag | None:
    """How pressing a day is: in words, with a colour."""
    if due_on is None:
        return None
    found = urgency(due_on, today)
    return Tag(_TAGS[found.pressure], found.words)


def queue_tabs(counts: Mapping[Queue, int], current: Queue) -> Sequence[QueueTab]:
    return [
        QueueTab(queue, name, count_words(counts[queue]) if queue in counts else "", queue is current)
        for queue, name in QUEUE_NAMES.items()
    ]


def count_words(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


class CaseNames:
    """What programmes and tiers are called; a programme whose file is gone is called by its code."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._programmes = {programme.code: programme for programme in programmes}

    def programme(self, code: str) -> Name:
        found = self._programmes.get(code)
        return found.name if found else code

    def tier(self, programme: str, code: str) -> Name:
        found = self._programmes.get(programme)
        tiers = found.tiers if found else ()
        return next((tier.name for tier in tiers if tier.code == code), code)

    def benefit(self, code: str) -> Name:
        """Programmes share the codes of benefits."""
        found = (one.benefits[code].name for one in self._programmes.values() if code in one.benefits)
        return next(found, code)


def queue_table(cases: Iterable[Case], names: CaseNames, today: date) -> Iterator[QueueRow]:
    for case in cases:
        yield QueueRow(case, names.programme(case.programme), names.tier(case.programme, case.tier), today)


def queue_csv(cases: Iterable[Case], names: CaseNames, today: date) -> Iterator[str]:
    return csv_stream(CSV_COLUMNS, (_csv_row(row) for row in queue_table(cases, names, today)))


def _csv_row(row: QueueRow) -> Sequence[object]:
    case = row.case
    days_left = (case.due_on - row.today).days if case.due_on else None
    return (
        case.number, case.organisation.name, case.organisation.economy, case.programme, case.tier,
        case.size_class, say(row.state), say(row.waits_for) if row.waits_for else "", case.due_on, days_left,
        case.assigned_to or "", case.submitted_at.date(),
    )  # fmt: skip
