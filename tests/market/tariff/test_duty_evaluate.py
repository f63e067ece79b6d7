"""Amounts, steps, questions and refusals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.finding import Status
from fairway.kernel.money import Money, Rounding
from fairway.kernel.quantity import Quantity
from fairway.kernel.units import ContradictoryQuantities
from fairway.market.tariff.domain.evaluate import Evaluation, evaluate
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.parse import parse_rate


def run(
    text: str, *quantities: str, value: str = "", currency: str = "USD", dialect: Dialect = Dialect.US, **more
) -> Evaluation:
    return evaluate(
        parse_rate(text, dialect=dialect),
        value=Money.parse(value) if value else None,
        quantities=[Quantity.parse(quantity) for quantity in quantities],
        currency=currency,
        **more,
    )


def test_a_computed_duty_shows_each_step_and_the_rounding():
    result = run("1.5¢/kg + 8.5%", "333 kg", value="1000 USD")
    assert result.amount == Money(Decimal("90.00"), "USD")
    assert [(str(step.text), str(step.result) if step.result else None) for step in result.steps] == [
        ("0.015 USD for each kilogram, times 333.", "4.995 USD"),
        ("8.5 % of the customs value 1000 USD.", "85.00 USD"),
        ("Added up.", "89.995 USD"),
        ("Rounded once, at the end.", "90.00 USD"),
    ]


def test_a_conversion_is_one_step_even_where_it_is_used_twice():
    result = run(
        "10% MIN 22 EUR/DTN MAX 56 EUR/DTN",
        "1000 kg",
        value="5000 EUR",
        currency="EUR",
        dialect=Dialect.TARIC,
    )
    texts = [str(step.text) for step in result.steps]
    assert texts.count("1000 KGM is 10 times 100 kilograms.") == 1
    assert result.amount == Money(Decimal("500.00"), "EUR")


def test_nothing_is_returned_for_the_half_that_is_known():
    result = run("4.4¢/kg + 8.5%", value="1000 USD")
    assert result.status is Status.NEEDS
    assert (result.amount, result.exact, result.steps) == (None, None, ())
    assert [(need.key, str(need.question), need.unit) for need in result.needs] == [
        ("quantity:KGM", "How many kilograms net?", "KGM")
    ]


def test_everything_that_is_open_is_asked_at_once():
    result = run("40¢ each + 6% on the case + 5.3% on the battery + 2%")
    assert [need.key for need in result.needs] == [
        "quantity:NAR", "part_value:case", "part_value:battery", "customs_value",
    ]  # fmt: skip


def test_alcohol_is_asked_as_litres_and_strength():
    result = run("$2.35/pf. liter")
    assert [str(need.question) for need in result.needs] == [
        "How many litres?",
        "At what alcohol strength, in percent of the volume?",
    ]
    assert run("$2.35/pf. liter", "100 litres", "40 % vol").amount == Money(Decimal("188.00"), "USD")
    assert run("$2.35/pf. liter", "80 pf.liter").amount == Money(Decimal("188.00"), "USD")


def test_parts_have_values_of_their_own():
    answers = {"part_value:movement+case": Decimal(200), "part_value:battery": Decimal(10)}
    result = run("3.9% on the movement and case + 5.3% on the battery", answers=answers)
    assert result.amount == Money(Decimal("8.33"), "USD")


def test_raw_sugar_pays_less_with_fewer_degrees_down_to_the_floor():
    text = (
        "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees "
        "(and fractions of a degree in proportion) but not less than 3.143854¢/kg"
    )
    assert run(text, "1000 kg", "96 degrees").exact == Decimal("35.77928")
    assert run(text, "1000 kg", "50 degrees").exact == Decimal("31.43854")
    assert run(text, "1000 kg", "100 degrees").exact == Decimal("36.606")
    assert {need.key for need in run(text).needs} == {"quantity:KGM", "quantity:POL"}


def test_another_dimension_is_a_mismatch_and_another_basis_is_missing():
    mismatch, missing = run("2¢/kg", "50 pieces"), run("2¢/kg on drained weight", "50 kg")
    assert mismatch.reason
    assert mismatch.reason.code == "unit_mismatch"
    assert missing.reason
    assert missing.reason.code == "missing_quantity"


def test_a_deduction_larger_than_its_base_is_refused():
    result = run("1% - 5 EUR/DTN", "1000 kg", value="100 EUR", currency="EUR", dialect=Dialect.TARIC)
    assert result.status is Status.UNCOMPUTABLE
    assert result.reason
    assert result.reason.code == "negative_result"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("See 9903.88.03", "unresolved_reference"),
        ("suspended", "suspended"),
        ("The duty provided in the applicable subheading + 25%", "applicable_subheading"),
    ],
)
def test_what_points_elsewhere_is_refused_even_where_something_is_missing(text, code):
    result = run(text)
    assert result.status is Status.UNCOMPUTABLE
    assert result.reason
    assert (result.reason.code, result.needs, result.steps) == (code, (), ())


def test_a_third_and_a_dozenth_keep_half_a_cent():
    assert run("33 1/3%", value="0.015 USD").amount == Money(Decimal("0.01"), "USD")
    assert run("6¢/doz.", "1 piece").amount == Money(Decimal("0.01"), "USD")


def test_rounding_is_a_parameter_and_follows_the_currency():
    assert run("2.5%", value="0.20 USD").amount == Money(Decimal("0.01"), "USD")
    assert run("2.5%", value="0.20 USD", rounding=Rounding.DOWN).amount == Money(Decimal("0.00"), "USD")
    assert run("2.5%", value="1001 JPY", currency="JPY").amount == Money(Decimal(25), "JPY")


def test_a_value_in_another_currency_is_exchanged_or_asked_for():
    exchange = ExchangeOnDay(date(2025, 7, 1), stated={("EUR", "USD"): Decimal("1.10")})
    assert run("10%", value="100 EUR", exchange=exchange).amount == Money(Decimal("11.00"), "USD")
    assert [need.key for need in run("10%", value="100 EUR").needs] == ["exchange_rate:EUR/USD"]


def test_huge_amounts_keep_every_digit():
    result = run("12.345% + 1.2345¢/kg", "999999999999999 kg", value="999999999999999 USD")
    assert result.exact == Decimal("999999999999999") * (Decimal("0.12345") + Decimal("0.012345"))


def test_contradicting_quantities_are_bad_input():
    with pytest.raises(ContradictoryQuantities):
        run("2¢/kg", "1000 kg", "2 t")


def test_a_zero_rate_of_a_known_value_is_zero_and_says_so():
    result = run("0%", value="1000 USD")
    assert result.amount == Money(Decimal("0.00"), "USD")
    assert result.steps
