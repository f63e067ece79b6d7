"""The comparison of markets as a drawing and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from fairway.desk.helpdesk.domain.answer import MarketRow, Rank
from fairway.kernel.money import Money
from fairway.platform.ui.charts import Bar, BarChart, Part, bar_chart
from fairway.platform.ui.language import money, say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag


def comparison_chart(rows: Sequence[MarketRow], currency: str) -> BarChart:
    """One bar a market: what the border takes, as duty and as fees and taxes.

    The value of the goods is the same everywhere and would hide the rest, so it is not drawn.
    """
    series = (_("Duty"), _("Fees and taxes"))
    cheapest = next((row for row in rows if row.rank in (Rank.COMPUTED, Rank.RANGE)), None)
    bars = [_bar(row, series, currency, is_best=row is cheapest) for row in rows]
    description = _("Bars of what each border takes, in the order of landed cost. The table has the figures.")
    title = _("What the border takes, in %(currency)s") % {"currency": currency}
    return bar_chart(title, description, series, bars)


def comparison_table(rows: Sequence[MarketRow], query: QueryDict) -> Table:
    columns = (
        Column(_("Market")),
        Column(_("Landed cost"), numeric=True),
        Column(_("Duty"), numeric=True),
        Column(_("Fees and taxes"), numeric=True),
        Column(_("Best option")),
        Column(_("Source")),
    )
    return Table(
        _("Landed cost, duty and fees by market"), columns, [_cells(row, query) for row in rows], stacked=True
    )


def _bar(row: MarketRow, series: Sequence[str], currency: str, *, is_best: bool) -> Bar:
    name = say(row.economy)
    if row.landed is None:
        return Bar(name, (), _rank_words(row))
    words = _landed(row) or ""
    if row.rank is Rank.PARTIAL:
        words = _("%(landed)s, not complete") % {"landed": words}
    return Bar(name, _parts(row, series, currency), words, is_best)


def _parts(row: MarketRow, series: Sequence[str], currency: str) -> tuple[Part, ...]:
    amounts = (_duty(row, currency), _fees(row, currency))
    return tuple(
        Part(label, amount.amount, money(amount)) for label, amount in zip(series, amounts, strict=True)
    )


def _duty(row: MarketRow, currency: str) -> Money:
    """Duty of the best option with additional duties, in the comparison's currency."""
    assert row.assessment is not None
    return _scaled(row, row.assessment.duty_and_additional, currency)


def _fees(row: MarketRow, currency: str) -> Money:
    assert row.assessment is not None
    assert row.assessment.total is not None
    assert row.assessment.duty_and_additional is not None
    return _scaled(row, row.assessment.total - row.assessment.duty_and_additional, currency)


def _scaled(row: MarketRow, money: Money | None, currency: str) -> Money:
    """An amount of the market's currency at the rate that the landed cost was converted with."""
    assert money is not None
    assert row.assessment is not None
    assert row.assessment.landed is not None
    assert row.landed is not None
    return Money(money.amount * row.landed.amount / row.assessment.landed.amount, currency).rounded()


def _cells(row: MarketRow, query: QueryDict) -> list[CellValue]:
    there = query.copy()
    there["to"] = row.economy.code
    link = Link(say(row.economy), f"{reverse('helpdesk:answer')}?{there.urlencode()}")
    source = _source_words(row)
    if row.landed is None or row.assessment is None:
        return [link, None, None, None, Tag("open", _rank_words(row)), source]
    best, currency = row.assessment.best, row.landed.currency
    option = best.programme.label if best and best.programme else _("MFN")
    return [
        link, _landed(row), _duty(row, currency), _fees(row, currency), option,
        source,
    ]  # fmt: skip


def _landed(row: MarketRow) -> str | None:
    if row.landed is None:
        return None
    if row.landed_highest is None or row.landed_highest == row.landed:
        return money(row.landed)
    return _("%(lowest)s to %(highest)s") % {
        "lowest": money(row.landed),
        "highest": money(row.landed_highest),
    }


def _rank_words(row: MarketRow) -> str:
    return _("Needs an answer") if row.rank is Rank.OPEN else _("Cannot be computed")


def _source_words(row: MarketRow) -> str | None:
    source = row.answer.source
    if source is None:
        return None
    return f"{source.name}, {say(source.published)}" if source.published else source.name
