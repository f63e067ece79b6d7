"""The office in which an official works, and the cases there."""

from __future__ import annotations

from uuid import UUID

from fairway.platform.access.decisions import AccessRequest
from fairway.platform.accounts.models import Organisation
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.policies import OFFICE
from fairway.trust.aeo.selectors import case_find


def office_of(request: AccessRequest, organisation: UUID, permission: str = "cases.queue") -> Organisation:
    """The office, for those of it whom the policy names. Raises Http404 and PermissionDenied."""
    return OFFICE.find(request.actor, permission, Organisation.objects.all(), pk=organisation)


def case_of(request: AccessRequest, organisation: UUID, case: UUID, permission: str) -> Case:
    """The case, for an officer of the office. Raises Http404 and PermissionDenied."""
    office_of(request, organisation)
    return case_find(request.actor, permission, case)
