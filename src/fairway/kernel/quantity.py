"""Quantities: an amount in a unit of UN/ECE Recommendation 20 (or of the tariff world beyond it)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """`amount` units of `unit`, a code of `fairway.kernel.units`."""

    amount: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.unit}"
