"""Reading source files safely: text, CSV and JSON, plain or gzip, with the place of what is wrong."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError

LARGEST_TEXT = 512 * 1024**2  # bytes after decompression; the largest real source has some 30 MB
LARGEST_FIELD = 100_000  # characters; the longest real field has some 31,000
_CHUNK = 1024**2
_GZIP_MAGIC = b"\x1f\x8b"
_Value = TypeVar("_Value")


def read_text(path: Path) -> str:
    """The whole file as text, decompressed when it is gzip, without a byte-order mark.

    Raises SourceError for a missing or empty file, a truncated or damaged gzip, more than
    LARGEST_TEXT bytes, bytes that are not UTF-8, and NUL characters.
    """
    return decode_text(read_bytes(path), file=path.name)


def read_bytes(path: Path) -> bytes:
    """The file's bytes, decompressed when it is gzip. Raises SourceError."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            return _read_limited(gzip.GzipFile(fileobj=raw) if packed else raw, path.name)
    except FileNotFoundError:
        raise SourceError(Text("There is no such file."), file=str(path)) from None
    except IsADirectoryError:
        raise SourceError(Text("This is a folder; a file is needed."), file=str(path)) from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        message = Text("The compressed file is cut short or damaged. Fetch it again.")
        raise SourceError(message, file=path.name) from None


