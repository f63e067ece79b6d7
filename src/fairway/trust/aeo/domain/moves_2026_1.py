"""The moves of the workflow 2026-1, in the order in which a case meets them."""

from __future__ import annotations

from datetime import date

from fairway.kernel.period import Period
from fairway.kernel.text import Text
from fairway.trust.aeo.domain.move import Move, Workflow
from fairway.trust.aeo.domain.states import HOLDS_STATUS, PROPOSED, State
from fairway.trust.programmes.domain.clock_rule import EventKind, Party

S, E = State, EventKind
_HANDLE, _DECIDE, _APPEALS = "cases.handle", "cases.decide", "cases.decide-appeal"
_ANSWER, _SUBMIT = "cases.answer", "cases.submit"


def _move(  # noqa: PLR0917  (the columns of the table below)
    name: str,
    label: Text,
    sources: State | frozenset[State],
    target: State | None,
    permission: str,
    event: EventKind | None = None,
    *,
    needs_reason: bool = False,
    sets_days: bool = False,
    second_person: bool = False,
    returns: bool = False,
) -> Move:
    states = sources if isinstance(sources, frozenset) else frozenset({sources})
    return Move(
        name, label, states, target, permission, _PARTIES[permission], event,
        needs_reason, sets_days, second_person, returns,
    )  # fmt: skip


_PARTIES = {
    _HANDLE: Party.CUSTOMS,
    _DECIDE: Party.CUSTOMS,
    _APPEALS: Party.CUSTOMS,
    _ANSWER: Party.FIRM,
    _SUBMIT: Party.FIRM,
    "": None,
}
_IN_HAND = frozenset({S.EXAMINATION, S.INFORMATION})
_BEFORE_DECISION = frozenset(
    {S.SUBMITTED, S.INCOMPLETE, S.EXAMINATION, S.INFORMATION, S.HEARING, S.GRANT_PROPOSED, S.REFUSAL_PROPOSED}
)
_ALIVE = frozenset({S.GRANTED, S.REASSESSMENT})

_APPLICATION = (
    _move("accept", Text("Accept for examination"), S.SUBMITTED, S.EXAMINATION, _HANDLE, E.ACCEPTED),
    _move(
        "accept_by_silence", Text("Accepted since nobody answered in time"),
        S.SUBMITTED, S.EXAMINATION, "", E.ACCEPTED,
    ),
    _move(
        "ask_missing", Text("Ask for what is missing"),
        S.SUBMITTED, S.INCOMPLETE, _HANDLE, E.MISSING_ASKED, needs_reason=True, sets_days=True,
    ),
    _move(
        "supply_missing", Text("Send what was missing"),
        S.INCOMPLETE, S.SUBMITTED, _ANSWER, E.MISSING_SUPPLIED,
    ),
    _move(
        "not_accept", Text("Do not accept"),
        frozenset({S.SUBMITTED, S.INCOMPLETE}), S.NOT_ACCEPTED, _HANDLE, E.NOT_ACCEPTED, needs_reason=True,
    ),
    _move(
        "not_accept_by_silence", Text("Not accepted since what was missing did not come in time"),
        S.INCOMPLETE, S.NOT_ACCEPTED, "", E.NOT_ACCEPTED,
    ),
    _move(
        "withdraw", Text("Withdraw the application"), _BEFORE_DECISION, S.WITHDRAWN, _SUBMIT, E.WITHDRAWN,
    ),
)  # fmt: skip

_EXAMINATION = (
    _move(
        "ask_information", Text("Ask for information"),
        S.EXAMINATION, S.INFORMATION, _HANDLE, E.INFORMATION_ASKED, needs_reason=True, sets_days=True,
    ),
    _move(
        "give_information", Text("Answer the request"),
        S.INFORMATION, S.EXAMINATION, _ANSWER, E.INFORMATION_GIVEN,
    ),
    # For the clocks the wait is over, with or without what was asked for.
    _move(
        "go_on_without", Text("Go on without the information"),
        S.INFORMATION, S.EXAMINATION, _HANDLE, E.INFORMATION_GIVEN, needs_reason=True,
    ),
    _move(
        "start_validation", Text("Start the validation"), S.EXAMINATION, None, _HANDLE, E.VALIDATION_STARTED,
    ),
    _move("end_validation", Text("End the validation"), S.EXAMINATION, None, _HANDLE, E.VALIDATION_ENDED),
    _move(
        "extend", Text("Take more time"),
        _IN_HAND, None, _HANDLE, E.EXTENDED, needs_reason=True, sets_days=True,
    ),
    _move(
        "extend_by_applicant", Text("Ask for more time to adjust"),
        _IN_HAND, None, _ANSWER, E.EXTENDED_BY_APPLICANT, needs_reason=True, sets_days=True,
    ),
    _move(
        "open_hearing", Text("Hear the firm before a refusal"),
        S.EXAMINATION, S.HEARING, _HANDLE, E.HEARING_OPENED, needs_reason=True, sets_days=True,
    ),
    _move("answer_hearing", Text("Answer"), S.HEARING, S.EXAMINATION, _ANSWER, E.HEARING_ANSWERED),
    _move(
        "end_hearing", Text("Go on without an answer"),
        S.HEARING, S.EXAMINATION, _HANDLE, E.HEARING_ANSWERED, needs_reason=True,
    ),
)  # fmt: skip

