"""Goods that enter Northern Ireland: UK duty unless the EU's differs by more than a tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fairway.kernel.money import Money


@dataclass(frozen=True, slots=True)
class AtRiskChoice:
    tariff: str  # "UK" or "XI"
    duty: Money


def choose_at_risk(*, uk: Money, xi: Money, value: Money, tolerance_percent: Decimal) -> AtRiskChoice:
    """The UK duty where the two differ by no more than `tolerance_percent` of the customs value.

    The tolerance is rounded to the currency's minor unit; a difference equal to it keeps UK duty.
    It is dated law, so the caller brings it.
    """
    tolerance = Money(value.amount * tolerance_percent / 100, value.currency).rounded()
    if abs((xi - uk).amount) <= tolerance.amount:
        return AtRiskChoice("UK", uk)
    return AtRiskChoice("XI", xi)
