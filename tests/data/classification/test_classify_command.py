"""`fairway product classify`: suggestions into a file, going on after a stop, and into a firm's review."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.data.classification.classification_samples import TABLE
from tests.people import People

from fairway.config.cli import fairway
from fairway.data.classification import batch
from fairway.data.classification.models import Catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def classify(*arguments: object) -> Result:
    return CliRunner().invoke(fairway, ["product", "classify", *map(str, arguments)])


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_row_gets_its_suggestions(catalogue: Path) -> None:
    done = classify(catalogue, "--accept", "0.5", "--json")
    assert done.exit_code == 3  # a row has no words
    told = json.loads(done.stdout)
    assert (told["rows"], told["written"], told["column"]) == (7, 7, "description")
    assert told["problems"][0] | {"message": ""} == {
        "row": 7,
        "column": "description",
        "value": "",
        "message": "",
    }
    found = lines(Path(told["out"]))
    assert (found[0]["code_1"], found[0]["goods_code"], found[0]["sku"]) == ("080450", "080450", "A1")
    assert float(found[0]["score_1"]) >= float(found[0]["score_2"] or 0)
    assert found[5]["problem"]
    assert len(found) == 7


def test_without_a_threshold_nothing_is_filled_in(catalogue: Path, tmp_path: Path) -> None:
    classify(catalogue, "--out", tmp_path / "out.csv")
    assert {line["goods_code"] for line in lines(tmp_path / "out.csv")} == {""}


def test_a_stopped_run_goes_on_where_it_was(
    catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    classify(catalogue, "--out", whole)
    real, calls = batch.suggest, []

    def stopped(words: str, language: str):
        calls.append(words)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(words, language)

    monkeypatch.setattr(batch, "suggest", stopped)
    assert classify(catalogue, "--out", out).exit_code == 1
    with out.open("a", encoding="utf-8") as file:
        file.write('A5,"leather be')  # killed in the middle of a line
    monkeypatch.setattr(batch, "suggest", real)
    done = json.loads(classify(catalogue, "--out", out, "--json").stdout)
    assert (done["earlier"], done["written"]) == (3, 4)
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("content", ["something else\n1\n", "sku,description,price,code\nA1,x,1,\n"])
def test_the_result_of_another_catalogue_is_not_overwritten(
    catalogue: Path, tmp_path: Path, content: str
) -> None:
    out = tmp_path / "out.csv"
    out.write_text(content, encoding="utf-8")
    done = classify(catalogue, "--out", out)
    assert (done.exit_code, out.read_text(encoding="utf-8")) == (2, content)
    assert "--out" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--column", "colour"], "--column"),
        (["--firm", "00000000-0000-0000-0000-000000000000", "--as", "nobody@example.org"], "--as"),
        (["--firm", "00000000-0000-0000-0000-000000000000", "--as", "owner@example.org"], "--firm"),
        (["--out", "/nowhere/at/all.csv"], "--out"),
    ],
)
def test_bad_input_names_what_is_at_fault(
    people: People, catalogue: Path, arguments: list[str], field: str
) -> None:
    done = classify(catalogue, *arguments)
    assert done.exit_code == 2
    assert field in done.stderr


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.pdf", b"%PDF"), ("a.csv", b"name\n"), ("b.csv", "name\né".encode("latin-1"))):
        (tmp_path / name).write_bytes(content)
        done = classify(tmp_path / name)
        assert (done.exit_code, "CATALOGUE" in done.stderr) == (2, True)


def test_a_catalogue_is_added_to_a_firm(people: People, catalogue: Path) -> None:
    done = classify(catalogue, "--firm", people.firm.pk, "--as", people.colleague.email, "--json")
    added = Catalogue.objects.get()
    told = json.loads(done.stdout)
    assert (told["catalogue"], told["state"]) == (str(added.pk), "in_review")
    assert told["review"].endswith(f"/catalogues/{added.pk}/")
    assert added.created_by == people.colleague
