from decimal import Decimal

import pytest

from fairway.kernel.quantity import InvalidQuantity, Quantity
from fairway.kernel.unit_table import ALIASES, fold_unit
from fairway.kernel.units import (
    UNITS,
    ContradictoryQuantities,
    UnknownUnit,
    check_consistent,
    convert,
    find_unit,
)


def quantity(amount: str, unit: str) -> Quantity:
    return Quantity(Decimal(amount), unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kg", "KGM"), ("Kilos", "KGM"), ("kilogrammes", "KGM"), ("kilogramos", "KGM"),
        ("tonnes", "TNE"), ("t", "TNE"), ("1,000 kg", "TNE"), ("100 kg", "DTN"),
        ("litres", "LTR"), ("liters", "LTR"), ("litros", "LTR"), ("l", "LTR"), ("hl", "HLT"),
        ("pieces", "NAR"), ("pièces", "NAR"), ("piezas", "NAR"), ("pcs", "NAR"), ("No.", "NAR"),
        ("each", "NAR"), ("pairs", "NPR"), ("pr.", "NPR"), ("paires", "NPR"), ("dozen", "DZN"),
        ("doz.", "DZN"), ("gross", "GRO"), ("m²", "MTK"), ("m2", "MTK"), ("m³", "MTQ"),
        ("pf.liter", "PFL"), ("pf. liter", "PFL"), ("bbl", "BLL"), ("carat", "CTM"), ("Ci", "CUR"),
        ("kg on drained weight", "KGME"), ("kg on lead content", "KGM-PB"), ("clean kg", "KGM-CY"),
        ("kg on contents and container", "KGM-CC"), ("kg of total sugars", "KGM-TS"),
        ("1000", "MIL"), ("thousand", "MIL"), ("jewel", "JWL"), ("DTNE", "DTNE"), ("% vol / hl", "ASVX"),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_code_symbol_or_word(text, code):
    assert find_unit(text).code == code


@pytest.mark.parametrize("text", ["bushel", "", "ton", "gallon", "kg of moonlight"])
def test_an_unknown_or_ambiguous_unit_is_refused(text):
    with pytest.raises(UnknownUnit, match="not a unit we know"):
        find_unit(text)


def test_a_misspelt_unit_gets_a_suggestion():
    with pytest.raises(UnknownUnit, match="Did you mean kg"):
        find_unit("kilogramms")


@pytest.mark.parametrize(
    ("given", "unit", "expected"),
    [
        (quantity("100", "KGM"), "DTN", "1"),
        (quantity("1.5", "TNE"), "DTN", "15"),
        (quantity("2500", "NAR"), "MIL", "2.5"),
        (quantity("45", "LTR"), "HLT", "0.45"),
        (quantity("3", "DZN"), "NAR", "36"),
        (quantity("2", "DPR"), "NPR", "24"),
        (quantity("650", "KGME"), "DTNE", "6.5"),
        (quantity("2", "MTQ"), "LTR", "2000"),
        (quantity("1", "CUR"), "GBQ", "37"),
    ],
)
def test_units_of_one_basis_convert_exactly(given, unit, expected):
    assert convert(given, unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("given", "unit"),
    [("KGM", "KGME"), ("KGMG", "KGM"), ("NAR", "NPR"), ("NAR", "KGM"), ("KGM-PB", "KGM"), ("LPA", "PFL")],
)
def test_different_bases_never_convert(given, unit):
    assert convert(quantity("1", given), unit) is None


def test_every_unit_is_asked_in_a_unit_of_its_own_basis():
    for unit in UNITS.values():
        assert (UNITS[unit.asked_in].dimension, UNITS[unit.asked_in].basis) == (unit.dimension, unit.basis)
        assert str(unit.question).endswith("?")


def test_every_code_and_symbol_finds_its_own_unit():
    for unit in UNITS.values():
        assert find_unit(unit.code) is unit
        assert ALIASES[fold_unit(unit.symbol)] == unit.code


def test_every_part_of_a_product_is_a_unit():
    assert all(part in UNITS for unit in UNITS.values() for part in unit.product)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1200 kg", quantity("1200", "KGM")),
        ("1,200.5 litres", quantity("1200.5", "LTR")),
        ("1 200 kg", quantity("1200", "KGM")),
        ("100 DTN", quantity("100", "DTN")),
        ("40 % vol", quantity("40", "ASV")),
        (".5 t", quantity("0.5", "TNE")),
        ("0 brix", quantity("0", "BRX")),
        ("0 jewels", quantity("0", "JWL")),
    ],
)
def test_a_quantity_is_read(text, expected):
    assert Quantity.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a quantity"),
        ("kg", "not a quantity"),
        ("1200", "not a quantity"),
        ("5 1,000 pieces", "not a quantity"),
        ("5,5 kg", "decimals with a point"),
        ("-3 kg", "above zero"),
        ("0 kg", "above zero"),
        ("9e99 kg", "not a unit"),
        ("9999999999999999 kg", "too large"),
        ("140 % vol", "too large"),
        ("12 bushel", "not a unit"),
        ("NaN kg", "not a quantity"),
    ],
)
def test_what_is_no_quantity_is_refused_in_words(text, message):
    with pytest.raises(InvalidQuantity, match=message):
        Quantity.parse(text)


def test_the_same_quantity_in_two_units_is_consistent():
    check_consistent([quantity("12", "NAR"), quantity("1", "DZN"), quantity("3", "KGM")])


def test_two_answers_for_one_basis_are_refused():
    with pytest.raises(ContradictoryQuantities, match="contradict"):
        check_consistent([quantity("1000", "KGM"), quantity("2", "TNE")])


def test_gross_and_net_weight_do_not_contradict_each_other():
    check_consistent([quantity("1000", "KGM"), quantity("1100", "KGMG")])
