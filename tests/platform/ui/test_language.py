from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils.functional import lazystr
from django.utils.translation import override

from fairway.kernel.economy import Economy
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised, Text
from fairway.platform.ui import language
from fairway.platform.ui.language import say


def flat(text: str) -> str:
    """With plain spaces, so that the expectations below can be read."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("amount", "currency", "reader", "expected"),
    [
        ("1234.5", "USD", "en", "1,234.50 USD"),
        ("1234.5", "USD", "fr", "1 234,50 USD"),
        ("1234.5", "USD", "es", "1.234,50 USD"),
        ("1234.5", "USD", "es-mx", "1.234,50 USD"),
        ("1000", "JPY", "en", "1,000 JPY"),
        ("0.0041", "USD", "en", "0.0041 USD"),
        ("1E+3", "USD", "en", "1,000.00 USD"),
        ("-0.5", "EUR", "fr", "-0,50 EUR"),
        ("0", "USD", "en", "0.00 USD"),
        ("999999999999999.99", "USD", "en", "999,999,999,999,999.99 USD"),
    ],
)
def test_money_keeps_every_digit_and_the_readers_marks(
    amount: str, currency: str, reader: str, expected: str
) -> None:
    assert flat(language.money(Money(Decimal(amount), currency), reader)) == expected


@pytest.mark.parametrize(
    ("value", "reader", "expected"),
    [
        (Decimal("6.80"), "en", "6.8"),
        (Decimal("12345.678"), "fr", "12 345,678"),
        (Decimal("0.0000001"), "en", "0.0000001"),
        (2022, "en", "2022"),
        (12345, "en", "12,345"),
    ],
)
def test_numbers_neither_lose_nor_invent_digits(value: int | Decimal, reader: str, expected: str) -> None:
    assert flat(language.number(value, reader)) == expected


@pytest.mark.parametrize(("reader", "expected"), [("en", "13.8%"), ("fr", "13,8 %"), ("es", "13,8 %")])
def test_a_percentage_is_written_as_the_language_writes_it(reader: str, expected: str) -> None:
    assert flat(language.percent(Decimal("13.80"), reader)) == expected


@pytest.mark.parametrize(
    ("reader", "expected"), [("en", "1 July 2025"), ("fr", "1er juillet 2025"), ("es", "1 de julio de 2025")]
)
def test_a_day_is_written_out(reader: str, expected: str) -> None:
    assert flat(say(date(2025, 7, 1), reader)) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("KGM", "1,200.5 kg"),
        ("MTQ", "1,200.5 m³"),
        ("DTN", "1,200.5 × 100 kilograms"),
        ("DPR", "1,200.5 × dozen pairs"),
        ("ZZZ", "1,200.5 ZZZ"),
    ],
)
def test_a_quantity_names_its_unit(unit: str, expected: str) -> None:
    assert flat(say(Quantity(Decimal("1200.50"), unit), "en")) == expected


def test_every_value_in_a_sentence_is_written_for_the_reader() -> None:
    inner = Text("up to {limit}", {"limit": Money(Decimal("9.5"), "EUR")})
    sentence = Text(
        "{{literal}} {who}, {inner}, {name}",
        {"who": "<b>", "inner": inner, "name": Localised({"en": "x", "fr": "y"})},
    )
    assert flat(say(sentence, "fr")) == "{literal} <b>, up to 9,50 EUR, y"


def test_a_sentence_is_translated_through_the_catalogue() -> None:
    assert say(Text("Best option"), "fr") != "Best option"
    with override("es"):
        assert say(Text("Best option")) == say(Text("Best option"), "es") != say(Text("Best option"), "fr")


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(KeyError, match="value"):
        say(Text("Worth {value}."), "en")


def test_places_cannot_reach_into_objects() -> None:
    hostile = "{value.__class__} {value[0]} {0.x}"
    assert say(Text(hostile, {"value": "a"}), "en") == hostile


def test_an_economy_is_named_in_the_readers_language() -> None:
    assert say(Economy("GH"), "en") == "Ghana"
    assert say(Economy("US"), "fr") == "États-Unis"


def test_a_lazy_string_is_rendered() -> None:
    assert say(lazystr("later"), "en") == "later"


@pytest.mark.parametrize("value", [None, True, 1.5, object()])
def test_a_value_without_wording_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no wording"):
        say(value, "en")  # type: ignore[arg-type]


def test_the_empty_sentence_is_not_the_header_of_the_catalogue() -> None:
    assert say(Text(""), "fr") == ""
