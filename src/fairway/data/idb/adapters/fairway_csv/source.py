"""The tables of a template, whether it comes as a workbook, a folder or a zip of CSV files."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from fairway.data.idb.adapters.fairway_csv.cells import is_formula
from fairway.data.idb.adapters.fairway_csv.layout import SHEETS, SheetLayout
from fairway.data.idb.adapters.fairway_csv.workbook import read_workbook
from fairway.data.idb.adapters.reading import (
    LARGEST_TEXT,
    Sheet,
    csv_cells,
    decode_text,
    make_sheet,
    read_bytes,
)
from fairway.data.idb.adapters.report import LoadReport
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError

Cells = list[list[str]]


def read_sheets(path: Path, report: LoadReport) -> dict[str, Sheet]:
    """The sheets by name, with their columns checked and free of formulas. Raises SourceError."""
    tables = _tables(path, report)
    known = {layout.name: layout for layout in SHEETS}
    if unknown := sorted(set(tables) - set(known)):
        values = {"names": ", ".join(unknown)[:200], "known": ", ".join(known)}
        raise SourceError(
            Text("These are not tables of the template: {names}. It has: {known}.", values), file=path.name
        )
    if missing := [layout.name for layout in SHEETS if layout.is_required and layout.name not in tables]:
        raise SourceError(
            Text("These tables are missing: {names}.", {"names": ", ".join(missing)}), file=path.name
        )
    return {name: _checked(known[name], *tables[name], report) for name in known if name in tables}


def _checked(layout: SheetLayout, file: str, cells: Cells, report: LoadReport) -> Sheet:
    sheet = make_sheet(
        cells,
        file=file,
        first_row=1,
        expected_columns=layout.required_names,
        optional_columns=layout.optional_names,
    )
    for number, row in zip(sheet.row_numbers, sheet.rows, strict=True):
        for column, cell in zip(sheet.header, row, strict=True):
            if is_formula(cell):
                message = Text("The cell holds a formula. Put its result there as a value.")
                report.problem(message, file=file, row=number, column=column, value=cell)
    return sheet


def _tables(path: Path, report: LoadReport) -> Mapping[str, tuple[str, Cells]]:
    """Name of each table → the file or sheet as messages call it, and its cells."""
    if path.is_dir():
        files = {file.name: read_bytes(file) for file in sorted(path.glob("*.csv"))}
        return _csv_tables(files)
    if not path.exists():
        raise SourceError(Text("There is no such file or folder."), file=str(path))
    if path.suffix.lower() == ".xlsx":
        return read_workbook(path, report)
    if path.suffix.lower() == ".zip":
        return _csv_tables(_unzipped(path))
    raise SourceError(Text("A workbook (.xlsx), a .zip or a folder of CSV files is needed."), file=path.name)


def _csv_tables(files: Mapping[str, bytes]) -> dict[str, tuple[str, Cells]]:
    return {
        name.removesuffix(".csv").lower(): (name, csv_cells(decode_text(data, file=name), name))
        for name, data in files.items()
    }


def _unzipped(path: Path) -> dict[str, bytes]:
    """The CSV files of the archive, in memory: nothing is unpacked to disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            files: dict[str, bytes] = {}
            left = LARGEST_TEXT
            for entry in archive.infolist():
                name = _safe_name(entry, path.name)
                if not name.endswith(".csv") or "__MACOSX" in entry.filename:
                    continue
                if name in files:
                    message = Text("The archive holds {name} twice.", {"name": name})
                    raise SourceError(message, file=path.name)
                with archive.open(entry) as stream:
                    files[name] = stream.read(left + 1)
                left -= len(files[name])
                if left < 0:
                    limit = f"{LARGEST_TEXT // 1024**2} MiB"
                    message = Text("The file unpacks to more than {limit}.", {"limit": limit})
                    raise SourceError(message, file=path.name)
            return files
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        message = Text("The archive cannot be read ({reason}).", {"reason": str(error)})
        raise SourceError(message, file=path.name) from None


def _safe_name(entry: zipfile.ZipInfo, archive: str) -> str:
    """The name of the file without its folders. Raises SourceError for a path that leaves the archive."""
    parts = PurePosixPath(entry.orig_filename.replace("\\", "/")).parts
    if ".." in parts or (parts and (parts[0] == "/" or ":" in parts[0])):
        message = Text("The archive holds a path that leads outside it. It was not opened.")
        raise SourceError(message, file=archive, value=entry.orig_filename)
    return parts[-1] if parts and not entry.is_dir() else ""
