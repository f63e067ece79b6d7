"""What holds for every history of a case, and the corners of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.trust.programmes.clock_world import (
    DECISION,
    EU_RULES,
    UTC_DAYS,
    E,
    after,
    at,
    number,
    paused,
    plain,
    run,
)

from fairway.kernel.period import Period
from fairway.kernel.text import Localised, UserError
from fairway.trust.programmes.domain.calendar import Calendar
from fairway.trust.programmes.domain.clock_rule import ClockUnit, EventKind, Extension
from fairway.trust.programmes.domain.clocks import CaseMoment, ClockState
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.reckoning import Interval

FIRST = date(2026, 1, 1)
MOMENTS = some.builds(
    CaseMoment,
    some.sampled_from(EventKind),
    some.integers(0, 212 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    some.integers(0, 60),
)
HISTORIES = some.lists(MOMENTS, max_size=14)
quick = settings(max_examples=50, deadline=None)


@quick
@given(HISTORIES, some.randoms(use_true_random=False))
def test_the_order_of_the_events_decides_nothing(history: list[CaseMoment], chance: object) -> None:
    shuffled = history.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert run(shuffled, on="2026-08-02") == run(history, on="2026-08-02")


@quick
@given(HISTORIES)
def test_no_clock_is_there_before_its_start_or_ends_before_it(history: list[CaseMoment]) -> None:
    for rule in EU_RULES:
        for clock in run(history, rule, on="2026-08-02"):
            assert any(e.kind in rule.starts and e.at.date() == clock.started_on for e in history)
            assert clock.due_on >= clock.started_on
            assert all(pause.start >= clock.started_on for pause in clock.pauses)


@quick
@given(HISTORIES, some.integers(0, 210))
def test_what_comes_later_does_not_change_what_was_said_on_a_day(
    history: list[CaseMoment], days: int
) -> None:
    on = after(FIRST, days)
    until_then = [event for event in history if event.at.date() <= on]
    assert run(history, on=on) == run(until_then, on=on)


@quick
@given(some.lists(some.tuples(some.integers(1, 9), some.integers(0, 9)), max_size=6))
def test_the_end_moves_by_the_sum_of_the_pauses(spans: list[tuple[int, int]]) -> None:
    events, day = [at(FIRST, E.SUBMITTED)], FIRST
    for gap, length in spans:
        events += [at(after(day, gap), E.INFORMATION_ASKED)]
        day = after(day, gap + length)
        events += [at(day, E.INFORMATION_GIVEN)]
    (clock,) = run(events, paused(ClockUnit.DAYS, 100), on="2026-08-01")
    assert clock.due_on == after(FIRST, 100 + sum(length for _gap, length in spans))


@quick
@given(some.lists(some.integers(0, 40), max_size=5))
def test_the_end_moves_by_the_sum_of_the_extensions_up_to_the_cap(days: list[int]) -> None:
    rule = plain(ClockUnit.DAYS, 20, extensions=(Extension(E.EXTENDED, None, number(60)),))
    events = [at(FIRST, E.SUBMITTED), *(at(after(FIRST, 1), E.EXTENDED, n) for n in days)]
    (clock,) = run(events, rule, on="2026-08-01")
    assert clock.due_on == after(FIRST, 20 + min(60, sum(days)))
    assert sum(extension.days for extension in clock.extensions) == min(60, sum(days))


@pytest.mark.parametrize(
    ("start", "unit", "length", "due"),
    [
        ("2026-01-31", ClockUnit.MONTHS, 1, "2026-02-28"),
        ("2028-01-31", ClockUnit.MONTHS, 1, "2028-02-29"),
        ("2028-02-29", ClockUnit.YEARS, 1, "2029-02-28"),
        ("2024-02-29", ClockUnit.YEARS, 4, "2028-02-29"),
        ("2026-11-30", ClockUnit.MONTHS, 3, "2027-02-28"),
        ("2028-02-28", ClockUnit.DAYS, 2, "2028-03-01"),
        ("2026-01-02", ClockUnit.WORKING_DAYS, 1, "2026-01-05"),
        ("2026-01-05", ClockUnit.WORKING_DAYS, 15, "2026-01-26"),
        ("2026-01-05", ClockUnit.DAYS, 0, "2026-01-05"),
    ],
)
def test_each_unit_ends_on_its_day(start: str, unit: ClockUnit, length: int, due: str) -> None:
    (clock,) = run([at(start, E.SUBMITTED)], plain(unit, length), on=start)
    assert clock.due_on == date.fromisoformat(due)


def test_holidays_do_not_count_as_working_days_and_the_end_rolls_over_them() -> None:
    easter = {
        date(2026, 4, 3): Localised({"en": "Good Friday"}),
        date(2026, 4, 6): Localised({"en": "Easter"}),
    }
    calendar = replace(UTC_DAYS, holidays=easter)
    (working,) = run(
        [at("2026-04-01", E.SUBMITTED)], plain(ClockUnit.WORKING_DAYS, 3), on="2026-04-01", calendar=calendar
    )
    assert working.due_on == date(2026, 4, 8)
    rolling = replace(plain(ClockUnit.DAYS, 2), rolls=True)
    (rolled,) = run([at("2026-04-01", E.SUBMITTED)], rolling, on="2026-04-01", calendar=calendar)
    assert rolled.due_on == date(2026, 4, 7)
    said = " ".join(map(str, rolled.workings))
    assert "2026-04-03 is not a working day (Good Friday), so it ends on 2026-04-07." in said


def test_a_weekend_may_be_friday_and_saturday_and_unknown_holidays_are_said() -> None:
    gulf = replace(UTC_DAYS, weekend=frozenset({4, 5}), known=Period(date(2025, 1, 1), date(2025, 12, 31)))
    rolling = replace(plain(ClockUnit.DAYS, 1), rolls=True)
    (clock,) = run([at("2026-01-01", E.SUBMITTED)], rolling, on="2026-01-01", calendar=gulf)
    assert clock.due_on == date(2026, 1, 4)
    assert str(clock.workings[-1]) == "The public holidays of 2026 are not loaded, so the end may move."


def test_the_day_is_the_local_one_also_when_the_clocks_change() -> None:
    madrid = Calendar("es", Localised({"en": "Spain"}), ZoneInfo("Europe/Madrid"))
    late_evening = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # 00:30 of the 29th, an hour before the change
    (clock,) = run(
        [CaseMoment(E.SUBMITTED, late_evening)], plain(ClockUnit.DAYS, 1), on="2026-03-29", calendar=madrid
    )
    assert (clock.started_on, clock.due_on) == (date(2026, 3, 29), date(2026, 3, 30))
    before_midnight = late_evening + timedelta(hours=22, minutes=29)  # 23:59 of the 29th, now in summer time
    (clock,) = run(
        [CaseMoment(E.SUBMITTED, before_midnight)], plain(ClockUnit.DAYS, 1), on="2026-03-29", calendar=madrid
    )
    assert clock.started_on == date(2026, 3, 29)
    with pytest.raises(UserError, match="no time zone"):
        madrid.local_day(datetime(2026, 3, 28))  # noqa: DTZ001  (that is the point)


def test_a_clock_that_stands_still_says_when_it_would_end() -> None:
    events = [at("2026-01-01", E.SUBMITTED), at("2026-01-05", E.INFORMATION_ASKED)]
    (clock,) = run(events, paused(ClockUnit.DAYS, 10), on="2026-03-01")
    assert clock.state is ClockState.PAUSED
    assert clock.pauses == (Interval(date(2026, 1, 5), None),)
    assert clock.due_on == date(2026, 3, 7)


def test_a_pause_lets_no_working_day_count() -> None:
    events = [
        at("2026-01-05", E.SUBMITTED),
        at("2026-01-07", E.INFORMATION_ASKED),
        at("2026-01-12", E.INFORMATION_GIVEN),
    ]
    (clock,) = run(events, paused(ClockUnit.WORKING_DAYS, 5), on="2026-01-13")
    assert clock.due_on == date(2026, 1, 15)


def test_a_stop_decides_between_in_time_and_late() -> None:
    rule = plain(ClockUnit.DAYS, 10)
    submitted = at("2026-01-01", E.SUBMITTED)
    states = {
        "2026-01-01": ClockState.MET,
        "2026-01-11": ClockState.MET,
        "2026-01-12": ClockState.LATE,
    }
    for day, state in states.items():
        (clock,) = run([at(day, E.GRANTED, hour=3), submitted], rule, on="2026-02-01")
        assert (clock.state, clock.ended_on) == (state, date.fromisoformat(day))
    (clock,) = run([submitted], rule, on="2026-02-01")
    assert (clock.state, clock.ended_on) == (ClockState.EXPIRED, None)


def test_the_last_start_counts_and_a_start_after_the_stop_is_a_run_of_its_own() -> None:
    events = [at(day, E.SUBMITTED) for day in ("2026-01-01", "2026-01-04", "2026-03-01")]
    first, second = run([*events, at("2026-01-09", E.GRANTED)], plain(ClockUnit.DAYS, 10), on="2026-03-02")
    assert (first.started_on, first.state) == (date(2026, 1, 4), ClockState.MET)
    assert (second.started_on, second.state) == (date(2026, 3, 1), ClockState.RUNNING)


def test_nothing_moves_a_clock_that_has_run_out() -> None:
    rule = replace(DECISION, starts=(E.SUBMITTED,), length=number(10))
    events = [at("2026-01-05", E.SUBMITTED), at("2026-01-16", E.EXTENDED, 60)]
    (clock,) = run(events, rule, on="2026-01-17")
    assert (clock.state, clock.due_on) == (ClockState.EXPIRED, date(2026, 1, 15))
    assert any("changes nothing" in str(text) for text in clock.workings)


def test_days_that_a_rule_needs_and_an_event_lacks_are_asked_for() -> None:
    events = [at("2026-01-05", E.SUBMITTED), at("2026-01-06", E.EXTENDED)]
    with pytest.raises(UserError, match="sets no days"):
        run(events, replace(DECISION, starts=(E.SUBMITTED,)), on="2026-01-17")
    with pytest.raises(UserError, match="whole number"):
        run(
            events[:1],
            replace(DECISION, starts=(E.SUBMITTED,), length=Operand(Decimal("7.5"))),
            on="2026-01-17",
        )


def test_periods_set_for_an_answer_are_shown_as_a_pause() -> None:
    events = [at("2026-03-02", E.ACCEPTED), at("2026-05-04", E.INFORMATION_ASKED, 20)]
    (clock,) = run(events, DECISION, on="2026-05-05")
    assert clock.pauses == (Interval(date(2026, 5, 4), date(2026, 5, 24)),)
    assert clock.state is ClockState.RUNNING
