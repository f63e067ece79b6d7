"""Seasons in the descriptions of the United States tariff.

A seasonal line says in words when it applies: "if entered during the period from September 1, in
any year, to the following May 31, inclusive", "during the month of October", "at any other time".
Here the words become seasons of the schema, "09-01/05-31": both days included, may wrap the year's
end. A line may have several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from fairway.kernel.text import Text, UserError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
# The lookahead leaves out dates of one year ("June 4, 2020"): they limit a provision, not a season.
_DAY = rf"({_MONTH}) ?(\d{{1,2}})(?!\d|, ?\d{{4}})"
_FEBRUARY_END = r"(?:the last day of (?:the following )?|the following )feb[a-z]*\.?"
_IN_ANY_YEAR = r"(?:,? in any year,?)?"
_WINDOW = re.compile(
    rf"{_DAY}{_IN_ANY_YEAR} ?(?:to|through|thru|-) ?(?:(?:the following )?{_DAY}|{_FEBRUARY_END})", re.I
)
_WHOLE_MONTH = re.compile(rf"during the month of ({_MONTH})", re.I)
_OTHER_TIME = re.compile(
    r"(?:entered|imported)\b.*\b(?:any other time|other than above period|outside the above stated period)",
    re.I,
)
# One of the goods of the line has a season and another has none: the line is open all year.
_ALL_YEAR_FOR_SOME = re.compile(r"entered (?:at )?any time", re.I)
_ENTRY = re.compile(r"\bentered\b", re.I)
# Any leap year: 29 February belongs to every season that reaches the end of February.
_FIRST_DAY = date(2000, 1, 1)
_DAYS = tuple(f"{_FIRST_DAY + timedelta(days):%m-%d}" for days in range(366))


def seasons_in(description: str) -> tuple[str, ...]:
    """The seasons a description states; empty for none. Raises UserError for a day that is not one."""
    if not _ENTRY.search(description) or _ALL_YEAR_FOR_SOME.search(description):
        return ()
    month = _WHOLE_MONTH.search(description)
    if month:
        number = _month_number(month[1])
        return (f"{_day(number, 1)}/{_last_day(number)}",)
    seasons = [_season(found) for found in _WINDOW.finditer(description)]
    # January to June and October to December are one season, from October to June.
    return rest_of_year(rest_of_year(seasons)) if len(seasons) > 1 else tuple(seasons)


def is_rest_of_year(description: str) -> bool:
    """Whether the line applies whenever its sisters' seasons do not."""
    return _OTHER_TIME.search(description) is not None


def rest_of_year(seasons: Iterable[str]) -> tuple[str, ...]:
    """The seasons that fill the year beside `seasons`; empty when nothing is left, or nothing taken."""
    taken = {day for season in seasons for day in _days_of(season)}
    if not taken:
        return ()
    windows: list[list[str]] = []
    previous_free = False
    for day in _DAYS:
        free = day not in taken
        if free and previous_free:
            windows[-1][1] = day
        elif free:
            windows.append([day, day])
        previous_free = free
    if len(windows) > 1 and windows[0][0] == _DAYS[0] and windows[-1][1] == _DAYS[-1]:
        windows[0][0] = windows.pop()[0]
    return tuple(f"{first}/{last}" for first, last in windows)


def _season(found: re.Match[str]) -> str:
    first = _day(_month_number(found[1]), int(found[2]))
    last = _day(_month_number(found[3]), int(found[4])) if found[3] else _last_day(2)
    return f"{first}/{last}"


def _days_of(season: str) -> tuple[str, ...]:
    first, last = (_DAYS.index(day) for day in season.split("/"))
    return _DAYS[first : last + 1] if first <= last else _DAYS[first:] + _DAYS[: last + 1]


def _month_number(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1


def _day(month: int, day: int) -> str:
    text = f"{month:02d}-{day:02d}"
    if text not in _DAYS:
        raise UserError(Text("There is no day {day} (month-day) in a year.", {"day": text}))
    return text


def _last_day(month: int) -> str:
    return [day for day in _DAYS if day.startswith(f"{month:02d}-")][-1]
