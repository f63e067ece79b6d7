"""Duty sentences of TARIC beyond the shared vectors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairway.kernel.units import UNITS
from fairway.market.tariff.domain.expression import RetailPrice, Specific
from fairway.market.tariff.domain.rate_text import RateTextError
from fairway.market.tariff.domain.taric import Component, parse_taric, taric_components, taric_sentence


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("13 GBP/DTN", "DTN"), ("13 GBP / 100 kg", "DTN"), ("13 gbp/dtn", "DTN"), ("13 GBP/DTNE", "DTNE"),
        ("13 GBP / 100 kg / net drained wt", "DTNE"), ("13 GBP / 1,000 kg / of biodiesel content", "TNEI"),
        ("13 GBP/ASVX", "ASVX"), ("13 GBP / 100 kg/net/%sacchar.", "DTNZ"), ("13 GBP / hl", "HLT"),
        ("13 GBP / ce/el", "NCL"), ("13 GBP / c/k", "CTM"), ("13 GBP / SPQ (LPA-based)", "SPQLPA"),
    ],
)  # fmt: skip
def test_printed_and_coded_units_are_the_same(text, unit):
    assert parse_taric(text) == Specific(Decimal(13), "GBP", unit)


@pytest.mark.parametrize("text", ["16.5% of retail price", "16.5 % / RET"])
def test_a_percentage_of_the_retail_price_is_not_one_of_the_value(text):
    assert parse_taric(text) == RetailPrice(Decimal("16.5"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("+ 5%", "base_required"),
        ("MAX 5 GBP", "base_required"),
        ("5 GBP / kg on lead content", "unknown_unit"),
        ("5 GBP/KGMI", "unknown_unit"),
        ("5 GBP /", "unknown_unit"),
        ("5%%", "unknown_expression"),
        ("5..5%", "bad_number"),
        ("5 %\x00", "unknown_expression"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_code(text, code):
    with pytest.raises(RateTextError) as refusal:
        parse_taric(text)
    assert refusal.value.code == code


def test_the_abbreviations_of_meursing_parts_are_their_ids():
    sentence = "8.30% + EAR MAX 18.70% + ADSZR + ADFM (reduced)"
    assert [c.expression_id for c in taric_components(sentence)] == ["01", "14", "17", "25", "29"]


def test_components_of_a_file_become_a_sentence():
    components = (
        Component("01", Decimal("13.8")),
        Component("15", Decimal(13), "GBP", "DTN"),
        Component("17", Decimal(15), "GBP", "DTN"),
    )
    assert taric_sentence(components) == "13.8 % MIN 13 GBP/DTN MAX 15 GBP/DTN"


def test_every_unit_but_the_tariff_world_s_own_can_be_charged():
    refused = set()
    for code in UNITS:
        try:
            parse_taric(f"1 EUR/{code}")
        except RateTextError:
            refused.add(code)
    own = {code for code in UNITS if "-" in code}
    assert refused == own | {"KGMR", "KGMM", "KGML", "KGMF", "KGMI", "KGMJ", "KGMK"}
