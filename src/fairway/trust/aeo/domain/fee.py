"""Money as the rows of a case hold it: whole minor units of its currency."""

from __future__ import annotations

from decimal import Decimal

from fairway.kernel.money import Money, minor_units


def in_minor_units(money: Money) -> int:
    return int(money.rounded().amount.scaleb(minor_units(money.currency)))


def from_minor_units(amount: int, currency: str) -> Money:
    return Money(Decimal(amount).scaleb(-minor_units(currency)), currency)
