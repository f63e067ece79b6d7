"""The profile of the token's firm over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict, WithJsonSchema

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.api_fields import Moment
from fairway.platform.accounts.idempotency import idempotent
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.domain.schema import facts_schema
from fairway.platform.firms.domain.state import replacement
from fairway.platform.firms.policies import FIRMS
from fairway.platform.firms.presentation import finding_plain, firm_plain
from fairway.platform.firms.selectors import profile_on, size_on, state_on
from fairway.platform.firms.services import profile_change

router = Router(tags=["firm"])
Facts = Annotated[dict[str, Any], WithJsonSchema(facts_schema())]


class DaySchema(Schema):
    on: date | None = Field(None, description="The day, YYYY-MM-DD; today when left out.")
    as_of: Moment | None = Field(
        None, description="With it: only what had been told by this moment, as in 2026-01-31T12:00:00Z."
    )


class _ChangeSchema(Schema):
    model_config = ConfigDict(extra="forbid")

    effective_on: date | None = Field(
        None, description="From which day it is true, YYYY-MM-DD; today when left out."
    )
    reason: str = Field("", max_length=500)


class ChangeSchema(_ChangeSchema):
    changes: Facts = Field(description="What changes; null forgets a fact.")


class ReplaceSchema(_ChangeSchema):
    facts: Facts = Field(description="All that is true; what is left out is forgotten.")


class FirmAnswer(Schema):
    """Numbers and amounts are texts. What is not known is null."""

    on: date
    facts: dict[str, Any]


class SizeAnswer(Schema):
    """One finding for each definition that applies; the first is that of the firm's economy."""

    on: date
    findings: list[dict[str, Any]]


@router.get("/firm", response=FirmAnswer, summary="The firm's profile on a day")
@requires("firm.view")
def firm(request: AccessRequest, query: Query[DaySchema]) -> Any:
    on = query.on or timezone.localdate()
    return firm_plain(profile_on(_firm(request, "firm.view"), on, as_of=query.as_of), on)


@router.patch("/firm", response=FirmAnswer, summary="Tell what changed in the profile, and from which day")
@requires("firm.change")
@idempotent
def firm_change(request: AccessRequest, body: ChangeSchema) -> Any:
    return _changed(request, _firm(request, "firm.change"), body, body.changes)


@router.put("/firm", response=FirmAnswer, summary="Tell the whole profile, and from which day it is true")
@requires("firm.change")
@idempotent
def firm_replace(request: AccessRequest, body: ReplaceSchema) -> Any:
    found = _firm(request, "firm.change")
    known = state_on(found, body.effective_on or timezone.localdate())
    return _changed(request, found, body, replacement(known, body.facts))


@router.get("/firm/size", response=SizeAnswer, summary="The firm's size class on a day, with its steps")
@requires("firm.view")
def firm_size(request: AccessRequest, query: Query[DaySchema]) -> Any:
    on = query.on or timezone.localdate()
    found = size_on(_firm(request, "firm.view"), on, as_of=query.as_of)
    return {"on": on, "findings": [finding_plain(finding) for finding in found]}


def _firm(request: AccessRequest, permission: str) -> Organisation:
    """The one firm in which a token acts."""
    own = request.actor.organisations()[0]
    return FIRMS.find(request.actor, permission, Organisation.objects.all(), pk=own)


def _changed(
    request: AccessRequest, found: Organisation, body: _ChangeSchema, changes: dict[str, Any]
) -> Any:
    on = body.effective_on or timezone.localdate()
    profile_change(
        actor=request.actor, organisation=found, effective_on=on, changes=changes, reason=body.reason
    )
    return firm_plain(profile_on(found, on), on)
