"""Text and CSV: read in full before they are kept, with the place of what is wrong."""

from __future__ import annotations

import csv
import io
import re

from fairway.kernel.text import Text
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.refusal import FileRefused, Why

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
# What a spreadsheet would run when the file is opened: a call, or a command for another program.
_FORMULA = re.compile(r"\s*(?:[=@].*[(|!]|[+-].*(?:\||[A-Za-z.]+\())", re.DOTALL)
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 100_000


def text_checked(content: bytes, kind: Kind) -> bytes:
    """The same bytes. Raises FileRefused unless they are UTF-8, printable and, for CSV, a harmless table."""
    text = _decoded(content)
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise FileRefused(
            Why.ENCODING,
            Text("Line {line} holds a character that cannot be shown. Remove it.", {"line": line}),
        )
    if kind is Kind.CSV:
        _check_table(text)
    return content


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            Why.ENCODING,
            Text(
                "Line {line} is not written in UTF-8. Save the file again with the encoding UTF-8.",
                {"line": line},
            ),
        ) from None


def _check_table(text: str) -> None:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            _check_row(row, reader.line_num)
    except csv.Error:
        raise FileRefused(
            Why.DAMAGED,
            Text("The table breaks in line {line}. Check its quotation marks.", {"line": reader.line_num}),
        ) from None


def _check_row(row: list[str], line: int) -> None:
    for column, cell in enumerate(row, start=1):
        if _FORMULA.match(cell):
            raise FileRefused(
                Why.ACTIVE,
                Text(
                    "Line {line}, column {column} holds a formula. Put its result there instead.",
                    {"line": line, "column": column},
                ),
            )
