"""Where a person lands after signing in, and the first page of each organisation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fairway.desk.home.presentation import (
    firm_facts,
    invitation_rows,
    organisation_facts,
    plans_table,
    product_links,
    queue_links,
    step_links,
)
from fairway.desk.home.selectors import firm_overview, invitations_for, office_queues
from fairway.platform.access.actor import OrganisationKind
from fairway.platform.access.decisions import AccessRequest, requires, signed_in
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.policies import ORGANISATIONS
from fairway.platform.accounts.selectors import members_list
from fairway.platform.accounts.services import person_of


@signed_in
@require_safe
def start(request: AccessRequest) -> HttpResponse:
    """To the person's workspace; to a choice where there are several, to a beginning where there is none."""
    actor = request.actor
    organisations = list(Organisation.objects.filter(pk__in=actor.organisations()))
    if len(organisations) == 1 and not actor.lacks_second_factor:
        return redirect("home:workspace", organisations[0].pk)
    context = {
        "organisations": organisations,
        "invitations": invitation_rows(invitations_for(person_of(actor), now=timezone.now())),
        "lacks_second_factor": actor.lacks_second_factor,
    }
    return render(request, "home/start.html", context)


@requires("organisation.view")
@require_safe
def workspace(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """What to do next, and what there is."""
    found = ORGANISATIONS.find(
        request.actor, "organisation.view", Organisation.objects.all(), pk=organisation
    )
    if found.kind == OrganisationKind.FIRM and request.actor.role_in(found.pk):
        return _firm(request, found)
    queues = office_queues(request.actor, found, today=timezone.now().date())
    context = {
        "organisation": found,
        "facts": organisation_facts(found, members_list(found).count()),
        "runs_instance": found.is_host and request.actor.runs_instance,
        "handles_cases": queues is not None,
        "queues": queue_links(queues or {}, found),
    }
    return render(request, "home/office.html", context)


def _firm(request: AccessRequest, firm: Organisation) -> HttpResponse:
    overview = firm_overview(request.actor, firm, today=timezone.now().date())
    context = {
        "organisation": firm,
        "overview": overview,
        "facts": firm_facts(overview.facts, overview.size),
        "products": product_links(overview.facts, firm),
        "steps": step_links(overview.steps, firm),
        "plans": plans_table(overview.newest_plans, firm),
    }
    return render(request, "home/firm.html", context)
