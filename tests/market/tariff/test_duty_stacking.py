"""Duties on top of each other, seasons and equivalents, beyond the shared vectors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.market.tariff.domain.chapter99 import Chapter99, Chapter99Kind, us_stack
from fairway.market.tariff.domain.entry_price import PriceBand, band_for
from fairway.market.tariff.domain.equivalent import ad_valorem_equivalent
from fairway.market.tariff.domain.evaluate import evaluate
from fairway.market.tariff.domain.expression import AdValorem, Expression, Free
from fairway.market.tariff.domain.parse import parse_rate
from fairway.market.tariff.domain.rate_text import RateTextError
from fairway.market.tariff.domain.seasons import is_seasonal, no_rate_in_force, rate_on, split_seasons
from fairway.market.tariff.domain.stacking import StackedMeasure, stack

COMPUTE = partial(evaluate, quantities=(Quantity(Decimal(100), "KGM"),), currency="USD")
VALUE = Money(Decimal(1000), "USD")


def us(text: str) -> Expression:
    return parse_rate(text, dialect=Dialect.US)


def percent(number: int) -> AdValorem:
    return AdValorem(Decimal(number))


@pytest.mark.parametrize(
    ("kind", "total"),
    [
        (Chapter99Kind.ADDITIVE, "350.00"),
        (Chapter99Kind.REPLACE, "250.00"),
        (Chapter99Kind.FLOOR, "250.00"),
    ],
)
def test_a_chapter_99_heading_adds_replaces_or_tops_up(kind, total):
    result = us_stack(percent(10), Chapter99(kind, percent(25)), value=VALUE, compute=COMPUTE)
    assert result.total == Money(Decimal(total), "USD")


def test_no_change_declares_the_heading_and_adds_nothing():
    heading = Chapter99(Chapter99Kind.NO_CHANGE, Free())
    result = us_stack(percent(10), heading, value=VALUE, compute=COMPUTE)
    assert result.total == Money(Decimal("100.00"), "USD")


def test_an_additional_duty_that_cannot_be_computed_blocks_the_total():
    additional = [StackedMeasure("552", "552", us("See 9903.88.03"))]
    result = stack(
        StackedMeasure("option", "103", percent(0)), additional=additional, value=VALUE, compute=COMPUTE
    )
    assert (result.status, result.total) == (Status.UNCOMPUTABLE, None)
    assert result.reason
    assert result.reason.code == "unresolved_reference"


def test_a_stack_asks_for_all_that_its_lines_lack():
    additional = [StackedMeasure("552", "552", us("5¢/liter"))]
    option = StackedMeasure("option", "103", percent(5))
    result = stack(option, additional=additional, vat=percent(20), value=None, compute=COMPUTE)
    assert result.status is Status.NEEDS
    assert {need.key for need in result.needs} == {"customs_value", "quantity:LTR"}


def test_vat_on_goods_that_pay_by_weight_still_needs_the_value():
    option = StackedMeasure("option", "103", us("5¢/kg"))
    result = stack(option, vat=percent(20), value=None, compute=COMPUTE)
    assert [need.key for need in result.needs] == ["customs_value"]


def test_bands_are_tried_from_the_highest_whatever_their_order():
    low, high = PriceBand(Decimal(0), percent(30)), PriceBand(Decimal(50), percent(10))
    assert band_for((low, high), Decimal(50)) is high
    assert band_for((low, high), Decimal("49.99")) is low


@pytest.mark.parametrize(
    "text",
    ["4.0%", "4.0% (12 JAN - 31 FEB)", "4.0% (12 XXX - 13 MAR)", "4.0% (JAN - MAR)", "(1 JAN - 2 MAR)", ""],
)
def test_a_text_that_is_no_rate_by_season_is_refused(text):
    with pytest.raises(RateTextError, match="season"):
        split_seasons(text)


def test_a_season_may_wrap_the_year_and_includes_its_ends():
    seasons = split_seasons("4.0% (25 NOV - 25 JAN)")
    assert seasons[0].season == "11-25/01-25"
    assert all(rate_on(seasons, day) for day in (date(2025, 11, 25), date(2026, 1, 25), date(2025, 12, 31)))
    assert rate_on(seasons, date(2026, 1, 26)) is None


def test_the_next_season_is_named_even_on_a_leap_day():
    seasons = split_seasons("4.0% (29 FEB - 29 FEB)")
    assert no_rate_in_force(seasons, date(2025, 3, 1)).message.params["start"] == date(2028, 2, 29)


def test_only_a_text_with_days_in_brackets_looks_seasonal():
    assert is_seasonal("4.0% (12 JAN - 13 MAR)")
    assert not is_seasonal("Free (A,AU)")


def test_an_equivalent_of_a_compound_duty_counts_both_parts():
    unit_value = Money(Decimal(2), "USD")
    assert ad_valorem_equivalent(us("10¢/kg + 5%"), unit_value=unit_value, unit="KGM") == Decimal(10)
    assert ad_valorem_equivalent(us("10¢/liter"), unit_value=unit_value, unit="KGM") is None


def test_an_equivalent_needs_a_unit_value():
    with pytest.raises(ValueError, match="above zero"):
        ad_valorem_equivalent(us("10¢/kg"), unit_value=Money(Decimal(0), "USD"), unit="KGM")
