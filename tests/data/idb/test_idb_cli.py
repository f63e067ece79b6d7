"""`fairway data`: what it prints, and how it says that input is bad."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from idb_samples import sample_adapter
from openpyxl import load_workbook
from test_fairway_csv import as_folder, example

from fairway.data.idb import cli
from fairway.data.idb.adapters import adapter_names
from fairway.data.idb.models import Release


def run(*arguments: object, code: int = 0):
    result = CliRunner().invoke(cli.data, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def run_json(*arguments: object, code: int = 0):
    return json.loads(run(*arguments, "--json", code=code).stdout)


@pytest.fixture
def tariff(tmp_path):
    return as_folder(example(), tmp_path / "aq")


@pytest.fixture
def two_releases(home, tmp_path, tariff):
    old = run_json("load", "fairway-csv", tariff)["release"]
    sheets = example()
    sheets["lines"][1][2] = "12"
    sheets["lines"][3][2] = "2.5"
    sheets["lines"].append(["18010000", "Cacao", "0", "KGM", "", ""])
    sheets["preferences"].pop()
    new = run_json("load", "fairway-csv", as_folder(sheets, tmp_path / "newer"))["release"]
    return old, new


def test_load_prints_the_release(home, tariff):
    loaded = run_json("load", "fairway-csv", tariff)
    release = Release.objects.get()
    assert loaded["release"] == release.pk
    assert (loaded["territory"], loaded["kind"], loaded["outcome"]) == ("AQ", "tariff", "published")
    assert (loaded["rows"], loaded["tables"]) == (9, {"lines": 3, "rates": 6})
    assert loaded["source"]["publisher"] == "Ministry of Ice"


def test_load_for_people_says_what_was_published(home, tariff):
    assert "published" in run("load", "fairway-csv", tariff).stdout
    assert "unchanged" in run("load", "fairway-csv", tariff).stdout


def test_bad_input_names_every_place_and_exits_with_2(home, tmp_path):
    sheets = example()
    sheets["lines"][1][2] = "ten"
    sheets["lines"][2][0] = "7020000"
    result = run("load", "fairway-csv", as_folder(sheets, tmp_path / "bad"), code=2)
    assert "lines.csv, row 2, column mfn_rate" in result.stderr
    assert "lines.csv, row 3, column goods_code" in result.stderr
    assert "Error in FILE" in result.stderr
    assert result.stdout == ""
    assert not Release.objects.exists()


def test_an_unknown_adapter_lists_the_known_ones(home, tariff):
    result = run("load", "fairway-cvs", tariff, code=2)
    assert "Error in ADAPTER" in result.stderr
    assert "fairway-csv" in result.stderr


def test_a_missing_file_is_bad_input(home, tmp_path):
    assert "no such file" in run("load", "fairway-csv", tmp_path / "none.xlsx", code=2).stderr.lower()


def test_a_failed_assertion_names_expected_and_found(home, old_source, monkeypatch):
    from dataclasses import replace

    from fairway.data.idb.domain.assertions import Rows

    strict = replace(sample_adapter(), assertions=(Rows("lines", at_least=100),))
    monkeypatch.setattr(cli, "find_adapter", lambda name: strict)
    assert "expected at least 100 rows, found 2" in run("load", "sample", old_source, code=2).stderr


def test_status_lists_current_releases_and_all_on_request(two_releases):
    old, new = two_releases
    assert [one["release"] for one in run_json("status")["releases"]] == [new]
    everything = run_json("status", "--all")["releases"]
    assert [(one["release"], one["current"]) for one in everything] == [(new, True), (old, False)]
    assert everything[1]["superseded_by"] == new
    assert new in run("status").stdout.replace("\n", "")


def test_status_of_an_empty_instance_says_so(home):
    assert "No release is loaded" in run("status").stdout


def test_diff_tells_lines_and_rates(two_releases):
    found = run_json("diff", *two_releases)
    assert [(c["table"], c["change"], c["key"], c["old"], c["new"]) for c in found["changes"]] == [
        ("lines", "added", ["18010000"], "", ""),
        ("rates", "removed", ["070200", "preference", "POLAR"], "0", ""),
        ("rates", "changed", ["08045000", "mfn", ""], "10", "12"),
    ]
    assert found["total"] == 3


def test_diff_is_paged(two_releases):
    found = run_json("diff", *two_releases, "--offset", 1, "--limit", 1)
    assert (found["total"], [c["table"] for c in found["changes"]]) == (3, ["rates"])
    assert "3 changes; shown 2 to 2." in run("diff", *two_releases, "--offset", 1, "--limit", 1).stdout


def test_diff_of_an_unknown_release_is_bad_input(two_releases):
    assert "There is no release" in run("diff", two_releases[0], "none", code=2).stderr


def test_diff_refuses_releases_of_different_territories(two_releases, old_source, monkeypatch):
    monkeypatch.setattr(cli, "find_adapter", lambda name: sample_adapter())
    other = run_json("load", "sample", old_source)["release"]
    assert "not of the same territory" in run("diff", two_releases[0], other, code=2).stderr


def test_verify_exits_with_4_when_a_release_is_damaged(two_releases):
    assert all(one["sound"] for one in run_json("verify")["releases"])
    release = Release.objects.get(pk=two_releases[1])
    (release.path / "lines.parquet").write_bytes(b"x")
    found = run_json("verify", code=4)["releases"]
    assert [one["name"] for one in found if not one["sound"]] == [release.pk]


def test_verify_tells_of_leftovers_without_failing(two_releases, home):
    (home / "releases" / "AQ" / "tariff" / "left-by-a-kill").mkdir()
    found = run_json("verify")["releases"]
    assert [one["leftover"] for one in found] == [False, False, True]


def test_every_adapter_is_listed():
    listed = run_json("adapters")["adapters"]
    assert [one["adapter"] for one in listed] == list(adapter_names())
    assert "fairway-csv" in run("adapters").stdout


def test_template_writes_a_workbook_once(tmp_path):
    out = tmp_path / "tariff.xlsx"
    assert run_json("template", out, "--lang", "en") == {"template": str(out)}
    assert "lines" in load_workbook(out).sheetnames
    assert "exists already" in run("template", out, code=2).stderr
    assert "must end in .xlsx" in run("template", tmp_path / "tariff.ods", code=2).stderr
