"""A list of goods codes as it is uploaded, pasted or lies on disk: CSV, a workbook, or one code a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fairway.data.idb.adapters.fairway_csv.workbook import read_workbook
from fairway.data.idb.adapters.reading import Sheet, csv_cells, make_sheet, read_text
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.nomenclature.domain.migration import looks_like_code
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError

_DELIMITERS = ",;\t|"
_CODE_NAMES = {
    "code", "codes", "goodscode", "commoditycode", "tariffcode", "customscode", "productcode", "hs", "hscode",
    "hts", "htscode", "cn", "cncode", "taric", "ncm", "sh", "codesh", "codedouanier", "nomenclature",
    "sa", "codigosa", "códigosa", "codigo", "código", "partida", "partidaarancelaria", "codigoarancelario",
}  # fmt: skip
_MOSTLY = 0.8  # of the cells of a column without a telling name have to be codes
_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class CodeList:
    """A table and the column of its codes; a list without a header has made-up names of columns."""

    sheet: Sheet
    column: str
    has_header: bool

    def codes(self) -> Iterator[tuple[int, str]]:
        """The row and the code as it is written, of every row."""
        return zip(self.sheet.row_numbers, self.sheet.column(self.column), strict=True)


def list_read(path: Path, *, column: str | None = None) -> CodeList:
    """The list in a CSV file or in the first sheet of an .xlsx workbook. Raises SourceError."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _list(_workbook_cells(path), path.name, column)
    return list_parse(read_text(path), file=path.name, column=column)


def list_parse(text: str, *, file: str, column: str | None = None) -> CodeList:
    """The list in a text: with or without a header, whichever usual sign parts the cells."""
    lines = text.strip("\r\n")
    delimiter = max(_DELIMITERS, key=lines.partition("\n")[0].count)
    return _list(csv_cells(lines, file, delimiter), file, column)


def _workbook_cells(path: Path) -> list[list[str]]:
    if not path.is_file():
        raise SourceError(Text("There is no such file."), file=str(path))
    report = LoadReport()
    sheets = read_workbook(path, report)
    report.raise_problems()
    return next((cells for _, cells in sheets.values() if any(map(any, cells))), [])


def _list(cells: Sequence[list[str]], file: str, column: str | None) -> CodeList:
    has_header = bool(cells) and not any(map(looks_like_code, cells[0]))
    table = cells if has_header or not cells else [_made_header(cells[0]), *cells]
    sheet = make_sheet(
        table,
        file=file,
        first_row=1 if has_header else 0,
        expected_columns=(column,) if column else (),
        optional_columns=None,
    )
    if not sheet.rows:
        raise SourceError(Text("The list has no codes."), file=file)
    return CodeList(sheet, column or _code_column(sheet), has_header)


def _made_header(first: Sequence[str]) -> list[str]:
    coded = next(place for place, cell in enumerate(first) if looks_like_code(cell))
    return ["code" if place == coded else f"column {place + 1}" for place in range(len(first))]


def _code_column(sheet: Sheet) -> str:
    """By its name, else by its cells. Raises SourceError where none or several may be meant."""
    named = [name for name in sheet.header if _is_code_name(name)]
    filled = named or [name for name in sheet.header if _mostly_codes(sheet.column(name)[:_SAMPLE])]
    if len(filled) == 1:
        return filled[0]
    shown = {"names": ", ".join(filled or sheet.header)[:300]}
    message = (
        Text("Several columns may hold the codes: {names}. Say which one.", shown)
        if filled
        else Text("Which column holds the codes? The columns are: {names}.", shown)
    )
    raise SourceError(message, file=sheet.file)


def _is_code_name(name: str) -> bool:
    return "".join(sign for sign in name.casefold() if sign.isalpha()) in _CODE_NAMES


def _mostly_codes(cells: Sequence[str]) -> bool:
    return sum(map(looks_like_code, cells)) >= _MOSTLY * len(cells)
