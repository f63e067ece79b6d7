from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairway.data.nomenclature.cli import product

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(product, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_search_prints_the_documented_json() -> None:
    result = run("search", "dried mango slices", "--limit", "3", "--lang", "en", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["query"] == "dried mango slices"
    assert len(found["results"]) == 3
    assert found["results"][0]["hs6"] == "080450"
    assert set(found["results"][0]) == {"hs6", "description", "score", "why"}
    assert found["question"] is None


def test_words_need_no_quotes() -> None:
    assert json.loads(run("search", "dried", "mango", "--json").stdout)["query"] == "dried mango"


def test_a_question_lists_its_choices() -> None:
    question = json.loads(run("search", "t-shirt", "--json").stdout)["question"]
    assert question["text"] == "Which of these is it?"
    assert {choice["hs6"] for choice in question["choices"]} == {"610910", "610990"}


def test_nothing_found_is_no_error_and_says_what_to_try() -> None:
    result = run("search", "qwrtpsdfgh", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["results"] == []
    assert "Name the thing itself" in found["hints"][0]


def test_people_read_a_table() -> None:
    result = run("search", "[bold]mango[/bold]")
    assert result.exit_code == 0
    assert "080450" in result.stdout


def test_a_file_of_queries_gives_one_object_a_line(tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_bytes("\ufeffdried mango\n\nHS 80450\n".encode() + b"caf\xe9\n")
    result = run("search", "--file", str(queries), "--limit", "2")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [each["query"] for each in found] == ["dried mango", "", "HS 80450", "caf\ufffd"]
    assert found[2]["results"][0]["hs6"] == "080450"


@pytest.mark.parametrize(
    "arguments",
    [
        ("search",),
        ("search", "mango", "--file", __file__),
        ("search", "mango", "--limit", "0"),
        ("search", "m", "--lang", "xx"),
    ],
)
def test_a_wrong_call_is_bad_input(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr


def test_show_prints_the_place_of_a_code() -> None:
    entry = json.loads(run("show", "0804.50", "--json").stdout)
    assert entry["code"] == "080450"
    assert [above["code"] for above in entry["ancestors"]] == ["II", "08", "0804"]


def test_show_finds_sections() -> None:
    assert json.loads(run("show", "ii", "--json").stdout)["children"][0]["code"] == "06"


def test_show_refuses_an_unknown_code_and_names_near_ones() -> None:
    result = run("show", "080451")
    assert result.exit_code == 2
    assert "Error in CODE" in result.stderr
    assert "080450" in result.stderr


def test_show_refuses_words() -> None:
    result = run("show", "mango")
    assert result.exit_code == 2
    assert "Search for the product in words" in result.stderr
