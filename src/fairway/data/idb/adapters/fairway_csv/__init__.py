"""Fairway's open template: the tariff of any economy, prepared in a spreadsheet.

A workbook (.xlsx), or a folder or .zip of CSV files, with one sheet or file per table of `layout`.
`docs/data-template.md` explains it to the people who fill it in; `fairway data template` writes an
empty one. Nothing is guessed: every problem is reported with its sheet, row, column and value.
"""

from fairway.data.idb.adapters.base import Adapter
from fairway.data.idb.adapters.fairway_csv.parser import read_template
from fairway.data.idb.domain.assertions import FillRate, Rows
from fairway.data.idb.domain.schema import Kind
from fairway.kernel.text import Text

ADAPTER = Adapter(
    name="fairway-csv",
    version="1",
    kind=Kind.TARIFF,
    title=Text("Any economy: Fairway's open template (workbook, or folder or zip of CSV files)"),
    read=read_template,
    assertions=(
        Rows("lines", at_least=1),
        FillRate("rates", "rate_text", at_least=1.0),
    ),
)
