"""After the grant: what the status has brought, the yearly look at the answers, what has changed."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.listing import csv_answer, page_of
from fairway.platform.accounts.views import entered
from fairway.trust.aeo.firm_access import firm_case, firm_certificate
from fairway.trust.aeo.firm_forms import BenefitForm, MonitoringForm, ReportForm
from fairway.trust.aeo.firm_presentation import BENEFIT_COLUMNS, promised_table, use_rows, uses_table
from fairway.trust.aeo.law import case_law
from fairway.trust.aeo.models import BenefitUse, Certificate, Report
from fairway.trust.aeo.selectors import benefits_of
from fairway.trust.aeo.services.holding import benefit_record, benefit_withdraw, report_make
from fairway.trust.programmes.domain.programme import Benefit


@requires("cases.view")
@require_http_methods(["GET", "HEAD", "POST"])
def benefits(request: AccessRequest, organisation: UUID, certificate: UUID) -> HttpResponse:
    """What the status promises and what it has brought; the form notes one more."""
    found = firm_certificate(request, organisation, certificate)
    promised = _promised(found)
    form = BenefitForm(promised, entered(request))
    if form.applied(lambda given: _record(request, found, form)):
        messages.success(request, _("The benefit is noted."))
        return redirect("aeo:benefits", organisation=organisation, certificate=found.pk)
    uses = _uses(found)
    counts = dict(uses.order_by().values_list("benefit").annotate(Sum("times")))
    page = page_of(request, uses)
    context = {
        "organisation": found.organisation,
        "certificate": found,
        "form": form,
        "promised": promised_table(promised, counts),
        "page": page,
        "table": uses_table(page, {benefit.code: benefit.name for benefit in promised}),
        "sums": uses.aggregate(times=Sum("times"), minutes=Sum("minutes")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "aeo/firm/benefits.html", context, status=status)


@requires("cases.view")
@require_safe
def benefits_download(request: AccessRequest, organisation: UUID, certificate: UUID) -> HttpResponse:
    found = firm_certificate(request, organisation, certificate)
    names = {benefit.code: benefit.name for benefit in _promised(found)}
    columns = [str(label) for label in BENEFIT_COLUMNS]
    return csv_answer("benefits", columns, use_rows(_uses(found).iterator(), names))


@requires("cases.answer")
@require_POST
def benefit_take_back(
    request: AccessRequest, organisation: UUID, certificate: UUID, use: UUID
) -> HttpResponse:
    """What was noted by mistake no longer counts."""
    found = firm_certificate(request, organisation, certificate)
    noted = _uses(found).filter(pk=use).first()
    if noted is not None:
        benefit_withdraw(actor=request.actor, use=noted)
        messages.success(request, _("The note is taken back."))
    return redirect("aeo:benefits", organisation=organisation, certificate=found.pk)


@requires("cases.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def monitoring(request: AccessRequest, organisation: UUID, certificate: UUID) -> HttpResponse:
    """Once in the interval of the programme the holder looks through its answers and says so."""
    found = _answered(request, organisation, certificate)
    form = MonitoringForm(entered(request))
    told = form.applied(
        lambda given: report_make(
            actor=request.actor, certificate=found, kind=Report.Kind.MONITORING, text=given["text"]
        )
    )
    if told:
        messages.success(request, _("Thank you. Customs has your answers."))
        return redirect("aeo:case", organisation=organisation, case=found.case_id)
    return _report_page(request, "aeo/firm/monitoring.html", found, form)


@requires("cases.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AccessRequest, organisation: UUID, certificate: UUID) -> HttpResponse:
    """A holder tells without delay what may matter for its status (EU: UCC 23(2))."""
    found = _answered(request, organisation, certificate)
    form = ReportForm(entered(request))
    told = form.applied(
        lambda given: report_make(
            actor=request.actor,
            certificate=found,
            kind=Report.Kind.CHANGE,
            what=given["what"],
            text=given["text"],
        )
    )
    if told:
        messages.success(request, _("Customs has your message."))
        return redirect("aeo:case", organisation=organisation, case=found.case_id)
    return _report_page(request, "aeo/firm/change.html", found, form)


def _answered(request: AccessRequest, organisation: UUID, certificate: UUID) -> Certificate:
    """The certificate, for those of the firm who speak for it."""
    found = firm_certificate(request, organisation, certificate)
    firm_case(request, organisation, found.case_id, "cases.answer")
    return found


def _record(request: AccessRequest, certificate: Certificate, form: BenefitForm) -> BenefitUse:
    given = form.cleaned_data
    return benefit_record(
        actor=request.actor,
        certificate=certificate,
        benefit=given["benefit"],
        on=given["on"],
        times=given["times"],
        minutes=given["minutes"],
        amount=form.money(),
        reference=given["reference"],
    )


def _promised(certificate: Certificate) -> list[Benefit]:
    """Those of the tier and of the tiers that it builds on, in the order of the programme."""
    codes = benefits_of(certificate.case)
    benefits = case_law(certificate.case).programme.benefits
    return [benefit for code, benefit in benefits.items() if code in codes]


def _uses(certificate: Certificate) -> QuerySet[BenefitUse]:
    return certificate.benefit_uses.filter(withdrawn_at__isnull=True)


def _report_page(
    request: AccessRequest, template: str, certificate: Certificate, form: MonitoringForm | ReportForm
) -> HttpResponse:
    context = {"organisation": certificate.organisation, "certificate": certificate, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, context, status=status)
