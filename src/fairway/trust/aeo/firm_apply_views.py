"""Applying: what will be sent, what it costs, what the firm agrees to, and the sending."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.selectors import host_organisation
from fairway.platform.accounts.views import entered
from fairway.trust.aeo.firm_access import firm_of
from fairway.trust.aeo.firm_forms import ApplyForm
from fairway.trust.aeo.firm_presentation import criteria_table
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.office_words import OUTCOME_WORDS
from fairway.trust.aeo.selectors import open_case
from fairway.trust.aeo.services.admission import bar_ends_on
from fairway.trust.aeo.services.application import DATA_PROCESSING, MUTUAL_RECOGNITION
from fairway.trust.aeo.services.freezing import Frozen, expired, freeze, not_met
from fairway.trust.aeo.services.submission import case_submit
from fairway.trust.assessment.models import SelfAssessment
from fairway.trust.assessment.selectors import roles_of
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.fees import fee_due
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import SubsidyKind, Tier
from fairway.trust.programmes.store import bank, calendar_of, programme_of


@requires("cases.apply")
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: AccessRequest, organisation: UUID, programme: str, tier: str) -> HttpResponse:
    """Shows what is sent before it is sent. The owner sends."""
    firm = firm_of(request, organisation, "cases.apply")
    law, wanted = _law(programme, tier)
    begun = SelfAssessment.objects.filter(organisation=firm, programme=programme).first()
    if begun is None:
        return redirect("assessment:start", organisation=firm.pk, programme=programme)
    if same := open_case(firm, programme, tier):
        messages.info(request, _("There is an open case for this status already."))
        return redirect("aeo:case", organisation=firm.pk, case=same.pk)
    frozen = freeze(firm, law, wanted, roles_of(begun))
    size = frozen.dossier.size_class
    form = ApplyForm(law.subsidies(size) if size else (), request.LANGUAGE_CODE, entered(request))
    case = form.applied(lambda given: _submit(request, firm, begun, wanted, given))
    if case:
        messages.success(request, _("The application is sent. Its number is %s.") % case.number)
        return redirect("aeo:case", organisation=firm.pk, case=case.pk)
    context = {"organisation": firm, "form": form, **_shown(firm, law, wanted, frozen)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "aeo/firm/apply.html", context, status=status)


def _law(programme: str, tier: str) -> tuple[Law, Tier]:
    try:
        found = programme_of(programme)
        law = law_on(found, calendar_of(found.calendar).local_day(timezone.now()))
        return law, law.tier(tier)
    except UserError:
        raise Http404 from None


def _submit(
    request: AccessRequest, firm: Organisation, begun: SelfAssessment, tier: Tier, given: dict[str, Any]
) -> Case:
    return case_submit(
        actor=request.actor,
        organisation=firm,
        programme=begun.programme,
        tier=tier.code,
        roles=begun.roles,
        consents={name: given[name] for name in (DATA_PROCESSING, MUTUAL_RECOGNITION)},
        subsidy=given.get("subsidy", ""),
        language=given["language"],
        client_id=given["client_id"],
    )


def _shown(firm: Organisation, law: Law, tier: Tier, frozen: Frozen) -> dict[str, Any]:
    kinds = bank().evidence
    fee, size = law.fee(tier), frozen.dossier.size_class
    waivers = [s for s in (law.subsidies(size) if size else ()) if s.kind is SubsidyKind.WAIVER]
    names = {code: criterion.name for code, criterion in law.criteria.items()}
    found = [(one.criterion, str(one.outcome)) for one in frozen.findings(tier.code)]
    words = {str(outcome): label for outcome, label in OUTCOME_WORDS.items()}
    musts = {criterion.code for criterion in law.musts_of(tier, frozen.dossier.roles)}
    return {
        "programme": law.programme,
        "tier": tier,
        "office": host_organisation(),
        "size_class": size,
        "criteria": criteria_table(names, found, words, musts),
        "untold": sum(code in musts and outcome == Outcome.CANNOT_TELL for code, outcome in found),
        "not_met": not_met(frozen, law, tier, frozen.dossier.roles),
        "expired": [kinds[code].name for code in expired(frozen, law.on)],
        "evidence": [(kinds[piece.kind].name, piece) for piece in frozen.evidence],
        "fee": fee,
        "fee_due": fee_due(fee.amount, waivers[:1]) if fee and waivers else None,
        "bar": bar_ends_on(firm, law),
    }
