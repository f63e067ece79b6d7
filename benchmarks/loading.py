"""Loading a tariff against DuckDB's own conversion of the same file."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb

from benchmarks.measure import Result, best_of, timed
from fairway.data.idb.adapters import find_adapter
from fairway.data.idb.services import release_load

SHARED_FILE = Path("data/us/tariff_database_2025_06062025.csv.gz")


def bench_loading(folder: Path, shared: Path) -> list[Result]:
    """The US tariff database, 12,907 lines and some twenty programmes; needs the shared data."""
    source = shared / SHARED_FILE
    if not source.is_file():
        return [
            Result("loading the US tariff database", "not measured", f"{source} is missing", None, "–", True)
        ]
    plain = folder / "tariff.csv"
    plain.write_bytes(gzip.decompress(source.read_bytes()))
    raw = best_of(lambda: _raw(plain, folder / "tariff.parquet"))
    seconds = timed(lambda: release_load(adapter=find_adapter("us-tariff-database"), source=source))
    limit = 4 * raw + 1
    return [
        Result(
            "loading the US tariff database", f"{seconds:.2f} s", f"DuckDB CSV to Parquet: {raw:.2f} s",
            seconds / raw, "≤ 4× + 1 s", seconds <= limit,
        )
    ]  # fmt: skip


def _raw(source: Path, out: Path) -> None:
    duckdb.connect().execute(
        f"COPY (FROM read_csv('{source}', all_varchar = true)) TO '{out}' (FORMAT parquet)"
    )
