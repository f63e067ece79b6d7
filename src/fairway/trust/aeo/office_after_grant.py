"""After the grant: the certificate, what its holder told since, and the benefits really received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from fairway.kernel.text import Localised, Text
from fairway.platform.ui.tables import CellValue, Column, Table
from fairway.trust.aeo.domain.fee import from_minor_units
from fairway.trust.aeo.law import case_law
from fairway.trust.aeo.models import BenefitUse, Case, Certificate, Report
from fairway.trust.aeo.office_correspondence import people_named
from fairway.trust.aeo.office_words import BENEFIT_COLUMNS, REPORT_WORDS
from fairway.trust.aeo.public_presentation import STATUS_WORDS

_MOST = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    report: Report
    kind: Promise
    by: Text | str


@dataclass(frozen=True, slots=True)
class Holding:
    certificate: Certificate
    status: Text
    reports: Sequence[ReportLine]
    benefits: Table | None


def after_grant(case: Case) -> Holding | None:
    """None: no status came of the case."""
    certificate = Certificate.objects.filter(case=case).first()
    if certificate is None:
        return None
    reports = list(certificate.reports.select_related("seen_by")[:_MOST])
    names = people_named(report.told_by for report in reports)
    lines = [ReportLine(report, REPORT_WORDS[report.kind], names[report.told_by]) for report in reports]
    return Holding(certificate, STATUS_WORDS[certificate.status], lines, _benefits(case, certificate))


def _benefits(case: Case, certificate: Certificate) -> Table | None:
    names = {code: benefit.name for code, benefit in case_law(case).programme.benefits.items()}
    uses = certificate.benefit_uses.filter(withdrawn_at__isnull=True)[:_MOST]
    rows = [_benefit_row(use, names.get(use.benefit, use.benefit)) for use in uses]
    columns = [Column(label, numeric=numeric) for label, numeric in BENEFIT_COLUMNS]
    return Table(Text("Benefits received"), columns, rows, stacked=True) if rows else None


def _benefit_row(use: BenefitUse, name: Localised | str) -> list[CellValue]:
    worth = from_minor_units(use.amount, use.currency) if use.amount is not None else None
    return [use.on, name, use.times, use.minutes, worth, use.reference or None]
