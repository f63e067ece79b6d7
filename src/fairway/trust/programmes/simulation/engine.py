"""The database that computes over a population: in memory, within limits, and how values are written in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "700MB"


@contextmanager
def connection(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own. What does not fit into memory is spilled into the folder."""
    with duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{MEMORY}'")
        db.execute(f"SET temp_directory = {literal(str(spill / '.simulation'))}")
        db.execute("SET enable_progress_bar = false")  # it would write among what a command prints
        db.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        yield db


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
