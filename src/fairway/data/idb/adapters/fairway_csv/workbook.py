"""Cells of a workbook as the text that was meant, or a clear refusal."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from fairway.data.idb.adapters.fairway_csv.layout import EXPLANATION
from fairway.data.idb.adapters.reading import LARGEST_FIELD, LARGEST_TEXT
from fairway.data.idb.adapters.report import LoadReport
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError

MOST_ROWS = 1_000_000
MOST_COLUMNS = 64
# What openpyxl raises, of its own or from below, for files that are no sound workbook.
_DAMAGED = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    EOFError,
    zlib.error,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
)


def read_workbook(path: Path, report: LoadReport) -> dict[str, tuple[str, list[list[str]]]]:
    """Sheet name → the name that messages use, and its cells. Raises SourceError."""
    _check_size(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles it drops
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
            return {
                sheet.title.strip().lower(): _cells(sheet, path.name, report)
                for sheet in book.worksheets
                if sheet.title.strip().lower() != EXPLANATION
            }
    except _DAMAGED as error:
        reason = {"reason": str(error)[:100]}
        message = Text("The workbook cannot be read: it is damaged or not an .xlsx file ({reason}).", reason)
        raise SourceError(message, file=path.name) from error


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise SourceError(Text("This is not an .xlsx workbook."), file=path.name) from None
    if size > LARGEST_TEXT:
        limit = f"{LARGEST_TEXT // 1024**2} MiB"
        raise SourceError(Text("The file unpacks to more than {limit}.", {"limit": limit}), file=path.name)


def _cells(sheet: Any, book: str, report: LoadReport) -> tuple[str, list[list[str]]]:
    """The name that messages use, and the cells as rows of one width."""
    sheet.reset_dimensions()  # what the file claims about its size is not to be trusted
    file = f"{book} › {sheet.title}"
    rows = [_row(cells, file, number, report) for number, cells in enumerate(_limited(sheet, file), 1)]
    width = max((len(row) for row in rows), default=0)
    return file, [row + [""] * (width - len(row)) for row in rows]


def _limited(sheet: Any, file: str) -> Iterable[tuple[Any, ...]]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if len(cells) > MOST_COLUMNS or number > MOST_ROWS:
            message = Text(
                "The sheet is too large: at most {rows} rows and {columns} columns.",
                {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
            )
            raise SourceError(message, file=file, row=number)
        yield cells


def _row(cells: tuple[Any, ...], file: str, number: int, report: LoadReport) -> list[str]:
    row = [_text(cell, file, number, report) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _text(cell: Any, file: str, number: int, report: LoadReport) -> str:
    if cell.value is None:
        return ""
    if cell.data_type in ("f", "e"):
        message = (
            Text("The cell holds a formula. Put its result there as a value.")
            if cell.data_type == "f"
            else Text("The cell holds an error of the spreadsheet.")
        )
        report.problem(message, file=file, row=number, column=cell.column_letter, value=str(cell.value))
        return ""
    text = _plain(cell.value, cell.number_format or "")
    if len(text) > LARGEST_FIELD:
        message = Text("The cell holds more than {count} characters.", {"count": LARGEST_FIELD})
        raise SourceError(message, file=file, row=number, column=cell.column_letter)
    return text


def _plain(value: object, number_format: str) -> str:
    """A number as it is shown: 0.075 formatted as a percent is 7.5."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        number = Decimal(repr(value)) * (100 if "%" in number_format else 1)
        return f"{number.normalize():f}" + ("%" if "%" in number_format else "")
    return str(value)
