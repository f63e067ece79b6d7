"""The result of a simulation as tables and one chart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.platform.ui.charts import Bar, BarChart, Part, bar_chart
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Table
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.simulation.result import Cost, Count, Simulation, SizeLine, TierResult

NOT_KNOWN = Text("Not known")
ALL = Text("All")


@dataclass(frozen=True, slots=True)
class TierView:
    code: str
    name: str
    firms: Table
    costs: Table
    sectors: Table


@dataclass(frozen=True, slots=True)
class ResultView:
    firms: int
    changes: Table
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    chart: BarChart
    figures: Table
    tiers: tuple[TierView, ...]


def result_view(simulation: Simulation, law: Law) -> ResultView:
    return ResultView(
        firms=simulation.population.rows,
        changes=_changes(simulation, law),
        missing=simulation.population.unknown,
        ignored=simulation.population.ignored,
        chart=_chart(simulation),
        figures=_figures(simulation),
        tiers=tuple(_tier(result, simulation.currency) for result in simulation.tiers),
    )


def _changes(simulation: Simulation, law: Law) -> Table:
    columns = (
        Column(_("Number of the programme")),
        Column(_("Size")),
        Column(_("Before"), True),
        Column(_("After"), True),
    )
    rows = [
        (law.programme.parameters[one.parameter].text, SIZE_NAMES[one.size], one.before, one.after)
        for one in simulation.changes
    ]
    return Table(_("What is changed"), columns, rows)


def _tier(result: TierResult, currency: str) -> TierView:
    lines = (*result.by_size, result.total)
    names = [*(_size(line.size) for line in result.by_size), ALL]
    sectors = [(SECTIONS[code] if code else NOT_KNOWN, *_counts(c)) for code, c in result.by_sector]
    return TierView(
        result.tier.code,
        say(result.tier.name),
        Table(
            _("Firms by size"),
            (Column(_("Size")), *_count_columns()),
            [(name, *_counts(line.count)) for name, line in zip(names, lines, strict=True)],
        ),
        Table(
            _("What it costs if every eligible firm applies once"),
            (Column(_("Size")), *_cost_columns()),
            [(name, *_costs(line, currency)) for name, line in zip(names, lines, strict=True)],
        ),
        Table(_("Firms by sector"), (Column(_("Sector")), *_count_columns()), sectors),
    )


def _size(size: SizeClass | None) -> Text:
    return SIZE_NAMES[size] if size else NOT_KNOWN


def _count_columns() -> tuple[Column, ...]:
    labels = (
        _("Firms"),
        _("Eligible before"),
        _("Eligible after"),
        _("Become eligible"),
        _("Drop out"),
        _("Cannot tell after"),
    )
    return tuple(Column(label, True) for label in labels)


def _counts(count: Count) -> tuple[CellValue, ...]:
    return (
        count.firms,
        count.eligible_before,
        count.eligible_after,
        count.become_eligible,
        count.drop_out,
        count.cannot_tell_after,
    )


def _cost_columns() -> tuple[Column, ...]:
    labels = (
        _("Fees due before"),
        _("Fees due after"),
        _("Subsidies before, at most"),
        _("Subsidies after, at most"),
        _("Hours of officers before"),
        _("Hours of officers after"),
    )
    return tuple(Column(label, True) for label in labels)


def _costs(line: SizeLine, currency: str) -> tuple[CellValue, ...]:
    sides = line.before, line.after
    due = (Money(side.fees_due, currency) if side.fees_due is not None else None for side in sides)
    return (*due, *(_subsidies(side, currency) for side in sides), *(side.case_hours for side in sides))


def _subsidies(cost: Cost, currency: str) -> Money | None:
    """Without a fee and a voucher there is nothing to subsidise."""
    return Money(cost.subsidy_cost, currency) if cost.fees is not None or cost.vouchers else None


def _chart(simulation: Simulation) -> BarChart:
    stay, gain, lose = _("Stay eligible"), _("Become eligible"), _("Drop out")
    bars = []
    for label, count in _bars(simulation):
        amounts = {
            stay: count.eligible_before - count.drop_out,
            gain: count.become_eligible,
            lose: count.drop_out,
        }
        parts = tuple(Part(name, Decimal(n), say(n)) for name, n in amounts.items() if n)
        bars.append(Bar(label, parts, _("{number} eligible after").format(number=say(count.eligible_after))))
    title = _("Eligible firms by tier and size")
    return bar_chart(title, _("Bars of firms, all on one scale."), (stay, gain, lose), bars)


def _bars(simulation: Simulation) -> list[tuple[str, Count]]:
    return [
        (f"{say(result.tier.name)}, {say(_size(line.size))}", line.count)
        for result in simulation.tiers
        for line in result.by_size
    ]


def _figures(simulation: Simulation) -> Table:
    rows = [(label, *_counts(count)) for label, count in _bars(simulation)]
    return Table(_("Eligible firms by tier and size"), (Column(_("Tier and size")), *_count_columns()), rows)
