"""The overview of programmes, the beginning of one, and the result of a self-assessment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Role
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.ui.downloads import csv_file
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link
from fairway.trust.assessment import presentation as shown
from fairway.trust.assessment import result_presentation as result_shown
from fairway.trust.assessment.cards import card, is_of_instance
from fairway.trust.assessment.forms import StartForm
from fairway.trust.assessment.pages import firm_find, page, place, standing_find
from fairway.trust.assessment.selectors import Standing, carried_over, laws_on, standing_of
from fairway.trust.assessment.services import assessment_start
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.programme import Tier


@requires("assessment.view")
@require_safe
def overview(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm, today = firm_find(request, "assessment.view", organisation), timezone.localdate()
    standings = [standing_of(firm, law.programme.code, today) for law in laws_on(today)]
    near = [one for one in standings if one.begun or is_of_instance(one.programme)]
    far = [one for one in standings if one not in near]
    context = {
        "organisation": firm,
        "title": _("Trust"),
        "cases": _of_cases("cases", firm.pk),
        "cards": [card(one) for one in sorted(near, key=lambda one: one.begun is None)],
        "elsewhere": [card(one) for one in far],
    }
    return render(request, "assessment/overview.html", context)


@requires("assessment.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: AccessRequest, organisation: UUID, programme: str) -> HttpResponse:
    """The roles of the firm and the tier that it wants, with what each tier costs and gives."""
    standing = standing_find(request, "assessment.draft", organisation, programme)
    first = {"roles": [str(role) for role in standing.dossier.roles], "tier": standing.tier.code}
    form = StartForm(standing.law, request.POST or None, initial=first)
    if form.is_valid() and _started(request, standing, form):
        return redirect(place(standing, "next"))
    return page(
        request,
        "start",
        standing,
        standing.programme.name,
        status=422 if form.errors else 200,
        form=form,
        chosen=form["tier"].value(),
        begun=standing.begun,
        tiers=[
            {
                "code": tier.code,
                "name": tier.name,
                "summary": tier.summary,
                "facts": shown.tier_facts(standing, tier),
            }
            for tier in standing.law.tiers
        ],
        carried_title=_("You need not begin at nought"),
        carried=carried_over(standing),
    )


@requires("assessment.view")
@require_safe
def result(request: AccessRequest, organisation: UUID, programme: str) -> HttpResponse:
    standing = standing_find(request, "assessment.view", organisation, programme)
    if standing.begun is None:
        return redirect(place(standing, "start"))
    tier = _tier(request, standing)
    return page(
        request,
        "result",
        standing,
        result_shown.headline(standing, tier),
        here=tier.name,
        headline=result_shown.headline(standing, tier),
        facts=result_shown.facts_line(standing),
        rungs=shown.rungs(standing),
        path=result_shown.path_shown(standing, tier),
        path_title=Text("The cheapest way to “{tier}”", {"tier": tier.name}),
        findings=result_shown.findings(standing, tier),
        money=shown.money_facts(standing, tier),
        benefits=shown.benefits(standing, tier),
        **_ways_on(request, standing, tier),
    )


@requires("assessment.view")
@require_safe
def result_download(request: AccessRequest, organisation: UUID, programme: str) -> HttpResponse:
    standing = standing_find(request, "assessment.view", organisation, programme)
    tier = _tier(request, standing)
    return csv_file(f"{slugify(programme)}-{slugify(tier.code)}", result_shown.result_csv(standing, tier))


def _started(request: AccessRequest, standing: Standing, form: StartForm) -> bool:
    try:
        assessment_start(
            actor=request.actor,
            organisation=standing.organisation,
            programme=standing.programme.code,
            tier=form.cleaned_data["tier"],
            roles=form.cleaned_data["roles"],
        )
    except UserError as error:
        form.add_error(None, say(error.text))
        return False
    if standing.begun:
        messages.success(request, _("Saved. What you have answered stays."))
    return True


def _tier(request: AccessRequest, standing: Standing) -> Tier:
    """The tier asked for; the one that the firm works towards where none is. Raises Http404."""
    asked = request.GET.get("tier")
    try:
        return standing.law.tier(asked) if asked else standing.tier
    except UserError:
        raise Http404 from None


def _ways_on(request: AccessRequest, standing: Standing, tier: Tier) -> dict[str, Any]:
    """What can be done from the result: applying, answering, looking at another tier."""
    is_owner = request.actor.role_in(standing.organisation.pk) is Role.OWNER
    is_met = shown.tier_finding(standing, tier.code).outcome is Outcome.MET
    place_of_tier = (standing.organisation.pk, standing.programme.code, tier.code)
    address = _of_cases("apply", *place_of_tier) if is_met else None
    notes = [] if is_owner or not address else [Text("The owner of the firm submits the application.")]
    return {
        "apply": Link(Text("Apply for “{tier}”", {"tier": tier.name}), address)
        if is_owner and address
        else None,
        "notes": notes,
        "questions": place(standing, "next"),
        "evidence": place(standing, "evidence"),
        "start": place(standing, "start"),
        "download": place(standing, "result-download", tier=tier.code),
        "other_tiers": [
            Link(other.name, place(standing, "result", tier=other.code))
            for other in standing.law.tiers
            if other is not tier
        ],
    }


def _of_cases(route: str, *args: object) -> str | None:
    """An address of the room of cases, which stands above this one; without it nobody can apply here."""
    try:
        return reverse(f"aeo:{route}", args=args)
    except NoReverseMatch:
        return None
