from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from us_samples import load_whole, read, read_with_report, rows_of

from fairway.data.idb.adapters.us_pga import ADAPTER
from fairway.platform.content.problem import SourceError

HEADER = (
    "Tariff Number,Description,Effective Date,Expiration Date,Census Qty 1,Census Qty 2,Census Qty 3,"
    "AD Duty,CV Duty,PGA 1,PGA 2,PGA 3,PGA 4,PGA 5,PGA 6,PGA 7,PGA 8,PGA 9,PGA 10"
)
LEAD = "HTS Date:,2/21/2026" + "," * 17
HONEY = "0409000010,COMB HONEY,1/1/2002,12/31/2030,KG,,,Y,N,AM7,FD3,,AM7,,,,,,"
PLAIN = "0101100010,MALE HORSES,1/1/2002,12/31/2030,NO,,,N,N,,,,,,,,,,"


def write(path: Path, *rows: str, lead: str = LEAD) -> Path:
    path.write_text("\n".join((lead, "," * 18, HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def test_each_flag_of_a_number_is_a_row_once(tmp_path: Path) -> None:
    parsed, report = read_with_report(ADAPTER, write(tmp_path / "p.csv", HONEY, PLAIN))
    rows = parsed.tables["requirements"].to_pylist()
    assert [row["flag"] for row in rows] == ["AM7", "FD3", "AD", ""]
    assert rows[0] == {
        "goods_code": "0409000010",
        "flag": "AM7",
        "valid_from": date(2002, 1, 1),
        "valid_to": date(2030, 12, 31),
    }
    assert parsed.citation.published == date(2026, 2, 21)
    assert report.counts["numbers without a flag"] == 1


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (HONEY.replace("0409000010", "409000010"), "Tariff Number"),
        (HONEY.replace("1/1/2002", "1 Jan 2002"), "Effective Date"),
        (HONEY.replace("12/31/2030", "13/31/2030"), "Expiration Date"),
        (HONEY.replace(",Y,N,", ",yes,N,"), "AD Duty"),
        (HONEY.replace("FD3", "Food"), "PGA 2"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path: Path, wrong: str, column: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(ADAPTER, write(tmp_path / "p.csv", PLAIN, wrong))
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (5, column)


@pytest.mark.parametrize("lead", ["," * 18, "HTS Date:,13/21/2026"])
def test_a_report_without_its_day_is_refused(tmp_path: Path, lead: str) -> None:
    with pytest.raises(SourceError, match="day of the report"):
        read(ADAPTER, write(tmp_path / "p.csv", HONEY, lead=lead))


def test_a_report_without_its_lead_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("\n".join((HEADER, HONEY, PLAIN)), encoding="utf-8")
    with pytest.raises(SourceError, match="columns are missing"):
        read(ADAPTER, path)


@pytest.mark.shared
def test_the_real_report_is_read_whole(shared: Path) -> None:
    parsed, report = load_whole(ADAPTER, shared / "data/us/pga_2026_02.csv.gz")
    flags = parsed.tables["requirements"]["flag"].to_pylist()
    assert report.counts["numbers"] == 22_154
    # 37 agency flags, AD, CVD, and the empty flag of a number that has none
    assert (flags.count("AD"), flags.count("CVD"), len(set(flags))) == (2_078, 1_765, 40)
    assert {row["flag"] for row in rows_of(parsed, "requirements", "0804508090")} == {"AM7", "AQ1", "FD4"}
