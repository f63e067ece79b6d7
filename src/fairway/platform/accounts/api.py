"""The token's own organisation over HTTP."""

from __future__ import annotations

from typing import Any

from ninja import Field, Query, Router, Schema

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.policies import ORGANISATIONS
from fairway.platform.accounts.presentation import member_plain, organisation_plain
from fairway.platform.accounts.selectors import members_page

router = Router(tags=["organisation"])


class OrganisationAnswer(Schema):
    id: str
    kind: str = Field(description="firm, customs, chamber or ministry.")
    name: str
    economy: str = Field(description="ISO 3166 code.")
    opened: str = Field(description="Day, YYYY-MM-DD.")


class Member(Schema):
    id: str = Field(description="Of the membership: the same person has another one elsewhere.")
    name: str | None
    role: str
    since: str = Field(description="Day, YYYY-MM-DD.")


class MemberPage(Schema):
    """In the order of joining; `next` is null on the last page."""

    items: list[Member]
    next: str | None


class PageSchema(Schema):
    cursor: str = Field("", description="Where the page begins: “next” of the page before.")
    limit: int = Field(50, ge=1, le=200, description="At most so many members.")


@router.get("/organisation", response=OrganisationAnswer, summary="The organisation of the token")
@requires("organisation.view")
def organisation(request: AccessRequest) -> Any:
    return organisation_plain(organisation_of(request))


@router.get("/members", response=MemberPage, summary="Who belongs to the organisation, and in which role")
@requires("organisation.view")
def members(request: AccessRequest, query: Query[PageSchema]) -> Any:
    found, following = members_page(organisation_of(request), after=query.cursor, limit=query.limit)
    return {"items": [member_plain(membership) for membership in found], "next": following}


def organisation_of(request: AccessRequest) -> Organisation:
    """The one organisation in which a token acts."""
    own = request.actor.organisations()[0]
    return ORGANISATIONS.find(request.actor, "organisation.view", Organisation.objects.all(), pk=own)
