"""How the programme does: for supervisors, administrators and statisticians of the office."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.ui.downloads import csv_file
from fairway.trust.aeo.kpi_forms import PeriodForm
from fairway.trust.aeo.kpi_presentation import headlines, kpis_csv, measures
from fairway.trust.aeo.kpis import kpis
from fairway.trust.aeo.law import office_day
from fairway.trust.aeo.office_access import office_of
from fairway.trust.aeo.office_queue_presentation import CaseNames
from fairway.trust.programmes.store import programmes


@requires("kpis.view")
@require_safe
def dashboard(request: AccessRequest, organisation: UUID) -> HttpResponse:
    office = office_of(request, organisation, "kpis.view")
    today = office_day(office.economy, timezone.now())
    form = _form(request, today)
    period, programme = form.chosen()
    found = kpis(period, on=today, programme=programme)
    context = {
        "organisation": office,
        "form": form,
        "period": period,
        "today": today,
        "cases": found.cases,
        "submitted": found.submitted,
        "headlines": headlines(found),
        "measures": measures(found, CaseNames(programmes())),
        "border": found.border.message,
    }
    return render(request, "aeo/office/kpis.html", context, status=422 if form.errors else 200)


@requires("kpis.view")
@require_safe
def download(request: AccessRequest, organisation: UUID) -> HttpResponse:
    office = office_of(request, organisation, "kpis.view")
    today = office_day(office.economy, timezone.now())
    period, programme = _form(request, today).chosen()
    return csv_file("fairway-measures", kpis_csv(kpis(period, on=today, programme=programme)))


def _form(request: AccessRequest, today: date) -> PeriodForm:
    return PeriodForm(request.GET, programmes=programmes(), today=today)
