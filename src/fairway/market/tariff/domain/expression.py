"""The duty expression: one typed tree for every tariff's way of writing a rate.

`A MAX B` is a cap, the lower of the two; `A MIN B` is a floor, the higher of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from fairway.kernel.units import UNITS


class Meursing(StrEnum):
    """Parts of EU duties on processed foods that depend on an additional code of the recipe."""

    AGRICULTURAL = "EA"
    AGRICULTURAL_REDUCED = "EAR"
    SUGAR = "ADSZ"
    SUGAR_REDUCED = "ADSZR"
    FLOUR = "ADFM"
    FLOUR_REDUCED = "ADFMR"


class UnresolvedReason(StrEnum):
    REFERENCE = "unresolved_reference"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Free:
    """Nothing to pay, and said so (an empty cell is unknown, not free)."""


@dataclass(frozen=True, slots=True)
class AdValorem:
    percent: Decimal  # of the customs value


@dataclass(frozen=True, slots=True)
class Specific:
    amount: Decimal
    currency: str
    unit: str  # for each of these


@dataclass(frozen=True, slots=True)
class FixedAmount:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class RetailPrice:
    percent: Decimal  # of the retail price, not of the customs value


@dataclass(frozen=True, slots=True)
class PartValue:
    percent: Decimal  # of the value of the parts together
    parts: tuple[str, ...]  # codes of `parts.PARTS`


@dataclass(frozen=True, slots=True)
class DegreeAmount:
    """An amount for each unit and for each degree of polarisation under `under` (raw sugar)."""

    amount: Decimal
    currency: str
    unit: str
    under: Decimal


@dataclass(frozen=True, slots=True)
class MeursingPart:
    kind: Meursing


@dataclass(frozen=True, slots=True)
class Sum:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    base: Expression
    less: Expression


@dataclass(frozen=True, slots=True)
class Cap:
    of: Expression
    limit: Expression


@dataclass(frozen=True, slots=True)
class Floor:
    of: Expression
    least: Expression


@dataclass(frozen=True, slots=True)
class ApplicableSubheading:
    """The duty of the subheading the goods belong to (United States, chapters 98 and 99)."""


@dataclass(frozen=True, slots=True)
class SupplementaryUnit:
    """A statistical unit to declare; it is no duty, and not zero duty."""

    unit: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Words of law that point elsewhere or set the rate aside; `text` is verbatim."""

    reason: UnresolvedReason
    text: str


Expression: TypeAlias = (
    Free
    | AdValorem
    | Specific
    | FixedAmount
    | RetailPrice
    | PartValue
    | DegreeAmount
    | MeursingPart
    | Sum
    | Difference
    | Cap
    | Floor
    | ApplicableSubheading
    | SupplementaryUnit
    | Unresolved
)


@dataclass(frozen=True, slots=True)
class Linear:
    """`ad_valorem` percent of the value, plus for each term an amount of a currency per unit."""

    ad_valorem: Decimal
    terms: tuple[tuple[Decimal, str, str], ...]


def linear_form(expression: Expression) -> Linear | None:
    """The expression as a sum over value and quantities, for many shipments at once.

    None where it has no such form (caps, floors, deductions, questions beyond value and quantity).
    """
    ad_valorem, terms = Decimal(0), []
    for part in expression.parts if isinstance(expression, Sum) else (expression,):
        match part:
            case Free():
                pass
            case AdValorem(percent):
                ad_valorem += percent
            case Specific(amount, currency, unit) if not UNITS[unit].product:
                terms.append((amount, currency, unit))
            case _:
                return None
    return Linear(ad_valorem, tuple(terms))


def currency_of(expression: Expression) -> str | None:
    """The first currency that an amount of the expression names."""
    match expression:
        case Specific(_, currency) | FixedAmount(_, currency) | DegreeAmount(_, currency):
            return currency
        case Sum(parts):
            return next(filter(None, map(currency_of, parts)), None)
        case Difference(one, other) | Cap(one, other) | Floor(one, other):
            return currency_of(one) or currency_of(other)
        case _:
            return None
