"""Quantities: an amount in a unit of UN/ECE Recommendation 20 (or of the tariff world beyond it)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fairway.kernel.money import LARGEST_AMOUNT, InvalidMoney, parse_decimal
from fairway.kernel.text import Text, UserError
from fairway.kernel.units import Dimension, UnknownUnit, find_unit

# Spaces and commas may only group three digits, so that “5 1,000 pieces” is not read as 51,000.
_QUANTITY = re.compile(
    r"\s*(?P<number>[+-]?(?:\d{1,3}(?:[\s',]\d{3})+|\d*)(?:[.,]\d+)?)\s*(?P<unit>[^\d\s].*)"
)


class InvalidQuantity(UserError):
    """The text is not a quantity of goods; the message says why, in words for the user."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`amount` units of `unit`, a code of `fairway.kernel.units`."""

    amount: Decimal
    unit: str

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read `1200 kg`, `1,200.5 litres`, `40 % vol`. Raises InvalidQuantity.

        A quantity is above zero; only a share or a part of the goods (the sucrose, the jewels)
        may be none of it.
        """
        found = _QUANTITY.fullmatch(text)
        if not found or not found["number"].strip("+-"):
            raise InvalidQuantity(
                Text(
                    "“{text}” is not a quantity: write a number and a unit, as in 1200 kg.",
                    {"text": text.strip()[:40]},
                )
            )
        try:
            amount = parse_decimal(found["number"])
            unit = find_unit(found["unit"])
        except (InvalidMoney, UnknownUnit) as error:
            raise InvalidQuantity(error.text) from error
        share = unit.dimension is Dimension.SHARE
        if amount < 0 or (amount == 0 and not (share or unit.basis)):
            raise InvalidQuantity(
                Text("A quantity must be above zero; “{text}” is not.", {"text": text.strip()[:40]})
            )
        if amount >= LARGEST_AMOUNT or (share and amount > 100):
            raise InvalidQuantity(Text("{text} is too large.", {"text": text.strip()[:40]}))
        return cls(amount, unit.code)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.unit}"
