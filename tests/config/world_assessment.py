"""A firm that has begun a self-assessment, with one answer and one piece of evidence."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone
from tests.people import People

from fairway.trust.assessment.evidence_services import evidence_add
from fairway.trust.assessment.services import answer_tell, assessment_start


def build(people: People, world: Any) -> dict[str, Any]:
    owner = people.actor(people.owner)
    begun = assessment_start(
        actor=owner, organisation=people.firm, programme="safe-msme", tier="registered", roles=["exporter"]
    )
    answer_tell(
        actor=owner,
        organisation=people.firm,
        fact="archive_years",
        value="10",
        client_id=uuid4(),
        told_at=timezone.now(),
    )
    piece = evidence_add(
        actor=owner, organisation=people.firm, kind="bank-letter", issued_on=timezone.localdate()
    )
    return {"assessment": begun, "evidence": piece}
