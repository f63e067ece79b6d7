"""Findings, tiers and paths in a programme made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.trust.programmes.engine_world import (
    BANK,
    DAY,
    HONEST,
    criterion,
    effort,
    finding,
    firm,
    found,
    law,
    number,
    outcomes,
    standard,
    steps,
)

from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Outcome, StepKind
from fairway.trust.programmes.domain.condition import (
    Age,
    AllOf,
    AnyOf,
    CleanRecord,
    Compare,
    Flag,
    Operator,
    Span,
)
from fairway.trust.programmes.domain.dossier import Held, Incident, TradeRole
from fairway.trust.programmes.domain.programme import Obligation, Option

MET, NOT_MET, CANNOT_TELL = Outcome
BOOKS = criterion("books", Flag("keeps_books"), standards=(standard("statement", "audit"),))
LADDER = law((HONEST,), (BOOKS,))


def test_a_tier_needs_its_own_musts_and_those_it_builds_on():
    assert outcomes(assess(firm(honest=True), LADDER, BANK)) == {"low": "met", "high": "cannot_tell"}
    both = assess(firm("audit", honest=True, keeps_books=True), LADDER, BANK)
    assert (outcomes(both), both.reached) == ({"low": "met", "high": "met"}, ("low", "high"))
    fallen = assess(firm("audit", honest=False, keeps_books=True), LADDER, BANK)
    assert (outcomes(fallen), fallen.reached) == ({"low": "not_met", "high": "not_met"}, ())


def test_a_should_is_told_and_decides_nothing():
    nicety = criterion("nicety", Flag("watchman"), obligation=Obligation.SHOULD)
    result = found(firm(honest=True, watchman=False), law((HONEST, nicety)))
    assert result.outcome is MET
    assert [one.outcome for one in result.findings] == [MET, NOT_MET]
    assert result.path.steps == ()


def test_facts_in_order_without_evidence_are_short_of_evidence():
    short = finding(firm(honest=True, keeps_books=True), LADDER, "books", "high")
    assert (short.outcome, short.is_short_of_evidence) == (CANNOT_TELL, True)
    assert "statement, audit" in str(short.because[-1])
    unknown = finding(firm(), LADDER, "books", "high")
    assert (unknown.outcome, unknown.is_short_of_evidence, unknown.missing) == (
        CANNOT_TELL,
        False,
        ("keeps_books",),
    )
    against = finding(firm("audit", keeps_books=False), LADDER, "books", "high")
    assert (against.outcome, against.used) == (NOT_MET, {"keeps_books": False})


def test_weights_must_add_up_to_what_is_needed():
    weighed = law((criterion("shown", standards=(standard("statement", ("iso", 2), "photos", needed=2),)),))
    assert found(firm("statement"), weighed).outcome is CANNOT_TELL
    assert found(firm("statement", "statement"), weighed).outcome is CANNOT_TELL
    assert found(firm("statement", "photos"), weighed).outcome is MET
    assert found(firm("iso"), weighed).outcome is MET


@pytest.mark.parametrize(
    ("piece", "counts"),
    [
        (Held("clearance", date(2025, 5, 1)), True),  # its twelve months end today
        (Held("clearance", date(2025, 4, 30)), False),
        (Held("clearance", date(2026, 4, 1), date(2026, 4, 30)), False),
        (Held("clearance", date(2026, 5, 2)), False),  # not issued yet
        (Held("clearance"), False),  # nobody knows since when
        (Held("clearance", None, date(2026, 6, 1)), True),
        (Held("statement"), True),
    ],
)
def test_evidence_counts_only_while_it_is_in_date(piece: Held, counts: bool):
    shown = law((criterion("shown", standards=(standard("clearance", "statement"),)),))
    assert found(firm(piece), shown).outcome is (MET if counts else CANNOT_TELL)


def test_a_standard_applies_by_size_role_and_tier():
    light = standard("statement", sizes=frozenset({SizeClass.MICRO}))
    heavy = standard("audit", sizes=frozenset({SizeClass.LARGE}), conditions=(Flag("watchman"),))
    carriers = standard("photos", roles=frozenset({TradeRole.CARRIER}))
    rule = law((criterion("shown", standards=(light, heavy, carriers)),))
    assert found(firm("statement"), rule).outcome is MET
    assert found(firm("statement", size=SizeClass.LARGE), rule).outcome is CANNOT_TELL
    assert found(firm("audit", size=SizeClass.LARGE, watchman=False), rule).outcome is NOT_MET
    assert found(firm("audit", size=SizeClass.LARGE, watchman=True), rule).outcome is MET


def test_a_criterion_of_other_roles_is_not_asked():
    carriers = criterion("vehicles", Flag("locks"), roles=frozenset({TradeRole.CARRIER}))
    assert [one.criterion for one in found(firm(), law((HONEST, carriers))).findings] == ["honesty"]


def test_of_an_unknown_size_a_criterion_that_depends_on_it_is_open():
    many = criterion("trade", Compare("documents", Operator.AT_LEAST, number("documents")))
    rule = law((many,), parameters={"documents": (5, 5, 10, 20)})
    open_one = finding(firm(size=None, documents=12), rule, "trade")
    assert (open_one.outcome, open_one.missing) == (CANNOT_TELL, ("size_class",))
    assert finding(firm(size=None, documents=20), rule, "trade").outcome is MET
    assert finding(firm(size=None, documents=1), rule, "trade").outcome is NOT_MET
    path = found(firm(size=None, documents=12), rule).path
    assert [(one.kind, one.code) for one in path.steps] == [
        (StepKind.ANSWER, "size_class"),
        (StepKind.BLOCKED, "documents"),
    ]


def test_of_an_unknown_size_the_largest_effort_stands_and_is_said_so():
    path = found(firm(size=None), law((criterion("shown", standards=(standard("audit"),)),))).path
    assert (path.hours, path.steps[0].code) == (Decimal(80), "size_class")
    assert "most to do" in str(path.steps[0].text)


def test_the_path_takes_the_cheaper_remedy_and_shares_evidence():
    either = criterion("guarded", AnyOf((Flag("watchman"), Flag("locks"))))
    first = criterion("first", standards=(standard("audit", "photos"),))
    second = criterion("second", standards=(standard("audit", "statement", ("photos", 1), needed=2),))
    result = found(firm(watchman=False, locks=False), law((either, first, second)))
    assert steps(result) == [
        (StepKind.EVIDENCE, "photos"),
        (StepKind.EVIDENCE, "statement"),
        (StepKind.REMEDY, "locks"),
    ]
    assert (result.path.hours, result.path.money, result.path.is_open) == (
        Decimal(6), Money(Decimal(0), "USD"), True,
    )  # fmt: skip
    assert result.path.steps[0].criteria == ("first", "second")


def test_what_the_programme_says_of_an_effort_takes_the_place_of_the_banks():
    local = (Option("statement", effort=effort(9)), Option("photos"))
    shown = criterion("shown", standards=(replace(standard(), options=local),))
    assert steps(found(firm(), law((shown,)))) == [(StepKind.EVIDENCE, "photos")]


def test_an_answer_costs_nothing_and_is_preferred_to_a_remedy():
    either = criterion("guarded", AnyOf((Flag("watchman"), AllOf((Flag("locks"), Flag("honest"))))))
    assert steps(found(firm(watchman=False, honest=True), law((either,)))) == [(StepKind.ANSWER, "locks")]


def test_the_path_waits_until_the_look_back_is_past_and_the_age_reached():
    rule = law(
        (
            criterion("record", CleanRecord("incidents", number(3))),
            criterion("older", CleanRecord("incidents", number(5))),
            criterion("age", Age("since", number(36), Span.MONTHS, is_within=False)),
        )
    )
    dossier = firm(incidents=(Incident(date(2024, 2, 29)),), since=date(2025, 7, 1))
    path = found(dossier, rule).path
    assert [(one.kind, one.code, one.until) for one in path.steps] == [
        (StepKind.WAIT, "incidents", date(2029, 3, 1)),
        (StepKind.WAIT, "since", date(2028, 7, 1)),
    ]
    assert path.steps[0].criteria == ("record", "older")
    assert path.is_open


def test_the_shorter_wait_is_taken_where_the_cost_is_the_same():
    ages = (Age("since", number(years), Span.YEARS, is_within=False) for years in (5, 3))
    path = found(firm(since=DAY), law((criterion("age", AnyOf(tuple(ages))),))).path
    assert [one.until for one in path.steps] == [date(2029, 5, 1)]


def test_what_nothing_settles_is_blocked_and_avoided_where_it_can_be():
    stuck = found(firm(honest=False), law((HONEST,)))
    assert (steps(stuck), stuck.path.is_open) == ([(StepKind.BLOCKED, "honest")], False)
    around = criterion("guarded", AnyOf((Flag("honest"), Flag("watchman"))))
    assert steps(found(firm(honest=False, watchman=False), law((around,)))) == [(StepKind.REMEDY, "watchman")]


@pytest.mark.parametrize(("size", "due"), [("micro", "0.00"), ("small", "40.00"), ("large", "80.00")])
def test_the_fee_is_waived_by_size(size: str, due: str):
    result = found(firm(size=SizeClass(size)), LADDER, "high")
    assert (result.fee, result.fee_due) == (Money(Decimal(80), "USD"), Money(Decimal(due), "USD"))
    assert found(firm(size=SizeClass(size)), LADDER).fee_due is None


def test_the_law_of_the_day_decides():
    rule = criterion("record", CleanRecord("incidents", number(3)))
    dossier = firm(incidents=(Incident(date(2023, 4, 30)),))
    assert found(dossier, law((rule,))).outcome is MET
    assert found(dossier, law((rule,), on=date(2026, 4, 30))).outcome is NOT_MET


def test_the_workings_say_what_was_told_and_what_is_needed():
    rule = law((criterion("trade", Flag("honest"), Compare("documents", Operator.AT_LEAST, number(10))),))
    because = finding(firm(honest=True, documents=4), rule, "trade").because
    assert [str(one) for one in because] == [
        "documents? The answer is 4; it must be at least 10.",
        "honest? The answer is yes; it must be yes.",
    ]
    assert all(isinstance(one, Text) for one in because)
