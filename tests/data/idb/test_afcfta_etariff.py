from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from us_samples import load_whole, read, read_with_report, rows_of

from fairway.data.idb.adapters.afcfta_etariff import ADAPTER
from fairway.platform.content.problem import SourceError


def years(*rates: str | None) -> dict[str, str | None]:
    return {f"t{year}": rates[year - 1] if year <= len(rates) else None for year in range(1, 14)}


def line(**values: Any) -> dict[str, Any]:
    """An invented line: 10 % that falls in four years."""
    invented = {
        "natTarLine": "0804502000", "descr": "A text that is not carried", "no_Years": "4", "category": "A",
        "asmc": "A", "mfn": "10", "hS_Type": "1", "scheme": 1, "roO_Category": "Wholly obtained ",
    }  # fmt: skip
    return invented | years("7.5", "5.0", "2.5", "0.0") | values


def unbound(**values: Any) -> dict[str, Any]:
    unconceded = {"natTarLine": "9999000000", "category": "U", "no_Years": "X", "mfn": "20"}
    return line(**unconceded, **years("20", "20", "20", "20"), **values)


def write(path: Path, *items: object) -> Path:
    path.write_text(json.dumps(items), encoding="utf-8")
    return path


def concessions(path: Path) -> list[tuple[str, date | None, date | None]]:
    rates = read(ADAPTER, path).tables["rates"].to_pylist()
    return [(r["rate_text"], r["valid_from"], r["valid_to"]) for r in rates if r["measure"] == "preference"]


def test_each_year_has_its_rate_and_the_last_one_stays(tmp_path: Path) -> None:
    assert concessions(write(tmp_path / "e.json", line())) == [
        ("7.5%", date(2021, 1, 1), date(2021, 12, 31)),
        ("5%", date(2022, 1, 1), date(2022, 12, 31)),
        ("2.5%", date(2023, 1, 1), date(2023, 12, 31)),
        ("0%", date(2024, 1, 1), None),
    ]


def test_years_of_one_rate_are_one_row(tmp_path: Path) -> None:
    steady = line(**years("10", "10", "5", "5.0", "0"))
    assert concessions(write(tmp_path / "e.json", steady)) == [
        ("10%", date(2021, 1, 1), date(2022, 12, 31)),
        ("5%", date(2023, 1, 1), date(2024, 12, 31)),
        ("0%", date(2025, 1, 1), None),
    ]


def test_a_phase_down_of_thirteen_years_ends_in_2033(tmp_path: Path) -> None:
    long = line(no_Years="13", mfn="14", **years(*(str(14 - year) for year in range(1, 14))))
    assert concessions(write(tmp_path / "e.json", long))[-1] == ("1%", date(2033, 1, 1), None)


def test_a_line_without_a_concession_has_its_mfn_rate_only(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "e.json", line(), unbound()))
    (rate,) = rows_of(parsed, "rates", "9999000000")
    assert (rate["measure"], rate["rate_text"], rate["dialect"]) == ("mfn", "20%", "percent")


def test_texts_of_the_source_are_not_carried(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "e.json", line()))
    assert parsed.tables["lines"].to_pylist() == [
        {"goods_code": "0804502000", "hs6": "080450", "description": "", "path": None, "units": [],
         "season": None, "valid_from": None, "valid_to": None, "note": None}
    ]  # fmt: skip
    assert "not carried" not in str(parsed.tables["rates"].to_pylist())


@pytest.mark.parametrize(
    ("printed", "note"),
    [
        ("Wholly obtained ", "Wholly obtained"),
        ("Wholly Obtained (ch. 44)  ", "Wholly obtained (chapter 44)"),
        ("Change of Tariff Heading +", "Change of tariff heading and more"),
        ("", None),
        (' chips";Materials used;Wholly Obtained (ch. 44)', "Wholly obtained (chapter 44)"),
    ],
)
def test_the_category_of_the_rule_of_origin_is_the_note(
    tmp_path: Path, printed: str, note: str | None
) -> None:
    parsed = read(ADAPTER, write(tmp_path / "e.json", line(roO_Category=printed)))
    rows = rows_of(parsed, "rates", "0804502000", programme="AFCFTA")
    assert {row["note"] for row in rows} == {note}


