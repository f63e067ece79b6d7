"""A rate text as SQL needs it: settled, a plain percent, or measured by the quantities given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.units import convert
from fairway.market.tariff.domain.evaluate import evaluate
from fairway.market.tariff.domain.expression import (
    AdValorem,
    Cap,
    Difference,
    Expression,
    Floor,
    MeursingPart,
    PartValue,
    Sum,
    linear_form,
)
from fairway.market.tariff.domain.parse import RateTextError, parse_rate

COEFFICIENT = pa.decimal128(18, 10)
PERCENT = pa.decimal128(12, 6)
LARGEST_PERCENT = 1000  # of a plain rate, so that its product with a value stays in 64 bits

PLAIN, MEASURED, NEVER, NEEDS, ENGINE = "plain", "measured", "never", "needs", "engine"


@dataclass(frozen=True, slots=True)
class CompiledText:
    """A distinct rate text.

    PLAIN: `percent` ten-thousandths of a percent of the value. NEVER and NEEDS: no shipment of a
    file can be computed. MEASURED: it depends on the quantities; see `measure`.
    """

    text: str
    dialect: str
    currency: str
    form: str
    percent: int | None = None
    by_value: bool = False  # a percent of the customs value is part of it
    linear: bool = False  # of measured ones: `ad_valorem` percent plus `terms`, amounts per unit
    ad_valorem: Decimal = Decimal(0)
    terms: tuple[tuple[Decimal, str, str], ...] = ()


def compile_text(text: str, dialect: str, currency: str) -> CompiledText:
    expression = _expression(text, dialect, currency)
    form = settled_form(expression) if expression else NEVER
    if expression is None or form:
        return CompiledText(text, dialect, currency, form or NEVER)
    linear = linear_form(expression)
    if linear is None:
        return CompiledText(text, dialect, currency, MEASURED)
    by_value = linear.ad_valorem != 0 or isinstance(expression, AdValorem)
    whole = linear.ad_valorem * 10_000
    if not linear.terms and whole == int(whole) and linear.ad_valorem <= LARGEST_PERCENT:
        return CompiledText(text, dialect, currency, PLAIN, int(whole), by_value)
    return CompiledText(
        text, dialect, currency, MEASURED, None, by_value, True, linear.ad_valorem, linear.terms
    )


def _expression(text: str, dialect: str, currency: str) -> Expression | None:
    try:
        return parse_rate(text, dialect=Dialect(dialect), currency=currency) if text.strip() else None
    except RateTextError:
        return None


def settled_form(expression: Expression) -> str | None:
    """NEVER or NEEDS where no shipment of a file can change it: a file gives values and quantities,
    not the value of a watch case nor a Meursing code."""
    if evaluate(expression, value=None, currency="USD").status is Status.UNCOMPUTABLE:
        return NEVER
    return NEEDS if any(isinstance(leaf, PartValue | MeursingPart) for leaf in _leaves(expression)) else None


def _leaves(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Sum(parts):
            for part in parts:
                yield from _leaves(part)
        case Difference(one, other) | Cap(one, other) | Floor(one, other):
            yield from _leaves(one)
            yield from _leaves(other)
        case _:
            yield expression


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measured text comes to for shipments that give certain units: a percent of the value
    plus an amount for one of each quantity; or that it NEEDS another quantity; or ENGINE."""

    form: str
    percent: Decimal | None = None
    per_quantity: Decimal | None = None
    per_quantity2: Decimal | None = None


def measure(text: CompiledText, units: Sequence[str | None], settlement: str | None) -> Measure:
    """`units` are those of the two quantities, None where the shipment gives none."""
    if not text.linear:
        return _measure_by_trial(text, units)
    amounts = [Decimal(0), Decimal(0)]
    for amount, _currency, needed in text.terms:
        place, factor = _first_convertible(units, needed)
        if factor is None:
            return Measure(NEEDS)
        amounts[place] += amount * factor
    exact = all(currency == settlement for _amount, currency, _unit in text.terms)
    if not exact or not _fits(text.ad_valorem, PERCENT) or not all(_fits(a, COEFFICIENT) for a in amounts):
        return Measure(ENGINE)
    return Measure(MEASURED, text.ad_valorem, *amounts)


def _first_convertible(units: Sequence[str | None], needed: str) -> tuple[int, Decimal | None]:
    for place, unit in enumerate(units):
        factor = convert(Quantity(Decimal(1), unit), needed) if unit else None
        if factor is not None:
            return place, factor
    return 0, None


def _measure_by_trial(text: CompiledText, units: Sequence[str | None]) -> Measure:
    """A question that one of each unit leaves open stays open for every number of them."""
    expression = parse_rate(text.text, dialect=Dialect(text.dialect), currency=text.currency)
    given = [Quantity(Decimal(1), unit) for unit in units if unit]
    if len(given) > 1 and convert(given[1], given[0].unit) is not None:
        del given[1]  # the same question answered twice
    tried = evaluate(expression, value=Money(Decimal(1), "USD"), quantities=given, currency="USD")
    lacking = any(need.key.startswith("quantity:") for need in tried.needs)
    return Measure(NEEDS if lacking else ENGINE)


def _fits(number: Decimal, kind: pa.DataType) -> bool:
    try:
        pa.scalar(number, kind)
    except pa.ArrowInvalid:
        return False
    return True
