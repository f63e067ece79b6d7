"""Percentages as sources of plain percents are written down: one spelling of one rate."""

from __future__ import annotations

from decimal import Decimal


def percent_text(rate: Decimal) -> str:
    """4.0 is 4%, 10 stays 10%."""
    whole = rate.to_integral_value()
    return f"{whole if whole == rate else rate.normalize():f}%"
