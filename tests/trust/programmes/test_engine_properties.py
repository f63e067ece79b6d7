"""What holds of the engine whatever the programme and the firm; its path against trying everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust.programmes.engine_world import (
    BANK,
    DAY,
    HOUR_VALUE,
    criterion,
    finding,
    firm,
    found,
    law,
    outcomes,
    standard,
    with_evidence,
)

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.cheapest import cheapest
from fairway.trust.programmes.domain.condition import AllOf, AnyOf, Condition, Flag
from fairway.trust.programmes.domain.dossier import Dossier, Held
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Criterion, Standard

T = TypeVar("T")
KINDS = ("statement", "audit", "iso", "photos")
FLAGS = ("keeps_books", "locks", "watchman")  # each has a remedy
ROUNDS = settings(max_examples=50, deadline=None)

flags = st.sampled_from(FLAGS).map(Flag)
conditions = st.recursive(
    flags,
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from([AllOf, AnyOf]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)
options = st.dictionaries(st.sampled_from(KINDS), st.integers(1, 2), min_size=1)


@st.composite
def standards(draw: st.DrawFn) -> Standard:
    weights = draw(options)
    needed = draw(st.integers(1, sum(weights.values())))
    sizes = draw(st.sets(st.sampled_from(SizeClass), min_size=1).map(frozenset))
    extra: tuple[Condition, ...] = (draw(flags),) if draw(st.booleans()) else ()
    return standard(*weights.items(), needed=needed, sizes=sizes, conditions=extra)


@st.composite
def laws(draw: st.DrawFn) -> Law:
    def one(code: str) -> Criterion:
        shown = tuple(draw(st.lists(standards(), max_size=2)))
        return criterion(code, *draw(st.lists(conditions, max_size=2)), standards=shown)

    return law((one("a"), one("b")), (one("c"), one("d")))


firms = st.builds(
    lambda held, told, size: replace(firm(*held, size=size), answers=told),
    st.sets(st.sampled_from(KINDS), max_size=2),
    st.dictionaries(st.sampled_from(FLAGS), st.booleans()),
    st.sampled_from([*SizeClass, None]),
)


@given(
    st.lists(st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=4), max_size=5),
    st.lists(st.integers(0, 9), min_size=7, max_size=7),
)
@settings(max_examples=150, deadline=None)
def test_the_cheapest_choice_is_as_cheap_as_the_best_of_all_choices(
    needs: list[list[frozenset[int]]], prices: list[int]
):
    price = dict(enumerate(prices))

    def meets(chosen: frozenset[int]) -> bool:
        return all(any(one <= chosen for one in need) for need in needs)

    chosen = cheapest(needs, price)
    assert meets(chosen)
    best = min(sum(price[one] for one in every) for every in subsets(range(7)) if meets(frozenset(every)))
    assert sum(price[one] for one in chosen) == best


@given(laws(), firms.filter(lambda dossier: dossier.size_class is not None))
@ROUNDS
def test_the_path_is_the_cheapest_of_all_that_reach_the_tier(of: Law, dossier: Dossier):
    path = found(dossier, of, "high").path
    assert path.is_open
    assert path.hours * HOUR_VALUE + path.money.amount == best_cost(of, dossier)
    taken = with_evidence(dossier, *(step.code for step in path.steps if step.code in KINDS))
    told = {step.code: True for step in path.steps if step.code in FLAGS}
    reached = replace(taken, answers={**dossier.answers, **told})
    assert found(reached, of, "high").outcome is Outcome.MET
    assert found(reached, of, "high").path.steps == ()


def best_cost(of: Law, dossier: Dossier) -> Decimal:
    """By trying every set of evidence and of things put right."""
    size = dossier.size_class or SizeClass.LARGE
    hours = {kind: BANK.evidence[kind].effort[size].hours for kind in KINDS}
    for code in FLAGS:
        remedy = BANK.facts[code].remedy
        assert remedy
        hours[code] = remedy.effort[size].hours if dossier.answers.get(code) is False else Decimal(0)
    costs = (
        sum((hours[one] for one in chosen), Decimal(0))
        for chosen in subsets((*KINDS, *FLAGS))
        if is_reached(of, dossier, chosen)
    )
    return min(costs) * HOUR_VALUE


def is_reached(of: Law, dossier: Dossier, chosen: tuple[str, ...]) -> bool:
    """By the words of the rule, without the engine: every must of the high tier holds."""
    told = {**dossier.answers, **{code: True for code in chosen if code in FLAGS}}
    held = {piece.kind for piece in dossier.evidence} | set(chosen)
    return all(
        all(true(condition, told) for condition in one.conditions)
        and all(
            all(true(condition, told) for condition in shown.conditions)
            and sum(option.weight for option in shown.options if option.evidence in held) >= shown.needed
            for shown in one.standards
            if dossier.size_class in shown.sizes
        )
        for one in of.criteria.values()
    )


def true(condition: Condition, told: dict[str, object]) -> bool:
    match condition:
        case AllOf():
            return all(true(part, told) for part in condition.conditions)
        case AnyOf():
            return any(true(part, told) for part in condition.conditions)
    return told.get(condition.fact) is True


def subsets(things: Iterable[T]) -> Iterable[tuple[T, ...]]:
    every = tuple(things)
    return chain.from_iterable(combinations(every, count) for count in range(len(every) + 1))


@given(laws(), firms, st.sampled_from(KINDS))
@ROUNDS
def test_more_evidence_never_lowers_a_tier_nor_raises_a_cost(of: Law, dossier: Dossier, kind: str):
    before, after = assess(dossier, of, BANK), assess(with_evidence(dossier, kind), of, BANK)
    assert set(before.reached) <= set(after.reached)
    for was, now in zip(before.tiers, after.tiers, strict=True):
        assert was.outcome is now.outcome or was.outcome is Outcome.CANNOT_TELL
        assert now.path.hours <= was.path.hours
        for old, new in zip(was.findings, now.findings, strict=True):
            assert old.outcome is new.outcome or old.outcome is Outcome.CANNOT_TELL


@given(laws(), firms, st.sampled_from(FLAGS), st.booleans())
@ROUNDS
def test_an_answer_to_an_open_question_never_undoes_what_is_decided(
    of: Law, dossier: Dossier, fact: str, told: bool
):
    answered = replace(dossier, answers={fact: told, **dossier.answers})
    for code in ("a", "b", "c", "d"):
        was, now = finding(dossier, of, code, "high"), finding(answered, of, code, "high")
        assert was.outcome is now.outcome or was.outcome is Outcome.CANNOT_TELL


@given(laws(), firms)
@ROUNDS
def test_expired_evidence_is_no_evidence(of: Law, dossier: Dossier):
    past = tuple(Held(kind, valid_until=DAY.replace(day=1, month=4)) for kind in KINDS)
    worn = replace(dossier, evidence=(*dossier.evidence, *past))
    assert outcomes(assess(worn, of, BANK)) == outcomes(assess(dossier, of, BANK))


@given(laws(), firms.filter(lambda dossier: dossier.size_class is None))
@settings(max_examples=20, deadline=None)
def test_what_is_told_of_an_unknown_size_is_true_of_every_size(of: Law, dossier: Dossier):
    unknown = assess(dossier, of, BANK)
    for size in SizeClass:
        known = assess(replace(dossier, size_class=size), of, BANK)
        for of_any, of_one in zip(unknown.tiers, known.tiers, strict=True):
            assert of_any.outcome in (of_one.outcome, Outcome.CANNOT_TELL)
            assert of_any.path.hours >= of_one.path.hours
