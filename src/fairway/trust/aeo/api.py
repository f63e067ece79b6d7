"""A firm's own cases for its programs: where each stands, and its clocks."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.ui.language import say
from fairway.trust.aeo.domain.workflow import STATE_NAMES, State
from fairway.trust.aeo.law import case_clocks, local_day
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.selectors import case_find, cases_page
from fairway.trust.programmes.domain.clocks import Clock

router = Router(tags=["aeo"])


class PageSchema(Schema):
    cursor: str = Field("", description="Where the page begins: “next” of the page before.")
    limit: int = Field(50, ge=1, le=200, description="At most so many cases.")


class CertificateAnswer(Schema):
    number: str
    status: str
    valid_from: date
    valid_until: date | None


class CaseAnswer(Schema):
    """A case of the firm. `state` is a code, `state_name` its words."""

    id: UUID
    number: str
    programme: str
    version: str
    tier: str
    size_class: str
    state: str
    state_name: str
    submitted_at: str = Field(description="Moment, ISO 8601, as the others.")
    changed_at: str
    closed_at: str | None
    due_on: date | None = Field(description="The first day by which somebody must act.")
    due_from: str | None = Field(description="Who must: customs or firm.")


class ClockAnswer(Schema):
    """A statutory clock as it stands today. While it is paused, `due_on` is as if it went on today."""

    code: str
    name: str
    party: str
    started_on: date
    due_on: date
    state: str
    ended_on: date | None
    deemed_on: date | None
    paused_days: int
    source: str
    is_verified: bool


class CaseWhole(CaseAnswer):
    """A case with its clocks and its certificate."""

    clocks: list[ClockAnswer]
    certificate: CertificateAnswer | None


class CasePage(Schema):
    """The newest case first; `next` is null on the last page."""

    items: list[CaseAnswer]
    next: str | None


@router.get("/aeo/cases", response=CasePage, summary="The AEO cases of the firm, the newest first")
@requires("cases.view")
def cases(request: AccessRequest, query: Query[PageSchema]) -> Any:
    found, cursor = cases_page(request.actor, after=query.cursor, limit=query.limit)
    return {"items": [_plain(case) for case in found], "next": cursor}


@router.get("/aeo/cases/{case}", response=CaseWhole, summary="One AEO case with its clocks")
@requires("cases.view")
def case(request: AccessRequest, case: UUID) -> Any:
    found = case_find(request.actor, "cases.view", case)
    today = local_day(found, timezone.now())
    certificate = Certificate.objects.filter(case=found).first()
    clocks = [_clock_plain(clock, today) for clock in case_clocks(found, today)]
    return {**_plain(found), "clocks": clocks, "certificate": certificate}


def _plain(case: Case) -> dict[str, Any]:
    return {
        "id": case.pk,
        "number": case.number,
        "programme": case.programme,
        "version": case.version,
        "tier": case.tier,
        "size_class": case.size_class,
        "state": case.state,
        "state_name": say(STATE_NAMES[State(case.state)]),
        "submitted_at": case.submitted_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "due_on": case.due_on,
        "due_from": case.due_from or None,
    }


def _clock_plain(clock: Clock, today: date) -> dict[str, Any]:
    return {
        "code": clock.rule.code,
        "name": say(clock.rule.name),
        "party": clock.rule.party,
        "started_on": clock.started_on,
        "due_on": clock.due_on,
        "state": clock.state,
        "ended_on": clock.ended_on,
        "deemed_on": clock.deemed_on,
        "paused_days": sum(pause.days(today) for pause in clock.pauses),
        "source": clock.rule.citation.name,
        "is_verified": clock.rule.citation.verified,
    }
