"""What the distinct words of a file mean: economies, units and currencies, each looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache

from fairway.kernel.economy import Economy, UnknownEconomy
from fairway.kernel.money import is_currency, minor_units
from fairway.kernel.unit_table import ALIASES, UNITS, fold_unit

WORD_COLUMNS = (
    "currency_text", "unit_text", "unit2_text", "currency", "known", "digits", "unit", "unit2",
    "factor", "factor2",
)  # fmt: skip


@cache
def economy_code(text: str) -> str | None:
    try:
        return Economy.parse(text).code
    except UnknownEconomy:
        return None


def word_rows(triples: Iterable[tuple[str, str, str]]) -> Iterator[tuple[object, ...]]:
    """One row for each currency, unit and second unit written together; see WORD_COLUMNS.

    `factor` and `factor2` bring two quantities of one dimension to the same unit, so that a
    contradiction shows; they are None where the quantities cannot contradict each other.
    """
    for triple in triples:
        currency = triple[0].strip().upper()
        unit, unit2 = _unit_code(triple[1]), _unit_code(triple[2])
        factors = _factors(unit, unit2)
        yield *triple, currency, is_currency(currency), minor_units(currency), unit, unit2, *factors


@cache
def _unit_code(text: str) -> str | None:
    return ALIASES.get(fold_unit(text)) if text else None


def _factors(unit: str | None, unit2: str | None) -> tuple[Decimal | None, Decimal | None]:
    if unit is None or unit2 is None:
        return None, None
    one, other = UNITS[unit], UNITS[unit2]
    if (one.dimension, one.basis) != (other.dimension, other.basis):
        return None, None
    return one.factor, other.factor


_EXCHANGE_PLACES, _LARGEST_EXCHANGE = Decimal("1e-14"), Decimal("1e6")


def enclose(rate: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """The nearest decimals below and above the rate that SQL can hold; None for an outsized one."""
    if rate >= _LARGEST_EXCHANGE:
        return None, None
    return (
        rate.quantize(_EXCHANGE_PLACES, rounding=ROUND_FLOOR),
        rate.quantize(_EXCHANGE_PLACES, rounding=ROUND_CEILING),
    )
