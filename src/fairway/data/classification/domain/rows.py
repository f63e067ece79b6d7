"""What a row of a catalogue says once its columns are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.domain.sheet import SheetRow

LONGEST_REFERENCE = 64
_LETTER = re.compile(r"[^\W\d_]")


class RowNote(StrEnum):
    """What the reader of a row should know."""

    NO_DESCRIPTION = "no_description"
    LONG_REFERENCE = "long_reference"  # it is kept without one
    REFERENCE_USED = "reference_used"  # an earlier row has it, for something else


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """A row to find a code for. `same_as` is the number of an earlier row that says the same."""

    number: int
    description: str
    reference: str
    given_code: str
    note: RowNote | None = None
    same_as: int | None = None

    @property
    def is_problem(self) -> bool:
        return self.note is RowNote.NO_DESCRIPTION


def read_rows(rows: Iterable[SheetRow], columns: Columns) -> Iterator[GoodsRow]:
    """Each row of the table, in order; doubled rows point to their first."""
    first: dict[tuple[str, str, str], int] = {}
    used: dict[str, int] = {}
    for row in rows:
        yield _read_row(row, columns, first, used)


def _read_row(
    row: SheetRow, columns: Columns, first: dict[tuple[str, str, str], int], used: dict[str, int]
) -> GoodsRow:
    description, given = row.cells[columns.description], _at(row, columns.code)[:40]
    reference = _at(row, columns.reference)
    if not _LETTER.search(description):
        return GoodsRow(row.number, description, reference[:LONGEST_REFERENCE], given, RowNote.NO_DESCRIPTION)
    said = (description.casefold(), reference.casefold(), given)
    if said in first:
        return GoodsRow(row.number, description, reference[:LONGEST_REFERENCE], given, same_as=first[said])
    first[said] = row.number
    note = _note(reference, used)
    if reference:
        used.setdefault(reference, row.number)
    return GoodsRow(row.number, description, "" if note else reference, given, note)


def _note(reference: str, used: dict[str, int]) -> RowNote | None:
    if len(reference) > LONGEST_REFERENCE:
        return RowNote.LONG_REFERENCE
    return RowNote.REFERENCE_USED if reference in used else None


def _at(row: SheetRow, column: int | None) -> str:
    return "" if column is None else row.cells[column]
