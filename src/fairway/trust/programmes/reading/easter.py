"""Easter Sunday of the Gregorian calendar."""

from __future__ import annotations

from datetime import date, timedelta


def easter(year: int) -> date:
    """The Sunday after the ecclesiastical full moon on or after 21 March (computus of Gauss and Meeus)."""
    century = year // 100
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    # Two exceptions keep the full moon on 18 April at the latest, and two years of a cycle apart.
    moon -= (moon == 29) or (moon == 28 and year % 19 > 10)
    full_moon = date(year, 3, 21) + timedelta(days=moon)
    return full_moon + timedelta(days=7 - (full_moon.weekday() + 1) % 7)
