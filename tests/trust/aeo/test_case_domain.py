"""Risk, validation plan, deadlines and what a proposal needs: pure rules by their tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.kernel.text import UserError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.deciding import (
    has_adverse_ground,
    is_being_validated,
    is_validated,
    not_ready_to_grant,
    standing_outcomes,
    was_heard,
    without_reason,
)
from fairway.trust.aeo.domain.risk import ASCENDING, LIKELIHOODS, Level, level_of, may_take, worst
from fairway.trust.aeo.domain.validation import Known, sample_size, validation_plan
from fairway.trust.aeo.domain.words import clean_words
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.clock_rule import EventKind as E
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.domain.programme import Validation
from fairway.trust.programmes.store import programme_of

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.CANNOT_TELL


def test_the_matrix_grows_in_both_directions_and_holds_every_level() -> None:
    order = ASCENDING.index
    for fixed, (low, high) in product(LIKELIHOODS, pairwise(LIKELIHOODS)):
        assert order(level_of(low, fixed)) <= order(level_of(high, fixed))
        assert order(level_of(fixed, low)) <= order(level_of(fixed, high))
    assert {level_of(a, b) for a, b in product(LIKELIHOODS, repeat=2)} == set(Level)
    assert (level_of(1, 1), level_of(5, 5), level_of(2, 3)) == (Level.LOW, Level.EXTREME, Level.MEDIUM)
    with pytest.raises(ValueError):
        level_of(0, 6)


def test_a_high_risk_cannot_simply_be_taken() -> None:
    assert [may_take(level) for level in ASCENDING] == [True, True, False, False]
    assert worst([]) is None
    assert worst([Level.MEDIUM, Level.HIGH, Level.LOW]) is Level.HIGH


def _plan(size: SizeClass, level: Level | None, years: int | None = 20, records: int | None = 40):  # type: ignore[no-untyped-def]
    law = law_on(programme_of("safe-msme"), date(2026, 3, 2))
    tier = law.tier("certified")
    known = [Known(criterion, MET) for criterion in law.criteria_of(tier, ())]
    known[3] = Known(known[3].criterion, UNKNOWN, level)
    return validation_plan(tier, size, known, years_in_business=years, records=records)


@pytest.mark.parametrize(
    ("size", "level", "mode", "months"),
    [
        (SizeClass.MICRO, None, Validation.REMOTE, 12),
        (SizeClass.MICRO, Level.MEDIUM, Validation.REMOTE, 12),
        (SizeClass.MICRO, Level.HIGH, Validation.ON_SITE, 6),
        (SizeClass.LARGE, Level.LOW, Validation.ON_SITE, 12),
        (SizeClass.LARGE, Level.EXTREME, Validation.ON_SITE, 3),
    ],
)
def test_the_plan_follows_the_size_and_is_raised_by_risk(
    size: SizeClass, level: Level | None, mode: Validation, months: int
) -> None:
    plan = _plan(size, level)
    assert (plan.mode, plan.monitoring_months) == (mode, months)
    assert plan.look_first[0].criterion == "finance"  # the one that nobody can tell yet
    assert plan.workings


def test_a_young_firm_is_looked_at_after_half_a_year() -> None:
    assert _plan(SizeClass.MICRO, None, years=2).monitoring_months == 6
    assert _plan(SizeClass.MICRO, None, years=3).monitoring_months == 12
    assert _plan(SizeClass.LARGE, Level.EXTREME, years=1).monitoring_months == 3
    assert _plan(SizeClass.MICRO, None, years=None).monitoring_months == 12


def test_more_risk_traces_more_records_and_never_more_than_there_are() -> None:
    sizes = [_plan(SizeClass.MICRO, level, records=None).sample.size for level in ASCENDING]
    assert sizes == [14, 29, 59, 99]
    assert sample_size(0, Decimal("0.10")) == 0
    assert sample_size(8, Decimal("0.10")) == 8
    assert sample_size(1000, Decimal("0.10")) == 29


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.sampled_from(["0.20", "0.10", "0.05"]))
def test_a_sample_lies_within_its_population_and_below_that_of_an_endless_one(
    population: int, rate: str
) -> None:
    size = sample_size(population, Decimal(rate))
    assert 0 <= size <= population
    assert size <= sample_size(None, Decimal(rate))


def test_a_grant_needs_every_must_found_or_accepted_in_words() -> None:
    computed = {"a": MET, "b": MET, "c": UNKNOWN}
    assert not_ready_to_grant("abc", computed, {}, {}) == ("a", "b", "c")
    assert not_ready_to_grant("abc", computed, {"c": MET}, {"a": "Seen.", "b": "Seen."}) == ()
    assert not_ready_to_grant("ab", computed, {"a": NOT_MET}, {"a": "Seen.", "b": "Seen."}) == ("a",)
    assert not_ready_to_grant("c", computed, {}, {"c": "I think so."}) == ("c",)  # nothing to accept


def test_an_adverse_decision_says_why_for_each_that_is_not_met() -> None:
    standing = standing_outcomes("abc", {"a": MET, "b": NOT_MET}, {"a": NOT_MET})
    assert standing == {"a": NOT_MET, "b": NOT_MET, "c": UNKNOWN}
    assert without_reason(standing, {"a": "The seal was broken."}) == ("b",)
    assert has_adverse_ground(standing, {"c": "Not shown."})
    assert not has_adverse_ground({"a": MET}, {"a": "I do not like them."})
    assert not has_adverse_ground(standing, {"a": ""})


@pytest.mark.parametrize(
    ("kinds", "heard"),
    [
        ([], False),
        ([E.ACCEPTED, E.HEARING_OPENED], False),
        ([E.ACCEPTED, E.HEARING_OPENED, E.HEARING_ANSWERED], True),
        ([E.HEARING_OPENED, E.HEARING_ANSWERED, E.HEARING_OPENED], False),
        ([E.HEARING_OPENED, E.HEARING_ANSWERED, E.GRANTED], False),
        ([E.HEARING_OPENED, E.HEARING_ANSWERED, E.REFUSED, E.APPEALED, E.APPEAL_DECIDED], False),
        ([E.HEARING_ANSWERED], False),
    ],
)
def test_a_hearing_counts_for_the_question_that_it_was_about(kinds: list[E], heard: bool) -> None:
    assert was_heard(kinds) is heard


def test_a_validation_counts_when_it_has_ended() -> None:
    assert not is_validated([])
    assert is_being_validated([E.VALIDATION_STARTED])
    assert not is_validated([E.VALIDATION_STARTED])
    assert is_validated([E.VALIDATION_STARTED, E.VALIDATION_ENDED])


@pytest.mark.parametrize("text", ["a" * 8001, "zero \x00", "turned \u202e round"])
def test_words_that_no_letter_can_show_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        clean_words(text)


def test_words_keep_their_lines() -> None:
    assert clean_words("  One.\r\n\r\nTwo.\t3 ") == "One.\n\nTwo.\t3"
