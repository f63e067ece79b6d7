"""A population of firms in a Parquet or CSV file, checked value by value and read as a view."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fairway.kernel.text import Text
from fairway.platform.content.problem import Problem, SourceError
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.simulation.columns import Column, columns_of
from fairway.trust.programmes.simulation.engine import literal, name

MOST_PROBLEMS = 20
VIEW = "population"
_PARQUET = b"PAR1"
_CSV = """all_varchar = true, header = true, delim = ',', quote = '"'"""


@dataclass(frozen=True, slots=True)
class Population:
    """`ignored`: columns that the programme does not look at. `unknown`: what it asks and the file lacks."""

    rows: int
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]


def population_open(
    db: duckdb.DuckDBPyConnection, path: Path, facts: Collection[str], bank: Bank
) -> Population:
    """Make the view `population` of a file, with one column for each fact and those of the firm.

    Raises SourceError where the file or a value in it cannot be read, with row and column.
    """
    source, first_row = _source(path)
    given = _given(db, source, path)
    columns = columns_of(facts, bank)
    _check_types(columns, given, path)
    present = {column: given[column.name] for column in columns if column.name in given}
    rows, faults = _count_faults(db, present, source, path)
    if faults:
        raise SourceError.of(tuple(_problems(db, faults[:MOST_PROBLEMS], source, path.name, first_row)))
    selected = ", ".join(f"{_value(column, given)} AS {name(column.name)}" for column in columns)
    db.execute(f"CREATE VIEW {VIEW} AS SELECT {selected} FROM {source}")
    known = {column.name for column in columns}
    return Population(
        rows,
        ignored=tuple(column for column in given if column not in known),
        unknown=tuple(column.name for column in columns if column.name not in given),
    )


def _value(column: Column, given: Mapping[str, str]) -> str:
    return column.read(given[column.name]) if column.name in given else f"NULL::{column.stored}"


def _source(path: Path) -> tuple[str, int]:
    """How the file is read in SQL, and the number of its first row of values."""
    try:
        with path.open("rb") as file:
            is_parquet = file.read(4) == _PARQUET
    except OSError as error:
        reason = error.strerror or ""
        raise SourceError(
            Text("The file cannot be read: {reason}.", {"reason": reason}), file=path.name
        ) from None
    if is_parquet:
        return f"read_parquet({literal(str(path))})", 1
    return f"read_csv({literal(str(path))}, {_CSV})", 2


def _given(db: duckdb.DuckDBPyConnection, source: str, path: Path) -> dict[str, str]:
    """The columns of the file with their types."""
    try:
        return {row[0]: row[1] for row in db.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    except duckdb.Error as error:
        raise _unreadable(error, path) from None


def _unreadable(error: duckdb.Error, path: Path) -> SourceError:
    reason = str(error).splitlines()[0][:200]
    return SourceError(
        Text("This is neither Parquet nor CSV with commas and a row of names: {reason}", {"reason": reason}),
        file=path.name,
    )


def _check_types(columns: Collection[Column], given: Mapping[str, str], path: Path) -> None:
    problems = tuple(
        Problem(
            Text("The column holds {type}. {expects}", {"type": given[c.name][:60], "expects": c.expects}),
            path.name,
            column=c.name,
        )
        for c in columns
        if c.name in given and not c.accepts(given[c.name])
    )
    if problems:
        raise SourceError.of(problems)
    if not any(column.name in given for column in columns):
        message = Text("None of the columns is one that the programme asks about.")
        raise SourceError(message, file=path.name)


def _count_faults(
    db: duckdb.DuckDBPyConnection, columns: Mapping[Column, str], source: str, path: Path
) -> tuple[int, list[tuple[Column, str]]]:
    """The number of rows, and each column with bad values, with the SQL that finds them."""
    tests = {column: column.is_bad(given) for column, given in columns.items()}
    counted = "".join(f", count_if({test})" for test in tests.values())
    try:
        rows, *bad = db.execute(f"SELECT count(*){counted} FROM {source}").fetchall()[0]
    except duckdb.Error as error:
        raise _unreadable(error, path) from None
    return int(rows), [fault for fault, count in zip(tests.items(), bad, strict=True) if count]


def _problems(
    db: duckdb.DuckDBPyConnection, faults: list[tuple[Column, str]], source: str, file: str, first_row: int
) -> Iterator[Problem]:
    """The first bad value of each column."""
    for column, test in faults:
        numbered = f"SELECT row_number() OVER () AS row, * FROM {source}"
        query = (
            f"SELECT row, {name(column.name)}::VARCHAR FROM ({numbered}) WHERE {test} ORDER BY row LIMIT 1"
        )
        row, value = db.execute(query).fetchall()[0]
        yield Problem(column.expects, file, row=row + first_row - 1, column=column.name, value=value)
