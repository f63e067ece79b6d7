"""The one question as typed: what is read, and how each fault is named."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.desk.helpdesk.domain.question import InvalidQuestion, read_question
from fairway.kernel.economy import Economy
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.market.tariff.domain.shipment import Incoterm, Transport

TODAY = date(2025, 7, 1)
GOOD = {"product": "0804.50.80", "from": "Ghana", "to": "usa", "value": "5,000 USD"}


def read(quantities=("1200 kg",), rates=(), answers=(), every_market=False, **changes):
    fields = GOOD | {name.rstrip("_"): text for name, text in changes.items()}
    return read_question(
        fields, quantities=quantities, rates=rates, answers=answers, today=TODAY, to_every_market=every_market
    )


def faults(**changes):
    with pytest.raises(InvalidQuestion) as caught:
        read(**changes)
    return {field: str(text) for field, text in caught.value.errors.items()}


def test_a_plain_question_is_read_with_today_as_its_day():
    shipment = read().shipment
    assert (shipment.product.digits, shipment.origin, shipment.destination) == (
        "08045080",
        Economy("GH"),
        Economy("US"),
    )
    assert shipment.value == Money(Decimal(5000), "USD")
    assert shipment.quantities == (Quantity(Decimal(1200), "KGM"),)
    assert (shipment.on, shipment.incoterm, shipment.transport) == (TODAY, None, None)


def test_everything_else_is_read_too():
    question = read(
        on="2025-03-01", incoterm="fob", freight="300 USD", insurance="20 USD", transport="Sea",
        rates=("EUR/USD=1.08",), answers=("part_value:case=20.50",),
    )  # fmt: skip
    shipment = question.shipment
    assert (shipment.incoterm, shipment.transport) == (Incoterm.FOB, Transport.SEA)
    assert shipment.freight == Money(Decimal(300), "USD")
    assert question.stated_rates == {("EUR", "USD"): Decimal("1.08")}
    assert shipment.answers == {"part_value:case": Decimal("20.50")}


@pytest.mark.parametrize(
    "name", ["Côte d’Ivoire", "cote d'ivoire", "Costa de Marfil", "CI", "civ", "Ivory Coast"]
)
def test_an_economy_is_found_by_code_or_by_name_in_three_languages(name):
    assert read(from_=name).shipment.origin == Economy("CI")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"product": ""}, "product", "which product"),
        ({"product": "80450"}, "product", "leading zero"),
        ({"product": "0804"}, "product", "too short"),
        ({"product": "mango"}, "product", "digits only"),
        ({"from_": ""}, "from", "where the goods are from"),
        ({"from_": "Gahna"}, "from", "Did you mean Ghana?"),
        ({"to": "Atlantis"}, "to", "not an economy"),
        ({"to": "GH"}, "to", "already there"),
        ({"value": "0 USD"}, "value", "more than zero"),
        ({"value": "-5 USD"}, "value", "more than zero"),
        ({"value": "5,5 USD"}, "value", "with a point"),
        ({"value": "5.000 EUR"}, "value", "not clear"),
        ({"value": "5000"}, "value", "a number and a currency"),
        ({"value": "5000 QQQ"}, "value", "ISO 4217"),
        ({"value": "9" * 30 + " USD"}, "value", "too large"),
        ({"value": "9" * 300}, "value", "too long"),
        ({"quantities": ("1200 stones",)}, "quantity", "stones"),
        ({"quantities": ("0 kg",)}, "quantity", "above zero"),
        ({"quantities": ("1200 kg", "1100 kg")}, "quantity", "contradict"),
        ({"quantities": ("1200 kg", "1.1 t")}, "quantity", "contradict"),
        ({"on": "01/07/2025"}, "on", "year, month and day"),
        ({"on": "1900-01-01"}, "on", "too long ago"),
        ({"incoterm": "C&F"}, "incoterm", "not an Incoterm"),
        ({"transport": "drone"}, "transport", "no way of transport"),
        ({"freight": "-1 USD"}, "freight", "less than zero"),
        ({"rates": ("1.08",)}, "rate", "EUR/USD=1.08"),
        ({"rates": ("EUR/USD=0",)}, "rate", "more than zero"),
        ({"answers": ("20",)}, "answer", "write it as in"),
    ],
)
def test_a_fault_is_named_at_its_field(changes, field, words):
    found = faults(**changes)
    assert list(found) == [field]
    assert words in found[field]


def test_every_fault_is_named_at_once():
    assert set(faults(product="", from_="Gahna", value="0 USD")) == {"product", "from", "value"}


def test_a_comparison_asks_for_no_destination():
    assert read(every_market=True, to="").shipment.origin == Economy("GH")


@given(
    st.fixed_dictionaries({name: st.text(max_size=60) for name in ("product", "from", "to", "value", "on")})
)
def test_whatever_is_typed_is_read_or_refused_in_words(fields):
    with suppress(InvalidQuestion):
        read_question(fields, quantities=(fields["value"],), today=TODAY)
