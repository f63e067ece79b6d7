"""From the price on the invoice to the customs value."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fairway.data.idb.domain.profile import ValuationBasis
from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.shipment import Incoterm, Shipment
from fairway.market.tariff.domain.valuation import customs_value

DAY = date(2025, 7, 1)
SHIPMENT = Shipment(
    product=HsCode("080450"),
    origin=Economy("GH"),
    destination=Economy("US"),
    value=Money(Decimal(1000), "USD"),
    on=DAY,
    freight=Money(Decimal(200), "USD"),
    insurance=Money(Decimal(10), "USD"),
)
NO_RATES = ExchangeOnDay(DAY)


def value_of(incoterm, basis, **changes):
    shipment = replace(SHIPMENT, incoterm=incoterm, **changes)
    return customs_value(shipment, basis=basis, currency="USD", exchange=NO_RATES)


@pytest.mark.parametrize(
    ("incoterm", "cif", "fob"),
    [
        (None, "1000", "1000"),
        (Incoterm.EXW, "1210", "1000"),
        (Incoterm.FOB, "1210", "1000"),
        (Incoterm.CFR, "1010", "800"),
        (Incoterm.CIF, "1000", "790"),
        (Incoterm.DAP, "1000", "790"),
    ],
)
def test_freight_and_insurance_follow_incoterm_and_basis(incoterm, cif, fob):
    assert value_of(incoterm, ValuationBasis.CIF).amount == Money(Decimal(cif), "USD")
    assert value_of(incoterm, ValuationBasis.FOB).amount == Money(Decimal(fob), "USD")


def test_freight_is_asked_only_where_it_matters():
    asked = value_of(Incoterm.FOB, ValuationBasis.CIF, freight=None, insurance=None)
    assert (asked.amount, [need.key for need in asked.needs]) == (None, ["freight", "insurance"])
    spared = value_of(Incoterm.FOB, ValuationBasis.FOB, freight=None, insurance=None)
    assert (spared.amount, spared.needs) == (Money(Decimal(1000), "USD"), ())


def test_a_price_with_duty_paid_is_not_split_by_guessing():
    asked = value_of(Incoterm.DDP, ValuationBasis.CIF)
    assert (asked.amount, [need.key for need in asked.needs]) == (None, ["value"])


def test_freight_above_a_price_that_contains_it_is_refused():
    refused = value_of(Incoterm.CIF, ValuationBasis.FOB, freight=Money(Decimal(1500), "USD"))
    assert refused.amount is None
    assert refused.reason.code == "freight_above_price"


def test_a_foreign_price_needs_a_rate_and_is_rounded_to_the_cent():
    shipment = replace(SHIPMENT, value=Money(Decimal("333.33"), "EUR"), freight=None, insurance=None)
    asked = customs_value(shipment, basis=ValuationBasis.FOB, currency="USD", exchange=NO_RATES)
    assert [need.key for need in asked.needs] == ["exchange_rate:EUR/USD"]
    stated = ExchangeOnDay(DAY, stated={("EUR", "USD"): Decimal("1.0837")})
    found = customs_value(shipment, basis=ValuationBasis.FOB, currency="USD", exchange=stated)
    assert found.amount == Money(Decimal("361.23"), "USD")  # 361.229721


def test_a_rate_stated_the_other_way_round_is_used():
    shipment = replace(SHIPMENT, value=Money(Decimal(100), "EUR"), freight=None, insurance=None)
    stated = ExchangeOnDay(DAY, stated={("USD", "EUR"): Decimal("0.8")})
    found = customs_value(shipment, basis=ValuationBasis.FOB, currency="USD", exchange=stated)
    assert found.amount == Money(Decimal("125.00"), "USD")
