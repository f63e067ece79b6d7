from __future__ import annotations

import gzip
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from us_samples import load_whole, read, read_with_report, rows_of, write_tariff

from fairway.data.idb.adapters.us_tariff_database import ADAPTER
from fairway.data.idb.adapters.us_tariff_database.cross_check import numbers_in_columns, numbers_in_text
from fairway.data.idb.adapters.us_tariff_database.layout import COLUMNS
from fairway.data.idb.domain.assertions import AssertionFailed
from fairway.data.idb.domain.parsed import Parsed
from fairway.platform.content.problem import SourceError

FILE = "data/us/tariff_database_2025_06062025.csv.gz"


def test_the_layout_has_122_columns() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS) == 122


def test_a_line_becomes_one_line_and_its_rates(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write_tariff(tmp_path / "t.csv", {}))
    assert rows_of(parsed, "lines", "08045080") == [
        {
            "goods_code": "08045080",
            "hs6": "080450",
            "description": "Guavas, mangoes, and mangosteens, dried",
            "path": None,
            "units": ["KGM"],
            "season": None,
            "valid_from": date(2020, 7, 1),
            "valid_to": None,
            "note": None,
        }
    ]
    rates = rows_of(parsed, "rates", "08045080")
    told = [(r["measure"], r["programme"], r["claim_code"], r["rate_text"], r["excluded"]) for r in rates]
    assert told == [
        ("mfn", "", "", "1.5 cents/kg", None),
        ("column2", "", "", "33.1 cents/kg", None),
        ("preference", "A", "A*", "Free", ["PH", "TH"]),
        ("preference", "D", "D", "Free", None),
        ("preference", "JO", "JO", "Free", None),
        ("preference", "KR", "KR", "0.5 cents/kg", None),
        ("preference", "AU", "AU", "See 9822.04.01", None),
    ]
    assert {(r["dialect"], r["currency"], r["valid_from"]) for r in rates} == {
        ("us", "USD", date(2020, 7, 1))
    }
    assert parsed.profile is not None
    assert parsed.profile.territory == "US"


def test_a_blank_rate_stays_blank(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write_tariff(tmp_path / "t.csv", {"mfn_text_rate": " ", "col2_text_rate": ""}))
    rates = rows_of(parsed, "rates", "08045080")
    assert [r["rate_text"] for r in rates if r["measure"] != "preference"] == ["", ""]


def test_one_code_with_two_periods_gives_two_dated_lines(tmp_path: Path) -> None:
    path = write_tariff(
        tmp_path / "t.csv",
        {"mfn_text_rate": "14%", "begin_effect_date": "2/7/25", "end_effective_date": "2/6/26"},
        {"mfn_text_rate": "14.25%", "begin_effect_date": "2/7/24", "end_effective_date": "2/6/25"},
    )
    rates = rows_of(read(ADAPTER, path), "rates", "08045080", measure="mfn")
    assert [(r["rate_text"], r["valid_from"], r["valid_to"]) for r in rates] == [
        ("14%", date(2025, 2, 7), date(2026, 2, 6)),
        ("14.25%", date(2024, 2, 7), date(2025, 2, 6)),
    ]


def test_a_line_with_two_seasons_is_repeated_and_its_rates_are_not(tmp_path: Path) -> None:
    text = "Tomatoes, entered during Mar.1 to July 14, or the period Sept.1 to Nov.14 in any year"
    parsed = read(ADAPTER, write_tariff(tmp_path / "t.csv", {"hts8": "07020020", "brief_description": text}))
    seasons = [row["season"] for row in rows_of(parsed, "lines", "07020020")]
    assert seasons == ["03-01/07-14", "09-01/11-14"]
    assert len(rows_of(parsed, "rates", "07020020", measure="mfn")) == 1


