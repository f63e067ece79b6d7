"""Rates by season: `6.5% (10 MAY - 20 AUG); 3.2% (01 NOV - 15 FEB)`.

Both end days belong to the season, which may wrap the year's end. A day in no season has no rate;
it is not free.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.kernel.finding import Reason
from fairway.kernel.text import Text
from fairway.market.tariff.domain.lines import day_in_season
from fairway.market.tariff.domain.rate_text import RateTextError

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SEASON = re.compile(
    r"\s*(?P<rate>[^();]+?)\s*\(\s*(?P<day1>\d{1,2})\s+(?P<month1>[A-Za-z]{3})\s*-\s*"
    r"(?P<day2>\d{1,2})\s+(?P<month2>[A-Za-z]{3})\s*\)\s*"
)
_LOOKS_SEASONAL = re.compile(r"\(\s*\d{1,2}\s+[A-Za-z]+\s*-")
_LEAP_YEAR, _YEAR = 2024, 4 * 366  # a season of 29 February alone comes every four years


@dataclass(frozen=True, slots=True)
class SeasonalRate:
    rate_text: str
    season: str  # "05-10/08-20": days of the year, as in the tariff's lines


def is_seasonal(text: str) -> bool:
    """Whether the text is meant as rates by season, well written or not."""
    return bool(_LOOKS_SEASONAL.search(text))


def split_seasons(text: str) -> tuple[SeasonalRate, ...]:
    """The rates and seasons of a text. Raises RateTextError."""
    seasons: list[SeasonalRate] = []
    position = 0
    for part in text.split(";"):
        found = _SEASON.fullmatch(part)
        if not found:
            raise _not_seasonal(text, part, position)
        start = _day(text, position, found["day1"], found["month1"])
        end = _day(text, position, found["day2"], found["month2"])
        seasons.append(SeasonalRate(found["rate"], f"{start}/{end}"))
        position += len(part) + 1
    return tuple(seasons)


def rate_on(seasons: Sequence[SeasonalRate], day: date) -> SeasonalRate | None:
    return next((rate for rate in seasons if day_in_season(day, rate.season)), None)


def no_rate_in_force(seasons: Sequence[SeasonalRate], day: date) -> Reason:
    """Why a day between seasons has no duty, with the day the next one starts."""
    days = (day + timedelta(days=ahead) for ahead in range(1, _YEAR))
    next_start = next(ahead for ahead in days if rate_on(seasons, ahead))
    message = Text(
        "No rate is in force on {day}: it lies between seasons. The next one starts on {start}.",
        {"day": day, "start": next_start},
    )
    return Reason("no_rate_in_force", message)


def _day(text: str, position: int, day: str, month: str) -> str:
    try:
        number = _MONTHS.index(month.upper()) + 1
        return date(_LEAP_YEAR, number, int(day)).strftime("%m-%d")
    except ValueError as error:
        raise _not_seasonal(text, f"{day} {month}", position) from error


def _not_seasonal(text: str, part: str, position: int) -> RateTextError:
    message = Text(
        "“{part}” is not a rate with its season, as in 6.5% (10 MAY - 20 AUG).", {"part": part.strip()[:60]}
    )
    return RateTextError("bad_season", message, text, position)
