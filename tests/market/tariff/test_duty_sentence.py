"""Rates in plain words."""

from __future__ import annotations

import pytest

from fairway.market.tariff.domain.parse import parse_rate_in_any_dialect
from fairway.market.tariff.domain.sentence import plain_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Free", "free"),
        ("8.50%", "8.5 % of the customs value"),
        ("1.5¢/kg + 8.5%", "1.5 cents for each kilogram, plus 8.5 % of the customs value"),
        ("$1.509/kg", "1.509 USD for each kilogram"),
        (
            "13.8 % MIN 13 GBP/DTN MAX 15 GBP/DTN",
            "13.8 % of the customs value, but not less than 13 GBP for each 100 kilograms, "
            "but not more than 15 GBP for each 100 kilograms",
        ),
        ("12% - 3 EUR / 100 kg", "12 % of the customs value, less 3 EUR for each 100 kilograms"),
        ("15.6 EUR / 100 kg / net drained wt",
         "15.6 EUR for each 100 kilograms (drained weight, without the liquid)"),
        ("4% + AC", "4 % of the customs value, plus a part that depends on the recipe (Meursing code)"),
        ("33 1/3%", "33.333333 % of the customs value"),
        ("6% on the movement and case", "6 % of the value of the movement and the case"),
        ("1,000 p/st", "no duty, only a quantity to declare (1,000 pieces)"),
        ("No change", "the duty of the subheading the goods belong to"),
        ("See 9903.88.03", "as the tariff says: “See 9903.88.03”"),
        ("suspended", "suspended"),
        ("16.5% of retail price", "16.5 % of the retail price"),
        ("41 EUR", "41 EUR"),
    ],
)  # fmt: skip
def test_a_rate_is_said_in_plain_words(text, words):
    assert str(plain_words(parse_rate_in_any_dialect(text))) == words