def _read_limited(stream: BinaryIO | gzip.GzipFile, file: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST_TEXT:
            limit = f"{LARGEST_TEXT // 1024**2} MiB"
            raise SourceError(Text("The file unpacks to more than {limit}.", {"limit": limit}), file=file)
    return b"".join(parts)


def decode_text(data: bytes, *, file: str) -> str:
    """`data` as UTF-8 text. Raises SourceError with the place of the first bad byte."""
    if not data.strip():
        raise SourceError(Text("The file is empty."), file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = Text(
            "The file is not UTF-8: byte {byte} at position {position}. Save it as UTF-8 and try again.",
            {"byte": f"0x{data[error.start]:02X}", "position": str(error.start)},
        )
        raise SourceError(message, file=file, row=data.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        message = Text("The file holds a NUL character: it is not a text file, or it is damaged.")
        raise SourceError(message, file=file, row=text.count("\n", 0, text.index("\0")) + 1)
    return text


def read_json(path: Path) -> object:
    """The JSON document in the file; numbers with a point are kept as text, never as floats."""
    try:
        return json.loads(read_text(path), parse_float=str)
    except json.JSONDecodeError as error:
        message = Text(
            "The file is not valid JSON (character {column} of the line): it may be cut short.",
            {"column": error.colno},
        )
        raise SourceError(message, file=path.name, row=error.lineno) from None
    except RecursionError:
        raise SourceError(Text("The JSON is nested too deeply."), file=path.name) from None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of text cells with a header; every row is as long as the header.

    `row_numbers[i]` is where `rows[i]` stands in the file, counted as a spreadsheet does.
    """

    file: str
    header: tuple[str, ...]
    rows: list[list[str]]
    row_numbers: list[int]

    def column(self, name: str) -> list[str]:
        place = self.header.index(name)
        return [row[place] for row in self.rows]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number, row in zip(self.row_numbers, self.rows, strict=True):
            yield number, dict(zip(self.header, row, strict=True))

    def converted(self, name: str, convert: Callable[[str], _Value]) -> list[_Value]:
        """The column with each distinct text converted once; a UserError becomes a SourceError."""
        known: dict[str, _Value] = {}
        for number, text in zip(self.row_numbers, self.column(name), strict=True):
            if text not in known:
                try:
                    known[text] = convert(text)
                except UserError as error:
                    raise SourceError(
                        error.text, file=self.file, row=number, column=name, value=text
                    ) from error
        return [known[text] for text in self.column(name)]


def read_csv_rows(
    path: Path,
    *,
    expected_columns: Sequence[str],
    optional_columns: Sequence[str] | None = (),
    skip_rows: int = 0,
    delimiter: str = ",",
) -> Sheet:
    """The rows of a CSV file whose header holds every expected column.

    `optional_columns=None` lets any further column through. Cells are text, not trimmed; blank
    lines are left out. Raises SourceError for missing, unknown or repeated columns, a row with
    too few or too many cells, and a field over LARGEST_FIELD.
    """
    return parse_csv(
        read_text(path),
        file=path.name,
        expected_columns=expected_columns,
        optional_columns=optional_columns,
        skip_rows=skip_rows,
        delimiter=delimiter,
    )


def parse_csv(
    text: str,
    *,
    file: str,
    expected_columns: Sequence[str],
    optional_columns: Sequence[str] | None = (),
    skip_rows: int = 0,
    delimiter: str = ",",
) -> Sheet:
    """As `read_csv_rows`, from text."""
    cells = csv_cells(text, file, delimiter)
    return make_sheet(
        cells[skip_rows:],
        file=file,
        first_row=skip_rows + 1,
        expected_columns=expected_columns,
        optional_columns=optional_columns,
    )


def make_sheet(
    cells: Sequence[list[str]],
    *,
    file: str,
    first_row: int,
    expected_columns: Sequence[str],
    optional_columns: Sequence[str] | None,
) -> Sheet:
    """A checked sheet from its cells, the header first."""
    if not cells:
        raise SourceError(Text("The file has no header row."), file=file)
    header = [name.strip() for name in cells[0]]
    numbered = [(first_row + i, row) for i, row in enumerate(cells) if i and any(map(str.strip, row))]
    for number, row in numbered:
        _check_width(row, header, file, number)
    header, numbered = _without_unnamed_blank(header, numbered)
    _check_header(header, file, first_row, expected_columns, optional_columns)
    return Sheet(file, tuple(header), [row for _, row in numbered], [number for number, _ in numbered])


def csv_cells(text: str, file: str, delimiter: str = ",") -> list[list[str]]:
    """Every cell of a CSV text, its rows as long as they are. Raises SourceError."""
    previous = csv.field_size_limit(LARGEST_FIELD)
    cells: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            cells.append(row)
    except csv.Error as error:
        message = Text("The row cannot be read as CSV ({reason}).", {"reason": str(error)})
        raise SourceError(message, file=file, row=len(cells) + 1) from None
    finally:
        csv.field_size_limit(previous)
    return cells


def _check_width(row: list[str], header: list[str], file: str, number: int) -> None:
    if len(row) != len(header):
        message = Text(
            "The row has {found} cells and the header {expected}. The file may be cut short, "
            "or a text with a comma lacks its quotes.",
            {"found": len(row), "expected": len(header)},
        )
        raise SourceError(message, file=file, row=number)


def _without_unnamed_blank(
    header: list[str], numbered: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Spreadsheets save empty columns at the right; they go only when every cell is blank."""
    blank = {
        place
        for place, name in enumerate(header)
        if not name and not any(row[place].strip() for _, row in numbered)
    }
    if not blank:
        return header, numbered
    kept = [place for place in range(len(header)) if place not in blank]
    return [header[i] for i in kept], [(number, [row[i] for i in kept]) for number, row in numbered]


def _check_header(
    header: list[str],
    file: str,
    number: int,
    expected: Sequence[str],
    optional: Sequence[str] | None,
) -> None:
    missing = [name for name in expected if name not in header]
    known = {*expected, *(optional if optional is not None else header)}
    unknown = [name or "(no name)" for name in header if name not in known]
    repeated = sorted({name for name in header if header.count(name) > 1})
    if missing:
        message = Text("These columns are missing: {names}.", {"names": _some(missing)})
    elif unknown:
        message = Text("These columns are not known: {names}.", {"names": _some(unknown)})
    elif repeated:
        message = Text("These columns appear more than once: {names}.", {"names": _some(repeated)})
    else:
        return
    raise SourceError(message, file=file, row=number)


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(name[:40] for name in names[:8])
    return shown if len(names) <= 8 else f"{shown} … (+{len(names) - 8})"
