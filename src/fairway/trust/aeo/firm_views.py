"""A firm's cases: the list, one of them with its clocks and letters, the certificate."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.listing import csv_answer, page_of
from fairway.platform.accounts.views import entered
from fairway.platform.files.domain.refusal import Why
from fairway.platform.files.services import file_store, refusal_record, too_large
from fairway.platform.files.uploads import is_too_large
from fairway.platform.ui.language import say
from fairway.trust.aeo.certificate_pdf import certificate_address, certificate_pdf
from fairway.trust.aeo.domain.states import STATE_NAMES, State
from fairway.trust.aeo.domain.workflow import Move, workflow_of
from fairway.trust.aeo.firm_access import firm_case, firm_certificate, firm_of
from fairway.trust.aeo.firm_forms import AnswerForm
from fairway.trust.aeo.firm_presentation import (
    CASE_COLUMNS,
    case_facts,
    case_rows,
    cases_table,
    certificate_lines,
    clock_lines,
    step_links,
    turn_words,
)
from fairway.trust.aeo.firm_words import ENDING, STATE_HINTS, STEP_HINTS
from fairway.trust.aeo.law import local_day
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.office_correspondence import letters_and_answers
from fairway.trust.aeo.public_presentation import programme_words, tier_words
from fairway.trust.aeo.selectors import case_clocks, cases_of_firm, decision_made, open_moves
from fairway.trust.aeo.services.moves import case_move
from fairway.trust.programmes.domain.clock_rule import Party

_TAKE_FILES = frozenset(
    {"supply_missing", "give_information", "answer_hearing", "answer_holder_hearing"}
    | {"appeal_refusal", "appeal_suspension", "appeal_revocation"}
)


@requires("cases.list")
@require_safe
def cases(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The newest first."""
    firm = firm_of(request, organisation)
    page = page_of(request, cases_of_firm(request.actor, firm))
    context = {"organisation": firm, "page": page, "table": cases_table(page, firm)}
    return render(request, "aeo/firm/cases.html", context)


@requires("cases.list")
@require_safe
def cases_download(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = firm_of(request, organisation)
    rows = case_rows(cases_of_firm(request.actor, firm).iterator())
    return csv_answer("cases", [str(label) for label in CASE_COLUMNS], rows)


@requires("cases.view")
@require_safe
def case(request: AccessRequest, organisation: UUID, case: UUID) -> HttpResponse:
    """What is happening, who must do what until when, and everything that was written."""
    found = firm_case(request, organisation, case)
    today = local_day(found, timezone.now())
    certificate = Certificate.objects.filter(case=found).first()
    moves = open_moves(request.actor, found)
    clocks = case_clocks(found, today)
    context = {
        "organisation": found.organisation,
        "case": found,
        "programme": programme_words(found),
        "tier": tier_words(found),
        "state": STATE_NAMES[State(found.state)],
        "hint": STATE_HINTS[State(found.state)],
        "turn": turn_words(found, clocks),
        "steps": step_links(moves, found),
        "clocks": clock_lines(clocks, today),
        "facts": case_facts(found),
        "letters": found.letters.order_by("-written_at"),
        "said": letters_and_answers(found)[::-1],
        "decision": decision_made(found),
        "certificate": certificate,
        "certificate_facts": certificate_lines(certificate) if certificate else (),
        "address": certificate_address(certificate) if certificate else "",
    }
    return render(request, "aeo/firm/case.html", context)


@requires("cases.view")
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: AccessRequest, organisation: UUID, case: UUID, move: str) -> HttpResponse:
    """One step of the firm: a form with what it needs. What was typed stays when it is refused."""
    found = firm_case(request, organisation, case)
    wanted = _step_of(request, found, move)
    form = AnswerForm(
        wanted,
        entered(request),
        request.FILES if request.method == "POST" else None,
        seen_turn=found.turn,
        takes_file=wanted.name in _TAKE_FILES,
    )
    if form.applied(lambda given: _make(request, found, wanted, given)):
        messages.success(request, _("%(step)s: done.") % {"step": say(wanted.label)})
        return redirect("aeo:case", organisation=organisation, case=found.pk)
    context = {
        "organisation": found.organisation,
        "case": found,
        "step": wanted,
        "hint": STEP_HINTS.get(wanted.name),
        "form": form,
        "is_ending": wanted.name in ENDING,
        "takes_evidence": wanted.name in {"supply_missing", "give_information"},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "aeo/firm/step.html", context, status=status)


@requires("cases.view")
@require_safe
def letter(request: AccessRequest, organisation: UUID, case: UUID, letter: UUID) -> HttpResponse:
    """A letter of customs as it was written."""
    found = firm_case(request, organisation, case)
    written = found.letters.filter(pk=letter).first()
    if written is None:
        raise Http404
    context = {"organisation": found.organisation, "case": found, "letter": written}
    return render(request, "aeo/firm/letter.html", context)


@requires("cases.view")
@require_safe
@never_cache
def certificate(request: AccessRequest, organisation: UUID, certificate: UUID) -> HttpResponseBase:
    """The certificate as a page for paper, in the language of the reader."""
    found = firm_certificate(request, organisation, certificate)
    with override(request.LANGUAGE_CODE):
        made = certificate_pdf(found)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{found.number}.pdf"'},
    )


def _step_of(request: AccessRequest, case: Case, name: str) -> Move:
    """Raises Http404 for what is no step of a firm, and as the policy does."""
    found = workflow_of(case.workflow).move(name)
    if found is None or found.by is not Party.FIRM:
        raise Http404
    firm_case(request, case.organisation_id, case.pk, found.permission)
    return found


def _make(request: AccessRequest, case: Case, move: Move, given: dict[str, object]) -> Case:
    """A file that was too large never arrived: the answer does not go without it. Raises FileRefused."""
    if is_too_large(request):
        refusal_record(actor=request.actor, organisation=case.organisation, why=Why.TOO_LARGE)
        raise too_large()
    sent = given.get("file")
    files = []
    if sent:
        name = str(getattr(sent, "name", ""))
        kept = file_store(actor=request.actor, organisation=case.organisation, name=name, stream=sent)  # type: ignore[arg-type]
        files.append(kept)
    return case_move(
        actor=request.actor,
        case=case,
        move=move.name,
        seen_turn=int(str(given["seen_turn"])),
        reason=str(given.get("reason", "")),
        days=given.get("days"),  # type: ignore[arg-type]
        files=files,
    )
