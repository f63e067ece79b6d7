"""Partner government agencies by tariff line: the HTS/PGA report of US Customs and Border Protection.

Two lead lines (the first has the day of the report), then the header. One row per ten-digit number
with its dates; a number without a flag gives a row with an empty flag, so that a flag on its
neighbour is not taken for its own.

* Flags: the codes of columns `PGA 1` to `PGA 10` ("FD1", "AM7"), and `AD` and `CVD` where the
  columns of anti-dumping and countervailing duty say Y. A flag means that some goods of the number
  may be concerned, not that all are.
* Dates are kept as they are. `12/31/2030` stands on most rows: it is the system's end date, which
  the agency moves on, so a later report is needed for days after it.
* The report holds the numbers that are valid or announced, with dates of their own; numbers that had
  ended by its day are not in it, so an earlier day may lack flags.
* Descriptions are cut at 25 to 30 characters and are not carried.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from fairway.data.idb.adapters.base import Adapter, LoadOptions
from fairway.data.idb.adapters.reading import Sheet, parse_csv, read_text
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.adapters.us_dates import us_date
from fairway.data.idb.domain.assertions import FillRate, Rows
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import REQUIREMENTS, Kind, table_of
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError

_HS_EDITION = 2022
_NUMBER, _START, _END = "Tariff Number", "Effective Date", "Expiration Date"
_ANTI_DUMPING, _COUNTERVAILING = "AD Duty", "CV Duty"
_AGENCIES = tuple(f"PGA {place}" for place in range(1, 11))
_COLUMNS = (
    _NUMBER, "Description", _START, _END, "Census Qty 1", "Census Qty 2", "Census Qty 3",
    _ANTI_DUMPING, _COUNTERVAILING, *_AGENCIES,
)  # fmt: skip
_LEAD_LINES = 2
_DAY_OF_REPORT = re.compile(r"HTS Date:,\s*([0-9/]+)")
_CODE = re.compile(r"[0-9]{10}")
_AGENCY_FLAG = re.compile(r"[A-Z]{2}[0-9A-Z]")


def read_flags(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """The flags of every number in the report. Raises SourceError."""
    report.step(Text("Reading {file}.", {"file": path.name}))
    text = read_text(path)
    sheet = parse_csv(text, file=path.name, expected_columns=_COLUMNS, skip_rows=_LEAD_LINES)
    codes = sheet.converted(_NUMBER, _goods_code)
    starts, ends = sheet.converted(_START, us_date), sheet.converted(_END, us_date)
    flags = _flags_by_row(sheet)
    report.count("numbers", len(codes))
    report.count("numbers without a flag", sum(not found for found in flags))
    rows = [(place, flag) for place, found in enumerate(flags) for flag in found or ("",)]
    table = table_of(
        REQUIREMENTS,
        {
            "goods_code": [codes[place] for place, _ in rows],
            "flag": [flag for _, flag in rows],
            "valid_from": [starts[place] for place, _ in rows],
            "valid_to": [ends[place] for place, _ in rows],
        },
    )
    day = _day_of_report(text, path.name)
    return Parsed(
        territory="US",
        period=Period(),
        hs_edition=_HS_EDITION,
        currency=None,
        citation=_citation(options.published or day),
        tables={"requirements": table},
    )


def _goods_code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise UserError(Text("This number must have ten digits. If a leading zero was lost, put it back."))
    return text


def _flags_by_row(sheet: Sheet) -> list[tuple[str, ...]]:
    """The flags of each row in the order of the columns, each once."""
    columns = [sheet.converted(name, _agency_flag) for name in _AGENCIES]
    remedies = [
        [flag if due else None for due in sheet.converted(name, _yes_or_no)]
        for name, flag in ((_ANTI_DUMPING, "AD"), (_COUNTERVAILING, "CVD"))
    ]
    return [tuple(dict.fromkeys(filter(None, row))) for row in zip(*columns, *remedies, strict=True)]


def _agency_flag(text: str) -> str | None:
    flag = text.strip()
    if flag and not _AGENCY_FLAG.fullmatch(flag):
        raise UserError(Text("An agency flag has two letters and a digit or letter, as in FD1."))
    return flag or None


def _yes_or_no(text: str) -> bool:
    if text.strip() not in ("Y", "N"):
        raise UserError(Text("This must be Y or N."))
    return text.strip() == "Y"


def _day_of_report(text: str, file: str) -> date:
    first_line = text.partition("\n")[0].strip()
    found = _DAY_OF_REPORT.match(first_line)
    try:
        return us_date(found[1] if found else "")
    except UserError:
        message = Text("The first line must give the day of the report, as in “HTS Date:,2/21/2026”.")
        raise SourceError(message, file=file, row=1, value=first_line) from None


def _citation(day: date) -> Citation:
    return Citation(
        publisher="US Customs and Border Protection",
        title="HTS / Partner Government Agency report (ACE)",
        url="https://www.cbp.gov/trade/ace",
        published=day,
        licence="US Government work, public domain",
    )


ADAPTER = Adapter(
    name="us-pga",
    version="1",
    kind=Kind.REQUIREMENTS,
    title=Text("United States: which agency must see which line (CBP report, CSV)"),
    territory="US",
    read=read_flags,
    assertions=(
        Rows("requirements", at_least=12_000, at_most=40_000),
        Rows("requirements", at_least=1_000, where={"flag": "AD"}),
        Rows("requirements", at_least=1_000, where={"flag": "CVD"}),
        Rows("requirements", at_least=300, where={"flag": "FD1"}),
        FillRate("requirements", "valid_from", at_least=1.0),
    ),
)
