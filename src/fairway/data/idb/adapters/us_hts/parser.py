"""From the rows of the tariff schedule to lines and rates."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.reading import Sheet, read_csv_rows
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.adapters.us_hts.tree import Node, build_tree
from fairway.data.idb.adapters.us_rates import CURRENCY, LegalLine, RateRows, read_special
from fairway.data.idb.adapters.us_seasons import seasons_in
from fairway.data.idb.adapters.us_units import units_of
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import LINES, table_of
from fairway.data.idb.profile_io import content_market, read_profile
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError

TERRITORY = "US"
HS_EDITION = 2022
NUMBER, INDENT, DESCRIPTION, UNITS = "HTS Number", "Indent", "Description", "Unit of Quantity"
GENERAL, SPECIAL, COLUMN2 = "General Rate of Duty", "Special Rate of Duty", "Column 2 Rate of Duty"
ADDITIONAL = "Additional Duties"
COLUMNS = (NUMBER, INDENT, DESCRIPTION, UNITS, GENERAL, SPECIAL, COLUMN2, "Quota Quantity", ADDITIONAL)
KNOWN_DEFECTS = {
    "rate_below_the_legal_line": Text("A rate of the eight-digit line is printed again on a ten-digit row."),
}
_NUMBER = re.compile(r"(?:[0-9]{4}(?:\.[0-9]{2}){0,3})?")
_INDENT = re.compile(r"[0-9]{1,2}")
_EDITION_IN_NAME = re.compile(r"hts_(20[0-9]{2})_([a-z]+(?:_[a-z0-9]+)?)", re.IGNORECASE)
_LEGAL = 8  # digits of the line that bears the rates


def read_schedule(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """Lines and rates of the schedule, with the market profile of the United States. Raises SourceError."""
    profile = read_profile(content_market(TERRITORY))
    report.step(Text("Reading {file}.", {"file": path.name}))
    sheet = read_csv_rows(path, expected_columns=COLUMNS)
    report.step(Text("Rebuilding the tree of {count} rows.", {"count": len(sheet.rows)}))
    digits, indents = sheet.converted(NUMBER, _digits), sheet.converted(INDENT, _indent)
    seasons = sheet.converted(DESCRIPTION, seasons_in)
    nodes = build_tree(zip(indents, digits, sheet.column(DESCRIPTION), seasons, strict=True))
    lines = [node for node in nodes if node.is_line]
    rows = RateRows({p.code for p in profile.programmes}, report, sheet.file, SPECIAL)
    for line, place in _legal_lines(sheet, nodes, lines, report):
        rows.add(line, row=sheet.row_numbers[place])
    tables = {"lines": _lines(sheet, lines), "rates": rows.table()}
    report.raise_problems()
    start, title = _edition_in(path.name)
    if start is None and options.published is None:
        raise SourceError(
            Text("The file does not say which edition it is. Give its day with --published."), file=path.name
        )
    return Parsed(
        territory=TERRITORY,
        period=Period(start or options.published),
        hs_edition=HS_EDITION,
        currency=CURRENCY,
        citation=_citation(title, options.published or (start if "basic edition" in title else None)),
        tables=tables,
        profile=profile,
    )


def _digits(number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise UserError(Text("A number of this schedule has 4 to 10 digits, as in 0804.50.80.10."))
    return number.replace(".", "")


def _indent(text: str) -> int:
    if not _INDENT.fullmatch(text):
        raise UserError(Text("The indent must be a whole number from 0 to 99."))
    return int(text)


def _edition_in(file: str) -> tuple[date | None, str]:
    """First day and title: `hts_2025_basic_edition` is the basic edition of 2025, of 1 January."""
    found = _EDITION_IN_NAME.match(file)
    title = "Harmonized Tariff Schedule of the United States"
    if not found:
        return None, title
    return date(int(found[1]), 1, 1), f"{title}, {found[1]} {found[2].replace('_', ' ').lower()}"


def _citation(title: str, published: date | None) -> Citation:
    return Citation(
        publisher="US International Trade Commission",
        title=title,
        url="https://hts.usitc.gov",
        published=published,
        licence="US Government work, public domain",
    )


def _lines(sheet: Sheet, lines: Sequence[Node]) -> pa.Table:
    """One row per declarable number and season."""
    units = sheet.converted(UNITS, _units)
    duties = sheet.column(ADDITIONAL)
    rows = [(node, season) for node in lines for season in node.seasons or (None,)]
    return table_of(
        LINES,
        {
            "goods_code": [node.digits for node, _ in rows],
            "hs6": [node.digits[:6] for node, _ in rows],
            "description": [node.text for node, _ in rows],
            "path": [" > ".join(node.path()) or None for node, _ in rows],
            "units": [units[node.place] for node, _ in rows],
            "season": [season for _, season in rows],
            "note": [_note(duties[node.place]) for node, _ in rows],
        },
    )


def _units(text: str) -> tuple[str, ...]:
    """`["doz.","kg"]` is dozens and kilograms."""
    if not text.strip():
        return ()
    try:
        printed = json.loads(text)
    except json.JSONDecodeError:
        printed = None
    if not isinstance(printed, list) or not all(isinstance(unit, str) for unit in printed):
        raise UserError(Text('Units are written as a list, as in ["No.","kg"].'))
    return tuple(dict.fromkeys(code for unit in printed for code in units_of(unit)))


def _note(additional: str) -> str | None:
    return f"Additional duties: {additional.strip()}" if additional.strip() else None


@dataclass(slots=True)
class _Printed:
    """The three columns of rates of one legal line, and the first row that prints them."""

    cells: tuple[str, str, str]
    place: int


def _legal_lines(
    sheet: Sheet, nodes: Sequence[Node], lines: Sequence[Node], report: LoadReport
) -> list[tuple[LegalLine, int]]:
    """Every eight-digit line with its rates, also those that the schedule prints at ten digits."""
    columns = [sheet.column(name) for name in (GENERAL, SPECIAL, COLUMN2)]
    printed: dict[str, _Printed] = {}
    for node in nodes:
        general, special, column2 = (column[node.place].strip() for column in columns)
        cells = (general, special, column2)
        code = node.digits[:_LEGAL]
        if any(cells) and code in printed:
            _check_repeated(sheet, node, cells, printed[code].cells, report)
        elif any(cells):
            _check_number(sheet, node, report)
            printed[code] = _Printed(cells, node.place)
    for node in lines:
        printed.setdefault(node.digits[:_LEGAL], _Printed(("", "", ""), node.place))
    return [
        (LegalLine(code, *found.cells, excluded=_excluded(code, found.cells[1])), found.place)
        for code, found in printed.items()
    ]


def _check_number(sheet: Sheet, node: Node, report: LoadReport) -> None:
    if len(node.digits) < _LEGAL:
        message = Text("A rate stands on a row whose number has fewer than eight digits.")
        report.problem(
            message, file=sheet.file, row=sheet.row_numbers[node.place], column=NUMBER, value=node.digits
        )


def _check_repeated(
    sheet: Sheet, node: Node, cells: tuple[str, str, str], known: tuple[str, str, str], report: LoadReport
) -> None:
    for column, cell, earlier in zip((GENERAL, SPECIAL, COLUMN2), cells, known, strict=True):
        if not cell:
            continue
        row = sheet.row_numbers[node.place]
        if cell == earlier:
            message = Text("The rate is printed on the eight-digit line too.")
            report.defect(
                "rate_below_the_legal_line", message, file=sheet.file, row=row, column=column, value=cell
            )
        else:
            message = Text("The eight-digit line already has another rate, “{rate}”.", {"rate": earlier})
            report.problem(message, file=sheet.file, row=row, column=column, value=cell)


def _excluded(code: str, special: str) -> tuple[str, ...] | None:
    return gsp_exclusions().get(code) if read_special(special).excludes_some else ()


@cache
def gsp_exclusions() -> dict[str, tuple[str, ...]]:
    """Beneficiaries of GSP that are excluded on a line: the schedule prints only that there are some."""
    sheet = read_csv_rows(
        Path(__file__).with_name("gsp_exclusions.csv"), expected_columns=("hts8", "excluded")
    )
    return {code: tuple(excluded.split()) for code, excluded in sheet.rows}
