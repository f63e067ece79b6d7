"""Answers that were given without a network, when they arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.trust.assessment.domain.draft import DraftAnswer
from fairway.trust.assessment.models import Answer
from fairway.trust.assessment.policies import ASSESSMENTS
from fairway.trust.assessment.services import Told, answer_keep


class Arrival(StrEnum):
    """What became of an answer. Only a refused one is not kept."""

    ACCEPTED = "accepted"
    OVERTAKING = "overtaking"  # it counts, over an answer that the person had not seen
    OLDER = "older"  # it is kept; a later answer counts
    REPEATED = "repeated"  # it had arrived before
    REFUSED = "refused"


WORDS = {
    Arrival.ACCEPTED: Text("Uploaded."),
    Arrival.OVERTAKING: Text(
        "Uploaded. Somebody else had answered this meanwhile; your answer is the later one and counts."
    ),
    Arrival.OLDER: Text(
        "Uploaded, but it does not count: a later answer had been given meanwhile. Answer again to change it."
    ),
    Arrival.REPEATED: Text("It had been uploaded already."),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    client_id: UUID
    fact: str
    arrival: Arrival
    words: Text


@transaction.atomic
def answers_upload(
    *, actor: Actor, organisation: Organisation, answers: Sequence[DraftAnswer], seen: datetime
) -> tuple[Receipt, ...]:
    """Keep the answers in their order; what cannot be kept is told and holds up none of the others.

    `seen`: the moment of which the page showed what the house knew. Sent again, nothing is kept twice.
    """
    ASSESSMENTS.check(actor, "assessment.draft", organisation)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    receipts = tuple(_arrive(actor, organisation, answer, seen) for answer in answers)
    new = [one for one in receipts if one.arrival not in (Arrival.REFUSED, Arrival.REPEATED)]
    if new:
        event_record(
            actor=actor,
            verb="assessment.uploaded",
            subject=organisation,
            organisation=organisation.pk,
            after={"count": len(new), "facts": [one.fact for one in new]},
        )
    return receipts


def _arrive(actor: Actor, organisation: Organisation, answer: DraftAnswer, seen: datetime) -> Receipt:
    try:
        told = answer_keep(
            actor=actor,
            organisation=organisation,
            fact=answer.fact,
            value=answer.value,
            client_id=answer.client_id,
            told_at=answer.told_at,
        )
    except UserError as error:
        return Receipt(answer.client_id, answer.fact, Arrival.REFUSED, error.text)
    arrival = _arrival(told, seen)
    return Receipt(answer.client_id, answer.fact, arrival, WORDS[arrival])


def _arrival(told: Told, seen: datetime) -> Arrival:
    if not told.is_new:
        return Arrival.REPEATED
    if not told.counts:
        return Arrival.OLDER
    others = Answer.objects.filter(
        organisation=told.answer.organisation, fact=told.answer.fact, received_at__gt=seen
    ).exclude(told_by=told.answer.told_by)
    return Arrival.OVERTAKING if others.exists() else Arrival.ACCEPTED
