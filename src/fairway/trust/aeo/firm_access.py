"""The firm whose pages these are, its cases and its certificates."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from fairway.platform.access.decisions import AccessRequest
from fairway.platform.accounts.models import Organisation
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.policies import APPLICATIONS
from fairway.trust.aeo.selectors import case_find, certificates_of


def firm_of(request: AccessRequest, organisation: UUID, permission: str = "cases.list") -> Organisation:
    """The firm, for its own people. Raises Http404 and PermissionDenied."""
    return APPLICATIONS.find(request.actor, permission, Organisation.objects.all(), pk=organisation)


def firm_case(request: AccessRequest, organisation: UUID, case: UUID, permission: str = "cases.view") -> Case:
    """A case of the firm, for its own people: officers have pages of their own."""
    firm = firm_of(request, organisation)
    found = case_find(request.actor, permission, case)
    if found.organisation_id != firm.pk:
        raise Http404
    return found


def firm_certificate(request: AccessRequest, organisation: UUID, certificate: UUID) -> Certificate:
    firm = firm_of(request, organisation)
    rows = certificates_of(request.actor, firm).select_related("case__organisation", "organisation")
    found = rows.filter(pk=certificate).first()
    if found is None:
        raise Http404
    return found
