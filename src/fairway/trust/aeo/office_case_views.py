"""One case on one page, and what is done beside its workflow: whose it is, its fee, files, reports."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.files.handout import content_response
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link
from fairway.trust.aeo.law import case_clocks, local_day
from fairway.trust.aeo.models import Case, Report
from fairway.trust.aeo.office_access import case_of, office_of
from fairway.trust.aeo.office_after_grant import after_grant
from fairway.trust.aeo.office_case_presentation import (
    case_facts,
    case_head,
    clock_lines,
    criterion_lines,
    decision_lines,
    move_links,
)
from fairway.trust.aeo.office_correspondence import letters_and_answers
from fairway.trust.aeo.office_forms import AssignForm
from fairway.trust.aeo.office_selectors import officers_of
from fairway.trust.aeo.office_submission import answers_told, completeness
from fairway.trust.aeo.office_words import PLAN_MODES
from fairway.trust.aeo.planning import case_plan
from fairway.trust.aeo.selectors import case_files, has_tie, may, open_moves
from fairway.trust.aeo.services.handling import case_assign, case_file_open, fee_mark_paid
from fairway.trust.aeo.services.holding import report_mark_seen

MUST_ALONE = 1  # the weight of a criterion of which nothing but its being a must speaks


@requires("cases.view")
@require_safe
def case_page(request: AccessRequest, organisation: UUID, case: UUID) -> HttpResponse:
    """What there is to know, and the steps that are open. Who has a tie to the firm sees no findings."""
    found = case_of(request, organisation, case, "cases.view")
    office, today = office_of(request, organisation), local_day(found, timezone.now())
    moves = open_moves(request.actor, found)
    clocks = clock_lines(case_clocks(found, today), today)
    context = {
        "organisation": office,
        "case": found,
        "trail": [Link(_("Cases"), reverse("aeo:queue", args=[office.pk]))],
        "head": case_head(found, today),
        "facts": case_facts(found),
        "moves": move_links(office, found, moves),
        "is_tied": has_tie(request.actor, found),
        "awaited": [clock for clock in clocks if clock.is_awaited],
        "over": [clock for clock in clocks if not clock.is_awaited],
        "assign": AssignForm(officers=officers_of(office)),
        "said": letters_and_answers(found),
        "letters": found.letters.order_by("-written_at"),
        "files": case_files(found),
        "answers": answers_told(found),
        "required": completeness(found, today),
        "holding": after_grant(found),
        **(_officers_only(found, today) if may(request.actor, "cases.handle", found) else {}),
    }
    return render(request, "aeo/office/case.html", context)


@requires("cases.assign")
@require_POST
def assign(request: AccessRequest, organisation: UUID, case: UUID) -> HttpResponse:
    found, office = case_of(request, organisation, case, "cases.assign"), office_of(request, organisation)
    form = AssignForm(request.POST, officers=officers_of(office))
    assigned = form.applied(
        lambda given: case_assign(actor=request.actor, case=found, officer=form.officer_for(request.actor.id))
    )
    if assigned:
        messages.success(request, _("It is noted whose case it is."))
    else:
        messages.error(request, form.faults())
    return redirect("aeo:office-case", organisation=organisation, case=case)


@requires("cases.handle")
@require_POST
def fee_paid(request: AccessRequest, organisation: UUID, case: UUID) -> HttpResponse:
    found = case_of(request, organisation, case, "cases.handle")
    try:
        fee_mark_paid(actor=request.actor, case=found)
    except UserError as error:
        messages.error(request, say(error.text))
    else:
        messages.success(request, _("The fee is noted as paid."))
    return redirect("aeo:office-case", organisation=organisation, case=case)


@requires("cases.view")
@require_safe
def case_file(request: AccessRequest, organisation: UUID, case: UUID, file: UUID) -> HttpResponseBase:
    """The firm sees in its file's history that an officer has downloaded it."""
    found = case_of(request, organisation, case, "cases.view")
    return content_response(case_file_open(actor=request.actor, case=found, file=file))


@requires("cases.handle")
@require_POST
def report_seen(request: AccessRequest, organisation: UUID, case: UUID, report: UUID) -> HttpResponse:
    found = case_of(request, organisation, case, "cases.handle")
    told = get_object_or_404(Report, pk=report, certificate__case=found)
    report_mark_seen(actor=request.actor, report=told)
    messages.success(request, _("It is noted that you have read it."))
    return redirect("aeo:office-case", organisation=organisation, case=case)


def _officers_only(case: Case, today: date) -> dict[str, Any]:
    """What officers found and intend: not for somebody with a tie to the firm."""
    plan = case_plan(case, today)
    return {
        "may_handle": True,
        "lines": criterion_lines(case),
        "plan": plan,
        "plan_mode": PLAN_MODES[plan.mode],
        "look_first": [focus for focus in plan.look_first if focus.weight > MUST_ALONE],
        "decisions": decision_lines(case),
    }
