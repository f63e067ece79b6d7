"""Where the token's firm stands in a programme, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.trust.assessment.policies import ASSESSMENTS
from fairway.trust.assessment.selectors import standing_of
from fairway.trust.programmes.assessment_plain import assessment_plain

router = Router(tags=["aeo"])


class AssessmentQuery(Schema):
    programme: str = Field(description="The code of the programme.", examples=["safe-msme"], max_length=60)
    on: date | None = Field(None, description="As of the end of this day, by its law; today without it.")


class AssessmentAnswer(Schema):
    """The size class is computed from the profile; null: it is not known."""

    programme: str
    version: str
    on: date
    size_class: Literal["micro", "small", "medium", "large"] | None
    roles: list[str]
    reached: list[str] = Field(description="The tiers that are met.")
    tiers: list[dict[str, Any]] = Field(description="Each with its findings and the cheapest way to it.")
    questions_asked: int
    questions_spared: int


@router.get("/aeo/assessment", response=AssessmentAnswer, summary="Where the firm stands in a programme")
@requires("assessment.view")
def assessment(request: AccessRequest, query: Query[AssessmentQuery]) -> dict[str, Any]:
    own = request.actor.organisations()[0]  # the one firm in which a token acts
    firm = ASSESSMENTS.find(request.actor, "assessment.view", Organisation.objects.all(), pk=own)
    standing = standing_of(firm, query.programme, _day(query.on))
    return {
        **assessment_plain(standing.assessment, standing.law),
        "roles": [role.value for role in standing.dossier.roles],
    }


def _day(asked: date | None) -> date:
    """None to come: what a firm will have told by then nobody knows."""
    today = timezone.localdate()
    return min(asked or today, today)
