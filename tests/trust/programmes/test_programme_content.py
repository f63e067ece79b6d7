"""The shipped files, the guide that explains them, the bank and the calendars."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from tests.trust.programmes.programme_guide import GUIDE, guide_file, written

from fairway.platform.content.problem import SourceError
from fairway.trust.programmes import store
from fairway.trust.programmes.reading import keys
from fairway.trust.programmes.reading.bank import read_bank
from fairway.trust.programmes.reading.calendar import read_calendar
from fairway.trust.programmes.reading.easter import easter
from fairway.trust.programmes.reading.programme import read_programme

SHIPPED = sorted((store.CONTENT / "programmes").glob("*.yaml"))
CALENDAR = guide_file("harbour-calendar")
FACTS, EVIDENCE = guide_file("harbour-facts"), guide_file("harbour-evidence")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_programme_reads(path: Path):
    programme = read_programme(path, store.bank(), calendars=store.calendar_codes())
    assert programme.editions


def test_the_guide_explains_every_key_and_every_word_that_the_reader_accepts():
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", GUIDE.read_text()))))
    known = {key for part in vars(keys).values() if isinstance(part, keys.Keys) for key in part.all}
    assert len(known) > 80
    assert sorted(known - words) == []


def bank_of(folder: Path, facts: str = FACTS, evidence: str = EVIDENCE):
    written(folder, "facts.yaml", facts)
    written(folder, "evidence.yaml", evidence)
    return read_bank(folder)


def test_the_bank_of_the_guide_reads(tmp_path: Path):
    bank = bank_of(tmp_path)
    assert list(bank.facts) == ["customs_incidents", "crates_last_year", "crates_marked"]
    assert bank.evidence["crate-photos"].months == 12


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  most: 1000000\n", "", "the most that it can be"),
        ("kind: incidents", "kind: incidents\n  most: 5", "has no “most”"),
        ("code: crates_marked", "code: crates_last_year", "given twice"),
        ("code: paint", "code: label", "choice is given twice"),
        ("kind: number", "kind: amount", "must be one of"),
        ("{hours: 2, money: 30}", "{hours: 2}", "Missing key: money"),
    ],
)
def test_a_mistake_in_the_bank_is_named(tmp_path: Path, old: str, new: str, message: str):
    assert old in FACTS
    with pytest.raises(SourceError) as error:
        bank_of(tmp_path, FACTS.replace(old, new, 1))
    assert any(message in str(problem.text) for problem in error.value.problems)


def test_the_calendar_of_the_guide_reads(tmp_path: Path):
    calendar = read_calendar(written(tmp_path, "harbour-days.yaml", CALENDAR))
    free = [date(2026, 3, 20), date(2026, 1, 1), date(2026, 6, 19), date(2026, 4, 6), date(2026, 9, 7)]
    assert not any(calendar.is_working(day) for day in free)
    assert calendar.is_working(date(2025, 6, 19))  # Harbour Day is new in 2026
    assert date(2031, 1, 1) not in calendar.known


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Africa/Dakar", "Africa/Gao", "not a time zone"),
        ("day: 2026-03-20", "day: 2036-03-20", "that the calendar covers"),
        ("month: 6, day: 19", "month: 6, day: 31", "whole number from 1 to 30"),
        ("month: 6, day: 19", "month: 2, day: 29", "whole number from 1 to 28"),
        ("nth: 1, name", "nth: 0, name", "1 to 4, or -1"),
        ("weekday: monday", "weekday: moonday", "must be one of"),
        ("{from: 2024, to: 2030}", "{from: 2030, to: 2024}", "before they begin"),
        ("code: harbour-days", "code: port", "must be named"),
    ],
)
def test_a_mistake_in_a_calendar_is_named(tmp_path: Path, old: str, new: str, message: str):
    with pytest.raises(SourceError) as error:
        read_calendar(written(tmp_path, "harbour-days.yaml", CALENDAR.replace(old, new, 1)))
    assert message in str(error.value)


@pytest.mark.parametrize(
    "day",
    ["1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2024-03-31", "2026-04-05", "2038-04-25",
     "2049-04-18", "2076-04-19"],
)  # fmt: skip
def test_easter_is_where_the_church_has_it(day: str):
    assert easter(int(day[:4])) == date.fromisoformat(day)
