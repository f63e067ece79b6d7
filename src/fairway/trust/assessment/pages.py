"""What every page of the room begins with: the firm, where it stands, and the frame around the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link, Words
from fairway.trust.assessment.policies import ASSESSMENTS
from fairway.trust.assessment.selectors import Standing, standing_of


def firm_find(request: AccessRequest, permission: str, organisation: UUID) -> Organisation:
    return ASSESSMENTS.find(request.actor, permission, Organisation.objects.all(), pk=organisation)


def standing_find(request: AccessRequest, permission: str, organisation: UUID, programme: str) -> Standing:
    """Where the firm stands today. Raises Http404 for a programme that there is not."""
    firm = firm_find(request, permission, organisation)
    try:
        return standing_of(firm, programme, timezone.localdate())
    except UserError:
        raise Http404 from None


def place(standing: Standing, route: str, *more: object, **query: str) -> str:
    """The address of a page of the firm's work on the programme."""
    args = [standing.organisation.pk, standing.programme.code, *more]
    return reverse(f"assessment:{route}", args=args, query=query or None)


def page(
    request: AccessRequest,
    template: str,
    standing: Standing,
    title: Words,
    *,
    here: Words = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page in its frame, with the way back to the programme. `here`: a shorter title for that."""
    organisation = standing.organisation
    trail = [Link(_("Trust"), reverse("assessment:overview", args=[organisation.pk]))]
    if title is not standing.programme.name:
        trail.append(Link(standing.programme.name, place(standing, "result" if standing.begun else "start")))
    frame = {
        "organisation": organisation,
        "programme": standing.programme,
        "title": say(title),
        "here": say(here or title),
        "trail": trail,
        "offline_address": place(standing, "offline"),
        "citation": standing.law.edition.citation,
    }
    return render(request, f"assessment/{template}.html", frame | context, status=status)
