"""What is charged on top of what: additional duties on an option, then tax on it all.

An option of TARIC is MFN, a preference, a quota, a suspension; trade remedies and retaliation come
on top of every option, except that the safeguard duty (type 696) is not added to a quota.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from fairway.kernel.finding import Need, Reason, Status
from fairway.kernel.money import Money, Rounding
from fairway.market.tariff.domain.evaluate import Evaluation
from fairway.market.tariff.domain.expression import Expression

QUOTA_TYPES = frozenset({"122", "123", "143", "146", "147"})
SAFEGUARD_TYPE = "696"


class Compute(Protocol):
    """`evaluate` with the quantities, currency and exchange rates of one shipment filled in."""

    def __call__(self, expression: Expression, *, value: Money | None) -> Evaluation: ...


@dataclass(frozen=True, slots=True)
class StackedMeasure:
    """`measure_type` is the TARIC type; `code` names the line ("552/C490")."""

    code: str
    measure_type: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class StackLine:
    code: str
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Stack:
    """Lines are rounded for display; the `total` is that of the unrounded parts, and is payable."""

    status: Status
    lines: tuple[StackLine, ...]
    total: Money | None = None
    needs: tuple[Need, ...] = ()
    reason: Reason | None = None


def stack(
    option: StackedMeasure,
    *,
    additional: Sequence[StackedMeasure] = (),
    vat: Expression | None = None,
    value: Money | None,
    compute: Compute,
    rounding: Rounding = Rounding.HALF_UP,
) -> Stack:
    """The option, the additional duties that combine with it, and VAT on all of it."""
    measures = [option, *(measure for measure in additional if combines(option, measure))]
    lines = [StackLine(measure.code, compute(measure.expression, value=value)) for measure in measures]
    if vat is not None and value is None:
        lines.append(StackLine("VAT", compute(vat, value=None)))
    elif vat is not None and value is not None and all_computed(lines):
        duties = Money(exact_total(lines), value.currency)
        lines.append(StackLine("VAT", tax_on_duty(vat, value=value, duties=duties, compute=compute)))
    return concluded(lines, rounding)


def combines(option: StackedMeasure, additional: StackedMeasure) -> bool:
    return not (option.measure_type in QUOTA_TYPES and additional.measure_type == SAFEGUARD_TYPE)


def tax_on_duty(expression: Expression, *, value: Money, duties: Money, compute: Compute) -> Evaluation:
    """A tax whose base is the customs value with all duties."""
    return compute(expression, value=value + duties)


def concluded(lines: Sequence[StackLine], rounding: Rounding) -> Stack:
    """The total of the lines, or what is open: a line that cannot be computed blocks the total."""
    evaluations = [line.evaluation for line in lines]
    for status in (Status.UNCOMPUTABLE, Status.NEEDS):
        open_ones = [evaluation for evaluation in evaluations if evaluation.status is status]
        if open_ones:
            needs = {need.key: need for evaluation in open_ones for need in evaluation.needs}
            return Stack(status, tuple(lines), needs=tuple(needs.values()), reason=open_ones[0].reason)
    amount = lines[0].evaluation.amount
    assert amount is not None
    total = Money(exact_total(lines), amount.currency).rounded(rounding)
    return Stack(Status.COMPUTED, tuple(lines), total)


def all_computed(lines: Sequence[StackLine]) -> bool:
    return all(line.evaluation.status is Status.COMPUTED for line in lines)


def exact_total(lines: Sequence[StackLine]) -> Decimal:
    return sum((line.evaluation.exact or Decimal(0) for line in lines), Decimal(0))
