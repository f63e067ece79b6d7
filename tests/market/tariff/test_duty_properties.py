"""What holds for every expression, value and quantity."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.units import convert
from fairway.market.tariff.domain.evaluate import Evaluation, evaluate
from fairway.market.tariff.domain.expression import AdValorem, Cap, Floor, Linear, Specific, Sum, linear_form
from fairway.market.tariff.domain.parse import RateTextError, parse_rate
from fairway.market.tariff.domain.sentence import plain_words
from fairway.market.tariff.domain.taric import Component, expression_of, taric_components, taric_sentence

VALUE = st.decimals("0.01", "100000000", places=2)
AMOUNT = st.decimals("0", "9999", places=3)
UNITS = ("KGM", "DTN", "TNE", "LTR", "HLT", "NAR", "MIL", "NPR", "MTK")
LEAF = st.one_of(
    st.builds(AdValorem, AMOUNT), st.builds(Specific, AMOUNT, st.just("EUR"), st.sampled_from(UNITS))
)
SIDE = st.one_of(LEAF, st.builds(lambda one, two: Sum((one, two)), LEAF, LEAF))
ANY = st.one_of(SIDE, st.builds(Cap, SIDE, SIDE), st.builds(Floor, SIDE, SIDE))
QUANTITIES = st.builds(
    lambda kilograms, litres, pieces, pairs, area: (
        Quantity(kilograms, "KGM"),
        Quantity(litres, "LTR"),
        Quantity(pieces, "NAR"),
        Quantity(pairs, "NPR"),
        Quantity(area, "MTK"),
    ),
    *(VALUE,) * 5,
)
steady = settings(deadline=None)  # the first example builds the parser
_OPERATORS = ("02", "04", "15", "17", "19", "20", "35", "36")


def compute(expression, value, quantities) -> Evaluation:
    return evaluate(expression, value=Money(value, "EUR"), quantities=quantities, currency="EUR")


@steady
@given(SIDE, SIDE, VALUE, QUANTITIES)
def test_a_cap_is_never_exceeded_and_a_floor_never_undercut(one, other, value, quantities):
    left, right = (compute(side, value, quantities).exact for side in (one, other))
    assert left is not None
    assert right is not None
    assert compute(Cap(one, other), value, quantities).exact == min(left, right)
    assert compute(Floor(one, other), value, quantities).exact == max(left, right)


@steady
@given(SIDE, VALUE, QUANTITIES)
def test_the_linear_form_gives_the_same_duty(expression, value, quantities):
    linear = linear_form(expression)
    assert isinstance(linear, Linear)
    total = value * linear.ad_valorem / 100
    for amount, currency, unit in linear.terms:
        assert currency == "EUR"
        total += next(amount * units for units in (convert(q, unit) for q in quantities) if units is not None)
    assert compute(expression, value, quantities).exact == total


@steady
@given(ANY, VALUE, QUANTITIES)
def test_money_is_decimal_and_rounded_only_at_the_end(expression, value, quantities):
    result = compute(expression, value, quantities)
    assert result.status is Status.COMPUTED
    assert result.amount
    assert result.exact is not None
    assert type(result.amount.amount) is Decimal
    assert abs(result.amount.amount - result.exact) <= Decimal("0.005")
    assert not any(isinstance(value, float) for step in result.steps for value in step.text.params.values())


@steady
@given(ANY, VALUE)
def test_a_missing_quantity_never_gives_an_amount(expression, value):
    result = compute(expression, value, ())
    asks = any(need.key.startswith("quantity:") for need in result.needs)
    assert (result.amount is None) == asks


@st.composite
def component_lists(draw: st.DrawFn) -> list[Component]:
    ids = ["01", *sorted(draw(st.sets(st.sampled_from(_OPERATORS), max_size=4)))]
    return [
        Component(
            expression_id,
            draw(AMOUNT),
            *draw(st.one_of(st.just(("", "")), st.sampled_from(UNITS).map(lambda unit: ("EUR", unit)))),
        )
        for expression_id in ids
        if not _shadowed(expression_id, ids)
    ]


def _shadowed(expression_id: str, ids: list[str]) -> bool:
    """Ids that no sentence gives: a plus takes the first free id after the one before it."""
    earlier = [other for other in ids if other < expression_id]
    first_free = {"19": "04", "20": "19", "35": "17", "36": "02"}.get(expression_id)
    return first_free is not None and first_free not in ids and max(earlier) < first_free


@steady
@given(component_lists())
def test_a_rendered_sentence_is_read_back(components):
    sentence = taric_sentence(components)
    read = taric_components(sentence)
    assert [(c.amount, c.currency, c.unit) for c in read] == [
        (c.amount, c.currency, c.unit) for c in components
    ]
    assert taric_sentence(read) == sentence
    assert expression_of(read) == parse_rate(sentence, dialect=Dialect.TARIC)
    assert str(plain_words(expression_of(read)))


@steady
@given(
    st.text(max_size=40) | st.text("0123456789.%/+-¢$ kgEURMINAXlb", max_size=30), st.sampled_from(Dialect)
)
def test_any_text_is_read_or_refused_with_its_place(text, dialect):
    try:
        expression = parse_rate(text, dialect=dialect)
    except RateTextError as refusal:
        place = refusal.position
    else:
        assert all(not isinstance(getattr(expression, f.name), float) for f in fields(expression))
        place = 0
    assert 0 <= place <= len(text)
