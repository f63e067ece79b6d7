from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairway.data.idb.domain.exchange import ExchangeTable
from fairway.data.idb.domain.schema import EXCHANGE, table_of
from fairway.kernel.citation import Citation

SOURCE = Citation("European Central Bank", "reference rates")
FRIDAY, MONDAY, THURSDAY = date(2025, 6, 27), date(2025, 6, 30), date(2025, 7, 3)
RATES = [
    (MONDAY, "USD", "1.1720"),
    (FRIDAY, "USD", "1.1704"),
    (FRIDAY, "GBP", "0.85390"),
    (MONDAY, "GBP", "0.85550"),
    (FRIDAY, "IDR", "19000"),
    (FRIDAY, "JPY", "169.32"),
    (THURSDAY, "JPY", "169.47"),
]


@pytest.fixture
def table() -> ExchangeTable:
    days, currencies, rates = zip(*RATES, strict=True)
    columns = {"date": days, "currency": currencies, "per_base": [Decimal(rate) for rate in rates]}
    return ExchangeTable(table_of(EXCHANGE, columns), source=SOURCE)


def test_the_rate_of_the_day_is_taken_with_its_source(table: ExchangeTable) -> None:
    found = table.rate("EUR", "USD", MONDAY)
    assert found is not None
    assert (found.rate, found.day, found.source) == (Decimal("1.172"), MONDAY, SOURCE)


def test_a_whole_rate_is_printed_without_an_exponent(table: ExchangeTable) -> None:
    found = table.rate("EUR", "IDR", FRIDAY)
    assert found is not None
    assert str(found.rate) == "19000"


def test_a_weekend_takes_the_friday_before(table: ExchangeTable) -> None:
    found = table.rate("EUR", "USD", date(2025, 6, 29))
    assert found is not None
    assert (str(found.rate), found.day) == ("1.1704", FRIDAY)


def test_the_inverse_and_the_cross_are_exact_to_28_digits(table: ExchangeTable) -> None:
    inverse, cross = table.rate("USD", "EUR", MONDAY), table.rate("USD", "GBP", MONDAY)
    assert inverse is not None
    assert cross is not None
    assert str(inverse.rate) == "0.8532423208191126279863481229"
    assert str(cross.rate) == "0.7299488054607508532423208191"


def test_a_cross_rate_is_as_old_as_its_older_half(table: ExchangeTable) -> None:
    found = table.rate("GBP", "JPY", THURSDAY)
    assert found is not None
    assert found.day == MONDAY


@pytest.mark.parametrize(
    ("currencies", "on", "why"),
    [
        (("EUR", "USD"), date(2025, 7, 8), "eight days after the last rate"),
        (("EUR", "USD"), date(2025, 6, 26), "before the first rate"),
        (("EUR", "NGN"), MONDAY, "a currency that the bank does not publish"),
        (("NGN", "USD"), MONDAY, "half of a cross rate"),
    ],
)
def test_there_is_no_rate(table: ExchangeTable, currencies: tuple[str, str], on: date, why: str) -> None:
    assert table.rate(*currencies, on) is None, why


def test_seven_days_are_not_too_old(table: ExchangeTable) -> None:
    assert table.rate("EUR", "USD", date(2025, 7, 7)) is not None


def test_a_currency_is_worth_itself(table: ExchangeTable) -> None:
    found = table.rate("NGN", "NGN", MONDAY)
    assert found is not None
    assert found.rate == 1
