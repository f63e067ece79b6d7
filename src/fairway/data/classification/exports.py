"""A catalogue with its codes, as a file: every column as it came, then what was found and decided."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from fairway.data.classification.domain.states import RowState
from fairway.data.classification.models import Catalogue, CatalogueRow
from fairway.data.classification.presentation import ROW_WORDS
from fairway.data.nomenclature.names import heading_name
from fairway.platform.ui.downloads import csv_stream
from fairway.platform.ui.language import say

RESULT_COLUMNS = (
    "goods_code",
    "goods_name",
    "decided",
    "certainty",
    "likeliest_code",
    "likeliest_score",
    "row",
)
_AT_ONCE = 500


def catalogue_csv(catalogue: Catalogue) -> Iterator[str]:
    """In parts. What a spreadsheet would run as a formula is neutralised."""
    return csv_stream(_columns(catalogue), catalogue_lines(catalogue))


def catalogue_xlsx(catalogue: Catalogue) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Fairway")
    for line in ([*_columns(catalogue)], *catalogue_lines(catalogue)):
        sheet.append([_text_cell(sheet, value) for value in line])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def catalogue_lines(catalogue: Catalogue) -> Iterator[list[str]]:
    """A line for every row of the file, in its order; a doubled row has the decision of its first."""
    decided: dict[int, CatalogueRow] = {}
    for row in catalogue.rows.order_by("number").iterator(chunk_size=_AT_ONCE):
        first = decided.get(row.same_as_id) if row.same_as_id else row
        decided[row.pk] = first or row
        yield [*row.cells, *_result(row, first or row)]


def _columns(catalogue: Catalogue) -> tuple[str, ...]:
    return (*catalogue.header, *RESULT_COLUMNS)


def _result(row: CatalogueRow, first: CatalogueRow) -> list[str]:
    name = heading_name(first.code) if first.code else None
    likeliest, score = first.suggestions[0] if first.suggestions else ("", None)
    return [
        first.code,
        say(name) if name else "",
        _decided(row, first),
        first.certainty,
        likeliest,
        "" if score is None else f"{score / 1000:.3f}",
        str(row.number),
    ]


def _decided(row: CatalogueRow, first: CatalogueRow) -> str:
    said = say(ROW_WORDS[first.state])
    return f"{said} ({say(ROW_WORDS[RowState.DOUBLED])}: {first.number})" if row is not first else said


def _text_cell(sheet: Any, value: str) -> Any:
    """Always text: a value that begins with “=” is no formula."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell
