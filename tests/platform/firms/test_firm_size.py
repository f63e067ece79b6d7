"""What holds of size classes whatever the figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.platform.firms.definitions import definitions
from fairway.platform.firms.domain.definition import ASCENDING, SizeDefinition
from fairway.platform.firms.domain.figures import Figures, RelatedEnterprise, SizeFacts
from fairway.platform.firms.domain.size import SizeFinding, size_class

DAY = date(2026, 5, 1)
BY_CODE = {one.code: one for one in definitions()}
EU = BY_CODE["eu-2003-361"]

amounts = st.integers(0, 60_000_000).map(lambda euros: Money(Decimal(euros), "EUR"))
people = st.decimals(0, 400, places=1)
figures = st.builds(
    Figures, employees=people, turnover=amounts, exports=st.just(Money(Decimal(0), "EUR")),
    balance_sheet=amounts, investment=amounts,
)  # fmt: skip
related = st.builds(
    RelatedEnterprise,
    name=st.just("Alpha"),
    share=st.decimals(0, 100, places=2),
    controlled=st.booleans(),
    figures=figures,
)
groups = st.lists(related, max_size=4).map(tuple)
known = st.builds(SizeFacts, figures=figures, related=groups, public_share=st.just(Decimal(0)))
partly = st.builds(
    SizeFacts,
    figures=st.builds(
        Figures,
        employees=st.none() | people,
        turnover=st.none() | amounts,
        balance_sheet=st.none() | amounts,
    ),
    related=st.none() | groups,
    public_share=st.none() | st.just(Decimal(0)),
)


def rank(finding: SizeFinding) -> int:
    assert finding.size_class is not None
    return ASCENDING.index(finding.size_class)


def of(facts: SizeFacts, definition: SizeDefinition = EU) -> SizeFinding:
    return size_class({2025: facts}, definition, DAY)


@given(known, related)
def test_another_enterprise_never_lowers_the_class(facts: SizeFacts, other: RelatedEnterprise):
    wider = SizeFacts(facts.figures, (*(facts.related or ()), other), facts.public_share)
    assert rank(of(wider)) >= rank(of(facts))


@given(known, st.permutations(range(4)))
def test_the_order_of_the_others_does_not_matter(facts: SizeFacts, order: list[int]):
    others = facts.related or ()
    shuffled = tuple(others[place] for place in order if place < len(others))
    assert rank(of(SizeFacts(facts.figures, shuffled, facts.public_share))) == rank(of(facts))


@given(known, st.sampled_from(sorted(BY_CODE)))
def test_with_every_figure_known_there_is_a_class_or_a_rate_is_asked(facts: SizeFacts, code: str):
    finding = of(facts, BY_CODE[code])
    if finding.status is Status.NEEDS:
        assert all(".rates." in need.key for need in finding.needs)
    else:
        assert finding.size_class is not None
        assert finding.steps


@given(partly, figures, groups)
def test_a_class_that_is_computed_from_little_stays_whatever_the_rest(
    facts: SizeFacts, rest: Figures, others: tuple[RelatedEnterprise, ...]
):
    finding = of(facts)
    whole = SizeFacts(
        Figures(
            employees=rest.employees if facts.figures.employees is None else facts.figures.employees,
            turnover=facts.figures.turnover or rest.turnover,
            balance_sheet=facts.figures.balance_sheet or rest.balance_sheet,
        ),
        others if facts.related is None else facts.related,
        Decimal(0),
    )
    if finding.status is Status.COMPUTED:
        assert rank(of(whole)) == rank(finding)
    else:
        assert finding.needs


@given(st.lists(known, min_size=1, max_size=6))
def test_years_that_agree_give_their_class(years: list[SizeFacts]):
    run = {2020 + place: facts for place, facts in enumerate(years)}
    alone = [rank(of(facts)) for facts in years]
    held = rank(size_class(run, EU, DAY))
    assert min(alone) <= held <= max(alone)
    if len(alone) > 1 and alone[-1] == alone[-2]:
        assert held == alone[-1]


def test_the_workings_name_every_figure_and_limit():
    alpha = RelatedEnterprise("Alpha", Decimal(30), figures=Figures(Decimal(10), Money.parse("100 EUR")))
    facts = SizeFacts(Figures(Decimal(8), Money.parse("1 EUR")), (alpha,), Decimal(0))
    steps = [(str(step.text), str(step.result)) for step in of(facts).steps]
    assert ("The firm: employees in 2025", "8") in steps
    assert ("Alpha, a partner, counted at 30 %: employees in 2025", "3") in steps
    assert ("Together: employees", "11") in steps
    assert ("Micro: employees below 10", "exceeded") in steps
    assert ("Small: employees below 50", "kept") in steps
    assert ("Small, one of these is enough: turnover up to 10000000.00 EUR", "kept") in steps


@pytest.mark.parametrize(
    ("trading_since", "day", "asked"),
    [
        (None, DAY, ["figures.2024.employees"]),
        (2024, DAY, ["figures.2024.employees"]),
        (2025, DAY, []),
        (None, date(2028, 1, 1), ["figures.2027.employees", "figures.2024.employees"]),
    ],
)
def test_a_class_says_what_would_make_it_more_certain(trading_since: int | None, day: date, asked: list[str]):
    facts = SizeFacts(Figures(Decimal(1), Money.parse("1 EUR")), (), Decimal(0))
    finding = size_class({2025: facts}, EU, day, trading_since=trading_since)
    assert finding.status is Status.COMPUTED
    assert [need.key for need in finding.would_help] == asked
