"""Steps of a case that one officer takes: moves of the workflow, and findings by criterion."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.views import entered
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.ui.language import say
from fairway.trust.aeo.domain.workflow import Move, workflow_of
from fairway.trust.aeo.law import case_criteria, case_tier
from fairway.trust.aeo.models import Case, OfficerFinding
from fairway.trust.aeo.office_access import case_of, office_of
from fairway.trust.aeo.office_case_forms import FindingForm, MoveForm
from fairway.trust.aeo.office_case_presentation import MADE_ELSEWHERE, computed_line
from fairway.trust.aeo.office_matrix import risk_matrix
from fairway.trust.aeo.office_step import case_trail, step_page
from fairway.trust.aeo.office_words import DAYS_LABELS, MOVE_HINTS, REASON_LABELS
from fairway.trust.aeo.selectors import latest_findings
from fairway.trust.aeo.services.findings import finding_record
from fairway.trust.aeo.services.moves import case_move
from fairway.trust.programmes.domain.clock_rule import Party
from fairway.trust.programmes.domain.programme import Validation


@requires("cases.handle")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: AccessRequest, organisation: UUID, case: UUID, move: str) -> HttpResponse:
    """The small form of one step, with what the step needs."""
    found = case_of(request, organisation, case, "cases.handle")
    step = _step_named(found, move)
    form = _move_form(request, found, step)
    if form.applied(lambda given: _make(request, found, step, given)):
        messages.success(request, _("%(step)s: done.") % {"step": say(step.label)})
        return redirect("aeo:office-case", organisation=organisation, case=found.pk)
    context = {"step": step, "hint": MOVE_HINTS.get(step.name)}
    office = office_of(request, organisation)
    return step_page(
        request,
        "aeo/office/move.html",
        office=office,
        case=found,
        form=form,
        moves=(step.name,),
        context=context,
    )


@requires("cases.handle")
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: AccessRequest, organisation: UUID, case: UUID, criterion: str) -> HttpResponse:
    """What the officer finds of one criterion, beside what the engine found."""
    found = case_of(request, organisation, case, "cases.handle")
    asked = next((one for one in case_criteria(found) if one.code == criterion), None)
    if asked is None:
        raise Http404
    last = latest_findings(found).get(criterion)
    form = FindingForm(entered(request)) if request.method == "POST" else FindingForm.of(last)
    recorded = form.applied(lambda given: _record(request, found, criterion, given))
    if recorded:
        messages.success(request, _("The finding is recorded."))
        return redirect("aeo:office-case", organisation=organisation, case=found.pk)
    office = office_of(request, organisation)
    context = {
        "organisation": office,
        "case": found,
        "trail": case_trail(office, found),
        "criterion": asked,
        "form": form,
        "computed": computed_line(found, criterion),
        "last": last,
        "matrix": risk_matrix(form["risk"].value()),
    }
    return render(request, "aeo/office/finding.html", context, status=422 if form.errors else 200)


def _step_named(case: Case, name: str) -> Move:
    """Raises Http404 for a move that no officer makes with this form."""
    found = workflow_of(case.workflow).move(name)
    if found is None or found.by is not Party.CUSTOMS or name in MADE_ELSEWHERE:
        raise Http404
    return found


def _move_form(request: AccessRequest, case: Case, step: Move) -> MoveForm:
    initial: dict[str, Any] = {"seen_turn": case.turn}
    if step.name == "start_validation":
        usual = case_tier(case).validation[SizeClass(case.size_class)]
        initial["place"] = Validation.REMOTE if usual is Validation.NONE else usual
    form = MoveForm(step, entered(request), initial=initial)
    for name, labels in (("reason", REASON_LABELS), ("days", DAYS_LABELS)):
        if name in form.fields and step.name in labels:
            form.fields[name].label = labels[step.name]
    return form


def _make(request: AccessRequest, case: Case, step: Move, given: dict[str, Any]) -> Case:
    return case_move(
        actor=request.actor,
        case=case,
        move=step.name,
        seen_turn=given["seen_turn"],
        reason=given.get("reason", ""),
        days=given.get("days"),
        data={"place": given["place"]} if given.get("place") else None,
    )


def _record(request: AccessRequest, case: Case, criterion: str, given: dict[str, Any]) -> OfficerFinding:
    return finding_record(
        actor=request.actor,
        case=case,
        criterion=criterion,
        outcome=given["outcome"],
        likelihood=given["likelihood"],
        impact=given["impact"],
        response=given["response"],
        note=given["note"],
        minutes=given["minutes"] or 0,
    )
