"""The workflow of a case: states, and a dated table of moves: the diagram, the buttons, the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fairway.kernel.period import Period
from fairway.kernel.text import Text
from fairway.trust.programmes.domain.clock_rule import EventKind, Party


class State(StrEnum):
    """A draft is not a case yet: what the firm prepares lives in the assessment until it is submitted."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"  # the firm owes what is missing; the application is not accepted yet
    NOT_ACCEPTED = "not_accepted"
    EXAMINATION = "examination"
    INFORMATION = "information"  # the firm owes further information
    HEARING = "hearing"  # the firm may answer before an adverse decision
    GRANT_PROPOSED = "grant_proposed"
    REFUSAL_PROPOSED = "refusal_proposed"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REASSESSMENT = "reassessment"
    SUSPENSION_PROPOSED = "suspension_proposed"
    SUSPENDED = "suspended"
    REVOCATION_PROPOSED = "revocation_proposed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REFUSAL_APPEALED = "refusal_appealed"
    SUSPENSION_APPEALED = "suspension_appealed"
    REVOCATION_APPEALED = "revocation_appealed"


STATE_NAMES: Mapping[State, Text] = {
    State.SUBMITTED: Text("Received, completeness is checked"),
    State.INCOMPLETE: Text("Waits for what is missing"),
    State.NOT_ACCEPTED: Text("Not accepted for examination"),
    State.EXAMINATION: Text("Under examination"),
    State.INFORMATION: Text("Waits for further information"),
    State.HEARING: Text("Right to be heard"),
    State.GRANT_PROPOSED: Text("Grant proposed, waits for a second officer"),
    State.REFUSAL_PROPOSED: Text("Refusal proposed, waits for a second officer"),
    State.GRANTED: Text("Granted"),
    State.REFUSED: Text("Refused"),
    State.WITHDRAWN: Text("Withdrawn"),
    State.REASSESSMENT: Text("Under reassessment"),
    State.SUSPENSION_PROPOSED: Text("Suspension proposed, waits for a second officer"),
    State.SUSPENDED: Text("Suspended"),
    State.REVOCATION_PROPOSED: Text("Revocation proposed, waits for a second officer"),
    State.REVOKED: Text("Revoked"),
    State.EXPIRED: Text("Expired"),
    State.REFUSAL_APPEALED: Text("Refusal appealed"),
    State.SUSPENSION_APPEALED: Text("Suspension appealed"),
    State.REVOCATION_APPEALED: Text("Revocation appealed"),
}
CLOSED = frozenset({State.NOT_ACCEPTED, State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED})
HOLDS_STATUS = frozenset(
    {State.GRANTED, State.REASSESSMENT, State.SUSPENSION_PROPOSED, State.REVOCATION_PROPOSED}
)


@dataclass(frozen=True, slots=True)
class Move:
    """`target` None: back to where the case was before. `second_person`: not by whoever proposed it.

    `permission` is a name of the room's policy. `event`: what the case's clocks see. `sets_days`: the move
    sets a period for the other side. `by`: who makes it; None is the house itself, when a clock ran out.
    """

    name: str
    label: Text
    sources: frozenset[State]
    target: State | None
    permission: str
    by: Party | None
    event: EventKind | None = None
    needs_reason: bool = False
    sets_days: bool = False
    second_person: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    version: str
    period: Period
    moves: tuple[Move, ...]

    def move(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.name == name), None)

    def from_state(self, state: State, by: Party | None = None) -> tuple[Move, ...]:
        """The moves that are open in a state, of one party or of all."""
        return tuple(m for m in self.moves if state in m.sources and (by is None or m.by is by))


def _move(  # noqa: PLR0917  (the columns of the table below)
    name: str,
    label: Text,
    sources: State | frozenset[State],
    target: State | None,
    permission: str,
    by: Party | None = Party.CUSTOMS,
    event: EventKind | None = None,
    *,
    needs_reason: bool = False,
    sets_days: bool = False,
    second_person: bool = False,
) -> Move:
    states = sources if isinstance(sources, frozenset) else frozenset({sources})
    return Move(name, label, states, target, permission, by, event, needs_reason, sets_days, second_person)


S, E = State, EventKind
_IN_HAND = frozenset({S.EXAMINATION, S.INFORMATION})
_BEFORE_DECISION = frozenset(
    {S.SUBMITTED, S.INCOMPLETE, S.EXAMINATION, S.INFORMATION, S.HEARING, S.GRANT_PROPOSED, S.REFUSAL_PROPOSED}
)
_PROPOSED = frozenset({S.GRANT_PROPOSED, S.REFUSAL_PROPOSED, S.SUSPENSION_PROPOSED, S.REVOCATION_PROPOSED})
_ALIVE = frozenset({S.GRANTED, S.REASSESSMENT})
_HANDLE, _DECIDE, _APPEALS = "cases.handle", "cases.decide", "cases.decide_appeal"
_ANSWER, _SUBMIT = "cases.answer", "cases.submit"

