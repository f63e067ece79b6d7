"""Plans as lists: those of a firm as a file, and a few beside each other as a table, a drawing and a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from fairway.desk.plans.models import Plan, Snapshot
from fairway.desk.plans.selectors import ComparedPlan
from fairway.kernel.money import Money
from fairway.platform.ui.charts import Bar, BarChart, Part, bar_chart
from fairway.platform.ui.downloads import csv_stream, csv_text
from fairway.platform.ui.language import money, say
from fairway.platform.ui.tables import CellValue, Column, Link, Table

PLAN_COLUMNS = (
    "name", "product", "from", "to", "as_of", "law_of", "status", "landed_cost", "duty", "fees_and_taxes",
    "currency", "changed", "changed_by", "last_checked", "archived",
)  # fmt: skip
COMPARED_COLUMNS = (*PLAN_COLUMNS[:-4], "value", "value_currency", "best_option", "papers")


def plans_csv(plans: Iterable[Plan]) -> Iterator[str]:
    """One plan a row, with the figures that the firm has seen; in parts."""
    return csv_stream(PLAN_COLUMNS, ([*_shared_cells(plan), *_state_cells(plan)] for plan in plans))


def compared_csv(compared: Iterable[ComparedPlan]) -> str:
    return csv_text(COMPARED_COLUMNS, [[*_shared_cells(one.plan), *_answer_cells(one)] for one in compared])


def compared_table(compared: Iterable[ComparedPlan]) -> Table:
    columns = (
        Column(_("Plan")),
        Column(_("Value of the goods"), numeric=True),
        Column(_("Landed cost"), numeric=True),
        Column(_("Duty"), numeric=True),
        Column(_("Fees and taxes"), numeric=True),
        Column(_("Best option")),
        Column(_("Papers"), numeric=True),
        Column(_("As of")),
    )
    return Table(_("The saved figures"), columns, [_compared_row(one) for one in compared], stacked=True)


def compared_chart(compared: Sequence[ComparedPlan]) -> BarChart | None:
    """What each border takes; None where the amounts are not all known in one currency."""
    landed = [one.plan.current.landed for one in compared if one.plan.current.landed is not None]
    if len({amount.currency for amount in landed}) != 1:
        return None
    series, cheapest = (_("Duty"), _("Fees and taxes")), _cheapest(compared)
    bars = [_bar(one, series, is_best=one is cheapest) for one in compared]
    title = _("What the border takes, in %(currency)s") % {"currency": landed[0].currency}
    return bar_chart(title, _("Bars of what each border takes. The table has the figures."), series, bars)


def _cheapest(compared: Sequence[ComparedPlan]) -> ComparedPlan | None:
    """The plan with the least landed cost; goods of different value have none."""
    if len({one.content.value for one in compared}) > 1:
        return None
    known = [one for one in compared if one.plan.current.landed_minor is not None]
    return min(known, key=lambda one: one.plan.current.landed_minor or 0)


def _bar(one: ComparedPlan, series: Sequence[str], *, is_best: bool) -> Bar:
    snapshot = one.plan.current
    if snapshot.landed is None:
        return Bar(one.plan.name, (), _("Not computed"))
    parts = [
        Part(label, amount.amount, money(amount))
        for label, amount in zip(series, (snapshot.duty, snapshot.charges), strict=True)
        if amount is not None
    ]
    return Bar(one.plan.name, tuple(parts), money(snapshot.landed), is_best)


def _compared_row(one: ComparedPlan) -> list[CellValue]:
    plan, snapshot, best = one.plan, one.plan.current, one.content.best_option
    link = Link(plan.name, reverse("plans:plan", args=[plan.organisation_id, plan.pk]))
    return [
        link, one.content.value, snapshot.landed, snapshot.duty, snapshot.charges,
        say(best.name) if best else None, one.paper_count, snapshot.taken_at.date(),
    ]  # fmt: skip


def _shared_cells(plan: Plan) -> list[object]:
    snapshot = plan.current
    return [
        plan.name, plan.product, plan.origin, plan.destination, snapshot.taken_at.date(), snapshot.on,
        snapshot.status, *_amounts(snapshot), snapshot.currency or None,
    ]  # fmt: skip


def _amounts(snapshot: Snapshot) -> list[str | None]:
    return [_amount(money) for money in (snapshot.landed, snapshot.duty, snapshot.charges)]


def _state_cells(plan: Plan) -> list[object]:
    return [
        "yes" if plan.has_changes else "no",
        _amount(plan.changed_by),
        plan.last_checked_at.date(),
        plan.archived_at.date() if plan.archived_at else None,
    ]


def _answer_cells(one: ComparedPlan) -> list[object]:
    value, best = one.content.value, one.content.best_option
    return [_amount(value), value.currency, say(best.name) if best else None, one.paper_count]


def _amount(money: Money | None) -> str | None:
    return f"{money.amount:f}" if money is not None else None
