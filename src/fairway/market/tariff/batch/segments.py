"""Which line each product code of the file means, for each stretch of days on which it means the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.kernel.hs import HsCode
from fairway.market.tariff.domain.lines import Ambiguous, Line, Resolved, resolve_line

MEANS_ONE_LINE = "line"
MEANS_MANY = "choose"
MEANS_NONE = "none"


@dataclass(frozen=True, slots=True)
class Segment:
    """From `start` to `end`, both included, `product` means `code` (None unless it means one line)."""

    product: str
    start: date
    end: date
    outcome: str
    code: str | None


def segments_of(
    product: str, lines: tuple[Line, ...], rated_codes: Collection[str], *, first: date, last: date
) -> Iterator[Segment]:
    """The stretches between `first` and `last`; `lines` are those of the product's subheading."""
    starts = sorted({first, *(day for day in _turning_days(lines, first, last) if first < day <= last)})
    ends = [day - timedelta(days=1) for day in starts[1:]] + [last]
    code = HsCode(product)
    for start, end in zip(starts, ends, strict=True):
        found = resolve_line(code, lines, rated_codes, start)
        if isinstance(found, Resolved):
            yield Segment(product, start, end, MEANS_ONE_LINE, found.code)
        else:
            outcome = MEANS_MANY if isinstance(found, Ambiguous) else MEANS_NONE
            yield Segment(product, start, end, outcome, None)


def _turning_days(lines: Iterable[Line], first: date, last: date) -> Iterator[date]:
    """Days on which a line begins, has ended, or its season turns."""
    for line in lines:
        if line.period.start:
            yield line.period.start
        if line.period.end and line.period.end < date.max:
            yield line.period.end + timedelta(days=1)
        if line.season:
            yield from _season_turns(line.season, first.year, last.year)


def _season_turns(season: str, first_year: int, last_year: int) -> Iterator[date]:
    start, end = season.split("/")
    for year in range(first_year, last_year + 1):
        yield _day_of(year, start)
        yield _day_of(year, end) + timedelta(days=1)


def _day_of(year: int, month_day: str) -> date:
    """The day of the year; 29 February is the 28th in a common year."""
    month, day = (int(part) for part in month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
