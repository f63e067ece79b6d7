"""Fees and taxes: bases, limits, waivers, and what is not known."""

from datetime import date
from decimal import Decimal

from fairway.data.idb.domain.profile import Charge, ChargeKind, ChargeRate
from fairway.kernel.citation import Citation
from fairway.kernel.finding import Status
from fairway.kernel.money import Money, Rounding
from fairway.kernel.period import Period
from fairway.kernel.text import Localised
from fairway.market.tariff.domain.charges import charges_due
from fairway.market.tariff.domain.shipment import Transport

DAY = date(2025, 7, 1)
SOURCE = Citation("Test", "an invented law")


def charge(code, *, percent=None, base=("customs_value",), **more):
    limits = {key: more.pop(key) for key in ("minimum", "maximum", "fixed") if key in more}
    rate = ChargeRate(more.pop("period", Period()), percent=percent, **limits)
    return Charge(
        code=code, name=Localised({"en": code}), kind=ChargeKind.FEE, base=base, rates=(rate,),
        citation=SOURCE, **more,
    )  # fmt: skip


def due(*charges, value="10000", duty="500", programme="", transport=None, destination="US"):
    return charges_due(
        charges,
        customs_value=Money(Decimal(value), "USD"),
        duty=Money(Decimal(duty), "USD"),
        origin="GH",
        destination=destination,
        programme=programme,
        transport=transport,
        on=DAY,
        rounding=Rounding.HALF_UP,
    )


def amounts(found):
    return {item.charge.code: item.amount and str(item.amount.amount) for item in found}


PROCESSING = charge("mpf", percent=Decimal("0.3464"), minimum=Decimal("32.71"), maximum=Decimal("634.62"))


def test_a_fee_has_its_minimum_and_maximum():
    assert amounts(due(PROCESSING, value="1000")) == {"mpf": "32.71"}
    assert amounts(due(PROCESSING, value="20000")) == {"mpf": "69.28"}
    assert amounts(due(PROCESSING, value="900000")) == {"mpf": "634.62"}


def test_a_tax_builds_on_duty_and_earlier_charges():
    levy = charge("levy", percent=Decimal("0.5"))
    vat = charge("vat", percent=Decimal(15), base=("customs_value", "duty", "levy"))
    assert amounts(due(levy, vat)) == {"levy": "50.00", "vat": "1582.50"}


def test_a_waived_charge_is_not_charged_and_counts_as_nothing_in_later_bases():
    fee = charge("fee", percent=Decimal(10), waived_for=("AU",))
    vat = charge("vat", percent=Decimal(10), base=("customs_value", "fee"))
    assert amounts(due(fee, vat, programme="AU")) == {"vat": "1000.00"}
    assert amounts(due(fee, vat, programme="S")) == {"fee": "1000.00", "vat": "1100.00"}


def test_goods_of_a_waived_origin_are_not_charged():
    assert due(charge("levy", percent=Decimal(10), waived_origins=("GH",))) == ()


def test_a_charge_by_transport_asks_how_the_goods_arrive():
    harbour = charge("hmf", percent=Decimal("0.125"), transport=("sea",))
    (asked,) = due(harbour)
    assert (asked.status, [need.key for need in asked.needs]) == (Status.NEEDS, ["transport"])
    assert amounts(due(harbour, transport=Transport.SEA)) == {"hmf": "12.50"}
    assert due(harbour, transport=Transport.AIR) == ()


def test_a_charge_of_another_member_is_not_due():
    assert due(charge("vat", percent=Decimal(18), economies=("SN",)), destination="GH") == ()


def test_a_rate_unknown_for_the_day_is_said_and_blocks_what_builds_on_it():
    old = charge("old", percent=Decimal(1), period=Period(date(2020, 1, 1), date(2020, 12, 31)))
    vat = charge("vat", percent=Decimal(10), base=("customs_value", "old"))
    found = due(old, vat)
    assert [(item.status, item.amount) for item in found] == [(Status.UNCOMPUTABLE, None)] * 2
    assert [item.reason.code for item in found] == ["no_rate_in_force", "base_unknown"]


def test_a_fixed_amount_is_charged_whatever_the_value():
    assert amounts(due(charge("stamp", fixed=Decimal(25)))) == {"stamp": "25.00"}
