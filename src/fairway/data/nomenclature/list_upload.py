"""A list of codes that a visitor sends: read, and not kept."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from fairway.data.nomenclature.code_lists import CodeList, list_parse, list_read
from fairway.kernel.text import Text, UserError
from fairway.platform.files import store as files
from fairway.platform.files.models import Scan
from fairway.platform.files.scanner import scan

LARGEST = 2_000_000  # bytes of a file; anyone may send one
MOST_ROWS = 5_000
MOST_LETTERS = 400_000  # of the table as text, since the page carries it from question to question
_LARGEST_UNPACKED = 8_000_000  # reading it takes some seconds
_KINDS = (".csv", ".txt", ".xlsx")


class Refused(UserError):
    """The list cannot be taken; the message says what to do."""


def list_received(upload: UploadedFile[Any], *, column: str | None) -> CodeList:
    """The list in the file. Raises Refused or SourceError."""
    kind = PurePath(upload.name or "").suffix.lower()
    if kind not in _KINDS:
        raise Refused(Text("Send a table: CSV or XLSX."))
    with files.incoming() as folder:
        try:
            content = files.receive(upload, folder / f"list{kind}", limit=LARGEST)
        except files.TooLong:
            limit = {"limit": LARGEST // 1_000_000}
            raise Refused(Text("The file is larger than {limit} megabytes.", limit)) from None
        if scan(content.path) is Scan.INFECTED:
            raise Refused(Text("The virus scanner says that this file is infected. It was not kept."))
        if zipfile.is_zipfile(content.path):
            with zipfile.ZipFile(content.path) as archive:
                _check_unpacked(archive.infolist())
        return _of_bearable_length(list_read(content.path, column=column))


def list_pasted(text: str, *, file: str, column: str | None) -> CodeList:
    """The list in a text. Raises Refused or SourceError."""
    return _of_bearable_length(list_parse(text, file=file, column=column))


def list_text(codes: CodeList) -> str:
    """The list as a text that `list_pasted` reads again, each row with the number that it has now."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if codes.has_header:
        writer.writerow(codes.sheet.header)
    line = 2 if codes.has_header else 1
    for number, row in zip(codes.sheet.row_numbers, codes.sheet.rows, strict=True):
        out.write("\n" * (number - line))
        writer.writerow(row)
        line = number + 1
    return out.getvalue()


def _check_unpacked(entries: Iterable[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > _LARGEST_UNPACKED:
        raise Refused(Text("The workbook is too large. Save the list alone, as CSV."))


def _of_bearable_length(codes: CodeList) -> CodeList:
    letters = sum(len(cell) for row in codes.sheet.rows for cell in row)
    if len(codes.sheet.rows) > MOST_ROWS or letters > MOST_LETTERS:
        raise Refused(
            Text(
                "The list is too long for this page: at most {rows} rows and {letters} letters. Send the "
                "codes alone, or divide the list.",
                {"rows": MOST_ROWS, "letters": MOST_LETTERS},
            )
        )
    return codes
