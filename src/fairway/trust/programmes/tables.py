"""The tables of a programme's page and of its download."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Param, Text
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.ui.language import number, percent, say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import (
    Benefit,
    Criterion,
    Facilitation,
    ParameterValue,
    Standard,
    Subsidy,
    SubsidyKind,
)
from fairway.trust.programmes.presentation import role_names

MEASURES: dict[Facilitation, Promise] = {
    Facilitation.LOW_DATA: _("(a) Fewer documents and data"),
    Facilitation.LOW_INSPECTION: _("(b) Fewer physical inspections"),
    Facilitation.RAPID_RELEASE: _("(c) Rapid release"),
    Facilitation.DEFERRED_PAYMENT: _("(d) Deferred payment"),
    Facilitation.GUARANTEES: _("(e) Comprehensive or reduced guarantees"),
    Facilitation.PERIODIC_DECLARATION: _("(f) One declaration for a period"),
    Facilitation.CHOICE_OF_PLACE: _("(g) Clearance at a place of choice"),
}
_CSV_COLUMNS = (
    "criterion", "name", "asks", "safe", "obligation", "roles", "tiers", "sizes", "needed", "evidence",
    "sources", "verified",
)  # fmt: skip


def benefits_table(law: Law) -> Table:
    rows = [_benefit(code, benefit, law) for code, benefit in law.programme.benefits.items()]
    columns = [_("Benefit"), _("What you get"), _("Tiers"), _("Measure of the WTO agreement")]
    columns += [_("Worth each time"), _("Source")]
    return Table(_("What you get"), [Column(name) for name in columns], rows, stacked=True)


def _benefit(code: str, benefit: Benefit, law: Law) -> list[CellValue]:
    return [
        benefit.name,
        benefit.text,
        _names([tier.name for tier in law.tiers if code in tier.benefits]) or None,
        MEASURES[benefit.measure] if benefit.measure else None,
        _worth(benefit),
        source(benefit.citation),
    ]


def fees_table(law: Law) -> Table:
    rows: list[list[CellValue]] = []
    for tier in law.tiers:
        fee = law.fee(tier)
        if fee:
            rows.append([tier.name, fee.amount if fee.amount.amount else _("Free"), source(fee.citation)])
        else:
            rows.append([tier.name, _("The law names no fee."), None])
    columns = [Column(_("Tier")), Column(_("Fee")), Column(_("Source"))]
    return Table(_("Fees"), columns, rows, stacked=True)


def help_table(law: Law) -> Table:
    """Waivers and vouchers, for every size."""
    in_force = [one for one in law.programme.subsidies if law.on in one.period]
    rows = [
        [one.name, _help(one), _sizes(one.sizes), _ends(one.period), source(one.citation)] for one in in_force
    ]
    columns = [_("Help"), _("How much"), _("For firms of size"), _("Until"), _("Source")]
    return Table(_("Help with the cost"), [Column(name) for name in columns], rows, stacked=True)


def parameters_table(law: Law) -> Table:
    """Every value that a number of the programme has or had, the one in force marked."""
    rows: list[list[CellValue]] = [
        [
            parameter.text,
            *_values(value),
            _period(value.period),
            Tag("current", _("In force")) if law.on in value.period else None,
            source(value.citation),
        ]
        for parameter in law.programme.parameters.values()
        for value in parameter.values
    ]
    columns = [Column(_("Number"))]
    columns += [Column(SIZE_NAMES[size], numeric=True) for size in SizeClass]
    columns += [Column(_("Period")), Column(_("Status")), Column(_("Source"))]
    return Table(_("The numbers of the programme"), columns, rows, stacked=True)


def source(citation: Citation) -> CellValue:
    """Who says so; what was not checked says so."""
    words = str(citation)
    if not citation.verified:
        words = say(Text("{source} · Not checked against the primary source", {"source": words}))
    return Link(words, citation.url) if citation.url else words


def csv_rows(law: Law) -> tuple[Sequence[str], Iterator[Sequence[object]]]:
    """The header, and a row for every criterion and standard of the day."""
    return _CSV_COLUMNS, (row for criterion in law.criteria.values() for row in _criterion_rows(criterion))


def _criterion_rows(criterion: Criterion) -> Iterator[Sequence[object]]:
    head = (
        criterion.code, say(criterion.name), say(criterion.asks), " ".join(criterion.safe),
        criterion.obligation.value,
    )  # fmt: skip
    cited = ("; ".join(map(str, criterion.citations)), all(one.verified for one in criterion.citations))
    for standard in criterion.standards:
        yield (*head, *_standard_cells(standard), *cited)
    if not criterion.standards:
        yield (*head, role_names(criterion.roles), "", "", "", "", *cited)


def _standard_cells(standard: Standard) -> Sequence[object]:
    evidence = (f"{one.evidence} ({one.weight})" for one in standard.options)
    sizes = (size.value for size in SizeClass if size in standard.sizes)
    return (
        role_names(standard.roles), " ".join(sorted(standard.tiers)), " ".join(sizes), standard.needed,
        " ".join(evidence),
    )  # fmt: skip


def _values(value: ParameterValue) -> Iterator[CellValue]:
    return (number(value.by_size[size]) for size in SizeClass)


def _period(period: Period) -> Param:
    if period.start and period.end:
        return Text("{start} to {end}", {"start": period.start, "end": period.end})
    if period.start:
        return Text("Since {start}", {"start": period.start})
    return Text("Until {end}", {"end": period.end}) if period.end else Text("Always")


def _ends(period: Period) -> CellValue:
    return period.end or _("Further notice")


def _names(names: Sequence[Localised]) -> str:
    return ", ".join(say(name) for name in names)


def _sizes(sizes: frozenset[SizeClass]) -> str:
    return ", ".join(say(SIZE_NAMES[size]) for size in SizeClass if size in sizes)


def _worth(benefit: Benefit) -> str | None:
    minutes = None if benefit.minutes is None else Text("{count} minutes", {"count": benefit.minutes})
    return ", ".join(say(one) for one in (minutes, benefit.money) if one is not None) or None


def _help(subsidy: Subsidy) -> str:
    if subsidy.kind is SubsidyKind.WAIVER:
        if subsidy.share is not None:
            return say(Text("{share} of the fee is waived", {"share": percent(subsidy.share)}))
        return say(Text("Up to {amount} of the fee is waived", {"amount": subsidy.amount or ""}))
    if subsidy.share is not None:
        return say(Text("{share} of the cost of advice and evidence", {"share": percent(subsidy.share)}))
    return say(Text("Up to {amount} for advice and evidence", {"amount": subsidy.amount or ""}))
