"""From the rows of the tariff database to lines and rates."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyarrow as pa

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.reading import Sheet, read_csv_rows
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.adapters.us_dates import us_date
from fairway.data.idb.adapters.us_rates import CURRENCY, LegalLine, RateRows
from fairway.data.idb.adapters.us_seasons import seasons_in
from fairway.data.idb.adapters.us_tariff_database.cross_check import CrossCheck
from fairway.data.idb.adapters.us_tariff_database.layout import COLUMNS
from fairway.data.idb.adapters.us_tariff_database.seasons import seasons_of_lines
from fairway.data.idb.adapters.us_units import units_of
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import LINES, table_of
from fairway.data.idb.profile_io import content_market, read_profile
from fairway.kernel.citation import Citation
from fairway.kernel.economy import economy_codes
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError

TERRITORY = "US"
HS_EDITION = 2022
_NO_END = date(2050, 12, 31)
_CODE = re.compile(r"[0-9]{8}")
_EDITION_IN_NAME = re.compile(r"_([0-9]{2})([0-9]{2})([0-9]{4})\.")
_ADDED_NOTE = "The special column leaves this programme out; the rate is that of the programme's own columns."
# In chapters 98 and 99 the columns count an added duty of a programme, not the rate it prints.
_FIRST_SPECIAL_CHAPTER = "98"

_COLUMN_MARK = re.compile(r"<col\d>")


def read_tariff(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """The lines and rates of the file, with the market profile of the United States. Raises SourceError."""
    profile = read_profile(content_market(TERRITORY))
    report.step(Text("Reading {file}.", {"file": path.name}))
    sheet = read_csv_rows(path, expected_columns=COLUMNS)
    if not sheet.rows:
        raise SourceError(Text("There is no line below the header."), file=path.name)
    report.step(Text("Reading seasons, units and rates of {count} lines.", {"count": len(sheet.rows)}))
    codes = sheet.converted("hts8", _goods_code)
    periods = _periods(sheet)
    lines = _lines(sheet, codes, periods)
    rates = _rates(sheet, codes, periods, {p.code for p in profile.programmes}, report)
    report.raise_problems()
    year = max(period.start for period in periods if period.start).year
    return Parsed(
        territory=TERRITORY,
        period=Period(date(year, 1, 1)),
        hs_edition=HS_EDITION,
        currency=CURRENCY,
        citation=_citation(year, options.published or _edition_in(path.name)),
        tables={"lines": lines, "rates": rates},
        profile=profile,
    )


def _goods_code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise UserError(
            Text("A line of this tariff has eight digits. If a leading zero was lost, put it back.")
        )
    return text


def _edition_in(file: str) -> date | None:
    """The day in the publisher's file names: `tariff_database_2025_06062025`."""
    found = _EDITION_IN_NAME.search(file)
    try:
        return us_date("/".join(found.groups())) if found else None
    except UserError:
        return None


def _citation(year: int, published: date | None) -> Citation:
    return Citation(
        publisher="US International Trade Commission",
        title=f"Annual Tariff Data {year}",
        url="https://dataweb.usitc.gov/tariff/annual",
        published=published,
        licence="US Government work, public domain",
    )


def _periods(sheet: Sheet) -> list[Period]:
    starts = sheet.converted("begin_effect_date", us_date)
    ends = sheet.converted("end_effective_date", us_date)
    periods = []
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end < start:
            message = Text("The line ends before it begins ({start}).", {"start": start})
            column, row = "end_effective_date", sheet.row_numbers[place]
            raise SourceError(message, file=sheet.file, row=row, column=column, value=str(end))
        periods.append(Period(start, None if end == _NO_END else end))
    return periods


def _lines(sheet: Sheet, codes: list[str], periods: list[Period]) -> pa.Table:
    """One row per line, dated period and season."""
    descriptions = [" ".join(text.split()) for text in sheet.column("brief_description")]
    notes = [_note(text) for text in sheet.column("footnote_comment")]
    units = _units(sheet)
    stated = sheet.converted("brief_description", seasons_in)
    seasons = seasons_of_lines(codes, descriptions, stated)
    places = [(place, season) for place in range(len(codes)) for season in seasons[place] or (None,)]
    return table_of(
        LINES,
        {
            "goods_code": [codes[place] for place, _ in places],
            "hs6": [codes[place][:6] for place, _ in places],
            "description": [descriptions[place] for place, _ in places],
            "units": [units[place] for place, _ in places],
            "season": [season for _, season in places],
            "valid_from": [periods[place].start for place, _ in places],
            "valid_to": [periods[place].end for place, _ in places],
            "note": [notes[place] for place, _ in places],
        },
    )


def _units(sheet: Sheet) -> list[tuple[str, ...]]:
    first, second = (sheet.converted(f"quantity_{n}_code", units_of) for n in (1, 2))
    return [tuple(dict.fromkeys(one + two)) for one, two in zip(first, second, strict=True)]


def _rates(
    sheet: Sheet, codes: list[str], periods: list[Period], programmes: set[str], report: LoadReport
) -> pa.Table:
    rows = RateRows(programmes, report, sheet.file, "col1_special_text")
    check = CrossCheck(sheet, report)
    excluded = sheet.converted("gsp_ctry_excluded", _economies)
    general, special, column2 = (
        [text.strip() for text in sheet.column(name)]
        for name in ("mfn_text_rate", "col1_special_text", "col2_text_rate")
    )
    for place, code in enumerate(codes):
        missing = check.programmes_to_add(place)
        line = LegalLine(
            code, general[place], special[place], column2[place], excluded[place], periods[place],
            added=missing if code < _FIRST_SPECIAL_CHAPTER else (), added_note=_ADDED_NOTE,
        )  # fmt: skip
        rows.add(line, row=sheet.row_numbers[place])
    return rows.table()


def _economies(text: str) -> tuple[str, ...]:
    """`BRTH` is Brazil and Thailand."""
    joined = text.strip().upper()
    codes = tuple(joined[place : place + 2] for place in range(0, len(joined), 2))
    unknown = [code for code in codes if code not in economy_codes()]
    if unknown:
        raise UserError(Text("These are not codes of economies: {codes}.", {"codes": ", ".join(unknown)}))
    return codes


def _note(text: str) -> str | None:
    """The footnote without the marks of the column it stands in (`<col1>`)."""
    return " ".join(_COLUMN_MARK.sub("", text).split()) or None
