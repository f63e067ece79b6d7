"""Reference rates of exchange: the last published day counts, and currencies cross through the base."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal

import pyarrow as pa
import pyarrow.compute as pc

from fairway.kernel.citation import Citation

# Banks publish no rates at weekends and holidays; the longest such gap is five days.
OLDEST_USABLE = timedelta(days=7)
_CROSS = Context(prec=28)


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Units of the second currency for one unit of the first; `day` is that of publication."""

    rate: Decimal
    day: date
    source: Citation


@dataclass(frozen=True, slots=True)
class _History:
    """Units of one currency for one unit of the base, by day."""

    days: list[date]
    per_base: list[Decimal]

    def last_before(self, on: date) -> tuple[date, Decimal] | None:
        place = bisect_right(self.days, on) - 1
        if place < 0 or on - self.days[place] > OLDEST_USABLE:
            return None
        return self.days[place], self.per_base[place]


class ExchangeTable:
    """The rates of an EXCHANGE table of `domain.schema`; `base` is the currency of its manifest.

    Each currency is taken out of the table when it is first asked for.
    """

    def __init__(self, table: pa.Table, *, source: Citation, base: str = "EUR") -> None:
        self.source = source
        self.base = base
        self._table = table
        self._histories: dict[str, _History] = {}

    def rate(self, from_currency: str, to_currency: str, on: date) -> ExchangeRate | None:
        """The rate of `on`, or of the last day before it, at most OLDEST_USABLE ago; else None.

        The day of a cross rate is the older one of its two.
        """
        if from_currency == to_currency:
            return ExchangeRate(Decimal(1), on, self.source)
        sold, bought = self._per_base(from_currency, on), self._per_base(to_currency, on)
        if sold is None or bought is None:
            return None
        return ExchangeRate(_CROSS.divide(bought[1], sold[1]), min(sold[0], bought[0]), self.source)

    def _per_base(self, currency: str, on: date) -> tuple[date, Decimal] | None:
        if currency == self.base:
            return on, Decimal(1)
        if currency not in self._histories:
            self._histories[currency] = self._history(currency)
        return self._histories[currency].last_before(on)

    def _history(self, currency: str) -> _History:
        rows = self._table.filter(pc.equal(self._table["currency"], currency)).sort_by("date")
        per_base = [_without_trailing_zeros(value) for value in rows["per_base"].to_pylist()]
        return _History(rows["date"].to_pylist(), per_base)


def _without_trailing_zeros(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize(_CROSS)
