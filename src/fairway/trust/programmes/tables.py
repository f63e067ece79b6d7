"""The tables of a programme's page and of its download."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    Parameter,
    ParameterValue,
    Standard,
    Subsidy,
    SubsidyKind,
    Tier,
)
from fairway.trust.programmes.presentation import role_names, sources_of

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


@dataclass(frozen=True, slots=True)
class LawTables:
    """What held on the day, in tables. `places`: the number of each source in the list of them."""

    law: Law
    places: Mapping[Citation, int]

    @classmethod
    def of(cls, law: Law) -> LawTables:
        return cls(law, {citation: place for place, citation in enumerate(sources_of(law), start=1)})

    def benefits(self) -> Table:
        names = [_("Benefit"), _("What you get"), _("Tiers"), _("Measure of the WTO agreement")]
        benefits = self.law.programme.benefits.items()
        rows = [self._benefit(code, benefit) for code, benefit in benefits]
        return _table(_("Benefits"), [*names, _("Worth each time")], rows)

    def fees(self) -> Table:
        return _table(_("Fees"), [_("Tier"), _("Fee")], [self._fee(tier) for tier in self.law.tiers])

    def help(self) -> Table:
        """Waivers and vouchers, for every size."""
        names = [_("Help"), _("How much"), _("For firms of size"), _("Until")]
        in_force = [one for one in self.law.programme.subsidies if self.law.on in one.period]
        return _table(_("Help with the cost"), names, [self._subsidy(one) for one in in_force])

    def parameters(self) -> Table:
        """Every value that a number of the programme has or had, the one in force marked."""
        rows = [
            self._value(parameter, value)
            for parameter in self.law.programme.parameters.values()
            for value in parameter.values
        ]
        sizes = [Column(SIZE_NAMES[size], numeric=True) for size in SizeClass]
        columns = [Column(_("Number")), *sizes, Column(_("Period")), Column(_("Status")), *_SOURCE]
        return Table(_("By size of the firm"), columns, rows, stacked=True)

    def _benefit(self, code: str, benefit: Benefit) -> list[CellValue]:
        return [
            benefit.name,
            benefit.text,
            _names([tier.name for tier in self.law.tiers if code in tier.benefits]) or None,
            MEASURES[benefit.measure] if benefit.measure else None,
            _worth(benefit),
            *self._source(benefit.citation),
        ]

    def _fee(self, tier: Tier) -> list[CellValue]:
        fee = self.law.fee(tier)
        if fee is None:
            return [tier.name, _("The law names no fee."), None, None]
        amount = fee.amount if fee.amount.amount else _("Free")
        return [tier.name, amount, *self._source(fee.citation)]

    def _subsidy(self, one: Subsidy) -> list[CellValue]:
        return [one.name, _help(one), _sizes(one.sizes), _ends(one.period), *self._source(one.citation)]

    def _value(self, parameter: Parameter, value: ParameterValue) -> list[CellValue]:
        return [
            parameter.text,
            *(number(value.by_size[size]) for size in SizeClass),
            _period(value.period),
            Tag("current", _("In force")) if self.law.on in value.period else None,
            *self._source(value.citation),
        ]

    def _source(self, citation: Citation) -> tuple[CellValue, CellValue]:
        """A link to the source in the list of them, and a mark where the statement was not checked."""
        place = self.places[citation]
        link = Link(Text("Source {number}", {"number": place}), f"#source-{place}")
        return link, _("Yes") if citation.verified else Tag("unverified", _("Not checked"))


_SOURCE = (Column(_("Source")), Column(_("Checked")))


def _table(caption: Promise, names: Sequence[Promise], rows: Sequence[Sequence[CellValue]]) -> Table:
    """With the source of each row at its end."""
    return Table(caption, [*map(Column, names), *_SOURCE], rows, stacked=True)


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
