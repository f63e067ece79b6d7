"""The pages of evidence: what is wanted and what the firm has, adding a piece, withdrawing one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.kernel.text import Text
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.services import refusal_record, too_large
from fairway.platform.files.uploads import is_too_large
from fairway.platform.ui.language import say
from fairway.trust.assessment import evidence_presentation as shown
from fairway.trust.assessment.domain.wanted import evidence_wanted
from fairway.trust.assessment.evidence_forms import EvidenceForm
from fairway.trust.assessment.evidence_services import (
    EvidenceRefused,
    Upload,
    evidence_add,
    evidence_withdraw,
)
from fairway.trust.assessment.models import Evidence
from fairway.trust.assessment.pages import page, place, standing_find
from fairway.trust.assessment.selectors import Standing, evidence_on, held
from fairway.trust.programmes.domain.fact import EvidenceKind
from fairway.trust.programmes.store import bank


@requires("assessment.view")
@require_safe
def evidence(request: AccessRequest, organisation: UUID, programme: str) -> HttpResponse:
    standing = standing_find(request, "assessment.view", organisation, programme)
    today = timezone.localdate()
    have = list(evidence_on(standing.organisation, today))
    wanted = evidence_wanted(standing.dossier, standing.law, bank(), standing.tier.code)
    return page(
        request,
        "evidence",
        standing,
        _("Evidence"),
        lead=Text(
            "For the step “{tier}”. A piece that you add counts for every programme.",
            {"tier": standing.tier.name},
        ),
        has_size=standing.dossier.size_class is not None,
        size_address=place(standing, "size"),
        result=place(standing, "result"),
        have=shown.have_table(standing, have, wanted, today),
        equivalents=list(shown.equivalents(have, wanted, today)),
        wanted=shown.wants(standing, wanted, have),
    )


@requires("assessment.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AccessRequest, organisation: UUID, programme: str, kind: str) -> HttpResponse:
    standing = standing_find(request, "assessment.draft", organisation, programme)
    known = bank().evidence.get(kind)
    if known is None:
        raise Http404
    if request.method != "POST":
        return _add_page(request, standing, known, EvidenceForm(known))
    form = EvidenceForm(known, request.POST, files=request.FILES)
    refused = _added(request, standing, known, form)
    if refused is None:
        return redirect(_back(request, standing))
    return _add_page(request, standing, known, form, status=refused)


@requires("assessment.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: AccessRequest, organisation: UUID, programme: str, evidence: UUID) -> HttpResponse:
    """Asks first; a POST withdraws."""
    standing = standing_find(request, "assessment.draft", organisation, programme)
    piece = Evidence.objects.filter(organisation=standing.organisation, pk=evidence).first()
    if piece is None:
        raise Http404
    if request.method == "POST":
        evidence_withdraw(actor=request.actor, evidence=piece)
        messages.success(request, _("The piece of evidence is withdrawn."))
        return redirect(place(standing, "evidence"))
    return page(
        request,
        "evidence_withdraw",
        standing,
        _("Withdraw evidence"),
        kind=shown.named(piece.kind),
        back=place(standing, "evidence"),
    )


def _added(request: AccessRequest, standing: Standing, kind: EvidenceKind, form: EvidenceForm) -> int | None:
    """Keep the piece; with what status the form is shown again, or None once it is kept."""
    try:
        if is_too_large(request):
            refusal_record(actor=request.actor, organisation=standing.organisation, why=Why.TOO_LARGE)
            raise too_large()
        if not form.is_valid():
            return 422
        given = dict(form.cleaned_data)
        file = given.pop("file")
        piece = evidence_add(
            actor=request.actor,
            organisation=standing.organisation,
            kind=kind.code,
            upload=Upload(file.name, file) if file else None,
            **given,
        )
    except EvidenceRefused as refusal:
        form.add_error(refusal.field, say(refusal.text))
        return 422
    except FileRefused as refusal:
        form.add_error("file", say(refusal.text))
        return 413 if refusal.why is Why.TOO_LARGE else 422
    _confirm(request, piece, kind, timezone.localdate())
    return None


def _confirm(request: AccessRequest, piece: Evidence, kind: EvidenceKind, today: date) -> None:
    name, last = say(kind.name), held(piece).valid_until
    if last and last < today:
        messages.warning(
            request,
            _("“%(name)s” is kept, but it has expired on %(day)s: it does not count.")
            % {"name": name, "day": say(last)},
        )
    else:
        messages.success(request, _("“%s” is added.") % name)


def _add_page(
    request: AccessRequest, standing: Standing, kind: EvidenceKind, form: EvidenceForm, status: int = 200
) -> HttpResponse:
    wanted = evidence_wanted(standing.dossier, standing.law, bank(), standing.tier.code)
    return page(
        request,
        "evidence_add",
        standing,
        kind.name,
        status=status,
        kind=kind,
        form=form,
        counts=shown.counts_words(kind.code, wanted),
        back=_back(request, standing),
    )


def _back(request: AccessRequest, standing: Standing) -> str:
    """The page of this instance that sent the person here; that of all evidence where none says so."""
    asked = request.GET.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else place(standing, "evidence")
