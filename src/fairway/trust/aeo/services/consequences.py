"""What follows from a move: the certificate, an open proposal that lapses, the letter."""

from __future__ import annotations

from collections.abc import Mapping

from fairway.platform.access.actor import Actor
from fairway.trust.aeo.domain.workflow import PROPOSED, State
from fairway.trust.aeo.models import Case, CaseEvent, Certificate, Decision
from fairway.trust.aeo.services.letters import letter_send
from fairway.trust.aeo.services.status import Change, certificate_change, certificate_grant
from fairway.trust.aeo.services.transition import Step, state_change

_CHANGES: Mapping[str, Change] = {
    "suspend": Change.SUSPENDED,
    "lift_suspension": Change.REINSTATED,
    "allow_appeal": Change.REINSTATED,
    "revoke": Change.REVOKED,
    "give_up": Change.WITHDRAWN,
    "expire": Change.EXPIRED,
}


def move_make(actor: Actor, case: Case, step: Step) -> CaseEvent:
    """Make a move that was checked, of a locked case, with all that follows from it."""
    source = State(case.state)
    event = state_change(actor, case, step)
    if source in PROPOSED and case.state not in PROPOSED:
        case.decisions.filter(outcome="").update(outcome=Decision.Outcome.LAPSED, decided_at=step.at)
    if step.move.name == "grant":
        certificate_grant(actor, case, step.at)
    elif change := _CHANGES.get(step.move.name):
        certificate_change(actor, Certificate.objects.get(case=case), change, step.at)
    letter_send(case, event)
    return event