def test_a_concession_without_an_agreed_rule_cannot_be_claimed_yet(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "e.json", line(roO_Category="Yet to be agreed")))
    rows = rows_of(parsed, "rates", "0804502000", programme="AFCFTA_PENDING")
    assert {(row["note"], row["claim_code"]) for row in rows} == {("Yet to be agreed", "AFCFTA")}
    assert not rows_of(parsed, "rates", "0804502000", programme="AFCFTA")
    pending = {one.code: one for one in parsed.profile.programmes}["AFCFTA_PENDING"]
    assert pending.in_force == ()


def test_blank_and_shifted_categories_are_counted(tmp_path: Path) -> None:
    shifted = line(natTarLine="4401000000", roO_Category="x;Wholly Obtained (ch. 44)")
    _parsed, report = read_with_report(ADAPTER, write(tmp_path / "e.json", line(roO_Category=""), shifted))
    assert {code: defect.count for code, defect in report.defects.items()} == {
        "rule_missing": 1,
        "rule_shifted": 1,
    }


@pytest.mark.parametrize(
    ("wrong", "key", "says"),
    [
        ({"natTarLine": "804502000"}, "natTarLine", "ten digits"),
        ({"natTarLine": "9999000000"}, "natTarLine", "twice"),
        ({"mfn": "X"}, "mfn", "percentage"),
        ({"mfn": "4,5"}, "mfn", "percentage"),
        ({"mfn": None}, "mfn", "percentage"),
        ({"t2": "five"}, "t2", "percentage"),
        ({"t2": None}, "t1", "follow each other"),
        ({"t1": "12"}, "t1", "fall"),
        ({"no_Years": "10"}, "no_Years", "4 years"),
        ({"category": "B"}, "category", "one of A, U"),
        ({"category": "U"}, "category", "differ"),
        ({"roO_Category": "By magic"}, "roO_Category", "lookup"),
        ({"discount": "1"}, None, "discount"),
    ],
)
def test_a_bad_value_is_refused_with_its_place(
    tmp_path: Path, wrong: dict[str, Any], key: str | None, says: str
) -> None:
    with pytest.raises(SourceError, match=says) as refused:
        read(ADAPTER, write(tmp_path / "e.json", unbound(), line(**wrong)))
    problem = refused.value.problems[0]
    assert (problem.row, problem.column) == (2, key)
    assert key not in wrong or problem.value == str(wrong[key])


@pytest.mark.parametrize("items", [[], [7], ["0804502000"]])
def test_a_list_of_something_else_is_refused(tmp_path: Path, items: list[object]) -> None:
    with pytest.raises(SourceError):
        read(ADAPTER, write(tmp_path / "e.json", *items))


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "e.json", line())
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(SourceError, match="not valid JSON"):
        read(ADAPTER, path)


def test_half_a_schedule_fails_its_assertions(tmp_path: Path) -> None:
    half = [line(natTarLine=f"{place:010}") for place in range(3_000)]
    with pytest.raises(ValueError, match="expected at least 5500"):
        load_whole(ADAPTER, write(tmp_path / "half.json", *half))


@pytest.mark.shared
def test_the_real_schedule_is_read_whole(shared: Path) -> None:
    parsed, report = load_whole(ADAPTER, shared / "data/afcfta/ecowas.json.gz")
    rates = parsed.tables["rates"].to_pylist()
    mfn = [row["rate_text"] for row in rates if row["measure"] == "mfn"]
    assert {rate: mfn.count(rate) for rate in sorted(set(mfn))} == {
        "0%": 98, "10%": 1412, "20%": 2224, "35%": 131, "5%": 2264,
    }  # fmt: skip
    conceded = {row["goods_code"]: row["programme"] for row in rates if row["programme"]}
    assert len(conceded) == 5_516
    assert sum(programme == "AFCFTA_PENDING" for programme in conceded.values()) == 1_053
    assert {code: defect.count for code, defect in report.defects.items()} == {
        "rule_missing": 94,
        "rule_shifted": 7,
    }
    assert parsed.hs_edition == 2017
