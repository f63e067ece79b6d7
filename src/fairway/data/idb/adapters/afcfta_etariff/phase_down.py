"""A phase-down: the rates of consecutive years as stretches of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from fairway.kernel.period import Period


def stretches(rates: Sequence[Decimal], first_year: int) -> list[tuple[Decimal, Period]]:
    """Each rate with its days; years of one rate together, the last one without an end."""
    found = []
    year = first_year
    for rate, same in groupby(rates):
        start, year = year, year + len(list(same))
        end = date(year - 1, 12, 31) if year < first_year + len(rates) else None
        found.append((rate, Period(date(start, 1, 1), end)))
    return found


def never_rises(rates: Sequence[Decimal]) -> bool:
    """Whether no rate is above the one before it."""
    return all(later <= earlier for earlier, later in pairwise(rates))