def test_the_rest_of_the_year_is_what_sisters_of_the_same_goods_leave(tmp_path: Path) -> None:
    path = write_tariff(
        tmp_path / "t.csv",
        {"hts8": "08071910", "brief_description": "Cantaloupes, if entered August 1 to September 15"},
        {"hts8": "08071920", "brief_description": "Cantaloupes, if entered at any other time"},
        {"hts8": "08071970", "brief_description": "Other melons, if entered December 1 to May 31"},
        {"hts8": "08071980", "brief_description": "Other melons, if entered at any other time"},
    )
    parsed = read(ADAPTER, path)
    seasons = {row["goods_code"]: row["season"] for row in parsed.tables["lines"].to_pylist()}
    assert seasons["08071920"] == "09-16/07-31"
    assert seasons["08071980"] == "06-01/11-30"


def test_a_season_known_to_be_wrong_is_corrected(tmp_path: Path) -> None:
    text = "Peas, if entered Nov. 1 through the following June 30, inclusive"
    parsed = read(ADAPTER, write_tariff(tmp_path / "t.csv", {"hts8": "07081040", "brief_description": text}))
    assert rows_of(parsed, "lines", "07081040")[0]["season"] == "10-01/06-30"


def test_a_programme_the_text_forgot_is_added_from_its_columns(tmp_path: Path) -> None:
    japan = {"japan_indicator": "JP", "japan_specific_rate": "0", "japan_other_rate": "0"}
    path = write_tariff(
        tmp_path / "t.csv",
        japan | {"hts8": "24041210", "japan_ad_val_rate": "0.0325"},
        japan | {"hts8": "24041910", "japan_ad_val_rate": "0"},
        japan | {"hts8": "24049200", "japan_ad_val_rate": "9999.99"},
        japan | {"hts8": "99038503", "japan_ad_val_rate": "0"},
    )
    parsed, report = read_with_report(ADAPTER, path)
    added = [row for row in parsed.tables["rates"].to_pylist() if row["programme"] == "JP"]
    assert [(row["goods_code"], row["rate_text"]) for row in added] == [
        ("24041210", "3.25%"),
        ("24041910", "Free"),
    ]
    assert all("own columns" in row["note"] for row in added)
    assert report.defects["programme_only_in_columns"].count == 4


def test_a_text_that_differs_from_its_numbers_is_counted_and_kept(tmp_path: Path) -> None:
    korea = {"korea_ad_val_rate": "0", "korea_specific_rate": "0.057", "korea_other_rate": "0"}
    path = write_tariff(tmp_path / "t.csv", {"mfn_text_rate": "2 cents/kg"} | korea)
    parsed, report = read_with_report(ADAPTER, path)
    assert rows_of(parsed, "rates", "08045080", measure="mfn")[0]["rate_text"] == "2 cents/kg"
    assert report.defects["mfn_numbers_differ"].count == 1
    assert report.defects["programme_numbers_differ"].count == 1


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Free", ("0", "0", "0")),
        ("6.80%", ("0.068", "0", "0")),
        ("41¢/kg + 16.3%", ("0.163", "0.41", "0")),
        ("$1.34/1000", ("0", "0.00134", "0")),
        ("$1.13/m3", ("0", "1.13", "0")),
        ("15 cents each + 4% + 2.5 cents/jewel", ("0.04", "0.15", "0.025")),
    ],
)
def test_a_plain_rate_has_the_numbers_of_its_columns(text: str, columns: tuple[str, str, str]) -> None:
    assert numbers_in_text(text) == numbers_in_columns(*columns) is not None


@pytest.mark.parametrize("text", ["", "See 9822.04.01", "5% on the case", "The rate of the article"])
def test_other_rates_are_not_compared(text: str) -> None:
    assert numbers_in_text(text) is None


