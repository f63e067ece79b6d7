"""`fairway aeo clocks`, `population` and `simulate` on the command line, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fairway.trust.programmes.cli import aeo
from fairway.trust.programmes.simulation.model import read_model
from fairway.trust.programmes.store import bank

PROGRAMME = ("--programme", "safe-msme", "--on", "2026-03-31", "--json")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(aeo, [str(argument) for argument in arguments])


def faults(result: Result) -> dict[str, str]:
    assert result.exit_code == 2, result.output
    return {row["field"]: row["message"] for row in json.loads(result.stderr)["errors"]}


def plain(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("population") / "firms.parquet"
    plain(call("population", "--firms", 4000, "--seed", 5, "--economy", "DO", "--output", path,
               "--on", "2026-03-31", "--json"))  # fmt: skip
    return path


def test_the_model_register_answers_every_fact_and_knows_every_kind_of_evidence() -> None:
    model = read_model()
    assert model.facts == set(bank().facts)
    assert set(model.evidence) == set(bank().evidence)


def test_the_same_seed_gives_the_same_register_and_another_gives_others(firms: Path, tmp_path: Path) -> None:
    for seed, is_same in ((5, True), (6, False)):
        again = tmp_path / f"{seed}.parquet"
        call("population", "--firms", 4000, "--seed", seed, "--economy", "DO", "--output", again,
             "--on", "2026-03-31")  # fmt: skip
        assert (again.read_bytes() == firms.read_bytes()) is is_same


def test_a_lower_threshold_lets_micro_firms_in_and_a_higher_one_out(firms: Path) -> None:
    found = plain(
        call(
            "simulate",
            *PROGRAMME,
            "--population",
            firms,
            "--set",
            "aeo.min_documents_per_year=25",
            "--set",
            "aeo.min_documents_per_year.micro=1",
        )
    )
    assert found["firms"] == 4000
    assert [(row["size_class"], row["before"], row["after"]) for row in found["changes"]] == [
        ("micro", "10", "1"),
        ("small", "10", "25"),
    ]
    registered = found["tiers"][0]
    micro, small, medium, large = registered["by_size"]
    assert micro["become_eligible"] > 0 == micro["drop_out"]
    assert small["drop_out"] > 0 == small["become_eligible"]
    assert medium["eligible_before"] == medium["eligible_after"]
    assert large["before"] == large["after"]
    assert sum(row["firms"] for row in registered["by_sector"]) == 4000
    assert sum(row["eligible_after"] for row in registered["by_size_and_sector"]) == sum(
        row["eligible_after"] for row in registered["by_size"]
    )


def test_fees_subsidies_and_hours_follow_the_firms(firms: Path) -> None:
    found = plain(call("simulate", *PROGRAMME, "--population", firms, "--tier", "certified",
                       "--set", "aeo.case_hours_on_site.large=100"))  # fmt: skip
    (certified,) = found["tiers"]
    large = certified["by_size"][3]
    number = large["eligible_before"]
    assert number > 0
    assert large["before"]["case_hours"] == str(48 * number)
    assert large["after"]["case_hours"] == str(100 * number)
    micro = certified["by_size"][0]["before"]
    assert float(micro["waived"]) == float(micro["fees"]) - float(micro["fees_due"])


@pytest.mark.parametrize(
    ("arguments", "field", "words"),
    [
        (("--set", "aeo.none=1"), "--set", "no parameter"),
        (("--set", "aeo.lookback_years.tiny=1"), "--set", "no parameter"),
        (("--set", "aeo.lookback_years=-1"), "--set", "from 0"),
        (("--set", "aeo.lookback_years"), "--set", "from 0"),
        (("--set", "aeo.lookback_years=1", "--set", "aeo.lookback_years=2"), "--set", "set twice"),
        (("--tier", "golden"), "--tier", "There is no tier"),
    ],
)
def test_bad_options_are_named(firms: Path, arguments: tuple[str, ...], field: str, words: str) -> None:
    assert words in faults(call("simulate", *PROGRAMME, "--population", firms, *arguments))[field]


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("size_class\nmicro\nmega\n", "size_class", "row 3, column size_class"),
        ("roles\nimporter;pirate\n", "roles", "row 2"),
        ("documents_last_year\n12\n-1\n", "documents_last_year", "row 3"),
        ("keeps_records\nmaybe\n", "keeps_records", "true or false"),
        ("trading_since\n2020-13-01\n", "trading_since", "2020-13-01"),
        ("records_form\nstone\n", "records_form", "stone"),
        ('customs_incidents\n"[{""happened_on"": null}]"\n', "customs_incidents", "row 2"),
        ('evidence\n"[{""kind"": ""gold""}]"\n', "evidence", "row 2"),
        ("unheard,of\n1,2\n", "--population", "None of the columns"),
        ("", "--population", "None of the columns"),
        ('size_class\n"micro\nlarge\n', "--population", "neither Parquet nor CSV"),
    ],
)
def test_bad_values_are_told_with_row_and_column(tmp_path: Path, table: str, column: str, words: str) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(table)
    assert words in faults(call("simulate", *PROGRAMME, "--population", path))[column]


def test_a_table_in_csv_says_what_it_lacks_and_what_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(
        "name,size_class,roles,documents_last_year,customs_incidents,evidence\n"
        'Tío,micro,importer;exporter,30,[],"[{""kind"": ""tax-clearance"", ""issued_on"": ""2026-01-05"", '
        '""valid_until"": null}]"\n'
        ",,,,,\n"
    )
    found = plain(call("simulate", *PROGRAMME, "--population", path))
    assert found["firms"] == 2
    assert found["columns_ignored"] == ["name"]
    assert "trading_since" in found["columns_missing"]
    assert found["tiers"][0]["total"]["cannot_tell_before"] == 2


def test_the_clocks_of_a_file_of_events(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_text('[{"event": "submitted", "at": "2026-03-02"}]')
    found = plain(
        call("clocks", path, "--programme", "eu-aeo", "--size", "micro", "--on", "2026-04-08", "--json")
    )
    acceptance = next(clock for clock in found["clocks"] if clock["code"] == "acceptance")
    assert acceptance["state"] == "deemed"
    assert acceptance["deemed_on"] == "2026-03-02"
    assert next(clock for clock in found["clocks"] if clock["code"] == "decision")["due"] == "2026-06-30"


@pytest.mark.parametrize(
    ("events", "field", "words"),
    [
        ('[{"event": "party", "at": "2026-03-02"}]', "events[0].event", "is no event"),
        ('[{"event": "submitted", "at": "2026-03-02T10:00:00"}]', "events[0].at", "time with its zone"),
        ('[{"event": "submitted", "at": "2026-03-02", "days": -1}]', "events[0].days", "whole number"),
        ('[{"event": "submitted", "at": "2026-03-02", "day": 1}]', "events[0]", "Unknown key: day"),
        ("[3]", "events[0]", "mapping"),
        ("{}", "events", "list of events"),
        ("[", "events", "not JSON"),
        ('[{"event": "submitted", "at": "0999-01-01"}]', "events", "no edition"),
    ],
)
def test_bad_events_are_named_with_their_place(tmp_path: Path, events: str, field: str, words: str) -> None:
    path = tmp_path / "events.json"
    path.write_text(events)
    assert words in faults(call("clocks", path, "--programme", "eu-aeo", "--json"))[field]
