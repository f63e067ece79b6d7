"""Decisions of two people: one proposes with reasons, another decides or sends back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.audit.services import event_record
from fairway.trust.aeo.domain.words import clean_words
from fairway.trust.aeo.domain.workflow import Move, workflow_of
from fairway.trust.aeo.models import Case, Decision
from fairway.trust.aeo.planning import case_outcomes
from fairway.trust.aeo.selectors import open_proposal
from fairway.trust.aeo.services.consequences import move_make
from fairway.trust.aeo.services.proposals import Proposal, proposal_check
from fairway.trust.aeo.services.refusals import MoveRefused
from fairway.trust.aeo.services.rights import officer_of, right_check, second_person_check
from fairway.trust.aeo.services.transition import Step, case_locked


@dataclass(frozen=True, slots=True)
class _Moves:
    """The names of the two moves of a kind of decision."""

    propose: str
    make: str


_MOVES: Mapping[str, _Moves] = {
    Decision.Kind.GRANT: _Moves("propose_grant", "grant"),
    Decision.Kind.REFUSAL: _Moves("propose_refusal", "refuse"),
    Decision.Kind.SUSPENSION: _Moves("propose_suspension", "suspend"),
    Decision.Kind.REVOCATION: _Moves("propose_revocation", "revoke"),
}


def decision_propose(
    *,
    actor: Actor,
    case: Case,
    kind: str,
    seen_turn: int,
    summary: str,
    reasons: Mapping[str, str],
    ground: str = "",
    days: int | None = None,
    measures: str = "",
) -> Decision:
    """Propose a decision to a second person. `reasons` are by the code of the criterion.

    `ground`, `days` and `measures` are a suspension's. Raises MoveRefused with what is missing,
    CaseMovedMeanwhile, ConflictOfInterest, and as the policy does.
    """
    if kind not in _MOVES:
        raise MoveRefused(Text("There is no decision “{kind}”.", {"kind": kind[:40]}))
    right_check(actor, "cases.handle", case)
    said = {code: clean_words(words) for code, words in reasons.items()}
    proposal = Proposal(kind, clean_words(summary), said, ground, days, clean_words(measures))
    with transaction.atomic():
        locked = case_locked(case, seen_turn)
        proposal_check(locked, proposal)
        # Its words stay in the proposal: the firm reads them when a second person has decided.
        step = Step(_move(locked, _MOVES[kind].propose))
        move_make(actor, locked, step)
        return _kept(actor, locked, proposal, step)


def decision_make(*, actor: Actor, case: Case, seen_turn: int) -> Case:
    """Make the decision that another person proposed.

    Raises MoveRefused for the one who proposed it, CaseMovedMeanwhile, ConflictOfInterest, and as the
    policy does.
    """
    right_check(actor, "cases.decide", case)
    second_person_check(actor, case, _proposers(case), MoveRefused(_BY_ANOTHER))
    with transaction.atomic():
        locked = case_locked(case, seen_turn)
        decision = _waiting(locked)
        step = Step(_move(locked, _MOVES[decision.kind].make), decision.summary, decision.days)
        decision.outcome = Decision.Outcome.MADE
        decision.decided_by_id, decision.decided_at = officer_of(actor), step.at
        decision.save(update_fields=["outcome", "decided_by", "decided_at"])
        _record(actor, "case.decided", locked, decision)
        move_make(actor, locked, step)
    return locked


def decision_send_back(*, actor: Actor, case: Case, seen_turn: int, reply: str) -> Case:
    """Send the proposal back with a reply; the case is where it was before. Its proposer may do it too."""
    right_check(actor, "cases.decide", case)
    words = clean_words(reply)
    if not words:
        raise MoveRefused(Text("Say why you send the proposal back."))
    with transaction.atomic():
        locked = case_locked(case, seen_turn)
        decision = _waiting(locked)
        step = Step(_move(locked, "send_back"))
        decision.outcome, decision.reply = Decision.Outcome.SENT_BACK, words
        decision.decided_by_id, decision.decided_at = officer_of(actor), step.at
        decision.save(update_fields=["outcome", "reply", "decided_by", "decided_at"])
        _record(actor, "case.sent_back", locked, decision)
        move_make(actor, locked, step)
    return locked


_BY_ANOTHER = Text("You proposed this decision. Another officer must make it.")


def _kept(actor: Actor, case: Case, proposal: Proposal, step: Step) -> Decision:
    outcomes = case_outcomes(case)
    decision = Decision.objects.create(
        case=case,
        kind=proposal.kind,
        ground=proposal.ground,
        reasons={
            code: {"outcome": outcomes[code], "reason": words} for code, words in proposal.reasons.items()
        },
        summary=proposal.summary,
        measures=proposal.measures,
        days=proposal.days,
        proposed_by_id=officer_of(actor),
        proposed_at=step.at,
    )
    _record(actor, "case.proposed", case, decision)
    return decision


def _move(case: Case, name: str) -> Move:
    found = workflow_of(case.workflow).move(name)
    if found is None:
        raise MoveRefused(Text("The workflow of this case has no such decision."))
    return found


def _proposers(case: Case) -> set[UUID]:
    proposal = open_proposal(case)
    return {proposal.proposed_by_id} if proposal else set()


def _waiting(case: Case) -> Decision:
    proposal = open_proposal(case)
    if proposal is None:
        raise MoveRefused(Text("No proposal waits for a decision in this case."))
    return proposal


def _record(actor: Actor, verb: str, case: Case, decision: Decision) -> None:
    event_record(
        actor=actor,
        verb=verb,
        subject=case,
        organisation=case.organisation_id,
        after={
            "number": case.number,
            "proposal": decision.kind,
            "decision": decision.pk,
            "criteria": list(decision.reasons),
        },
        rule_version=f"{case.programme} {case.version}",
    )
