"""`fairway quote` and `fairway compare`: the shapes of the contract, exit codes, faults by option."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fairway.desk.helpdesk.cli import compare, quote

pytestmark = pytest.mark.django_db

MANGOES = {
    "--product": "08045080", "--from": "GH", "--to": "US", "--value": "5000 USD", "--quantity": "1200 kg",
    "--on": "2025-07-01",
}  # fmt: skip
CONTRACT = {
    "status", "product", "from", "to", "on", "value", "options", "best", "fees", "total", "requirements",
    "warnings", "needs", "reason", "source",
}  # fmt: skip
OPTION = {
    "kind", "programme", "claim_code", "status", "duty", "expression", "steps", "conditions", "source",
}  # fmt: skip


def run_quote(*more: str, **changes: str | None) -> Result:
    return _run(quote, MANGOES, more, changes)


def run_compare(*more: str, **changes: str | None) -> Result:
    given = {option: value for option, value in MANGOES.items() if option != "--to"}
    return _run(compare, given, more, changes)


def _run(
    command: Any, given: dict[str, str], more: tuple[str, ...], changes: dict[str, str | None]
) -> Result:
    """Run with `given` options changed: `from_` is `--from`, None leaves the option out."""
    options = given | {f"--{name.rstrip('_')}": value for name, value in changes.items()}
    words = [word for option, value in options.items() if value is not None for word in (option, value)]
    result = CliRunner().invoke(command, [*words, *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_quote_prints_the_shape_of_the_contract():
    result = run_quote("--json")
    plain = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert plain.keys() >= CONTRACT
    assert all(option.keys() >= OPTION for option in plain["options"])
    assert [(option["kind"], option["claim_code"], option["status"]) for option in plain["options"]] == [
        ("preference", "D", "computed"), ("mfn", None, "computed"), ("preference", "A", "lapsed"),
    ]  # fmt: skip
    assert plain["options"][1]["duty"] == {"amount": "18.00", "currency": "USD"}
    assert (plain["best"]["programme"], plain["best"]["duty"]["amount"]) == ("AGOA", "0.00")
    assert plain["fees"][0]["code"] == "mpf"
    assert plain["total"] == {"amount": "32.71", "currency": "USD"}
    assert plain["requirements"][0]["code"] == "FD4"


def test_a_quote_that_needs_more_exits_three_and_says_what():
    result = run_quote("--json", quantity=None)
    plain = json.loads(result.stdout)
    assert (result.exit_code, plain["status"]) == (3, "needs")
    need = next(need for need in plain["needs"] if need["key"] == "quantity:KGM")
    assert (need["unit"], need["question"]) == ("KGM", "How many kilograms net?")


def test_a_code_that_is_too_short_lists_its_lines():
    result = run_quote("--json", product="0804.50", from_="CN")
    plain = json.loads(result.stdout)
    assert (result.exit_code, plain["best"], plain["options"]) == (3, None, [])
    assert [(choice["code"], choice["duty"]["amount"]) for choice in plain["choices"]] == [
        ("08045060", "1329.20"),
        ("08045080", "1268.00"),
    ]
    assert plain["duty_range"]["highest"]["amount"] == "1329.20"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "JP"}, "market_not_loaded"),
        ({"on": "2019-07-01"}, "date_outside_releases"),
        ({"product": "99999999"}, "code_not_in_tariff"),
    ],
)
def test_a_quote_that_cannot_be_computed_exits_four_and_says_why(changes, code):
    result = run_quote("--json", **changes)
    plain = json.loads(result.stdout)
    assert (result.exit_code, plain["status"], plain["reason"]["code"]) == (4, "uncomputable", code)


@pytest.mark.parametrize("run", [run_quote, run_compare])
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("product", "0804", "too short"),
        ("product", "dried mango", "digits only"),
        ("from_", "Gahna", "Did you mean Ghana?"),
        ("value", "5000", "a number and a currency"),
        ("value", "0 USD", "more than zero"),
        ("quantity", "1200 stones", "stones"),
        ("on", "yesterday", "year, month and day"),
        ("incoterm", "C&F", "not an Incoterm"),
        ("freight", "-1 USD", "less than zero"),
        ("insurance", "20", "amount of money"),
        ("transport", "drone", "no way of transport"),
        ("rate", "1.08", "EUR/USD=1.08"),
        ("answer", "20", "part_value:case=20.00"),
    ],
)
def test_bad_input_exits_two_and_names_its_option_on_standard_error(run, option, value, words):
    result = run(**{option: value})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error in --{option.rstrip('_')}: ")
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_every_fault_is_named_also_as_json():
    result = run_quote("--json", product="0804", to="GH", value="x")
    assert (result.exit_code, result.stdout) == (2, "")
    told = json.loads(result.stderr)
    assert told["status"] == "bad_input"
    assert {error["field"] for error in told["errors"]} == {"--product", "--to", "--value"}


@pytest.mark.parametrize("option", ["product", "from_", "to", "value"])
def test_a_missing_option_is_named(option):
    result = run_quote(**{option: None})
    assert result.exit_code == 2
    assert f"Missing option '--{option.rstrip('_')}'" in result.stderr


def test_answers_and_rates_are_given_as_options():
    result = run_quote(
        "--json", "--answer", "part_value:case=2000", "--answer", "part_value:strap=500",
        "--answer", "part_value:battery=100", "--rate", "GHS/USD=0.1",
        product="91021110", from_="CH", value="50000 GHS", quantity="100 pcs",
    )  # fmt: skip
    plain = json.loads(result.stdout)
    assert (result.exit_code, plain["best"]["duty"]["amount"]) == (0, "239.30")
    assert plain["customs_value"]["amount"] == "5000.00"


def test_people_read_options_fees_papers_and_what_is_open():
    words = " ".join(run_quote().stdout.split())
    assert "Merchandise processing fee: 32.71 USD" in words
    assert "To pay at the border (as far as known): 32.71 USD" in words
    assert "by sea, air, road, rail or post? (transport)" in words
    assert "32.71" not in run_quote(to="JP").stdout


def test_words_in_the_input_are_not_read_as_markup():
    result = run_quote(from_="[bold red]Ghana[/]")
    assert "[bold red]Ghana[/]" in result.stderr


def test_a_comparison_lists_every_market_with_its_answer():
    result = run_compare("--json")
    rows = json.loads(result.stdout)
    assert (result.exit_code, len(rows)) == (0, 15)
    assert rows[0].keys() >= {"market", "rank", "landed_cost", "landed_cost_highest", "best", "answer"}
    assert (rows[0]["market"], rows[0]["landed_cost"]["amount"]) == ("NG", "5375.00")
    united_states = next(row for row in rows if row["market"] == "US")
    assert united_states["answer"] == json.loads(run_quote("--json").stdout)


def test_people_read_ranks_and_ranges_of_a_comparison():
    words = run_compare(product="151590", from_="BF", value="1000 USD").stdout
    [line] = [line for line in words.splitlines() if "│ US" in line]
    assert "1000.00–1032.00 USD" in line
    assert "partial" in line


@pytest.mark.parametrize(
    ("changes", "exit_code"),
    [({"product": "99999999"}, 4), ({"on": "2019-07-01"}, 4), ({"incoterm": "DDP"}, 3)],
)
def test_a_comparison_without_a_figure_exits_as_a_quote_would(changes, exit_code):
    assert run_compare(**changes).exit_code == exit_code
