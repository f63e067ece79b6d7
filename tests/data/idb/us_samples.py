"""Small sources in the formats of the United States agencies, written by hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from fairway.data.idb.adapters.base import Adapter, LoadOptions
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.adapters.us_tariff_database.layout import COLUMNS
from fairway.data.idb.domain.invariants import check_release
from fairway.data.idb.domain.parsed import Parsed

MANGO = {
    "hts8": "08045080",
    "brief_description": "Guavas, mangoes, and mangosteens, dried",
    "quantity_1_code": "KG",
    "mfn_text_rate": "1.5 cents/kg",
    "mfn_ad_val_rate": "0",
    "mfn_specific_rate": "0.015",
    "mfn_other_rate": "0",
    "col1_special_text": "Free (A*,D,JO) 0.5 cents/kg (KR) See 9822.04.01 (AU)",
    "gsp_indicator": "A*",
    "gsp_ctry_excluded": "PHth",
    "agoa_indicator": "D",
    "jordan_indicator": "JO",
    "korea_indicator": "KR",
    "australia_indicator": "AU",
    "col2_text_rate": "33.1 cents/kg",
    "begin_effect_date": "7/1/20",
    "end_effective_date": "12/31/50",
}


def write_tariff(path: Path, *lines: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    """A tariff database: each line is the dried mango with other cells."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(MANGO | line for line in lines)
    return path


SCHEDULE_HEADER = (
    "HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,"
    "Column 2 Rate of Duty,Quota Quantity,Additional Duties"
)


def write_schedule(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((SCHEDULE_HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def read(adapter: Adapter, path: Path) -> Parsed:
    return read_with_report(adapter, path)[0]


def read_with_report(adapter: Adapter, path: Path) -> tuple[Parsed, LoadReport]:
    report = LoadReport(known_defects=adapter.known_defects)
    return adapter.read(path, LoadOptions(), report), report


def load_whole(adapter: Adapter, path: Path) -> tuple[Parsed, LoadReport]:
    """Read a real edition and hold it to the adapter's assertions and to the rules of every release."""
    parsed, report = read_with_report(adapter, path)
    for assertion in adapter.assertions:
        assertion.check(parsed.tables)
    check_release(adapter.kind, parsed)
    return parsed, report


def rows_of(parsed: Parsed, table: str, goods_code: str, **cells: object) -> list[dict[str, Any]]:
    """The rows of the code, those with these cells."""
    return [
        row
        for row in parsed.tables[table].to_pylist()
        if row["goods_code"] == goods_code and cells.items() <= row.items()
    ]