_2026_1 = Workflow(
    "2026-1",
    Period(date(2020, 1, 1), None),
    (
        _move(
            "accept", Text("Accept for examination"), S.SUBMITTED, S.EXAMINATION, _HANDLE, event=E.ACCEPTED
        ),
        _move(
            "accept_by_silence",
            Text("Accepted since nobody answered in time"),
            S.SUBMITTED,
            S.EXAMINATION,
            "",
            None,
            E.ACCEPTED,
        ),
        _move(
            "ask_missing",
            Text("Ask for what is missing"),
            S.SUBMITTED,
            S.INCOMPLETE,
            _HANDLE,
            event=E.MISSING_ASKED,
            needs_reason=True,
            sets_days=True,
        ),
        _move(
            "supply_missing",
            Text("Send what was missing"),
            S.INCOMPLETE,
            S.SUBMITTED,
            _ANSWER,
            Party.FIRM,
            E.MISSING_SUPPLIED,
        ),
        _move(
            "not_accept",
            Text("Do not accept"),
            frozenset({S.SUBMITTED, S.INCOMPLETE}),
            S.NOT_ACCEPTED,
            _HANDLE,
            event=E.NOT_ACCEPTED,
            needs_reason=True,
        ),
        _move(
            "ask_information",
            Text("Ask for information"),
            S.EXAMINATION,
            S.INFORMATION,
            _HANDLE,
            event=E.INFORMATION_ASKED,
            needs_reason=True,
            sets_days=True,
        ),
        _move(
            "give_information",
            Text("Answer the request"),
            S.INFORMATION,
            S.EXAMINATION,
            _ANSWER,
            Party.FIRM,
            E.INFORMATION_GIVEN,
        ),
        _move(
            "go_on_without",
            Text("Go on without the information"),
            S.INFORMATION,
            S.EXAMINATION,
            _HANDLE,
            needs_reason=True,
        ),
        _move(
            "start_validation",
            Text("Start the validation"),
            S.EXAMINATION,
            S.EXAMINATION,
            _HANDLE,
            event=E.VALIDATION_STARTED,
        ),
        _move(
            "end_validation",
            Text("End the validation"),
            S.EXAMINATION,
            S.EXAMINATION,
            _HANDLE,
            event=E.VALIDATION_ENDED,
        ),
        _move(
            "extend",
            Text("Take more time"),
            _IN_HAND,
            None,
            _HANDLE,
            event=E.EXTENDED,
            needs_reason=True,
            sets_days=True,
        ),
        _move(
            "extend_by_applicant",
            Text("Ask for more time to adjust"),
            _IN_HAND,
            None,
            _ANSWER,
            Party.FIRM,
            E.EXTENDED_BY_APPLICANT,
            needs_reason=True,
            sets_days=True,
        ),
        _move(
            "open_hearing",
            Text("Hear the firm before an adverse decision"),
            S.EXAMINATION,
            S.HEARING,
            _HANDLE,
            event=E.HEARING_OPENED,
            needs_reason=True,
            sets_days=True,
        ),
        _move(
            "answer_hearing",
            Text("Answer"),
            S.HEARING,
            S.EXAMINATION,
            _ANSWER,
            Party.FIRM,
            E.HEARING_ANSWERED,
        ),
        _move(
            "end_hearing",
            Text("Go on without an answer"),
            S.HEARING,
            S.EXAMINATION,
            _HANDLE,
            needs_reason=True,
        ),
        _move("propose_grant", Text("Propose to grant"), S.EXAMINATION, S.GRANT_PROPOSED, _HANDLE),
        _move(
            "propose_refusal",
            Text("Propose to refuse"),
            S.EXAMINATION,
            S.REFUSAL_PROPOSED,
            _HANDLE,
            needs_reason=True,
        ),
        _move(
            "send_back",
            Text("Send back"),
            _PROPOSED,
            None,
            _DECIDE,
            needs_reason=True,
        ),
        _move(
            "grant",
            Text("Grant"),
            S.GRANT_PROPOSED,
            S.GRANTED,
            _DECIDE,
            event=E.GRANTED,
            second_person=True,
        ),
        _move(
            "refuse",
            Text("Refuse"),
            S.REFUSAL_PROPOSED,
            S.REFUSED,
            _DECIDE,
            event=E.REFUSED,
            second_person=True,
        ),
        _move(
            "withdraw",
            Text("Withdraw the application"),
            _BEFORE_DECISION,
            S.WITHDRAWN,
            _SUBMIT,
            Party.FIRM,
            E.WITHDRAWN,
        ),
        _move(
            "give_up",
            Text("Give the status up"),
            _ALIVE | {S.SUSPENDED},
            S.WITHDRAWN,
            _SUBMIT,
            Party.FIRM,
            E.WITHDRAWN,
            needs_reason=True,
        ),
        _move(
            "reassess",
            Text("Start a reassessment"),
            S.GRANTED,
            S.REASSESSMENT,
            _HANDLE,
            event=E.REASSESSMENT_STARTED,
            needs_reason=True,
        ),
        _move(
            "end_reassessment",
            Text("End the reassessment: the status stays"),
            S.REASSESSMENT,
            S.GRANTED,
            _HANDLE,
            event=E.REASSESSMENT_ENDED,
            needs_reason=True,
        ),
        _move(
            "propose_suspension",
            Text("Propose to suspend"),
            _ALIVE,
            S.SUSPENSION_PROPOSED,
            _HANDLE,
            needs_reason=True,
            sets_days=True,
        ),
        _move(
            "suspend",
            Text("Suspend"),
            S.SUSPENSION_PROPOSED,
            S.SUSPENDED,
            _DECIDE,
            event=E.SUSPENDED,
            second_person=True,
        ),
        _move(
            "lift_suspension",
            Text("Lift the suspension"),
            S.SUSPENDED,
            S.GRANTED,
            _DECIDE,
            event=E.SUSPENSION_LIFTED,
            needs_reason=True,
        ),
        _move(
            "propose_revocation",
            Text("Propose to revoke"),
            _ALIVE | {S.SUSPENDED},
            S.REVOCATION_PROPOSED,
            _HANDLE,
            needs_reason=True,
        ),
        _move(
            "revoke",
            Text("Revoke"),
            S.REVOCATION_PROPOSED,
            S.REVOKED,
            _DECIDE,
            event=E.REVOKED,
            second_person=True,
        ),
        _move(
            "expire",
            Text("Expired since its validity ended"),
            HOLDS_STATUS | {S.SUSPENDED},
            S.EXPIRED,
            "",
            None,
            E.EXPIRED,
        ),
        _move(
            "appeal_refusal",
            Text("Appeal"),
            S.REFUSED,
            S.REFUSAL_APPEALED,
            _SUBMIT,
            Party.FIRM,
            E.APPEALED,
            needs_reason=True,
        ),
        _move(
            "appeal_suspension",
            Text("Appeal"),
            S.SUSPENDED,
            S.SUSPENSION_APPEALED,
            _SUBMIT,
            Party.FIRM,
            E.APPEALED,
            needs_reason=True,
        ),
        _move(
            "appeal_revocation",
            Text("Appeal"),
            S.REVOKED,
            S.REVOCATION_APPEALED,
            _SUBMIT,
            Party.FIRM,
            E.APPEALED,
            needs_reason=True,
        ),
        _move(
            "allow_appeal_of_refusal",
            Text("Allow the appeal: examine anew"),
            S.REFUSAL_APPEALED,
            S.EXAMINATION,
            _APPEALS,
            event=E.APPEAL_DECIDED,
            needs_reason=True,
            second_person=True,
        ),
        _move(
            "allow_appeal",
            Text("Allow the appeal: the status is back"),
            frozenset({S.SUSPENSION_APPEALED, S.REVOCATION_APPEALED}),
            S.GRANTED,
            _APPEALS,
            event=E.APPEAL_DECIDED,
            needs_reason=True,
            second_person=True,
        ),
        _move(
            "dismiss_appeal",
            Text("Dismiss the appeal"),
            frozenset({S.REFUSAL_APPEALED, S.SUSPENSION_APPEALED, S.REVOCATION_APPEALED}),
            None,
            _APPEALS,
            event=E.APPEAL_DECIDED,
            needs_reason=True,
            second_person=True,
        ),
    ),
)

WORKFLOWS = (_2026_1,)


def workflow_on(day: date) -> Workflow:
    """The workflow that a case begins under on the day. A case keeps it to its end."""
    return next(workflow for workflow in WORKFLOWS if day in workflow.period)


def workflow_of(version: str) -> Workflow:
    return next(workflow for workflow in WORKFLOWS if workflow.version == version)
