"""A rate text as SQL needs it: settled, a plain percent, or measured by the quantities given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.finding import Status
from fairway.kernel.units import UNITS
from fairway.market.tariff.domain.evaluate import evaluate
from fairway.market.tariff.domain.expression import (
    AdValorem,
    Cap,
    DegreeAmount,
    Difference,
    Expression,
    Floor,
    MeursingPart,
    PartValue,
    RetailPrice,
    Specific,
    Sum,
    linear_form,
)
from fairway.market.tariff.domain.parse import RateTextError, parse_rate

LARGEST_PERCENT = 1000  # of a plain rate, so that its product with a value stays in 64 bits
LARGEST_FACTOR = 10**18
# The engine cuts an amount off at 1e-20 before it rounds; no amount of such a divisor comes that
# close to half a cent without being it.
LARGEST_DIVISOR = 10**5

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
    units: tuple[str, ...] = ()  # of measured ones: every quantity it asks for


def compile_text(text: str, dialect: str, currency: str) -> CompiledText:
    expression = _expression(text, dialect, currency)
    form = settled_form(expression) if expression else NEVER
    if expression is None or form:
        return CompiledText(text, dialect, currency, form or NEVER)
    linear = linear_form(expression)
    units = tuple(dict.fromkeys(unit for leaf in _leaves(expression) for unit in _units_of(leaf)))
    if linear is None:
        return CompiledText(text, dialect, currency, MEASURED, units=units)
    by_value = linear.ad_valorem != 0 or isinstance(expression, AdValorem)
    whole = linear.ad_valorem * 10_000
    if not linear.terms and whole == int(whole) and linear.ad_valorem <= LARGEST_PERCENT:
        return CompiledText(text, dialect, currency, PLAIN, int(whole), by_value)
    return CompiledText(
        text, dialect, currency, MEASURED, None, by_value, True, linear.ad_valorem, linear.terms, units
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


def _units_of(leaf: Expression) -> tuple[str, ...]:
    match leaf:
        case Specific():
            return (leaf.unit,)
        case DegreeAmount():
            return (leaf.unit, "POL")
        case RetailPrice():
            return ("RET",)
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measured text comes to for shipments that give certain units, in whole numbers.

    The duty, in 1e-14 of the currency, is (value_factor * value + factor * quantity +
    factor2 * quantity2) / divisor, with value and quantities in ten-thousandths. Or it NEEDS
    another quantity, or is left to the ENGINE.
    """

    form: str
    value_factor: int | None = None
    factor: int | None = None
    factor2: int | None = None
    divisor: int | None = None


def measure(text: CompiledText, units: Sequence[str | None], settlement: str) -> Measure:
    """`units` are those of the two quantities, None where the shipment gives none."""
    if not all(_reachable(needed, units) for needed in text.units):
        return Measure(NEEDS)
    if not text.linear or any(currency != settlement for _amount, currency, _unit in text.terms):
        return Measure(ENGINE)
    factors = [Fraction(text.ad_valorem) * 10**8, Fraction(0), Fraction(0)]
    for amount, _currency, needed in text.terms:
        place = next(n for n, unit in enumerate(units, start=1) if _converts(unit, needed))
        one = Fraction(UNITS[units[place - 1] or ""].factor) / Fraction(UNITS[needed].factor)
        factors[place] += Fraction(amount) * one * 10**10
    divisor = lcm(*(factor.denominator for factor in factors))
    whole = [int(factor * divisor) for factor in factors]
    if divisor > LARGEST_DIVISOR or max(whole) > LARGEST_FACTOR:
        return Measure(ENGINE)
    return Measure(MEASURED, whole[0], whole[1], whole[2], divisor)


def _reachable(needed: str, units: Sequence[str | None]) -> bool:
    """Whether the quantity is given, or all the parts it is the product of."""
    if any(_converts(unit, needed) for unit in units):
        return True
    parts = UNITS[needed].product
    return bool(parts) and all(_reachable(part, units) for part in parts)


def _converts(unit: str | None, needed: str) -> bool:
    if unit is None:
        return False
    one, other = UNITS[unit], UNITS[needed]
    return (one.dimension, one.basis) == (other.dimension, other.basis)
