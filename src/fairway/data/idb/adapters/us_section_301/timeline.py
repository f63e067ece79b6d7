"""What China's goods of one subheading pay under Section 301, day by day.

A product pays under one heading of chapter 99. Where the compiled lists name a subheading under
several, the highest rate in force is taken: the four-year review *raised* rates of earlier lists
(89 FR 76581), and headings 9903.88.21 to .28 keep an article of two lists from paying twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

FIRST_DAY = date(2018, 7, 6)  # of the first list
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedRate:
    """What a heading adds from `start` to `end`, both included; None is open.

    `percent` is None where no one figure holds for all the goods; such a rate goes before every
    other of its days, since no figure may be charged.
    """

    heading: str
    rate_text: str
    percent: Decimal | None
    start: date
    end: date | None
    note: str

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def timeline(rates: Sequence[DatedRate], listed: Sequence[str]) -> tuple[DatedRate, ...]:
    """One rate for every stretch of days, in order; `listed` are all the headings that name the goods.

    Goods that only later lists name get a rate of "" for the days before: the compilation leaves
    out the earlier list they were on.
    """
    stretches = _stretches(rates)
    if stretches and stretches[0].start > FIRST_DAY and _is_later_list(stretches[0]):
        stretches.insert(0, _unknown_before(stretches[0]))
    return tuple(_with_other_lists(rate, listed) for rate in stretches)


def _stretches(rates: Sequence[DatedRate]) -> list[DatedRate]:
    """The highest rate of each stretch of days on which it stays the same."""
    changes = sorted({rate.start for rate in rates} | {rate.end + _DAY for rate in rates if rate.end})
    by_rate = groupby(changes, key=lambda day: _highest(rates, day))
    starts = [(rate, next(days)) for rate, days in by_rate]
    ends = [start - _DAY for _, start in starts[1:]] + [None]
    return [
        replace(rate, start=start, end=end) for (rate, start), end in zip(starts, ends, strict=False) if rate
    ]


def _highest(rates: Sequence[DatedRate], day: date) -> DatedRate | None:
    return max((rate for rate in rates if rate.covers(day)), key=_rank, default=None)


def _rank(rate: DatedRate) -> tuple[bool, Decimal]:
    return rate.percent is None, rate.percent or Decimal(0)


def _is_later_list(rate: DatedRate) -> bool:
    """Headings of the four-year review of 2024; those before it were the first on their goods."""
    return not rate.heading.startswith("9903.88")


def _unknown_before(first: DatedRate) -> DatedRate:
    note = f"The lists say nothing of the days before {first.start}; an earlier list may have applied."
    return DatedRate(first.heading, "", None, FIRST_DAY, first.start - _DAY, note)


def _with_other_lists(rate: DatedRate, listed: Sequence[str]) -> DatedRate:
    others = ", ".join(heading for heading in listed if heading != rate.heading)
    if not others or rate.percent is None:
        return rate
    return replace(
        rate, note=f"{rate.note} Also listed under {others}: goods pay once, here the highest rate in force."
    )
