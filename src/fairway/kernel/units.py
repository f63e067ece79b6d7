"""Units of measurement that tariffs charge and count in.

Net, gross, drained and dry weight are different quantities, and so are pieces and pairs: units
convert only inside one dimension *and* one basis. Some units are products (`ASVX` is the alcohol
strength times the hectolitres); the user is asked for the parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from fairway.kernel.text import Text, UserError
from fairway.kernel.unit_table import ALIASES, UNITS, Dimension, Unit, fold_unit

if TYPE_CHECKING:
    from fairway.kernel.quantity import Quantity

__all__ = [
    "UNITS",
    "ContradictoryQuantities",
    "Dimension",
    "Unit",
    "UnknownUnit",
    "check_consistent",
    "convert",
    "find_unit",
]


class UnknownUnit(UserError):
    """No unit has that code or name."""


class ContradictoryQuantities(UserError):
    """Two quantities answer the same question differently."""


def find_unit(text: str) -> Unit:
    """The unit of a code (`KGM`), a symbol (`m²`) or a word in English, French or Spanish.

    Raises UnknownUnit. Words that name different units in different countries (ton, gallon) are
    not known on purpose.
    """
    code = ALIASES.get(fold_unit(text))
    if code is None:
        raise UnknownUnit(_unknown(text))
    return UNITS[code]


def convert(quantity: Quantity, unit: str) -> Decimal | None:
    """The quantity in `unit`, a code; None where dimension or basis differ."""
    source, target = UNITS[quantity.unit], UNITS[unit]
    if source is target:
        return quantity.amount
    if (source.dimension, source.basis) != (target.dimension, target.basis):
        return None
    return quantity.amount * source.factor / target.factor


def check_consistent(quantities: Sequence[Quantity]) -> None:
    """Raise ContradictoryQuantities where two of them answer one question differently."""
    for index, one in enumerate(quantities):
        for other in quantities[:index]:
            converted = convert(one, other.unit)
            if converted is not None and converted != other.amount:
                raise ContradictoryQuantities(
                    Text(
                        "{one} and {other} contradict each other: give one of them.",
                        {"one": one, "other": other},
                    )
                )


def _unknown(text: str) -> Text:
    shown = text.strip()[:40]
    known = [key for key in ALIASES if len(key) > 3]
    near = get_close_matches(fold_unit(shown), known, n=1, cutoff=0.8) if len(shown) > 3 else []
    if near:
        return Text(
            "“{unit}” is not a unit we know. Did you mean {suggestion}?",
            {"unit": shown, "suggestion": UNITS[ALIASES[near[0]]].symbol},
        )
    return Text("“{unit}” is not a unit we know. Write kg, litres, pieces or pairs, say.", {"unit": shown})
