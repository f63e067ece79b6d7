"""Tables for people: built by a view from plain values, shown by the `table` tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.utils.functional import Promise

from fairway.kernel.economy import Economy
from fairway.kernel.text import Localised, Param, Text

Words: TypeAlias = "str | Text | Localised | Promise"


@dataclass(frozen=True, slots=True)
class Link:
    text: Words
    href: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A status in a cell; `label` replaces the usual word of its kind."""

    kind: str
    label: Words | None = None


@dataclass(frozen=True, slots=True)
class Percent:
    """A rate in percent (13.8 for 13.8 %)."""

    value: int | Decimal


CellValue: TypeAlias = "Param | Economy | Promise | Link | Tag | Percent | None"


@dataclass(frozen=True, slots=True)
class Column:
    label: Words
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: CellValue


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` hold one value per column; None is shown as a dash. `stacked` turns rows into cards on phones.

    The first column heads its row. Raises ValueError when a row is too long or too short.
    """

    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Sequence[CellValue]]
    stacked: bool = False

    def __post_init__(self) -> None:
        for index, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"Row {index} has {len(row)} values for {len(self.columns)} columns.")

    @property
    def lines(self) -> list[list[Cell]]:
        return [[Cell(*pair) for pair in zip(self.columns, row, strict=True)] for row in self.rows]
