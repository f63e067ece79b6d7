"""Calendars of working days: single holidays, and rules for those that come back every year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import partial
from operator import itemgetter
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import read_citation
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.reading import keys, words
from fairway.trust.programmes.reading.collect import Problems, read_root
from fairway.trust.programmes.reading.easter import easter

FIRST_YEAR, LAST_YEAR = 1990, 2100
Rule = Callable[[int], date]


class Weekday(IntEnum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


def read_calendar(path: Path) -> Calendar:
    """The calendar in a file, named CODE.yaml. Raises SourceError with every problem."""
    root, problems = read_root(path), Problems()
    calendar = problems.of(_CalendarReader(problems).calendar, root)
    problems.stop_if_any()
    if calendar.code != path.stem:
        root.mapping()["code"].fail(Text("The file must be named {code}.yaml.", {"code": calendar.code}))
    return calendar


@dataclass(frozen=True, slots=True)
class _CalendarReader:
    problems: Problems

    def calendar(self, root: Entry) -> Calendar:
        fields, of = self.problems.fields(root, keys.CALENDAR), self.problems.of
        years = self._years(fields["years"])
        return Calendar(
            code=of(words.code, fields["code"]),
            name=of(words.localised, fields["name"]),
            time_zone=of(_time_zone, fields["time_zone"]),
            weekend=of(_weekend, fields["weekend"]),
            holidays=dict(sorted(self._holidays(fields, years), key=itemgetter(0))),
            known=Period(date(years.start, 1, 1), date(years.stop - 1, 12, 31)),
            citation=of(read_citation, fields["citation"]),
        )

    def _years(self, entry: Entry) -> range:
        fields = entry.fields(keys.YEARS.required)
        first, last = (words.whole(fields[key], least=FIRST_YEAR, most=LAST_YEAR) for key in ("from", "to"))
        if last < first:
            fields["to"].fail(Text("The years end before they begin."))
        return range(first, last + 1)

    def _holidays(self, fields: Mapping[str, Entry], years: range) -> Iterator[tuple[date, Localised]]:
        each = self.problems.each
        yield from filter(None, each(partial(self._single, years), fields["holidays"]))
        for key, read in _RULES.items():
            for found in filter(None, each(partial(_repeated, read, years), fields[key])):
                yield from found

    def _single(self, years: range, entry: Entry) -> tuple[date, Localised]:
        fields = self.problems.fields(entry, keys.HOLIDAY)
        day = fields["day"].day()
        if day is None or day.year not in years:
            fields["day"].fail(Text("This must be a day of the years that the calendar covers."))
        return day, self.problems.of(words.localised, fields["name"])


def _repeated(
    read: Callable[[Entry], tuple[Rule, dict[str, Entry]]], years: range, entry: Entry
) -> list[tuple[date, Localised]]:
    """The holiday in every year since it began."""
    rule, fields = read(entry)
    name, since = words.localised(fields["name"]), fields["from_year"]
    first = years.start if since.value is None else words.whole(since, least=FIRST_YEAR, most=LAST_YEAR)
    return [(rule(year), name) for year in years if year >= first]


def _yearly(entry: Entry) -> tuple[Rule, dict[str, Entry]]:
    fields = entry.fields(keys.YEARLY.required, keys.YEARLY.optional)
    month = words.whole(fields["month"], least=1, most=12)
    # 29 February is no holiday that comes every year.
    day = words.whole(fields["day"], least=1, most=monthrange(2001, month)[1])
    return lambda year: date(year, month, day), fields


def _easter(entry: Entry) -> tuple[Rule, dict[str, Entry]]:
    fields = entry.fields(keys.EASTER.required, keys.EASTER.optional)
    offset = timedelta(days=words.whole(fields["offset"], least=-60, most=70))
    return lambda year: easter(year) + offset, fields


def _nth_weekday(entry: Entry) -> tuple[Rule, dict[str, Entry]]:
    fields = entry.fields(keys.NTH_WEEKDAY.required, keys.NTH_WEEKDAY.optional)
    month = words.whole(fields["month"], least=1, most=12)
    weekday = _weekday(fields["weekday"])
    nth = words.whole(fields["nth"], least=-1, most=4)
    if nth == 0:
        fields["nth"].fail(Text("This must be 1 to 4, or -1 for the last."))
    return lambda year: _nth(year, month, weekday, nth), fields


_RULES = {"yearly": _yearly, "easter": _easter, "nth_weekday": _nth_weekday}


def _nth(year: int, month: int, weekday: Weekday, nth: int) -> date:
    last = monthrange(year, month)[1]
    days = [day for number in range(1, last + 1) if (day := date(year, month, number)).weekday() == weekday]
    return days[nth - 1 if nth > 0 else nth]


def _weekday(entry: Entry) -> Weekday:
    return Weekday[entry.one_of([day.name.lower() for day in Weekday]).upper()]


def _weekend(entry: Entry) -> frozenset[int]:
    days = frozenset(int(_weekday(item)) for item in entry.items())
    if len(days) == len(Weekday):
        entry.fail(Text("A calendar needs a day of the week on which people work."))
    return days


def _time_zone(entry: Entry) -> ZoneInfo:
    if entry.text() not in available_timezones():
        entry.fail(Text("“{name}” is not a time zone, as in Europe/Brussels.", {"name": entry.text()[:60]}))
    return ZoneInfo(entry.text())
