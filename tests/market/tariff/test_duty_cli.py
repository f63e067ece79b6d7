"""`fairway duty eval`: what it prints and how it exits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fairway.market.tariff.cli_duty import duty


def run(*arguments: str) -> Result:
    return CliRunner().invoke(duty, ["eval", *arguments])


def answer(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = run(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_a_computed_duty_is_printed_with_its_steps():
    code, plain = answer(
        "13.8 % MIN 13 GBP/DTN MAX 15 GBP/DTN", "--value", "1200 GBP", "--quantity", "100 DTN"
    )
    assert code == 0
    assert (plain["status"], plain["amount"], plain["currency"]) == ("computed", "1300.00", "GBP")
    assert plain["steps"][0] == {"text": "13.8 % of the customs value 1200 GBP.", "result": "165.60 GBP"}
    assert (plain["needs"], plain["reason"]) == ([], None)


def test_a_missing_quantity_is_asked_for():
    code, plain = answer("4.4¢/kg + 8.5%", "--value", "1000 USD")
    assert code == 3
    assert (plain["status"], plain["amount"], plain["steps"]) == ("needs", None, [])
    assert plain["needs"] == [{"key": "quantity:KGM", "question": "How many kilograms net?", "unit": "KGM"}]
    assert plain["reason"]["code"] == "missing_quantity"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("See 9903.88.03",), "unresolved_reference"),
        (("6.2% subject to chapter note 4", "--value", "1000 USD"), "unparsed_residue"),
        (("p/st",), "supplementary_unit_only"),
        (("Free (AU,BH,CL)", "--programme", "KR"), "programme_not_in_rate"),
        (("6.5% (10 MAY - 20 AUG)", "--on", "2026-03-20", "--value", "5 EUR"), "no_rate_in_force"),
    ],
)
def test_what_cannot_be_computed_says_why(arguments, reason):
    code, plain = answer(*arguments)
    assert code == 4
    assert (plain["status"], plain["amount"], plain["reason"]["code"]) == ("uncomputable", None, reason)


@pytest.mark.parametrize(
    ("arguments", "amount", "currency"),
    [
        (("Free (AU,BH,CL) 1.7% (KR)", "--programme", "KR", "--value", "100 USD"), "1.70", "USD"),
        (("6.5% (10 MAY - 20 AUG)", "--on", "2026-07-01", "--value", "1000 EUR"), "65.00", "EUR"),
        (("35.10 EUR / 100 kg", "--quantity", "100 DTN", "--currency", "gbp", "--rate", "EUR/GBP=0.8571"),
         "3008.42", "GBP"),
        (("$1 each + 5% on the case", "--quantity", "3 pcs", "--answer", "part_value:case=20"),
         "4.00", "USD"),
        (("2.789 GBP / % vol / hl", "--quantity", "1 hl", "--quantity", "1 % vol", "--rounding", "down"),
         "2.78", "GBP"),
        (("20", "--dialect", "percent", "--value", "50 XOF"), "10", "XOF"),
        (("NIHIL",), "0.00", None),
    ],
)  # fmt: skip
def test_options_bring_what_the_rate_needs(arguments, amount, currency):
    code, plain = answer(*arguments)
    assert (code, plain["amount"], plain["currency"]) == (0, amount, currency)


@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        (("",), "EXPRESSION", "empty_sentence"),
        (("7% + levy of the day",), "EXPRESSION", "unknown_expression, character 6"),
        (("5,5%",), "EXPRESSION", "bad_number"),
        (("8%", "--value", "-1 GBP"), "--value", "above zero"),
        (("8%", "--value", "0 GBP"), "--value", "above zero"),
        (("8%", "--value", "12 ZZZ"), "--value", "not a currency"),
        (("8%", "--value", "99999999999999999 GBP"), "--value", "too large"),
        (("5¢/kg", "--quantity", "3 bushel"), "--quantity", "not a unit"),
        (("5¢/kg", "--quantity", "-3 kg"), "--quantity", "above zero"),
        (("5¢/kg", "--quantity", "1 kg", "--quantity", "2 t"), "--quantity", "contradict"),
        (("8%", "--currency", "ZZZ", "--value", "1 GBP"), "--currency", "not a currency"),
        (("8%", "--rate", "EUR=3"), "--rate", "EUR/GBP=0.8571"),
        (("8%", "--rate", "EUR/GBP=0"), "--rate", "above zero"),
        (("8%", "--rate", f"EUR/GBP={'9' * 200}"), "--rate", "not huge"),
        ((f"{'9' * 200}%", "--value", "1 EUR"), "EXPRESSION", "bad_number"),
        (("8%" + " " * 3000,), "EXPRESSION", "too_long"),
        (("8%", "--on", "tomorrow"), "--on", "YYYY-MM-DD"),
        (("8%", "--answer", "part_value:case=-1"), "--answer", "below zero"),
        (("4.0% (12 JAN - 31 FEB)",), "EXPRESSION", "season"),
    ],
)
def test_bad_input_names_its_field(arguments, field, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"Error in {field}" in result.stderr
    assert message in result.stderr


def test_people_read_words_steps_and_questions():
    computed = run("4.4¢/kg + 8.5%", "--value", "1000 USD", "--quantity", "200 kg").stdout
    assert "4.4 cents for each kilogram, plus 8.5 % of the customs value" in computed
    assert computed.rstrip().endswith("93.80 USD")
    assert "? How many kilograms net? (quantity:KGM)" in run("5¢/kg").stdout


def test_a_special_cell_without_a_programme_asks_which_is_claimed():
    code, plain = answer("Free (A,AU,BH) 1.7% (KR)", "--value", "1000 USD")
    assert (code, plain["status"], plain["amount"]) == (3, "needs", None)
    assert [need["key"] for need in plain["needs"]] == ["programme"]
    assert "A, AU, BH, KR" in plain["needs"][0]["question"]
