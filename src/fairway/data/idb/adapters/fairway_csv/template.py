"""The empty template as a workbook, with every column explained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fairway.data.idb.adapters.fairway_csv.layout import (
    ABOUT,
    ABOUT_KEYS,
    EXPLANATION,
    SHEETS,
    Column,
    SheetLayout,
)
from fairway.kernel.text import Text

_TEXT_FORMAT = "@"  # so that goods codes keep their zeros and dates their form
_BOLD = Font(bold=True)
_REQUIRED = PatternFill("solid", fgColor="FFDCE9F2")
_WRAP = Alignment(wrap_text=True, vertical="top")


def template_write(path: Path, *, say: Callable[[Text], str] = str) -> None:
    """Write the workbook to `path`; `say` puts its sentences into the reader's language."""
    book = Workbook()
    _explain(book.active, say)
    for layout in SHEETS:
        _prepare(book.create_sheet(layout.name), layout)
    book.save(path)


def _explain(sheet: Worksheet, say: Callable[[Text], str]) -> None:
    sheet.title = EXPLANATION
    rows = [
        (say(Text("Fairway tariff template")),),
        (say(Text("Fill in the sheets about and lines; the others where you have them.")),),
        (say(Text("Shaded columns need a value in every row. Write values, not formulas.")),),
        (say(Text("This sheet is not read. The examples are invented.")),),
        (),
        tuple(say(word) for word in (Text("Sheet"), Text("Column"), Text("Meaning"), Text("Example"))),
    ]
    for layout in SHEETS:
        rows.append((layout.name, "", say(layout.meaning)))
        rows += [(layout.name, column.name, say(column.meaning), column.example) for column in layout.columns]
        if layout is ABOUT:
            rows += [(layout.name, f"key {key.name}", say(key.meaning), key.example) for key in ABOUT_KEYS]
    for row in rows:
        sheet.append(row)
    for number in (1, 6):
        for cell in sheet[number]:
            cell.font = _BOLD
    for letter, width in zip("ABCD", (16, 20, 70, 32), strict=True):
        sheet.column_dimensions[letter].width = width
    for (cell,) in sheet.iter_rows(min_row=7, min_col=3, max_col=3):
        cell.alignment = _WRAP


def _prepare(sheet: Worksheet, layout: SheetLayout) -> None:
    sheet.append([column.name for column in layout.columns])
    for place, column in enumerate(layout.columns, 1):
        _head(sheet, place, column)
    if layout is ABOUT:
        for key in ABOUT_KEYS:
            sheet.append([key.name, None])
            if key.is_required:
                sheet.cell(sheet.max_row, 1).fill = _REQUIRED
    sheet.freeze_panes = "A2"


def _head(sheet: Worksheet, place: int, column: Column) -> None:
    head = sheet.cell(1, place)
    head.font = _BOLD
    if column.is_required:
        head.fill = _REQUIRED
    dimension = sheet.column_dimensions[get_column_letter(place)]
    dimension.width = max(14, len(column.name) + 4)
    dimension.number_format = _TEXT_FORMAT
