"""The instance's own files take the place of the shipped ones. A broken one leaves the others in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.trust.programmes.programme_guide import guide_file, written

from fairway.kernel.text import UserError
from fairway.trust.programmes import store
from fairway.trust.programmes.cli_programmes import programmes

HARBOUR = guide_file("harbour")


@pytest.fixture
def home(tmp_path: Path, settings) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.FAIRWAY_HOME = tmp_path
    store.forget()
    yield tmp_path
    store.forget()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(programmes, arguments)


def test_a_programme_of_the_instance_stands_beside_the_shipped_ones(home: Path):
    shipped = {programme.code for programme in store.programmes()}
    written(home / "programmes", "harbour.yaml", HARBOUR)
    store.forget()
    assert {programme.code for programme in store.programmes()} == shipped | {"harbour"}
    assert store.programme_of("harbour").hour_value == 15
    with pytest.raises(UserError, match="There are: "):
        store.programme_of("haven")


def test_a_file_of_the_instance_replaces_the_shipped_one(home: Path):
    written(home / "programmes", "safe-msme.yaml", HARBOUR.replace("code: harbour", "code: safe-msme", 1))
    assert str(store.programme_of("safe-msme").name) == "Harbour trader"


def test_a_broken_file_closes_its_programme_and_no_other(home: Path):
    others = [p.code for p in store.programmes() if p.code != "safe-msme"]
    written(home / "programmes", "safe-msme.yaml", "code: safe-msme\nnme: Oops\n")
    written(home / "calendars", "moon.yaml", "- what")
    store.forget()
    assert [programme.code for programme in store.programmes()] == others
    with pytest.raises(UserError, match="has errors"):
        store.programme_of("safe-msme")
    assert {problem.file for problem in store.broken_files()} == {"safe-msme.yaml", "moon.yaml"}
    listed = json.loads(run("list", "--json").stdout)
    assert any("Unknown key: nme" in line for line in listed["broken"])


def test_the_instance_has_calendars_of_its_own(home: Path):
    text = guide_file("harbour-calendar")
    written(home / "calendars", "harbour-days.yaml", text)
    written(home / "programmes", "harbour.yaml", HARBOUR.replace("calendar: model", "calendar: harbour-days"))
    assert store.calendar_of(store.programme_of("harbour").calendar).code == "harbour-days"
    with pytest.raises(UserError, match="no calendar"):
        store.calendar_of("moon")


def test_check_says_what_can_be_used_and_what_is_remarkable(tmp_path: Path):
    path = written(tmp_path, "harbour.yaml", HARBOUR)
    assert "harbour can be used" in run("check", str(path)).stdout
    found = json.loads(run("check", str(path), "--json").stdout)
    assert found["tiers"] == ["registered", "secured"]
    assert "2 citations" in found["remarks"][0]


def test_check_names_every_problem_and_exits_with_2(tmp_path: Path):
    broken = HARBOUR.replace("hour_value: 15", "hour_value: x").replace("party: customs", "party: office")
    result = run("check", str(written(tmp_path, "harbour.yaml", broken)), "--json")
    assert result.exit_code == 2
    errors = json.loads(result.stderr)["errors"]
    assert [error["field"].split(", ")[-1] for error in errors] == [
        "column hour_value", "column clocks[0].party", "column clocks[1].party",
    ]  # fmt: skip
    assert run("check", str(tmp_path / "absent.yaml")).exit_code == 2


def test_show_gives_the_law_of_the_day(home: Path):
    written(home / "programmes", "harbour.yaml", HARBOUR)
    found = json.loads(run("show", "harbour", "--on", "2025-06-01", "--json").stdout)
    assert found["parameters"]["aeo.min_documents_per_year"]["micro"] == "25"
    assert [one["subsidy"] for one in found["subsidies"]] == ["micro-waiver"]
    assert "Nobody can reach the goods" in run("show", "harbour", "--on", "2026-06-01").stdout
    result = run("show", "harbour", "--on", "2024-06-01", "--json")
    assert result.exit_code == 2
    assert "has no edition for" in result.stderr
