"""Reading a sheet by columns: each distinct text is read once, each problem is told with its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, overload

from fairway.data.idb.adapters.reading import Sheet
from fairway.data.idb.adapters.report import LoadReport
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError

Value = TypeVar("Value")
Default = TypeVar("Default")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one sheet as values. A cell that cannot be read is reported and gives the default."""

    sheet: Sheet
    report: LoadReport

    def required(self, name: str, read: Callable[[str], Value]) -> list[Value | None]:
        values = self.optional(name, read, None)
        for place, cell in enumerate(self.sheet.column(name)):
            if not cell.strip():
                self.problem(place, name, Text("A value is needed here."))
        return values

    @overload
    def optional(self, name: str, read: Callable[[str], Value], default: None) -> list[Value | None]: ...
    @overload
    def optional(self, name: str, read: Callable[[str], Value], default: Value) -> list[Value]: ...
    def optional(
        self, name: str, read: Callable[[str], Value], default: Value | None
    ) -> Sequence[Value | None]:
        """Blank cells, and every cell of a column that the sheet lacks, give the default."""
        if name not in self.sheet.header:
            return [default] * len(self.sheet.rows)
        known: dict[str, Value | None] = {}
        failed: dict[str, UserError] = {}
        values: list[Value | None] = []
        for place, cell in enumerate(self.sheet.column(name)):
            if cell not in known:
                known[cell] = default
                try:
                    known[cell] = read(cell) if cell.strip() else default
                except UserError as error:
                    failed[cell] = error
            if cell in failed:
                self.problem(place, name, failed[cell].text, cell)
            values.append(known[cell])
        return values

    def period(self, place: int, start: date | None, end: date | None) -> Period:
        """The period of one row; one that ends before it starts is reported."""
        if start and end and end < start:
            self.problem(place, "valid_to", Text("The period ends before it starts."), str(end))
            return Period()
        return Period(start, end)

    def problem(self, place: int, column: str | None, message: Text, value: str | None = None) -> None:
        self.report.problem(
            message, file=self.sheet.file, row=self.sheet.row_numbers[place], column=column, value=value
        )
