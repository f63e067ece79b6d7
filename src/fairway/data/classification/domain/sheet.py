"""A table as it was uploaded: a header and rows of texts, each with its line in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fairway.data.classification.domain.typed import typed_line
from fairway.kernel.text import Text, UserError

MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
_DELIMITERS = ",;\t|"


class UnreadableSheet(UserError):
    """The table cannot be used; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: int  # of the line in the file, as a spreadsheet counts
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows are as wide as the header; empty lines are left out."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]

    def column(self, name: str) -> int | None:
        """The place of the column of that name, whatever its case."""
        wanted = name.strip().casefold()
        return next((i for i, known in enumerate(self.header) if known.casefold() == wanted), None)


def read_csv(text: str) -> Sheet:
    """A CSV table, whichever of the usual signs parts its cells. Raises UnreadableSheet."""
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text), strict=True
    )
    try:
        lines = [(reader.line_num, row) for row in reader]
    except csv.Error:
        where = {"line": reader.line_num}
        raise UnreadableSheet(
            Text("The table breaks in line {line}. Check its quotation marks.", where)
        ) from None
    return sheet_of(_first_lines(lines))


def sheet_of(lines: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """The first line that is not empty is the header. Raises UnreadableSheet."""
    told = [(number, [_cell(text) for text in cells]) for number, cells in lines]
    full = [(number, cells) for number, cells in told if any(cells)]
    if len(full) < 2:
        raise UnreadableSheet(
            Text(
                "The table has no rows: a line with the names of the columns, then one line for each product."
            )
        )
    width = max(_width(cells) for _number, cells in full)
    if width > MOST_COLUMNS:
        raise UnreadableSheet(
            Text(
                "The table has {count} columns. At most {most} are read.",
                {"count": width, "most": MOST_COLUMNS},
            )
        )
    if len(full) - 1 > MOST_ROWS:
        raise UnreadableSheet(
            Text(
                "The table has {count} rows. At most {most} are read at once: divide it.",
                {"count": len(full) - 1, "most": MOST_ROWS},
            )
        )
    rows = tuple(SheetRow(number, tuple(_padded(cells, width))) for number, cells in full[1:])
    return Sheet(tuple(_padded(full[0][1], width)), rows)


def _first_lines(lines: list[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins in: a cell may hold line breaks."""
    before = 0
    for ends, cells in lines:
        yield before + 1, cells
        before = ends


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _cell(text: str) -> str:
    """On one line and of a bearable length."""
    return typed_line(text, most=LONGEST_CELL)


def _width(cells: Sequence[str]) -> int:
    return max((place for place, text in enumerate(cells, 1) if text), default=0)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
