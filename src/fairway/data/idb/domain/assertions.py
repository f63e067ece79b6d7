"""Assertions on what was read: row counts and fill rates outside them fail the load.

A source that changed its layout often still reads without an error, with half of it missing. These
catch it before anything is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from fairway.kernel.text import Text, UserError


class AssertionFailed(UserError):
    """What was read is not what the adapter expects; the message names assertion, expected and found."""


class Assertion(Protocol):
    def check(self, tables: Mapping[str, pa.Table]) -> None:
        """Raises AssertionFailed."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The table has between `at_least` and `at_most` rows; with `where`, of the rows with those values."""

    table: str
    at_least: int
    at_most: int | None = None
    where: Mapping[str, str] = field(default_factory=dict)

    def check(self, tables: Mapping[str, pa.Table]) -> None:
        found = _matching(tables[self.table], self.where).num_rows
        if found < self.at_least:
            expected = Text("at least {count} rows", {"count": self.at_least})
        elif self.at_most is not None and found > self.at_most:
            expected = Text("at most {count} rows", {"count": self.at_most})
        else:
            return
        raise AssertionFailed(
            Text(
                "Table {table}{where}: expected {expected}, found {found}. "
                "The source is incomplete or its layout has changed; nothing was published.",
                {"table": self.table, "where": _told(self.where), "expected": expected, "found": found},
            )
        )


@dataclass(frozen=True, slots=True)
class FillRate:
    """At least this share (0 to 1) of the column is neither null nor empty, and at most `at_most`."""

    table: str
    column: str
    at_least: float
    at_most: float = 1.0
    where: Mapping[str, str] = field(default_factory=dict)

    def check(self, tables: Mapping[str, pa.Table]) -> None:
        rows = _matching(tables[self.table], self.where)
        share = _filled(rows[self.column]) / rows.num_rows if rows.num_rows else 0.0
        if self.at_least <= share <= self.at_most:
            return
        raise AssertionFailed(
            Text(
                "Column {column} of table {table}{where}: expected {low} to {high} filled, found {found}. "
                "The source is incomplete or its layout has changed; nothing was published.",
                {
                    "column": self.column,
                    "table": self.table,
                    "where": _told(self.where),
                    "low": f"{self.at_least:.1%}",
                    "high": f"{self.at_most:.1%}",
                    "found": f"{share:.1%}",
                },
            )
        )


def _matching(table: pa.Table, where: Mapping[str, str]) -> pa.Table:
    for column, value in where.items():
        table = table.filter(pc.equal(table[column], value))
    return table


def _filled(column: pa.ChunkedArray) -> int:
    if pa.types.is_string(column.type):
        lengths = pc.utf8_length(column)
    elif pa.types.is_list(column.type):
        lengths = pc.list_value_length(column)
    else:
        return len(column) - int(column.null_count)
    return int(pc.sum(pc.greater(lengths, 0)).as_py() or 0)


def _told(where: Mapping[str, str]) -> str:
    return f" ({', '.join(f'{name} = {value}' for name, value in where.items())})" if where else ""
