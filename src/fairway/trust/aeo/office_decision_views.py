"""Decisions of two people: one proposes with reasons, another confirms or sends back; and appeals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.views import entered
from fairway.trust.aeo.domain.states import State
from fairway.trust.aeo.law import case_criteria
from fairway.trust.aeo.models import Case, Decision
from fairway.trust.aeo.office_access import case_of, office_of
from fairway.trust.aeo.office_case_forms import AppealForm, CaseForm, ConfirmForm, ProposalForm, SendBackForm
from fairway.trust.aeo.office_case_presentation import (
    APPEAL_MOVES,
    DECIDING_MOVES,
    PROPOSING_MOVES,
    criterion_lines,
    decision_line,
)
from fairway.trust.aeo.office_correspondence import letters_and_answers
from fairway.trust.aeo.office_step import step_page
from fairway.trust.aeo.office_words import PROPOSE_WORDS
from fairway.trust.aeo.selectors import decision_made, open_proposal
from fairway.trust.aeo.services.decisions import decision_make, decision_propose, decision_send_back
from fairway.trust.aeo.services.moves import case_move


@requires("cases.handle")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: AccessRequest, organisation: UUID, case: UUID, kind: str) -> HttpResponse:
    """The first signature: a summary, a reason for each criterion, and for a suspension its ground."""
    found = case_of(request, organisation, case, "cases.handle")
    if kind not in Decision.Kind.values:
        raise Http404
    sort = Decision.Kind(kind)
    form = ProposalForm(sort, case_criteria(found), entered(request), initial={"seen_turn": found.turn})
    if form.applied(lambda given: _propose(request, found, sort, form, given)):
        messages.success(request, _("It is proposed. A second officer decides."))
        return redirect("aeo:office-case", organisation=organisation, case=found.pk)
    context = {
        "heading": PROPOSE_WORDS[sort],
        "kind": sort,
        "reasons": zip(criterion_lines(found), form.reason_fields(), strict=True),
    }
    office = office_of(request, organisation)
    moves = (PROPOSING_MOVES[sort],)
    return step_page(
        request, "aeo/office/propose.html", office=office, case=found, form=form, moves=moves, context=context
    )


@requires("cases.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: AccessRequest, organisation: UUID, case: UUID) -> HttpResponse:
    """The second signature: everything on one page."""
    found = case_of(request, organisation, case, "cases.decide")
    form = ConfirmForm(entered(request), initial={"seen_turn": found.turn})
    made = form.applied(
        lambda given: decision_make(actor=request.actor, case=found, seen_turn=given["seen_turn"])
    )
    if made:
        messages.success(request, _("The decision is made. The firm has its letter."))
        return redirect("aeo:office-case", organisation=organisation, case=found.pk)
    return _decide_page(request, organisation, found, form)


@requires("cases.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: AccessRequest, organisation: UUID, case: UUID) -> HttpResponse:
    """Back to whoever proposed it, with what is missing."""
    found = case_of(request, organisation, case, "cases.decide")
    form = SendBackForm(entered(request), initial={"seen_turn": found.turn})
    sent = form.applied(
        lambda given: decision_send_back(
            actor=request.actor, case=found, seen_turn=given["seen_turn"], reply=given["reply"]
        )
    )
    if sent:
        messages.success(request, _("It is sent back."))
        return redirect("aeo:office-case", organisation=organisation, case=found.pk)
    return _decide_page(request, organisation, found, form)


@requires("cases.decide-appeal")
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: AccessRequest, organisation: UUID, case: UUID) -> HttpResponse:
    """By a supervisor who had no part in the decision."""
    found = case_of(request, organisation, case, "cases.decide-appeal")
    form = AppealForm(entered(request), initial={"seen_turn": found.turn})
    if form.applied(lambda given: _decide_appeal(request, found, given)):
        messages.success(request, _("The appeal is decided. The firm has its letter."))
        return redirect("aeo:office-case", organisation=organisation, case=found.pk)
    decision = decision_made(found)
    context = {
        "decision": decision_line(found, decision) if decision else None,
        "lines": criterion_lines(found),
        "said": letters_and_answers(found),
    }
    return step_page(
        request,
        "aeo/office/appeal.html",
        office=office_of(request, organisation),
        case=found,
        form=form,
        moves=APPEAL_MOVES,
        context=context,
    )


def _propose(
    request: AccessRequest, case: Case, kind: Decision.Kind, form: ProposalForm, given: dict[str, Any]
) -> Decision:
    return decision_propose(
        actor=request.actor,
        case=case,
        kind=kind,
        seen_turn=given["seen_turn"],
        summary=given["summary"],
        reasons=form.reasons(),
        ground=given.get("ground", ""),
        days=given.get("days"),
        measures=given.get("measures", ""),
    )


def _decide_page(request: AccessRequest, organisation: UUID, case: Case, form: CaseForm) -> HttpResponse:
    office, proposal = office_of(request, organisation), open_proposal(case)
    is_own = proposal is not None and str(proposal.proposed_by_id) == request.actor.id
    back = form if isinstance(form, SendBackForm) else SendBackForm(initial={"seen_turn": case.turn})
    if is_own:
        back.ask_why()
    context = {
        "proposal": decision_line(case, proposal) if proposal else None,
        "is_own": is_own,
        "send_back": back,
        "lines": criterion_lines(case),
        "said": letters_and_answers(case),
    }
    return step_page(
        request,
        "aeo/office/decide.html",
        office=office,
        case=case,
        form=form,
        moves=DECIDING_MOVES,
        context=context,
    )


def _decide_appeal(request: AccessRequest, case: Case, given: dict[str, Any]) -> Case:
    return case_move(
        actor=request.actor,
        case=case,
        move=_appeal_move(case, is_allowed=given["outcome"] == "allow"),
        seen_turn=given["seen_turn"],
        reason=given["reason"],
    )


def _appeal_move(case: Case, *, is_allowed: bool) -> str:
    if not is_allowed:
        return "dismiss_appeal"
    return "allow_appeal_of_refusal" if case.state == State.REFUSAL_APPEALED else "allow_appeal"
