"""The comparison of markets as a drawing and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from fairway.desk.helpdesk.domain.answer import MarketRow, Rank
from fairway.kernel.money import Money
from fairway.platform.ui.charts import Bar, BarChart, Part, bar_chart
from fairway.platform.ui.language import money, say
from fairway.platform.ui.tables import Column, Link, Table, Tag


def comparison_chart(rows: Sequence[MarketRow], currency: str) -> BarChart:
    """One bar a market: the customs value, the duty, and fees and taxes."""
    series = (_("Customs value"), _("Duty"), _("Fees and taxes"))
    cheapest = next((row for row in rows if row.landed), None)
    bars = [_bar(row, series, currency, is_best=row is cheapest) for row in rows]
    description = _(
        "Bars of landed cost by market, the lowest first. The same figures are in the table below."
    )
    title = _("Landed cost by market, in %(currency)s") % {"currency": currency}
    return bar_chart(title, description, series, bars)


def comparison_table(rows: Sequence[MarketRow], query: QueryDict) -> Table:
    columns = (
        Column(_("Market")),
        Column(_("Landed cost"), numeric=True),
        Column(_("Duty"), numeric=True),
        Column(_("Best option")),
        Column(_("Source")),
    )
    return Table(_("Landed cost by market"), columns, [_cells(row, query) for row in rows], stacked=True)


def _bar(row: MarketRow, series: Sequence[str], currency: str, *, is_best: bool) -> Bar:
    assessment = row.answer.assessment
    name = say(row.economy)
    if row.landed is None:
        return Bar(name, (), _open_words(row))
    if row.rank is Rank.RANGE or assessment is None or assessment.value.amount is None:
        part = Part(series[0], row.landed.amount, money(row.landed))
        highest = money(row.landed_highest) if row.landed_highest else "…"
        return Bar(
            name,
            (part,),
            _("%(lowest)s to %(highest)s") % {"lowest": money(row.landed), "highest": highest},
            is_best,
        )
    return Bar(name, _parts(row, series, currency), money(row.landed), is_best)


def _parts(row: MarketRow, series: Sequence[str], currency: str) -> tuple[Part, ...]:
    """Value, duty and the rest, scaled to the comparison's currency."""
    assessment = row.answer.assessment
    assert assessment is not None
    assert row.landed is not None
    assert assessment.landed is not None
    assert assessment.value.amount is not None
    scale = row.landed.amount / assessment.landed.amount
    duty = sum(
        (item.duty.amount for item in (assessment.best, *assessment.additional) if item and item.duty),
        Decimal(0),
    )
    fees = sum((charge.amount.amount for charge in assessment.charges if charge.amount), Decimal(0))
    amounts = (assessment.value.amount.amount, duty, fees)
    return tuple(
        Part(label, amount * scale, f"{label}: {money(Money(amount * scale, currency).rounded())}")
        for label, amount in zip(series, amounts, strict=True)
    )


def _cells(row: MarketRow, query: QueryDict) -> list[object]:
    there = query.copy()
    there["to"] = row.economy.code
    link = Link(say(row.economy), f"{reverse('helpdesk:answer')}?{there.urlencode()}")
    best, source = row.answer.best, row.answer.source
    option = (best.programme.label if best.programme else _("MFN")) if best else Tag("open", _open_words(row))
    return [link, _landed(row), best.duty if best else None, option, str(source) if source else None]


def _landed(row: MarketRow) -> str | None:
    if row.landed is None:
        return None
    if row.landed_highest is None or row.landed_highest == row.landed:
        return money(row.landed)
    return f"{money(row.landed)} – {money(row.landed_highest)}"


def _open_words(row: MarketRow) -> str:
    return {
        Rank.RANGE: _("Depends on the tariff line"),
        Rank.OPEN: _("Needs an answer"),
    }.get(row.rank, _("Cannot be computed"))
