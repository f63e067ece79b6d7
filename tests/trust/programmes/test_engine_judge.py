"""Conditions: true, false or not known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust.programmes.engine_world import DAY, firm, law, number

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.condition import (
    Age,
    AllOf,
    AnyOf,
    CleanRecord,
    Compare,
    Condition,
    CountedFrom,
    Flag,
    OneOf,
    Operator,
    Span,
)
from fairway.trust.programmes.domain.days import months_later
from fairway.trust.programmes.domain.dossier import Incident
from fairway.trust.programmes.domain.judge import judge

LAW = law((), parameters={"documents": (5, 5, 10, 20), "years": (1, 1, 1, 1)})
AT_LEAST = Compare("documents", Operator.AT_LEAST, number("documents"))
RECORD = CleanRecord("incidents", number(3))
DECIDED = CleanRecord("incidents", number(3), CountedFrom.DECIDED)
STRICT = CleanRecord("incidents", number(3), serious_only=True, decided_only=True)


def holds(condition: Condition, size: SizeClass | None = SizeClass.MICRO, **answers: Any) -> bool | None:
    return judge(condition, firm(**answers), LAW, size).holds


@pytest.mark.parametrize("values", list(product((True, False, None), repeat=2)))
def test_and_and_or_follow_kleene(values: tuple[bool | None, ...]):
    told = {name: value for name, value in zip(("honest", "locks"), values, strict=True) if value is not None}
    parts = (Flag("honest"), Flag("locks"))
    conjunction = False if False in values else None if None in values else True
    disjunction = True if True in values else None if None in values else False
    assert holds(AllOf(parts), **told) is conjunction
    assert holds(AnyOf(parts), **told) is disjunction


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (Flag("honest", expected=False), {"honest": False}, True),
        (Compare("documents", Operator.AT_LEAST, number(5)), {"documents": 5}, True),
        (Compare("documents", Operator.ABOVE, number(5)), {"documents": 5}, False),
        (Compare("documents", Operator.AT_MOST, number(5)), {"documents": 5}, True),
        (Compare("documents", Operator.BELOW, number(5)), {"documents": 5}, False),
        (OneOf("form", ("disk", "paper")), {"form": "paper"}, True),
        (OneOf("form", ("disk",)), {"form": "paper"}, False),
        (OneOf("goods", ("food", "arms")), {"goods": ("food",)}, True),
        (OneOf("goods", ("food", "arms"), includes=True), {"goods": ("food",)}, False),
        (OneOf("goods", ("food",), includes=True), {"goods": ("food", "arms")}, True),
    ],
)
def test_a_question_is_judged_by_its_answer(condition: Condition, answers: dict[str, Any], expected: bool):
    assert holds(condition, **answers) is expected
    assert holds(condition) is None


@pytest.mark.parametrize(
    ("day", "is_old_enough", "is_recent"),
    [
        (date(2025, 5, 1), True, True),  # the anniversary itself is both
        (date(2025, 5, 2), False, True),
        (date(2025, 4, 30), True, False),
        (date(2026, 5, 2), False, False),  # still to come
    ],
)
def test_a_year_ends_on_the_same_day(day: date, is_old_enough: bool, is_recent: bool):
    old, recent = (Age("since", number("years"), Span.YEARS, is_within=within) for within in (False, True))
    assert (holds(old, since=day), holds(recent, since=day)) == (is_old_enough, is_recent)


def test_a_month_without_the_day_ends_on_its_last_day():
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2025, 10, 31), 4) == date(2026, 2, 28)
    assert months_later(date(9990, 1, 1), 600) == date.max


@pytest.mark.parametrize(
    ("incident", "any_kind", "by_decision", "strict"),
    [
        (Incident(date(2023, 5, 1)), False, True, True),  # the last day of the three years
        (Incident(date(2023, 4, 30)), True, True, True),
        (Incident(date(2022, 1, 1), date(2024, 1, 1), True), True, False, True),
        (Incident(date(2024, 1, 1), date(2024, 2, 1), True), False, False, False),
        (Incident(date(2024, 1, 1), None, True), False, True, True),
        (Incident(date(2024, 1, 1), date(2026, 5, 2), True), False, True, True),  # not decided by that day
        (Incident(date(2026, 5, 2), date(2026, 5, 3), True), True, True, True),  # has not happened by then
    ],
)
def test_a_look_back_counts_what_its_rule_counts(
    incident: Incident, any_kind: bool, by_decision: bool, strict: bool
):
    told = {"incidents": (incident,)}
    assert [holds(one, **told) for one in (RECORD, DECIDED, STRICT)] == [any_kind, by_decision, strict]


@given(st.lists(st.dates(date(2020, 1, 1), DAY), min_size=1, max_size=3), st.sampled_from([RECORD, DECIDED]))
@settings(max_examples=40)
def test_a_look_back_is_past_on_the_day_that_is_told(days: list[date], record: CleanRecord):
    told = firm(incidents=tuple(Incident(day, day) for day in days))
    until = judge(record, told, LAW, SizeClass.MICRO).workings[0].settled_on
    if until:
        assert judge(record, told, law((), on=until), SizeClass.MICRO).holds
        assert judge(record, told, law((), on=until - timedelta(days=1)), SizeClass.MICRO).holds is False


def test_of_an_unknown_size_what_every_size_agrees_on_is_known():
    assert holds(AT_LEAST, None, documents=20) is True
    assert holds(AT_LEAST, None, documents=4) is False
    verdict = judge(AT_LEAST, firm(documents=12), LAW, None)
    assert (verdict.holds, verdict.depends_on_size) == (None, True)
    assert verdict.workings[0].limit == Decimal(20)


def test_one_way_that_holds_makes_the_others_superfluous():
    verdict = judge(AnyOf((Flag("locks"), Flag("honest"))), firm(honest=True), LAW, SizeClass.MICRO)
    assert [working.leaf.fact for working in verdict.workings] == ["honest"]
