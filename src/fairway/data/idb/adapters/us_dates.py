"""Dates as agencies of the United States write them in files: month first."""

from __future__ import annotations

import re
from datetime import date

from fairway.kernel.text import Text, UserError

_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
# Two-digit years: the tariff database uses 89 for 1989 (the first HTS) and 50 for “no end yet”.
_FIRST_TWO_DIGIT_YEAR_OF_1900S = 51


def us_date(text: str) -> date:
    """Read `7/1/20` or `12/31/2030`. Raises UserError."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise UserError(Text("This is not a date; write month/day/year, as in 7/1/2020."))
    month, day, year = (int(part) for part in found.groups())
    if year < 100:
        year += 1900 if year >= _FIRST_TWO_DIGIT_YEAR_OF_1900S else 2000
    try:
        return date(year, month, day)
    except ValueError:
        raise UserError(Text("There is no such day (month/day/year).")) from None
