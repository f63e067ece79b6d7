"""Lines and rates of one market's tariff, and which line a goods code means on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fairway.kernel.citation import Citation
from fairway.kernel.hs import HsCode
from fairway.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the tariff, as long as the tariff has it (6 to 10 digits)."""

    goods_code: str
    description: str
    path: str = ""
    units: tuple[str, ...] = ()
    season: str | None = None
    period: Period = Period()
    note: str = ""

    def covers(self, day: date) -> bool:
        return day in self.period and (self.season is None or day_in_season(day, self.season))


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate printed for a goods code: MFN, column 2, a preference or an additional duty."""

    goods_code: str
    measure: str
    programme: str
    claim_code: str
    rate_text: str
    dialect: str
    currency: str
    source: Citation
    origins: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()
    period: Period = Period()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The code means these lines, which all bear the same rates; `code` is the longest they share.

    `by_subheading`: the tariff has no line of that code; these are the lines under its six digits.
    """

    code: str
    lines: tuple[Line, ...]
    by_subheading: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The code is too short: these lines bear different rates. `by_subheading` as in Resolved."""

    lines: tuple[Line, ...]
    by_subheading: bool = False


@dataclass(frozen=True, slots=True)
class NoLine:
    """No line of this tariff on that day.

    `other_days` are lines of the code that hold on other days; `that_day` are seasonal lines of the
    same subheading that hold on the day.
    """

    other_days: tuple[Line, ...] = ()
    that_day: tuple[Line, ...] = ()


def day_in_season(day: date, season: str) -> bool:
    """Whether `day` lies in "MM-DD/MM-DD": both days included, may wrap the year's end."""
    start, end = season.split("/")
    today = day.strftime("%m-%d")
    return start <= today <= end if start <= end else today >= start or today <= end


def resolve_line(
    code: HsCode, lines: Sequence[Line], rated_codes: Collection[str], on: date
) -> Resolved | Ambiguous | NoLine:
    """Which line `code` means on the day.

    `lines` are those of its subheading, of every date; `rated_codes` the codes at which the tariff
    prints a rate there.
    """
    named = _named_by(code.digits, lines)
    current = [line for line in named if line.covers(on)]
    if current:
        return _one_or_many(current, rated_codes)
    if named or len(code.digits) <= 6:
        return NoLine(tuple(named), tuple(line for line in lines if line.season and line.covers(on)))
    siblings = [line for line in lines if line.covers(on)]
    if not siblings:
        return NoLine()
    return replace(_one_or_many(siblings, rated_codes), by_subheading=True)


def _named_by(digits: str, lines: Sequence[Line]) -> list[Line]:
    """Lines under the code, or the shorter line that the code lies under."""
    under = [line for line in lines if line.goods_code.startswith(digits)]
    return under or [line for line in lines if digits.startswith(line.goods_code)]


def _one_or_many(lines: list[Line], rated_codes: Collection[str]) -> Resolved | Ambiguous:
    bearers = {rate_bearer(line.goods_code, rated_codes) for line in lines}
    if len(bearers) == 1:
        return Resolved(bearers.pop() if len(lines) > 1 else lines[0].goods_code, tuple(lines))
    return Ambiguous(tuple(lines))


def rate_bearer(goods_code: str, rated_codes: Collection[str]) -> str:
    """The code whose rates a line bears: its own, or the longest rated code it lies under."""
    for length in range(len(goods_code), 5, -2):
        if goods_code[:length] in rated_codes:
            return goods_code[:length]
    return goods_code
