"""May this person do it to this case? A refusal for a tie to the firm is said with its reason, and kept."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fairway.platform.access.actor import Actor, Role
from fairway.platform.audit.services import event_record
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.policies import CASES, holds_office
from fairway.trust.aeo.selectors import has_tie, may
from fairway.trust.aeo.services.refusals import CaseRefused, ConflictOfInterest

_KEPT_FREE_OF_TIES = {
    "cases.handle": (Role.OFFICER, Role.SUPERVISOR),
    "cases.decide": (Role.OFFICER, Role.SUPERVISOR),
    "cases.decide-appeal": (Role.SUPERVISOR,),
}


def right_check(actor: Actor, permission: str, case: Case) -> None:
    """Raises ConflictOfInterest for who would be allowed but for a tie to the firm; that is recorded.

    Call it before the transaction of the change: the record of the refusal must outlive it. Otherwise
    raises as the policy does.
    """
    roles = _KEPT_FREE_OF_TIES.get(permission, ())
    if not may(actor, permission, case) and holds_office(actor, *roles) and has_tie(actor, case):
        refusal_record(actor, "case.tie_refused", case)
        raise ConflictOfInterest
    CASES.check(actor, permission, case)


@transaction.atomic
def refusal_record(actor: Actor, verb: str, case: Case) -> None:
    """In a transaction of its own: it outlives the change that was refused."""
    case_record(actor, verb, case)


def case_record(actor: Actor, verb: str, case: Case) -> None:
    """An event of a case that says no more than its number."""
    event_record(
        actor=actor,
        verb=verb,
        subject=case,
        organisation=case.organisation_id,
        after={"number": case.number},
    )


def officer_of(actor: Actor) -> UUID:
    """The person who signs. Raises PermissionDenied for a program: people decide."""
    if not actor.is_signed_in:
        raise PermissionDenied
    return UUID(actor.id)


def second_person_check(actor: Actor, case: Case, first: set[UUID], refusal: CaseRefused) -> None:
    """Raises `refusal`, after recording it, when the person is among the first."""
    if officer_of(actor) in first:
        refusal_record(actor, "case.second_signature_refused", case)
        raise refusal
