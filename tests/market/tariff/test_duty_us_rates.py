"""Rates of the United States tariff."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairway.data.idb.domain.schema import Dialect
from fairway.market.tariff.domain.chapter99 import Chapter99Kind, chapter99_of
from fairway.market.tariff.domain.expression import (
    AdValorem,
    ApplicableSubheading,
    DegreeAmount,
    Difference,
    Expression,
    Floor,
    Free,
    PartValue,
    RetailPrice,
    Specific,
    Sum,
    Unresolved,
    UnresolvedReason,
)
from fairway.market.tariff.domain.parse import RateTextError, parse_rate, parse_rate_in_any_dialect


def us(text: str) -> Expression:
    return parse_rate(text, dialect=Dialect.US)


def per(amount: str, unit: str) -> Specific:
    return Specific(Decimal(amount), "USD", unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Free", Free()),
        ("8.5%", AdValorem(Decimal("8.5"))),
        ("6.80%", AdValorem(Decimal("6.80"))),
        ("41¢/kg + 16.3%", Sum((per("0.41", "KGM"), AdValorem(Decimal("16.3"))))),
        ("4.4 cents/kg", per("0.044", "KGM")),
        ("4.4c/kg", per("0.044", "KGM")),
        ("$1.509/kg", per("1.509", "KGM")),
        ("$1/t", per("1", "TNE")),
        ("1.44 cents each", per("0.0144", "NAR")),
        ("62 cents/pr. + 13.7%", Sum((per("0.62", "NPR"), AdValorem(Decimal("13.7"))))),
        ("12 cents/doz. + 5.5%", Sum((per("0.12", "DZN"), AdValorem(Decimal("5.5"))))),
        ("0.3 cents/line/ gross + 4.5%", Sum((per("0.003", "GRL"), AdValorem(Decimal("4.5"))))),
        ("10 cents/1,000 pins + 3.5%", Sum((per("0.10", "MIL"), AdValorem(Decimal("3.5"))))),
        ("$2.50/thou- sand + 40%", Sum((per("2.50", "MIL"), AdValorem(Decimal("40"))))),
        ("5.7¢/kg on drained weight +8%", Sum((per("0.057", "KGME"), AdValorem(Decimal("8"))))),
        ("5 cents/kg on contents and container", per("0.05", "KGM-CC")),
        ("$1.32/t, including weight of container", per("1.32", "TNE-CC")),
        ("18.7 cents/clean kg", per("0.187", "KGM-CY")),
        ("14.5¢/m2", per("0.145", "MTK")),
        ("4.5¢/ liter", per("0.045", "LTR")),
        ("0.5¢/pf.liter", per("0.005", "PFL")),
        ("84¢/bbl", per("0.84", "BLL")),
        ("68¢/head", per("0.68", "NAR")),
        ("1.5 percent of the fair retail value", RetailPrice(Decimal("1.5"))),
        ("6.5% on the entire set", AdValorem(Decimal("6.5"))),
        ("2.5% on the value of the lead content", PartValue(Decimal("2.5"), ("lead",))),
        (
            "15 cents each + 4% + 2.5 cents/jewel",
            Sum((per("0.15", "NAR"), AdValorem(Decimal(4)), per("0.025", "JWL"))),
        ),
        (
            "43¢ each + 2.8¢/jewel over 7 + 3.7% on the case",
            Sum((per("0.43", "NAR"), per("0.028", "JWL-7"), PartValue(Decimal("3.7"), ("case",)))),
        ),
        (
            "3.9% on the movement and case+ 5.3% on the battery",
            Sum((PartValue(Decimal("3.9"), ("movement", "case")), PartValue(Decimal("5.3"), ("battery",)))),
        ),
        ("The duty provided in the applicable subheading", ApplicableSubheading()),
        ("No change", ApplicableSubheading()),
        (
            "The duty provided inthe applicable subheading+ 25%",
            Sum((ApplicableSubheading(), AdValorem(Decimal(25)))),
        ),
        (
            "The duty provided in the applicable subheading + a duty of 25% upon the value of the "
            "steel content.",
            Sum((ApplicableSubheading(), PartValue(Decimal(25), ("steel",)))),
        ),
        ("See 9903.88.03", Unresolved(UnresolvedReason.REFERENCE, "See 9903.88.03")),
        ("suspended", Unresolved(UnresolvedReason.SUSPENDED, "suspended")),
    ],
)
def test_a_rate_is_read(text, expected):
    assert us(text) == expected


def test_a_third_of_a_percent_is_kept_to_the_last_digit():
    expression = us("33 1/3%")
    assert isinstance(expression, AdValorem)
    assert abs(expression.percent * 3 - 100) < Decimal("1e-20")


def test_the_sugar_formula_falls_with_the_degrees_and_has_a_floor():
    text = (
        "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees "
        "(and fractions of a degree in proportion) but not less than 3.143854¢/kg"
    )
    falling = DegreeAmount(Decimal("0.00020668"), "USD", "KGM", Decimal(100))
    assert us(text) == Floor(Difference(per("0.036606", "KGM"), falling), per("0.03143854", "KGM"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_sentence"),
        ("   ", "empty_sentence"),
        ("6.2% subject to chapter note 4", "unparsed_residue"),
        ("2.5¢/kg subject to note 4", "unparsed_residue"),
        ("6% on goods described in note 4", "unparsed_residue"),
        ("Free, under bond", "unparsed_residue"),
        ("37% /", "unparsed_residue"),
        ("8.5% 3%", "unparsed_residue"),
        ("5% +", "amount_required"),
        ("12¢/blob", "unknown_unit"),
        ("1,5%", "bad_number"),
        ("33 1/0%", "bad_number"),
        (":", "unknown_expression"),
        ("levy of the day", "unknown_expression"),
        ("-5%", "unknown_expression"),
        ("0.2¢ for each other piece or part", "unknown_expression"),
    ],
)
def test_what_is_no_rate_is_refused_with_its_code(text, code):
    with pytest.raises(RateTextError) as refusal:
        us(text)
    assert refusal.value.code == code
    assert 0 <= refusal.value.position <= len(text)


def test_the_amounts_of_a_currency_may_be_named_apart():
    assert parse_rate("5¢/kg", dialect=Dialect.US, currency="CAD") == Specific(Decimal("0.05"), "CAD", "KGM")


@pytest.mark.parametrize(
    ("text", "kind", "expression"),
    [
        ("No change", Chapter99Kind.NO_CHANGE, Free()),
        (
            "The duty provided in the applicable subheading + 25%",
            Chapter99Kind.ADDITIVE,
            AdValorem(Decimal(25)),
        ),
        ("10%", Chapter99Kind.REPLACE, AdValorem(Decimal(10))),
    ],
)
def test_a_chapter_99_text_says_what_it_does_to_the_general_duty(text, kind, expression):
    heading = chapter99_of(us(text))
    assert (heading.kind, heading.expression) == (kind, expression)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20%", "20"), ("20", "20"), ("4.5", "4.5"), (" 0 ", "0"), ("12.345678", "12.345678")],
)
def test_a_bare_number_is_a_percentage_in_the_percent_dialect_only(text, expected):
    assert parse_rate(text, dialect=Dialect.PERCENT) == AdValorem(Decimal(expected))


@pytest.mark.parametrize("text", ["", "n/a", "5,5", "5 EUR", "-3", "1e3", "NaN"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(RateTextError):
        parse_rate(text, dialect=Dialect.PERCENT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6.2% subject to chapter note 4", "unparsed_residue"),
        ("7% + levy of the day", "unknown_expression"),
        ("7% ~~", "unknown_expression"),
        ("64 ZZK", "unknown_currency"),
        ("12¢/blob", "unknown_unit"),
    ],
)
def test_a_text_of_no_said_dialect_fails_as_the_one_it_looks_like(text, code):
    with pytest.raises(RateTextError) as refusal:
        parse_rate_in_any_dialect(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["8%", "13.8 % MIN 13 GBP/DTN", "41¢/kg + 16.3%", "Free", "NIHIL"])
def test_a_text_of_no_said_dialect_is_read(text):
    assert parse_rate_in_any_dialect(text)
