"""`fairway product migrate`, as a person, a script and a second run use it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairway.data.nomenclature import cli_migrate
from fairway.data.nomenclature.cli_migrate import migrate_command

LIST = """\
sku,product,HS Code
1,vaccine,3002.20
2,solar panel,85414000
3,LED,85414000
4,coffee,90121
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str, typed: str | None = None) -> Result:
    arguments = [str(folder / "list.csv"), "--out", str(folder / "out.csv"), *options]
    result = CliRunner().invoke(migrate_command, arguments, input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the command can be asked."""
    monkeypatch.setattr(cli_migrate, "can_be_asked", lambda: True)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_what_is_open_stands_in_a_file_and_is_not_guessed(folder: Path) -> None:
    result = run(folder, "--from", "2017")
    assert result.exit_code == 3
    out = rows(folder / "out.csv")
    assert [(row["sku"], row["hs2022"], row["how"]) for row in out] == [
        ("1", "300241", "settled"), ("2", "", "asked"), ("3", "", "asked"), ("4", "090121", "unchanged"),
    ]  # fmt: skip
    assert [row["code"] for row in rows(folder / "out.questions.csv")] == ["854140"]


def test_a_filled_in_file_of_answers_settles_the_rest(folder: Path) -> None:
    run(folder, "--from", "2017")
    answers = folder / "out.questions.csv"
    answers.write_text("code,row,answer\n854140,,8541.43\n854140,4,854141\n", encoding="utf-8")
    result = run(folder, "--from", "2017")
    assert result.exit_code == 0
    assert [row["hs2022"] for row in rows(folder / "out.csv")] == ["300241", "854143", "854141", "090121"]
    assert len(rows(answers)) == 2  # what was answered stays for the next run


def test_answers_on_a_terminal_are_used_and_kept(folder: Path, terminal: None) -> None:
    result = run(folder, "--from", "2017", typed="3\n")
    assert result.exit_code == 0
    assert "Where do the goods of 8541.40 stand in HS 2022?" in result.stderr
    assert [row["hs2022"] for row in rows(folder / "out.csv")][1:3] == ["854143", "854143"]
    assert run(folder, "--from", "2017").exit_code == 0


def test_rows_of_one_code_can_be_answered_one_by_one(folder: Path, terminal: None) -> None:
    result = run(folder, "--from", "2017", typed="e\n3\n1\n")
    assert result.exit_code == 0
    assert "3 · LED" in result.stderr
    assert [row["hs2022"] for row in rows(folder / "out.csv")][1:3] == ["854143", "854141"]


def test_stopping_half_way_keeps_what_was_answered(folder: Path, terminal: None) -> None:
    result = run(folder, "--from", "2017", typed="e\n3\nwhat\nq\n")
    assert result.exit_code == 3
    assert [row["hs2022"] for row in rows(folder / "out.csv")][1:3] == ["854143", ""]
    left = [row for row in rows(folder / "out.questions.csv") if not row["answer"]]
    assert [(row["code"], row["row"]) for row in left] == [("854140", "4")]


def test_what_concerns_many_codes_is_asked_once(folder: Path, terminal: None) -> None:
    (folder / "list.csv").write_text("code\n847130\n847141\n847149\n", encoding="utf-8")
    result = run(folder, "--from", "2017", typed="no\n")
    assert result.exit_code == 0
    assert "It concerns 3 codes." in result.stderr
    assert [row["hs2022"] for row in rows(folder / "out.csv")] == ["847130", "847141", "847149"]
    assert "any 8549" in (folder / "out.questions.csv").read_text(encoding="utf-8")


def test_json_has_every_row_with_its_choices(folder: Path) -> None:
    result = run(folder, "--from", "2017", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 3
    assert found["counts"] == {"unchanged": 1, "settled": 1, "answered": 0, "asked": 2, "unknown": 0}
    assert found["fitting"]["2017"] == 3
    assert found["codes"][1]["choices"][2]["code"] == "854143"


def test_an_unknown_code_is_said_with_its_row(folder: Path) -> None:
    (folder / "list.csv").write_text("code\n090121\n060310\n", encoding="utf-8")
    result = run(folder, "--from", "2017")
    assert result.exit_code == 4
    assert "Row 3: HS 2017 has no code 0603.10." in " ".join(result.stdout.split())


def test_the_edition_is_found_or_asked_for(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 2
    assert "Error in --from: The codes fit several editions equally well" in result.stderr
    assert not (folder / "out.csv").exists()
    (folder / "list.csv").write_text("code\n441021\n060310\n", encoding="utf-8")
    assert json.loads(run(folder, "--json").stdout)["from"] == 2002


def test_back_to_an_older_edition(folder: Path) -> None:
    (folder / "list.csv").write_text("code\n300241\n854143\n", encoding="utf-8")
    assert run(folder, "--from", "2022", "--to", "2017").exit_code == 0
    assert [row["hs2017"] for row in rows(folder / "out.csv")] == ["300220", "854140"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--from", "2014"), "Error in --from: “2014” is not an edition."),
        (("--to", "x"), "Error in --to: “x” is not an edition."),
        (("--from", "2017", "--column", "codes"), "These columns are missing: codes."),
        (("--from", "2017", "--answers", "list.csv"), "Error in --answers: This is the list itself."),
        (("--from", "2017", "--answers", "none/answers.csv"), "There is no folder"),
    ],
)
def test_bad_input_names_its_field(folder: Path, options: tuple[str, ...], message: str) -> None:
    options = tuple(str(folder / option) if option.endswith(".csv") else option for option in options)
    result = run(folder, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (folder / "out.csv").exists()


def test_a_bad_answer_names_file_row_column_and_value(folder: Path) -> None:
    (folder / "out.questions.csv").write_text("code,answer\n854140,090121\n", encoding="utf-8")
    result = run(folder, "--from", "2017")
    assert result.exit_code == 2
    assert "out.questions.csv, row 2, column answer: Answer with one of these codes" in result.stderr
    assert "It says “090121”." in result.stderr


def test_a_file_that_is_missing_is_said(folder: Path) -> None:
    (folder / "list.csv").unlink()
    result = run(folder, "--from", "2017")
    assert (result.exit_code, "There is no such file." in result.stderr) == (2, True)