@pytest.mark.parametrize("cell", ["", "9999.999999", "n/a"])
def test_columns_that_cannot_be_computed_are_not_compared(cell: str) -> None:
    assert numbers_in_columns("0", cell) is None


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("hts8", "8045080", "leading zero"),
        ("hts8", "٠٨٠٤٥٠٨٠", "eight digits"),
        ("brief_description", "Plums, entered June 1 to June 31", "06-31"),
        ("quantity_1_code", "stone", "lookup"),
        ("begin_effect_date", "2020-07-01", "month/day/year"),
        ("end_effective_date", "6/30/20", "ends before it begins"),
        ("gsp_ctry_excluded", "PHX", "X"),
        ("col1_special_text", "Free (A,ZZ)", "ZZ is not in the market profile"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path: Path, column: str, value: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as refused:
        read(ADAPTER, write_tariff(tmp_path / "t.csv", {}, {column: value}))
    problem = refused.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("t.csv", 3, column)


def test_a_file_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no line"):
        read(ADAPTER, write_tariff(tmp_path / "t.csv"))


@pytest.mark.parametrize(
    ("name", "published"),
    [("tariff_database_2025_06062025.csv", date(2025, 6, 6)), ("tariff_99999999.csv", None), ("t.csv", None)],
)
def test_the_edition_is_told_by_the_name_of_the_file(
    tmp_path: Path, name: str, published: date | None
) -> None:
    assert read(ADAPTER, write_tariff(tmp_path / name, {})).citation.published == published


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    columns = tuple(name for name in COLUMNS if name != "korea_ad_val_rate")
    with pytest.raises(SourceError, match="korea_ad_val_rate"):
        read(ADAPTER, write_tariff(tmp_path / "t.csv", {}, columns=columns))


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(write_tariff(tmp_path / "t.csv", *[{}] * 50).read_bytes())
    path = tmp_path / "t.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match="cut short"):
        read(ADAPTER, path)


def test_half_a_tariff_fails_the_assertions(tmp_path: Path) -> None:
    with pytest.raises(AssertionFailed, match="lines"):
        load_whole(ADAPTER, write_tariff(tmp_path / "t.csv", {}))


@pytest.fixture(scope="module")
def edition(shared: Path) -> Parsed:
    return load_whole(ADAPTER, shared / FILE)[0]


@pytest.mark.shared
def test_the_real_edition_is_read_whole(shared: Path) -> None:
    start = time.perf_counter()
    parsed, report = load_whole(ADAPTER, shared / FILE)
    assert time.perf_counter() - start < 6  # about 0.8 s on an idle machine
    assert parsed.tables["lines"].num_rows == 12_910  # 12,907 and three second seasons
    assert {name: defect.count for name, defect in report.defects.items()} == {
        "column2_numbers_differ": 86,
        "ended_programme": 20,
        "programme_numbers_differ": 34,
        "programme_only_in_columns": 59,
        "programme_only_in_text": 31,
        "special_without_programme": 117,
    }
    assert (parsed.citation.published, parsed.period.start) == (date(2025, 6, 6), date(2025, 1, 1))


@pytest.mark.shared
def test_dried_mangoes_of_the_real_edition(edition: Parsed) -> None:
    rates = rows_of(edition, "rates", "08045080")
    assert rates[0]["rate_text"] == "1.5 cents/kg"
    by_programme = {row["programme"]: row for row in rates}
    assert (by_programme["A"]["rate_text"], by_programme["A"]["excluded"]) == ("Free", ["PH"])
    assert by_programme["D"]["rate_text"] == "Free"


@pytest.mark.shared
def test_a_watch_keeps_its_words(edition: Parsed) -> None:
    rate = rows_of(edition, "rates", "91021110", measure="mfn")[0]["rate_text"]
    assert rate.startswith("44 cents each + 6% on the case + 14%")


@pytest.mark.shared
def test_seasonal_goods_have_a_line_on_every_day(edition: Parsed) -> None:
    lines = edition.tables["lines"].to_pylist()
    seasonal = {row["hs6"] for row in lines if row["season"]} - {"070820"}  # cowpeas have no season
    days = {f"{date(2024, 1, 1) + timedelta(days=day):%m-%d}" for day in range(366)}
    for hs6 in seasonal:
        covered = {day for row in lines if row["hs6"] == hs6 for day in _days(row["season"], days)}
        assert covered == days, hs6


def _days(season: str | None, days: set[str]) -> set[str]:
    if season is None:
        return days
    first, last = season.split("/")
    return {d for d in days if (first <= d <= last if first <= last else d >= first or d <= last)}
