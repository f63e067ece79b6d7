"""A catalogue's file as a table."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from fairway.data.classification.domain.sheet import MOST_ROWS, Sheet, UnreadableSheet, read_csv, sheet_of
from fairway.kernel.text import Text
from fairway.platform.files import store
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.models import StoredFile

KINDS = (Kind.CSV, Kind.XLSX, Kind.TXT)
# What openpyxl raises, of its own or from below, for files that are no sound workbook.
_DAMAGED = (zipfile.BadZipFile, InvalidFileException, ParseError, EOFError, KeyError, TypeError, ValueError)


def file_read(file: StoredFile) -> Sheet:
    """The table of a file that was examined. Raises UnreadableSheet."""
    with store.opened(file.blob_id) as stream:
        return stream_read(stream, file.kind)


def stream_read(stream: IO[bytes], kind: Kind) -> Sheet:
    """Raises UnreadableSheet."""
    if kind not in KINDS:
        raise UnreadableSheet(Text("Send a table: CSV or XLSX."))
    return _read_workbook(stream) if kind is Kind.XLSX else read_csv(_decoded(stream.read()))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = {"line": content.count(b"\n", 0, error.start) + 1}
        raise UnreadableSheet(
            Text("Line {line} is not written in UTF-8. Save the file again with the encoding UTF-8.", line)
        ) from None


def _read_workbook(stream: IO[bytes]) -> Sheet:
    """The first sheet that holds anything."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles it drops
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            lines = next((found for sheet in book.worksheets if (found := list(_lines(sheet)))), [])
    except UnreadableSheet:
        raise
    except _DAMAGED as error:
        raise UnreadableSheet(
            Text("The workbook cannot be read: it is damaged or not an .xlsx file.")
        ) from error
    return sheet_of(lines)


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file claims about its size is not to be trusted
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > 2 * MOST_ROWS:
            raise UnreadableSheet(
                Text("The table has more than {most} rows. Divide it.", {"most": MOST_ROWS})
            )
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case datetime() | date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)
