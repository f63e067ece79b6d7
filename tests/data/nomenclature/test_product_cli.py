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
    assert set(found["results"][0]) == {"hs6", "description", "name", "score", "why"}
    assert set(found) == {
        "query", "results", "confidence", "question", "told", "ruled_out", "more_ruled_out", "browse",
        "notes", "hints",
    }  # fmt: skip


def test_words_need_no_quotes() -> None:
    assert json.loads(run("search", "dried", "mango", "--json").stdout)["query"] == "dried mango"


def test_a_question_lists_its_choices() -> None:
    question = json.loads(run("search", "HS 6109", "--json").stdout)["question"]
    assert question["key"] == "6109"
    assert [choice["number"] for choice in question["choices"]][:2] == [0, 1]
    assert question["choices"][0]["codes"] == ["610910"]


def answered(tmp_path: Path, *lines: object, queries: tuple[str, ...] = ("HS 6109",)) -> Result:
    """The search of a file of queries with a file of answers."""
    asked, answers = tmp_path / "queries.txt", tmp_path / "answers.jsonl"
    asked.write_text("\n".join(queries), encoding="utf-8")
    answers.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8"
    )
    return run("search", "--file", str(asked), "--answers", str(answers))


def test_answers_from_a_file_are_told_in_order(tmp_path: Path) -> None:
    result = answered(tmp_path, [{"question": "6109", "answer": 1}])
    found = json.loads(result.stdout)
    assert [hit["hs6"] for hit in found["results"]] == ["610990"]
    assert [(told["key"], told["answer"] is None) for told in found["told"]] == [("6109", False)]
    assert found["ruled_out"][0]["code"] == "610910"
    assert found["ruled_out"][0]["because"] == found["told"][0]["answer"]
    assert found["question"] is None


def test_not_sure_rules_nothing_out(tmp_path: Path) -> None:
    found = json.loads(answered(tmp_path, [{"question": "6109", "answer": None}]).stdout)
    assert {hit["hs6"] for hit in found["results"]} == {"610910", "610990"}
    assert found["told"][0]["answer"] is None
    assert found["ruled_out"] == []


def test_one_who_knows_answers_at_most_so_many_questions(tmp_path: Path) -> None:
    queries = ("HS 6109", "HS 6109", "dried mango")
    code = {"code": "610990"}
    result = answered(tmp_path, {**code, "most": 0}, code, {"code": "080450", "most": 3}, queries=queries)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert found[0]["told"] == []
    assert [each["results"][0]["hs6"] for each in found[1:]] == ["610990", "080450"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[", "not JSON"),
        ("3", "list of answers"),
        ([{"question": "6110", "answer": 0}], "“6110” was not asked, but “6109”"),
        ([{"question": "6109", "answer": 9}], "no answer 9"),
        ([{"question": "6109", "answer": True}], "a number, or null"),
        ([{"question": "6109", "answer": 0}, {"question": "6109/0", "answer": 0}], "nothing is left to ask"),
        ({"code": "61"}, "six digits"),
        ({"code": "610910", "most": -1}, "whole number"),
    ],
)
def test_answers_that_do_not_fit_are_refused_with_their_row(tmp_path: Path, line: object, said: str) -> None:
    result = answered(tmp_path, {"code": "610910"}, line, queries=("HS 6109", "HS 6109"))
    assert result.exit_code == 2
    assert "Row 2:" in result.stderr
    assert said in result.stderr


def test_a_file_of_answers_has_a_line_for_each_query(tmp_path: Path) -> None:
    result = answered(tmp_path, {"code": "610910"}, queries=("mango", "chair"))
    assert result.exit_code == 2
    assert "1 lines of answers for 2 queries" in result.stderr


def test_questions_are_asked_on_the_terminal() -> None:
    result = CliRunner().invoke(product, ["search", "HS 6109", "--ask"], input="9\n2\n")
    assert result.exit_code == 0
    assert "0  Not sure" in result.stdout
    told = result.stdout.split("Your answer")[-1]
    assert "610990" in told
    assert "× 610910" in told


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
        ("search", "m", "--ask", "--json"),
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
