"""`fairway aeo assess` on files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fairway.trust.programmes.cli import aeo

MICRO = {"trading_since": 2019, "figures": {"2025": {"employees": "6", "related": [], "public_share": "0"}}}
SERIOUS = [{"happened_on": "2025-01-10", "decided_on": "2025-03-01", "serious": True}]


def run(folder: Path, document: Any, *options: str, programme: str = "safe-msme") -> Result:
    file = folder / "firm.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    arguments = ["assess", str(file), "--programme", programme, "--on", "2026-05-01", *options]
    return CliRunner().invoke(aeo, arguments)


def test_the_answer_has_the_shape_that_is_published(tmp_path: Path):
    document = {"roles": ["exporter"], "profile": MICRO, "answers": {"tax_incidents": SERIOUS}}
    result = run(tmp_path, document, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (found["programme"], found["version"], found["size_class"]) == ("safe-msme", "2025-1", "micro")
    assert [tier["tier"] for tier in found["tiers"]] == ["registered", "certified", "secured"]
    assert {tier["status"] for tier in found["tiers"]} == {"not_met"}
    compliance = next(one for one in found["tiers"][0]["findings"] if one["criterion"] == "compliance")
    assert (compliance["status"], compliance["used"]["tax_incidents"]) == ("not_met", SERIOUS)
    assert "counts against the firm" in compliance["because"][0]
    assert compliance["citation"]
    wait = next(step for step in found["tiers"][0]["cheapest_path"] if step["kind"] == "wait")
    assert (wait["until"], wait["criteria"]) == ("2028-01-11", ["compliance"])
    assert found["tiers"][2]["fee_due"] == "0.00 USD"
    assert found["questions_asked"] == len(found["asked"]) > found["questions_spared"] > 0


def test_nothing_can_be_told_of_a_firm_that_tells_nothing(tmp_path: Path):
    result = run(tmp_path, {}, "--json")
    assert result.exit_code == 3
    assert {tier["status"] for tier in json.loads(result.stdout)["tiers"]} == {"cannot_tell"}


def test_people_read_the_tiers_and_the_way(tmp_path: Path):
    result = run(tmp_path, {"size_class": "micro", "answers": {"tax_incidents": SERIOUS}})
    assert result.exit_code == 0
    assert "Size: Micro, as it says itself" in result.stdout
    assert "Registered: not met" in result.stdout
    assert "wait: Wait until 11 January 2028" in result.stdout


@pytest.mark.parametrize(
    ("document", "options", "field"),
    [
        ("{", (), "FIRM.JSON"),
        ({"answers": {"documents_last_year": -1}}, (), "answers.documents_last_year"),
        ({"profile": MICRO, "size_class": "large"}, (), "size_class"),
        ({"answers": {"loads_full_units": False, "seals_used": True}}, (), "answers.seals_used"),
        (
            {"answers": {"documents_last_year": 3, "documents_first_half": 2, "documents_second_half": 2}},
            (),
            "answers.documents_second_half",
        ),
        ({}, ("--programme", "none"), "--programme"),
        ({}, ("--on", "1990-01-01"), "--on"),
        ({}, ("--on", "2026-02-30"), "--on"),
        ('{"answers": {"keeps_records": true}, "answers": {}}', (), "FIRM.JSON"),
    ],
)
def test_bad_input_is_refused_with_its_place(
    tmp_path: Path, document: Any, options: tuple[str, ...], field: str
):
    result = run(tmp_path, document, "--json", *options)
    assert result.exit_code == 2
    assert [error["field"] for error in json.loads(result.stderr)["errors"]] == [field]
    assert result.stdout == ""


def test_a_file_of_the_windows_editor_is_read(tmp_path: Path):
    assert run(tmp_path, "\ufeff{}", "--json").exit_code == 3


def test_a_file_that_is_not_there_is_bad_input():
    result = CliRunner().invoke(aeo, ["assess", "/nowhere/firm.json", "--programme", "safe-msme"])
    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)