_DECISIONS = (
    _move("propose_grant", Text("Propose to grant"), S.EXAMINATION, S.GRANT_PROPOSED, _HANDLE),
    _move(
        "propose_refusal", Text("Propose to refuse"),
        S.EXAMINATION, S.REFUSAL_PROPOSED, _HANDLE, needs_reason=True,
    ),
    _move("send_back", Text("Send back"), PROPOSED, None, _DECIDE, needs_reason=True, returns=True),
    _move("grant", Text("Grant"), S.GRANT_PROPOSED, S.GRANTED, _DECIDE, E.GRANTED, second_person=True),
    _move("refuse", Text("Refuse"), S.REFUSAL_PROPOSED, S.REFUSED, _DECIDE, E.REFUSED, second_person=True),
)  # fmt: skip

_STATUS = (
    _move(
        "give_up", Text("Give the status up"),
        _ALIVE | {S.SUSPENDED}, S.WITHDRAWN, _SUBMIT, E.WITHDRAWN, needs_reason=True,
    ),
    _move(
        "reassess", Text("Start a reassessment"),
        S.GRANTED, S.REASSESSMENT, _HANDLE, E.REASSESSMENT_STARTED, needs_reason=True,
    ),
    _move(
        "end_reassessment", Text("End the reassessment: the status stays"),
        S.REASSESSMENT, S.GRANTED, _HANDLE, E.REASSESSMENT_ENDED, needs_reason=True,
    ),
    _move(
        "propose_suspension", Text("Propose to suspend"),
        _ALIVE, S.SUSPENSION_PROPOSED, _HANDLE, needs_reason=True, sets_days=True,
    ),
    _move(
        "suspend", Text("Suspend"),
        S.SUSPENSION_PROPOSED, S.SUSPENDED, _DECIDE, E.SUSPENDED, second_person=True,
    ),
    _move(
        "lift_suspension", Text("Lift the suspension"),
        S.SUSPENDED, S.GRANTED, _DECIDE, E.SUSPENSION_LIFTED, needs_reason=True,
    ),
    _move(
        "open_holder_hearing", Text("Hear the holder before a revocation"),
        _ALIVE | {S.SUSPENDED}, S.HOLDER_HEARING, _HANDLE, E.HEARING_OPENED,
        needs_reason=True, sets_days=True,
    ),
    _move(
        "answer_holder_hearing", Text("Answer"),
        S.HOLDER_HEARING, None, _ANSWER, E.HEARING_ANSWERED, returns=True,
    ),
    _move(
        "end_holder_hearing", Text("Go on without an answer"),
        S.HOLDER_HEARING, None, _HANDLE, E.HEARING_ANSWERED, needs_reason=True, returns=True,
    ),
    _move(
        "propose_revocation", Text("Propose to revoke"),
        _ALIVE | {S.SUSPENDED}, S.REVOCATION_PROPOSED, _HANDLE, needs_reason=True,
    ),
    _move(
        "revoke", Text("Revoke"), S.REVOCATION_PROPOSED, S.REVOKED, _DECIDE, E.REVOKED, second_person=True,
    ),
    _move(
        "expire", Text("Expired since its validity ended"),
        HOLDS_STATUS | {S.SUSPENDED, S.HOLDER_HEARING}, S.EXPIRED, "", E.EXPIRED,
    ),
)  # fmt: skip

_APPEALED = frozenset({S.REFUSAL_APPEALED, S.SUSPENSION_APPEALED, S.REVOCATION_APPEALED})
_APPEAL = (
    _move(
        "appeal_refusal", Text("Appeal"),
        S.REFUSED, S.REFUSAL_APPEALED, _SUBMIT, E.APPEALED, needs_reason=True,
    ),
    _move(
        "appeal_suspension", Text("Appeal"),
        S.SUSPENDED, S.SUSPENSION_APPEALED, _SUBMIT, E.APPEALED, needs_reason=True,
    ),
    _move(
        "appeal_revocation", Text("Appeal"),
        S.REVOKED, S.REVOCATION_APPEALED, _SUBMIT, E.APPEALED, needs_reason=True,
    ),
    _move(
        "allow_appeal_of_refusal", Text("Allow the appeal: examine anew"),
        S.REFUSAL_APPEALED, S.EXAMINATION, _APPEALS, E.APPEAL_DECIDED,
        needs_reason=True, second_person=True,
    ),
    _move(
        "allow_appeal", Text("Allow the appeal: the status is back"),
        frozenset({S.SUSPENSION_APPEALED, S.REVOCATION_APPEALED}), S.GRANTED, _APPEALS, E.APPEAL_DECIDED,
        needs_reason=True, second_person=True,
    ),
    _move(
        "dismiss_appeal", Text("Dismiss the appeal"),
        _APPEALED, None, _APPEALS, E.APPEAL_DECIDED, needs_reason=True, second_person=True, returns=True,
    ),
)  # fmt: skip

WORKFLOW = Workflow(
    "2026-1",
    Period(date(2020, 1, 1), None),
    (*_APPLICATION, *_EXAMINATION, *_DECISIONS, *_STATUS, *_APPEAL),
)
