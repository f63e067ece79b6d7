"""The working days of one administration, and the day that it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text, UserError

ONE_DAY = timedelta(days=1)
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Calendar:
    """`weekend`: days of the week without work, Monday is 0. `known`: the days whose holidays are listed."""

    code: str
    name: Localised
    time_zone: ZoneInfo
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    holidays: Mapping[date, Localised] = field(default_factory=dict)
    known: Period = Period()
    citation: Citation | None = None

    def __post_init__(self) -> None:
        if len(self.weekend) > 6:
            raise ValueError("A calendar needs a day of the week on which people work.")

    def local_day(self, moment: datetime) -> date:
        """The day that it was there at that moment. Raises UserError for a time without its zone."""
        if moment.tzinfo is None:
            raise UserError(Text("The time {time} has no time zone.", {"time": moment.isoformat()}))
        return moment.astimezone(self.time_zone).date()

    def is_working(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def next_working(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        return day if self.is_working(day) else next(self.working_days_after(day))

    def working_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += ONE_DAY
            if self.is_working(day):
                yield day

    def day_off(self, day: date) -> Text | Localised | None:
        """Why nobody works on that day; None for a working day."""
        if day in self.holidays:
            return self.holidays[day]
        return Text("weekend") if day.weekday() in self.weekend else None
