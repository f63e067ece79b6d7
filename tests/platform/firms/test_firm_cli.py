"""`fairway firm`: answers, exit codes and errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fairway.platform.firms.cli import firm
from fairway.platform.firms.definitions import CONTENT

MICRO = {
    "economy": "DE",
    "figures": {"2025": {"employees": "8", "turnover": "1 EUR", "related": [], "public_share": "0"}},
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(firm, arguments)


def written(tmp_path: Path, facts: Any) -> str:
    path = tmp_path / "facts.json"
    path.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    return str(path)


def test_a_class_is_told_with_its_steps(tmp_path: Path):
    result = run("size", written(tmp_path, MICRO), "--on", "2026-05-01")
    assert result.exit_code == 0
    assert "Micro, by the figures of 2025" in result.stdout
    assert "Micro: employees below 10: kept" in result.stdout
    assert "not checked against the primary source" in result.stdout


def test_the_definition_can_be_chosen(tmp_path: Path):
    result = run("size", written(tmp_path, MICRO), "--definition", "generic", "--on", "2026-05-01", "--json")
    assert json.loads(result.stdout)["definition"]["code"] == "generic"


@pytest.mark.parametrize(
    ("facts", "more", "code", "status"),
    [
        (MICRO, [], 0, "computed"),
        ({"economy": "DE", "figures": {"2025": {"employees": "8"}}}, [], 3, "needs"),
        ({"economy": "DE", "sector": "C"}, [], 3, "needs"),
        (MICRO, ["--on", "2001-01-01"], 4, "uncomputable"),
    ],
)
def test_the_exit_code_says_what_came_of_it(
    tmp_path: Path, facts: Any, more: list[str], code: int, status: str
):
    result = run("size", written(tmp_path, facts), *more, "--json")
    assert (result.exit_code, json.loads(result.stdout)["status"]) == (code, status)


@pytest.mark.parametrize(
    ("facts", "more", "field", "says"),
    [
        ("{", [], "FILE", "line 1: this is not JSON"),
        ("[]", [], "changes", "An object"),
        ("[" * 100_000, [], "FILE", "nested too deeply"),
        ({"shoes": 1}, [], "shoes", "no such fact"),
        ({"figures": {"2025": {"employees": 1.5}}}, [], "figures.2025.employees", "as text"),
        (
            {"figures": {"2025": {"turnover": "1 EUR", "exports": "2 EUR"}}},
            [],
            "figures.2025.exports",
            "More",
        ),
        (MICRO, ["--definition", "none"], "--definition", "there are eu-2003-361"),
    ],
)
def test_bad_input_names_its_field(tmp_path: Path, facts: Any, more: list[str], field: str, says: str):
    result = run("size", written(tmp_path, facts), *more)
    assert result.exit_code == 2
    assert f"Error in {field}: " in result.stderr
    assert says in result.stderr


def test_a_file_that_is_not_there_or_too_large_is_said_to_be_so(tmp_path: Path):
    assert "No such file" in run("size", str(tmp_path / "none.json")).stderr
    large = written(tmp_path, " " * 1_000_001)
    assert "larger than" in run("size", large).stderr


def test_a_number_is_checked(tmp_path: Path):
    result = run("identifiers", "check", "vat", "DE 136 695 976", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "kind": "vat", "value": "DE136695976", "economy": "DE", "assurance": "checked"}  # fmt: skip
    assert "Form right, no check digit" in run("identifiers", "check", "duns", "150483782").stdout


@pytest.mark.parametrize(
    ("arguments", "field", "says"),
    [
        (["vat", "DE136695977"], "VALUE", "check digit"),
        (["tax", "123"], "--economy", "Say which economy"),
        (["tax", "123", "--economy", "Atlantis"], "--economy", "not an economy"),
        (["tax", "07-2103594", "--economy", "US"], "VALUE", "form"),
    ],
)
def test_a_bad_number_is_refused(arguments: list[str], field: str, says: str):
    result = run("identifiers", "check", *arguments)
    assert result.exit_code == 2
    assert f"Error in {field}: " in result.stderr
    assert says in result.stderr


def test_definitions_are_listed_and_checked(tmp_path: Path):
    listed = json.loads(run("definitions", "list", "--json").stdout)["definitions"]
    assert [one["code"] for one in listed] == ["eu-2003-361", "generic", "in-msmed"]
    assert run("definitions", "check", str(CONTENT / "generic.yaml")).exit_code == 0
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        (CONTENT / "generic.yaml").read_text(encoding="utf-8").replace("below: 50", "below: few")
    )
    result = run("definitions", "check", str(broken))
    assert result.exit_code == 2
    assert "broken.yaml, row 3" in result.stderr
    assert "must be a number" in result.stderr
