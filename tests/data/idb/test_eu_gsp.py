from __future__ import annotations

from pathlib import Path

import pytest
from us_samples import load_whole, read, read_with_report, rows_of

from fairway.data.idb.adapters.eu_gsp import ADAPTER
from fairway.platform.content.problem import SourceError

HEADER = (
    "HS8 (numeric),Description,General framework , General framework Country exclusions,"
    "Enhanced framework ,Least developed countries framework ,Transitional Protection Scheme ,,,,,,,,"
)
DRIED_FRUIT = "8045000,INVENTED  DRIED FRUIT,15.400 % ,India ,0.0%,0%,0%,,,,,,,,"
HANDLOOM = "63079010,INVENTED HANDLOOM GOODS,3.6%,,,0%,0%,,,,,,,,"
HORSES = "01012100,INVENTED HORSES, , ,,,0%,,,,,,,,"


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\ufeff" + "\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_each_arrangement_that_names_a_rate_gives_a_row(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "g.csv", DRIED_FRUIT, HANDLOOM))
    rates = parsed.tables["rates"].to_pylist()
    assert [(r["goods_code"], r["programme"], r["rate_text"], r["excluded"]) for r in rates] == [
        ("08045000", "GSP", "15.4%", ["IN"]),
        ("63079010", "GSP", "3.6%", None),
        ("08045000", "GSPPLUS", "0%", None),
        ("08045000", "EBA", "0%", None),
        ("63079010", "EBA", "0%", None),
    ]


def test_a_blank_is_no_preference_and_not_free(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "g.csv", HORSES, DRIED_FRUIT))
    assert rows_of(parsed, "rates", "01012100") == []
    assert [line["goods_code"] for line in parsed.tables["lines"].to_pylist()] == ["01012100", "08045000"]


def test_a_lost_leading_zero_is_put_back_and_counted(tmp_path: Path) -> None:
    parsed, report = read_with_report(ADAPTER, write(tmp_path / "g.csv", DRIED_FRUIT, HANDLOOM))
    assert parsed.tables["lines"]["hs6"].to_pylist() == ["080450", "630790"]
    defect = report.defects["leading_zero_lost"]
    assert (defect.count, defect.examples[0].row, defect.examples[0].value) == (1, 2, "8045000")


def test_rates_that_may_lack_an_amount_by_weight_say_so(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "g.csv", DRIED_FRUIT))
    notes = {row["programme"]: row["note"] for row in parsed.tables["rates"].to_pylist()}
    assert "by weight" in notes["GSP"]
    assert "by weight" in notes["GSPPLUS"]
    assert notes["EBA"] is None
    assert parsed.profile is not None
    assert any(notice.code == "percent_only" and notice.total_incomplete for notice in parsed.profile.notices)


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (DRIED_FRUIT.replace("8045000", "804500"), "HS8 (numeric)"),
        (DRIED_FRUIT.replace("8045000", "63079010"), "HS8 (numeric)"),
        (DRIED_FRUIT.replace("15.400 % ", "free"), "General framework"),
        (DRIED_FRUIT.replace("15.400 % ", "15;4%"), "General framework"),
        (DRIED_FRUIT.replace("India ", "Hindustan"), "General framework Country exclusions"),
        (DRIED_FRUIT.replace(",0.0%", ",0.0"), "Enhanced framework"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path: Path, wrong: str, column: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(ADAPTER, write(tmp_path / "g.csv", HANDLOOM, wrong))
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (3, column)


def test_a_column_more_is_refused(tmp_path: Path) -> None:
    header = HEADER.replace("Scheme ,,", "Scheme ,Surcharge,")
    with pytest.raises(SourceError, match="Surcharge"):
        read(ADAPTER, write(tmp_path / "g.csv", DRIED_FRUIT, header=header))


def test_a_table_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no line"):
        read(ADAPTER, write(tmp_path / "g.csv"))


@pytest.mark.shared
def test_the_real_table_is_read_whole(shared: Path) -> None:
    parsed, report = load_whole(ADAPTER, shared / "data/eu/eu_gsp_hs8_2019.csv.gz")
    rates = parsed.tables["rates"].to_pylist()
    programmes = [row["programme"] for row in rates]
    assert {code: programmes.count(code) for code in ("GSP", "GSPPLUS", "EBA")} == {
        "GSP": 7_638, "GSPPLUS": 7_692, "EBA": 9_511,
    }  # fmt: skip
    excluded = [row["excluded"][0] for row in rates if row["excluded"]]
    assert {code: excluded.count(code) for code in set(excluded)} == {"IN": 2_368, "ID": 144, "KE": 46}
    assert report.defects["leading_zero_lost"].count == 1_288
