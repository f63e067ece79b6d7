"""Small tables of law from Python rows, and the few other things every step asks of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

_TEXT, _NUMBER, _FLAG, _DAY = pa.string(), pa.int64(), pa.bool_(), pa.date32()
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("first", "last", "on", "since", "until"), _DAY),
    **dict.fromkeys(
        (
            "row",
            "release",
            "standin",
            "rank",
            "text_id",
            "percent",
            "digits",
            "settlement_digits",
            "value_factor",
            "quantity_factor",
            "quantity2_factor",
            "divisor",
        ),
        _NUMBER,
    ),
    **dict.fromkeys(("known", "misplaced", "closed", "earlier", "by_engine", "by_value"), _FLAG),
    **dict.fromkeys(("factor", "factor2"), pa.decimal128(20, 12)),
    **dict.fromkeys(("low", "high"), pa.decimal128(20, 14)),
    **dict.fromkeys(("mfn_duty", "best_duty"), pa.decimal128(18, 3)),
}  # columns that are not here hold text


def make_table(
    db: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Make (or replace) a table; the name of a column says its type."""
    kept = list(rows)
    arrays = [
        pa.array([row[place] for row in kept], type=_TYPES.get(column, _TEXT))
        for place, column in enumerate(columns)
    ]
    db.register("incoming", pa.table(arrays, names=list(columns)))
    db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
    db.unregister("incoming")


def rows_of(db: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> list[tuple[Any, ...]]:
    return db.execute(query, parameters).fetchall() if parameters else db.execute(query).fetchall()


def count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")
