"""The plans of the token's firm over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import ConfigDict

from fairway.desk.helpdesk.api import AmountSchema, QuoteSchema
from fairway.desk.plans import services
from fairway.desk.plans.api_plain import changes_plain, plan_plain, plan_whole
from fairway.desk.plans.models import Plan
from fairway.desk.plans.selectors import firm_find, plan_find, plans_page
from fairway.desk.plans.services import PlanChangedMeanwhile
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.api_fields import Moment
from fairway.platform.accounts.idempotency import idempotent
from fairway.platform.ui.language import say

router = Router(tags=["plans"])


class PageSchema(Schema):
    cursor: str = Field("", description="Where the page begins: “next” of the page before.")
    limit: int = Field(50, ge=1, le=200, description="At most so many plans.")
    changed: bool = Field(False, description="Only those with changes that the firm has not confirmed.")
    market: str = Field("", description="Only those with this destination: ISO code.", max_length=2)
    archived: bool = Field(False, description="Those put away, instead of the open ones.")


class SavedQuestion(QuoteSchema):
    """The question as `GET /quote` asks it."""

    model_config = ConfigDict(extra="forbid")


class SaveSchema(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="2 to 120 letters.", examples=["Mangoes to the US"])
    question: SavedQuestion


class RenameSchema(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="2 to 120 letters.")
    changed_at: Moment | None = Field(
        None, description="“changed_at” as last read: the change is refused when it is another by now."
    )


class AcceptSchema(Schema):
    model_config = ConfigDict(extra="forbid")

    snapshot: UUID = Field(description="“snapshot” of the changes that were read.")


class PlanAnswer(Schema):
    """A plan with the figures that the firm has seen. Amounts are decimal strings."""

    id: UUID
    name: str
    product: str
    origin: str = Field(alias="from")
    destination: str = Field(alias="to")
    on: date | None = Field(description="The day of the law; null: always today.")
    status: Literal["computed", "needs", "uncomputable"]
    duty: AmountSchema | None
    charges: AmountSchema | None
    landed_cost: AmountSchema | None
    has_changes: bool
    changed_by: AmountSchema | None = Field(description="By how much the landed cost is other now.")
    created_at: str = Field(description="Moment, ISO 8601, as the others.")
    changed_at: str  # as text: a moment cut to milliseconds would match no row
    archived_at: str | None
    last_checked_at: str


class PlanWhole(PlanAnswer):
    """A plan with its question and the answer that the firm has seen."""

    question: dict[str, list[str]]
    answer: dict[str, Any]


class PlanPage(Schema):
    """The newest plan first; `next` is null on the last page."""

    items: list[PlanAnswer]
    next: str | None


class ChangeAnswer(Schema):
    kind: str
    subject: str = Field(description="Code of what has changed.")
    text: str
    difference: AmountSchema | None
    is_information: bool = Field(description="No law has changed: a newer source, or exchange rates.")


class Changes(Schema):
    """What is other than the firm has seen. `snapshot` is what `accept` asks for."""

    snapshot: UUID
    has_changes: bool
    changed_by: AmountSchema | None
    items: list[ChangeAnswer]


@router.get("/plans", response=PlanPage, by_alias=True, summary="The plans of the firm, the newest first")
@requires("plans.view")
def plans(request: AccessRequest, query: Query[PageSchema]) -> Any:
    page = plans_page(
        request.actor,
        after=query.cursor,
        limit=query.limit,
        changed=query.changed,
        market=query.market.upper(),
        archived=query.archived,
    )
    return {"items": [plan_plain(plan) for plan in page.plans], "next": page.next}


@router.post("/plans", response={201: PlanWhole}, by_alias=True, summary="Answer a question and keep it")
@requires("plans.save")
@idempotent
def plan_save(request: AccessRequest, body: SaveSchema) -> Any:
    firm = firm_find(request.actor, request.actor.organisations()[0])
    plan = services.plan_save(
        actor=request.actor, organisation=firm, name=body.name, question=_typed(body.question)
    )
    return Status(201, plan_whole(plan))


@router.get("/plans/{pk}", response=PlanWhole, by_alias=True, summary="A plan and its answer")
@requires("plans.view")
def plan(request: AccessRequest, pk: UUID) -> Any:
    return plan_whole(plan_find(request.actor, "plans.view", pk))


@router.patch("/plans/{pk}", response=PlanAnswer, by_alias=True, summary="Rename a plan")
@requires("plans.change")
@idempotent
def plan_rename(request: AccessRequest, pk: UUID, body: RenameSchema) -> Any:
    found = plan_find(request.actor, "plans.change", pk)
    try:
        services.plan_rename(actor=request.actor, plan=found, name=body.name, seen_at=body.changed_at)
    except PlanChangedMeanwhile as error:
        raise HttpError(409, say(error.text)) from None
    return plan_plain(found)


@router.delete("/plans/{pk}", response={204: None}, summary="Archive a plan")
@requires("plans.archive")
@idempotent
def plan_archive(request: AccessRequest, pk: UUID) -> Any:
    services.plan_archive(actor=request.actor, plan=plan_find(request.actor, "plans.archive", pk))
    return Status(204, None)


@router.get("/plans/{pk}/changes", response=Changes, summary="What has changed since the firm last looked")
@requires("plans.view")
def plan_changes(request: AccessRequest, pk: UUID) -> Any:
    return changes_plain(plan_find(request.actor, "plans.view", pk))


@router.post("/plans/{pk}/accept", response=PlanAnswer, by_alias=True, summary="Confirm changes as seen")
@requires("plans.change")
@idempotent
def plan_accept(request: AccessRequest, pk: UUID, body: AcceptSchema) -> Any:
    found: Plan = plan_find(request.actor, "plans.change", pk)
    try:
        services.plan_accept(actor=request.actor, plan=found, snapshot=body.snapshot)
    except PlanChangedMeanwhile as error:
        raise HttpError(409, say(error.text)) from None
    return plan_plain(found)


def _typed(question: SavedQuestion) -> dict[str, list[str]]:
    """The fields as the form has them; a field left out was not typed."""
    fields = question.dict(by_alias=True)
    return {name: value if isinstance(value, list) else [value] for name, value in fields.items() if value}
