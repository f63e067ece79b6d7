from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from us_samples import load_whole, read, read_with_report, rows_of

from fairway.data.idb.adapters.us_section_301 import ADAPTER
from fairway.data.idb.adapters.us_section_301.parser import heading_rates, partial_rates
from fairway.data.idb.domain.parsed import Parsed
from fairway.platform.content.problem import SourceError

FIRST, SECOND, THIRD, FOURTH = date(2018, 7, 6), date(2018, 9, 24), date(2019, 5, 10), date(2025, 1, 1)
DAY = timedelta(days=1)


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(("hts8,list,ch99_code", *rows)) + "\n", encoding="utf-8")
    return path


def duties(parsed: Parsed, code: str) -> list[tuple[object, ...]]:
    return [
        (row["programme"], row["rate_text"], row["valid_from"], row["valid_to"])
        for row in rows_of(parsed, "rates", code)
    ]


def test_a_list_gives_its_dated_rates_for_china(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "s.csv", "08045080,3,9903.88.03"))
    assert duties(parsed, "08045080") == [
        ("9903.88.03", "10%", SECOND, THIRD - DAY),
        ("9903.88.03", "25%", THIRD, None),
    ]
    rows = parsed.tables["rates"].to_pylist()
    assert {(row["measure"], *row["origins"]) for row in rows} == {("additional", "CN")}
    assert ["not checked" in row["note"] for row in rows] == [True, False]


def test_a_higher_list_replaces_the_earlier_one(tmp_path: Path) -> None:
    rows = ("85412100,3,9903.88.03", "85412100,biden_50_jan25,9903.91.05")
    parsed = read(ADAPTER, write(tmp_path / "s.csv", *rows))
    assert duties(parsed, "85412100") == [
        ("9903.88.03", "10%", SECOND, THIRD - DAY),
        ("9903.88.03", "25%", THIRD, FOURTH - DAY),
        ("9903.91.05", "50%", FOURTH, None),
    ]


def test_two_lists_of_the_same_rate_are_charged_once(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "s.csv", "84029000,1,9903.88.01", "84029000,3,9903.88.03"))
    assert duties(parsed, "84029000") == [("9903.88.01", "25%", FIRST, None)]
    assert "9903.88.03" in rows_of(parsed, "rates", "84029000")[0]["note"]


def test_the_suspended_list_charges_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", "95030000,4B,9903.88.16", "08045080,3,9903.88.03")
    parsed, report = read_with_report(ADAPTER, path)
    assert duties(parsed, "95030000") == []
    assert report.counts["subheadings of the suspended list only"] == 1


def test_days_before_a_later_list_are_unknown_not_free(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "s.csv", "87038000,biden_100,9903.91.03"))
    start = date(2024, 9, 27)
    assert duties(parsed, "87038000") == [
        ("9903.91.03", "", FIRST, start - DAY),
        ("9903.91.03", "100%", start, None),
    ]


def test_a_rate_for_some_of_the_goods_is_words(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "s.csv", "84261900,cranes_301,9903.92.10"))
    assert duties(parsed, "84261900")[-1][1] == "25% on ship-to-shore gantry cranes only"


@pytest.mark.parametrize(
    ("row", "column"),
    [("8045080,3,9903.88.03", "hts8"), ("08045080,9,9903.88.99", "ch99_code")],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(ADAPTER, write(tmp_path / "s.csv", row))
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (2, column)


def test_the_lookups_name_their_source_and_do_not_overlap() -> None:
    for rates in [*heading_rates().values(), *partial_rates().values()]:
        assert all("(US" in rate.note or "(CBP" in rate.note for rate in rates)
        for earlier, later in pairwise(rates):
            assert earlier.end is not None
            assert earlier.end < later.start


@pytest.mark.shared
def test_no_subheading_of_the_real_lists_pays_twice_on_a_day(shared: Path) -> None:
    parsed, report = load_whole(ADAPTER, shared / "data/us/s301_products.csv")
    assert report.counts["rows of the lists"] == 12_223
    assert report.counts["subheadings"] == 11_024
    by_code: dict[str, list[tuple[date, date | None]]] = {}
    for row in parsed.tables["rates"].to_pylist():
        by_code.setdefault(row["goods_code"], []).append((row["valid_from"], row["valid_to"]))
    assert len(by_code) == 11_024 - 592  # those of the suspended list only
    for code, stretches in by_code.items():
        for (_, end), (start, _) in pairwise(stretches):
            assert end is not None, code
            assert end < start, code
